"""Statements and their sources: who says each thing, how well named, on whose side."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from reports.annotate import layers
from reports.annotate.layers import AttributionMention
from reports.lexicons import fold
from reports.records import ActorKind, SourceKind
from reports.resolve.actors import FORCES, Cast
from reports.resolve.drafts import ActorDraft, SourceDraft, StatementDraft, TokenSpan

# A body or person of this kind is, as a source, of that kind.
_SOURCE_KIND = {
    ActorKind.GOVERNMENT: SourceKind.OFFICIAL,
    ActorKind.MILITARY: SourceKind.MILITARY,
    ActorKind.POLICE: SourceKind.POLICE,
    ActorKind.ARMED_GROUP: SourceKind.ARMED_GROUP,
    ActorKind.PRIVATE_MILITARY: SourceKind.ARMED_GROUP,
    ActorKind.INTELLIGENCE: SourceKind.OFFICIAL,
    ActorKind.IGO: SourceKind.IGO,
    ActorKind.NGO: SourceKind.NGO,
    ActorKind.MEDIA: SourceKind.MEDIA,
    ActorKind.PARTY: SourceKind.OFFICIAL,
    ActorKind.CIVILIAN: SourceKind.CIVILIAN,
}
_DOCUMENTS = frozenset(
    "statement communique report document letter release bulletin note memo filing survey study".split()
)
_SPEAKER_BODIES = frozenset(
    {"spokesman", "spokeswoman", "spokesperson", "spokespeople", "official", "officer", "commander"}
)


class Witnesses:
    """The statements and sources of a story. `statement_of` maps an index of the attributions layer to its statement."""

    def __init__(self, doc: Doc, cast: Cast, own: frozenset[str] = frozenset()) -> None:
        self.doc = doc
        self.cast = cast
        self.own = own  # folded names of the outlets that publish the story
        self.sources: list[SourceDraft] = []
        self.statements: list[StatementDraft] = []
        self.statement_of: dict[int, int] = {}
        self._by_key: dict[tuple[str, str], int] = {}
        self._times = [(time["start"], time["end"]) for time in layers.get(doc, "times")]
        self._paragraphs = layers.get(doc, "paragraphs")

    def build(self) -> Witnesses:
        """Resolve every attribution to a statement with a source; one whose source cannot be told is left out."""
        for index, attribution in enumerate(layers.get(self.doc, "attributions")):
            source = self._source(attribution)
            if source is None:
                continue
            via = (
                self._span_source(attribution["via"])
                if attribution["via"] and not self._is_own(attribution["via"])
                else None
            )
            self.statement_of[index] = len(self.statements)
            if attribution["anonymous"]:
                self.sources[source].on_record = False
            self.statements.append(self._statement(attribution, source, via))
        return self

    def _is_own(self, span: TokenSpan) -> bool:
        """ "A resident told Reuters" in a Reuters story: the story's own outlet relays nothing."""
        return fold(self.doc[span[0] : span[1]].text) in self.own

    def _statement(self, attribution: AttributionMention, source: int, via: int | None) -> StatementDraft:
        content = attribution["content"] or ([attribution["cue"]] if attribution["cue"] else [])
        return StatementDraft(
            source=source,
            via=via if via != source else None,
            source_mention=attribution["source"],
            cue=attribution["cue"],
            cue_class=attribution["cue_class"],
            content=content,
            quote=attribution["quote"],
            medium=attribution["medium"],
            time=self._time(attribution["time"]),
            section=self._section(content[0][0] if content else 0),
            attitude=bool(attribution.get("attitude")),
        )

    def _time(self, span: TokenSpan | None) -> int | None:
        if span is None:
            return None
        return next(
            (index for index, (start, end) in enumerate(self._times) if start < span[1] and span[0] < end), None
        )

    def _section(self, token: int) -> str:
        for paragraph in self._paragraphs:
            if paragraph["start"] <= token < paragraph["end"]:
                return paragraph["kind"]
        return "body"

    def _source(self, attribution: AttributionMention) -> int | None:
        if attribution["source"] is not None:
            return self._span_source(attribution["source"])
        previous = attribution["previous"]
        if previous is not None and previous in self.statement_of:
            return self.statements[self.statement_of[previous]].source
        if attribution["cue"] is None:
            return None
        return self._reports(attribution["cue"])

    def _reports(self, cue: TokenSpan) -> int:
        """ "Reportedly", "were reported": the story's unnamed reports are the source."""
        source = self._get(("reports", ""), "reports", str(SourceKind.OTHER), False, None)
        self.sources[source].mentions.append((*cue, "nominal"))
        return source

    def _span_source(self, span: TokenSpan) -> int | None:
        head = self._head(span)
        actor = self._actor(head, span)
        if head.lemma_.lower() in _DOCUMENTS and (actor is None or self.cast.actors[actor].kind == ActorKind.OTHER):
            return self._document(head, span)
        if head.lemma_.lower() in ("report", "reports") and actor is None:
            return self._reports(span)
        if actor is None:
            return self._unresolved(head, span)
        draft = self.cast.actors[actor]
        source = self._get(("actor", str(actor)), draft.name, self._kind(draft), self._named(draft), actor)
        self._mention(source, head, span)
        return source

    def _head(self, span: TokenSpan) -> Token:
        return self.doc[span[0] : span[1]].root

    def _actor(self, head: Token, span: TokenSpan) -> int | None:
        if head.i in self.cast.of_head:
            return self.cast.of_head[head.i]
        for index in range(
            span[0], span[1]
        ):  # an apposition or a broken parse: the first actor in the span that is not nested
            mention = self.cast.mention_at.get(index)
            if mention is not None and not mention["nested"] and index in self.cast.of_head:
                return self.cast.of_head[index]
        return None

    def _document(self, head: Token, span: TokenSpan) -> int:
        """ "The statement said": who issued it where the phrase or the last statement tells, else the document."""
        for index in range(span[0], span[1]):
            if index in self.cast.of_head and index != head.i:
                actor = self.cast.of_head[index]
                draft = self.cast.actors[actor]
                source = self._get(("actor", str(actor)), draft.name, self._kind(draft), self._named(draft), actor)
                self._mention(source, head, span)
                return source
        if self.statements and any(kid.lower_ in ("the", "it") for kid in head.children):
            source = self.statements[-1].source
        else:
            text = self.doc[span[0] : span[1]].text
            source = self._get(("document", fold(text)), text, str(SourceKind.DOCUMENT), True, None)
        self._mention(source, head, span)
        return source

    def _unresolved(self, head: Token, span: TokenSpan) -> int | None:
        if head.pos_ == "PRON" or not any(token.is_alpha for token in self.doc[span[0] : span[1]]):
            if head.lower_ in ("it", "they", "he", "she") and self.statements:
                source = self.statements[-1].source
                self._mention(source, head, span)
                return source
            return None
        start = span[0]
        while start < head.i and self.doc[start].pos_ in ("DET", "PUNCT", "SPACE"):
            start += 1
        name = self.doc[start : head.i + 1].text if head.i >= start else self.doc[span[0] : span[1]].text
        named = head.pos_ == "PROPN"
        source = self._get(("text", fold(name)), name, str(SourceKind.OTHER), named, None)
        self._mention(source, head, span)
        return source

    def _get(self, key: tuple[str, str], name: str, kind: str, named: bool, actor: int | None) -> int:
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = len(self.sources)
            self.sources.append(SourceDraft(name, kind, named, [], actor))
        return found

    def _mention(self, source: int, head: Token, span: TokenSpan) -> None:
        mention = self.cast.mention_at.get(head.i)
        entry = (mention["start"], mention["end"], mention["form"]) if mention else (*span, "nominal")
        if entry not in self.sources[source].mentions:
            self.sources[source].mentions.append(entry)

    def _kind(self, actor: ActorDraft) -> str:
        if actor.agency:
            return str(SourceKind.MEDIA)
        if actor.role_kind and (actor.label in ("Person", "Group")):
            return self._by_body(actor, actor.role_kind)
        known = _SOURCE_KIND.get(ActorKind(actor.kind))
        return str(known or SourceKind.OTHER)

    def _by_body(self, actor: ActorDraft, role_kind: str) -> str:
        """A spokesman is of the kind of the body he speaks for."""
        if actor.of is None or role_kind not in (SourceKind.OFFICIAL, SourceKind.OTHER):
            return role_kind
        body = self.cast.actors[actor.of].kind
        known = _SOURCE_KIND.get(ActorKind(body))
        return str(known or role_kind)

    @staticmethod
    def _named(actor: ActorDraft) -> bool:
        if actor.label in ("Person", "Organisation", "Country") or actor.agency or actor.lexicon:
            return True
        if actor.office and not actor.plural and (actor.country or actor.of is not None):
            return True  # "Turkey's defence minister" is one known man
        if actor.label == "Group" and actor.role_kind is None:
            return actor.kind in FORCES | {ActorKind.GOVERNMENT, ActorKind.IGO, ActorKind.NGO, ActorKind.MEDIA} and (
                bool(actor.country) or actor.of is not None or not actor.plural
            )
        return False

    def side(self, source: int) -> int | None:
        """The belligerent that a source speaks for: its own body, or the forces or government of its country."""
        draft = self.sources[source]
        if draft.actor is None or draft.kind in (SourceKind.MEDIA, SourceKind.NGO, SourceKind.IGO):
            return None
        return self.side_of_actor(draft.actor)

    def side_of_actor(self, actor: int) -> int | None:
        """As `side`, for an actor."""
        draft = self.cast.actors[actor]
        if draft.kind in FORCES and draft.label != "Person":
            return actor
        if draft.of is not None and self.cast.actors[draft.of].kind in FORCES | {ActorKind.GOVERNMENT}:
            body = draft.of
            country = self.cast.actors[body].country
            if self.cast.actors[body].kind == ActorKind.GOVERNMENT and country:
                forces = self.cast.forces(country)
                return body if forces is None else forces
            return body
        if draft.country and (
            draft.kind == ActorKind.GOVERNMENT or draft.role_kind in ("official", "military", "police", "analyst")
        ):
            forces = self.cast.forces(draft.country)
            return forces if forces is not None else self.cast.government(draft.country)
        return None
