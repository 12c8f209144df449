"""Who denies what: a denial is held against what others told just before.

A denial either names an event of its own ("denied shelling the camp", "no rocket was fired"), and is matched with
the claim that asserts it, or only answers ("dismissed the report", "had nothing to do with the blast"), and then
bears on what was told before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from spacy.tokens import Token

from reports.annotate import grammar
from reports.records import ClaimType, Modality, NoteKind, Polarity, VerificationStatus
from reports.resolve.drafts import ClaimDraft
from reports.resolve.ledger import Ledger, hashes
from reports.resolve.lines import chain, negated, subjects
from reports.resolve.vocabulary import verification as words

_AFTER = 6  # claims that a denial may reach forward over
_PARAGRAPHS = 4
_BELONGS = 3  # points that make a mere negation a denial of another's claim
_LONGEST = 60  # words of a clause that are looked at
_PRONOUNS = frozenset({"it", "this", "that", "these", "those", "they", "them", "which"})
Team = frozenset[tuple[str, int | str]]


class Reply(NamedTuple):
    """A denial without an event of its own: where, whose, and what it is of."""

    token: Token
    source: int | None
    team: Team
    blame: bool  # only that they did it is denied, not that it happened
    several: bool  # of reports or claims, not of the one just told
    close: bool = False  # "denies it": it can only be of the sentence just before
    content: frozenset[str] = frozenset()  # nouns of the clause that it denies


class Denials:
    """Marks what is denied, and the denials, in one Doc's claims."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.doc = ledger.doc
        self.claims = ledger.claims
        self._answered: set[int] = set()  # numbers of the sentences whose denial found what it denies

    def read(self) -> None:
        """Reports that are called false as they are told, then denials with an event of their own, then the others."""
        for token in self._hot():
            self._refuted(token)
        for index, claim in enumerate(self.claims):
            refuted = claim.status == VerificationStatus.DENIED
            if claim.source is not None and self.ledger.denies(claim) and claim.modality == Modality.ACTUAL:
                if not refuted:
                    self._own(index)
        for token in self._hot():
            reply = self._reply(token)
            if reply is not None and self.ledger.sentence_number(token.i) not in self._answered:
                self._answered.add(self.ledger.sentence_number(token.i))
                self._answer(reply)

    # -- reports told in their denial ---------------------------------------------------------------------

    def _refuted(self, token: Token) -> None:
        """ "Reports that troops crossed the border are false", "dismissed the claim that it lost a jet": what they
        tell is denied by who calls them so. ("Denied that" is a negated claim of the denier.)"""
        for noun in self._called_false(token):
            clauses = [kid for kid in noun.children if kid.dep_ in ("acl", "relcl", "ccomp", "prep") and kid.i > noun.i]
            inside = {word.i for clause in clauses for word in islice(clause.subtree, _LONGEST)}
            reply = self._make(token, grammar.clause_head(token), blame=False, several=False)
            for index in self.ledger.within(*self.ledger.sentence(token.i)):
                claim = self.claims[index]
                if claim.head in inside and self.ledger.battlefield(claim):
                    claim.polarity = str(Polarity.AFFIRMED)
                    self.ledger.mark(index, VerificationStatus.DENIED, reply.source if reply else None)
                    self._answered.add(self.ledger.sentence_number(token.i))

    def _called_false(self, token: Token) -> list[Token]:
        """The reports that a word calls false, by their nouns."""
        lemma = token.lemma_.lower()
        nouns: list[Token] = []
        if lemma in words("false") and token.dep_ in ("acomp", "attr", "oprd", "conj", "ROOT"):
            verb = grammar.clause_head(token)
            if verb.lemma_.lower() in words("calling") and not negated(token):
                nouns = [kid for kid in verb.children if kid.dep_ in ("nsubj", "nsubjpass", "dobj") and kid != token]
        elif lemma in words("denying") and lemma != "deny" and token.pos_ == "VERB" and not negated(token):
            nouns = _objects(token)
        return [noun for noun in nouns if self._is_report(noun)]

    # -- denials with an event of their own ---------------------------------------------------------------

    def _own(self, index: int) -> None:
        claim = self.claims[index]
        scored = [
            (points, -abs(other - index), other)
            for other in self._around(index)
            if (points := self._points(claim, self.claims[other])) > 0
        ]
        needed = _BELONGS
        best = max(scored, default=None)
        if best is None or best[0] < needed:
            if claim.cue_class == "deny" and (self._of_reports(claim) or self._gainsays(claim)):
                self.ledger.mark(index, VerificationStatus.DISPUTED)
            if self._tells_of_what(claim):
                self._answered.add(self.ledger.sentence_number(claim.head))
            return
        self._answered.add(self.ledger.sentence_number(claim.head))
        for points, _, other in scored:
            if other == best[2] or (self.claims[other].event == self.claims[best[2]].event and points >= needed):
                self.ledger.deny(index, other)

    def _around(self, index: int) -> Iterator[int]:
        """Claims that a denial may be of: told shortly before or after by others."""
        head = self.claims[index].head
        for other in [*self.ledger.before(head), *range(index + 1, min(len(self.claims), index + 1 + _AFTER))]:
            told = self.claims[other]
            apart = abs(self.ledger.paragraph(told.head) - self.ledger.paragraph(head))
            if apart <= _PARAGRAPHS and not self.ledger.denies(told) and self._by_other(self.claims[index], told):
                yield other

    def _by_other(self, denial: ClaimDraft, told: ClaimDraft) -> bool:
        if told.source is None:
            return self.ledger.battlefield(told)
        return self.ledger.opposed(denial, told) and told.modality in (Modality.ACTUAL, Modality.POSSIBLE)

    def _points(self, denial: ClaimDraft, told: ClaimDraft) -> int:
        """How much speaks for a denial being of what was told; 0 when something speaks against it."""
        shared = bool(self._words(denial) & self._words(told))
        far = abs(self.ledger.paragraph(denial.head) - self.ledger.paragraph(told.head)) > 1
        there = bool(self.ledger.own_places(denial) & self.ledger.places(told))
        if far and denial.type != told.type and not shared and not there:
            return 0
        sorties = told.type == ClaimType.AIR_STRIKE and bool(self._words(denial) & words("sorties"))
        if not (self.ledger.kin(denial, told) or shared or sorties) or self.ledger.elsewhere(denial, told):
            return 0
        same = bool(self.ledger.filler_team(denial.targets) & self.ledger.filler_team(told.targets))
        if told.modality == Modality.POSSIBLE and not (shared or same or there):
            return 0  # what only may come is denied by no denial of something else
        near = denial.event == told.event or self._follows(denial, told)
        if denial.type == ClaimType.CASUALTIES and not (self._hurts(told) and near):
            return 0
        agents = self.ledger.doers(denial), self.ledger.doers(told)
        own = self.ledger.source_team(denial.source)
        if agents[0] and agents[1] and not agents[0] & agents[1]:
            return 0
        points = 2 * bool(agents[0] & agents[1]) or 2 * bool(own & agents[1])
        points += 2 * there + 2 * (shared and denial.type != told.type)
        points += (denial.type == told.type) + 2 * sorties + shared + self._follows(denial, told)
        return points + same

    def _words(self, claim: ClaimDraft) -> set[str]:
        """Lemmas of the things an event is about, and of its trigger."""
        spans = [(filler.start, filler.end) for filler in claim.targets]
        gear = [self.ledger.settings.gear[index] for index in claim.equipment]
        spans += [claim.trigger, *((item["start"], item["end"]) for item in gear)]
        return {
            self.doc[i].lemma_.lower()
            for start, end in spans
            for i in range(start, end)
            if self.doc[i].pos_ in ("NOUN", "PROPN", "VERB")
        }

    @staticmethod
    def _hurts(claim: ClaimDraft) -> bool:
        return claim.type == ClaimType.CASUALTIES or any(
            number.what in ("killed", "wounded", "killed_or_wounded") for number in claim.numbers
        )

    def _follows(self, denial: ClaimDraft, told: ClaimDraft) -> bool:
        """Told in the sentence just before, or around, the denial."""
        return -1 <= self.ledger.sentence_number(denial.head) - self.ledger.sentence_number(told.head) <= 2

    def _of_reports(self, claim: ClaimDraft) -> bool:
        """ "Denied reports that …": others say so, though they are not heard."""
        start, _ = self.ledger.sentence(claim.head)
        return any(self.doc[i].lemma_.lower() in words("reports") for i in range(start, claim.head))

    def _tells_of_what(self, claim: ClaimDraft) -> bool:
        """ "Denied rumours of a mutiny": of these, and of nothing told before."""
        cue = self.ledger.witnesses.statements[claim.statement].cue if claim.statement is not None else None
        if cue is None or claim.cue_class != "deny":
            return False
        return any(self.doc[i].lemma_.lower() in words("reports") for i in range(cue[1], claim.head))

    def _gainsays(self, claim: ClaimDraft) -> bool:
        """ "Denied shelling the camp": somebody says so, or there was nothing to deny. Doubts gainsay nobody, and talks
        that are denied or rejected may be nobody's claim."""
        cue = self.ledger.witnesses.statements[claim.statement].cue if claim.statement is not None else None
        if cue is None or claim.polarity != Polarity.NEGATED or claim.type == ClaimType.NEGOTIATION:
            return False
        return any(self.doc[i].lemma_.lower() in words("denying") for i in range(*cue))

    # -- denials that only answer -----------------------------------------------------------------------------

    def _hot(self) -> Iterator[Token]:
        wanted = hashes("denying", "false", "blame", "nothing")
        for index, lemma in enumerate(self.doc.to_array("LEMMA").tolist()):
            if lemma in wanted and self.ledger.paragraphs.at(index) is not None:
                yield self.doc[index]

    def _reply(self, token: Token) -> Reply | None:
        lemma = token.lemma_.lower()
        if lemma in words("denying"):
            return self._denial(token)
        if lemma in words("false") and (verb := self._calls(token)) is not None:
            return self._make(token, verb, blame=False, several=self._several(verb))
        innocent = lemma in words("nothing") and self._following(token) == ["to", "do", "with"]
        if innocent or (lemma in words("blame") and negated(token)):
            return self._make(token, grammar.clause_head(token), blame=True, several=False)
        return None

    def _following(self, token: Token) -> list[str]:
        """The next three words, quotation marks left out."""
        return [word.lower_ for word in self.doc[token.i + 1 : token.i + 7] if word.is_alpha][:3]

    def _denial(self, verb: Token) -> Reply | None:
        if verb.pos_ != "VERB" or negated(verb) or self._withholds(verb):
            return None
        objects = _objects(verb)
        if not objects and verb.dep_ == "relcl":  # "a claim that the army rejected"
            objects = [verb.head]
        if verb.lemma_.lower() != "deny" and not any(
            self._is_report(noun) or noun.lemma_.lower() in words("blame") for noun in objects
        ):
            return None  # what is rejected may be an offer
        blame = any(noun.lemma_.lower() in words("blame") - words("reports") for noun in objects)
        return self._make(verb, verb, blame=blame, several=any(self._plural(noun) for noun in objects))

    @staticmethod
    def _withholds(verb: Token) -> bool:
        """ "Denied them access": kept from somebody and not gainsaid."""
        nouns = [noun.lemma_.lower() for noun in _objects(verb)]
        return len(nouns) > 1 or grammar.child(verb, "dative") is not None or not words("withheld").isdisjoint(nouns)

    def _make(self, token: Token, verb: Token, *, blame: bool, several: bool) -> Reply | None:
        """The reply with its speaker: of the statement around it, or the subject of the verb."""
        subject = grammar.subject(verb)
        source = self.ledger.speaker_of(token.i)
        actor = self.ledger.cast.of_head.get(subject.i) if subject is not None else None
        if source is None:
            source = self.ledger.source_of(actor)
        nouns = grammar.with_conjuncts(subject)
        team = self.ledger.source_team(source)
        if not team or self.ledger.source_of(actor) == source:
            team |= frozenset(key for noun in nouns for key in self.ledger.team(self.ledger.cast.of_head.get(noun.i)))
        objects = _objects(verb) or subjects(verb)
        close = bool(objects) and all(noun.lower_ in _PRONOUNS for noun in objects)
        content = frozenset(self._content(verb)) if token.lemma_.lower() in words("denying") else frozenset()
        return Reply(token, source, team, blame, several, close, content) if source is not None or team else None

    @staticmethod
    def _content(verb: Token) -> Iterator[str]:
        """Nouns of the clause that a verb denies ("denied reports that foreign fighters took part")."""
        clauses = [kid for kid in verb.children if kid.dep_ in ("ccomp", "xcomp", "pcomp")]
        clauses += [
            kid
            for noun in verb.children
            if noun.dep_ == "dobj"
            for kid in noun.children
            if kid.dep_ in ("acl", "relcl", "ccomp")
        ]
        for clause in clauses:
            yield from (
                token.lemma_.lower() for token in islice(clause.subtree, 80) if token.pos_ in ("NOUN", "PROPN", "VERB")
            )

    def _calls(self, token: Token) -> Token | None:
        """The verb by which a report is called false ("called the reports lies", "the images are old")."""
        if any(self._is_report(noun) for noun in subjects(token)) and token.head.lemma_.lower() in words("calling"):
            return token.head
        for verb in chain(token):
            if verb.pos_ not in ("VERB", "AUX"):
                continue
            if verb.lemma_.lower() not in words("calling") | words("denying"):
                return None
            nouns = [
                kid
                for kid in verb.children
                if kid.dep_ in ("nsubj", "nsubjpass", "dobj", "ccomp", "oprd") and kid != token
            ]
            nouns += [kid for noun in nouns if noun.dep_ == "ccomp" for kid in noun.children if kid.dep_ == "nsubj"]
            return verb if any(self._is_report(noun) for noun in nouns) else None
        return None

    def _is_report(self, noun: Token) -> bool:
        lemma = noun.lemma_.lower()
        return any(lemma in words(name) for name in ("reports", "pictures", "tolls")) or noun.lower_ in _PRONOUNS

    def _several(self, verb: Token) -> bool:
        return any(self._plural(kid) for kid in verb.children if kid.dep_ in ("nsubj", "nsubjpass", "dobj"))

    def _plural(self, noun: Token) -> bool:
        """Reports, or a report: what one was told in may be spread over the story."""
        lemma = noun.lemma_.lower()
        return (noun.tag_ == "NNS" and lemma in words("reports")) or lemma in ("report", "finding")

    def _answer(self, reply: Reply) -> None:
        told = self._told(reply)
        if not told:
            return
        note = self.ledger.note(reply.token.i, NoteKind.CONFLICT, reply.source)
        self.ledger.notes[note].claims = sorted(told)
        for index in told:
            self.ledger.mark(index, VerificationStatus.DENIED, reply.source, note)
        start, end = self.ledger.sentence(reply.token.i)
        for own in self.ledger.within(start, end):
            if self.claims[own].source == reply.source and self.ledger.denies(self.claims[own]):
                for index in told:
                    self.ledger.deny(own, index)

    def _told(self, reply: Reply) -> list[int]:
        """Indexes of the claims that a reply is of."""
        before = [i for i in self._before(reply) if i is not None]
        if reply.blame:
            return [i for i in before if self._blames(self.claims[i], reply)][:2]
        if not before:
            return []
        if reply.content:
            start, end = self.ledger.sentence(reply.token.i)
            told_here = any(self.claims[i].cue_class == "deny" for i in self.ledger.within(start, end))
            reach = 0 if told_here else _PARAGRAPHS - 1
            return [i for i in before if self._apart(reply, i) <= reach and self._fits(reply, self.claims[i])][:1]
        if reply.several:
            return self._reports(reply, before)
        opposed = [i for i in before if self.claims[i].source is not None] or before
        last = self.ledger.sentence_number(self.claims[opposed[0]].head)
        gap = self.ledger.sentence_number(reply.token.i) - last
        if reply.close and gap > 1:
            return []
        return [i for i in opposed if self.ledger.sentence_number(self.claims[i].head) == last]

    def _fits(self, reply: Reply, claim: ClaimDraft) -> bool:
        """Whether a denial in its own words may be of a claim: they share one, and it is just told or of the denier."""
        start, end = self.ledger.sentence(claim.head)
        words_of_claim = self.doc[max(start, claim.start) : min(end, claim.end)]
        shared = {
            token.lemma_.lower() for token in words_of_claim if token.pos_ in ("NOUN", "PROPN", "VERB")
        } & reply.content
        at_once = self.ledger.sentence_number(reply.token.i) - self.ledger.sentence_number(claim.head) <= 1
        people = self.ledger.filler_team([*claim.agents, *claim.targets])
        return bool(shared) and (at_once or bool(people & reply.team))

    def _apart(self, reply: Reply, index: int) -> int:
        return self.ledger.paragraph(reply.token.i) - self.ledger.paragraph(self.claims[index].head)

    def _before(self, reply: Reply) -> Iterator[int]:
        start, _ = self.ledger.sentence(reply.token.i)
        here = self.ledger.paragraph(start)
        for index in self.ledger.before(reply.token.i):
            claim = self.claims[index]
            if here - self.ledger.paragraph(claim.head) > _PARAGRAPHS:
                return
            mine = claim.source is not None and (
                claim.source == reply.source or self.ledger.source_team(claim.source) & reply.team
            )
            if mine or self.ledger.denies(claim):
                continue
            if self.ledger.battlefield(claim) or self._alleged(claim, self._gap(reply, index)):
                yield index

    @staticmethod
    def _alleged(claim: ClaimDraft, gap: int) -> bool:
        """Whether a claim is blame, or somebody's word, just told, on a deed outside the battlefield."""
        told = claim.modality in (Modality.ACTUAL, Modality.POSSIBLE)
        return claim.type == ClaimType.ACCUSATION or (
            told and gap <= 1 and claim.source is not None and claim.type in (ClaimType.OTHER, ClaimType.HUMANITARIAN)
        )

    def _blames(self, claim: ClaimDraft, reply: Reply) -> bool:
        """Whether a claim says that the denier did it; "the dissidents" are those named so before."""
        accused = claim.targets if claim.type == ClaimType.ACCUSATION else claim.agents
        if claim.source is None:
            return False
        name = self.ledger.witnesses.sources[reply.source].name.split()[-1:] if reply.source is not None else []
        same = any([self.doc[filler.end - 1].text] == name for filler in accused)
        return same or bool(self.ledger.filler_team(accused) & reply.team)

    def _gap(self, reply: Reply, index: int) -> int:
        return self.ledger.sentence_number(reply.token.i) - self.ledger.sentence_number(self.claims[index].head)

    def _reports(self, reply: Reply, before: list[int]) -> list[int]:
        """The claims of the paragraph before, and those further back that are of the denier's doings."""
        nearest = self.ledger.paragraph(self.claims[before[0]].head)
        told: list[int] = []
        kinds: set[str] = set()
        for index in before:
            claim = self.claims[index]
            doers = self.ledger.filler_team(claim.agents)
            own = bool(doers & reply.team)
            others = bool(doers) and not own and not doers & self.ledger.source_team(claim.source)
            close = self.ledger.paragraph(claim.head) == nearest
            akin = bool(told) and not doers and claim.source is not None and claim.type in kinds
            if self._gap(reply, index) <= 1 or (not others and (close or own or akin)):
                told.append(index)
                kinds |= {claim.type, ClaimType.GROUND_ATTACK} if claim.type == ClaimType.CASUALTIES else {claim.type}
        return told


def _objects(verb: Token) -> list[Token]:
    """What a verb denies, rejects or dismisses: its objects, or the subjects of its passive."""
    return [kid for kid in verb.children if kid.dep_ in ("dobj", "nsubjpass")]
