"""Where a claim happens that names no place itself: a choice among the places of the story, or none.

"Two counter-attacks came to grief": readers know where, from what was told before. A conditional logit chooses among
the places that the story has lately spoken of, and "none"; its weights are fitted on the annotated corpus
(`evals.scenes`). A feature says something of the claim and a place together; those of "none" speak of the claim alone.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from functools import cache, cached_property
from typing import Final, NamedTuple

from spacy.strings import get_string_id
from spacy.tokens import Doc, Span, Token

from reports import lexicons, triggers
from reports.annotate import grammar, layers
from reports.annotate.participants import ASSAULTS, RESULTS
from reports.records import ClaimType, Modality, PlaceKind, Polarity, SectionKind
from reports.resolve.drafts import ClaimDraft, PlaceDraft
from reports.resolve.places import Atlas

MOST: Final = 12  # places lately spoken of that are weighed
LIKELY: Final = 0.5  # how probable a place must be, among the options
Features = dict[str, float]

_BACK = 6  # claims that tell their places, before the one in question, that are looked at
_TOLL = 1000  # people; so many are killed or driven out by a war rather than at a place
_NEARBY = 20  # tokens about a trigger in which its sentence may point at a place
_FIGHTING = ASSAULTS | {ClaimType.SIEGE}
_HARM = RESULTS | {ClaimType.CAPTURE}
WARS = frozenset({"war", "conflict", "insurgency", "uprising", "crisis"})
_WORDS = frozenset({ClaimType.ASSESSMENT, ClaimType.ACCUSATION, ClaimType.THREAT, ClaimType.NEGOTIATION})
PLACELESS: Final = _WORDS | {ClaimType.OTHER}  # where and when the fighting was is not where and when they were
_NARROW = frozenset({PlaceKind.FACILITY, PlaceKind.DISTRICT, PlaceKind.SETTLEMENT})
_WIDE = frozenset({PlaceKind.REGION, PlaceKind.COUNTRY})
_POINTING = frozenset({"the", "this", "that", "these", "those", "its", "their", "another", "second", "first", "same"})
_THERE = frozenset(map(get_string_id, ("there", "here", "nearby", "inside", "outside")))
_GROUND = frozenset(
    map(get_string_id, "town city village area camp base district settlement capital place scene site".split())
)
_BY_KIND = ("lately", "last", "near", "sentence", "most")  # features that weigh differently for each kind of claim


class Option(NamedTuple):
    """A place (None: no place) and what speaks for and against it."""

    place: int | None
    features: Features


class _Spot(NamedTuple):
    """What is so of a place for every claim: by itself, by how the story names it, by the claims that tell it."""

    narrow: bool
    starts: list[int]  # tokens at which it is named, in order
    said_at: set[int]  # those at which it is where a speaker is
    own: Features
    named: Features
    told: Features


class _Around(NamedTuple):
    """What stands around a claim that names no place: the same for all the places that it may be of."""

    head: int
    kind: str
    start: int  # of its sentence
    end: int
    paragraph: int
    told: dict[int, Features]  # place -> what the last claims that tell it say for it
    near: list[int]  # the places of the claim beside it


@cache
def _weights() -> Features:
    found: Features = json.loads(lexicons.data_file("scene.json").read_text("utf8"))
    return found


def score(features: Features) -> float:
    """The log of how likely an option is, but for a constant."""
    weights = _weights()
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def chosen(options: Sequence[Features]) -> int:
    """The number of the option that is likelier than all others together; 0, which is none, if no one is.

    The places of the claim beside ("near") are chosen as one.
    """
    scores = [score(features) for features in options]
    best = max(range(len(scores)), key=scores.__getitem__)
    odds = [math.exp(one - scores[best]) for one in scores]
    together = [one for one, features in zip(odds, options, strict=True) if "near" in features]
    chance = (sum(together) if "near" in options[best] else 1.0) / sum(odds)
    return best if chance > LIKELY else 0


class Scene:
    """What a story has told so far of where things happen. Claims must be given in the order of their triggers.

    `told` holds the heads of claims whose places the story tells; their places must be set. `said_at`: tokens that name
    where a speaker is. Once made, a Scene takes a time for each claim that does not grow with the story.
    """

    def __init__(
        self, doc: Doc, atlas: Atlas, claims: list[ClaimDraft], told: set[int], said_at: Set[int] = frozenset()
    ) -> None:
        self.doc = doc
        self.atlas = atlas
        self._paragraphs = [paragraph["start"] for paragraph in layers.get(doc, "paragraphs")]
        self._told = [claim for claim in claims if claim.head in told]
        self._heads = [claim.head for claim in self._told]
        self._exact = [self._without_wide(claim) for claim in self._told]
        self._people = [_people(claim) for claim in self._told]
        self._counts = Counter(place for exact in self._exact for place in exact)
        self._most = self._counts.most_common(1)
        self._narrow = sum(draft.kind in _NARROW for draft in atlas.places)
        self._said_at = said_at
        self._spots = [self._spot(place, draft) for place, draft in enumerate(atlas.places)]
        self._mentions = sorted(
            (start, place)
            for place, draft in enumerate(atlas.places)
            if draft.located or draft.kind != PlaceKind.COUNTRY
            for start in self._spots[place].starts
        )
        self._latest = _latest(place for _, place in self._mentions)

    def choose(self, claim: ClaimDraft, *, dated: bool, wide: bool = False) -> list[int]:
        """The places where a claim happens that names none: one, or those of the claim beside it that has this one.

        None if it is likeliest of no one place, or is of words, wishes and plans. `dated`: whether the claim tells a
        time of its own; `wide`: whether that is longer than a day or of no known length.
        """
        if not _happens_somewhere(claim) or _is_of_war(self.doc[claim.head]):
            return []
        options = self.options(claim, dated=dated, wide=wide)
        best = options[chosen([option.features for option in options])]
        if best.place is None:
            return []
        return self._beside(claim, self.doc[claim.head].sent) if "near" in best.features else [best.place]

    def options(self, claim: ClaimDraft, *, dated: bool, wide: bool = False) -> list[Option]:
        """First "none", then the places that the claim may be of."""
        before = bisect_right(self._heads, claim.head)
        around = self._around(claim, before)
        found = [Option(None, self._none(claim, around.kind, yet=before > 0, dated=dated, wide=wide))]
        for rank, place in enumerate(self._candidates(around.end, before)):
            features = self._features(place, around, rank)
            for name in _BY_KIND:
                if name in features:
                    features[f"{name} {around.kind}"] = features[name]
                    if dated:
                        features[f"{name} dated"] = features[name]
            found.append(Option(place, features))
        return found

    def _candidates(self, end: int, before: int) -> list[int]:
        """Places named last before the end of a claim's sentence, the latest first, and those told last, first and
        most often, if they are named before it."""
        named = self._latest[bisect_right(self._mentions, (end, 0))]
        last, first = (self._exact[before - 1] if before else ()), (self._exact[0] if self._exact else ())
        places = dict.fromkeys((*named, *last, *first, *(place for place, _ in self._most)))
        return [place for place in places if bisect_left(self._spots[place].starts, end)]

    # -- features -----------------------------------------------------------------------------------------

    def _none(self, claim: ClaimDraft, kind: str, *, yet: bool, dated: bool, wide: bool) -> Features:
        features = {"none": 1.0, f"none {kind}": 1.0}
        if claim.modality != Modality.ACTUAL:
            features["none not actual"] = 1.0
        if claim.polarity != Polarity.AFFIRMED:
            features["none negated"] = 1.0
        if claim.section != SectionKind.BODY:
            features["none not body"] = 1.0
        if dated:
            features["none dated"] = 1.0
        if wide:
            features["none wide"] = 1.0
        if not yet:
            features["none yet"] = 1.0
        if grammar.is_now(self.doc[claim.head]):
            features["none now"] = 1.0
        if any((number.min or number.max or 0) >= _TOLL for number in claim.numbers):
            features["none toll"] = 1.0
        if triggers.entry(claim.rule).generic:
            features["none generic"] = 1.0
        features["none of many"] = math.log1p(self._narrow)
        return features

    def _features(self, place: int, around: _Around, rank: int) -> Features:
        spot = self._spots[place]
        features = {f"kind {self.atlas.places[place].kind}": 1.0, "lately": 1 / (1 + rank), **spot.own}
        features |= self._mentioned(spot, around)
        features |= spot.told
        features |= around.told.get(place, {})
        if place in around.near:
            features["near"] = 1.0
        if spot.narrow and self._points(around):
            features["there"] = features["lately"]
        return features

    def _mentioned(self, spot: _Spot, around: _Around) -> Features:
        """How far before the claim the place was last named, and how it is named in the claim's sentence."""
        features: Features = {}
        starts, index = spot.starts, bisect_right(spot.starts, around.head)
        earlier = bisect_left(starts, around.head, hi=index)
        if earlier and starts[earlier - 1] >= around.start:
            features["sentence"] = features["sentence before"] = 1.0
        elif index < len(starts) and starts[index] < around.end:
            features["sentence"] = features["sentence after"] = 1.0
        away = min(around.paragraph - self._paragraph(starts[index - 1]), 4) if index else "never"
        features[f"named {away} paragraphs before"] = 1.0
        if starts and starts[max(0, index - 1)] in spot.said_at:
            features["said there"] = 1.0
        features |= spot.named
        if "named at the beginning" in spot.named:
            features[f"named at the beginning {around.kind}"] = 1.0
        return features

    def _points(self, around: _Around) -> bool:
        """Whether the sentence points at a place: "there", "the town"."""
        index = bisect_left(self._pointers, max(around.start, around.head - _NEARBY))
        return index < len(self._pointers) and self._pointers[index] < min(around.end, around.head + _NEARBY)

    # -- what the features are made of ----------------------------------------------------------------------

    def _spot(self, place: int, draft: PlaceDraft) -> _Spot:
        narrow = draft.kind in _NARROW
        starts = sorted(start for start, _, _ in draft.mentions)
        own: Features = {}
        if draft.near is not None:
            own["relative"] = 1.0
        if not draft.located:
            own["not located"] = 1.0
        if narrow:
            own["few"] = 1 / max(1, self._narrow)
        named = {"named often": math.log1p(len(starts))}
        if starts and self._paragraph(starts[0]) - self._paragraph(0) <= 1:
            named["named at the beginning"] = 1.0
        said_at = {start for start, end, _ in draft.mentions if not self._said_at.isdisjoint(range(start, end))}
        return _Spot(narrow, starts, said_at, own, named, self._of_all_told(place))

    def _of_all_told(self, place: int) -> Features:
        """What all claims that tell their places say for a place."""
        features: Features = {}
        if count := self._counts[place]:
            features["told"] = 1.0
            features["share"] = count / len(self._told)
            if count == self._most[0][1]:
                features["most"] = 1.0
            if place in self._exact[0]:
                features["first"] = 1.0
        return features

    def _around(self, claim: ClaimDraft, before: int) -> _Around:
        sentence = self.doc[claim.head].sent
        told = self._lately_told(claim, range(before - 1, max(0, before - _BACK) - 1, -1))
        paragraph = self._paragraph(claim.head)
        near = self._beside(claim, sentence)
        return _Around(claim.head, _class(claim), sentence.start, sentence.end, paragraph, told, near)

    def _lately_told(self, claim: ClaimDraft, numbers: range) -> dict[int, Features]:
        """What claims that tell their places, by number, the last one first, say for each of these places."""
        people, lemma = _people(claim), self._taken_up(claim) if numbers else None
        theirs = {place for number in numbers if people & self._people[number] for place in self._exact[number]}
        found: dict[int, Features] = {}
        for back, number in enumerate(numbers):
            fresh = [place for place in self._exact[number] if place not in found]
            features = self._of_told(self._told[number], claim, back, lemma) if fresh else {}
            for place in fresh:
                found[place] = {"of its people": 1.0, **features} if place in theirs else features
        return found

    def _of_told(self, told: ClaimDraft, claim: ClaimDraft, back: int, lemma: str | None) -> Features:
        """What a claim, so many others back, says for its places. `lemma`: of the trigger, if it may take one up."""
        features = {f"told {min(back, 3)} back": 1.0}
        if back == 0:
            features["last"] = 1.0
            away = self._paragraph(claim.head) - self._paragraph(told.head)
            features[f"last {min(away, 3)} paragraphs before"] = 1.0
            if told.agents and claim.agents and told.agents[0].actor == claim.agents[0].actor:
                features["last by the same"] = 1.0
        if told.type == claim.type:
            features["of its type"] = 1.0
        if lemma is not None and lemma == self.doc[told.head].lemma_.lower():
            features["of its word"] = 1.0
        return features

    def _taken_up(self, claim: ClaimDraft) -> str | None:
        """The lemma of a trigger that may take up an earlier one: "an attack ... the attack"."""
        head = self.doc[claim.head]
        return head.lemma_.lower() if any(kid.lower_ in _POINTING for kid in head.children) else None

    def _beside(self, claim: ClaimDraft, sentence: Span) -> list[int]:
        """The places of the nearest claim of the same sentence that tells them."""
        beside = range(bisect_left(self._heads, sentence.start), bisect_left(self._heads, sentence.end))
        nearest = min(beside, key=lambda number: abs(self._heads[number] - claim.head), default=None)
        return [] if nearest is None else [*self._exact[nearest]]

    @cached_property
    def _pointers(self) -> list[int]:
        """Tokens that point at a place: "there", "town" in "the town"."""
        words = enumerate(self.doc.to_array("LOWER").tolist())
        return [i for i, word in words if word in _THERE or (word in _GROUND and _is_definite(self.doc[i]))]

    def _without_wide(self, claim: ClaimDraft) -> list[int]:
        """A claim's places without the regions and countries around them."""
        places = [place for place, *_ in claim.places]
        return [place for place in places if self.atlas.places[place].kind not in _WIDE] or places

    def _paragraph(self, token: int) -> int:
        """How many paragraphs begin up to a token."""
        return bisect_right(self._paragraphs, token)


def _latest(named: Iterable[int]) -> list[tuple[int, ...]]:
    """The different places named last, `MOST` at most and the latest first: before all mentions, after one, ..."""
    found: list[tuple[int, ...]] = [()]
    for place in named:
        others = (other for other in found[-1] if other != place)
        found.append((place, *others)[:MOST])
    return found


def _is_definite(noun: Token) -> bool:
    return any(kid.lower_ in ("the", "this", "that") for kid in noun.children)


def _happens_somewhere(claim: ClaimDraft) -> bool:
    told = claim.type not in PLACELESS or triggers.entry(claim.rule).generic
    return claim.modality == Modality.ACTUAL and told


def _is_of_war(head: Token) -> bool:
    """ "The war has killed 40,000": tells of no place that the story came from last."""
    doer = grammar.subject(head) if head.pos_ == "VERB" else None
    return doer is not None and doer.lemma_.lower() in WARS


def _people(claim: ClaimDraft) -> set[int]:
    return {filler.actor for filler in (*claim.agents, *claim.targets) if filler.actor is not None}


def _class(claim: ClaimDraft) -> str:
    if claim.type in _FIGHTING:
        return "fighting"
    if claim.type in _HARM:
        return "harm"
    return "words" if claim.type in _WORDS else str(claim.type)
