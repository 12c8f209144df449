from __future__ import annotations

import builtins
import io
import zipfile
from pathlib import Path

import pytest
from tests.read.samples import docx, paragraph, pdf

from reports.errors import InputError, LimitError
from reports.read import Story, read_bytes, read_file, stories_in
from reports.read.documents import Limits, ReadOptions
from reports.read.docx import docx_parts

INPUTS = Path(__file__).parent / "inputs"


class TestDocx:
    def read(self, *paragraphs: str) -> Story:
        return read_bytes(docx("".join(paragraphs)), name="a.docx")

    def test_paragraphs_and_the_title(self) -> None:
        title = paragraph("Shells hit market", "Title")
        story = self.read(title, paragraph("One mine."), paragraph("Two &amp; three."))
        assert story.text == "Shells hit market\n\nOne mine.\n\nTwo & three."
        assert (story.format, story.title) == ("docx", "Shells hit market")

    def test_deleted_words_and_fields_are_left_out_and_inserted_ones_read(self) -> None:
        story = self.read(
            "<w:p><w:r><w:t>Nine</w:t></w:r><w:del><w:r><w:delText> ten</w:delText></w:r></w:del>"
            "<w:moveFrom><w:r><w:t> eleven</w:t></w:r></w:moveFrom>"
            "<w:ins><w:r><w:t xml:space='preserve"
            "'> men</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText><w:tab/><w:t>died.</w:t></w:r></w:p>"
        )
        assert story.text == "Nine men\tdied."

    def test_tables_links_and_captions(self) -> None:
        story = self.read(
            f"<w:tbl><w:tr><w:tc>{paragraph('Killed')}</w:tc><w:tc>{paragraph('9')}</w:tc></w:tr></w:tbl>",
            "<w:p><w:hyperlink><w:r><w:t>A link.</w:t></w:r></w:hyperlink></w:p>",
            paragraph("Smoke over Gao.", "Caption"),
        )
        assert story.text == "Killed\n\n9\n\nA link.\n\nSmoke over Gao."
        assert [part.kind.value for part in story.parts] == ["caption"]

    def test_told_by_its_bytes(self) -> None:
        assert read_bytes(docx(paragraph("One mine.")), name="-").format == "docx"

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            (docx(""), "holds no article text"),
            (docx(paragraph("x"))[:200], "is a damaged or locked document"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "an old office document"),
            (docx("<w:p>"), "is damaged XML"),
        ],
    )
    def test_what_is_no_story(self, data: bytes, problem: str) -> None:
        with pytest.raises(InputError, match=problem):
            read_bytes(data, name="a.docx")

    def test_another_zip_under_its_name(self) -> None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("a.txt", "One mine.")
        with pytest.raises(InputError, match="is no Word document"):
            read_bytes(stream.getvalue(), name="a.docx")

    def test_a_bomb(self) -> None:
        data = docx(paragraph("0" * 5_000_000))
        with pytest.raises(LimitError, match="unpacks to more"):
            docx_parts(data, "a.docx", Limits(ratio=20))

    @pytest.mark.parametrize("limits", [Limits(document=2**20), Limits(ratio=20)])
    def test_the_limits_that_are_asked_for_reach_it(self, limits: Limits, tmp_path: Path) -> None:
        path = tmp_path / "a.docx"
        path.write_bytes(docx(paragraph("0" * 5_000_000)))
        (story,) = stories_in(path, ReadOptions(limits=Limits(ratio=5_000)))
        (refused,) = stories_in(path, ReadOptions(limits=limits))
        assert isinstance(story, Story)
        assert isinstance(refused, LimitError)
        assert str(refused).startswith(f"{path}: unpacks to more than a story may be; ")

    def test_entities_are_refused(self) -> None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("word/document.xml", '<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>')
        with pytest.raises(InputError, match="declares XML entities"):
            read_bytes(stream.getvalue(), name="a.docx")


class TestPdf:
    HEAD = "Harbour Wire weekly"

    def test_lines_become_paragraphs_and_page_furniture_goes(self) -> None:
        story = read_bytes(
            pdf(
                [
                    self.HEAD,
                    "Shells hit market in Kadugli",
                    "By Amna Idris",
                    "KADUGLI, Sudan, March 7 (Harbour Wire) - Artillery fire hit a live-",
                    "stock market on Thursday, killing nine people, two medics said in the",
                    "town.",
                    "The army blamed a rebel group, which denied it and said that the army",
                    "itself had fired from the hills.",
                    "1",
                ],
                [self.HEAD, "Nobody claimed the attack. A second market was hit in the south-", "Kordofan hills.", "2"],
                [self.HEAD, "Residents fled.", "3"],
            ),
            name="a.pdf",
        )
        assert story.text.split("\n\n") == [
            "Shells hit market in Kadugli",
            "By Amna Idris",
            (
                "KADUGLI, Sudan, March 7 (Harbour Wire) - Artillery fire hit a livestock market on Thursday, killing "
                "nine people, two medics said in the town."
            ),
            "The army blamed a rebel group, which denied it and said that the army itself had fired from the hills.",
            "Nobody claimed the attack. A second market was hit in the south-Kordofan hills.",
            "Residents fled.",
        ]
        assert story.format == "pdf"

    def test_a_word_that_has_its_hyphen_elsewhere_keeps_it(self) -> None:
        lines = ["The army fired long-range rockets at the town. It said that the long-", "range rockets were new."]
        assert read_bytes(pdf(lines), name="a.pdf").text.endswith("the long-range rockets were new.")

    @pytest.mark.parametrize(
        ("data", "problem"),
        [(pdf([]), "holds no text"), (b"%PDF-1.4 nothing", "a damaged PDF"), (b"%PDF-", "a damaged PDF")],
    )
    def test_what_is_no_story(self, data: bytes, problem: str) -> None:
        with pytest.raises(InputError, match=problem):
            read_bytes(data, name="a.pdf")

    def test_without_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = builtins.__import__

        def without(name: str, *args: object, **named: object) -> object:
            if name == "pypdfium2":
                raise ImportError(name)
            return real(name, *args, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(InputError, match=r"pip install 'battlefield-reports\[pdf\]'"):
            read_bytes(pdf(["One mine."]), name="a.pdf")


class TestMail:
    def read(self, text: str) -> Story:
        return read_bytes(text.encode(), name="a.eml")

    def test_the_plain_part_of_a_mail(self) -> None:
        story = read_file(INPUTS / "mail.eml")
        assert story.title == "Rockets land in Cúcuta, police say"
        assert (story.format, story.published) == ("eml", "2024-06-17T07:02:00+00:00")
        assert story.guid == "<20240617.1@harbourwire.example>"
        assert story.text == (
            "CÚCUTA, Colombia (Harbour Wire) - Rockets landed beside a police station on Sunday, the police said.\n\n"
            "Nobody was hurt."
        )

    def test_told_by_its_headers(self) -> None:
        data = (INPUTS / "mail.eml").read_bytes()
        assert read_bytes(data, name="-").format == "eml"
        assert read_bytes(b"From: Gao\nDate: today\n\nShells fell.", name="-").format == "text"

    def test_html_where_there_is_nothing_else(self) -> None:
        assert self.read("Subject: T\nContent-Type: text/html\n\n<p>One.</p><p>Two.</p>").text == "One.\n\nTwo."

    def test_attachments_are_counted_not_read(self) -> None:
        mail = (
            "Subject: T\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: text/plain\n\nOne.\n--c\n"
            "Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt\n\nSecret.\n--c--\n"
        )
        story = self.read(mail)
        assert story.text.strip() == "One."
        assert story.warnings == ("the mail has attachments (1) that were not read",)

    @pytest.mark.parametrize(
        "text", ["Subject: T\n\n", "Subject: T\nContent-Type: image/png\n\nabc", "Content-Type: multipart/mixed\n\n"]
    )
    def test_without_text(self, text: str) -> None:
        with pytest.raises(InputError, match=r"is a mail without text|is empty"):
            self.read(text)

    @pytest.mark.parametrize("charset", ["utf-8", "no-such", "ascii", "cp1252"])
    def test_a_charset_that_does_not_fit(self, charset: str) -> None:
        body = "Shells hit a café in Gao.".encode("cp1252" if charset != "utf-8" else "utf-8")
        data = f"Subject: T\nContent-Type: text/plain; charset={charset}\n\n".encode() + body
        assert read_bytes(data, name="a.eml").text == "Shells hit a café in Gao."
