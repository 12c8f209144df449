"""Gold in the shape of a report: what a perfect parser would return. The scorer must give it 1.0 everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evals import shapes
from evals.shapes import Gold, Pair
from reports.records import (
    Actor,
    Article,
    Attribution,
    Claim,
    ClaimPlace,
    Equipment,
    Filler,
    Mention,
    MentionForm,
    Number,
    Place,
    Processing,
    Quote,
    Report,
    SectionKind,
    Source,
    Span,
    Statement,
    Time,
    Verification,
)

NOWHERE = (0, 0)


class Mirror:
    """Builds the report of one gold story over its text."""

    def __init__(self, gold: Gold, text: str) -> None:
        self.gold, self.text = gold, text

    def span(self, at: Pair) -> Span:
        return Span(**self.excerpt(at))

    def excerpt(self, at: Pair) -> dict[str, Any]:
        return {"start": at[0], "end": at[1], "text": self.text[slice(*at)]}

    def mentions(self, pairs: Iterable[Pair]) -> tuple[Mention, ...]:
        return tuple(Mention(**self.excerpt(m), form=MentionForm.NAME) for m in pairs)

    def report(self) -> Report:
        gold = self.gold
        return Report(
            id=f"r-{gold.story}",
            article=Article(text=self.text),
            actors=tuple(self.actor(a) for a in gold.actors),
            places=tuple(self.place(p) for p in gold.places),
            sources=tuple(self.source(s) for s in gold.sources),
            statements=tuple(self.statement(s, f"q{n}") for n, s in enumerate(gold.statements, 1)),
            claims=tuple(self.claim(c) for c in gold.claims),
            processing=Processing(version="0", model="gold", model_version="0", components=(), seconds=0),
        )

    def actor(self, a: shapes.Actor[Pair]) -> Actor:
        return Actor(id=a.id, name=a.name, kind=a.kind, country=a.country, of=a.of, mentions=self.mentions(a.mentions))

    def place(self, p: shapes.Place[Pair]) -> Place:
        return Place(
            id=p.id, name=p.name, kind=p.kind, country=p.country, lat=p.lat, lon=p.lon, near=p.near,
            relation=p.relation, mentions=self.mentions(p.mentions),
        )  # fmt: skip

    def source(self, s: shapes.Source[Pair]) -> Source:
        return Source(
            id=s.id, name=s.name, actor=s.actor, kind=s.kind, named=s.named, mentions=self.mentions(s.mentions)
        )

    def statement(self, s: shapes.Statement[Pair], name: str) -> Statement:
        return Statement(
            id=name, source=s.source, cue=self.span(s.cue) if s.cue else None, quote=Quote.INDIRECT,
            content=tuple(self.span(c) for c in s.content), section=SectionKind.BODY,
        )  # fmt: skip

    def filler(self, actor: str) -> Filler:
        at = next(a.mentions[0] for a in self.gold.actors if a.id == actor)
        return Filler(**self.excerpt(at), actor=actor)

    def claim(self, c: shapes.Claim[Pair]) -> Claim:
        return Claim(
            **self.excerpt(c.span),
            id=c.id,
            section=SectionKind(c.section),
            type=c.type,
            trigger=self.span(c.trigger),
            agents=tuple(map(self.filler, c.agents)),
            targets=tuple(map(self.filler, c.targets)),
            places=tuple(ClaimPlace(**self.excerpt(NOWHERE), place=p) for p in c.places),
            time=self.time(c.time) if c.time else None,
            numbers=tuple(Number(**self.excerpt(NOWHERE), what=n.what, min=n.min, max=n.max) for n in c.numbers),
            equipment=tuple(Equipment(**self.excerpt(e), name="", category="") for e in c.equipment),
            attribution=Attribution(source=c.source, via=c.via, quote=c.quote),
            modality=c.modality,
            polarity=c.polarity,
            verification=Verification(status=c.verification),
            event=c.id.replace("c", "e"),
        )

    def time(self, t: shapes.Time) -> Time:
        begin, finish = (day.isoformat() if day else None for day in (t.start, t.end))
        return Time(**self.excerpt(NOWHERE), begin=begin, finish=finish)


def as_report(gold: Gold, text: str) -> Report:
    """The report that says exactly what the gold says."""
    return Mirror(gold, text).report()
