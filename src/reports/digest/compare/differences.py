"""The screen view of a comparison: the story's own fields first, then claims, then who, where and by whom."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from reports.counted import counted
from reports.digest.compare.records import ClaimChange, ClaimWords, Comparison, FieldChange, ItemChange, Status, Version
from reports.digest.views.lines import BLANK, Line, Part, Style, between, labelled, line
from reports.digest.views.phrases import moment
from reports.render.words import some, spaced

_INDENT, _COLUMN, _FIELD = 2, 11, 13
_SHOWN = 12
_EXCERPT = 160
_ARROW = Part(" → ", "soft")
_NOTHING = Part("nothing", "soft")
_STYLES: dict[Status, Style] = {Status.NEW: "good", Status.GONE: "bad", Status.CHANGED: "warn"}
_TITLES = {Status.CHANGED: "Changed", Status.NEW: "New", Status.GONE: "Gone", Status.REWORDED: "Told in other words"}


def lines(found: Comparison, *, full: bool = False) -> Iterator[Line]:
    """Yields the lines of the view. `full` adds the words of each claim, and the claims that are only worded anew."""
    for letter, version in (("A", found.a), ("B", found.b)):
        yield labelled(letter, *_version(version), width=3, style="strong")
    if not found.differs:
        yield BLANK
        yield line("The same text." if found.same_text else "Nothing differs but words outside the claims.")
        return
    if found.article:
        yield BLANK
        yield line(Part("Story", "head"))
        for change in found.article:
            yield _field(change, indent=_INDENT)
    yield BLANK
    yield line(Part("Claims", "head"), Part(f": {_counts(found)}", "soft"))
    for status in (Status.CHANGED, Status.NEW, Status.GONE, *((Status.REWORDED,) if full else ())):
        yield from _claims(found, status, full)
    for title, items in (
        ("Actors", found.actors), ("Places", found.places), ("Sources", found.sources), ("Notes", found.notes)
    ):  # fmt: skip
        yield from _items(title, items, full)


def _version(version: Version) -> list[Part]:
    told = [version.title or "(no title)", f"published {moment(version.published)}" if version.published else "no date"]
    parts = [Part(told[0], "strong"), Part(told[1]), Part(counted(version.claims, "claim"))]
    return between([*parts, *([Part(version.path, "soft")] if version.path else [])])


def _counts(found: Comparison) -> str:
    """ "5 the same, 2 changed, 3 new, 1 gone"."""
    named = {Status.SAME: "the same", Status.REWORDED: "told in other words"}
    counts = {status: sum(claim.status is status for claim in found.claims) for status in Status}
    return ", ".join(f"{count} {named.get(status, status)}" for status, count in counts.items() if count) or "none"


def _claims(found: Comparison, status: Status, full: bool) -> Iterator[Line]:
    chosen = [claim for claim in found.claims if claim.status is status]
    if chosen:
        yield line(Part(_TITLES[status], _STYLES.get(status, "strong")))
    for claim in chosen:
        yield from _claim(claim, full)


def _claim(change: ClaimChange, full: bool) -> Iterator[Line]:
    claim = change.b or change.a
    assert claim is not None
    ids = " → ".join(dict.fromkeys(each.id for each in (change.a, change.b) if each))
    parts = [Part(spaced(claim.type), "kind"), Part(claim.told)]
    if change.status is not Status.CHANGED:
        parts.append(Part(claim.source or "own voice", "strong"))
    yield labelled(ids, *between(parts), indent=_INDENT, width=_COLUMN)
    for field in change.changes:
        yield _field(field, indent=_INDENT + _COLUMN)
    if full:
        yield from _excerpts(change)


def _excerpts(change: ClaimChange) -> Iterator[Line]:
    """The words of both, once if they are the same."""
    told: list[tuple[str, ClaimWords]] = [(name, each) for name, each in (("A", change.a), ("B", change.b)) if each]
    if len(told) == 2 and told[0][1].text == told[1][1].text:
        told = [("A, B", told[1][1])]
    for name, each in told:
        shown = Part(f"“{textwrap.shorten(each.text, _EXCERPT, placeholder=' …')}”", "soft")
        yield labelled(name, shown, indent=_INDENT + _COLUMN, width=_FIELD)


def _field(change: FieldChange, *, indent: int) -> Line:
    show = moment if change.field in ("published", "embargo") else str
    before, after = ("; ".join(map(show, told)) for told in (change.before, change.after))
    parts = (Part(before, "bad") if before else _NOTHING, _ARROW, Part(after, "good") if after else _NOTHING)
    return labelled(change.field, *parts, indent=indent, width=_FIELD)


def _items(title: str, items: Sequence[ItemChange], full: bool) -> Iterator[Line]:
    if not items:
        return
    yield BLANK
    yield line(Part(title, "head"))
    for status in (Status.NEW, Status.GONE):
        names = [item.name for item in items if item.status is status]
        if names:
            shown = Part(some(names, len(names) if full else _SHOWN, "; "))
            yield labelled(status, shown, indent=_INDENT, width=_COLUMN, style=_STYLES[status])
    for item in items:
        if item.status is Status.CHANGED:
            yield labelled("changed", Part(item.name), indent=_INDENT, width=_COLUMN, style=_STYLES[Status.CHANGED])
            for field in item.changes:
                yield _field(field, indent=_INDENT + _COLUMN)
