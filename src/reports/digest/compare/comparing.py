"""Two stories, or two versions of one, field by field: what is new, what is gone, what has changed.

It compares what the reports say, not letters: an actor under another name that the lexicon knows is the same, and so is
"on Monday" and its date.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from reports.digest.compare import alignment
from reports.digest.compare.alignment import actor_key, filler_key, folded, place_key, source_key
from reports.digest.compare.records import ClaimChange, ClaimWords, Comparison, FieldChange, ItemChange, Status, Version
from reports.records import Claim, Filler, Number, Report, SectionKind, Source
from reports.render import words
from reports.render.words import Index, spaced


def compare(a: Report, b: Report) -> Comparison:
    """What is new, gone and changed from one report to another."""
    left, right = Index(a), Index(b)
    return Comparison(
        a=_version(a),
        b=_version(b),
        same_text=a.article.text == b.article.text,
        article=tuple(_changes(_article(a), _article(b))),
        claims=tuple(_claims(left, right)),
        actors=tuple(_items(_actors(left), _actors(right))),
        places=tuple(_items(_places(left), _places(right))),
        sources=tuple(_items(_sources(left), _sources(right))),
        notes=tuple(_items(_notes(left), _notes(right))),
    )


# What a field holds: what is compared, and how it is shown.
Held = tuple[Hashable, tuple[str, ...]]
Fields = dict[str, Held]


def _changes(before: Fields, after: Fields) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name, ((), ())), after.get(name, ((), ()))
        if one[0] != other[0]:
            yield FieldChange(field=name, before=one[1], after=other[1])


def _plain(value: str | None) -> Held:
    return (value or (), (value,) if value else ())


def _listed(items: Iterable[tuple[Hashable, str]]) -> Held:
    held = dict(items)
    return frozenset(held), tuple(held.values())


def _version(report: Report) -> Version:
    article = report.article
    return Version(
        report=report.id,
        path=article.path,
        title=article.title,
        published=article.published,
        claims=len(report.claims),
    )


def _article(report: Report) -> Fields:
    article, line = report.article, report.article.dateline
    headlines = [article.text[each.start : each.end] for each in article.sections if each.kind is SectionKind.HEADLINE]
    return {
        "headline": _plain(" ".join((article.title or " / ".join(headlines)).split())),
        "dateline": _plain(", ".join(part for part in (line.place, line.agency, line.date) if part) if line else None),
        "published": _plain(article.published),
        "publisher": _plain(article.publisher),
        "agencies": _listed((each, each) for each in article.agencies),
        "bylines": _listed((each, each) for each in article.bylines),
        "language": _plain(article.language),
        "version": _plain(article.version),
        "status": _plain(article.pubstatus),
        "embargo": _plain(article.embargo),
    }


def _claims(left: Index, right: Index) -> Iterator[ClaimChange]:
    """Pairs in the order of the first report with what is gone between them; then what is new."""
    pairs = {pair.left: pair for pair in alignment.aligned(left.report, right.report)}
    for at, claim in enumerate(left.report.claims):
        pair = pairs.get(at)
        if pair is None:
            yield ClaimChange(status=Status.GONE, a=_words(claim, left))
        else:
            yield _pair(claim, left, right.report.claims[pair.right], right, pair.likeness)
    taken = {pair.right for pair in pairs.values()}
    for at, claim in enumerate(right.report.claims):
        if at not in taken:
            yield ClaimChange(status=Status.NEW, b=_words(claim, right))


def _pair(a: Claim, left: Index, b: Claim, right: Index, likeness: float) -> ClaimChange:
    changes = tuple(_changes(_fields(a, left), _fields(b, right)))
    status = Status.CHANGED if changes else Status.SAME
    if not changes and " ".join(a.text.split()) != " ".join(b.text.split()):
        status = Status.REWORDED
    return ClaimChange(status=status, a=_words(a, left), b=_words(b, right), likeness=likeness, changes=changes)


def _words(claim: Claim, index: Index) -> ClaimWords:
    source = index.source(claim)
    told = [f"“{claim.trigger.text}”", *words.facts(claim, index), *words.marks(claim, index)]
    return ClaimWords(
        id=claim.id,
        type=claim.type,
        text=claim.text,
        start=claim.start,
        end=claim.end,
        source=source.name if source else None,
        told=" · ".join(told),
    )


def _fields(claim: Claim, index: Index) -> Fields:
    """The fields of a claim that are compared; ids, offsets and confidence are not."""
    told, time, source = claim.attribution, claim.time, index.source(claim)
    when: Held = ((), ())
    if time is not None:
        fixed = (time.begin, time.finish) if time.begin or time.finish else folded(time.text)
        when = (fixed, (words.time_words(time, own=claim.start <= time.start < claim.end),))
    by = index.checker(claim)
    status = claim.verification.status
    checked = "" if status == "none" else f"{status} by {by.name}" if by else status
    return {
        "type": _plain(spaced(claim.type)),
        "agents": _fillers(claim.agents, index),
        "targets": _fillers(claim.targets, index),
        "places": _listed(
            ((place_key(place), each.relation), words.place_words(each, index))
            for each in claim.places
            if (place := index.places.get(each.place))
        ),
        "time": when,
        **_numbers(claim.numbers),
        "equipment": _listed(((each.name, each.count), words.equipment_words(each)) for each in claim.equipment),
        "source": _speaker(source, index),
        "via": _speaker(index.via(claim), index),
        "cue": _plain(told.cue_class),
        "quote": _plain(None if told.quote == "none" else told.quote),
        "modality": _plain(claim.modality),
        "polarity": _plain(claim.polarity),
        "verification": ((status, checked), (checked,) if checked else ()),
    }


def _fillers(fillers: Iterable[Filler], index: Index) -> Held:
    actors = ((each, index.actor(each)) for each in fillers)
    return _listed((filler_key(each, index), actor.name if actor else each.text) for each, actor in actors)


def _speaker(source: Source | None, index: Index) -> Held:
    return (source_key(source, index), (source.name,)) if source else ((), ())


def _numbers(numbers: Sequence[Number]) -> Fields:
    """A field for each thing that is counted: "killed", "strikes"."""
    held: dict[str, list[tuple[Hashable, str]]] = {}
    for number in numbers:
        whom = words.whom(number.civilian, number.max) if number.what in words.DONE_TO_PEOPLE else ""
        key = (number.min, number.max, number.approximate, number.civilian)
        shown = number.text if number.what in ("area", "other") else words.amount(number) + whom
        held.setdefault(spaced(number.what), []).append((key, shown))
    return {f"number: {name}" if name == "other" else name: _listed(items) for name, items in held.items()}


class _Item(NamedTuple):
    """An actor, place, source or note as it is compared."""

    key: Hashable
    name: str
    fields: Fields


def _items(before: Iterable[_Item], after: Iterable[_Item]) -> Iterator[ItemChange]:
    """What is gone, changed and new, in this order; of several with one key the first is taken."""
    one, other = _by_key(before), _by_key(after)
    for key, item in one.items():
        if key not in other:
            yield ItemChange(status=Status.GONE, name=item.name)
    for key, item in one.items():
        changes = tuple(_changes(item.fields, other[key].fields)) if key in other else ()
        if changes:
            yield ItemChange(status=Status.CHANGED, name=other[key].name, changes=changes)
    for key, item in other.items():
        if key not in one:
            yield ItemChange(status=Status.NEW, name=item.name)


def _by_key(items: Iterable[_Item]) -> dict[Hashable, _Item]:
    found: dict[Hashable, _Item] = {}
    for item in items:
        found.setdefault(item.key, item)
    return found


def _actors(index: Index) -> Iterator[_Item]:
    for actor in index.report.actors:
        of = index.actors.get(actor.of or "")
        body: Held = (actor_key(of), (of.name,)) if of else ((), ())
        yield _Item(actor_key(actor), actor.name, {"role": _plain(actor.role), "of": body})


def _places(index: Index) -> Iterator[_Item]:
    for place in index.report.places:
        point = () if place.lat is None or place.lon is None else (f"{place.lat:.2f} {place.lon:.2f}",)
        radius = () if place.precision_km is None else (f"±{place.precision_km:g} km",)
        fields: Fields = {"kind": _plain(place.kind), "coordinates": (point, point), "radius": (radius, radius)}
        yield _Item(place_key(place), place.name, fields)


def _sources(index: Index) -> Iterator[_Item]:
    for source in index.report.sources:
        side = index.actors.get(source.side or "")
        fields: Fields = {
            "kind": _plain(source.kind),
            "named": _plain("named" if source.named else "not named"),
            "on record": _plain("on the record" if source.on_record else "anonymity granted"),
            "side": (actor_key(side), (side.name,)) if side else ((), ()),
        }
        yield _Item(source_key(source, index), source.name, fields)


def _notes(index: Index) -> Iterator[_Item]:
    for note in index.report.notes:
        yield _Item((note.kind, folded(note.text)), note.text, {})
