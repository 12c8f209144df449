"""Drafts of a resolution to records: ids given, token offsets turned into characters of the article's text.

Copies and decides nothing. Every excerpt is cut from the text, so that `text[start:end]` is it by construction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from reports import codes, records
from reports.annotate import layers
from reports.annotate.folded import folded_tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from reports.analysis import Analysis
    from reports.resolve.drafts import ClaimDraft, FillerDraft, LinkDraft, NumberDraft, Resolution, TokenSpan

Mentioned = tuple[int, int, str]  # start, end, form


class Assembler:
    """Turns the drafts of one resolution into records. Ids are numbered in the order of first mention."""

    def __init__(self, text: str, analysis: Analysis, doc: Doc, resolution: Resolution) -> None:
        self.text = text
        self.analysis = analysis
        self.doc = doc
        self.tokens = folded_tokens(doc)
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

    def _number(self, letter: str, used: set[int], mentions: Callable[[int], list[Mentioned]]) -> dict[int, str]:
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
        """Where claims happen, what other places the story names (countries only as places), and their bases."""
        used = {place for claim in self.found.claims for place, *_ in claim.places}
        used |= {index for index, place in enumerate(self.found.places) if place.located}
        drafts = [self.found.places[place] for place in used]
        return used | {near for draft in drafts if (near := draft.near) is not None}

    def _used_sources(self) -> set[int]:
        used = {statement.source for statement in self.found.statements}
        return used | {statement.via for statement in self.found.statements if statement.via is not None}

    # -- records ------------------------------------------------------------------------------------------

    def _span(self, start: int, end: int) -> dict[str, Any]:
        begin, finish = self.analysis.to_source(self.tokens.starts[start], self.tokens.ends[end - 1])
        return {"start": begin, "end": finish, "text": self.text[begin:finish]}

    def _excerpt(self, span: TokenSpan | None) -> records.Span | None:
        return records.Span(**self._span(*span)) if span is not None and span[0] < span[1] else None

    def _mentions(self, mentions: list[Mentioned]) -> tuple[records.Mention, ...]:
        unique = sorted(set(mentions))
        return tuple(
            records.Mention(**self._span(start, end), form=records.MentionForm(form)) for start, end, form in unique
        )

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
            lat=draft.lat,
            lon=draft.lon,
            geonames=draft.geonames,
            precision_km=draft.precision_km,
            geo_precision=draft.geo_precision,
            where_prec=draft.where_prec,
            by=draft.by,
            parent=self.place_ids.get(draft.parent) if draft.parent is not None else None,
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
            **self._span(layer["start"], layer["end"]),
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
            content=tuple(records.Span(**self._span(*span)) for span in draft.content),
            quote=records.Quote(draft.quote),
            medium=records.Medium(draft.medium) if draft.medium else None,
            time=self._time(draft.time),
            section=records.SectionKind(draft.section),
        )

    def _claim(self, index: int) -> records.Claim:
        draft = self.found.claims[index]
        words = " ".join(self.doc[token].text for token in draft.heads)
        return records.Claim(
            **self._span(draft.start, draft.end),
            id=f"c{index + 1}",
            section=records.SectionKind(draft.section),
            type=records.ClaimType(draft.type),
            trigger=records.Span(**self._span(*draft.trigger)),
            agents=tuple(self._filler(filler) for filler in draft.agents),
            targets=tuple(self._filler(filler) for filler in draft.targets),
            places=tuple(
                records.ClaimPlace(**self._span(start, end), place=self.place_ids[place], relation=relation)
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
            confidence=draft.confidence,
            codes=self._codes(draft, words),
        )

    def _codes(self, draft: ClaimDraft, words: str) -> records.Codes:
        kinds = [self.found.actors[filler.actor].kind for filler in draft.agents if filler.actor is not None]
        return codes.codes_for(
            records.ClaimType(draft.type),
            trigger=words,
            equipment=[word for gear in draft.equipment for word in self._gear_words(gear)],
            agent_kind=records.ActorKind(kinds[0]) if kinds else None,
        )

    def _gear_words(self, index: int) -> tuple[str, str]:
        return self.doc._.equipment[index]["name"], self.doc._.equipment[index]["category"]

    def _filler(self, filler: FillerDraft) -> records.Filler:
        actor = self.actor_ids.get(filler.actor) if filler.actor is not None else None
        return records.Filler(**self._span(filler.start, filler.end), actor=actor)

    def _count(self, number: NumberDraft) -> records.Number:
        return records.Number(
            **self._span(number.start, number.end),
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
            **self._span(gear["start"], gear["end"]),
            name=gear["name"],
            category=gear["category"],
            count=gear["count"],
        )

    def _link(self, link: LinkDraft) -> records.Link:
        return records.Link(
            from_=f"c{link.first + 1}",
            to=f"c{link.second + 1}",
            relation=records.LinkRelation(link.relation),
            on=link.on,
        )

    def _note(self, index: int) -> records.Note:
        note = self.found.notes[index]
        return records.Note(
            **self._span(note.start, note.end),
            id=f"n{index + 1}",
            kind=records.NoteKind(note.kind),
            by=self.source_ids.get(note.by) if note.by is not None else None,
            claims=tuple(f"c{claim + 1}" for claim in note.claims),
        )

    # -- entities -----------------------------------------------------------------------------------------

    def _entities(self) -> tuple[records.Entity, ...]:
        """Every mention found, claims or not; where two overlap the first of the list below stays.

        The trained tagger comes first, as it marks whole phrases; without it names and figures are marked by rules.
        """
        label = records.EntityLabel
        tagged = layers.get_tagged(self.doc)["entities"]
        found = [(one["start"], one["end"], label(one["label"])) for one in tagged]
        for gear in self.doc._.equipment or []:
            found.append((gear["start"], gear["end"], label.MILITARY_PLATFORM if gear["platform"] else label.WEAPON))
        found += [(time["start"], time["end"], label.TEMPORAL) for time in self.doc._.times or []]
        if not tagged:
            found += self._untagged()
        taken = bytearray(len(self.doc))
        kept = []
        for start, end, kind in found:
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                kept.append((start, end, kind))
        return tuple(records.Entity(**self._span(start, end), label=kind) for start, end, kind in sorted(kept))

    def _untagged(self) -> Iterator[tuple[int, int, records.EntityLabel]]:
        """Names, figures and nationalities as the rules and the base model mark them."""
        label = records.EntityLabel
        for mention in self.doc._.mentions or []:
            kind = _ENTITY_LABELS.get(mention["label"])
            if kind is not None and mention["form"] == "name":
                yield (*(mention["name"] or (mention["start"], mention["end"])), label(kind))
        for quantity in self.doc._.quantities or []:
            if not quantity.get("article"):
                kind = "Money" if quantity["unit"] == "money" else "Quantity"
                yield quantity["start"], quantity["end"], label(kind)
        for ent in self.doc.ents:
            if ent.label_ == "NORP":
                yield ent.start, ent.end, label.NATIONALITY


_ENTITY_LABELS = {"Person": "Person", "Organisation": "Organisation", "Country": "Location", "Location": "Location"}
