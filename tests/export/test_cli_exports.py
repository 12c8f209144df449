"""The command line of exports and figures: what goes where, and what is said when it cannot be."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from tests.processes import run_reports
from tests.render.saved import REPORT_JSON

STORIES = Path(__file__).parents[2] / "docs" / "cookbook.jsonl"
EXPORTS = ("csv", "geojson", "acled", "ucdp", "plover", "timemap", "claimreview")


def reports(*args: object, data: bytes | None = None) -> tuple[int, str, str]:
    done = run_reports(*args, input=data)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("style", EXPORTS)
def test_every_export_goes_to_standard_output_and_its_note_beside_it(style: str) -> None:
    code, out, err = reports("show", "--format", style, REPORT_JSON)
    assert code == 0
    assert out.endswith("\n")
    assert all(line.startswith("reports: note: ") for line in err.splitlines())
    assert len(err.splitlines()) <= 1
    if style in ("geojson", "timemap", "claimreview"):
        json.loads(out)
    elif style != "plover":
        assert len(next(csv.reader(io.StringIO(out)))) > 30


@pytest.mark.parametrize(("name", "begins"), [("x.csv", "report,claim,"), ("x.geojson", '{"type":"FeatureCollection"')])
def test_the_ending_of_the_file_says_the_format(tmp_path: Path, name: str, begins: str) -> None:
    assert reports("show", REPORT_JSON, "-o", tmp_path / name)[0] == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    lines, target = tmp_path / "in.jsonl", tmp_path / "out.csv"
    line = json.dumps(json.loads(REPORT_JSON.read_text(encoding="utf-8")))
    lines.write_text(f"{line}\n{line}\nbroken\n", encoding="utf-8")
    target.write_text("old\n", encoding="utf-8")
    code, out, err = reports("show", lines, "-o", target)
    assert (code, out) == (1, "")
    assert err.startswith(f"reports: error: {lines}:3: is not JSON")
    assert err.count("\n") == 1
    assert target.read_text(encoding="utf-8") == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.csv"]


def test_a_database_is_exported_and_counted(tmp_path: Path) -> None:
    lines, database = tmp_path / "in.jsonl", tmp_path / "war.db"
    lines.write_text(json.dumps(json.loads(REPORT_JSON.read_text(encoding="utf-8"))) + "\n", encoding="utf-8")
    assert reports("convert", lines, database)[0] == 0
    assert reports("show", "--format", "csv", database)[1] == reports("show", "--format", "csv", REPORT_JSON)[1]
    code, out, err = reports("stats", database)
    assert (code, err) == (0, "")
    assert "claims in 1 stor" in out
    assert reports("stats", database, "-o", tmp_path / "war.svg") == (0, "", "")
    assert (tmp_path / "war.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert json.loads(reports("stats", database, "--format", "json")[1])["stories"] == 1


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("nowhere.db",), 1, "nowhere.db: no such file; check the name"),
        ((REPORT_JSON,), 1, "report.json: is JSON, no database; turn it into one first: reports show "),
        ((Path(__file__),), 1, "cannot be read as a database of reports"),
        ((Path(__file__).parent,), 1, "export: is a folder, no database; turn it into one first: reports convert "),
        (("x.db", "-o", "x.jsonl"), 2, '--format; "reports batch" writes .db, .jsonl and .parquet'),
        (("x.db", "-o", "x.html"), 2, "no format goes by .html; end it in one of .txt, .json, .svg, or give --format"),
        (("x.db", "--format", "json", "-o", "y.db"), 2, "no format goes by .db; end it in one of .txt, .json, .svg;"),
        (("x.db", "--since", "May"), 2, "'May' is not a date; give YYYY-MM-DD"),
        (("x.db", "--by", "hour"), 2, "'hour' is not one of"),
    ],
)
def test_wrong_use_of_stats_is_one_line(args: tuple[object, ...], code: int, message: str) -> None:
    found, out, err = reports("stats", *args)
    assert (found, out) == (code, "")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("style", ["acled", "ucdp", "geojson"])
def test_the_bytes_do_not_hang_on_the_order_of_sets(style: str) -> None:
    """Python orders sets anew in each process unless it is told a seed."""
    found = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        found.add(run_reports("show", "--format", style, STORIES, env=environment, check=True).stdout)
    assert len(found) == 1


def test_exports_of_nothing_read_are_nothing() -> None:
    code, out, err = reports("show", "--format", "csv", "-", data=b"")
    assert (code, out) == (1, "")
    assert err.startswith("reports: error: -: is empty")


def test_lines_of_reports_are_no_database_and_the_way_to_one_is_told(tmp_path: Path) -> None:
    lines = tmp_path / "war.jsonl"
    lines.write_text(json.dumps(json.loads(REPORT_JSON.read_text(encoding="utf-8"))) + "\n", encoding="utf-8")
    code, _, err = reports("stats", lines)
    mend = f"reports convert {lines} {tmp_path / 'war.db'}"
    assert code == 1
    assert err == f"reports: error: {lines}: is JSON lines, no database; turn it into one first: {mend}\n"
    assert reports(*mend.split()[1:])[0] == 0
    assert reports("stats", tmp_path / "war.db")[0] == 0
