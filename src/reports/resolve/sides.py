"""Who does it where the words leave it out: the doer of the last act in the sentence, the sides that were fighting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from spacy.tokens import Doc, Token

from reports.annotate import grammar
from reports.annotate.participants import ATTACKS, FORCES
from reports.records import ActorKind, ClaimType
from reports.resolve import vocabulary
from reports.resolve.drafts import ActorDraft, ClaimDraft, FillerDraft

# What follows from the act before it, by the same hand ("raided a hideout, where a launcher was recovered").
_FOLLOWING = frozenset({ClaimType.ARMS, ClaimType.REPELLED, ClaimType.CAPTURE, ClaimType.TERRITORY_GAINED})
_OPPOSED = frozenset(
    {
        ClaimType.GROUND_ATTACK,
        ClaimType.SHELLING,
        ClaimType.AIR_STRIKE,
        ClaimType.REPELLED,
        ClaimType.CLASH,
        ClaimType.TERRITORY_GAINED,
        ClaimType.SIEGE,
    }
)
_BOTH = 2
_SIDES = frozenset({"side", "party", "camp", "adversary", "belligerent", "foe", "enemy", "rival"})
_STATES = frozenset({"country", "nation", "neighbour", "neighbor", "army"})
_ALL = frozenset({"both", "two", "either", "each", "neither", "warring", "opposing"})


_OF_STATE = frozenset({ActorKind.GOVERNMENT, ActorKind.MILITARY})


def _with(token: Token) -> Iterator[Token]:
    return grammar.prepositional(token, "with", "against")


class Sides:
    """What the claims before tell of who acts; claims are shown in the order of the text.

    `claims` are those of the whole story: its first two opponents are "both sides" where none are told of before.
    `of_head`: head token of a mention -> actor; where no claim sets two against each other, the words may do so.
    """

    def __init__(
        self,
        doc: Doc,
        actors: list[ActorDraft],
        claims: Iterable[ClaimDraft] = (),
        of_head: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        self.doc = doc
        self.actors = actors
        self._last: ClaimDraft | None = None
        self._sides: list[FillerDraft] = []
        self._first = next(filter(None, map(self._opponents, claims)), []) or self._told_apart(of_head)

    def complete(self, claim: ClaimDraft) -> None:
        """Give a claim the agents that its own words leave out, or only call "both sides"."""
        claim.agents = self._named(claim.agents)
        claim.targets = self._named(claim.targets)
        if claim.type == ClaimType.CLASH:
            self._complete_clash(claim)
        elif claim.type in _FOLLOWING and self._last is not None:
            self._follow(claim, self._last)
        self._learn(claim)

    def _follow(self, claim: ClaimDraft, last: ClaimDraft) -> None:
        """Who did the deed before does this too, but for "launched drones, of which 130 were shot down"."""
        head = self.doc[claim.head]
        if self.doc[last.head].sent != head.sent:
            return
        doers = self._forces(last.agents)
        if claim.type == ClaimType.REPELLED and last.type in ATTACKS:
            known = {one.actor for one in doers} if grammar.is_passive(head) else set()
            claim.agents = [one for one in claim.agents if one.actor not in known]
        elif not claim.agents:
            harmed = {filler.actor for filler in claim.targets}
            claim.agents = [one for one in doers if one.actor not in harmed]

    def _complete_clash(self, claim: ClaimDraft) -> None:
        """Nobody fights alone: the other side is the one that was fought before."""
        known = {filler.actor for filler in claim.agents}
        if len(known) >= _BOTH or not (known or self._sides):
            return
        if known and not known & {side.actor for side in self._sides}:
            return
        claim.agents += [side for side in self._sides if side.actor not in known]

    def _learn(self, claim: ClaimDraft) -> None:
        if self._forces(claim.agents):
            self._last = None if self._is_beaten(claim) else claim
        self._sides = self._opponents(claim) or self._sides

    def _is_beaten(self, claim: ClaimDraft) -> bool:
        """Whether who acts gives in, and takes nobody after that: "they surrendered, and 200 were captured"."""
        gives_in = self.doc[claim.head].lemma_.lower() in vocabulary.participants().yielding
        return claim.type == ClaimType.WITHDRAWAL or gives_in

    def _opponents(self, claim: ClaimDraft) -> list[FillerDraft]:
        """Two forces that a claim sets against each other; none if it tells of no such, but of "two commanders"."""
        agents, targets = (
            [one for one in self._forces(found) if one.actor is not None and not self.actors[one.actor].counted]
            for found in (claim.agents, claim.targets)
        )
        if claim.type == ClaimType.CLASH and len(agents) >= _BOTH:
            return agents[:_BOTH]
        return [agents[0], targets[0]] if claim.type in _OPPOSED and agents and targets else []

    def _told_apart(self, of_head: Mapping[int, int]) -> list[FillerDraft]:
        """The first two of whom the words tell that they are opposed: "between A and B", "A and B accused each other",
        "A has been at war with B"."""
        for token in self.doc:
            if token.lower_ == "between" or token.lower_ == "each":
                pair = self._joined(token, of_head)
            elif token.lower_ == "war" and token.dep_ == "pobj" and token.head.head.lemma_ == "be":
                subject = grammar.surface_subject(token.head.head)
                foe = next((one for one in (*_with(token), *_with(token.head), *_with(token.head.head))), None)
                pair = [subject, foe] if subject is not None and foe is not None else []
            else:
                continue
            known = {of_head[one.i]: one for one in pair if of_head.get(one.i) is not None}
            if len(known) == len(pair) == _BOTH and all(map(self._is_belligerent, known)):
                return [FillerDraft(one.i, one.i + 1, actor) for actor, one in known.items()]
        return []

    def _joined(self, token: Token, of_head: Mapping[int, int]) -> list[Token]:
        """The nouns joined behind "between", or before a verb whose object is "each other"."""
        if token.lower_ == "between":
            first = grammar.child(token, "pobj")
        elif token.i + 1 < len(self.doc) and token.nbor().lower_ == "other" and token.nbor().dep_ == "dobj":
            first = grammar.surface_subject(token.nbor().head)
        else:
            first = None
        return [first, *(kid for kid in first.children if kid.dep_ == "conj")] if first is not None else []

    def _is_belligerent(self, actor: int) -> bool:
        draft = self.actors[actor]
        return draft.kind in FORCES or draft.label == "Country" or draft.noun in vocabulary.coreference().government

    def _named(self, fillers: list[FillerDraft]) -> list[FillerDraft]:
        """The fillers, with the two opponents for "both sides"."""
        sides = self._sides or self._first
        states = all(self.actors[side.actor or 0].kind in _OF_STATE for side in sides)
        named = []
        for filler in fillers:
            each = sides if self._is_both(filler, states=states) else []
            named += [replace(side, start=filler.start, end=filler.end) for side in each] or [filler]
        return named

    def _is_both(self, filler: FillerDraft, *, states: bool) -> bool:
        """ "Both sides", "the two camps", "the warring parties", of states "the two countries": they name nobody."""
        words = self.doc[filler.start : filler.end]
        lemma = words.root.lemma_.lower()
        told = {token.lower_ for token in words}
        known = told - {"the"}
        if lemma not in _SIDES and not (states and lemma in _STATES):
            return False
        return bool(known & _ALL) and len(known) <= _BOTH and ("two" not in known or "the" in told)

    def _forces(self, fillers: list[FillerDraft]) -> list[FillerDraft]:
        return [one for one in fillers if one.actor is not None and self.actors[one.actor].kind in FORCES]
