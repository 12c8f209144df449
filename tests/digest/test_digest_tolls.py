"""Tolls over stories: ranges, parts, what a later figure replaces, and what is a dispute."""

from __future__ import annotations

from benchmarks.telling import Told, place, source, story

from reports.digest import digest
from reports.digest.records import Bearing, Incident

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
    assert made.description.startswith("Air strike on Ashra, Sudan, 12 March 2024: 9–14 killed; 2 independent groups")


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
