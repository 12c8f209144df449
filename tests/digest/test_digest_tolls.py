"""Tolls over stories: ranges, parts, what a later figure replaces, and what is a dispute."""

from __future__ import annotations

import pytest
from benchmarks.telling import Told, place, source, story

import reports
from reports.digest import digest
from reports.digest.describe import tellers, toll_words
from reports.digest.records import Bearing, Incident, SourceGroup, Standing, Toll
from reports.records import NumberWhat, SourceKind

TOWN = place("Ashra", 14.10, 24.20)
DAY = ("on Tuesday", "2024-03-12", "2024-03-12")
HOSPITAL = source("South Hospital", "medic")
MONITOR = source("Casualty Monitor", "ngo")


def toll(low: int | None, high: int | None, who: dict[str, object], words: str = "people") -> Told:
    text = f"The air strike on the market in Ashra on Tuesday killed {words} in all."
    return Told(text, "air_strike", "air strike", [TOWN], DAY, killed=[(words, low, high)], source=who)


def incident(*given: tuple[str, Told]) -> Incident:
    stories = [
        story(told, publisher=f"Paper {number}", published=published, lead=f"Paper {number} of today.")
        for number, (published, told) in enumerate(given)
    ]
    (made,) = digest(stories).incidents
    return made


def standing(made: Incident) -> list[tuple[float | None, bool]]:
    return [(said.min, said.superseded) for said in made.tolls[0].by_source]


def test_a_range_over_sources() -> None:
    made = incident(("2024-03-13", toll(9, None, HOSPITAL)), ("2024-03-13", toll(14, 14, MONITOR)))
    assert (made.tolls[0].low, made.tolls[0].high) == (9, 14)
    assert not made.disputed
    assert made.description == (
        "Air strike on Ashra, Sudan, 12 March 2024: 9–14 killed; "
        "told by South Hospital and Casualty Monitor (third parties)"
    )


def test_the_same_source_later_is_an_update() -> None:
    made = incident(("2024-03-13", toll(9, 9, HOSPITAL)), ("2024-03-14", toll(14, 14, HOSPITAL)))
    assert standing(made) == [(9, True), (14, False)]
    assert (made.tolls[0].low, made.tolls[0].high) == (14, 14)
    assert [(link.from_, link.relation, link.to, link.on) for link in made.links] == [
        ("t2/c1", Bearing.UPDATES, "t1/c1", "killed")
    ]
    assert made.updates == ("t2/c1",)
    assert not made.disputed


def test_a_toll_that_is_said_to_have_risen_replaces_that_of_others() -> None:
    risen = toll(14, 14, MONITOR)._replace(text="The toll of the air strike on Ashra on Tuesday has risen to people.")
    made = incident(("2024-03-13", toll(9, 9, HOSPITAL)), ("2024-03-14", risen))
    assert standing(made) == [(9, True), (14, False)]


def test_different_tolls_of_one_day_are_a_dispute() -> None:
    made = incident(("2024-03-13", toll(9, 9, HOSPITAL)), ("2024-03-13", toll(30, 30, MONITOR)))
    assert made.disputed
    assert [(link.relation, link.on) for link in made.links] == [(Bearing.DISPUTES, "killed")]
    assert (made.tolls[0].low, made.tolls[0].high) == (9, 30)


def test_a_later_and_lower_toll_of_another_source_is_a_dispute() -> None:
    made = incident(("2024-03-13", toll(14, 14, HOSPITAL)), ("2024-03-15", toll(3, 3, MONITOR)))
    assert [(link.from_, link.relation) for link in made.links] == [("t2/c1", Bearing.DISPUTES)]


def test_a_later_and_higher_toll_of_another_source_is_none() -> None:
    assert not incident(("2024-03-13", toll(9, 9, HOSPITAL)), ("2024-03-15", toll(14, 14, MONITOR))).disputed


def test_ranges_that_overlap_are_no_dispute() -> None:
    assert not incident(("2024-03-13", toll(9, None, HOSPITAL)), ("2024-03-13", toll(14, 14, MONITOR))).disputed


def test_parts_neither_raise_nor_lower() -> None:
    text = "The air strike on the market in Ashra on Tuesday killed 14 people, including four children."
    whole = Told(
        text, "air_strike", "air strike", [TOWN], DAY, killed=[("14 people", 14, 14), ("four children", 4, 4)],
        source=HOSPITAL,
    )  # fmt: skip
    more = toll(5, 5, MONITOR, words="five more people")
    made = incident(("2024-03-13", whole), ("2024-03-14", more))
    assert (made.tolls[0].low, made.tolls[0].high) == (14, 14)
    assert len(made.tolls[0].by_source) == 1


def test_up_to_and_at_least() -> None:
    made = incident(("2024-03-13", toll(None, 40, HOSPITAL)), ("2024-03-13", toll(22, None, MONITOR)))
    assert (made.tolls[0].low, made.tolls[0].high) == (0, 40)


def test_a_toll_without_an_upper_end_stays_open() -> None:
    made = incident(("2024-03-13", toll(9001, None, HOSPITAL)), ("2024-03-13", toll(9000, None, MONITOR)))
    assert (made.tolls[0].low, made.tolls[0].high) == (9000, None)
    assert ": at least 9,000 killed;" in made.description


def test_an_exact_figure_closes_the_range_at_the_highest_told() -> None:
    made = incident(("2024-03-13", toll(20, None, HOSPITAL)), ("2024-03-13", toll(14, 14, MONITOR)))
    assert (made.tolls[0].low, made.tolls[0].high) == (14, 20)


def test_the_dead_told_of_before_are_part_of_the_toll() -> None:
    text = "The air strike on the market in Ashra on Tuesday killed 14 people."
    whole = Told(text, "air_strike", "air strike", [TOWN], DAY, killed=[("14 people", 14, 14)], source=HOSPITAL)
    last = Told("Neighbours buried the two bodies.", "casualties", "buried", killed=[("two bodies", 2, 2)])
    (made,) = digest([story(whole, last)]).incidents
    assert (made.tolls[0].low, made.tolls[0].high) == (14, 14)


def test_up_from_replaces() -> None:
    risen = toll(14, 14, MONITOR)._replace(text="The air strike on Ashra on Tuesday killed people, up from nine.")
    made = incident(("2024-03-13", toll(9, 9, HOSPITAL)), ("2024-03-14", risen))
    assert standing(made) == [(9, True), (14, False)]


@pytest.mark.parametrize(
    ("low", "high", "civilian", "words"),
    [
        (1, 1, False, "1 combatant killed"),
        (1, None, False, "at least 1 combatant killed"),
        (2, 2, True, "2 civilians killed"),
        (None, 40, None, "up to 40 killed"),
        (0, 40, None, "up to 40 killed"),
        (9, 14, None, "9–14 killed"),
        (0, 0, None, "0 killed"),
    ],
)
def test_tolls_in_words(low: int | None, high: int | None, civilian: bool | None, words: str) -> None:
    assert toll_words(Toll(what=NumberWhat.KILLED, civilian=civilian, low=low, high=high, by_source=())) == words


def test_who_tells_is_said_by_name_and_standing() -> None:
    def group(number: int, name: str, standing: Standing) -> SourceGroup:
        return SourceGroup(
            id=f"g{number}", originator=name, kind=SourceKind.OTHER, standing=standing, claims=(), stories=()
        )

    doctor, army, ministry = (
        group(1, "doctor", Standing.THIRD), group(2, "army", Standing.PARTY), group(3, "ministry", Standing.PARTY),
    )  # fmt: skip
    assert tellers([doctor]) == "doctor (third party)"
    assert tellers([army, ministry, doctor]) == "doctor (third party), army and ministry (parties)"
    more = [group(number, f"witness {number}", Standing.THIRD) for number in range(4, 9)]
    assert tellers([doctor, army, ministry, *more]) == "doctor and 5 more third parties, army and 1 more party"
    assert tellers([group(9, "council", Standing.UNKNOWN)]) == "council"


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("More than 6 million people have been displaced in Sudan, the UN says.", True),
        ("The war has killed tens of thousands of people.", True),
        ("The insurgency, which began in 2011, has killed 350 people.", True),
        ("The bombardment has displaced 2,000 people, the UN says.", False),
        ("At least 14 people have been killed in Sudan, the ministry said.", False),
        ("The rocket attack has killed 14 people, the ministry said.", False),
    ],
)
def test_the_toll_of_the_war_is_none_of_the_attack(words: str, stands: bool) -> None:
    told = "Rockets killed 11 people at a camp near Kadugli in Sudan on Friday, the army said."
    (first, *_) = digest([reports.parse(f"{told}\n\n{words}", "2024-05-04")]).incidents
    found = {said.claim for one in first.tolls for said in one.by_source}
    assert len(found) == (1 if stands else 2)
