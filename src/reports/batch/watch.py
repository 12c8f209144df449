"""Stories as they arrive in a folder.

The folder is looked at every so often, which works on every file system, network ones too. A file counts as
arrived when a second look finds it unchanged: one that is still being copied is not read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from reports.errors import InputError
from reports.read.documents import Document, Failure, ReadOptions, documents
from reports.read.walk import walk

State = tuple[int, int]  # time of the last change in nanoseconds, size in bytes
_GLANCE = 200  # files looked at between two pauses


class Watch:
    """A folder that is watched. `own` tells the batch's own files, `interval` is the seconds between two looks."""

    def __init__(
        self, inputs: Sequence[str], options: ReadOptions, own: Callable[[Path], bool], interval: float
    ) -> None:
        self._inputs = inputs
        self._options = options
        self._own = own
        self._interval = interval
        self._taken: dict[str, State] = {}
        self._last_look: dict[str, State] = {}
        self._told: set[str] = set()

    def stream(self) -> Iterator[Document | Failure | None]:
        """Yields the stories that are there, then those that arrive, for ever; None while there is nothing."""
        while True:
            yield from self._look()
            until = time.monotonic() + self._interval
            while time.monotonic() < until:
                yield None

    def _look(self) -> Iterator[Document | Failure | None]:
        """Yields what has arrived since the last look."""
        there: dict[str, State] = {}
        for number, item in enumerate(walk(self._inputs)):
            if number % _GLANCE == 0:
                yield None
            if isinstance(item, InputError):
                yield from self._complaint(item)
            elif (state := _state(item)) is None:
                if os.fspath(item) in self._inputs:  # any other was taken away while we looked
                    yield from self._complaint(
                        InputError(item, "there is no such folder", "make it, or check its name")
                    )
            elif self._taken.get(name := os.fspath(item)) == state:
                there[name] = state
            elif not self._own(item):  # asked only of what is new: it follows links
                there[name] = state
                if self._settled(name, state):
                    self._taken[name] = state
                    yield from documents([item], self._options)
        self._last_look = {name: state for name, state in there.items() if self._taken.get(name) != state}
        self._taken = {name: state for name, state in self._taken.items() if name in there}

    def _settled(self, name: str, state: State) -> bool:
        old = time.time_ns() - state[0] > self._interval * 1e9
        return old or self._last_look.get(name) == state

    def _complaint(self, error: InputError) -> Iterator[Failure]:
        """What cannot be opened, told once. A folder that is empty so far is no fault."""
        if Path(error.path).is_dir() and os.access(error.path, os.R_OK | os.X_OK):
            return
        if str(error) not in self._told:
            self._told.add(str(error))
            yield Failure.of(error)


def _state(path: Path) -> State | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
