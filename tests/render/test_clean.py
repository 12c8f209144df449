from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.render.clean import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, “quoted”", "plain text, “quoted”"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]8;;https://example.org\x07link", "␛]8;;https://example.org␇link"),
        ("[red]not markup[/red]", "[red]not markup[/red]"),
        ("two\nlines\tand  more", "two lines and more"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u2066b\u2069c\u200fd", "abcd"),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
        ("\x9b31m", "\ufffd31m"),
        ("nul\x00l", "nul␀l"),
        ("lone \udcff", "lone \ufffd"),
        ("Київ, الخرطوم, ရန်ကုန်", "Київ, الخرطوم, ရန်ကုန်"),
    ],
)
def test_printable_shows_and_neutralises(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_nothing_printable_controls_a_terminal(text: str) -> None:
    shown = printable(text)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs")]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
