"""Mends of the parse: who is taken prisoner is no kind of prisoner, and people are no measure of a verb."""

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


def test_people_are_no_measure_of_a_verb() -> None:
    claims = reports.parse("The clashes in Nariño displaced 2,340 people from nine hamlets.").claims
    [claim] = [claim for claim in claims if claim.trigger.text == "displaced"]
    assert [filler.text for filler in claim.targets] == ["2,340 people"]
    assert {(number.what, number.min) for number in claim.numbers} == {("displaced", 2340), ("area", 9)}
