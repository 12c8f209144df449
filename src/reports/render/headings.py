"""What stands over a report in any view: the story's title, what is known of it, and its claims counted."""

from __future__ import annotations

import textwrap

from reports.counted import counted
from reports.records import Article, Report, SectionKind
from reports.render import words
from reports.render.clean import printable

_ORIGINS = {
    "option": "as given",
    "metadata": "from its metadata",
    "dateline": "from its dateline",
    "text": "from its text",
}


def title(report: Report) -> str:
    """The story's title, else its headline, else its first words."""
    article = report.article
    if article.title:
        return printable(article.title)
    for section in article.sections:
        if section.kind is SectionKind.HEADLINE:
            return printable(article.text[section.start : section.end])
    start = next((section.start for section in article.sections if section.kind is SectionKind.BODY), 0)
    return printable(textwrap.shorten(article.text[start : start + 400], 70, placeholder=" …")) or "(no text)"


def particulars(article: Article) -> list[str]:
    """Dateline, date and where it is from, agencies, language, file: what is known of them."""
    found = [article.dateline.place] if article.dateline and article.dateline.place else []
    if article.published:
        clock = f" {article.published[11:16]}" if "T" in article.published else ""
        origin = f" ({_ORIGINS[article.published_from]})" if article.published_from else ""
        found.append(f"published {words.day(article.published)}{clock}{origin}")
    else:
        found.append("no publication date")
    credited = words.unique([*article.agencies, *([article.publisher] if article.publisher else [])])
    found.extend(part for part in (", ".join(credited), article.language, article.path or article.url) if part)
    return [printable(part) for part in found]


def counts(report: Report) -> str:
    """ "12 claims: 4 in the story's own voice, 8 from 3 sources; 5 unverified, 1 denied"."""
    claims = report.claims
    own = sum(claim.attribution.source is None for claim in claims)
    sources = {claim.attribution.source for claim in claims} - {None}
    parts = [f"{own} in the story's own voice"] if own else []
    if sources:
        parts.append(f"{len(claims) - own} from {counted(len(sources), 'source')}")
    line = f"{counted(len(claims), 'claim')}: {', '.join(parts)}"
    statuses = [claim.verification.status for claim in claims]
    doubts = [f"{count} {status}" for status in dict.fromkeys(statuses) if (count := statuses.count(status))]
    shown = [doubt for doubt in doubts if not doubt.endswith("none")]
    return f"{line}; {', '.join(shown)}" if shown else line
