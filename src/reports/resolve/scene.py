"""Where a claim happens that names no place itself: a choice among the places of the story, or none.

"Two counter-attacks came to grief": readers know where, from what was told before. A conditional logit chooses among
the places that the story has lately spoken of, and "none"; its weights are fitted on the annotated corpus
(`evals.scenes`). A feature says something of the claim and a place together; those of "none" speak of the claim alone.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from spacy.tokens import Doc

from reports import lexicons, triggers
from reports.annotate import layers
from reports.records import ClaimType, Modality, PlaceKind, Polarity, SectionKind
from reports.resolve.drafts import ClaimDraft
from reports.resolve.places import Atlas

MOST: Final = 12  # places lately spoken of that are weighed
SURE: Final = 0.0  # how much likelier than "none" a place must be, in log-odds
Features = dict[str, float]

_FIGHTING = frozenset(
    {
        ClaimType.GROUND_ATTACK,
        ClaimType.CLASH,
        ClaimType.SHELLING,
        ClaimType.AIR_STRIKE,
        ClaimType.BOMBING,
        ClaimType.REPELLED,
        ClaimType.SIEGE,
    }
)
_HARM = frozenset({ClaimType.CASUALTIES, ClaimType.DESTRUCTION, ClaimType.CAPTURE})
_WORDS = frozenset({ClaimType.ASSESSMENT, ClaimType.ACCUSATION, ClaimType.THREAT, ClaimType.NEGOTIATION})
PLACELESS: Final = _WORDS | {ClaimType.OTHER}  # where and when the fighting was is not where and when they were
_NARROW = frozenset({PlaceKind.FACILITY, PlaceKind.DISTRICT, PlaceKind.SETTLEMENT})
_POINTING = frozenset({"the", "this", "that", "these", "those", "its", "their", "another", "second", "first", "same"})
_THERE = frozenset({"there", "here", "nearby", "inside", "outside"})
_GROUND = frozenset("town city village area camp base district settlement capital place scene site".split())


class Option(NamedTuple):
    """A place (None: no place) and what speaks for and against it."""

    place: int | None
    features: Features


@cache
def _weights() -> Features:
    found: Features = json.loads(lexicons.data_file("scene.json").read_text("utf8"))
    return found


def score(features: Features) -> float:
    """The log of how likely an option is, but for a constant."""
    weights = _weights()
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


class Scene:
    """What a story has told so far of where things happen. Claims must be given in the order of their triggers.

    `told` holds the heads of claims whose places the story tells; their places must be set.
    """

    def __init__(self, doc: Doc, atlas: Atlas, claims: list[ClaimDraft], told: set[int]) -> None:
        self.doc = doc
        self.atlas = atlas
        self._starts = [paragraph["start"] for paragraph in layers.get(doc, "paragraphs")]
        self._mentions = sorted(
            (start, place)
            for place, draft in enumerate(atlas.places)
            for start, _, _ in draft.mentions
            if draft.located or draft.kind != PlaceKind.COUNTRY
        )
        self._narrow = sum(draft.kind in _NARROW for draft in atlas.places)
        self._told = [claim for claim in claims if claim.head in told]
        self._heads = [claim.head for claim in self._told]
        self._all = Counter(place for claim in self._told for place in self._exact(claim))
        self._first = self._told[0] if self._told else None

    def choose(self, claim: ClaimDraft, *, dated: bool) -> list[int]:
        """The places where a claim happens that names none: one, or those of the claim beside it that has this one.

        None if it is likeliest of no one place, or is of words, wishes and plans. `dated`: whether the claim tells a
        time of its own.
        """
        if not _happens_somewhere(claim):
            return []
        none, *places = self.options(claim, dated=dated)
        best = max(places, key=lambda option: (score(option.features), -(option.place or 0)), default=none)
        if best.place is None or score(best.features) <= score(none.features) + SURE:
            return []
        beside = (self._exact(told) for told in self._beside(claim))
        return next((exact for exact in beside if best.place in exact), [best.place])

    def options(self, claim: ClaimDraft, *, dated: bool) -> list[Option]:
        """First "none", then the places that the claim may be of."""
        kind = _class(claim)
        before = bisect_right(self._heads, claim.head)
        last = self._told[before - 1] if before else None
        found = [Option(None, self._none(claim, kind, last, dated=dated))]
        places = self._candidates(claim, last)
        for rank, place in enumerate(places):
            features = self._features(claim, place, rank, before)
            own = dict.fromkeys(("lately", "last", "near", "sentence", "most"), 0.0) | features
            for name in ("lately", "last", "near", "sentence", "most"):
                if own[name]:
                    features[f"{name} {kind}"] = own[name]
                    if dated:
                        features[f"{name} dated"] = own[name]
            found.append(Option(place, features))
        return found

    def _candidates(self, claim: ClaimDraft, last: ClaimDraft | None) -> list[int]:
        """Places of the claim's sentence, of what was last told, and those named before, the latest first."""
        end = self.doc[claim.head].sent.end
        places: dict[int, None] = {}
        index = bisect_right(self._mentions, (end, 0)) - 1
        while index >= 0 and len(places) < MOST:
            places.setdefault(self._mentions[index][1])
            index -= 1
        for told in (last, self._first):
            if told is not None:
                places.update(dict.fromkeys(self._exact(told)))
        for place, _ in self._all.most_common(1):
            places.setdefault(place)
        return [place for place in places if any(start < end for start, *_ in self.atlas.places[place].mentions)]

    def _none(self, claim: ClaimDraft, kind: str, last: ClaimDraft | None, *, dated: bool) -> Features:
        features = {"none": 1.0, f"none {kind}": 1.0}
        if claim.modality != Modality.ACTUAL:
            features["none not actual"] = 1.0
        if claim.polarity != Polarity.AFFIRMED:
            features["none negated"] = 1.0
        if claim.section != SectionKind.BODY:
            features["none not body"] = 1.0
        if dated:
            features["none dated"] = 1.0
        if last is None:
            features["none yet"] = 1.0
        if triggers.entry(claim.rule).generic:
            features["none generic"] = 1.0
        features["none of many"] = math.log1p(self._narrow)
        return features

    def _features(self, claim: ClaimDraft, place: int, rank: int, before: int) -> Features:
        draft = self.atlas.places[place]
        features = {f"kind {draft.kind}": 1.0, "lately": 1 / (1 + rank)}
        if draft.near is not None:
            features["relative"] = 1.0
        if not draft.located:
            features["not located"] = 1.0
        if draft.kind in _NARROW:
            features["few"] = 1 / max(1, self._narrow)
        features |= self._mentioned(claim, place)
        features |= self._of_told(claim, place, before)
        if draft.kind in _NARROW and self._points(claim):
            features["there"] = features["lately"]
        return features

    def _mentioned(self, claim: ClaimDraft, place: int) -> Features:
        """How far before the claim the place was last named, and how it is named in the claim's sentence."""
        sentence = self.doc[claim.head].sent
        features: Features = {}
        starts = [start for start, _, _ in self.atlas.places[place].mentions]
        if any(sentence.start <= start < claim.head for start in starts):
            features["sentence"] = features["sentence before"] = 1.0
        elif any(claim.head < start < sentence.end for start in starts):
            features["sentence"] = features["sentence after"] = 1.0
        index = bisect_right(starts, claim.head) - 1
        away = self._between(starts[index], claim.head) if index >= 0 else None
        features[f"named {'never' if away is None else min(away, 4)} paragraphs before"] = 1.0
        features["named often"] = math.log1p(len(starts))
        if starts and self._between(0, starts[0]) <= 1:
            features["named at the beginning"] = 1.0
            features[f"named at the beginning {_class(claim)}"] = 1.0
        return features

    def _of_told(self, claim: ClaimDraft, place: int, before: int) -> Features:
        """What claims that tell their place say for this one."""
        features: Features = {}
        if self._all[place]:
            features["told"] = 1.0
            features["share"] = self._all[place] / len(self._told)
            if self._all[place] == max(self._all.values()):
                features["most"] = 1.0
        if self._first is not None and place in self._exact(self._first):
            features["first"] = 1.0
        people = _people(claim)
        if any(people & _people(told) for told in self._back(before) if place in self._exact(told)):
            features["of its people"] = 1.0
        for back, told in enumerate(self._back(before)):
            if place not in self._exact(told):
                continue
            features[f"told {min(back, 3)} back"] = 1.0
            if back == 0:
                features["last"] = 1.0
                features[f"last {min(self._between(told.head, claim.head), 3)} paragraphs before"] = 1.0
                if told.agents and claim.agents and told.agents[0].actor == claim.agents[0].actor:
                    features["last by the same"] = 1.0
            if told.type == claim.type:
                features["of its type"] = 1.0
            if self._alike(told, claim):
                features["of its word"] = 1.0
            break
        if any(place in self._exact(told) for told in self._beside(claim)):
            features["near"] = 1.0
        return features

    def _back(self, before: int) -> Iterator[ClaimDraft]:
        yield from reversed(self._told[max(0, before - 6) : before])

    def _beside(self, claim: ClaimDraft) -> list[ClaimDraft]:
        """The claim of the same sentence that tells its place, the nearest."""
        sentence = self.doc[claim.head].sent
        low, high = bisect_right(self._heads, sentence.start - 1), bisect_right(self._heads, sentence.end - 1)
        found = self._told[low:high]
        return [min(found, key=lambda told: abs(told.head - claim.head))] if found else []

    def _alike(self, told: ClaimDraft, claim: ClaimDraft) -> bool:
        """Whether a trigger may take up an earlier one: "an attack ... the attack"."""
        head = self.doc[claim.head]
        pointing = any(kid.lower_ in _POINTING for kid in head.children)
        return pointing and head.lemma_.lower() == self.doc[told.head].lemma_.lower()

    def _points(self, claim: ClaimDraft) -> bool:
        """Whether the sentence points at a place: "there", "the town"."""
        sentence = self.doc[claim.head].sent
        for token in self.doc[max(sentence.start, claim.head - 20) : min(sentence.end, claim.head + 20)]:
            if token.lower_ in _THERE:
                return True
            if token.lower_ in _GROUND and any(kid.lower_ in ("the", "this", "that") for kid in token.children):
                return True
        return False

    def _exact(self, claim: ClaimDraft) -> list[int]:
        """A claim's places without the regions and countries around them."""
        places = [place for place, *_ in claim.places]
        wide = (PlaceKind.REGION, PlaceKind.COUNTRY)
        return [place for place in places if self.atlas.places[place].kind not in wide] or places

    def _between(self, first: int, second: int) -> int:
        """How many paragraphs begin after one token, up to another."""
        return bisect_right(self._starts, second) - bisect_right(self._starts, first)


def _happens_somewhere(claim: ClaimDraft) -> bool:
    told = claim.type not in PLACELESS or triggers.entry(claim.rule).generic
    return claim.modality == Modality.ACTUAL and told


def _people(claim: ClaimDraft) -> set[int]:
    return {filler.actor for filler in (*claim.agents, *claim.targets) if filler.actor is not None}


def _class(claim: ClaimDraft) -> str:
    if claim.type in _FIGHTING:
        return "fighting"
    if claim.type in _HARM:
        return "harm"
    return "words" if claim.type in _WORDS else str(claim.type)
