"""Events for timemap (Forensic Architecture, Bellingcat): a JSON array for its `events` endpoint.

timemap takes text only, dates as month/day/year, and refuses fields that it does not know. An event needs a place with
coordinates and a day: other claims are left out and counted. `comments` names the claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reports.export import look
from reports.export.jsons import array
from reports.export.leftout import LeftOut
from reports.records import Claim, Place, Report, TimePrecision, VerificationStatus
from reports.render.words import Index, spaced

if TYPE_CHECKING:
    from reports.render.formats import Finish, Put, View, Write

_LONGEST = 31  # days; what is vaguer would stand on a day that nobody told
_CLOCK = (TimePrecision.MINUTE, TimePrecision.HOUR)


def writer(write: Write, _view: View) -> tuple[Put, Finish]:
    """Events as reports come."""
    return array(write, LeftOut("timemap"), events)


def events(report: Report, left: LeftOut) -> Iterator[dict[str, Any]]:
    """Yields the events of a report, in the order of its claims."""
    index = Index(report)
    for claim in report.claims:
        place, days = look.spot(claim, index), look.days(claim)
        if place is None or days is None:
            left.drop(look.NO_PLACE if place is None else look.NO_DATE)
            continue
        if (days[1] - days[0]).days > _LONGEST:
            left.drop("are of no one month")
            continue
        left.keep()
        yield _event(report, claim, place, f"{days[0]:%m/%d/%Y}", index)


def _event(report: Report, claim: Claim, place: Place, date: str, index: Index) -> dict[str, Any]:
    time = claim.time
    return {
        "id": look.trace(report, claim),
        "description": _description(report, claim, index),
        "date": date,
        "time": time.begin[11:16] if time and time.begin and time.precision in _CLOCK else "",
        "time_precision": str(time.precision) if time and time.precision else "",
        "location": place.name,
        "latitude": str(place.lat),
        "longitude": str(place.lon),
        "type": claim.type,
        "category": spaced(claim.type),
        "associations": _associations(claim),
        "sources": [],
        "comments": look.trace(report, claim),
    }


def _description(report: Report, claim: Claim, index: Index) -> str:
    """Who says what, in the story's words."""
    outlet = look.outlet(report.article)
    speaker = index.speaker(claim)
    doubts = [] if claim.verification.status is VerificationStatus.NONE else [str(claim.verification.status)]
    doubts += [] if look.happened(claim) else [f"{claim.modality}, {claim.polarity}"]
    return f"{' '.join(claim.text.split())} ({', '.join(part for part in (speaker, outlet, *doubts) if part)})"


def _associations(claim: Claim) -> list[str]:
    """Filters: the type of claim, and what is known of its truth."""
    return [spaced(claim.type), str(claim.verification.status)]
