"""When each claim happened: which time expression is its own, and which known day goes on from another claim.

A time belongs to the event that it hangs under in the parse. One that hangs under no event is that of its sentence, one
that leads a paragraph ("18:52 - Police say ...") that of the paragraph. What goes on to other claims is a day at most,
never a clock time. It goes on to the next paragraph unless that opens elsewhere, it skips no clause between semicolons,
and no claim in the present tense takes it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace

from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from reports.annotate import grammar, layers
from reports.annotate.layers import TimeMention
from reports.records import Modality, SectionKind, TimePrecision
from reports.resolve.drafts import ClaimDraft, StatementDraft
from reports.resolve.scene import PLACELESS
from reports.resolve.sources import Witnesses
from reports.resolve.times import Resolved, counted_from

_DAYS = (TimePrecision.DAY, TimePrecision.PART_OF_DAY, TimePrecision.HOUR, TimePrecision.MINUTE)
_CLOCKED = (TimePrecision.HOUR, TimePrecision.MINUTE)
_WIDE = (TimePrecision.MONTH, TimePrecision.YEAR)
_REACH = 150  # tokens that a day goes on
_SEMICOLON = get_string_id(";")
_BESIDE = 6  # claims before and after one that are looked at for the day it is counted from
_CAME = frozenset({"come", "happen", "occur"})  # "the attack came two days after ..."
_HEADING = 5  # tokens; a longer paragraph is text
_NOUN_CLAUSES = frozenset({"relcl", "acl"})
_BEFORE_NOUN = frozenset({"compound", "nmod", "amod"})
_OTHER_DAY = frozenset("since after before until till following".split())
# What is made known or marked on a day ("a clip uploaded on Monday", "an image dated 3 May") may be older.
_MADE_KNOWN = frozenset(
    "dated uploaded posted published released circulated shared aired broadcast issued updated reposted".split()
)


class Dating:
    """Gives claims their times.

    `owner` is the event that a token hangs under; `names_new_place` tells whether a span names a place that the story
    has not named before.
    """

    def __init__(
        self,
        doc: Doc,
        resolved: list[Resolved],
        owner: Callable[[Token], int | None],
        is_trigger: Callable[[Token], bool],
        names_new_place: Callable[[int, int], bool],
    ) -> None:
        self._doc = doc
        self._times: list[TimeMention] = layers.get(doc, "times")
        self._resolved = resolved
        self._owner = owner
        self._is_trigger = is_trigger
        self._names_new_place = names_new_place
        paragraphs = layers.get(doc, "paragraphs")
        self._paragraphs = [paragraph["start"] for paragraph in paragraphs]
        self._lengths = [paragraph["end"] - paragraph["start"] for paragraph in paragraphs]
        words = doc.to_array("ORTH").tolist()
        self._stops = [index for index, word in enumerate(words) if word == _SEMICOLON]
        self._owned: dict[int, int] = {}
        self._loose: dict[tuple[int, int], int] = {}
        self._leading: dict[int, int] = {}
        self._days: dict[int, int] = {}
        self._counting = [index for index, time in enumerate(self._times) if time["value"].get("event")]
        self._counted: dict[int, int] = {}

    def date(self, claims: list[ClaimDraft], witnesses: Witnesses) -> None:
        """Give each claim its time; when something was said is not when it happened."""
        said = {one.time for one in witnesses.statements if not self._is_before(one)}
        self._sort_out({time for time in said if time is not None})
        given: set[int] = set()
        for claim in claims:
            claim.time = self._owned.get(claim.events[0])
            if claim.time is None:
                claim.time = self._unless_given(self._loose.get(self._clause(claim.head)), given)
            if claim.time is None and claim.modality == Modality.ACTUAL:
                claim.time = self._unless_given(self._leading.get(self._paragraph(claim.head)), given)
        self._counted = self._those_counted(claims)
        self._share_in_sentence(claims)
        self._carry(claims)
        self._count(claims)

    def _is_before(self, statement: StatementDraft) -> bool:
        """ "Strikes killed ten on Tuesday, doctors said, hours after ...": whether the time is of the event."""
        time, source, cue = statement.time, statement.source_mention, statement.cue
        if time is None or source is None or cue is None or not self._times[time]["end"] <= source[0] < cue[0]:
            return False
        for governor in grammar.governors(_head(self._doc, self._times[time])):
            if cue[0] <= governor.i < cue[1]:
                return False
            if self._is_trigger(governor):
                return True
        return False

    def _unless_given(self, time: int | None, given: set[int]) -> int | None:
        """A time for the first claim that it is that of; its day for the others."""
        if time is None or time not in given:
            given.update(() if time is None else (time,))
            return time
        return self._day(time)

    # -- whose time it is ---------------------------------------------------------------------------------

    def _sort_out(self, said: set[int]) -> None:
        """The first time of each event, of each clause that has one of no event, and of each paragraph led by one."""
        for index, time in enumerate(self._times):
            value = time["value"]
            if value.get("leads"):
                self._leading.setdefault(self._paragraph(time["start"]), index)
                continue
            if index in said or value.get("type") == "frequency":
                continue
            token = _head(self._doc, time)
            told = self._doc[time["start"]].pos_ == "ADP"  # "on 4 October troops took the town"
            if token.dep_ in _BEFORE_NOUN and not self._is_trigger(token.head) and not told:
                continue  # "the March 28 earthquake" dates the earthquake
            if self._is_of_noun(token) or self._ranks(token, bound=value.get("bound")):
                continue
            event = self._owner(token)
            if self._is_made_known(token) or self._is_of_another(token):
                continue
            if event is None:
                self._loose.setdefault(self._clause(token.i), index)
            else:
                self._owned.setdefault(event, index)

    def _is_of_noun(self, token: Token) -> bool:
        """ "Fled after the earthquake of 28 March": whether a day is told of a noun that is no event of the story's."""
        if token.dep_ != "pobj" or token.head.lower_ != "of":
            return False
        noun = token.head.head
        return noun.pos_ == "NOUN" and noun.ent_type_ not in ("DATE", "TIME") and not self._is_trigger(noun)

    def _ranks(self, token: Token, bound: str | None) -> bool:
        """ "The worst fighting since 1994": a time that only tells of what a thing is the greatest or the first."""
        noun = token.head.head if token.dep_ == "pobj" else token.head
        if bound != "since" or noun.pos_ in ("VERB", "AUX"):
            return False
        words = (noun, *(word for kid in noun.children for word in (kid, *kid.children)))
        return any(word.tag_ in ("JJS", "RBS") or word.lower_ == "first" for word in words)

    def _is_of_another(self, token: Token) -> bool:
        """ "The war, which began in 2023, has killed ...": whether a time is of a clause that only tells which one."""
        verb = self._above(token, "VERB", "AUX")
        return verb is not None and verb.dep_ == "relcl" and not self._is_trigger(verb.head)

    def _is_made_known(self, token: Token) -> bool:
        """ "A clip uploaded at noon shows ...": whether a time tells when something was made known, not when it was."""
        verb = self._above(token, "VERB", "ADJ")
        return verb is not None and verb.lower_ in _MADE_KNOWN

    def _above(self, token: Token, *tags: str) -> Token | None:
        """The first governor of one of the parts of speech, if it stands before any trigger."""
        for governor in grammar.governors(token):
            if self._is_trigger(governor):
                return None
            if governor.pos_ in tags:
                return governor
        return None

    def _clause(self, token: int) -> tuple[int, int]:
        """The sentence of a token, and which of the parts of it between semicolons."""
        return self._doc[token].sent.start, bisect_right(self._stops, token)

    def _paragraph(self, token: int) -> int:
        return bisect_right(self._paragraphs, token)

    # -- what is counted from another day -----------------------------------------------------------------

    def _those_counted(self, claims: list[ClaimDraft]) -> dict[int, int]:
        """Head of a claim -> the time that tells how far it is from another: "on Monday, a day after bombs hit Jos"."""
        found: dict[int, int] = {}
        heads = [claim.head for claim in claims]
        for index in self._counting:
            link = self._doc[self._times[index]["end"] - 1]
            top = link.head if link.dep_ == "mark" else link
            within = range(bisect_left(heads, top.left_edge.i), bisect_right(heads, top.right_edge.i))
            for claim in (claims[number] for number in within if top.dep_ != "ROOT"):
                if claim.time in (None, index):
                    found[claim.head] = index
        return found

    def _count(self, claims: list[ClaimDraft]) -> None:
        """Date claims from the day that is told of what they are counted from, in their sentence or just before."""
        for number, claim in enumerate(claims):
            index = self._counted.get(claim.head)
            told = self._counted_from(claims, number, index) if index is not None else None
            if index is None or told is None or told.time is None:
                continue
            day = counted_from(self._times[index]["value"], self._resolved[told.time])
            if day is not None:
                claim.time = len(self._times)
                self._times.append({**self._times[index]})
                self._resolved.append(day)

    def _counted_from(self, claims: list[ClaimDraft], number: int, index: int) -> ClaimDraft | None:
        """The dated claim of the sentence that a claim is counted from; after "it came two days after", that before."""
        sentence = self._doc[claims[number].head].sent
        near = [one for one in claims[max(0, number - _BESIDE) : number + _BESIDE] if one.head not in self._counted]
        near = [one for one in near if one.time is not None and self._is_dated(one.time)]
        beside = next((one for one in near if sentence.start <= one.head < sentence.end), None)
        link = self._doc[self._times[index]["end"] - 1]
        came = (link.head.head if link.dep_ == "mark" else link.head).lemma_ in _CAME
        before = [one for one in near if one.head < sentence.start and self._goes_on(one, one.time or 0)]
        if beside is not None or not came or not before or self._texts_between(before[-1], claims[number]) > 1:
            return beside
        return before[-1]

    # -- what goes on -------------------------------------------------------------------------------------

    def _day(self, time: int) -> int | None:
        """The day of a time without its clock, as a time of its own; None where the day is not known."""
        if not self._resolved or self._resolved[time].precision not in _CLOCKED:
            return time
        found = self._resolved[time]
        if not found.anchored:
            return None
        if time not in self._days:
            self._days[time] = len(self._times)
            self._times.append({**self._times[time]})
            self._resolved.append(
                replace(
                    found,
                    begin=found.begin and found.begin[:10],
                    finish=found.finish and found.finish[:10],
                    precision=TimePrecision.DAY,
                )
            )
        return self._days[time]

    def _share_in_sentence(self, claims: list[ClaimDraft]) -> None:
        """Claims that tell no time have that of the first one of their sentence that does."""
        givers: dict[tuple[int, int], list[ClaimDraft]] = {}
        for claim in claims:
            counted = claim.head in self._counted
            if claim.time is not None and not counted and self._precision(claim.time) not in _WIDE:
                givers.setdefault(self._clause(claim.head), []).append(claim)
        for claim in claims:
            if claim.time is None and claim.modality == Modality.ACTUAL and claim.head not in self._counted:
                near = givers.get(self._clause(claim.head), ())
                giver = next((one for one in near if one is not claim and self._at_once(one, claim)), None)
                if giver is not None and giver.time is not None:
                    claim.time = self._day(giver.time)

    def _at_once(self, giver: ClaimDraft, claim: ClaimDraft) -> bool:
        """Whether two claims of a sentence may be of one time: neither hangs under the other by "since", "after" ...,
        and the one that tells the time is not told of a noun in passing."""
        first, second = self._doc[giver.head], self._doc[claim.head]
        shared = {token.i for token in _upwards(first)} & {token.i for token in _upwards(second)}
        own = [token for token in _upwards(first) if token.i not in shared]
        other = [token for token in _upwards(second) if token.i not in shared]
        if giver.time is not None and any(_within(token, self._times[giver.time]) for token in other):
            return True  # "since Friday, when the rebels left"
        if any(token.lower_ in _OTHER_DAY for token in (*own, *other)) or any(_has_other_day(token) for token in other):
            return False
        passing = {token.i for token in own if token.dep_ in _NOUN_CLAUSES}
        if not passing or giver.time is None:
            return True
        time = self._times[giver.time]
        return not any(token.i in passing for token in _upwards(self._doc[time["start"] : time["end"]].root))

    def _carry(self, claims: list[ClaimDraft]) -> None:
        """A known day goes on over claims that restate none, of its paragraph and of the next."""
        carried: ClaimDraft | None = None
        for claim in claims:
            if claim.head in self._counted:
                continue
            if claim.time is None and carried is not None and carried.time is not None:
                claim.time = self._day(carried.time) if self._takes(claim, carried, carried.time) else None
            if claim.time is not None and self._goes_on(claim, claim.time):
                carried = claim

    def _takes(self, claim: ClaimDraft, carried: ClaimDraft, time: int) -> bool:
        if claim.modality != Modality.ACTUAL or claim.type in PLACELESS or claim.head - carried.head >= _REACH:
            return False
        if grammar.is_now(self._doc[claim.head]):
            return False
        told = self._clause(self._times[time]["start"])
        sentence, part = self._clause(claim.head)
        if told[0] == sentence and part != told[1] + 1:
            return False
        onwards = self._texts_between(carried, claim)
        return onwards == 0 or onwards == 1 and not self._turns_elsewhere(claim)

    def _texts_between(self, first: ClaimDraft, second: ClaimDraft) -> int:
        """How many paragraphs the second claim is farther on; headings within the story are not counted."""
        passed = self._lengths[self._paragraph(first.head) : self._paragraph(second.head)]
        return sum(length > _HEADING for length in passed)

    def _turns_elsewhere(self, claim: ClaimDraft) -> bool:
        """Whether the paragraph of a claim opens with a place that the story has not named before."""
        start = self._paragraphs[self._paragraph(claim.head) - 1]
        return self._names_new_place(start, self._doc[start].sent.end)

    def _goes_on(self, claim: ClaimDraft, time: int) -> bool:
        if claim.section != SectionKind.BODY or claim.modality != Modality.ACTUAL or not self._is_dated(time):
            return False
        return not self._in_passing(claim, time)

    def _in_passing(self, claim: ClaimDraft, time: int) -> bool:
        """ "The army, whose post was shelled on Monday, ...": whether a claim is told of a noun, its time with it."""
        start, end = self._times[time]["start"], self._times[time]["end"]
        clauses = {token.i for token in _upwards(self._doc[claim.head]) if token.dep_ in _NOUN_CLAUSES}
        return any(token.i in clauses for token in _upwards(self._doc[start:end].root))

    def _is_dated(self, time: int) -> bool:
        """Whether a time is a known day, so that it can go on; "since April" and "the past week" are not."""
        found = self._resolved[time] if self._resolved else None
        value = self._times[time]["value"]
        if found is None or not found.anchored or found.precision not in _DAYS or "bound" in value:
            return False
        one_day = found.begin is None or found.finish is None or found.begin[:10] == found.finish[:10]
        return one_day or found.precision != TimePrecision.DAY

    def _precision(self, time: int) -> TimePrecision | None:
        return self._resolved[time].precision if self._resolved else None


def _head(doc: Doc, time: TimeMention) -> Token:
    """The word by which a time hangs in its sentence: in "in Monday's raid" the day, which hangs under the raid."""
    words = doc[time["start"] : time["end"]]
    within = (token for token in words if token.head.i >= time["end"] and token.dep_ in {"poss", *_BEFORE_NOUN})
    return next(within, words.root)


def _upwards(token: Token) -> Iterator[Token]:
    yield token
    yield from grammar.governors(token)


def _within(token: Token, time: TimeMention) -> bool:
    return time["start"] <= token.i < time["end"]


def _has_other_day(token: Token) -> bool:
    return any(kid.dep_ in ("mark", "prep") and kid.lower_ in _OTHER_DAY for kid in token.children if kid.i < token.i)
