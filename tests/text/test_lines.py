from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.text.lines import paragraphs

LONG = (
    "The column reached the river at dawn and halted there for most of the day, because the bridge had been hit "
    "twice in the night and engineers were still at work on its western span. Two trucks turned back."
)


def found(text: str) -> list[str]:
    return [text[p.start : p.end] for p in paragraphs(text)]


def test_one_paragraph_a_line_stays_so() -> None:
    text = f"{LONG}\n{LONG}\nReuters"
    assert found(text) == [LONG, LONG, "Reuters"]


@pytest.mark.parametrize("width", [60, 72, 80])
def test_hard_wrapped_paragraphs_are_joined(width: int) -> None:
    wrapped = textwrap.fill(LONG, width)
    text = f"Column halts at river\n\n{wrapped}\n\n{wrapped}\n"
    assert found(text) == ["Column halts at river", wrapped, wrapped]


def test_indented_first_lines_part_wrapped_paragraphs() -> None:
    first = textwrap.fill(LONG, 70, initial_indent="    ")
    assert len(found(f"{first}\n{first}\n{first}")) == 3


def test_bullets_part_wrapped_lines() -> None:
    wrapped = textwrap.fill(LONG, 70)
    assert len(found(f"{wrapped}\n\n- two villages were shelled during the night\n- the market was closed")) == 3


def test_wiki_headings_are_boundaries_even_inside_a_line() -> None:
    assert found("It ended.==Attack==A bomb went off.") == ["It ended.", "==Attack==", "A bomb went off."]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_all_line_ends_are_known(end: str) -> None:
    assert found(f"First here.{end}{end}Second here.") == ["First here.", "Second here."]


@given(st.text(alphabet=st.sampled_from("ab .\n\r\t\u200b=-•\xa0"), max_size=80))
def test_paragraphs_are_ordered_and_trimmed(text: str) -> None:
    last = 0
    for start, end, _ in paragraphs(text):
        assert last <= start < end
        assert text[start:end].strip() == text[start:end]
        last = end
    kept = "".join(text[p.start : p.end] for p in paragraphs(text))
    assert kept.count("a") == text.count("a")
