from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_docs", ROOT / "tools" / "write_docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()


@pytest.mark.parametrize("name", sorted(TOOL.PAGES))
def test_generated_page_is_what_the_code_says(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == TOOL.PAGES[name](), f"docs/{name} is out of date: run make docs"


@pytest.mark.pipeline
@pytest.mark.parametrize("name", TOOL.SAMPLES)
def test_samples_are_what_the_commands_print(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written.count("<!-- end of output -->") == len(TOOL._COMMAND.findall(written)) > 0
    assert written == TOOL.samples(written), f"the samples in docs/{name} are out of date: run make docs"


def test_schema_page_names_every_field_of_every_record() -> None:
    from reports.records import Report

    page = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    definitions = Report.model_json_schema(by_alias=True)["$defs"]
    for name, definition in definitions.items():
        assert name in page
        for field in definition.get("properties", {}):
            assert f"`{field}`" in page, f"{name}.{field}"


def test_every_meaning_is_of_a_field_that_exists() -> None:
    page = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    for name, meaning in TOOL._meanings().items():
        assert f"`{name.partition('.')[2]}`" in page
        assert f"| {meaning} |" in page, name


def test_readme_names_the_check_and_the_demo() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make test" in readme
    assert "make demo" in readme


def test_every_make_target_that_the_readme_names_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):(?!=)", makefile, re.M))
    # commands only: "make sense" in a sentence is no target
    named = set(re.findall(r"(?:^ {4}|`|\bby |\brun )make ([a-z][\w-]*)", readme, re.M))
    assert named >= {"demo", "test"}
    assert named <= targets


def test_readme_json_programs_use_fields_that_exist() -> None:
    from reports.records import Report

    schema = json.dumps(Report.model_json_schema(by_alias=True))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    programs = re.findall(r"jq (?:-r |-c )*'([^']*)'", readme)
    assert programs
    for program in programs:
        without_strings = re.sub(r'"[^"]*"', "", program)
        for field in re.findall(r"\.([a-z_]+)", without_strings):
            assert f'"{field}"' in schema, field


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_links_lead_to_files(page: str) -> None:
    source = ROOT / page
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", source.read_text(encoding="utf-8")):
        assert (source.parent / target).exists(), f"{page}: {target}"


@pytest.mark.pipeline
def test_readme_shows_what_the_command_shows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme == TOOL.readme(readme), "the sample in README.md is out of date: run make docs"
