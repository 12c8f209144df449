from __future__ import annotations

import pytest

from reports.numerals import parse_number

NUMBERS = [
    ("0", 0),
    ("28", 28),
    ("1,600", 1600),
    ("1,234,567", 1234567),
    ("70 000", 70000),
    ("70\u00a0000", 70000),
    ("1'500", 1500),
    ("1.2 million", 1200000),
    ("1.2", 1.2),
    ("2k", 2000),
    ("5,000", 5000),
    ("3.5bn", 3500000000),
    ("3 billion", 3000000000),
    ("20m", 20000000),
    ("12 hundred", 1200),
    ("3 dozen", 36),
    ("2½", 2.5),
    ("3 and a half million", 3500000),
    ("zero", 0),
    ("one", 1),
    ("Seven", 7),
    ("nineteen", 19),
    ("forty", 40),
    ("twenty-two", 22),
    ("twenty two", 22),
    ("a hundred", 100),
    ("one hundred", 100),
    ("hundred", 100),
    ("a hundred and five", 105),
    ("two hundred forty-one", 241),
    ("eleven hundred", 1100),
    ("a thousand", 1000),
    ("three thousand two hundred", 3200),
    ("two hundred thousand", 200000),
    ("four hundred and twelve thousand", 412000),
    ("a hundred thousand", 100000),
    ("one million two hundred thousand and six", 1200006),
    ("half a million", 500000),
    ("one and a half million", 1500000),
    ("two and a half", 2.5),
    ("a dozen", 12),
    ("dozen", 12),
    ("two dozen", 24),
    ("half a dozen", 6),
    ("half-dozen", 6),
    ("a half-dozen", 6),
    ("a couple", 2),
    ("a pair", 2),
    ("a couple of hundred", 200),
    ("a couple of dozen", 24),
    ("three score", 60),
]

NOT_NUMBERS = [
    "", " ", "third", "3rd", "21st", "9/11", "24/7", "04:30", "30-40", "several", "dozens", "people", "and", "a", "an",
    "of", "hundred of", "two three", "five twenty", "twenty-twelve", "million thousand million", "one and", "and five",
    "a five", "two and three", "12 345 67", "1,60", "a couple of soldiers", "5 people", "zero five", "half",
    "2023-03-01", "T-72",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_reads_a_number(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_leaves_what_is_not_a_number(text: str) -> None:
    assert parse_number(text) is None


def test_whole_numbers_are_ints() -> None:
    assert isinstance(parse_number("1.2 million"), int)
    assert isinstance(parse_number("1.25"), float)
