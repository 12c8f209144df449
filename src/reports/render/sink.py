"""Where results go: a file that is either whole or not there, or standard output."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from reports.errors import OutputError, reason_of

Write = Callable[[str | bytes], None]


@contextlib.contextmanager
def open_file(path: Path) -> Iterator[Write]:
    """Gives a function that writes text (UTF-8) or bytes to `path`; the file takes its place when the block ends well.

    Until then the text is in a temporary file in the same folder, so an error or an interruption leaves what was
    there before. A pipe or a device is written to directly.
    Raises `OutputError` on entry if the folder is missing or cannot be written to, later if the disk is full.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file() and not target.is_dir():
        with _device(target, path) as stream:
            yield _writer(stream, path)
        return
    _check(target, path)
    temporary, stream = _temporary(target, path)
    try:
        yield _writer(stream, path)
        with _translated(path):
            stream.close()
            temporary.chmod(_mode(target))
            temporary.replace(target)
    finally:
        stream.close()
        temporary.unlink(missing_ok=True)


def _check(target: Path, path: Path) -> None:
    """Raises `OutputError` if `target` cannot become a file, saying which part is to blame."""
    if target.is_dir():
        raise OutputError(path, "is a folder", "name a file in it")
    if not target.parent.exists():
        raise OutputError(path, f"the folder {target.parent} does not exist", "make it first or choose another")
    if not target.parent.is_dir():
        raise OutputError(path, f"{target.parent} is not a folder", "choose another place")
    if target.exists() and not os.access(target, os.W_OK):
        raise OutputError(path, "is read-only", "choose another name")


@contextlib.contextmanager
def _device(target: Path, path: Path) -> Iterator[TextIO]:
    with _translated(path):
        stream = target.open("w", encoding="utf-8", newline="\n")
    try:
        yield stream
    finally:
        with _translated(path):
            stream.close()


def _temporary(target: Path, path: Path) -> tuple[Path, TextIO]:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise OutputError(path, f"cannot write to the folder {target.parent} ({reason_of(error)})") from None
    return Path(name), os.fdopen(handle, "w", encoding="utf-8", newline="\n")


def _mode(target: Path) -> int:
    """Permissions of the file that is replaced, else those that a new file gets here."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _writer(stream: TextIO, path: Path) -> Write:
    def write(text: str | bytes) -> None:
        with _translated(path):
            if isinstance(text, bytes):
                stream.flush()
                stream.buffer.write(text)
            else:
                stream.write(text)

    return write


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(path, f"cannot be written ({reason_of(error)})") from None
