"""The command line with the real pipeline: stories in, reports out. The pipeline is loaded once for the module."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.processes import run_into_head, run_reports

import reports

pytestmark = pytest.mark.pipeline

SAMPLES = sorted((Path(__file__).parent.parent / "data" / "samples").glob("*.txt"))
STORY = (
    "OSEN, May 6 (Wireline) - Rebel fighters shelled the harbour of Osen on Monday, killing at least three dockers, "
    "two residents said.\n\nThe army said it had repelled the attack. Wireline could not verify the accounts.\n"
)
FRENCH = (
    "Les forces gouvernementales ont bombardé la ville assiégée pendant la nuit, tuant au moins douze civils, a "
    "déclaré un médecin de l'hôpital. Les combats se poursuivaient mardi dans les faubourgs du nord.\n"
)
PLAIN = "The town library opened a new reading room on Friday. Children read poems, and the mayor cut a cake.\n"

Run = Callable[..., tuple[int, str, str]]


def written(folder: Path, content: str | bytes, name: str = "story.txt") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_story_becomes_a_report_with_claims(run: Run, tmp_path: Path) -> None:
    code, out, err = run("parse", "--date", "2024-05-06", written(tmp_path, STORY))
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert report["article"]["text"] == STORY
    assert "shelling" in {claim["type"] for claim in report["claims"]}
    text = report["article"]["text"]
    for claim in report["claims"]:
        trigger = claim["trigger"]
        assert text[trigger["start"] : trigger["end"]] == trigger["text"]


def test_what_parse_writes_show_reads(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    assert run("parse", "--date", "2024-05-06", written(tmp_path, STORY), "-o", target)[0] == 0
    shown = run("show", target)[1]
    assert "shelling" in shown
    assert shown == run("parse", "--date", "2024-05-06", "--format", "text", tmp_path / "story.txt")[1]


def test_the_same_input_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, STORY)

    def once() -> dict[str, object]:
        record = json.loads(run("parse", path)[1])
        del record["processing"]["seconds"]
        return record

    assert json.dumps(once()) == json.dumps(once())


def test_no_claims_is_a_valid_report(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN)
    code, out, err = run("parse", path)
    assert (code, err) == (0, "")
    assert json.loads(out)["claims"] == []
    assert "No claims about a conflict" in run("parse", "--format", "text", path)[1]


def test_not_english_is_a_warning_and_no_claims(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, FRENCH)
    code, out, err = run("parse", path)
    report = json.loads(out)
    assert code == 0
    assert report["article"]["language"] == "fr"
    assert report["claims"] == []
    assert err.startswith(f"reports: warning: {path}: ")
    assert err.count("\n") == 1


def test_utf16_and_latin1_stories_have_the_claims_of_the_same_text(run: Run, tmp_path: Path) -> None:
    wanted = [claim["type"] for claim in json.loads(run("parse", written(tmp_path, STORY))[1])["claims"]]
    accented = STORY.replace("two residents", "two café owners")
    for encoding, text in (("utf-16", STORY), ("latin-1", accented)):
        report = json.loads(run("parse", written(tmp_path, text.encode(encoding)))[1])
        assert report["article"]["text"] == text
        assert [claim["type"] for claim in report["claims"]] == wanted


def test_mixed_newlines_keep_offsets_right_and_null_bytes_are_refused(run: Run, tmp_path: Path) -> None:
    mixed = STORY.replace("\n\n", "\r\n\r\n").encode() + b"\r\nFighting went on in Osen on Tuesday.\n"
    report = json.loads(run("parse", written(tmp_path, mixed))[1])
    text = report["article"]["text"]
    assert "\r" not in text
    assert all(text[claim["start"] : claim["end"]] == claim["text"] for claim in report["claims"])
    code, out, err = run("parse", written(tmp_path, STORY.encode() + b"\x00end"))
    assert code == 1
    assert out == ""
    assert f": holds a null byte at position {len(STORY)}; remove it" in err


def test_escapes_and_markup_in_a_story_are_printed_as_text(run: Run, tmp_path: Path) -> None:
    hostile = STORY.replace("two residents", "two [red]residents[/red] \x1b[31mof\x1b[0m the port")
    code, out, err = run("parse", "--format", "text", "--evidence", written(tmp_path, hostile))
    assert code == 0
    assert "\x1b" not in out + err
    assert json.loads(run("parse", tmp_path / "story.txt")[1])["article"]["text"] == hostile


@pytest.mark.parametrize("columns", ["20", "40", "80", "120"])
def test_samples_fit_the_terminal(run: Run, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = run("parse", "--format", "text", *SAMPLES[:3])[1]
    assert max(len(line) for line in out.split("\n")) <= int(columns)


def test_every_sample_is_parsed(run: Run) -> None:
    code, out, err = run("parse", *SAMPLES)
    assert (code, len(out.splitlines())) == (0, len(SAMPLES))
    assert "failed inside" not in err


def test_a_long_text_is_parsed_in_bounded_memory(whole: object) -> None:
    """A twenty-fifth of the promised 5 MB, so that the test stays short; what Python holds must not run away."""
    story = STORY + "\n".join(STORY.split("\n", 1)[1] for _ in range(10))
    text = "\n\n".join([story] * (200_000 // len(story)))
    tracemalloc.start()
    report = reports.parse(text, nlp=whole)  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.article.text == text
    assert report.claims
    assert peak < 1_000 * len(text)


def test_head_closes_the_pipe_quietly() -> None:
    run = run_into_head("parse", "--date", "2024-05-06", *SAMPLES[:2])
    assert (run.returncode, run.stderr) == (0, b"")


def test_standard_input_is_a_story() -> None:
    run = run_reports("parse", "-", input=STORY.encode(), timeout=120)
    assert run.returncode == 0, run.stderr.decode()
    assert json.loads(run.stdout)["article"]["text"] == STORY


def test_the_python_api_gives_the_same_report(whole: object, tmp_path: Path) -> None:
    path = written(tmp_path, STORY)
    from_file = reports.parse_file(path, published="2024-05-06", nlp=whole)  # type: ignore[arg-type]
    from_text = reports.parse(STORY, published="2024-05-06", nlp=whole)  # type: ignore[arg-type]
    assert from_file.claims == from_text.claims
    assert from_file.id == from_text.id
    assert from_file.article.published_from == from_text.article.published_from == "option"
    piped = list(reports.pipe([STORY, (STORY, "2024-05-06")], nlp=whole))  # type: ignore[arg-type]
    assert [report.article.published for report in piped] == [None, from_text.article.published]
