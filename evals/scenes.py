"""How places are chosen for claims that name none, and how the weights of that choice are found.

    python -m evals.scenes [--split test]     how often the choice is right
    python -m evals.scenes --fit              fit the weights on train, and write them to data/scene.json

A conditional logit over the options of `reports.resolve.scene`: the places a story has lately spoken of, and none.
Right is a place one of whose mentions covers half of a place of the gold claim; none, where that has no place. Claims
of train are looked at without the tagger's places, for it was trained on these stories and knows them too well.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from training import stories

from evals import command
from evals.corpus import couple, looked_at
from evals.metrics import covers_half, overlap
from evals.shapes import Pair
from reports import lexicons
from reports.analysis import Analysis
from reports.pipeline import load_pipeline
from reports.resolve import resolve, settings
from reports.resolve.drafts import ClaimDraft
from reports.resolve.scene import Features, Option, Scene, chosen

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

RIDGE: Final = 3.0
LEAST: Final = 8  # options that a feature must be seen in to get a weight
ROUNDS, RATE = 600, 0.05
Floats = NDArray[np.float64]


class Choice(NamedTuple):
    """The options of a claim (the first is none), which of them are right, and whether the claim has a place at all."""

    options: list[Features]
    right: list[bool]
    somewhere: bool


class Seen(NamedTuple):
    claim: ClaimDraft
    options: list[Option]
    mentions: dict[int, list[tuple[int, int]]]  # of each place, in tokens


def choices(split: stories.Split, nlp: Language) -> Iterator[Choice]:
    """Yields the claims of a split that name no place, of those that are in the gold."""
    for story in stories.load(split=split):
        analysis, doc, published = looked_at(story, nlp)
        seen: list[Seen] = []
        with (
            mock.patch.object(settings, "Scene", _watching(seen)),
            mock.patch.object(settings.Settings, "_with_learned", lambda _self, heads, _claim: heads),
        ):
            resolve(doc, published)
        span = partial(_characters, analysis, doc)
        triggers = [span(one.claim.trigger) for one in seen]
        for row, column in couple(story.claims, triggers, lambda gold, one: float(overlap(gold.trigger, one))):
            yield _choice(story.claims[row], seen[column], span)


def _characters(analysis: Analysis, doc: Doc, tokens: Pair) -> Pair:
    """Characters of the story for tokens of its analysis."""
    first, last = doc[tokens[0]], doc[tokens[1] - 1]
    return analysis.to_source(first.idx, last.idx + len(last))


def _watching(seen: list[Seen]) -> type[Scene]:
    class Watching(Scene):
        def options(self, claim: ClaimDraft, *, dated: bool, wide: bool = False) -> list[Option]:
            found = super().options(claim, dated=dated, wide=wide)
            drafts = self.atlas.places
            mentions = {
                one.place: [(start, end) for start, end, _ in drafts[one.place].mentions]
                for one in found
                if one.place is not None
            }
            seen.append(Seen(claim, found, mentions))
            return found

    return Watching


def _choice(gold: stories.Claim, seen: Seen, span: Callable[[Pair], Pair]) -> Choice:
    right = [
        not gold.places
        if option.place is None
        else any(covers_half(one, span(mention)) for one in gold.places for mention in seen.mentions[option.place])
        for option in seen.options
    ]
    return Choice([option.features for option in seen.options], right, bool(gold.places))


def fit(claims: list[Choice]) -> Features:
    """The weights of the features, by gradient ascent on the likelihood of the right options, with a ridge."""
    counts = Counter(name for claim in claims for option in claim.options for name in option)
    names = sorted(name for name, count in counts.items() if count >= LEAST)
    known = [claim for claim in claims if any(claim.right)]
    values, shut, right = _arrays(known, {name: index for index, name in enumerate(names)})
    weights, mean, square = np.zeros((3, len(names)))
    for step in range(1, ROUNDS + 1):
        chance = _softmax(values @ weights + shut)
        wanted = chance * right
        wanted /= wanted.sum(1, keepdims=True)
        slope = np.einsum("ro,rof->f", wanted - chance, values) - RIDGE * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        pace = RATE * (1 - step / (ROUNDS + 1))
        weights = weights + pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def _arrays(claims: list[Choice], columns: dict[str, int]) -> tuple[Floats, Floats, Floats]:
    """(claims, options, features); (claims, options): 0 for an option, else far below; 1 where it is right."""
    most = max(len(claim.options) for claim in claims)
    values = np.zeros((len(claims), most, len(columns)))
    shut = np.full((len(claims), most), -1e9)
    right = np.zeros((len(claims), most))
    for row, claim in enumerate(claims):
        for place, option in enumerate(claim.options):
            shut[row, place], right[row, place] = 0.0, claim.right[place]
            for name, value in option.items():
                if name in columns:
                    values[row, place, columns[name]] = value
    return values, shut, right


def _softmax(scores: Floats) -> Floats:
    odds: Floats = np.exp(scores - scores.max(1, keepdims=True))
    shares: Floats = odds / odds.sum(1, keepdims=True)
    return shares


def figures(claims: list[Choice]) -> str:
    """How often the choice with the weights in use is right, in one line."""
    right = given = hits = 0
    for claim in claims:
        taken = chosen(claim.options)
        right += claim.right[taken]
        given += taken > 0
        hits += taken > 0 and claim.right[taken]
    places = sum(claim.somewhere for claim in claims)
    return (
        f"{len(claims)} claims that name no place: {right / max(1, len(claims)):.3f} right; "
        f"places P {hits / max(1, given):.3f} R {hits / max(1, places):.3f} F1 {2 * hits / max(1, given + places):.3f}"
    )


def main() -> int:
    """Prints the figures of a split, or fits."""
    parser = command.parser("scenes", __doc__)
    command.add_split(parser, "test")
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    nlp = load_pipeline()
    if arguments.fit:
        weights = fit(list(choices("train", nlp)))
        Path(str(lexicons.data_file("scene.json"))).write_text(json.dumps(weights, indent=0) + "\n", "utf8")
    else:
        print(figures(list(choices(arguments.split, nlp))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
