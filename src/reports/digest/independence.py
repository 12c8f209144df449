"""Independent sources: claims that go back to one originator are one group, however many stories relay them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reports.digest.copies import Copy
from reports.digest.facts import ClaimFact, StoryFacts, VoiceFact
from reports.digest.records import Relay, SourceGroup, Standing
from reports.records import SourceKind

_OUTSIDE = frozenset(
    {SourceKind.MEDIA, SourceKind.NGO, SourceKind.IGO, SourceKind.ANALYST, SourceKind.WITNESS, SourceKind.MEDIC,
     SourceKind.CIVILIAN, SourceKind.DOCUMENT}
)  # fmt: skip
_OF_STATE = frozenset({SourceKind.OFFICIAL, SourceKind.MILITARY, SourceKind.POLICE})
_SENTENCE = 8  # words of a claim's sentence that must recur for it to be a copy
_REPEATED = 0.85


class Placed(NamedTuple):
    """A claim of an incident with its story. `id` is "story/claim", as the digest writes it."""

    id: str
    story: StoryFacts
    name: str
    claim: ClaimFact

    @property
    def voice(self) -> VoiceFact:
        return self.story.voices[self.claim.voice]


def source_groups(
    claims: Sequence[Placed], copies: Mapping[str, Copy], parties: Mapping[str, str | None]
) -> tuple[SourceGroup, ...]:
    """The groups of an incident's claims, first reported first.

    `copies` are the stories that repeat another, `parties` the keys of the incident's parties with their countries.
    """
    key_of, why = _keys(claims, copies)
    members: dict[str, list[Placed]] = defaultdict(list)
    for placed in claims:
        members[key_of[placed.id]].append(placed)
    lands = {land for land in parties.values() if land}
    found = []
    for number, placeds in enumerate(members.values(), start=1):
        found.append(_group(f"g{number}", placeds, why, parties, lands))
    return tuple(found)


def _keys(claims: Sequence[Placed], copies: Mapping[str, Copy]) -> tuple[dict[str, str], dict[str, Relay]]:
    """Which group each claim is of, and why, where the source's name alone does not tell."""
    aliases = _aliases(claims)
    key_of: dict[str, str] = {}
    why: dict[str, Relay] = {}
    told: list[tuple[frozenset[str], str, str]] = []
    for placed in claims:
        voice, key = placed.voice, aliases.get(placed.voice.key, placed.voice.key)
        words = frozenset(placed.claim.words)
        if not voice.named or voice.source is None:
            root = _copied(placed, claims, copies, key_of) or _repeated(placed, words, key, told)
            if root and root != key:
                key, why[placed.id] = root, Relay.NEAR_DUPLICATE
        told.append((words, key, placed.story.key))
        key_of[placed.id] = key
    return key_of, why


def _copied(
    placed: Placed, claims: Sequence[Placed], copies: Mapping[str, Copy], key_of: Mapping[str, str]
) -> str | None:
    """The group, in the story that this one repeats, of the claim whose source has the same name."""
    copy = copies.get(placed.story.key)
    if copy is None:
        return None
    for other in claims:
        if other.id in key_of and other.story.key == copy.of and _bare(other.voice) == _bare(placed.voice):
            return key_of[other.id]
    return None


def _repeated(
    placed: Placed, words: frozenset[str], key: str, told: Iterable[tuple[frozenset[str], str, str]]
) -> str | None:
    """The group of a claim of another story that has the same sentence, if both speak for themselves or both unnamed.

    A repeated sentence does not make a ministry a witness.
    """
    kind = key.partition(":")[0]
    for other, root, story in told:
        if story != placed.story.key and root.partition(":")[0] == kind and _same_words(other, words):
            return root
    return None


def _same_words(one: frozenset[str], other: frozenset[str]) -> bool:
    least, most = sorted((len(one), len(other)))
    return least >= _SENTENCE and len(one & other) >= _REPEATED * most


def _bare(voice: VoiceFact) -> str:
    return "" if voice.source is None else voice.key.partition("@")[0]


def _aliases(claims: Sequence[Placed]) -> dict[str, str]:
    """ "The governor" is the one governor whom a story of the incident names; else all are one governor."""
    by_alias: dict[str, dict[str, None]] = defaultdict(dict)
    for placed in claims:
        if placed.voice.alias:
            by_alias[placed.voice.alias][placed.voice.key] = None
    found: dict[str, str] = {}
    for alias, keys in by_alias.items():
        vague = [key for key in keys if key.startswith(("unnamed:", ":"))]
        named = [key for key in keys if key not in vague]
        if len(named) <= 1:
            found |= dict.fromkeys(vague, named[0] if named else f"role:{alias}")
    return found


def _group(
    name: str, placeds: Sequence[Placed], why: Mapping[str, Relay], parties: Mapping[str, str | None], lands: set[str]
) -> SourceGroup:
    voice = _spokesman(placeds)
    standing, party = _standing(voice, parties, lands)
    first = placeds[0].story.key
    relays = {
        placed.id: why.get(placed.id) or _relay(placed, placeds[0])
        for placed in placeds[1:]
        if placed.story.key != first or placed.id in why
    }
    return SourceGroup(
        id=name, originator=voice.name, kind=SourceKind(voice.kind) if voice.kind else None,
        named=voice.named, standing=standing, party=party,
        claims=tuple(placed.id for placed in placeds), stories=tuple(dict.fromkeys(placed.name for placed in placeds)),
        relays=relays,
    )  # fmt: skip


def _spokesman(placeds: Sequence[Placed]) -> VoiceFact:
    """The voice by whose name a group goes: a name told most often, of equals the shortest."""
    voices = [placed.voice for placed in placeds if placed.voice.named] or [placed.voice for placed in placeds]
    times = Counter(voice.name for voice in voices)
    return max(voices, key=lambda voice: (times[voice.name], -len(voice.name), voice.name))


def _relay(placed: Placed, first: Placed) -> Relay:
    """Why a claim of another story is of the same source as the first: told or credited, or by the same name."""
    own = Relay(placed.voice.how)
    return Relay(first.voice.how) if own is Relay.SAME_ORIGINATOR and first.voice.how == Relay.CREDITED else own


def _standing(voice: VoiceFact, parties: Mapping[str, str | None], lands: set[str]) -> tuple[Standing, str | None]:
    """Whether a source is a party to the conflict, and of which party of the incident it is.

    A state's bodies are, where a force of its own or against it takes part; whose part a group takes is not guessed.
    """
    if voice.force in parties:
        return Standing.PARTY, voice.force
    if voice.key in parties:
        return Standing.PARTY, voice.key
    if voice.source is None or voice.kind in _OUTSIDE:
        return Standing.THIRD, None
    if voice.country and voice.country in lands and (voice.kind in _OF_STATE or voice.kind == SourceKind.ARMED_GROUP):
        return Standing.PARTY, next((key for key in parties if key.startswith(f"{voice.country}:")), None)
    if voice.force and ":" in voice.force and lands and voice.country not in lands:
        return Standing.THIRD, None
    return Standing.UNKNOWN, None
