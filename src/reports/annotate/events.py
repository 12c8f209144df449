"""Event triggers: the words that name an attack, a capture, a flight, a truce.

Candidates come from the trigger lexicon; whether a word names an event of its type in this sentence is told by
its part of speech, its subject and object, the weapons beside it, and whether the story is about armed conflict
at all. Folding of results into their cause and dropping of repeats needs the arguments: `reports.resolve.claims`.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.symbols import ADJ, NOUN, PROPN, VERB  # type: ignore[import-not-found]
from spacy.tokens import Doc, Token

from reports import triggers
from reports.annotate import grammar, layers, learned_events
from reports.annotate.conflict import about_conflict
from reports.annotate.means import Means
from reports.annotate.participants import Participants
from reports.records import ClaimType
from reports.triggers import TriggerEntry

# Parts of speech of the words that are looked up in each list; the tagger takes a few nouns and adjectives for verbs.
_NOUNS, _ADJECTIVES, _VERBS = frozenset({NOUN, PROPN, VERB}), frozenset({ADJ, VERB}), frozenset({VERB})
_OWN = frozenset({"its", "their", "his", "her", "our", "your", "my"})
_OUGHT = frozenset({"must", "should"})


class EventFinder:
    """Finds the triggers of one Doc."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.nouns = Participants(doc)
        self.means = Means(self.nouns)
        self.timed = bytearray(len(doc))
        for time in layers.get(doc, "times"):
            self.timed[time["start"] : time["end"]] = b"\x01" * (time["end"] - time["start"])
        self.taken = bytearray(len(doc))
        self.events: list[layers.EventMention] = []

    def find(self) -> list[layers.EventMention]:
        """All triggers ordered by start, none overlapping. Empty when the story is not about armed conflict."""
        self._phrases()
        tags = self.doc.to_array("POS").tolist()
        for kind, of, fits in (
            ("noun", _NOUNS, self._noun),
            ("adj", _ADJECTIVES, self._adjective),
            ("verb", _VERBS, self._verb),
        ):
            index = triggers.by_word(kind)
            for at, tag in enumerate(tags):
                if tag in of and not self.taken[at] and not self.timed[at]:
                    fits(self.doc[at], index)
        events = learned_events.join(self.doc, sorted(self.events, key=lambda event: event["start"]))
        return events if about_conflict(self.doc, events, self.nouns) else []

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
        if token.pos_ == "VERB" and token.dep_ not in ("pobj", "dobj", "nsubj", "compound"):
            return
        entries = index.get(token.lemma_.lower()) or index.get(token.lower_)
        if not entries or self._inside_name(token):
            return
        if token.dep_ == "compound" and token.head.i > token.i and token.head.pos_ in ("NOUN", "PROPN"):
            return  # "attack helicopter", "ceasefire deal": the head decides
        for entry in entries:
            if self._noun_fits(token, entry):
                start = token.head.i if entry.prep and not any(self.taken[token.head.i : token.i]) else token.i
                self._add(start, token.i + 1, token, entry)
                return

    def _inside_name(self, token: Token) -> bool:
        mention = self.nouns.mention_at.get(token.i)
        if mention is None or mention["form"] != "name":
            return False
        alone = mention["end"] - mention["start"] == 1 and mention["label"] == "Organisation"
        return not alone or bool(mention["lexicon"] or mention["weak"] or mention["agency"])  # "Gunfire" is no body

    def _noun_fits(self, token: Token, entry: TriggerEntry) -> bool:
        if entry.prep:
            return self._is_put_under(token, entry)
        if entry.obj:
            targets = [
                *grammar.prepositional(token, "of", "on", "in"),
                *(kid for kid in token.children if kid.dep_ == "compound"),
            ]
            if not any(self.nouns.classes(target) & set(entry.obj) for target in targets):
                return False
        if entry.mods and not self._modified(token, entry.mods) and not self._does_harm(token):
            return False
        return self._participants_fit(token, entry)

    def _is_put_under(self, token: Token, entry: TriggerEntry) -> bool:
        """ "The town came under rebel control", "brought the town under control": what a place is, or is put, under."""
        if token.dep_ != "pobj" or token.head.lower_ not in entry.prep:
            return False
        verb = token.head.head
        if verb.dep_ == "dobj":  # parsers hang "under control" on the town as well
            verb = verb.head
        if verb.lemma_ not in entry.mods:
            return False
        return any(self._slot_fits(find(verb), entry.obj) for find in (grammar.object_, grammar.surface_subject))

    @staticmethod
    def _does_harm(token: Token) -> bool:
        """ "The operation killed 30": what kills is an attack."""
        return token.dep_ == "nsubj" and token.head.lemma_ in ("kill", "wound", "injure", "destroy")

    def _modified(self, token: Token, mods: tuple[str, ...]) -> bool:
        wanted = set(mods)
        for kid in token.children:
            if kid.dep_ in ("amod", "compound", "poss", "nmod") and (
                kid.lower_ in wanted or self.nouns.classes(kid) & wanted
            ):
                return True
            if kid.lower_ in ("by", "against", "with", "between", "from", "for") and any(
                self.nouns.classes(noun) & wanted for noun in kid.children
            ):
                return True
        verb = token.head
        if token.dep_ == "dobj" and verb.pos_ == "VERB":
            doer = grammar.subject(verb)
            return doer is not None and bool(self.nouns.classes(doer) & wanted)
        return False

    def _adjective(self, token: Token, index: dict[str, tuple[TriggerEntry, ...]]) -> None:
        if token.dep_ not in ("acomp", "attr", "oprd", "ROOT", "conj", "ccomp", "dobj"):
            return
        for entry in index.get(token.lower_, ()):
            if self._participants_fit(token.head if token.dep_ in ("acomp", "attr", "oprd") else token, entry):
                start = token.i - 1 if token.i and self.doc[token.i - 1].lower_ in ("most", "more", "very") else token.i
                self._add(start, token.i + 1, token, entry)
                return

    def _verb(self, token: Token, index: dict[str, tuple[TriggerEntry, ...]]) -> None:
        if token.dep_ == "amod" and grammar.child(token, "agent") is None:
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
        if entry.subj and not self._slot_fits(grammar.subject(token), entry.subj):
            return False
        if entry.obj and not self._slot_fits(grammar.object_(token), entry.obj):
            return False
        if "event-attack" in entry.obj and entry.type is ClaimType.REPELLED and _ends_own(token):
            return False
        return self._participants_fit(token, entry)

    def _slot_fits(self, noun: Token | None, wanted: tuple[str, ...]) -> bool:
        if noun is None:
            return "none" in wanted
        if "any" in wanted:
            return True
        return any(self.nouns.classes(token) & set(wanted) for token in grammar.with_conjuncts(noun))

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
        return any(self.nouns.classes(noun) & wanted for noun in nearby if noun is not None and noun != head)

    def _add(self, start: int, end: int, head: Token, entry: TriggerEntry) -> None:
        kind = self.means.type_of(head, entry)
        self.taken[start:end] = b"\x01" * (end - start)
        self.nouns.type_at[head.i] = kind
        self.events.append({"start": start, "end": end, "head": head.i, "type": str(kind), "rule": entry.id})


def _ends_own(verb: Token) -> bool:
    """ "Halted its offensive", "must stop the shelling": who ends an attack of his own has beaten nobody off."""
    attack = None if grammar.is_passive(verb) else grammar.object_(verb)
    own = attack is not None and any(kid.dep_ == "poss" and kid.lower_ in _OWN for kid in attack.children)
    return own or any(kid.dep_ == "aux" and kid.lower_ in _OUGHT for kid in verb.children)


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
