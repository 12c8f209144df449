"""From one kind of sink to another and nothing lost: reports byte for byte, failures, and what the next run needs."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from pydantic import ValidationError

from reports.errors import InputError, OutputError
from reports.records import Report
from reports.render.jsontext import fault
from reports.store import Outcome, Status, held, is_store, kind_of, open_sink, resolved
from reports.store.database import read_database
from reports.store.folder import STATE_NAME
from reports.store.jsonl import remove_state, state_of
from reports.store.lock import cannot_read, cannot_write

_MEND = "give what reports batch or reports parse wrote"
_NEW = "reports.jsonl"


def convert(source: Path, target: Path, *, force: bool = False) -> int:
    """Write everything in `source` to `target`; returns the number of reports.

    `target` appears when it is whole. Raises `InputError` if `source` cannot be read, `OutputError` if `target` is
    there already (unless `force`), is being written to, or cannot be written.
    """
    if not source.exists():
        raise InputError(source, "there is no such file or folder", "check the path")
    _refuse_other_forms(source, target)
    if target.exists() and not force:
        raise OutputError(target, "is there already", "give another name, or --force to replace it")
    if target.exists() and target.samefile(source):
        raise OutputError(target, "is what is to be read", "give another name")
    if kind_of(target) == "folder":
        _refuse_foreign_folder(target)
    with held(target) if target.exists() else contextlib.nullcontext():
        return _convert(source, target)


def _refuse_other_forms(source: Path, target: Path) -> None:
    """Raises `InputError` for what is no form of saved reports by its name: a story, or a view of reports."""
    if is_store(source):
        return
    if source.suffix.lower() == ".json":
        mend = f"make JSON lines of it first: reports show {source} -o {_NEW}"
        raise InputError(source, "is one piece of JSON, which convert does not read", mend)
    mend = f"to read stories: reports batch {source} -o {target}"
    raise InputError(source, "is a story or a view by its name, not saved reports", mend)


def _convert(source: Path, target: Path) -> int:
    try:
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name[:50]}.", suffix=".part", dir=resolved(target).parent))
    except OSError as error:
        raise cannot_write(target, error) from None
    try:
        copied = _copy(source, beside / target.name, target)
        _move(beside, resolved(target))
    except OSError as error:
        raise cannot_write(target, error) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return copied


def _refuse_foreign_folder(target: Path) -> None:
    """Raises `OutputError` if replacing the folder would take more than reports with it."""
    if target.is_dir() and any(target.iterdir()) and not (target / STATE_NAME).exists():
        raise OutputError(target, "is a folder with other things in it", "name a new one")


def _copy(source: Path, part: Path, target: Path) -> int:
    """Fill a sink that is still out of sight; errors name the place where it will be."""
    copied = 0
    try:
        with open_sink(part) as sink:
            for outcome in read_outcomes(source):
                sink.put(outcome)
                copied += outcome.status == Status.OK
    except OutputError as error:
        raise OutputError(target, error.problem, error.mend) from None
    return copied


def _move(folder: Path, target: Path) -> None:
    """Put what was written in its place, the data last."""
    remove_state(target)
    if target.is_dir():
        shutil.rmtree(target)
    for item in sorted(folder.iterdir(), key=lambda item: item.name == target.name):
        item.replace(target.with_name(item.name))


def read_outcomes(source: Path) -> Iterator[Outcome]:
    """Yields all outcomes of a sink or of a file of reports, in its order; each has a name of its own.

    Raises `InputError` at the first record that is no report.
    """
    kind = kind_of(source)
    writable = os.access(source.parent, os.W_OK)
    if kind == "jsonl" and not (writable and state_of(source).exists()):
        yield from _plain_lines(source)
        return
    if kind == "database" and not writable:
        yield from read_database(source)
        return
    try:
        with open_sink(source) as sink:
            yield from sink.outcomes()
    except OutputError as error:
        raise InputError(error.path, error.problem.replace("written", "read"), error.mend) from None


def _plain_lines(source: Path) -> Iterator[Outcome]:
    """The reports in a JSON lines file that has no ledger, such as `reports parse` writes."""
    names: set[str] = set()
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(source.open("rb"))
        except OSError as error:
            raise cannot_read(source, error) from None
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            outcome = _outcome(line.strip(), f"{source}:{number}")
            name = _unused(outcome.name, names)
            names.add(name)
            yield replace(outcome, name=name)


def _unused(name: str, names: set[str]) -> str:
    """The name, or with a number behind it if another report has it."""
    if name not in names:
        return name
    return next(f"{name} ({number})" for number in count(2) if f"{name} ({number})" not in names)


def _outcome(line: bytes, where: str) -> Outcome:
    try:
        report = Report.model_validate_json(line)
    except ValidationError as error:
        raise InputError(where, f"is not a report ({fault(error)})", _MEND) from None
    return Outcome(
        report.article.path or report.id,
        Status.OK,
        report=line,
        version=report.processing.version,
        words=len(report.article.text.split()),
        claims=len(report.claims),
    )
