"""Figures as JSON, for programs and for plots of one's own."""

from __future__ import annotations

import dataclasses
from typing import Any

from reports.render.jsontext import indented
from reports.stats import Series, Stats


def as_json(stats: Stats) -> str:
    """One object; counts over time are objects from the first day of a period to a number."""
    fields = {field.name: getattr(stats, field.name) for field in dataclasses.fields(stats)}
    fields |= {"types": [_series(each) for each in stats.types], "sides": [_series(each) for each in stats.sides]}
    fields |= {"tolls": [each._asdict() for each in stats.tolls], "places": [each._asdict() for each in stats.places]}
    return indented(fields)


def _series(series: Series) -> dict[str, Any]:
    return {
        "name": series.name,
        "total": series.total,
        "counts": {start.isoformat(): count for start, count in series.counts.items()},
    }
