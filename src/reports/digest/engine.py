"""The digest of many reports: read, group, cluster, and make incidents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reports import __version__
from reports.digest.clusters import Clustered, Kept, cluster
from reports.digest.copies import Copy, copies
from reports.digest.facts import StoryFacts
from reports.digest.features import features
from reports.digest.incidents import incident
from reports.digest.reading import facts, named_path, story_key
from reports.digest.records import Digest, DigestStory, Incident
from reports.digest.state import State, opened
from reports.digest.times import minutes
from reports.digest.units import Unit, units
from reports.lexicons import fold
from reports.records import Report


def digest(reports: Iterable[Report], *, state: Path | None = None) -> Digest:
    """The incidents that the claims of many reports tell of.

    The result is the same in whatever order the reports come; a story that comes twice counts once. `state` is a file
    that keeps what was read: its stories are of the digest too, and new ones are added to it. Raises `InputError` if
    it is damaged or another's, `OutputError` if it cannot be written.
    """
    if state is not None:
        with opened(state) as file:
            _add(reports, file)
            found, made = _digest(file.stories(), file.kept())
            file.keep(found.kept)
        return made
    stories: dict[str, StoryFacts] = {}
    for report in reports:
        key = story_key(report)
        if key not in stories or (named_path(report) or "") < (stories[key].path or ""):
            stories[key] = facts(report)
    return _digest(stories.values(), {})[1]


def _add(reports: Iterable[Report], file: State) -> None:
    """Add the stories that are not in the file; of one that came from two files the first by name is kept."""
    for report in reports:
        key = story_key(report)
        if key not in file.paths or (named_path(report) or "") < file.paths[key]:
            file.add(facts(report))


def _digest(given: Iterable[StoryFacts], known: Mapping[str, Kept]) -> tuple[Clustered, Digest]:
    ordered = sorted(given, key=_when)
    stories = {story.key: story for story in ordered}
    names = {key: f"t{number}" for number, key in enumerate(stories, start=1)}
    repeats = copies({story.key: story.sketch for story in ordered})
    mentions, left_out = _mentions(ordered)
    by_id = {unit.id: unit for unit in mentions}
    found = cluster(mentions, known)
    made = [
        incident([by_id[name] for name, _, _ in group], stories, names, repeats, _why(group, by_id))
        for group in found.groups
    ]
    return found, Digest(
        version=__version__, stories=tuple(_story(story, names, repeats) for story in ordered),
        incidents=tuple(sorted(made, key=_order)), left_out=dict(sorted(left_out.items())),
    )  # fmt: skip


def _when(story: StoryFacts) -> tuple[float, str]:
    """First published first; a day without an hour after the hours of that day, and stories without a date last."""
    moment = minutes(story.published, last=True) if story.published else None
    return (float("inf") if moment is None else moment, story.key)


def _mentions(stories: Sequence[StoryFacts]) -> tuple[list[Unit], Counter[str]]:
    """All mentions by id, and by reason the claims that are of none."""
    left_out: Counter[str] = Counter()
    found: list[Unit] = []
    outlets = {fold(name) for story in stories for name in (story.publisher, *story.agencies) if name}
    for story in stories:
        own, without = units(story, outlets)
        found.extend(own)
        left_out.update(story.left_out)
        left_out.update(without)
    return sorted(found, key=lambda unit: unit.id), left_out


def _order(each: Incident) -> tuple[str, str, str]:
    return (each.time.begin if each.time else "9", each.time.finish if each.time else "9", each.id)


def _why(
    group: Iterable[tuple[str, float | None, str | None]], units_: Mapping[str, Unit]
) -> dict[str, tuple[float | None, dict[str, float]]]:
    """Why each mention is here: its mean score with the others, and the features of the pair that binds it most."""
    why: dict[str, tuple[float | None, dict[str, float]]] = {}
    for name, mean, best in group:
        told = (features(units_[name], units_[best], {}) or {}) if best else {}
        why[name] = (mean, {feature: round(value, 3) for feature, value in told.items()})
    return why


def _story(story: StoryFacts, names: Mapping[str, str], repeats: Mapping[str, Copy]) -> DigestStory:
    copy = repeats.get(story.key)
    return DigestStory(
        id=names[story.key], report=story.report, path=story.path, title=story.title, publisher=story.publisher,
        agencies=story.agencies, url=story.url, published=story.published,
        copy_of=names[copy.of] if copy else None, likeness=copy.likeness if copy else None,
    )  # fmt: skip
