"""Sorting of errors by cause: each kind of difference gets its own, and what is right gets none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from evals import errors
from evals.errors import FIELDS, Sorter, sentence
from spacy.language import Language
from training.stories import Claim, ClaimNumber, Pair, Story

import reports
from reports.records import ClaimType, Modality, NumberWhat, Polarity, VerificationStatus

pytestmark = pytest.mark.pipeline

TEXT = "Rebels shelled the town of Sake on Monday, killing nine people. The army captured Rutshuru."


def _span(words: str) -> Pair:
    return TEXT.index(words), TEXT.index(words) + len(words)


RIGHT = Claim(
    trigger=_span("shelled"),
    type=ClaimType.SHELLING,
    agents=(_span("Rebels"),),
    targets=(),
    places=(_span("Sake"),),
    time=_span("Monday"),
    numbers=(ClaimNumber(NumberWhat.KILLED, 9, 9, _span("nine people")),),
    statement=None,
    modality=Modality.ACTUAL,
    polarity=Polarity.AFFIRMED,
    verification=VerificationStatus.NONE,
)


@pytest.fixture(scope="module")
def report() -> reports.Report:
    nlp: Language = reports.load_pipeline(fast=True)
    return reports.parse(TEXT, published="2024-05-08", nlp=nlp)


def _causes(report: reports.Report, *gold: Claim) -> set[str]:
    story = Story("a-b", "", "agency", None, TEXT, [], claims=list(gold))
    return {error.cause for error in Sorter(story, report).errors() if error.field != "target"}


def test_what_is_right_has_no_cause(report: reports.Report) -> None:
    assert _causes(report, RIGHT) == {"trigger extra: no claim in its clause"}  # the capture, which is not in the gold


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"type": ClaimType.AIR_STRIKE}, "type wrong"),
        ({"trigger": _span("Monday")}, "trigger missed: one of its type in its clause"),
        ({"agents": (_span("The army"),)}, "agent missing: another is there"),
        ({"agents": ()}, "agent extra: none is wanted"),
        ({"places": (_span("Rutshuru"),)}, "place missing: told elsewhere"),
        ({"places": ()}, "place extra: told in its sentence, none is wanted"),
        ({"time": None}, "time extra: told in its sentence"),
        ({"numbers": ()}, "number extra"),
        ({"numbers": (replace(RIGHT.numbers[0], max=None),)}, "number wrong: reads another count"),
        ({"numbers": (replace(RIGHT.numbers[0], what=NumberWhat.WOUNDED),)}, "number wrong: counts another thing"),
        ({"modality": Modality.FUTURE}, "modality wrong: actual for future"),
        ({"polarity": Polarity.NEGATED}, "polarity wrong: affirmed for negated"),
        ({"verification": VerificationStatus.DENIED}, "verification wrong: none for denied"),
    ],
)
def test_each_difference_has_its_cause(report: reports.Report, change: dict[str, object], cause: str) -> None:
    changed = _causes(report, replace(RIGHT, **change))  # type: ignore[arg-type]
    assert cause in changed - _causes(report, RIGHT)


def test_known_causes_are_of_fields_that_there_are() -> None:
    known = errors.known_causes()
    assert {cause.partition(" ")[0] for cause in known} <= set(FIELDS)
    assert all(known.values())


def test_a_broken_line_of_known_causes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "known.tsv").write_text("type wrong\tmeans\nplace extra\n", encoding="utf-8")
    monkeypatch.setattr(errors, "KNOWN", tmp_path / "known.tsv")
    with pytest.raises(ValueError, match=r"known.tsv:2: need a cause"):
        errors.known_causes()


def test_tables_count_every_error_once(report: reports.Report) -> None:
    story = Story("a-b", "", "agency", None, TEXT, [], claims=[replace(RIGHT, type=ClaimType.AIR_STRIKE)])
    found = list(Sorter(story, report).errors())
    rows = list(errors.causes_table(found, {}))[2:]
    assert sum(int(row.split(" | ")[1]) for row in rows) == len(found)
    types = list(errors.types_table(found, Counter({ClaimType.AIR_STRIKE: 1})))[2:]
    assert sum(int(cell) for row in types for cell in row.strip("| ").split(" | ")[2:]) == len(found)


def test_sentence_around_a_word() -> None:
    start, end = sentence(TEXT, _span("captured"))
    assert TEXT[start:end] == "The army captured Rutshuru."
