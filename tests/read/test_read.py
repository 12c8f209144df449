from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from reports.errors import DateError, InputError
from reports.read import Story, read_bytes, read_file, read_stdin, story_from_text

TEXT = "Two villages fell on Monday.\n\nThe governor said: “We left at dawn.” Café owners fled.\n"


def refused(data: bytes, name: str = "story.txt") -> InputError:
    with pytest.raises(InputError) as caught:
        read_bytes(data, name=name)
    message = str(caught.value)
    assert message.startswith(name + ": ")
    assert "; " in message, "a mend is missing"
    assert "\n" not in message
    return caught.value


class TestPlainText:
    def test_kept_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "story.txt"
        text = "  Two\xa0 villages\u200b fell.\t\n\n\n« Oui », he said.  \x1b[31m\n"
        path.write_bytes(text.encode())
        story = read_file(path)
        assert story.text == text
        assert (story.path, story.format, story.published, story.warnings) == (str(path), "text", None, ())

    def test_markdown_is_text(self, tmp_path: Path) -> None:
        path = tmp_path / "story.md"
        path.write_text("# Title\n\n<html> is a tag.\n", encoding="utf-8")
        assert read_file(path).text == "# Title\n\n<html> is a tag.\n"

    def test_mixed_line_ends_become_lf(self) -> None:
        assert read_bytes(b"One.\r\nTwo.\rThree.\nFour.\r\r\nFive.", name="a.txt").text == (
            "One.\nTwo.\nThree.\nFour.\n\nFive."
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
    def test_encodings(self, encoding: str) -> None:
        story = read_bytes(TEXT.encode(encoding), name="a.txt")
        assert story.text == TEXT

    def test_latin_1_is_a_guess_and_says_so(self) -> None:
        text = "The café in Bogotá was hit on Monday.\n"
        story = read_bytes(text.encode("latin-1"), name="a.txt")
        assert story.text == text
        assert "guess" in story.warnings[0]

    def test_cyrillic_in_a_single_byte_encoding(self) -> None:
        text = (
            "Армия сообщила в понедельник о боях на окраинах города. Жители говорят, что слышали взрывы всю ночь. " * 5
        )
        assert read_bytes(text.encode("cp1251"), name="a.txt").text == text

    def test_a_byte_order_mark_inside_is_kept(self) -> None:
        assert read_bytes("a\ufeffb cd".encode(), name="a.txt").text == "a\ufeffb cd"


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            (b"", "is empty"),
            (b" \n\t\r\n ", "only white space"),
            (b"\xef\xbb\xbf", "only white space"),
            (b"%PDF-1.7\n%\xe2\xe3", "a damaged PDF"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture"),
            (b"PK\x03\x04\x14\x00", "a damaged ZIP archive"),
            (b"\x1f\x8b\x08\x00", "cannot be read to its end"),
            (b"{\\rtf1\\ansi", "an RTF document"),
            (b"\x00\x00\x00\x18ftypmp42", "a video file"),
            (bytes(range(256)) * 4, "a binary file"),
            (b"Two villages fell\x00 on Monday, the governor of the province said.", "a null byte at position 17"),
            ("Two\x00 fell".encode("utf-16"), "null bytes"),
            (b"\xff\xfeT\x00w\x00o", "damaged at byte"),
        ],
    )
    def test_what_is_no_story(self, data: bytes, problem: str) -> None:
        assert problem in str(refused(data))

    def test_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"none\.txt: there is no such file; check the path"):
            read_file(tmp_path / "none.txt")

    def test_folder(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"is a folder; name the files in it"):
            read_file(tmp_path)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_forbidden_file(self, tmp_path: Path) -> None:
        path = tmp_path / "closed.txt"
        path.write_text("x")
        path.chmod(0)
        with pytest.raises(InputError, match="may not be read"):
            read_file(path)

    def test_a_path_with_a_null_byte(self) -> None:
        with pytest.raises(InputError, match="cannot be read"):
            read_file("a\x00b.txt")


class TestOtherInputs:
    def test_standard_input_as_bytes_and_as_text(self) -> None:
        assert read_stdin(io.BytesIO(TEXT.encode())).text == TEXT
        assert read_stdin(io.StringIO(TEXT)).text == TEXT
        assert read_stdin(io.TextIOWrapper(io.BytesIO(TEXT.encode()))).path == "-"

    def test_empty_standard_input_is_named_by_its_dash(self) -> None:
        with pytest.raises(InputError, match=r"^-: is empty"):
            read_stdin(io.BytesIO(b""))

    def test_a_string(self) -> None:
        story = story_from_text("\ufeffTwo fell.\r\nMore.", published="3 May 2024", title="T")
        assert story == Story(text="Two fell.\nMore.", title="T", published="2024-05-03", published_from="option")

    def test_a_string_with_a_wrong_date(self) -> None:
        with pytest.raises(DateError, match="yesterday"):
            story_from_text("Two fell.", published="yesterday")

    @pytest.mark.parametrize("text", ["", "  \n"])
    def test_an_empty_string(self, text: str) -> None:
        with pytest.raises(InputError, match="give the words of a story"):
            story_from_text(text)

    def test_a_story_cannot_be_changed(self) -> None:
        with pytest.raises(ValueError, match="frozen"):
            story_from_text("Two fell.").text = "Three fell."  # type: ignore[misc]
