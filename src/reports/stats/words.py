"""Names and ranges as figures show them: story text that can do nothing but be seen."""

from __future__ import annotations

from reports.render.clean import printable
from reports.stats import SourceToll


def short(name: str, width: int) -> str:
    """A name of at most `width` characters, on one line."""
    shown = printable(name).strip()
    return shown if len(shown) <= width else shown[: width - 1] + "…"


def toll_words(toll: SourceToll) -> str:
    """ "killed 3–40"."""
    low, high = (f"{int(value or 0):,}" for value in (toll.low, toll.high))
    return f"{toll.what.replace('_', ' ')} {low if low == high else f'{low}–{high}'}"
