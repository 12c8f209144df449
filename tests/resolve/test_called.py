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
