"""The screen view of a report: what is claimed, by whom, where and when, and how sure.

Works on a `Report` alone; spaCy is not imported. Every word of a story goes through `printable` and into a rich
`Text`, never into a markup string, so neither terminal escapes nor `[red]` in a story do anything. What a colour says,
a word says too.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Sequence
from typing import IO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.acknowledgements import COORDINATES
from reports.records import Claim, Link, Note, Report, Span
from reports.render import headings, words
from reports.render.clean import printable
from reports.render.words import Group

_NARROW = 60
_SUMMARY_SHOWN = 8
_EXCERPT = 110
_NONE_FOUND = "No claims about a conflict were found in this story."
_NO_CLAIMS = {
    "canceled": "WITHDRAWN by the wire: no claims were looked for.",
    "withheld": "WITHHELD by the wire: no claims were looked for.",
}
_MARK_STYLES = {
    "UNVERIFIED": "bold yellow",
    "DENIED": "bold red",
    "DISPUTED": "bold red",
    "CONFIRMED": "bold green",
}


class ReportView:
    """A rich renderable of one report. `evidence` adds the excerpt of each claim with its offsets; `emptied` is what to
    say where a filter has left no claim."""

    def __init__(
        self, report: Report, *, evidence: bool = False, warnings: bool = True, emptied: str | None = None
    ) -> None:
        self.report = report
        self.emptied = emptied
        self.index = words.Index(report)
        self.evidence = evidence
        self.warnings = warnings

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        narrow = options.max_width < _NARROW
        yield from self._header()
        if not self.report.claims:
            yield Text()
            yield _text(self.emptied or _NO_CLAIMS.get(self.report.article.pubstatus or "", _NONE_FOUND))
        for group in words.groups(self.report.claims, self.index):
            yield Text()
            yield self._heading(group)
            yield self._claims(group.claims, narrow)
        yield from self._bearings(narrow)
        yield from self._notes()
        yield from self._summary()

    def _header(self) -> Iterator[Text]:
        article = self.report.article
        yield _text(headings.title(self.report), "bold")
        yield _text(" · ".join(headings.particulars(article)), "dim")
        if article.embargo or article.pubstatus == "embargoed":
            yield _text(printable(f"UNDER EMBARGO{f' until {article.embargo}' if article.embargo else ''}"), "bold red")
        if self.report.claims:
            yield _text(headings.counts(self.report))
        if self.warnings:
            for warning in self.report.processing.warnings:
                yield _text(f"Warning: {warning}", "yellow")

    def _heading(self, group: Group) -> Text:
        if group.source is None:
            return Text("The story, in its own voice", "bold underline")
        heading = _text(group.source.name, "bold underline")
        if group.via:
            heading.append_text(_text(f" via {group.via.name}", "bold"))
        heading.append_text(_text(f" ({words.voice(group, self.index)})", "dim"))
        return heading

    def _claims(self, claims: Sequence[Claim], narrow: bool) -> Table:
        grid = Table.grid(padding=(0, 1, 0, 0), expand=False)
        grid.add_column(no_wrap=True, width=max(len(claim.id) for claim in claims))
        if not narrow:
            grid.add_column(no_wrap=True, width=16)
        grid.add_column(overflow="fold")
        for claim in claims:
            kind = _text(words.spaced(claim.type), "cyan")
            details = self._details(claim)
            number = _text(claim.id, "dim")
            if narrow:
                grid.add_row(number, Text(" ").join([kind, details]))
            else:
                grid.add_row(number, kind, details)
        return grid

    def _details(self, claim: Claim) -> Text:
        said = words.facts(claim, self.index)
        if not said and not self.evidence:
            said = [_shortened(claim.text)]
        line = _text(f"“{claim.trigger.text}”", "dim")
        if said:
            line.append_text(_text(" " + " · ".join(said)))
        for mark in words.marks(claim, self.index):
            line.append(" · ", "dim")
            line.append_text(_text(mark, _MARK_STYLES.get(mark.split(" ")[0], "bold magenta")))
        manner = [*words.manner(claim, self.index), words.confidence(claim)]
        manner = [part for part in manner if part]
        if manner:
            line.append_text(_text(f" · {' · '.join(manner)}", "dim"))
        if self.evidence:
            line.append("\n")
            line.append_text(self._evidence(claim))
        return line

    def _evidence(self, claim: Claim) -> Text:
        """Offsets and excerpt, the trigger in double brackets; then the words that name the source and the cue."""
        found = _text(f"{claim.start}–{claim.end} ", "dim")
        found.append_text(_marked(claim))
        statement = self.index.statement(claim)
        if statement:
            spans = (("source", statement.source_mention), ("cue", statement.cue))
            named = [f"{label} “{span.text}” {span.start}–{span.end}" for label, span in spans if span]
            if named:
                found.append_text(_text("\n" + ", ".join(named), "dim"))
        return found

    def _bearings(self, narrow: bool) -> Iterator[RenderableType]:
        links = [link for link in self.report.links if link.relation in words.ANSWERED_BY]
        if not links:
            return
        yield Text()
        yield Text("How they bear on each other", "bold underline")
        for link in links:
            yield self._bearing(link, narrow)

    def _bearing(self, link: Link, narrow: bool) -> RenderableType:
        left, right = self._side(link.from_), self._side(link.to)
        on = f" on {words.spaced(link.on)}" if link.on else ""
        if narrow:
            middle = _text(f"  {link.relation}{on}", "bold red")
            return Text("\n").join([left, middle, right])
        grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(overflow="fold", max_width=18)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_row(left, _text(f"{link.relation}{on}", "bold red"), right)
        return grid

    def _side(self, claim_id: str) -> Text:
        claim = self.index.claims.get(claim_id)
        if claim is None:
            return _text(claim_id)
        said = words.facts(claim, self.index) or [_shortened(claim.text)]
        negated = "not: " if claim.polarity == "negated" else ""
        line = _text(f"{claim.id} {self.index.speaker(claim)}: ", "bold")
        line.append_text(_text(f"{negated}{words.spaced(claim.type)} · {' · '.join(said)}"))
        return line

    def _notes(self) -> Iterator[RenderableType]:
        if not self.report.notes:
            return
        yield Text()
        yield Text("Notes", "bold underline")
        for note in self.report.notes:
            yield self._note(note)

    def _note(self, note: Note) -> Text:
        line = _text(f"{words.spaced(note.kind)}: ", "bold yellow")
        line.append_text(_text(f"“{words.clipped(note.text)}”"))
        by = self.index.sources.get(note.by or "")
        about = [f"by {by.name}"] if by else []
        if note.claims:
            about.append(f"bears on {', '.join(_ranges(note.claims))}")
        if self.evidence:
            about.append(f"{note.start}–{note.end}")
        line.append_text(_text("".join(f" · {part}" for part in about), "dim"))
        return line

    def _summary(self) -> Iterator[RenderableType]:
        places = sorted(self.report.places, key=lambda place: -len(place.mentions))
        actors = sorted(self.report.actors, key=lambda actor: -len(actor.mentions))
        rows = (
            ("Places", [words.place_summary(place) for place in places]),
            ("Actors", [words.actor_words(actor, self.index) for actor in actors]),
        )
        for label, names in rows:
            if names:
                shown = words.some(names, len(names) if self.evidence else _SUMMARY_SHOWN, "; ")
                yield Padding(_labelled(label, shown), (1 if label == "Places" else 0, 0, 0, 0))
        if any(place.lat is not None for place in places):
            yield _text(COORDINATES, "dim")


def make_console(stream: IO[str], *, width: int | None = None) -> Console:
    """A console on `stream`: NO_COLOR means no escape sequence at all, bold and underline included."""
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(
        file=stream,
        width=width,
        color_system=None if plain else "auto",
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        legacy_windows=False,
    )


def _text(text: str, style: str = "") -> Text:
    """Story text as rich text: made safe line by line, so that our own line breaks stay."""
    # Styled as a span: a style of the Text itself would spread to all that is appended to it.
    return Text().append("\n".join(printable(line) for line in text.split("\n")), style)


def _labelled(label: str, content: str) -> Text:
    line = _text(f"{label}: ", "bold")
    line.append_text(_text(content))
    return line


def _marked(claim: Claim) -> Text:
    """The claim's text with its trigger in double brackets."""
    trigger: Span = claim.trigger
    if not claim.start <= trigger.start <= trigger.end <= claim.end:
        return _text(printable(claim.text))
    before = claim.text[: trigger.start - claim.start]
    after = claim.text[trigger.end - claim.start :]
    line = _text(printable(before))
    line.append_text(_text(f"[[{printable(trigger.text)}]]", "bold"))
    line.append_text(_text(printable(after)))
    return line


def _shortened(text: str) -> str:
    return textwrap.shorten(printable(text), _EXCERPT, placeholder=" …")


def _ranges(ids: Sequence[str]) -> list[str]:
    """Ids of claims with runs drawn together: c1, c2, c3, c7 is "c1–c3", "c7"."""
    numbers = sorted(int(claim_id[1:]) for claim_id in ids)
    found: list[str] = []
    start = 0
    for place, number in enumerate(numbers):
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            first = numbers[start]
            found.append(f"c{first}" if first == number else f"c{first}–c{number}")
            start = place + 1
    return found


def render(
    report: Report, console: Console, *, evidence: bool = False, warnings: bool = True, emptied: str | None = None
) -> str:
    """The view as text for the console's width and colours, ready to be written to its stream."""
    with console.capture() as capture:
        console.print(ReportView(report, evidence=evidence, warnings=warnings, emptied=emptied))
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))
