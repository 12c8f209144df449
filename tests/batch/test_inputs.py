from __future__ import annotations

import gzip
import json
import time
import zipfile
from pathlib import Path

from reports.batch.inputs import Inputs
from reports.read.documents import Document, ReadOptions
from reports.store import own_files


def stream(*given: Path, own: Path | None = None) -> list[str]:
    inputs = Inputs([str(path) for path in given], ReadOptions(), own_files(*([own] if own else [])))
    return [item.name for item in inputs.stream()]


def test_own_files_inside_the_input_folder_are_no_stories(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a story")
    for name in ("out.jsonl", "out.jsonl.state.sqlite", "out.jsonl.errors.jsonl", "out.jsonl.lock"):
        (tmp_path / name).write_text("{}\n")
    assert stream(tmp_path, own=tmp_path / "out.jsonl") == [str(tmp_path / "a.txt")]


def test_share_goes_from_nothing_to_all(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x " * 5000)
    (tmp_path / "b.jsonl").write_text("".join(json.dumps({"text": "y " * 500}) + "\n" for _ in range(10)))
    inputs = Inputs([str(tmp_path)], ReadOptions(), lambda file: False)
    assert inputs.share is None
    inputs.measure()
    end = time.monotonic() + 5
    while inputs.share is None and time.monotonic() < end:
        time.sleep(0.01)
    shares = [inputs.share]
    shares += [inputs.share for _ in inputs.stream()] + [inputs.share]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)  # type: ignore[type-var]
    assert len(set(shares)) > 8


def test_packed_files_never_read_as_more_than_all(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", f"story {number} " * 500)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"story " * 5000))
    inputs = Inputs([str(tmp_path)], ReadOptions(), lambda file: False)
    inputs._measure()
    found = [(item, inputs.share) for item in inputs.stream()]
    assert len(found) == 6
    assert all(isinstance(item, Document) and share is not None and share <= 1 for item, share in found)
    assert inputs.share == 1
