"""Score `reports.parse` on the annotated corpus of `training/corpus`.

    python -m evals.corpus [--split dev] [--json]

Figures are micro-averages over the stories of the split. **Entities**: label and both ends right (strict), or one
character in common (overlap), one to one. **Statements**: content with a Jaccard index of characters of 0.5 or over,
and a source that shares a character with the gold's, or none where that has none. **Claims**: triggers that share a
character, the type as well; of those, agents, targets, places, numbers and source. A gold actor is one mention: an
agent is right if some mention of its actor in the report covers half of it. Rules may be tuned on `train` and `dev`,
never on `test`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from training import stories
from training.stories import Story

from evals.compare import Scores, pair
from evals.metrics import Pair, covers_half, overlap, pair_up, set_jaccard
from reports.records import Claim, Filler, Modality, Polarity, Report, VerificationStatus

STATEMENT_JACCARD = 0.5

G = TypeVar("G")
F = TypeVar("F")


class CorpusComparison:
    """Adds one story's figures to `scores`."""

    def __init__(self, story: Story, report: Report, scores: Scores) -> None:
        self.story, self.report, self.scores = story, report, scores
        self.mentions = {actor.id: [pair(mention) for mention in actor.mentions] for actor in report.actors}
        self.spots = {place.id: [pair(mention) for mention in place.mentions] for place in report.places}
        self.said_by = {source.id: [pair(mention) for mention in source.mentions] for source in report.sources}

    def run(self) -> None:
        self.entities()
        self.statements()
        self.claims()

    def entities(self) -> None:
        gold = [(entity.start, entity.end, str(entity.label)) for entity in self.story.entities]
        found = [(entity.start, entity.end, str(entity.label)) for entity in self.report.entities]
        self.scores.found["entities (strict)"].sets(gold, found)
        couples = couple(gold, found, lambda a, b: float(overlap(a[:2], b[:2])) if a[2] == b[2] else 0.0)
        self.scores.found["entities (overlap)"].add(len(couples), len(found), len(gold))
        for label in sorted({item[2] for item in (*gold, *found)}):
            right = sum(gold[row][2] == label for row, _ in couples)
            counts = [sum(item[2] == label for item in items) for items in (found, gold)]
            self.scores.found[f"entities (overlap): {label}"].add(right, *counts)

    def statements(self) -> None:
        gold, found = self.story.statements, self.report.statements
        contents = [[pair(piece) for piece in one.content] for one in found]
        couples = [
            (row, column)
            for row, column in couple(gold, contents, lambda a, b: set_jaccard(a.content, b))
            if set_jaccard(gold[row].content, contents[column]) >= STATEMENT_JACCARD
        ]
        self.scores.found["statements (content)"].add(len(couples), len(found), len(gold))
        right = sum(self._same_source(gold[row].source, column) for row, column in couples)
        self.scores.found["statements (content and source)"].add(right, len(found), len(gold))

    def _same_source(self, gold: Pair | None, column: int) -> bool:
        statement = self.report.statements[column]
        mentions = (
            [pair(statement.source_mention)]
            if statement.source_mention
            else self.said_by.get(statement.source or "", [])
        )
        return any(overlap(gold, mention) for mention in mentions) if gold else not mentions

    def claims(self) -> None:
        gold, found = self.story.claims, self.report.claims
        triggers = [pair(claim.trigger) for claim in found]
        couples = couple(gold, triggers, lambda a, b: float(overlap(a.trigger, b)))
        typed = [(row, column) for row, column in couples if gold[row].type == found[column].type]
        self.scores.found["claims (trigger)"].add(len(couples), len(found), len(gold))
        self.scores.found["claims (trigger and type)"].add(len(typed), len(found), len(gold))
        for row, column in couples:
            self.fields(gold[row], found[column])

    def fields(self, gold: stories.Claim, claim: Claim) -> None:
        self._fillers("agents", gold.agents, claim.agents)
        self._fillers("targets", gold.targets, claim.targets)
        places = [[*self.spots.get(place.place, []), pair(place)] for place in claim.places]
        right = sum(any(covers_half(one, spot) for spots in places for spot in spots) for one in gold.places)
        self.scores.found["claim places"].add(min(right, len(places)), len(places), len(gold.places))
        self.scores.found["numbers"].sets(
            [(number.what, number.min, number.max) for number in gold.numbers],
            [(number.what, number.min, number.max) for number in claim.numbers],
        )
        for name, usual, want, got in (
            ("modality not actual", Modality.ACTUAL, gold.modality, claim.modality),
            ("negated", Polarity.AFFIRMED, gold.polarity, claim.polarity),
            ("verification status", VerificationStatus.NONE, gold.verification, claim.verification.status),
        ):
            self.scores.found[name].sets({want} - {usual}, {got} - {usual})
        self.scores.shares["own voice or not"].add((gold.statement is None) == (claim.attribution.source is None))
        self.scores.shares["source right"].add(self._same_speaker(gold, claim))

    def _same_speaker(self, gold: stories.Claim, claim: Claim) -> bool:
        source = claim.attribution.source
        if gold.statement is None:
            return source is None
        wanted = self.story.statements[gold.statement].source
        if wanted is None or source is None:
            return wanted is None and source is None
        return any(overlap(wanted, mention) for mention in self.said_by[source])

    def _fillers(self, name: str, gold: Sequence[Pair], found: Sequence[Filler]) -> None:
        spans = [[*self.mentions.get(filler.actor or "", []), pair(filler)] for filler in found]
        right = sum(any(covers_half(one, other) for others in spans for other in others) for one in gold)
        self.scores.found[name].add(min(right, len(found)), len(found), len(gold))


def couple(gold: Sequence[G], found: Sequence[F], score: Callable[[G, F], float]) -> list[tuple[int, int]]:
    """Couples of gold and found by falling score, nobody twice; no couple without any score."""
    scored = [(score(a, b), row, column) for row, a in enumerate(gold) for column, b in enumerate(found)]
    return pair_up([item for item in scored if item[0] > 0])


def score(corpus: Iterable[Story]) -> Scores:
    """Figures of the product over stories."""
    import reports

    scores = Scores()
    for story in corpus:
        published = story.published.isoformat() if story.published else None
        CorpusComparison(story, reports.parse(story.text, published=published), scores).run()
    return scores


def main() -> int:
    """Prints the figures of a split."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--split", choices=("train", "dev", "test"), default="dev")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--stories", type=Path, default=stories.CORPUS, help="another folder of annotated stories")
    arguments = parser.parse_args()
    scores = score(stories.load(arguments.stories, arguments.split))
    if arguments.json:
        sys.stdout.write(json.dumps(scores.values(), indent=1) + "\n")
        return 0
    for name, figure in (*scores.found.items(), *scores.shares.items()):
        sys.stdout.write(f"{name:42} {figure.row()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
