"""The command line: each command parses its options, makes one call, and shows what comes back.

Data goes to standard output, everything else to standard error. Exit codes: 0 all done, 1 some story or the output
failed, 2 wrong use, 130 interrupted. Heavy modules are imported in the commands, so that `reports --help` is quick.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reports.cli_messages import progress, tell
from reports.cli_options import (
    confidence_option,
    evidence_option,
    field_options,
    format_option,
    list_option,
    model_option,
    moment_option,
    output_option,
    refuse_ending,
    settings,
)
from reports.errors import InputError, OutputError, ReportsError, reason_of
from reports.render.formats import FORMATS

if TYPE_CHECKING:
    from reports.records import Record

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
    tell(message)
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


# Commands that live in modules of their own, which are imported when the command or the list of all is asked for.
_ELSEWHERE = {
    "batch": "reports.cli_batch",
    "compare": "reports.cli_digest",
    "convert": "reports.cli_batch",
    "digest": "reports.cli_digest",
    "stats": "reports.cli_stats",
    "timeline": "reports.cli_digest",
    "watch": "reports.cli_batch",
}


class _Group(click.Group):
    """A group that takes a closed pipe (`| head`) for a normal end; click itself would exit with 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_ELSEWHERE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(importlib.import_module(_ELSEWHERE[cmd_name]), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _leave_pipe()
            return 0
        except OSError as error:
            raise OutputError("standard output", f"cannot be written ({reason_of(error)})") from None


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


@cli.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@moment_option(
    "--date", 'When the story was published: "on Tuesday" is counted from it. YYYY-MM-DD or YYYY-MM-DDTHH:MM.'
)
@format_option(
    FORMATS, "auto is what the name of the output says; without one, text on a terminal and jsonl elsewhere."
)
@output_option(" With auto, its ending says the format.")
@model_option
@click.option("--fast", is_flag=True, help="Leave out the trained tagger: faster, and less is found of who says what.")
@field_options
@evidence_option
@confidence_option
@click.pass_context
def parse(ctx: click.Context, /, files: tuple[str, ...], style: str, output: Path | None, **options: Any) -> None:
    """Make a report of each FILE: text, HTML, NITF, NewsML-G2, ninjs, JSON lines, RSS, Atom, mail, DOCX, PDF, and .gz
    and .zip of these. "-" is standard input.

    A file of several stories gives a report for each. What cannot be read is one line on standard error; the others go
    on, and the exit code is 1.

    \b
    Examples:
      reports parse article.txt
      reports parse --date 2024-05-04 --evidence article.html
      reports parse -o reports.jsonl stories/*.txt wire.zip
      curl -s https://example.org/story.html | reports parse -
    """
    from reports.filtering import Sieve
    from reports.parsing import outcomes
    from reports.render.formats import View, maker
    from reports.render.output import choose_format, opened, refuse_overwriting

    refuse_ending(style, output, FORMATS)
    chosen = choose_format(style, output, len(files))
    if style == "auto" and chosen == "json":
        chosen = "jsonl"  # the same for one story; a file may hold several
    refuse_overwriting(files, output)
    sieve = Sieve(options["min_confidence"])
    done = failed = 0
    # Text on a terminal shows the progress by itself.
    wanted = _is_long(files) and (chosen != "text" or output is not None or not sys.stdout.isatty())
    total = len(files) if len(files) > 1 else None
    with opened(output) as write, progress(total, wanted=wanted) as bar:
        view = View(output, options["evidence"], warnings=output is not None, emptied=sieve.emptied)
        put, finish = maker(chosen)(write, view)
        for path, number, outcome in outcomes(files, settings(options)):
            if number == 1:
                bar.step()
            elif number == 2:
                bar.say(f"note: {path}: holds several stories; each has a report of its own")
            report = bar.report_of(outcome, path)
            if report is None:
                failed += 1
                continue
            put(sieve(report))
            done += 1
        if not done:
            ctx.exit(1)
        for note in finish():
            bar.say(f"note: {note}")
    if failed:
        ctx.exit(1)


def _is_long(files: tuple[str, ...]) -> bool:
    return len(files) > 1 or any(Path(path).is_file() and Path(path).stat().st_size > _LONG for path in files)


@cli.command()
@click.argument("file", metavar="REPORT.json", type=click.Path(allow_dash=True))
@format_option(FORMATS, "auto is what the name of the output says; without one it is text.")
@output_option(" With auto, its ending says the format.")
@evidence_option
@confidence_option
def show(file: str, style: str, output: Path | None, evidence: bool, min_confidence: float) -> None:
    """Show saved reports, on the screen or in any other format: JSON, JSON lines, or what "reports batch" wrote (.db,
    .parquet, a folder). "-" is standard input.

    What a format cannot express is counted in a line on standard error.

    \b
    Examples:
      reports show report.json
      reports show --evidence reports.jsonl | less -R
      reports show -o report.html report.json
      reports show -o claims.csv war.db
      reports show --format acled -o events.csv reports.jsonl
    """
    from reports.filtering import Sieve
    from reports.render.formats import View, maker
    from reports.render.output import choose_format, opened, refuse_overwriting
    from reports.saved import reports_in

    refuse_ending(style, output, FORMATS)
    refuse_overwriting((file,), output)
    chosen = choose_format(style, output, 1) if output else "text" if style == "auto" else style
    sieve = Sieve(min_confidence)
    with opened(output) as write:
        put, finish = maker(chosen)(write, View(output, evidence, warnings=True, emptied=sieve.emptied))
        for report in reports_in(file):
            put(sieve(report))
        for note in finish():
            tell(f"note: {note}")


@cli.command()
@click.argument("record", type=click.Choice(("report", "digest", "timeline", "comparison")), default="report")
def schema(record: str) -> None:
    """Print the JSON Schema of a report, or of what "reports digest", "timeline" or "compare" writes as JSON.

    \b
    Examples:
      reports schema > report.schema.json
      reports schema digest > digest.schema.json
    """
    from reports.render.jsontext import indented

    click.echo(indented(_record(record).model_json_schema(by_alias=True)), nl=False)


def _record(name: str) -> type[Record]:
    if name == "report":
        from reports.records import Report

        return Report
    module = {"digest": "records", "timeline": "views.timeline", "comparison": "compare"}[name]
    model: type[Record] = getattr(importlib.import_module(f"reports.digest.{module}"), name.capitalize())
    return model


@cli.command()
@click.argument("names", metavar="[TYPE]...", nargs=-1)
@list_option("json holds all trigger words.")
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
@list_option()
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
