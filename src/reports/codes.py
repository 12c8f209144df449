"""Codes of other books for our claim types: ACLED, PLOVER, CAMEO.

`codes_for` gives the codes of one claim, as exact as its words allow; `BASE` gives those of a claim type whatever its
words. ACLED is written "event type / sub-event type", PLOVER "EVENT (mode)", CAMEO as its number. None where a book
has no category, or where it would have to be guessed: ACLED's gains of territory hang on who gained whose ground.
PLOVER codes no denying and no verifying: that is what `polarity` and `verification` are for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from reports.records import ActorKind, ClaimType, Codes

_CLASH = "Battles / Armed clash"
_SHELLING = "Explosions/Remote violence / Shelling/artillery/missile attack"
_AIR = "Explosions/Remote violence / Air/drone strike"
_IED = "Explosions/Remote violence / Remote explosive/landmine/IED"
_SUICIDE = "Explosions/Remote violence / Suicide bomb"
_REGAINS = "Battles / Government regains territory"
_OVERTAKES = "Battles / Non-state actor overtakes territory"
_AGREEMENT = "Strategic developments / Agreement"
_OTHER = "Strategic developments / Other"

BASE: dict[ClaimType, Codes] = {
    ClaimType.GROUND_ATTACK: Codes(acled=_CLASH, plover="ASSAULT (firearms)", cameo="190"),
    ClaimType.CLASH: Codes(acled=_CLASH, plover="ASSAULT", cameo="190"),
    ClaimType.SHELLING: Codes(acled=_SHELLING, plover="ASSAULT (heavy-weapons)", cameo="194"),
    ClaimType.AIR_STRIKE: Codes(acled=_AIR, plover="ASSAULT (aerial)", cameo="195"),
    ClaimType.BOMBING: Codes(acled=_IED, plover="ASSAULT (explosives)", cameo="183"),
    ClaimType.TERRITORY_GAINED: Codes(acled="Battles", plover="ASSAULT", cameo="192"),
    ClaimType.WITHDRAWAL: Codes(
        acled="Strategic developments / Non-violent transfer of territory", plover="RETREAT (withdraw)", cameo="087"
    ),
    ClaimType.REPELLED: Codes(acled=_CLASH, plover="ASSAULT", cameo="190"),
    ClaimType.SIEGE: Codes(acled=_OTHER, plover="COERCE (restrict)", cameo="191"),
    ClaimType.CASUALTIES: Codes(plover="ASSAULT", cameo="180"),
    ClaimType.CAPTURE: Codes(acled="Strategic developments / Arrests", plover="COERCE (arrest)", cameo="173"),
    ClaimType.DESTRUCTION: Codes(
        acled="Strategic developments / Looting/property destruction", plover="ASSAULT (destroy)", cameo="1712"
    ),
    ClaimType.DISPLACEMENT: Codes(acled=_OTHER),
    ClaimType.MOVEMENT: Codes(acled=_OTHER, plover="MOBILIZE (troops)", cameo="154"),
    ClaimType.ARMS: Codes(acled=_OTHER, plover="MOBILIZE (weapons)", cameo="150"),
    ClaimType.NEGOTIATION: Codes(acled=_AGREEMENT, plover="CONSULT", cameo="036"),
    ClaimType.ACCUSATION: Codes(plover="ACCUSE", cameo="112"),
    ClaimType.THREAT: Codes(plover="THREATEN", cameo="130"),
    ClaimType.HUMANITARIAN: Codes(plover="AID", cameo="073"),
    ClaimType.ASSESSMENT: Codes(),
    ClaimType.OTHER: Codes(),
}

WHAT: dict[ClaimType, str] = {
    ClaimType.GROUND_ATTACK: "assault, storming, raid, offensive under way, shooting",
    ClaimType.CLASH: "two-sided fighting",
    ClaimType.SHELLING: "artillery, mortar, rocket or missile fire",
    ClaimType.AIR_STRIKE: "bombs or missiles from aircraft, helicopters or drones",
    ClaimType.BOMBING: "planted or carried explosives: car bomb, IED, mine, suicide bomb",
    ClaimType.TERRITORY_GAINED: "ground taken or retaken; advance, breakthrough",
    ClaimType.WITHDRAWAL: "a force leaves ground or loses it",
    ClaimType.REPELLED: "an attack beaten off; shot down, intercepted",
    ClaimType.SIEGE: "encirclement, blockade, roads cut",
    ClaimType.CASUALTIES: "deaths or injuries told by themselves",
    ClaimType.CAPTURE: "persons captured, arrested, abducted, freed, exchanged",
    ClaimType.DESTRUCTION: "damage to things",
    ClaimType.DISPLACEMENT: "civilians flee or are evacuated",
    ClaimType.MOVEMENT: "deployment, reinforcement, mobilisation, overflight",
    ClaimType.ARMS: "weapons supplied, found, shown",
    ClaimType.NEGOTIATION: "talks, ceasefire, agreement, surrender deal, or its breach",
    ClaimType.ACCUSATION: "blame or accusation",
    ClaimType.THREAT: "threat, warning, ultimatum, demand",
    ClaimType.HUMANITARIAN: "aid, hunger, medical care, conditions of civilians",
    ClaimType.ASSESSMENT: "judgement or forecast on the course of the war",
    ClaimType.OTHER: "any other event of the conflict",
}


class Refinement(NamedTuple):
    """Codes that take the place of a type's base codes when `words` is found in trigger or equipment."""

    type: ClaimType
    words: re.Pattern[str]
    codes: Codes


def _refine(claim_type: ClaimType, words: str, acled: str | None, plover: str | None, cameo: str | None) -> Refinement:
    pattern = re.compile(rf"\b(?:{words})", re.IGNORECASE)
    return Refinement(claim_type, pattern, Codes(acled=acled, plover=plover, cameo=cameo))


# The first that fits is taken: the narrower stands before the wider.
REFINEMENTS: tuple[Refinement, ...] = (
    _refine(
        ClaimType.AIR_STRIKE, r"drones?\b|uavs?\b|loitering|quadcopters?|unmanned", _AIR, "ASSAULT (drone)", "1952"
    ),
    _refine(ClaimType.BOMBING, "suicide|blew (?:him|her)self", _SUICIDE, "ASSAULT (suicide-attack)", "1831"),
    _refine(ClaimType.BOMBING, r"car\b|trucks?\b|vehicle|vbied", _IED, "ASSAULT (explosives)", "1832"),
    _refine(ClaimType.BOMBING, r"roadside|ieds?\b|improvised|(?:land)?mines?\b", _IED, "ASSAULT (explosives)", "1833"),
    _refine(
        ClaimType.CAPTURE,
        "abduct|kidnap|hostage|seiz|disappear",
        "Violence against civilians / Abduction/forced disappearance",
        "ASSAULT (abduct)",
        "181",
    ),
    _refine(
        ClaimType.CAPTURE, r"free[ds]?\b|freeing|releas|exchang|swap|let go", _AGREEMENT, "RETREAT (release)", "0841"
    ),
    _refine(
        ClaimType.WITHDRAWAL,
        r"withdr|pull|retreat|surrender|left\b",
        BASE[ClaimType.WITHDRAWAL].acled,
        "RETREAT (withdraw)",
        "0874",
    ),
    _refine(ClaimType.NEGOTIATION, "violat|breach|broke", None, None, "196"),
    _refine(ClaimType.NEGOTIATION, "cease-?fire|truce|armistice|halt", _AGREEMENT, "RETREAT (ceasefire)", "0871"),
    _refine(ClaimType.NEGOTIATION, "surrender|capitulat", _AGREEMENT, "RETREAT (disarm)", "0874"),
    _refine(
        ClaimType.NEGOTIATION,
        r"sign(?:s|ed|ing)?\b|agree|accord|deals?\b|treat(?:y|ies)|pacts?\b",
        _AGREEMENT,
        "AGREE",
        "057",
    ),
    _refine(
        ClaimType.ARMS, r"suppl|deliver|provid|donat|sen[dt]s?\b|sold\b|sale|aid\b", _OTHER, "AID (military)", "072"
    ),
    _refine(
        ClaimType.ARMS,
        r"found\b|find|seiz|recover|discover|confiscat|intercept|uncover|cache",
        "Strategic developments / Disrupted weapons use",
        "COERCE (confiscate)",
        "1711",
    ),
    _refine(ClaimType.THREAT, "ultimatum", None, "THREATEN", "139"),
    _refine(ClaimType.THREAT, r"demand|urg(?:e|ing)|call(?:s|ed|ing)?\b", None, "REQUEST", "100"),
)

STATE = frozenset({ActorKind.MILITARY, ActorKind.GOVERNMENT, ActorKind.POLICE, ActorKind.INTELLIGENCE})


def codes_for(
    claim_type: ClaimType,
    *,
    trigger: str = "",
    equipment: Iterable[str] = (),
    agent_kind: ActorKind | None = None,
    at_home: bool | None = None,
) -> Codes:
    """The codes of one claim.

    `trigger` is the words that name the event, `equipment` names and categories of what was used: they refine the
    type's codes (a drone, a suicide bomb, a release). `agent_kind` is the kind of the actor who did it and `at_home`
    whether it acts in its own country (None: not known); both only bear on ACLED's gains of territory, where a state's
    army abroad counts as a non-state actor.
    """
    if claim_type is ClaimType.TERRITORY_GAINED:
        return BASE[claim_type].model_copy(update={"acled": _territory(agent_kind, at_home)})
    words = " ".join((trigger, *equipment))
    for refinement in REFINEMENTS:
        if refinement.type is claim_type and refinement.words.search(words):
            return refinement.codes
    return BASE[claim_type]


def _territory(agent_kind: ActorKind | None, at_home: bool | None) -> str:
    """ACLED's sub-event of a gain, only the event type where it cannot be told."""
    if agent_kind in STATE:
        return {True: _REGAINS, False: _OVERTAKES, None: "Battles"}[at_home]
    if agent_kind in (ActorKind.ARMED_GROUP, ActorKind.PRIVATE_MILITARY):
        return _OVERTAKES
    return "Battles"


# PLOVER's sectors of actors, by our kinds (PLOVER code book, actor sectors).
_SECTORS = {
    ActorKind.GOVERNMENT: "GOV",
    ActorKind.MILITARY: "MIL",
    ActorKind.POLICE: "COP",
    ActorKind.ARMED_GROUP: "REB",
    ActorKind.INTELLIGENCE: "SPY",
    ActorKind.IGO: "IGO",
    ActorKind.NGO: "NGO",
    ActorKind.MEDIA: "JRN",
    ActorKind.COMPANY: "BUS",
    ActorKind.PARTY: "PTY",
    ActorKind.CIVILIAN: "CVL",
}


def sector_for(kind: ActorKind) -> str | None:
    """The PLOVER sector of an actor of this kind, or None where the kind does not tell it."""
    return _SECTORS.get(kind)
