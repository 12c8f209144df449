"""From a story to its report: the one place where all parts meet. Copies what was resolved and decides nothing.

Token offsets of the analysis become character offsets of the article's text here, and every excerpt is cut from
that text, so that `article.text[start:end] == text` holds by construction; `_check` proves it all the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reports import codes, records
from reports.errors import ReportsError
from reports.read import Story
from reports.segment import Layout, segment

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from reports.analysis import Analysis
    from reports.resolve.drafts import Resolution, TokenSpan

NOT_ENGLISH = "the story is not in English (language: {language}); no claims were looked for"
NO_DATE = "no publication date is known, so weekdays and the like have no date; give one with --date"


def parse_story(story: Story, *, nlp: Language | None = None) -> records.Report:
    """The report of a story that was read. Raises ModelError when `nlp` is None and no model can be loaded."""
    started = time.perf_counter()
    from reports import language
    from reports.analysis import prepare
    from reports.pipeline import load_pipeline, make_doc
    from reports.resolve import resolve
    from reports.resolve.times import parse_published

    nlp = nlp or load_pipeline()
    layout = segment(story.text, title=story.title)
    spoken = story.language or language.detect(story.text)
    article = _article(story, layout, spoken)
    warnings = list(story.warnings)
    if spoken is not None and not spoken.lower().startswith("en"):
        warnings.append(NOT_ENGLISH.format(language=spoken))
        return _report(article, {}, nlp, warnings, started)
    analysis = prepare(story.text, layout)
    doc = make_doc(nlp, analysis)
    place = layout.dateline.place if layout.dateline else None
    outlets = [
        name
        for name in (*article.agencies, article.publisher, layout.dateline.agency if layout.dateline else None)
        if name
    ]
    resolution = resolve(doc, parse_published(article.published), dateline=place, outlets=outlets)
    parts = Assembler(story.text, analysis, doc, resolution).parts()
    if article.published is None and any(not claim.time.anchored for claim in parts["claims"] if claim.time):
        warnings.append(NO_DATE)
    return _report(article, parts, nlp, warnings, started)


def _article(story: Story, layout: Layout, spoken: str | None) -> records.Article:
    published, told_by = story.published, story.published_from
    if published is None:
        published, told_by = _dateline_date(layout)
    return records.Article(
        path=story.path,
        url=story.url,
        format=story.format,
        title=story.title or layout.title,
        bylines=tuple(story.bylines) or layout.bylines,
        publisher=story.publisher,
        agencies=layout.agencies,
        dateline=layout.dateline,
        published=published,
        published_from=told_by,
        language=spoken,
        text=story.text,
        sections=layout.sections,
    )


def _dateline_date(layout: Layout) -> tuple[str | None, str | None]:
    if layout.dateline is not None and layout.dateline.date is not None and layout.dateline_year is not None:
        return layout.dateline.date, "dateline"
    return (layout.published, "text") if layout.published else (None, None)


def _report(
    article: records.Article, parts: dict, nlp: Language, warnings: list[str], started: float
) -> records.Report:  # type: ignore[type-arg]
    import reports

    report = records.Report(
        id="r-" + hashlib.sha256(article.text.encode("utf8", "surrogatepass")).hexdigest()[:16],
        article=article,
        processing=records.Processing(
            version=reports.__version__,
            model=f"{nlp.meta.get('lang', 'en')}_{nlp.meta.get('name', 'unknown')}",
            model_version=str(nlp.meta.get("version", "")),
            components=tuple(nlp.pipe_names),
            seconds=round(time.perf_counter() - started, 3),
            warnings=tuple(warnings),
        ),
        **parts,
    )
    _check(report)
    return report


def _check(report: records.Report) -> None:
    """Raise ReportsError if an excerpt is not the text at its offsets: a defect of this package, never of the story."""
    text = report.article.text
    for span in spans(report):
        if text[span.start : span.end] != span.text:
            raise ReportsError(
                f"excerpt {span.start}:{span.end} of report {report.id} does not match its text; please report this"
            )


def spans(report: records.Report) -> Iterable[records.Span]:
    """Every excerpt in a report, in no particular order."""
    stack: list[object] = [
        getattr(report, name) for name in type(report).model_fields if name not in ("article", "processing")
    ]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            stack.extend(item)
        elif isinstance(item, records.Record):
            if isinstance(item, records.Span):
                yield item
            stack.extend(getattr(item, name) for name in type(item).model_fields)


class Assembler:
    """Turns the drafts of one resolution into records. Ids are numbered in the order of first mention."""

    def __init__(self, text: str, analysis: Analysis, doc: Doc, resolution: Resolution) -> None:
        self.text = text
        self.analysis = analysis
        self.doc = doc
        self.found = resolution
        self.actor_ids = self._number("a", self._used_actors(), lambda actor: resolution.actors[actor].mentions)
        self.place_ids = self._number("p", self._used_places(), lambda place: resolution.places[place].mentions)
        self.source_ids = self._number("s", self._used_sources(), lambda source: resolution.sources[source].mentions)

    def parts(self) -> dict[str, tuple[records.Record, ...]]:
        """All lists of the report but the article and the processing."""
        return {
            "actors": tuple(self._actor(index) for index in self.actor_ids),
            "places": tuple(self._place(index) for index in self.place_ids),
            "sources": tuple(self._source(index) for index in self.source_ids),
            "statements": tuple(self._statement(index) for index in range(len(self.found.statements))),
            "claims": tuple(self._claim(index) for index in range(len(self.found.claims))),
            "entities": self._entities(),
            "links": tuple(self._link(link) for link in self.found.links),
            "notes": tuple(self._note(index) for index in range(len(self.found.notes))),
        }

    # -- what is used, and its id -------------------------------------------------------------------------

    def _number(self, letter: str, used: set[int], mentions) -> dict[int, str]:  # type: ignore[no-untyped-def]
        ordered = sorted(
            (index for index in used if mentions(index)), key=lambda index: (min(mentions(index))[:2], index)
        )
        return {index: f"{letter}{number}" for number, index in enumerate(ordered, 1)}

    def _used_actors(self) -> set[int]:
        used = {filler.actor for claim in self.found.claims for filler in (*claim.agents, *claim.targets)}
        used |= {source.actor for source in self.found.sources if source.mentions}
        used |= {number.of for claim in self.found.claims for number in claim.numbers}
        kept = {index for index in used if index is not None}
        while True:
            bodies = {self.found.actors[index].of for index in kept} - {None} - kept
            if not bodies:
                return kept
            kept |= {body for body in bodies if body is not None}

    def _used_places(self) -> set[int]:
        used = {place for claim in self.found.claims for place, *_ in claim.places}
        return used | {near for place in used if (near := self.found.places[place].near) is not None}

    def _used_sources(self) -> set[int]:
        used = {statement.source for statement in self.found.statements}
        return used | {statement.via for statement in self.found.statements if statement.via is not None}

    # -- records ------------------------------------------------------------------------------------------

    def _span(self, start: int, end: int) -> dict[str, int | str]:
        first, last = self.doc[start], self.doc[end - 1]
        begin, finish = self.analysis.to_source(first.idx, last.idx + len(last))
        return {"start": begin, "end": finish, "text": self.text[begin:finish]}

    def _excerpt(self, span: TokenSpan | None) -> records.Span | None:
        return records.Span(**self._span(*span)) if span is not None and span[0] < span[1] else None  # type: ignore[arg-type]

    def _mentions(self, mentions: list[tuple[int, int, str]]) -> tuple[records.Mention, ...]:
        unique = sorted(set(mentions))
        return tuple(
            records.Mention(**self._span(start, end), form=records.MentionForm(form)) for start, end, form in unique
        )  # type: ignore[arg-type]

    def _actor(self, index: int) -> records.Actor:
        draft = self.found.actors[index]
        return records.Actor(
            id=self.actor_ids[index],
            name=draft.name,
            canonical=draft.canonical,
            kind=records.ActorKind(draft.kind),
            country=draft.country,
            role=draft.role,
            of=self.actor_ids.get(draft.of) if draft.of is not None else None,
            plover_sector=draft.sector or codes.sector_for(records.ActorKind(draft.kind)),
            wikidata=draft.wikidata,
            mentions=self._mentions(draft.mentions),
        )

    def _place(self, index: int) -> records.Place:
        draft = self.found.places[index]
        return records.Place(
            id=self.place_ids[index],
            name=draft.name,
            kind=records.PlaceKind(draft.kind),
            country=draft.country,
            admin1=draft.admin1,
            near=self.place_ids.get(draft.near) if draft.near is not None else None,
            relation=draft.relation,
            mentions=self._mentions(draft.mentions),
        )

    def _source(self, index: int) -> records.Source:
        draft = self.found.sources[index]
        actor = self.found.actors[draft.actor] if draft.actor is not None else None
        return records.Source(
            id=self.source_ids[index],
            name=draft.name,
            actor=self.actor_ids.get(draft.actor) if draft.actor is not None else None,
            kind=records.SourceKind(draft.kind),
            named=draft.named,
            on_record=draft.on_record,
            affiliation=self.actor_ids.get(actor.of) if actor is not None and actor.of is not None else None,
            side=self.actor_ids.get(draft.side) if draft.side is not None else None,
            mentions=self._mentions(draft.mentions),
        )

    def _time(self, index: int | None) -> records.Time | None:
        if index is None:
            return None
        layer = self.doc._.times[index]
        found = self.found.times[index]
        return records.Time(
            **self._span(layer["start"], layer["end"]),  # type: ignore[arg-type]
            begin=found.begin,
            finish=found.finish,
            precision=found.precision,
            anchored=found.anchored,
        )

    def _statement(self, index: int) -> records.Statement:
        draft = self.found.statements[index]
        return records.Statement(
            id=f"q{index + 1}",
            source=self.source_ids[draft.source],
            via=self.source_ids.get(draft.via) if draft.via is not None else None,
            source_mention=self._excerpt(draft.source_mention),
            cue=self._excerpt(draft.cue),
            cue_class=records.CueClass(draft.cue_class),
            content=tuple(records.Span(**self._span(*span)) for span in draft.content),  # type: ignore[arg-type]
            quote=records.Quote(draft.quote),
            medium=records.Medium(draft.medium) if draft.medium else None,
            time=self._time(draft.time),
            section=records.SectionKind(draft.section),
        )

    def _claim(self, index: int) -> records.Claim:
        draft = self.found.claims[index]
        words = " ".join(self.doc[token].text for token in draft.heads)
        return records.Claim(
            **self._span(draft.start, draft.end),  # type: ignore[arg-type]
            id=f"c{index + 1}",
            section=records.SectionKind(draft.section),
            type=records.ClaimType(draft.type),
            trigger=records.Span(**self._span(*draft.trigger)),  # type: ignore[arg-type]
            agents=tuple(self._filler(filler) for filler in draft.agents),
            targets=tuple(self._filler(filler) for filler in draft.targets),
            places=tuple(
                records.ClaimPlace(**self._span(start, end), place=self.place_ids[place], relation=relation)  # type: ignore[arg-type]
                for place, relation, start, end in draft.places
                if place in self.place_ids
            ),
            time=self._time(draft.time),
            numbers=tuple(self._count(number) for number in draft.numbers),
            equipment=tuple(self._gear(gear) for gear in draft.equipment),
            attribution=records.Attribution(
                statement=f"q{draft.statement + 1}" if draft.statement is not None else None,
                source=self.source_ids.get(draft.source) if draft.source is not None else None,
                via=self.source_ids.get(draft.via) if draft.via is not None else None,
                quote=records.Quote(draft.quote),
                cue_class=records.CueClass(draft.cue_class) if draft.cue_class else None,
            ),
            modality=records.Modality(draft.modality),
            polarity=records.Polarity(draft.polarity),
            verification=records.Verification(
                status=records.VerificationStatus(draft.status),
                by=self.source_ids.get(draft.status_by) if draft.status_by is not None else None,
                note=f"n{draft.note + 1}" if draft.note is not None else None,
            ),
            event=f"e{draft.event}",
            codes=self._codes(draft, words),
        )

    def _codes(self, draft, words: str) -> records.Codes:  # type: ignore[no-untyped-def]
        kinds = [self.found.actors[filler.actor].kind for filler in draft.agents if filler.actor is not None]
        return codes.codes_for(
            records.ClaimType(draft.type),
            trigger=words,
            equipment=[self.doc._.equipment[gear]["name"] for gear in draft.equipment],
            agent_kind=records.ActorKind(kinds[0]) if kinds else None,
        )

    def _filler(self, filler) -> records.Filler:  # type: ignore[no-untyped-def]
        actor = self.actor_ids.get(filler.actor) if filler.actor is not None else None
        return records.Filler(**self._span(filler.start, filler.end), actor=actor)  # type: ignore[arg-type]

    def _count(self, number) -> records.Number:  # type: ignore[no-untyped-def]
        return records.Number(
            **self._span(number.start, number.end),  # type: ignore[arg-type]
            what=records.NumberWhat(number.what),
            min=number.min,
            max=number.max,
            approximate=number.approximate,
            of=self.actor_ids.get(number.of) if number.of is not None else None,
            civilian=number.civilian,
        )

    def _gear(self, index: int) -> records.Equipment:
        gear = self.doc._.equipment[index]
        return records.Equipment(
            **self._span(gear["start"], gear["end"]),  # type: ignore[arg-type]
            name=gear["name"],
            category=gear["category"],
            count=gear["count"],
        )

    def _link(self, link) -> records.Link:  # type: ignore[no-untyped-def]
        return records.Link(
            from_=f"c{link.first + 1}",
            to=f"c{link.second + 1}",
            relation=records.LinkRelation(link.relation),
            on=link.on,
        )

    def _note(self, index: int) -> records.Note:
        note = self.found.notes[index]
        return records.Note(
            **self._span(note.start, note.end),  # type: ignore[arg-type]
            id=f"n{index + 1}",
            kind=records.NoteKind(note.kind),
            by=self.source_ids.get(note.by) if note.by is not None else None,
            claims=tuple(f"c{claim + 1}" for claim in note.claims),
        )

    # -- entities -----------------------------------------------------------------------------------------

    def _entities(self) -> tuple[records.Entity, ...]:
        """Every mention the annotators found, claims or not; where two overlap the first of the list below stays."""
        label = records.EntityLabel
        found: list[tuple[int, int, records.EntityLabel]] = []
        for gear in self.doc._.equipment or []:
            found.append((gear["start"], gear["end"], label.MILITARY_PLATFORM if gear["platform"] else label.WEAPON))
        found += [(time["start"], time["end"], label.TEMPORAL) for time in self.doc._.times or []]
        for mention in self.doc._.mentions or []:
            kind = _ENTITY_LABELS.get(mention["label"])
            if kind is not None and mention["form"] == "name":
                found.append((*(mention["name"] or (mention["start"], mention["end"])), label(kind)))
        for quantity in self.doc._.quantities or []:
            if not quantity.get("article"):
                found.append(
                    (quantity["start"], quantity["end"], label.MONEY if quantity["unit"] == "money" else label.QUANTITY)
                )
        found += [(ent.start, ent.end, label.NATIONALITY) for ent in self.doc.ents if ent.label_ == "NORP"]
        taken = bytearray(len(self.doc))
        kept = []
        for start, end, kind in found:
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                kept.append((start, end, kind))
        return tuple(records.Entity(**self._span(start, end), label=kind) for start, end, kind in sorted(kept))  # type: ignore[arg-type]


_ENTITY_LABELS = {"Person": "Person", "Organisation": "Organisation", "Country": "Location", "Location": "Location"}
