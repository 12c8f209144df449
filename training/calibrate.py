"""Moves the balance of precision and recall to where F1 is highest, by the biases of the attribution head.

A tagger trained on words that are mostly outside any span is too shy with sources and cues. One number a role is added
to the scores of its two tags, chosen on documents that were not trained on, and kept in the biases: nothing changes
for whoever reads with the model. Entities come out balanced and are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from training import data
from training.evaluate import Tagged, read_windows, score_attribution, torch_reader
from training.model import Tagger, load_tokenizer, word_pieces
from training.tags import ATTRIBUTION, ROLES, decode

GRID: Final = tuple(round(step * 0.2, 1) for step in range(-2, 9))
Shifts = dict[str, float]
Read = list[tuple[data.Example, NDArray[np.float32]]]


def calibrate(tagger: Tagger, examples: Sequence[data.Example]) -> Shifts:
    """Adds the best number to the biases of each role; returns the numbers. Examples without attribution are passed."""
    documents = read_all(tagger, [one for one in examples if one.attribution])
    shifts: Shifts = dict.fromkeys(ROLES, 0.0)
    for role in ROLES:
        trials = [shifts | {role: number} for number in GRID]
        shifts = max(trials, key=lambda trial: (quality(documents, trial), -abs(trial[role]))) if documents else shifts
    with torch.no_grad():
        tagger.attribution.bias += torch.from_numpy(moves(shifts)).to(tagger.attribution.bias.device)
    return shifts


def moves(shifts: Shifts) -> NDArray[np.float32]:
    """What is added to the score of each tag."""
    return np.array([shifts.get(tag.partition("-")[2], 0.0) for tag in ATTRIBUTION], np.float32)


def read_all(tagger: Tagger, examples: Sequence[data.Example]) -> Read:
    """Each document with the attribution logits of its words."""
    read, tokenizer = torch_reader(tagger), load_tokenizer()
    documents: Read = []
    for example in examples:
        pieces = word_pieces(tokenizer, example.words)
        windows = read_windows(read, example, pieces)
        parts = [logits["attribution"][window.keep_start - window.start :] for window, logits in windows]
        if parts:
            documents.append((example, np.concatenate(parts)))
    return documents


def quality(documents: Read, shifts: Shifts) -> float:
    """What is made highest: F1 of words, exact contents and statements, each source of documents counted alike."""
    move = moves(shifts)
    values = []
    for origin in sorted({example.origin for example, _ in documents}):
        score = score_attribution(
            Tagged(example, [], decode(logits + move, ATTRIBUTION))
            for example, logits in documents
            if example.origin == origin
        )
        values.append((3 * score.mean + score.exact.f1 + score.statements.f1) / 5)
    return sum(values) / len(values)
