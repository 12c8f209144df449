"""What story words mean once a publication date is known. 1 March 2023 was a Wednesday."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.annotate.time_rules import find_times
from reports.records import TimePrecision
from reports.resolve.times import Resolved, parse_published, resolve_times

WEDNESDAY = date(2023, 3, 1)


def resolved(text: str, published: date | datetime | None = WEDNESDAY, *, day_first: bool = True) -> list[Resolved]:
    return resolve_times([hit.value for hit in find_times(text)], published, day_first=day_first)


def dates(text: str, published: date | datetime | None = WEDNESDAY) -> list[tuple[str | None, str | None]]:
    return [(time.begin, time.finish) for time in resolved(text, published)]


# (words, begin, finish, precision) in a story published on Wednesday 1 March 2023
ON_WEDNESDAY: list[tuple[str, str | None, str | None, str | None]] = [
    ("on Wednesday", "2023-03-01", "2023-03-01", "day"),
    ("on Tuesday", "2023-02-28", "2023-02-28", "day"),
    ("on Thursday", "2023-02-23", "2023-02-23", "day"),
    ("late on Tuesday", "2023-02-28", "2023-02-28", "part_of_day"),
    ("on Tuesday night", "2023-02-28", "2023-02-28", "part_of_day"),
    ("last Wednesday", "2023-02-22", "2023-02-22", "day"),
    ("next Wednesday", "2023-03-08", "2023-03-08", "day"),
    ("next Friday", "2023-03-03", "2023-03-03", "day"),
    ("on Tuesday last week", "2023-02-21", "2023-02-21", "day"),
    ("overnight into Wednesday", "2023-02-28", "2023-03-01", "part_of_day"),
    ("since Monday", "2023-02-27", "2023-03-01", "day"),
    ("until Monday", None, "2023-02-27", "day"),
    ("today", "2023-03-01", "2023-03-01", "day"),
    ("this morning", "2023-03-01", "2023-03-01", "part_of_day"),
    ("yesterday", "2023-02-28", "2023-02-28", "day"),
    ("last night", "2023-02-28", "2023-02-28", "part_of_day"),
    ("overnight", "2023-02-28", "2023-03-01", "part_of_day"),
    ("tomorrow", "2023-03-02", "2023-03-02", "day"),
    ("over the past day", "2023-02-28", "2023-03-01", "day"),
    ("over the past 24 hours", "2023-02-28", "2023-03-01", "day"),
    ("in the last 48 hours", "2023-02-27", "2023-03-01", "day"),
    ("in the past six hours", None, None, "day"),
    ("over the past three days", "2023-02-26", "2023-03-01", "day"),
    ("over the past week", "2023-02-22", "2023-03-01", "week"),
    ("in the past two months", "2023-01-01", "2023-03-01", "month"),
    ("in the past year", "2022-03-01", "2023-03-01", "year"),
    ("in the past few days", None, None, "day"),
    ("over the next two days", "2023-03-01", "2023-03-03", "day"),
    ("two days ago", "2023-02-27", "2023-02-27", "day"),
    ("three weeks ago", "2023-02-08", "2023-02-08", "week"),
    ("two months ago", "2023-01-01", "2023-01-31", "month"),
    ("a year ago", "2022-01-01", "2022-12-31", "year"),
    ("several days ago", None, None, "day"),
    ("three hours ago", None, None, "hour"),
    ("this week", "2023-02-27", "2023-03-01", "week"),
    ("later this week", "2023-03-01", "2023-03-05", "week"),
    ("last week", "2023-02-20", "2023-02-26", "week"),
    ("next week", "2023-03-06", "2023-03-12", "week"),
    ("over the weekend", "2023-02-25", "2023-02-26", "day"),
    ("last month", "2023-02-01", "2023-02-28", "month"),
    ("this month", "2023-03-01", "2023-03-01", "month"),
    ("last year", "2022-01-01", "2022-12-31", "year"),
    ("on 19 September", "2022-09-19", "2022-09-19", "day"),
    ("on Feb. 24", "2023-02-24", "2023-02-24", "day"),
    ("on 5 March", "2023-03-05", "2023-03-05", "day"),
    ("on 2 April", "2022-04-02", "2022-04-02", "day"),
    ("on Sept. 13, 2021", "2021-09-13", "2021-09-13", "day"),
    ("on the morning of 14 May 2017", "2017-05-14", "2017-05-14", "part_of_day"),
    ("at 4 a.m. on 27 February", "2023-02-27T04:00", "2023-02-27T04:00", "hour"),
    ("at 04:30 GMT on Monday", "2023-02-27T04:30+00:00", "2023-02-27T04:30+00:00", "minute"),
    ("2023-02-03T04:30Z", "2023-02-03T04:30+00:00", "2023-02-03T04:30+00:00", "minute"),
    ("at 0430 local time", None, None, "minute"),
    ("in March 2019", "2019-03-01", "2019-03-31", "month"),
    ("in January", None, None, "month"),
    ("in 2014", "2014-01-01", "2014-12-31", "year"),
    ("since 2014", "2014-01-01", "2023-03-01", "year"),
    ("between 1992 and 1995", "1992-01-01", "1995-12-31", "year"),
    ("5-7 February", "2023-02-05", "2023-02-07", "day"),
    ("28 December to 3 January", "2022-12-28", "2023-01-03", "day"),
    ("from Sunday to Tuesday", "2023-02-26", "2023-02-28", "day"),
    ("from Friday to Monday", "2023-02-24", "2023-02-27", "day"),
    ("on the night of 5-6 February", "2023-02-05", "2023-02-06", "part_of_day"),
    ("13/02/2023", "2023-02-13", "2023-02-13", "day"),
    ("on the 5th", "2023-02-05", "2023-02-05", "day"),
    ("for months", None, None, None),
    ("since the start of the war", None, None, None),
    ("in recent days", None, None, None),
    ("last summer", None, None, None),
    ("on 9 September last year", "2022-09-09", "2022-09-09", "day"),
    ("on Feb. 9, this year", "2023-02-09", "2023-02-09", "day"),
    ("in May of last year", "2022-05-01", "2022-05-31", "month"),
    ("since 3 June last year", "2022-06-03", "2023-03-01", "day"),
    ("on 29 February last year", None, None, None),
    ("in October of the previous year", None, None, "month"),
    ("at dawn", None, None, "part_of_day"),
    ("the next day", None, None, "day"),
    ("31 February 2023", None, None, None),
    ("on 31 November", None, None, "day"),
]


@pytest.mark.parametrize(("words", "begin", "finish", "precision"), ON_WEDNESDAY, ids=[row[0] for row in ON_WEDNESDAY])
def test_dates_in_a_story_of_a_wednesday(
    words: str, begin: str | None, finish: str | None, precision: str | None
) -> None:
    (time,) = resolved(words)
    assert (time.begin, time.finish, time.precision) == (begin, finish, precision)
    assert time.anchored is (begin is not None or finish is not None)
    assert time.rule


def test_the_previous_year_is_that_before_the_one_told_last() -> None:
    text = "It fell in May 2011. It had held out since 4 October of the previous year. In May, last year was forgotten."
    assert dates(text)[:2] == [("2011-05-01", "2011-05-31"), ("2010-10-04", "2023-03-01")]


def test_a_day_of_last_year_told_in_passing_is_not_what_the_next_day_counts_from() -> None:
    text = "Candles stood there on Monday for those who died on 9 September last year. The day before, a drone fell."
    assert dates(text) == [("2023-02-27",) * 2, ("2022-09-09",) * 2, ("2023-02-26",) * 2]


WITHOUT_PUBLICATION = [
    ("on Wednesday", None),
    ("yesterday", None),
    ("over the past day", None),
    ("two days ago", None),
    ("last week", None),
    ("on 5 May", None),
    ("on 5 May last year", None),
    ("on 5 May 2019", "2019-05-05"),
    ("in May 2019", "2019-05-01"),
]


@pytest.mark.parametrize(("words", "begin"), WITHOUT_PUBLICATION)
def test_nothing_is_invented_without_a_publication_date(words: str, begin: str | None) -> None:
    (time,) = resolved(words, None)
    assert (time.begin, time.anchored) == (begin, begin is not None)


def test_an_explicit_year_is_carried_over() -> None:
    story = "In early November 2005 riots grew. On 5 November a bus burned. Four days later calm returned."
    assert dates(story, None) == [
        ("2005-11-01", "2005-11-30"),
        ("2005-11-05", "2005-11-05"),
        ("2005-11-09", "2005-11-09"),
    ]
    assert dates(story)[1] == ("2005-11-05", "2005-11-05")


def test_a_carried_year_turns_at_new_year() -> None:
    assert dates("It began on 20 December 2019. On 4 January it ended.", None)[1][0] == "2020-01-04"


def test_a_recent_date_is_not_carried_to_an_old_year() -> None:
    assert dates("The war began on Feb. 24, 2022. On Feb. 20 a dam broke.")[1][0] == "2023-02-20"


def test_the_next_day_counts_from_the_day_told_before() -> None:
    story = "It fell on 3 February. The next day it was retaken. A week earlier nobody fought. That night it burned."
    assert [begin for begin, _ in dates(story)] == ["2023-02-03", "2023-02-04", "2023-01-28", None]


def test_the_same_day_is_the_last_day_told() -> None:
    assert dates("On Monday it fell. Later that day it burned.")[1] == ("2023-02-27", "2023-02-27")


def test_forward_counts_start_at_the_end_of_a_range_and_backward_ones_at_its_beginning() -> None:
    assert dates("Fighting on 5-7 February. The next day it ended.")[1][0] == "2023-02-08"
    assert dates("Fighting on 5-7 February. The day before, it was calm.")[1][0] == "2023-02-04"


def test_a_clock_time_belongs_to_the_last_day_told() -> None:
    assert dates("On Monday a mine went off. It was 7 a.m. then.")[1] == ("2023-02-27T07:00", "2023-02-27T07:00")


def test_a_span_of_weeks_is_no_anchor() -> None:
    assert dates("Over the past week it rained. The next day it stopped.")[1] == (None, None)


def test_the_following_weekday_counts_from_the_day_told_before() -> None:
    assert dates("On 3 February it fell. The following Monday it was retaken.")[1][0] == "2023-02-06"
    assert dates("The following Monday it was retaken.")[0][0] is None


def test_a_tense_that_looks_ahead() -> None:
    ahead = [
        {"kind": "weekday", "weekday": 4, "future": True},
        {"kind": "weekday", "weekday": 2, "future": True},
        {"kind": "date", "month": 4, "day": 20, "future": True},
        {"kind": "date", "month": 7, "day": 20, "future": True},
        {"kind": "date", "month": 12, "day": 20, "future": True},
    ]
    begins = [time.begin for time in resolve_times(ahead, WEDNESDAY)]
    assert begins == ["2023-03-03", "2023-03-01", "2023-04-20", "2023-07-20", "2022-12-20"]


def test_hours_count_from_a_publication_time() -> None:
    moment = datetime(2023, 3, 1, 2, 30, tzinfo=UTC)
    assert dates("three hours ago", moment) == [("2023-02-28T23:30", "2023-02-28T23:30")]
    assert dates("in the past six hours", moment) == [("2023-02-28T20:30", "2023-03-01T02:30")]
    assert dates("over the past 24 hours", moment) == [("2023-02-28", "2023-03-01")]


def test_day_and_month_order_is_the_locales() -> None:
    assert [time.begin for time in resolved("03/04/2022")] == ["2022-04-03"]
    assert [time.begin for time in resolved("03/04/2022", day_first=False)] == ["2022-03-04"]
    assert [time.begin for time in resolved("25/04/2022", day_first=False)] == ["2022-04-25"]


@pytest.mark.parametrize(
    ("published", "begin"),
    [(date(2023, 3, 4), "2023-03-04"), (date(2023, 3, 5), "2023-03-04"), (date(2023, 3, 6), "2023-03-04")],
)
def test_the_weekend_runs_or_is_the_latest(published: date, begin: str) -> None:
    assert dates("over the weekend", published)[0][0] == begin


def test_leap_day_without_a_year() -> None:
    assert dates("on 29 February", date(2024, 3, 2)) == [("2024-02-29", "2024-02-29")]
    assert dates("on 29 February", date(2023, 3, 2)) == [(None, None)]


PUBLISHED = [
    ("2023-03-01", date(2023, 3, 1)),
    (" 2023-03-01 ", date(2023, 3, 1)),
    ("2023-03-01T04:30:00Z", datetime(2023, 3, 1, 4, 30, tzinfo=UTC)),
    ("2023-03-01 04:30", datetime(2023, 3, 1, 4, 30)),
    ("Wed, 01 Mar 2023 04:30:00 +0000", datetime(2023, 3, 1, 4, 30, tzinfo=UTC)),
    ("", None),
    (None, None),
    ("last spring", None),
    ("2023-02-31", None),
]


@pytest.mark.parametrize(("text", "published"), PUBLISHED)
def test_reads_a_publication_date(text: str | None, published: date | datetime | None) -> None:
    assert parse_published(text) == published


UNITS = st.sampled_from(["minute", "hour", "day", "week", "month", "year"])
COUNTS = st.one_of(st.none(), st.floats(0, 1e9), st.integers(0, 10**9))
VALUES = st.one_of(
    st.builds(lambda kind, count, unit: {"kind": kind, "count": count, "unit": unit},
              st.sampled_from(["past", "ahead", "ago", "shift", "duration"]), COUNTS, UNITS),
    st.builds(lambda year, month, day: {"kind": "date", "year": year, "month": month, "day": day},
              st.integers(0, 12_000), st.integers(0, 13), st.integers(0, 32)),
    st.builds(lambda month, day: {"kind": "date", "month": month, "day": day}, st.integers(1, 12), st.integers(1, 31)),
    st.builds(lambda a, b: {"kind": "numeric", "a": a, "b": b, "year": 2020}, st.integers(1, 31), st.integers(1, 31)),
)  # fmt: skip


@given(st.lists(VALUES, max_size=4), st.one_of(st.none(), st.dates(), st.datetimes()))
def test_no_value_raises(values: list[dict[str, object]], published: date | datetime | None) -> None:
    times = resolve_times(values, published)
    assert len(times) == len(values)
    for time in times:
        assert time.begin is None or time.finish is None or time.begin <= time.finish
        assert time.precision is None or time.precision in TimePrecision


def told(*sentences: str, published: date | None) -> list[str | None]:
    """Begin of each time, where each sentence is known to be one."""
    values = []
    for sentence in sentences:
        first, *others = (hit.value for hit in find_times(sentence))
        values += [{**first, "opens": True}, *others]
    return [time.begin for time in resolve_times(values, published)]


def test_the_year_of_another_sentence_is_not_that_of_a_bare_day() -> None:
    days = told(
        "That picture is of a raid in 2020.", "A truce agreed on 16 September failed.", published=date(2022, 9, 21)
    )
    assert days[-1] == "2022-09-16"
    assert told("It is of 3 March 2019.", "They met on 4 May.", published=date(2022, 9, 21))[-1] == "2022-05-04"


def test_a_year_of_its_own_sentence_or_that_year_holds() -> None:
    published = date(2022, 9, 21)
    assert told("In 2016 they met, and on 4 May they signed.", published=published)[-1] == "2016-05-04"
    assert told("It began in 2016.", "On 4 May of that year they signed.", published=published)[1] == "2016-05-04"
    assert told("It began in 2016.", "That year, on 4 May, they signed.", published=published)[-1] == "2016-05-04"


def test_a_bare_year_does_not_move_a_story_without_publication_date() -> None:
    days = told("On 9 September 2022 they met.", "It is as in 2020.", "On 16 September they parted.", published=None)
    assert days[-1] == "2022-09-16"
