"""Runs the commands of docs/cookbook.md and writes what they print under them.

Each recipe is a block of `sh` or `python` behind a line that names the tools it needs, with its output in a block of
`text`. They run one after the other in an empty folder that holds docs/cookbook.jsonl as reports.jsonl. A recipe whose
tools are not installed is left as it is; a test does the same and compares.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "cookbook.md"
_BLOCK = re.compile(r"<!-- needs: (.*?) -->\n```(sh|python)\n(.*?)```\n\n```text\n(.*?)```\n", re.S)
_MODULES = ("pandas", "duckdb", "openpyxl", "pyogrio", "datasette")


class Recipe(NamedTuple):
    """A recipe of the page: `start` and `end` are those of its output in the page."""

    needs: tuple[str, ...]
    language: str
    program: str
    output: str
    start: int
    end: int

    def missing(self, folder: Path) -> list[str]:
        """The tools it needs that are not installed, and files that an earlier recipe could not make."""
        return [need for need in self.needs if not ((folder / need).exists() if "." in need else _installed(need))]


def _installed(tool: str) -> bool:
    if tool == "qgis":  # a package of the system's own Python
        return Path("/usr/lib/python3/dist-packages/qgis").exists()
    if tool in _MODULES:
        return importlib.util.find_spec(tool) is not None
    return shutil.which(tool, path=_search_path()) is not None


def _search_path() -> str:
    """Where commands are looked for: beside this Python first."""
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))


def recipes(page: str) -> list[Recipe]:
    """The recipes of the page in their order."""
    return [
        Recipe(tuple(match[1].split()), match[2], match[3], match[4], match.start(4), match.end(4))
        for match in _BLOCK.finditer(page)
    ]


def outputs(found: list[Recipe], folder: Path) -> Iterator[str | None]:
    """Yields what each recipe prints, None for one that cannot be tried here. Raises RuntimeError if one fails."""
    shutil.copy(PAGE.with_suffix(".jsonl"), folder / "reports.jsonl")
    environment = {**os.environ, "PATH": _search_path(), "COLUMNS": "100", "PYTHONUTF8": "1"}
    for recipe in found:
        yield None if recipe.missing(folder) else _output(recipe, folder, environment)


def _output(recipe: Recipe, folder: Path, environment: dict[str, str]) -> str:
    shell = ["bash", "-o", "pipefail", "-c"] if recipe.language == "sh" else [sys.executable, "-c"]
    done = subprocess.run(
        [*shell, recipe.program],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode not in (0, 141):  # 141: `head` has seen enough
        raise RuntimeError(f"{recipe.program}\n{done.stdout}")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    found = recipes(page)
    with tempfile.TemporaryDirectory() as folder:
        made = list(outputs(found, Path(folder)))
        for recipe, output in zip(found, made, strict=True):
            if output is None:
                missing = ", ".join(recipe.missing(Path(folder)))
                print(f"left as it is, without {missing}: {recipe.program.splitlines()[0]}")
    for recipe, output in reversed(list(zip(found, made, strict=True))):
        if output is not None:
            page = page[: recipe.start] + output + page[recipe.end :]
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
