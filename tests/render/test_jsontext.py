from __future__ import annotations

import json

import pytest
from tests.render.saved import REPORT, REPORT_JSON

from reports.errors import InputError
from reports.render.jsontext import dumps, loads


def test_a_report_survives_the_round_trip() -> None:
    assert list(loads(dumps(REPORT).encode(), "x")) == [REPORT]
    assert dumps(REPORT, pretty=True) + "\n" == REPORT_JSON.read_text(encoding="utf-8")


def test_a_link_says_from_and_not_from_underscore() -> None:
    link = json.loads(dumps(REPORT))["links"][0]
    assert link == {"from": "c2", "to": "c1", "relation": "denies", "on": None}


def test_json_lines_and_arrays_hold_several() -> None:
    line = dumps(REPORT)
    assert "\n" not in line
    assert len(list(loads(f"{line}\n\n{line}\n".encode(), "x"))) == 2
    assert len(list(loads(f"[{line},\n{line}]".encode(), "x"))) == 2


def test_a_file_name_that_is_no_unicode_is_still_json() -> None:
    article = REPORT.article.model_copy(update={"path": "bad\udcff.txt"})
    assert json.loads(dumps(REPORT.model_copy(update={"article": article})))["article"]["path"] == "bad\ufffd.txt"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.json: is empty"),
        (b"  \n", "x.json: is empty"),
        (b"SHELLING IN THE NORTH", "x.json: is not JSON"),
        (b"[1]", "x.json: is not a report (the record: "),
        (b'{"a": 1}', "x.json: is not a report ("),
        (b'{"schema_version": "2"}', "x.json: has schema version '2'"),
        (b"\xff\xfe\x00", "x.json: is not JSON"),
    ],
)
def test_what_is_no_report_is_one_line_with_a_mend(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        list(loads(data, "x.json"))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert ";" in str(caught.value)


def test_a_bad_line_is_named() -> None:
    reports = loads(f"{dumps(REPORT)}\nnonsense\n".encode(), "x.jsonl")
    assert next(reports) == REPORT
    with pytest.raises(InputError, match=r"^x\.jsonl:2: is not JSON"):
        next(reports)


def test_unknown_fields_are_refused() -> None:
    record = json.loads(dumps(REPORT)) | {"extra": 1}
    with pytest.raises(InputError, match="extra"):
        list(loads(json.dumps(record).encode(), "x.json"))
