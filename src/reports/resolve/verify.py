"""What the story says of its own reporting: verification lines, denials, confirmations, differing tolls."""

from __future__ import annotations

import json
from functools import cache

from spacy.tokens import Doc, Span

from reports import lexicons, triggers
from reports.annotate import layers
from reports.records import ClaimType, NoteKind, Polarity, VerificationStatus
from reports.resolve.drafts import ClaimDraft, LinkDraft, NoteDraft
from reports.resolve.settings import Settings
from reports.resolve.sources import Witnesses

_NO_BATTLEFIELD = frozenset({ClaimType.ASSESSMENT, ClaimType.ACCUSATION, ClaimType.THREAT, ClaimType.NEGOTIATION, ClaimType.OTHER})
_ANYBODY = frozenset({"people", "person", "other", "dead", "casualty", "victim", "it", "them", "they"})
_TOLL = frozenset({"killed", "wounded", "killed_or_wounded", "captured", "missing", "displaced"})


@cache
def _words() -> dict[str, frozenset[str]]:
    data: dict[str, list[str]] = json.loads(lexicons.data_file("verification.json").read_text("utf8"))
    return {name: frozenset(items) for name, items in data.items()}


class Verifier:
    """Sets the verification of claims and finds links and notes."""

    def __init__(self, doc: Doc, claims: list[ClaimDraft], witnesses: Witnesses, settings: Settings) -> None:
        self.doc = doc
        self.claims = claims
        self.witnesses = witnesses
        self.settings = settings
        self.notes: list[NoteDraft] = []
        self.links: list[LinkDraft] = []

    def run(self) -> None:
        """Notes first, then events, then what sources say of each other's claims: the stronger word stays."""
        for sentence in self.doc.sents:
            if self._is_verification(sentence):
                self._note(sentence)
        self._group()
        self._relate()

    # -- verification lines -------------------------------------------------------------------------------

    def _is_verification(self, sentence: Span) -> bool:
        """ "could not independently verify", "was unable to confirm", "has not been verified"."""
        words = _words()
        for token in sentence:
            if token.lemma_.lower() not in words["verbs"] or token.pos_ not in ("VERB", "ADJ", "NOUN"):
                continue
            if any(above.lower_ in words["negators"] for above in self._context(token)):
                return True
        return False

    def _context(self, token):  # type: ignore[no-untyped-def]
        """Words that may negate a verb of verifying: its own, and those of the verb and adjective above it."""
        tokens = [*token.children]
        for above in token.ancestors:
            tokens += [above, *above.children]
            if above.pos_ in ("VERB", "AUX") and above.dep_ in ("ROOT", "ccomp", "conj", "advcl", "relcl"):
                break
        return tokens

    def _note(self, sentence: Span) -> None:
        note = NoteDraft(sentence.start, self._end(sentence), str(NoteKind.UNVERIFIED), self._speaker(sentence))
        covered = self._general(sentence)
        for index, claim in enumerate(self.claims):
            within = sentence.start <= claim.head < sentence.end
            if within or claim.source is None or claim.type in _NO_BATTLEFIELD or claim.modality in ("future", "hypothetical"):
                continue
            if covered or self._just_before(claim, sentence):
                claim.status, claim.note, claim.status_by = str(VerificationStatus.UNVERIFIED), len(self.notes), note.by
                note.claims.append(index)
        if not note.claims and not covered:
            self._nearest(note, sentence)
        self.notes.append(note)

    def _end(self, sentence: Span) -> int:
        end = sentence.end
        while end > sentence.start + 1 and self.doc[end - 1].is_space:
            end -= 1
        return end

    def _general(self, sentence: Span) -> bool:
        """Whether the line is about reports as such, and not about the one told just before."""
        words = _words()
        verbs = [token for token in sentence if token.lemma_.lower() in words["verbs"]]
        objects = [kid for verb in verbs for kid in verb.subtree if kid.i > verb.i] or list(sentence)
        lowered = {token.lower_ for token in objects} | {token.lower_ for token in sentence if token.dep_ in ("nsubjpass", "nsubj")}
        return bool(lowered & words["general"]) and not lowered & words["specific"]

    def _just_before(self, claim: ClaimDraft, sentence: Span) -> bool:
        """In the same paragraph before the line, or in the one before it when the line stands alone."""
        paragraphs = [p for p in layers.get(self.doc, "paragraphs")]
        here = next((i for i, p in enumerate(paragraphs) if p["start"] <= sentence.start < p["end"]), None)
        if here is None or claim.head >= sentence.start:
            return False
        if paragraphs[here]["start"] <= claim.head:
            return True
        alone = sentence.start - paragraphs[here]["start"] <= 1
        return alone and here > 0 and paragraphs[here - 1]["start"] <= claim.head < paragraphs[here - 1]["end"]

    def _nearest(self, note: NoteDraft, sentence: Span) -> None:
        before = [i for i, claim in enumerate(self.claims) if claim.head < sentence.start and claim.source is not None and claim.type not in _NO_BATTLEFIELD]
        if before:
            claim = self.claims[before[-1]]
            claim.status, claim.note, claim.status_by = str(VerificationStatus.UNVERIFIED), len(self.notes), note.by
            note.claims.append(before[-1])

    def _speaker(self, sentence: Span) -> int | None:
        """The outlet that could not verify, when it is a source of the story too."""
        for token in sentence:
            actor = self.witnesses.cast.of_head.get(token.i)
            if actor is not None and token.dep_ in ("nsubj", "pobj"):
                return next((i for i, source in enumerate(self.witnesses.sources) if source.actor == actor), None)
        return None

    # -- events and links ---------------------------------------------------------------------------------

    def _group(self) -> None:
        """Number the events: claims of one type with a shared participant or place and no other day are of one event."""
        latest: dict[str, list[int]] = {}
        count = 0
        for index, claim in enumerate(self.claims):
            same = next((other for other in reversed(latest.get(claim.type, [])[-12:]) if self._same(self.claims[other], claim)), None)
            if same is None:
                count += 1
                claim.event = count
            else:
                claim.event = self.claims[same].event
                self.links.append(LinkDraft(same, index, "same_event"))
            latest.setdefault(claim.type, []).append(index)

    def _same(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        if first.type in _NO_BATTLEFIELD - {ClaimType.NEGOTIATION} and not triggers.entry(first.rule).generic:
            return False
        if first.modality != second.modality:
            return False
        if self._days(first) != self._days(second) and None not in (self._days(first), self._days(second)):
            return False
        places = {place for place, *_ in first.places} & {place for place, *_ in second.places}
        if first.places and second.places and not places:
            return False
        if not self._same_people(first, second):
            return False
        targets = self._actors(first.targets) & self._actors(second.targets)
        agents = self._actors(first.agents) & self._actors(second.agents)
        if self._actors(first.agents) and self._actors(second.agents) and not agents:
            return self._denies(first) != self._denies(second) and bool(places)
        texts = self._things(first) & self._things(second)
        return bool(targets or (agents and places) or texts or (places and self._tolls_differ(first, second)))

    def _same_people(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        """Not the one of soldiers and the other of villagers; "people" may be anybody."""
        nouns = [{self.doc[filler.end - 1].lemma_.lower() for filler in claim.targets} for claim in (first, second)]
        if not nouns[0] or not nouns[1] or self._actors(first.targets) & self._actors(second.targets):
            return True
        return bool(nouns[0] & nouns[1]) or any(noun in _ANYBODY for side in nouns for noun in side)

    @staticmethod
    def _actors(fillers: list) -> set[int]:  # type: ignore[type-arg]
        return {filler.actor for filler in fillers if filler.actor is not None}

    def _things(self, claim: ClaimDraft) -> set[str]:
        return {self.doc[filler.end - 1].lemma_.lower() for filler in claim.targets if filler.actor is None} - {"it", "that"}

    def _days(self, claim: ClaimDraft) -> str | None:
        if claim.time is None or not self.settings.resolved:
            return None
        begin = self.settings.resolved[claim.time].begin
        return begin[:10] if begin else None

    def _denies(self, claim: ClaimDraft) -> bool:
        return claim.cue_class == "deny" or claim.polarity == Polarity.NEGATED

    def _tolls_differ(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        return first.source != second.source and self._differing(first, second) is not None

    def _differing(self, first: ClaimDraft, second: ClaimDraft) -> str | None:
        for one in first.numbers:
            for other in second.numbers:
                if one.what == other.what and one.what in _TOLL and (one.min, one.max) != (other.min, other.max):
                    return one.what
        return None

    def _relate(self) -> None:
        """Denials, confirmations and differing counts between claims of one event by different sources."""
        for link in list(self.links):
            first, second = self.claims[link.first], self.claims[link.second]
            if first.source == second.source:
                continue
            what = self._differing(first, second)
            if self._denies(first) != self._denies(second):
                self._deny(link)
            elif what is not None:
                self.links.append(LinkDraft(link.second, link.first, "disputes", what))
                first.status = second.status = str(VerificationStatus.DISPUTED)
            elif second.cue_class == "confirm" or first.cue_class == "confirm":
                self._confirm(link)
        self._lone_denials()

    def _deny(self, link: LinkDraft) -> None:
        denial, asserted = (link.first, link.second) if self._denies(self.claims[link.first]) else (link.second, link.first)
        self.links.append(LinkDraft(denial, asserted, "denies"))
        self.claims[asserted].status = str(VerificationStatus.DENIED)
        self.claims[asserted].status_by = self.claims[denial].source
        self.claims[denial].status = str(VerificationStatus.DISPUTED)
        self.claims[denial].status_by = self.claims[asserted].source

    def _confirm(self, link: LinkDraft) -> None:
        confirming, told = (link.second, link.first) if self.claims[link.second].cue_class == "confirm" else (link.first, link.second)
        self.links.append(LinkDraft(confirming, told, "confirms"))
        self.claims[told].status = str(VerificationStatus.CONFIRMED)
        self.claims[told].status_by = self.claims[confirming].source
        self.claims[confirming].status = str(VerificationStatus.CONFIRMED)

    def _lone_denials(self) -> None:
        """ "Rwanda denies backing the rebels": the denial names what it denies; link it to a claim of that type by others."""
        linked = {link.first for link in self.links if link.relation == "denies"}
        for index, claim in enumerate(self.claims):
            if claim.cue_class != "deny" or index in linked:
                continue
            for other in sorted(range(len(self.claims)), key=lambda i: abs(i - index))[:12]:
                told = self.claims[other]
                if other != index and told.type == claim.type and told.source != claim.source and not self._denies(told):
                    self._deny(LinkDraft(other, index, "same_event"))
                    break
