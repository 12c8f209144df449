"""CSV with one claim a row: tidy, the same columns always, an empty cell for what the story does not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reports.export import look
from reports.export.cells import Cell, joined, lines, place_cells
from reports.records import Claim, Filler, Number, NumberWhat, Report
from reports.render.words import DONE_TO_PEOPLE, Index, equipment_words, number_words

if TYPE_CHECKING:
    from reports.render.formats import Finish, Put, View, Write


def writer(write: Write, _view: View) -> tuple[Put, Finish]:
    """Rows as reports come; the header before the first, or alone if there is none."""
    begun = False

    def begin() -> None:
        nonlocal begun
        if not begun:
            write(lines([COLUMNS]))
        begun = True

    def put(report: Report) -> None:
        begin()
        write(lines(row.values() for row in rows(report)))

    def finish() -> Sequence[str]:
        begin()
        return ()

    return put, finish


def rows(report: Report) -> Iterator[dict[str, Cell]]:
    """Yields a row for each claim, in the story's order, with the columns `COLUMNS`."""
    index = Index(report)
    for claim in report.claims:
        yield {
            **_story(report, claim),
            **_what(claim),
            **_source(claim, index),
            **_who(claim, index),
            **_where(claim, index),
            **_when(claim),
            **_how_many(claim, index),
            **_trust(report, claim, index),
        }


def _story(report: Report, claim: Claim) -> dict[str, Cell]:
    article = report.article
    return {
        "report": report.id,
        "claim": claim.id,
        "event": claim.event,
        "path": look.path(article),
        "url": article.url,
        "title": article.title,
        "outlet": look.outlet(article),
        "published": article.published,
    }


def _what(claim: Claim) -> dict[str, Cell]:
    return {
        "section": claim.section,
        "type": claim.type,
        "trigger": claim.trigger.text,
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
    }


def _source(claim: Claim, index: Index) -> dict[str, Cell]:
    told = claim.attribution
    source, via = index.source(claim), index.via(claim)
    side = index.actors.get(source.side or "") if source else None
    return {
        "source": source.name if source else None,
        "own_voice": source is None,
        "source_kind": source.kind if source else None,
        "source_named": source.named if source else None,
        "source_on_record": source.on_record if source else None,
        "source_side": (side.canonical or side.name) if side else None,
        "via": via.name if via else None,
        "quote": told.quote,
        "cue_class": told.cue_class,
        "medium": index.medium(claim),
    }


def _who(claim: Claim, index: Index) -> dict[str, Cell]:
    row: dict[str, Cell] = {}
    for role, fillers in (("agent", claim.agents), ("target", claim.targets)):
        actors = [actor for filler in fillers if (actor := index.actor(filler))]
        row[f"{role}s"] = joined(_name(filler, index) for filler in fillers)
        row[f"{role}_kinds"] = joined(actor.kind for actor in actors)
        row[f"{role}_countries"] = joined(actor.country or "" for actor in actors)
    return row


def _name(filler: Filler, index: Index) -> str:
    actor = index.actor(filler)
    return (actor.canonical or actor.name) if actor else filler.text


def _where(claim: Claim, index: Index) -> dict[str, Cell]:
    place, told = look.main_place(claim, index)
    return {
        "place": place.name if place else None,
        "place_relation": told.relation if told else None,
        **place_cells(place),
        "other_places": joined(each.name for each in look.places(claim, index) if each is not place),
    }


def _when(claim: Claim) -> dict[str, Cell]:
    time = claim.time
    return {
        "time": time.text if time else None,
        "time_begin": time.begin if time else None,
        "time_finish": time.finish if time else None,
        "time_precision": time.precision if time else None,
    }


def _how_many(claim: Claim, index: Index) -> dict[str, Cell]:
    """Lowest and highest count of what is done to people; of several counts of one kind the first, all in `numbers`."""
    first: dict[NumberWhat, Number] = {}
    for number in claim.numbers:
        first.setdefault(number.what, number)
    row: dict[str, Cell] = {}
    for what in DONE_TO_PEOPLE:
        number_ = first.get(what)
        row[f"{what}_min"] = number_.min if number_ else None
        row[f"{what}_max"] = number_.max if number_ else None
    row["numbers"] = joined(number_words(number, index) for number in claim.numbers)
    row["equipment"] = joined(map(equipment_words, claim.equipment))
    return row


def _trust(report: Report, claim: Claim, index: Index) -> dict[str, Cell]:
    by = index.checker(claim)
    return {
        "modality": claim.modality,
        "polarity": claim.polarity,
        "verification": claim.verification.status,
        "verified_by": by.name if by else None,
        "bearings": joined(look.bearings(report, claim)),
        "confidence": claim.confidence,
        "acled": claim.codes.acled,
        "plover": claim.codes.plover,
        "cameo": claim.codes.cameo,
    }


COLUMNS = (
    "report", "claim", "event", "path", "url", "title", "outlet", "published", "section", "type", "trigger", "text",
    "start", "end", "source", "own_voice", "source_kind", "source_named", "source_on_record", "source_side", "via",
    "quote", "cue_class", "medium", "agents", "agent_kinds", "agent_countries", "targets", "target_kinds",
    "target_countries", "place", "place_relation", "place_kind", "country", "admin1", "lat", "lon", "precision_km",
    "geonames", "other_places", "time", "time_begin", "time_finish", "time_precision", "killed_min", "killed_max",
    "wounded_min", "wounded_max", "killed_or_wounded_min", "killed_or_wounded_max", "captured_min", "captured_max",
    "missing_min", "missing_max", "displaced_min", "displaced_max", "numbers", "equipment", "modality", "polarity",
    "verification", "verified_by", "bearings", "confidence", "acled", "plover", "cameo",
)  # fmt: skip
