from __future__ import annotations

import re

import pytest

from reports.codes import BASE, REFINEMENTS, WHAT, codes_for, sector_for
from reports.records import ActorKind, ClaimType, Codes

ACLED_TYPES = {
    "Battles",
    "Explosions/Remote violence",
    "Violence against civilians",
    "Strategic developments",
}


def test_every_type_has_codes_and_words() -> None:
    assert set(BASE) == set(WHAT) == set(ClaimType)


def test_all_codes_are_in_the_shape_of_their_books() -> None:
    for codes in [*BASE.values(), *(refinement.codes for refinement in REFINEMENTS)]:
        assert codes.acled is None or codes.acled.split(" / ")[0] in ACLED_TYPES
        assert codes.plover is None or re.fullmatch(r"[A-Z]+(?: \([a-z-]+\))?", codes.plover)
        assert codes.cameo is None or re.fullmatch(r"\d{3,4}", codes.cameo)


@pytest.mark.parametrize(
    ("claim_type", "trigger", "equipment", "cameo", "plover"),
    [
        (ClaimType.AIR_STRIKE, "bombed", (), "195", "ASSAULT (aerial)"),
        (ClaimType.AIR_STRIKE, "drone attack", (), "1952", "ASSAULT (drone)"),
        (ClaimType.AIR_STRIKE, "hit", ("Shahed", "drone"), "1952", "ASSAULT (drone)"),
        (ClaimType.BOMBING, "suicide car bomb", (), "1831", "ASSAULT (suicide-attack)"),
        (ClaimType.BOMBING, "car bomb", (), "1832", "ASSAULT (explosives)"),
        (ClaimType.BOMBING, "carried out a bombing", (), "183", "ASSAULT (explosives)"),
        (ClaimType.BOMBING, "roadside bomb", (), "1833", "ASSAULT (explosives)"),
        (ClaimType.CAPTURE, "detained", (), "173", "COERCE (arrest)"),
        (ClaimType.CAPTURE, "kidnapped", (), "181", "ASSAULT (abduct)"),
        (ClaimType.CAPTURE, "freed", (), "0841", "RETREAT (release)"),
        (ClaimType.NEGOTIATION, "talks", (), "036", "CONSULT"),
        (ClaimType.NEGOTIATION, "ceasefire", (), "0871", "RETREAT (ceasefire)"),
        (ClaimType.NEGOTIATION, "violated the ceasefire", (), "196", None),
        (ClaimType.NEGOTIATION, "signed", (), "057", "AGREE"),
        (ClaimType.ARMS, "supplied", (), "072", "AID (military)"),
        (ClaimType.ARMS, "found", (), "1711", "COERCE (confiscate)"),
        (ClaimType.THREAT, "ultimatum", (), "139", "THREATEN"),
        (ClaimType.MOVEMENT, "deployed", (), "154", "MOBILIZE (troops)"),
        (ClaimType.DESTRUCTION, "destroyed", (), "1712", "ASSAULT (destroy)"),
    ],
)
def test_words_refine_the_codes(
    claim_type: ClaimType, trigger: str, equipment: tuple[str, ...], cameo: str, plover: str | None
) -> None:
    codes = codes_for(claim_type, trigger=trigger, equipment=equipment)
    assert (codes.cameo, codes.plover) == (cameo, plover)


@pytest.mark.parametrize(
    ("kind", "at_home", "acled"),
    [
        (ActorKind.MILITARY, True, "Battles / Government regains territory"),
        (ActorKind.MILITARY, False, "Battles / Non-state actor overtakes territory"),
        (ActorKind.MILITARY, None, "Battles"),
        (ActorKind.ARMED_GROUP, True, "Battles / Non-state actor overtakes territory"),
        (None, None, "Battles"),
    ],
)
def test_who_gained_the_ground_decides_the_acled_code(kind: ActorKind | None, at_home: bool | None, acled: str) -> None:
    assert codes_for(ClaimType.TERRITORY_GAINED, agent_kind=kind, at_home=at_home).acled == acled


def test_no_code_is_invented() -> None:
    assert codes_for(ClaimType.ASSESSMENT, trigger="most difficult") == Codes()
    assert codes_for(ClaimType.CASUALTIES, trigger="killed").acled is None


@pytest.mark.parametrize("refinement", REFINEMENTS, ids=lambda item: f"{item.type}-{item.codes.cameo}")
def test_every_refinement_can_fire(refinement: object) -> None:
    """The first plain word of each pattern reaches it, past those before it."""
    pattern = refinement.words.pattern  # type: ignore[attr-defined]
    word = re.sub(r"\\b.*|\?|\(.*", "", pattern.removeprefix(r"\b(?:").split("|")[0])
    word = word.replace("sen[dt]s", "sent").replace("drones", "drone")
    assert codes_for(refinement.type, trigger=word) == refinement.codes  # type: ignore[attr-defined]


def test_sector_is_told_by_the_kind_or_not_at_all() -> None:
    assert sector_for(ActorKind.MILITARY) == "MIL"
    assert sector_for(ActorKind.ARMED_GROUP) == "REB"
    assert sector_for(ActorKind.PERSON) is None
    sectors = [sector_for(kind) for kind in ActorKind]
    assert len([sector for sector in sectors if sector]) == len({sector for sector in sectors if sector})
