"""A digest as one web page that needs no network, no server and no other file: map, timeline, incidents, who says so.

It holds what the evidence view of a story holds: all words of stories are made printable and escaped, the one script
and the one style sheet are named by their hashes, and without scripts the page still reads.
"""

from __future__ import annotations

from reports.digest.records import Digest
from reports.digest.views import phrases
from reports.digest.views.page.cards import incident_views, story_views
from reports.digest.views.page.filters import filters
from reports.digest.views.page.maps import SIZE, maps, unmapped
from reports.digest.views.page.strip import WIDTH, strip
from reports.render.html.pages import filled

_FEW = 4  # of an incident's answers are seen at once
_MOST = 1000  # incidents; a browser labours over a page of more


def html(digest: Digest) -> str:
    """The page. Raises DataError if the map or the gazetteer cannot be read."""
    title = phrases.heading(digest)
    shown = _shown(digest)
    incidents = incident_views(shown)
    drawn = maps(incidents)
    return filled(
        "digest",
        page_title=f"Digest: {title}",
        title=title,
        incidents=incidents,
        stories=story_views(shown, incidents),
        warnings=shown.warnings,
        left_out=phrases.left_out(digest),
        maps=drawn,
        map_size=SIZE,
        unmapped=unmapped(incidents, drawn),
        strip=strip(incidents),
        strip_width=WIDTH,
        filters=filters(incidents),
        disputed=sum(each.incident.disputed or bool(each.incident.corroboration.denying) for each in incidents),
        few=_FEW,
    )


def _shown(digest: Digest) -> Digest:
    """The digest, or that part of it of which the most independent groups tell, with a warning that says so."""
    count = len(digest.incidents)
    if count <= _MOST:
        return digest
    told = sorted(phrases.in_order(digest.incidents), key=lambda each: -len(each.corroboration.affirming))[:_MOST]
    kept = {story for incident in told for story in phrases.stories_of(incident)}
    kept |= {story.copy_of for story in digest.stories if story.id in kept and story.copy_of}
    warning = (
        f"this page shows the {_MOST:,} of {count:,} incidents of which the most independent groups tell; "
        "choose by place, actor, type or time to see others"
    )
    return digest.model_copy(
        update={
            "incidents": tuple(told),
            "stories": tuple(story for story in digest.stories if story.id in kept),
            "warnings": (*digest.warnings, warning),
        }
    )
