"""Candidates of a place name as a list for readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.acknowledgements import COORDINATES
from reports.render.clean import printable
from reports.render.jsontext import indented

if TYPE_CHECKING:
    from reports.toponyms import Candidate


def as_text(rows: Sequence[Candidate]) -> str:
    """One candidate a line: name, kind, area, coordinates with their radius, GeoNames id, reason; then credits."""
    lines = []
    for row in rows:
        area = ", ".join(part for part in (row.admin1, row.country) if part)
        point = f"{row.lat:.4f} {row.lon:.4f} ±{row.radius_km:g} km"
        number = f"geonames {row.geonames}" if row.geonames else ""
        lines.append("  ".join(printable(part) for part in (row.name, row.kind, area, point, number, row.by) if part))
    return "\n".join([*lines, COORDINATES]) + "\n"


def as_json(rows: Sequence[Candidate]) -> str:
    """The same with all fields, as a JSON list."""
    return indented([row._asdict() for row in rows])
