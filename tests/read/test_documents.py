from __future__ import annotations

import gzip
import io
import os
import pickle
import tarfile
import zipfile
from pathlib import Path

import pytest

from reports.read.documents import Document, Failure, Limits, ReadOptions, documents, story_of

STORY = "Shells hit a village near Gao on Monday, the governor said.\n"
INPUTS = Path(__file__).parent / "inputs"


def names(*inputs: str | Path, root: Path | None = None) -> list[str]:
    found = [item.name for item in documents(inputs)]
    return [os.path.relpath(name, root) for name in found] if root else found


def only_failure(*inputs: str | Path, options: ReadOptions | None = None) -> Failure:
    (found,) = documents(inputs, options)
    assert isinstance(found, Failure)
    assert "\n" not in found.reason
    assert "; " in found.reason, "a mend is missing"
    return found


def put(path: Path, text: str = STORY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def zipped(path: Path, *members: tuple[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


class TestFolders:
    def test_sorted_recursive_and_without_hidden_files(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a.txt", "sub/c.txt", "sub/.secret/d.txt", ".hidden.txt", "Z/e.txt", "~$lock.docx"):
            put(tmp_path / name)
        assert names(tmp_path, root=tmp_path) == ["a.txt", "b.txt", "Z/e.txt", "sub/c.txt"]

    def test_what_holds_no_story_is_passed_over_and_told(self, tmp_path: Path) -> None:
        put(tmp_path / "a.txt")
        put(tmp_path / "a_files" / "logo.PNG")
        told: list[tuple[str, str]] = []
        found = list(documents([tmp_path], on_skip=lambda name, why: told.append((name, why))))
        assert [type(item) for item in found] == [Document]
        assert told == [(str(tmp_path / "a_files" / "logo.PNG"), ".png files hold no stories")]

    def test_without_stories_is_a_failure(self, tmp_path: Path) -> None:
        put(tmp_path / "photo.jpg")
        assert only_failure(tmp_path).reason.startswith("holds no stories")

    def test_links_do_not_loop_and_nothing_is_read_twice(self, tmp_path: Path) -> None:
        put(tmp_path / "real" / "a.txt")
        (tmp_path / "real" / "up").symlink_to(tmp_path)
        (tmp_path / "alias").symlink_to(tmp_path / "real")
        (tmp_path / "self").symlink_to(tmp_path / "self")
        found = list(documents([tmp_path]))
        assert [os.path.relpath(item.name, tmp_path) for item in found] == ["self", "real/a.txt"]
        assert isinstance(found[0], Failure)
        assert found[0].reason.startswith("is a link that leads nowhere")

    def test_a_link_out_of_the_folder_is_followed(self, tmp_path: Path) -> None:
        put(tmp_path / "elsewhere" / "a.txt")
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "linked").symlink_to(tmp_path / "elsewhere")
        assert names(tmp_path / "in", root=tmp_path) == ["in/linked/a.txt"]

    def test_a_pipe_in_a_folder_does_not_wait_for_ever(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "queue.txt")
        assert "is a pipe, socket or device" in only_failure(tmp_path).reason

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_unreadable_files_and_folders(self, tmp_path: Path) -> None:
        put(tmp_path / "a.txt").chmod(0)
        put(tmp_path / "shut" / "b.txt").parent.chmod(0)
        put(tmp_path / "z.txt")
        try:
            found = list(documents([tmp_path]))
        finally:
            (tmp_path / "shut").chmod(0o700)
        assert [isinstance(item, Failure) for item in found] == [True, False, True]
        assert all("may not be read" in item.reason for item in found if isinstance(item, Failure))

    def test_a_name_that_is_no_unicode_and_one_with_a_newline(self, tmp_path: Path) -> None:
        put(tmp_path / "two\nlines.txt")
        with open(os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt"), "wb") as stream:
            stream.write(STORY.encode())
        found = [item for item in documents([tmp_path]) if isinstance(item, Document)]
        assert [os.path.relpath(item.name, tmp_path) for item in found] == ["caf\\xe9.txt", "two\nlines.txt"]
        for item in found:
            item.name.encode("utf-8")
            assert story_of(item).text == STORY


class TestNamed:
    def test_the_order_is_that_of_the_inputs(self, tmp_path: Path) -> None:
        first, second = put(tmp_path / "b.txt"), put(tmp_path / "a.txt")
        assert names(first, second) == [str(first), str(second)]

    def test_a_glob_is_sorted_and_may_be_deep(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a.txt", "x/c.txt", "x/d.html"):
            put(tmp_path / name)
        assert names(f"{tmp_path}/*.txt", root=tmp_path) == ["a.txt", "b.txt"]
        assert names(f"{tmp_path}/**/*.txt", root=tmp_path) == ["a.txt", "b.txt", "x/c.txt"]

    def test_a_file_with_a_star_in_its_name_is_no_glob(self, tmp_path: Path) -> None:
        assert names(put(tmp_path / "what*.txt"), root=tmp_path) == ["what*.txt"]
        assert names(put(tmp_path / "a[1].txt"), root=tmp_path) == ["a[1].txt"]

    def test_a_hidden_file_is_read_when_it_is_named(self, tmp_path: Path) -> None:
        assert names(put(tmp_path / ".a.txt"), root=tmp_path) == [".a.txt"]

    @pytest.mark.parametrize(
        ("name", "reason"),
        [("none.txt", "there is no such file"), ("*.nitf", "matches no file"), ("a\x00b", "cannot be read")],
    )
    def test_what_is_not_there(self, tmp_path: Path, name: str, reason: str) -> None:
        assert reason in only_failure(f"{tmp_path}/{name}").reason

    def test_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Piped:
            buffer = io.BytesIO(b'{"text": "One."}\n{"text": "Two."}\n')

        monkeypatch.setattr("sys.stdin", Piped)
        assert names("-") == ["-:1", "-:2"]

    def test_a_document_goes_to_another_process(self) -> None:
        (item,) = documents([INPUTS / "nitf.xml"])
        again = pickle.loads(pickle.dumps(item))
        assert again == item
        assert story_of(again).title == "Shells hit market in El Fasher, medics say"


class TestArchives:
    def test_members_in_their_order_without_hidden_ones(self, tmp_path: Path) -> None:
        path = zipped(
            tmp_path / "wire.zip",
            ("b.txt", STORY), ("sub/a.txt", STORY), ("sub/.x.txt", STORY), ("__MACOSX/b.txt", "x"), ("p.jpg", b"\xff"),
        )  # fmt: skip
        assert names(path) == [f"{path}!b.txt", f"{path}!sub/a.txt"]

    def test_files_of_many_stories_inside(self, tmp_path: Path) -> None:
        lines = '{"text": "One."}\r\n{"text": "Two."}\r\n'
        path = zipped(tmp_path / "wire.zip", ("s.jsonl", lines), ("t.jsonl.gz", gzip.compress(lines.encode())))
        assert names(path) == [f"{path}!{end}" for end in ("s.jsonl:1", "s.jsonl:2", "t.jsonl.gz:1", "t.jsonl.gz:2")]

    def test_gzip_by_its_bytes_whatever_the_name(self, tmp_path: Path) -> None:
        for name in ("a.txt.gz", "b"):
            (tmp_path / name).write_bytes(gzip.compress(STORY.encode()))
        for item in documents([tmp_path]):
            assert isinstance(item, Document)
            assert story_of(item).text == STORY

    def test_tar_and_tar_gz(self, tmp_path: Path) -> None:
        for mode, name in (("w", "wire.tar"), ("w:gz", "wire.tgz")):
            with tarfile.open(tmp_path / name, mode) as archive:  # type: ignore[call-overload]
                archive.add(put(tmp_path / "in" / "b.txt"), "b.txt")
                archive.add(put(tmp_path / "in" / "a.txt"), "../a.txt")
                link = tarfile.TarInfo("l.txt")
                link.type, link.linkname = tarfile.SYMTYPE, "/etc/hosts"
                archive.addfile(link)
            found = list(documents([tmp_path / name]))
            assert [type(item) for item in found] == [Document, Failure, Failure]
            assert [item.name.rpartition("!")[2] for item in found] == ["b.txt", "../a.txt", "l.txt"]

    @pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/up.txt", "C:\\up.txt", "..\\up.txt"])
    def test_names_that_lead_out(self, tmp_path: Path, name: str) -> None:
        failure = only_failure(zipped(tmp_path / "wire.zip", (name, STORY)))
        assert "has a name that leads out of the archive" in failure.reason

    def test_a_link_inside(self, tmp_path: Path) -> None:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        with zipfile.ZipFile(tmp_path / "wire.zip", "w") as archive:
            archive.writestr(link, "/etc/hosts")
        assert "is a link in an archive" in only_failure(tmp_path / "wire.zip").reason

    def test_a_bomb_is_refused_and_its_neighbour_read(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "wire.zip", ("bomb.txt", b"0" * 4_000_000), ("a.txt", STORY))
        bomb, story = documents([path])
        assert isinstance(bomb, Failure)
        assert bomb.error_class == "LimitError"
        assert "200 times" in bomb.reason
        assert isinstance(story, Document)

    @pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.xml.gz", "a.json.gz"])
    def test_a_gzip_bomb(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(gzip.compress(b" " * 40_000_000))
        assert only_failure(tmp_path / name).error_class == "LimitError"

    def test_a_member_that_lies_about_its_size(self, tmp_path: Path) -> None:
        data = bytearray(zipped(tmp_path / "wire.zip", ("a.txt", STORY * 50)).read_bytes())
        for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            at = data.index(signature) + place
            data[at : at + 4] = (10).to_bytes(4, "little")
        (tmp_path / "wire.zip").write_bytes(data)
        assert "is damaged in its archive" in only_failure(tmp_path / "wire.zip").reason

    def test_members_that_share_their_bytes(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "wire.zip", *((f"{number}.txt", os.urandom(2000).hex()) for number in range(3)))
        with zipfile.ZipFile(path) as archive:
            sizes = {info.compress_size for info in archive.infolist()}
        data = path.read_bytes()
        for size in sizes:  # each claims the bytes of all
            data = data.replace(size.to_bytes(4, "little"), len(data).to_bytes(4, "little"))
        path.write_bytes(data)
        failure = only_failure(path)
        assert failure.error_class == "LimitError"
        assert "overlap" in failure.reason

    def test_too_many_members(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "wire.zip", *((f"{number}.txt", STORY) for number in range(3)))
        failure = only_failure(path, options=ReadOptions(limits=Limits(members=2)))
        assert (failure.error_class, "more than 2 files" in failure.reason) == ("LimitError", True)

    def test_an_archive_in_an_archive(self, tmp_path: Path) -> None:
        inner = zipped(tmp_path / "in.zip", ("a.txt", STORY)).read_bytes()
        assert "archive inside" in only_failure(zipped(tmp_path / "out.zip", ("in.zip", inner))).reason
        (tmp_path / "a.gz").write_bytes(gzip.compress(gzip.compress(STORY.encode())))
        assert "inside another" in only_failure(tmp_path / "a.gz").reason

    def test_twice_the_same_name(self, tmp_path: Path) -> None:
        with pytest.warns(UserWarning, match="Duplicate name"):
            path = zipped(tmp_path / "wire.zip", ("a.txt", "old"), ("a.txt", STORY))
        first, second = documents([path])
        assert isinstance(first, Failure)
        assert isinstance(second, Document)
        assert second.data == STORY.encode()

    def test_an_office_file_is_no_archive(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "book", ("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>"))
        assert "is an Excel workbook" in only_failure(path).reason

    def test_cut_short(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "wire.zip", ("a.txt", os.urandom(900).hex()), ("b.txt", os.urandom(900).hex()))
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        assert "is a damaged ZIP archive" in only_failure(path).reason

    def test_gzip_cut_short_keeps_the_lines_before(self, tmp_path: Path) -> None:
        lines = "".join(f'{{"text": "{os.urandom(3000).hex()}"}}\n' for _ in range(60))
        path = tmp_path / "a.jsonl.gz"
        path.write_bytes(gzip.compress(lines.encode())[:-2000])
        found = list(documents([path]))
        assert isinstance(found[-1], Failure)
        assert "cannot be read to its end" in found[-1].reason
        assert found[:-1]
        assert all(isinstance(item, Document) for item in found[:-1])

    def test_a_zip_on_a_pipe(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        class Pipe(io.BytesIO):
            def seekable(self) -> bool:
                return False

        class Piped:
            buffer = Pipe(zipped(tmp_path / "wire.zip", ("a.txt", STORY)).read_bytes())

        monkeypatch.setattr("sys.stdin", Piped)
        assert names("-") == ["-!a.txt"]


class TestSizes:
    def test_a_story_larger_than_a_story_may_be(self, tmp_path: Path) -> None:
        options = ReadOptions(limits=Limits(document=1000))
        failure = only_failure(put(tmp_path / "a.txt", "x" * 1001), options=options)
        assert (failure.error_class, "larger than a story may be" in failure.reason) == ("LimitError", True)
        (found,) = documents([put(tmp_path / "b.txt", "x" * 1000)], options)
        assert isinstance(found, Document)

    @pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.rss"])
    def test_one_value_larger_than_a_story_in_a_file_of_many(self, tmp_path: Path, name: str) -> None:
        start = {"a.jsonl": '{"text": "', "a.json": '[{"text": "', "a.rss": "<rss><channel><item><title>"}[name]
        failure = only_failure(
            put(tmp_path / name, start + "x" * 300_000), options=ReadOptions(limits=Limits(document=100_000))
        )
        assert failure.error_class == "LimitError"

    def test_a_file_of_many_may_be_larger_than_one_story(self, tmp_path: Path) -> None:
        lines = '{"text": "' + "x" * 900 + '"}\n'
        found = list(documents([put(tmp_path / "a.jsonl", lines * 50)], ReadOptions(limits=Limits(document=1000))))
        assert len(found) == 50
        assert all(isinstance(item, Document) for item in found)

    def test_memory_stays_flat_over_an_archive(self, tmp_path: Path) -> None:
        import tracemalloc

        path = tmp_path / "a.jsonl.gz"
        with gzip.open(path, "wt", compresslevel=1) as stream:
            for number in range(4000):
                stream.write(f'{{"id": {number}, "text": "{os.urandom(1000).hex()}"}}\n')
        tracemalloc.start()
        count = sum(1 for _ in documents([path]))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 4000
        assert peak < 2_000_000
