"""The screen view of a digest: incidents in order of time, who says so, the tolls by source, what is denied."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from reports.acknowledgements import COORDINATES
from reports.counted import counted
from reports.digest.records import Bearing, Digest, DigestClaim, Incident, Standing, Toll
from reports.digest.views import phrases
from reports.digest.views.lines import BLANK, Line, Part, Style, between, labelled, line
from reports.records import NumberWhat
from reports.render.words import some, spaced, unique

_INDENT, _COLUMN = 2, 11
_EXCERPT = 140
_TOLLS_SHOWN, _FIGURES_SHOWN, _LINKS_SHOWN, _TELLERS_SHOWN = 6, 6, 4, 3
_AGAINST = (Bearing.DENIES, Bearing.DISPUTES)
# A label, and a word between the two that fits one speaker and several.
_ANSWERS = {
    Bearing.DENIES: ("denial", "against"),
    Bearing.DISPUTES: ("dispute", "against"),
    Bearing.CONFIRMS: ("agreement", "with"),
    Bearing.UPDATES: ("update", "after"),
}
_BETWEEN = {relation: word for relation, (_, word) in _ANSWERS.items()}
_STANDING_STYLES: dict[Standing, Style] = {Standing.PARTY: "warn", Standing.THIRD: "good", Standing.UNKNOWN: "soft"}
_HARM = {NumberWhat.KILLED_OR_WOUNDED: "harmed"}
_MARK_STYLES: dict[str, Style] = {"CONFIRMED": "good", "UNVERIFIED": "warn"}


def lines(digest: Digest, *, full: bool = False) -> Iterator[Line]:
    """Yields the lines of the view. `full` adds each claim with its words, its story and why it was put here."""
    yield line(Part(phrases.heading(digest), "strong"))
    if told := phrases.left_out(digest):
        yield line(Part(told, "soft"))
    for warning in digest.warnings:
        yield line(Part(f"Note: {warning}", "warn"))
    index = phrases.Index(digest)
    heading = None
    for incident in phrases.in_order(digest.incidents):
        if (when := phrases.window_words(incident.time)) != heading:
            heading = when
            yield BLANK
            yield line(Part(when[:1].upper() + when[1:], "head"))
        yield from _incident(incident, index, full)
    if not digest.incidents:
        yield BLANK
        yield line("No incidents.")
    if full and digest.stories:
        yield from _stories(digest)
    if any(incident.place and incident.place.lat is not None for incident in digest.incidents):
        yield BLANK
        yield line(Part(COORDINATES, "soft"))


def _incident(incident: Incident, index: phrases.Index, full: bool) -> Iterator[Line]:
    marks = [Part(" "), Part("DISPUTED", "bad")] if incident.disputed else []
    yield line(Part(phrases.headline(incident), "strong"), *marks)
    yield line(*_particulars(incident, index), indent=_INDENT)
    if incident.place is None and not full and incident.claims:  # then the description says little
        text = textwrap.shorten(incident.claims[0].text, _EXCERPT, placeholder=" …")
        yield line(Part(f"“{text}”", "soft"), indent=_INDENT)
    yield from _who(incident)
    for toll in incident.tolls[: None if full else _TOLLS_SHOWN]:
        yield _toll(toll, incident, index, full)
    if not full and len(incident.tolls) > _TOLLS_SHOWN:
        yield _row("", Part(f"and {len(incident.tolls) - _TOLLS_SHOWN} more tolls; --full shows them", "soft"))
    yield from _against(incident, index, full)
    if full:
        for claim in incident.claims:
            yield from _claim(claim, incident, index)


def _row(label: str, *parts: Part | str, style: Style = "soft") -> Line:
    return labelled(label, *parts, indent=_INDENT, width=_COLUMN, style=style)


def _particulars(incident: Incident, index: phrases.Index) -> list[Part]:
    """Kind, place, hour, how many claims in which stories, id."""
    place = phrases.spot_words(incident.place, country=False)  # the description has it
    found = [
        Part(", ".join(phrases.kinds(incident)[:3]), "kind"),
        Part(f"{place} {phrases.clock(incident.time)}".rstrip()),
        Part(f"{counted(len(incident.claims), 'claim')} in {_tellers(incident, index)}"),
        Part(incident.id, "soft"),
    ]
    return between(found)


def _tellers(incident: Incident, index: phrases.Index) -> str:
    """ "Wire A (12 Mar 2024 09:00); Wire B; Wire C and 4 more": who told first and when, then the others in order."""
    when = {claim.story: index.told_on(claim) for claim in reversed(incident.claims)}
    first = next((claim.story for claim in incident.claims if claim.id == incident.first), "")
    stories = sorted(when, key=lambda story: (story != first, phrases.instant(when[story])))
    names = unique(index.outlet(story) for story in stories)
    on = when[stories[0]] if stories else None
    if on:
        names[0] += f" ({phrases.moment(on)})"
    return some(names, _TELLERS_SHOWN, "; ")


def _who(incident: Incident) -> Iterator[Line]:
    table = incident.corroboration
    for label, ids in (("told by", table.affirming), ("denied by", table.denying)):
        found = phrases.by_standing(phrases.groups_of(incident, ids))
        parts = [
            [
                Part(f"{phrases.STANDINGS[standing]}: ", _STANDING_STYLES[standing]),
                Part("; ".join(phrases.group_words(group, incident) for group in groups)),
            ]
            for standing, groups in found
        ]
        if parts:
            yield _row(label, *between(parts))


def _toll(toll: Toll, incident: Incident, index: phrases.Index, full: bool) -> Line:
    """The range, and each figure with its sources: those that still stand, then those that a later one replaced."""
    standing = index.figures(toll, incident, superseded=False)
    earlier = index.figures(toll, incident, superseded=True)
    told = phrases.toll_range(toll, incident)
    if len(standing) == 1:  # the range says it already
        standing = [standing[0].removeprefix(phrases.figure(toll.low, toll.high)).strip()]
    shown = standing if full else standing[:_FIGURES_SHOWN]
    parts = [Part("; ".join(shown))] if shown else []
    if len(shown) < len(standing):
        parts.append(Part(f"and {len(standing) - len(shown)} more", "soft"))
    if earlier:
        parts.append(Part(f"earlier {'; '.join(earlier if full else earlier[-2:])}", "soft"))
    return _row(_HARM.get(toll.what, spaced(toll.what)), Part(told, "strong"), Part(": "), *between(parts))


def _against(incident: Incident, index: phrases.Index, full: bool) -> Iterator[Line]:
    """Denials and disputes; with `full` what confirms and updates too."""
    links = [link for link in incident.links if full or link.relation in _AGAINST]
    answers = index.answers(links, incident, _BETWEEN, ids=full)
    for relation, told in answers[: None if full else _LINKS_SHOWN]:
        yield _row(_ANSWERS[relation][0], told, style="bad" if relation in _AGAINST else "soft")
    if not full and len(answers) > _LINKS_SHOWN:
        yield _row("", Part(f"and {len(answers) - _LINKS_SHOWN} more; --full shows them", "soft"))


def _claim(claim: DigestClaim, incident: Incident, index: phrases.Index) -> Iterator[Line]:
    marks = [Part(mark, _MARK_STYLES.get(mark, "bad")) for mark in phrases.marks(claim)]
    speaker, outlet = index.speaker(claim), index.outlet(claim.story)
    when = index.told_on(claim)
    where = phrases.inside(outlet, speaker) + (f", {phrases.moment(when)}" if when else "")
    head = [[Part(spaced(claim.type), "kind")], [Part(speaker, "strong"), Part(where)], *([mark] for mark in marks)]
    yield _row(claim.id, *between(head))
    yield _row("", Part(f"“{claim.text}” {claim.start}–{claim.end}"))
    group = phrases.group_of(claim, incident)
    relay = group.relays.get(claim.id) if group else None
    why = [Part(phrases.counts_with(group.originator, relay), "soft")] if group and relay else []
    if claim.features:
        total = f" {claim.score:.2f}" if claim.score is not None else ""
        why.append(Part(f"put here{total}: {', '.join(phrases.features(claim))}", "soft"))
    if why:
        yield _row("", *between(why))


def _stories(digest: Digest) -> Iterator[Line]:
    yield BLANK
    yield line(Part("Stories", "head"))
    for story in digest.stories:
        told = [phrases.outlet(story), phrases.moment(story.published), story.title, story.path or story.url]
        if story.copy_of:
            told.append(f"repeats {story.copy_of}" + (f" ({story.likeness:.0%})" if story.likeness is not None else ""))
        yield labelled(story.id, " · ".join(unique(part for part in told if part)), indent=_INDENT, width=_COLUMN)
