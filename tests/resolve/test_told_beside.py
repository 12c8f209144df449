"""What is told beside a denial, whose forces are asked to leave, and counts that the parser takes for places."""

from __future__ import annotations

import pytest

import reports
from reports.records import Claim, Report

pytestmark = pytest.mark.pipeline


def _claim(report: Report, trigger: str) -> Claim:
    [found] = [claim for claim in report.claims if claim.trigger.text == trigger]
    return found


BESIDE = [
    (
        "The Houthis denied attacking the tanker, which was hit by two missiles on Tuesday.",
        "attacking",
        "hit",
    ),
    (
        "The army denied bombing the camp, where four people were killed on Monday.",
        "bombing",
        "killed",
    ),
]


@pytest.mark.parametrize(("text", "denied", "told"), BESIDE)
def test_a_clause_behind_what_is_denied_is_the_storys_own(text: str, denied: str, told: str) -> None:
    report = reports.parse(text, published="2024-06-12")
    assert str(_claim(report, denied).polarity) == "negated"
    beside = _claim(report, told)
    assert (str(beside.polarity), beside.attribution.source) == ("affirmed", None)


def test_a_clause_that_says_which_one_is_denied_with_it() -> None:
    report = reports.parse("The army denied shelling the school that was hit on Monday.", published="2024-06-12")
    assert str(_claim(report, "shelling").polarity) == "negated"


ASKED = [
    ("France called on Rwanda to withdraw its forces from Congo.", "withdraw", "RWA"),
    ("Egypt urged Ethiopia to pull its troops out of Somalia.", "pull", "ETH"),
    ("Turkey vowed to withdraw its forces from Syria.", "withdraw", "TUR"),
]


@pytest.mark.parametrize(("text", "trigger", "country"), ASKED)
def test_whose_forces_are_asked_to_leave(text: str, trigger: str, country: str) -> None:
    report = reports.parse(text, published="2024-06-12")
    [claim] = [claim for claim in report.claims if claim.trigger.text.startswith(trigger)]
    [target] = claim.targets
    assert {actor.id: actor.country for actor in report.actors}[target.actor or ""] == country


def test_a_number_after_over_is_who_was_captured() -> None:
    text = "Some 400 fighters were wounded in Darfur and over two hundred captured."
    captured = _claim(reports.parse(text, published="2024-06-12"), "captured")
    assert not captured.agents
    assert [(number.what, number.min) for number in captured.numbers] == [("captured", 201)]
