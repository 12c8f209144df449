"""PLOVER events as JSON lines: one for each pair of actor and recipient of each claim.

Fields are named as in POLECAT, the data set coded by PLOVER. Event and mode are those of the code book of 2021; a code
that PLOVER has as a context ("military") goes to `contexts`. What is not plain fact is said by `auxiliary_modes`:
future, hypothetical, negated, historical. PLOVER cannot say that a claim is denied or unverified: `verification` is
ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reports.export import countries, look
from reports.export.jsons import each_line
from reports.export.leftout import LeftOut
from reports.records import Claim, Filler, Modality, Polarity, Report
from reports.render.words import Index

if TYPE_CHECKING:
    from reports.render.formats import Finish, Put, View, Write

# Events by quadrant: verbal cooperation, material cooperation, verbal conflict, material conflict.
QUADRANTS = (
    ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    ("COOPERATE", "AID", "RETREAT"),
    ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
)
MODES = {
    "CONSULT": ("visit", "host", "third-party", "phone", "multilateral"),
    "RETREAT": ("withdraw", "release", "return", "disarm", "ceasefire", "ease", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "ban", "arrest", "relations", "expel", "territory", "violence", "political"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "confiscate", "seize", "restrict", "ban", "censor", "curfew", "martial-law", "arrest", "deport", "withhold",
        "misinformation", "cyber",
    ),
    "ASSAULT": (
        "beat", "torture", "execute", "sexual", "assassinate", "targeted", "primitive", "firearms", "explosives",
        "suicide-attack", "heavy-weapons", "crowd-control", "aerial", "drone", "unconventional", "abduct", "destroy",
    ),
}  # fmt: skip
CONTEXTS = (
    "political", "military", "economic", "diplomatic", "resource", "culture", "disease", "disaster", "refugee",
    "migration", "legal", "terrorism", "government", "election", "legislative", "cbrn", "cyber", "historical",
    "hypothetical", "humanitarian", "intelligence", "peacekeeping", "executive",
)  # fmt: skip
_AUXILIARY = {
    Modality.FUTURE: "future",
    Modality.INTENDED: "future",
    Modality.POSSIBLE: "hypothetical",
    Modality.HYPOTHETICAL: "hypothetical",
}
_CODE = re.compile(r"(\w+)(?: \(([\w-]+)\))?")
_HISTORY = 365  # days before publication from which an event is told as history


def writer(write: Write, _view: View) -> tuple[Put, Finish]:
    """Events as reports come."""
    return each_line(write, LeftOut("PLOVER"), events)


def events(report: Report, left: LeftOut) -> Iterator[dict[str, Any]]:
    """Yields the events of a report, in the order of its claims."""
    index = Index(report)
    for claim in report.claims:
        code = _CODE.fullmatch(claim.codes.plover or "")
        if code is None:
            left.drop("are of a kind that PLOVER has no event for")
            continue
        left.keep()
        yield from _dyads(report, claim, code[1], code[2], index)


def _dyads(report: Report, claim: Claim, event: str, mode: str | None, index: Index) -> Iterator[dict[str, Any]]:
    """A claim of two agents and three targets is six events."""
    days = look.days(claim)
    pairs = [(agent, target) for agent in claim.agents or (None,) for target in claim.targets or (None,)]
    for number, (agent, target) in enumerate(pairs, start=1):
        yield {
            "event_id": f"{look.trace(report, claim)}/{number}",
            "event_date": days[0].isoformat() if days else None,
            "event_end_date": days[1].isoformat() if days else None,
            "event_type": event,
            "event_mode": mode if mode in MODES.get(event, ()) else None,
            "auxiliary_modes": _auxiliary(report, claim),
            "contexts": [mode] if mode in CONTEXTS and mode not in MODES.get(event, ()) else [],
            "quad_code": next(number for number, each in enumerate(QUADRANTS, start=1) if event in each),
            **_party("actor", agent, index),
            **_party("recipient", target, index),
            **_place(claim, index),
            **_story(report, claim, index),
        }


def _auxiliary(report: Report, claim: Claim) -> list[str]:
    """In the order of the code book."""
    found = {_AUXILIARY.get(claim.modality), "negated" if claim.polarity is Polarity.NEGATED else None}
    days, published = look.days(claim), look.date_of(report.article.published)
    if days and published and (published - days[1]).days > _HISTORY:
        found.add("historical")
    return [mode for mode in ("historical", "future", "hypothetical", "negated") if mode in found]


def _party(role: str, filler: Filler | None, index: Index) -> dict[str, Any]:
    actor = index.actor(filler) if filler else None
    return {
        f"{role}_name": (actor.canonical or actor.name) if actor else None,
        f"{role}_country": actor.country if actor else None,
        f"primary_{role}_sector": actor.plover_sector if actor else None,
        f"{role}_title": actor.role if actor else None,
        f"{role}_name_raw": filler.text if filler else None,
        f"wikidata_{role}_id": actor.wikidata if actor else None,
    }


def _place(claim: Claim, index: Index) -> dict[str, Any]:
    place, told = look.main_place(claim, index)
    return {
        "placename": place.name if place else None,
        "province": place.admin1 if place else None,
        "country": countries.name(place.country) or None if place else None,
        "latitude": place.lat if place else None,
        "longitude": place.lon if place else None,
        "geonames_id": place.geonames if place else None,
        "raw_placename": told.text if told else None,
        "feature_type": place.kind if place else None,
    }


def _story(report: Report, claim: Claim, index: Index) -> dict[str, Any]:
    article, source = report.article, index.source(claim)
    return {
        "source": look.outlet(article) or None,
        "publication_date": (article.published or "")[:10] or None,
        "headline": article.title,
        "url": article.url,
        "language": article.language,
        "text": claim.text,
        "attribution": source.name if source else None,
        "verification": claim.verification.status,
        "claim": look.trace(report, claim),
    }
