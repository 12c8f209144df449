"""Where a story names places, as names in its text: what each name covers, and which names it is made of."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from spacy.tokens import Doc, Token

from reports import gazetteer
from reports.annotate import layers
from reports.annotate.folded import folded_tokens
from reports.annotate.layers import EntityMention
from reports.annotate.noun_phrases import mention_words
from reports.resolve import context, relative
from reports.resolve.context import Named

_TWO_ENDED = re.compile(r"^(.+?)\s?[-–—/]\s?(.+?)\s+(road|highway|motorway|route|border|frontier|line)$", re.I)
_FIRST_WORDS = frozenset("port lake camp fort mount cape saint st. gulf bay point isle mont santa san".split())
_TITLED = 0.6  # share of capitalised words in a line set in title case


class Site(NamedTuple):
    """A named place mention: tokens of its name, its number among the names, and those of the names in it."""

    mention: EntityMention
    start: int
    end: int
    name: int
    ends: tuple[int, ...]


class Sites:
    """The sites of one Doc by head token, and all names in the order of the text."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        tokens = folded_tokens(doc)
        self.text, self.starts, self.ends = tokens.text, tokens.starts, tokens.ends
        self.mentions: list[EntityMention] = [
            mention for mention in layers.get(doc, "mentions") if mention["label"] in ("Location", "Country")
        ]
        self.names: list[Named] = []
        self.at: dict[int, Site] = {}
        self.of_name: dict[int, Site] = {}
        self._find()

    def begin(self, token: int) -> int:
        """The character at which a token begins."""
        return self.starts[token]

    def end(self, token: int) -> int:
        """The character behind the last one of the token before `token`."""
        return self.ends[token - 1]

    def token(self, char: int) -> int:
        """The token at a character, or the first after it."""
        index = max(0, bisect_right(self.starts, char) - 1)
        inside = char < self.starts[index] + len(self.doc[index])
        return index if inside else min(index + 1, len(self.doc) - 1)

    def _find(self) -> None:
        raw: list[tuple[EntityMention, int, int]] = []
        for mention in self.mentions:
            if mention["form"] == "name":
                start, end = mention["name"] or (mention["start"], mention["end"])
                raw.append((mention, self._whole(start, mention["head"]), self._without_plural(start, end)))
        names: list[Named] = []
        found: list[tuple[EntityMention, int, int, list[int]]] = []
        for mention, start, end in _outermost(raw):
            begin, finish = self.begin(start), self.end(end)
            country = mention["country"] if mention["label"] == "Country" else None
            bases = [Named(first, past) for first, past in self._bases(begin, finish)]
            kind = mention["kind"] if mention["noun"] else None
            acts = country is not None and self.doc[mention["head"]].dep_ == "nsubj"
            parts = [Named(begin, finish, kind, country, bool(bases), acts), *bases]
            found.append((mention, start, end, list(range(len(names), len(names) + len(parts)))))
            names += parts
        order = context.order(names)
        rank = {old: new for new, old in enumerate(order)}
        self.names = [names[index] for index in order]
        for mention, start, end, parts_at in found:
            own, *ends = (rank[index] for index in parts_at)
            self.at[mention["head"]] = self.of_name[own] = Site(mention, start, end, own, tuple(ends))

    def _without_plural(self, start: int, end: int) -> int:
        """The end of "Mopti" in "the Segou and Mopti regions": the noun is that of both names."""
        last = self.doc[end - 1]
        shared = last.tag_ == "NNS" and last.text.islower() and end - 1 > start and relative.is_kind_noun(last.lemma_)
        return end - 1 if shared and not relative.is_front(last.text) else end

    def _whole(self, start: int, head: int) -> int:
        """Where a name begins with the words before it: "Elden" of "Port Elden", "Kot district" of "Shah Wali Kot"."""
        described = self.doc[head].text.islower() and head > start
        while start and (before := self.doc[start - 1]).dep_ in ("compound", "nmod") and before.pos_ == "PROPN":
            if not (start <= before.head.i <= head and before.text.istitle() and before.ent_type_ != "NORP"):
                break
            if before.lower_ not in _FIRST_WORDS and not (described and not gazetteer.lookup(before.text)):
                break
            start -= 1
        return start

    def _bases(self, begin: int, finish: int) -> list[tuple[int, int]]:
        """Spans of the names inside a name made of others: "Beirut-Damascus highway", "Kupiansk direction"."""
        name = self.text[begin:finish]
        match = _TWO_ENDED.match(name)
        if match is not None:
            return [(begin + match.start(part), begin + match.end(part)) for part in (1, 2)]
        if relative.is_front(name) and " " in name:
            return [(begin, begin + name.rindex(" "))]
        side = relative.split_part(name)
        if side is not None and not gazetteer.lookup(name):
            return [(begin + len(name) - len(side[1]), finish)]
        return []


def _outermost(raw: list[tuple[EntityMention, int, int]]) -> list[tuple[EntityMention, int, int]]:
    """Without names that stand inside a longer one: "Khartoum" of "Khartoum state"."""
    kept: list[tuple[EntityMention, int, int]] = []
    for site in sorted(raw, key=lambda item: (item[1], -item[2])):
        if not kept or site[2] > kept[-1][2]:
            kept.append(site)
    return kept


def inside_name(token: Token, site: Site) -> bool:
    """Whether a name stands inside one of something else: "Ohio State University", "University of Georgia"."""
    head = token.head
    if head == token:
        return False
    if token.dep_ in ("compound", "nmod") and head.i >= site.end:
        return _names_a_body(head)
    if token.dep_ == "pobj" and head.lower_ == "of":
        return _names_a_body(head.head)
    return False


def _names_a_body(head: Token) -> bool:
    """Whether a name is no place's: not the word of a sort of place, nor of an event ("the Kabul Conference")."""
    named = head.pos_ == "PROPN" and head.shape_[:1] == "X"
    sort = relative.is_kind_noun(head.text) or head.lower_ in mention_words()["gatherings"]
    return named and not sort and not _is_title(head)


def _is_title(token: Token) -> bool:
    """Whether a sentence is set in title case, where capitals tell no names."""
    words = [word.text for word in token.sent[:40] if len(word) > 3 and word.is_alpha]
    return sum(word[0].isupper() for word in words) > _TITLED * len(words)
