"""Who "they", "it" and "the enemy" are where somebody is quoted, and bodies named by their field."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

import reports
from reports.records import Report
from reports.resolve import speakers

pytestmark = pytest.mark.pipeline


def _agents(text: str, trigger: str) -> list[str | None]:
    """Names of the doers of the only claim with a trigger; None for one who is nobody known."""
    report = reports.parse(text, published="2015-03-07")
    names = {actor.id: actor.name for actor in report.actors}
    [claim] = [claim for claim in report.claims if claim.trigger.text == trigger]
    return [names.get(filler.actor or "") for filler in claim.agents]


def _sources(report: Report) -> list[str]:
    names = {source.id: source.name for source in report.sources}
    return [names.get(claim.attribution.source or "", "") for claim in report.claims]


QUOTED = [
    (
        ('The Ugandan army fought the LRA near Gulu. Ugandan troops held a bridge. "They are shelling us every night," '
        "said Major Okello Odong, an army spokesman."),
        "shelling",
        ["LRA"],
    ),
    (
        ("Kurdish rebels fought Turkish troops at Lice. UN peacekeepers were not there. "
        '"They attacked our post," Turkish army spokesman Kemal Demir said.'),
        "attacked",
        ["Kurdish rebels"],
    ),
    (
        ('Peruvian troops reached Ayacucho. "Our soldiers fought well. They captured the ridge," '
        "Peruvian army spokesman Luis Rojas said."),
        "captured",
        ["Peruvian troops"],
    ),
    (
        'Residents of Gulu fled. "Our soldiers helped. They captured the ridge," a Ugandan army officer said.',
        "captured",
        ["Ugandan army officer"],
    ),
    (
        'The Sri Lankan army fought the LTTE at Jaffna. "The enemy shelled a school," army spokesman N. Perera said.',
        "shelled",
        ["LTTE"],
    ),
    (
        ('The New People\'s Army attacked Davao. "The enemy shelled a school," a spokesman for the group said. '
        "The Philippine army fled."),
        "shelled",
        ["Philippine army"],
    ),
]


@pytest.mark.parametrize(("text", "trigger", "names"), QUOTED)
def test_who_fights_the_speaker(text: str, trigger: str, names: list[str]) -> None:
    assert _agents(text, trigger) == names


def test_who_speaks_is_not_whom_his_words_name() -> None:
    report = reports.parse('ECOWAS met in Abuja. "We condemn the Malian army for shelling Kidal," it said.')
    assert set(_sources(report)) - {""} == {"ECOWAS"}


NAMED = [
    ("In Juba the Ministry of Health said shells had killed six. The Ministry blamed rebels.", "Ministry of Health"),
    ("The Department of National Defense said six fell. The Department blamed us.", "Department of National Defense"),
    ("The United Nations Interim Force in Lebanon said shells killed two. The Force blamed nobody.", None),
]


@pytest.mark.parametrize(("text", "name"), NAMED)
def test_a_body_named_by_its_field_is_one_actor(text: str, name: str | None) -> None:
    report = reports.parse(text)
    name = name or "United Nations Interim Force in Lebanon"
    assert {source.name for source in report.sources} == {name}


def test_an_enemy_is_looked_up_once_for_a_side(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = Mock(side_effect=speakers._opponent)
    monkeypatch.setattr(speakers, "_opponent", look_up)
    quote = '"The enemy shelled Marib again," said Colonel Ali Saleh of the Yemeni army. Houthi forces lost men.\n\n'
    report = reports.parse(quote * 3)
    [name] = {filler.actor for claim in report.claims for filler in claim.agents if claim.trigger.text == "shelled"}
    assert "Houthi" in {actor.id: actor.name for actor in report.actors}[name or ""]
    assert look_up.call_count == 1
