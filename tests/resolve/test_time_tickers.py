"""Which day the entries of a ticker are of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reports.resolve.time_tickers import entry_days

PUBLISHED = date(2024, 3, 14)


def led_by(*clocks: str) -> list[dict[str, Any]]:
    times = (clock.split(":") for clock in clocks)
    return [{"kind": "clock", "hour": int(hour), "minute": int(minute), "leads": True} for hour, minute in times]


@pytest.mark.parametrize(
    ("clocks", "days"),
    [
        (["18:52", "17:30", "09:00"], [14, 14, 14]),
        (["01:10", "00:20", "23:40", "22:05"], [14, 14, 13, 13]),
        (["09:00", "12:05", "18:52"], [14, 14, 14]),
        (["21:00", "22:30", "23:40", "00:20"], [13, 13, 13, 14]),
        (["12:00", "12:00"], [14, 14]),
    ],
)
def test_the_day_changes_where_the_clock_turns(clocks: list[str], days: list[int]) -> None:
    found = entry_days(led_by(*clocks), PUBLISHED)
    assert [found[index].day for index in range(len(clocks))] == days


def test_one_clock_or_no_publication_makes_no_ticker() -> None:
    assert entry_days(led_by("18:52"), PUBLISHED) == {}
    assert entry_days(led_by("18:52", "17:30"), None) == {}


def test_other_clocks_and_what_stands_under_a_date_are_left_out() -> None:
    inside = {"kind": "clock", "hour": 4, "minute": 30}
    heading = {"kind": "date", "month": 3, "day": 12, "leads": True}
    values = [*led_by("18:52"), inside, *led_by("17:30"), heading, *led_by("23:00")]
    assert sorted(entry_days(values, PUBLISHED)) == [0, 2]
