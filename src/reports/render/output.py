"""From reports to bytes on the screen or in a file: which format, where to, and in what order.

JSON lines and text are written as the reports come; JSON is written at the end, one object or an array.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reports.errors import OutputError
from reports.render.jsontext import dumps

if TYPE_CHECKING:
    from reports.records import Report

Write = Callable[[str], None]
Put = Callable[["Report"], None]


def choose_format(style: str, output: Path | None, count: int) -> str:
    """The format that "auto" stands for."""
    if style != "auto":
        return style
    if output is None and sys.stdout.isatty():
        return "text"
    suffix = output.suffix.lower() if output else ""
    if suffix in (".txt", ".text"):
        return "text"
    return "jsonl" if count > 1 or suffix in (".jsonl", ".ndjson") else "json"


def refuse_overwriting(files: tuple[str, ...], output: Path | None) -> None:
    if output is None or not output.is_file():
        return
    for path in files:
        if path != "-" and Path(path).exists() and output.samefile(path):
            raise OutputError(output, "is one of the stories to read", "give -o another name")


@contextlib.contextmanager
def opened(output: Path | None) -> Iterator[Write]:
    """A function that writes to the file, or to standard output, where each report shows at once."""
    if output is not None:
        from reports.render.sink import open_file

        with open_file(output) as write:
            yield write
        return

    yield write_out


def write_out(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def report_writer(style: str, write: Write, output: Path | None, *, evidence: bool) -> tuple[Put, Callable[[], None]]:
    """A function that writes one report, and one that ends the output."""
    if style == "text":
        return text_writer(write, output, evidence=evidence, warnings=output is not None), lambda: None
    if style == "jsonl":
        return lambda report: write(dumps(report) + "\n"), lambda: None
    pretty = output is None and sys.stdout.isatty()
    held: list[str] = []

    def finish() -> None:
        write(held[0] + "\n" if len(held) == 1 else "[" + ",\n".join(held) + "]\n")

    return lambda report: held.append(dumps(report, pretty=pretty)), finish


def text_writer(write: Write, output: Path | None, *, evidence: bool, warnings: bool) -> Put:
    """A function that writes the screen view, with a line between two reports."""
    from reports.render.terminal import make_console, render

    console = make_console(sys.stdout if output is None else io.StringIO())
    written = 0

    def put(report: Report) -> None:
        nonlocal written
        if written:
            write("\n" + "─" * console.width + "\n\n")
        write(render(report, console, evidence=evidence, warnings=warnings))
        written += 1

    return put
