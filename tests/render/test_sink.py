from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from reports.errors import OutputError
from reports.render.sink import open_file


def test_the_file_appears_when_all_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    with open_file(target) as write:
        write("Kyiv – Київ\n")
        assert not target.exists()
    assert target.read_bytes() == "Kyiv – Київ\n".encode()
    assert os.listdir(tmp_path) == ["out.json"]


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), open_file(target) as write:
        write("half")
        raise ZeroDivisionError
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.json"]


def test_a_new_file_has_ordinary_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    with open_file(target) as write:
        write("new")
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    target.chmod(0o640)
    with open_file(target) as write:
        write("newer")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    with open_file(link) as write:
        write("new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_device_is_written_to_and_not_replaced() -> None:
    with open_file(Path(os.devnull)) as write:
        write("gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing/out.json", "does not exist"),
        ("file/out.json", "is not a folder"),
        ("folder", "is a folder"),
    ],
)
def test_an_impossible_place_is_refused_on_entry(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=message), open_file(tmp_path / name):
        pytest.fail("the work was begun")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused_on_entry(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="cannot write to the folder"), open_file(tmp_path / "out.json"):
            pytest.fail("the work was begun")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_refuses_new_files_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(OutputError, match=r"cannot write to the folder .* \(permission denied\)$"):
        with open_file(tmp_path / "out.json"):
            pytest.fail("the work was begun")
    assert os.listdir(tmp_path) == []


def test_a_full_disk_is_told() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(OutputError, match="no space left"), open_file(full) as write:
        write("x")
