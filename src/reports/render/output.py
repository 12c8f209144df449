"""From reports to bytes on the screen or in a file: which format, where to, and in what order.

JSON lines and text are written as the reports come; JSON is written at the end, one object or an array.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reports.errors import OutputError
from reports.render.formats import Finish, Put, View, Write, of_suffix
from reports.render.jsontext import dumps

if TYPE_CHECKING:
    from rich.console import Console

    from reports.records import Report


def choose_format(style: str, output: Path | None, count: int) -> str:
    """The format that "auto" stands for: the ending of the file says it, else the terminal or the number of stories."""
    if style != "auto":
        return style
    if is_screen(output):
        return "text"
    meant = of_suffix(output.suffix) if output else None
    if meant is None or meant == "json":
        return "jsonl" if count > 1 else "json"
    return meant


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


def write_out(text: str | bytes) -> None:
    """Writes to standard output. Raises OutputError for bytes on a terminal, which can show nothing of them."""
    if isinstance(text, bytes):
        if sys.stdout.isatty():
            raise OutputError("standard output", "a terminal does not show pictures", "give -o FILE")
        sys.stdout.buffer.write(text)
    else:
        sys.stdout.write(text)
    sys.stdout.flush()


def is_screen(output: Path | None) -> bool:
    """Whether what is written there is seen at once: on standard output, and that is a terminal."""
    return output is None and sys.stdout.isatty()


def console_of(output: Path | None) -> Console:
    """The console of standard output, or one of a file: without colours, as wide as the terminal."""
    from reports.render.terminal import make_console

    return make_console(sys.stdout if output is None else io.StringIO())


def text(write: Write, view: View) -> tuple[Put, Finish]:
    """The screen view, with a line between two reports."""
    from reports.render.terminal import render

    console = console_of(view.output)
    written = 0

    def put(report: Report) -> None:
        nonlocal written
        if written:
            write("\n" + "─" * console.width + "\n\n")
        emptied = view.emptied.get(report.id)
        write(render(report, console, evidence=view.evidence, warnings=view.warnings, emptied=emptied))
        written += 1

    return put, tuple


def jsonl(write: Write, _view: View) -> tuple[Put, Finish]:
    """One JSON object a line."""
    return lambda report: write(dumps(report) + "\n"), tuple


def json(write: Write, view: View) -> tuple[Put, Finish]:
    """One JSON object, or an array of them if there are several. Indented on a terminal."""
    pretty = is_screen(view.output)
    held: list[str] = []

    def finish() -> Sequence[str]:
        write(held[0] + "\n" if len(held) == 1 else "[" + ",\n".join(held) + "]\n")
        return ()

    return lambda report: held.append(dumps(report, pretty=pretty)), finish
