"""Countries as other books number and group them; names are those of our lexicon."""

from __future__ import annotations

import functools
from typing import NamedTuple

from reports.lexicons import countries, data_file


class CountryCodes(NamedTuple):
    """`iso` is ISO 3166-1 numeric, `ward` the number in Gleditsch and Ward's list of states; empty if there is none."""

    iso: str = ""
    acled_region: str = ""
    ucdp_region: str = ""
    ward: str = ""


@functools.cache
def _table() -> dict[str, CountryCodes]:
    lines = data_file("country_codes.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {alpha3: CountryCodes(*rest) for alpha3, *rest in rows}


@functools.cache
def _names() -> dict[str, str]:
    return {entry.alpha3: entry.name for entry in reversed(list(countries().values())) if entry.alpha3}


def codes(alpha3: str | None) -> CountryCodes:
    """The codes of a country by ISO alpha-3; empty ones for a country that the table lacks."""
    return _table().get(alpha3 or "", CountryCodes())


def name(alpha3: str | None) -> str:
    """A country's usual English name, its code if the lexicon has none, empty for None."""
    return _names().get(alpha3, alpha3) if alpha3 else ""
