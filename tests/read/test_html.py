from __future__ import annotations

import socket

import pytest

from reports.errors import InputError
from reports.read import read_bytes
from reports.segment import segment

LEAD = (
    "GOMA, Feb 9 (Lake Courier) - Rebel fighters took the hill town of Karuba on Friday after two days of shelling, "
    "residents and a local official said."
)
PARAGRAPHS = (
    LEAD,
    "“They came at dawn,” said a trader who fled with her children. “We heard mortars all night.”",
    "The army denied that it had lost the town and said its troops had beaten off the attack, killing 14 fighters.",
    "Neither account could be verified. Café owners in Sake said that shops were shut.",
)
HEAD = """<meta charset="utf-8"><title>Rebels take hill town – Lake Courier</title>
<meta property="og:site_name" content="Lake Courier"><meta name="author" content="Ana Mbeki">
<meta property="article:published_time" content="2024-02-09T17:20:00+02:00">
<link rel="canonical" href="https://courier.example/rebels">"""


def page(head: str = HEAD, paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head>{head}</head><body><nav><ul><li><a href="/">Home</a></li></ul></nav>'
        f"<article><h1>Rebels take hill town</h1>{body}</article><footer>© Lake Courier</footer></body></html>"
    )


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the reader went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_article_and_metadata() -> None:
    story = read_bytes(page().encode(), name="page.html")
    assert story.text.split("\n")[-4:] == list(PARAGRAPHS)
    assert "Home" not in story.text
    assert story.text.count(PARAGRAPHS[1]) == 1
    assert (story.title, story.bylines, story.publisher) == ("Rebels take hill town", ("Ana Mbeki",), "Lake Courier")
    assert (story.published, story.published_from) == ("2024-02-09T17:20:00+02:00", "metadata")
    assert (story.format, story.language, story.url) == ("html", "en", "https://courier.example/rebels")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("utf-8", "utf-16"),
        ("made-up", "utf-8"),
    ],
)
def test_encodings_of_pages(declared: str, encoding: str) -> None:
    data = page(HEAD.replace("utf-8", declared)).encode(encoding)
    assert read_bytes(data, name="page.html").text.endswith(PARAGRAPHS[-1])


def test_cyrillic_page_in_its_declared_encoding() -> None:
    words = "Жители города сообщили в понедельник, что слышали взрывы всю ночь на окраинах."
    data = page(HEAD.replace("utf-8", "windows-1251"), (words, words.upper())).replace("©", "").replace("–", "-")
    assert words in read_bytes(data.replace("Café", "").encode("cp1251"), name="page.htm").text


def test_an_xml_declaration_does_no_harm() -> None:
    data = b'<?xml version="1.0" encoding="utf-8"?>' + page().encode()
    assert read_bytes(data, name="page.xhtml").text.endswith(PARAGRAPHS[-1])


def test_pages_are_known_by_their_first_bytes() -> None:
    assert read_bytes(page().encode(), name="-").format == "html"
    assert read_bytes(page().encode(), name="page.txt").format == "text"
    assert read_bytes(page().encode(), name="page.txt", format="html").format == "html"
    assert read_bytes(page().encode(), name="page.html", format="text").text == page()


def test_a_page_without_a_date_has_none_made_up() -> None:
    story = read_bytes(page("<title>Rebels take hill town</title>").encode(), name="page.html")
    assert (story.published, story.published_from) == (None, None)


def test_a_teaser_repeated_in_the_body_is_there_once() -> None:
    story = read_bytes(page(paragraphs=(PARAGRAPHS[2], *PARAGRAPHS)).encode(), name="page.html")
    assert story.text.count(PARAGRAPHS[2]) == 1


@pytest.mark.parametrize(
    "markup", ["<html><body><p></p></body></html>", "<html><body><form>Log in</form></body></html>", "<html>"]
)
def test_pages_without_an_article(markup: str) -> None:
    with pytest.raises(InputError, match=r"page\.html: .*; .*\.txt"):
        read_bytes(markup.encode(), name="page.html")


def test_the_text_of_a_page_is_segmented_like_any_other() -> None:
    story = read_bytes(page().encode(), name="page.html")
    layout = segment(story.text, title=story.title)
    assert layout.dateline is not None
    assert (layout.dateline.place, layout.dateline.agency) == ("Goma", "Lake Courier")
