"""Claims: each event with its participants, place, time, numbers, weapons, and who says so.

The steps, in this order: triggers that tell one event are put together (`folding`), each group becomes a claim, claims
that tell nothing are dropped and the types made exact (`tidying`), then places and times are given out (`settings`),
and at last each claim gets its source (`attributing`).
"""

from __future__ import annotations

from spacy.tokens import Doc

from reports.annotate import layers
from reports.annotate.layers import EventMention
from reports.records import ClaimType
from reports.resolve import confidence, participants, tidying, vocabulary
from reports.resolve.actors import Cast
from reports.resolve.attributing import Attributing
from reports.resolve.drafts import ClaimDraft
from reports.resolve.extents import clause_span
from reports.resolve.fillers import Fillers
from reports.resolve.folding import Folding
from reports.resolve.learned_parts import LearnedParts
from reports.resolve.numbers import Counts
from reports.resolve.participants import Part
from reports.resolve.places import Atlas
from reports.resolve.sections import Sections
from reports.resolve.settings import Settings
from reports.resolve.sides import Sides
from reports.resolve.sources import Witnesses

_OF_PEACE = frozenset({ClaimType.NEGOTIATION, ClaimType.CLASH})  # what is told with a call: truces, an end of fighting


class Claims:
    """Builds the claims of one Doc from its layers and what is known of actors, places and sources.

    `voice` is the actor that the story itself speaks for. `settings.resolved` must be set before `build`.
    """

    def __init__(self, doc: Doc, cast: Cast, atlas: Atlas, witnesses: Witnesses, voice: int | None = None) -> None:
        self.doc = doc
        self.cast = cast
        self.witnesses = witnesses
        self.events: list[EventMention] = layers.get(doc, "events")
        self.stances: list[dict[str, str]] = layers.get(doc, "stances")
        self.folding = Folding(doc, self.events)
        self.into = self.folding.fold()
        self._learned = LearnedParts(doc, self.events)
        self.settings = Settings(doc, atlas, self.events, self.into, self._learned)
        self._counts = Counts(doc, cast)
        self._fillers = Fillers(cast, self.folding, self.settings)
        self._attributing = Attributing(doc, self.events, witnesses, voice)
        self._sections = Sections(doc)

    def build(self) -> list[ClaimDraft]:
        """All claims in the order of their triggers."""
        told = [self._claim(index, parts) for index, parts in sorted(self._parts().items())]
        claims = [claim for claim in told if tidying.tells(self.doc, claim)]
        claims = tidying.without_told_results(self.doc, claims)
        claims = tidying.without_forecasts(self.doc, claims, self.cast.actors)
        sides = Sides(self.doc, self.cast.actors, claims, self.cast.of_head)
        for claim in claims:
            sides.complete(claim)
        tidying.specify(self.doc, claims, self.cast.actors)
        claims = tidying.without_accusers(self.doc, tidying.told_in_body(claims), self._fillers)
        self.settings.date(claims, self.witnesses)
        self.settings.place(claims)
        self._attributing.attribute(claims)
        confidence.rate(self.doc, claims)
        return claims

    def _parts(self) -> dict[int, list[int]]:
        """Event that makes a claim -> the events that are told with it, itself among them."""
        parts: dict[int, list[int]] = {}
        for index in range(len(self.events)):
            parts.setdefault(self.into.get(index, index), []).append(index)
        return parts

    def _claim(self, index: int, parts: list[int]) -> ClaimDraft:
        event, stance = self.events[index], self.stances[index]
        head = self.doc[event["head"]]
        claim = ClaimDraft(
            *clause_span(head),
            trigger=(event["start"], event["end"]),
            head=head.i,
            type=self._type(event, parts),
            rule=event["rule"],
            section=self._sections.at(head.i),
            modality=stance["modality"],
            polarity=stance["polarity"],
            heads=[self.events[part]["head"] for part in parts],
            events=[index, *(part for part in parts if part != index)],
            score=max((self.events[part]["score"] for part in parts if "score" in self.events[part]), default=None),
        )
        triggers = self._triggers(parts)
        participants.fill(claim, triggers, self._fillers, self._learned)
        self._counts.count(claim, [(part.head, part.type) for part in triggers])
        claim.equipment = self.settings.equipment(parts)
        return claim

    def _type(self, event: EventMention, parts: list[int]) -> str:
        """That of the event; a call for talks or for an end of the fighting is of negotiation, one for aid of aid."""
        calls = vocabulary.participants().calling
        if event["type"] != ClaimType.OTHER or self.doc[event["head"]].lemma_ not in calls:
            return event["type"]
        told = {self.events[part]["type"] for part in parts}
        if told & _OF_PEACE:
            return ClaimType.NEGOTIATION
        return ClaimType.HUMANITARIAN if ClaimType.HUMANITARIAN in told else event["type"]

    def _triggers(self, parts: list[int]) -> list[Part]:
        own = next((part for part in parts if part not in self.into), parts[0])
        events = [self.events[part] for part in parts]
        return [
            Part(self.doc[event["head"]], event["type"], part == own) for part, event in zip(parts, events, strict=True)
        ]
