"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def format_option(formats: Iterable[str], told: str) -> Option:
    """`--format`, the parameter `style`: "auto" or one of `formats`. `told` is the help text."""
    return click.option(
        "--format", "style", type=click.Choice(("auto", *formats)), default="auto", show_default=True, help=told
    )


def output_option(more: str = "") -> Option:
    """`-o FILE`, the parameter `output`: None for standard output, which "-" is too. `more` follows the help text."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(path_type=Path, allow_dash=True),
        callback=_file,
        help=f"Write to FILE, which is replaced only when all is done.{more}",
    )


def field_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--text-field`, `--date-field`, `--id-field`: where JSON records hold what is read."""
    for name, held in (("id", "their id"), ("date", "the publication date"), ("text", "the story")):
        told = f"The field of JSON records that holds {held}."
        command = click.option(f"--{name}-field", metavar="NAME", help=told)(command)
    return command


def _file(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    return None if value is None or str(value) == "-" else value
