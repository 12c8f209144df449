"""Numbers and regions of countries."""

from __future__ import annotations

from reports.export.countries import _table, codes, name
from reports.lexicons import countries

# Regions of the ACLED code book and of UCDP GED.
ACLED = {
    "Western Africa", "Middle Africa", "Eastern Africa", "Southern Africa", "Northern Africa", "South Asia",
    "Southeast Asia", "East Asia", "Middle East", "Europe", "Caucasus and Central Asia", "Central America",
    "South America", "Caribbean", "North America", "Oceania", "Antarctica", "",
}  # fmt: skip
UCDP = {"Africa", "Americas", "Asia", "Europe", "Middle East", ""}


def test_every_country_of_the_lexicon_has_codes_of_its_own() -> None:
    states = {entry.alpha3 for entry in countries().values() if entry.alpha3 and entry.status != "former"}
    assert set(_table()) == states
    numbers = [row.iso for row in _table().values() if row.iso]
    wards = [row.ward for row in _table().values() if row.ward]
    assert len(set(numbers)) == len(numbers) == len(states) - 1  # Kosovo has no ISO number
    assert len(set(wards)) == len(wards)
    assert all(each.isdecimal() and each == str(int(each)) for each in numbers + wards)
    assert {row.acled_region for row in _table().values()} == ACLED
    assert {row.ucdp_region for row in _table().values()} == UCDP


def test_gleditsch_and_wards_numbers_go_by_region() -> None:
    """Their list numbers the Americas to 199, Europe to 399, Africa to 626, the Middle East to 699, then Asia."""
    for row in _table().values():
        if row.ward:
            number = int(row.ward)
            region = next(
                region
                for last, region in (
                    (199, "Americas"), (399, "Europe"), (626, "Africa"), (699, "Middle East"), (999, "Asia")
                )
                if number <= last
            )  # fmt: skip
            assert row.ucdp_region == region, row


def test_a_code_that_nobody_knows_has_nothing() -> None:
    assert codes("ZZZ").iso == codes(None).iso == ""
    assert (name("ZZZ"), name(None), name("SDN")) == ("ZZZ", "", "Sudan")
