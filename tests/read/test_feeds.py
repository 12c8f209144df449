from __future__ import annotations

import io
from pathlib import Path

from reports.errors import InputError
from reports.read import Story, stories_in
from reports.read.feeds import ONLY_SUMMARY

INPUTS = Path(__file__).parent / "inputs"
RSS = '<rss version="2.0"><channel><title>Wire</title>{}</channel></rss>'


def read(markup: str, name: str = "feed.xml") -> list[Story | InputError]:
    return list(stories_in(name, stream=io.BytesIO(markup.encode())))


def stories(path: Path) -> list[Story]:
    found = list(stories_in(path))
    assert all(isinstance(item, Story) for item in found), found
    return [item for item in found if isinstance(item, Story)]


def test_rss_with_full_text() -> None:
    first, second = stories(INPUTS / "feed.rss")
    assert first.path == f"{INPUTS / 'feed.rss'}#hw-a-1"
    assert (first.format, first.title) == ("rss", "Ferry shelled on the Dnipro\xa0delta")
    assert (first.bylines, first.publisher) == (("Olha Marchenko",), "Harbour Wire: conflicts")
    assert (first.published, first.url) == ("2024-06-14T10:15:00+03:00", "https://harbourwire.example/a/1")
    assert first.text.split("\n\n")[1:] == [
        (
            "KHERSON, Ukraine, June 14 (Harbour Wire) – A ferry was shelled on Friday, wounding four people, the "
            "regional governor said."
        ),
        "Russia did not comment\xa0at once.",
    ]
    assert first.warnings == ()
    assert second.text.endswith("agreed on nothing, a diplomat said.")
    assert second.warnings == (ONLY_SUMMARY,)
    assert (second.published, second.url) == (None, "https://harbourwire.example/a/2")


def test_atom() -> None:
    first, second = stories(INPUTS / "feed.atom")
    assert (first.format, first.title, first.bylines) == ("atom", "Patrol attacked near Gao", ("Fanta Coulibaly",))
    assert (first.published, first.url) == ("2024-06-15T08:30:00+00:00", "https://harbourwire.example/s/1")
    assert first.guid == "tag:harbourwire.example,2024:sahel-1"
    assert "Patrol attacked." not in first.text
    assert second.text.endswith("residents said, a month after it was shelled.")


def test_an_item_keeps_its_name_when_the_feed_grows() -> None:
    item = "<item><guid>{0}</guid><title>T {0}</title><description>Shells hit {0}.</description></item>"
    before = [story.path for story in read(RSS.format(item.format("a"))) if isinstance(story, Story)]
    after = [s.path for s in read(RSS.format(item.format("b") + item.format("a"))) if isinstance(s, Story)]
    assert before == ["feed.xml#a"]
    assert after == ["feed.xml#b", "feed.xml#a"]


def test_items_without_ids_and_with_the_same_id_are_named_by_their_place() -> None:
    item = "<item>{}<title>T</title><description>Shells hit Gao.</description></item>"
    found = read(RSS.format(item.format("") + item.format("<guid>x</guid>") * 2))
    assert [story.path for story in found if isinstance(story, Story)] == ["feed.xml#1", "feed.xml#x", "feed.xml#3"]


def test_a_broken_feed_gives_the_items_before_the_break() -> None:
    whole = (INPUTS / "feed.rss").read_text(encoding="utf-8")
    first, error = read(whole[: whole.index("Talks resume")])
    assert isinstance(first, Story)
    assert isinstance(error, InputError)
    assert "is damaged XML after item 1" in str(error)


def test_an_item_without_words_is_one_error() -> None:
    empty, story = read(RSS.format("<item><title>T</title></item><item><description>One mine.</description></item>"))
    assert isinstance(empty, InputError)
    assert "holds no article text" in str(empty)
    assert isinstance(story, Story)


def test_an_empty_feed() -> None:
    (error,) = read(RSS.format(""))
    assert "holds no stories" in str(error)


def test_an_address_is_no_author() -> None:
    item = "<item><author>{}</author><description>One mine.</description></item>"
    named, bare = read(RSS.format(item.format("a@b.example (Jane Roe)") + item.format("a@b.example")))
    assert isinstance(named, Story)
    assert isinstance(bare, Story)
    assert (named.bylines, bare.bylines) == (("Jane Roe",), ())


def test_an_item_or_entry_by_itself() -> None:
    (item,) = read("<item><title>T</title><description>One mine.</description></item>")
    (entry,) = read("<entry><title>T</title><content>One mine.</content></entry>")
    assert isinstance(item, Story)
    assert isinstance(entry, Story)
    assert (item.path, item.text, entry.text) == ("feed.xml", "T\n\nOne mine.", "T\n\nOne mine.")
