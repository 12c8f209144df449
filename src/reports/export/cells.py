"""Cells and rows of CSV that no spreadsheet runs and every reader reads alike.

A text cell is one line, without control characters. One that begins with a sign by which spreadsheets know a formula
(= + - @) gets an apostrophe before it. Numbers are numbers: a longitude may be negative.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from enum import Enum

from reports.render.clean import printable

Cell = str | int | float | bool | None
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def escaped(text: str) -> str:
    """Text of a story as a cell: one line, and no formula."""
    # Most cells are plain: the test is ten times faster than the cleaning.
    line = text.strip() if text.isprintable() and "  " not in text else printable(text).strip()
    return f"'{line}" if line[:1] in _FORMULA and line else line


def joined(parts: Iterable[str]) -> str:
    """Several values in one cell, each once, in their order."""
    return "; ".join(dict.fromkeys(part for part in parts if part))


def shown(value: Cell) -> str | int | float:
    """A value as it is written: nothing for None, true and false in small letters."""
    if value is None:
        return ""
    if isinstance(value, str):
        return escaped(value.value if isinstance(value, Enum) else value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return int(value) if float(value).is_integer() else value


def lines(rows: Iterable[Iterable[Cell]]) -> str:
    """Rows as CSV (RFC 4180, line feeds)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([shown(value) for value in row] for row in rows)
    return buffer.getvalue()
