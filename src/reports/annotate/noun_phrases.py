"""What is known of a Doc's noun phrases before any is decided: names, titles, where a phrase and a name begin."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from spacy.tokens import Doc, Token

from reports import lexicons, words
from reports.annotate import grammar, layers
from reports.annotate.folded import folded_tokens
from reports.annotate.names import SURE, Hit, known_names, tagged_bodies
from reports.records import EntityLabel

NER_PLACE = frozenset({"GPE", "LOC", "FAC"})
_PREMODIFIERS = frozenset({"det", "amod", "compound", "nummod", "poss", "nmod", "predet", "quantmod", "advmod"})
_INNER = frozenset({"compound", "amod", "nmod", "det", "nummod", "quantmod"})
# Written with a capital at the head of a sentence, they are no part of a name.
_OPENERS = frozenset("near in at inside outside around from after before across throughout within over".split())
_PAIRS = {")": "(", "”": "“", '"': '"'}
_LONGEST = 14  # tokens before a head that still are its phrase
_TIME, _GEAR = b"\x01", b"\x02"


@cache
def mention_words() -> dict[str, frozenset[str]]:
    """Lists of common words that tell what a noun phrase is (see data/mention_words.json)."""
    data: dict[str, list[str]] = json.loads(lexicons.data_file("mention_words.json").read_text("utf8"))
    return {name: frozenset(items) for name, items in data.items()}


def is_former(word: Token) -> bool:
    """Whether a role that begins with the word is one that somebody had: "former police officer"."""
    return word.lower_ in ("former", "ex", "retired")


class NounPhrases:
    """The noun phrases of one Doc. For each token: `hit_at` its known name, `role_at` its role id, `ner` its label."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.hits = known_names(doc)
        self.hit_at: list[Hit | None] = [None] * len(doc)
        for hit in self.hits:
            self.hit_at[hit.start : hit.end] = [hit] * (hit.end - hit.start)
        self._taken = bytearray(len(doc))
        for layer, mark in (("times", _TIME), ("equipment", _GEAR)):
            for span in layers.get(doc, layer):
                self._taken[span["start"] : span["end"]] = mark * (span["end"] - span["start"])
        self.role_at: list[str | None] = [None] * len(doc)
        for first, last, role in words.role_index().find_in(folded_tokens(doc)):
            self.role_at[first:last] = [role] * (last - first)
        self.ner = [token.ent_type_ for token in doc]
        self._bodies = tagged_bodies(doc)
        self._begin_of_body: dict[int, int] = {}
        self._begin_of_place: dict[int, int] = {}
        self.people: list[layers.TaggedSpan] = []  # phrases that the tagger is sure are of people or bodies
        for one in layers.get_tagged(doc)["entities"]:
            if one["score"] >= SURE and one["label"] in (EntityLabel.ORGANISATION, EntityLabel.PERSON):
                self.people.append(one)
            if one["label"] == EntityLabel.LOCATION and one["score"] >= SURE:
                self._begin_of_place.update(dict.fromkeys(range(one["start"], one["end"]), one["start"]))
            if one["label"] == EntityLabel.ORGANISATION and one["score"] >= SURE:
                self._begin_of_body.update(dict.fromkeys(range(one["start"], one["end"]), one["start"]))

    def begin_of_place(self, index: int) -> int:
        """Where the phrase begins that the tagger is sure is of a place; the token itself if it is in none."""
        return self._begin_of_place.get(index, index)

    def in_role(self, token: Token) -> bool:
        """Whether a noun only goes on a title: "state" of "the secretary of state"."""
        return token.n_lefts == 0 and self.ends_role(token)

    def ends_role(self, token: Token) -> bool:
        """Whether a noun stands behind a preposition of a title, and bears no title: "a spokesman for the group"."""
        role = self.role_at[token.i]
        return role is not None and token.dep_ == "pobj" and self.role_at[token.head.i] == role

    def acts(self, index: int) -> bool:
        """Whether the tagger is sure that a token stands in the phrase of a body or of people."""
        return bool(self._bodies[index])

    def in_time(self, index: int) -> bool:
        """Whether a token stands in a time expression."""
        return self._taken[index] == _TIME[0]

    def in_time_or_gear(self, index: int) -> bool:
        """Whether a token stands in a time expression or the name of a weapon."""
        return bool(self._taken[index])

    def root(self, hit: Hit) -> int:
        """The head token of a known name."""
        if hit.end - hit.start == 1:
            return hit.start
        for token in self.doc[hit.start : hit.end]:
            outside = token.head.i < hit.start or token.head.i >= hit.end or token.head == token
            if outside and token.pos_ in ("NOUN", "PROPN"):
                return token.i
        return self.doc[hit.start : hit.end].root.i

    @staticmethod
    def is_inner(token: Token) -> bool:
        """Whether a noun only modifies a noun behind it."""
        return token.dep_ in _INNER and token.head.i > token.i and token.head.pos_ in ("NOUN", "PROPN")

    def start(self, token: Token) -> int:
        """Where the phrase of a head begins: its determiner, counts, adjectives and possessors."""
        start = token.i
        for child in token.lefts:
            edge = child.left_edge.i
            known = child.dep_ in _PREMODIFIERS and not grammar.is_accusation(child)
            if known and edge < start and token.i - edge < _LONGEST:
                start = edge
        while start < token.i and self._is_before(start):
            start += 1
        return start

    def _is_before(self, index: int) -> bool:
        """Whether a token at the beginning is none of the phrase: a mark, or the time of an entry ("19:20 Israel")."""
        token = self.doc[index]
        return token.is_punct or token.is_space or (token.text[0].isdigit() and self.in_time(index))

    def name_start(self, token: Token, start: int) -> int:
        """Where the proper name that ends in `token` begins, titles and known names before it left out."""
        first = token.i
        while first > start and self._in_name(self.doc[first - 1]):
            first -= 1
        while first < token.i and self.doc[first].is_punct:
            first += 1
        return self._tagged_start(token, start, first)

    def _tagged_start(self, token: Token, start: int, first: int) -> int:
        """Where the tagger sees the name of a body begin if all is in capitals: "International Mali Support Group"."""
        begin = max(start, self._begin_of_body.get(token.i, first))
        while begin < first and self.doc[begin].pos_ == "DET":
            begin += 1
        hit = self.hit_at[begin]
        if begin >= first or (hit is not None and hit.source != "gazetteer") or self.role_at[begin]:
            return first
        return begin if all(word.shape_[:1] == "X" for word in self.doc[begin:first]) else first

    def _in_name(self, before: Token) -> bool:
        particle = before.lower_ in mention_words()["name_particles"]
        if (before.pos_ != "PROPN" and not particle) or self.role_at[before.i] or before.tag_ == "POS":
            return False
        if before.like_num or (before.is_sent_start and before.lower_ in _OPENERS):
            return False
        hit = self.hit_at[before.i]
        known = hit is not None and hit.source in ("demonym", "actor", "agency", "country", "people")
        return not known or before.lower_ == "al"

    def make(self, token: Token, start: int, end: int, label: str, form: str, **more: Any) -> layers.EntityMention:
        """A mention with what its determiners and the names before its head tell, then with `more`.

        A parenthesis or quotation mark that it opens it closes: "the Congress Party (CP)", "20 “bandits”".
        """
        if end < len(self.doc) and self._is_open(start, end, self.doc[end].text):
            end += 1
        mention: layers.EntityMention = {
            "start": start, "end": end, "head": token.i, "label": label, "form": form, "name": None, "lexicon": None,
            "weak": None, "agency": None, "country": None, "kind": None, "noun": None, "role": None, "role_kind": None,
            "office": False, "of": None, "definite": False, "counted": False, "nested": False,
            "plural": token.tag_ in ("NNS", "NNPS"),
        }  # fmt: skip
        _determine(mention, token)
        self._modify(mention, start, token.i)
        mention.update(more)  # type: ignore[typeddict-item]
        return mention

    def _is_open(self, start: int, end: int, closer: str) -> bool:
        """Whether the words hold the beginning of a pair that `closer` ends."""
        opener = _PAIRS.get(closer)
        if opener is None:
            return False
        inside = [word.text for word in self.doc[start:end] if word.text in (opener, closer)]
        return len(inside) % 2 == 1 if opener == closer else inside[-1:] == [opener]

    def _modify(self, mention: layers.EntityMention, start: int, head: int) -> None:
        """What names before the head tell: the country ("Ukrainian troops") and the body ("Hamas fighters")."""
        for index in range(start, head):
            hit = self.hit_at[index]
            if hit is None or hit.start != index or hit.end > head or self.doc[hit.end].text == "-":
                continue  # an "Iran-backed militia" is not Iran's
            if hit.source in ("demonym", "country"):
                mention["country"] = lexicons.countries()[hit.id].code
            elif hit.source == "people":
                mention["country"] = mention["country"] or lexicons.peoples()[hit.id].country
                mention["name"] = mention["name"] or (hit.start, hit.end)
            elif hit.source in ("actor", "weak", "agency"):
                mention["of"] = self.root(hit)


def _determine(mention: layers.EntityMention, token: Token) -> None:
    of = token.head
    if token.dep_ == "pobj" and of.lower_ == "of" and of.head.lower_ in mention_words()["quantities"]:
        mention["counted"] = True  # "hundreds of people"
    for child in token.children:
        word = child.lower_
        if child.dep_ == "poss" or (child.dep_ == "det" and word in ("the", "this", "that", "these", "those")):
            mention["definite"] = True
        elif child.dep_ == "nummod" or (child.dep_ == "amod" and word in ("several", "many", "more", "dozens")):
            mention["counted"] = True
        elif child.dep_ == "det" and word in ("a", "an", "one", "another", "some"):
            mention["counted"] = True
