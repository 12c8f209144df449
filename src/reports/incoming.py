"""Reports out of whatever the user names: saved reports as they are, stories read and parsed on the way.

What something is is told by its content, one record at a time: a folder, an archive or a file of JSON lines may hold
both. One report is held at a time. A story is given the name that `reports batch` gives it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reports.errors import InputError, ReportsError
from reports.parsing import Parser, defect
from reports.read.documents import Document, documents_of_file, story_of
from reports.read.walk import STDIN, walk
from reports.store import heads

if TYPE_CHECKING:
    from reports.digest.records import Digest
    from reports.parsing import Settings
    from reports.records import Report

_HEAD = 4096
_DIGEST = re.compile(rb'\s*\{\s*"digest_version"')
_JSON = re.compile(rb"\s*[\[{]")
_ERRORS = "errors.jsonl"


class Came(NamedTuple):
    """What came of one story or saved report. `name` is what the user calls it: "wire.jsonl:17"."""

    name: str
    outcome: Report | ReportsError


def incoming(inputs: Iterable[str], settings: Settings) -> Iterator[Came]:
    """Yields the reports of files, folders, archives, databases and "-" in a stable order, or errors in their place.

    `settings.date` is for stories that give none. The pipeline is loaded when the first story has been read; raises
    `ModelError` or `DataError`, which would spoil every story alike.
    """
    parser = Parser(settings)
    for given in inputs:
        for found in walk([given]):
            if isinstance(found, InputError):
                yield Came(found.path, found)
            elif not _lists_failures(found, given):
                yield from _file(str(found), parser)


def only(names: tuple[str, str], settings: Settings) -> tuple[Report, Report]:
    """The one report or story that each of two files holds. Raises its error, or one that there are several."""
    parser = Parser(settings)
    return _only(names[0], parser), _only(names[1], parser)


def _only(name: str, parser: Parser) -> Report:
    if name != STDIN and Path(name).is_dir():
        raise InputError(name, "is a folder", "name a file with one story or report")
    if _DIGEST.match(_head(name)):
        raise InputError(name, "is a digest", "give a story or a report")
    found = _file(name, parser)
    first = next(found)
    if isinstance(first.outcome, ReportsError):
        raise first.outcome
    if next(found, None) is not None:
        raise InputError(name, "holds more than one story or report", "give a file with one")
    return first.outcome


def digest_in(name: str) -> Digest | None:
    """The digest that a file holds, told by its first field; None if it holds anything else.

    Raises `InputError` if it is a digest that cannot be read.
    """
    if not _DIGEST.match(_head(name)):
        return None
    from pydantic import ValidationError

    from reports.digest.records import Digest
    from reports.render.jsontext import bytes_of, fault

    try:
        return Digest.model_validate_json(bytes_of(name))
    except ValidationError as error:
        raise InputError(name, f"is not a whole digest ({fault(error)})", "make it anew") from None


def _head(name: str) -> bytes:
    """The first bytes of a file or of standard input, which stay to be read. Empty for folders and pipes."""
    if name == STDIN:
        return bytes(getattr(sys.stdin, "buffer").peek(_HEAD))  # noqa: B009
    try:
        if not Path(name).is_file():  # a pipe would lose what is read
            return b""
        with Path(name).open("rb") as stream:
            return stream.read(_HEAD)
    except (OSError, ValueError):
        return b""  # reading it in earnest says what is wrong


def _lists_failures(file: Path, given: str) -> bool:
    """Whether a file of a folder is the list of failures that a batch keeps beside its reports."""
    if str(file) == given or not file.name.endswith(_ERRORS):
        return False
    from reports.store.folder import STATE_NAME

    beside = file.name.removesuffix(f".{_ERRORS}")
    return (file.parent / STATE_NAME).exists() if beside == file.name else (file.parent / beside).exists()


def _file(name: str, parser: Parser) -> Iterator[Came]:
    """What a file holds, or that it holds nothing: it yields once at the least."""
    empty = True
    for came in _pieces(name, parser):
        empty = False
        yield came
    if empty:
        yield Came(name, InputError(name, "holds no story and no report", "give one of either"))


def _pieces(name: str, parser: Parser) -> Iterator[Came]:
    head = _head(name)
    if head.startswith((heads.SQLITE, heads.PARQUET)) and name != STDIN:
        yield from _saved(name)
        return
    if _DIGEST.match(head):
        told = InputError(name, "is a digest, not a story or report", "give it alone, without others")
        yield Came(name, told)
        return
    try:
        for document in documents_of_file(name, parser.settings.read):
            if isinstance(document, InputError):
                yield Came(document.path, document)
            elif _holds_report(document):
                yield from _loaded(document)
            else:
                yield Came(document.name, _parsed(document, parser))
    except ReportsError:
        raise
    except Exception as error:
        yield Came(name, defect(name, error))


def _saved(name: str) -> Iterator[Came]:
    from reports.saved import reports_in

    try:
        for report in reports_in(name):
            yield Came(report.article.path or report.id, report)
    except InputError as error:
        yield Came(error.path, error)


def _holds_report(document: Document) -> bool:
    """Whether a piece of JSON is a report; one named as text, whether it is JSON with reports in it."""
    data = document.data
    if b'"schema_version"' not in data or b'"claims"' not in data:
        return False
    if document.kind == "text":
        return _JSON.match(data) is not None
    return document.kind in ("json", "jsonl") and _has_keys(data)


def _has_keys(data: bytes) -> bool:
    import orjson

    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return isinstance(value, dict) and "schema_version" in value and "claims" in value


def _loaded(document: Document) -> Iterator[Came]:
    from reports.render.jsontext import loads

    try:
        for report in loads(document.data, document.name):
            yield Came(document.name, report)
    except InputError as error:
        yield Came(document.name, error)


def _parsed(document: Document, parser: Parser) -> Report | ReportsError:
    """The report of a document that holds a story, or the error that says why there is none."""
    try:
        story = story_of(document)
    except InputError as error:
        return error
    return parser.report(story.dated(parser.settings.date, own_first=True), document.name)
