"""Incidents as GeoJSON (RFC 7946): one feature each, with the columns of the CSV and the words that it was read from.

Positions are longitude and latitude in WGS 84, to six digits. An incident without coordinates has no geometry, so that
none is lost.
"""

from __future__ import annotations

from typing import Any

from reports.acknowledgements import COORDINATES
from reports.digest.records import Digest, Incident
from reports.digest.views import phrases
from reports.digest.views.table import incident_row
from reports.export.geojson import Box, point
from reports.export.jsons import dumps

_NO_COLUMNS = frozenset({"incident", "lat", "lon"})  # the feature itself says these


def geojson(digest: Digest) -> str:
    """A feature collection with a line for each incident, in order of time."""
    index = phrases.Index(digest)
    features = [_feature(incident, index) for incident in phrases.in_order(digest.incidents)]
    box = Box()
    for feature in features:
        if feature["geometry"]:
            box.add(*feature["geometry"]["coordinates"])
    bounds = box.found()
    whole = {"type": "FeatureCollection", "credits": COORDINATES} | ({"bbox": bounds} if bounds else {})
    lines = ",\n".join(map(dumps, features))
    return f'{dumps(whole)[:-1]},"features":[\n{lines}\n]}}\n'


def _feature(incident: Incident, index: phrases.Index) -> dict[str, Any]:
    place = incident.place
    geometry = None
    if place and place.lat is not None and place.lon is not None:
        geometry = point(place.lat, place.lon)
    row = {name: cell for name, cell in incident_row(incident, index).items() if name not in _NO_COLUMNS}
    properties = {name: None if cell == "" else cell for name, cell in row.items()} | {"evidence": _evidence(incident)}
    return {"type": "Feature", "id": incident.id, "geometry": geometry, "properties": properties}


def _evidence(incident: Incident) -> str:
    """Each claim with its words: "t1/c1 “Guns shelled the quay”; ..."."""
    return "; ".join(f"{claim.id} “{claim.text}”" for claim in incident.claims)
