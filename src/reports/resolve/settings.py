"""Where, when and with what: which places, times and weapons belong to which event."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from spacy.tokens import Doc, Token

from reports import triggers
from reports.annotate import grammar, layers
from reports.annotate.cues import cues
from reports.annotate.layers import EventMention
from reports.annotate.noun_phrases import mention_words
from reports.annotate.place_mentions import capitals
from reports.lexicons import fold
from reports.records import ClaimType, PlaceKind, TimePrecision
from reports.resolve import vocabulary
from reports.resolve.dating import Dating
from reports.resolve.drafts import ClaimDraft
from reports.resolve.learned_parts import LearnedParts
from reports.resolve.places import Atlas
from reports.resolve.scene import PLACELESS, WARS, Scene
from reports.resolve.sources import Witnesses
from reports.resolve.times import Resolved

_EXACTNESS = {
    PlaceKind.FACILITY: 0,
    PlaceKind.DISTRICT: 1,
    PlaceKind.SETTLEMENT: 2,
    PlaceKind.PHYSICAL: 3,
    PlaceKind.REGION: 4,
    PlaceKind.COUNTRY: 5,
}
_ACTING = frozenset({"nsubj", "nsubjpass", "dobj", "agent", "dative", "poss"})
_PARTNER = ("by", "with", "against", "from", "to", "for", "of", "between")
_SPOKEN = frozenset({"in", "from", "at"})
_ABOUT = frozenset({"on", "about", "over", "regarding", "concerning"})
# What people do who leave where they belong: "600 people from Tibú have fled".
_LEAVING = frozenset({ClaimType.DISPLACEMENT, ClaimType.WITHDRAWAL, ClaimType.MOVEMENT})
_WIDE = (TimePrecision.WEEK, TimePrecision.MONTH, TimePrecision.YEAR)
_DEEPEST = 25  # how far a circumstance may hang under its event
# Scores from which the tagger's place is taken: beside one of the grammar's, alone in the trigger's paragraph, or
# from another paragraph.
_BESIDE, _HERE, _AWAY = 0.8, 0.5, 0.7
PlaceOfClaim = tuple[int, str | None, int, int]  # place, relation, start and end of the words


class Settings:
    """Ownership of circumstances: a place or time belongs to the event that it hangs under in the parse."""

    def __init__(
        self, doc: Doc, atlas: Atlas, events: list[EventMention], into: dict[int, int], learned: LearnedParts
    ) -> None:
        self.doc = doc
        self.atlas = atlas
        self.events = events
        self.into = into
        self.times = layers.get(doc, "times")
        self.gear = layers.get(doc, "equipment")
        self._learned = learned
        self._paragraphs = layers.get(doc, "paragraphs")
        self._starts = [paragraph["start"] for paragraph in self._paragraphs]
        self.resolved: list[Resolved] = []
        self._timed = {token for time in self.times for token in range(time["start"], time["end"])}
        self._geared = {token for gear in self.gear for token in range(gear["start"], gear["end"])}
        self.loose: dict[int, set[int]] = {}
        self._homes: set[int] = set()
        self._said_at: set[int] = set()
        self._evidence_at: dict[tuple[int, int], tuple[int, int]] | None = None
        self._first_named: dict[int, int] | None = None
        self._heads: list[int] = []
        mentions = layers.get(doc, "mentions")
        self._bodies = {one["head"] for one in mentions if one["label"] not in ("Location", "Country")}
        self._owners: dict[int, int] = {}
        for index, event in enumerate(events):
            for token in range(event["start"], event["end"]):
                self._owners[token] = index
        for index, event in enumerate(events):
            self._claim_verb(index, doc[event["head"]])
        self._gear_of: dict[int | None, list[int]] = {}
        for index, gear in enumerate(self.gear):
            self._gear_of.setdefault(self.owner(doc[gear["start"] : gear["end"]].root), []).append(index)

    def _claim_verb(self, index: int, head: Token) -> None:
        """A light verb ("launched a raid") and what it governs belong to its event."""
        for governor in grammar.governors(head):
            if governor.pos_ in ("VERB", "AUX"):
                if governor.i not in self._owners and not any(kid.dep_ == "ccomp" for kid in governor.children):
                    self._owners[governor.i] = index
                return
            if governor.pos_ not in ("ADP", "NOUN", "PROPN", "NUM", "ADJ"):
                return

    def owner(self, token: Token) -> int | None:
        """The event that a token hangs under, folded events counted as what they are folded into; None if none."""
        for _ in range(_DEEPEST):
            index = self._owners.get(token.i)
            if index is not None:
                return self.into.get(index, index)
            if token.head == token:
                return None
            token = token.head
        return None

    # -- places -------------------------------------------------------------------------------------------

    def place(self, claims: list[ClaimDraft]) -> None:
        """Give each claim its places, the most exact first."""
        owned = self._owned_places()
        claims = [claim for claim in claims if not self._reacts(claim)]
        told: set[int] = set()  # claims whose place the grammar tells, by the token of their trigger
        for claim in claims:
            heads = owned.get(claim.events[0], [])
            claim.places = self._ordered(self._with_learned(heads, claim), claim)
            if heads and claim.places:
                told.add(claim.head)
        self._share(claims, told)

    def _reacts(self, claim: ClaimDraft) -> bool:
        """ "Condemned this week's attacks in Aden": where what is condemned happened is not where it is condemned."""
        return claim.type == ClaimType.OTHER and self.doc[claim.head].lemma_.lower() in vocabulary.verification(
            "reacting"
        )

    def _with_learned(self, heads: list[int], claim: ClaimDraft) -> list[int]:
        """The places in `heads` and those that the tagger adds: farther from the trigger it must be surer.

        A place that is named only in a later sentence is not added, nor one of an earlier sentence to those of its own.
        """
        sentence = self.doc[claim.head].sent
        end_of_sentence = sentence.end
        if heads:
            tagged = [i for i in self._learned.words("place", claim.events, _BESIDE) if i >= sentence.start]
        else:
            start, end = self._paragraph(claim.head)
            tagged = self._learned.words("place", claim.events, _AWAY) if not self._is_wide(claim.time) else []
            tagged += [i for i in self._learned.words("place", claim.events, _HERE) if start <= i < end]
        named, locators = self.atlas.of_head, self.atlas.locators
        fresh = {word for word in tagged if word in named and word not in locators and word < end_of_sentence}
        added = fresh - set(heads) - self._homes
        return [*heads, *sorted(added)]

    def _paragraph(self, token: int) -> tuple[int, int]:
        """Token offsets of the paragraph that holds a token; an empty span where none does."""
        index = bisect_right(self._starts, token) - 1
        found = self._paragraphs[index] if index >= 0 else None
        return (found["start"], found["end"]) if found and token < found["end"] else (token, token)

    def _owned_places(self) -> dict[int, list[int]]:
        """Event -> heads of the places that hang under it. What hangs under no event may be where a speaker is: those
        are in `loose`, by the first token of their sentence."""
        owned: dict[int, list[int]] = {}
        for head in sorted(self.atlas.of_head):
            token = self.doc[head]
            if self._stands_for_place(token) and head not in self.atlas.locators:
                if is_told_at(token):
                    self._said_at.add(head)
                index = self.owner(token)
                if index is None:
                    self.loose.setdefault(token.sent.start, set()).add(self.atlas.of_head[head])
                elif self._is_home(token, index):
                    self._homes.add(head)
                elif not self._is_of_speaker(token, index) and not self._is_topic(token, index):
                    owned.setdefault(index, []).append(head)
        return owned

    def _is_home(self, token: Token, index: int) -> bool:
        """ "Rebels from Darfur", "the unit, which is based in Jos": where people belong tells not where they act."""
        top = token
        while top.dep_ in ("conj", "appos") and top.head.i in self.atlas.of_head:
            top = top.head
        if top.dep_ == "pobj" and top.head.lower_ == "from":
            kind, whose = self.events[index]["type"], top.head.head
            if kind == ClaimType.REPELLED or (whose.i in self._bodies and whose.i not in self._owners):
                return kind not in _LEAVING
        while token.i not in self._owners:
            if token.lower_ in mention_words()["at_home"]:
                return True
            token = token.head
        return False

    def _is_of_speaker(self, token: Token, index: int) -> bool:
        """ "A minister in Kabul condemned ...", "the staff in Kabul reported five raids", "called from Kabul for calm":
        where one who acts by words is, not where something happens."""
        event = self.events[index]
        speaks = event["type"] in PLACELESS and not triggers.entry(event["rule"]).generic
        told_in = token.dep_ == "pobj" and token.head.lower_ in _SPOKEN and _is_cue(token.head.head)
        if speaks and told_in and event["type"] != ClaimType.NEGOTIATION:
            return True
        name = token
        while token.head != token and token.head.i not in self._owners:
            token = token.head
        if token.dep_ != "nsubj":
            return False
        # One who speaks from a capital speaks of the whole land, a townsman of his town.
        return speaks or (token is not name and _is_cue(token.head) and fold(name.text) in capitals())

    def _is_topic(self, token: Token, index: int) -> bool:
        """ "Talks in Cairo on the fighting in Aden": what is talked about, and not where."""
        if self.events[index]["type"] != ClaimType.NEGOTIATION:
            return False
        while token.head != token and token.i not in self._owners:
            if token.lower_ in _ABOUT and token.head.i == self.events[index]["head"]:
                return True
            token = token.head
        return False

    def _stands_for_place(self, token: Token) -> bool:
        """A country that acts, or names whose something is, is no place of the event."""
        place = self.atlas.places[self.atlas.of_head[token.i]]
        if place.kind != PlaceKind.COUNTRY:
            return True
        top = token
        while top.dep_ in ("conj", "appos") and top.head.pos_ in ("PROPN", "NOUN"):
            top = top.head
        if top.dep_ in ("compound", "amod", "nmod"):
            return False
        if top.dep_ == "poss":
            return top.head.i in self.atlas.of_head
        if top.dep_ == "pobj" and top.head.lower_ in _PARTNER:
            return top.head.lower_ in ("from", "to", "of") and top.head.head.i in self.atlas.of_head
        return top.dep_ not in _ACTING

    def _ordered(self, heads: list[int], claim: ClaimDraft) -> list[PlaceOfClaim]:
        acting = [(filler.start, filler.end) for filler in claim.agents if filler.actor is not None]
        found: dict[int, PlaceOfClaim] = {}
        for head in heads:
            if any(start <= head < end for start, end in acting):
                continue
            near = self.atlas.relative_at.get(head)
            for place in (*([near] if near is not None else []), self.atlas.of_head[head]):
                found.setdefault(place, (place, self._relation(place), *self._evidence(head, place)))
        return sorted(found.values(), key=lambda entry: self._rank(entry[0]))

    def _rank(self, place: int) -> int:
        draft = self.atlas.places[place]
        if draft.near is not None and draft.unnamed:
            return self._rank(draft.near) - 1  # before its base
        return _EXACTNESS.get(PlaceKind(draft.kind), 2) * 2

    def _evidence(self, head: int, place: int) -> tuple[int, int]:
        """The phrase of the place at the token, or the first mention of it that holds the token."""
        if head in self.atlas.phrase_of and self.atlas.of_head.get(head) == place:
            return self.atlas.phrase_of[head]
        if self._evidence_at is None:
            self._evidence_at = {}
            for index, draft in enumerate(self.atlas.places):
                for start, end, _ in draft.mentions:
                    for token in range(start, end):
                        self._evidence_at.setdefault((index, token), (start, end))
        return self._evidence_at.get((place, head), (head, head + 1))

    def _share(self, claims: list[ClaimDraft], told: set[int]) -> None:
        """Give claims that name no place the one where they happen."""
        scene = Scene(self.doc, self.atlas, claims, told, self._said_at)
        for claim in claims:
            if not claim.places and self.doc[claim.head].lemma_.lower() not in WARS:
                dated, wide = claim.time is not None, self._is_wide(claim.time)
                for place in scene.choose(claim, dated=dated, wide=wide):
                    claim.places += self._entries(place)

    def _is_wide(self, time: int | None) -> bool:
        """Whether a time is longer than a day, or of no known length: "since April", "in July", "in recent weeks"."""
        found = self.resolved[time] if time is not None and self.resolved else None
        if time is None or found is None:
            return False
        return "bound" in self.times[time]["value"] or found.precision in _WIDE or found.precision is None

    def _entries(self, place: int) -> list[PlaceOfClaim]:
        """A place, and the one that it is told by, with the mentions that name them first."""
        draft = self.atlas.places[place]
        found = [place, draft.near] if draft.near is not None and draft.unnamed else [place]
        return [(one, self._relation(one), *self.atlas.places[one].mentions[0][:2]) for one in found]

    def _relation(self, place: int) -> str | None:
        """ "North of", where that is all the name a place has."""
        return self.atlas.places[place].relation if self.atlas.places[place].unnamed else None

    # -- times --------------------------------------------------------------------------------------------

    def date(self, claims: list[ClaimDraft], witnesses: Witnesses) -> None:
        """Give each claim its time; when something was said is not when it happened."""
        dating = Dating(
            self.doc,
            self.resolved,
            owner=self.owner,
            is_trigger=lambda token: token.i in self._owners,
            names_new_place=self._names_new_place,
        )
        dating.date(claims, witnesses)

    def _names_new_place(self, start: int, end: int) -> bool:
        """Whether a place other than a country is named between two tokens that is not named before them."""
        if self._first_named is None:
            self._heads = sorted(head for head in self.atlas.of_head if self._stands_for_place(self.doc[head]))
            self._first_named = {}
            for head in self._heads:
                self._first_named.setdefault(self.atlas.of_head[head], head)
        for head in self._heads[bisect_left(self._heads, start) : bisect_left(self._heads, end)]:
            place = self.atlas.of_head[head]
            if self._first_named[place] >= start and self.atlas.places[place].kind != PlaceKind.COUNTRY:
                return True
        return False

    def timed(self, token: Token) -> bool:
        """Whether a token stands in a time expression."""
        return token.i in self._timed

    # -- weapons ------------------------------------------------------------------------------------------

    def equipment(self, parts: list[int]) -> list[int]:
        """Indexes of the weapons and platforms that hang under the events."""
        return list(self._gear_of.get(self.into.get(parts[0], parts[0]), ()))

    def is_gear(self, token: Token) -> bool:
        """Whether a token stands in the name of a weapon or platform."""
        return token.i in self._geared


def _is_cue(verb: Token) -> bool:
    """Whether a verb is one of saying: "reported", "denied", "warned"."""
    return verb.pos_ == "VERB" and verb.lemma_.lower() in cues().verbs


def is_told_at(place: Token) -> bool:
    """Whether somebody is at a place who speaks: "told reporters in Aden", "two women reached in Aden by telephone",
    "an official in Aden said"."""
    top = place
    while top.dep_ in ("conj", "appos", "compound") and top.head.pos_ == "PROPN":
        top = top.head
    if top.dep_ != "pobj" or top.head.lower_ not in _SPOKEN:
        return False
    above = top.head.head
    if above.pos_ == "VERB":
        return _is_cue(above) or above.lemma_.lower() in mention_words()["reached"]
    return above.dep_ == "nsubj" and _is_cue(above.head)
