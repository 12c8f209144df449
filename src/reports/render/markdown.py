"""A report as a brief in Markdown, for a chat or a wiki: who says what, what is disputed, the figures, the places.

Every word of a story is escaped: it cannot make a heading, a link, a picture, a mention or HTML, whatever Markdown
reads it. The brief is plain CommonMark with one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reports.records import Claim, Report, VerificationStatus
from reports.render import headings, words
from reports.render.clean import printable

if TYPE_CHECKING:
    from reports.render.formats import Finish, Put, View, Write

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$]|&(?=[\w#])|:(?=//)|(?<=www)\.", re.IGNORECASE)
_LEADING = re.compile(r"^([#+=:-]|\d+(?=[.)]))")
_JOINER = "\u2060"  # invisible; behind an @ it keeps a chat from calling somebody
_MARKS = {
    VerificationStatus.UNVERIFIED: "unverified",
    VerificationStatus.CONFIRMED: "confirmed",
    VerificationStatus.DENIED: "DENIED",
    VerificationStatus.DISPUTED: "DISPUTED",
}
_PLACES = 12
_NONE_FOUND = "No claims about a conflict were found."


def brief(report: Report, *, emptied: str = _NONE_FOUND) -> str:
    """The brief of one report. `emptied` is what to say where it has no claims."""
    index = words.Index(report)
    parts = [_head(report, emptied), *_claims(report, index), _bearings(report, index), _figures(report, index)]
    parts += [_places(report), _notes(report, index)]
    return "\n\n".join(part for part in parts if part) + "\n"


def writer(write: Write, view: View) -> tuple[Put, Finish]:
    """The briefs of reports, one after the other, with a rule between two."""
    written = 0

    def put(report: Report) -> None:
        nonlocal written
        write(("\n---\n\n" if written else "") + brief(report, emptied=view.emptied.get(report.id, _NONE_FOUND)))
        written += 1

    return put, tuple


def escaped(text: str) -> str:
    """Story text that means only itself in Markdown: one line, with every sign escaped that could begin markup."""
    shown = _SPECIAL.sub(r"\\\g<0>", printable(text).strip()).replace("@", f"@{_JOINER}")
    return _LEADING.sub(_leading, shown)


def _leading(match: re.Match[str]) -> str:
    """A sign at the beginning that would make a heading or a list there."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _head(report: Report, emptied: str) -> str:
    lines = [f"# {escaped(headings.title(report))}", ""]
    lines.append(escaped(" · ".join(headings.particulars(report.article))))
    lines += ["", escaped(headings.counts(report) if report.claims else emptied)]
    lines += [f"\n> Warning: {escaped(warning)}" for warning in report.processing.warnings]
    return "\n".join(lines)


def _claims(report: Report, index: words.Index) -> Iterator[str]:
    """A heading for each source with its claims, the story's own voice first."""
    for group in words.groups(report.claims, index):
        heading = escaped(group.source.name) if group.source else "The story, in its own voice"
        if group.via:
            heading += f" via {escaped(group.via.name)}"
        told = f" ({escaped(words.voice(group, index))})" if group.source else ""
        lines = [f"## {heading}{told}", "", *(f"- {_claim(claim, index)}" for claim in group.claims)]
        yield "\n".join(lines)


def _claim(claim: Claim, index: words.Index) -> str:
    """ "**shelling** who → whom · place · date · killed ≥4 — unverified (c1, confidence 0.62)"."""
    said = words.facts(claim, index) or [claim.text]
    line = f"**{escaped(words.spaced(claim.type))}** {escaped(' · '.join(said))}"
    doubts = [mark.lower() if mark.isupper() else mark for mark in words.marks(claim, index)]
    if doubts:
        line += f" — **{escaped('; '.join(doubts))}**"
    return f"{line} ({escaped(', '.join(filter(None, (claim.id, words.confidence(claim)))))})"


def _bearings(report: Report, index: words.Index) -> str:
    """What is denied, disputed, confirmed or updated: one claim, then the other."""
    lines = []
    for link in report.links:
        left, right = index.claims.get(link.to), index.claims.get(link.from_)
        if link.relation in words.ANSWERED_BY and left and right:
            on = f" on {escaped(words.spaced(link.on))}" if link.on else ""
            told = words.ANSWERED_BY[link.relation]
            lines.append(f"- {_side(left, index)}\n  - **{told}**{on} {_side(right, index)}")
    return "\n".join(["## Disputed and confirmed", "", *lines]) if lines else ""


def _side(claim: Claim, index: words.Index) -> str:
    said = words.facts(claim, index) or [claim.text]
    negated = "not: " if claim.polarity == "negated" else ""
    kind = escaped(f"{negated}{words.spaced(claim.type)}")
    return f"{escaped(index.speaker(claim))}: {kind}, {escaped(' · '.join(said))} ({escaped(claim.id)})"


def _figures(report: Report, index: words.Index) -> str:
    """The counts of people, each with who gives it."""
    rows = []
    for claim in report.claims:
        for number in claim.numbers:
            if number.what in words.DONE_TO_PEOPLE:
                check = claim.verification.status
                cells = [words.number_words(number, index), index.speaker(claim), _MARKS.get(check, "")]
                rows.append(f"| {' | '.join(escaped(cell) for cell in cells)} | {escaped(claim.id)} |")
    if len(rows) < 2:
        return ""
    return "\n".join(["## Figures", "", "| How many | Who says so | | Claim |", "|---|---|---|---|", *rows])


def _places(report: Report) -> str:
    ranked = sorted(report.places, key=lambda place: -len(place.mentions))
    lines = [f"- {escaped(words.place_summary(place))}" for place in ranked[:_PLACES]]
    more = len(ranked) - _PLACES
    if more > 0:
        lines.append(f"- and {more} more")
    return "\n".join(["## Places", "", *lines]) if lines else ""


def _notes(report: Report, index: words.Index) -> str:
    lines = []
    for note in report.notes:
        by = index.sources.get(note.by or "")
        about = f" — {escaped(by.name)}" if by else ""
        lines.append(f"- {escaped(words.spaced(note.kind))}: “{escaped(words.clipped(note.text))}”{about}")
    return "\n".join(["## Notes on the reporting", "", *lines]) if lines else ""
