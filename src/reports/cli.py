"""The command line: each command parses its options, makes one call, and shows what comes back.

Data goes to standard output, everything else to standard error. Exit codes: 0 all done, 1 some story or the output
failed, 2 wrong use, 130 interrupted. Heavy modules are imported in the commands, so that `reports --help` is quick.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reports.errors import DataError, DateError, InputError, ModelError, OutputError, ReportsError

if TYPE_CHECKING:
    from reports.read import Story
    from reports.records import Report

FORMATS = ("auto", "text", "json", "jsonl")
_LONG = 300_000  # bytes; from here a story takes seconds
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main() -> None:
    """Run the command line and leave with its exit code; every error a user can mend is one line."""
    _use_utf8()
    try:
        code = cli.main(prog_name="reports", standalone_mode=False)
    except click.Abort:
        code = _complain("interrupted", 130)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "reports"
        code = _complain(f"error: {error.format_message().rstrip('.')} (see {command} --help)", error.exit_code)
    except click.ClickException as error:
        code = _complain(f"error: {error.format_message()}", error.exit_code)
    except ReportsError as error:
        code = _complain(f"error: {error}", 1)
    sys.exit(_flushed(code if isinstance(code, int) else 0))


def _use_utf8() -> None:
    """UTF-8 whatever the locale says: a report under LANG=C is the same report."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _complain(message: str, code: int) -> int:
    from reports.render.clean import printable

    click.echo(f"reports: {printable(message)}", err=True)
    return code


def _flushed(code: int) -> int:
    """Flush standard output while its errors can still be told; a reader that has gone away is no error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_pipe()
    except OSError as error:
        _leave_pipe()
        return _complain(f"error: cannot write to standard output ({(error.strerror or 'failed').lower()})", 1)
    return code


def _leave_pipe() -> None:
    """Point standard output at nothing, so that the interpreter's own flush at exit stays silent."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Group(click.Group):
    """A group that takes a closed pipe (`| head`) for a normal end; click itself would exit with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _leave_pipe()
            return 0
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise OutputError("standard output", f"cannot be written ({reason})") from None


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from reports.versions import version_lines

    click.echo("\n".join(version_lines()))
    ctx.exit()


@click.group(cls=_Group, context_settings=_CONTEXT, invoke_without_command=True)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the versions of reports, its model and its data, and exit.",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Read a news story on an armed conflict and make a sourced report of it: who claims what, where, when,
    and how sure.

    \b
    Examples:
      reports parse article.txt
      reports parse --date 2024-05-04 article.txt | jq '.claims[].type'

    \b
    Shell completion: put the line for your shell into its start-up file.
      bash   eval "$(_REPORTS_COMPLETE=bash_source reports)"
      zsh    eval "$(_REPORTS_COMPLETE=zsh_source reports)"
      fish   _REPORTS_COMPLETE=fish_source reports | source
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _date(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from reports.read import parse_date

    try:
        return parse_date(value)
    except DateError:
        raise click.BadParameter(
            f"{value!r} is not a date; give YYYY-MM-DD or YYYY-MM-DDTHH:MM, with or without an offset such as +02:00"
        ) from None


@cli.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option(
    "--date",
    metavar="DATE",
    callback=_date,
    help='When the story was published: "on Tuesday" is counted from it. YYYY-MM-DD or YYYY-MM-DDTHH:MM.',
)
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="auto",
    show_default=True,
    help="auto is text on a terminal; elsewhere json, or jsonl for several files.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write to FILE, which is replaced only when all is done. With auto, .txt and .jsonl say the format.",
)
@click.option("--model", metavar="NAME", help="A spaCy model to use instead of the one that comes with reports.")
@click.option("--fast", is_flag=True, help="Leave out the trained tagger: faster, and less is found of who says what.")
@click.option("--evidence", is_flag=True, help="In the text view, show the words behind each claim.")
@click.pass_context
def parse(
    ctx: click.Context,
    files: tuple[str, ...],
    date: str | None,
    style: str,
    output: Path | None,
    model: str | None,
    fast: bool,
    evidence: bool,
) -> None:
    """Make a report of each FILE: plain text, Markdown or HTML. "-" is standard input.

    A file that cannot be read is one line on standard error; the others go on, and the exit code is 1.

    \b
    Examples:
      reports parse article.txt
      reports parse --date 2024-05-04 --evidence article.html
      reports parse -o reports.jsonl stories/*.txt
      curl -s https://example.org/story.html | reports parse -
    """
    from reports.render.output import choose_format, opened, refuse_overwriting, report_writer

    if output is not None and str(output) == "-":
        output = None
    style = choose_format(style, output, len(files))
    refuse_overwriting(files, output)
    done = 0
    with opened(output) as write, _progress(files, shown=style != "text" or output is not None) as bar:
        put, finish = report_writer(style, write, output, evidence=evidence)
        for path, outcome in _outcomes(files, date, model, fast=fast):
            bar.step(path)
            if isinstance(outcome, ReportsError):
                bar.say(f"reports: error: {outcome}")
                continue
            for warning in outcome.processing.warnings:
                bar.say(f"reports: warning: {path}: {warning}")
            put(outcome)
            done += 1
        if not done:
            ctx.exit(1)
        finish()
    if done < len(files):
        ctx.exit(1)


def _outcomes(
    files: tuple[str, ...], date: str | None, model: str | None, *, fast: bool = False
) -> Iterator[tuple[str, Report | ReportsError]]:
    """Exactly one outcome per file, in order. The pipeline is loaded when the first story has been read.

    Raises `ModelError` or `DataError`, which would spoil every story alike.
    """
    nlp = None
    for path in files:
        try:
            story = _story(path, date)
            if nlp is None:
                from reports.pipeline import load_pipeline

                nlp = load_pipeline(model, fast=fast)
            from reports.assemble import parse_story

            outcome: Report | ReportsError = parse_story(story, nlp=nlp)
        except (ModelError, DataError):
            raise
        except ReportsError as error:
            outcome = error
        except Exception as error:
            if os.environ.get("REPORTS_DEBUG"):
                raise
            outcome = InputError(
                path,
                f"failed inside reports ({type(error).__name__}: {error})",
                "please report it; REPORTS_DEBUG=1 shows where",
            )
        yield path, outcome


def _story(path: str, date: str | None) -> Story:
    from reports.read import read_file, read_stdin

    story = read_stdin(sys.stdin.buffer) if path == "-" else read_file(path)
    return story if date is None else story.model_copy(update={"published": date, "published_from": "option"})


class _Quiet:
    """No progress bar: messages go straight to standard error."""

    def step(self, path: str) -> None:
        """Nothing to show."""

    def say(self, line: str) -> None:
        from reports.render.clean import printable

        click.echo(printable(line), err=True)


class _Bar(_Quiet):
    """A progress bar on standard error, gone when the work is done."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("reports", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        # Standard output holds the reports: left to itself, rich would print them on its own console instead.
        self.progress = Progress(
            *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
        )
        self.task = self.progress.add_task("", total=total if total > 1 else None)

    def step(self, path: str) -> None:
        self.progress.advance(self.task)

    def say(self, line: str) -> None:
        from reports.render.clean import printable

        self.progress.console.print(printable(line), markup=False, highlight=False, emoji=False, soft_wrap=True)


@contextlib.contextmanager
def _progress(files: tuple[str, ...], *, shown: bool) -> Iterator[_Quiet]:
    """A bar if standard error is a terminal, the work is long, and the reports themselves do not show the progress."""
    long = len(files) > 1 or any(_size(path) > _LONG for path in files)
    if not (long and sys.stderr.isatty() and (shown or not sys.stdout.isatty())):
        yield _Quiet()
        return
    bar = _Bar(len(files))
    with bar.progress:
        yield bar


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


@cli.command()
@click.argument("file", metavar="REPORT.json", type=click.Path(allow_dash=True))
@click.option("--evidence", is_flag=True, help="Show the words behind each claim.")
def show(file: str, evidence: bool) -> None:
    """Show a saved report on the screen: JSON or JSON lines that "reports parse" wrote. "-" is standard input.

    \b
    Examples:
      reports show report.json
      reports show --evidence reports.jsonl | less -R
    """
    from reports.render.jsontext import bytes_of, loads
    from reports.render.output import text_writer, write_out

    put = text_writer(write_out, None, evidence=evidence, warnings=True)
    for report in loads(bytes_of(file), file):
        put(report)


@cli.command()
def schema() -> None:
    """Print the JSON Schema of a report.

    \b
    Example:
      reports schema > report.schema.json
    """
    import orjson

    from reports.records import Report

    click.echo(orjson.dumps(Report.model_json_schema(by_alias=True), option=orjson.OPT_INDENT_2).decode())


@cli.command()
@click.argument("names", metavar="[TYPE]...", nargs=-1)
@click.option(
    "--format",
    "style",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="json holds all trigger words.",
)
def types(names: tuple[str, ...], style: str) -> None:
    """List the claim types with their ACLED, PLOVER and CAMEO codes and their trigger words.

    With one or more TYPE, only those, with all their words.

    \b
    Examples:
      reports types
      reports types air_strike shelling
      reports types --format json | jq '.[].type'
    """
    from reports.render.typelist import as_json, as_text, type_rows

    rows = type_rows()
    unknown = sorted(set(names) - {row["type"] for row in rows})
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is no claim type; `reports types` lists them", param_hint="TYPE")
    chosen = [row for row in rows if not names or row["type"] in names]
    click.echo(as_json(chosen) if style == "json" else as_text(chosen, every_word=bool(names)), nl=False)


@cli.command()
@click.argument("name")
@click.option("--country", metavar="CODE", help="Only places of this country: its ISO code (UKR, SDN ...).")
@click.option("--format", "style", type=click.Choice(("text", "json")), default="text", show_default=True)
def places(name: str, country: str | None, style: str) -> None:
    """Look a place name up in the gazetteer: all places of that name, the likeliest first, and why.

    \b
    Examples:
      reports places Sloviansk
      reports places Tripoli --country LBY
    """
    from reports.render.placelist import as_json, as_text
    from reports.toponyms import candidates_table

    found = candidates_table(name, country)
    if not found:
        where = f" in {country.upper()}" if country else ""
        raise InputError(name, f"the gazetteer has no place of this name{where}", "try another spelling")
    click.echo(as_json(found) if style == "json" else as_text(found), nl=False)
