"""The events that one story tells of: its claims, in their order, put to the event that the story is at.

A story does not name the place and the day in each sentence. A claim goes on with the event before it until the story
names another place or time, or says that this is another event. Words that fix no day ("since the war began") are
background, and of no event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.digest.facts import ClaimFact, Days, SpotFact, StoryFacts
from reports.digest.places import BROAD_KM, MAYBE, exactness, spots_agree
from reports.digest.times import DAY, WIDE, hours_apart, overlap
from reports.digest.vocabulary import alike, family
from reports.records import ClaimType, LinkRelation, PlaceKind, Polarity

_AREAS = frozenset({PlaceKind.REGION, PlaceKind.PHYSICAL})  # two towns may lie in one
_WITHIN = 0.3  # agreement of a place with the region that it lies in
AFTER = frozenset({"harm", "people", "any", "blame", "captives"})  # told of later days, of the same event
_ASIDE = frozenset({"people", "any", "blame", "forces"})  # may name another place and still be of the same event
_LATER_DAYS = 3
_SOON_AFTER = 14  # where the same paragraph goes on
_REACH = 3  # paragraphs over which a sentence without place and time goes on with an event
_SAME, _TOLD = 1.2, 0.8  # pull of an event that the parser holds to be the same, or that a link ties to this one
_RUNNING = 1.5  # pull of the event that the sentence before in the same paragraph tells of
_KIN = 0.8
_PART = 0.8  # agreement of a town with a camp in it: another deed there is another event
_NIGHT = 8 * 60  # minutes between two times that one paragraph gives of one night
_LOOSE = 0.2  # agreement of types below which a claim is of another event unless it stands in the same paragraph


class Thread:
    """The claims of one event of a story so far."""

    def __init__(self, first: ClaimFact, background: bool) -> None:
        self.claims = [first]
        self.background = background
        self.spots: list[SpotFact] = []
        self.days: Days | None = None
        self.firm = False  # whether a claim of the deed itself gave the days
        self.agents: set[str] = set()

    @property
    def last(self) -> int:
        return self.claims[-1].paragraph


def threads(story: StoryFacts) -> list[list[ClaimFact]]:
    """The claims of a story by event, each in the order of the story."""
    found: list[Thread] = []
    by_event: dict[str, Thread] = {}
    answers = _answers(story)
    for claim in story.claims:
        thread = None if _background(claim) else _home(story, claim, found, by_event, answers)
        if thread is None:
            thread = Thread(claim, _background(claim))
            found.append(thread)
        else:
            thread.claims.append(claim)
            found.remove(thread)
            found.append(thread)
        _learn(story, thread, claim)
        by_event.setdefault(claim.event, thread)
    order = {claim.id: number for number, claim in enumerate(story.claims)}
    return sorted((thread.claims for thread in found), key=lambda claims: order[claims[0].id])


def _answers(story: StoryFacts) -> dict[str, list[str]]:
    """The events that links of the story tie to each event. Two tolls that differ may be of two events."""
    event_of = {claim.id: claim.event for claim in story.claims}
    found: dict[str, list[str]] = {}
    for from_, to, relation, _ in story.links:
        if relation == LinkRelation.DISPUTES:
            continue
        found.setdefault(event_of[from_], []).append(event_of[to])
        found.setdefault(event_of[to], []).append(event_of[from_])
    return found


def _background(claim: ClaimFact) -> bool:
    """Whether a sentence tells of a long time: "for nearly a year", "since April", "in 2016"."""
    if claim.type == ClaimType.ACCUSATION:
        return False
    wide = claim.days is not None and claim.days.exact and claim.days.width > WIDE
    return claim.standing or (claim.timed and (claim.vague or wide))


def _home(
    story: StoryFacts,
    claim: ClaimFact,
    found: Sequence[Thread],
    by_event: Mapping[str, Thread],
    answers: Mapping[str, list[str]],
) -> Thread | None:
    """The event that a claim goes on with, or None for a new one. `found` has the one spoken of last at its end."""
    fitting = [thread for thread in reversed(found) if not thread.background and _fits(story, claim, thread)]
    if claim.parted:
        fitting = [thread for thread in fitting if _parted_with(thread, claim)]
    told = {id(by_event[event]): _TOLD for event in answers.get(claim.event, ()) if event in by_event}
    if claim.event in by_event:
        told[id(by_event[claim.event])] = _SAME
    running = found[-1] if found and found[-1].last == claim.paragraph and not claim.spots and not claim.timed else None
    return max(
        fitting,
        key=lambda thread: _pull(story, claim, thread) + told.get(id(thread), 0.0) + _RUNNING * (thread is running),
        default=None,
    )


def _parted_with(thread: Thread, claim: ClaimFact) -> bool:
    """Whether the same paragraph began this event with "in a separate attack"."""
    first = thread.claims[0]
    return first.parted and first.paragraph == claim.paragraph


def _fits(story: StoryFacts, claim: ClaimFact, thread: Thread) -> bool:
    """Whether nothing that the sentence itself names speaks against it."""
    far = claim.paragraph - thread.last
    kinds = max(alike(claim.type, other.type) for other in thread.claims)
    named = claim.spots or (claim.carried[:1] if far > 0 else ())
    where = _where([story.spots[number] for number in named], thread.spots)
    if where is not None and far <= 1 and family(claim.type) in _ASIDE and not claim.sites and not claim.numbers:
        where = None
    if where is not None and (where < MAYBE or (where == MAYBE and far > 0)):
        return False
    if where is not None and where < _PART and _deed(claim) and kinds < _KIN:
        return False
    if family(claim.type) == "talks" and any(not alike(claim.type, other.type) for other in thread.claims):
        return False
    if kinds < _LOOSE and (far > 0 or where is not None):
        return False
    if where is None and far > _REACH:
        return False
    return _in_time(claim, thread) and not _others(story, claim, thread) and not _other_site(claim, thread)


def _other_site(claim: ClaimFact, thread: Thread) -> bool:
    """Whether a deed with its own time or place hits another kind of site: first the market, then the hospital."""
    if not _deed(claim) or claim.polarity == Polarity.NEGATED or not (claim.timed or claim.spots):
        return False
    if any(
        (other.polarity == Polarity.NEGATED and _deed(other)) or other.type == ClaimType.ACCUSATION
        for other in thread.claims
    ):
        return False  # who denies one account goes on to give another of the same event
    sites = {site for other in thread.claims if _deed(other) for site in other.sites}
    return bool(sites and claim.sites) and sites.isdisjoint(claim.sites)


def _deed(claim: ClaimFact) -> bool:
    return family(claim.type) not in AFTER


def _where(named: Sequence[SpotFact], known: Sequence[SpotFact]) -> float | None:
    """How well the first exact place of a sentence agrees with those of an event; None if either has none.

    What lies within the region that is all an event has so far makes it more exact.
    """
    named = sorted(named, key=lambda spot: exactness(spot) > BROAD_KM)
    exact = [spot for spot in known if exactness(spot) <= BROAD_KM]
    if not named or not known or exactness(named[0]) > BROAD_KM:
        return None
    if exact:
        points = [spot for spot in exact if spot.kind not in _AREAS]
        return max(spots_agree(named[0], spot) for spot in points or exact)
    return 1.0 if any(spots_agree(named[0], spot) >= _WITHIN for spot in known) else 0.0


def _in_time(claim: ClaimFact, thread: Thread) -> bool:
    """Whether a claim's own time is the event's, or later where what came of it is told."""
    if not claim.timed or claim.days is None or thread.days is None or not thread.days.exact:
        return True
    after = not _deed(claim)
    if overlap(claim.days, thread.days):
        return True
    if claim.paragraph == thread.last and 0 < hours_apart(claim.days, thread.days) <= _NIGHT:
        return True
    if not thread.firm and not after and abs(thread.days.low // DAY - claim.days.high // DAY) <= _LATER_DAYS:
        return True
    if claim.days.low // DAY == thread.days.low // DAY:
        return after or hours_apart(claim.days, thread.days) <= 60
    late = claim.days.low // DAY - thread.days.high // DAY
    return after and -1 <= late <= (_LATER_DAYS if claim.paragraph != thread.last else _SOON_AFTER)


def _others(story: StoryFacts, claim: ClaimFact, thread: Thread) -> bool:
    """Whether somebody else acts: not where deaths or blame are told, nor where somebody denies."""
    if family(claim.type) in AFTER or claim.polarity == Polarity.NEGATED or not thread.agents:
        return False
    agents = _agents(story, claim)
    return bool(agents) and not agents & thread.agents and family(claim.type) != "ground" and bool(claim.spots)


def _agents(story: StoryFacts, claim: ClaimFact) -> set[str]:
    return {story.actors[number].key for number in claim.agents if story.actors[number].known}


def _pull(story: StoryFacts, claim: ClaimFact, thread: Thread) -> float:
    """How much a claim belongs to an event that fits: by its place, by what was hit, by how near it stands."""
    spots = [story.spots[number] for number in claim.spots]
    where = _where(spots, thread.spots) or 0.0
    told = {site for other in thread.claims for site in other.sites}
    same_time = claim.days is not None and not claim.timed and claim.days == thread.claims[-1].days
    where += 0.5 * same_time
    kinds = max(alike(claim.type, other.type) for other in thread.claims)
    return (
        0.5 * kinds
        + 2.0 * where
        + 0.6 * bool(told.intersection(claim.sites))
        + 1.0 / (1 + max(0, claim.paragraph - thread.last))
    )


def _learn(story: StoryFacts, thread: Thread, claim: ClaimFact) -> None:
    """What a claim adds to what is known of its event."""
    named = [story.spots[number] for number in claim.spots]
    if not thread.spots:
        named = named or [story.spots[number] for number in claim.carried]
    thread.spots.extend(spot for spot in named if spot not in thread.spots)
    if claim.days is not None and not claim.vague:
        firm = _deed(claim) and claim.timed
        if thread.days is None or (firm and not thread.firm) or (firm == thread.firm and _finer(claim, thread)):
            thread.days, thread.firm = claim.days, firm or thread.firm
    thread.agents |= _agents(story, claim)


def _finer(claim: ClaimFact, thread: Thread) -> bool:
    mine, known = claim.days, thread.days
    return mine is not None and known is not None and overlap(mine, known) and mine.width < known.width
