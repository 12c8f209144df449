"""The commands on many stories: digest, timeline, compare. `reports.cli` loads this module when it needs it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reports.cli_messages import progress, tell
from reports.cli_options import (
    chosen_format,
    day_option,
    field_options,
    format_option,
    model_option,
    moment_option,
    output_option,
    settings,
    with_options,
)
from reports.errors import InputError, ReportsError

if TYPE_CHECKING:
    from pydantic import BaseModel

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
    moment_option("--date", "Publication date of stories that give none."),
    field_options,
    model_option,
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
    kind = chosen_format(style, output, _DIGEST_FORMATS)
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
    kind = chosen_format(style, output, _TIMELINE_FORMATS)
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

    kind = chosen_format(style, output, _COMPARE_FORMATS)
    try:
        refuse_overwriting((a, b), output)
        first, second = _two(a, b, settings(more))
        from reports.digest.compare import compare as compared

        found = compared(first, second)
        with opened(output) as write:
            write(_compare_text(found, kind, output, full))
    except ReportsError as error:
        if not exit_code:
            raise
        tell(f"error: {error}")
        ctx.exit(2)
    if exit_code and found.differs:
        ctx.exit(1)


def _two(a: str, b: str, wanted: Settings) -> tuple[Report, Report]:
    """The reports of two stories, parsed with one pipeline; warnings go to standard error."""
    from reports.incoming import only

    with progress() as bar:
        found = only((a, b), wanted)
        for name, report in zip((a, b), found, strict=True):
            bar.report_of(report, name)
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
        found, failed = _digested(inputs, state, settings(options))
        if found is None:
            ctx.exit(1)
        shown = chosen(found, wanted, _in_gazetteer)
        for note in shown.warnings if output is not None else ():
            tell(f"note: {note}")
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


def _digested(inputs: tuple[str, ...], state: Path | None, wanted: Settings) -> tuple[Digest | None, int]:
    """The digest of the inputs and how many of them failed; None if nothing could be read."""
    from reports.digest import digest as make
    from reports.incoming import digest_in, incoming

    if len(inputs) == 1 and state is None and (saved := digest_in(inputs[0])) is not None:
        return saved, 0
    done = failed = 0

    def reports() -> Iterator[Report]:
        nonlocal done, failed
        for name, outcome in incoming(inputs, wanted):
            bar.step()
            report = bar.report_of(outcome, name)
            if report is None:
                failed += 1
                continue
            done += 1
            yield report

    with progress() as bar:
        found = make(reports(), state=state)
    return (found if done or (state is not None and not failed) else None), failed


def _in_gazetteer(name: str) -> list[Point]:
    """The likeliest place of a name, for a distance from where no incident is."""
    from reports.geometry import Point
    from reports.toponyms import candidates_table

    found = candidates_table(name, None)[:1]
    for place in found:
        area = ", ".join(part for part in (place.admin1, place.country) if part)
        tell(f"note: {name} is taken for {place.name} ({area}) at {place.lat:.2f} {place.lon:.2f}")
    return [Point(place.lat, place.lon) for place in found]


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
    if style == "csv":
        from reports.digest.views.table import as_csv

        return as_csv(found, "claims" if rows == "claims" else "incidents")
    return _as_json(found, output)


def _timeline_text(found: Digest, style: str, output: Path | None) -> str:
    from reports.digest.views import timeline as of

    if style == "svg":
        from reports.digest.views.timeline_svg import as_svg

        return as_svg(found)
    if style == "text":
        return _screen(of.lines(found), output)
    days = of.timeline(found)
    return of.as_csv(days) if style == "csv" else _as_json(days, output)


def _compare_text(found: Any, style: str, output: Path | None, full: bool) -> str:
    if style == "json":
        return _as_json(found, output)
    from reports.digest.compare import differences

    return _screen(differences.lines(found, full=full), output)


def _screen(lines: Iterable[Line], output: Path | None) -> str:
    """Lines for the terminal, or for a file."""
    from reports.digest.views.terminal import render
    from reports.render.output import console_of

    return render(lines, console_of(output))


def _as_json(record: BaseModel, output: Path | None) -> str:
    from reports.digest.views.table import as_json
    from reports.render.output import is_screen

    return as_json(record, pretty=is_screen(output))
