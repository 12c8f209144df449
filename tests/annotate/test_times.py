from __future__ import annotations

import json
from typing import Any

import pytest
from spacy.language import Language

from reports.annotate import layers
from reports.annotate.times import find_mentions, find_times, leads, looks_ahead, make_times

WD = {"kind": "weekday"}
DAY = {"kind": "day"}
DATE = {"kind": "date"}


def clock(hour: int, minute: int | None = None, zone: str | None = None, **more: Any) -> dict[str, Any]:
    return {"kind": "clock", "hour": hour, "minute": minute, "zone": zone, **more}


# (sentence, the words found, what they mean)
FOUND: list[tuple[str, str, dict[str, Any]]] = [
    # weekdays
    ("The bridge fell on Wednesday.", "on Wednesday", WD | {"weekday": 2}),
    ("He spoke late on Tuesday of a truce.", "late on Tuesday", WD | {"weekday": 1, "part": "late"}),
    ("Early Monday, shells landed.", "Early Monday", WD | {"weekday": 0, "part": "early"}),
    ("They came on Friday night by boat.", "on Friday night", WD | {"weekday": 4, "part": "night"}),
    ("It began in the early hours of Sunday.", "in the early hours of Sunday", WD | {"weekday": 6, "part": "early"}),
    ("Last Thursday the line broke.", "Last Thursday", WD | {"weekday": 3, "which": "last"}),
    ("Talks resume next Saturday.", "next Saturday", WD | {"weekday": 5, "which": "next", "future": True}),
    ("On Tuesday last week they left.", "On Tuesday last week", WD | {"weekday": 1, "week": "last"}),
    ("The following Monday it fell.", "The following Monday", WD | {"weekday": 0, "which": "following"}),
    ("Friday's raid was the third.", "Friday", WD | {"weekday": 4}),
    ("A blast hit after Friday prayers in town.", "Friday prayers", WD | {"weekday": 4}),
    ("Drones came overnight into Thursday.", "overnight into Thursday",
        WD | {"weekday": 3, "part": "night", "into": True}),
    ("Since Saturday no aid has come.", "Since Saturday", WD | {"weekday": 5, "bound": "since"}),
    # days
    ("He died today.", "today", DAY | {"offset": 0}),
    ("Earlier today a mine went off.", "Earlier today", DAY | {"offset": 0}),
    ("Yesterday evening the power failed.", "Yesterday evening", DAY | {"offset": -1, "part": "evening"}),
    ("The army attacked last night.", "last night", DAY | {"offset": -1, "part": "night"}),
    ("Shells fell this morning.", "this morning", DAY | {"offset": 0, "part": "morning"}),
    ("Overnight, drones struck.", "Overnight", DAY | {"offset": -1, "last": 0, "part": "night"}),
    ("They leave tomorrow.", "tomorrow", DAY | {"offset": 1, "future": True}),
    ("The day before yesterday we fled.", "The day before yesterday", DAY | {"offset": -2}),
    # dates
    ("It fell on 19 September.", "on 19 September", DATE | {"month": 9, "day": 19}),
    ("It fell on Sept. 13, 2024, he said.", "on Sept. 13, 2024", DATE | {"year": 2024, "month": 9, "day": 13}),
    ("On December 21, 2015, they met.", "On December 21, 2015", DATE | {"year": 2015, "month": 12, "day": 21}),
    ("On the 3rd of May they met.", "On the 3rd of May", DATE | {"month": 5, "day": 3}),
    ("Dated 2023-03-01 in the file.", "2023-03-01", DATE | {"year": 2023, "month": 3, "day": 1}),
    ("Seen on 13/09/2024 near it.", "on 13/09/2024", {"kind": "numeric", "a": 13, "b": 9, "year": 2024}),
    ("Tuesday, 5 March 2019, was calm.", "Tuesday, 5 March 2019", DATE | {"year": 2019, "month": 3, "day": 5}),
    (
        "In the morning of 14 May 2017 it fell.",
        "In the morning of 14 May 2017",
        DATE | {"year": 2017, "month": 5, "day": 14, "part": "morning"},
    ),
    ("They took it in March 2019.", "in March 2019", DATE | {"year": 2019, "month": 3}),
    ("In early November 2005 they rose.", "In early November 2005", DATE | {"year": 2005, "month": 11, "mod": "early"}),
    ("By mid-June it was over.", "By mid-June", DATE | {"month": 6, "mod": "mid", "bound": "by"}),
    ("Since June the road is cut.", "Since June", DATE | {"month": 6, "bound": "since"}),
    ("The war in May killed many.", "in May", DATE | {"month": 5}),
    ("In June 12 soldiers were shot.", "In June", DATE | {"month": 6}),
    ("He fled in 2014 to the hills.", "in 2014", DATE | {"year": 2014}),
    ("Fighters won the 2006 war.", "the 2006", DATE | {"year": 2006}),
    ("He came on the 5th.", "on the 5th", DATE | {"day": 5}),
    # ranges
    (
        "Raids on 5-7 May failed.",
        "on 5-7 May",
        {"kind": "range", "first": DATE | {"month": 5, "day": 5}, "last": DATE | {"month": 5, "day": 7}},
    ),
    (
        "Between 3 and 5 May they fought.",
        "Between 3 and 5 May",
        {"kind": "range", "first": DATE | {"month": 5, "day": 3}, "last": DATE | {"month": 5, "day": 5}},
    ),
    (
        "May 30 to June 2, 2020 was calm.",
        "May 30 to June 2, 2020",
        {
            "kind": "range",
            "first": DATE | {"year": 2020, "month": 5, "day": 30},
            "last": DATE | {"year": 2020, "month": 6, "day": 2},
        },
    ),
    (
        "They fought from Monday to Wednesday.",
        "from Monday to Wednesday",
        {"kind": "range", "first": WD | {"weekday": 0}, "last": WD | {"weekday": 2}},
    ),
    ("Between 1992 and 1995 it burned.", "Between 1992 and 1995",
        {"kind": "range", "first": DATE | {"year": 1992}, "last": DATE | {"year": 1995}}),
    # counted
    ("Over the past day he lost ten.", "Over the past day", {"kind": "past", "count": 1, "unit": "day"}),
    ("In the last 48 hours it rained.", "In the last 48 hours", {"kind": "past", "count": 48, "unit": "hour"}),
    ("During the past three days it burned.", "During the past three days",
        {"kind": "past", "count": 3, "unit": "day"}),
    ("In the past few weeks many left.", "In the past few weeks", {"kind": "past", "unit": "week"}),
    ("Over the next two days it holds.", "Over the next two days",
        {"kind": "ahead", "count": 2, "unit": "day", "future": True}),
    ("Two days ago it fell.", "Two days ago", {"kind": "ago", "count": 2, "unit": "day"}),
    ("A fortnight ago it fell.", "A fortnight ago", {"kind": "ago", "count": 2, "unit": "week"}),
    ("A week earlier it fell.", "A week earlier", {"kind": "shift", "count": -1, "unit": "week"}),
    ("Four days later it fell.", "Four days later", {"kind": "shift", "count": 4, "unit": "day"}),
    ("The next day he died.", "The next day", {"kind": "shift", "count": 1, "unit": "day"}),
    ("The previous night was calm.", "The previous night",
        {"kind": "shift", "count": -1, "unit": "day", "part": "night"}),
    ("Later that day he died.", "Later that day", {"kind": "shift", "count": 0, "unit": "day"}),
    ("He left the day before.", "the day before", {"kind": "shift", "count": -1, "unit": "day"}),
    ("Two days after the coup he fled.", "Two days after", {"kind": "shift", "count": 2, "unit": "day", "event": True}),
    ("Last week they met.", "Last week", {"kind": "period", "unit": "week", "offset": -1}),
    ("Earlier this month they met.", "Earlier this month",
        {"kind": "period", "unit": "month", "offset": 0, "mod": "earlier"}),
    ("Over the weekend they met.", "Over the weekend",
        {"kind": "period", "unit": "weekend", "offset": 0, "latest": True}),
    ("It went on for months.", "for months", {"kind": "duration", "unit": "month"}),
    ("Weeks of shelling followed.", "Weeks of", {"kind": "duration", "unit": "week"}),
    ("In recent days it grew.", "In recent days", {"kind": "vague", "unit": "day"}),
    ("Since the start of the civil war it grew.", "Since the start of the civil war",
        {"kind": "event", "bound": "since"}),
    # years counted from now or from the year told before
    ("It fell in May of last year, he said.", "in May of last year", {"kind": "date", "month": 5, "of_year": -1}),
    ("It fell on 4 May the previous year.", "on 4 May the previous year",
        {"kind": "date", "month": 5, "day": 4, "of_year": -1, "relative": True}),
    # clock
    ("It hit at 0430 local time.", "at 0430 local time", clock(4, 30)),
    ("It hit around 3 a.m. and again.", "around 3 a.m.", clock(3, approximate=True)),
    ("It hit at 04:30 GMT or so.", "at 04:30 GMT", clock(4, 30, "UTC")),
    ("20:31 Our reporter heard a blast.", "20:31", clock(20, 31)),
    ("23:05 The army says it is over.", "23:05", clock(23, 5)),
    ("It hit at 12 a.m. or so.", "at 12 a.m.", clock(0)),
    ("It hit at 7 o'clock in the evening.", "at 7 o'clock in the evening", clock(19)),
    ("It hit at 5pm on Tuesday.", "at 5pm on Tuesday", WD | {"weekday": 1, "clock": clock(17)}),
    ("On Tuesday at dawn they came.", "On Tuesday at dawn", WD | {"weekday": 1, "part": "dawn"}),
    ("They came before dawn.", "before dawn", {"kind": "part", "part": "dawn"}),
]  # fmt: skip

NOT_TIMES = [
    "Rebels may march on the capital.",
    "Thousands March in the Capital",
    "Theresa May met April Stone and August Bell.",
    "A reporter of the Sunday Times was hurt.",
    "Guards patrol every Friday and each night, he said.",
    "The 17 November group and the 6 April Youth Movement signed.",
    "Black September and Bloody Sunday are names.",
    "Resolution 2254 and 2000 fighters and 1,950 rifles.",
    "A ratio of 4:1 on Highway 4 near Unit 8200.",
    "A second squad, on second thoughts, took the last hill.",
    "The troops moved 30 km to the 5th bridge.",
    "Mondays are quiet.",
    "They killed 12 local fighters and 21 local men.",
    "He said that night raids would stop.",
]


@pytest.mark.parametrize(("sentence", "words", "value"), FOUND, ids=[words for _, words, _ in FOUND])
def test_finds_the_expression_and_its_meaning(sentence: str, words: str, value: dict[str, Any]) -> None:
    hits = find_times(sentence)
    assert [(sentence[hit.start : hit.end], hit.value) for hit in hits] == [(words, value)]


@pytest.mark.parametrize("sentence", NOT_TIMES)
def test_leaves_what_is_no_time(sentence: str) -> None:
    assert [sentence[hit.start : hit.end] for hit in find_times(sentence)] == []


def test_values_survive_json() -> None:
    for _, _, value in FOUND:
        assert json.loads(json.dumps(value)) == value


def test_an_expression_may_break_over_a_line_but_not_over_a_blank_line() -> None:
    assert [hit.value["kind"] for hit in find_times("It fell late on\nTuesday.")] == ["weekday"]
    text = "Truce holds until\n\nTuesday was calm."
    assert [text[hit.start : hit.end] for hit in find_times(text)] == ["Tuesday"]


def test_hits_are_ordered_and_apart() -> None:
    text = " ".join(sentence for sentence, _, _ in FOUND)
    hits = find_times(text)
    assert len(hits) >= len(FOUND) - 5
    assert all(before.end <= after.start for before, after in zip(hits, hits[1:], strict=False))


def test_long_text_takes_linear_time() -> None:
    text = "on the of the early last two " * 20_000 + "on Tuesday."
    assert [hit.value["kind"] for hit in find_times(text)] == ["weekday"]


TENSES = [
    ("The two sides will meet on Friday in the capital.", "Friday", True),
    ("Talks are due to start on Monday.", "Monday", True),
    ("The vote is scheduled for Sunday.", "Sunday", True),
    ("The minister said the army would withdraw on Thursday.", "Thursday", True),
    ("The two sides met on Friday in the capital.", "Friday", False),
    ("The army said on Tuesday that it will fight on.", "Tuesday", False),
    ("Shells hit the town on Saturday.", "Saturday", False),
]


@pytest.mark.parametrize(("sentence", "word", "ahead"), TENSES)
def test_the_tense_tells_which_side_of_publication(nlp: Language, sentence: str, word: str, ahead: bool) -> None:
    doc = nlp(sentence)
    token = next(token for token in doc if token.text == word)
    assert looks_ahead(token) is ahead
    assert find_mentions(doc)[0]["value"].get("future", False) is ahead


def test_mentions_are_token_spans(nlp: Language) -> None:
    doc = nlp("Guns fell silent by mid-June, then on Sept. 3 at 04:30 GMT they woke.")
    spans = [doc[mention["start"] : mention["end"]].text for mention in find_mentions(doc)]
    assert spans == ["by mid-June", "on Sept. 3 at 04:30 GMT"]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("Forty men died in Sunday's raid on Sake.", "Sunday", WD | {"weekday": 6}),
        ("The town was hit by Sunday's raid.", "Sunday", WD | {"weekday": 6}),  # and not by that day
        ("It has been calm since Sunday's raid.", "since Sunday", WD | {"weekday": 6, "bound": "since"}),
    ],
)
def test_a_day_that_owns_an_event_has_no_preposition(
    nlp: Language, text: str, words: str, value: dict[str, Any]
) -> None:
    doc = nlp(text)
    [mention] = find_mentions(doc)
    assert doc[mention["start"] : mention["end"]].text == words
    assert {key: item for key, item in mention["value"].items() if key != "opens"} == value


def test_only_analysed_paragraphs_count(nlp: Language) -> None:
    doc = nlp.make_doc("PORT, March 1 - It fell on Monday.")
    doc._.paragraphs = [{"start": 5, "end": len(doc), "kind": "body"}]
    assert [doc[mention["start"] : mention["end"]].text for mention in find_mentions(doc)] == ["on Monday"]


def test_works_without_a_parse(nlp: Language) -> None:
    doc = nlp.make_doc("They will meet on Monday.")
    assert [mention["value"] for mention in find_mentions(doc)] == [{"kind": "weekday", "weekday": 0}]


def test_the_component_writes_its_layer_only(nlp: Language) -> None:
    doc = make_times(nlp, "times")(nlp.make_doc("It fell on Monday."))
    assert layers.get(doc, "times") == [{"start": 2, "end": 4, "value": {"kind": "weekday", "weekday": 0}}]
    assert doc._.quantities is None


@pytest.mark.parametrize(
    "line",
    [
        "18:52 – Police say the depot is on fire.",
        "[20:31] Our reporter heard a blast.",
        "20:31 The army says it is over.",
        "2 Sept: rebels attacked a post.",
        "• 2 Sept: rebels attacked a post.",
        "- Monday: a clash in the hills.",
    ],
)
def test_a_time_that_leads_its_paragraph(line: str) -> None:
    assert leads(line, 0, find_times(line)[0])


@pytest.mark.parametrize(
    "line",
    [
        "At 04:30 rockets fell on the town.",
        "On 2 September rebels attacked a post.",
        "2 September was the worst day of all.",
        "Police said at 18:52 – the depot is on fire.",
    ],
)
def test_a_time_in_a_sentence_leads_nothing(line: str) -> None:
    assert not leads(line, 0, find_times(line)[0])
