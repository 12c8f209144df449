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


def test_who_speaks_is_no_third_of_the_killed() -> None:
    text = "A drone strike on a market has killed 26 people, residents and a health worker told AFP on Thursday."
    report = reports.parse(text, published="2025-09-18")
    [claim] = [claim for claim in report.claims if claim.trigger.text == "drone strike"]
    assert "residents" not in {filler.text for filler in claim.targets}
    assert [(number.what, number.min) for number in claim.numbers] == [("killed", 26)]
    names = {source.id: source.name for source in report.sources}
    assert names[claim.attribution.source or ""] == "residents"


def test_what_the_abducted_were_is_not_what_they_were_made() -> None:
    [claim] = reports.parse("Gunmen abducted at least 130 sick and wounded men from two hospitals in Goma.").claims
    assert [filler.text for filler in claim.targets] == ["at least 130 sick and wounded men"]
    assert [(number.what, number.min) for number in claim.numbers] == [("captured", 130)]


def test_a_quotation_behind_a_time_of_day_is_a_sentence() -> None:
    text = 'Musa Idris said gunfire was heard from 5 a.m. "People are fleeing into the forest," he told Reuters.'
    contents = [[piece.text for piece in one.content] for one in reports.parse(text).statements]
    assert contents == [["gunfire was heard from 5 a.m."], ['"People are fleeing into the forest,"']]


def test_a_clause_is_dated_and_not_its_number() -> None:
    text = "Rebels took Goma. Some 450,000 were left without shelter after 90 displacement camps were destroyed."
    claims = reports.parse(text).claims
    [claim] = [claim for claim in claims if claim.trigger.text == "destroyed"]
    assert [filler.text for filler in claim.targets] == ["90 displacement camps"]
