"""GeoJSON (RFC 7946): a feature for each place of each claim, with the words it was read from.

A claim stands at its most exact place, and at others that are of the same kind ("A and B"), not at the region around
them. Positions are longitude, latitude in WGS 84, to six digits. A claim without coordinates cannot be on a map: it is
left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reports.acknowledgements import COORDINATES
from reports.export import look
from reports.export.jsons import array, dumps
from reports.export.leftout import LeftOut
from reports.records import Claim, Place, Report
from reports.render.words import Index, filler_names, number_words

if TYPE_CHECKING:
    from reports.render.formats import Finish, Put, View, Write

_DIGITS = 6


def writer(write: Write, _view: View) -> tuple[Put, Finish]:
    """Features as reports come; the box around them at the end, so that nothing has to be held."""
    box = Box()

    def items(report: Report, left: LeftOut) -> Iterator[dict[str, Any]]:
        for feature in features(report, left):
            box.add(*feature["geometry"]["coordinates"])
            yield feature

    def tail() -> str:
        found = box.found()
        bounds = f',"bbox":{dumps(found)}' if found else ""
        return f'],"credits":{dumps(COORDINATES)}{bounds}}}'

    return array(write, LeftOut("GeoJSON"), items, head='{"type":"FeatureCollection","features":[', tail=tail)


def features(report: Report, left: LeftOut) -> Iterator[dict[str, Any]]:
    """Yields the features of a report, in the order of its claims."""
    index = Index(report)
    for claim in report.claims:
        found = look.spots(claim, index)
        if not found:
            left.drop(look.NO_PLACE)
            continue
        left.keep()
        for place in found:
            yield _feature(report, claim, place, index)


def _feature(report: Report, claim: Claim, place: Place, index: Index) -> dict[str, Any]:
    assert place.lon is not None
    assert place.lat is not None
    return {
        "type": "Feature",
        "id": f"{look.trace(report, claim)}/{place.id}",
        "geometry": point(place.lat, place.lon),
        "properties": _properties(report, claim, place, index),
    }


def _properties(report: Report, claim: Claim, place: Place, index: Index) -> dict[str, Any]:
    """Flat: QGIS and others make a column of each."""
    article, time = report.article, claim.time
    source, by = index.source(claim), index.checker(claim)
    return {
        "report": report.id,
        "claim": claim.id,
        "event": claim.event,
        "type": claim.type,
        "trigger": claim.trigger.text,
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "source": source.name if source else None,
        "agents": filler_names(claim.agents, index) or None,
        "targets": filler_names(claim.targets, index) or None,
        "place": place.name,
        "place_kind": place.kind,
        "place_text": next((each.text for each in claim.places if each.place == place.id), place.name),
        "country": place.country,
        "admin1": place.admin1,
        "precision_km": place.precision_km,
        "time": time.text if time else None,
        "begin": time.begin if time else None,
        "finish": time.finish if time else None,
        "numbers": "; ".join(number_words(number, index) for number in claim.numbers) or None,
        "modality": claim.modality,
        "polarity": claim.polarity,
        "verification": claim.verification.status,
        "verified_by": by.name if by else None,
        "title": article.title,
        "outlet": look.outlet(article) or None,
        "published": article.published,
        "url": article.url,
    }


def point(lat: float, lon: float) -> dict[str, Any]:
    """A position in degrees as a geometry."""
    return {"type": "Point", "coordinates": [round(lon, _DIGITS), round(lat, _DIGITS)]}


class Box:
    """The smallest box around points, kept as the extremes of each degree of longitude: 360 pairs, however many points.

    One that would be wider than half the world goes the other way round, across the antimeridian (RFC 7946, 5.2).
    """

    def __init__(self) -> None:
        self._columns: dict[int, tuple[float, float]] = {}
        self._south, self._north = 90.0, -90.0

    def add(self, lon: float, lat: float) -> None:
        low, high = self._columns.get(int(lon // 1), (lon, lon))
        self._columns[int(lon // 1)] = (min(low, lon), max(high, lon))
        self._south, self._north = min(self._south, lat), max(self._north, lat)

    def found(self) -> list[float] | None:
        """West, south, east, north; None without a point."""
        if not self._columns:
            return None
        columns = [self._columns[key] for key in sorted(self._columns)]
        west, east = columns[0][0], columns[-1][1]
        if east - west > 180:
            gaps = [(right[0] - left[1], right[0], left[1]) for left, right in zip(columns, columns[1:], strict=False)]
            width, start, stop = max(gaps)
            if width > 360 - (east - west):
                west, east = start, stop
        return [west, self._south, east, self._north]
