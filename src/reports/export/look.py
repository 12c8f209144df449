"""What exports ask of a claim: where, when, by whom, in which story. Copies and chooses, decides nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from reports.records import Article, Claim, ClaimPlace, Modality, Place, Polarity, Report
from reports.render.clean import encodable
from reports.render.words import ANSWERED_BY, Index

NO_PLACE = "have no place with coordinates"
NO_DATE = "have no date"


def trace(report: Report, claim: Claim) -> str:
    """The claim's name among all reports: "r-0123456789abcdef/c1"."""
    return f"{report.id}/{claim.id}"


def places(claim: Claim, index: Index) -> list[Place]:
    """The places of a claim, most exact first, each once."""
    found = (index.places.get(each.place) for each in claim.places)
    return list({place.id: place for place in found if place}.values())


def located(place: Place) -> bool:
    return place.lat is not None and place.lon is not None


def spot(claim: Claim, index: Index) -> Place | None:
    """The most exact place of a claim that has coordinates."""
    return next((place for place in places(claim, index) if located(place)), None)


def main_place(claim: Claim, index: Index) -> tuple[Place | None, ClaimPlace | None]:
    """The place that stands for a claim, its most exact one with coordinates if any has them, and how it is told."""
    place = spot(claim, index) or next(iter(places(claim, index)), None)
    return place, next((each for each in claim.places if place and each.place == place.id), None)


def spots(claim: Claim, index: Index) -> list[Place]:
    """The places of a claim that are as exact as its first: "A and B", but not the province that both lie in."""
    found = [place for place in places(claim, index) if located(place)]
    return [place for place in found if place.kind is found[0].kind and place.id not in _around(found[0], index)]


def _around(place: Place, index: Index) -> set[str]:
    """Ids of the places that a place lies in or is told by."""
    around: set[str] = set()
    todo: list[str | None] = [place.parent, place.near]
    while todo:
        name = todo.pop()
        outer = index.places.get(name or "")
        if outer and outer.id not in around:
            around.add(outer.id)
            todo += [outer.parent, outer.near]
    return around - {place.id}


def days(claim: Claim) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of what a claim tells; None unless the story fixes both."""
    time = claim.time
    if time is None or not time.anchored:
        return None
    first, last = date_of(time.begin), date_of(time.finish)
    return (first, last) if first and last and first <= last else None


def date_of(iso: str | None) -> datetime.date | None:
    """The day of an ISO date or date-time; None for a month or a year alone."""
    try:
        return datetime.date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def happened(claim: Claim) -> bool:
    """Whether the claim says that something took place (not that it will, may, or did not)."""
    return claim.modality is Modality.ACTUAL and claim.polarity is Polarity.AFFIRMED


def outlet(article: Article) -> str:
    """Who published the story, else the agencies it credits. Empty if it does not say."""
    return article.publisher or "; ".join(article.agencies)


def path(article: Article) -> str | None:
    """The file's name, as UTF-8 can write it."""
    return None if article.path is None else encodable(article.path)


def siblings(report: Report) -> dict[str, list[Claim]]:
    """The claims of a report by event."""
    found: dict[str, list[Claim]] = {}
    for claim in report.claims:
        found.setdefault(claim.event, []).append(claim)
    return found


def updated(report: Report) -> set[str]:
    """Ids of claims whose figures a later claim of the story replaces."""
    return {link.to for link in report.links if link.relation == "updates"}


def bearings(report: Report, claim: Claim) -> Iterator[str]:
    """How other claims bear on this one: "denied by c5", "updated by c7"."""
    for link in report.links:
        if link.to == claim.id and link.relation in ANSWERED_BY:
            yield f"{ANSWERED_BY[link.relation]} {link.from_}"
