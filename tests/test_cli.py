"""The command line. A stand-in for the pipeline answers at once, so that these tests are about the command alone.

What needs the real pipeline is in test_cli_stories.py.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.processes import loaded_by, run_reports
from tests.render.saved import REPORT_JSON
from tests.stand_in import STORY, WARNING

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(quick: Run) -> Run:
    return quick


# ---- parse: formats and places to write to


def test_json_goes_into_a_pipe_on_one_line(run: Run, story: Path) -> None:
    code, out, err = run("parse", story)
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    assert json.loads(out)["article"]["text"] == STORY


def test_several_files_give_json_lines_in_their_order(run: Run, story: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Shells fell on Osen.", encoding="utf-8")
    code, out, _ = run("parse", other, story)
    assert code == 0
    assert [json.loads(line)["article"]["text"] for line in out.splitlines()] == ["Shells fell on Osen.", STORY]


def test_json_of_several_files_is_one_array(run: Run, story: Path) -> None:
    _, out, _ = run("parse", "--format", "json", story, story)
    assert len(json.loads(out)) == 2


def test_text_when_asked_for(run: Run, story: Path) -> None:
    _, out, _ = run("parse", "--format", "text", story)
    assert "No claims about a conflict were found in this story." in out
    assert "\x1b" not in out


def test_text_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from reports.render import output

    class Terminal:
        isatty = staticmethod(lambda: True)

    monkeypatch.setattr(output.sys, "stdout", Terminal)  # type: ignore[attr-defined]
    assert output.choose_format("auto", None, 1) == "text"
    assert output.choose_format("auto", Path("x.json"), 1) == "json"


@pytest.mark.parametrize(
    ("name", "count", "style"),
    [("x.json", 1, "json"), ("x.json", 2, "jsonl"), ("x.jsonl", 1, "jsonl"), ("x.txt", 1, "text"), ("x", 1, "json")],
)
def test_the_name_of_the_output_says_the_format(name: str, count: int, style: str) -> None:
    from reports.render.output import choose_format

    assert choose_format("auto", Path(name), count) == style


def test_output_goes_to_a_file_and_nothing_to_the_screen(run: Run, story: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert run("parse", story, "-o", target) == (0, "", "")
    assert json.loads(target.read_text(encoding="utf-8"))["article"]["text"] == STORY


def test_output_dash_is_standard_output(run: Run, story: Path) -> None:
    assert json.loads(run("parse", story, "-o", "-")[1])


def test_a_story_is_not_overwritten_by_its_report(run: Run, story: Path) -> None:
    code, _, err = run("parse", story, "-o", story)
    assert code == 1
    assert "is one of the stories to read" in err
    assert story.read_text(encoding="utf-8") == STORY


@pytest.mark.parametrize("place", ["missing/out.json", "story.txt/out.json"])
def test_an_impossible_output_fails_before_the_work(run: Run, story: Path, place: str) -> None:
    story.write_text("CRASH", encoding="utf-8")
    code, out, err = run("parse", story, "-o", story.parent / place)
    assert (code, out) == (1, "")
    assert err.startswith("reports: error: ")
    assert err.count("\n") == 1
    assert "ZeroDivisionError" not in err
    assert os.listdir(story.parent) == ["story.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_fails_before_the_work(run: Run, story: Path, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    code, _, err = run("parse", story, "-o", folder / "out.json")
    folder.chmod(0o700)
    assert code == 1
    assert "cannot write to the folder" in err
    assert os.listdir(folder) == []


def test_nothing_is_written_when_every_story_fails(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    assert run("parse", tmp_path / "none.txt", "-o", target)[0] == 1
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.json"]


# ---- parse: bad input


def test_one_bad_story_is_one_line_and_the_others_go_on(run: Run, story: Path, tmp_path: Path) -> None:
    code, out, err = run("parse", story, tmp_path / "missing.txt", story)
    assert code == 1
    assert len(out.splitlines()) == 2
    assert err.startswith(f"reports: error: {tmp_path / 'missing.txt'}: ")
    assert err.count("\n") == 1


def test_a_fault_of_ours_is_one_line_too(run: Run, story: Path) -> None:
    story.write_text("CRASH", encoding="utf-8")
    code, out, err = run("parse", story)
    assert (code, out) == (1, "")
    assert "failed inside reports (ZeroDivisionError: division by zero)" in err
    assert err.count("\n") == 1


def test_a_fault_of_ours_can_be_traced(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story.write_text("CRASH", encoding="utf-8")
    monkeypatch.setenv("REPORTS_DEBUG", "1")
    from reports.cli import cli

    with pytest.raises(ZeroDivisionError):
        cli.main(["parse", str(story)], standalone_mode=False)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\t\r\n  \n"),
        ("only_bom.txt", b"\xef\xbb\xbf\n"),
        ("binary.txt", bytes(range(256)) * 40),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(500)),
    ],
)
def test_what_holds_no_story_is_one_line(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, out, err = run("parse", path)
    assert (code, out) == (1, "")
    assert err.startswith(f"reports: error: {path}: ")
    assert err.count("\n") == 1


def test_a_folder_is_one_line(run: Run, tmp_path: Path) -> None:
    code, out, err = run("parse", tmp_path)
    assert (code, out) == (1, "")
    assert err.startswith(f"reports: error: {tmp_path}: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", STORY),
        ("utf-16", STORY),
        ("utf-16-le", "\ufeff" + STORY),
        ("utf-16-be", "\ufeff" + STORY),
        ("latin-1", "Shells fell on the café quarter, a señor Muñoz told television. " * 3),
        ("cp1252", "“Shells fell on the café,” the mayor’s office said – and it denied the rest. " * 3),
    ],
)
def test_other_encodings_are_read(run: Run, tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(text.encode(encoding))
    code, out, _ = run("parse", path)
    assert code == 0
    assert json.loads(out)["article"]["text"] == text.removeprefix("\ufeff")


def test_mixed_newlines_become_one_kind(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"One line.\r\nTwo lines.\nThree lines.\r\n")
    assert json.loads(run("parse", path)[1])["article"]["text"] == "One line.\nTwo lines.\nThree lines.\n"


def test_null_bytes_in_a_story_are_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(STORY.encode() + b"\x00" + STORY.encode())
    code, _, err = run("parse", path)
    assert code == 1
    at = len(STORY)
    mend = "remove it, or save the text as UTF-8"
    assert err == f"reports: error: {path}: holds a null byte at position {at}; {mend}\n"


def test_warnings_are_one_line_each_and_name_the_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "french.txt"
    path.write_text("Tout le monde est parti.", encoding="utf-8")
    code, _, err = run("parse", path)
    assert code == 0
    assert err == f"reports: warning: {path}: {WARNING}\n"


def test_a_file_name_that_is_no_unicode(run: Run, tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"bad\xff.txt")
    try:
        with open(path, "wb") as stream:
            stream.write(STORY.encode())
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    code, out, _ = run("parse", os.fsdecode(path))
    assert code == 0
    assert json.loads(out)["article"]["path"].endswith("bad\\xff.txt")


# ---- parse: options


def test_date_is_taken_as_published(run: Run, story: Path) -> None:
    article = json.loads(run("parse", "--date", "2024-05-04", story)[1])["article"]
    assert (article["published"][:10], article["published_from"]) == ("2024-05-04", "option")


@pytest.mark.parametrize("value", ["tomorrow-ish", "2024-13-01", "2024-02-30", "", "04/05/2024x", "NaN"])
def test_a_date_that_is_none_is_wrong_use(run: Run, story: Path, value: str) -> None:
    code, out, err = run("parse", "--date", value, story)
    assert (code, out) == (2, "")
    assert "YYYY-MM-DD" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "part"),
    [
        (["parse"], "FILE"),
        (["parse", "--nonsense", "x"], "--nonsense"),
        (["parse", "--format", "xml", "x"], "xml"),
        (["prase", "x"], "prase"),
        (["types", "airstrike"], "airstrike"),
        (["show"], "REPORT.json"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(run: Run, args: list[str], part: str) -> None:
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert err.startswith("reports: error: ")
    assert part in err
    assert "--help)" in err
    assert err.count("\n") == 1


def test_interrupted_is_one_line_and_exit_130(run: Run, story: Path, tmp_path: Path) -> None:
    story.write_text("INTERRUPT", encoding="utf-8")
    target = tmp_path / "out.json"
    code, out, err = run("parse", story, "-o", target)
    assert (code, out) == (130, "")
    assert err.strip() == "reports: interrupted"
    assert os.listdir(tmp_path) == ["story.txt"]


def test_an_unknown_model_is_told_once(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from reports.errors import ModelError

    def refuse(model: str | None = None, *, fast: bool = False) -> object:
        raise ModelError(f"model {model!r} is not installed")

    monkeypatch.setattr(sys.modules["reports.pipeline"], "load_pipeline", refuse)
    code, out, err = run("parse", "--model", "nope", story, story)
    assert (code, out, err) == (1, "", "reports: error: model 'nope' is not installed\n")


def _what_is_there(terminal: int) -> str:
    try:
        return os.read(terminal, 100_000).decode(errors="replace")
    except BlockingIOError:
        return ""


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
def test_a_progress_bar_leaves_standard_output_alone(run: Run, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, name = os.openpty()
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(name, "w") as screen:
        monkeypatch.setattr(sys, "stderr", screen)
        code, out, _ = run("parse", story, story.parent / "missing.txt", story)
        screen.flush()
        os.set_blocking(terminal, False)  # a terminal gives what it has in pieces of a few thousand bytes
        shown = "".join(iter(lambda: _what_is_there(terminal), ""))
    os.close(terminal)
    assert code == 1
    assert [json.loads(line)["article"]["text"] for line in out.splitlines()] == [STORY, STORY]
    assert "3/3" in shown
    assert "missing.txt: " in shown
    assert "schema_version" not in shown


# ---- show, schema, types, version, help


def test_show_reads_what_parse_wrote(run: Run, tmp_path: Path) -> None:
    code, out, err = run("show", REPORT_JSON)
    assert (code, err) == (0, "")
    assert "DENIED by Idris Vale" in out
    assert "[[struck]]" in run("show", "--evidence", REPORT_JSON)[1]
    lines = tmp_path / "two.jsonl"
    one = json.dumps(json.loads(REPORT_JSON.read_text(encoding="utf-8")))
    lines.write_text(f"{one}\n{one}\n", encoding="utf-8")
    assert run("show", lines)[1].count("6 claims: ") == 2


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"schema_version": "9"}', "Rebels shelled the harbour."])
def test_show_of_what_is_no_report_is_one_line(run: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    code, out, err = run("show", path)
    assert (code, out) == (1, "")
    assert err.startswith(f"reports: error: {path}")
    assert err.count("\n") == 1


def test_show_of_a_missing_file_or_a_folder_is_one_line(run: Run, tmp_path: Path) -> None:
    for path, part in ((tmp_path / "none.json", "no such file"), (tmp_path, "is a folder")):
        code, _, err = run("show", path)
        assert code == 1
        assert part in err
        assert err.count("\n") == 1


def test_schema_is_that_of_a_report(run: Run) -> None:
    schema = json.loads(run("schema")[1])
    assert schema["title"] == "Report"
    assert schema["additionalProperties"] is False
    assert "from" in schema["$defs"]["Link"]["properties"]


def test_types_lists_codes_and_words(run: Run) -> None:
    out = run("types")[1]
    assert "ACLED   Explosions/Remote violence / Air/drone strike" in out
    rows = json.loads(run("types", "--format", "json", "air_strike", "shelling")[1])
    assert {row["type"] for row in rows} == {"air_strike", "shelling"}
    assert all(row["triggers"] for row in rows)


def test_version_names_package_model_and_data(run: Run) -> None:
    import reports

    lines = run("--version")[1].splitlines()
    assert lines[0] == f"reports {reports.__version__}"
    assert lines[2].startswith("model en_core_web_sm")
    assert lines[3].startswith("tagger minilm-conflict ")
    assert lines[4].startswith("data ")
    assert lines[5].startswith("places from GeoNames (CC BY 4.0)")


@pytest.mark.parametrize("name", ["", "parse", "show", "schema", "types"])
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_help_has_an_example(run: Run, name: str, flag: str) -> None:
    code, out, _ = run(*([name] if name else []), flag)
    assert code == 0
    assert "Example" in out
    assert f"reports {name}".rstrip() in out.partition("Example")[2]


def test_reports_alone_shows_the_help(run: Run) -> None:
    code, out, _ = run()
    assert code == 0
    assert out.startswith("Usage: reports")


# ---- in a process of its own


def test_help_imports_nothing_heavy() -> None:
    code = "from reports.cli import cli; cli(['--help'], standalone_mode=False)"
    assert loaded_by(code, {"spacy", "pydantic", "rich", "numpy", "trafilatura", "orjson"}) == set()


@pytest.mark.parametrize("args", [["schema"], ["show", str(REPORT_JSON)], ["types"]])
def test_a_closed_pipe_is_a_quiet_end(args: list[str]) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as closed:
        run = run_reports(*args, capture_output=False, stdout=closed, stderr=subprocess.PIPE)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        run = run_reports("schema", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 1
    assert run.stderr.startswith(b"reports: error: ")
    assert run.stderr.count(b"\n") == 1


def test_utf8_whatever_the_locale() -> None:
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    env = {**plain, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    run = run_reports("show", REPORT_JSON, env=env)
    assert run.returncode == 0, run.stderr.decode()
    assert "killed ≥22 civilians" in run.stdout.decode("utf-8")


def test_control_c_while_waiting_for_a_story() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "reports", "parse", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert err.strip() == b"reports: interrupted"


def test_completion_script_is_given() -> None:
    run = run_reports(env={**os.environ, "_REPORTS_COMPLETE": "zsh_source"})
    assert b"#compdef reports" in run.stdout


def test_places_lists_candidates_with_coordinates(run: Run) -> None:
    code, out, _ = run("places", "Sloviansk")
    assert code == 0
    assert out.splitlines()[0].startswith("Sloviansk  settlement  Donetsk, UKR  48.8")


def test_places_keeps_to_the_country_asked_for(run: Run) -> None:
    code, out, _ = run("places", "Tripoli", "--country", "lby", "--format", "json")
    assert code == 0
    assert {row["country"] for row in json.loads(out)} == {"LBY"}


def test_places_without_a_match_says_so(run: Run) -> None:
    code, out, err = run("places", "Zzyzxquark", "--country", "lby")
    assert (code, out) == (1, "")
    assert "Zzyzxquark: the gazetteer has no place of this name in LBY; try another spelling" in err


# ---- endings that no format has


@pytest.mark.parametrize("name", ["x.pdf", "x.xyz", "x.db", "x.sqlite", "x.parquet", "x.jsonl.gz"])
@pytest.mark.parametrize("name_of", ["parse", "show", "digest", "timeline"])
def test_an_ending_without_a_format_is_refused(run: Run, story: Path, tmp_path: Path, name_of: str, name: str) -> None:
    target = tmp_path / name
    code, out, err = run(name_of, REPORT_JSON if name_of == "show" else story, "-o", target)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert ".txt, .json" in err
    assert ('"reports batch" writes .db, .jsonl and .parquet' in err) == (name.endswith(("b", "e", "t")))
    assert not target.exists()


def test_a_format_that_is_named_may_have_any_ending_but_that_of_a_database(
    run: Run, story: Path, tmp_path: Path
) -> None:
    assert run("parse", "--format", "json", story, "-o", tmp_path / "x.report")[0] == 0
    assert run("parse", story, "-o", tmp_path / "without-ending")[0] == 0
    assert run("parse", "--format", "json", story, "-o", tmp_path / "x.db")[0] == 2
    assert not (tmp_path / "x.db").exists()
