"""Drafts of ClaimReview (schema.org) as a JSON array: what is claimed, by whom, where it appeared.

The rating, the reviewer and the review's address are a person's to give, and are empty. A forecast, a plan or a
condition cannot be true or false yet: such claims are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reports.export import look
from reports.export.jsons import array
from reports.export.leftout import LeftOut
from reports.records import ActorKind, Claim, ClaimType, Modality, Report, Source, SourceKind
from reports.render.words import Index

if TYPE_CHECKING:
    from reports.render.formats import Finish, Put, View, Write


def writer(write: Write, _view: View) -> tuple[Put, Finish]:
    """Drafts as reports come."""
    return array(write, LeftOut("ClaimReview"), drafts)


def drafts(report: Report, left: LeftOut) -> Iterator[dict[str, Any]]:
    """Yields the drafts of a report, in the order of its claims."""
    index = Index(report)
    for claim in report.claims:
        if claim.modality is not Modality.ACTUAL:
            left.drop("are forecasts, plans or conditions")
        elif claim.type is ClaimType.ASSESSMENT:
            left.drop("are judgements")
        else:
            left.keep()
            yield _draft(report, claim, index)


def _draft(report: Report, claim: Claim, index: Index) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "identifier": look.trace(report, claim),
        "url": "",
        "datePublished": "",
        "author": {"@type": "Organization", "name": "", "url": ""},
        "claimReviewed": " ".join(claim.text.split()),
        "itemReviewed": _claim(report, claim, index),
        "reviewRating": {
            "@type": "Rating", "ratingValue": "", "bestRating": "", "worstRating": "", "alternateName": "",
        },
    }  # fmt: skip


def _claim(report: Report, claim: Claim, index: Index) -> dict[str, Any]:
    article = report.article
    source, statement = index.source(claim), index.statement(claim)
    said = statement.time.begin if statement and statement.time else None
    appearance = {
        "@type": "NewsArticle",
        "headline": article.title,
        "url": article.url,
        "datePublished": article.published,
        "publisher": _organisation(look.outlet(article)),
    }
    found = {
        "@type": "Claim",
        "author": _author(source, index) if source else _organisation(look.outlet(article)),
        "datePublished": said or article.published,
        "appearance": _known(appearance),
        "spatialCoverage": next((place.name for place in look.places(claim, index)), None),
        "temporal": _interval(claim),
    }
    return _known(found)


def _author(source: Source, index: Index) -> dict[str, Any]:
    """Who makes the claim: a person where the story names one, else the body or group."""
    actor = index.actors.get(source.actor or "")
    body = index.actors.get(source.affiliation or "")
    person = source.kind in (SourceKind.WITNESS, SourceKind.MEDIC, SourceKind.CIVILIAN, SourceKind.ANALYST)
    if actor is not None:
        person = person or actor.kind is ActorKind.PERSON or actor.role is not None
    found = {
        "@type": "Person" if person else "Organization",
        "name": source.name,
        "jobTitle": actor.role if actor and person else None,
        "affiliation": _organisation(body.name) if body and person else None,
    }
    return _known(found)


def _interval(claim: Claim) -> str | None:
    """ISO 8601: a day, or begin/finish."""
    found = look.days(claim)
    if found is None:
        return None
    first, last = (day.isoformat() for day in found)
    return first if first == last else f"{first}/{last}"


def _organisation(name: str) -> dict[str, Any] | None:
    return {"@type": "Organization", "name": name} if name else None


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that have a value: a draft says nothing of the others."""
    return {name: value for name, value in fields.items() if value is not None}
