"""Where sources bear each other out or tell a thing differently: confirmations, other accounts, mutual blame."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from reports.annotate import grammar
from reports.annotate.participants import ASSAULTS
from reports.records import ClaimType, LinkRelation, Modality, VerificationStatus
from reports.resolve.drafts import ClaimDraft
from reports.resolve.ledger import Ledger, hashes
from reports.resolve.lines import chain, negated
from reports.resolve.vocabulary import verification as words

_NEAR = 3  # paragraphs between two accounts of one event
_BACK = 8
_STRIKES = ASSAULTS - {ClaimType.REPELLED, ClaimType.CLASH}
_PRONOUNS = frozenset({"it", "this", "that", "these", "those", "them", "one"})


class Accounts:
    """Compares the accounts of one Doc's claims pair by pair, each with the few before it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.doc = ledger.doc
        self.claims = ledger.claims

    def read(self) -> None:
        for index, claim in enumerate(self.claims):
            if claim.source is None:
                continue
            if claim.cue_class == "confirm" and not self.ledger.denies(claim):
                self._confirm(index)
            elif not self.ledger.denies(claim):
                self._compare(index)
        for token in self._hot():
            self._borne_out(token)

    # -- confirmations ----------------------------------------------------------------------------------------

    def _confirm(self, index: int) -> None:
        """What others told of the event is confirmed, and so is the confirming claim."""
        claim = self.claims[index]
        told = [other for other in self._around(index) if self._same(self.claims[other], claim)]
        for other in told:
            self.ledger.link(index, other, LinkRelation.CONFIRMS)
            self.ledger.mark(other, VerificationStatus.CONFIRMED, claim.source)
        if told:
            self.ledger.mark(index, VerificationStatus.CONFIRMED, self.claims[told[0]].source)
        elif self._of_reports(claim):
            self.ledger.mark(index, VerificationStatus.CONFIRMED)

    def _around(self, index: int) -> Iterator[int]:
        claim = self.claims[index]
        for other in [*self.ledger.before(claim.head), *range(index + 1, min(len(self.claims), index + 1 + _NEAR))]:
            told = self.claims[other]
            if told.source is not None and told.source != claim.source and not self.ledger.denies(told):
                yield other

    def _same(self, told: ClaimDraft, claim: ClaimDraft) -> bool:
        return told.event == claim.event and claim.status != VerificationStatus.DISPUTED

    def _of_reports(self, claim: ClaimDraft) -> bool:
        if claim.statement is None:
            return False
        cue = self.ledger.witnesses.statements[claim.statement].cue
        if cue is None or cue[1] > claim.head:
            return False
        return any(self.doc[i].lemma_.lower() in words("reports") for i in range(cue[1], min(claim.head, cue[1] + 3)))

    def _hot(self) -> Iterator[Token]:
        wanted = hashes("confirming")
        for index, lemma in enumerate(self.doc.to_array("LEMMA").tolist()):
            if lemma in wanted and self.ledger.paragraphs.at(index) is not None:
                yield self.doc[index]

    def _borne_out(self, token: Token) -> None:
        """ "Two officials confirmed the account": the claims just told, without an event in the sentence itself."""
        if (
            token.pos_ not in ("VERB", "ADJ")
            or negated(token)
            or any(kid.lower_ in words("unsure") for kid in token.children)
        ):
            return
        nouns = [kid for kid in token.children if kid.dep_ in ("dobj", "nsubjpass")]
        if not nouns and token.dep_ in ("oprd", "acomp", "ccomp"):
            nouns = [
                kid
                for verb in list(chain(token))[:1] or [token.head]
                for kid in verb.children
                if kid.dep_ in ("dobj", "nsubj") and kid != token
            ]
            nouns += [kid for kid in token.children if kid.dep_ == "nsubj"]
        if not any(
            noun.lemma_.lower() in words("reports") | words("events") or noun.lower_ in _PRONOUNS for noun in nouns
        ):
            return
        start, end = self.ledger.sentence(token.i)
        if any(self.claims[i].cue_class == "confirm" for i in self.ledger.within(start, end)):
            return
        by = self.ledger.source_at(grammar.subject(token))
        told = [
            i
            for i in self.ledger.before(start, reach=6)
            if self.claims[i].source is not None
            and self.claims[i].source != by
            and self.ledger.battlefield(self.claims[i])
        ]
        if told and self.ledger.paragraph(start) - self.ledger.paragraph(self.claims[told[0]].head) <= 1:
            last = self.ledger.sentence_number(self.claims[told[0]].head)
            for index in told:
                if self.ledger.sentence_number(self.claims[index].head) == last and not self.ledger.denies(
                    self.claims[index]
                ):
                    self.ledger.mark(index, VerificationStatus.CONFIRMED, by)

    # -- other accounts ---------------------------------------------------------------------------------------

    def _compare(self, index: int) -> None:
        claim = self.claims[index]
        if claim.modality != Modality.ACTUAL:
            return
        for other in self.ledger.before(claim.head, reach=_BACK):
            told = self.claims[other]
            apart = self.ledger.paragraph(claim.head) - self.ledger.paragraph(told.head)
            if apart > _NEAR:
                return
            if (
                told.source is None
                or self.ledger.denies(told)
                or told.source == claim.source
                or told.modality != Modality.ACTUAL
            ):
                continue
            if self._other_target(told, claim, apart):
                self.ledger.dispute(index, other, "target")
                return
            if self._other_agent(told, claim):
                self.ledger.dispute(index, other, "agent")
            elif self._other_outcome(told, claim):
                self.ledger.dispute(index, other, "type")
            elif self._claimed(told, claim):
                self.ledger.link(index, other, LinkRelation.DISPUTES, "agent")
                self.ledger.mark(index, VerificationStatus.DISPUTED, told.source)

    def _other_target(self, told: ClaimDraft, claim: ClaimDraft, apart: int) -> bool:
        """ "An air strike hit the camp, medics said. The army said it had hit a command post." """
        doer = self.ledger.doers(claim)
        if apart > 1 or claim.type not in _STRIKES or told.type not in _STRIKES or self.ledger.elsewhere(told, claim):
            return False
        if not (doer & self.ledger.source_team(claim.source)) or self.ledger.source_team(told.source) & doer:
            return False
        earlier = self.ledger.doers(told)
        if not earlier & doer or not claim.targets or not told.targets:
            return False
        gap = self.ledger.sentence_number(claim.head) - self.ledger.sentence_number(told.head)
        return (
            gap <= 2
            and not self.ledger.nouns(claim) & self.ledger.nouns(told)
            and not self.ledger.own_places(claim) - self.ledger.places(told)
        )

    def _other_agent(self, told: ClaimDraft, claim: ClaimDraft) -> bool:
        """Each side says that the other did it."""
        speakers = self.ledger.source_team(told.source), self.ledger.source_team(claim.source)
        doers = self._accused(told), self._accused(claim)
        crossed = bool(doers[0] & speakers[1]) and bool(doers[1] & speakers[0])
        if not crossed or speakers[0] & speakers[1]:
            return False
        blamed = ClaimType.ACCUSATION in (told.type, claim.type)
        return (blamed or self.ledger.kin(told, claim)) and not self.ledger.elsewhere(told, claim)

    def _accused(self, claim: ClaimDraft) -> frozenset[tuple[str, int | str]]:
        return self.ledger.filler_team(claim.targets if claim.type == ClaimType.ACCUSATION else claim.agents)

    def _other_outcome(self, told: ClaimDraft, claim: ClaimDraft) -> bool:
        """Ground taken by the one side's word, the attack beaten off by the other's."""
        if {told.type, claim.type} != {ClaimType.TERRITORY_GAINED, ClaimType.REPELLED} or self.ledger.elsewhere(
            told, claim
        ):
            return False
        if self.ledger.own_places(claim) - self.ledger.places(told) or VerificationStatus.DENIED in (
            told.status,
            claim.status,
        ):
            return False
        gained, repelled = (told, claim) if told.type == ClaimType.TERRITORY_GAINED else (claim, told)
        holders = self.ledger.source_team(repelled.source) | self.ledger.filler_team(repelled.agents)
        takers = self.ledger.filler_team(gained.agents)
        if not self.ledger.opposed(told, claim) or (takers & holders):
            return False
        return True

    def _claimed(self, told: ClaimDraft, claim: ClaimDraft) -> bool:
        """One owns up to it, and another is blamed."""
        if claim.type != ClaimType.ACCUSATION or not self._owns_up(told):
            return False
        return not self._accused(claim) & self.ledger.source_team(told.source)

    def _owns_up(self, claim: ClaimDraft) -> bool:
        return any(self.doc[i].lemma_.lower() == "responsibility" for i in range(*claim.trigger))
