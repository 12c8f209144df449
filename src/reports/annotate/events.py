"""Event triggers: the words that name an attack, a capture, a flight, a truce.

Candidates come from the trigger lexicon; whether a word names an event of its type in this sentence is told by
its part of speech, its subject and object, the weapons beside it, and whether the story is about armed conflict
at all. Folding of results into their cause and dropping of repeats needs the arguments: `reports.resolve.claims`.
"""

from __future__ import annotations

import json
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from reports import lexicons, triggers, words
from reports.annotate import grammar, layers
from reports.records import ActorKind, ClaimType
from reports.triggers import TriggerEntry

FORCES = frozenset({ActorKind.MILITARY, ActorKind.ARMED_GROUP, ActorKind.POLICE, ActorKind.PRIVATE_MILITARY})
ATTACKS = frozenset(
    {ClaimType.GROUND_ATTACK, ClaimType.SHELLING, ClaimType.AIR_STRIKE, ClaimType.BOMBING, ClaimType.CLASH}
)
AIR = frozenset({"aircraft", "helicopter", "drone", "loitering_munition", "bomb", "guided_bomb"})
FIRE = frozenset(
    "artillery mortar rocket multiple_rocket_launcher ballistic_missile cruise_missile missile anti_tank ammunition "
    "cluster_munition incendiary tank ship".split()
)
PLANTED = frozenset({"ied", "mine", "explosive", "grenade"})
GUNS = frozenset({"small_arms", "machine_gun"})
FLYING = AIR | FIRE - {"artillery", "mortar", "tank", "ship", "ammunition"}


@cache
def noun_classes() -> dict[str, frozenset[str]]:
    """Class of thing ("aid", "arms", "talks", "bomber") -> lemmas."""
    data: dict[str, list[str]] = json.loads(lexicons.data_file("noun_classes.json").read_text("utf8"))
    return {name: frozenset(lemmas) for name, lemmas in data.items()}


@cache
def other_domains() -> dict[str, frozenset[str]]:
    """Domain that borrows words of war ("sport") -> words that give it away."""
    data: dict[str, list[str]] = json.loads(lexicons.data_file("other_domains.json").read_text("utf8"))
    return {name: frozenset(items) for name, items in data.items()}


def type_by_means(categories: set[str]) -> ClaimType | None:
    """The attack type that weapon categories tell, or None."""
    if categories & AIR:
        return ClaimType.AIR_STRIKE
    if categories & FIRE:
        return ClaimType.SHELLING
    if categories & PLANTED:
        return ClaimType.BOMBING
    return ClaimType.GROUND_ATTACK if categories & GUNS else None


class EventFinder:
    """Finds the triggers of one Doc."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.mention_at = {mention["head"]: mention for mention in layers.get(doc, "mentions")}
        self.gear_at: list[str | None] = [None] * len(doc)
        for gear in layers.get(doc, "equipment"):
            for index in range(gear["start"], gear["end"]):
                self.gear_at[index] = gear["category"]
        self.timed = bytearray(len(doc))
        for time in layers.get(doc, "times"):
            self.timed[time["start"] : time["end"]] = b"\x01" * (time["end"] - time["start"])
        self.taken = bytearray(len(doc))
        self.events: list[layers.EventMention] = []
        self.type_at: dict[int, ClaimType] = {}

    def find(self) -> list[layers.EventMention]:
        """All triggers ordered by start, none overlapping. Empty when the story is not about armed conflict."""
        self._phrases()
        for pos, fits in (("noun", self._noun), ("adj", self._adjective), ("verb", self._verb)):
            index = triggers.by_word(pos)
            for token in self.doc:
                if not self.taken[token.i] and not self.timed[token.i]:
                    fits(token, index)
        if not self._about_conflict():
            return []
        return sorted(self.events, key=lambda event: event["start"])

    # -- candidates -------------------------------------------------------------------------------------

    def _phrases(self) -> None:
        first_words = triggers.phrases()
        for token in self.doc:
            if self.taken[token.i]:
                continue
            candidates = first_words.get(token.lower_) or first_words.get(token.lemma_.lower())
            for phrase, entry in candidates or ():
                end = self._phrase_end(token.i, phrase)
                if end is not None and self._phrase_fits(token.i, end, entry):
                    self._add(token.i, end, self.doc[token.i : end].root, entry)
                    break

    def _phrase_end(self, start: int, phrase: tuple[str, ...]) -> int | None:
        if start + len(phrase) > len(self.doc):
            return None
        for offset, word in enumerate(phrase):
            token = self.doc[start + offset]
            by_lemma = word == token.lemma_.lower() and (offset == 0 or token.pos_ != "VERB")
            if self.taken[token.i] or not (word == token.lower_ or by_lemma):
                return None
        return start + len(phrase)

    def _phrase_fits(self, start: int, end: int, entry: TriggerEntry) -> bool:
        head = self.doc[start:end].root
        if head.dep_ == "compound" and head.head.i >= end and self._is_event_noun(head.head):
            return False  # "peace deal talks": the head noun names the event
        return self._participants_fit(head, entry)

    def _is_event_noun(self, token: Token) -> bool:
        return token.lemma_.lower() in triggers.by_word("noun")

    def _noun(self, token: Token, index: dict[str, tuple[TriggerEntry, ...]]) -> None:
        if token.pos_ not in ("NOUN", "PROPN") and not (
            token.pos_ == "VERB" and token.dep_ in ("pobj", "dobj", "nsubj", "compound")
        ):
            return
        entries = index.get(token.lemma_.lower()) or index.get(token.lower_)
        if not entries or self._inside_name(token):
            return
        if token.dep_ == "compound" and token.head.i > token.i and token.head.pos_ in ("NOUN", "PROPN"):
            return  # "attack helicopter", "ceasefire deal": the head decides
        for entry in entries:
            if self._noun_fits(token, entry):
                self._add(token.i, token.i + 1, token, entry)
                return

    def _inside_name(self, token: Token) -> bool:
        mention = self.mention_at.get(token.i)
        return mention is not None and mention["form"] == "name"

    def _noun_fits(self, token: Token, entry: TriggerEntry) -> bool:
        if entry.obj:
            targets = [
                *grammar.prepositional(token, "of", "on", "in"),
                *(kid for kid in token.children if kid.dep_ == "compound"),
            ]
            if not any(self.classes(target) & set(entry.obj) for target in targets):
                return False
        if entry.mods and not self._modified(token, entry.mods) and not self._does_harm(token):
            return False
        return self._participants_fit(token, entry)

    @staticmethod
    def _does_harm(token: Token) -> bool:
        """ "The operation killed 30": what kills is an attack."""
        return token.dep_ == "nsubj" and token.head.lemma_ in ("kill", "wound", "injure", "destroy")

    def _modified(self, token: Token, mods: tuple[str, ...]) -> bool:
        wanted = set(mods)
        for kid in token.children:
            if kid.dep_ in ("amod", "compound", "poss", "nmod") and (
                kid.lower_ in wanted or self.classes(kid) & wanted
            ):
                return True
            if kid.lower_ in ("by", "against", "with", "between", "from", "for") and any(
                self.classes(noun) & wanted for noun in kid.children
            ):
                return True
        verb = token.head
        if token.dep_ == "dobj" and verb.pos_ == "VERB":
            doer = grammar.subject(verb)
            return doer is not None and bool(self.classes(doer) & wanted)
        return False

    def _adjective(self, token: Token, index: dict[str, tuple[TriggerEntry, ...]]) -> None:
        if token.pos_ not in ("ADJ", "VERB") or token.dep_ not in (
            "acomp",
            "attr",
            "oprd",
            "ROOT",
            "conj",
            "ccomp",
            "dobj",
        ):
            return
        for entry in index.get(token.lower_, ()):
            if self._participants_fit(token.head if token.dep_ in ("acomp", "attr", "oprd") else token, entry):
                start = token.i - 1 if token.i and self.doc[token.i - 1].lower_ in ("most", "more", "very") else token.i
                self._add(start, token.i + 1, token, entry)
                return

    def _verb(self, token: Token, index: dict[str, tuple[TriggerEntry, ...]]) -> None:
        if token.pos_ != "VERB" or (token.dep_ == "amod" and not any(kid.dep_ == "agent" for kid in token.children)):
            return
        lemma = token.lemma_.lower()
        particle = grammar.particle(token)
        entries = (index.get(f"{lemma} {particle}") if particle else None) or index.get(lemma)
        for entry in entries or ():
            if self._verb_fits(token, entry):
                end = token.i + 1
                if particle and self.doc[min(end, len(self.doc) - 1)].dep_ == "prt":
                    end += 1
                self._add(token.i, end, token, entry)
                return

    def _verb_fits(self, token: Token, entry: TriggerEntry) -> bool:
        if entry.prep and not any(kid.dep_ in ("prep", "prt") and kid.lower_ in entry.prep for kid in token.children):
            return False
        doer, target = grammar.subject(token), grammar.object_(token)
        if entry.subj and not self._slot_fits(doer, entry.subj):
            return False
        if entry.obj and not self._slot_fits(target, entry.obj):
            return False
        return self._participants_fit(token, entry)

    def _slot_fits(self, noun: Token | None, wanted: tuple[str, ...]) -> bool:
        if noun is None:
            return "none" in wanted
        if "any" in wanted:
            return True
        return any(self.classes(token) & set(wanted) for token in grammar.with_conjuncts(noun))

    def _participants_fit(self, head: Token, entry: TriggerEntry) -> bool:
        """A weak trigger needs somebody or some place of the conflict among its arguments."""
        if not entry.weak:
            return True
        nearby = [grammar.subject(head), grammar.object_(head)] if head.pos_ in ("VERB", "AUX") else []
        nearby += list(grammar.prepositional(head))
        nearby += [kid for kid in head.children if kid.dep_ in ("poss", "compound", "amod", "nsubj")]
        nearby += [
            noun
            for kid in head.children
            if kid.dep_ in ("relcl", "acl")
            for noun in (grammar.subject(kid), grammar.by_agent(kid))
        ]
        if head.pos_ in ("NOUN", "PROPN"):
            nearby += [grammar.subject(grammar.clause_head(head)), grammar.object_(grammar.clause_head(head))]
        wanted = {"force", "actor", "place", "event", "weapon"}
        return any(self.classes(noun) & wanted for noun in nearby if noun is not None and noun is not head)

    # -- classes and means ------------------------------------------------------------------------------

    def classes(self, token: Token) -> set[str]:
        """What kinds of participant a token may be: place, force, person, actor, weapon, air, event, number, thing …"""
        found: set[str] = set()
        mention = self.mention_at.get(token.i)
        if mention is not None:
            found |= self._mention_classes(mention)
        if self.gear_at[token.i] is not None:
            found.add("weapon")
            if self.gear_at[token.i] in FLYING:
                found.add("air")
        event = self.type_at.get(token.i)
        if event is not None:
            found.add("event")
            if event in ATTACKS:
                found.add("event-attack")
        if token.pos_ == "NUM":
            found |= {"number", "person"}
        if token.ent_type_ == "NORP" and token.pos_ == "ADJ":
            found |= {"actor"}
        found = found or {"thing"}
        lemma = token.lemma_.lower()
        for name, lemmas in noun_classes().items():
            if lemma in lemmas:
                found.add("event-talks" if name == "talks" else name)
        part = grammar.whole_of(token)
        return found | self.classes(part) if part is not None else found

    def _mention_classes(self, mention: layers.EntityMention) -> set[str]:
        label = mention["label"]
        if label == "Pronoun":
            return (
                {"actor", "person", "force", "place", "thing"}
                if mention["noun"] in ("it", "they", "them")
                else {"actor", "person", "force"}
            )
        if label == "Location":
            return {"place"}
        if label == "Country":
            return {"place", "actor"}
        if mention["kind"] in FORCES:
            return {"force", "actor", "person"}
        if label in ("Person", "People") or mention["kind"] in (ActorKind.CIVILIAN, ActorKind.PERSON):
            return {"person", "crowd"} if mention["plural"] and label != "Person" else {"person"}
        noun = words.actor_nouns().get(mention["noun"] or "")
        if label == "Group" and (mention["role"] or (noun is not None and noun.person)):
            return {"actor", "person"}
        return {"actor"}

    def means(self, head: Token) -> set[str]:
        """Categories of the weapons that the clause says it was done with."""
        doer = grammar.subject(head) if head.pos_ == "VERB" else None
        nouns = [kid for kid in head.children if kid.dep_ in ("compound", "amod", "nmod")]
        nouns += [noun for noun in (doer, grammar.object_(head) if head.pos_ == "VERB" else None) if noun is not None]
        nouns += list(grammar.prepositional(head, "with", "by", "using", "from", "of", "involving"))
        verb = grammar.clause_head(head)
        if head.pos_ != "VERB" and head.dep_ in ("dobj", "nsubjpass") and verb.pos_ == "VERB":
            nouns += list(grammar.prepositional(verb, "with", "by", "using"))
            doer = grammar.subject(verb)
            nouns += [doer] if doer is not None else []
        nouns += [
            noun for kid in head.children if kid.dep_ == "advcl" and kid.lower_ == "using" for noun in kid.children
        ]
        found = {self.gear_at[other.i] or "" for noun in nouns for other in grammar.with_conjuncts(noun)}
        if any(noun.lemma_.lower() in noun_classes()["air_words"] for noun in nouns):
            found.add("aircraft")
        return found - {""}

    def _type(self, head: Token, entry: TriggerEntry) -> ClaimType:
        told = type_by_means(self.means(head)) if entry.means or entry.bomb or entry.generic else None
        if told is not None and entry.type is not ClaimType.REPELLED:
            return told
        if entry.bomb:
            return self._bombed(head)
        if entry.generic and not any(self._fights(doer, head) for doer in self._doers(head)):
            return ClaimType.OTHER
        return entry.type

    def _fights(self, doer: Token, head: Token) -> bool:
        """Whether who attacks tells that it was on the ground: troops do, and fighters who are said to attack."""
        mention = self.mention_at.get(doer.i)
        if mention is None or mention["kind"] not in FORCES:
            return False
        return mention["kind"] == ActorKind.MILITARY or (head.pos_ == "VERB" and mention["label"] == "Group")

    def _bombed(self, head: Token) -> ClaimType:
        """Bombs of a state's forces fall from the air; of others they are planted, unless something tells."""
        for doer in self._doers(head):
            mention = self.mention_at.get(doer.i)
            if mention is not None and mention["kind"] in (ActorKind.MILITARY, ActorKind.GOVERNMENT, "country"):
                return ClaimType.AIR_STRIKE
            if doer.ent_type_ == "NORP":
                return ClaimType.AIR_STRIKE
        return ClaimType.AIR_STRIKE if head.pos_ == "VERB" and not grammar.is_passive(head) else ClaimType.BOMBING

    def _doers(self, head: Token) -> list[Token]:
        if head.pos_ == "VERB":
            doer = grammar.subject(head)
            return grammar.with_conjuncts(doer) if doer is not None else []
        doers = [kid for kid in head.children if kid.dep_ in ("poss", "compound", "amod", "nmod")]
        doers += list(grammar.prepositional(head, "by", "from"))
        verb = grammar.clause_head(head)
        if head.dep_ == "dobj" and verb.pos_ == "VERB":
            doer = grammar.subject(verb)
            doers += grammar.with_conjuncts(doer) if doer is not None else []
        return doers

    def _add(self, start: int, end: int, head: Token, entry: TriggerEntry) -> None:
        kind = self._type(head, entry)
        self.taken[start:end] = b"\x01" * (end - start)
        self.type_at[head.i] = kind
        self.events.append({"start": start, "end": end, "head": head.i, "type": str(kind), "rule": entry.id})

    def _about_conflict(self) -> bool:
        """Words of war are used of sport and markets too: a story needs a force, a weapon or an unmistakable event."""
        forces = sum(mention["kind"] in FORCES for mention in self.mention_at.values())
        gear = len(layers.get(self.doc, "equipment"))
        sure = sum(event["rule"] in _UNMISTAKABLE for event in self.events) + sum(map(self._counts_dead, self.events))
        violent = sum(event["type"] in _VIOLENT for event in self.events) // (3 if len(self.doc) > _SHORT else 1)
        evidence = forces + gear + sure + violent
        return evidence > 0 and evidence >= self._about_other_things()

    def _about_other_things(self) -> int:
        """How many different words of the sports page, the stage or the markets the story uses; few are chance."""
        used = {token.lower_ for token in self.doc if token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ")}
        most = max(len(used & vocabulary) for vocabulary in other_domains().values())
        return 2 * most if most > 2 else 0

    def _counts_dead(self, event: layers.EventMention) -> bool:
        """Whether people are told as killed or hurt, with a number: "killed 19 people"."""
        if event["type"] != ClaimType.CASUALTIES:
            return False
        head = self.doc[event["head"]]
        patient = grammar.object_(head) if head.pos_ == "VERB" else None
        return patient is not None and (patient.pos_ == "NUM" or any(kid.dep_ == "nummod" for kid in patient.children))


_VIOLENT = frozenset({*map(str, ATTACKS), "casualties", "siege", "territory_gained", "capture"})
_SHORT = 60  # tokens: in a brief one act of violence is the story
_UNMISTAKABLE = frozenset(
    {"truce-np", "ceasefire-n", "air-strike-np", "shelling-np", "airstrike-n", "shelling-n", "blow-up", "bombing-n"}
)


class EventsComponent:
    """Writes `doc._.events`."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.events = EventFinder(doc).find()
        return doc


@Language.factory(
    "reports_events",
    assigns=["doc._.events"],
    requires=["token.dep", "token.pos", "token.lemma", "doc._.mentions", "doc._.equipment", "doc._.times"],
)
def make_events(nlp: Language, name: str) -> EventsComponent:
    """The factory of the events layer."""
    return EventsComponent()
