"""Errors that `reports` raises on purpose. Each message is one line that names the input and the mend."""

from __future__ import annotations

from pathlib import Path


def reason_of(error: OSError) -> str:
    """What the system says of an error, in small letters, for the middle of a message."""
    return (error.strerror or str(error)).lower()


class ReportsError(Exception):
    """Base of all errors a user can mend. `str(error)` is one line without a trailing full stop."""


class PathError(ReportsError):
    """Something is wrong with what the user named: `path`. `reason` is the message without it."""

    def __init__(self, path: Path | str, problem: str, mend: str | None = None) -> None:
        self.path = str(path)
        self.problem = problem
        self.mend = mend
        super().__init__(f"{self.path}: {self.reason}")

    @property
    def reason(self) -> str:
        """What is wrong, and how to mend it."""
        return self.problem + (f"; {self.mend}" if self.mend else "")


class InputError(PathError):
    """A story could not be read. `path` is what the user named ("-" for standard input)."""


class LimitError(InputError):
    """An input that costs more than an input may: an archive bomb, a file too large for a story."""


class DateError(ReportsError):
    """A publication date that cannot be read as an ISO date or date-time."""


class OutputError(PathError):
    """A result could not be written. `path` is where it should have gone."""


class DataError(ReportsError):
    """A data file of the package is broken. The message reads `file:line: [field] problem`."""


class ModelError(ReportsError):
    """A spaCy model is missing or does not fit."""
