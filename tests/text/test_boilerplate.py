from __future__ import annotations

from dataclasses import fields

import pytest

from reports.segment import segment
from reports.text import boilerplate
from reports.text.boilerplate import Boilerplate

LISTS = boilerplate.load()
BODY = "Troops entered the valley on Monday and took two villages, the governor said. Shops were shut all day."


def test_every_list_is_read_and_in_lower_case_where_case_is_ignored() -> None:
    for field in fields(Boilerplate):
        words = getattr(LISTS, field.name)
        assert words
        if field.name != "glued_sign_offs":
            assert [word for word in words if word != word.lower()] == []
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("head", LISTS.read_more)
def test_every_read_more_head_fires(head: str) -> None:
    layout = segment(f"{BODY}\n{head.upper()}\nMinister visits the lake\n{BODY}")
    assert [part.kind for part in layout.paragraphs] == ["body", "related", "related", "body"]


@pytest.mark.parametrize("label", LISTS.furniture)
def test_every_button_label_fires(label: str) -> None:
    assert [part.kind for part in segment(f"{BODY}\n{label.title()}\n{BODY}").paragraphs] == ["body", "related", "body"]


@pytest.mark.parametrize("start", LISTS.furniture_starts)
def test_every_call_to_sign_up_fires(start: str) -> None:
    layout = segment(f"{BODY}\n{start.capitalize()} our weekly letter\n{BODY}")
    assert [part.kind for part in layout.paragraphs] == ["body", "related", "body"]


@pytest.mark.parametrize("sign", LISTS.sign_offs)
def test_every_sign_off_fires(sign: str) -> None:
    layout = segment(f"{BODY}\n{BODY}\n{sign}")
    kinds = [part.kind for part in layout.paragraphs]
    # signs without a letter ("//") are in no section at all
    assert kinds == ["body", "body"] + ["credit"] * any(char.isalnum() for char in sign)


@pytest.mark.parametrize("sign", LISTS.glued_sign_offs)
def test_every_glued_sign_off_fires(sign: str) -> None:
    text = f"{BODY}\n{BODY}{sign}"
    body, credit = segment(text).sections
    assert (body.kind, body.end) == ("body", len(text) - len(sign))
    assert (credit.kind, credit.end) == ("credit", len(text))


@pytest.mark.parametrize("start", LISTS.credit_starts)
def test_every_credit_fires(start: str) -> None:
    layout = segment(f"{BODY}\n{BODY}\n({start.capitalize()} Ana Mbeki in Goma; Editing by Li Wei)")
    assert [part.kind for part in layout.paragraphs] == ["body", "body", "credit"]


@pytest.mark.parametrize("start", LISTS.note_starts)
def test_every_note_start_fires(start: str) -> None:
    assert segment(f"{BODY}\n{start.capitalize()} the date was wrong.").paragraphs[-1].kind == "note"


@pytest.mark.parametrize("verb", LISTS.note_verbs)
def test_every_bracketed_note_fires(verb: str) -> None:
    text = f"({verb.capitalize()} quotes, paragraph 4)\n{BODY}"
    assert [part.kind for part in segment(text).paragraphs] == ["note", "body"]


@pytest.mark.parametrize("verb", LISTS.self_verbs)
@pytest.mark.parametrize("name", LISTS.self_names)
def test_every_remark_on_the_text_fires(name: str, verb: str) -> None:
    assert segment(f"{BODY}\nThis {name} has been {verb} to mend a date.").paragraphs[-1].kind == "note"


@pytest.mark.parametrize("start", LISTS.caption_starts)
def test_every_caption_start_fires(start: str) -> None:
    layout = segment(f"{BODY}\n{start.capitalize()} smoke over the harbour of Aden.\n{BODY}")
    assert [part.kind for part in layout.paragraphs] == ["body", "caption", "body"]


@pytest.mark.parametrize("slug", LISTS.headline_slugs)
def test_every_headline_slug_fires(slug: str) -> None:
    text = f"{slug.upper()} 2-Rebels take harbour town\n\n{BODY}"
    assert [part.kind for part in segment(text).paragraphs] == ["note", "headline", "body"]
    assert segment(text).title == "Rebels take harbour town"


@pytest.mark.parametrize("label", LISTS.not_places)
def test_no_label_is_taken_for_a_place(label: str) -> None:
    assert segment(f"{label.upper()} — {BODY}").dateline is None


@pytest.mark.parametrize("mark", LISTS.photo_marks)
def test_every_photo_mark_fires(mark: str) -> None:
    layout = segment(f"{BODY}\nSmoke hangs over the harbour of Aden. Ana Mbeki/{mark.title()}\n{BODY}")
    assert [part.kind for part in layout.paragraphs] == ["body", "caption", "credit", "body"]


@pytest.mark.parametrize("word", LISTS.photo_words)
def test_every_photo_word_fires(word: str) -> None:
    layout = segment(f"{BODY}\nSmoke hangs over the harbour of Aden. {word.title()}: Ana Mbeki\n{BODY}")
    assert [part.kind for part in layout.paragraphs] == ["body", "caption", "credit", "body"]


@pytest.mark.parametrize("heading", LISTS.wiki_tails)
def test_every_wiki_tail_fires(heading: str) -> None:
    layout = segment(f"{BODY}\n== {heading.title()} ==\nA book on the war. 2011.")
    assert [part.kind for part in layout.paragraphs] == ["body", "related", "related"]
