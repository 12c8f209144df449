"""Bodies told by what they are and by name: one actor, called by its name."""

from __future__ import annotations

import pytest

import reports

pytestmark = pytest.mark.pipeline

CASES = [
    ("The monitoring group Airwars said two men were killed in Homs.", "Airwars", "ngo"),
    ("The aid group Samaritan's Purse said three nurses were wounded in Homs.", "Samaritan's Purse", "ngo"),
    ("The news agency SANA said the army killed 20 fighters in Homs.", "SANA", "media"),
    (
        "The armed group Jaysh al-Izza said it had fired rockets at an air base near Hama.",
        "Jaysh al-Izza",
        "armed_group",
    ),
]


@pytest.mark.parametrize(("text", "name", "kind"), CASES)
def test_a_noun_and_a_name_are_one_body(text: str, name: str, kind: str) -> None:
    report = reports.parse(text, published="2024-05-05")

    source = report.sources[0]
    actor = next(one for one in report.actors if one.id == source.actor)
    assert (source.name, actor.name, actor.kind) == (name, name, kind)
    assert actor.mentions[0].text == text.partition(" said")[0]


def test_fighters_of_a_named_group_are_not_another_group() -> None:
    text = "The Kurdish militia YPG denied it. The army killed 20 fighters of the jihadist group Hurras al-Din in Hama."
    report = reports.parse(text, published="2024-05-05")

    ypg = next(one for one in report.actors if one.name == "YPG")
    assert all("jihadist" not in one.text for one in ypg.mentions)
    assert any(one.name == "Hurras al-Din" for one in report.actors)


@pytest.mark.parametrize("who", ["junta", "rebel", "militia"])
def test_whose_an_attack_is_without_another_word_for_them(who: str) -> None:
    [claim] = reports.parse(f"A {who} airstrike on a school in Sagaing killed at least 17 students.").claims
    assert [one.text.removeprefix("A ") for one in claim.agents] == [who]


def test_a_terrorist_attack_names_nobody() -> None:
    [claim] = reports.parse("A terrorist attack on a school in Kabul killed at least 17 students.").claims
    assert claim.agents == ()


def test_a_force_known_by_a_name_is_that_body() -> None:
    text = (
        "The Israeli army shelled Kfar Kila. U.N. peacekeepers said a patrol came under fire near Kfar Kila. "
        "“Such attacks must stop,” the force, known as UNIFIL, said."
    )
    report = reports.parse(text, published="2025-10-03")
    names = {source.id: source.name for source in report.sources}
    assert names[report.statements[-1].source or ""] == "UNIFIL"


def test_who_is_accused_beside_what_he_is_called_is_the_doer() -> None:
    text = "The army said it had shot Ali Idris, whom it described as a smuggler and accused of burning three trucks."
    claims = reports.parse(text).claims
    [claim] = [claim for claim in claims if claim.trigger.text == "burning"]
    assert [one.text for one in claim.agents] == ["Ali Idris"]
