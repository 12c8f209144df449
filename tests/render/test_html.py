from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.render.reader import Reader, assert_references_lead_somewhere, policy_of
from tests.render.saved import EVIDENCE, REPORT
from tests.spoiling import spoiled

from reports.records import Article, Mention, Place, Processing, Report, Section
from reports.render.html import page
from reports.render.html.segments import blocks, covers

PROCESSING = Processing(version="0", model="none", model_version="0", components=())
ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</style><style>*{display:none}</style>",
    "</script><script>alert(1)</script>",
    "<!--", "-->", "]]>", "&lt;script&gt;", "{{ 7 * 7 }}", "{% raw %}", "${7*7}",
    "javascript:alert(1)",
    "\x00\x1b[31m\x9b\u202eabc\u2066\ufeff\u2028",
)  # fmt: skip


def attacked(report: Report, attack: str) -> Report:
    """The report with an attack wherever free text goes, ids and offsets apart."""
    kept = {"id", "kind", "type", "status", "relation", "schema_version", "event", "quote", "modality", "polarity",
            "section", "form", "label", "cue_class", "precision", "medium", "what", "published_from", "format",
            "begin", "finish", "published", "statement", "source", "via", "actor", "of", "near", "place", "by", "note",
            "affiliation", "side", "from", "to", "date", "parent", "claims"}  # fmt: skip
    return Report.model_validate(spoiled(report, attack, lambda field, _: field not in kept))


def made(text: str, *, sections: tuple[Section, ...] = (), **parts: Any) -> Report:
    return Report(id="r-1", article=Article(text=text, sections=sections), processing=PROCESSING, **parts)


def place(number: int, *spans: tuple[int, int]) -> Place:
    mentions = tuple(Mention(start=start, end=end, text="x", form="name") for start, end in spans)
    return Place(id=f"p{number}", name="Osen", kind="settlement", mentions=mentions)


# ---- escaping


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_word_of_a_story_becomes_markup(attack: str) -> None:
    clean, hostile = Reader(page([EVIDENCE])), Reader(page([attacked(EVIDENCE, attack)]))
    tags = Counter(tag for tag, _ in hostile.elements)
    known = Counter(tag for tag, _ in clean.elements)
    assert set(tags) <= set(known)
    assert tags["script"] == tags["style"] == 1
    names = {name for _, attributes in hostile.elements for name in attributes}
    assert names <= {name for _, attributes in clean.elements for name in attributes}
    assert not [name for name in names if name.startswith("on")]


@pytest.mark.parametrize("attack", ATTACKS)
def test_links_lead_only_into_the_page(attack: str) -> None:
    assert all(link.startswith("#") for link in Reader(page([attacked(EVIDENCE, attack)])).all("href"))


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/x", True),
        ("javascript:alert(1)", False),
        (" jAvascript:alert(1)", False),
        ("data:text/html,x", False),
        ("http://[", False),
        ("//example.org", False),
    ],
)
def test_the_original_is_linked_if_it_is_a_web_address(url: str, linked: bool) -> None:
    article = REPORT.article.model_copy(update={"url": url})
    links = Reader(page([REPORT.model_copy(update={"article": article})])).all("href")
    assert [link for link in links if not link.startswith("#")] == ([url] if linked else [])


def test_no_control_character_reaches_the_page() -> None:
    text = page([attacked(EVIDENCE, "\x00\x1b\x9b\u202e\u2066\ufeff")])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", text)


def test_ids_of_a_damaged_report_are_made_safe() -> None:
    record = EVIDENCE.model_dump_json(by_alias=True).replace('"c1"', '"c1\\" onclick=\\"x"')
    reader = Reader(page([Report.model_validate_json(record)]))
    assert not [name for _, attributes in reader.elements for name in attributes if name == "onclick"]


# ---- the page as a whole


def test_the_policy_names_the_style_and_the_script_by_hash_and_allows_nothing_else() -> None:
    policy = policy_of(page([EVIDENCE]))
    assert "unsafe" not in policy
    assert "http" not in policy


def test_there_are_no_inline_styles_or_handlers() -> None:
    names = {name for _, attributes in Reader(page([EVIDENCE, REPORT])).elements for name in attributes}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]


@pytest.mark.parametrize("reports", [[EVIDENCE], [REPORT], [EVIDENCE, REPORT]])
def test_every_id_is_there_once_and_every_reference_leads_somewhere(reports: list[Report]) -> None:
    assert_references_lead_somewhere(Reader(page(reports)), "data-claims", "data-places")


def test_a_story_is_well_under_the_size_that_is_promised() -> None:
    assert len(page([EVIDENCE]).encode()) < 400_000


def test_the_same_reports_give_the_same_bytes() -> None:
    assert page([EVIDENCE, REPORT]) == page([EVIDENCE, REPORT])


def test_no_report_and_no_claims_are_pages_too() -> None:
    assert "There was no report to show" in page([])
    text = page([made("Nothing happened in Osen.")])
    assert "No claims about a conflict were found" in text
    assert 'class="map"' not in text


def test_all_claims_are_shown_with_their_source_and_what_is_doubted() -> None:
    shown = " ".join("".join(Reader(page([EVIDENCE])).prose).split())
    sources = {source.id: source.name for source in EVIDENCE.sources}
    for claim in EVIDENCE.claims:
        assert f"“{claim.trigger.text}”" in shown or claim.trigger.text in shown
        assert sources.get(claim.attribution.source or "", "the story, in its own voice") in shown
    assert "denied by" in shown
    assert "unverified" in shown


def test_what_is_denied_stands_beside_its_denial() -> None:
    denial = next(link for link in EVIDENCE.links if link.relation == "denies")
    pair = next(attributes for _, attributes in Reader(page([EVIDENCE])).elements if attributes.get("class") == "pair")
    assert pair["data-claims"] == f"{denial.to} {denial.from_}"


# ---- the text and its marks


def texts(report: Report) -> str:
    lines = ["".join(piece.text for piece in line) for block in blocks(report) for line in block.lines]
    return "\n".join(lines)


def test_the_whole_story_is_in_the_page_and_each_word_once() -> None:
    for report in (EVIDENCE, REPORT):
        assert texts(report).split() == report.article.text.split()


def test_each_span_covers_its_own_words_and_no_other() -> None:
    pieces = [piece for block in blocks(EVIDENCE) for line in block.lines for piece in line]
    for cover in covers(EVIDENCE):
        inside = [piece for piece in pieces if cover.start <= piece.start < cover.end]
        marked = [piece for piece in inside if cover.ref in piece.refs]
        assert inside == marked
        joined = "".join(piece.text for piece in inside)
        assert joined.split() == EVIDENCE.article.text[cover.start : cover.end].split()


def test_nested_and_overlapping_spans_are_all_marked() -> None:
    report = made("one two three four", places=(place(1, (0, 13)), place(2, (4, 7)), place(3, (8, 18))))
    (block,) = blocks(report)
    assert [(piece.text, piece.refs) for piece in block.lines[0]] == [
        ("one ", ["p1"]), ("two", ["p1", "p2"]), (" ", ["p1"]), ("three", ["p1", "p3"]), (" four", ["p3"]),
    ]  # fmt: skip


def test_a_number_stands_behind_the_word_that_names_the_event() -> None:
    pieces = [piece for block in blocks(EVIDENCE) for line in block.lines for piece in line]
    numbered = {ref: piece for piece in pieces for ref in piece.ends}
    assert set(numbered) == {claim.id for claim in EVIDENCE.claims}
    for claim in EVIDENCE.claims:
        assert claim.trigger.text.endswith(numbered[claim.id].text)


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab \n.", max_size=60),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=8),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4),
)
def test_no_spans_however_wild_lose_or_repeat_a_word(
    text: str, spans: list[tuple[int, int]], sections: list[tuple[int, int]]
) -> None:
    cut = tuple(Section(kind="body", start=start, end=end) for start, end in sections)
    report = made(text, sections=cut, places=(place(1, *spans),))
    assert texts(report).replace("\n", "").replace(" ", "") == text.replace("\n", "").replace(" ", "")


def test_lines_that_were_wrapped_by_hand_become_paragraphs() -> None:
    wrapped = (
        "The shells fell on the harbour for long, and the\npeople of the town went down to the cellars\nto wait.\n"
    )
    assert len(blocks(made(wrapped))) == 1
    assert len(blocks(made("First paragraph of the story.\nSecond paragraph, which is longer.\nThird."))) == 3
    assert len(blocks(made("One.\n\nTwo.\n \nThree."))) == 3


def test_a_long_story_takes_time_in_proportion() -> None:
    import gc
    import time

    def seconds(words: int) -> float:
        text = "word " * words
        mentions = tuple((5 * number, 5 * number + 4) for number in range(0, words, 3))
        report = made(text, places=(place(1, *mentions), place(2, (0, len(text)))))
        gc.collect()
        gc.disable()  # how long it takes depends on all that the other tests have left
        start = time.process_time()
        blocks(report)
        gc.enable()
        return time.process_time() - start

    seconds(1_000)
    few, many = (min(seconds(words) for _ in range(3)) for words in (8_000, 40_000))
    assert many < 15 * max(few, 0.01)
