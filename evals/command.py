"""What the commands of this folder have in common: how they are called, and how they print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

SPLITS = ("train", "dev", "test")


class Figure(Protocol):
    """What can be shown in a row."""

    def row(self) -> str: ...


def parser(name: str, told: str | None) -> argparse.ArgumentParser:
    """The parser of `python -m evals.NAME`; the first line of `told` says what the command does."""
    return argparse.ArgumentParser(prog=f"python -m evals.{name}", description=(told or "").partition("\n")[0])


def add_split(options: argparse.ArgumentParser, default: str) -> None:
    """`--split`: the part of the annotated corpus."""
    options.add_argument("--split", choices=SPLITS, default=default)


def add_stories(options: argparse.ArgumentParser) -> None:
    """`--stories`: where the annotated corpus is."""
    from training.stories import CORPUS  # which needs this package

    options.add_argument("--stories", type=Path, default=CORPUS, help="another folder of annotated stories")


def add_json(options: argparse.ArgumentParser) -> None:
    """`--json`"""
    options.add_argument("--json", action="store_true", help="print the figures as JSON")


def show(lines: Iterable[str]) -> None:
    """Prints the lines, nothing if there are none."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def rows(figures: Mapping[str, Figure], width: int) -> Iterator[str]:
    """Yields a line a figure, the names in a column of so many characters."""
    for name, figure in figures.items():
        yield f"{name:{width}} {figure.row()}"
