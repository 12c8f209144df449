"""What became of one story: exactly one outcome a story, always.

An outcome is what passes from a worker to the parent and from the parent to a sink. It is small apart from the report,
which travels as the JSON that will be written: nobody between worker and sink reads it as records again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_LONGEST = 500  # characters of a reason


class Status(StrEnum):
    """What an outcome says: a report, a failure, or a story that was left out on purpose."""

    OK = "ok"
    FAILED = "failed"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`name` is what the user calls the story. `sha256` is that of its bytes, None where they could not be had.

    `made_by` says what read it: equal bytes and equal `made_by` give an equal report (see `reports.batch.settings`).
    `report` is JSON in UTF-8 without a line break, None unless `status` is ok. `words` are those of the article's text.
    `reason` is one line without the name, `error_class` the kind of error; both None unless `status` is failed.
    """

    name: str
    status: Status
    sha256: str | None = None
    made_by: str | None = None
    report: bytes | None = None
    version: str | None = None
    words: int = 0
    claims: int = 0
    error_class: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a sink knows of a story from before."""

    status: Status
    sha256: str | None
    made_by: str | None


def failed(
    name: str, reason: str, error_class: str, *, sha256: str | None = None, made_by: str | None = None
) -> Outcome:
    """The outcome of a story that could not be read. The reason becomes one line of bounded length."""
    line = " ".join(reason.split())
    told = line if len(line) <= _LONGEST else line[:_LONGEST] + " …"
    return Outcome(name, Status.FAILED, sha256, made_by, error_class=error_class, reason=told or error_class)
