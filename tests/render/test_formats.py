from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.processes import loaded_by, run_reports
from tests.render.saved import EVIDENCE_JSON

from reports.errors import OutputError
from reports.render.formats import FORMATS, View, maker, of_suffix


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_in_the_table_can_be_made(name: str) -> None:
    if name == "png":
        pytest.importorskip("resvg_py")
    put, finish = maker(name)(lambda text: None, View())
    assert callable(put)
    assert callable(finish)


def test_no_two_formats_share_an_ending() -> None:
    endings = [suffix for each in FORMATS.values() for suffix in each.suffixes]
    assert len(endings) == len(set(endings))
    assert all(ending.startswith(".") and ending == ending.lower() for ending in endings)


@pytest.mark.parametrize(("suffix", "name"), [(".html", "html"), (".SVG", "svg"), (".md", "markdown"), (".xyz", None)])
def test_an_ending_means_a_format(suffix: str, name: str | None) -> None:
    assert of_suffix(suffix) == name


@pytest.mark.parametrize(
    ("name", "begins"),
    [("page.html", b"<!doctype html>"), ("map.svg", b"<svg "), ("brief.md", b"# "), ("map.png", b"\x89PNG\r\n")],
)
def test_show_writes_what_the_ending_of_the_file_says(tmp_path: Path, name: str, begins: bytes) -> None:
    if name.endswith("png"):
        pytest.importorskip("resvg_py")
    done = run_reports("show", "-o", tmp_path / name, EVIDENCE_JSON)
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_show_writes_json_lines_again() -> None:
    done = run_reports("show", "--format", "jsonl", EVIDENCE_JSON)
    assert json.loads(done.stdout)["id"] == json.loads(EVIDENCE_JSON.read_text(encoding="utf-8"))["id"]


def test_a_report_is_not_overwritten_by_its_page(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(EVIDENCE_JSON.read_bytes())
    done = run_reports("show", "--format", "html", "-o", path, path)
    assert done.returncode == 1
    assert path.read_bytes() == EVIDENCE_JSON.read_bytes()


def test_what_a_format_cannot_show_is_told_on_standard_error(tmp_path: Path) -> None:
    record = json.loads(EVIDENCE_JSON.read_text(encoding="utf-8"))
    record["places"][0] |= {"name": "Nowhere", "lat": None, "lon": None}
    path = tmp_path / "report.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    done = run_reports("show", "--format", "svg", path)
    assert done.returncode == 0
    assert done.stdout.startswith(b"<svg ")
    assert done.stderr.decode() == "reports: note: not on the map, without coordinates: Nowhere\n"


def test_a_broken_report_leaves_no_page(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text('{"claims": 3}', encoding="utf-8")
    done = run_reports("show", "-o", tmp_path / "page.html", path)
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]


def test_a_missing_extra_is_told_before_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(OutputError, match=r"PNG needs resvg-py; pip install .*or use svg"):
        maker("png")(lambda text: None, View(Path("map.png")))


def test_the_table_costs_nothing_to_import() -> None:
    heavy = {"jinja2", "markupsafe", "sqlite3", "reports.records", "reports.render.html"}
    assert loaded_by("import reports.cli", heavy) == set()


def test_a_page_is_made_without_the_parser() -> None:
    code = (
        "from reports.render.html import page\nfrom reports.render.jsontext import loads\n"
        f"page(list(loads(open({str(EVIDENCE_JSON)!r}, 'rb').read(), 'x')))"
    )
    assert loaded_by(code, {"spacy", "numpy", "rich", "onnxruntime"}) == set()
