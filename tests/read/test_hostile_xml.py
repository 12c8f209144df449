"""XML that means harm: entity bombs, external entities, deep and damaged markup, for whole documents and for feeds."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from reports.errors import InputError
from reports.read import Story, stories_in
from reports.read.xml import parse_xml

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>'
BODIES = {
    "nitf": "<nitf><body><body.content><p>One {} mine.</p></body.content></body></nitf>",
    "newsItem": "<newsItem><contentSet><inlineXML><div>One {} mine.</div></inlineXML></contentSet></newsItem>",
    "rss": "<rss><channel><item><description>One {} mine.</description></item></channel></rss>",
    "feed": "<feed><entry><content>One {} mine.</content></entry></feed>",
    "newsMessage": "<newsMessage><itemSet><newsItem><contentSet><inlineData>One {} mine.</inlineData></contentSet>"
    "</newsItem></itemSet></newsMessage>",
}


def read(data: str | bytes) -> list[Story | InputError]:
    raw = data.encode() if isinstance(data, str) else data
    return list(stories_in("a.xml", stream=io.BytesIO(raw)))


def error(data: str | bytes) -> str:
    (found,) = read(data)
    assert isinstance(found, InputError), found
    return str(found)


@pytest.mark.parametrize("root", BODIES)
class TestEntities:
    def test_a_bomb_is_refused(self, root: str) -> None:
        assert "declares XML entities" in error(BOMB.replace("d [", f"{root} [") + BODIES[root].format("&l9;"))

    def test_so_is_one_behind_padding(self, root: str) -> None:
        harmless = "<!DOCTYPE d [<!ENTITY x 'y'>]>"
        for bomb, reference in ((BOMB, "&l9;"), (harmless, "&x;"), (harmless, "")):
            padded = bomb.replace("d [", f"{root} [" + "<!-- -->" * 20_000)
            assert "declares XML entities" in error(padded + BODIES[root].format(reference))

    def test_a_file_of_the_machine_is_not_read(self, root: str, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("TOP SECRET")
        doctype = f'<!DOCTYPE {root} [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        assert "SECRET" not in error(doctype + BODIES[root].format("&x;"))

    def test_nor_a_dtd(self, root: str, tmp_path: Path) -> None:
        dtd = tmp_path / "a.dtd"
        dtd.write_text('<!ENTITY x "TOP SECRET">')
        doctype = f'<!DOCTYPE {root} SYSTEM "{dtd.as_uri()}">'
        for found in read(doctype + BODIES[root].format("&x;")):
            assert "SECRET" not in (found.text if isinstance(found, Story) else str(found))

    def test_in_another_encoding(self, root: str) -> None:
        text = BOMB.replace("d [", f"{root} [") + BODIES[root].format("&l9;")
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            for found in read(text.encode(encoding)):
                assert isinstance(found, InputError)

    def test_characters_named_as_in_html_are_read(self, root: str) -> None:
        (found,) = read(BODIES[root].format("&mdash;&nbsp;&#8211; &amp;"))
        assert isinstance(found, Story)
        assert found.text.endswith("One —\xa0– & mine.")

    def test_nothing_is_included(self, root: str) -> None:
        include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text"/>'
        (found,) = read(BODIES[root].format(include))
        assert isinstance(found, Story)
        assert "One" in found.text
        assert "mine." in found.text

    def test_cut_short(self, root: str) -> None:
        text = BODIES[root].format("x")
        assert "is damaged XML" in error(text[: text.index("mine")])


def test_an_entity_in_an_attribute_of_the_root() -> None:
    assert "declares XML entities" in error(f'{BOMB.replace("d [", "nitf [")}<nitf a="&l9;"/>')


def test_an_entity_name_across_the_buffer() -> None:
    for pad in range(65_490, 65_540):
        (found,) = read(f"<rss><!--{'x' * pad}-->{BODIES['rss'].removeprefix('<rss>').format('&mdash;')}")
        assert isinstance(found, Story), (pad, found)
        assert found.text == "One — mine."


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    assert "is damaged XML" in error("<nitf>" * 100_000)
    deep = "<nitf><body><body.content>" + "<block>" * 200 + "<p>One.</p>" + "</block>" * 200
    (found,) = read(deep + "</body.content></body></nitf>")
    assert isinstance(found, Story)
    assert found.text == "One."


def test_a_hundred_thousand_paragraphs() -> None:
    (found,) = read("<nitf><body><body.content>" + "<p>a</p>" * 100_000 + "</body.content></body></nitf>")
    assert isinstance(found, Story)
    assert found.text.count("a") == 100_000


def test_parse_xml_names_the_line() -> None:
    with pytest.raises(InputError, match=r"a\.xml: is damaged XML \(.*line 2.*\); fetch it again"):
        parse_xml(b"<a>\n<b></a>", "a.xml")


def test_a_hundred_thousand_attributes_take_linear_time() -> None:
    attributes = " ".join(f"a{number}='1'" for number in range(100_000))
    started = time.process_time()
    assert "holds no article text" in error(f"<nitf {attributes}/>")
    assert time.process_time() - started < 5
