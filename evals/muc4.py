"""Role fillers of MUC-4 from the claims of a report, scored by CEAF-REE.

    python -m evals.muc4 FILE [--limit N]

FILE is a split of MUC-4 as Du et al. (EACL 2021) prepared it: JSON lines with `doctext` (lower case) and `extracts`.
It is not part of this project. Of MUC's rules for what a template is, the mapping takes these:

- Incidents are attacks, bombings, killings, kidnappings and destruction that happened. Clashes are none, nor is what is
  done to armed men and no thing, nor what a state does, unless to people who bear no arms; its arrests are none either.
- Perpetrators are the agents of claims that harm people or things, or tell of a bombing or a kidnapping, and armed
  groups that are blamed or claim responsibility. A body with a name, or one of a state, is an organisation. People told
  by a common noun ("guerrillas") are individuals, as are persons and groups without a name; "ELN guerrillas" is both.
- Victims are persons with a name: MUC has a field for names, and the data took no other. Titles are no part of them,
  and a surname stands for the fullest name in the story.
- Targets are things, places and unarmed bodies. Of "the windows of the house" the house is, "80 percent" is nothing.
- Weapons are what kills or explodes; vehicles and aircraft are not.

One thing is given once: of targets of which one's words end the other's the shorter, of weapons with one head noun the
first, of a person the fullest name. An entity that is found counts if each of its mentions is a mention of the gold
entity that it is matched with, one to one; mentions are compared without articles and punctuation.
"""

from __future__ import annotations

import json
import re
import string
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals import command
from evals.metrics import Found
from reports import lexicons, words
from reports.records import Actor, ActorKind, Claim, ClaimType, MentionForm, Modality, Polarity, Report

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
ATTACKS = frozenset({ClaimType.GROUND_ATTACK, ClaimType.SHELLING, ClaimType.BOMBING, ClaimType.DESTRUCTION})
VIOLENT = ATTACKS | {ClaimType.AIR_STRIKE, ClaimType.CAPTURE, ClaimType.CASUALTIES}
DEEDS = frozenset({ClaimType.BOMBING, ClaimType.CAPTURE})  # tell of an incident though they name no target
STATE = frozenset({ActorKind.MILITARY, ActorKind.POLICE, ActorKind.GOVERNMENT, ActorKind.INTELLIGENCE})
ARMED = frozenset({ActorKind.MILITARY, ActorKind.ARMED_GROUP, ActorKind.PRIVATE_MILITARY})
UNARMED = frozenset({ActorKind.PERSON, ActorKind.CIVILIAN, ActorKind.GOVERNMENT, ActorKind.PARTY, ActorKind.NGO})
BODIES = frozenset(
    {ActorKind.COMPANY, ActorKind.NGO, ActorKind.MEDIA, ActorKind.PARTY, ActorKind.GOVERNMENT, ActorKind.OTHER}
)
WEAPONS = frozenset(
    "bomb ied explosive mine grenade rocket missile mortar machine_gun small_arms anti_tank incendiary".split()
)
TITLES = frozenset("mr mrs ms miss dr msgr father monsignor don sir col gen lt capt maj sgt".split())
NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?"
PARTS = (
    "sections? parts? windows? fronts? facades? sides? walls? outside areas? doors? gates? entrances? roofs? "
    "glass blinds material equipment".replace(" ", "|")
)
ALLEGED = re.compile(r"^((the|these|those|some|a|an|alleged|suspected|presumed|other|so-called) )+")
BEFORE_THINGS = re.compile(
    rf"^(((the|a|an) )?(front )?({PARTS}|{NUMBERS}) of "
    r"|(the|an?|its|his|her|their|our|this|that|these|those|some|several|various|many|numerous|another|other|over) "
    rf"|(at least|more than|about|approximately|nearly|\d[\d.,]*|{NUMBERS}|(the )?country's) )+"
)
NOTHING = re.compile(
    rf"[\d., %$]*|{NUMBERS}|{PARTS}|several|none|others?|those|it|them|us|anyone"
    r"|.*\b(percent|pesos|dollars|million|people|persons|residents|president|terrorism|crime|time|economy|resources"
    r"|streets?|avenue|neighborhood|road|highway|positions?)"
)
ARTICLES = re.compile(r"\b(a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)

Entities = dict[str, list[set[str]]]


def normal(mention: str) -> str:
    """A mention as it is compared."""
    return " ".join(ARTICLES.sub(" ", mention.lower().translate(PUNCTUATION)).split())


def fillers(report: Report) -> Entities:
    """Entities by role, each with one mention; one thing once."""
    reader = Reader(report)
    found: dict[str, dict[str, None]] = {role: {} for role in ROLES}
    for claim in report.claims:
        if claim.modality == Modality.ACTUAL and claim.polarity == Polarity.AFFIRMED:
            for role, mention in reader.roles(claim):
                if normal(mention):
                    found[role].setdefault(normal(mention))
    once = {role: list(mentions) for role, mentions in found.items()}
    once["Target"] = [one for one in once["Target"] if not any(one.endswith(f" {other}") for other in once["Target"])]
    once["Weapon"] = list({one.split()[-1].removesuffix("s"): one for one in reversed(once["Weapon"])}.values())
    return {role: [{mention} for mention in mentions] for role, mentions in once.items()}


class Reader:
    """Reads the claims of one report as MUC-4's roles."""

    def __init__(self, report: Report) -> None:
        self.actors = {actor.id: actor for actor in report.actors}
        self.persons = [_untitled(actor) for actor in report.actors if _is_named_person(actor)]

    def roles(self, claim: Claim) -> Iterator[tuple[str, str]]:
        """Yields each role that the claim fills, with a mention."""
        if claim.type in VIOLENT:
            yield from self._of_incident(claim)
            return
        blamed = claim.targets if claim.type == ClaimType.ACCUSATION else ()
        owning = claim.agents if "responsib" in claim.trigger.text.lower() else ()
        for filler in (*blamed, *owning):
            actor = self.actors.get(filler.actor or "")
            if actor is not None and actor.kind == ActorKind.ARMED_GROUP:
                yield from self._perpetrator(actor, filler.text)

    def _of_incident(self, claim: Claim) -> Iterator[tuple[str, str]]:
        agents = [(self.actors[one.actor], one.text) for one in claim.agents if one.actor in self.actors]
        targets = [self.actors[one.actor] for one in claim.targets if one.actor in self.actors]
        things = [named for one in claim.targets if one.actor is None and (named := thing(one.text))]
        unarmed = any(actor.kind in UNARMED for actor in targets)
        by_state = bool(agents) and all(actor.kind in STATE for actor, _ in agents)
        if by_state and (not unarmed or claim.type == ClaimType.CAPTURE):
            return
        if targets and not things and all(actor.kind in ARMED for actor in targets):
            return
        if unarmed or things or claim.type in DEEDS:
            for actor, said in agents:
                yield from self._perpetrator(actor, said)
        if "arrest" not in (claim.codes.plover or ""):
            yield from (("Victim", self._fullest(_untitled(one))) for one in targets if _is_named_person(one))
        if claim.type in ATTACKS and not by_state:
            yield from (("Target", thing(one.name)) for one in targets if one.kind in BODIES and _is_body(one))
            yield from (("Target", named) for named in things)
        yield from (("Weapon", gear.text.removesuffix(" fire")) for gear in claim.equipment if gear.category in WEAPONS)

    def _fullest(self, name: str) -> str:
        return max([name, *(one for one in self.persons if f" {name} " in f" {one} ")], key=len)

    def _perpetrator(self, actor: Actor, said: str) -> Iterator[tuple[str, str]]:
        """`said`: the words of the claim."""
        if actor.kind == ActorKind.PERSON:
            if _is_named_person(actor):
                yield "PerpInd", _untitled(actor)
        elif actor.canonical is not None:
            yield "PerpOrg", _known_name(actor)
            last = said.split()[-1]
            noun = words.actor_nouns().get(last.lower())
            if noun is not None and noun.person and noun.kind == ActorKind.ARMED_GROUP:
                yield "PerpInd", last
        elif not _is_body(actor):
            yield "PerpInd", ALLEGED.sub("", actor.name)
            body = self.actors.get(actor.of or "")
            if body is not None and body.kind == ActorKind.ARMED_GROUP and _is_body(body):
                yield from self._perpetrator(body, body.name)
        elif actor.kind in STATE or " " in actor.name:
            named = any(one.form == MentionForm.NAME for one in actor.mentions)
            if named or actor.kind in STATE | {ActorKind.ARMED_GROUP}:
                yield "PerpOrg", actor.name
            elif actor.kind == ActorKind.CIVILIAN:  # "a political group"
                yield "PerpInd", actor.name


def thing(text: str) -> str:
    """What is hit, without articles, counts and words for a part of it; nothing if no thing is."""
    bare = BEFORE_THINGS.sub("", text.lower())
    return "" if NOTHING.fullmatch(bare) else bare


def _untitled(actor: Actor) -> str:
    return " ".join(word for word in actor.name.split() if word.lower().strip(".") not in TITLES)


def _is_named_person(actor: Actor) -> bool:
    return actor.kind == ActorKind.PERSON and any(one.form == MentionForm.NAME for one in actor.mentions)


def _is_body(actor: Actor) -> bool:
    """Whether an actor is one body and not people: "the national front", not "armed men", "groups", "a soldier"."""
    last = actor.name.split()[-1].lower()
    noun = words.actor_nouns().get(last)
    return noun is None or not (noun.person or last.endswith("s"))


def _known_name(actor: Actor) -> str:
    """The longest name of the lexicon in an actor's, without the people who bear it ("ELN guerrillas")."""
    surfaces = (one for entry in lexicons.actors().values() if entry.name == actor.canonical for one in entry.surfaces)
    nouns = words.actor_nouns()
    known = {lexicons.fold(one) for one in surfaces if not (noun := nouns.get(one.split()[-1].lower())) or noun.group}
    said = actor.name.split()
    spans = (" ".join(said[i:j]) for i in range(len(said)) for j in range(i + 1, len(said) + 1))
    return max((one for one in spans if lexicons.fold(one) in known), key=len, default=actor.name)


def matched(gold: Sequence[set[str]], found: Sequence[set[str]]) -> int:
    """The most pairs of a gold entity and one found whose mentions are all among its own (augmenting paths)."""
    partner: dict[int, int] = {}

    def place(column: int, seen: set[int]) -> bool:
        for row, entity in enumerate(gold):
            if found[column] <= entity and row not in seen:
                seen.add(row)
                if row not in partner or place(partner[row], seen):
                    partner[row] = column
                    return True
        return False

    return sum(place(column, set()) for column in range(len(found)))


def score(lines: Sequence[str]) -> dict[str, Found]:
    """Figures by role, and of all."""
    import reports

    figures = {role: Found() for role in (*ROLES, "all")}
    for line in lines:
        document = json.loads(line)
        found = fillers(reports.parse(document["doctext"]))
        for role in ROLES:
            gold = [
                {normal(mention[0]) for mention in entity} for entity in document["extracts"].get(role, []) if entity
            ]
            counts = (matched(gold, found[role]), len(found[role]), len(gold))
            figures[role].add(*counts)
            figures["all"].add(*counts)
    return figures


def main() -> int:
    """Prints a line a role."""
    parser = command.parser("muc4", __doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int, help="only so many documents")
    arguments = parser.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    command.show(command.rows(score(lines[: arguments.limit]), 8))
    return 0


if __name__ == "__main__":
    sys.exit(main())
