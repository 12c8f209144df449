"""How far two annotators of the corpus agree: what a perfect parser could reach on it.

    python -m evals.agreement

Twelve test stories were annotated a second time, by somebody who had seen the guideline and not the first annotation
(`training/corpus/second`). Figures are F1 of one against the other. Triggers agree if they share a character; the
fields are those of claims whose triggers agree. A participant agrees if the words of one hold those of the other, for
any mention of an actor may be quoted; a source likewise.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence

from training.stories import CORPUS, Claim, Story, load

from evals import command
from evals.compare import number_keys, rare_values
from evals.corpus import couple
from evals.metrics import Found, Pair, overlap

SECOND = CORPUS.parent / "second"


def agreement(first: Sequence[Story], second: Sequence[Story]) -> dict[str, Found]:
    """Figures over stories of the same ids. Raises ValueError if a text differs."""
    figures: dict[str, Found] = defaultdict(Found)
    for one, other in zip(first, second, strict=True):
        if one.text != other.text:
            raise ValueError(f"{one.id}: the texts of the two annotations differ")
        _entities(one, other, figures)
        couples = couple(one.claims, other.claims, lambda a, b: float(overlap(a.trigger, b.trigger)))
        typed = [pair for pair in couples if one.claims[pair[0]].type == other.claims[pair[1]].type]
        figures["claims (trigger)"].add(len(couples), len(other.claims), len(one.claims))
        figures["claims (trigger and type)"].add(len(typed), len(other.claims), len(one.claims))
        for row, column in couples:
            _fields(one, other, one.claims[row], other.claims[column], figures)
    return figures


def _entities(one: Story, other: Story, figures: dict[str, Found]) -> None:
    gold, found = ([(entity.start, entity.end, entity.label) for entity in story.entities] for story in (one, other))
    figures["entities (strict)"].sets(gold, found)


def _fields(one: Story, other: Story, a: Claim, b: Claim, figures: dict[str, Found]) -> None:
    for name, first, second in (
        ("agents", a.agents, b.agents),
        ("targets", a.targets, b.targets),
        ("claim places", a.places, b.places),
    ):
        right = sum(any(_same(one.text, x, y) for y in second) for x in first)
        figures[name].add(min(right, len(second)), len(second), len(first))
    figures["numbers"].sets(number_keys(a.numbers), number_keys(b.numbers))
    rare_values(figures, (a.modality, a.polarity, a.verification), (b.modality, b.polarity, b.verification))
    said, spoken = (
        None if claim.statement is None else story.statements[claim.statement].source or (0, 0)
        for story, claim in ((one, a), (other, b))
    )
    same = said == spoken or (said is not None and spoken is not None and _same(one.text, said, spoken))
    figures["source"].add(int(same), 1, 1)


def _same(text: str, a: Pair, b: Pair) -> bool:
    one, other = text[slice(*a)].lower(), text[slice(*b)].lower()
    return bool(one and other) and (one in other or other in one)


def main() -> int:
    """Prints a line a figure."""
    second = load(SECOND)
    ids = {story.id for story in second}
    first = [story for story in load() if story.id in ids]
    command.show(command.rows(agreement(first, second), 28))
    return 0


if __name__ == "__main__":
    sys.exit(main())
