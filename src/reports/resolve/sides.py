"""Who does it where the words leave it out: the doer of the last act in the sentence, the sides that were fighting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc

from reports.annotate.participants import FORCES
from reports.records import ClaimType
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
_ALL = frozenset({"both", "two", "either", "each", "warring", "opposing"})


class Sides:
    """What the claims before tell of who acts; claims are shown in the order of the text.

    `claims` are those of the whole story: its first two opponents are "both sides" where none are told of before.
    """

    def __init__(self, doc: Doc, actors: list[ActorDraft], claims: Iterable[ClaimDraft] = ()) -> None:
        self.doc = doc
        self.actors = actors
        self._last: ClaimDraft | None = None
        self._sides: list[FillerDraft] = []
        self._first = next(filter(None, map(self._opponents, claims)), [])

    def complete(self, claim: ClaimDraft) -> None:
        """Give a claim the agents that its own words leave out, or only call "both sides"."""
        claim.agents = self._named(claim.agents)
        claim.targets = self._named(claim.targets)
        if claim.type == ClaimType.CLASH:
            self._complete_clash(claim)
        elif not claim.agents and claim.type in _FOLLOWING:
            last = self._last
            if last is not None and self.doc[last.head].sent == self.doc[claim.head].sent:
                harmed = {filler.actor for filler in claim.targets}
                claim.agents = [one for one in self._forces(last.agents) if one.actor not in harmed]
        self._learn(claim)

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
            self._last = claim
        self._sides = self._opponents(claim) or self._sides

    def _opponents(self, claim: ClaimDraft) -> list[FillerDraft]:
        """Two forces that a claim sets against each other; none if it tells of no such."""
        agents, targets = self._forces(claim.agents), self._forces(claim.targets)
        if claim.type == ClaimType.CLASH and len(agents) >= _BOTH:
            return agents[:_BOTH]
        return [agents[0], targets[0]] if claim.type in _OPPOSED and agents and targets else []

    def _named(self, fillers: list[FillerDraft]) -> list[FillerDraft]:
        """The fillers, with the two opponents for "both sides"."""
        sides = self._sides or self._first
        named = []
        for filler in fillers:
            each = sides if self._is_both(filler) else []
            named += [replace(side, start=filler.start, end=filler.end) for side in each] or [filler]
        return named

    def _is_both(self, filler: FillerDraft) -> bool:
        """ "Both sides", "the two camps", "the warring parties": words that name nobody."""
        words = self.doc[filler.start : filler.end]
        lemma = words.root.lemma_.lower()
        known = {token.lower_ for token in words} - {"the"}
        return lemma in _SIDES and bool(known & _ALL) and len(known) <= _BOTH

    def _forces(self, fillers: list[FillerDraft]) -> list[FillerDraft]:
        return [one for one in fillers if one.actor is not None and self.actors[one.actor].kind in FORCES]
