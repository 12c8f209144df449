"""How the claims of an incident bear on each other, in one story and across stories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reports.digest.independence import Placed
from reports.digest.records import Bearing, IncidentLink
from reports.digest.tolls import Counted
from reports.digest.vocabulary import alike, family, pattern
from reports.lexicons import fold
from reports.records import ClaimType, CueClass, LinkRelation, Polarity, VerificationStatus

_ATTACKS = frozenset({"air", "fire", "bomb", "ground"})
_ALIKE = 0.45  # agreement of two kinds of attack of which one may be a denial of the other
_ASIDE = frozenset({"any", "people", "damage", "forces"})  # what did not happen besides: nobody says so against another
Row = tuple[str, str, Bearing, str | None]


def links(claims: Sequence[Placed], group_of: Mapping[str, str], counted: Counted) -> tuple[IncidentLink, ...]:
    """The links of an incident: those that the stories state, and those between claims of different originators."""
    rows: dict[Row, None] = dict.fromkeys(_told(claims))
    firsts = _firsts(claims, group_of)
    by_id = {placed.id: placed for placed in claims}
    answered: dict[str, list[Placed]] = {}
    for one, other, relation, _ in rows:
        if relation is Bearing.DENIES:
            answered.setdefault(one, []).append(by_id[other])
    for placed in claims:
        rows |= dict.fromkeys(_across(placed, firsts, group_of, answered.get(placed.id, ())))
    rows |= dict.fromkeys((new, old, Bearing.UPDATES, what) for new, old, what in counted.updates)
    stated = {(one, other) for one, other, _, _ in rows}
    rows |= {
        (new, old, Bearing.DISPUTES, what): None
        for new, old, what in counted.disputes
        if (new, old) not in stated and (old, new) not in stated
    }
    return tuple(IncidentLink(from_=one, to=other, relation=relation, on=on) for one, other, relation, on in rows)


def affirms(placed: Placed) -> bool:
    """Whether a claim says that something happened."""
    return placed.claim.polarity != Polarity.NEGATED and placed.claim.cue != CueClass.DENY


def denies(placed: Placed) -> bool:
    """Whether a claim says, against others, that it did not happen.

    Not every negated sentence does: an outlet that writes what did not happen answers nobody, nor does who cannot
    confirm a thing, or says that people could not flee.
    """
    claim, voice = placed.claim, placed.voice
    if claim.cue == CueClass.DENY:
        return True
    said = voice.source is not None or voice.kind is not None
    return not affirms(placed) and said and claim.cue != CueClass.CONFIRM and family(claim.type) not in _ASIDE


def denying(claims: Iterable[Placed], found: Iterable[IncidentLink]) -> frozenset[str]:
    """The claims that deny the incident. "No one was hurt" denies only what somebody else tells."""
    answers = {link.from_ for link in found if link.relation is Bearing.DENIES}
    return frozenset(
        placed.id
        for placed in claims
        if denies(placed) and (placed.id in answers or placed.claim.cue == CueClass.DENY or _attack(placed))
    )


def contested(claims: Sequence[Placed], found: Iterable[IncidentLink]) -> bool:
    """Whether a claim is denied or disputed: by another of the incident, or by somebody whose words the story lacks."""
    if any(link.relation in (Bearing.DENIES, Bearing.DISPUTES) for link in found):
        return True
    unsaid = (VerificationStatus.DENIED, VerificationStatus.DISPUTED)
    return any(placed.claim.verification in unsaid and not _answered(placed) for placed in claims)


def _answered(placed: Placed) -> bool:
    """Whether the story has the claim that answers this one, or one of its event: if it is of the incident, a link
    tells so."""
    told = {claim.id for claim in placed.story.claims if claim.event == placed.claim.event}
    return any(not told.isdisjoint(row[:2]) and row[2] != LinkRelation.SAME_EVENT for row in placed.story.links)


def _told(claims: Iterable[Placed]) -> Iterable[Row]:
    by_id = {(placed.story.key, placed.claim.id): placed for placed in claims}
    for placed in by_id.values():
        for from_, to, relation, on in placed.story.links:
            other = by_id.get((placed.story.key, to))
            if from_ != placed.claim.id or other is None or relation == LinkRelation.SAME_EVENT:
                continue
            if not (relation == LinkRelation.DISPUTES and (_of_parts(placed, on) or _of_parts(other, on))):
                yield (placed.id, other.id, Bearing(relation), on)


def _of_parts(placed: Placed, what: str | None) -> bool:
    """Whether a claim counts only some of those harmed: that contradicts no other count."""
    counts = [number.part for number in placed.claim.numbers if number.what == what]
    return bool(counts) and all(counts)


def _firsts(claims: Iterable[Placed], group_of: Mapping[str, str]) -> list[Placed]:
    """The first affirming claim of each kind of each group."""
    found: dict[tuple[str, str], Placed] = {}
    for placed in claims:
        if affirms(placed):
            found.setdefault((group_of[placed.id], family(placed.claim.type)), placed)
    return list(found.values())


def _across(
    placed: Placed, firsts: Iterable[Placed], group_of: Mapping[str, str], answered: Sequence[Placed]
) -> Iterable[Row]:
    """What a claim that denies or confirms does to the claims of other originators.

    `answered` are those that its story says it denies: then it denies no others than such as they are.
    """
    if denies(placed):
        relation, about, subjects = Bearing.DENIES, _denied_by, answered or (placed,)
    elif affirms(placed) and placed.claim.cue == CueClass.CONFIRM:
        relation, about, subjects = Bearing.CONFIRMS, _about_one, (placed,)
    else:
        return
    for other in firsts:
        if group_of[other.id] != group_of[placed.id] and any(about(one, other) for one in subjects):
            yield (placed.id, other.id, relation, None)


def _attack(placed: Placed) -> bool:
    """Whether a claim is of an attack; "there was no fighting" says nothing of one."""
    return family(placed.claim.type) in _ATTACKS and (affirms(placed) or placed.claim.type != ClaimType.CLASH)


def _denied_by(one: Placed, other: Placed) -> bool:
    """Whether a denial is of a claim: one of deaths is none of the attack, one of an attack none of what came of it.

    Who denies "any part in it" denies the attack; who denies another's "they used the house" does not.
    """
    first, second = family(one.claim.type), family(other.claim.type)
    if _attack(one) and _attack(other):
        return alike(one.claim.type, other.claim.type) >= _ALIKE
    if first == "blame" or (first == "any" and pattern("involved").search(fold(one.claim.text))):
        return _attack(other) and not affirms(one)
    return first == second != "any" and (one.claim.type == other.claim.type or first not in _ATTACKS)


def _about_one(one: Placed, other: Placed) -> bool:
    """A confirmation of deaths is none of the attack, and the other way round."""
    first, second = family(one.claim.type), family(other.claim.type)
    return (first == "harm") == (second == "harm") and alike(one.claim.type, other.claim.type) >= 0.5
