"""Lines in which a story speaks of its own reporting: what was or could not be verified, and who would not comment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from spacy.tokens import Token

from reports.annotate import grammar
from reports.records import ClaimType, Modality, NoteKind, Polarity, SourceKind, VerificationStatus
from reports.resolve.ledger import TOLLS, Ledger, hashes
from reports.resolve.vocabulary import verification as words

_HOT = ("checking", "proof", "doubtful", "known", "comment")
_CLIMB = frozenset(
    {"xcomp", "advcl", "acl", "conj", "pcomp", "pobj", "dobj", "prep", "acomp", "attr", "agent", "oprd", "nsubj"}
)
_EACH = frozenset({"none", "any", "all", "much", "neither", "either"})  # "none of these accounts"
_OF_TWO = frozenset({"neither", "either", "both"})
_IMPERSONAL = frozenset({"possible", "impossible", "difficult", "hard"})
_VERBAL = frozenset({"VERB", "AUX"})
_STEPS = 6
_MOST = 80  # words of a phrase that are looked at
_LOCAL = 3  # paragraphs that a line on what was just told may reach back over


class Lines:
    """Reads the lines of one Doc into notes and statuses."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.doc = ledger.doc
        self._told_all = False  # one general line bears on the whole story; the next ones only on what is near

    def read(self) -> None:
        """Every line once: a sentence gives one note of a kind."""
        done: set[tuple[int, str]] = set()
        for token in self._hot():
            kind = self._kind(token)
            sentence = self.ledger.sentence(token.i)[0]
            if kind is None or (sentence, kind) in done:
                continue
            done.add((sentence, kind))
            self._read(token, kind)

    def _hot(self) -> Iterator[Token]:
        wanted = hashes(*_HOT)
        pairs = zip(self.doc.to_array("LEMMA").tolist(), self.doc.to_array("LOWER").tolist(), strict=True)
        for index, (lemma, lower) in enumerate(pairs):
            if (lemma in wanted or lower in wanted) and self.ledger.paragraphs.at(index) is not None:
                yield self.doc[index]

    # -- which kind of line -------------------------------------------------------------------------------

    def _kind(self, token: Token) -> str | None:
        names = {token.lemma_.lower(), token.lower_}
        if names & words("doubtful"):
            return "unverified"
        if names & words("known"):
            return "other" if token.pos_ == "ADJ" and negated(token) and self._asks(token) else None
        if names & words("comment"):
            return "no_comment" if self._silent(token) else None
        if names & words("proof") and token.pos_ == "NOUN":
            return "unverified" if negated(token) and self._bears(token) else None
        if _withheld(token):
            return "no_comment"
        if token.pos_ not in ("VERB", "AUX", "ADJ"):
            return None
        if negated(token):
            return "unverified" if self._doubts(token) else None
        return "confirmed" if self._checked(token) else None

    def _doubts(self, verb: Token) -> bool:
        """ "Could not learn" and the like count only where somebody tried."""
        if verb.lemma_.lower() not in words("asking"):
            return True
        return any(kid.lower_ in ("could", "can") for kid in verb.children) or any(
            above.lemma_.lower() in words("unable") | {"able", "possible", "way", "position", "means"}
            for above in chain(verb)
        )

    @staticmethod
    def _asks(token: Token) -> bool:
        return any(kid.lower_ in words("questions") for kid in _within(token, token.head) if kid.i > token.i)

    @staticmethod
    def _bears(noun: Token) -> bool:
        """ "Evidence" and "proof" of something said, not of some state of things."""
        if noun.lemma_.lower() not in ("evidence", "proof"):
            return True
        near = [*_within(noun), *chain(noun)]
        return any(token.lemma_.lower() in words("supporting") for token in near if token != noun)

    def _checked(self, verb: Token) -> bool:
        """ "Verified footage", "AFP verified the video": checked, and not only to be checked."""
        if verb.lemma_.lower() in words("asking") | {"confirm"} and verb.dep_ != "amod":
            return False
        if any(kid.dep_ == "mark" or kid.lower_ in words("unsure") for kid in verb.children):
            return any(above.lower_ == "able" for above in chain(verb))
        objects = self._objects(verb)
        pictures = words("pictures") | words("reports") | {"location", "authenticity", "date"}
        return any(token.lemma_.lower() in pictures for noun in objects for token in (noun, *noun.children))

    def _silent(self, token: Token) -> bool:
        lemma = token.lemma_.lower()
        around = {other.lemma_.lower() for other in token.sent} if lemma != "comment" else set()
        if lemma in ("respond", "reply", "answer") and not around & words("requests"):
            return False
        if lemma in ("response", "reaction") and not around & {"immediate", "immediately", "comment", "request"}:
            return False
        if lemma in ("reach", "contact") and "comment" not in around:
            return False
        return (
            _withheld(token) or negated(token) or any(above.lemma_.lower() in words("unable") for above in chain(token))
        )

    # -- what it bears on ----------------------------------------------------------------------------------

    def _read(self, token: Token, kind: str) -> None:
        by = self._by(token)
        note = self.ledger.note(token.i, NoteKind.OTHER if kind == "confirmed" else NoteKind(kind), by)
        if kind in ("no_comment", "other"):
            return
        covered = self._covered(token)
        self.ledger.notes[note].claims = covered
        start, end = self.ledger.sentence(token.i)
        for index in covered:
            if (
                kind == "unverified"
                and start <= self.ledger.claims[index].head < end
                and self._only_unconfirmed(index, token)
            ):
                self.ledger.claims[index].polarity = str(Polarity.AFFIRMED)
            self.ledger.mark(index, VerificationStatus(kind), by, note)

    def _only_unconfirmed(self, index: int, token: Token) -> bool:
        """ "The death had not been confirmed": not that nobody died."""
        claim = self.ledger.claims[index]
        return (
            claim.polarity == Polarity.NEGATED
            and claim.cue_class != "deny"
            and grammar.clause_head(self.doc[claim.head]) == token
        )

    def _by(self, token: Token) -> int | None:
        """The source that could not verify, or would not comment."""
        for verb in (token, *chain(token)):
            if verb.pos_ not in _VERBAL:
                continue
            noun = grammar.subject(verb)
            if noun is not None and noun.lower_ == "it" and not _IMPERSONAL.isdisjoint(
                kid.lower_ for kid in noun.head.children
            ):
                return None  # "it was not possible to verify": nobody
            found = self.ledger.source_at(noun)
            if found is not None:
                return found
            if noun is not None:
                return next(
                    (source for kid in noun.children if (source := self.ledger.source_at(kid)) is not None), None
                )
        return None

    def _covered(self, token: Token) -> list[int]:
        """Indexes of the claims that a line is about, in order."""
        objects = self._objects(token)
        inside = sorted({word.i for word in _within(*objects)})
        told = self._rumoured(token)
        if told:
            return told
        if any(self._general(noun, inside) for noun in objects):
            covered = self.ledger.before(token.i) if self._told_all else range(len(self.ledger.claims))
            self._told_all = True
            claims = ((i, self.ledger.claims[i]) for i in covered)
            of_sides = any(self.doc[i].lower_ in ("side", "sides") for i in inside)
            return sorted(
                i
                for i, claim in claims
                if claim.source is not None
                and self.ledger.battlefield(claim, meant=True)
                and not (of_sides and self.ledger.witnesses.is_neutral(claim.source))
            )
        named = self._named(token, objects, inside)
        found = self._local(token, objects, inside) if named is None else named
        return sorted(set(found))

    def _rumoured(self, token: Token) -> list[int]:
        """ "Unconfirmed reports spoke of gunships": what the sentence itself goes on to tell, if it does."""
        if token.dep_ != "amod" or token.lemma_.lower() not in words("doubtful"):
            return []
        _, end = self.ledger.sentence(token.i)
        return [i for i in self.ledger.within(token.i, end) if self.ledger.battlefield(self.ledger.claims[i])]

    def _objects(self, token: Token) -> list[Token]:
        """What is or is not verified: heads of noun phrases or of clauses."""
        if token.dep_ == "amod" and token.head.pos_ in ("NOUN", "PROPN"):
            return [token.head]
        if token.pos_ == "NOUN":
            nouns = [*grammar.prepositional(token, "of", "for", "about", "on", "that")]
            nouns += [
                noun
                for verb in token.children
                if verb.dep_ in ("acl", "relcl") and (noun := grammar.child(verb, "dobj", "ccomp"))
            ]
            return nouns
        own = [kid for kid in token.children if kid.dep_ in ("dobj", "ccomp", "nsubjpass", "pcomp", "csubjpass")]
        own += grammar.prepositional(token, "for") if token.lemma_ == "vouch" else ()
        if not own and token.dep_ in ("acl", "relcl"):
            own = [token.head]
        if not own:
            own = [noun for verb in chain(token) if (noun := grammar.child(verb, "nsubj", "nsubjpass")) is not None][:1]
        own = [part for noun in own for part in self._counted(noun)]
        return [other for noun in own for other in grammar.with_conjuncts(grammar.antecedent(noun))]

    @staticmethod
    def _counted(noun: Token) -> list[Token]:
        """ "None of the claims": the claims, and the word that counts them."""
        parts = grammar.prepositional(noun, "of") if noun.lower_ in _EACH else ()
        return [noun, *parts]

    def _general(self, noun: Token, inside: list[int]) -> bool:
        """ "Battlefield reports", "either side's claims", "reports from the front": of reports as such."""
        lowered = {self.doc[i].lower_ for i in inside}
        if noun.lemma_.lower() not in words("reports") | words("tolls") | {"battlefield", "detail"}:
            return False
        if lowered & words("field") or (lowered & words("sides") and lowered & {"side", "sides", "both"}):
            return True
        plural = noun.tag_ == "NNS"
        return plural and not any(
            kid.dep_ in ("det", "poss", "relcl", "acl") or kid.lower_ in words("pointing") for kid in noun.children
        )

    def _named(self, token: Token, objects: list[Token], inside: list[int]) -> list[int] | None:
        """Claims picked by what the line names: a source, pictures, a toll, an event; None where it names nothing."""
        within = self._apposed(token, objects) or list(self._here(token, objects, inside))
        if within:
            events = {self.ledger.claims[i].event for i in within}
            return within + [i for i in self._near(token) if self.ledger.claims[i].event in events]
        nouns = [*objects, *(kid for noun in objects for kid in (*grammar.prepositional(noun, "of"), *subjects(noun)))]
        lemmas = [noun.lemma_.lower() for noun in nouns]
        if any(lemma in words("media") for lemma in lemmas):
            return self._pictured(token)
        owned = self._owned(token, objects)
        if owned:
            return owned
        if any(lemma in words("tolls") for lemma in lemmas) or any(self.doc[i].lower_ == "many" for i in inside):
            return [i for i in self._near(token) if self._counts(i)]
        return self._about(token, objects, inside) or None

    def _apposed(self, token: Token, objects: list[Token]) -> list[int]:
        """ "He accused the army of using the school as a base, a claim that could not be verified": what was said."""
        claim = next((noun for noun in objects if noun.lemma_.lower() in words("reports") and noun.i < token.i), None)
        if claim is None or not claim.left_edge.i or self.doc[claim.left_edge.i - 1].text not in (",", "-", "–", "—"):
            return []
        start, _ = self.ledger.sentence(token.i)
        return [i for i in self.ledger.within(start, claim.i) if self.ledger.claims[i].source is not None]

    @staticmethod
    def _takes_up(noun: Token) -> bool:
        """ "The claim", "these figures", "that": said of what was told before."""
        if noun.lower_ in words("pointing"):
            return True
        told = noun.lemma_.lower() in words("reports") | words("tolls")
        told = told and not any(kid.dep_ in ("acl", "relcl", "prep", "ccomp") for kid in noun.children)
        return told and any(kid.lower_ == "the" or kid.lower_ in words("pointing") for kid in noun.children)

    def _here(self, token: Token, objects: list[Token], inside: list[int]) -> Iterator[int]:
        """Claims of the line's own sentence: those that it is about or that another part of the sentence tells."""
        start, end = self.ledger.sentence(token.i)
        span = (inside[0], inside[-1] + 1) if inside else (0, 0)
        if any(self._takes_up(noun) for noun in objects):
            end = max(token.i, span[1])  # "the claim could not be verified, but a diplomat said": not what he says
        for index in self.ledger.within(start, end):
            claim = self.ledger.claims[index]
            asked = (
                any(self.doc[i].tag_ in ("WRB", "WDT", "WP") for i in range(span[0], claim.head))
                and claim.source is None
            )
            under = (
                span[0] <= claim.head < span[1] and claim.modality in (Modality.ACTUAL, Modality.POSSIBLE) and not asked
            )
            if (under and self._told(claim.type)) or (claim.source is not None and self.ledger.battlefield(claim)):
                yield index

    @staticmethod
    def _told(kind: str) -> bool:
        return kind not in (ClaimType.ASSESSMENT, ClaimType.NEGOTIATION, ClaimType.OTHER)

    def _near(self, token: Token) -> list[int]:
        """Attributed battlefield claims before the line, nearest first, a few paragraphs back."""
        here = self.ledger.paragraph(token.i)
        found = []
        for index in self.ledger.before(token.i):
            claim = self.ledger.claims[index]
            if here - self.ledger.paragraph(claim.head) > _LOCAL:
                break
            if self.ledger.battlefield(claim) and (claim.source is not None or self._with_attributed(index)):
                found.append(index)
        return found

    def _with_attributed(self, index: int) -> bool:
        """A claim without a source beside one with: the second half of what somebody said."""
        head = self.ledger.claims[index].head
        earlier = self.ledger.within(self.ledger.sentence(head)[0], head)
        return any(self.ledger.claims[other].source is not None for other in earlier)

    def _local(self, token: Token, objects: list[Token], inside: list[int]) -> list[int]:
        """What was just told: the nearest sentence with claims, or its paragraph when the line speaks of several."""
        near = self._near(token)
        if not near:
            return []
        last = self.ledger.claims[near[0]]
        several = any(noun.tag_ == "NNS" or noun.lower_ in ("they", "them", "these", "those") for noun in objects)
        if any(self.doc[i].lower_ in _OF_TWO for i in inside):
            return self._of_two(near)
        if any(noun.lower_ in _EACH for noun in objects) or any(
            kid.lower_ in _EACH for noun in objects for kid in noun.children
        ):
            return near
        unit = self.ledger.paragraph if several else self.ledger.sentence_number
        return [index for index in near if unit(self.ledger.claims[index].head) == unit(last.head)]

    def _of_two(self, near: list[int]) -> list[int]:
        """ "Neither claim", "either version": what was told back to where the second of two sources begins."""
        claims = self.ledger.claims
        first = claims[near[0]]
        second = next((i for i in near if self.ledger.opposed(claims[i], first)), near[0])
        end = self.ledger.paragraph(claims[second].head)
        return [index for index in near if self.ledger.paragraph(claims[index].head) >= end]

    def _pictured(self, token: Token) -> list[int]:
        """Claims taken from the video, message or paper that the line speaks of."""
        here = self.ledger.paragraph(token.i)
        shown, told = [], []
        for index in self.ledger.before(token.i, reach=8):
            claim = self.ledger.claims[index]
            if here - self.ledger.paragraph(claim.head) > 1:
                break
            if claim.statement is None or claim.source is None:
                continue
            said = self.ledger.witnesses.statements[claim.statement]
            if (
                said.cue_class == "show"
                or said.medium == "video"
                or self.ledger.witnesses.sources[said.source].kind == SourceKind.DOCUMENT
            ):
                shown.append(index)
            start, end = self.ledger.sentence(claim.head)
            if any(word.lemma_.lower() in words("media") for word in self.doc[start:end]):
                told.append(index)
        found = shown or told
        return [i for i in found if self._same_sentence(i, found[0])] if not shown else found

    def _same_sentence(self, first: int, second: int) -> bool:
        claims = self.ledger.claims
        return self.ledger.sentence_number(claims[first].head) == self.ledger.sentence_number(claims[second].head)

    def _owned(self, token: Token, objects: list[Token]) -> list[int]:
        """ "The ministry's figures", "claims by the rebels": what those said."""
        owners = [kid for noun in objects for kid in noun.children if kid.dep_ in ("poss", "compound", "amod")]
        owners += [kid for noun in objects for kid in grammar.prepositional(noun, "by", "from", "of")]
        teams = frozenset(key for kid in owners for key in self.ledger.team(self.ledger.cast.of_head.get(kid.i)))
        near = [i for i in self._near(token) if self.ledger.source_team(self.ledger.claims[i].source) & teams]
        if not near or any(noun.tag_ == "NNS" for noun in objects):
            return near
        return [i for i in near if self._same_sentence(i, near[0])]

    def _counts(self, index: int) -> bool:
        return any(number.what in TOLLS and number.max != 0 for number in self.ledger.claims[index].numbers)

    def _about(self, token: Token, objects: list[Token], inside: list[int]) -> list[int]:
        """Claims whose words the line takes up ("the claim about the helicopter", "confirmation of the attack")."""
        dull = words("reports") | words("checking") | words("proof")
        nouns = {self.doc[i].lemma_.lower() for i in inside if self.doc[i].pos_ in ("NOUN", "PROPN", "VERB")} - dull
        if not nouns:
            return []
        for index in (near := self._near(token)):
            claim = self.ledger.claims[index]
            own = {self.doc[i].lemma_.lower() for i in range(*claim.trigger)} | self.ledger.nouns(claim)
            own |= {self.doc[i].lemma_.lower() for filler in claim.targets for i in range(filler.start, filler.end)}
            if nouns & own:
                return [index]
        events = nouns & words("events")
        return [i for i in near if self._same_sentence(i, near[0])] if events and near else []


def chain(token: Token) -> Iterator[Token]:
    """What a word hangs under inside its clause: "verify" under "able" under "was"."""
    for _ in range(_STEPS):
        if token.head == token or token.dep_ not in _CLIMB | {"ccomp"}:
            return
        own_subject = any(kid.dep_ in ("nsubj", "nsubjpass") for kid in token.children)
        if token.pos_ in _VERBAL and own_subject:
            return
        if token.dep_ == "advcl" and not any(kid.lower_ == "to" for kid in token.children):
            return
        if token.dep_ == "ccomp" and not any(kid.lower_ == "to" for kid in token.children):
            return
        token = token.head
        yield token


def _within(*tops: Token) -> Iterator[Token]:
    """The words under some others, the first of each: broken text can hang thousands under one."""
    for top in tops:
        yield from islice(top.subtree, _MOST)


def subjects(clause: Token) -> list[Token]:
    return [kid for kid in clause.children if kid.dep_ in ("nsubj", "nsubjpass")]


def negated(token: Token) -> bool:
    """Whether a word is negated, by itself or along its chain: "could not", "unable to", "no … of", "without"."""
    for above in (token, *chain(token)):
        if above != token and (above.lemma_.lower() in words("unable") or above.lower_ == "without"):
            return True
        if any(_negates(kid) for kid in above.children if kid != token):
            return True
    return False


def _negates(kid: Token) -> bool:
    if kid.dep_ in ("nsubj", "nsubjpass"):
        return kid.lower_ in ("none", "neither", "nobody", "nothing") or any(
            word.lower_ in ("no", "neither") or (word.dep_ == "poss" and word.left_edge.lower_ in ("no", "neither"))
            for word in kid.children
        )
    return kid.dep_ in ("neg", "det", "advmod", "preconj", "cc", "amod") and kid.lower_ in words("negators")


def _withheld(token: Token) -> bool:
    """ "Declined to comment", "would neither confirm nor deny"."""
    if any(above.lemma_.lower() in words("withholding") for above in chain(token)):
        return True
    return any(other.lemma_.lower() == "deny" for other in token.conjuncts)
