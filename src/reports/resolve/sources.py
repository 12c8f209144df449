"""Statements and their sources: who says each thing, how well named, on whose side."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from reports import lexicons
from reports.annotate import layers
from reports.annotate.cues import media, mediums
from reports.annotate.grammar import governors
from reports.annotate.layers import AttributionMention
from reports.annotate.participants import FORCES
from reports.lexicons import fold
from reports.records import ActorKind, CueClass, Medium, SourceKind
from reports.resolve import vocabulary
from reports.resolve.actors import Cast
from reports.resolve.coreference import is_one_person
from reports.resolve.drafts import ActorDraft, SourceDraft, StatementDraft, TokenSpan
from reports.resolve.sections import Sections

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
_NEUTRAL = frozenset({SourceKind.MEDIA, SourceKind.NGO, SourceKind.IGO})
_STATE_ROLES = frozenset({SourceKind.OFFICIAL, SourceKind.MILITARY, SourceKind.POLICE, SourceKind.ANALYST})
# Described bodies of these kinds are known ones when something tells which.
_KNOWN_BODIES = FORCES | {ActorKind.GOVERNMENT, ActorKind.IGO, ActorKind.NGO, ActorKind.MEDIA}
_DOCUMENTS = frozenset({Medium.VIDEO, Medium.DOCUMENT, Medium.REPORT, Medium.STATEMENT})
_REPORTS = ("reports", "")
_MEMBER = "member"  # "a member of the Taliban": the noun tells nothing of who he is


def _head(words: Span) -> Token:
    """The head of a phrase; where the parse takes it to pieces, its last noun."""
    if words.root.pos_ not in ("DET", "ADP", "PUNCT", "SPACE"):
        return words.root
    return next((token for token in reversed(words) if token.pos_ in ("NOUN", "PROPN", "PRON")), words.root)


def _only_holds(token: Token) -> bool:
    """Whether a name beside a document's noun is of who found or checked it: "a video, which the BBC has verified"."""
    for above in (token, *governors(token)):
        if above.dep_ in ("relcl", "acl"):
            return above.lemma_ in media().receiving_verbs
    return False


class Witnesses:
    """The statements and sources of a story. `statement_of`: index in the attributions layer -> its statement."""

    def __init__(self, doc: Doc, cast: Cast, own: frozenset[str] = frozenset()) -> None:
        self.doc = doc
        self.cast = cast
        self.own = own  # folded names and lexicon ids of the outlets that publish the story
        self.sources: list[SourceDraft] = []
        self.statements: list[StatementDraft] = []
        self.statement_of: dict[int, int] = {}
        self._by_key: dict[tuple[str, str], int] = {}
        self._mentioned: set[tuple[int, tuple[int, int, str]]] = set()
        self._time_at: dict[int, int] = {}
        for index, time in enumerate(layers.get(doc, "times")):
            for token in range(time["start"], time["end"]):
                self._time_at.setdefault(token, index)
        self._sections = Sections(doc)

    def build(self) -> Witnesses:
        """Resolve every attribution to a statement with a source; one whose source cannot be told is left out."""
        for index, attribution in enumerate(layers.get(self.doc, "attributions")):
            source = self._source(attribution)
            if source is None:
                continue
            relay = attribution["via"]
            via = self._span_source(relay) if relay and not self._is_own(relay) else None
            self.statement_of[index] = len(self.statements)
            if attribution["anonymous"]:
                self.sources[source].on_record = False
            self.statements.append(self._statement(attribution, source, via))
        return self

    def _is_own(self, span: TokenSpan) -> bool:
        """ "A resident told Reuters" in a Reuters story: the story's own outlet relays nothing."""
        words = self.doc[span[0] : span[1]].text
        agency = lexicons.agency_index().get(words.removeprefix("the ").removeprefix("The "))
        return fold(words) in self.own or (agency is not None and agency in self.own)

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
            section=self._sections.at(content[0][0] if content else 0),
            attitude=bool(attribution.get("attitude")),
        )

    def _time(self, span: TokenSpan | None) -> int | None:
        if span is None:
            return None
        return min((self._time_at[token] for token in range(*span) if token in self._time_at), default=None)

    def _source(self, attribution: AttributionMention) -> int | None:
        if attribution["source"] is not None:
            return self._span_source(attribution["source"])
        previous = attribution["previous"]
        if previous is not None and previous in self.statement_of:
            return self.statements[self.statement_of[previous]].source
        if attribution["cue"] is None:
            return None
        if attribution["cue_class"] == CueClass.ESTIMATE and self.doc[attribution["cue"][1] - 1].pos_ == "VERB":
            return None  # "is believed to have fled": a doubt of the story's own, and nobody's report
        return self._reports(attribution["cue"])

    def _reports(self, cue: TokenSpan) -> int:
        """ "Reportedly", "were reported": the story's unnamed reports are the source."""
        source = self._get(_REPORTS, SourceDraft("reports", str(SourceKind.OTHER), False, []))
        self._mentioned.add((source, (*cue, "nominal")))
        self.sources[source].mentions.append((*cue, "nominal"))
        return source

    def is_nobody(self, source: int) -> bool:
        """Whether a source is but the story's unnamed reports."""
        return self._by_key.get(_REPORTS) == source

    def _span_source(self, span: TokenSpan) -> int | None:
        head = _head(self.doc[span[0] : span[1]])
        lemma = head.lemma_.lower()
        actor = self._actor(head, span)
        unknown = actor is None or self.cast.actors[actor].kind == ActorKind.OTHER
        if unknown and lemma in vocabulary.coreference().documents:
            return self._document(head, span)
        if actor is not None:
            return self._of_actor(actor, head, span)
        return self._reports(span) if lemma == "reports" else self._unresolved(head, span)

    def _of_actor(self, actor: int, head: Token, span: TokenSpan) -> int:
        draft = self.cast.actors[actor]
        source = self._get(
            ("actor", str(actor)), SourceDraft(draft.name, self._kind(draft), is_named(draft), [], actor)
        )
        self._mention(source, head, span)
        return source

    def _actor(self, head: Token, span: TokenSpan) -> int | None:
        """The actor at the head; in an apposition or a broken parse the first in the span that is not nested."""
        if head.i in self.cast.of_head:
            return self.cast.of_head[head.i]
        shown = mediums().get(head.lower_) in _DOCUMENTS
        for index in range(*span):
            mention = self.cast.mention_at.get(index)
            if mention is None or mention["nested"] or (shown and _only_holds(self.doc[index])):
                continue
            if index in self.cast.of_head:
                return self.cast.of_head[index]
        return None

    def _document(self, head: Token, span: TokenSpan) -> int:
        """ "The statement said": who issued it where the phrase or the last statement tells, else the document."""
        for index in range(*span):
            if index in self.cast.of_head and index != head.i and not _only_holds(self.doc[index]):
                return self._of_actor(self.cast.of_head[index], head, span)
        if self.statements and any(kid.lower_ in ("the", "it") for kid in head.children):
            source = self.statements[-1].source
        else:
            text = self.doc[span[0] : span[1]].text.partition(",")[0]
            source = self._get(("document", fold(text)), SourceDraft(text, str(SourceKind.DOCUMENT), True, []))
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
        while start < head.i and (self.doc[start].pos_ in ("DET", "PUNCT", "SPACE") or start in self._time_at):
            start += 1
        name = self.doc[start : head.i + 1].text if head.i >= start else self.doc[span[0] : span[1]].text
        named = head.pos_ == "PROPN"
        kind = SourceKind.DOCUMENT if mediums().get(head.lower_) in _DOCUMENTS else SourceKind.OTHER
        if head.lemma_.lower() in vocabulary.coreference().clinics:
            kind = SourceKind.MEDIC
        source = self._get(("text", fold(name)), SourceDraft(name, str(kind), named, []))
        self._mention(source, head, span)
        return source

    def _get(self, key: tuple[str, str], draft: SourceDraft) -> int:
        """The source under a key; `draft` becomes it if there is none yet."""
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = len(self.sources)
            self.sources.append(draft)
        return found

    def _mention(self, source: int, head: Token, span: TokenSpan) -> None:
        mention = self.cast.mention_at.get(head.i)
        entry = (mention["start"], mention["end"], mention["form"]) if mention else (*span, "nominal")
        if (source, entry) not in self._mentioned:
            self._mentioned.add((source, entry))
            self.sources[source].mentions.append(entry)

    def _kind(self, actor: ActorDraft) -> str:
        if actor.agency:
            return str(SourceKind.MEDIA)
        if actor.role_kind and actor.label in ("Person", "Group"):
            return self._by_body(actor, actor.role_kind)
        if actor.noun == _MEMBER:
            return self._by_body(actor, str(SourceKind.OTHER))
        known = _SOURCE_KIND.get(ActorKind(actor.kind))
        return str(known or SourceKind.OTHER)

    def _by_body(self, actor: ActorDraft, role_kind: str) -> str:
        """A spokesman is of the kind of the body he speaks for."""
        if actor.of is None or role_kind not in (SourceKind.OFFICIAL, SourceKind.OTHER):
            return role_kind
        known = _SOURCE_KIND.get(ActorKind(self.cast.actors[actor.of].kind))
        return str(known or role_kind)

    def side(self, source: int) -> int | None:
        """The belligerent that a source speaks for: its own body, or the forces or government of its country."""
        draft = self.sources[source]
        return self.side_of_actor(draft.actor) if draft.actor is not None and not self.is_neutral(source) else None

    def is_neutral(self, source: int) -> bool:
        """Whether a source takes no side: what the UN counts is none of "either side's claims"."""
        return self.sources[source].kind in _NEUTRAL

    def side_of_actor(self, actor: int) -> int | None:
        """As `side`, for an actor."""
        draft = self.cast.actors[actor]
        if draft.kind in FORCES and draft.label != "Person" and (draft.of is None or not is_one_person(draft)):
            return actor
        body = self.cast.actors[draft.of] if draft.of is not None else None
        if body is not None and body.kind in FORCES:
            return draft.of
        if body is not None and body.kind == ActorKind.GOVERNMENT:
            forces = self.cast.forces(body.country) if body.country else None
            return draft.of if forces is None else forces
        of_state = draft.kind == ActorKind.GOVERNMENT or draft.role_kind in _STATE_ROLES
        if draft.country and of_state and not _is_of_people(draft.role):
            forces = self.cast.forces(draft.country)
            return forces if forces is not None else self.cast.government(draft.country)
        return None


def _is_of_people(role: str | None) -> bool:
    """ "Bosnian Serb commander", "Syrian Kurdish leader": of a people of the land, and not of its state."""
    words = (role or "").split()
    demonyms = {lexicons.demonym_index().get(word) for word in words} - {None}
    return len(demonyms) > 1 or any(lexicons.people_index().get(word) is not None for word in words)


def is_named(actor: ActorDraft) -> bool:
    """Whether words tell exactly who an actor is: by name, by an office that one person holds, or by the one body."""
    if actor.label in ("Person", "Organisation", "Country") or actor.agency or actor.lexicon:
        return True
    placed = bool(actor.country) or actor.of is not None
    if actor.office and not actor.plural and placed:
        return True  # "Turkey's defence minister" is one known man
    if actor.label == "Group" and actor.role_kind is None:
        return actor.kind in _KNOWN_BODIES and (placed or not actor.plural)
    return False
