"""Counts of a running batch, and what is said of them: one line at a time while it runs, a few when it is done."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from reports.counted import counted, stories
from reports.store.ledger import Totals
from reports.store.outcome import Outcome, Status

_REASONS = 1_000  # kinds of failures counted apart
_SHOWN = 10


@dataclass(slots=True)
class Tally:
    """What a run did. `before` are stories that an earlier run settled, `failed_before` those of them that failed.

    Of those that `failed`, `unopened` are inputs in which no story could be looked for.
    """

    ok: int = 0
    failed: int = 0
    unopened: int = 0
    left_out: int = 0
    duplicates: int = 0
    before: int = 0
    failed_before: int = 0
    passed_over: int = 0
    claims: int = 0
    words: int = 0
    interrupted: bool = False
    limited: bool = False
    reasons: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    totals: Totals | None = None
    older: dict[str, int] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> None:
        """Add one outcome of this run."""
        self.claims += outcome.claims
        self.words += outcome.words
        if outcome.status == Status.OK:
            self.ok += 1
        elif outcome.status == Status.LEFT_OUT:
            self.left_out += 1
        else:
            self.failed += 1
            self.unopened += outcome.sha256 is None
            told = f"{outcome.reason} ({outcome.error_class})"
            self.reasons[told if told in self.reasons or len(self.reasons) < _REASONS else "other reasons"] += 1

    @property
    def seen(self) -> int:
        """All that the inputs gave, settled now or before."""
        return self.done + self.before

    @property
    def done(self) -> int:
        """What this run has settled: stories, and inputs that could not be opened."""
        return self.ok + self.failed + self.left_out + self.duplicates

    @property
    def seconds(self) -> float:
        return max((self.ended or time.monotonic()) - self.began, 1e-6)

    @property
    def all_well(self) -> bool:
        """Whether no story failed, now or before."""
        return not self.failed and not self.failed_before


def progress_line(tally: Tally, share: float | None) -> str:
    """The state of a running batch in one line. `share` is the part of the inputs that is done, 0 to 1."""
    parts = [stories(tally.done - tally.failed)]
    if tally.before > tally.failed_before:
        parts.append(f"{tally.before - tally.failed_before:,} done before")
    parts.append(f"{tally.failed:,} failed")
    parts.append(f"{tally.words / tally.seconds:,.0f} words/s")
    left = time_left(tally, share)
    if left is not None:
        parts.append(f"{span(left)} left")
    return ", ".join(parts)


def time_left(tally: Tally, share: float | None) -> float | None:
    """Seconds to go, by the share of the inputs that is done; None while that is not known."""
    if not share or tally.done < 1:
        return None
    return tally.seconds * (1 - share) / share


def summary(tally: Tally, errors: str, *, shown: int = 0) -> list[str]:
    """What the batch did, in a few lines. `errors` is the name of the file of failures, `shown` how many of the first
    failures have been told one by one: where that is all of them, they are not told again by their reasons."""
    lines = [] if tally.done and tally.done == tally.failed else [_read(tally)]
    if tally.limited:
        lines.append("there are more; the same command goes on where --limit stopped this one")
    if tally.before > tally.failed_before:
        lines.append(f"{stories(tally.before - tally.failed_before)} done before; --force reads them again")
    if tally.passed_over:
        lines.append(f"{counted(tally.passed_over, 'file', 'files')} passed over: pictures, programs and the like")
    if tally.left_out:
        lines.append(f"{stories(tally.left_out)} left out: published before --since")
    if tally.duplicates:
        lines.append(f"{stories(tally.duplicates)} left out: the same bytes as another story")
    lines += _failures(tally, errors, by_reason=tally.failed > shown)
    if tally.failed_before:
        lines.append(f"{stories(tally.failed_before)} failed before, listed in {errors}; --retry tries them again")
    if tally.totals and tally.totals.alike:
        alike = stories(tally.totals.alike)
        lines.append(f"{alike} with the same bytes as another; --skip-duplicates leaves them out")
    for version, number in sorted(tally.older.items()):
        lines.append(f"{stories(number)} read by reports {version}; --force reads them again")
    return lines


def _read(tally: Tally) -> str:
    told = f"{counted(tally.claims, 'claim', 'claims')}, {counted(tally.words, 'word', 'words')}"
    rate = f"{tally.words / tally.seconds:,.0f} words/s"
    return f"{stories(tally.done - tally.failed)} in {span(tally.seconds)}: {told} ({rate})"


def _failures(tally: Tally, errors: str, *, by_reason: bool) -> list[str]:
    lines = []
    if tally.failed > tally.unopened:
        lines.append(f"{stories(tally.failed - tally.unopened)} failed, listed in {errors}")
    if tally.unopened:
        lines.append(f"{counted(tally.unopened, 'input', 'inputs')} could not be opened, listed in {errors}")
    if by_reason:
        lines += [f"  {number:,} × {reason}" for reason, number in tally.reasons.most_common(_SHOWN)]
        if len(tally.reasons) > _SHOWN:
            lines.append(f"  and {len(tally.reasons) - _SHOWN:,} other reasons")
    return lines


def span(seconds: float) -> str:
    """A length of time in words: "12 s", "3 min 20 s", "5 h 12 min", "3 d 4 h"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    for unit, size, lower, lower_size in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // lower_size} {lower}"
    return f"{whole} s"
