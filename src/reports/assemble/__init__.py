"""From a story to its report: the one place where all parts meet. Copies what was resolved and decides nothing.

Token offsets of the analysis become character offsets of the article's text here, and every excerpt is cut from
that text, so that `article.text[start:end] == text` holds by construction; `_check` proves it all the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from reports import records
from reports.assemble.assembler import Assembler
from reports.errors import ReportsError
from reports.read import Story
from reports.segment import Layout, segment

if TYPE_CHECKING:
    from spacy.language import Language

    from reports.read.story import PublishedFrom
    from reports.resolve.drafts import Resolution

NOT_ENGLISH = "the story is not in English (language: {language}); no claims were looked for"
WITHDRAWN = "the wire {did} this story (status: {status}); no claims were looked for"
EMBARGOED = "under embargo{until}: not for publication before its end"
NO_DATE = "no publication date is known, so weekdays and the like have no date; give one with --date"


def parse_story(story: Story, *, nlp: Language | None = None) -> records.Report:
    """The report of a story that was read. Raises ModelError when `nlp` is None and no model can be loaded."""
    started = time.perf_counter()
    from reports import language
    from reports.analysis import prepare
    from reports.pipeline import load_pipeline, make_doc
    from reports.resolve import resolve
    from reports.resolve.times import parse_published

    nlp = nlp or load_pipeline()
    layout = _layout(story)
    spoken = story.language or language.detect(story.text)
    article = _article(story, layout, spoken)
    warnings = [*story.warnings, *_wire_warnings(story)]
    if story.pubstatus in _DONE:
        return _report(article, {}, nlp, warnings, started)
    if spoken is not None and not spoken.lower().startswith("en"):
        warnings.append(NOT_ENGLISH.format(language=spoken))
        return _report(article, {}, nlp, warnings, started)
    analysis = prepare(story.text, layout)
    doc = make_doc(nlp, analysis)
    place = layout.dateline.place if layout.dateline else None
    outlets = [
        name
        for name in (*article.agencies, article.publisher, layout.dateline.agency if layout.dateline else None)
        if name
    ]
    resolution = resolve(doc, parse_published(article.published), dateline=place, outlets=outlets)
    parts = Assembler(story.text, analysis, doc, resolution).parts()
    if article.published is None and _has_open_time(resolution):
        warnings.append(NO_DATE)
    return _report(article, parts, nlp, warnings, started)


_DONE = {"canceled": "withdrew", "withheld": "holds back"}


def _wire_warnings(story: Story) -> list[str]:
    """What the wire says of whether the story may be used. No clock is asked whether an embargo has run out."""
    found = []
    if story.pubstatus in _DONE:
        found.append(WITHDRAWN.format(did=_DONE[story.pubstatus], status=story.pubstatus))
    if story.embargo or story.pubstatus == "embargoed":
        found.append(EMBARGOED.format(until=f" until {story.embargo}" if story.embargo else ""))
    return found


def _has_open_time(resolution: Resolution) -> bool:
    times = (claim.time for claim in resolution.claims)
    return any(index is not None and not resolution.times[index].anchored for index in times)


def published_of(story: Story) -> str | None:
    """When a story was published, as its report will say; only its head is read for that."""
    return _published(story, _layout(story))[0] if story.published is None else story.published


def _layout(story: Story) -> Layout:
    return segment(story.text, title=story.title, parts=story.parts, dateline=story.dateline)


def _article(story: Story, layout: Layout, spoken: str | None) -> records.Article:
    published, told_by = _published(story, layout)
    return records.Article(
        path=story.path,
        url=story.url,
        format=story.format,
        title=story.title or layout.title,
        bylines=tuple(story.bylines) or layout.bylines,
        publisher=story.publisher or layout.publisher,
        agencies=layout.agencies,
        dateline=layout.dateline,
        published=published,
        published_from=told_by,
        language=spoken,
        guid=story.guid,
        version=story.version,
        pubstatus=story.pubstatus,
        embargo=story.embargo,
        text=story.text,
        sections=layout.sections,
    )


def _published(story: Story, layout: Layout) -> tuple[str | None, PublishedFrom | None]:
    """When a story was published, and what says so: what it came with, else its dateline, else its first lines."""
    if story.published is not None:
        return story.published, story.published_from
    if layout.dateline is not None and layout.dateline.date is not None and layout.dateline_year is not None:
        return layout.dateline.date, "dateline"
    return (layout.published, "text") if layout.published else (None, None)


def _report(
    article: records.Article, parts: dict[str, Any], nlp: Language, warnings: list[str], started: float
) -> records.Report:
    import reports
    from reports.pipeline import model_version, tagger_version

    model, version = model_version(nlp)
    report = records.Report(
        id="r-" + hashlib.sha256(article.text.encode("utf8", "surrogatepass")).hexdigest()[:16],
        article=article,
        processing=records.Processing(
            version=reports.__version__,
            model=model,
            model_version=version,
            components=tuple(nlp.pipe_names),
            tagger=tagger_version(nlp),
            seconds=round(time.perf_counter() - started, 3),
            warnings=tuple(warnings),
        ),
        **parts,
    )
    _check(report)
    return report


def _check(report: records.Report) -> None:
    """Raise ReportsError if an excerpt is not the text at its offsets: a defect of this package, never of the story."""
    text = report.article.text
    for span in spans(report):
        if text[span.start : span.end] != span.text:
            raise ReportsError(
                f"excerpt {span.start}:{span.end} of report {report.id} does not match its text; please report this"
            )


def spans(report: records.Report) -> Iterable[records.Span]:
    """Every excerpt in a report, in no particular order."""
    stack: list[object] = [value for name, value in report if name not in ("article", "processing")]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            stack.extend(item)
        elif isinstance(item, records.Record):
            if isinstance(item, records.Span):
                yield item
            stack.extend(vars(item).values())
