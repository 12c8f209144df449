"""Claims of many stories into incidents: what belongs together, what stays apart, what is left out."""

from __future__ import annotations

import itertools
import random

import pytest
from benchmarks.telling import Told, actor, place, source, story

from reports.digest import digest
from reports.digest.clusters import candidates, rarity
from reports.digest.reading import facts
from reports.digest.records import Bearing, Digest, Incident, Relay, Standing
from reports.digest.units import units
from reports.records import ClaimType, Report

TOWN = place("Ashra", 14.10, 24.20, geonames=101)
NEXT = place("Belko", 14.14, 24.23, geonames=102)
REGION = place("North Province", 14.5, 24.5, kind="region", precision_km=200.0)
ARMY = actor("Sudanese army", "military", "SDN")
GROUP = actor("Red Front", "armed_group", "SDN", canonical="Red Front", wikidata="Q1")
ARMY_SAYS = source("Sudanese army", "military", actor=ARMY, side=ARMY)
GROUP_SAYS = source("Red Front", "armed_group", actor=GROUP, side=GROUP)
MONITOR = source("Casualty Monitor", "ngo")
TUESDAY = ("on Tuesday", "2024-03-12", "2024-03-12")
WEDNESDAY = ("on Wednesday", "2024-03-13", "2024-03-13")


def strike(words: str = "An air strike hit a market in Ashra on Tuesday, killing nine people.", **more: object) -> Told:
    told = Told(words, "air_strike", "air strike", [TOWN], TUESDAY, killed=[("nine people", 9, 9)])
    return told._replace(**more)  # type: ignore[arg-type]


def together(made: Digest) -> list[set[str]]:
    """The outlets of each incident."""
    outlet = {one.id: one.publisher or "" for one in made.stories}
    return [{outlet[claim.story] for claim in incident.claims} for incident in made.incidents]


def only(made: Digest) -> Incident:
    assert len(made.incidents) == 1, [incident.description for incident in made.incidents]
    return made.incidents[0]


def test_one_strike_in_two_stories_is_one_incident() -> None:
    other = strike("Warplanes struck the market of Ashra on Tuesday and nine people died.", trigger="struck")
    made = digest([story(strike(), publisher="A"), story(other, publisher="B")])
    incident = only(made)
    assert together(made) == [{"A", "B"}]
    assert incident.type is ClaimType.AIR_STRIKE
    assert incident.place is not None
    assert incident.place.name == "Ashra"
    assert incident.time is not None
    assert (incident.time.begin, incident.time.finish) == ("2024-03-12", "2024-03-12")
    assert incident.claims[1].score is not None
    assert set(incident.claims[1].features) >= {"place", "time", "type", "numbers", "wording"}
    assert incident.description.startswith("Air strike on Ashra, Sudan, 12 March 2024: 9 killed")


@pytest.mark.parametrize(
    "other",
    [
        strike("An air strike hit a bridge in Ashra on 2 April.", day=("on 2 April", "2024-04-02", "2024-04-02")),
        strike("An air strike hit a depot in Dorma on Tuesday.", at=[place("Dorma", 12.0, 27.0)]),
        strike("The two sides held talks in Ashra on Tuesday.", type="negotiation", trigger="talks", killed=()),
    ],
    ids=["another day", "another town", "talks"],
)
def test_what_cannot_be_one_event_stays_apart(other: Told) -> None:
    later = story(other, publisher="B", published="2024-04-03")
    assert sorted(map(sorted, together(digest([story(strike(), publisher="A"), later])))) == [["A"], ["B"]]


def test_two_attacks_of_one_town_and_day_stay_apart() -> None:
    shelling = Told(
        "Artillery shelled a school in Ashra on Tuesday night, wounding children.", "shelling", "shelled", [TOWN],
        ("on Tuesday night", "2024-03-12T21:00", "2024-03-12T23:00"),
    )  # fmt: skip
    market = strike(day=("on Tuesday", "2024-03-12T09:00", "2024-03-12T10:00"))
    given = [story(told, publisher=name) for told, name in ((market, "A"), (market, "B"), (shelling, "C"))]
    made = digest([*given, story(shelling, publisher="D", lead="Of another paper altogether, with news of its own.")])
    assert sorted(map(sorted, together(made))) == [["A", "B"], ["C", "D"]]


def test_neighbouring_towns_of_one_day_stay_apart() -> None:
    there = strike("An air strike hit a bridge in Belko on Tuesday, killing two people.", at=[NEXT], killed=[])
    made = digest([story(strike(), publisher="A"), story(there, publisher="B")])
    assert sorted(map(sorted, together(made))) == [["A"], ["B"]]


def test_a_long_time_is_no_incident_of_its_day() -> None:
    since, year = ("since the war began", None, None), ("in 2024", "2024-01-01", "2024-12-31")
    war = Told("Ashra has been shelled since the war began.", "shelling", "shelled", [TOWN], since)
    broad = Told("Strikes killed many in 2024.", "air_strike", "Strikes", [TOWN], year)
    made = digest([story(strike(), publisher="A"), story(war, publisher="B"), story(broad, publisher="C")])
    assert {"A"} in together(made)
    assert len(made.incidents) == 3


def test_claims_of_what_did_not_happen_are_counted_and_left_out() -> None:
    told = [
        strike(),
        Told("The town may fall within weeks.", "assessment", "fall", [TOWN]),
        Told("The army threatened to storm it.", "threat", "threatened", [TOWN]),
        Told("The army will attack Ashra.", "ground_attack", "attack", [TOWN], more={"modality": "future"}),
    ]
    made = digest([story(*told)])
    assert [claim.trigger for claim in only(made).claims] == ["air strike"]
    assert made.left_out == {"assessment": 1, "future": 1, "threat": 1}


def test_what_is_only_asked_for_is_left_out() -> None:
    asked = Told("The mayor appealed to the world to help Ashra.", "other", "appealed", [TOWN])
    fell = Told("A wall fell in Ashra.", "other", "fell", [TOWN])
    made = digest([story(strike(), asked, fell)])
    assert made.left_out == {"reaction": 1}
    assert "appealed" not in [claim.trigger for incident in made.incidents for claim in incident.claims]


def test_a_negated_claim_is_kept_as_a_denial() -> None:
    denial = strike(
        "The army said that it did not strike Ashra on Tuesday.", trigger="strike", source=ARMY_SAYS, killed=(),
        by=[ARMY], more={"polarity": "negated", "cue": "deny"},
    )  # fmt: skip
    incident = only(digest([story(strike(source=GROUP_SAYS, by=[ARMY])), story(denial, publisher="B")]))
    assert [(link.from_, link.relation, link.to) for link in incident.links] == [("t2/c1", Bearing.DENIES, "t1/c1")]
    assert incident.disputed
    groups = {group.originator: group for group in incident.corroboration.groups}
    assert groups["Sudanese army"].standing is Standing.PARTY
    assert incident.corroboration.denying == (groups["Sudanese army"].id,)
    assert incident.corroboration.affirming == (groups["Red Front"].id,)
    assert incident.description.endswith("told by Red Front (party); denied by Sudanese army")


@pytest.mark.parametrize(
    ("words", "kind", "trigger", "said", "cue"),
    [
        ("The trader said that those in Ashra who could not flee hid.", "displacement", "flee", True, "say"),
        ("There was no fighting in Ashra on Tuesday, the trader said.", "clash", "fighting", True, "say"),
        ("The trader could not confirm whose planes bombed Ashra.", "air_strike", "bombed", True, "confirm"),
        ("The road to Ashra is safe on days when it is not bombed.", "air_strike", "bombed", False, "say"),
    ],
)
def test_not_every_negated_claim_is_a_denial(words: str, kind: str, trigger: str, said: bool, cue: str) -> None:
    trader = source("trader", "civilian", named=False) if said else None
    told = Told(words, kind, trigger, [TOWN], TUESDAY, source=trader, more={"polarity": "negated", "cue": cue})
    (incident,) = digest([story(strike(source=GROUP_SAYS)), story(told, publisher="B")]).incidents
    assert incident.corroboration.denying == incident.links == ()
    assert len(incident.corroboration.affirming) == 1
    assert not incident.disputed


@pytest.mark.parametrize(
    ("words", "denied"),
    [("The Red Front denied that it was behind it.", 1), ("The Red Front denied that its men slept in the shops.", 0)],
)
def test_a_denial_of_any_part_in_it_is_of_the_attack(words: str, denied: int) -> None:
    denial = Told(
        f"{words[:-1]} in Ashra on Tuesday.", "other", "denied", [TOWN], TUESDAY, source=GROUP_SAYS,
        more={"polarity": "negated", "cue": "deny"},
    )  # fmt: skip
    (incident,) = digest([story(strike(source=ARMY_SAYS)), story(denial, publisher="B")]).incidents
    assert len(incident.links) == denied
    assert len(incident.corroboration.denying) == 1


def test_no_deaths_denies_only_deaths_that_are_told() -> None:
    unhurt = Told(
        "The army said that the air strike on Ashra on Tuesday killed nobody.", "casualties", "killed", [TOWN], TUESDAY,
        source=ARMY_SAYS, more={"polarity": "negated"},
    )  # fmt: skip
    dead = Told("Nine people died in Ashra on Tuesday.", "casualties", "died", [TOWN], TUESDAY, source=GROUP_SAYS)
    for told, denied in (((strike(),), 0), ((strike(), dead), 1)):
        (incident,) = digest([story(*told), story(unhurt, publisher="B")]).incidents
        assert len(incident.corroboration.denying) == denied


def test_a_denial_of_deaths_denies_no_attack() -> None:
    none_died = Told(
        "Nobody died in Ashra on Tuesday, the army said.", "casualties", "died", [TOWN], TUESDAY, source=ARMY_SAYS,
        more={"polarity": "negated"},
    )  # fmt: skip
    incident = only(digest([story(strike(source=GROUP_SAYS), none_died)]))
    assert not [link for link in incident.links if link.relation is Bearing.DENIES]


def test_the_order_of_arrival_decides_nothing() -> None:
    given = [
        story(strike(), publisher="A"),
        story(strike("Bombs fell on the market of Ashra on Tuesday, killing 11 people."), publisher="B"),
        story(Told("Shells hit Belko on Wednesday.", "shelling", "hit", [NEXT], WEDNESDAY), publisher="C"),
        story(strike(), publisher=None, published=None),
    ]
    first = digest(given)
    for order in itertools.permutations(given):
        assert digest(order) == first


def test_a_story_that_comes_twice_counts_once() -> None:
    one = story(strike(), path="b.txt")
    again = story(strike(), path="a.txt")
    made = digest([one, again, one])
    assert len(made.stories) == 1
    assert made.stories[0].path == "a.txt"
    assert made == digest([again])


def test_no_stories_and_stories_without_claims() -> None:
    assert digest([]).incidents == ()
    assert digest([story(publisher="A")]).incidents == ()
    assert len(digest([story(publisher="A")]).stories) == 1


def test_no_places_no_dates_no_sources() -> None:
    bare = Told("Bombs killed nine people.", "air_strike", "Bombs", killed=[("nine people", 9, 9)])
    incident = only(digest([story(bare, publisher=None, published=None)]))
    assert incident.place is None
    assert incident.time is None
    assert incident.parties == ()
    assert [group.named for group in incident.corroboration.groups] == [True]


def test_a_story_without_places_is_found_by_its_figures_and_words() -> None:
    words = "Twenty-three shoppers were killed when a bomb tore the vegetable stalls of the market apart on Tuesday."
    there = strike(words, killed=[("Twenty-three shoppers", 23, 23)], trigger="bomb")
    nowhere = there._replace(at=())
    made = digest([story(there, publisher="A"), story(nowhere, publisher="B", lead="News.")])
    assert together(made) == [{"A", "B"}]


def test_one_event_told_in_two_time_zones_is_one() -> None:
    local = strike(day=("at 11 p.m. local time", "2024-03-12T23:00", "2024-03-12T23:00"))
    utc = strike(day=("at 21:00 GMT", "2024-03-12T21:00+00:00", "2024-03-12T21:00+00:00"))
    made = digest([story(local, publisher="A"), story(utc, publisher="B", published="2024-03-13T06:00:00+09:00")])
    assert together(made) == [{"A", "B"}]


def test_an_anniversary_is_of_the_old_event() -> None:
    old = strike(day=("on 12 March 2024", "2024-03-12", "2024-03-12"))
    made = digest([story(strike(), publisher="A"), story(old, publisher="B", published="2025-03-12")])
    incident = only(made)
    assert incident.time is not None
    assert incident.time.finish == "2024-03-12"
    assert incident.first == "t1/c1"


def test_a_story_of_ten_wars_joins_nothing() -> None:
    towns = [place(f"Town{number}", 3.0 * number, 4.0 * number, country=None) for number in range(10)]
    told = [Told(f"Shells hit {town['name']} on Tuesday.", "shelling", "hit", [town], TUESDAY) for town in towns]
    single = [story(one, publisher=f"Paper {number}") for number, one in enumerate(told)]
    made = digest([story(*told, publisher="World"), *single])
    assert len(made.incidents) == 10
    assert all(len(names) == 2 for names in together(made))


def shelled(day: str, words: str = "Shells hit Ashra", **more: object) -> Told:
    return Told(f"{words} on {day}.", "shelling", "hit", [TOWN], (f"on {day}", day, day), by=[ARMY])._replace(**more)  # type: ignore[arg-type]


def test_two_days_of_shelling_are_two_incidents() -> None:
    days = ("2024-03-11", "2024-03-12")
    given = [story(shelled(day), publisher=f"P {day} {number}", published=day) for day in days for number in range(2)]
    made = digest(given)
    assert [len(incident.claims) for incident in made.incidents] == [2, 2]
    assert [incident.time and (incident.time.begin, incident.time.finish) for incident in made.incidents] == [
        (day, day) for day in days
    ]


def test_a_count_that_two_stories_share_ties_their_days() -> None:
    words = "Shells hit a bus in Ashra and 23 people died"
    one, other = (shelled(day, words, killed=[("23 people", 23, 23)]) for day in ("2024-03-11", "2024-03-12"))
    assert together(digest([story(one, publisher="A"), story(other, publisher="B")])) == [{"A", "B"}]


def test_the_dead_may_be_told_of_on_a_later_day() -> None:
    raid = Told("Shells hit Ashra on Tuesday.", "shelling", "hit", [TOWN], TUESDAY)
    dead = Told("Shells that hit Ashra killed 2, a doctor said.", "casualties", "killed", [TOWN], WEDNESDAY)
    assert together(digest([story(raid, publisher="A"), story(dead, publisher="B")])) == [{"A", "B"}]


@pytest.mark.parametrize(
    "other",
    [
        "A drone hit a fuel depot in Ashra on Tuesday.",
        "A missile hit a school in Ashra on Tuesday.",
    ],
)
def test_what_is_hit_and_with_what_tells_two_attacks_of_a_day_apart(other: str) -> None:
    market = Told("Artillery hit the market of Ashra on Tuesday.", "shelling", "hit", [TOWN], TUESDAY)
    depot = Told(other, "air_strike", "hit", [TOWN], TUESDAY)
    made = digest([story(market, publisher="A"), story(depot, publisher="B")])
    assert sorted(map(sorted, together(made))) == [["A"], ["B"]]


def test_two_towns_of_one_story_are_two_though_both_lie_in_a_region_that_it_names() -> None:
    land = place("the south", 14.12, 24.22, kind="region", precision_km=20.0)
    raids = Told("Raids hit the south on Tuesday.", "air_strike", "hit", [land], TUESDAY)
    one = Told("A strike in Ashra killed two.", "air_strike", "strike", [TOWN])
    other = Told("A strike in Belko killed three.", "air_strike", "strike", [NEXT])
    made = digest([story(raids, one, other)])
    assert len(made.incidents) == 2


def test_a_year_on_one_front_line_is_many_incidents() -> None:
    chance = random.Random(5)
    given = []
    for number in range(120):
        day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
        words = f"Shells hit Ashra that day and set {chance.choice(('a barn', 'a mill', 'two houses'))} on fire."
        told = Told(words, "shelling", "hit", [TOWN], ("that day", day, day))
        given.append(story(told, publisher=f"P{number}", published=day))
    made = digest(given)
    assert len(made.incidents) > 60
    assert max(len(incident.claims) for incident in made.incidents) <= 6


def test_claims_of_one_event_of_the_story_come_as_one() -> None:
    dead = Told("Nine people died, a doctor said.", "casualties", "died", killed=[("Nine people", 9, 9)])
    incident = only(digest([story(strike(killed=()), dead)]))
    assert incident.types == {ClaimType.AIR_STRIKE: 1, ClaimType.CASUALTIES: 1}
    assert incident.tolls[0].high == 9


def test_another_attack_of_the_story_is_another_incident() -> None:
    other = Told("In a separate attack shells hit a camp in Ashra.", "shelling", "hit", [TOWN], more={"event": "e2"})
    assert len(digest([story(strike(), other)]).incidents) == 2


def test_ids_stay_when_later_stories_come() -> None:
    first = digest([story(strike(), publisher="A")])
    words = "The strike on Ashra market on Tuesday killed nine people."
    more = story(strike(words), publisher="B", published="2024-03-15")
    assert only(digest([story(strike(), publisher="A"), more])).id == only(first).id


@pytest.mark.parametrize("seed", range(3))
def test_random_stories_hold_what_the_records_promise(seed: int) -> None:
    chance = random.Random(seed)
    made = digest([_random(chance, number) for number in range(25)])
    for incident in made.incidents:
        ids = [claim.id for claim in incident.claims]
        assert len(set(ids)) == len(ids)
        grouped = [claim for group in incident.corroboration.groups for claim in group.claims]
        assert sorted(grouped) == sorted(ids)
        assert incident.first in ids
        assert all(link.from_ in ids and link.to in ids for link in incident.links)
        assert all(said.claim in ids for toll in incident.tolls for said in toll.by_source)
        assert all(set(group.relays) <= set(group.claims) for group in incident.corroboration.groups)
    everywhere = [claim.id for incident in made.incidents for claim in incident.claims]
    assert len(set(everywhere)) == len(everywhere)


def _random(chance: random.Random, number: int) -> Report:
    told = [
        strike(
            f"An attack number {chance.randrange(4)} hit Ashra or Belko on Tuesday.", trigger="attack",
            at=chance.choice(([TOWN], [NEXT], [TOWN, REGION], [])), day=chance.choice((TUESDAY, WEDNESDAY, None)),
            type=chance.choice(("air_strike", "shelling", "casualties", "accusation", "clash")),
            source=chance.choice((ARMY_SAYS, GROUP_SAYS, MONITOR, None)),
            killed=[("people", chance.randrange(9), None)], more={"polarity": chance.choice(("affirmed", "negated"))},
        )
        for _ in range(chance.randrange(1, 5))
    ]  # fmt: skip
    return story(*told, publisher=f"P{number}", published=chance.choice(("2024-03-13", "2024-03-14", None)))


def test_relays_are_told_claim_by_claim() -> None:
    made = digest(
        [story(strike(source=MONITOR), publisher="A"), story(strike(source=MONITOR), publisher="B", lead="Late news.")]
    )
    (group,) = only(made).corroboration.groups
    assert group.relays == {"t2/c1": Relay.SAME_ORIGINATOR}
    assert group.stories == ("t1", "t2")


def test_an_event_that_hundreds_tell_of_is_one_and_its_links_are_few() -> None:
    chance = random.Random(3)
    words = "traders families smoke ambulances rubble witnesses panic crowd roof flames dust sirens queue water".split()
    given = []
    for number in range(200):
        dead = chance.choice((9, 11, 14))
        text = f"An air strike hit Ashra on Tuesday amid {' '.join(chance.sample(words, 4))}, killing {dead} people."
        told = strike(text, killed=[(f"{dead} people", dead, dead)])
        given.append(story(told, publisher=f"P{number}"))
    incident = only(digest(given))
    assert len(incident.claims) == 200
    assert len(incident.links) <= 2 * 200
    assert len(incident.tolls) == 1


def test_one_night_counted_in_two_zones_is_one() -> None:
    evening = strike(
        "A rocket hit Ashra on Tuesday night.", type="shelling", trigger="hit", killed=[],
        day=("on Tuesday night", "2024-03-12T21:00", "2024-03-12T23:59"),
    )  # fmt: skip
    early = strike(
        "A rocket struck Ashra at 1.30 am on Wednesday, killing two people.", type="shelling", trigger="struck",
        killed=[("two people", 2, 2)], day=("at 1.30 am on Wednesday", "2024-03-13T01:30", "2024-03-13T01:30"),
    )  # fmt: skip
    only(digest([story(evening, publisher="A"), story(early, publisher="B")]))


def test_a_hotel_is_found_by_its_name_where_the_day_is_not_told() -> None:
    hotel = place("Hotel Marimba", None, None, kind="facility")
    raid = Told("Gunmen stormed the Hotel Marimba on Tuesday, killing 14 guests.", "ground_attack", "stormed",
                [hotel, TOWN], TUESDAY, killed=[("14 guests", 14, 14)])  # fmt: skip
    memory = Told("The gunmen who stormed the Hotel Marimba killed 14 guests.", "ground_attack", "stormed",
                  [hotel], None, killed=[("14 guests", 14, 14)])  # fmt: skip
    only(digest([story(raid, publisher="A"), story(memory, publisher="B", published="2024-03-21")]))


def test_a_street_on_no_map_is_found_by_its_country_and_day() -> None:
    street = place("Quay Street", None, None, kind="facility")
    here = strike()
    there = strike("The jets bombed the traders' stalls on Quay Street on Tuesday.", trigger="bombed", at=[street],
                   killed=[("two", 10, 10)])  # fmt: skip
    elsewhere = there._replace(at=[{**street, "country": "SYR"}])
    assert together(digest([story(here, publisher="A"), story(there, publisher="B")])) == [{"A", "B"}]
    assert len(digest([story(here), story(elsewhere, lead="News.")]).incidents) == 2


def test_a_road_named_after_a_town_may_be_at_it() -> None:
    road = place("Ashra-Belko road", 14.60, 24.60, kind="facility", precision_km=51.0)
    here = strike("An air strike hit a lorry on the Ashra-Belko road on Tuesday, killing nine people.", at=[road])
    there = strike("An air strike hit a lorry at Ashra on Tuesday, killing nine people.")
    only(digest([story(here, publisher="A"), story(there, publisher="B")]))


def test_the_second_attack_in_a_week_is_the_one_told_of() -> None:
    told = [
        strike(),
        Told("It was the second attack on the market in a week.", "other", "attack", [], None),
    ]
    assert len(only(digest([story(*told)])).claims) == 2


@pytest.mark.parametrize(
    "other",
    [
        "At four on Tuesday an air strike hit a hospital in Ashra and killed two people.",
        "The first, on Tuesday morning, an air strike, hit a bakery in Ashra.",
        "On Tuesday an air strike hit a hospital in the same town, Ashra.",
    ],
)
def test_another_target_of_the_story_is_another_incident(other: str) -> None:
    made = digest([story(strike(), strike(other, killed=[]))])
    assert len(made.incidents) == 2


def test_who_denies_one_account_gives_another_of_the_same_attack() -> None:
    denied = strike("An air strike on a market in Ashra is denied.", killed=[], more={"polarity": "negated"})
    hit = strike("On Tuesday the air strike hit a depot in Ashra.", killed=[])
    only(digest([story(denied, hit)]))


def test_a_sentence_that_ranks_an_attack_is_of_it_whatever_it_names() -> None:
    ranked = Told("It was the worst attack since the fall of Belko.", "ground_attack", "attack", [NEXT])
    incident = only(digest([story(strike(), ranked)]))
    assert incident.place is not None
    assert incident.place.name == "Ashra"


def test_an_aside_on_a_long_war_makes_no_background_of_the_attack() -> None:
    words = "The army, which has been fighting the Red Front for two years, called in the air strike on Ashra."
    incident = only(digest([story(strike(), strike(words, day=None, killed=[]))]))
    assert len(incident.claims) == 2


def test_the_city_is_no_name_of_a_place() -> None:
    first, words = strike(), "Guns shelled the city."
    at = len(first.text) + 2 + words.index("the city")
    named = [{"start": at, "end": at + 8, "text": "the city", "place": "p1"}]
    second = strike(words, type="shelling", trigger="shelled", day=None, killed=[], more={"places": named})
    report = story(first, second)
    assert [(claim.spots, claim.carried) for claim in facts(report).claims] == [((0,), ()), ((), (0,))]


def test_a_look_back_without_a_day_is_found_by_what_was_hit() -> None:
    later = strike("A town remembers: bombs fell on its market.", trigger="bombs", day=None, killed=[])
    later = later._replace(more={"places": [{"start": 0, "end": 6, "text": "Ashra", "place": "p1"}]}, at=[TOWN])
    units_of = [
        unit for report in (story(strike()), story(later, published="2024-06-01")) for unit in units(facts(report))[0]
    ]
    units_of.sort(key=lambda unit: unit.id)
    assert candidates(units_of, rarity(units_of)) == [(0, 1)]


def test_the_day_is_that_of_the_attack_and_not_of_who_came_through_later() -> None:
    struck = Told(
        "A convoy to Ashra was the object of an attack on 5 March.", "other", "attack", [TOWN],
        ("on 5 March", "2024-03-05", "2024-03-05"),
    )  # fmt: skip
    came = Told("The lorries reached Ashra on 6 March.", "movement", "reached", [TOWN],
                ("on 6 March", "2024-03-06", "2024-03-06"))  # fmt: skip
    (incident,) = digest([story(struck, came)]).incidents
    assert incident.time is not None
    assert (incident.time.begin, incident.time.finish) == ("2024-03-05", "2024-03-05")


def test_an_incident_is_of_the_type_of_its_deed_and_not_of_guns_and_roads_told_beside_it() -> None:
    shot = Told("Gunmen shot a trader dead in Ashra.", "ground_attack", "shot", [TOWN])
    armed = Told("The gunmen had been armed in Ashra.", "arms", "armed", [TOWN])
    fled = Told("They fled from Ashra.", "withdrawal", "fled", [TOWN])
    (incident,) = digest([story(shot, armed, fled)]).incidents
    assert incident.type == "ground_attack"
