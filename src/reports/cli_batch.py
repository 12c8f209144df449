"""The commands for many stories: batch, watch and convert. `reports.cli` loads this module when it needs them."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reports.cli_messages import new_bar, tell, tell_above
from reports.cli_options import field_options, model_option, moment_option, read_options, with_options

if TYPE_CHECKING:
    from reports.batch.start import Request
    from reports.batch.tally import Tally
    from reports.store import Outcome

_EVERY = 30.0  # seconds between two lines of progress where there is no terminal
_REFRESH = 0.1  # seconds between two pictures of the progress bar
_SHOWN_FAILURES = 20
_OUT = "reports.jsonl"


def _seconds(_ctx: click.Context, _param: click.Parameter, value: float) -> float | None:
    if value < 0:
        raise click.BadParameter("must not be negative; 0 sets no limit")
    return value or None


_COMMON = (
    click.option(
        "-o",
        "--output",
        metavar="OUT",
        type=click.Path(path_type=Path),
        default=_OUT,
        show_default=True,
        help="Where the reports go: .jsonl, .db (SQLite), .parquet, or a folder with one JSON file a story.",
    ),
    click.option("--errors", metavar="FILE", type=click.Path(path_type=Path),
                 help="Where failures are listed.  [default: OUT.errors.jsonl, or errors.jsonl in a folder]"),
    click.option("-j", "--jobs", metavar="N", type=click.IntRange(min=1), help="Worker processes.  [default: cores]"),
    click.option("--timeout", metavar="SECONDS", type=float, default=300.0, show_default=True, callback=_seconds,
                 help="Time a story of up to 100 KB may take, in proportion for longer ones; 0 is no limit."),
    moment_option("--date", "Publication date of stories that give none."),
    moment_option("--since", "Leave out stories published before DATE; those without a date are read."),
    field_options,
    click.option("--force", is_flag=True, help="Read stories again that are done."),
    click.option("--retry", is_flag=True, help="Read stories again that failed."),
    click.option("--skip-duplicates", is_flag=True, help="Leave out stories with the same bytes as another."),
    model_option,
    click.option("--fast", is_flag=True, help="Leave out the trained tagger: faster, and less is found."),
)  # fmt: skip


@click.command()
@click.argument("inputs", metavar="IN...", nargs=-1, required=True)
@with_options(_COMMON)
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Read at most N stories that are not done yet.")
@click.option(
    "--engine",
    type=click.Choice(("local", "dask")),
    default="local",
    show_default=True,
    help="local: processes on this machine; dask: a cluster (needs the extra reports[cluster]).",
)
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler, such as tcp://10.0.0.5:8786.")
@click.pass_context
def batch(ctx: click.Context, /, inputs: tuple[str, ...], engine: str, scheduler: str | None, **options: Any) -> None:
    """Make reports of many stories: files, folders, globs, archives, feeds, JSON lines. "-" is standard input.

    Give the same command again to go on after an interruption, or to read only what is new or changed. Each story
    has one outcome: a report in OUT, or a failure with its reason in the file of errors. Exit codes: 0 all
    well, 1 some story failed or OUT cannot be written, 2 wrong use, 130 interrupted.

    \b
    Examples:
      reports batch stories/ -o reports.jsonl
      reports batch archive-2024/ wires.zip feed.jsonl -o war.db --jobs 8
      reports batch 'mail/**/*.eml' -o reports.parquet --since 2024-05-01
      reports batch /shared/archive -o war.db --scheduler tcp://10.0.0.5:8786
    """
    if scheduler is not None and ctx.get_parameter_source("engine") is click.core.ParameterSource.COMMANDLINE:
        if engine != "dask":
            raise click.UsageError("--scheduler goes with --engine dask", ctx)
    cluster = scheduler if scheduler is not None else "" if engine == "dask" else None
    tally = _run(_request(inputs, options, cluster=cluster))
    if tally.interrupted:
        tell("interrupted; the same command goes on where this one stopped")
        ctx.exit(130)
    ctx.exit(0 if tally.all_well else 1)


@click.command()
@click.argument("inputs", metavar="FOLDER...", nargs=-1, required=True)
@with_options(_COMMON)
@click.option(
    "--interval",
    metavar="SECONDS",
    type=click.FloatRange(min=0.05),
    default=2.0,
    show_default=True,
    help="Time between two looks at the folder.",
)
@click.pass_context
def watch(ctx: click.Context, /, inputs: tuple[str, ...], interval: float, **options: Any) -> None:
    """Make reports of the stories in FOLDER, and of new ones as they arrive, until Ctrl-C.

    A file is read once it has not changed between two looks. A changed file is read again, and its new report takes
    the place of the old one. "reports batch" with the same OUT does once what watch does for ever. Ctrl-C is the normal
    end: the exit code is then 0, or 1 if some story failed.

    \b
    Examples:
      reports watch incoming/ -o war.db
      reports watch incoming/ -o reports.jsonl --interval 10
    """
    tally = _run(_request(inputs, options, watch=interval))
    ctx.exit(0 if tally.all_well else 1)


@click.command()
@click.argument("source", metavar="FROM", type=click.Path(path_type=Path))
@click.argument("target", metavar="TO", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace TO if it is there.")
def convert(source: Path, target: Path, force: bool) -> None:
    """Turn reports from one form into another: .jsonl, .db, .parquet, or a folder of JSON files. Nothing is lost.

    Reports are kept byte for byte, and so is what "reports batch" needs to go on with TO.

    \b
    Examples:
      reports convert reports.jsonl war.db
      reports convert war.db reports.jsonl
    """
    from reports.counted import counted
    from reports.store.convert import convert as run

    count = run(source, target, force=force)
    tell(f"{counted(count, 'report', 'reports')} in {target}")


def _request(
    inputs: tuple[str, ...], options: dict[str, Any], *, cluster: str | None = None, watch: float | None = None
) -> Request:
    from reports.batch.runner import Policy
    from reports.batch.settings import EngineSettings, WorkSettings
    from reports.batch.start import Request, default_jobs

    take = options.get
    work = WorkSettings(take("model"), options["fast"], take("date"), take("since"))
    return Request(
        inputs=inputs,
        out=options["output"],
        errors=take("errors"),
        engine=EngineSettings(take("jobs") or default_jobs(), take("timeout"), work),
        cluster=cluster,
        read=read_options(options),
        policy=Policy(take("limit"), options["force"], options["retry"], options["skip_duplicates"]),
        watch=watch,
        measure=sys.stderr.isatty(),
    )


def _run(request: Request) -> Tally:
    """Run a batch with its progress on standard error, and its summary at the end."""
    from reports.batch.start import errors_path, start
    from reports.batch.tally import summary

    with _stopping() as stopped, _display(stopped) as display:
        tally = start(request, display)
    for line in summary(tally, str(errors_path(request)), shown=_SHOWN_FAILURES):
        tell(line)
    return tally


@contextlib.contextmanager
def _stopping() -> Iterator[list[int]]:
    """A list that fills when the process is asked to end: the first signal ends it in good order, a second at once."""
    asked: list[int] = []

    def ask(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    numbers = [signal.SIGINT, signal.SIGTERM] + ([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])
    # One that is ignored stays so: nohup and shells in the background mean it.
    heard = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, ask) for number in heard}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Lines:
    """Progress as a line now and then, for logs and pipes."""

    def __init__(self, stopped: list[int]) -> None:
        self._stopped = stopped
        self._failures = 0
        self._last = time.monotonic()
        self._seen = 0

    def tick(self, tally: Tally, share: float | None) -> bool:
        now = time.monotonic()
        if now - self._last >= _EVERY and tally.seen != self._seen:
            from reports.batch.tally import progress_line

            self._last, self._seen = now, tally.seen
            self.say(progress_line(tally, share))
        return not self._stopped

    def failure(self, outcome: Outcome) -> None:
        self._failures += 1
        if self._failures <= _SHOWN_FAILURES:
            self.say(f"error: {outcome.name}: {outcome.reason}")
        elif self._failures == _SHOWN_FAILURES + 1:
            self.say("further failures are only listed in the file of errors")

    def say(self, line: str) -> None:
        tell(line)


class _Bar(_Lines):
    """Progress as a bar on the terminal, gone when the work is done."""

    def __init__(self, stopped: list[int]) -> None:
        from rich.progress import BarColumn, TextColumn

        super().__init__(stopped)
        self.progress = new_bar(BarColumn(30), TextColumn("{task.description}", markup=False))
        self._task = self.progress.add_task("starting", total=None)

    def tick(self, tally: Tally, share: float | None) -> bool:
        now = time.monotonic()
        if now - self._last >= _REFRESH:
            from reports.batch.tally import progress_line

            self._last = now
            total = None if share is None else 1.0
            line = "stopping" if self._stopped else progress_line(tally, share)
            self.progress.update(self._task, total=total, completed=share or 0.0, description=line)
        return not self._stopped

    def say(self, line: str) -> None:
        tell_above(self.progress, line)


@contextlib.contextmanager
def _display(stopped: list[int]) -> Iterator[_Lines]:
    """A bar if standard error is a terminal, else lines."""
    if not sys.stderr.isatty():
        yield _Lines(stopped)
        return
    bar = _Bar(stopped)
    with bar.progress:
        yield bar
