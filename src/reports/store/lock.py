"""One batch at a time into the same place.

The lock is the kernel's on a file beside OUT: it goes when its holder goes, however that ends, so there are no stale
locks to remove by hand. The file itself is removed by the holder.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from reports.errors import InputError, OutputError, reason_of

try:
    import fcntl
except ImportError:  # pragma: no cover - no such locks on Windows
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def locked(path: Path, out: Path) -> Iterator[None]:
    """Holds the lock file `path` for the length of the block.

    Raises `OutputError`, which names `out`, if another process holds it or the file cannot be made.
    """
    descriptor = _held(path, out)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(descriptor)


def _held(path: Path, out: Path) -> int:
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise cannot_write(out, error) from None
        try:
            _take(descriptor, out)
        except BaseException:
            os.close(descriptor)
            raise
        if _still_there(descriptor, path):
            with contextlib.suppress(OSError):  # only for the message of whoever comes second
                os.truncate(descriptor, 0)
                os.write(descriptor, str(os.getpid()).encode())
            return descriptor
        os.close(descriptor)  # its last holder removed it between our opening and our locking


def _take(descriptor: int, out: Path) -> None:
    if fcntl is None:  # pragma: no cover
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        who = f"process {holder}" if holder.isdigit() else "another process"
        raise OutputError(out, f"{who} is writing to it", "wait until it is done, or choose another name") from None
    except OSError as error:
        raise cannot_write(out, error) from None


def _still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def cannot_read(path: Path, error: OSError) -> InputError:
    """The error of the system as one line about a file of reports, with the mend."""
    if isinstance(error, FileNotFoundError):
        return InputError(path, "no such file", "check the name")
    mend = "change its permissions or copy it" if isinstance(error, PermissionError) else "check the path"
    return InputError(path, f"cannot be read ({reason_of(error)})", mend)


def cannot_write(out: Path, error: OSError) -> OutputError:
    """The error of the system as one line about `out`, with the mend where there is one."""
    reason = reason_of(error)
    mends = {
        "no space left on device": "free some space and give the same command again: what is done is safe",
        "disk quota exceeded": "free some space and give the same command again: what is done is safe",
        "file too large": "choose a place that takes larger files and give the same command again",
        "read-only file system": "choose another place",
        "permission denied": "choose another place or change its permissions",
        "no such file or directory": "make the folder first or choose another",
        "not a directory": "choose another place",
    }
    return OutputError(out, f"cannot be written ({reason})", mends.get(reason))
