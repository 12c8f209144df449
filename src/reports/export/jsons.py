"""JSON written piece by piece: an array that is never held whole, and JSON lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from reports.export.leftout import LeftOut

if TYPE_CHECKING:
    from reports.records import Report
    from reports.render.formats import Finish, Put, Write

Items = Callable[["Report", LeftOut], Iterator[dict[str, Any]]]


# What a terminal obeys or hides although JSON does not ask for its escape: C1 controls, marks that reorder text.
_ODD = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def dumps(value: Any) -> str:
    """JSON on one line, in which every character can only be seen."""
    return _ODD.sub(lambda match: f"\\u{ord(match[0]):04x}", orjson.dumps(value).decode())


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
