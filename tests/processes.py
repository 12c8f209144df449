"""Commands in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection
from typing import Any

PIPED = "'{python}' -m reports {args} | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}"


def run_reports(*args: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Runs the command line. Standard input is empty unless `input` is given."""
    given = {"timeout": 60, "capture_output": True} | ({} if "input" in options else {"stdin": subprocess.DEVNULL})
    return subprocess.run([sys.executable, "-m", "reports", *map(str, args)], **(given | options))


def run_into_head(*args: object) -> subprocess.CompletedProcess[bytes]:
    """Runs the command line into a reader that leaves after one byte; the exit code is that of the command."""
    line = PIPED.format(python=sys.executable, args=" ".join(f"'{arg}'" for arg in args))
    return subprocess.run(["bash", "-c", line], capture_output=True, timeout=120, stdin=subprocess.DEVNULL)


def loaded_by(code: str, modules: Collection[str]) -> set[str]:
    """Those of the modules that a new Python has loaded when it has run the code. Fails if the code does."""
    told = f"import sys\n{code}\nprint(*({set(modules)!r} & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, timeout=60, env={**os.environ, "PYTHONUTF8": "1"}
    )
    assert done.returncode == 0, done.stderr.decode()
    return set(done.stderr.decode().split())
