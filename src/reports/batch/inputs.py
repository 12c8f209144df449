"""From what the user names to documents, with an eye on how much of it is read: for the time left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from reports.errors import InputError
from reports.read.documents import Document, Failure, ReadOptions, documents
from reports.read.walk import STDIN, walk

Own = Callable[[Path], bool]
_PACKED = {".gz": 4, ".zip": 4}  # unpacked to packed size, roughly: for the time left only
_ALMOST = 0.99


class Inputs:
    """The inputs of a batch. `own` tells its own files, which are never read as stories."""

    def __init__(self, inputs: Sequence[str], options: ReadOptions, own: Own) -> None:
        self.passed_over = 0
        self._inputs = inputs
        self._options = options
        self._own = own
        self._total: int | None = None
        self._before = 0  # bytes of files that are read
        self._size = 0  # bytes of the file that is being read, and how many of them
        self._read = 0

    def stream(self) -> Iterator[Document | Failure]:
        """Yields every story of the inputs, or the failure in its place, in a stable order."""
        for item in walk(self._inputs, on_skip=self._skip):
            if isinstance(item, InputError):
                yield Failure.of(item)
            elif str(item) == STDIN or not self._own(item):
                yield from self._file(item)

    def measure(self) -> None:
        """Begin to add up the sizes of the inputs, in a thread."""
        threading.Thread(target=self._measure, daemon=True).start()

    @property
    def share(self) -> float | None:
        """The part of the inputs that is read, 0 to 1; None while that is not known."""
        if not self._total:
            return None
        return min((self._before + min(self._read, self._size * _ALMOST)) / self._total, 1.0)

    def _file(self, path: Path) -> Iterator[Document | Failure]:
        self._size, self._read = _size(path), 0
        for item in documents([path], self._options, on_skip=self._skip):
            if isinstance(item, Document):
                self._read += len(item.data)
            yield item
        self._before += self._size
        self._size = self._read = 0

    def _skip(self, name: str, _why: str) -> None:
        self.passed_over += not self._own(Path(name))

    def _measure(self) -> None:
        self._total = sum(_size(item) for item in walk(self._inputs) if isinstance(item, Path) and not self._own(item))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size * _PACKED.get(path.suffix.lower(), 1)
    except (OSError, ValueError):
        return 0
