"""Which words tell an event, and of which type, where the same word can tell several."""

from __future__ import annotations

import pytest

import reports

pytestmark = pytest.mark.pipeline

# text, then the type and trigger of each claim that it must make, in order
STORIES = [
    # who ends an attack of his own has beaten nobody off
    ("The rebels halted their offensive on Goma.", [("ground_attack", "offensive")]),
    ("Ethiopia stopped its air strikes on Mekelle on Friday.", [("air_strike", "air strikes")]),
    ('"The M23 must stop the shelling of Sake," the envoy said.', [("shelling", "shelling")]),
    ("Colombian troops halted the guerrillas' advance on Mitu.", [("repelled", "halted")]),
    ("The army stopped an attack on the airport of Kindu.", [("repelled", "stopped")]),
    # what a place is put under is gained; under what it is, is held, and no gain
    (
        "Rebels shelled Kidal on Monday. Gao came under rebel control on Tuesday.",
        [("shelling", "shelled"), ("territory_gained", "under rebel control")],
    ),
    (
        "Gunmen attacked Marawi. Philippine troops brought the town under control.",
        [("ground_attack", "attacked"), ("territory_gained", "under control")],
    ),
    (
        "Rebels shelled Kidal. The town is under the control of the separatists.",
        [("shelling", "shelled"), ("other", "under the control")],
    ),
    (
        "Rebels shelled Kidal. Rebels attacked areas under government control.",
        [("shelling", "shelled"), ("ground_attack", "attacked")],
    ),
    # the weapon that kills tells which attack it was
    ("A roadside bomb killed three soldiers near Gao.", [("bombing", "killed")]),
    ("A motorcycle bomb killed six people in Mosul.", [("bombing", "killed")]),
    ("Gunmen shelled Goma. Two rockets wounded a guard.", [("shelling", "shelled"), ("shelling", "wounded")]),
    # what raiders do besides
    (
        "Gunmen raided a village near Gao, carrying off four girls, and made off with five pick-ups.",
        [("ground_attack", "raided"), ("capture", "carrying off"), ("arms", "made off with")],
    ),
]


@pytest.mark.parametrize(("text", "claims"), STORIES)
def test_what_counts_as_a_claim(text: str, claims: list[tuple[str, str]]) -> None:
    assert [(claim.type.value, claim.trigger.text) for claim in reports.parse(text).claims] == claims


def test_who_has_a_place_under_control_does_so() -> None:
    claim = reports.parse("Rebels shelled Kidal. The town is under the control of the separatists.").claims[-1]
    assert [agent.text for agent in claim.agents] == ["the separatists"]
    assert not claim.targets
