"""A worker process: `python -m reports.batch.worker`, started and fed by `reports.batch.supervised`.

Requests come in on standard input, replies leave on standard output; both are pickles between our own processes. The
first request is the settings, each further one a list of tasks. Replies: ("ready",), then ("outcome", Outcome) for each
task in order, or ("unfit", class, message) if no story could ever be read. The end of standard input ends the worker at
once, whatever it does: its parent has died or wants no more.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

from reports.errors import ReportsError


def main() -> None:
    """Serve until the parent is gone."""
    # Ctrl-C goes to every process of the terminal; the parent decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, replies = _channels()
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    settings = waiting.get()
    try:
        from reports.batch.work import outcomes_of, prepare

        prepare(settings)
        replies.send(("ready",))
        while True:
            for outcome in outcomes_of(waiting.get(), settings):
                replies.send(("outcome", outcome))
    except ReportsError as error:
        replies.send(("unfit", type(error).__name__, str(error)))
    except BrokenPipeError:
        os._exit(0)


def _channels() -> tuple[Connection, Connection]:
    """Standard input and output as channels, and in their place nothing and standard error: what a library prints
    must not get between the replies."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdin = None
    return Connection(requests, writable=False), Connection(replies, readable=False)


def _listen(requests: Connection, waiting: queue.SimpleQueue[Any]) -> None:
    """Takes requests as they come, so that the parent never waits for a busy worker; leaves when there are no more."""
    try:
        while True:
            waiting.put(requests.recv())
    except (EOFError, OSError):
        os._exit(0)


if __name__ == "__main__":
    main()
