"""Long titles, offices, predicate nouns, brackets, "we" and labels: who is who, and of which country."""

from __future__ import annotations

import pytest

import reports
from reports.records import Actor, Report

pytestmark = pytest.mark.pipeline


def _parse(text: str) -> Report:
    return reports.parse(text, published="2024-03-07")


def _named(report: Report, words: str) -> Actor:
    """The only actor that one of the story's phrases means."""
    [found] = [actor for actor in report.actors if words in {mention.text for mention in actor.mentions}]
    return found


def _part(report: Report, trigger: str, part: str = "agents") -> list[str]:
    """Names of the actors that do or suffer what a trigger tells."""
    names = {actor.id: actor.name for actor in report.actors}
    [claim] = [claim for claim in report.claims if claim.trigger.text == trigger]
    return [names.get(filler.actor or "", filler.text) for filler in getattr(claim, part)]


PERSONS = [
    (
        "Minister for the Middle East Yusra Hamdan said on Monday that shells had killed three men.",
        "Minister for the Middle East Yusra Hamdan",
        "Yusra Hamdan",
        "Minister for the Middle East",
    ),
    (
        "Deputy Assistant Secretary for African Affairs Joan Pratt said rebels killed three men in Goma.",
        "Deputy Assistant Secretary for African Affairs Joan Pratt",
        "Joan Pratt",
        "Deputy Assistant Secretary for African Affairs",
    ),
    (
        "Brig. Gen. Carl Renner said rebels killed three men in Goma.",
        "Brig. Gen. Carl Renner",
        "Carl Renner",
        "Brig. Gen.",
    ),
    (
        "The field commander Lechi Barsukov was killed near Shatoy on Monday, the army said.",
        "The field commander Lechi Barsukov",
        "Lechi Barsukov",
        "field commander",
    ),
]


@pytest.mark.parametrize(("text", "words", "name", "role"), PERSONS)
def test_a_long_title_and_its_name_are_one_person(text: str, words: str, name: str, role: str) -> None:
    report = _parse(text)
    person = _named(report, words)
    assert (person.name, person.role, person.kind) == (name, role, "person")
    assert not [place.name for place in report.places if place.name in ("Middle East", "East", "State")]


TITLES = [
    ("The governor of neighbouring Paktika said rebels killed three men.", "The governor", "Paktika"),
    ("A spokesman for President Musa Adam said rebels killed three men in Goma.", "A spokesman", "Musa Adam"),
    ("The mission's director of human rights, Eva Holm, said rebels killed three men.", "Eva Holm", "human rights"),
]


@pytest.mark.parametrize(("text", "words", "other"), TITLES)
def test_what_an_office_is_for_is_not_its_holder(text: str, words: str, other: str) -> None:
    report = _parse(text)
    assert _named(report, words).name != other
    assert other not in {actor.name for actor in report.actors if actor.kind == "person" and actor.role}


ONE_ACTOR = [
    # "Mr" is no first name
    (
        "Minister Yusra Hamdan visited Goma on Monday. Ms Hamdan said rebels killed three men.",
        ("Minister Yusra Hamdan", "Ms Hamdan"),
    ),
    # an office before and after its holder is named
    (
        "The foreign secretary said shells had hit Goma. Foreign Secretary Ann Pratt said three men had been killed.",
        ("The foreign secretary", "Foreign Secretary Ann Pratt"),
    ),
    (
        "Defence Minister Paul Moyo said rebels killed three men. The defence minister said two were arrested.",
        ("Defence Minister Paul Moyo", "The defence minister"),
    ),
    (
        "Ukraine's defence minister, Oleh Koval, visited Sumy on Monday. The Ukrainian defence minister said two died.",
        ("Oleh Koval", "The Ukrainian defence minister"),
    ),
    # a predicate noun
    (
        "Salim Barasi was a militant commander. Barasi was killed by the army near Derna in 2016.",
        ("Salim Barasi", "a militant commander"),
    ),
    # labels
    (
        "Boko Haram attacked Dalori with suicide bombers. The army pursued these brutal terrorists to Gwoza.",
        ("Boko Haram", "these brutal terrorists"),
    ),
    # whom a noun told who is told again
    (
        "Rebels shelled the residents of Dilling. They also killed people in Kadugli. The residents fled.",
        ("the residents", "The residents"),
    ),
    (
        "The army attacked the Liberation Tigers of Tamil Eelam. Tigers who were captured said ten men had died.",
        ("the Liberation Tigers of Tamil Eelam", "Tigers"),
    ),
]


@pytest.mark.parametrize(("text", "mentions"), ONE_ACTOR)
def test_words_that_mean_one_actor(text: str, mentions: tuple[str, ...]) -> None:
    report = _parse(text)
    assert len({_named(report, words).id for words in mentions}) == 1


def test_he_is_whom_the_sentence_before_is_about_whatever_stands_in_brackets() -> None:
    text = (
        "Omar Khalil al-Barasi (Arabic: عمر خليل البرعصي; died 4 March 2014), a native of Derna, was an officer "
        "and the son of a tribal elder.\n\nHe was captured by the army in May 2006."
    )
    assert _part(_parse(text), "captured", "targets") == ["Omar Khalil al-Barasi"]


def test_a_label_with_a_noun_for_any_body_is_an_armed_group() -> None:
    text = (
        "Daesh bombed a market in Baghdad on Monday, killing ten people. The Coalition will support Iraqi forces, "
        "who attacked this terrorist group."
    )
    report = _parse(text)
    assert _named(report, "Daesh").id != _named(report, "The Coalition").id
    assert "Daesh" in _part(report, "attacked", "targets")


def test_the_army_is_not_the_only_regiment_that_was_named() -> None:
    text = "The Border Regiment shot 13 protesters in Derry. Ten days later the army stormed Bogside."
    assert _part(_parse(text), "stormed") != ["Border Regiment"]


UNLISTED = [
    ("A schoolmaster was killed by rebels in Goma on Monday.", "A schoolmaster"),
    ("Rebels killed a councilwoman in Goma on Monday.", "a councilwoman"),
    ("Rebels killed two nurses in Goma and wounded three hoteliers.", "three hoteliers"),
]


@pytest.mark.parametrize(("text", "words"), UNLISTED)
def test_people_whom_no_list_knows_are_actors(text: str, words: str) -> None:
    assert _named(_parse(text), words).kind in ("person", "civilian")


def test_hundreds_of_people_are_not_all_people() -> None:
    text = "Rebels shelled the people of Goma on Monday. Hundreds of people were killed, the army said."
    report = _parse(text)
    assert _named(report, "the people").id != _named(report, "people").id


WE = [
    # a minister speaks for the government of his state
    (
        'Kenya shut the border. "We have closed two camps and expelled the rebels," Kenyan minister Ruth Odera said.',
        "expelled",
        ["Kenya"],
    ),
    # a state whose stance he states
    (
        "Paul Moyo reiterated Zambia's commitment to peace. Moyo said: We have attacked the rebels near Goma.",
        "attacked",
        ["Zambia"],
    ),
    # a state that attacks in his words is not his
    ('"Turkey shelled Afrin. We shot down a drone," defence minister Aram Sarkis said.', "shot down", ["Aram Sarkis"]),
    # whom a letter only accuses does not write it
    (
        "We are the women of Riosucio. The Seventeenth Brigade entered the village. We denounce the killings.",
        "denounce",
        ["We"],
    ),
]


@pytest.mark.parametrize(("text", "trigger", "names"), WE)
def test_who_we_are(text: str, trigger: str, names: list[str]) -> None:
    assert _part(_parse(text), trigger) == names


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Foreign Secretary Jane Holt said: The UK condemns the raid on Goma.", "GBR"),
        # what a state does in his words, his need not be
        ("Rebels attacked Gao. President Amadou Keita said France had left the region.", None),
        ("Israel struck Beirut. Prime Minister Karim Haddad said Israel must stop.", None),
    ],
)
def test_whose_minister_speaks(text: str, country: str | None) -> None:
    [person] = [actor for actor in _parse(text).actors if actor.kind == "person"]
    assert person.country == country


COUNTRIES = [
    ("Shells killed residents of Ternopil on Monday, the army said.", "residents", "UKR"),
    ("Gunmen killed six villagers near Goma on Monday.", "six villagers", "COD"),
    # an army, or a minister, is often met abroad
    ("Soldiers killed six villagers near Goma on Monday, Israel said.", "Soldiers", None),
    (
        "Foreign Minister Ann Pratt visited Goma on Monday, where rebels killed six men.",
        "Foreign Minister Ann Pratt",
        None,
    ),
    # what the story tells in two countries
    ("Gunmen killed six men near Goma and nine near Kigali on Monday.", "Gunmen", None),
]


@pytest.mark.parametrize(("text", "words", "country"), COUNTRIES)
def test_of_which_country_an_actor_is(text: str, words: str, country: str | None) -> None:
    found = [actor.country for actor in _parse(text).actors if words in {m.text for m in actor.mentions}]
    assert found in ([country], [])
    assert found or country is None


def test_a_body_s_tagged_name_holds_the_country_in_it() -> None:
    text = "The International Mali Support Group condemned the attack on Gao, which killed ten men."
    assert "International Mali Support Group" in {actor.name for actor in _parse(text).actors}


def test_missions_that_are_counted_are_flights() -> None:
    report = _parse("Jordan has flown over 870 missions against Daesh near Raqqa.")
    assert "missions" not in " ".join(actor.name for actor in report.actors)


UNCAPITALISED = [
    ("rebels shot dead former defense minister general augusto verra on monday.", "augusto verra"),
    ("gunmen kidnapped congressman tomas arango in the capital.", "tomas arango"),
    ("the general secretary and his companion marta solis were killed on sunday.", "marta solis"),
]


@pytest.mark.parametrize(("story", "name"), UNCAPITALISED)
def test_names_without_capitals(story: str, name: str) -> None:
    assert [actor.name for actor in _parse(story).actors if actor.kind == "person"][-1:] == [name]


def test_a_surname_without_a_capital() -> None:
    report = _parse("rebels shot dead mayor augusto verra. verra died in hospital.")
    assert _part(report, "died", "targets") == ["augusto verra"]


@pytest.mark.parametrize("story", ["an unarmed civilian was killed.", "the old man was shot dead by rebels."])
def test_people_without_a_name_have_none(story: str) -> None:
    assert not any(mention.form == "name" for actor in _parse(story).actors for mention in actor.mentions)


def test_bodies_without_capitals() -> None:
    report = _parse("guerrillas of the shining path killed five policemen. the eln kidnapped a judge.")
    assert {"Shining Path", "ELN"} <= {actor.canonical for actor in report.actors}


def test_common_nouns_are_no_names_of_bodies() -> None:
    report = _parse("The police and the army fought armed rebels in the north. The base was hit.")
    assert not any(actor.canonical for actor in report.actors)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('The army killed about 20 "terrorists" near Gao on Monday.', 'about 20 "terrorists"'),
        ("The army killed about 20 “terrorists” near Gao on Monday.", "about 20 “terrorists”"),
    ],
)
def test_what_a_name_opens_it_closes(text: str, name: str) -> None:
    assert name in [actor.name for actor in _parse(text).actors]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Villages were attacked by the paramilitary Rapid Support Forces on Monday.", "Rapid Support Forces"),
        ("The rebel March 23 Movement took Goma.", "March 23 Movement"),
        ("Militants from al-Qaeda in the Arabian Peninsula shelled Zinjibar.", "al-Qaeda in the Arabian Peninsula"),
        ("The Benghazi-based Libyan National Army shelled Sirte.", "Libyan National Army"),
        ("the national liberation army (eln) attacked the village of tibu.", "national liberation army"),
        ("Jama'at Nusrat al-Islam wal-Muslimin (JNIM) said it shelled Gao.", "Jama'at Nusrat al-Islam wal-Muslimin"),
    ],
)
def test_what_describes_a_known_body_is_no_part_of_its_name(text: str, name: str) -> None:
    assert name in [actor.name for actor in _parse(text).actors]
