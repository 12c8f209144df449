"""Every input format through the whole of `reports`: the Python API, `reports parse`, and what reaches the report."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language
from tests.read.samples import docx, paragraph, pdf

import reports
from reports.assemble import parse_story, spans
from reports.errors import InputError
from reports.read import read_bytes, stories_in

INPUTS = Path(__file__).parent / "read" / "inputs"
LEAD = "Rebel fighters shelled the harbour of Odesa on Monday, killing three dockers, two residents said."
LATER = "The army said on Tuesday that it had repelled the attack."

Run = Callable[..., tuple[int, str, str]]


class TestReports:
    """What the wire says reaches the report. Where no words are looked at, the bare model is enough."""

    def test_a_withdrawn_story_has_no_claims_and_says_why(self, nlp: Language) -> None:
        item = [s for s in stories_in(INPUTS / "newsml-g2-message.xml") if not isinstance(s, InputError)][1]
        report = parse_story(item, nlp=nlp)
        assert report.claims == report.entities == ()
        assert (report.article.pubstatus, report.article.version) == ("canceled", "4")
        assert report.article.title == "Barracks stormed in Bukavu"
        assert report.processing.warnings == (
            "the wire withdrew this story (status: canceled); no claims were looked for",
        )

    def test_one_without_any_words_is_a_report_too(self, nlp: Language) -> None:
        markup = (
            b'<newsItem guid="urn:x" version="9"><itemMeta><pubStatus qcode="stat:canceled"/></itemMeta></newsItem>'
        )
        report = parse_story(read_bytes(markup, name="kill.xml"), nlp=nlp)
        assert (report.article.text, report.article.guid, report.claims) == ("", "urn:x", ())

    @pytest.mark.pipeline
    def test_a_withheld_story_has_none_though_its_words_hold_some(self, whole: Language) -> None:
        story = read_bytes((INPUTS / "ninjs3.json").read_bytes(), name="a.json")
        assert parse_story(story.model_copy(update={"pubstatus": "usable"}), nlp=whole).claims
        report = parse_story(story, nlp=whole)
        assert (report.claims, report.article.pubstatus) == ((), "withheld")
        assert "holds back" in report.processing.warnings[0]


@pytest.mark.pipeline
class TestClaims:
    def files(self) -> dict[str, bytes]:
        body = f"<p>{LEAD}</p><p>{LATER}</p>"
        meta = "<versionCreated>2024-05-07T08:00:00Z</versionCreated>"
        record = {"published": "2024-05-07", "text": f"{LEAD}\n\n{LATER}"}
        ninjs = {"uri": "urn:x", "pubstatus": "usable", "versioncreated": "2024-05-07T08:00:00Z", "body_xhtml": body}
        docdata = '<docdata><date.issue norm="20240507T080000Z"/></docdata>'
        inline = f"<contentSet><inlineXML><div>{body}</div></inlineXML></contentSet>"
        described = f"<description><![CDATA[{body}]]></description>"
        date = "Tue, 07 May 2024 08:00:00 +0000"
        return {
            "a.xml": f"<nitf><head>{docdata}</head><body><body.content>{body}</body.content></body></nitf>".encode(),
            "b.xml": f"<newsItem><itemMeta>{meta}</itemMeta>{inline}</newsItem>".encode(),
            "c.json": json.dumps(ninjs).encode(),
            "d.jsonl": json.dumps(record).encode(),
            "e.rss": f"<rss><channel><item><pubDate>{date}</pubDate>{described}</item></channel></rss>".encode(),
            "f.eml": f"Date: {date}\nSubject: Wire\n\n{LEAD}\n\n{LATER}\n".encode(),
            "g.docx": docx(paragraph(LEAD) + paragraph(LATER)),
            "h.pdf": pdf([LEAD[: LEAD.index(" three")], LEAD[LEAD.index("three") :], LATER]),
            "i.txt.gz": gzip.compress(f"{LEAD}\n\n{LATER}\n".encode()),
        }

    def test_the_same_words_give_the_same_claims_in_every_format(self, whole: Language, tmp_path: Path) -> None:
        paths = []
        for name, data in self.files().items():
            (tmp_path / name).write_bytes(data)
            paths.append(tmp_path / name)
        found = {
            Path(str(report.article.path)).name.partition("#")[0].partition(":")[0]: report
            for report in reports.pipe(
                (story.model_copy(update={"published": "2024-05-07"}) for story in reports.stories(paths)), nlp=whole
            )
        }
        assert len(found) == len(paths)
        claims = {name: [(c.type, c.trigger.text, c.text) for c in report.claims] for name, report in found.items()}
        assert len(claims["i.txt.gz"]) >= 2
        for name, listed in claims.items():
            assert listed == claims["i.txt.gz"], name
            for span in spans(found[name]):
                assert found[name].article.text[span.start : span.end] == span.text

    def test_the_date_of_the_file_anchors_its_weekdays(self, whole: Language) -> None:
        for name, data in self.files().items():
            if name[0] not in "ghi":  # documents and plain text give no date
                report = reports.parse(data, nlp=whole)
                begins = {claim.time.begin for claim in report.claims if claim.time}
                assert "2024-05-06" in begins, name

    def test_an_embargoed_story_is_marked_and_read(self, whole: Language) -> None:
        report = reports.parse_file(INPUTS / "newsml-g2.xml", nlp=whole)
        assert report.claims
        assert report.article.embargo == "2024-04-12T12:00:00+06:30"
        assert any("under embargo until 2024-04-12T12:00:00+06:30" in line for line in report.processing.warnings)
        assert report.article.dateline is not None
        assert report.article.dateline.place == "Myawaddy, Myanmar"


@pytest.mark.pipeline
class TestPython:
    def test_parse_takes_the_bytes_of_any_format(self, whole: Language) -> None:
        report = reports.parse((INPUTS / "nitf.xml").read_bytes(), "2024-03-09", "A title", nlp=whole)
        assert (report.article.format, report.article.path, report.article.title) == ("nitf", None, "A title")
        assert (report.article.published, report.article.published_from) == ("2024-03-09", "option")

    def test_a_file_of_several_is_refused_with_the_way_out(self) -> None:
        with pytest.raises(InputError, match=r"holds more than one story; .*reports\.stories"):
            reports.parse_file(INPUTS / "feed.atom")

    def test_stories_of_many_files(self) -> None:
        errors: list[InputError] = []
        found = list(reports.stories([INPUTS / "records.jsonl", "none.txt"], on_error=errors.append))
        assert [story.guid for story in found] == ["41", "42"]
        assert [str(error).partition("; ")[0] for error in errors][-1] == "none.txt: there is no such file"
        assert len(errors) == 3
        with pytest.raises(InputError, match=r"records\.jsonl:4"):
            list(reports.stories([INPUTS / "records.jsonl"]))


@pytest.mark.pipeline
class TestCommand:
    def test_a_file_of_several_stories(self, run: Run) -> None:
        code, out, err = run("parse", INPUTS / "feed.atom")
        lines = [json.loads(line) for line in out.splitlines()]
        assert code == 0
        assert [line["article"]["path"].rpartition("#")[2] for line in lines] == [
            "tag:harbourwire.example,2024:sahel-1",
            "tag:harbourwire.example,2024:sahel-2",
        ]
        assert err.count("holds several stories; each has a report of its own") == 1

    def test_a_broken_story_costs_only_itself(self, run: Run) -> None:
        code, out, err = run("parse", INPUTS / "records.jsonl")
        assert (code, len(out.splitlines())) == (1, 2)
        assert "records.jsonl:4: has no field with a text that is known; name the field with --text-field" in err
        assert "records.jsonl:5: is no JSON" in err

    def test_the_fields_of_records(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_text(json.dumps({"words": LEAD, "text": "Not this.", "day": "2024-05-07", "nr": 7}))
        code, out, _ = run("parse", path, "--text-field", "words", "--date-field", "day", "--id-field", "nr")
        article = json.loads(out)["article"]
        assert (code, article["text"], article["published"], article["guid"]) == (0, LEAD, "2024-05-07", "7")

    def test_the_screen_marks_what_may_not_be_used(self, run: Run) -> None:
        _, out, err = run("parse", "--format", "text", INPUTS / "newsml-g2-message.xml", INPUTS / "newsml-g2.xml")
        assert "WITHDRAWN by the wire: no claims were looked for." in out
        assert "UNDER EMBARGO until 2024-04-12T12:00:00+06:30" in out
        assert "the wire withdrew this story" in err

    def test_a_date_given_wins_over_that_of_the_wire(self, run: Run) -> None:
        _, out, _ = run("parse", "--date", "2024-03-09", INPUTS / "nitf.xml")
        article = json.loads(out)["article"]
        assert (article["published"], article["published_from"]) == ("2024-03-09", "option")
