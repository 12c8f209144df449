"""Cells of CSV: no formulas, one line each, numbers as they are."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.export.cells import escaped, joined, lines


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n@x", " =1", "\u200b=1", "＝1", "－1"]
)
def test_formulas_are_escaped(text: str) -> None:
    assert escaped(text).startswith("'")


def test_numbers_are_no_formulas() -> None:
    assert lines([(-58.38, 3, 2.0, True, None, "-58")]) == "-58.38,3,2,true,,'-58\n"


def test_controls_and_line_breaks_do_not_reach_a_cell() -> None:
    assert escaped("a\x1b[31m\r\nb\tc\x00") == "a␛[31m b c␀"


def test_several_values_are_one_cell_each_once() -> None:
    assert joined(["b", "a", "", "b"]) == "b; a"


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_every_reader_gets_one_row_of_harmless_cells(cells: list[str]) -> None:
    text = lines([cells, ["end"]])
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert len(rows[0]) == len(cells)
    assert not any(cell[:1] in tuple("=+-@\t\r\n") and cell for cell in rows[0])
    assert text.count("\n") == 2
