"""Files to reports, one outcome a story: what `reports parse` does between its options and what it shows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from reports.errors import DataError, InputError, ModelError, ReportsError

if TYPE_CHECKING:
    from spacy.language import Language

    from reports.read import Story
    from reports.read.documents import ReadOptions
    from reports.records import Report


class Settings(NamedTuple):
    """What all stories of one call have in common. `date` is used in place of a story's own."""

    date: str | None = None
    model: str | None = None
    fast: bool = False
    read: ReadOptions | None = None


class Parsed(NamedTuple):
    """What became of one story of a file. `number` counts the stories of its file from 1."""

    path: str
    number: int
    outcome: Report | ReportsError


def outcomes(files: Iterable[str], settings: Settings) -> Iterator[Parsed]:
    """Yields one outcome per story, in order; a file that cannot be opened has one, its error.

    The pipeline is loaded when the first story has been read. Raises `ModelError` or `DataError`, which would spoil
    every story alike.
    """
    parser = Parser(settings)
    for path in files:
        for number, read in enumerate(_stories(path, settings), 1):
            yield Parsed(path, number, read if isinstance(read, ReportsError) else parser.report(read, path))


def _stories(path: str, settings: Settings) -> Iterator[Story | ReportsError]:
    """The stories of a file, each with the date asked for."""
    from reports.read import STDIN, stories_in

    stream: Any = getattr(sys.stdin, "buffer", sys.stdin) if path == STDIN else None
    try:
        for read in stories_in(path, settings.read, stream=stream):
            yield read if isinstance(read, ReportsError) else read.dated(settings.date)
    except Exception as error:
        yield defect(path, error)


class Parser:
    """Parses stories with one pipeline, which it loads for the first of them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._nlp: Language | None = None

    def report(self, story: Story, path: str) -> Report | ReportsError:
        """The report of a story, or its error. Raises `ModelError` or `DataError`, which are not about a story."""
        from reports.assemble import parse_story

        if self._nlp is None:
            from reports.pipeline import load_pipeline

            self._nlp = load_pipeline(self.settings.model, fast=self.settings.fast)
        try:
            return parse_story(story, nlp=self._nlp)
        except (ModelError, DataError):
            raise
        except ReportsError as error:
            return error
        except Exception as error:
            return defect(story.path or path, error)


def defect(path: str, error: Exception) -> InputError:
    """A defect of this package as an error of one line; raised as it is under REPORTS_DEBUG."""
    if os.environ.get("REPORTS_DEBUG"):
        raise error
    mend = "please report it; REPORTS_DEBUG=1 shows where"
    return InputError(path, f"failed inside reports ({type(error).__name__}: {error})", mend)
