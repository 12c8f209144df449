"""docs/inputs.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from reports.read.archives import Limits
from reports.read.jsonfile import TEXT_FIELDS
from reports.read.jsonrecord import DATE_FIELDS, ID_FIELDS
from reports.read.story import Story
from reports.records import Format, PubStatus

PAGE = (Path(__file__).parent.parent.parent / "docs" / "inputs.md").read_text(encoding="utf-8")
WORDS = " ".join(PAGE.split())


@pytest.mark.parametrize("value", [*get_args(Format), *get_args(PubStatus), *TEXT_FIELDS, *DATE_FIELDS, *ID_FIELDS])
def test_every_value_and_field_is_named(value: str) -> None:
    assert f"`{value}`" in PAGE


def test_fields_are_named_in_their_order() -> None:
    for fields in (TEXT_FIELDS, DATE_FIELDS, ID_FIELDS):
        assert ", ".join(f"`{field}`" for field in fields) in WORDS


def test_the_limits() -> None:
    limits = Limits()
    assert f"more than {limits.ratio} times its size" in WORDS
    assert f"more than {limits.members:,} members" in WORDS
    assert f"A story may be {limits.document // 2**20} MiB" in WORDS


def test_the_columns_of_the_wire_are_fields() -> None:
    table = PAGE.partition("## What the wire says")[2].partition("\n\n")[2].partition("\n\n")[0]
    fields = re.findall(r"^\| `(\w+)` \|", table, re.M)
    assert len(fields) == 9
    assert set(fields) <= set(Story.model_fields)
