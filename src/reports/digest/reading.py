"""From a report to what a digest keeps of it: claims of something that happened, and why others are left out."""

from __future__ import annotations

import hashlib
import math
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable
from functools import cache

from reports.digest.copies import sketch
from reports.digest.facts import ActorFact, ClaimFact, NumberFact, SpotFact, StoryFacts, VoiceFact
from reports.digest.identity import Identities
from reports.digest.times import days_of
from reports.digest.vocabulary import content, pattern, site_of, stem, words_of
from reports.lexicons import fold
from reports.records import Claim, ClaimPlace, ClaimType, Filler, Modality, Number, Place, Report, Statement

_REACTION = "reaction"
_NO_EVENTS = frozenset({ClaimType.ASSESSMENT, ClaimType.THREAT})
_NOT_YET = frozenset({Modality.FUTURE, Modality.INTENDED, Modality.HYPOTHETICAL})
_NAMES = r"(?:(?:the )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*(?:, | and |, and ))*(?:the )?$"
_FROM = re.compile(r"\bfrom (?:(?:a|an|the|its|their) [\w-]+ (?:at|in|near|of) )?" + _NAMES)
_TO = re.compile(r"\b(?:to|into) " + _NAMES)
_LEAVE = frozenset({ClaimType.WITHDRAWAL, ClaimType.DISPLACEMENT})
_TAKEN = frozenset({ClaimType.CASUALTIES, ClaimType.DISPLACEMENT, ClaimType.HUMANITARIAN})
_WORD = re.compile(r"\w+")
_STOP = re.compile(r"[.!?][\"”’)]*\s|\n")
_MORE = re.compile(r"\b(?:(?:more|further|another|additional)\b(?! than)|(?:second|third|fourth|fifth|last)\b)")
_SOME_OF = re.compile(r"^[\w-]+ of (?:the|them|those|these|whom)\b")
_BREAK = re.compile(r"\n\s*\n|\n")
_ASIDE = re.compile(r", (?:who|whom|whose|which|where|when)\b[^,]*(?:,|$)")
_PERFECT = re.compile(r"\b(?:has|have)\b")
_WAR = {"killed": 2_000, "wounded": 5_000, "displaced": 500_000}  # from which on a count is hardly that of one attack
_AROUND = 300  # characters to either side in which a sentence is looked for


def story_key(report: Report) -> str:
    """What tells one story from another: its words, and who printed them when."""
    article = report.article
    named = (report.id, article.publisher, article.published, article.url, article.guid, *article.agencies)
    return hashlib.sha256("\x1f".join(each or "" for each in named).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def named_path(report: Report) -> str | None:
    """The file of a story. A file name need not be valid Unicode, JSON must be."""
    path = report.article.path
    return None if path is None else path.encode("utf-8", "replace").decode()


def facts(report: Report) -> StoryFacts:
    """The story of a report, without the report."""
    reader = _Reader(report)
    claims = tuple(reader.claims())
    kept = {claim.id for claim in claims}
    article = report.article
    return StoryFacts(
        key=story_key(report), report=report.id, path=named_path(report), title=article.title,
        publisher=article.publisher, agencies=article.agencies, url=article.url, published=article.published,
        outlet=reader.outlet, spots=tuple(reader.spots), actors=tuple(reader.actors), voices=tuple(reader.voices),
        claims=claims, left_out=dict(reader.left_out), sketch=sketch(article.text),
        links=tuple(
            (link.from_, link.to, str(link.relation), link.on)
            for link in report.links
            if link.from_ in kept and link.to in kept
        ),
    )  # fmt: skip


class _Reader:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._who = Identities(report)
        self.outlet = self._who.outlet
        self._places = {place.id: place for place in report.places}
        self._sources = {source.id: source for source in report.sources}
        self._statements = {statement.id: statement for statement in report.statements}
        self.spots: list[SpotFact] = plausible([spot(place, self._places) for place in report.places], report)
        self._spot_of = {place.id: number for number, place in enumerate(report.places)}
        self._opener = report.article.dateline.end if report.article.dateline else 0
        self._breaks = [found.end() for found in _BREAK.finditer(report.article.text)]
        self._said = sorted(report.statements, key=_first)
        self._most: Counter[str] = Counter()
        for number in (number for claim in report.claims for number in claim.numbers):
            self._most[number.what] = max(self._most[number.what], _size(number))  # type: ignore[assignment]
        self.actors: list[ActorFact] = []
        self.voices: list[VoiceFact] = []
        self.left_out: Counter[str] = Counter()

    def claims(self) -> Iterable[ClaimFact]:
        """Yields the claims of something that happened, and counts the others."""
        told = {claim.event for claim in self._report.claims if _happened(claim) and claim.type != ClaimType.ACCUSATION}
        for claim in self._report.claims:
            reason = _why_not(claim, told)
            if reason:
                self.left_out[reason] += 1
            else:
                yield self._fact(claim)

    def _fact(self, claim: Claim) -> ClaimFact:
        article = self._report.article
        days, vague = days_of(claim.time, article.published)
        statement = self._statements.get(claim.attribution.statement or "")
        verifier = self._sources.get(claim.verification.by or "")
        said = statement.time.begin if statement and statement.time and statement.time.begin else article.published
        begin, end = _sentence(article.text, claim)
        there = [place for place in claim.places if _elsewhere(article.text, place, claim)]
        here = [
            place for place in claim.places if begin <= place.start < end and place not in there and self._names(place)
        ]
        sentence = fold(article.text[max(begin, min(self._opener, claim.start)) : end])
        counted = bool(pattern("counting").search(sentence))
        if counted:  # "it was the largest attack since the talks at La Palma": of this event, whatever else is named
            here, there, days, vague = [], list(claim.places), None, False
        return ClaimFact(
            id=claim.id, event=claim.event, type=str(claim.type), text=claim.text, start=claim.start, end=claim.end,
            trigger=claim.trigger.text, voice=_index(self.voices, self._who.voice(claim)),
            cue=_text(claim.attribution.cue_class), quote=str(claim.attribution.quote), modality=str(claim.modality),
            polarity=str(claim.polarity), verification=str(claim.verification.status),
            verifier=verifier.name if verifier else None, confidence=claim.confidence, said=said,
            spots=self._spots(here),
            carried=self._spots(place for place in claim.places if place not in here and place not in there),
            days=days, timed=not counted and claim.time is not None and begin <= claim.time.start < end, vague=vague,
            paragraph=bisect(self._breaks, claim.start), parted=_parted(claim, sentence),
            standing=_standing(claim) or (_of_the_war(claim) and not (claim.time and begin <= claim.time.start < end)),
            agents=self._parties(claim.agents), targets=self._parties(claim.targets),
            numbers=tuple(self._number(number, claim) for number in claim.numbers),
            words=self._words(sentence, claim),
            sites=self._sites(claim),
            rises=not words_of("rises").isdisjoint(_WORD.findall(sentence)) or bool(pattern("risen").search(sentence)),
            follows=self._follows(claim),
        )  # fmt: skip

    def _follows(self, claim: Claim) -> int | None:
        """The voice of the last statement that its paragraph quotes before a claim."""
        at = bisect(self._said, claim.trigger.start, key=_first) - 1
        if at < 0 or bisect(self._breaks, _first(self._said[at])) != bisect(self._breaks, claim.trigger.start):
            return None
        return _index(self.voices, self._who.told_by(self._said[at].source, self._said[at].via))

    def _names(self, place: ClaimPlace) -> bool:
        """Whether words name a place, and are not "the city" for one named before."""
        name = self._places[place.place].name if place.place in self._places else place.text
        return any(word[:1].isupper() for word in place.text.split()[1:]) or fold(place.text) in fold(name)

    def _spots(self, places: Iterable[ClaimPlace]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._spot_of[place.place] for place in places if place.place in self._spot_of))

    def _parties(self, fillers: Iterable[Filler]) -> tuple[int, ...]:
        found = (self._who.party(filler.actor) for filler in fillers)
        return tuple(dict.fromkeys(_index(self.actors, party) for party in found if party))

    def _words(self, sentence: str, claim: Claim) -> tuple[str, ...]:
        """What its sentence is about, less the names of its places, which count elsewhere."""
        places = {word for place in claim.places for word in content(self._places[place.place].name)}
        return tuple(word for word in content(sentence) if word not in places)

    def _sites(self, claim: Claim) -> tuple[str, ...]:
        """What kinds of place were hit: "market", "hospital"; as the targets say, else the words about the deed."""
        for texts in ([filler.text for filler in claim.targets], [claim.text]):
            bare = (pattern("no_site").sub("", fold(text)) for text in texts)
            found = {site for text in bare for word in content(text) if (site := site_of(word))}
            if found:
                return tuple(sorted(found))
        return ()

    def _number(self, number: Number, claim: Claim) -> NumberFact:
        of = self._who.force_key(number.of)
        part = _is_part(number, claim) or (_definite(number, claim) and self._most[number.what] > _size(number))
        return NumberFact(str(number.what), number.min, number.max, number.approximate, of, number.civilian, part)


def _first(statement: Statement) -> int:
    """Where a statement begins, with its cue or its content."""
    spans = (*statement.content, *([statement.cue] if statement.cue else []))
    return min((span.start for span in spans), default=0)


def spot(place: Place, places: dict[str, Place]) -> SpotFact:
    """A place as the digest keeps it."""
    parent = places.get(place.parent or place.near or "")
    return SpotFact(
        place.name, fold(place.name), str(place.kind), place.country, place.admin1, place.lat, place.lon,
        place.geonames, place.precision_km, fold(parent.name) if parent else None,
    )  # fmt: skip


def plausible(spots: list[SpotFact], report: Report) -> list[SpotFact]:
    """The places of a story, those without coordinates that were likely looked up in the wrong country.

    That is a lone place in a country that nothing else in the story has to do with, where others share a country.
    """
    lands = Counter(each.country for each in spots if each.country)
    named = {actor.country for actor in report.actors} | {each.country for each in spots if each.kind == "country"}
    most = max(lands.values(), default=0)
    return [
        each._replace(country=None, admin1=None, lat=None, lon=None, geonames=None)
        if each.kind != "country" and each.country and lands[each.country] == 1 < most and each.country not in named
        else each
        for each in spots
    ]


def _sentence(text: str, claim: Claim) -> tuple[int, int]:
    """Where the sentence about a claim begins and ends."""
    before = _STOP.finditer(text, max(0, claim.start - _AROUND), claim.start)
    begin = max((found.end() for found in before), default=max(0, claim.start - _AROUND))
    end = _STOP.search(text, claim.end, claim.end + _AROUND)
    return begin, end.start() if end else claim.end


def _parted(claim: Claim, sentence: str) -> bool:
    """Whether a sentence begins another event. Two hours later there may be another strike; deaths are of the same."""
    told_after = claim.type in _TAKEN or claim.type == ClaimType.OTHER
    if pattern("counting").search(sentence):
        return False
    return bool(pattern("parting").search(sentence)) or (not told_after and bool(pattern("later").search(sentence)))


def _standing(claim: Claim) -> bool:
    """Whether the clause of a trigger tells of a state: not what "which have fought for a year" is an aside to."""
    asides = [found.span() for found in _ASIDE.finditer(claim.text)]
    trigger = claim.trigger.start - claim.start
    return any(
        _within(found.start(), asides) == _within(trigger, asides)
        for found in pattern("standing").finditer(claim.text.lower())
    )


def _of_the_war(claim: Claim) -> bool:
    """Whether a count is of a whole war: "more than 7 million people have been displaced in Congo"."""
    counted = any((number.min or number.max or 0) >= _WAR.get(str(number.what), math.inf) for number in claim.numbers)
    return counted and _PERFECT.search(claim.text) is not None


def _within(at: int, spans: Iterable[tuple[int, int]]) -> int | None:
    return next((number for number, (begin, end) in enumerate(spans) if begin <= at < end), None)


def _elsewhere(text: str, place: ClaimPlace, claim: Claim) -> bool:
    """Whether somebody only comes from a place, or is taken there: "herders from Mellit", "fled to Tawila"."""
    before = text[max(0, place.start - _AROUND) : place.start]
    if _FROM.search(before):
        return claim.type not in _LEAVE
    return claim.type in _TAKEN and bool(_TO.search(before))


def _happened(claim: Claim) -> bool:
    return claim.type not in _NO_EVENTS and claim.modality is Modality.ACTUAL


def _why_not(claim: Claim, told: set[str]) -> str | None:
    """Why a claim is of no incident, or None. `told` are the events that another claim says to have happened."""
    if claim.type in _NO_EVENTS:
        return str(claim.type)
    if claim.modality in _NOT_YET or (claim.modality is Modality.POSSIBLE and claim.event not in told):
        return str(claim.modality)
    return _REACTION if _is_reaction(claim) else None


def _is_reaction(claim: Claim) -> bool:
    """Whether a claim only tells what somebody asks or promises: "appealed to the court"."""
    asked = fold(claim.trigger.text).split()[:1]
    return claim.type is ClaimType.OTHER and not claim.numbers and bool(asked) and stem(asked[0]) in _reactions()


@cache
def _reactions() -> frozenset[str]:
    return frozenset(map(stem, words_of("reactions")))


def _is_part(number: Number, claim: Claim) -> bool:
    """Whether a count is of some among many: "including four children", "three children were among the dead"."""
    here = number.start - claim.start
    if _SOME_OF.search(fold(claim.text[max(0, here) :])):
        return True
    before, after = fold(claim.text[max(0, here - 24) : max(0, here)]), fold(claim.text[max(0, here) :])
    if _MORE.search(fold(number.text)):
        return True
    if any(before.rstrip().endswith(word) or f" {word} " in f" {before} " for word in words_of("parts")):
        return True
    return not words_of("part_people").isdisjoint(_WORD.findall(fold(number.text))) and " among " in after[:80]


def _definite(number: Number, claim: Claim) -> bool:
    """Whether a count is of people told of before: "the two bodies found last"."""
    before = claim.text[: max(0, number.start - claim.start)]
    return f"{fold(before)} ".endswith("the ") or fold(number.text).startswith("the ")


def _size(number: Number) -> float:
    return max(number.min or 0.0, number.max or 0.0)


def _index(items: list, item: object) -> int:  # type: ignore[type-arg]
    if item in items:
        return items.index(item)
    items.append(item)
    return len(items) - 1


def _text(value: object) -> str | None:
    return None if value is None else str(value)
