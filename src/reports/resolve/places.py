"""Which mentions are one place, of what kind and country, and the unnamed places beside them ("north of X").

Country and kind come from the gazetteer where the story lets one candidate win, else from the words.
Coordinates are left null: choosing among places of one name is a step of its own.
"""

from __future__ import annotations

import re
from collections import Counter

from spacy.tokens import Doc, Token

from reports import gazetteer, lexicons
from reports.annotate import grammar, layers
from reports.annotate.layers import EntityMention
from reports.lexicons import fold
from reports.records import PlaceKind
from reports.resolve.drafts import PlaceDraft

_COMPASS = frozenset(
    "north south east west northeast northwest southeast southwest north-east north-west south-east south-west "
    "northern southern eastern western".split()
)
_NEAR = frozenset({"near", "outside", "around", "beyond", "towards"})
_EDGES = frozenset({"outskirts", "outskirt", "suburb", "suburbs", "vicinity", "edge", "flank", "edges", "countryside"})
_GENERIC = re.compile(
    r"\b(?:province|region|oblast|governorate|state|district|county|city|town|village|area|prefecture|department|territory)\b", re.I
)


class Atlas:
    """The places of a story. `of_head` tells the place at a mention's head, `relative_at` an unnamed one about it."""

    def __init__(self, doc: Doc, dateline: str | None = None) -> None:
        self.doc = doc
        self.places: list[PlaceDraft] = []
        self.of_head: dict[int, int] = {}
        self.relative_at: dict[int, int] = {}
        self._by_key: dict[tuple[str, ...], int] = {}
        self._mentions: list[EntityMention] = layers.get(doc, "mentions")
        self._countries = self._story_countries(dateline)

    def build(self) -> Atlas:
        """Cluster all place mentions, countries included; nominal ones ("the town") take up the last of their kind."""
        last: dict[str, int] = {}
        for mention in self._mentions:
            if mention["label"] not in ("Location", "Country"):
                continue
            place = self._named(mention) if mention["form"] == "name" else self._taken_up(mention, last)
            if place is None:
                continue
            self.of_head[mention["head"]] = place
            if mention["form"] == "name":
                start, end = mention["name"] or (mention["start"], mention["end"])
                self.places[place].mentions.append((start, end, "name"))
                last[self.places[place].kind] = place
                self._relative(mention, place)
        return self

    def _named(self, mention: EntityMention) -> int:
        start, end = mention["name"] or (mention["start"], mention["end"])
        name = self.doc[start:end].text
        key = ("country", mention["country"]) if mention["label"] == "Country" and mention["country"] else ("place", self._base(name))
        place = self._by_key.get(key)
        if place is None:
            place = self._by_key[key] = len(self.places)
            self.places.append(self._draft(mention, name))
        elif len(name) > len(self.places[place].name) and mention["label"] != "Country":
            self.places[place].name = name
        return place

    @staticmethod
    def _base(name: str) -> str:
        """The name without the noun of its kind: "Donetsk", "Donetsk province" and "Donetsk region" are one."""
        return fold(_GENERIC.sub(" ", name)) or fold(name)

    def _draft(self, mention: EntityMention, name: str) -> PlaceDraft:
        if mention["label"] == "Country":
            return PlaceDraft(name, str(PlaceKind.COUNTRY), [], country=mention["country"])
        candidate = self._choose(name, mention["kind"])
        kind = mention["kind"] or (str(candidate.kind) if candidate else str(PlaceKind.SETTLEMENT))
        return PlaceDraft(name, kind, [], country=candidate.country if candidate else None, admin1=candidate.admin1 if candidate else None)

    def _choose(self, name: str, kind: str | None) -> gazetteer.GazetteerPlace | None:
        """The candidate that the story's countries and the told kind speak for; the most important one otherwise."""
        candidates = gazetteer.lookup(name) or gazetteer.lookup(_GENERIC.sub(" ", name).strip())
        if not candidates:
            return None

        def fits(index: int) -> tuple[int, int, int]:
            candidate = candidates[index]
            rank = self._countries.get(candidate.country or "", 0)
            return (rank, int(str(candidate.kind) == kind), -index)

        return candidates[max(range(len(candidates)), key=fits)]

    def _story_countries(self, dateline: str | None) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for mention in self._mentions:
            if mention["country"] and mention["label"] in ("Country", "Group", "People"):
                counts[mention["country"]] += 1
        for token in self.doc:
            if token.ent_type_ == "NORP" or token.pos_ == "ADJ" and token.shape_[:1] == "X":
                found = lexicons.demonym_index().get(token.text)
                code = lexicons.countries()[found].code if found else None
                if code:
                    counts[code] += 1
        if dateline:
            for candidate in gazetteer.lookup(dateline)[:1]:
                counts[candidate.country or ""] += 2
        return dict(counts)

    def _taken_up(self, mention: EntityMention, last: dict[str, int]) -> int | None:
        """ "the city", "the town": the last settlement named; a described place of its own is none."""
        head = self.doc[mention["head"]]
        named = next((noun for noun in grammar.prepositional(head, "of") if noun.i in self.of_head), None)
        if named is not None:
            return None
        if not mention["definite"] or not any(kid.lower_ in ("the", "this", "that") for kid in head.children):
            return None
        kind = mention["kind"] or ""
        if mention["noun"] not in ("city", "town", "village", "capital", "province", "region", "district", "camp", "airport", "base", "enclave"):
            return None
        return last.get(kind)

    def _relative(self, mention: EntityMention, place: int) -> None:
        """ "near X", "north of X", "the outskirts of X": a place of its own that lies by X."""
        found = relation(self.doc[mention["head"]])
        if found is None:
            return
        words, start = found
        key = ("relative", words, str(place))
        near = self._by_key.get(key)
        if near is None:
            base = self.places[place]
            near = self._by_key[key] = len(self.places)
            name = f"{words} {base.name}"
            self.places.append(PlaceDraft(name, str(PlaceKind.REGION), [], base.country, base.admin1, near=place, relation=words))
        self.places[near].mentions.append((start, (mention["name"] or (0, mention["end"]))[1], "name"))
        self.relative_at[mention["head"]] = near


def relation(head: Token) -> tuple[str, int] | None:
    """How an unnamed place lies by the named one, and where the words for it begin; None where there is none.

    A named place with a locator ("the village of A, 5 km north of B") is no unnamed place.
    """
    preposition = head.head
    if head.dep_ != "pobj" or preposition.pos_ not in ("ADP", "SCONJ"):
        return None
    if preposition.lower_ in _NEAR:
        if preposition.lower_ in ("towards", "around", "beyond") or _locates_name(preposition.head):
            return None
        return preposition.lower_, preposition.i
    anchor = preposition.head
    if preposition.lower_ != "of" or anchor.lower_ not in _COMPASS | _EDGES or _locates_name(anchor.head):
        return None
    return f"{anchor.lower_} of", anchor.i


def _locates_name(noun: Token) -> bool:
    return noun.pos_ == "PROPN"
