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

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from training import stories
from training.stories import Story

from evals import command
from evals.compare import Scores, number_keys, pair, rare_values
from evals.metrics import Pair, covers_half, overlap, pair_up, set_jaccard
from reports.records import Claim, Filler, Report

if TYPE_CHECKING:
    from datetime import date

    from spacy.language import Language
    from spacy.tokens import Doc

    from reports.analysis import Analysis

STATEMENT_JACCARD = 0.5

G = TypeVar("G")
F = TypeVar("F")


@dataclass
class Compared:
    """A story's gold and the report of it, with the mentions of its actors, places and sources by their ids."""

    story: Story
    report: Report

    def __post_init__(self) -> None:
        self.mentions, self.spots, self.said_by = (
            {one.id: [pair(mention) for mention in one.mentions] for one in items}
            for items in (self.report.actors, self.report.places, self.report.sources)
        )

    def coupled_claims(self) -> list[tuple[int, int]]:
        """Claims of both whose triggers share a character."""
        triggers = [pair(claim.trigger) for claim in self.report.claims]
        return couple(self.story.claims, triggers, lambda a, b: float(overlap(a.trigger, b)))

    def filler_spans(self, fillers: Iterable[Filler]) -> list[list[Pair]]:
        """Where each filler is told: there, and wherever its actor is mentioned."""
        return [[*self.mentions.get(filler.actor or "", []), pair(filler)] for filler in fillers]

    def place_spans(self, claim: Claim) -> list[list[Pair]]:
        """Where each place of a claim is told."""
        return [[*self.spots.get(place.place, []), pair(place)] for place in claim.places]


@dataclass
class CorpusComparison(Compared):
    """Adds one story's figures to `scores`."""

    scores: Scores

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
        couples = self.coupled_claims()
        typed = [(row, column) for row, column in couples if gold[row].type == found[column].type]
        self.scores.found["claims (trigger)"].add(len(couples), len(found), len(gold))
        self.scores.found["claims (trigger and type)"].add(len(typed), len(found), len(gold))
        for row, column in couples:
            self.fields(gold[row], found[column])

    def fields(self, gold: stories.Claim, claim: Claim) -> None:
        self._fillers("agents", gold.agents, claim.agents)
        self._fillers("targets", gold.targets, claim.targets)
        places = self.place_spans(claim)
        right = sum(any(covers_half(one, spot) for spots in places for spot in spots) for one in gold.places)
        self.scores.found["claim places"].add(min(right, len(places)), len(places), len(gold.places))
        self.scores.found["numbers"].sets(number_keys(gold.numbers), number_keys(claim.numbers))
        stance = (claim.modality, claim.polarity, claim.verification.status)
        rare_values(self.scores.found, (gold.modality, gold.polarity, gold.verification), stance)
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
        spans = self.filler_spans(found)
        right = sum(any(covers_half(one, other) for others in spans for other in others) for one in gold)
        self.scores.found[name].add(min(right, len(found)), len(found), len(gold))


def couple(gold: Sequence[G], found: Sequence[F], score: Callable[[G, F], float]) -> list[tuple[int, int]]:
    """Couples of gold and found by falling score, nobody twice; no couple without any score."""
    scored = [(score(a, b), row, column) for row, a in enumerate(gold) for column, b in enumerate(found)]
    return pair_up([item for item in scored if item[0] > 0])


def published(story: Story) -> str | None:
    """The date of a story as the product takes it."""
    return story.published.isoformat() if story.published else None


def looked_at(story: Story, nlp: Language) -> tuple[Analysis, Doc, date | None]:
    """A story as the product sees it before it resolves anything, and when it was published."""
    from reports.analysis import prepare
    from reports.pipeline import make_doc
    from reports.resolve.times import parse_published
    from reports.segment import segment

    analysis = prepare(story.text, segment(story.text))
    return analysis, make_doc(nlp, analysis), parse_published(published(story))


def parsed(corpus: Iterable[Story]) -> Iterator[tuple[Story, Report]]:
    """Yields each story with the report that the product makes of it."""
    import reports

    for story in corpus:
        yield story, reports.parse(story.text, published=published(story))


def score(corpus: Iterable[Story]) -> Scores:
    """Figures of the product over stories."""
    scores = Scores()
    for story, report in parsed(corpus):
        CorpusComparison(story, report, scores).run()
    return scores


def main() -> int:
    """Prints the figures of a split."""
    parser = command.parser("corpus", __doc__)
    command.add_split(parser, "dev")
    command.add_json(parser)
    command.add_stories(parser)
    arguments = parser.parse_args()
    scores = score(stories.load(arguments.stories, arguments.split))
    if arguments.json:
        print(json.dumps(scores.values(), indent=1))
    else:
        command.show(command.rows(scores.rows(), 42))
    return 0


if __name__ == "__main__":
    sys.exit(main())
