"""From layers to a decision: who, where and when it really is, and who says so.

`resolve` reads the layers of a Doc and returns a `Resolution`; it writes nothing on the Doc.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from spacy.tokens import Doc

from reports import lexicons
from reports.annotate import layers
from reports.lexicons import fold
from reports.resolve import nationality
from reports.resolve.actors import Cast
from reports.resolve.claims import Claims
from reports.resolve.drafts import Resolution
from reports.resolve.places import Atlas
from reports.resolve.sources import Witnesses
from reports.resolve.times import resolve_times
from reports.resolve.verify import Verifier


def resolve(
    doc: Doc, published: date | datetime | None = None, *, dateline: str | None = None, outlets: Iterable[str] = ()
) -> Resolution:
    """Resolve a Doc with all layers.

    `published` anchors the times, `dateline` is the place the story is filed from, `outlets` publish it.
    """
    cast = Cast(doc).build()
    atlas = Atlas(doc, dateline).build()
    witnesses = Witnesses(doc, cast, _own_names(outlets)).build()
    voice = give_voice(cast, witnesses)
    claims = Claims(doc, cast, atlas, witnesses, voice)
    claims.settings.resolved = resolve_times([time["value"] for time in layers.get(doc, "times")], published)
    drafts = claims.build()
    verifier = Verifier(doc, drafts, witnesses, claims.settings)
    verifier.run()
    nationality.complete(doc, cast, atlas, drafts)
    return Resolution(
        actors=cast.actors,
        places=atlas.places,
        sources=witnesses.sources,
        statements=witnesses.statements,
        claims=drafts,
        links=verifier.links,
        notes=verifier.notes,
        times=claims.settings.resolved,
    )


def _own_names(outlets: Iterable[str]) -> frozenset[str]:
    """Folded names of outlets and their ids in the lexicon, so that "AP" and "The Associated Press" are one."""
    names = tuple(outlets)
    known = (lexicons.agency_index().get(name) for name in names)
    return frozenset({*map(fold, names), *(agency for agency in known if agency is not None)})


def give_voice(cast: Cast, witnesses: Witnesses) -> int | None:
    """Tell the cast who speaks at each token of a quotation, and for which side. Returns whom the story speaks for."""
    speaker_of: dict[int, int] = {}
    by_size = sorted(witnesses.statements, key=lambda statement: -sum(end - start for start, end in statement.content))
    for statement in by_size:
        actor = witnesses.sources[statement.source].actor
        if actor is not None:
            for start, end in statement.content:
                speaker_of.update(dict.fromkeys(range(start, end), actor))
    voice = cast.resolve_voice(set(speaker_of))
    cast.join_spokesmen(speaker_of, voice)
    side_of: dict[int, int | None] = {}
    for number, source in enumerate(witnesses.sources):
        if source.actor is not None:
            side_of[source.actor] = source.side = witnesses.side(number)
    cast.resolve_speakers(speaker_of, side_of)
    return voice
