"""Who, to whom and where, as the trained tagger holds it: what the grammar around a trigger does not tell.

The grammar sees the clause, and is mostly right on it; the tagger sees some sentences, and is right less often. So the
grammar's participants stay, and the tagger's are added: sooner where the grammar found nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from spacy.tokens import Doc, Token

from reports.annotate import layers
from reports.annotate.layers import EventMention, TaggedPart

ALONE: Final = 0.8  # score of a part where the grammar found none
BESIDE: Final = 0.95  # where it found one
TARGET_ALONE: Final = 0.7  # of a target, which the grammar misses more often than a doer
TARGET_BESIDE: Final = 0.9
SURE: Final = 0.6  # score of a part that the grammar tells too, from which it is held against the rules on words


class LearnedParts:
    """The parts of the events of one Doc."""

    def __init__(self, doc: Doc, events: list[EventMention]) -> None:
        self.doc = doc
        self.events = events
        self._tagged = layers.get_tagged(doc)["events"]

    def beside(self, found: list[Token], part: str, events: Iterable[int]) -> list[Token]:
        """The tokens in `found` and those that the tagger adds."""
        least = BESIDE if found else ALONE
        known = {token.i for token in found}
        added = [token for token in self.tokens(part, events, least) if token.i not in known]
        return [*found, *added]

    def scores(self, part: str, events: Iterable[int]) -> dict[int, float]:
        """Each token that the tagger gives the part to, with the score."""
        found: dict[int, float] = {}
        for one in self._parts(part, events, 0.0):
            for i in range(one["start"], one["end"]):
                found[i] = max(one["score"], found.get(i, 0.0))
        return found

    def has_seen(self, events: Iterable[int]) -> bool:
        """Whether the tagger holds one of the events for an event at all."""
        return any("tagged" in self.events[index] for index in events)

    def tokens(self, part: str, events: Iterable[int], least: float) -> list[Token]:
        """The head of each phrase that has the part in one of the events (indexes of the layer)."""
        heads = {token.i for one in self._parts(part, events, least) for token in self._heads(one)}
        return [self.doc[i] for i in sorted(heads)]

    def words(self, part: str, events: Iterable[int], least: float) -> list[int]:
        """All tokens that have the part."""
        return [i for one in self._parts(part, events, least) for i in range(one["start"], one["end"])]

    def _parts(self, part: str, events: Iterable[int], least: float) -> Iterator[TaggedPart]:
        """Yields what the tagger holds for a part of the events with a score of `least` or more."""
        for index in events:
            if "tagged" in self.events[index]:
                found = self._tagged[self.events[index]["tagged"]]["parts"]
                yield from (one for one in found if one["part"] == part and one["score"] >= least)

    def _heads(self, part: TaggedPart) -> Iterator[Token]:
        """The top of a phrase, and of each further one that stands beside it."""
        inside = range(part["start"], part["end"])
        for i in inside:
            token = self.doc[i]
            if token.head.i not in inside or token.head == token or token.dep_ == "conj":
                if token.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "X"):
                    yield token
