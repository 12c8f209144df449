from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from reports.errors import InputError
from reports.read import Story, read_bytes, read_file, stories_in
from reports.records import SectionKind
from reports.segment import segment

INPUTS = Path(__file__).parent / "inputs"


def only(name: str) -> Story:
    return read_file(INPUTS / name)


def many(name: str) -> list[Story]:
    found = list(stories_in(INPUTS / name))
    assert all(isinstance(item, Story) for item in found), found
    return [item for item in found if isinstance(item, Story)]


def changed(name: str, *changes: tuple[str, str]) -> Story:
    """The story of an input file with some words replaced."""
    text = (INPUTS / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_bytes(text.encode(), name=name)


def parts(story: Story) -> list[tuple[str, str]]:
    return [(part.kind.value, story.text[part.start : part.end]) for part in story.parts]


def laid_out(story: Story) -> list[tuple[str, str]]:
    layout = segment(story.text, title=story.title, parts=story.parts, dateline=story.dateline)
    return [(section.kind.value, story.text[section.start : section.end]) for section in layout.sections]


class TestNitf:
    def test_what_the_head_says(self) -> None:
        story = only("nitf.xml")
        assert story.format == "nitf"
        assert story.title == "Shells hit market in El Fasher, medics say"
        assert story.bylines == ("Amna Idris",)
        assert story.publisher == "Harbour Wire"
        assert (story.published, story.published_from) == ("2024-03-07T18:15:00+00:00", "metadata")
        assert (story.guid, story.version, story.pubstatus, story.embargo) == ("HW-2024-0117", "3", "usable", None)

    def test_the_text_is_that_of_a_printed_wire(self) -> None:
        assert parts(only("nitf.xml")) == [
            ("headline", "Shells hit market in El Fasher, medics say"),
            ("headline", "Army and paramilitaries trade blame"),
            ("note", "ADDS governor in para 3"),
            ("byline", "By Amna Idris, Harbour Wire"),
            ("dateline", "EL FASHER, Sudan, March 7 (Harbour Wire)"),
            ("caption", "Smoke rises over the market in El Fasher on Thursday."),
            ("credit", "Harbour Wire/Omar Tijani"),
            ("credit", "Additional reporting by Huda Bakri"),
        ]
        paragraphs = only("nitf.xml").text.split("\n\n")
        assert paragraphs[5] == (
            "Artillery fire killed at least nine people at a livestock market in El Fasher on Thursday, two medics "
            "said—the second such attack this week."
        )
        assert not any("alternate text" in paragraph for paragraph in paragraphs)

    def test_the_dateline_is_read(self) -> None:
        dateline = only("nitf.xml").dateline
        assert dateline is not None
        assert (dateline.agency, dateline.date) == ("Harbour Wire", "2024-03-07")
        assert dateline.place is not None
        assert dateline.place.endswith("Fasher, Sudan")

    def test_an_embargo(self) -> None:
        story = changed("nitf.xml", ("usable", "embargoed"), ("20240307T000000", "20240308T060000Z"))
        assert (story.pubstatus, story.embargo) == ("embargoed", "2024-03-08T06:00:00+00:00")

    def test_midnight_means_no_clock(self) -> None:
        assert changed("nitf.xml", ("20240307T181500Z", "20240307T000000-0500")).published == "2024-03-07"

    def test_with_a_namespace_and_without_a_doctype(self) -> None:
        doctype = '<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.4//EN" "nitf-3-4.dtd">'
        story = changed("nitf.xml", (doctype, ""), ("<nitf v", '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" v'))
        assert story.model_copy(update={"path": None}) == only("nitf.xml").model_copy(update={"path": None})

    def test_a_body_with_its_own_dateline_gets_no_second_one(self) -> None:
        story = changed("nitf.xml", ("Artillery fire k", "EL FASHER, Sudan (Harbour Wire) - Artillery fire k"))
        assert story.dateline is None
        assert story.text.count("EL FASHER") == 1
        assert ("dateline", "EL FASHER, Sudan (Harbour Wire) -") in laid_out(story)

    def test_a_headline_that_the_body_repeats_stands_once(self) -> None:
        headline = "Shells hit market in El Fasher, medics say"
        story = changed("nitf.xml", ("<block>", f"<block><p>{headline}</p>"))
        assert story.text.count(headline) == 1
        assert ("headline", headline) in parts(story)

    def test_entities_of_an_unread_dtd_do_not_lose_words(self) -> None:
        story = changed("nitf.xml", ("livestock market", "live&wirespace;stock market&eacute;"))
        assert "live&wirespace;stock marketé in El Fasher" in story.text


class TestNewsML:
    def test_a_news_item(self) -> None:
        story = only("newsml-g2.xml")
        assert story.format == "newsml-g2"
        assert story.title == "Rebels seize bridge near Myawaddy"
        assert story.bylines == ("Ko Latt", "Nan Hom")
        assert story.published == "2024-04-12T09:40:00+06:30"
        assert (story.version, story.pubstatus, story.embargo) == ("2", "usable", "2024-04-12T12:00:00+06:30")
        assert (story.publisher, story.language) == ("Harbour Wire", "en")
        assert story.guid == "urn:newsml:harbourwire.example:20240412:MYANMAR-BRIDGE"
        assert parts(story)[-1] == ("caption", "Fighters stand on the bridge.")
        assert "p {}" not in story.text

    def test_a_message_gives_its_text_items_and_only_those(self) -> None:
        first, second = many("newsml-g2-message.xml")
        assert first.path is not None
        assert first.path.endswith("newsml-g2-message.xml#urn:newsml:harbourwire.example:20240502:A")
        assert first.bylines == ("Esther Kahindo",)
        assert ("dateline", "GOMA, Congo, May 2 (Harbour Wire) -") in laid_out(first)
        assert (second.pubstatus, second.version) == ("canceled", "4")
        assert second.text.startswith("Barracks stormed in Bukavu\n\nPlease kill the story")

    def test_one_item_of_a_message_is_that_of_a_file(self) -> None:
        message = (INPUTS / "newsml-g2-message.xml").read_text(encoding="utf-8")
        item = re.search(r"<newsItem guid=\"[^\"]*:A\".*?</newsItem>", message, re.S)
        assert item
        names = 'xmlns="http://iptc.org/std/nar/2006-10-01/" xmlns:nitf="http://iptc.org/std/NITF/2006-10-18/"'
        alone = read_bytes(item[0].replace("<newsItem", f"<newsItem {names}", 1).encode(), name="a.xml")
        assert alone.text == many("newsml-g2-message.xml")[0].text

    @pytest.mark.parametrize(
        ("content", "text"),
        [
            ('<inlineData contenttype="text/plain">One mine.\n\nTwo mines.</inlineData>', "One mine.\n\nTwo mines."),
            ("<inlineData>&lt;p&gt;One mine.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</inlineData>", "One mine.\n\nTwo."),
            ('<remoteContent href="a"/><inlineXML><div><p>One mine.</p></div></inlineXML>', "One mine."),
        ],
    )
    def test_other_bodies(self, content: str, text: str) -> None:
        item = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><contentSet>{}</contentSet></newsItem>'
        assert read_bytes(item.format(content).encode(), name="a.xml").text == text

    @pytest.mark.parametrize(
        ("markup", "problem"),
        [
            ("<packageItem/>", "is a package that names its stories"),
            ('<newsItem><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>', "is a picture item"),
            ("<newsItem/>", "holds no article text"),
            ("<newsMessage><itemSet><packageItem/></itemSet></newsMessage>", "holds no stories but a package"),
            ("<conceptItem/>", "XML of a kind that is not known"),
            ('<NewsML Version="1.2"/>', "is NewsML 1.2, which is not read"),
        ],
    )
    def test_what_is_no_story(self, markup: str, problem: str) -> None:
        with pytest.raises(InputError, match=re.escape(problem)):
            read_bytes(markup.encode(), name="a.xml")


class TestNinjs:
    def test_version_1(self) -> None:
        story = only("ninjs1.json")
        assert story.format == "ninjs"
        assert story.title == "Drone strikes car in south Lebanon"
        assert (story.bylines, story.publisher) == (("Jamal Haddad",), "Harbour Wire")
        assert (story.guid, story.version) == ("http://harbourwire.example/items/20240603-1", "2")
        assert story.published == "2024-06-03T14:00:00+00:00"
        assert laid_out(story) == [
            ("headline", "Drone strikes car in south Lebanon"),
            ("byline", "By Jamal Haddad"),
            ("dateline", "TYRE, Lebanon (Harbour Wire) —"),
            ("body", "A drone struck a car near Tyre on Monday.\n\nTwo men were killed, the civil defence said."),
            ("caption", "Rescuers stand by a burnt car near Tyre."),
        ]

    def test_version_2(self) -> None:
        story = only("ninjs2.json")
        assert story.title == "Militia attacks post in Amhara region"
        assert (story.version, story.pubstatus, story.embargo) == ("1", None, "2024-06-04T10:00:00+03:00")
        assert (story.published, story.publisher) == ("2024-06-04T08:30:00+03:00", "Harbour Wire")
        assert "near Gondar overnight, a local official said.\n\nThree officers were hurt." in story.text
        assert parts(story)[-1] == ("caption", "Police guard a road near Gondar.")

    def test_version_3(self) -> None:
        story = only("ninjs3.json")
        assert (story.version, story.pubstatus) == ("5", "withheld")
        assert story.published == "2024-06-05T16:45:00+00:00"
        assert ("note", "Withheld until the ministry answers.") in parts(story)

    def test_plain_text_where_there_is_nothing_else(self) -> None:
        data = b'{"uri": "urn:x", "versioncreated": "2024-06-03", "body_text": "One mine.\\n\\nTwo < three mines."}'
        assert read_bytes(data, name="a.json").text == "One mine.\n\nTwo < three mines."

    def test_a_package_gives_its_text_items(self) -> None:
        package = (
            b'{"uri": "urn:p", "type": "composite", "pubstatus": "usable", "headline": "Top", "associations": {'
            b'"a": {"uri": "urn:a", "type": "text", "headline": "A", "body_text": "One mine."},'
            b'"b": {"uri": "urn:b", "type": "picture", "description_text": "A picture."},'
            b'"c": {"uri": "urn:c", "type": "text", "headline": "C", "body_text": "Two mines."}}}'
        )
        found = list(stories_in("p.json", stream=io.BytesIO(package)))
        assert [(item.path, item.title) for item in found if isinstance(item, Story)] == [
            ("p.json#urn:a", "A"),
            ("p.json#urn:c", "C"),
        ]

    def test_a_text_item_without_a_body_says_so(self) -> None:
        data = b'{"uri": "urn:x", "type": "text", "pubstatus": "usable", "description_text": "Shells hit Gao."}'
        story = read_bytes(data, name="a.json")
        assert (story.text, story.warnings) == ("Shells hit Gao.", ("the item holds no text, only its description",))

    def test_the_dialect_with_a_guid(self) -> None:
        data = b'{"guid": "urn:x", "pubstatus": "usable", "headline": "H", "body_html": "<p>One mine.</p>"}'
        story = read_bytes(data, name="a.json")
        assert (story.format, story.guid, story.text) == ("ninjs", "urn:x", "H\n\nOne mine.")

    def test_a_record_with_a_uri_is_a_record(self) -> None:
        data = b'{"uri": "urn:x", "title": "T", "published": "2024-05-03", "body_html": "<p>One mine.</p>"}'
        story = read_bytes(data, name="a.json")
        assert (story.format, story.guid, story.published) == ("json", "urn:x", "2024-05-03")

    def test_a_picture_is_no_story(self) -> None:
        data = b'{"uri": "urn:x", "type": "picture", "pubstatus": "usable", "description_text": "Smoke over Gao."}'
        with pytest.raises(InputError, match="holds no article text"):
            read_bytes(data, name="a.json")


class TestStatedParts:
    """What the format states is not guessed at again, and the rest is."""

    def test_a_stated_caption_stays_one_whatever_its_words(self) -> None:
        text = "Shells hit a school.\n\nThe governor said on Monday that nine people had died in the attack."
        (section,) = [{"kind": "caption", "start": 22, "end": len(text)}]
        story = Story.model_validate({"text": text, "parts": [section]})
        assert laid_out(story) == [("body", "Shells hit a school."), ("caption", text[22:])]

    def test_no_headline_is_looked_for_behind_a_stated_one(self) -> None:
        short = "Gunmen overran a border post in eastern Burkina Faso"
        long = "They fled at dawn, the villagers said on Monday."
        story = changed("ninjs3.json", ("<p>Gunmen overran", f"<p>{short}</p><p>{long}</p><p>Gunmen overran"))
        assert [kind for kind, _ in laid_out(story)] == ["headline", "note", "byline", "body"]
        without = segment(story.text[story.text.index(short) :])
        assert without.sections[0].kind is SectionKind.HEADLINE, "the words alone look like one"

    def test_sections_are_ordered_and_do_not_overlap(self) -> None:
        for path in INPUTS.iterdir():
            for story in stories_in(path):
                if isinstance(story, InputError):
                    continue
                layout = segment(story.text, title=story.title, parts=story.parts, dateline=story.dateline)
                ends = [0]
                for section in layout.sections:
                    assert ends[-1] <= section.start < section.end <= len(story.text)
                    ends.append(section.end)

    def test_the_layout_names_the_stated_dateline(self) -> None:
        story = only("newsml-g2.xml")
        layout = segment(story.text, title=story.title, parts=story.parts, dateline=story.dateline)
        assert layout.dateline is not None
        assert layout.dateline.place == "Myawaddy, Myanmar"
        assert layout.agencies == ("Harbour Wire",)
        assert layout.bylines == ("Ko Latt", "Nan Hom")
        assert any(section.kind is SectionKind.DATELINE for section in layout.sections)
