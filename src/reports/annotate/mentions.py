"""Who and what is mentioned: noun phrases that name or describe actors and places.

A mention is decided at its head token from what the phrase holds (known names, titles, common nouns for
actors and places) and from where it stands; the tagger's entity labels are the weakest voice, because they
know little of war. Which mentions are one actor is decided later, in `reports.resolve`.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from reports import triggers, words
from reports.annotate import grammar
from reports.annotate.bodies import Bodies
from reports.annotate.called import join_called
from reports.annotate.layers import EntityMention
from reports.annotate.names import Hit
from reports.annotate.noun_phrases import NounPhrases, mention_words
from reports.annotate.participants import ATTACKS
from reports.annotate.persons import Persons
from reports.annotate.place_mentions import PlaceMentions, capital_as_state
from reports.records import ActorKind

_PRONOUNS = frozenset("he she they it we i him them us her his its their our my me who".split())
_ATTACKERS = frozenset({ActorKind.ARMED_GROUP, ActorKind.GOVERNMENT})
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj"})


class MentionFinder:
    """Finds the mentions of one Doc; writes nothing."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.phrases = NounPhrases(doc)
        self.persons = Persons(self.phrases)
        self.places = PlaceMentions(self.phrases)
        self.bodies = Bodies(self.phrases)

    def find(self) -> list[EntityMention]:
        """All mentions, ordered by start; a mention inside another's phrase is marked `nested`."""
        found: dict[int, EntityMention] = {}
        name_end = 0
        for token in self.doc:
            if token.i < name_end:
                continue  # "Health" of "the Ministry of Health"
            mention = self._in_name(token) if token.i in self.persons.tagged.at else self._at(token)
            if mention is not None:
                found[token.i] = mention
                if mention["name"] and mention["label"] == "Organisation":
                    name_end = mention["name"][1]
        for hit in self.phrases.hits:
            head = self.phrases.root(hit)
            if head not in found:
                nested = self._nested(hit, head)
                if nested is not None:
                    found[head] = nested
        self._add_tagged(found)
        join_called(found, self.phrases, self.bodies)
        self._add_owners(found)
        return sorted(found.values(), key=lambda mention: (mention["start"], -mention["end"]))

    def _add_tagged(self, found: dict[int, EntityMention]) -> None:
        """The phrases of people and bodies of which no list knows a word: "a schoolmaster", "two more", "the dead"."""
        covered = bytearray(len(self.doc))
        for mention in found.values():
            covered[mention["start"] : mention["end"]] = b"\x01" * (mention["end"] - mention["start"])
        for one in self.phrases.people:
            head = self.bodies.head_of_tagged(one)
            if head is None or covered[head.i] or self.phrases.in_time_or_gear(head.i):
                continue
            if not any(noun.i in found for noun in grammar.prepositional(head, "of")):  # "hundreds of fighters"
                found[head.i] = self.bodies.tagged(head, one)

    def _add_owners(self, found: dict[int, EntityMention]) -> None:
        """ "A rebel attack", "junta airstrikes": whose an attack is, where the story has no other word for them."""
        told = {mention["noun"] for mention in found.values()} | mention_words()["kinds_of_attack"]
        covered = {index for mention in found.values() for index in range(mention["start"], mention["end"])}
        for token in self.doc:
            if token.dep_ not in ("compound", "amod") or token.i in covered or token.head.pos_ != "NOUN":
                continue
            noun = words.actor_nouns().get(token.lower_)
            entries = triggers.by_word("noun").get(token.head.lemma_.lower(), ())
            if noun is None or noun.kind not in _ATTACKERS or noun.id in told or not entries:
                continue
            if entries[0].type in ATTACKS:
                more = {"noun": noun.id, "kind": str(noun.kind), "definite": True, "nested": True, "plural": True}
                found[token.i] = self.phrases.make(token, token.i, token.i + 1, "Group", "nominal", **more)

    def _in_name(self, token: Token) -> EntityMention | None:
        """At a token of a person's tagged phrase: the person, else a body or owner in the title; never a place."""
        person = self.persons.find_tagged(token)
        if person is not None:
            return person
        if token.i >= self.persons.tagged.at[token.i].first:
            return None
        mention = self._at(token)
        if mention is None or mention["label"] == "Pronoun":
            return mention
        if mention["label"] in ("Person", "Location") or mention["role"]:
            return None
        mention["nested"] = True
        return mention

    def _at(self, token: Token) -> EntityMention | None:
        if token.pos_ == "PRON":
            return self._pronoun(token)
        if token.pos_ not in ("NOUN", "PROPN") and not self._nominal_adjective(token):
            return None
        if self.phrases.in_time(token.i) or self.phrases.is_inner(token) or self.phrases.in_role(token):
            return None
        hit = self.phrases.hit_at[token.i]
        if hit is not None and self.phrases.root(hit) != token.i:
            return None
        start = self.phrases.start(token)
        person = self.persons.find(token, start, hit)
        if person is not None:
            return person
        found = self._known(token, start, hit) if hit is not None else None
        if found is not None or (hit is not None and hit.source != "gazetteer"):
            return found
        if token.pos_ == "PROPN" and self.phrases.acts(token.i):  # "the 90th Tank Division" is no place
            return self.bodies.described(token, start) or self.bodies.named(token, start)
        found = self.places.phrase(token, start) or self.bodies.described(token, start)
        return found or self._unknown(token, start)

    def _nominal_adjective(self, token: Token) -> bool:
        known = self.phrases.hit_at[token.i] is not None
        return known and token.pos_ in ("ADJ", "VERB") and token.dep_ in _ARGUMENTS

    def _pronoun(self, token: Token) -> EntityMention | None:
        if token.lower_ not in _PRONOUNS:
            return None
        return self.phrases.make(token, token.i, token.i + 1, "Pronoun", "pronoun", noun=token.lower_, definite=True)

    def _known(self, token: Token, start: int, hit: Hit) -> EntityMention | None:
        start, end = min(start, hit.start), max(hit.end, token.i + 1)
        if hit.source != "gazetteer":
            return self.bodies.known(token, start, end, hit)
        state = capital_as_state(token, hit.id, acts=self.phrases.acts(token.i))
        if state is not None:
            return self.bodies.country(token, start, end, hit, state)
        return self.places.known(token, start, end, hit)

    def _unknown(self, token: Token, start: int) -> EntityMention | None:
        if token.pos_ != "PROPN" or token.shape_[:1] != "X" or self.phrases.in_time_or_gear(token.i):
            return None
        return self.places.unknown(token, start) or self.bodies.unknown(token, start)

    def _nested(self, hit: Hit, head: int) -> EntityMention | None:
        """A known name inside another phrase ("Taliban" of "the Taliban spokesman"). Adjectives are left out."""
        token = self.doc[head]
        if hit.source in ("demonym", "people") or self.phrases.in_time(head):
            return None
        if hit.source == "gazetteer" and (self.phrases.ner[head] == "PERSON" or token.pos_ != "PROPN"):
            return None
        mention = self._known(token, hit.start, hit)
        if mention is not None:
            mention["nested"] = True
            mention["start"] = hit.start
        return mention


class MentionsComponent:
    """Writes `doc._.mentions`."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.mentions = MentionFinder(doc).find()
        return doc


@Language.factory("reports_mentions", assigns=["doc._.mentions"], requires=["token.dep", "token.pos", "token.lemma"])
def make_mentions(nlp: Language, name: str) -> MentionsComponent:
    """The factory of the mentions layer."""
    return MentionsComponent()
