"""One report as the templates of the evidence view see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup

from reports.records import Mention, Report, Source
from reports.render import headings, words
from reports.render.html import chains, disputes
from reports.render.html.cards import Card, Facet, cards, facets, safe, thresholds
from reports.render.html.segments import Block, Piece, blocks
from reports.render.markup import web_address

MAP_SIZE = (480, 400)


class Name(NamedTuple):
    """An actor, source or place in a list. `first` is the id of its first mention in the text."""

    id: str
    first: str
    name: str
    told: str
    mentions: int
    claims: list[Card]


class NoteView(NamedTuple):
    id: str
    kind: str
    text: str
    by: str | None
    claims: list[Card]


class StoryView:
    """What the page shows of a report. All ids begin with `prefix`, so that a page can hold several.

    `emptied` is what to say of a report of which a filter left no claim.
    """

    map_size = MAP_SIZE

    def __init__(self, report: Report, prefix: str, emptied: str = "") -> None:
        self.report = report
        self.emptied = emptied
        self.prefix = prefix
        self.index = words.Index(report)
        self.cards: list[Card] = cards(report, self.index, prefix)
        self._by_claim = {card.claim.id: card for card in self.cards}
        self._anchors = dict(self._first_mentions())

    @property
    def title(self) -> str:
        return headings.title(self.report)

    @property
    def particulars(self) -> list[str]:
        return headings.particulars(self.report.article)

    @property
    def counts(self) -> str:
        return headings.counts(self.report) if self.report.claims else self.emptied

    @property
    def warnings(self) -> Sequence[str]:
        return self.report.processing.warnings

    @property
    def url(self) -> str | None:
        """The address of the original if it is one that a browser may open."""
        return web_address(self.report.article.url)

    @cached_property
    def blocks(self) -> list[Block]:
        return blocks(self.report)

    @cached_property
    def facets(self) -> list[Facet]:
        return facets(self.cards, self.index)

    @property
    def thresholds(self) -> list[tuple[str, int]]:
        """From how sure claims may be shown, with how many those are; none if all are equally sure."""
        return thresholds(self.cards)

    @cached_property
    def map(self) -> Markup | None:
        from reports.render.map import drawn_map

        return drawn_map([self.report], size=MAP_SIZE, prefixes=[self.prefix], linked=True)

    @property
    def unplaced(self) -> list[str]:
        from reports.render.map.spots import unplaced

        return unplaced([self.report])

    @cached_property
    def _rows(self) -> list[chains.Row]:
        return chains.rows(self.report, self.cards, self.index)

    @property
    def chains(self) -> Markup | None:
        publisher = self.report.article.publisher or next(iter(self.report.article.agencies), "")
        return chains.drawing(self._rows, publisher or "the story", self.prefix) if self.cards else None

    @property
    def chains_height(self) -> int:
        return chains.height(self._rows)

    @cached_property
    def pairs(self) -> list[disputes.Pair]:
        return disputes.pairs(self.report, self.cards, self.index)

    @cached_property
    def figures(self) -> list[disputes.Figure]:
        return disputes.figures(self.cards, self.index)

    @cached_property
    def actors(self) -> list[Name]:
        ranked = sorted(self.report.actors, key=lambda actor: -len(actor.mentions))
        return [
            self._name(actor.id, actor.name, words.actor_words(actor, self.index), actor.mentions) for actor in ranked
        ]

    @cached_property
    def sources(self) -> list[Name]:
        return [
            self._name(source.id, source.name, _told_of(source, self.index), source.mentions)
            for source in self.report.sources
        ]

    @cached_property
    def places(self) -> list[Name]:
        here: dict[str, list[Card]] = defaultdict(list)
        for card in self.cards:
            for place_id in dict.fromkeys(place.place for place in card.claim.places):
                here[place_id].append(card)
        ranked = sorted(self.report.places, key=lambda place: -len(place.mentions))
        return [
            self._name(place.id, place.name, words.place_summary(place), place.mentions, here[place.id])
            for place in ranked
        ]

    @cached_property
    def notes(self) -> list[NoteView]:
        return [
            NoteView(
                self.prefix + safe(note.id),
                words.spaced(note.kind),
                words.clipped(note.text),
                by.name if (by := self.index.sources.get(note.by or "")) else None,
                [self._by_claim[claim] for claim in note.claims if claim in self._by_claim],
            )
            for note in self.report.notes
        ]

    @property
    def made(self) -> str:
        """With what the report was made."""
        by = self.report.processing
        tagger = f", tagger {by.tagger}" if by.tagger else ""
        return f"Report {self.report.id}, made by reports {by.version} with {by.model} {by.model_version}{tagger}."

    def _name(self, item: str, name: str, told: str, mentions: Sequence[Mention], cards: Iterable[Card] = ()) -> Name:
        """`told` may begin with the name, which is not said twice."""
        first = min((mention.start for mention in mentions), default=-1)
        return Name(
            self.prefix + safe(item),
            self._anchor_id(first),
            name,
            told.removeprefix(name).strip(),
            len(mentions),
            list(cards),
        )

    # What the template asks of a piece of text.

    def refs(self, piece: Piece) -> str:
        """The ids of all that covers a piece."""
        return " ".join(self.prefix + safe(ref) for ref in piece.refs)

    def family(self, piece: Piece) -> str:
        """The colour of a piece that names an event: that of the claim that ends with it, else of any it is in."""
        found = [self._by_claim[ref] for ref in [*piece.ends, *piece.refs] if ref in self._by_claim]
        return found[0].family if found else ""

    def ending(self, piece: Piece) -> list[Card]:
        """The claims whose number stands behind a piece."""
        return [self._by_claim[ref] for ref in piece.ends if ref in self._by_claim]

    def anchor(self, piece: Piece) -> str | None:
        """An id for the piece that begins the first mention of somebody."""
        return self._anchors.get(piece.start)

    def _first_mentions(self) -> Iterable[tuple[int, str]]:
        for group in (self.report.actors, self.report.places, self.report.sources):
            for item in group:
                first = min((mention.start for mention in item.mentions), default=-1)
                if first >= 0:
                    yield first, self._anchor_id(first)

    def _anchor_id(self, start: int) -> str:
        return f"{self.prefix}at-{start}" if start >= 0 else f"{self.prefix}text"


def _told_of(source: Source, index: words.Index) -> str:
    return f"({', '.join(words.source_words(source, index, ()))})"
