"""Who did it and to whom, through the grammar around a trigger."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Token

import reports
from reports.resolve.arguments import roles

# text, head of the trigger, type of claim, heads of agents, heads of targets
GRAMMAR = [
    # active, passive, by-phrase
    ("The army shelled the market.", "shelled", "shelling", ["army"], ["market"]),
    ("The town was shelled by government forces.", "shelled", "shelling", ["forces"], ["town"]),
    ("Three teachers were abducted.", "abducted", "capture", [], ["teachers"]),
    ("The bridge destroyed by the rebels was rebuilt.", "destroyed", "destruction", ["rebels"], ["bridge"]),
    # coordination: arguments are shared
    ("Troops and militiamen burned the village.", "burned", "destruction", ["Troops", "militiamen"], ["village"]),
    ("Troops stormed the village and burned houses.", "burned", "destruction", ["Troops"], ["houses"]),
    # relative clauses
    ("Rebels who attacked the town fled.", "attacked", "ground_attack", ["Rebels"], ["town"]),
    ("The town that rebels captured is empty.", "captured", "territory_gained", ["rebels"], ["town"]),
    # control: whose the action is stands with another verb
    ("The army tried to retake the city.", "retake", "territory_gained", ["army"], ["city"]),
    ("The junta ordered troops to bomb the monastery.", "bomb", "air_strike", ["troops"], ["monastery"]),
    ("Rebels attacked the post in Djibo, killing seven soldiers.", "killing", "casualties", ["Rebels"], ["soldiers"]),
    # verbs of what befalls one
    ("Two soldiers died on Sunday.", "died", "casualties", [], ["soldiers"]),
    ("The town fell to the rebels in August.", "fell", "territory_gained", ["rebels"], ["town"]),
    # who drives people out
    ("Villagers have been forced to flee from the rebels' raids.", "flee", "displacement", ["rebels"], ["Villagers"]),
    ("Villagers fled from the soldiers.", "fled", "displacement", ["soldiers"], ["Villagers"]),
    ("Villagers were driven from their homes by troops.", "driven", "displacement", ["troops"], ["Villagers"]),
    # who flees does it, where nobody is told to drive him out
    ("Some 300 families fled on Sunday.", "fled", "displacement", ["families"], []),
    ("Government soldiers fled at dawn.", "fled", "withdrawal", ["soldiers"], []),
    # verbs in a row
    (
        "Britain has flown 90 missions, conducted 26 raids on the camp and sent 125 soldiers.",
        "raids",
        "air_strike",
        ["Britain"],
        ["camp"],
    ),
    # both sides of a clash
    ("Police clashed with protesters.", "clashed", "clash", ["Police", "protesters"], []),
    ("Clashes between rebels and soldiers erupted.", "Clashes", "clash", ["rebels", "soldiers"], []),
    # nouns: possessor, of-phrase, by-phrase, phrase of aim
    ("The army's assault on the town began.", "assault", "ground_attack", ["army"], ["town"]),
    ("The destruction of the bridge by rebels cut the road.", "destruction", "destruction", ["rebels"], ["bridge"]),
    ("The siege of the city began.", "siege", "siege", [], ["city"]),
    # of two nouns that share a possessor both are his; one with words of its own is not
    ("The junta must end its attacks and strikes.", "strikes", "air_strike", ["its"], []),
    ("The junta's attacks and these strikes must end.", "strikes", "air_strike", [], []),
    # light verbs, and verbs that only tell of an event
    ("The army launched an offensive against the rebels.", "offensive", "ground_attack", ["army"], ["rebels"]),
    ("The raid killed five villagers.", "raid", "ground_attack", [], ["villagers"]),
    ("Residents reported an attack on the camp.", "attack", "ground_attack", [], ["camp"]),
    ("An attack carried out by rebels killed 12 men.", "attack", "ground_attack", ["rebels"], ["men"]),
    ("The camp came under attack.", "attack", "ground_attack", [], ["camp"]),
    ("The camp came under attack.", "came", "ground_attack", [], ["camp"]),
    ("The convoy came under fire from militiamen.", "came", "ground_attack", ["militiamen"], ["convoy"]),
    ("Officials acknowledged a raid on the camp.", "raid", "ground_attack", [], ["camp"]),
    ("Two raids flattened a depot and wrecked a bridge.", "raids", "air_strike", [], ["depot", "bridge"]),
    # the people whom somebody loses are harmed; who suffers a loss that is nobody is harmed himself
    ("The brigade lost nine men in the ambush.", "lost", "casualties", [], ["men"]),
    ("The brigade lost heavily in the ambush.", "lost", "casualties", [], ["brigade"]),
    ("The brigade suffered heavy losses.", "losses", "casualties", [], ["brigade"]),
    ("Four fighters also fell.", "fell", "casualties", [], ["fighters"]),
    ("Doctors reported injuries among the staff.", "injuries", "casualties", [], ["staff"]),
    # a headline's participle
    ("Five soldiers killed in Anbar", "killed", "casualties", [], ["soldiers"]),
    # whom somebody is said to have done it
    ("Ministers accused the army of shelling the town.", "shelling", "shelling", ["army"], ["town"]),
    ("Ministers charged the rebels with shelling the town.", "shelling", "shelling", ["rebels"], ["town"]),
    ("Officials blamed rebels for cutting the road.", "cutting", "siege", ["rebels"], ["road"]),
    ("The council called on both sides to open the road.", "open", "other", ["sides"], ["road"]),
    ("The army is accused by doctors of shelling the town.", "shelling", "shelling", ["army"], ["town"]),
    # a participle after another's phrase is the doer's of the whole
    ("Rebels came, killing guards posted here and burning a mill.", "burning", "other", ["Rebels"], ["mill"]),
    ("Police held men suspected of burning a mill.", "burning", "other", ["men"], ["mill"]),
    # where somebody is hit is no target; what is fired at something has one
    ("The patrol was ambushed at the bridge.", "ambushed", "ground_attack", [], ["patrol"]),
    ("Gunmen attacked pilgrims on the road.", "attacked", "ground_attack", ["Gunmen"], ["pilgrims"]),
    ("Rockets were fired at the harbour.", "fired", "shelling", [], ["Rockets", "harbour"]),
    ("Police fired on students marching to the palace.", "fired", "ground_attack", ["Police"], ["students"]),
    # a clash harms those whom it kills, and nobody else
    ("Clashes with the militia killed a boy.", "Clashes", "clash", ["militia"], ["boy"]),
    ("Fighting in the port has displaced families.", "Fighting", "clash", [], []),
    ("The navy fought a battle against smugglers.", "battle", "clash", ["navy", "smugglers"], []),
    # who gets it
    ("The ministry supplied rifles to the militia.", "supplied", "arms", ["ministry"], ["rifles", "militia"]),
    ("Medics gave first aid to a soldier.", "aid", "humanitarian", ["Medics"], ["soldier"]),
    # idioms of the doer
    ("Villagers were beaten at the hands of soldiers.", "beaten", "other", ["soldiers"], ["Villagers"]),
    ("Women described ill treatment at the hands of militiamen.", "treatment", "other", ["militiamen"], []),
    # talks: who comes to them, and not what they are on
    ("The envoy joined the general for talks on the border.", "talks", "negotiation", ["envoy", "general"], []),
    ("Delegates met in Geneva for talks on a truce.", "talks", "negotiation", ["Delegates"], []),
    # those who do it with others, however that is told
    ("The army, along with two militias, shelled the port.", "shelled", "shelling", ["army", "militias"], ["port"]),
    ("The navy, together with gunmen, raided the port.", "raided", "ground_attack", ["navy", "gunmen"], ["port"]),
    ("Troops along the border shelled the port.", "shelled", "shelling", ["Troops"], ["port"]),
    ("With gunmen near, troops shelled the port.", "shelled", "shelling", ["troops"], ["port"]),
    ("Chad is working with its allies to support rebels.", "support", "other", ["Chad", "allies"], ["rebels"]),
    ("Kenya, the bloc and the council are backing talks.", "backing", "other", ["Kenya", "bloc", "council"], ["talks"]),
    # who is behind it, unless that is denied
    ("Police hunted a man believed to be responsible for the blast.", "blast", "bombing", ["man"], []),
    ("The men behind the raid fled.", "raid", "ground_attack", ["men"], []),
    ("Ten guards were involved in the raid.", "raid", "ground_attack", ["guards"], []),
    ("The guards were not involved in the raid.", "raid", "ground_attack", [], []),
    ("The militia denied it was behind the raid.", "raid", "ground_attack", [], []),
    # who has the town when it falls
    ("Officials feared the fall of the town to the rebels.", "fall", "territory_gained", ["rebels"], ["town"]),
    ("The fall of the town to be filmed was near.", "fall", "territory_gained", [], ["town"]),
    # a noun of harm with "of" has its doer before it
    ("The army's killing of two boys shocked many.", "killing", "casualties", ["army"], ["boys"]),
    ("The army's losses mounted.", "losses", "casualties", [], ["army"]),
]


def _anything(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN")


@pytest.mark.parametrize(("text", "trigger", "kind", "agents", "targets"), GRAMMAR)
def test_roles(nlp: Language, text: str, trigger: str, kind: str, agents: list[str], targets: list[str]) -> None:
    [head] = [token for token in nlp(text) if token.text == trigger]
    found = roles(head, kind, _anything, _anything)
    assert [token.text for token in found.agents] == agents
    assert [token.text for token in found.targets] == targets


MODIFIERS = [
    ("Relentless Russian attacks on the town went on.", "attacks", "ground_attack", ["Russian"], ["town"]),
    ("Russian and Syrian raids on the town went on.", "raids", "air_strike", ["Russian", "Syrian"], ["town"]),
]


@pytest.mark.parametrize(("text", "trigger", "kind", "agents", "targets"), MODIFIERS)
def test_modifier_that_can_act_is_a_participant(
    nlp: Language, text: str, trigger: str, kind: str, agents: list[str], targets: list[str]
) -> None:
    [head] = [token for token in nlp(text) if token.text == trigger]
    found = roles(head, kind, lambda token: token.text in ("Russian", "Syrian"), _anything)
    assert [token.text for token in found.agents] == agents
    assert [token.text for token in found.targets] == targets


# text, trigger, (words, actor) of the agents, (words, actor) of the targets; None is no known actor
FILLERS = [
    (
        "Saudi-led coalition air strikes on Sanaa killed three people.",
        "air strikes",
        [("Saudi-led coalition", "Saudi-led coalition")],
        [("Sanaa", None), ("three people", "three people")],
    ),
    (
        "Clashes between Fano militiamen and Ethiopian troops erupted in Gondar.",
        "Clashes",
        [("Fano militiamen", "Fano"), ("Ethiopian troops", "Ethiopian troops")],
        [],
    ),
    (
        "Hezbollah and Israel exchanged fire across the border.",
        "exchanged fire",
        [("Hezbollah", "Hezbollah"), ("Israel", "Israel")],
        [],
    ),
    (
        "Some of the fighters were captured by the police.",
        "captured",
        [("the police", "police")],
        [("the fighters", "fighters")],
    ),
    (
        "Turkey accused Kurdish fighters of shelling the border town.",
        "shelling",
        [("Kurdish fighters", "Kurdish fighters")],
        [("the border town", None)],
    ),
    (
        "The guerrillas carried out an ambush on a convoy near Morazan.",
        "ambush",
        [("The guerrillas", "guerrillas")],
        [("a convoy", "convoy")],
    ),
    (
        "Doctors accused the militia of massacring villagers in the valley.",
        "massacring",
        [("the militia", "militia")],
        [("villagers", "villagers")],
    ),
    ("Lang Son has been fought over since February.", "fought over", [], []),
]
Fillers = list[tuple[str, str | None]]


@pytest.mark.pipeline
@pytest.mark.parametrize(("text", "trigger", "agents", "targets"), FILLERS)
def test_fillers(text: str, trigger: str, agents: Fillers, targets: Fillers) -> None:
    report = reports.parse(text)
    names = {actor.id: actor.name for actor in report.actors}
    [claim] = [claim for claim in report.claims if claim.trigger.text == trigger]
    assert [(filler.text, names.get(filler.actor or "")) for filler in claim.agents] == agents
    assert [(filler.text, names.get(filler.actor or "")) for filler in claim.targets] == targets


@pytest.mark.pipeline
def test_a_name_that_hangs_by_its_adjective_is_an_agent() -> None:
    report = reports.parse("Shelling by the paramilitary Rapid Support Forces of a market killed 19 people on Sunday.")
    [claim] = report.claims
    assert [filler.text for filler in claim.agents] == ["the paramilitary Rapid Support Forces"]


@pytest.mark.pipeline
def test_who_dies_in_a_gunfight_with_others_fought_them() -> None:
    report = reports.parse("The rebel commander Idris Kalo died after a gunfight with police near Goma on Friday.")
    [claim] = [claim for claim in report.claims if claim.type == "clash"]
    assert sorted(filler.text for filler in claim.agents) == ["The rebel commander Idris Kalo", "police"]
    assert [filler.text for filler in claim.targets] == ["The rebel commander Idris Kalo"]


@pytest.mark.pipeline
@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("Two civilians were killed in clashes between the army and rebels near Goma.", ["rebels", "the army"]),
        ("A girl was killed in clashes with police in Goma.", ["police"]),
        ("Clashes between gunmen and police in Goma left 20 soldiers dead.", ["gunmen", "police"]),
        ("Journalist Ruth Okello was killed in clashes with police in Goma.", ["police"]),
    ],
)
def test_who_is_only_harmed_in_a_clash_does_not_fight(text: str, agents: list[str]) -> None:
    [claim] = [claim for claim in reports.parse(text).claims if claim.type == "clash"]
    assert sorted(filler.text for filler in claim.agents) == agents


@pytest.mark.pipeline
@pytest.mark.parametrize("jets", ["Israeli jets", "Israeli F-16 fighter jets"])
def test_operator_of_a_weapon_is_the_agent(jets: str) -> None:
    report = reports.parse(f"{jets} bombed a warehouse in Latakia.")
    [claim] = report.claims
    [agent] = claim.agents
    [actor] = [actor for actor in report.actors if actor.id == agent.actor]
    assert (agent.text, actor.kind, actor.country) == (jets, "military", "ISR")


@pytest.mark.pipeline
@pytest.mark.parametrize(
    ("text", "agent", "country"),
    [
        ("South Sudanese helicopters bombed rebels near Malakal.", "South Sudanese helicopters", "SSD"),
        ("North Korean shelling of Yeonpyeong killed two marines.", "North Korean", "PRK"),
        ("Sudanese shelling of Heglig killed two men.", "Sudanese", "SDN"),
    ],
)
def test_an_adjective_of_two_words_is_of_its_own_country(text: str, agent: str, country: str) -> None:
    report = reports.parse(text)
    [filler] = report.claims[0].agents
    [actor] = [actor for actor in report.actors if actor.id == filler.actor]
    assert (filler.text, actor.country) == (agent, country)
    assert actor.name == agent.removesuffix(" helicopters")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Soldiers sealed off the town of Djibo on Monday.", "town"),  # ground is the target of a siege
        ("Nobody was killed in the blast in Djibo.", "Nobody"),
        ("The brigade lost nine soldiers near Djibo.", "nine soldiers"),  # and not the brigade
    ],
)
def test_who_or_what_is_a_target(text: str, target: str) -> None:
    claims = reports.parse(text).claims
    assert any(target in filler.text for claim in claims for filler in claim.targets)


@pytest.mark.pipeline
def test_they_who_target_a_hospital_are_no_wounded() -> None:
    report = reports.parse(
        "Doctors blamed the rebels for the strike, which they said wounded 31 others. "
        '"They have targeted a hospital before," a doctor said.'
    )
    names = {actor.id: actor.name for actor in report.actors}
    claim = next(claim for claim in report.claims if claim.trigger.text == "targeted")
    assert [names[agent.actor or ""] for agent in claim.agents] == ["rebels"]


@pytest.mark.pipeline
@pytest.mark.parametrize("text", ["Kenyan troops entered Somalia on Monday.", "The last Cuban troops left Angola."])
def test_lands_that_troops_enter_or_leave_are_no_targets(text: str) -> None:
    [claim] = reports.parse(text).claims
    assert claim.targets == ()


@pytest.mark.pipeline
def test_lands_that_soldiers_come_from_are_not_killed() -> None:
    report = reports.parse("Thirteen peacekeepers from South Africa, Malawi and Uruguay were killed near Goma.")
    assert [target.text for target in report.claims[0].targets] == ["Thirteen peacekeepers"]


DISCLAIMED = [
    ("No group has claimed the blast, which killed six people in Kabul.", "blast", []),
    ("None of the factions claimed Sunday's car bombing in Kirkuk, in which four policemen died.", "car bombing", []),
    ("No militia carried out raids in Ituri on Monday.", "raids", ["No militia"]),
    ("Islamic State claimed the bombing of a bus in Quetta.", "bombing", ["Islamic State"]),
]


@pytest.mark.pipeline
@pytest.mark.parametrize(("text", "trigger", "agents"), DISCLAIMED)
def test_an_attack_that_nobody_claimed_was_not_done_by_nobody(text: str, trigger: str, agents: list[str]) -> None:
    [claim] = [claim for claim in reports.parse(text).claims if claim.trigger.text == trigger]
    assert [agent.text for agent in claim.agents] == agents
