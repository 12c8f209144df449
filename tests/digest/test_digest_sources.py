"""Independence: who a claim goes back to, what counts as one source, and who is a party."""

from __future__ import annotations

import pytest
from benchmarks.telling import Told, actor, place, source, story

from reports.digest import digest
from reports.digest.bodies import body_of, ministry_of, state_named
from reports.digest.copies import copies, sketch
from reports.digest.records import Relay, SourceGroup, Standing
from reports.records import Statement

TOWN = place("Ashra", 14.10, 24.20)
ARMY = actor("Sudanese army", "military", "SDN")
WORDS = "An air strike hit a market in Ashra on Tuesday and killed nine people, among them a trader, {who} said."
LONG = (
    "The stalls burned for an hour while neighbours carried water from the well behind the mosque, and lorries took "
    "the wounded over the broken road to the clinic at the edge of the town, where there was neither light nor blood."
)


def told(who: str, kind: str, *, via: str | None = None, **more: object) -> Told:
    named = bool(more.pop("named", True))
    speaker = source(who, kind, named=named, **more)
    relayed = source(via, "media") if via else None
    return Told(
        WORDS.format(who=who), "air_strike", "air strike", [TOWN], ("on Tuesday", "2024-03-12", "2024-03-12"),
        source=speaker, via=relayed, by=[ARMY],
    )  # fmt: skip


def groups(*given: tuple[str, Told, str | None]) -> tuple[SourceGroup, ...]:
    """The groups of one incident told by (outlet, claim, agency), each story with words of its own."""
    stories = [
        story(each, publisher=outlet, agencies=[agency] if agency else [], lead=f"{outlet} has this from Ashra today.")
        for outlet, each, agency in given
    ]
    (incident,) = digest(stories).incidents
    return incident.corroboration.groups


def test_one_ministry_through_two_agencies_is_one() -> None:
    ministry, other = told("the Health Ministry", "official"), told("ministry of health", "official")
    found = groups(("A", ministry, "North Wire"), ("B", other, "South"))
    assert [group.stories for group in found] == [("t1", "t2")]


def test_spokesman_ministry_and_army_of_one_side_are_one() -> None:
    spokesman = told("an army spokesman", "military", named=False, side=ARMY)
    ministry = told("Sudan's Defence Ministry", "official", side=ARMY)
    found = groups(("A", spokesman, None), ("B", ministry, None), ("C", told("the army", "military", side=ARMY), None))
    assert len(found) == 1
    assert found[0].standing is Standing.PARTY


def test_unnamed_sources_of_two_outlets_are_two() -> None:
    other = told("residents", "civilian", named=False)._replace(text="Nine died as planes hit Ashra market, they said.")
    found = groups(("A", told("residents", "civilian", named=False), None), ("B", other, None))
    assert len(found) == 2
    assert not found[0].named
    assert found[0].standing is Standing.THIRD


def test_unnamed_sources_that_one_outlet_quotes_and_another_credits_are_one() -> None:
    found = groups(
        ("North Wire", told("residents", "civilian", named=False), None),
        ("B", told("residents", "civilian", named=False, via="North Wire"), None),
    )
    assert len(found) == 1
    assert set(found[0].relays.values()) == {Relay.CREDITED}


def test_an_agency_in_ten_papers_is_one() -> None:
    own = told("x", "official")._replace(source=None, text="Warplanes hit Ashra market on Tuesday.", trigger="hit")
    found = groups(*((f"Paper {number}", own, "North Wire") for number in range(10)))
    assert len(found) == 1
    assert set(found[0].relays.values()) == {Relay.SAME_AGENCY}
    assert len(found[0].stories) == 10


def test_near_duplicates_count_once_even_if_nobody_is_named() -> None:
    told_ = told("residents", "civilian", named=False)
    first = story(told_, publisher="A", lead=LONG)
    made = digest([first, story(told_, publisher="B", lead=LONG, published="2024-03-14")])
    assert [(each.copy_of, each.likeness) for each in made.stories] == [(None, None), ("t1", 1.0)]
    (group,) = made.incidents[0].corroboration.groups
    assert group.relays == {"t2/c1": Relay.NEAR_DUPLICATE}


def test_the_governor_is_the_one_whom_another_story_names() -> None:
    governor = actor("Ali Osman", "person", None, role="governor")
    found = groups(
        ("A", told("the governor", "official", named=False), None),
        ("B", told("Ali Osman", "official", actor=governor), None),
    )
    assert len(found) == 1


def test_two_governors_with_names_are_two() -> None:
    first, second = (actor(name, "person", None, role="governor") for name in ("Ali Osman", "Omar Said"))
    found = groups(
        ("A", told("Ali Osman", "official", actor=first), None),
        ("B", told("Omar Said", "official", actor=second), None),
    )
    assert len(found) == 2


def test_a_state_is_a_party_but_not_of_the_side_of_the_rebels_in_its_land() -> None:
    rebels = actor("Red Front", "armed_group", "SDN", canonical="Red Front")
    ministry = told("Sudan's Health Ministry", "official", actor=actor("Health Ministry", "government", "SDN"))
    (group,) = groups(("A", ministry._replace(by=[rebels]), None))
    assert (group.standing, group.party) == (Standing.PARTY, None)


def test_a_release_is_the_word_of_its_body() -> None:
    own = told("x", "official")._replace(source=None, text="Our planes struck Ashra on Tuesday.", trigger="struck")
    found = groups(("Sudanese army press office", own, None), ("B", told("the army", "military", side=ARMY), None))
    assert len(found) == 1
    assert found[0].standing is Standing.PARTY


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Russian defence ministry", "RUS:military"),
        ("Ministry of Defence of Ukraine", "UKR:military"),
        ("Burkina Faso general staff", "BFA:military"),
        ("The Colombian police", "COL:police"),
        ("Lebanese Health Ministry", "LBN:health ministry"),
        ("The Harbour Times", None),
        ("Daily Mirror of Sudan", None),
        ("Police of the Upper Valley", None),
    ],
)
def test_bodies_by_name(name: str, key: str | None) -> None:
    found = body_of(name)
    assert (found.key if found else None) == key


def test_a_local_body_is_of_the_country_of_the_story() -> None:
    assert getattr(body_of("Police of the Upper Valley", "COL"), "key", None) == "COL:police"
    assert body_of("Police Gazette", "COL") is None


@pytest.mark.parametrize(("name", "land"), [("moscow", "RUS"), ("russia", "RUS"), ("khartoum", "SDN"), ("ashra", None)])
def test_states_by_their_capitals(name: str, land: str | None) -> None:
    assert state_named(name) == land


def test_ministries_that_speak_for_the_state_have_no_topic() -> None:
    assert ministry_of("ministry of health") == ministry_of("gaza health ministry") == "health ministry"
    assert ministry_of("foreign ministry") is None


def test_copies_are_found_in_part_and_chained_to_the_first() -> None:
    other = "The council met on Thursday to speak of bridges, rents and the price of onions, and rose without a vote."
    texts = {"a": f"{LONG} {other}", "b": LONG, "c": f"{LONG} {other} More.", "d": other.replace("onions", "bread") * 2}
    found = copies({key: sketch(text) for key, text in texts.items()})
    assert {key: copy.of for key, copy in found.items()} == {"b": "a", "c": "a"}


def test_short_texts_are_no_copies() -> None:
    assert copies({"a": sketch("Two people died today."), "b": sketch("Two people died today.")}) == {}


def test_copies_of_hundreds_of_stories_are_found() -> None:
    texts = {f"{number:03}": sketch(f"{LONG} Story {number} of many.") for number in range(300)}
    found = copies(texts)
    assert len(found) == 299
    assert {copy.of for copy in found.values()} == {"000"}


def test_the_state_and_the_rebels_of_one_land_are_two_sides() -> None:
    rebels = actor("Red Front", "armed_group", "SDN", canonical="Red Front")
    army = told("Sudanese army", "military", actor=ARMY, side=ARMY)
    ministry = told("health ministry", "official", actor=actor("health ministry", "government", None))
    (one, other) = groups(("A", army._replace(by=[rebels]), None), ("B", ministry._replace(by=[rebels]), None))
    assert [(group.standing, group.party) for group in (one, other)] == [(Standing.PARTY, None)] * 2
    speaks = told("Red Front", "armed_group", actor=rebels, side=rebels)
    (group,) = groups(("A", speaks, None))
    assert (group.standing, group.party) == (Standing.PARTY, None)


def test_bodies_of_one_state_are_one_side() -> None:
    ministry = told("Sudan's Health Ministry", "official", actor=actor("Health Ministry", "government", "SDN"))
    (group,) = groups(("A", ministry, None))
    assert (group.standing, group.party) == (Standing.PARTY, "SDN:military")


def test_officials_of_the_land_are_a_party_and_those_of_another_are_not() -> None:
    others = actor("Chadian army", "military", "TCD")
    own = told("Sudanese officials", "official", named=False, actor=actor("Sudanese officials", "government", "SDN"))
    foreign = told("Norwegian diplomats", "official", actor=actor("Norwegian diplomats", "government", "NOR"))
    found = groups(("A", own._replace(by=[others]), None), ("B", foreign._replace(by=[others]), None))
    assert {group.originator: group.standing for group in found} == {
        "Sudanese officials": Standing.PARTY,
        "Norwegian diplomats": Standing.THIRD,
    }


def test_an_army_may_be_the_side_that_nobody_names() -> None:
    army = told("the Chadian army", "military", actor=actor("Chadian army", "military", "TCD"))
    target = actor("Red Front", "armed_group", "SDN", canonical="Red Front")
    (group,) = groups(("A", army._replace(by=(), on=[target]), None))
    assert group.standing is Standing.UNKNOWN
    (group,) = groups(("A", army._replace(by=[ARMY], on=[target]), None))
    assert group.standing is Standing.THIRD


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("at least nine people", "civilian"),
        ("40 soldiers", "military"),
        ("dozens of villagers", "civilian"),
        ("more than two men", "other"),
        ("reports", "other"),
    ],
)
def test_counted_people_and_hearsay_are_no_source(who: str, kind: str) -> None:
    (group,) = groups(("A", told(who, kind, named=False), None))
    assert (group.originator, group.kind) == ("A", None)


@pytest.mark.parametrize(("who", "kind"), [("two residents", "witness"), ("three soldiers", "military")])
def test_a_few_people_may_speak(who: str, kind: str) -> None:
    (group,) = groups(("A", told(who, kind, named=False), None))
    assert group.originator == who


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Sudanese Health Ministry", None), ("the health ministry", None), True),
        (("Lebanese Health Ministry", None), ("Syrian Health Ministry", None), False),
        (("Sudan's health ministry", None), ("Huda Omar", "health minister"), True),
        (("Sudan's health ministry", None), ("Huda Omar", "state's health minister"), False),
        (("Sudan's health ministry", None), ("Huda Omar", "justice minister"), False),
        (("Sudan's army", None), ("an army spokesman", None), True),
        (("Sudan's army", None), ("a police spokesman", None), False),
        (("Sudan's health ministry", None), ("Ministry of Public Health", None), True),
        (("South Hospital", None), ("North Hospital", None), False),
    ],
)
def test_bodies_and_those_who_speak_for_them(
    one: tuple[str, str | None], other: tuple[str, str | None], same: bool
) -> None:
    found = groups(*((outlet, _speaking(*who), None) for outlet, who in (("A", one), ("B", other))))
    assert (len(found) == 1) is same


def _speaking(name: str, role: str | None) -> Told:
    kind = "military" if "army" in name else "police" if "police" in name else "official"
    return told(name, kind, actor=actor(name, "person", None, role=role) if role else None)


def test_a_body_that_is_cited_is_the_one_whose_release_is_printed() -> None:
    own = told("x", "ngo")._replace(source=None, text="Planes struck Ashra market on Tuesday.", trigger="struck")
    found = groups(("Mine Watch Kivu", own, None), ("B", told("Mine Watch", "ngo"), None))
    assert len(found) == 1
    found = groups(("Mine Watch Kivu", own, None), ("B", told("Road Watch", "ngo"), None))
    assert len(found) == 2


def test_who_speaks_for_a_body_without_an_entry_is_that_body() -> None:
    bridge = actor("Doctors Bridge", "ngo")
    director = told("Omar Said", "other", actor=actor("Omar Said", "person"), affiliation=bridge)
    found = groups(("A", director, None), ("B", told("Doctors Bridge", "ngo", actor=bridge), None))
    assert len(found) == 1


def test_police_said_is_the_spokesman_named_behind_it() -> None:
    officer = actor("Omar Deri", "person", role="police spokesman")
    first = told("police", "police", named=False)
    second = told("Omar Deri", "police", actor=officer)._replace(
        text="Planes came twice, Omar Deri said.", trigger="came"
    )
    elsewhere = told("Omar Deri", "police", actor=officer)
    made = digest([story(first, second, publisher="A"), story(elsewhere, publisher="B", lead="Another outlet's own.")])
    (incident,) = made.incidents
    assert [group.stories for group in incident.corroboration.groups] == [("t1", "t2")]
    assert incident.corroboration.groups[0].originator == "Omar Deri"


def test_police_said_is_nobody_of_two_who_are_named() -> None:
    officers = [actor(name, "person") for name in ("Omar Deri", "Sami Tal")]
    first = told("police", "police", named=False)
    others = [told(one["name"], "police", actor=one)._replace(text=f"A jet came, {one['name']} said.", trigger="came")
              for one in officers]  # fmt: skip
    (incident,) = digest([story(first, *others, publisher="A")]).incidents
    assert len(incident.corroboration.groups) == 3


def test_the_office_that_prints_a_story_is_its_outlet() -> None:
    found = groups(("Relief Office, Geneva", told("the office", "other", named=False), None))
    assert [group.originator for group in found] == ["Relief Office, Geneva"]


def test_what_follows_a_quoted_source_in_its_paragraph_goes_back_to_it() -> None:
    day = ("on Tuesday", "2024-03-12", "2024-03-12")
    police = source("Sudan police", "police")
    first = Told(
        "An air strike hit Ashra on Tuesday, police said.", "air_strike", "air strike", [TOWN], day, source=police
    )
    lead = "Police said it was over. Nine people died in Ashra on Tuesday."
    report = story(first, Told(lead, "casualties", "died", [TOWN], day), publisher="A")
    at = report.article.text.index("Police said")
    said = Statement.model_validate(
        {"id": "q1", "source": "s1", "quote": "indirect", "section": "body",
         "content": [{"start": at + 12, "end": at + 23, "text": "it was over"}]}
    )  # fmt: skip
    for statements, expected in (((said,), 1), ((), 2)):
        (incident,) = digest([report.model_copy(update={"statements": statements})]).incidents
        assert len(incident.corroboration.groups) == expected


def test_a_person_speaks_for_one_body_in_an_incident() -> None:
    person = actor("Omar Idris", "person")
    speaks = {"actor": person, "named": True}
    found = groups(
        ("A", told("Omar Idris", "military", side=ARMY, **speaks), None),
        ("B", told("Omar Idris", "other", **speaks), None),
    )
    assert len(found) == 1


@pytest.mark.parametrize(("who", "same"), [("general staff", True), ("army source", False)])
def test_a_command_without_a_name_is_the_army_of_the_land(who: str, same: bool) -> None:
    unnamed = told(who, "military", named=False)
    found = groups(("A", told("Sudanese army", "military", side=ARMY), None), ("B", unnamed, None))
    assert (len(found) == 1) is same


def test_an_agency_is_one_by_its_name_and_its_letters() -> None:
    own = told("x", "official")._replace(source=None, text="Warplanes hit Ashra market on Tuesday.", trigger="hit")
    cited = told("AFP", "media", named=True)
    found = groups(("Agence France-Presse", own, None), ("B", cited, None))
    assert [group.stories for group in found] == [("t1", "t2")]


def test_a_land_that_speaks_is_its_government_where_only_that_does() -> None:
    cabinet = told("Sudanese government", "official", actor=actor("Sudanese government", "government", "SDN"))
    for others, number in (((), 1), ((("C", told("Sudan's army", "military", side=ARMY), None),), 2)):
        assert len(groups(("A", cabinet, None), ("B", told("Sudan", "official"), None), *others)) == number


@pytest.mark.parametrize(("role", "same"), [(None, True), ("trader", False)])
def test_a_name_alone_takes_up_the_role_quoted_before_it(role: str | None, same: bool) -> None:
    known = actor("head", "person", role="region's head", form="nominal")
    head = source("region's head", "official", named=False, actor=known)
    person = source("Omar Deri", "official", actor=actor("Omar Deri", "person", role=role))
    first = told("x", "official")._replace(source=head)
    second = first._replace(text="Planes came twice, he said.", trigger="came", source=person)
    (incident,) = digest([story(first, second, publisher="A")]).incidents
    assert (len(incident.corroboration.groups) == 1) is same


def test_a_person_speaks_for_the_body_that_his_role_names() -> None:
    front = actor("Red Front", "armed_group", "SDN", canonical="Red Front")
    person = actor("Omar Idris", "person", role="Red Front spokesman")
    found = groups(
        ("A", told("Omar Idris", "armed_group", actor=person, side=front), None),
        ("B", told("Omar Idris", "military", actor={**person, "role": "spokesman"}, side=ARMY), None),
        ("C", told("Idris", "other", actor=actor("Idris", "person")), None),
    )
    assert [(group.stories, group.party) for group in found] == [(("t1", "t2", "t3"), None)]


@pytest.mark.parametrize(("others", "number"), [((), 1), (("Blue Front",), 3)])
def test_the_rebels_are_the_one_group_that_speaks_by_its_name(others: tuple[str, ...], number: int) -> None:
    speaking = []
    for at, name in enumerate(("Red Front", *others, "rebels")):
        group = actor(name, "armed_group", "SDN", canonical=name if name != "rebels" else None)
        claim = told(name, "armed_group", named=name != "rebels", actor=group, side=group)
        speaking.append((f"Paper {at}", claim, None))
    assert len(groups(*speaking)) == number


def test_police_without_a_land_are_those_of_the_incident() -> None:
    found = groups(("A", told("police", "police"), None), ("B", told("Sudanese police", "police"), None))
    assert [group.stories for group in found] == [("t1", "t2")]
