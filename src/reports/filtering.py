"""Reports without the claims that are not sure enough."""

from __future__ import annotations

from reports.records import Report


def with_confidence(report: Report, least: float) -> Report:
    """The report with the claims of this confidence (0 to 1) or more, and what was said of those alone.

    Ids stay as they are, so that a claim is the same one in both. A claim without a confidence stays. Actors, places,
    sources and statements stay too: they are in the story, whatever is made of them.
    """
    claims = tuple(claim for claim in report.claims if claim.confidence is None or claim.confidence >= least)
    if len(claims) == len(report.claims):
        return report
    kept = {claim.id for claim in claims}
    return report.model_copy(
        update={
            "claims": claims,
            "links": tuple(link for link in report.links if link.from_ in kept and link.to in kept),
            "notes": tuple(
                note.model_copy(update={"claims": tuple(one for one in note.claims if one in kept)})
                for note in report.notes
            ),
        }
    )
