"""Whom descriptions ("the group", "its forces") and pronouns take up."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from reports import words
from reports.annotate import grammar
from reports.annotate.layers import EntityMention
from reports.annotate.participants import FORCES
from reports.lexicons import fold
from reports.records import ActorKind
from reports.resolve import vocabulary, wording
from reports.resolve.actor_keys import Keys
from reports.resolve.drafts import ActorDraft
from reports.resolve.offices import holder
from reports.resolve.roster import Roster, Seen, is_enemy

SINGULAR_SPEAKERS = frozenset({"i", "me", "my"})
PLURAL_SPEAKERS = frozenset({"we", "us", "our"})
SPEAKERS = SINGULAR_SPEAKERS | PLURAL_SPEAKERS
_HUMAN = frozenset({"he", "she", "him", "her", "his"}) | SINGULAR_SPEAKERS
_OBJECTS = frozenset({"him", "them"})  # in its own clause an object is not who does it
_STANDING = frozenset({"army", "military"})
_BRANCHES = ("air force", "navy", "coast guard", "marines")  # no other is called "the army"
PLURAL = frozenset({"they", "them", "their"})
_AT = frozenset({"in", "into", "inside", "near", "across", "from", "through", "around", "towards", "toward"})
_EDGES = frozenset({"border", "frontier", "boundary"})
_REACH = 60  # how many mentions back a description looks
_REACH_SENTENCES = 4
_WHOLE = 2.5  # "three of them" are rather of a number of people told than of those who did something to them
_TOLD = -4.0  # "one attacker was shot, he said": of whom a speaker tells, that is not he
_BODY_TOLD, _BODY_SPOKE = -0.9, 1.5  # "the rebels had fled, it said": rather who spoke before; but a body names itself
_AGAIN = 2  # how many sentences back who spoke is thought to go on
_NAMED = 0.5  # for whom a name was told: "he" is rather a person than "a militant"


class Antecedents:
    """Looks back from a description or pronoun for the actor that it means."""

    def __init__(self, doc: Doc, roster: Roster, keys: Keys) -> None:
        self.doc = doc
        self.roster = roster
        self.keys = keys

    def of_description(self, mention: EntityMention) -> int | None:
        """The actor that a description takes up: "its forces", "the group", "the ministry"; None if it is new."""
        owner = self._owner(mention)
        if owner is not None:
            return self._owned(mention, owner)
        person = holder(self.doc, mention, self.roster)
        if person is not None:
            return person
        noun = mention["noun"] or ""
        told = mention["definite"] or mention["plural"] or noun in _STANDING
        if mention["counted"] or not told or not self._is_bare(mention, noun):
            return None
        sender = self._fielded_by(mention)
        if sender is not None:
            return self._sent(mention, sender)
        if noun in vocabulary.coreference().enemies:
            return self.roster.find(("enemy",))
        found = self._latest(mention)
        return self._crowd(mention, noun) if found is None else found

    def _fielded_by(self, mention: EntityMention) -> int | None:
        """ "South Africa has troops in Goma": who has or sends forces that no other word tells of, or None."""
        known = vocabulary.coreference()
        token = self.doc[mention["head"]]
        if mention["definite"] or mention["noun"] not in known.armed_forces or token.dep_ != "dobj":
            return None
        subject = grammar.surface_subject(token.head) if token.head.lemma_ in known.fielding else None
        actor = self.roster.of_head.get(subject.i) if subject is not None else None
        if actor is None or self.roster.actors[actor].label == "Person":
            return None
        draft = self.roster.actors[actor]
        return actor if draft.kind in FORCES or (draft.kind == ActorKind.GOVERNMENT and draft.country) else None

    def _crowd(self, mention: EntityMention, noun: str) -> int | None:
        """ "The residents" are those "residents of Dilling" who were told last."""
        if not mention["definite"] or wording.whereabouts(self.doc[mention["head"]]):
            return None
        for seen in reversed(self.roster.recent[-_REACH:]):
            draft = self.roster.actors[seen.actor]
            if draft.label == "Group" and draft.plural and draft.noun == noun and not draft.counted:
                return seen.actor
        return None

    def of_pronoun(self, mention: EntityMention) -> int | None:
        """The actor that a pronoun takes up; None for "I" and "we", which need the speaker."""
        word = mention["noun"] or ""
        token = self.doc[mention["head"]]
        if word in SPEAKERS:
            return None
        if word == "who":
            noun = grammar.antecedent(token)
            return self.roster.of_head.get(noun.i) if noun != token else None
        return self._nearest(token, word)

    def force_before(self, token: Token) -> int | None:
        """The armed body that "they" or "it" stands for where it fights; subjects of the last sentences first."""
        return self._nearest(token, token.lower_, forces=True)

    def _is_bare(self, mention: EntityMention, noun: str) -> bool:
        """Whether no modifier tells the noun from others of its kind ("the terrorist group" is "the group")."""
        if mention["end"] > mention["head"] + 1:
            return False  # "the Ministry of Justice"
        if noun in vocabulary.coreference().armed_forces and wording.serves(self.doc[mention["head"]]):
            return False  # "forces loyal to Haftar"
        words = set(wording.head_phrase(self.doc[mention["head"]]).split())
        if mention["definite"]:
            words -= vocabulary.coreference().labels - {fold(noun)}
        if mention["definite"] and not mention["plural"] and noun in vocabulary.coreference().by_noun:
            words -= wording.allegiance(self.doc[mention["head"]])
        if _is_pointed_at(self.doc[mention["head"]]):
            words -= {fold(kid.lemma_) for kid in self.doc[mention["head"]].lefts if kid.pos_ == "ADJ"} - {fold(noun)}
        return words == {fold(noun)}

    def _latest(self, mention: EntityMention) -> int | None:
        fitting = [
            seen.actor
            for seen in reversed(self.roster.recent[-_REACH:])
            if may_mean(mention, self.roster.actors[seen.actor]) and not wording.is_backer(self.doc[seen.head])
        ]
        noun = mention["noun"]
        if noun in vocabulary.coreference().by_noun:  # "the group" is rather one with a name than "some rebels"
            fitting.sort(key=lambda actor: not self._is_known_body(actor))
        if wording.speaks(self.doc[mention["head"]]):  # who speaks again is rather one who spoke before
            fitting = [actor for actor in fitting if not self.roster.actors[actor].counted]
            fitting.sort(key=lambda actor: actor not in self.roster.spoke)
        if noun in _STANDING:  # "the army" is never "40 soldiers", and rather one called so than "Rwandan troops"
            fitting = [
                actor
                for actor in fitting
                if not self.roster.actors[actor].counted and not self.roster.is_of_state(self.roster.actors[actor].of)
            ]
            fitting.sort(key=lambda actor: noun not in fold(self.roster.actors[actor].name).split())
        elif noun in vocabulary.coreference().government:
            # "the government" is rather one that was called so, and none of a land that is only a place
            acting = {seen.actor for seen in self.roster.recent[-_REACH:] if not self._is_ground(seen.head)}
            fitting.sort(key=lambda actor: (noun not in self.roster.nouns.get(actor, ()), actor not in acting))
        elif noun in vocabulary.coreference().labels:  # "these terrorists" are rather the group that has a name
            fitting.sort(key=lambda actor: self._strangeness(actor, noun))
        return fitting[0] if fitting else None

    def _is_ground(self, head: int) -> bool:
        """Whether a land is named as a place: "in Chad", "the border with Chad"."""
        link = self.doc[head].head
        if self.doc[head].dep_ != "pobj":
            return False
        return link.lower_ in _AT or (link.i > 0 and link.nbor(-1).lemma_.lower() in _EDGES)

    def _is_known_body(self, actor: int) -> bool:
        draft = self.roster.actors[actor]
        return draft.label == "Organisation" and draft.kind != ActorKind.OTHER

    def _strangeness(self, actor: int, noun: str | None) -> int:
        """How little a label fits: those with a name who were called so, then those with either, then the others."""
        draft = self.roster.actors[actor]
        named = draft.label == "Organisation"
        called = noun in self.roster.nouns.get(actor, ()) and not draft.counted
        return 2 - int(named) - int(called)

    def _owner(self, mention: EntityMention) -> int | None:
        owner = grammar.child(self.doc[mention["head"]], "poss")
        if owner is None:
            return None
        if owner.i in self.roster.of_head:
            return self.roster.of_head[owner.i]
        if owner.pos_ == "PRON":
            pronoun = self.roster.mention_at.get(owner.i)
            if pronoun is None or owner.lower_ in SPEAKERS:
                return None
            asked = self._asked(owner)
            return self.of_pronoun(pronoun) if asked is None else asked
        return None

    def _asked(self, owner: Token) -> int | None:
        """ "Called on Rwanda to withdraw its forces": whose they are if who is asked to act is not who asks."""
        verb = owner.head.head
        if owner.head.dep_ != "dobj" or verb.dep_ != "xcomp":
            return None
        subject, asking = grammar.surface_subject(verb), grammar.surface_subject(verb.head)
        if subject is None or subject == asking or subject.i > owner.i:
            return None
        actor = self.roster.of_head.get(subject.i)
        return actor if actor is not None and agrees(owner.lower_, self.roster.actors[actor]) else None

    def _owned(self, mention: EntityMention, owner: int) -> int:
        """The forces of a state or body: "its forces" of "the Sudanese army" are the army."""
        words = vocabulary.coreference()
        holder = self.roster.actors[owner]
        one = not mention["plural"] and _is_person_noun(mention["noun"], mention["role"])  # "its commander"
        if not one and (mention["noun"] in words.armed_forces or mention["kind"] in FORCES or _is_rank(mention)):
            if holder.kind in FORCES:
                return owner
            if holder.country and holder.kind == ActorKind.GOVERNMENT:
                return self.roster.get(("forces", holder.country), mention)
        if mention["noun"] in words.government and holder.country:
            return self.roster.get(("government", holder.country), mention)
        return self._belonging(mention, owner)

    def _sent(self, mention: EntityMention, sender: int) -> int:
        """The forces that somebody has or sends: a state's own as a whole only where the story tells of these already,
        for who sends troops is seldom "the army" of the story."""
        draft = self.roster.actors[sender]
        whole = sender if draft.kind in FORCES else self.roster.find(("forces", draft.country or ""))
        return self._belonging(mention, sender) if whole is None else whole

    def _belonging(self, mention: EntityMention, owner: int) -> int:
        actor = self.roster.get(("one", str(mention["start"])), mention)
        draft = self.roster.actors[actor]
        draft.of = owner
        draft.country = draft.country or self.roster.actors[owner].country
        return actor

    def _nearest(self, token: Token, word: str, *, forces: bool = False) -> int | None:
        """The nearest fitting actor, subjects of this and the last sentences first."""
        here = self.roster.sentence(token.i)
        tag = wording.speaks(token) and not self.roster.quoted[token.i]  # "..., it said" is nobody of whom it speaks
        told = {self.roster.of_head.get(index) for index in wording.told_before(token)}
        not_told, spoke = (_TOLD, 0.0) if word in _HUMAN else (_BODY_TOLD, _BODY_SPOKE if told else 0.0)
        parted = word == "them" and token.head.lower_ == "of" and grammar.whole_of(token.head.head) == token
        best: tuple[float, int] | None = None
        chosen = None
        for seen in reversed(self.roster.recent[-_REACH:]):
            if here - seen.sentence > _REACH_SENTENCES:
                break
            if seen.head >= token.i or not agrees(word, self.roster.actors[seen.actor]):
                continue
            if forces and self.roster.actors[seen.actor].kind not in FORCES:
                continue
            if tag and self.roster.quoted[seen.head]:
                continue
            preferred = seen.is_subject != (word in _OBJECTS and seen.sentence == here)
            named = _NAMED if word in _HUMAN and self.roster.actors[seen.actor].label == "Person" else 0.0
            content = not_told if seen.actor in told else 0.0
            again = spoke if here - seen.sentence <= _AGAIN and wording.speaks(self.doc[seen.head]) else 0.0
            whole = _WHOLE if parted and here - seen.sentence <= 1 and self._is_crowd(seen) else 0.0
            score = (named + int(preferred) + content + again + whole - min(here - seen.sentence, 2), seen.head)
            if best is None or score > best:
                best, chosen = score, seen.actor
        return chosen

    def _is_crowd(self, seen: Seen) -> bool:
        """Whether people were counted of whom some can be told apart: "40 pupils", and not "Gunmen" or "the army"."""
        mention = self.roster.mention_at.get(seen.head)
        return mention is not None and mention["counted"] and mention["plural"]


def is_one_person(actor: ActorDraft) -> bool:
    """Whether an actor is one human being, by name or by a description such as "a colonel"."""
    if actor.label != "Group" or actor.plural:
        return actor.label == "Person"
    return _is_person_noun(actor.noun, actor.role_kind)


def _is_rank(mention: EntityMention) -> bool:
    """ "Its men", "their members": who fights in a force."""
    return mention["plural"] and mention["noun"] in vocabulary.coreference().ranks


def is_commanded(actor: ActorDraft) -> bool:
    """Whether somebody's people can be the forces that he leads: "his troops", "his army", "his men"."""
    known = vocabulary.coreference()
    return actor.noun in known.armed_forces or (actor.plural and (actor.kind in FORCES or actor.noun in known.ranks))


def _is_person_noun(noun: str | None, role: object) -> bool:
    """Whether a noun in the singular is one person: by a role or by itself, if it is none for a body ("watchdog")."""
    known = words.actor_nouns().get(noun or "")
    if known is None:
        return role is not None
    return known.person or (role is not None and not known.group)


def may_mean(mention: EntityMention, actor: ActorDraft) -> bool:
    """Whether a description without modifiers can mean an actor."""
    noun = mention["noun"] or ""
    known = vocabulary.coreference()
    if mention["role"] and not mention["plural"] and actor.label == "Person":
        return actor.role is not None and noun in fold(actor.role).split()
    if is_one_person(actor):  # "a hospital director said ... the same director denied"
        return actor.label == "Group" and mention["definite"] and not mention["plural"] and actor.noun == noun
    if mention["role"] and not mention["plural"] and _is_person_noun(noun, mention["role"]):
        return False
    if mention["country"] and actor.country != mention["country"] and (actor.country or actor.label == "Group"):
        return False  # "the Colombian group"
    if actor.label == "Organisation" and _is_last_word(noun, actor) and mention["definite"] and not mention["plural"]:
        return True  # "the team" of "True News Information Team"
    wanted = known.by_noun.get(noun)
    if wanted is not None and mention["kind"] == ActorKind.ARMED_GROUP and ActorKind.ARMED_GROUP in wanted.kinds:
        # "this terrorist group"; "the militia" is more than "some 600 fighters"
        crowd = actor.counted and noun != "group"
        return actor.kind == ActorKind.ARMED_GROUP and actor.label in ("Organisation", "Group") and not crowd
    if wanted is not None:
        in_name = not wanted.named or any(stem in fold(actor.name) for stem in wanted.named)
        return actor.kind in wanted.kinds and in_name and actor.label in ("Organisation", "Group", "Country")
    if noun in known.armed_forces:
        forces = actor.label != "Group" or actor.noun in known.armed_forces  # no convoy, no pilots
        unit = noun in _STANDING and (wording.is_unit(actor.name) or fold(actor.name).endswith(_BRANCHES))
        whole = actor.noun != "coalition" and not unit and (mention["definite"] or not actor.counted)
        return actor.kind == ActorKind.MILITARY and actor.label != "Person" and forces and whole
    if mention["kind"] in (ActorKind.ARMED_GROUP, ActorKind.PRIVATE_MILITARY) and mention["definite"]:
        return actor.kind == mention["kind"] and actor.label in ("Organisation", "Group")
    if mention["kind"] == ActorKind.POLICE:
        called = actor.noun == noun or noun in fold(actor.name).split()
        return actor.kind == ActorKind.POLICE and called  # "police" is no squad that has a name of its own
    governs = actor.label == "Country" or (actor.label == "Group" and actor.noun in known.government)  # no officials
    return noun in known.government and actor.kind == ActorKind.GOVERNMENT and governs


def _is_pointed_at(token: Token) -> bool:
    """ "These brutal men": what a demonstrative points at was told before, whatever adjectives judge it."""
    return any(kid.dep_ == "det" and kid.lower_ in ("this", "these", "that", "those") for kid in token.lefts)


def _is_last_word(noun: str, actor: ActorDraft) -> bool:
    words = actor.name.lower().split()
    return len(words) > 1 and words[-1] == noun


def agrees(word: str, actor: ActorDraft) -> bool:
    """Whether a third-person pronoun, in lower case, fits an actor."""
    one = actor.label == "Group" and not actor.plural
    human = is_one_person(actor)
    if word in _HUMAN:
        return human or is_enemy(actor) or (one and actor.kind == ActorKind.PERSON)
    if word in PLURAL:
        return not human and (actor.plural or actor.kind in FORCES)
    body = actor.kind == ActorKind.MILITARY and not actor.counted  # "Russian forces", but not "15 soldiers"
    return not human and (actor.label in ("Organisation", "Country") or not actor.plural or body)
