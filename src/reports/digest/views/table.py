"""A digest as CSV (a row an incident, or a row a claim) and as JSON.

The columns are always the same; an empty cell is what no story says. Independent sources stand by name, by what they
are to the incident: a number of them alone says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import orjson
from pydantic import BaseModel

from reports.digest.records import Digest, DigestClaim, Incident, SourceGroup, Standing, Toll
from reports.digest.views import phrases
from reports.export.cells import Cell, joined, lines, place_cells
from reports.render.words import ANSWERED_BY, DONE_TO_PEOPLE, spaced

Rows = Literal["incidents", "claims"]
_STANDINGS = {Standing.PARTY: "parties", Standing.THIRD: "third_parties", Standing.UNKNOWN: "others"}


def as_json(record: BaseModel, *, pretty: bool = False) -> str:
    """A record as JSON with a line break at its end: one line, or indented by two spaces."""
    option = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if pretty else 0)
    return orjson.dumps(record.model_dump(mode="json", by_alias=True), option=option).decode()


def as_csv(digest: Digest, rows: Rows = "incidents") -> str:
    """The incidents in order of time as CSV with a header; with `rows` "claims" each of their claims."""
    index = phrases.Index(digest)
    columns: tuple[str, ...]
    found: Iterator[dict[str, Cell]]
    if rows == "claims":
        columns = CLAIM_COLUMNS
        found = (_claim(each, claim, index) for each in phrases.in_order(digest.incidents) for claim in each.claims)
    else:
        columns = COLUMNS
        found = (incident_row(each, index) for each in phrases.in_order(digest.incidents))
    return lines([columns]) + lines(row.values() for row in found)


def incident_row(incident: Incident, index: phrases.Index) -> dict[str, Cell]:
    """The cells of an incident, with the columns `COLUMNS`."""
    first = next((claim for claim in incident.claims if claim.id == incident.first), None)
    return {
        "incident": incident.id,
        "description": incident.description,
        "type": incident.type,
        "types": joined(spaced(kind) for kind in sorted(incident.types)),
        **_when_and_where(incident),
        "agents": joined(party.name for party in incident.parties if "agent" in party.roles),
        "targets": joined(party.name for party in incident.parties if "target" in party.roles),
        **_tolls(incident, index),
        **_sources(incident),
        "disputed": incident.disputed,
        "links": joined(index.link_words(link, incident) for link in incident.links),
        "first": incident.first,
        "first_told": index.told_on(first) if first else None,
        "updates": joined(incident.updates),
        "claims": len(incident.claims),
        "stories": joined(phrases.stories_of(incident)),
    }


def _when_and_where(incident: Incident) -> dict[str, Cell]:
    time, place = incident.time, incident.place
    return {
        "begin": time.begin if time else None,
        "finish": time.finish if time else None,
        "time_precision": time.precision if time else None,
        "place": place.name if place else None,
        **place_cells(place),
        "other_places": joined(spot.name for spot in incident.places if place is None or spot.name != place.name),
    }


def _tolls(incident: Incident, index: phrases.Index) -> dict[str, Cell]:
    """The range of each harm over all sources and sides, which is no sum; and each toll with who gives it."""
    row: dict[str, Cell] = {}
    for what in DONE_TO_PEOPLE:
        lows = [toll.low for toll in incident.tolls if toll.what == what and toll.low is not None]
        highs = [toll.high for toll in incident.tolls if toll.what == what and toll.high is not None]
        row[f"{what}_low"] = min(lows, default=None)
        row[f"{what}_high"] = max(highs, default=None)
    row["tolls"] = joined(_toll(toll, incident, index) for toll in incident.tolls)
    return row


def _toll(toll: Toll, incident: Incident, index: phrases.Index) -> str:
    told = ", ".join(index.figures(toll, incident, superseded=False))
    earlier = ", ".join(index.figures(toll, incident, superseded=True))
    return f"{phrases.toll_words(toll, incident)}: {told}{f' (earlier {earlier})' if earlier else ''}"


def _sources(incident: Incident) -> dict[str, Cell]:
    """Independent groups by name: who says so and who denies it, parties apart from third parties."""
    row: dict[str, Cell] = {}
    table = incident.corroboration
    for label, ids in (("told", table.affirming), ("denied", table.denying)):
        groups = phrases.groups_of(incident, ids)
        for standing, name in _STANDINGS.items():
            row[f"{label}_by_{name}"] = joined(group.originator for group in groups if group.standing is standing)
    return row


def _claim(incident: Incident, claim: DigestClaim, index: phrases.Index) -> dict[str, Cell]:
    story = index.stories.get(claim.story)
    return {
        "incident": incident.id,
        "claim": claim.id,
        "report": story.report if story else None,
        "path": story.path if story else None,
        "url": story.url if story else None,
        "title": story.title if story else None,
        "outlet": index.outlet(claim.story),
        "published": story.published if story else None,
        "type": claim.type,
        "trigger": claim.trigger,
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "source": claim.source,
        "source_kind": claim.source_kind,
        "via": claim.via,
        "side": claim.side,
        "cue_class": claim.cue_class,
        "quote": claim.quote,
        "modality": claim.modality,
        "polarity": claim.polarity,
        "verification": claim.verification,
        "confidence": claim.confidence,
        "told": index.told_on(claim),
        **_group(phrases.group_of(claim, incident), claim.id, incident),
        "tolls": joined(_own_tolls(incident, claim.id)),
        "bearings": joined(_bearings(incident, claim.id)),
        "first": claim.id == incident.first,
        "update": claim.id in incident.updates,
        "score": claim.score,
    }


def _group(group: SourceGroup | None, claim: str, incident: Incident) -> dict[str, Cell]:
    return {
        "group": group.id if group else None,
        "originator": group.originator if group else None,
        "originator_named": group.named if group else None,
        "standing": group.standing if group else None,
        "party": phrases.party_name(group.party, incident) if group and group.party else None,
        "relay": group.relays.get(claim) if group else None,
    }


def _own_tolls(incident: Incident, claim: str) -> Iterator[str]:
    for toll in incident.tolls:
        for told in toll.by_source:
            if told.claim == claim:
                yield f"{spaced(toll.what)} {phrases.told_figure(told)}{' (earlier)' if told.superseded else ''}"


def _bearings(incident: Incident, claim: str) -> Iterator[str]:
    """How other claims bear on this one: "denied by t2/c5"."""
    for link in incident.links:
        if link.to == claim:
            yield f"{ANSWERED_BY[link.relation]} {link.from_}"


COLUMNS = (
    "incident", "description", "type", "types", "begin", "finish", "time_precision", "place", "place_kind", "country",
    "admin1", "lat", "lon", "precision_km", "geonames", "other_places", "agents", "targets", "killed_low",
    "killed_high", "wounded_low", "wounded_high", "killed_or_wounded_low", "killed_or_wounded_high", "captured_low",
    "captured_high", "missing_low", "missing_high", "displaced_low", "displaced_high", "tolls", "told_by_parties",
    "told_by_third_parties", "told_by_others", "denied_by_parties", "denied_by_third_parties", "denied_by_others",
    "disputed", "links", "first", "first_told", "updates", "claims", "stories",
)  # fmt: skip
CLAIM_COLUMNS = (
    "incident", "claim", "report", "path", "url", "title", "outlet", "published", "type", "trigger", "text", "start",
    "end", "source", "source_kind", "via", "side", "cue_class", "quote", "modality", "polarity", "verification",
    "confidence", "told", "group", "originator", "originator_named", "standing", "party", "relay", "tolls", "bearings",
    "first", "update", "score",
)  # fmt: skip
