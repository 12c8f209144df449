"""The commands on many stories: digest, timeline, compare. `reports.cli` loads this module when it needs it."""

from __future__ import annotations

import contextlib
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reports.cli import _Bar, _complain, _date, _Quiet, _settings
from reports.cli_options import day_option, field_options, format_option, output_option, with_options
from reports.errors import InputError, ReportsError

if TYPE_CHECKING:
    from reports.digest.filters import Wanted
    from reports.digest.records import Digest
    from reports.digest.views.lines import Line
    from reports.geometry import Point
    from reports.parsing import Settings
    from reports.records import Report

_DIGEST_FORMATS = ("text", "json", "csv", "html", "geojson")
_TIMELINE_FORMATS = ("text", "json", "csv", "svg")
_COMPARE_FORMATS = ("text", "json")
_AUTO = "auto is what the name of the output says; without one it is text."


def _types(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[Any, ...]:
    from reports.records import ClaimType

    known = {str(kind): kind for kind in ClaimType}
    for value in values:
        if value not in known:
            raise click.BadParameter(f"{value!r} is no claim type; `reports types` lists them")
    return tuple(known[value] for value in values)


_READING = (
    click.option("--date", metavar="DATE", callback=_date, help="Publication date of stories that give none."),
    field_options,
    click.option("--model", metavar="NAME", help="A spaCy model to use instead of the one that comes with reports."),
    click.option("--fast", is_flag=True, help="Parse stories without the trained tagger: faster, and less is found."),
)
_CHOOSING = (
    click.option("--state", metavar="FILE", type=click.Path(path_type=Path),
                 help="Add to the digest that FILE holds, and keep all in it. Made if it is not there."),
    click.option("--place", metavar="NAME", help="Only incidents at this place: its name, an ISO country code, "
                 "or with --within also LAT,LON."),
    click.option("--within", metavar="KM", type=click.FloatRange(min=0), help="Only incidents so near --place."),
    click.option("--actor", metavar="NAME", help="Only incidents with this party, by name or ISO country code."),
    click.option("--type", "types", metavar="TYPE", multiple=True, callback=_types,
                 help="Only incidents with a claim of this type; may be given again for more."),
    day_option("--since", "Only incidents that end on DATE or later."),
    day_option("--until", "Only incidents that begin on DATE or before."),
    click.option("--min-sources", metavar="N", type=click.IntRange(min=1),
                 help="Only incidents that N or more independent groups of sources tell of."),
    click.option("--disputed", is_flag=True, help="Only incidents that are denied, or told in ways that conflict."),
)  # fmt: skip


@click.command()
@click.argument("inputs", metavar="[IN]...", nargs=-1)
@format_option(_DIGEST_FORMATS, _AUTO)
@output_option()
@with_options(_CHOOSING)
@click.option("--full", is_flag=True, help="In the text view, show each claim with its words, story and source.")
@click.option(
    "--rows",
    type=click.Choice(("incidents", "claims")),
    default="incidents",
    show_default=True,
    help="What a row of the CSV is.",
)
@with_options(_READING)
@click.pass_context
def digest(
    ctx: click.Context, /, inputs: tuple[str, ...], style: str, output: Path | None, full: bool, rows: str, **more: Any
) -> None:  # fmt: skip
    """Group what many stories say into incidents: what happened, according to whom, how many independent sources say
    so, and where they differ.

    IN is reports that were saved ("reports parse", "reports batch": JSON, JSON lines, .db, .parquet, a folder), stories
    that are parsed on the way, or both; or one digest saved as JSON. "-" is standard input. Sources that go back to one
    count once. Filters choose incidents and change none. What cannot be read is one line on standard error; the others
    go on, and the exit code is 1.

    \b
    Examples:
      reports digest war.db
      reports digest stories/ --full | less -R
      reports digest war.db --place Kadugli --within 50 --since 2024-03-01 --disputed
      reports digest new.jsonl --state war.state -o war.html
    """
    kind = _chosen(ctx, style, output, _DIGEST_FORMATS)
    _write_of(ctx, inputs, output, more, lambda found: _digest_text(found, kind, output, full, rows))


@click.command()
@click.argument("inputs", metavar="[IN]...", nargs=-1)
@format_option(_TIMELINE_FORMATS, _AUTO)
@output_option()
@with_options(_CHOOSING)
@with_options(_READING)
@click.pass_context
def timeline(ctx: click.Context, /, inputs: tuple[str, ...], style: str, output: Path | None, **more: Any) -> None:
    """Show incidents and what is said of them day by day: an incident on the day it begins, each telling on the day of
    its story. What has no date is at the end.

    IN and the filters are those of "reports digest".

    \b
    Examples:
      reports timeline war.db --place Kadugli
      reports timeline stories/ --since 2024-03-01 --until 2024-03-31
      reports timeline digest.json -o march.svg
    """
    kind = _chosen(ctx, style, output, _TIMELINE_FORMATS)
    _write_of(ctx, inputs, output, more, lambda found: _timeline_text(found, kind, output))


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@format_option(_COMPARE_FORMATS, _AUTO)
@output_option()
@click.option("--full", is_flag=True, help="In the text view, show the words of each claim, and what is only reworded.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if they differ, and with 2 for any error.")
@with_options(_READING)
@click.pass_context
def compare(
    ctx: click.Context, /, a: str, b: str, style: str, output: Path | None, full: bool, exit_code: bool, **more: Any
) -> None:
    """Compare two stories, or two versions of one, field by field: what is new, what is gone, what has changed.

    A and B are a story or a saved report each. Claims are paired by their words, types, actors, places, figures and
    sources; a pair is told if any field of it differs.

    \b
    Examples:
      reports compare morning.txt evening.txt
      reports compare --full v1.json v2.json
      reports compare --format json a.html b.html | jq '.claims[] | select(.status == "changed")'
    """
    if a == b == "-":
        raise click.UsageError("only one of A and B can be standard input", ctx)
    from reports.render.output import opened, refuse_overwriting

    kind = _chosen(ctx, style, output, _COMPARE_FORMATS)
    try:
        refuse_overwriting((a, b), output)
        first, second = _two(a, b, _settings(more))
        from reports.digest.compare import compare as compared

        found = compared(first, second)
        with opened(output) as write:
            write(_compare_text(found, kind, output, full))
    except ReportsError as error:
        if not exit_code:
            raise
        ctx.exit(_complain(f"error: {error}", 2))
    if exit_code and found.differs:
        ctx.exit(1)


def _two(a: str, b: str, settings: Settings) -> tuple[Report, Report]:
    """The reports of two stories, parsed with one pipeline; warnings go to standard error."""
    from reports.incoming import only

    with _progress() as bar:
        found = only((a, b), settings)
        for name, report in zip((a, b), found, strict=True):
            for warning in report.processing.warnings:
                bar.say(f"reports: warning: {report.article.path or name}: {warning}")
    return found


def _write_of(
    ctx: click.Context,
    inputs: tuple[str, ...],
    output: Path | None,
    options: dict[str, Any],
    text: Callable[[Digest], str],
) -> None:
    """Digest the inputs, choose from it, and write what `text` makes of it. Exits with 1 if an input failed."""
    from reports.digest.filters import chosen
    from reports.render.output import opened, refuse_overwriting

    state: Path | None = options["state"]
    wanted = _wanted(ctx, options)
    if not inputs and state is None:
        raise click.UsageError("Missing argument 'IN...'", ctx)
    if not inputs and state is not None and not state.exists():
        raise InputError(state, "there is no such state", "check the name, or give stories to make it of")
    refuse_overwriting((*inputs, *([str(state)] if state else [])), output)
    with opened(output) as write:
        found, failed = _digested(inputs, state, _settings(options))
        if found is None:
            ctx.exit(1)
        shown = chosen(found, wanted, _in_gazetteer)
        for note in shown.warnings if output is not None else ():
            _complain(f"note: {note}", 0)
        write(text(shown))
    if failed:
        ctx.exit(1)


def _wanted(ctx: click.Context, options: dict[str, Any]) -> Wanted:
    from reports.digest.filters import Wanted, coordinates, is_point

    place, within, since, until = (options[name] for name in ("place", "within", "since", "until"))
    for name in ("place", "actor"):
        if options[name] is not None and not options[name].strip():
            raise click.UsageError(f"--{name} is empty", ctx)
    if within is not None and not math.isfinite(within):
        raise click.UsageError(f"--within {within} is no distance", ctx)
    if place is not None and is_point(place) and not coordinates(place):
        raise click.UsageError(f"--place {place} is not on the globe; give latitude, longitude", ctx)
    if within is not None and place is None:
        raise click.UsageError("--within goes with --place", ctx)
    if within is None and place is not None and coordinates(place):
        raise click.UsageError("--place LAT,LON goes with --within", ctx)
    if since and until and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}", ctx)
    return Wanted(
        place=place,
        within=within,
        actor=options["actor"],
        types=options["types"],
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        min_sources=options["min_sources"] or 0,
        disputed=options["disputed"],
    )


def _digested(inputs: tuple[str, ...], state: Path | None, settings: Settings) -> tuple[Digest | None, int]:
    """The digest of the inputs and how many of them failed; None if nothing could be read."""
    from reports.digest import digest as make
    from reports.incoming import digest_in, incoming

    if len(inputs) == 1 and state is None and (saved := digest_in(inputs[0])) is not None:
        return saved, 0
    done = failed = 0

    def reports() -> Iterator[Report]:
        nonlocal done, failed
        for name, outcome in incoming(inputs, settings):
            bar.step(name)
            if isinstance(outcome, ReportsError):
                bar.say(f"reports: error: {outcome}")
                failed += 1
                continue
            for warning in outcome.processing.warnings:
                bar.say(f"reports: warning: {outcome.article.path or name}: {warning}")
            done += 1
            yield outcome

    with _progress() as bar:
        found = make(reports(), state=state)
    return (found if done or (state is not None and not failed) else None), failed


def _in_gazetteer(name: str) -> list[Point]:
    """The likeliest place of a name, for a distance from where no incident is."""
    from reports.geometry import Point
    from reports.toponyms import candidates_table

    found = candidates_table(name, None)[:1]
    for place in found:
        area = ", ".join(part for part in (place.admin1, place.country) if part)
        _complain(f"note: {name} is taken for {place.name} ({area}) at {place.lat:.2f} {place.lon:.2f}", 0)
    return [Point(place.lat, place.lon) for place in found]


def _chosen(ctx: click.Context, style: str, output: Path | None, formats: Sequence[str]) -> str:
    """The format that "auto" stands for: what the file's ending says, text without one. Refuses another ending."""
    from reports.render.formats import FORMATS, of_suffix

    if style != "auto":
        return style
    if output is None or not output.suffix:
        return "text"
    meant = of_suffix(output.suffix)
    if meant is None or meant not in formats:
        endings = ", ".join(FORMATS[name].suffixes[0] for name in formats)
        raise click.UsageError(f"-o {output}: give --format, or a name that ends in one of {endings}", ctx)
    return meant


def _digest_text(found: Digest, style: str, output: Path | None, full: bool, rows: str) -> str:
    if style == "text":
        from reports.digest.views import listing

        return _screen(listing.lines(found, full=full), output)
    if style == "html":
        from reports.digest.views.page import html

        return html(found)
    if style == "geojson":
        from reports.digest.views.geojson import geojson

        return geojson(found)
    from reports.digest.views import table

    if style == "csv":
        return table.as_csv(found, "claims" if rows == "claims" else "incidents")
    return table.as_json(found, pretty=_is_screen(output))


def _timeline_text(found: Digest, style: str, output: Path | None) -> str:
    from reports.digest.views import timeline as of

    if style == "svg":
        from reports.digest.views.timeline_svg import as_svg

        return as_svg(found)
    if style == "text":
        return _screen(of.lines(found), output)
    days = of.timeline(found)
    if style == "csv":
        return of.as_csv(days)
    from reports.digest.views.table import as_json

    return as_json(days, pretty=_is_screen(output))


def _compare_text(found: Any, style: str, output: Path | None, full: bool) -> str:
    if style == "json":
        from reports.digest.views.table import as_json

        return as_json(found, pretty=_is_screen(output))
    from reports.digest.compare import differences

    return _screen(differences.lines(found, full=full), output)


def _screen(lines: Iterable[Line], output: Path | None) -> str:
    """Lines for the terminal, or for a file: without colours there."""
    import io

    from reports.digest.views.terminal import make_console, render

    return render(lines, make_console(sys.stdout if output is None else io.StringIO()))


def _is_screen(output: Path | None) -> bool:
    return output is None and sys.stdout.isatty()


@contextlib.contextmanager
def _progress() -> Iterator[_Quiet]:
    """How many stories are read, on standard error if that is a terminal; gone when the work is done."""
    if not sys.stderr.isatty():
        yield _Quiet()
        return
    bar = _Bar(0)
    with bar.progress:
        yield bar
