"""The commands digest, timeline and compare. A stand-in for the pipeline answers for stories; reports are real ones."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import sqlite3
import sys
import threading
import types as python_types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.digest.by_hand import DIGEST, HOSTILE
from tests.export.making import actor, claim, killed, place, report, source, time
from tests.processes import loaded_by, run_into_head, run_reports
from tests.stand_in import STORY, WARNING

from reports.digest.records import Digest
from reports.digest.views import table
from reports.records import Report
from reports.render.jsontext import dumps

Run = Callable[..., tuple[int, str, str]]


def made(name: str = "r-0000000000000001", lat: float = 42.5, toll: int = 3, **article: Any) -> Report:
    return report(
        name,
        article={"text": f"story {name}", "path": f"{name}.txt", "published": "2024-05-03", **article},
        actors=[actor("a1", "military", "XKX", name="army"), actor("a2", "armed_group", name="rebels")],
        places=[place("p1", lat=lat, name="Osen")],
        sources=[source("s1", "police")],
        claims=[
            claim("c1", "shelling", by=["a1"], on=["a2"], at=["p1"], time=time("2024-05-02"), source="s1",
                  numbers=[killed(toll, toll)], text="The army shelled the harbour of Osen"),
        ],
    )  # fmt: skip


@pytest.fixture
def run(quick: Run) -> Run:
    return quick


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Two reports of one event, told by one source in two outlets."""
    path = tmp_path / "saved.jsonl"
    reports = [made(publisher="Wire A"), made("r-0000000000000002", publisher="Wire B")]
    path.write_text("".join(dumps(each) + "\n" for each in reports), encoding="utf-8")
    return path


def digest_of(run: Run, *args: object) -> Digest:
    code, out, err = run("digest", *args, "--format", "json")
    assert code == 0, err
    return Digest.model_validate_json(out)


# ---- what goes in


def test_saved_reports_become_incidents(run: Run, saved: Path) -> None:
    code, out, err = run("digest", saved)
    assert (code, err) == (0, "")
    assert out.startswith("1 incident in 2 stories")
    assert "Wire A" in out
    assert "Osen" in out


@pytest.mark.parametrize("kind", ["json", "jsonl", "array", "sorted", "gz", "txt", "db", "folder", "stdin"])
def test_reports_are_told_by_their_content(
    run: Run, saved: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = digest_of(run, saved)
    lines = saved.read_bytes().splitlines()
    target = tmp_path / f"in.{kind}"
    if kind in ("db", "folder"):
        target = tmp_path / ("in.db" if kind == "db" else "folder")
        assert run("convert", saved, target)[0] == 0
    elif kind == "gz":
        target.write_bytes(gzip.compress(saved.read_bytes()))
    elif kind in ("array", "sorted"):
        target = target.with_suffix(".json")
        pretty = json.dumps([json.loads(line) for line in lines], indent=1, sort_keys=kind == "sorted")
        target.write_text(pretty, encoding="utf-8")
    elif kind == "json":
        target.write_bytes(b"\n\n".join(lines))
    elif kind == "stdin":
        monkeypatch.setattr(sys, "stdin", python_types.SimpleNamespace(buffer=saved.open("rb")))
        target = Path("-")
    else:
        target.write_bytes(saved.read_bytes())
    assert digest_of(run, target) == wanted


def test_stories_are_parsed_on_the_way(run: Run, story: Path) -> None:
    found = digest_of(run, story)
    assert [each.path for each in found.stories] == [str(story)]


def test_a_folder_may_hold_stories_and_reports(run: Run, saved: Path, story: Path) -> None:
    found = digest_of(run, saved.parent)
    assert sorted(each.path or "" for each in found.stories) == [
        str(story), "r-0000000000000001.txt", "r-0000000000000002.txt",
    ]  # fmt: skip


def test_the_list_of_failures_beside_a_batch_is_no_story(run: Run, saved: Path) -> None:
    failure = b'{"path":"x.txt","reason":"is empty","class":"InputError","sha256":null}\n'
    saved.with_name("saved.jsonl.errors.jsonl").write_bytes(failure)
    assert digest_of(run, saved.parent).incidents
    named = run("digest", saved.with_name("saved.jsonl.errors.jsonl"))
    assert named[0] == 1  # asked for by name, it is read and refused


def test_the_date_is_for_stories_that_give_none(run: Run, story: Path, tmp_path: Path) -> None:
    dated = tmp_path / "dated.json"
    dated.write_text(json.dumps({"text": STORY + "Again.", "published": "2024-01-01"}), encoding="utf-8")
    found = digest_of(run, "--date", "2024-05-06", story, dated)
    assert sorted((each.published or "")[:10] for each in found.stories) == ["2024-01-01", "2024-05-06"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_loses_nothing_of_what_it_holds(run: Run, saved: Path, tmp_path: Path) -> None:
    """In a process of its own: to open a pipe twice is to wait for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    threading.Thread(target=lambda: pipe.write_bytes(saved.read_bytes()), daemon=True).start()
    ended = run_reports("digest", "--format", "json", pipe)
    assert Digest.model_validate_json(ended.stdout) == digest_of(run, saved)


def test_one_bad_file_is_one_line_and_the_rest_goes_on(run: Run, saved: Path, tmp_path: Path) -> None:
    bad, crash = tmp_path / "bad.txt", tmp_path / "crash.txt"
    bad.write_bytes(b"")
    crash.write_text("CRASH", encoding="utf-8")
    code, out, err = run("digest", bad, tmp_path / "absent.txt", crash, saved)
    assert code == 1
    assert out.startswith("1 incident in 2 stories")
    lines = err.splitlines()
    assert [line.partition(": error: ")[2].partition(":")[0] for line in lines] == [
        str(bad), str(tmp_path / "absent.txt"), str(crash),
    ]  # fmt: skip
    assert "failed inside reports (ZeroDivisionError: division by zero)" in lines[2]


def test_one_bad_line_does_not_spoil_a_file(run: Run, saved: Path) -> None:
    with saved.open("ab") as stream:
        stream.write(b'{"schema_version":"9","claims":[]}\n{"schema_version":"1","claims":"none"}\n{broken\n')
        stream.write(dumps(made("r-0000000000000003")).encode() + b"\n")
    code, out, err = run("digest", saved)
    assert (code, err.count("\n")) == (1, 3)
    assert "3 stories" in out.splitlines()[0]
    assert f"{saved}:3: has schema version '9'" in err
    assert f"{saved}:4: is not a report" in err
    assert f"{saved}:5: " in err


def test_without_anything_read_nothing_is_written(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    code, out, err = run("digest", tmp_path / "absent.txt", "-o", target)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert not target.exists()


def test_what_spoils_every_story_ends_the_command(run: Run, tmp_path: Path, saved: Path) -> None:
    (tmp_path / "a.txt").write_text("NO MODEL", encoding="utf-8")
    code, out, err = run("digest", tmp_path / "a.txt", saved)
    assert (code, out, err) == (1, "", "reports: error: no model here\n")


def test_warnings_of_stories_go_to_standard_error(run: Run, tmp_path: Path) -> None:
    french = tmp_path / "fr.txt"
    french.write_text("le monde", encoding="utf-8")
    code, _, err = run("digest", french)
    assert (code, err) == (0, f"reports: warning: {french}: {WARNING}\n")


def test_the_same_file_twice_is_the_same_as_once(run: Run, saved: Path) -> None:
    assert digest_of(run, saved, saved).incidents == digest_of(run, saved).incidents


def test_no_input_is_wrong_use(run: Run) -> None:
    assert run("digest") == (2, "", "reports: error: Missing argument 'IN...' (see reports digest --help)\n")


# ---- a digest that was saved


def test_a_saved_digest_is_shown_again(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "digest.json"
    path.write_text(table.as_json(DIGEST), encoding="utf-8")
    assert digest_of(run, path) == DIGEST
    assert run("digest", path)[1].startswith("3 incidents in 4 stories")
    assert "7 May 2024" in run("timeline", path)[1]


def test_a_saved_digest_stands_alone(run: Run, saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "digest.json"
    path.write_text(table.as_json(DIGEST), encoding="utf-8")
    code, out, err = run("digest", saved, path)
    assert code == 1
    assert err == f"reports: error: {path}: is a digest, not a story or report; give it alone, without others\n"
    assert out.startswith("1 incident")


def test_a_cut_digest_is_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "digest.json"
    for text in (table.as_json(DIGEST)[:400], '{"digest_version": "2", "incidents": []}'):
        path.write_text(text, encoding="utf-8")
        code, out, err = run("digest", path)
        assert (code, out) == (1, "")
        assert err.startswith(f"reports: error: {path}: is not a whole digest (")
        assert err.count("\n") == 1


# ---- filters


@pytest.fixture
def by_hand(tmp_path: Path) -> Path:
    path = tmp_path / "by_hand.json"
    path.write_text(table.as_json(DIGEST), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (["--place", "osen"], ["i-quay"]),
        (["--place", "64.9,10.5", "--within", "5"], ["i-bridge"]),
        (["--place=-64.9,10.5", "--within", "5"], []),
        (["--actor", "rebels"], ["i-quay"]),
        (["--type", "destruction", "--type", "negotiation"], ["i-undated", "i-bridge"]),
        (["--since", "2024-05-05"], ["i-quay"]),
        (["--until", "2024-05-05"], ["i-bridge"]),
        (["--min-sources", "2"], ["i-quay"]),
        (["--disputed"], ["i-quay"]),
        (["--disputed", "--until", "2024-05-05"], []),
    ],
)
def test_filters_choose(run: Run, by_hand: Path, args: list[str], wanted: list[str]) -> None:
    assert [each.id for each in digest_of(run, by_hand, *args).incidents] == wanted


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--within", "5"], "--within goes with --place"),
        (["--within", "nan", "--place", "Osen"], "--within nan is no distance"),
        (["--place", " "], "--place is empty"),
        (["--actor", ""], "--actor is empty"),
        (["--place", "1,2"], "--place LAT,LON goes with --within"),
        (["--since", "2024-05-06", "--until", "2024-05-05"], "--since 2024-05-06 is after --until 2024-05-05"),
        (["--since", "May"], "'May' is not a date; give YYYY-MM-DD"),
        (["--type", "bombardment"], "'bombardment' is no claim type; `reports types` lists them"),
        (["--within", "-1", "--place", "Osen"], "-1.0 is not in the range"),
        (["--min-sources", "0"], "0 is not in the range"),
        (["--format", "pdf"], "'pdf' is not one of"),
    ],
)
def test_wrong_use_is_told_before_anything_is_read(run: Run, args: list[str], told: str) -> None:
    code, out, err = run("digest", "absent.json", *args)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err


@pytest.mark.parametrize(("name", "ending"), [("digest", ".svg"), ("timeline", ".html"), ("timeline", ".jsonl")])
def test_an_ending_that_means_no_format_of_the_command_is_wrong_use(
    run: Run, by_hand: Path, tmp_path: Path, name: str, ending: str
) -> None:
    target = tmp_path / f"out{ending}"
    code, _, err = run(name, by_hand, "-o", target)
    assert code == 2
    assert f"-o {target}: no format goes by {ending}; end it in one of .txt, .json" in err
    assert ", or give --format" in err
    assert err.endswith(f"(see reports {name} --help)\n")
    assert not target.exists()
    assert run(name, by_hand, "-o", target, "--format", "csv")[0] == 0


def test_a_database_is_for_batch_to_write(run: Run, by_hand: Path, tmp_path: Path) -> None:
    code, _, err = run("digest", by_hand, "-o", tmp_path / "out.db", "--format", "csv")
    assert (code, err.count("\n")) == (2, 1)
    assert '"reports batch" writes .db' in err
    assert not (tmp_path / "out.db").exists()


@pytest.mark.parametrize("kind", ["jsonl", "db"])
def test_a_file_that_holds_nothing_says_so(run: Run, saved: Path, tmp_path: Path, kind: str) -> None:
    empty, target = tmp_path / "none.jsonl", tmp_path / f"empty.{kind}"
    empty.write_bytes(b"")
    if kind == "db":
        assert run("convert", saved, target)[0] == 0
        with contextlib.closing(sqlite3.connect(target)) as connection, connection:
            connection.execute("DELETE FROM records")
    else:
        target = empty
    code, out, err = run("digest", target)
    assert (code, out) == (1, "")
    assert err == f"reports: error: {target}: holds no story and no report; give one of either\n"


@pytest.mark.parametrize("point", ["98,37", "48,370"])
def test_a_point_that_is_not_on_the_globe_is_wrong_use(run: Run, by_hand: Path, point: str) -> None:
    code, _, err = run("digest", by_hand, "--place", point, "--within", "5")
    assert code == 2
    assert "is not on the globe" in err


def test_an_unknown_place_is_one_line(run: Run, by_hand: Path, tmp_path: Path) -> None:
    code, out, err = run("digest", by_hand, "--place", "Osenn", "-o", tmp_path / "out.json")
    assert (code, out) == (1, "")
    assert err == "reports: error: Osenn: no incident has a place of this name; much like it: Osen\n"
    assert not (tmp_path / "out.json").exists()


def test_a_place_of_the_gazetteer_is_told_with_what_it_is_taken_for(run: Run, by_hand: Path) -> None:
    code, out, err = run("digest", by_hand, "--place", "Trondheim", "--within", "500")
    assert code == 0
    assert err.startswith("reports: note: Trondheim is taken for Trondheim (")
    assert "Shelling of Osen" in out
    assert run("digest", by_hand, "--place", "Zzyzxqq", "--within", "5")[0] == 1


def test_a_choice_that_is_empty_is_no_error(run: Run, by_hand: Path) -> None:
    code, out, err = run("digest", by_hand, "--disputed", "--until", "2024-05-05")
    assert (code, err) == (0, "")
    assert "No incidents." in out
    assert "0 of 3 incidents: until 2024-05-05, disputed" in out


# ---- what comes out


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("x.json", '{"digest_version":"1"'),
        ("x.csv", "incident,description"),
        ("x.txt", "3 incidents"),
        ("x", "3 incidents"),
    ],
)
def test_the_ending_of_the_file_says_the_format(
    run: Run, by_hand: Path, tmp_path: Path, name: str, begins: str
) -> None:
    assert run("digest", by_hand, "-o", tmp_path / name)[:2] == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_html_and_geojson(run: Run, by_hand: Path, tmp_path: Path) -> None:
    assert run("digest", by_hand, "-o", tmp_path / "x.html")[0] == 0
    assert "Shelling of Osen" in (tmp_path / "x.html").read_text(encoding="utf-8")
    assert run("digest", by_hand, "-o", tmp_path / "x.geojson")[0] == 0
    assert json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))["type"] == "FeatureCollection"


def test_rows_of_claims(run: Run, by_hand: Path) -> None:
    assert run("digest", by_hand, "--format", "csv", "--rows", "claims")[1].startswith("incident,claim,report,")


@pytest.mark.parametrize(
    ("name", "begins"),
    [("x.json", '{"timeline_version":"1"'), ("x.csv", "day,incident"), ("x.svg", "<svg "), ("x.txt", "1 May 2024\n")],
)
def test_formats_of_the_timeline(run: Run, by_hand: Path, tmp_path: Path, name: str, begins: str) -> None:
    assert run("timeline", by_hand, "-o", tmp_path / name)[:2] == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_the_input_is_not_written_over(run: Run, by_hand: Path) -> None:
    before = by_hand.read_bytes()
    code, _, err = run("digest", by_hand, "-o", by_hand)
    assert (code, err.count("\n")) == (1, 1)
    assert by_hand.read_bytes() == before


def test_the_same_input_gives_the_same_bytes(run: Run, saved: Path) -> None:
    for style in ("json", "csv", "text"):
        assert run("digest", saved, "--format", style) == run("digest", saved, "--format", style)


def test_schemas_are_those_of_what_is_written(run: Run) -> None:
    for name, title in (
        ("digest", "Digest"),
        ("timeline", "Timeline"),
        ("comparison", "Comparison"),
        ("report", "Report"),
    ):
        schema = json.loads(run("schema", name)[1])
        assert schema["title"] == title
        assert schema["additionalProperties"] is False
    assert "from" in json.loads(run("schema", "digest")[1])["$defs"]["IncidentLink"]["properties"]
    assert run("schema", "story")[0] == 2


# ---- what is kept


def test_a_state_is_added_to(run: Run, saved: Path, tmp_path: Path) -> None:
    state, second = tmp_path / "war.state", tmp_path / "second.jsonl"
    second.write_text(dumps(made("r-0000000000000003", lat=48.0)) + "\n", encoding="utf-8")
    first = digest_of(run, saved, "--state", state)
    both = digest_of(run, second, "--state", state)
    assert (len(first.stories), len(both.stories)) == (2, 3)
    assert both == digest_of(run, saved, second)
    assert digest_of(run, "--state", state) == both


def test_a_state_that_is_not_there_is_no_empty_digest(run: Run, tmp_path: Path) -> None:
    code, out, err = run("digest", "--state", tmp_path / "wra.state")
    assert (code, out) == (1, "")
    assert "there is no such state" in err
    assert not (tmp_path / "wra.state").exists()


def test_a_state_that_is_something_else_is_one_line(run: Run, saved: Path, tmp_path: Path) -> None:
    state = tmp_path / "war.state"
    state.write_bytes(b"not a state\n" * 100)
    code, out, err = run("digest", saved, "--state", state)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert str(state) in err
    assert state.read_bytes() == b"not a state\n" * 100


# ---- compare


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "a.json", tmp_path / "b.json"
    for path, toll in zip(paths, (9, 14), strict=True):
        path.write_text(dumps(made(toll=toll)), encoding="utf-8")
    return paths


def test_two_versions_field_by_field(run: Run, pair: tuple[Path, Path]) -> None:
    code, out, err = run("compare", *pair)
    assert (code, err) == (0, "")
    assert "killed       9 → 14" in out
    found = json.loads(run("compare", "--format", "json", *pair)[1])
    assert found["claims"][0]["status"] == "changed"


def test_the_exit_code_tells_whether_they_differ_if_asked(run: Run, pair: tuple[Path, Path]) -> None:
    assert run("compare", "--exit-code", *pair)[0] == 1
    assert run("compare", "--exit-code", pair[0], pair[0])[0] == 0
    assert run("compare", pair[0], "absent.txt")[0] == 1
    assert run("compare", "--exit-code", pair[0], "absent.txt")[0] == 2


def test_a_story_and_a_report(run: Run, pair: tuple[Path, Path], story: Path, tmp_path: Path) -> None:
    code, out, _ = run("compare", pair[0], story, "-o", tmp_path / "out.txt")
    assert (code, out) == (0, "")
    assert "Gone" in (tmp_path / "out.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("which", [0, 1])
def test_two_of_them_in_one_file_is_an_error(run: Run, saved: Path, pair: tuple[Path, Path], which: int) -> None:
    args = [pair[0], saved] if which else [saved, pair[0]]
    code, out, err = run("compare", *args)
    assert (code, out) == (1, "")
    assert err == f"reports: error: {saved}: holds more than one story or report; give a file with one\n"


def test_what_cannot_be_compared(run: Run, pair: tuple[Path, Path], by_hand: Path, tmp_path: Path) -> None:
    assert "is a folder; name a file with one story or report" in run("compare", pair[0], tmp_path)[2]
    assert "is a digest; give a story or a report" in run("compare", by_hand, pair[0])[2]
    (tmp_path / "empty.txt").write_bytes(b"")
    assert run("compare", pair[0], tmp_path / "empty.txt")[0] == 1
    assert run("compare", "-", "-")[0] == 2
    assert run("compare", pair[0])[0] == 2


# ---- all three


@pytest.mark.parametrize("name", ["digest", "timeline", "compare"])
def test_help_has_examples_of_the_command(run: Run, name: str) -> None:
    code, out, _ = run(name, "--help")
    assert code == 0
    assert f"reports {name}" in out.partition("Examples")[2]


@pytest.mark.parametrize("style", ["text", "json", "csv"])
def test_hostile_words_stay_words(run: Run, tmp_path: Path, style: str) -> None:
    path = tmp_path / "evil.json"
    path.write_text(dumps(made(title=HOSTILE, publisher=HOSTILE, path=HOSTILE)), encoding="utf-8")
    for command in ("digest", "timeline"):
        code, out, _ = run(command, path, "--format", style)
        assert code == 0
        assert "\x1b" not in out


@pytest.mark.parametrize("name", ["digest", "timeline"])
def test_a_closed_pipe_is_a_quiet_end(name: str, by_hand: Path) -> None:
    ended = run_into_head(name, by_hand)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_showing_a_digest_loads_no_pipeline(by_hand: Path) -> None:
    code = f"from reports.cli import cli; cli(['timeline', {str(by_hand)!r}], standalone_mode=False)"
    assert loaded_by(code, {"spacy", "onnxruntime", "trafilatura"}) == set()
