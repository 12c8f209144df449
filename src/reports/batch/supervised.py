"""One worker process as its parent sees it: what it was given, how long it has been at the first of it, how it died."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from multiprocessing.connection import Connection
from typing import Any

from reports.batch.settings import EngineSettings, Task, allowance

# Signals that come from outside more often than from a story: an operator, a scheduler, the kernel short of memory.
_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT})


class Death(Exception):  # noqa: N818 - an end, not an error of the parent's
    """The worker is gone. `code` is its exit status, negative for a signal; None if that could not be had."""

    def __init__(self, code: int | None) -> None:
        self.code = code
        super().__init__(self.told)

    @property
    def told(self) -> str:
        if self.code is None:
            return "without a word"
        if self.code >= 0:
            return f"exit status {self.code}"
        try:
            return f"signal {-self.code}, {signal.Signals(-self.code).name}"
        except ValueError:
            return f"signal {-self.code}"

    @property
    def from_outside(self) -> bool:
        """Whether somebody else may have done it: then the story gets more tries."""
        return self.code is None or self.code < 0 and -self.code in _OUTSIDE


class Worker:
    """A running worker process. `tasks` are those it was given and has not answered, the first being at work."""

    def __init__(self, settings: EngineSettings) -> None:
        self.tasks: deque[Task] = deque()
        self.ready = False
        self.since = time.monotonic()
        self.done = 0
        self._timeout = settings.timeout
        quiet = None if os.environ.get("REPORTS_DEBUG") else subprocess.DEVNULL
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "reports.batch.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=quiet,
            env=_ONE_THREAD | os.environ,
            bufsize=0,
        )
        assert self.process.stdin
        assert self.process.stdout
        self._requests = Connection(os.dup(self.process.stdin.fileno()), readable=False)
        self.replies = Connection(os.dup(self.process.stdout.fileno()), writable=False)
        self.process.stdin.close()
        self.process.stdout.close()
        with contextlib.suppress(OSError):  # already gone: the first receive will tell
            self._requests.send(settings.work)

    def give(self, task: Task) -> None:
        """Hand the worker one more story. One that died meanwhile is found at the next `receive`."""
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        with contextlib.suppress(OSError):
            self._requests.send([task])

    def receive(self) -> tuple[Any, ...]:
        """The next reply. Raises `Death` if there will be none."""
        try:
            reply: tuple[Any, ...] = self.replies.recv()
        except (EOFError, OSError):
            raise Death(self._ended()) from None
        self.since = time.monotonic()
        if reply[0] == "outcome":
            self.tasks.popleft()
            self.done += 1
        elif reply[0] == "ready":
            self.ready = True
        return reply

    def overdue(self) -> float | None:
        """The seconds that its story was allowed, if it has taken longer; None while all is well."""
        if not self.ready or not self.tasks:
            return None
        allowed = allowance(self._timeout, self.tasks[0].size)
        return allowed if time.monotonic() - self.since > allowed else None

    def stop(self) -> None:
        """End the process now. What it had not answered is in `tasks` still."""
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()
        for channel in (self._requests, self.replies):
            with contextlib.suppress(OSError):
                channel.close()

    def _ended(self) -> int | None:
        try:
            return self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return None


# Each library would start a thread a core, in every worker. Who sets another number is left to it.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
