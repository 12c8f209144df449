from __future__ import annotations

import os
from pathlib import Path

import pytest

from reports.errors import OutputError
from reports.store.lock import locked


def test_second_holder_is_refused_with_the_first_named(tmp_path: Path) -> None:
    lock, out = tmp_path / "out.lock", tmp_path / "out.jsonl"
    with locked(lock, out):
        with pytest.raises(OutputError, match=f"out.jsonl: process {os.getpid()} is writing to it; wait"):
            with locked(lock, out):
                pass
    assert not lock.exists()


def test_the_lock_can_be_had_again(tmp_path: Path) -> None:
    lock = tmp_path / "out.lock"
    for _ in range(2):
        with locked(lock, tmp_path / "out"):
            assert lock.read_text() == str(os.getpid())


def test_a_file_left_by_a_killed_holder_is_no_lock(tmp_path: Path) -> None:
    lock = tmp_path / "out.lock"
    lock.write_text("1")
    with locked(lock, tmp_path / "out"):
        assert lock.read_text() == str(os.getpid())
