"""The recipes of docs/cookbook.md, run: each prints what the page shows."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_SPEC = importlib.util.spec_from_file_location("write_cookbook", ROOT / "tools" / "write_cookbook.py")
assert _SPEC is not None
assert _SPEC.loader is not None
TOOL = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(TOOL)
FOUND = TOOL.recipes((ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cookbook")


@pytest.fixture(scope="module")
def made(folder: Path) -> list[str | None]:
    return list(TOOL.outputs(FOUND, folder))


@pytest.mark.parametrize("number", range(len(FOUND)), ids=lambda number: FOUND[number].program.splitlines()[0][:50])
def test_a_recipe_prints_what_the_page_shows(number: int, made: list[str | None], folder: Path) -> None:
    recipe = FOUND[number]
    if made[number] is None:
        pytest.skip(f"not tried: {', '.join(recipe.missing(folder))} is not there")
    assert made[number] == recipe.output, "run tools/write_cookbook.py"


def test_the_page_has_every_tool() -> None:
    needed = {tool for recipe in FOUND for tool in recipe.needs}
    assert needed >= {"jq", "sqlite3", "pandas", "duckdb", "datasette", "openpyxl", "pyogrio"}
    assert all(recipe.output.strip() for recipe in FOUND)
