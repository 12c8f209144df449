"""The command for figures on a database of reports. `reports.cli` loads this module when it needs it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reports.cli_options import chosen_format, day_option, format_option, output_option

if TYPE_CHECKING:
    from reports.stats import Stats

_FORMATS = ("text", "json", "svg")


@click.command()
@click.argument("database", metavar="REPORTS.db", type=click.Path(path_type=Path))
@format_option(_FORMATS, "auto is what the name of the output says; without one it is text. svg draws.")
@output_option()
@click.option("--by", type=click.Choice(("day", "week", "month", "year")), help="Length of a period.  [default: fits]")
@day_option("--since", "Count over time from DATE.  [default: a year before the first story]")
@day_option("--until", "Count over time up to DATE.")
@click.option(
    "--top",
    metavar="N",
    type=click.IntRange(1, 1000),
    default=15,
    show_default=True,
    help="How many sources and places to show.",
)
def stats(
    database: Path,
    style: str,
    output: Path | None,
    by: str | None,
    since: datetime.date | None,
    until: datetime.date | None,
    top: int,
) -> None:
    """Count the claims in a database that "reports batch" or "reports convert" wrote: over time by type and by side,
    tolls by source, places ranked.

    It counts what is said, not what happened: tolls are never added up, and a claim made twice counts twice.

    \b
    Examples:
      reports stats war.db
      reports stats war.db --by month --since 2024-01-01
      reports stats war.db -o war.svg
      reports stats war.db --format json | jq '.places[0]'
    """
    from reports.render.output import opened, refuse_overwriting
    from reports.stats import Wanted
    from reports.stats import stats as count
    from reports.stats.periods import Period
    from reports.store.database import open_database

    chosen = chosen_format(style, output, _FORMATS)
    refuse_overwriting((str(database),), output)
    with open_database(database) as connection:
        found = count(connection, Wanted(Period(by) if by else None, since, until, top))
    with opened(output) as write:
        write(_made(chosen)(found))


def _made(style: str) -> Callable[[Stats], str]:
    if style == "json":
        from reports.stats.jsontext import as_json

        return as_json
    if style == "svg":
        from reports.stats.svg import as_svg

        return as_svg
    from reports.stats.text import as_text

    return as_text
