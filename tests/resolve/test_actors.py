"""Which mentions are one actor: names, acronyms, descriptions, pronouns, speakers, appositions, affiliations."""

from __future__ import annotations

from functools import cache

import pytest

import reports
from reports.records import Actor, Report
from reports.resolve.actors import national_forces

pytestmark = pytest.mark.pipeline


@cache
def _report(text: str) -> Report:
    return reports.parse(text)


def _words(actor: Actor) -> list[str]:
    return [mention.text for mention in actor.mentions]


def _actor_of(text: str, words: str) -> Actor:
    """The one actor that is mentioned by exactly these words."""
    found = [actor for actor in _report(text).actors if words in _words(actor)]
    assert len(found) == 1, f"{words!r}: {[_words(actor) for actor in _report(text).actors]}"
    return found[0]


def _doer(text: str, trigger: str) -> str:
    """The name of the only agent of the claim with this trigger."""
    report = _report(text)
    names = {actor.id: actor.name for actor in report.actors}
    [claim] = [claim for claim in report.claims if claim.trigger.text == trigger]
    assert len(claim.agents) == 1, claim.agents
    return names[claim.agents[0].actor or ""]


ONE_ACTOR = [
    # a name and its acronym, given in parentheses
    (
        "The Free Aceh Movement (GAM) attacked a police post in Pidie. GAM said two officers were killed.",
        ("The Free Aceh Movement", "GAM"),
    ),
    (
        "The Sudanese army attacked Nyala. The Rapid Support Forces (RSF) repelled the attack.",
        ("The Rapid Support Forces", "RSF"),
    ),
    (
        "Philippine soldiers clashed with the New People's Army (NPA). The NPA said it killed four soldiers.",
        ("the New People's Army", "NPA", "The NPA"),
    ),
    # the same for a body that no lexicon knows
    (
        "The Maro Rights Committee (MRC) said gunmen killed two men. The MRC said a third was wounded.",
        ("The Maro Rights Committee", "MRC", "The MRC"),
    ),
    (
        "The Maro National Congress (MNC) said troops killed two guards. The MNC said rebels burned a school.",
        ("The Maro National Congress", "MNC", "The MNC"),
    ),
    # descriptions
    (
        "The Sudanese army shelled Omdurman on Monday. Its forces later withdrew from the district.",
        ("The Sudanese army", "Its forces"),
    ),
    (
        "Boko Haram attacked the village of Dalori on Saturday. The group burned dozens of houses.",
        ("Boko Haram", "The group"),
    ),
    (
        "The Arakan Army captured Paletwa. The armed group said it took 30 prisoners.",
        ("The Arakan Army", "The armed group"),
    ),
    (
        "The Russian defence ministry said its troops had captured Avdiivka. The ministry gave no details.",
        ("The Russian defence ministry", "The ministry"),
    ),
    ("Peruvian police raided a camp and killed two men. The police found weapons.", ("Peruvian police", "The police")),
    (
        "Farabundo Marti National Liberation Front guerrillas attacked a bank. The guerrillas killed nine soldiers.",
        ("Farabundo Marti National Liberation Front guerrillas", "The guerrillas"),
    ),
    # a state's forces, however they are called
    (
        "Colombian troops entered Tumaco. The Colombian army said it met no resistance.",
        ("Colombian troops", "The Colombian army"),
    ),
    (
        "Ukrainian forces withdrew from Soledar. Ukraine's army said its troops were safe.",
        ("Ukrainian forces", "Ukraine's army", "its troops"),
    ),
    (
        "The Rwandan government denied the report. Rwanda said it had no troops there.",
        ("The Rwandan government", "Rwanda"),
    ),
    # members of a body are the body
    ("Hamas fighters attacked the base. Hamas said it captured two soldiers.", ("Hamas fighters", "Hamas")),
    (
        "Houthi fighters attacked Marib. The Houthis said they seized three villages.",
        ("Houthi fighters", "The Houthis"),
    ),
    # appositions
    ("Zahid Rawi, a local physician, said 12 people were killed.", ("Zahid Rawi", "a local physician")),
    (
        "Hans Weber, the German defence minister, said two soldiers were killed. Weber said a third was missing.",
        ("Hans Weber", "the German defence minister", "Weber"),
    ),
    # the enemy of a quote is the force that the speaker fights
    (
        '"The enemy shelled Kharkiv," the Ukrainian general staff said. Russian troops later attacked Vovchansk.',
        ("The enemy", "Russian troops"),
    ),
    (
        '"The enemy lost two tanks," the Azerbaijani army said. Armenian forces shelled Fuzuli.',
        ("The enemy", "Armenian forces"),
    ),
]


@pytest.mark.parametrize(("text", "mentions"), ONE_ACTOR)
def test_mentions_are_one_actor(text: str, mentions: tuple[str, ...]) -> None:
    assert len({_actor_of(text, words).id for words in mentions}) == 1


TWO_ACTORS = [
    # forces that are not the state's own
    ("Syrian opposition forces attacked the Syrian army near Idlib.", ("Syrian opposition forces", "the Syrian army")),
    # a counted crowd is new each time
    (
        "Two soldiers were killed near Jenin. Two soldiers were killed near Nablus.",
        ("Two soldiers", "Two soldiers"),
    ),
    ("Israel bombed Rafah. The Israeli military said it killed five militants.", ("Israel", "The Israeli military")),
    (
        "The Azerbaijani army shelled Stepanakert. Azerbaijan denied shelling the city.",
        ("The Azerbaijani army", "Azerbaijan"),
    ),
]


@pytest.mark.parametrize(("text", "mentions"), TWO_ACTORS)
def test_mentions_are_two_actors(text: str, mentions: tuple[str, str]) -> None:
    first, second = ([actor.id for actor in _report(text).actors if words in _words(actor)] for words in mentions)
    assert first
    assert second
    assert len({*first, *second}) == 2


DOERS = [
    # third person
    ("Israel launched raids. The Israeli military said it killed five militants.", "killed", "Israeli military"),
    (
        "The Lord's Resistance Army left Dungu. It abducted 12 children on the way.",
        "abducted",
        "Lord's Resistance Army",
    ),
    # the subject of the last sentence rather than its object
    ("Boko Haram attacked the Chadian army near Baga. It killed nine soldiers.", "killed", "Boko Haram"),
    ("The Arakan Army attacked the Karen National Union. It captured two posts.", "captured", "Arakan Army"),
    ("Houthi fighters held Marib. They seized three villages on Sunday.", "seized", "Houthi"),
    ("Tigrayan forces, who captured Mekelle in June, said nothing.", "captured", "Tigrayan forces"),
    # first person: the speaker, and the side of the speaker
    (
        '"We destroyed two tanks near Goma," said Sultani Makenga, a commander of the M23 rebels.',
        "destroyed",
        "M23 rebels",
    ),
    ('"I captured two men," said Maria Lopez, a farmer in Cauca.', "captured", "Maria Lopez"),
]


@pytest.mark.parametrize(("text", "trigger", "name"), DOERS)
def test_pronoun_takes_up_actor(text: str, trigger: str, name: str) -> None:
    assert _doer(text, trigger) == name


SOURCES = [
    ("General Yahya Saree said Houthi forces attacked a ship. He said a missile hit it.", "hit", "Yahya Saree"),
    ("Amina Diallo, a nurse, fled Mopti. She said gunmen killed two men.", "killed", "Amina Diallo"),
    ("The Arakan Army took Paletwa. The group said it killed ten soldiers.", "killed", "Arakan Army"),
    # who checked a video does not say what it shows; whoever appeals is the source of that
    ("Video posted on X, which the BBC has verified, shows troops who burned Dilling.", "burned", "Video"),
    ("Footage verified by Reuters showed rebels who burned Bunia.", "burned", "Footage"),
    ("The Red Cross appealed to both sides to let ambulances reach the wounded.", "appealed", "Red Cross"),
    # of whom a speaker tells, that is not the speaker; but a body may speak of itself
    ("Colonel Musa Garba said Boko Haram fled Gwoza. One gunman was shot dead, he said.", "shot dead", "Musa Garba"),
    ("Rebels left Kidal, a medic said. Another man lost a leg, she added.", "lost a leg", "medic"),
    ("Al-Shabaab left Merca. The World Food Programme will send food there, it said.", "send", "World Food Programme"),
    # a body that spoke goes on, of whomever it tells; unless it names itself again
    ("Chad's army said it lost 9 men. The rebels had ambushed a convoy near Faya, it said.", "ambushed", "Chad's army"),
    ("The Iraqi army said Iran shelled Basra. Iran lost 12 tanks there, it added.", "lost", "Iraqi army"),
    ("Villagers said troops burned huts. The soldiers shot two men, they said.", "shot", "Villagers"),
    ("Hezbollah rejected the charge. Hezbollah fighters had left Tyre, it said.", "left", "Hezbollah"),
]


@pytest.mark.parametrize(("text", "trigger", "name"), SOURCES)
def test_source_takes_up_actor(text: str, trigger: str, name: str) -> None:
    report = _report(text)
    [claim] = [claim for claim in report.claims if claim.trigger.text == trigger]
    assert {source.id: source.name for source in report.sources}[claim.attribution.source or ""] == name


STATES = [
    ("Moscow said rebels killed two men.", "Moscow", "RUS"),
    ("Kigali said rebels killed two men.", "Kigali", "RWA"),
]


@pytest.mark.parametrize(("text", "words", "country"), STATES)
def test_capital_that_speaks_is_the_state(text: str, words: str, country: str) -> None:
    actor = _actor_of(text, words)
    assert (actor.kind, actor.country) == ("government", country)


BODIES = [
    ("Abu Hamza, a spokesman for Islamic Jihad, said rockets hit Ashkelon.", "Abu Hamza", "Islamic Jihad"),
    ("Colonel Joseph Mutombo, head of the police in Beni, said rebels killed six villagers.", "head", "police"),
    (
        "Aung Min, a spokesman for the Kachin Independence Army, said troops burned a village.",
        "Aung Min",
        "Kachin Independence Army",
    ),
]


@pytest.mark.parametrize(("text", "words", "body"), BODIES)
def test_person_belongs_to_body(text: str, words: str, body: str) -> None:
    names = {actor.id: actor.name for actor in _report(text).actors}
    assert names[_actor_of(text, words).of or ""] == body


def test_apposition_gives_the_role() -> None:
    actor = _actor_of("Zahid Rawi, a local physician, said 12 people were killed.", "Zahid Rawi")
    assert (actor.name, actor.role) == ("Zahid Rawi", "local physician")


def test_states_forces_in_the_lexicon_are_the_described_forces() -> None:
    text = "The Armenian Armed Forces shelled Fuzuli. Armenian troops later attacked Hadrut."
    assert national_forces()["armenian-armed-forces"] == "ARM"
    assert _actor_of(text, "The Armenian Armed Forces") == _actor_of(text, "Armenian troops")


def test_story_with_no_words_for_actors_has_none() -> None:
    assert _report("Shells fell all night.").actors == ()


def test_who_fights_is_an_armed_body() -> None:
    """ "They" of a witness's words are not the witnesses."""
    text = (
        "Islamist militants attacked the village of Karma on Monday, residents said. "
        '"They burned our houses," said farmer Musa Idris.'
    )
    assert _doer(text, "burned") == "Islamist militants"


def test_bare_army_is_the_one_that_is_named_later() -> None:
    text = (
        "Rebels seized the town of Sake on Monday. The army withdrew from the area. "
        "The Congolese army said it would retake the town."
    )
    assert _words(_actor_of(text, "The army")) == ["The army", "The Congolese army"]


def test_bare_army_is_not_another_country_s_troops() -> None:
    text = (
        "The Congolese army lost the town of Sake. Rwandan troops had entered it on Monday. "
        "The army shelled the town on Tuesday."
    )
    assert _words(_actor_of(text, "The army")) == ["The Congolese army", "The army"]


def test_army_is_no_single_soldier() -> None:
    text = "A colonel was killed near Bururi on Monday. The army attacked two villages on Tuesday."
    assert _words(_actor_of(text, "The army")) == ["The army"]


def test_name_has_no_owner() -> None:
    assert _actor_of("Its troops shelled the village of Zarqa, residents said.", "Its troops").name == "troops"


def test_members_are_those_of_a_body() -> None:
    text = "Police arrested 11 members of Boko Haram in Yola. Gunmen killed 70 members of the Tamim tribe."
    assert "11 members of Boko Haram" in _words(_actor_of(text, "Boko Haram"))
    assert _actor_of(text, "70 members of the Tamim tribe").kind == "civilian"


def test_ally_in_apposition_is_the_country() -> None:
    text = "The rebels attacked Jarabulus, backed by our ally Turkey. Turkey shelled the town."
    assert "Turkey" in _words(_actor_of(text, "our ally"))


def test_a_ministry_is_named_with_what_it_is_of() -> None:
    text = (
        "Shelling killed nine people in Taiz on Tuesday, the Ministry of Public Health said. The ministry said that "
        "two were children. The Ministry of the Interior said that a policeman died. The Ministry of Public Health "
        "closed a clinic."
    )
    assert _words(_actor_of(text, "the Ministry of Public Health"))[1:] == [
        "The ministry", "The Ministry of Public Health"
    ]  # fmt: skip
    assert _actor_of(text, "The Ministry of the Interior").name == "Ministry of the Interior"
