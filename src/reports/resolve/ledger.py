"""What is asked again and again when one claim is held against another: who stands with whom, what lies near."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from reports import triggers
from reports.annotate import layers
from reports.annotate.participants import ASSAULTS, RESULTS
from reports.codes import STATE
from reports.records import (
    ActorKind,
    ClaimType,
    LinkRelation,
    Modality,
    NoteKind,
    PlaceKind,
    Polarity,
    VerificationStatus,
)
from reports.resolve.actors import FORCES
from reports.resolve.drafts import ClaimDraft, FillerDraft, LinkDraft, NoteDraft, StatementDraft
from reports.resolve.settings import Settings
from reports.resolve.sources import Witnesses
from reports.resolve.vocabulary import verification as words

_GROUND = frozenset(
    {
        ClaimType.TERRITORY_GAINED,
        ClaimType.WITHDRAWAL,
        ClaimType.REPELLED,
        ClaimType.GROUND_ATTACK,
        ClaimType.CLASH,
        ClaimType.SIEGE,
    }
)
_HARM = ASSAULTS | RESULTS
_SPOKEN = frozenset(
    {ClaimType.ASSESSMENT, ClaimType.ACCUSATION, ClaimType.THREAT, ClaimType.NEGOTIATION, ClaimType.HUMANITARIAN}
)
BELLIGERENT = FORCES | STATE
_SERVICES = frozenset({"military", "police"})
_STATE_ROLES = frozenset({"official", "military", "police"})
TOLLS = frozenset({"killed", "wounded", "killed_or_wounded", "captured", "missing", "displaced"})
_RANK = {status: rank for rank, status in enumerate(("none", "unverified", "confirmed", "disputed", "denied"))}
_WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION})
_NEAR = 14  # claims that a line may reach back over


@cache
def hashes(*names: str) -> frozenset[int]:
    """The string ids of word lists: a Doc is searched for them without making a string of each token."""
    return frozenset(get_string_id(word) for name in names for word in words(name))


class Paragraphs(NamedTuple):
    """Token offsets of paragraphs, in order."""

    starts: list[int]
    ends: list[int]

    def at(self, token: int) -> int | None:
        """Number of the paragraph that holds a token, None outside of headline, body and captions."""
        index = bisect_right(self.starts, token) - 1
        return index if index >= 0 and token < self.ends[index] else None


class Ledger:
    """The claims of one Doc and what holds them against each other; statuses, links and notes go through it."""

    def __init__(self, doc: Doc, claims: list[ClaimDraft], witnesses: Witnesses, settings: Settings) -> None:
        self.doc = doc
        self.claims = claims
        self.witnesses = witnesses
        self.cast = witnesses.cast
        self.settings = settings
        self.notes: list[NoteDraft] = []
        self.links: list[LinkDraft] = []
        found = layers.get(doc, "paragraphs")
        self.paragraphs = Paragraphs([p["start"] for p in found], [p["end"] for p in found])
        self._specific = {
            index
            for index, place in enumerate(settings.atlas.places)
            if (place.kind not in _WIDE or place.near is not None) and not place.name.islower()
        }
        self._settled = {index for index in self._specific if settings.atlas.places[index].kind != PlaceKind.FACILITY}
        self._times = layers.get(doc, "times")
        self._home = self._only_state()
        self.heads = [claim.head for claim in claims]  # in order: claims come in the order of their triggers
        self.sentences = [sentence.start for sentence in doc.sents]
        self._teams: dict[int, frozenset[tuple[str, int | str]]] = {}
        self._source_of_actor = {
            source.actor: index for index, source in enumerate(witnesses.sources) if source.actor is not None
        }
        self._found: dict[str, list[int]] = {}
        self._links: set[tuple[int, int, str]] = set()
        self._said: dict[int, list[StatementDraft]] = {}
        for statement in witnesses.statements:
            for start, end in [*statement.content, *([statement.cue] if statement.cue else [])]:
                for number in range(self.sentence_number(start), self.sentence_number(max(start, end - 1)) + 1):
                    self._said.setdefault(number, []).append(statement)

    # -- where ------------------------------------------------------------------------------------------------

    def sentence(self, token: int) -> tuple[int, int]:
        """Token offsets of the sentence that holds a token, ending spaces cut off."""
        index = bisect_right(self.sentences, token) - 1
        start = self.sentences[index]
        end = self.sentences[index + 1] if index + 1 < len(self.sentences) else len(self.doc)
        while end > start + 1 and self.doc[end - 1].is_space:
            end -= 1
        return start, end

    def sentence_number(self, token: int) -> int:
        return bisect_right(self.sentences, token)

    def named(self, names: str, start: int, end: int) -> bool:
        """Whether a word of a list stands in start:end."""
        if names not in self._found:
            wanted = hashes(names)
            lemmas = self.doc.to_array("LEMMA").tolist()
            self._found[names] = [index for index, lemma in enumerate(lemmas) if lemma in wanted]
        positions = self._found[names]
        first = bisect_left(positions, start)
        return first < len(positions) and positions[first] < end

    def paragraph(self, token: int) -> int:
        """Number of the paragraph, -9 outside of all: near to none."""
        found = self.paragraphs.at(token)
        return -9 if found is None else found

    def within(self, start: int, end: int) -> range:
        """Indexes of the claims whose trigger stands in start:end."""
        return range(bisect_right(self.heads, start - 1), bisect_right(self.heads, end - 1))

    def before(self, token: int, *, reach: int = _NEAR) -> Iterator[int]:
        """Indexes of the claims before a token, nearest first, `reach` of them at most."""
        last = bisect_right(self.heads, token - 1)
        yield from range(last - 1, max(-1, last - 1 - reach), -1)

    # -- who --------------------------------------------------------------------------------------------------

    def team(self, actor: int | None) -> frozenset[tuple[str, int | str]]:
        """Keys of the side that an actor is on: two actors are on one side when they share a key."""
        if actor is None:
            return frozenset()
        if actor not in self._teams:
            self._teams[actor] = frozenset(self._keys(actor))
        return self._teams[actor]

    def _only_state(self) -> str | None:
        """The country of "the army" and "the government" where the story speaks mostly of one country's."""
        counts: Counter[str] = Counter()
        for actor in self.cast.actors:
            if actor.kind in STATE and actor.country:
                counts[actor.country] += len(actor.mentions)
        first, second, *_ = [*counts.most_common(2), ("", 0), ("", 0)]
        return first[0] if first[1] >= 2 * second[1] and first[1] else None

    def _keys(self, actor: int) -> Iterator[tuple[str, int | str]]:
        side = self.witnesses.side_of_actor(actor)
        if side is not None:
            yield "actor", side
        seen: set[int] = set()
        step: int | None = actor
        while step is not None and step not in seen:
            seen.add(step)
            draft = self.cast.actors[step]
            yield "actor", step
            if draft.kind == ActorKind.ARMED_GROUP and draft.noun:
                yield "noun", draft.noun
            if draft.kind in STATE or (draft.kind == ActorKind.PERSON and draft.role_kind in _STATE_ROLES):
                serves = draft.role_kind in _SERVICES or (draft.role_kind is None and draft.kind in STATE)
                country = draft.country or (self._home if serves and draft.of is None else None)
                if country:
                    yield "state", country
            step = draft.of

    def source_team(self, source: int | None) -> frozenset[tuple[str, int | str]]:
        return self.team(self.witnesses.sources[source].actor) if source is not None else frozenset()

    def filler_team(self, fillers: list[FillerDraft]) -> frozenset[tuple[str, int | str]]:
        """The sides of all participants together."""
        return frozenset(key for filler in fillers for key in self.team(filler.actor))

    def doers(self, claim: ClaimDraft) -> frozenset[tuple[str, int | str]]:
        """The sides of those who did it, so far as they can wage war: "it" may be the monitor that tells of it."""
        actors = self.cast.actors
        return self.filler_team(
            [filler for filler in claim.agents if filler.actor is not None and actors[filler.actor].kind in BELLIGERENT]
        )

    def source_at(self, token: Token | None) -> int | None:
        """The source that a token names."""
        if token is None:
            return None
        actor = self.cast.of_head.get(token.i)
        return self._source_of_actor.get(actor) if actor is not None else None

    def source_of(self, actor: int | None) -> int | None:
        return self._source_of_actor.get(actor) if actor is not None else None

    def speaker_of(self, token: int) -> int | None:
        """The source of the innermost statement that holds a token or is introduced by it."""
        held = [
            (end - start, statement.source)
            for statement in self._said.get(self.sentence_number(token), ())
            for start, end in [*statement.content, *([statement.cue] if statement.cue else [])]
            if start <= token < end
        ]
        return min(held)[1] if held else None

    def opposed(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        """Whether two claims come from different sources that are not of one side."""
        if first.source == second.source:
            return False
        return not self.source_team(first.source) & self.source_team(second.source)

    # -- what -------------------------------------------------------------------------------------------------

    def battlefield(self, claim: ClaimDraft, *, meant: bool = False) -> bool:
        """Whether a claim tells what happens on the ground, not what is said, expected or (unless `meant`) planned."""
        if claim.type in _SPOKEN or claim.modality in (Modality.FUTURE, Modality.HYPOTHETICAL):
            return False
        if claim.modality == Modality.INTENDED and not meant:
            return False
        if claim.type == ClaimType.OTHER and claim.cue_class == "deny":
            return False
        return claim.type != ClaimType.OTHER or triggers.entry(claim.rule).generic

    def denies(self, claim: ClaimDraft) -> bool:
        return claim.cue_class == "deny" or claim.polarity == Polarity.NEGATED

    def day(self, claim: ClaimDraft) -> str | None:
        """The day that the claim's own sentence tells."""
        if claim.time is None or not self.settings.resolved:
            return None
        start, end = self.sentence(claim.head)
        said = self._times[claim.time]["start"]
        if not start <= said < end or any(
            token.lower_ == "since" for token in self.doc[max(start, said - 1) : said + 1]
        ):
            return None
        begin = self.settings.resolved[claim.time].begin
        return begin[:10] if begin else None

    def places(self, claim: ClaimDraft) -> set[int]:
        """The places of a claim that are narrower than a region."""
        return {place for place, *_ in claim.places} & self._specific

    def own_places(self, claim: ClaimDraft) -> set[int]:
        """Those that the claim's sentence names itself: a place carried over from before may be wrong."""
        first, last = self.sentence(claim.head)
        return {place for place, _, start, _ in claim.places if first <= start < last} & self._specific

    def elsewhere(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        """Whether two claims tell, each in its own sentence, of different places or days."""
        days = self.day(first), self.day(second)
        if None not in days and days[0] != days[1]:
            return True
        here, there = self._told_places(first), self._told_places(second)
        return bool(here and there) and not here & there

    def _told_places(self, claim: ClaimDraft) -> set[int]:
        """The settlements that a claim's sentence names as its own, else those of who speaks ("the mayor of X")."""
        own = self.own_places(claim) & self._settled
        return own or (self.settings.loose.get(self.sentence(claim.head)[0], set()) & self._settled)

    def nouns(self, claim: ClaimDraft) -> set[str]:
        """Lemmas of the head nouns of those it befell."""
        return {self.doc[filler.end - 1].lemma_.lower() for filler in claim.targets} - {"it", "that", "they", "them"}

    @staticmethod
    def kin(first: ClaimDraft, second: ClaimDraft) -> bool:
        """Whether two claims may be of one event, going by their types."""
        if first.type == second.type:
            return True
        pair = {first.type, second.type}
        if ClaimType.OTHER in pair and any(
            triggers.entry(claim.rule).generic for claim in (first, second) if claim.type == ClaimType.OTHER
        ):
            return bool(pair & _HARM)
        return pair <= _HARM or pair <= _GROUND

    # -- what is decided --------------------------------------------------------------------------------------

    def mark(self, index: int, status: VerificationStatus, by: int | None = None, note: int | None = None) -> None:
        """Set the verification of a claim unless more is already said of it."""
        claim = self.claims[index]
        if _RANK[status] > _RANK[claim.status]:
            claim.status, claim.status_by = str(status), by
            claim.note = note if note is not None else claim.note
        elif claim.status == status and claim.note is None:
            claim.note = note

    def link(self, first: int, second: int, relation: LinkRelation, on: str | None = None) -> None:
        """Add a link once."""
        key = (first, second, str(relation))
        if first != second and key not in self._links:
            self._links.add(key)
            self.links.append(LinkDraft(first, second, str(relation), on))

    def note(self, token: int, kind: NoteKind, by: int | None = None) -> int:
        """A note on the sentence of a token; its number."""
        start, end = self.sentence(token)
        self.notes.append(NoteDraft(start, end, str(kind), by))
        return len(self.notes) - 1

    def deny(self, denial: int, told: int) -> None:
        """One claim denies another."""
        self.link(denial, told, LinkRelation.DENIES)
        self.mark(told, VerificationStatus.DENIED, self.claims[denial].source)
        self.mark(denial, VerificationStatus.DISPUTED, self.claims[told].source)

    def dispute(self, second: int, first: int, on: str) -> None:
        """Two claims give different accounts of one event; a note tells where the later one stands."""
        self.link(second, first, LinkRelation.DISPUTES, on)
        note = self.note(self.claims[second].head, NoteKind.CONFLICT, self.claims[second].source)
        self.notes[note].claims += [first, second]
        self.mark(first, VerificationStatus.DISPUTED, self.claims[second].source, note)
        self.mark(second, VerificationStatus.DISPUTED, self.claims[first].source, note)

    def settle(self) -> None:
        """Put the notes in the order of the story."""
        order = sorted(range(len(self.notes)), key=lambda number: (self.notes[number].start, number))
        place = {number: position for position, number in enumerate(order)}
        self.notes[:] = [self.notes[number] for number in order]
        for claim in self.claims:
            claim.note = place[claim.note] if claim.note is not None else None
