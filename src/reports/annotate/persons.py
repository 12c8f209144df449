"""Names of persons, told by titles, labels, appositions and names already met."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Token

from reports import words
from reports.annotate.layers import EntityMention
from reports.annotate.names import Hit
from reports.annotate.noun_phrases import NounPhrases, is_former, mention_words
from reports.annotate.place_mentions import STRICTLY_LOCATIVE
from reports.annotate.tagged_names import TaggedNames


class Persons:
    """Finds persons. Remembers surnames: "Adam said" is one after "General Musa Adam"."""

    def __init__(self, phrases: NounPhrases) -> None:
        self.phrases = phrases
        self.surnames: set[str] = set()
        self.tagged = TaggedNames(phrases)

    def find_tagged(self, token: Token) -> EntityMention | None:
        """The person whose phrase the tagger bounds and this token governs, or None."""
        found = self.tagged.at.get(token.i)
        if found is None or found.head != token.i:
            return None
        self.surnames.add(self.phrases.doc[found.end - 1].lower_)
        role = self._role_before(found.start, found.first)
        more: dict[str, Any] = {"name": found.name, "kind": "person", "definite": True, "plural": False}
        if role:
            former = is_former(self.phrases.doc[role[0]])
            more |= {"role": (role[0], found.first), "role_kind": None if former else role[1]}
        return self.phrases.make(token, found.start, found.end, "Person", "name", **more)

    def find(self, token: Token, start: int, hit: Hit | None) -> EntityMention | None:
        """The person named by the phrase that `token` heads, or None."""
        labelled = self.phrases.ner[token.i] == "PERSON"
        again = self._is_known(token) and token.i in self.tagged.lasts
        capital = labelled and token.shape_[:1] == "X"
        if token.pos_ != "PROPN" and not (hit is None and (capital or again)):
            return None
        first = self.phrases.name_start(token, start)
        role = self._role_before(start, first)
        if token.i in self.tagged.titles and not self._is_known(token):
            beside = role is None and (first == token.i or self._follows_preposition(first, start))
            if beside or self.phrases.role_at[token.i] is not None:
                return None
        if hit is not None and hit.source in ("actor", "agency", "country", "weak") and hit.start <= first:
            return None
        if not self._is_person(token, first, hit, role is not None):
            return None
        if (role is None or token.is_lower) and _is_organisation_word(token):
            return None
        self.surnames.add(token.lower_)
        more: dict[str, Any] = {"name": (first, token.i + 1), "kind": "person", "definite": True}
        if role:
            former = is_former(self.phrases.doc[role[0]])
            more |= {"role": (role[0], first), "role_kind": None if former else role[1]}
        return self.phrases.make(token, start, token.i + 1, "Person", "name", **more)

    def _follows_preposition(self, first: int, start: int) -> bool:
        """ "Human Rights" of "the director of human rights"."""
        before = min(first, start) - 1
        return before >= 0 and self.phrases.doc[before].pos_ == "ADP"

    def _is_known(self, token: Token) -> bool:
        return token.lower_ in self.surnames

    def _is_person(self, token: Token, first: int, hit: Hit | None, role: bool) -> bool:
        labelled = self.phrases.ner[token.i] == "PERSON"
        title = first < token.i and self.phrases.doc[first].lower_ in mention_words()["honorifics"]
        known = token.lower_ in self.surnames
        if hit is not None and hit.source == "gazetteer":
            if not (role or title or known or (labelled and hit.start > first)):
                return False
        elif hit is None and token.pos_ == "PROPN" and self._apposed_role(token):
            title = True
        placed = token.dep_ == "pobj" and token.head.lower_ in STRICTLY_LOCATIVE
        if title or known or (role and not placed) or (labelled and token.i > first):
            return True
        return labelled and token.dep_ in ("nsubj", "nsubjpass", "appos") and hit is None

    def _apposed_role(self, token: Token) -> bool:
        """ "X, a local physician", "the group's leader, X": an apposition tells that it is a person."""
        beside = [kid for kid in token.children if kid.dep_ == "appos"]
        if token.dep_ == "appos":
            beside.append(token.head)
        roles = [words.roles()[role] for other in beside if (role := self.phrases.role_at[other.i]) is not None]
        return any(role.person and not role.collective for role in roles)

    def _role_before(self, start: int, first: int) -> tuple[int, str] | None:
        """Where the title before a name begins and of what source kind its last word is."""
        doc = self.phrases.doc
        for index in range(first - 1, start - 1, -1):
            role = self.phrases.role_at[index]
            if role is not None:
                begin = start
                while begin < index and doc[begin].pos_ in ("DET", "PUNCT", "SPACE"):
                    begin += 1
                return begin, words.roles()[role].kind
        return None


def _is_organisation_word(token: Token) -> bool:
    noun = words.actor_nouns().get(token.lower_)
    return noun is not None and not noun.person
