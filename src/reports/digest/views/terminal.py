"""Lines on a terminal: coloured, wrapped at its width, and safe whatever a story's words are.

Every word goes through `printable` and is painted here, never read as markup, so neither terminal escapes nor `[red]`
in a story do anything. What a colour says, a word says too. rich knows the terminal and its colours; the wrapping is
our own, since a digest may have a hundred thousand lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from rich.cells import cell_len
from rich.console import COLOR_SYSTEMS, Console
from rich.style import Style as RichStyle

from reports.digest.views.lines import Line, Part, Style
from reports.render.clean import printable

_STYLES: dict[Style, str] = {
    "": "",
    "head": "bold underline",
    "strong": "bold",
    "soft": "dim",
    "kind": "cyan",
    "good": "bold green",
    "bad": "bold red",
    "warn": "bold yellow",
}
_LEAST = 24  # cells that are left for words: on narrow screens indents give way
_PIECE = re.compile(r" +|[^ ]+")
Row = list[Part]


def render(lines: Iterable[Line], console: Console) -> str:
    """The lines as text for the console's width and colours, ready to be written to its stream."""
    width, paint = max(console.width, 1), _painter(console)
    return "".join(f"{paint(row)}\n" for each in lines for row in _rows(each, width))


def _painter(console: Console) -> Callable[[Row], str]:
    """A function that makes a row of styled parts text, with the escapes of the console's colours if it has any."""
    system = COLOR_SYSTEMS[console.color_system] if console.color_system else None
    around = {
        style: RichStyle.parse(told or "none").render("\0", color_system=system).partition("\0")
        for style, told in _STYLES.items()
    }

    def paint(row: Row) -> str:
        if system is None:
            return "".join(part.text for part in row)
        runs = ((style, "".join(part.text for part in run)) for style, run in groupby(row, attrgetter("style")))
        return "".join(f"{around[style][0]}{text}{around[style][2]}" for style, text in runs)

    return paint


def _rows(line: Line, width: int) -> Iterator[Row]:
    """The rows that a line takes on the screen, its label before the first."""
    label = Part(printable(line.label.text), line.label.style)
    parts = [Part(printable(part.text), part.style) for part in line.parts]
    indent, lead = line.indent, line.lead
    if width - indent < _LEAST:
        indent = lead = min(2, indent)
    if indent >= width:
        indent = lead = 0
    if not label.text:
        first = " " * indent
    elif cell_len(label.text) < indent - lead:
        first = " " * (indent - lead - cell_len(label.text))
    else:  # too long for its column, or no column: it runs into the words
        first, parts, label = " " * min(lead, indent), [label, Part(" "), *parts], Part("")
        lead = 0
    for number, row in enumerate(_wrapped(parts, width - indent)):
        head = [Part(" " * lead), label, Part(first)] if label.text else [Part(first)]
        yield [*(head if number == 0 else [Part(" " * indent)]), *row] if row else []


def _wrapped(parts: Iterable[Part], width: int) -> Iterator[Row]:
    """Rows of at most `width` cells, broken at spaces; a word that is longer is broken where it must be."""
    row: Row = []
    used = 0
    gap = Part("")
    for word in _words(parts):
        if word[0].text.startswith(" "):
            gap = word[0]
            continue
        size = sum(map(_cells, word))
        if used and used + 1 + size > width:
            yield row
            row, used = [], 0
        if used:
            row.append(Part(" ", gap.style))
            used += 1
        for piece in word if size <= width else _broken(word):
            if used + _cells(piece) > width and used:
                yield row
                row, used = [], 0
            row.append(piece)
            used += _cells(piece)
        gap = Part("")
    yield row


def _words(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Words and the spaces between them. Parts without a space between them are one word."""
    word: list[Part] = []
    for part in parts:
        for piece in _PIECE.findall(part.text):
            if piece[0] != " ":
                word.append(Part(piece, part.style))
                continue
            if word:
                yield word
            word = []
            yield [Part(piece, part.style)]
    if word:
        yield word


def _broken(word: list[Part]) -> Iterator[Part]:
    """Each character by itself."""
    for part in word:
        for char in part.text:
            yield Part(char, part.style)


def _cells(part: Part) -> int:
    return len(part.text) if part.text.isascii() else cell_len(part.text)
