from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.segment import Layout, segment

BODY = "Troops entered the valley on Monday and took two villages, the provincial governor said in a statement."
MORE = "Residents said that they had heard mortar fire for three hours, and that the clinic was out of bandages."


def kinds(text: str, title: str | None = None) -> list[str]:
    return [str(part.kind) for part in segment(text, title=title).paragraphs]


def words(text: str, kind: str) -> list[str]:
    return [text[part.start : part.end] for part in segment(text).paragraphs if part.kind == kind]


def parts(text: str) -> list[tuple[str, str]]:
    return [(str(part.kind), text[part.start : part.end]) for part in segment(text).paragraphs]


class TestHeads:
    @pytest.mark.parametrize("gap", ["\n", "\n\n"])
    def test_headline_before_the_story(self, gap: str) -> None:
        text = f"Rebels take two villages in the valley{gap}{BODY}\n{MORE}"
        assert kinds(text) == ["headline", "body", "body"]
        assert segment(text).title == "Rebels take two villages in the valley"

    def test_headline_in_capitals(self) -> None:
        assert kinds(f"REBELS TAKE TWO VILLAGES\n{BODY}") == ["headline", "body"]

    def test_headline_that_asks(self) -> None:
        assert kinds(f"Who holds the valley now?\n\n{BODY}") == ["headline", "body"]

    def test_subheadline(self) -> None:
        text = f"Rebels take two villages\n\nGovernor says army is to send reinforcements\n\n{BODY}"
        assert kinds(text) == ["headline", "headline", "body"]

    def test_a_stopped_headline_is_known_by_the_dateline_after_it(self) -> None:
        assert kinds(f"Rebels take two villages.\n\nGOMA, May 3 (AFP) - {BODY}") == ["headline", "dateline", "body"]

    def test_a_first_sentence_is_no_headline(self) -> None:
        assert kinds(f"Rebels have taken two villages.\n{BODY}") == ["body", "body"]

    def test_one_line_alone_is_body(self) -> None:
        assert kinds("Rebels take two villages in the valley") == ["body"]

    def test_a_lead_in_is_no_headline(self) -> None:
        assert kinds(f"The governor said:\n\n{BODY}")[0] == "body"

    def test_markdown_heading_is_a_headline_without_its_sign(self) -> None:
        text = f"# Rebels take two villages\n\n{BODY}\n\n## What is known\n\n{MORE}"
        assert parts(text)[0] == ("headline", "Rebels take two villages")
        assert kinds(text) == ["headline", "body", "body", "body"]

    def test_the_given_title_is_found_in_the_text_whatever_its_stop(self) -> None:
        text = f"“Rebels take two villages.”\n{BODY}"
        layout = segment(text, title="Rebels take two villages")
        assert layout.title == "Rebels take two villages"
        assert layout.paragraphs[0].kind == "headline"

    @pytest.mark.parametrize("source", ["POLICE", "SANA", "Reuters", "medics"])
    def test_a_headline_that_names_its_source_is_kept_whole(self, source: str) -> None:
        line = f"Two dead in blast at market - {source}"
        assert parts(f"{line}\n\n{BODY}")[0] == ("headline", line)
        assert parts(f"{line.upper()}\n\n{BODY}")[0] == ("headline", line.upper())

    def test_bullets_between_headline_and_byline(self) -> None:
        text = f"Rebels take two villages\n\n* Army denies it\n* Four hurt\n\nBy Jane Roe\n\n{BODY}"
        assert kinds(text) == ["headline", "body", "body", "byline", "body"]

    def test_outlet_and_date_under_the_byline(self) -> None:
        layout = segment(f"Rebels take two villages\n\nBy Jane Roe\nThe Valley Courier, 9 June 2021\n\n{BODY}")
        assert [str(part.kind) for part in layout.paragraphs] == ["headline", "byline", "byline", "body"]
        assert (layout.publisher, layout.published) == ("The Valley Courier", "2021-06-09")
        assert layout.bylines == ("Jane Roe",)

    def test_a_byline_in_lower_case_is_no_part_of_the_headline(self) -> None:
        head = "What happened on the road to the valley?\nby Jane Roe | Open Ground | updated 3 May 2022, 11:40 UTC"
        layout = segment(f"{head}\n\n{BODY}")
        assert layout.title == "What happened on the road to the valley?"
        assert (layout.publisher, layout.published) == ("Open Ground", "2022-05-03T11:40:00+00:00")
        assert layout.bylines == ("Jane Roe",)

    def test_the_head_of_a_release(self) -> None:
        head = "REPUBLIC OF THE HILLS\nMINISTRY OF DEFENCE\nPress release No. 118\nTorit, 3 August 2022"
        layout = segment(f"{head}\n\n{BODY}")
        assert layout.title == "Press release No. 118"
        assert layout.dateline is not None
        assert (layout.dateline.place, layout.dateline.date) == ("Torit", "2022-08-03")

    def test_update_prefix_is_a_note(self) -> None:
        text = f"UPDATE 2-Rebels take two villages\n\n{BODY}"
        assert parts(text)[:2] == [("note", "UPDATE 2-"), ("headline", "Rebels take two villages")]


class TestBylinesAndDates:
    @pytest.mark.parametrize(
        ("line", "names", "agencies"),
        [
            ("By Jane Roe", ("Jane Roe",), ()),
            ("By Jane Roe and John al-Amin, Reuters", ("Jane Roe", "John al-Amin"), ("Reuters",)),
            ("By JANE ROE", ("Jane Roe",), ()),
            ("By Jane Roe in Goma", ("Jane Roe",), ()),
            ("Posted by Jane Roe, 12 June 2025", ("Jane Roe",), ()),
            ("By Jane Roe | May 3, 2024", ("Jane Roe",), ()),
            ("From Jane Roe in Goma", ("Jane Roe",), ()),
        ],
    )
    def test_bylines(self, line: str, names: tuple[str, ...], agencies: tuple[str, ...]) -> None:
        layout = segment(f"Rebels take two villages\n{line}\n{BODY}")
        assert [part.kind for part in layout.paragraphs] == ["headline", "byline", "body"]
        assert layout.bylines == names
        assert layout.agencies == agencies

    def test_a_sentence_that_begins_with_by_is_body(self) -> None:
        assert kinds(f"By Monday, the army had left.\n{BODY}") == ["body", "body"]
        assert kinds(f"By Nightfall The Town Was Lost.\n{BODY}")[0] != "byline"

    @pytest.mark.parametrize(
        ("line", "published"),
        [
            ("Published: 3 May 2024", "2024-05-03"),
            ("March 1, 2023 4:15 PM", "2023-03-01T16:15:00"),
            ("Updated 14:30 GMT, 3 May 2024", "2024-05-03T14:30:00+00:00"),
            ("Wed 1 Mar 2023 12.05 GMT", "2023-03-01T12:05:00+00:00"),
            ("Published: 3 May", None),
        ],
    )
    def test_published_lines(self, line: str, published: str | None) -> None:
        layout = segment(f"Rebels take two villages\n{line}\n{BODY}")
        assert [part.kind for part in layout.paragraphs] == ["headline", "byline", "body"]
        assert layout.published == published

    def test_a_date_heading_inside_a_chronology_is_body(self) -> None:
        text = f"Rebels take two villages\n{BODY}\n3 May 2024\n{MORE}"
        assert kinds(text) == ["headline", "body", "body", "body"]
        assert segment(text).published is None


class TestDatelines:
    def test_the_dateline_is_its_own_section(self) -> None:
        text = f"GOMA, DR Congo, 3 Mar 2024 (AFP) – {BODY}\n{MORE}"
        layout = segment(text)
        assert parts(text)[0] == ("dateline", "GOMA, DR Congo, 3 Mar 2024 (AFP) –")
        assert layout.dateline is not None
        assert (layout.dateline.place, layout.dateline.agency) == ("Goma, DR Congo", "AFP")
        assert layout.dateline.date == layout.published == "2024-03-03"
        assert layout.agencies == ("AFP",)

    def test_a_dateline_without_a_year_gives_month_and_day_only(self) -> None:
        layout = segment(f"BEIRUT, Sept 13 (Reuters) - {BODY}")
        assert (layout.dateline_month_day, layout.dateline_year, layout.published) == ((9, 13), None, None)
        assert layout.dateline is not None
        assert layout.dateline.date is None

    def test_place_and_date_on_a_line_of_their_own(self) -> None:
        layout = segment(f"Statement on the valley\n\nTamale, 20 October 2020\n\n{BODY}")
        assert [part.kind for part in layout.paragraphs] == ["headline", "dateline", "body"]
        assert layout.dateline is not None
        assert (layout.dateline.place, layout.dateline.date) == ("Tamale", "2020-10-20")

    def test_a_mark_of_cables_after_the_dateline_is_a_note(self) -> None:
        assert kinds(f"TAMALE, 3 JAN 90 (GNA) -- [TEXT] {BODY}") == ["dateline", "note", "body"]

    def test_caption_and_credit_glued_in_front(self) -> None:
        text = f"Families queue for bread in the old town. REUTERS/Jane Roe BEIRUT, May 31 (Reuters) - {BODY}"
        assert parts(text) == [
            ("caption", "Families queue for bread in the old town."),
            ("credit", "REUTERS/Jane Roe"),
            ("dateline", "BEIRUT, May 31 (Reuters) -"),
            ("body", BODY),
        ]

    def test_headline_glued_in_front(self) -> None:
        text = f"Four miners die in border blastHERAT, Afghanistan, June 9 (Xinhua) -- {BODY}Enditem"
        assert parts(text) == [
            ("headline", "Four miners die in border blast"),
            ("dateline", "HERAT, Afghanistan, June 9 (Xinhua) --"),
            ("body", BODY),
            ("credit", "Enditem"),
        ]

    def test_byline_glued_in_front(self) -> None:
        assert kinds(f"By Jane Roe GOMA, May 3 (AFP) - {BODY}") == ["byline", "dateline", "body"]

    def test_note_glued_in_front(self) -> None:
        text = f"(Adds quotes, background) BEIRUT, May 31 (Reuters) - {BODY}"
        assert kinds(text) == ["note", "dateline", "body"]

    def test_a_list_of_speakers_has_no_dateline(self) -> None:
        text = f"SECRETARY MARSH: {BODY}\nQUESTION: {MORE}"
        assert kinds(text) == ["body", "body"]


class TestCaptionsAndCredits:
    @pytest.mark.parametrize(
        ("caption", "credit"),
        [
            ("Smoke hangs over the harbour of Aden, Yemen.", "AP"),
            ("Smoke hangs over the harbour of Aden, Yemen.", "Reuters"),
            ("Smoke hangs over the harbour of Aden, Yemen.", "REUTERS/Jane Roe"),
            ("Smoke hangs over the harbour of Aden.", "(Photo: Jane Roe)"),
            ("Smoke hangs over the harbour of Aden.", "(AP Photo/Jane Roe)"),
            ("Smoke hangs over the harbour of Aden", "[Jane Roe/Al Jazeera]"),
            ("Smoke hangs over the harbour of Aden.", "Getty Images"),
            ("Smoke hangs over the harbour of Aden.", "File photo"),
            ("Smoke hangs over the harbour of Aden.", "© Jane Roe / AFP"),
            ("Smoke hangs over the harbour of Aden.", "Photograph: Jane Roe/AFP/Getty Images"),
        ],
    )
    def test_captions_and_their_credits(self, caption: str, credit: str) -> None:
        text = f"{BODY}\n{caption} {credit}\n{MORE}\n" + f"{BODY}\n" * 6
        assert parts(text)[1:4] == [("caption", caption), ("credit", credit), ("body", MORE)]

    def test_caption_by_its_first_words(self) -> None:
        assert kinds(f"{BODY}\nA view of the harbour of Aden at dusk.\n{MORE}") == ["body", "caption", "body"]

    def test_file_label(self) -> None:
        assert kinds(f"FILE - Soldiers guard a bridge near Aden, May 2, 2021.\n{BODY}\n{MORE}")[0] == "caption"

    @pytest.mark.parametrize(
        "line", ["REUTERS/Jane Roe", "Getty Images", "AFP", "Photo: Jane Roe", "Jane Roe / Reuters"]
    )
    def test_bare_photo_credits(self, line: str) -> None:
        assert kinds(f"{BODY}\n{line}\n{MORE}") == ["body", "credit", "body"]

    def test_a_heading_in_capitals_is_no_credit(self) -> None:
        assert kinds(f"{BODY}\nMARIB\n{MORE}") == ["body", "body", "body"]

    def test_a_clock_zone_is_no_credit(self) -> None:
        text = f"{MORE}\nThe truce began at 10 p.m. GMT\n{BODY}"
        assert kinds(text) == ["body", "body", "body"]

    def test_a_body_paragraph_signed_by_an_agency_stays_body(self) -> None:
        text = f"{MORE}\n{BODY} AFP"
        assert parts(text) == [("body", MORE), ("body", BODY), ("credit", "AFP")]
        assert segment(text).agencies == ("AFP",)

    @pytest.mark.parametrize(
        "line",
        [
            "Reporting by Jane Roe in Goma; Editing by John Doe",
            "(Reporting by Jane Roe; editing by John Doe)",
            "Additional reporting by Jane Roe",
            "Reuters",
            "ENDS",
            "Enditem",
            "-30-",
            "/end/",
            "- AFP",
        ],
    )
    def test_signing_off(self, line: str) -> None:
        assert kinds(f"{BODY}\n{MORE}\n{line}") == ["body", "body", "credit"]

    def test_reporting_glued_to_the_last_sentence(self) -> None:
        text = f"{BODY}\n{MORE} (Reporting by Jane Roe; editing by John Doe)"
        assert parts(text)[1:] == [("body", MORE), ("credit", "(Reporting by Jane Roe; editing by John Doe)")]

    @pytest.mark.parametrize(
        "line",
        [
            "Reporting by two monitors has shown that the bridge was hit by rockets on Sunday.",
            "Ends of the bridge are held by rival brigades.",
            "This report was denied by the army.",
            "Related attacks were reported further north.",
            "Share prices fell after the raid.",
            "Reuters has not yet checked the account.",
            "Watch towers were set on fire in the night.",
            "Photo opportunities were called off after the shelling.",
            "Update on the ceasefire is due on Sunday, the mediator said.",
            "A view of the army's that is widely shared is that the road is lost, the mayor said.",
        ],
    )
    def test_sentences_of_the_story_stay_body(self, line: str) -> None:
        assert kinds(f"{BODY}\n{MORE}\n{line}") == ["body", "body", "body"]


class TestRelatedAndNotes:
    def test_read_more_block_ends_with_the_next_sentence(self) -> None:
        text = f"{BODY}\nREAD MORE\nMinister visits the lake\nWho will lead the council?\n{MORE}"
        assert kinds(text) == ["body", "related", "related", "related", "body"]
        assert [section.kind for section in segment(text).sections] == ["body", "related", "body"]

    def test_read_more_on_one_line(self) -> None:
        assert kinds(f"{BODY}\nALSO READ: Minister visits the lake\n{MORE}") == ["body", "related", "body"]

    def test_read_more_with_bullets_and_blank_lines(self) -> None:
        text = f"{BODY}\n\nRelated:\n\n• Minister visits the lake\n\n• Council to meet again\n\n{MORE}"
        assert kinds(text) == ["body", "related", "related", "related", "body"]

    def test_counted_lists_of_links(self) -> None:
        text = (
            f"{BODY}\nRecommended Stories\nlist of 2 items\nlist 1 of 2\nMinister visits the lake\nend of list\n{MORE}"
        )
        assert kinds(text) == ["body"] + ["related"] * 5 + ["body"]

    def test_a_path_of_page_headings_is_no_headline(self) -> None:
        assert kinds(f"Home | World | Africa\nRebels take two villages\n{BODY}") == ["related", "headline", "body"]

    def test_a_caption_after_read_more_is_no_link(self) -> None:
        text = f"{BODY}\nREAD MORE\nMinister visits the lake\nA boy carries water in Goma [Jane Roe/AFP]\n{MORE}"
        assert kinds(text) == ["body", "related", "related", "caption", "credit", "body"]

    @pytest.mark.parametrize(
        "line", ["Advertisement", "Share this", "Sign up for our newsletter", "list of 4 items", "5 min read"]
    )
    def test_page_furniture(self, line: str) -> None:
        assert kinds(f"{BODY}\n{line}\n{MORE}") == ["body", "related", "body"]

    @pytest.mark.parametrize(
        "line",
        [
            "(Corrects spelling of town in paragraph 2)",
            "Editor's note: names were changed.",
            "Editor’s note: names were changed.",
            "(This story has been corrected to show the right date.)",
            "This article was updated on Tuesday with the army's reply.",
        ],
    )
    def test_notes(self, line: str) -> None:
        assert kinds(f"{BODY}\n{MORE}\n{line}") == ["body", "body", "note"]

    def test_wiki_references_are_left_out(self) -> None:
        text = "It began at dawn.==Attack==A bomb went off near the gate.==References==* A book* Another book"
        assert kinds(text) == ["body", "body", "body", "related", "related"]


class TestBody:
    def test_a_situation_report_is_body_but_for_its_title(self) -> None:
        text = (
            "Lake region: situation report no. 12\n\nHIGHLIGHTS\n\n"
            f"• {BODY}\n• {MORE}\n\nHumanitarian needs:\n\n1. Clean water\n2. Shelter for 4,000 people\n- Tents"
        )
        assert kinds(text) == ["headline"] + ["body"] * 7

    def test_ticker_lines_are_paragraphs(self) -> None:
        text = f"14:35 GMT – {BODY}\n[09:12] {MORE}"
        assert kinds(text) == ["body", "body"]

    def test_neighbouring_body_paragraphs_make_one_section(self) -> None:
        text = f"{BODY}\n\n{MORE}"
        (section,) = segment(text).sections
        assert (section.start, section.end) == (0, len(text))

    def test_wrapped_text(self) -> None:
        long = f"{BODY} {MORE} {BODY}"
        text = f"Rebels take two villages\n\n{textwrap.fill(long, 72)}\n\n{textwrap.fill(long, 72)}\n"
        assert kinds(text) == ["headline", "body", "body"]

    @pytest.mark.parametrize("text", ["", " \n\u200b\n", "***\n---"])
    def test_nothing_to_say(self, text: str) -> None:
        assert segment(text) == Layout((), ())


LINES = [
    *(BODY, MORE, "GOMA (AP) — " + BODY, "READ MORE", "Minister visits", "By Jane Roe", "AP", "Smoke over Aden. AFP"),
    *("", "  ", "\u200b", "- one", "(Adds x)", "==Attack==", "ENDS", "# Title", "3 May 2024", "‘", "["),
]


@given(st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["\n", "\n\n", "\r\n", " ", ""]))
def test_sections_are_ordered_trimmed_and_lose_nothing(lines: list[str], joint: str) -> None:
    text = joint.join(lines)
    layout = segment(text)
    for spans in (layout.sections, layout.paragraphs):
        last = 0
        for span in spans:
            assert last <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip() == text[span.start : span.end]
            last = span.end
    covered = "".join(text[section.start : section.end] for section in layout.sections)
    assert [c for c in covered if c.isalnum()] == [c for c in text if c.isalnum()]


def test_a_long_text_takes_linear_time() -> None:
    text = f"{BODY}\n\n{MORE}\n\n" * 2000
    began = time.perf_counter()
    segment(text)
    assert time.perf_counter() - began < 2.0
