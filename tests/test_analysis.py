from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.analysis import Analysis, prepare
from reports.segment import segment


def analysed(text: str) -> Analysis:
    return prepare(text, segment(text))


def source(text: str, words: str) -> str:
    """What stands in the source where `words` stand in the analysed text."""
    analysis = analysed(text)
    start = analysis.text.index(words)
    begin, end = analysis.to_source(start, start + len(words))
    return text[begin:end]


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("Two\xa0 villages\u2009were  lost.", "Two villages were lost."),
        ("The gover\xadnor\u200b left\u200e.", "The governor left."),
        ("The rebels’ base wasn’t hit.", "The rebels' base wasn't hit."),
        ("« Nous partons », he said.", "“Nous partons”, he said."),
        ("«We left», he said.", "“We left”, he said."),
        ("»We left«, he said.", "“We left”, he said."),
        ("„We left“, he said.", "“We left”, he said."),
        ("”We left,” he said.", "“We left,” he said."),
        ("``We left,'' he said.", '"We left," he said.'),
        ("''We left,'' he said.", '"We left," he said.'),
        ('He called it ""a raid"" twice.', 'He called it "a raid" twice.'),
        ("‘We won’t go,’ he said.", "‘We won't go,’ he said."),
        ("‘Ali fled Sana‘a in the ‘90s.", "'Ali fled Sana'a in the '90s."),
        ("They waited … and left...", "They waited … and left..."),
    ],
)
def test_characters_that_a_tagger_trips_on(given_text: str, shown: str) -> None:
    assert analysed(given_text).text == shown


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("The gate was shut.Next day it fell.", "The gate was shut. Next day it fell."),
        ("So he said.“They came at dawn.”", "So he said. “They came at dawn.”"),
        ('He read the statement."The army left.', 'He read the statement. "The army left.'),
        ('"The army left,"he said."It is gone."', '"The army left," he said. "It is gone."'),
        ("“We left.”The army denied it.", "“We left.” The army denied it."),
        ("It killed 15.Twenty fled.", "It killed 15. Twenty fled."),
        ("He met the U.S.Army at 5 p.m.The talks failed.", "He met the U.S. Army at 5 p.m. The talks failed."),
        ("Tamale,Ghana,said so.", "Tamale, Ghana, said so."),
        ("The group (RSF)The army fled.", "The group (RSF) The army fled."),
        ("They fell...Then all was still.", "They fell... Then all was still."),
        ("The town fell to NATO.The army fled.", "The town fell to NATO. The army fled."),
    ],
)
def test_glued_sentences_are_parted(given_text: str, shown: str) -> None:
    assert analysed(given_text).text == shown


@pytest.mark.parametrize(
    "text",
    [
        "The U.S.A. sent 3.5 tons, e.g.rice, to No.5 in al.Nusra at 1,000 m.",
        "See www.Example.Com/Some.Page and https://site.example/A.B,C for more.",
        "Interfax.RU and Meduza.IO said so.",
        'He said "we left" and "they came" in one breath.',
        "The [red] flag and the [09:12] entry stay.",
    ],
)
def test_what_is_not_parted(text: str) -> None:
    assert analysed(text).text == text


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("• Two villages were shelled.", "Two villages were shelled."),
        ("- Two villages were shelled.", "Two villages were shelled."),
        ("3. Two villages were shelled.", "Two villages were shelled."),
        ("## What is known today", "What is known today"),
        ("Five died.[12][13] A local fled.[4]", "Five died. A local fled."),
        ("Five died.[12]A local fled.", "Five died. A local fled."),
        ("**Five** died, [a witness](https://site.example/x) said.", "Five died, a witness said."),
        ("\x1b[31mFive\x1b[0m died\x07 here.", "Five died here."),
        (
            "On Monday evening five foreign-\nbacked fighters were seen beside the bridge\nand on the road.",
            "On Monday evening five foreign-backed fighters were seen beside the bridge and on the road.",
        ),
    ],
)
def test_marks_that_are_no_words(given_text: str, shown: str) -> None:
    assert analysed(given_text).text == shown


def test_only_parts_with_claims_are_analysed() -> None:
    text = (
        "Rebels take two villages\nBy Jane Roe\nGOMA, May 3 (AFP) - Two villages fell on Monday, the governor said.\n"
        "READ MORE\nMinister visits the lake\nSmoke hangs over Goma. AP\nThe army denied it.\n(Reporting by Jane Roe)"
    )
    analysis = analysed(text)
    assert analysis.text.split("\n") == [
        "Rebels take two villages",
        "Two villages fell on Monday, the governor said.",
        "Smoke hangs over Goma.",
        "The army denied it.",
    ]
    assert [str(part.kind) for part in analysis.paragraphs] == ["headline", "body", "caption", "body"]
    for part, line in zip(analysis.paragraphs, analysis.text.split("\n"), strict=True):
        assert analysis.text[part.start : part.end] == line


class TestWayBack:
    def test_words_after_dropped_and_changed_characters(self) -> None:
        text = "•  « Les\xadions »  left the\u200b town’s  gate.Then it burned."
        assert source(text, "Lesions") == "Les\xadions"
        assert source(text, "“") == "« "
        assert source(text, "”") == " »"
        assert source(text, "town's") == "town’s"
        assert source(text, "Then") == "Then"
        assert source(text, "gate. Then") == "gate.Then"

    def test_a_span_over_two_paragraphs(self) -> None:
        assert source("One fell here.\n\nREAD MORE\nA link\nTwo rose there.", "here.\nTwo") == (
            "here.\n\nREAD MORE\nA link\nTwo"
        )

    def test_doubled_quotation_marks_are_taken_whole(self) -> None:
        assert source("''We left,'' he said.", '"We left,"') == "''We left,''"

    def test_a_span_outside_the_text_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no span"):
            analysed("Two fell.").to_source(0, 99)

    def test_nothing_in_nothing_out(self) -> None:
        analysis = analysed("")
        assert (analysis.text, analysis.paragraphs, analysis.to_source(0, 0)) == ("", (), (0, 0))


class TestCapitals:
    def test_words_take_the_case_they_have_in_the_story(self) -> None:
        text = (
            "REBELS TAKE KARUBA, UN ENVOY SAYS\n\n"
            "The town of Karuba fell to rebels on Monday, an envoy of the UN says. They take more each day."
        )
        analysis = analysed(text)
        assert analysis.text.startswith("Rebels take Karuba, UN envoy says\n")
        assert [part.capitals for part in analysis.paragraphs] == [True, False]
        assert source(text, "Karuba, UN") == "KARUBA, UN"

    def test_names_in_the_lexicons_are_capitalised(self) -> None:
        assert analysed("FORCES OF SUDAN LEFT ON MONDAY. THE U.S. CALLED FOR TALKS.").text == (
            "Forces of Sudan left on Monday. The U.S. called for talks."
        )

    def test_a_few_abbreviations_are_no_paragraph_in_capitals(self) -> None:
        assert analysed("UN, EU, NATO").text == "UN, EU, NATO"

    def test_letters_that_change_length_stay(self) -> None:
        assert len(analysed("DIE STRAẞE İN DER STADT WAR ZERSTÖRT").text) == len("DIE STRAẞE İN DER STADT WAR ZERSTÖRT")


MARKS = [
    *(
        "“",
        "”",
        "«",
        "»",
        "„",
        "‘",
        "’",
        "'",
        '"',
        "''",
        "``",
        '""',
        " ",
        "\xa0",
        "\u200b",
        "\xad",
        "\u200e",
        "\n",
        "\n\n",
    ),
    *(
        ".",
        ",",
        "!",
        "…",
        "[12]",
        "(",
        ")",
        "[",
        "]",
        "-",
        "–",
        "•",
        "==",
        "**",
        "\x1b[1m",
        "\x00",
        "\r\n",
        "\t",
        "#",
        "1. ",
    ),
]
WORDS = [
    "a",
    "Bc",
    "said",
    "The",
    "U.S.",
    "NATO",
    "é",
    "Ünal",
    "ب",
    "5",
    "https://a.b/C.D",
    "READ MORE\n",
    "AP",
    "İ",
    "ẞ",
]
PIECES = st.sampled_from([*MARKS, *WORDS])


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join)))
def test_the_way_back_holds_for_any_text(text: str) -> None:
    analysis = analysed(text)
    last_start = last_end = 0
    for index, char in enumerate(analysis.text):
        start, end = analysis.to_source(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert start >= last_start
        assert end >= last_end
        last_start, last_end = start, end
        if char.isalnum():
            assert text[start:end].casefold() == char.casefold()
    assert "\x1b" not in analysis.text
    assert "\xad" not in analysis.text
    for part in analysis.paragraphs:
        shown = analysis.text[part.start : part.end]
        assert shown
        assert shown == shown.strip()
        assert "\n" not in shown


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join), st.data())
def test_spans_map_inside_out(text: str, data: st.DataObject) -> None:
    analysis = analysed(text)
    start = data.draw(st.integers(0, len(analysis.text)))
    end = data.draw(st.integers(start, len(analysis.text)))
    begin, finish = analysis.to_source(start, end)
    assert 0 <= begin <= finish <= len(text)
    if start < end:
        assert begin < finish


def test_a_long_text_takes_linear_time() -> None:
    text = "Two\xa0villages fell.[3]Then “they” burned, the rebels’ envoy said.\n\n" * 4000
    layout = segment(text)
    began = time.perf_counter()
    analysis = prepare(text, layout)
    analysis.to_source(len(analysis.text) // 2, len(analysis.text))
    assert time.perf_counter() - began < 2.0
