from __future__ import annotations

import pytest
from tests.render.saved import REPORT

from reports.records import Number, NumberWhat, Time, TimePrecision
from reports.render import words

INDEX = words.Index(REPORT)


def number(what: NumberWhat = NumberWhat.KILLED, **fields: object) -> Number:
    return Number.model_validate({"start": 0, "end": 4, "text": "some", "what": what, **fields})


def time(begin: str | None, finish: str | None, precision: TimePrecision | None = TimePrecision.DAY) -> Time:
    return Time(start=0, end=4, text="then", begin=begin, finish=finish, precision=precision)


@pytest.mark.parametrize(
    ("low", "high", "approximate", "shown"),
    [
        (22, None, False, "≥22"),
        (None, 40, False, "≤40"),
        (5, 5, False, "5"),
        (12, 12, True, "~12"),
        (3, 5, False, "3–5"),
        (1601, None, False, "≥1,601"),
        (2.5, 2.5, False, "2.5"),
        (None, None, False, "“some”"),
    ],
)
def test_amount_shows_the_range(low: float | None, high: float | None, approximate: bool, shown: str) -> None:
    assert words.amount(number(min=low, max=high, approximate=approximate)) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"what": NumberWhat.KILLED, "min": 22, "civilian": True}, "killed ≥22 civilians"),
        ({"what": NumberWhat.KILLED_OR_WOUNDED, "max": 40}, "killed or wounded ≤40"),
        ({"what": NumberWhat.KILLED, "min": 0, "max": 0}, "no one killed"),
        ({"what": NumberWhat.KILLED, "min": 0, "max": 0, "civilian": True}, "no civilians killed"),
        ({"what": NumberWhat.ATTACKS, "min": 85, "max": 85}, "85 attacks"),
        ({"what": NumberWhat.STRIKES, "min": 0, "max": 0}, "no strikes"),
        ({"what": NumberWhat.AREA, "min": 3, "max": 3}, "“some”"),
        ({"what": NumberWhat.KILLED, "min": 5, "max": 5, "of": "a1"}, "killed 5 (Northern Front)"),
    ],
)
def test_number_words(fields: dict[str, object], shown: str) -> None:
    assert words.number_words(number(**fields), INDEX) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (time("2023-03-01", "2023-03-01"), "1 Mar 2023"),
        (time("2023-02-27", "2023-02-28"), "27–28 Feb 2023"),
        (time("2023-02-27", "2023-03-01"), "27 Feb – 1 Mar 2023"),
        (time("2022-12-31", "2023-01-01"), "31 Dec 2022 – 1 Jan 2023"),
        (time(None, None, None), "“then”"),
        (time("2023-02-28T18:00", "2023-02-28T23:59", TimePrecision.PART_OF_DAY), "28 Feb 2023 (“then”)"),
        (time("2023-02-28T05:30", "2023-02-28T05:30", TimePrecision.MINUTE), "28 Feb 2023 05:30"),
        (time("2023-02-28", None), "since 28 Feb 2023"),
        (time(None, "2023-02-28"), "until 28 Feb 2023"),
        (time("2023", "2023", TimePrecision.YEAR), "2023"),
        (time("2023-02", "2023-02", TimePrecision.MONTH), "Feb 2023"),
    ],
)
def test_time_words(when: Time, shown: str) -> None:
    assert words.time_words(when) == shown


def test_a_time_carried_over_is_shown_as_its_date() -> None:
    when = time("2023-02-28T18:00", "2023-02-28T23:59", TimePrecision.PART_OF_DAY)
    assert words.time_words(when, own=False) == "28 Feb 2023"
    carried = INDEX.claims["c5"].model_copy(update={"time": INDEX.claims["c4"].time})
    assert "4–5 Mar 2024" in words.facts(carried, INDEX)
    assert "4–5 Mar 2024 (“overnight”)" in words.facts(INDEX.claims["c4"], INDEX)


def test_the_owner_of_a_number_is_not_told_twice() -> None:
    counted = number(min=5, max=5, of="a1")
    assert words.number_words(counted, INDEX, {"a1"}) == "killed 5"


def test_facts_are_who_where_when_how_many_with_what() -> None:
    assert words.facts(INDEX.claims["c1"], INDEX) == [
        "Northern Front → a market",
        "Kadra",
        "5 Mar 2024",
        "killed ≥22 civilians",
    ]
    assert words.facts(INDEX.claims["c4"], INDEX)[-1] == "with Shahed ×12"


def test_a_relation_that_the_place_name_holds_is_not_repeated() -> None:
    assert words.facts(INDEX.claims["c6"], INDEX) == ["north of Kadra"]


def test_marks_name_doubt_and_who_casts_it() -> None:
    assert words.marks(INDEX.claims["c1"], INDEX) == ["DENIED by Idris Vale"]
    assert words.marks(INDEX.claims["c2"], INDEX) == ["NEGATED", "DISPUTED by a hospital doctor"]
    assert words.marks(INDEX.claims["c3"], INDEX) == ["FUTURE", "UNVERIFIED"]
    assert words.marks(INDEX.claims["c6"], INDEX) == []


def test_source_words_tell_anonymity_and_side() -> None:
    anonymous, spokesman = INDEX.sources["s3"], INDEX.sources["s2"]
    assert words.source_words(anonymous, INDEX, []) == ["official", "not named", "anonymity granted"]
    assert words.source_words(spokesman, INDEX, []) == ["armed group", "named", "of Northern Front"]


def test_manner_points_to_the_first_claim_of_the_event() -> None:
    assert words.manner(INDEX.claims["c2"], INDEX) == ["quoted", "cue: deny", "same event as c1"]


def test_a_long_passage_is_cut_at_a_word() -> None:
    assert words.clipped("short " * 50) == "short " * 50
    cut = words.clipped("longer " * 500)
    assert cut.endswith("longer …")
    assert 290 < len(cut) <= 302
    assert words.clipped("x" * 1000) == "x" * 300 + " …"
