from __future__ import annotations

import io
import json

import pytest

from reports.errors import InputError
from reports.read import Story, stories_in
from reports.read.documents import ReadOptions

TEXT = "Shells hit a village near Gao on Monday."


def read(data: object, name: str = "a.jsonl", **options: str) -> list[Story | InputError]:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return list(stories_in(name, ReadOptions(**options), stream=io.BytesIO(raw)))  # type: ignore[arg-type]


def one(data: object, name: str = "a.jsonl", **options: str) -> Story:
    (found,) = read(data, name, **options)
    assert isinstance(found, Story), found
    return found


def refused(data: object, name: str = "a.jsonl", **options: str) -> str:
    (found,) = read(data, name, **options)
    assert isinstance(found, InputError)
    return str(found)


class TestFields:
    @pytest.mark.parametrize("field", ["text", "body", "content", "article", "maintext", "articleBody", "full_text"])
    def test_the_usual_names_of_the_text(self, field: str) -> None:
        assert one({"id": 1, field: TEXT}).text == TEXT

    def test_everything_around_it(self) -> None:
        story = one(
            {
                "_id": "x7", "text": TEXT, "title": " A  title ", "publishedAt": "2024-05-03T10:00:00Z",
                "authors": [{"name": "Jane Roe"}, "John Doe"], "source": {"name": "Harbour Wire"},
                "language": "EN", "url": "https://h.example/7",
            }
        )  # fmt: skip
        assert (story.guid, story.title, story.published) == ("x7", "A title", "2024-05-03T10:00:00+00:00")
        assert (story.language, story.bylines, story.publisher) == ("en", ("Jane Roe", "John Doe"), "Harbour Wire")
        assert (story.url, story.format, story.path) == ("https://h.example/7", "jsonl", "a.jsonl:1")

    def test_the_text_is_kept_as_it_is(self) -> None:
        text = "  Two\xa0 villages\u200b fell.\t\n\n\nA < B, he said.  "
        assert one({"text": text}).text == text
        assert one({"text": "One.\r\nTwo.\rThree."}).text == "One.\nTwo.\nThree."

    def test_markup_becomes_paragraphs(self) -> None:
        assert one({"body": "<p>One <b>mine</b>.</p><p>Two.</p>"}).text == "One mine.\n\nTwo."

    def test_names_that_are_given(self) -> None:
        record = {"text": "not this", "doc": {"words": TEXT, "when": "3 May 2024"}, "nr": 7}
        story = one(record, text_field="doc.words", date_field="doc.when", id_field="nr")
        assert (story.text, story.published, story.guid) == (TEXT, "2024-05-03", "7")

    def test_a_field_with_a_dot_in_its_name(self) -> None:
        assert one({"doc.words": TEXT}, text_field="doc.words").text == TEXT

    @pytest.mark.parametrize("value", [1714730400, 1714730400000, "Fri, 03 May 2024 10:00:00 GMT", "20240503T100000Z"])
    def test_dates(self, value: object) -> None:
        assert one({"text": TEXT, "date": value}).published == "2024-05-03T10:00:00+00:00"

    @pytest.mark.parametrize("value", [True, 12, -1, 1e300, "yesterday", "03/04/2024", [], {}])
    def test_what_is_no_date_is_not_made_one(self, value: object) -> None:
        assert one({"text": TEXT, "date": value}).published is None

    def test_a_date_field_that_holds_none_is_told(self) -> None:
        assert one({"text": TEXT, "w": "soon"}, date_field="w").warnings == (
            "the date field 'w' holds no date that can be read",
        )

    def test_without_a_text(self) -> None:
        assert "name the field with --text-field; it has: id, words" in refused({"id": 1, "words": TEXT})
        assert "has no text in its field 'nothing'" in refused({"text": TEXT}, text_field="nothing")

    def test_half_a_character(self) -> None:
        assert refused(b'{"text": "a \\ud800 b"}').startswith("a.jsonl:1: is no JSON")


class TestFiles:
    def test_lines_are_numbered_as_an_editor_does(self) -> None:
        data = b'\xef\xbb\xbf{"text": "One."}\r\n\r\n{"text": "Two."}\n{"text": "Three."}'
        paths = [story.path for story in read(data) if isinstance(story, Story)]
        assert paths == ["a.jsonl:1", "a.jsonl:3", "a.jsonl:4"]

    def test_a_broken_line_costs_that_line(self) -> None:
        found = read(b'{"text": "One."}\n{"text": "Tw\n[1]\n{"text": "Four."}\n')
        assert [type(item) for item in found] == [Story, InputError, InputError, Story]
        assert str(found[1]).startswith("a.jsonl:2: is no JSON")
        assert "is JSON but no object" in str(found[2])

    @pytest.mark.parametrize("indent", [None, 2])
    def test_a_list_of_records(self, indent: int | None) -> None:
        records = [{"text": 'One }{][ \\" mine.'}, {"text": "Two.", "tags": [{"a": [1, "]"]}]}]
        found = read(json.dumps(records, indent=indent).encode(), "a.json")
        assert [(item.path, item.text) for item in found if isinstance(item, Story)] == [
            ("a.json#1", "One }{][ \\\" mine."),
            ("a.json#2", "Two."),
        ]  # fmt: skip

    def test_a_single_record(self) -> None:
        assert (one({"text": TEXT}, "a.json").path, one({"text": TEXT}, "a.json").format) == ("a.json", "json")

    def test_records_across_the_buffer(self) -> None:
        records = [{"text": f'{number} \\" {{' + "x" * 7001} for number in range(40)]
        found = read(records, "a.json")
        assert [item.text for item in found if isinstance(item, Story)] == [record["text"] for record in records]

    def test_the_answer_of_a_program(self) -> None:
        answer = {"status": "ok", "articles": [{"content": "One."}, {"content": "Two."}]}
        found = read(answer, "a.json")
        assert [(item.path, item.text) for item in found if isinstance(item, Story)] == [
            ("a.json#1", "One."),
            ("a.json#2", "Two."),
        ]

    def test_a_record_with_related_items_is_itself(self) -> None:
        assert one({"text": "One.", "items": [{"text": "Other."}]}, "a.json").text == "One."

    def test_json_without_a_suffix(self) -> None:
        assert [type(item) for item in read(b'{"text": "One."}\n{"text": "Two."}\n', "-")] == [Story, Story]
        assert one({"text": TEXT}, "-").path == "-"

    @pytest.mark.parametrize("data", [b"[", b"{", b"[]", b'{"text": "a', b"[1, 2]", b"]]]", b"nonsense"])
    def test_what_is_no_json(self, data: bytes) -> None:
        assert "is no JSON" in refused(data, "a.json")

    def test_a_report_is_no_story(self) -> None:
        assert "is a report already" in refused({"schema_version": "1", "claims": [], "article": {"text": TEXT}})

    def test_deep_nesting(self) -> None:
        assert refused(b'{"text":' * 100_000, "a.json").startswith("a.json: is no JSON")
        (found,) = read(b'{"text": "One.", "x":' + b"[" * 5000 + b"]" * 5000 + b"}", "a.json")
        assert isinstance(found, Story | InputError)
