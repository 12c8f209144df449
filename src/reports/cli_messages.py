"""What commands say while they work: lines on standard error, above a progress bar where there is one."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reports.errors import ReportsError

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

    from reports.records import Report


def tell(line: str) -> None:
    """A line on standard error behind the name of the program. Words of stories in it can do nothing but be seen."""
    click.echo(_named(line), err=True)


def tell_above(bar: Progress, line: str) -> None:
    """The same while a bar of `new_bar` is shown."""
    bar.console.print(_named(line), markup=False, highlight=False, emoji=False, soft_wrap=True)


def _named(line: str) -> str:
    from reports.render.clean import printable

    return printable(f"reports: {line}")


def new_bar(*columns: ProgressColumn) -> Progress:
    """A progress bar on standard error with these columns between the name of the program and the time it has taken.

    It is gone when the work is done.
    """
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    # Standard output holds the reports: left to itself, rich would print them on its own console instead.
    return Progress(
        TextColumn("reports", markup=False),
        *columns,
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )


class Quiet:
    """No progress bar: messages go straight to standard error."""

    def step(self) -> None:
        """Nothing to show."""

    def say(self, line: str) -> None:
        tell(line)

    def report_of(self, outcome: Report | ReportsError, name: str) -> Report | None:
        """The outcome if it is a report; its warnings are told. Of an error, which is told too, None.

        `name` is what the user calls the story.
        """
        if isinstance(outcome, ReportsError):
            self.say(f"error: {outcome}")
            return None
        for warning in outcome.processing.warnings:
            self.say(f"warning: {outcome.article.path or name}: {warning}")
        return outcome


class _Bar(Quiet):
    """A progress bar that counts steps; without `total` it shows only that something is done."""

    def __init__(self, total: int | None) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn

        self.progress = new_bar(BarColumn(), MofNCompleteColumn())
        self.task = self.progress.add_task("", total=total)

    def step(self) -> None:
        self.progress.advance(self.task)

    def say(self, line: str) -> None:
        tell_above(self.progress, line)


@contextlib.contextmanager
def progress(total: int | None = None, *, wanted: bool = True) -> Iterator[Quiet]:
    """A bar of `total` steps while the block lasts, if it is wanted and standard error is a terminal."""
    if not (wanted and sys.stderr.isatty()):
        yield Quiet()
        return
    bar = _Bar(total)
    with bar.progress:
        yield bar
