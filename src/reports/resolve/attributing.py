"""Who says each claim: the innermost statement that holds its trigger."""

from __future__ import annotations

from bisect import bisect_left

from spacy.tokens import Doc

from reports.annotate.layers import EventMention
from reports.records import ClaimType, CueClass, Modality, Polarity, Quote
from reports.resolve.drafts import ClaimDraft, TokenSpan
from reports.resolve.sources import Witnesses
from reports.resolve.vocabulary import verification as words

# Types of claims that saying something can be: a threat is made by who threatens.
_SPEECH_ACTS = frozenset(
    {ClaimType.THREAT, ClaimType.ACCUSATION, ClaimType.OTHER, ClaimType.NEGOTIATION, ClaimType.HUMANITARIAN}
)
_FORETOLD = frozenset({ClaimType.THREAT, ClaimType.ASSESSMENT, ClaimType.CASUALTIES})  # said, but not to be done
_DOUBTING = frozenset({"doubt", "rule"})  # and "rule out"
_RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$", "WRB"})
_LEAD = 4  # words of a relative clause before its pronoun, and a comma: ", at least one of whom"
Nested = tuple[int, int | None]  # a statement, and the next one around it


class Attributing:
    """Gives claims their statement and source. `voice` is the actor that the story itself speaks for."""

    def __init__(self, doc: Doc, events: list[EventMention], witnesses: Witnesses, voice: int | None) -> None:
        self.doc = doc
        self.events = events
        self.witnesses = witnesses
        self.voice = voice

    def attribute(self, claims: list[ClaimDraft]) -> None:
        """Each claim takes the innermost statement that holds its trigger; a speech act belongs to its speaker."""
        covering = self._covering()
        cues = self._cues()
        for claim in claims:
            inner = covering.get(claim.head)
            if inner is None and claim.head in cues and self._is_speech(claim, cues[claim.head]):
                inner = self._speech_act(cues[claim.head])
            if inner is not None and self._is_taken_for_granted(claim, inner[0]):
                inner = (inner[1], None) if inner[1] is not None else None
            if inner is not None and not self._is_own_voice(inner[0]):
                self._say(claim, *inner)
            if claim.modality == Modality.FUTURE and claim.type not in _FORETOLD and self._is_own_deed(claim):
                claim.modality = str(Modality.INTENDED)

    def _is_speech(self, claim: ClaimDraft, statement: int) -> bool:
        """Whether a claim that is told by a cue is what its speaker does: a threat, an accusation, a denial."""
        how = self.witnesses.statements[statement].cue_class
        denies = how == CueClass.DENY and claim.polarity == Polarity.NEGATED
        return claim.type in _SPEECH_ACTS or how == CueClass.ACCUSE or denies

    def _is_taken_for_granted(self, claim: ClaimDraft, statement: int) -> bool:
        """ "Welcomed the recapture of the town": that it was retaken is the story's word, and not the minister's."""
        said = self.witnesses.statements[statement]
        if said.cue is None or said.quote == Quote.DIRECT:
            return False
        if said.cue_class == CueClass.DENY and self._is_told_beside(claim, said.cue):
            return True
        cue = range(*said.cue)
        if claim.head in cue or not any(self.doc[i].lemma_.lower() in words("reacting") for i in cue):
            return False
        token = self.doc[claim.head]
        if token.dep_ in ("relcl", "acl"):  # "condemned the attack, in which four were killed"
            token = token.head
        while token.i not in cue and token.pos_ in ("NOUN", "PROPN", "ADP", "ADJ") and token.head != token:
            token = token.head
        return token.i in cue

    def _is_told_beside(self, claim: ClaimDraft, cue: TokenSpan) -> bool:
        """ "Denied firing the rockets, one of which fell short": the clause behind the comma is not what is denied."""
        if self.doc[cue[0]].sent.end <= claim.head:
            return False
        for token in self.doc[cue[1] : claim.head]:
            if token.tag_ in _RELATIVE_TAGS and token.lower_ != "that":
                before = self.doc[max(token.i - _LEAD, cue[1]) : token.i]
                comma = next((one.i for one in reversed(before) if one.is_punct), None)
                if comma is not None and all(one.pos_ != "VERB" for one in self.doc[comma : token.i]):
                    return True
        return False

    def _is_own_deed(self, claim: ClaimDraft) -> bool:
        """ "We will leave the town", the ministry said that it would: what one says to do oneself is meant."""
        speaker = self.witnesses.sources[claim.source].actor if claim.source is not None else self.voice
        return any(
            (filler.actor is not None and filler.actor == speaker) or self.doc[filler.end - 1].lower_ in ("we", "i")
            for filler in claim.agents
        )

    def _is_own_voice(self, statement: int) -> bool:
        """Who publishes the story speaks in its own voice."""
        said = self.witnesses.statements[statement]
        return (
            self.voice is not None
            and said.quote == Quote.INDIRECT
            and self.witnesses.sources[said.source].actor == self.voice
        )

    def _say(self, claim: ClaimDraft, statement: int, outer: int | None) -> None:
        said = self.witnesses.statements[statement]
        claim.statement, claim.source, claim.quote, claim.cue_class = statement, said.source, said.quote, said.cue_class
        claim.via = said.via
        around = self.witnesses.statements[outer] if outer is not None else None
        if claim.via is None and around is not None and around.source != said.source:
            claim.via = around.source
            claim.quote = around.quote if said.quote == Quote.NONE else said.quote
        if said.cue_class == CueClass.DENY and claim.polarity == Polarity.AFFIRMED and self._is_under(claim, said.cue):
            claim.polarity = str(Polarity.NEGATED)

    def _is_under(self, claim: ClaimDraft, cue: TokenSpan | None) -> bool:
        """A denial is of the claims in the sentence of its cue, not of what is said after it; nor of itself."""
        if cue is None or cue[0] <= claim.head < cue[1]:
            return False
        sent = self.doc[cue[0]].sent
        gainsays = any(token.lemma_.lower() in words("denying") | _DOUBTING for token in self.doc[slice(*cue)])
        return gainsays and sent.start <= claim.head < sent.end

    def _covering(self) -> dict[int, Nested]:
        """Head of a trigger -> the statements around it."""
        heads = sorted({event["head"] for event in self.events})
        found: dict[int, list[tuple[int, int]]] = {}
        for index, statement in enumerate(self.witnesses.statements):
            size = sum(end - start for start, end in statement.content)
            for start, end in statement.content:
                for head in heads[bisect_left(heads, start) : bisect_left(heads, end)]:
                    found.setdefault(head, []).append((size, index))
        return {head: _innermost(statements) for head, statements in found.items()}

    def _cues(self) -> dict[int, int]:
        """Token of a cue -> the first statement that it introduces."""
        cues: dict[int, int] = {}
        for index, statement in enumerate(self.witnesses.statements):
            if statement.cue is not None:
                for token in range(*statement.cue):
                    cues.setdefault(token, index)
        return cues

    def _speech_act(self, statement: int) -> Nested | None:
        said = self.witnesses.statements[statement]
        source = self.doc[said.source_mention[0]] if said.source_mention else None
        if source is not None and source.lower_ in ("we", "i"):
            return None
        if self.witnesses.is_nobody(said.source):
            return None  # "was charged with": that he was is the story's word
        return statement, None


def _innermost(statements: list[tuple[int, int]]) -> Nested:
    """The two shortest of (size, statement)."""
    ordered = [index for _, index in sorted(statements)]
    return ordered[0], ordered[1] if len(ordered) > 1 else None
