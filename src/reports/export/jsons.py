"""JSON written piece by piece: an array that is never held whole, and JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from reports.export.leftout import LeftOut

if TYPE_CHECKING:
    from reports.records import Report
    from reports.render.formats import Finish, Put, Write

Items = Callable[["Report", LeftOut], Iterator[dict[str, Any]]]


def dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def array(
    write: Write, left: LeftOut, items: Items, *, head: str = "[", tail: Callable[[], str] = lambda: "]"
) -> tuple[Put, Finish]:
    """Writes the items of each report as it comes, one a line, between `head` and what `tail` gives at the end."""
    begun = False

    def begin() -> None:
        nonlocal begun
        write(",\n" if begun else f"{head}\n")
        begun = True

    def put(report: Report) -> None:
        for item in items(report, left):
            begin()
            write(dumps(item))

    def finish() -> Sequence[str]:
        if not begun:
            write(head)
        write(f"\n{tail()}\n")
        return left.notes()

    return put, finish


def each_line(write: Write, left: LeftOut, items: Items) -> tuple[Put, Finish]:
    """Writes the items of each report as it comes, one JSON object a line."""

    def put(report: Report) -> None:
        for item in items(report, left):
            write(dumps(item) + "\n")

    return put, left.notes
