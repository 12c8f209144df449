from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from tests.render.saved import EVIDENCE
from tests.spoiling import spoiled

from reports.records import Report
from reports.render.formats import View
from reports.render.markdown import brief, escaped, writer

ATTACKS = (
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![x](//evil.example/x.png)",
    "`code` **bold** _it_ ~~gone~~",
    "a | b | c",
    "&lt;b&gt; &#60;i&#62;",
    "https://evil.example/x www.evil.example",
    "[ref]: //evil.example",
    "# heading\n- list\n1. one\n> quote\n---\n```\nfence",
    "\x1b[31m\u202ered",
)


def parsed(text: str) -> tuple[set[str], str]:
    """The kinds of tokens that Markdown makes of a text, and the HTML."""
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    kinds = set()
    for token in reader.parse(text):
        kinds.add(token.type)
        kinds |= {child.type for child in token.children or ()}
    return kinds, reader.render(text)


@pytest.mark.parametrize("attack", ATTACKS)
def test_escaped_words_mean_only_themselves(attack: str) -> None:
    kinds, html = parsed(escaped(attack))
    assert kinds == {"paragraph_open", "inline", "paragraph_close", "text"} | (kinds & {"text_special"})
    assert "<script" not in html
    assert "<a" not in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_word_of_a_story_becomes_markup_in_a_brief(attack: str) -> None:
    record = spoiled(EVIDENCE, attack, lambda field, _: field in ("text", "name", "title", "role"))
    kinds, html = parsed(brief(Report.model_validate(record)))
    known, _ = parsed(brief(EVIDENCE))
    assert kinds - {"text_special"} <= known
    assert not {"html_block", "html_inline", "link_open", "image", "code_inline", "fence", "s_open"} & kinds
    assert html.count("<tr>") == parsed(brief(EVIDENCE))[1].count("<tr>")


def test_nobody_is_called_in_a_chat() -> None:
    assert "@everyone" not in escaped("@everyone look")


@pytest.mark.parametrize("text", ["1. first", "- item", "# title", "+ item", "=== line", "12) point"])
def test_the_beginning_of_a_line_makes_no_list_or_heading(text: str) -> None:
    kinds, _ = parsed(escaped(text))
    assert not {"ordered_list_open", "bullet_list_open", "heading_open", "hr"} & kinds


def test_a_brief_tells_how_sure_a_claim_is() -> None:
    sure = EVIDENCE.claims[0].model_copy(update={"confidence": 0.4})
    text = brief(EVIDENCE.model_copy(update={"claims": (sure, *EVIDENCE.claims[1:])}))
    assert f"({sure.id}, confidence 0.40)" in text
    assert text.count("confidence") == 1


def test_a_brief_tells_who_says_what_and_what_is_doubted() -> None:
    text = brief(EVIDENCE)
    for source in {claim.attribution.source for claim in EVIDENCE.claims} - {None}:
        name = next(each.name for each in EVIDENCE.sources if each.id == source)
        assert f"## {escaped(name)}" in text
    assert "## The story, in its own voice" in text
    assert "**denied by**" in text
    assert "unverified" in text
    for claim in EVIDENCE.claims:
        assert f"({claim.id})" in text


def test_several_briefs_are_parted_by_a_rule() -> None:
    written: list[str | bytes] = []
    put, finish = writer(written.append, View())
    put(EVIDENCE)
    put(EVIDENCE)
    assert finish() == ()
    assert parsed("".join(map(str, written)))[1].count("<hr") == 1
