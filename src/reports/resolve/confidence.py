"""How probable it is that a claim is right: that its trigger tells of an event, and of this type.

A logistic model of three features, fitted on stories that nothing else was trained on (`evals.reliability`, which
also shows how well the numbers hold on others). Who, where and how many may still be wrong in a claim that is sure.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Final

from spacy.tokens import Doc

from reports import lexicons, triggers
from reports.annotate import layers
from reports.resolve.drafts import ClaimDraft

EDGE: Final = 0.005  # scores nearer to 0 or 1 than this are taken for this
FEATURES: Final = ("always", "event", "type", "lexicon")


@cache
def _weights() -> dict[str, list[float]]:
    found: dict[str, list[float]] = json.loads(lexicons.data_file("confidence.json").read_text("utf8"))
    return found


def rate(doc: Doc, claims: list[ClaimDraft]) -> None:
    """Give each claim its confidence."""
    tagged = layers.get_tagged(doc)["events"]
    events = layers.get(doc, "events")
    for claim in claims:
        found = [tagged[events[index]["tagged"]] for index in claim.events if "tagged" in events[index]]
        claim.features = features(claim, found)
        weights = _weights()["fast" if claim.score is None else "tagged"]
        claim.confidence = round(_squash(sum(a * b for a, b in zip(weights, claim.features, strict=True))), 2)


def features(claim: ClaimDraft, tagged: list[layers.TaggedEvent]) -> list[float]:
    """What the confidence of a claim is reckoned from, in the order of `FEATURES`; log-odds of the tagger's scores."""
    lexicon = float(not triggers.is_learned(claim.rule))
    if claim.score is None:
        return [1.0, 0.0, 0.0, lexicon]
    best = max((_chance_of_type(claim, event) for event in tagged), default=EDGE)
    return [1.0, _odds(claim.score), _odds(best), lexicon]


def _chance_of_type(claim: ClaimDraft, event: layers.TaggedEvent) -> float:
    return event["type_score"] if event["type"] == claim.type else 1 - event["type_score"]


def _odds(chance: float) -> float:
    kept = min(max(chance, EDGE), 1 - EDGE)
    return math.log(kept / (1 - kept))


def _squash(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
