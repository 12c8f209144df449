"""Figures for entities and attribution. Needs no torch: it compares spans of characters.

A score starts from gold, so a missing mention costs recall. Attribution is compared by words (runs of letters and
digits, or single other characters) that share a character with a span.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from training.data import Gold, Pair
from training.tags import ROLES, Span, covered

WORD: Final = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*|[^\w\s]|_")
REACH: Final = 60  # cost from a cue to its source, at most
SENTENCE_COST: Final = 10
PARAGRAPH_COST: Final = 30  # beside the sentence end
Words = frozenset[int]


@dataclass
class Count:
    """Hits, predictions and gold, added up."""

    hits: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, hits: int, predicted: int, gold: int) -> None:
        self.hits += hits
        self.predicted += predicted
        self.gold += gold

    @property
    def precision(self) -> float:
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.predicted + self.gold) if self.predicted + self.gold else 0.0


@dataclass
class EntityScore:
    """strict: bounds and label equal. overlap: labels equal, a character shared, one to one."""

    strict: Count = field(default_factory=Count)
    overlap: Count = field(default_factory=Count)
    by_label: dict[str, Count] = field(default_factory=dict)
    by_label_overlap: dict[str, Count] = field(default_factory=dict)

    def add(self, gold: Collection[Span], predicted: Collection[Span]) -> None:
        for label in {one.label for one in [*gold, *predicted]}:
            g = sorted({one for one in gold if one.label == label})
            p = sorted({one for one in predicted if one.label == label})
            exact, shared = len(set(g) & set(p)), overlaps(g, p)
            for count in (self.strict, self.by_label.setdefault(label, Count())):
                count.add(exact, len(p), len(g))
            for count in (self.overlap, self.by_label_overlap.setdefault(label, Count())):
                count.add(shared, len(p), len(g))


def overlaps(gold: Sequence[Span], predicted: Sequence[Span]) -> int:
    """The most pairs of spans that share a character, each span in one pair. Both sorted and without overlaps."""
    pairs = i = j = 0
    while i < len(gold) and j < len(predicted):
        if gold[i].start < predicted[j].end and predicted[j].start < gold[i].end:
            pairs += 1
            i, j = i + 1, j + 1
        elif gold[i].end <= predicted[j].end:
            i += 1
        else:
            j += 1
    return pairs


@dataclass
class AttributionScore:
    """Words of each role; contents equal but for punctuation; contents and whole statements at Jaccard 0.5."""

    words: dict[str, Count] = field(default_factory=lambda: {role: Count() for role in ROLES})
    spans: dict[str, Count] = field(default_factory=lambda: {role: Count() for role in ROLES})
    exact: Count = field(default_factory=Count)
    similar: Count = field(default_factory=Count)
    statements: Count = field(default_factory=Count)

    def add(self, text: str, gold: Sequence[Gold], predicted: Sequence[Gold]) -> None:
        places = [match.span() for match in WORD.finditer(text)]
        starts, ends = [start for start, _ in places], [end for _, end in places]
        solid = frozenset(i for i, (start, end) in enumerate(places) if text[start:end][0].isalnum())

        def words(statement: Gold, role: str) -> Words:
            return frozenset(i for pair in statement[role] for i in covered(*pair, starts, ends))

        for role in ROLES:
            g, p = ([words(one, role) for one in side] for side in (gold, predicted))
            gold_words, predicted_words = frozenset().union(*g), frozenset().union(*p)
            self.words[role].add(len(gold_words & predicted_words), len(predicted_words), len(gold_words))
            gold_spans = {solid & frozenset(covered(*pair, starts, ends)) for one in gold for pair in one[role]}
            own_spans = {solid & frozenset(covered(*pair, starts, ends)) for one in predicted for pair in one[role]}
            self.spans[role].add(len(gold_spans & own_spans), len(own_spans), len(gold_spans))
        gold = [one for one in gold if words(one, "content")]
        predicted = [one for one in predicted if words(one, "content")]
        g, p = ([words(one, "content") for one in side] for side in (gold, predicted))
        same = sum((Counter(one & solid for one in g) & Counter(one & solid for one in p)).values())
        self.exact.add(same, len(p), len(g))
        good = best_pairs(g, p, jaccard, 0.5)
        self.similar.add(len(good), len(p), len(g))
        whole = 0
        for i, j in good:
            gold_source, source = words(gold[i], "source") & solid, words(predicted[j], "source") & solid
            whole += bool(gold_source & source) if gold_source else not source
        self.statements.add(whole, len(p), len(g))

    @property
    def mean(self) -> float:
        """The mean F1 of the words of the three roles."""
        return sum(count.f1 for count in self.words.values()) / len(self.words)


def jaccard(one: Words, other: Words) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def best_pairs(
    gold: Sequence[Words], predicted: Sequence[Words], similarity: Callable[[Words, Words], float], least: float
) -> list[tuple[int, int]]:
    """Pairs one to one, the most similar first; of equals the earlier."""
    ranked = sorted(
        (-score, i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if (score := similarity(one, other)) >= least
    )
    pairs: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


class Linker:
    """Links spans of words to statements: what is nearest, where a sentence end counts as ten words and a paragraph
    end as forty, and words that are inside another span do not count.

    On the gold spans of PolNeAR this gives 0.95 of the statements; without the ends of sentences 0.80.
    """

    def __init__(self, spans: Sequence[Span], sentences: Sequence[Pair], paragraphs: Sequence[Pair]) -> None:
        self.roles = {role: [one for one in spans if one.label == role] for role in ROLES}
        size = sentences[-1][1] if sentences else 0
        self.sentence = _numbers(sentences, size)
        self.paragraph = _numbers(paragraphs, size)
        inside = {i for one in spans for i in range(one.start, one.end)}
        self.outside = [0, *accumulate(int(i not in inside) for i in range(size))]

    def statements(self) -> list[dict[str, list[Span]]]:
        """A statement for each cue. A cue without a source of its own takes one before it in its sentence ("said X,
        adding Y"). Contents are statements of their own only where the text has no cue at all."""
        cues = self.roles["cue"]
        if not cues:
            return [{"source": [], "cue": [], "content": [one]} for one in self.roles["content"]]
        statements: list[dict[str, list[Span]]] = [{"source": [], "cue": [cue], "content": []} for cue in cues]
        for content in self.roles["content"]:
            statements[self.nearest(content, cues)]["content"].append(content)
        offers: dict[int, list[Span]] = {}
        for source in self.roles["source"]:
            offers.setdefault(self.nearest(source, cues), []).append(source)
        for i, cue in enumerate(cues):
            near = [one for one in offers.get(i, ()) if self.cost(one, cue) <= REACH]
            near = near or [
                one
                for one in self.roles["source"]
                if one.end <= cue.start and self.sentence[one.start] == self.sentence[cue.start]
            ]
            if near:
                statements[i]["source"] = [near[self.nearest(cue, near)]]
        return statements

    def nearest(self, span: Span, others: Sequence[Span]) -> int:
        """The index of the nearest of `others`; of two equally near the one before."""
        return min(range(len(others)), key=lambda i: (self.cost(span, others[i]), others[i].start))

    def cost(self, one: Span, other: Span) -> int:
        """How far two spans are apart; 0 where they touch or overlap."""
        first, second = sorted((one, other))
        if first.end > second.start:
            return 0
        words = self.outside[second.start] - self.outside[first.end]
        sentences = self.sentence[second.start] - self.sentence[first.end - 1]
        paragraphs = self.paragraph[second.start] - self.paragraph[first.end - 1]
        return words + SENTENCE_COST * sentences + PARAGRAPH_COST * paragraphs


def _numbers(ranges: Sequence[Pair], size: int) -> list[int]:
    numbers = [0] * size
    for number, (start, end) in enumerate(ranges):
        numbers[start:end] = [number] * (end - start)
    return numbers
