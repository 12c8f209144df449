from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.processes import loaded_by
from tests.render.saved import REPORT, REPORT_JSON
from tests.spoiling import spoiled

from reports.records import Report
from reports.render.terminal import make_console, render
from reports.render.words import Index, groups

HOSTILE = "\x1b[31mA\x1b[0m \x1b]8;;https://example.org\x1b\\B\x07 [red]C[/red] [bold D :smile: \u202eE\x00 \x9bF"


def shown(report: Report, width: int = 80, **options: bool) -> str:
    return render(report, make_console(io.StringIO(), width=width), **options)


def with_hostile_words(report: Report) -> Report:
    """The report with hostile text wherever a story's words go."""
    words = ("text", "name", "title", "role", "path", "warnings", "place", "agencies", "country", "relation")
    record = spoiled(report, HOSTILE, lambda field, text: field in words and text not in ("p1", "p2", "p3"))
    for link in record["links"]:
        link["relation"] = link["relation"].removesuffix(HOSTILE)
    record["processing"]["warnings"] = [HOSTILE]
    return Report.model_validate(record)


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("evidence", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, evidence: bool) -> None:
    for report in (REPORT, with_hostile_words(REPORT)):
        assert max(cell_len(line) for line in shown(report, width, evidence=evidence).split("\n")) <= width


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("evidence", [False, True])
def test_story_text_cannot_control_the_terminal(width: int, evidence: bool) -> None:
    view = shown(with_hostile_words(REPORT), width, evidence=evidence)
    assert not {char for char in view if ord(char) < 32 or 0x7F <= ord(char) < 0xA0} - {"\n"}
    assert "\u202e" not in view
    joined = "".join(view.split())
    assert "[red]C[/red]" in joined
    assert "[boldD" in joined
    assert ":smile:" in joined
    assert "␛[31mA␛[0m" in joined


def test_own_voice_comes_first_and_apart() -> None:
    view = shown(REPORT)
    assert view.index("The story, in its own voice") < view.index("c6 ") < view.index("a hospital doctor (medic")
    found = groups(REPORT.claims, Index(REPORT))
    assert [(group.source and group.source.id, group.via and group.via.id, len(group.claims)) for group in found] == [
        (None, None, 1),
        ("s1", None, 1),
        ("s2", None, 1),
        ("s3", None, 1),
        ("s4", "s5", 2),
    ]


@pytest.mark.parametrize(
    "part",
    [
        "Shells hit market in Kadra, medics say",
        "KADRA · published 5 Mar 2024 (as given) · Wireline · en · market.txt",
        "6 claims: 1 in the story's own voice, 5 from 4 sources; 1 denied, 1 disputed, 3 unverified",
        "“struck” Northern Front → a market · Kadra · 5 Mar 2024 · killed ≥22 civilians · DENIED by Idris Vale",
        "one defence official (official, not named, anonymity granted)",
        "The army via state radio (military, named, statement)",
        "FUTURE · UNVERIFIED",
        "NEGATED · DISPUTED by a hospital doctor",
        "~12 aircraft · with Shahed ×12",
        "unverified: “Wireline could not independently verify the accounts.” · by Wireline · bears on c3–c5",
        "Kadra (settlement, SDN)",
        "Idris Vale (spokesman, of Northern Front)",
    ],
)
def test_the_view_holds(part: str) -> None:
    assert part in shown(REPORT, 160)


def test_the_view_tells_how_sure_a_claim_is() -> None:
    sure = REPORT.claims[0].model_copy(update={"confidence": 0.625})
    view = shown(REPORT.model_copy(update={"claims": (sure, *REPORT.claims[1:])}), 160)
    assert next(line for line in view.split("\n") if line.startswith(f"{sure.id} ")).endswith("confidence 0.62")
    assert view.count("confidence") == 1


def test_denial_stands_beside_what_it_denies() -> None:
    line = next(line for line in shown(REPORT, 160).split("\n") if "denies" in line)
    assert line.index("c2 Idris Vale") < line.index("denies") < line.index("c1 a hospital doctor")
    assert "same_event" not in shown(REPORT, 160)


def test_evidence_shows_offsets_and_marks_the_trigger() -> None:
    view = shown(REPORT, 160, evidence=True)
    assert "68–169 Shells fired by the Northern Front [[struck]] a market in Kadra" in view
    assert "source “a hospital doctor” 171–188, cue “said” 189–193" in view
    assert "[[struck]]" not in shown(REPORT, 160)


def test_a_report_without_claims_says_so() -> None:
    empty = REPORT.model_copy(update={"claims": (), "links": (), "notes": ()})
    assert "No claims about a conflict were found in this story." in shown(empty)
    assert "claims:" not in shown(empty)


def test_a_claim_without_facts_shows_its_words() -> None:
    claim = REPORT.claims[5].model_copy(update={"places": ()})
    view = shown(REPORT.model_copy(update={"claims": (claim,), "links": ()}))
    assert "“Fighting” Fighting went on north of Kadra." in view


def test_warnings_can_be_left_to_standard_error() -> None:
    processing = REPORT.processing.model_copy(update={"warnings": ("the text looks like French",)})
    report = REPORT.model_copy(update={"processing": processing})
    assert "Warning: the text looks like French" in shown(report)
    assert "Warning" not in shown(report, warnings=False)


def test_no_color_writes_no_escape_and_force_color_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" in shown(REPORT)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown(REPORT)


def test_a_style_ends_where_its_words_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    view = shown(REPORT, 200)
    assert "“struck”\x1b[0m Northern Front → a market · Kadra" in view
    assert "\x1b[1;31mDENIED by Idris Vale\x1b[0m" in view


def test_colours_change_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    plain = shown(REPORT)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", shown(REPORT))
    assert [line.rstrip() for line in coloured.split("\n")] == plain.split("\n")


def test_the_view_does_not_import_spacy() -> None:
    code = f"from reports.cli import cli; cli(['show', {str(REPORT_JSON)!r}], standalone_mode=False)"
    assert loaded_by(code, {"spacy"}) == set()


def test_a_long_note_is_cut_in_every_view_and_whole_in_json() -> None:
    from reports.render.html import page
    from reports.render.jsontext import dumps
    from reports.render.markdown import brief

    note = REPORT.notes[0].model_copy(update={"text": "The paper could not verify it, " + "word " * 200 + "END"})
    report = REPORT.model_copy(update={"notes": (note,)})
    for view in (shown(report, 160), shown(report, 160, evidence=True), brief(report), page([report])):
        assert "The paper could not verify it, word" in view
        assert "word …" in view
        assert "END" not in view
    assert "word END" in dumps(report)


def test_a_report_that_a_filter_emptied_says_what_was_left_out() -> None:
    from reports.filtering import Sieve
    from reports.render.formats import View, maker

    sieve = Sieve(0.95)
    sure = REPORT.claims[0].model_copy(update={"confidence": 0.9})
    report = sieve(REPORT.model_copy(update={"claims": (sure,), "links": ()}))
    for name in ("text", "markdown", "html"):
        parts: list[str | bytes] = []
        put, finish = maker(name)(parts.append, View(Path("x"), emptied=sieve.emptied))
        put(report)
        finish()
        view = "".join(str(part) for part in parts)
        assert "No claim has a confidence of 0.95 or more; 1 less sure one is left out." in view
        assert "No claims about a conflict" not in view
