"""Who is taken prisoner: the parser makes a kind of prisoner of them."""

from __future__ import annotations

import pytest

import reports

pytestmark = pytest.mark.pipeline

TAKEN = [
    ("Fighters said they had taken 14 soldiers prisoner.", "14 soldiers"),
    ("Gunmen took eight teachers hostage in Kaduna.", "eight teachers"),
    ("Militants took the mayor hostage.", "the mayor"),
]


@pytest.mark.parametrize(("text", "target"), TAKEN)
def test_who_is_taken_prisoner(text: str, target: str) -> None:
    [claim] = reports.parse(text).claims
    assert [filler.text for filler in claim.targets] == [target]


def test_a_compound_before_a_prisoner_stays() -> None:
    [claim] = reports.parse("The rebels released a war prisoner on Monday.").claims
    assert [filler.text for filler in claim.targets] == ["a war prisoner"]
