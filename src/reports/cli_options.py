"""Options that several commands share."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reports.errors import DateError

if TYPE_CHECKING:
    from reports.parsing import Settings
    from reports.read.documents import ReadOptions

Option = Callable[[Callable[..., Any]], Callable[..., Any]]
_BINARY = (".db", ".sqlite", ".sqlite3", ".parquet")
_STORED = (*_BINARY, ".jsonl", ".ndjson")


def format_option(formats: Iterable[str], told: str) -> Option:
    """`--format`, the parameter `style`: "auto" or one of `formats`. `told` is the help text."""
    return click.option(
        "--format", "style", type=click.Choice(("auto", *formats)), default="auto", show_default=True, help=told
    )


def list_option(told: str | None = None) -> Option:
    """`--format` of a list, the parameter `style`: text or json."""
    formats = click.Choice(("text", "json"))
    return click.option("--format", "style", type=formats, default="text", show_default=True, help=told)


def output_option(more: str = "") -> Option:
    """`-o FILE`, the parameter `output`: None for standard output, which "-" is too. `more` follows the help text.

    The ending of a database or of Parquet is refused, whatever the format: only "reports batch" writes those.
    """
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(path_type=Path, allow_dash=True),
        callback=_file,
        help=f"Write to FILE, which is replaced only when all is done.{more}",
    )


def chosen_format(style: str, output: Path | None, formats: Iterable[str]) -> str:
    """The format that "auto" stands for: what the ending of `output` says, text without one.

    Raises what `refuse_ending` raises.
    """
    from reports.render.formats import of_suffix

    refuse_ending(style, output, formats)
    if style != "auto":
        return style
    return (of_suffix(output.suffix) if output else None) or "text"


def refuse_ending(style: str, output: Path | None, formats: Iterable[str]) -> None:
    """Raises `UsageError` where "auto" is to go by the ending of `output` and none of `formats` has it.

    A name without an ending is left to the command.
    """
    from reports.render.formats import of_suffix

    names = tuple(formats)
    if style == "auto" and output is not None and output.suffix and of_suffix(output.suffix) not in names:
        raise _no_format(output, names, ", or give --format")


def _no_format(output: Path, formats: Iterable[str], more: str = "") -> click.UsageError:
    from reports.render.formats import FORMATS

    endings = ", ".join(FORMATS[name].suffixes[0] for name in formats if name in FORMATS and FORMATS[name].suffixes)
    batch = '; "reports batch" writes .db, .jsonl and .parquet' if output.suffix.lower() in _STORED else ""
    return click.UsageError(f"-o {output}: no format goes by {output.suffix}; end it in one of {endings}{more}{batch}")


def with_options(options: Sequence[Option]) -> Option:
    """Adds options to a command, which has them in their order."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def day_option(name: str, told: str) -> Option:
    """An option that is a day: `datetime.date`, or None."""
    return click.option(name, metavar="DATE", callback=_day, help=told)


def moment_option(name: str, told: str) -> Option:
    """An option that is a day or a time of day: ISO text as `reports.read.parse_date` gives it, or None."""
    return click.option(name, metavar="DATE", callback=_moment, help=told)


def model_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--model`, the parameter `model`."""
    told = "A spaCy model to use instead of the one that comes with reports."
    return click.option("--model", metavar="NAME", help=told)(command)


def evidence_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--evidence`, the parameter `evidence`."""
    return click.option("--evidence", is_flag=True, help="In the text view, show the words behind each claim.")(command)


def confidence_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--min-confidence`, the parameter `min_confidence`: 0 to 1."""
    told = "Leave out claims that are less sure than this (0 to 1); from 0.5 on they are more probably right than not."
    option = click.option("--min-confidence", metavar="NUMBER", type=click.FloatRange(0, 1), default=0.0, help=told)
    return option(command)


def field_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--text-field`, `--date-field`, `--id-field`: where JSON records hold what is read."""
    for name, held in (("id", "their id"), ("date", "the publication date"), ("text", "the story")):
        told = f"The field of JSON records that holds {held}."
        command = click.option(f"--{name}-field", metavar="NAME", help=told)(command)
    return command


def read_options(options: dict[str, Any]) -> ReadOptions:
    """What `field_options` gave."""
    from reports.read.documents import ReadOptions

    return ReadOptions(options["text_field"], options["date_field"], options["id_field"])


def settings(options: dict[str, Any]) -> Settings:
    """How stories are parsed, of a command with `--date`, `--model`, `--fast` and `field_options`."""
    from reports.parsing import Settings

    return Settings(options["date"], options["model"], options["fast"], read_options(options))


def _moment(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from reports.read import parse_date

    try:
        return parse_date(value)
    except DateError:
        raise click.BadParameter(
            f"{value!r} is not a date; give YYYY-MM-DD or YYYY-MM-DDTHH:MM, with or without an offset such as +02:00"
        ) from None


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime.date | None:
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date; give YYYY-MM-DD") from None


def _file(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    if value is None or str(value) == "-":
        return None
    if value.suffix.lower() in _BINARY:
        choices = next((each.type for each in ctx.command.params if each.name == "style"), None)
        raise _no_format(value, choices.choices if isinstance(choices, click.Choice) else ())
    return value
