"""Counts: what the words say, in which range, and what is counted. Sentences are our own."""

from __future__ import annotations

import pytest
from spacy.language import Language

from reports.annotate import layers
from reports.annotate.quantities import find_quantities, make_quantities
from reports.annotate.quantity_heads import noun_class
from reports.annotate.quantity_phrases import TRIGGERS, Phrase, read_phrase


def words_of(text: str) -> list[str]:
    return text.lower().replace("-", " - ").split()


def first_phrase(text: str) -> Phrase | None:
    words = words_of(text)
    found = (read_phrase(words, at) for at, word in enumerate(words) if word in TRIGGERS or word[0].isdigit())
    return next((phrase for phrase in found if phrase is not None), None)


# (phrase, the words of the span, min, max, approximate)
PHRASES: list[tuple[str, str, float | None, float | None, bool]] = [
    ("28 people", "28", 28, 28, False),
    ("at least 28 people", "at least 28", 28, None, False),
    ("no fewer than six tanks", "no fewer than six", 6, None, False),
    ("not less than 40 men", "not less than 40", 40, None, False),
    ("a minimum of 200 men", "a minimum of 200", 200, None, False),
    ("50 or more rifles", "50 or more", 50, None, False),
    ("200 + drones", "200 +", 200, None, False),
    ("more than 1,600 homes", "more than 1,600", 1601, None, False),
    ("over 40 men", "over 40", 41, None, False),
    ("well over 100 men", "well over 100", 101, None, False),
    ("upwards of 300 shells", "upwards of 300", 301, None, False),
    ("in excess of 90 sorties", "in excess of 90", 91, None, False),
    ("more than two dozen raids", "more than two dozen", 25, None, False),
    ("more than a dozen raids", "more than a dozen", 13, None, False),
    ("more than a hundred raids", "more than a hundred", 101, None, False),
    ("more than half a million people", "more than half a million", 500001, None, False),
    ("over three villages", "three", 3, 3, False),
    ("up to 40 boats", "up to 40", None, 40, False),
    ("as many as 70 boats", "as many as 70", None, 70, False),
    ("at most ten boats", "at most ten", None, 10, False),
    ("no more than 5 boats", "no more than 5", None, 5, False),
    ("fewer than 50 guards", "fewer than 50", None, 49, False),
    ("less than a dozen guards", "less than a dozen", None, 11, False),
    ("under 20 guards", "under 20", None, 19, False),
    ("about a dozen tanks", "about a dozen", 12, 12, True),
    ("almost 8,000 shells", "almost 8,000", 8000, 8000, True),
    ("some 2,500 families", "some 2,500", 2500, 2500, True),
    ("an estimated 70 000 men", "an estimated 70 000", 70000, 70000, True),
    ("close to 90 men", "close to 90", 90, 90, True),
    ("roughly thirty-five men", "roughly thirty - five", 35, 35, True),
    ("a dozen or so men", "a dozen or so", 12, 12, True),
    ("at least some 40 men", "at least some 40", 40, None, True),
    ("between 30 and 40 drones", "between 30 and 40", 30, 40, False),
    ("between about 30 and 40 drones", "between about 30 and 40", 30, 40, True),
    ("30 to 40 drones", "30 to 40", 30, 40, False),
    ("30-40 drones", "30 - 40", 30, 40, False),
    ("two or three men", "two or three", 2, 3, False),
    ("two to three million shells", "two to three million", 2000000, 3000000, False),
    ("5,000 to 6,000 men", "5,000 to 6,000", 5000, 6000, False),
    ("a dozen to twenty men", "a dozen to twenty", 12, 20, False),
    ("at least 30 to 40 drones", "at least 30 to 40", 30, None, False),
    ("up to 30 or 40 drones", "up to 30 or 40", None, 40, False),
    ("from 30 to 40", "30", 30, 30, False),
    ("several men", "several", 3, None, False),
    ("several hundred men", "several hundred", 300, None, False),
    ("a few men", "a few", 3, None, False),
    ("a dozen men", "a dozen", 12, 12, False),
    ("two dozen men", "two dozen", 24, 24, False),
    ("dozens of men", "dozens", 24, None, False),
    ("scores of men", "scores", 40, None, False),
    ("hundreds of men", "hundreds", 200, None, False),
    ("thousands of men", "thousands", 2000, None, False),
    ("millions of people", "millions", 2000000, None, False),
    ("tens of thousands of people", "tens of thousands", 20000, None, False),
    ("hundreds of thousands of people", "hundreds of thousands", 200000, None, False),
    ("a couple of men", "a couple", 2, 2, False),
    ("a pair of jets", "a pair", 2, 2, False),
    ("a couple of hundred men", "a couple of hundred", 200, 200, False),
    ("another 15 men", "another 15", 15, 15, False),
    ("a further 15 men", "a further 15", 15, 15, False),
    ("three more men", "three more", 3, 3, False),
    ("a total of 15 men", "a total of 15", 15, 15, False),
    ("one and a half million people", "one and a half million", 1500000, 1500000, False),
    ("a hundred and five men", "a hundred and five", 105, 105, False),
    ("12 and 15 men", "12", 12, 12, False),
    ("1.2 million people", "1.2 million", 1200000, 1200000, False),
    ("$ 20 m", "$ 20 m", 20000000, 20000000, False),
    ("more than $ 3 million", "more than $ 3 million", 3000001, None, False),
]

NO_PHRASES = ["few men", "he scores a goal", "the third man", "3rd battalion", "9/11", "tens", "and a", "half of them"]


@pytest.mark.parametrize(("text", "span", "low", "high", "approximate"), PHRASES, ids=[row[0] for row in PHRASES])
def test_phrase(text: str, span: str, low: float | None, high: float | None, approximate: bool) -> None:
    phrase = first_phrase(text)
    assert phrase is not None
    assert " ".join(words_of(text)[phrase.start : phrase.end]) == span
    assert (*phrase.limits(), phrase.approximate) == (low, high, approximate)


@pytest.mark.parametrize("text", NO_PHRASES)
def test_no_phrase(text: str) -> None:
    assert first_phrase(text) is None


def test_what_is_measured_has_no_next_whole_number() -> None:
    phrase = first_phrase("more than 30 km")
    assert phrase is not None
    assert phrase.limits(continuous=True) == (30, None)


# (sentence, [(span, min, max, head, unit)])
Row = tuple[str, float | None, float | None, str | None, str]
SENTENCES: list[tuple[str, list[Row]]] = [
    (
        "At least 28 people were killed and 15 injured, leaving 12 dead.",
        [
            ("At least 28", 28, None, "people", "count"),
            ("15", 15, 15, "injured", "count"),
            ("12", 12, 12, "dead", "count"),
        ],
    ),
    ("Blast kills 13 in market.", [("13", 13, 13, None, "count")]),
    ("At least 28 killed in strike", [("At least 28", 28, None, "killed", "count")]),
    ("Dozens of people fled.", [("Dozens", 24, None, "people", "count")]),
    ("The army repelled 85 enemy attacks.", [("85", 85, 85, "attacks", "count")]),
    ("It seized 70 members of the tribe.", [("70", 70, 70, "members", "count")]),
    ("Police buried 23 of them.", [("23", 23, 23, None, "count")]),
    ("Both soldiers and 15 others died.", [("Both", 2, 2, "soldiers", "count"), ("15", 15, 15, "others", "count")]),
    ("Twin suicide bombings shook the port.", [("Twin", 2, 2, "bombings", "count")]),
    ("No casualties were reported.", [("No", 0, 0, "casualties", "count")]),
    ("The raid ended and no one was hurt.", [("no one", 0, 0, None, "count")]),
    ("The fire ended without injuries.", [("without", 0, 0, "injuries", "count")]),
    ("One soldier died and this one lived.", [("One", 1, 1, "soldier", "count")]),
    (
        "It holds more than 40 percent of the farmland.",
        [("more than 40 percent", 41, None, "farmland", "percent")],
    ),
    ("It lost 25% of its troops.", [("25%", 25, 25, "troops", "percent")]),
    ("They paid $3 million in cash.", [("$3 million", 3000000, 3000000, None, "money")]),
    ("The depot is 45 km south of the port.", [("45", 45, 45, "km", "distance")]),
    ("They took 400 square kilometres.", [("400", 400, 400, "kilometres", "area")]),
    ("Police found 15 kg of powder.", [("15", 15, 15, "kg", "other")]),
    ("The 24-hour truce failed.", [("24", 24, 24, "hour", "time")]),
    ("A 500-strong force came.", [("500", 500, 500, "force", "count")]),
    ("Troops shot a man of 26.", [("a", 1, 1, "man", "count"), ("26", 26, 26, None, "age")]),
    ("Troops shot a crowd of 26.", [("26", 26, 26, None, "count")]),
    ("A witness aged 45 spoke.", [("A", 1, 1, "witness", "count"), ("45", 45, 45, None, "age")]),
    ("Children between the ages of 5 and 12 fled.", [("5", 5, 5, None, "age"), ("12", 12, 12, None, "age")]),
    ("A 12-year-old boy fell ill.", [("A", 1, 1, "boy", "count"), ("12", 12, 12, "boy", "age")]),
    (
        "A local commander shot an Afghan and a dog near a house.",
        [("A", 1, 1, "commander", "count"), ("an", 1, 1, "Afghan", "count")],
    ),
    ("Another soldier was wounded.", [("Another", 1, 1, "soldier", "count")]),
    ("It lost millions of dollars in trade.", [("millions of dollars", 2000000, None, None, "money")]),
    (
        "It is 8\u00a0km wide and has 70\u00a0000 people.",
        [
            ("8", 8, 8, "km", "distance"),
            ("70\u00a0000", 70000, 70000, "people", "count"),
        ],
    ),
    ("It was hit 14 times.", [("14", 14, 14, "times", "times")]),
    ("They said that one of them fled.", [("one", 1, 1, None, "count")]),
    ("The army said that one soldier was killed.", [("one", 1, 1, "soldier", "count")]),
    ("They took that one village.", []),
    ("In 2005 about 2,000 men left.", [("about 2,000", 2000, 2000, "men", "count")]),
]

COUNT_NOTHING = [
    "Resolution 2254 was adopted.",
    "He joined the 3rd Battalion and the Group of Seven.",
    "A convoy on Highway 4 met Unit 8200.",
    "A Su-25 and a T-72 burned.",
    "The launcher fires 155 mm shells.",
    "A three-pronged attack began.",
    "It is three times as large.",
    "In two-thirds of cases it failed.",
    "Call 0331 42 96 12 00 for help.",
    "He spoke in 2014.",
    "No one could verify it.",
    "He was a soldier.",
    "See the note [3] there.",
    "It stood at 44.5°E in 575 B.C. or so.",
    "The index rose to 44.5 then.",
]


def rows(nlp: Language, text: str) -> list[Row]:
    doc = nlp(text)
    return [
        (
            doc[found["start"] : found["end"]].text,
            found["min"],
            found["max"],
            None if found["head"] is None else doc[found["head"]].text,
            found["unit"],
        )
        for found in find_quantities(doc)
    ]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_counts_in_a_sentence(nlp: Language, text: str, expected: list[Row]) -> None:
    assert rows(nlp, text) == expected


@pytest.mark.parametrize("text", COUNT_NOTHING)
def test_numbers_that_count_nothing(nlp: Language, text: str) -> None:
    assert rows(nlp, text) == []


def test_an_article_is_marked(nlp: Language) -> None:
    doc = nlp("A soldier and two nurses died.")
    assert [found.get("article", False) for found in find_quantities(doc)] == [True, False]


def test_numbers_in_a_time_expression_are_left_out(nlp: Language) -> None:
    doc = nlp("Over the past 24 hours 12 men died.")
    doc._.times = [{"start": 0, "end": 5, "value": {"kind": "past", "count": 24, "unit": "hour"}}]
    assert [found["min"] for found in find_quantities(doc)] == [12]


def test_works_without_a_parse(nlp: Language) -> None:
    found = find_quantities(nlp.make_doc("At least 28 people and 30% of it."))
    assert [(one["min"], one["unit"]) for one in found] == [(28, "count"), (30, "percent")]


def test_the_component_writes_its_layer_only(nlp: Language) -> None:
    doc = make_quantities(nlp, "quantities")(nlp("It hit 12 homes."))
    assert [found["min"] for found in layers.get(doc, "quantities")] == [12]
    assert doc._.times is None


@pytest.mark.parametrize("name", ["persons", "none_of", "states"])
def test_noun_classes_are_lower_case(name: str) -> None:
    assert noun_class(name)
    assert all(noun == noun.lower().strip() for noun in noun_class(name))


def test_every_person_noun_is_counted_after_an_article(nlp: Language) -> None:
    nouns = sorted(noun_class("persons"))
    docs = nlp.pipe(f"They shot {'an' if noun[0] in 'aeio' else 'a'} {noun} on the road." for noun in nouns)
    silent = [noun for noun, doc in zip(nouns, docs, strict=True) if not find_quantities(doc)]
    assert silent == []
