"""Ranges as figures show them."""

from __future__ import annotations

from reports.render.words import spaced
from reports.stats import SourceToll


def toll_words(toll: SourceToll) -> str:
    """ "killed 3–40"."""
    low, high = (f"{int(value or 0):,}" for value in (toll.low, toll.high))
    return f"{spaced(toll.what)} {low if low == high else f'{low}–{high}'}"
