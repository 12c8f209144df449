"""Cells and rows of CSV that no spreadsheet runs and every reader reads alike.

A text cell is one line, without control characters. One that begins with a sign by which spreadsheets know a formula
(= + - @) gets an apostrophe before it. Numbers are numbers: a longitude may be negative.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from enum import Enum
from typing import Protocol

from reports.render.clean import printable

Cell = str | int | float | bool | None
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class Located(Protocol):
    """What a place of a report and one of a digest have in common."""

    @property
    def kind(self) -> str: ...
    @property
    def country(self) -> str | None: ...
    @property
    def admin1(self) -> str | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def precision_km(self) -> float | None: ...
    @property
    def geonames(self) -> int | None: ...


def place_cells(place: Located | None) -> dict[str, Cell]:
    """The columns of a place that stand behind its name."""
    return {
        "place_kind": place.kind if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "precision_km": place.precision_km if place else None,
        "geonames": place.geonames if place else None,
    }


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
