from __future__ import annotations

import pytest

from reports.batch.tally import Tally, progress_line, span, summary, time_left
from reports.store import Outcome, Status, failed


def tally(**fields: object) -> Tally:
    made = Tally(began=0.0, ended=100.0)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.04, "0.0 s"), (9.96, "10.0 s"), (12.4, "12 s"), (59.7, "1 min 0 s"), (200, "3 min 20 s"),
     (3600 * 5 + 720, "5 h 12 min"), (86400 * 3 + 3600 * 4, "3 d 4 h")],
)  # fmt: skip
def test_spans_of_time(seconds: float, told: str) -> None:
    assert span(seconds) == told


def test_summary_of_a_good_run() -> None:
    assert summary(tally(ok=1, claims=1234, words=5000), "e") == [
        "1 story in 1 min 40 s: 1,234 claims, 5,000 words (50 words/s)"
    ]


def test_summary_counts_failures_by_reason() -> None:
    made = tally()
    for number in range(3):
        made.count(failed(str(number), "is empty", "InputError", sha256="x"))
    made.count(failed("x", "took longer than 9 s", "TimeOut", sha256="y"))
    made.count(Outcome("y", Status.LEFT_OUT))
    assert summary(made, "errors.jsonl")[1:] == [
        "1 story left out: published before --since",
        "4 stories failed, listed in errors.jsonl",
        "  3 × is empty (InputError)",
        "  1 × took longer than 9 s (TimeOut)",
    ]


def test_many_reasons_take_little_room() -> None:
    made = tally()
    for number in range(5000):
        made.count(failed(str(number), f"reason {number}", "Defect", sha256="x"))
    assert len(made.reasons) <= 1001
    lines = summary(made, "e")
    assert len(lines) == 12
    assert lines[-1] == "  and 991 other reasons"


def test_time_left_by_the_share_of_the_inputs() -> None:
    assert time_left(tally(ok=5), 0.25) == pytest.approx(300)
    assert time_left(tally(), 0.25) is None
    assert time_left(tally(ok=5), None) is None


def test_progress_line() -> None:
    made = tally(ok=1199, failed=1, before=30, words=550_000)
    assert progress_line(made, 0.5) == (
        "1,199 stories, 30 done before, 1 failed, 5,500 words/s, 1 min 40 s left"
    )  # fmt: skip


def test_what_failed_is_not_called_done() -> None:
    made = tally(ok=12, failed=2, before=14, failed_before=2)
    told = summary(made, "e", shown=20)
    assert told[0].startswith("12 stories in ")
    assert told[1:] == [
        "12 stories done before; --force reads them again",
        "2 stories failed, listed in e",
        "2 stories failed before, listed in e; --retry tries them again",
    ]
    assert progress_line(made, None).startswith("12 stories, 12 done before, 2 failed, ")
    assert "done before" not in " ".join(summary(tally(before=2, failed_before=2), "e"))


def test_an_input_that_is_not_there_is_no_story() -> None:
    made = tally()
    made.count(failed("nosuch", "there is no such file", "InputError"))
    assert summary(made, "e", shown=20) == ["1 input could not be opened, listed in e"]


def test_reasons_are_told_where_not_every_failure_was_shown() -> None:
    made = tally()
    for number in range(3):
        made.count(failed(str(number), "is empty", "InputError", sha256="x"))
    assert summary(made, "e", shown=3) == ["3 stories failed, listed in e"]
    assert summary(made, "e", shown=2)[1:] == ["  3 × is empty (InputError)"]
