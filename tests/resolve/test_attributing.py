"""Who says a claim: what a reaction takes for granted is the story's own word."""

from __future__ import annotations

import pytest

import reports

pytestmark = pytest.mark.pipeline


def _source(text: str, trigger: str) -> str | None:
    """The name of the source of the claim with a trigger, None for the story's own voice."""
    report = reports.parse(text, published="2024-05-08")
    names = {source.id: source.name for source in report.sources}
    claim = next(claim for claim in report.claims if claim.trigger.text == trigger)
    return names.get(claim.attribution.source or "")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The prime minister praised the recapture of Goma by the army.", "recapture"),
        ("The minister condemned the killing of 70 villagers by the militia in Djibo.", "killing"),
        ("The envoy commented on the delivery of food to Madaya, which rebels besiege.", "delivery"),
        ("The minister condemned the siege of Kidal, in which four peacekeepers were killed.", "killed"),
    ],
)
def test_what_is_praised_or_condemned_is_taken_for_granted(text: str, trigger: str) -> None:
    assert _source(text, trigger) is None


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The minister condemned the raid and said that 70 villagers were killed in Djibo.", "killed"),
        ('"Militiamen killed 70 villagers in Djibo, and I condemn it," the minister said.', "killed"),
    ],
)
def test_what_is_said_beside_it_has_its_source(text: str, trigger: str) -> None:
    assert _source(text, trigger) == "minister"


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Rebels shelled Djibo on Monday. Colonel Adama Sow was charged with murder and treason.", "charged"),
        ("Police are hunting a man who is believed to have planted a bomb at the market in Djibo.", "planted"),
        ("Rebels shelled Djibo. Ten people are thought to have been killed in the market.", "killed"),
    ],
)
def test_what_nobody_is_said_to_say_is_the_storys_own_word(text: str, trigger: str) -> None:
    assert _source(text, trigger) is None


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Soldiers are reported to have shelled the market in Djibo.", "reports"),
        ("The Red Front issued a statement that said it had shelled the market in Djibo.", "Red Front"),
        ("The raiders left a note near the well which said that they had shelled Djibo.", "raiders"),
        ("Officials received a letter that said the rebels had shelled Djibo.", "a letter"),
    ],
)
def test_a_paper_speaks_for_who_wrote_it_and_not_for_who_got_it(text: str, source: str) -> None:
    assert _source(text, "shelled") == source


def test_who_blames_is_the_source_of_the_deed() -> None:
    report = reports.parse(
        "A bomb killed 23 people in Quetta. Governor Ali Rind blamed the intelligence agency of India for the attack, "
        "an allegation New Delhi has rejected.",
        published="2024-05-08",
    )
    names = {source.id: source.name for source in report.sources}
    blamed = next(claim for claim in report.claims if claim.trigger.text in ("blamed", "attack"))
    assert names[blamed.attribution.source or ""] == "Ali Rind"
    assert blamed.verification.status == "denied"


@pytest.mark.parametrize(
    ("text", "kind", "named"),
    [
        ("Two witnesses said jets bombed Aden.", "witness", False),
        ("The army's general staff said rebels bombed Pibor.", "military", False),
        ("Israel's ambulance service said jets bombed Safed.", "medic", False),
        ("A hospital in Marib said jets bombed the town.", "medic", False),
        ("The Red Cross said jets bombed a clinic in Goma.", "ngo", True),
        ("A member of the Taliban said jets bombed Kunduz.", "armed_group", False),
    ],
)
def test_what_kind_of_source_it_is(text: str, kind: str, named: bool) -> None:
    [source] = reports.parse(text).sources
    assert (source.kind, source.named) == (kind, named)


def test_who_fights_for_a_force_speaks_for_it() -> None:
    report = reports.parse("A fighter with the M23 said jets bombed Sake.")
    assert {actor.id: actor.name for actor in report.actors}[report.sources[0].side or ""] == "M23"
