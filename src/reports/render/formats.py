"""The formats that `--format` names, in one table: what each is for, which file endings mean it, and what makes it.

The functions are named as text and imported when a format is asked for, so the table costs nothing and may name any
package above the records. Each has the type `Make`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from reports.records import Report

Write = Callable[[str | bytes], None]
Put = Callable[["Report"], None]
Finish = Callable[[], Sequence[str]]
"""Ends the output. Gives lines for standard error: what the format could not express."""


class View(NamedTuple):
    """What the user asked for: the file to write to (None is the screen or a pipe), and how much to show.

    `emptied` says of a report, by its id, that the user's filter left no claim of it.
    """

    output: Path | None = None
    evidence: bool = False
    warnings: bool = False
    emptied: Mapping[str, str] = MappingProxyType({})


class Make(Protocol):
    """Makes the two functions that write reports: one for each report as it comes, one that ends the output."""

    def __call__(self, write: Write, view: View, /) -> tuple[Put, Finish]: ...


class Format(NamedTuple):
    """`make` is "module:function". A file with one of the `suffixes` is of this format under `--format auto`."""

    make: str
    suffixes: tuple[str, ...] = ()


FORMATS: dict[str, Format] = {
    "text": Format("reports.render.output:text", (".txt", ".text")),
    "json": Format("reports.render.output:json", (".json",)),
    "jsonl": Format("reports.render.output:jsonl", (".jsonl", ".ndjson")),
    "html": Format("reports.render.html:writer", (".html", ".htm")),
    "svg": Format("reports.render.map:writer", (".svg",)),
    "png": Format("reports.render.map:png_writer", (".png",)),
    "markdown": Format("reports.render.markdown:writer", (".md", ".markdown")),
    "csv": Format("reports.export.csv:writer", (".csv",)),
    "geojson": Format("reports.export.geojson:writer", (".geojson",)),
    "acled": Format("reports.export.acled:writer"),
    "ucdp": Format("reports.export.ucdp:writer"),
    "plover": Format("reports.export.plover:writer"),
    "timemap": Format("reports.export.timemap:writer"),
    "claimreview": Format("reports.export.claimreview:writer"),
}


def maker(name: str) -> Make:
    """The function that makes a format's writers. Raises KeyError for a name that is not in the table."""
    module, _, function = FORMATS[name].make.partition(":")
    make: Make = getattr(importlib.import_module(module), function)
    return make


def of_suffix(suffix: str) -> str | None:
    """The format that a file ending (".html", in any case) means."""
    wanted = suffix.lower()
    return next((name for name, each in FORMATS.items() if wanted in each.suffixes), None)


def whole(
    write: Write,
    render: Callable[[Sequence[Report]], str | bytes],
    notes: Callable[[Sequence[Report]], Sequence[str]] = lambda _: (),
) -> tuple[Put, Finish]:
    """Writers of a format that needs all reports before it can begin. `notes` are the lines that `Finish` gives."""
    held: list[Report] = []

    def finish() -> Sequence[str]:
        write(render(held))
        return notes(held)

    return held.append, finish
