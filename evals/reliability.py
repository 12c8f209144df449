"""How well the confidence of claims holds, and how its weights are found.

    python -m evals.reliability [--split test]     the reliability table
    python -m evals.reliability --fit              fit the weights on dev, and write them to data/confidence.json

A claim is right if a gold claim of its type has a trigger that shares a character with its own, one to one. The
weights are those of a logistic regression by Newton's method with a little ridge; `fast` is the share of right claims
without the tagger. Fitted on dev, shown on test: stories that nothing was fitted on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from training import stories

from evals import command
from evals.compare import pair
from evals.corpus import couple, looked_at
from evals.metrics import overlap
from reports import lexicons
from reports.assemble.assembler import Assembler
from reports.pipeline import load_pipeline
from reports.resolve import resolve
from reports.resolve.confidence import FEATURES

if TYPE_CHECKING:
    from spacy.language import Language

Floats = NDArray[np.float64]

RIDGE = 0.3
BINS = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.01)


class Rated(NamedTuple):
    """A claim of a report: its features, its confidence, and whether it is right."""

    features: list[float]
    confidence: float
    right: bool


def rated(split: stories.Split, nlp: Language) -> Iterator[Rated]:
    """Yields the claims found in the stories of a split."""
    for story in stories.load(split=split):
        analysis, doc, published = looked_at(story, nlp)
        found = resolve(doc, published)
        records = Assembler(story.text, analysis, doc, found).parts()["claims"]
        couples = couple(
            story.claims,
            records,
            lambda gold, one: float(overlap(gold.trigger, pair(one.trigger))) if gold.type == one.type else 0.0,
        )
        right = {column for _, column in couples}
        for column, draft in enumerate(found.claims):
            yield Rated(draft.features, draft.confidence, column in right)


def fit(claims: list[Rated]) -> list[float]:
    """Weights of the features, in their order."""
    matrix = np.array([one.features for one in claims])
    right = np.array([one.right for one in claims], float)
    weights = np.zeros(len(FEATURES))
    penalty = np.full(len(FEATURES), RIDGE)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (right - chance) - penalty * weights
        curve = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return [round(float(one), 4) for one in weights]


def table(claims: list[Rated]) -> Iterator[str]:
    """Yields the lines of the reliability table."""
    given = np.array([one.confidence for one in claims])
    right = np.array([one.right for one in claims], float)
    yield "| confidence | claims | mean confidence | right |"
    yield "|---|---:|---:|---:|"
    error = 0.0
    for low, high in zip(BINS, BINS[1:], strict=False):
        inside = (given >= low) & (given < high)
        if inside.any():
            error += abs(given[inside].sum() - right[inside].sum()) / len(claims)
            yield (
                f"| {low:.2f} to {min(high, 1):.2f} | {inside.sum()} | {given[inside].mean():.2f} | "
                f"{right[inside].mean():.2f} |"
            )
    yield ""
    yield (
        f"{len(claims)} claims, {right.mean():.3f} right; expected calibration error {error:.3f}, Brier score "
        f"{float(((given - right) ** 2).mean()):.3f} ({float(right.mean() * (1 - right.mean())):.3f} for a constant)"
    )


def main() -> int:
    """Prints the table, or fits."""
    parser = command.parser("reliability", __doc__)
    command.add_split(parser, "test")
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    if arguments.fit:
        fast = [one.right for one in rated("dev", load_pipeline(fast=True))]
        share = sum(fast) / len(fast)
        weights = {
            "tagged": fit(list(rated("dev", load_pipeline()))),
            "fast": [round(float(np.log(share / (1 - share))), 4), 0.0, 0.0, 0.0],
        }
        path = Path(str(lexicons.data_file("confidence.json")))
        path.write_text(json.dumps(weights) + "\n", encoding="utf-8")
        print(f"{path.name}: {weights}")
    else:
        command.show(table(list(rated(arguments.split, load_pipeline()))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
