from __future__ import annotations

import json

import pytest

from reports.records import ClaimType
from reports.render.typelist import as_json, as_text, type_rows


def test_every_claim_type_has_a_row_with_words() -> None:
    rows = type_rows()
    assert [row["type"] for row in rows] == [str(kind) for kind in ClaimType]
    assert not [row["type"] for row in rows if not row["triggers"] or not row["what"]]


def test_text_is_no_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = as_text(type_rows(), every_word=True).split("\n")
    assert max(len(line) for line in lines) <= 40


def test_text_shows_some_words_and_counts_the_rest() -> None:
    row = type_rows()[0] | {"triggers": [f"word{number}" for number in range(20)]}
    assert "word11 … 8 more" in as_text([row], every_word=False)  # type: ignore[list-item]
    assert "word19" in as_text([row], every_word=True)  # type: ignore[list-item]


def test_json_holds_the_codes() -> None:
    rows = {row["type"]: row for row in json.loads(as_json(type_rows()))}
    assert rows["air_strike"]["cameo"] == "195"
    assert {"acled", "plover", "cameo"} <= set(rows["air_strike"]["narrower"][0])
