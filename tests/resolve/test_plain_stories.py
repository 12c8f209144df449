"""What ordinary wire sentences tell: each case was misread once."""

from __future__ import annotations

import pytest

import reports
from reports.records import Claim, Report


def _read(text: str) -> tuple[Report, dict[str, str]]:
    report = reports.parse(text, published="2024-05-08")
    return report, {one.id: one.name for one in [*report.actors, *report.places, *report.sources]}


def _claim(report: Report, trigger: str) -> Claim:
    return next(claim for claim in report.claims if claim.trigger.text == trigger)


SOURCES = [
    ("The government said nine men were shot. It denied that any soldiers were captured.", "captured", "government"),
    ("Nine soldiers were shot. The government denied that any were captured.", "captured", "government"),
    ("Mali's army fled a post near the border with Niger. The government said nine men were shot.", "shot", "Mali"),
    ("Rebels from Chad crossed into Sudan. Sudan's army fled. The government said nine were shot.", "shot", "Sudan"),
    ("Rebels shelled a camp near Jolo, said Brig. Gen. Ana Reyes. Four men were shot.", "shelled", "Ana Reyes"),
    ("Rebels shelled Sake, according to Lt. Col. Jean Mbusa, a spokesman.", "shelled", "Jean Mbusa"),
]


@pytest.mark.parametrize(("text", "trigger", "source"), SOURCES, ids=[text[:40] for text, *_ in SOURCES])
def test_who_says_it(text: str, trigger: str, source: str) -> None:
    report, names = _read(text)
    found = _claim(report, trigger).attribution.source
    assert found is not None
    assert names[found] == source


def test_a_clause_of_another_cue_is_not_denied() -> None:
    report, _ = _read("The party denied involvement and said that 15 of its members had been arrested in Juba.")
    assert _claim(report, "arrested").polarity == "affirmed"
    report, _ = _read("The party denied on Monday that its members had been arrested in Juba.")
    assert _claim(report, "arrested").polarity == "negated"


def test_an_adjective_of_a_name_is_no_actor_of_its_own() -> None:
    report, names = _read("Sudan's paramilitaries dug in. The paramilitary Rapid Support Forces shelled a camp.")
    assert [names[agent.actor or ""] for agent in _claim(report, "shelled").agents] == ["Rapid Support Forces"]


def test_an_adjective_begins_with_its_first_letter() -> None:
    report, _ = _read("Truce talks stall\n\nGAZA CITY, Nov 5 — Israeli air strikes killed 12 people in Gaza.")
    assert [agent.text for agent in _claim(report, "air strikes").agents] == ["Israeli"]


EVENTS = [
    ("In a separate attack on Saturday, a suicide bomber struck a convoy in Zabul.", ["struck"]),
    ("Gunmen opened fire on a bus in an attack near Goma.", ["opened fire"]),
    ("The blast came a day after two bombs killed four policemen in Mosul.", ["blast", "killed"]),
    ("He condemned the raid on the hospital in Taiz yesterday, in which six were killed.", ["condemned", "raid"]),
]


@pytest.mark.parametrize(("text", "triggers"), EVENTS, ids=[text[:40] for text, _ in EVENTS])
def test_what_is_one_event(text: str, triggers: list[str]) -> None:
    report, _ = _read(text)
    assert [claim.trigger.text for claim in report.claims] == triggers


def test_counter_attack_is_one_word() -> None:
    report, names = _read("The army had advanced, but a rebel counter-attack two days later retook two hills.")
    claim = _claim(report, "counter-attack")
    assert claim.type == "ground_attack"
    assert "army" not in {names[agent.actor or ""] for agent in _claim(report, "retook").agents}


def test_tolls_of_civilians_and_of_fighters_are_no_dispute() -> None:
    report, _ = _read(
        "Afghan officials said that an airstrike in Kunar had killed nine civilians. Four militants were also killed."
    )
    assert {claim.verification.status for claim in report.claims} == {"none"}


def test_a_department_of_state_is_no_region() -> None:
    report, _ = _read("A mine killed an employee of the Energy Department in Zabul.")
    assert "Energy Department" not in {place.name for place in report.places}
    report, _ = _read("Rebels attacked villages in the Cauca Department of Colombia.")
    assert any("Cauca" in place.name for place in report.places)
