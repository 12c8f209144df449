from __future__ import annotations

import pytest

from reports.errors import DateError
from reports.text.dates import find_date, find_published, parse_date


@pytest.mark.parametrize(
    ("given", "iso"),
    [
        ("2023-03-01", "2023-03-01"),
        (" 20230301 ", "2023-03-01"),
        ("2024/5/3", "2024-05-03"),
        ("3 May 2024", "2024-05-03"),
        ("May 3, 2024", "2024-05-03"),
        ("Fri 3 May 2024 12.05 GMT", "2024-05-03T12:05:00+00:00"),
        ("March 1, 2023 4:15 PM", "2023-03-01T16:15:00"),
        ("2023-03-01T14:30", "2023-03-01T14:30:00"),
        ("2023-03-01T14:30:00Z", "2023-03-01T14:30:00+00:00"),
        ("2023-03-01 14:30+02:00", "2023-03-01T14:30:00+02:00"),
    ],
)
def test_dates_become_iso(given: str, iso: str) -> None:
    assert parse_date(given) == iso


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("2023-13-40", "there is no month 13"),
        ("2023-02-30", "2023-02 has no day 30"),
        ("yesterday", "is not a calendar date"),
        ("03/04/2023", "day or month first"),
        ("3 May", "is not a full calendar date"),
        ("3 May 2024 or so", "more than a date"),
        ("2023-03-01T25:00", "more than a date"),
        ("1677628800", "is not a calendar date"),
        ("  ", "is empty"),
        ("31 June 2023", "is not a calendar date"),
    ],
)
def test_nonsense_is_refused_with_the_mend(given: str, why: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(given)
    message = str(caught.value)
    assert why in message
    assert "YYYY-MM-DD" in message
    assert "\n" not in message


def test_a_long_wrong_date_is_shortened_in_the_message() -> None:
    with pytest.raises(DateError) as caught:
        parse_date("x" * 5000)
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Sept 13", (None, 9, 13)),
        ("Oct. 3", (None, 10, 3)),
        ("3 JAN 90", (1990, 1, 3)),
        ("24 Feb '22", (2022, 2, 24)),
        ("on 3 Mar 2024 at noon", (2024, 3, 3)),
        ("12 May 14:30", (None, 5, 12)),
    ],
)
def test_newsroom_dates(words: str, expected: tuple[int | None, int, int]) -> None:
    found = find_date(words)
    assert found is not None
    assert (found.year, found.month, found.day) == expected


def test_the_year_of_a_date_is_never_invented() -> None:
    found = find_date("May 31")
    assert found is not None
    assert found.iso() is None
    assert find_published("Updated May 31 at 14:30") is None
