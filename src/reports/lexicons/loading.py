"""Reading JSON-lines data of the package into typed entries, with errors that name file, line and field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from reports.errors import DataError
from reports.lexicons.entries import Entry
from reports.lexicons.folding import fold
from reports.lexicons.phrases import Rule, case_rule

Model = TypeVar("Model", bound=BaseModel)
SomeEntry = TypeVar("SomeEntry", bound=Entry)


def data_file(name: str) -> Traversable:
    """A file or folder in the package's `data`."""
    return files("reports").joinpath("data").joinpath(name)


def load_jsonl(name: str, model: type[Model]) -> tuple[Model, ...]:
    """The entries of `data/<name>`, or of all `*.jsonl` in that folder by file name, in order.

    Blank lines and lines that begin with `//` are skipped. Raises DataError (`file:line: [field] problem`)
    for a line that is no JSON object, does not fit `model`, or repeats an `id`.
    """
    source = data_file(name)
    if source.is_dir():
        parts = sorted((part for part in source.iterdir() if part.name.endswith(".jsonl")), key=lambda part: part.name)
    elif source.is_file():
        parts = [source]
    else:
        raise DataError(f"{name}: no such data file in the package; reinstall reports")
    return tuple(_unrepeated(entry for part in parts for entry in _read(part, model)))


def by_id(entries: Iterable[SomeEntry]) -> dict[str, SomeEntry]:
    """Entries by id, in order."""
    return {entry.id: entry for entry in entries}


def check_unique(name: str, entries: Iterable[Entry]) -> None:
    """Raises DataError if two entries share a name or alias, or an entry has an alias that another covers.

    Spellings that differ in case are different where one is matched in its own case only ("ISIS", "Isis").
    """
    owners: dict[str, str] = {}
    for entry in entries:
        for surface in entry.surfaces:
            key = fold(surface, keep_case=case_rule(surface) is Rule.EXACT)
            if owners.setdefault(key, entry.id) != entry.id:
                raise DataError(
                    f"{name}: [aliases] {surface!r} of {entry.id!r} is also {owners[key]!r}'s; keep it in one"
                )
        for index, alias in enumerate(entry.aliases):
            others = (entry.name, *entry.aliases[:index], *entry.aliases[index + 1 :])
            if any(covers(other, alias) for other in others):
                raise DataError(f"{name}: [aliases] {alias!r} of {entry.id!r} adds nothing to its other names; drop it")


def covers(name: str, alias: str) -> bool:
    """Whether every text that `alias` matches is matched by `name` already."""
    if fold(name) != fold(alias):
        return False
    wide, narrow = case_rule(name), case_rule(alias)
    if Rule.EXACT in (wide, narrow):
        return wide is narrow and fold(name, keep_case=True) == fold(alias, keep_case=True)
    return wide <= narrow if Rule.ANY in (wide, narrow) else wide >= narrow


def _read(part: Traversable, model: type[Model]) -> Iterator[tuple[str, Model]]:
    for number, line in enumerate(part.read_bytes().splitlines(), start=1):
        if not line.strip() or line.startswith(b"//"):
            continue
        where = f"{part.name}:{number}"
        yield where, _parse(where, line, model)


def _parse(where: str, line: bytes, model: type[Model]) -> Model:
    try:
        return model.model_validate(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        raise DataError(f"{where}: [line] is not JSON ({error.msg}, column {error.colno})") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "line"
        raise DataError(f"{where}: [{field}] {first['msg']}") from error


def _unrepeated(entries: Iterable[tuple[str, Model]]) -> Iterator[Model]:
    seen: dict[str, str] = {}
    for where, entry in entries:
        entry_id = getattr(entry, "id", None)
        if entry_id is not None and seen.setdefault(entry_id, where) != where:
            raise DataError(f"{where}: [id] {entry_id!r} is already at {seen[entry_id]}")
        yield entry
