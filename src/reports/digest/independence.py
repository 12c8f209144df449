"""Independent sources: claims that go back to one originator are one group, however many stories relay them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from reports.codes import STATE
from reports.digest.bodies import bare, state_kind, state_named
from reports.digest.copies import Copy
from reports.digest.facts import ClaimFact, StoryFacts, VoiceFact
from reports.digest.identity import FORCES
from reports.digest.records import Party, Relay, SourceGroup, Standing
from reports.digest.vocabulary import content
from reports.lexicons import fold
from reports.records import ActorKind, ClaimType, SourceKind

_OUTSIDE = frozenset(
    {SourceKind.MEDIA, SourceKind.NGO, SourceKind.IGO, SourceKind.ANALYST, SourceKind.WITNESS, SourceKind.MEDIC,
     SourceKind.CIVILIAN, SourceKind.DOCUMENT}
)  # fmt: skip
_OF_STATE = frozenset({SourceKind.OFFICIAL, SourceKind.MILITARY, SourceKind.POLICE})
_FIGHTS = _OF_STATE | {SourceKind.ARMED_GROUP}
_INTRODUCED = frozenset({SourceKind.POLICE, SourceKind.MEDIC, SourceKind.MILITARY, SourceKind.ARMED_GROUP})
_TOLD_ON = frozenset({ClaimType.CASUALTIES, ClaimType.DESTRUCTION, ClaimType.DISPLACEMENT, ClaimType.CAPTURE})
_OUTLET = "outlet:"
_NAME = 2  # words of a name that may stand for a longer one
_SENTENCE = 8  # words of a claim's sentence that must recur for it to be a copy
_REPEATED = 0.85


class Placed(NamedTuple):
    """A claim of an incident with its story. `id` is "story/claim", as the digest writes it."""

    id: str
    story: StoryFacts
    name: str
    claim: ClaimFact
    key: str | None = None  # of the source, where other stories tell it better

    @property
    def voice(self) -> VoiceFact:
        voice = self.story.voices[self.claim.voice]
        if self.key is None or self.key == voice.key:
            return voice
        land, colon, _ = self.key.partition(":")
        return voice._replace(key=self.key, force=self.key, country=land if colon else None)


def source_groups(
    claims: Sequence[Placed], copies: Mapping[str, Copy], parties: Iterable[Party], land: str | None = None
) -> tuple[SourceGroup, ...]:
    """The groups of an incident's claims, first reported first.

    `copies` are the stories that repeat another, `parties` those of the incident, `land` the country where it was.
    """
    claims = _persons(_told_on(claims))
    key_of, why = _keys(claims, copies, land)
    members: dict[str, list[Placed]] = defaultdict(list)
    for placed in claims:
        members[key_of[placed.id]].append(placed)
    forces = {party.key: party for party in parties if party.kind in FORCES}
    return tuple(
        _group(f"g{number}", placeds, why, forces, land) for number, placeds in enumerate(members.values(), start=1)
    )


def _told_on(claims: Sequence[Placed]) -> list[Placed]:
    """The claims, with the source quoted last where a paragraph goes on with a source's account unmarked.

    "The blast killed two, police said. Five people were hurt." A body's release is its own word throughout.
    """
    return [placed._replace(claim=_goes_on(placed)) for placed in claims]


def _goes_on(placed: Placed) -> ClaimFact:
    claim, voice = placed.claim, placed.voice
    own = voice.source is None and voice.kind is None
    if own and claim.follows is not None and claim.type in _TOLD_ON and not claim.parted:
        return claim._replace(voice=claim.follows)
    return claim


def _keys(
    claims: Sequence[Placed], copies: Mapping[str, Copy], land: str | None
) -> tuple[dict[str, str], dict[str, Relay]]:
    """Which group each claim is of, and why, where the source's name alone does not tell."""
    aliases = _aliases(claims)
    aliases |= _introduced(claims, aliases)
    aliases |= _of_land((placed.voice.key for placed in claims), land)
    aliases |= _states(claims) | _rebels(claims)
    aliases |= _releases({aliases.get(placed.voice.key, placed.voice.key) for placed in claims})
    key_of: dict[str, str] = {}
    why: dict[str, Relay] = {}
    told: list[tuple[frozenset[str], str, str]] = []
    for placed in claims:
        voice, key = placed.voice, aliases.get(placed.voice.key, placed.voice.key)
        key = aliases.get(key, key)
        words = frozenset(placed.claim.words)
        if not voice.named or voice.source is None:
            root = _copied(placed, claims, copies, key_of) or _repeated(placed, words, key, told)
            if root and root != key:
                key, why[placed.id] = root, Relay.NEAR_DUPLICATE
        told.append((words, key, placed.story.key))
        key_of[placed.id] = key
    return key_of, why


def _persons(claims: Sequence[Placed]) -> list[Placed]:
    """The claims, with one key for each person with a name: the body that most stories let him speak for.

    A body that what he is said to be names ("M23 spokesman") goes before one that does not.
    """
    voices = {id(placed): placed.voice for placed in claims}
    full = _full_names({voice.name for voice in voices.values() if voice.person})
    stories: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    sure: set[tuple[str, str]] = set()
    for placed in claims:
        voice = voices[id(placed)]
        if voice.person:
            name = full.get(voice.name, voice.name)
            stories[name][voice.key].add(placed.story.key)
            if not set(fold(voice.role or "").split()).isdisjoint(fold(voice.side or "").split()):
                sure.add((name, voice.key))
    best = {
        name: max(keys, key=lambda key: ((name, key) in sure, len(keys[key]), ":" in key, len(key), key))
        for name, keys in stories.items()
        if len(keys) > 1
    }
    found = []
    for placed in claims:
        voice = voices[id(placed)]
        key = best.get(full.get(voice.name, voice.name)) if voice.person else None
        found.append(placed._replace(key=key) if key else placed)
    return found


def _full_names(names: Collection[str]) -> dict[str, str]:
    """The full name behind each surname that stands alone: that of the one person of the incident who bears it."""
    found = {}
    for name in names:
        longer = [other for other in names if " " not in name and other.endswith(f" {name}")]
        if len(longer) == 1:
            found[name] = longer[0]
    return found


def _rebels(claims: Iterable[Placed]) -> dict[str, str]:
    """ "The rebels" are the one armed group that speaks by its name in the incident."""
    groups: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for voice in (placed.voice for placed in claims):
        if voice.kind == SourceKind.ARMED_GROUP:
            groups[voice.named][voice.key] = None
    named = list(groups[True])
    return dict.fromkeys(groups[False].keys() - groups[True].keys(), named[0]) if len(named) == 1 else {}


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
        fuller = {key: other for key in named for other in named if other.endswith(f" {key}") and " " in key}
        found |= fuller  # "Noor Hospital" is "Al-Noor Hospital"
        named = [key for key in named if key not in fuller]
        if len(named) <= 1:
            found |= dict.fromkeys(vague, named[0] if named else f"role:{alias}")
    return found


def _of_land(keys: Iterable[str], land: str | None) -> dict[str, str]:
    """ "Police" without a land are those of the incident's land."""
    kinds = {key: state_kind(key) for key in keys if " " not in key and ":" not in key}
    return {key: f"{land}:{kind}" for key, kind in kinds.items() if land and kind}


def _states(claims: Iterable[Placed]) -> dict[str, str]:
    """ "Khartoum said" is the government where the incident's stories name no army that speaks for itself, but that."""
    vague: dict[str, bool] = {}
    for placed in claims:
        key, bare_state = placed.voice.key, state_named(bare(placed.voice.source or "")) is not None
        vague[key] = vague.get(key, True) and bare_state
    pairs = {key: f"{key.partition(':')[0]}:{ActorKind.GOVERNMENT}" for key, only in vague.items() if only}
    return {key: other for key, other in pairs.items() if other in vague and other != key}


def _introduced(claims: Sequence[Placed], aliases: Mapping[str, str]) -> dict[str, str]:
    """Whom a story means by "police said": the one of their kind whom it names behind that, a police spokesman.

    Nobody, where the incident's stories go on to name several.
    """
    by_story: dict[str, dict[str, VoiceFact]] = defaultdict(dict)
    for placed in claims:
        by_story[placed.story.key].setdefault(aliases.get(placed.voice.key, placed.voice.key), placed.voice)
    meant: dict[str, set[str]] = defaultdict(set)
    for voices in by_story.values():
        told = list(voices.items())
        for at, (key, voice) in enumerate(told):
            if voice.source is not None and not voice.person:
                meant[key].update(other for other, one in told[at + 1 :] if one.person and _fits(voice, one))
                meant[key].update(other for other, one in told[at + 1 : at + 2] if _taken_up(voice, one))
    return {key: next(iter(named)) for key, named in meant.items() if len(named) == 1}


def _fits(vague: VoiceFact, named: VoiceFact) -> bool:
    """Whether a person or body may be what a story spoke of before without a name: "rescuers", "police"."""
    if vague.kind == named.kind and vague.kind in _INTRODUCED:
        return not (vague.force and named.force) or vague.force == named.force
    return not set(content(vague.name)).isdisjoint(content(f"{named.role or ''} {named.side or ''}"))


def _taken_up(vague: VoiceFact, named: VoiceFact) -> bool:
    """Whether a name alone goes on for "the region's head": a story says who a speaker is, or has just said it."""
    if not named.person or named.role or vague.named or vague.role is None:
        return False
    return vague.kind == named.kind and vague.kind in _FIGHTS | {SourceKind.OTHER, SourceKind.MEDIC}


def _releases(keys: Collection[str]) -> dict[str, str]:
    """A body that one story cites is the one whose own release another is: "Mine Watch" of "Mine Watch Kivu"."""
    outlets = [key for key in keys if key.startswith(_OUTLET)]
    found = {}
    for key in keys:
        if ":" not in key and not key.startswith("Q") and len(key.split()) >= _NAME:
            owners = [outlet for outlet in outlets if f" {key} " in f" {outlet.removeprefix(_OUTLET)} "]
            if len(owners) == 1:
                found[key] = owners[0]
    return found


def _group(
    name: str,
    placeds: Sequence[Placed],
    why: Mapping[str, Relay],
    forces: Mapping[str, Party],
    land: str | None,
) -> SourceGroup:
    voice = _spokesman(placeds)
    told = [_standing(each, forces, land) for each in (voice, *(placed.voice for placed in placeds))]
    standing, party = next((each for each in told if each[0] is not Standing.UNKNOWN), told[0])
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
    """The voice by whose name a group goes: a body's before a person's or "army", told most often, the shortest."""
    voices = [placed.voice for placed in placeds if placed.voice.named] or [placed.voice for placed in placeds]
    times = Counter(voice.name for voice in voices)
    bodies = {voice.name for voice in voices if not voice.person and voice.name[:1].isupper()}
    return max(voices, key=lambda voice: (voice.name in bodies, times[voice.name], -len(voice.name), voice.name))


def _relay(placed: Placed, first: Placed) -> Relay:
    """Why a claim of another story is of the same source as the first: told or credited, or by the same name."""
    own = Relay(placed.voice.how)
    return Relay(first.voice.how) if own is Relay.SAME_ORIGINATOR and first.voice.how == Relay.CREDITED else own


def _standing(voice: VoiceFact, forces: Mapping[str, Party], land: str | None) -> tuple[Standing, str | None]:
    """Whether a source is a party to the conflict, and which of the incident's forces it belongs to.

    A body of a state belongs to the other bodies of that state, and to no group that fights in its land; a group only
    to the force that it is or is said to be of. Both are parties to the conflict in their land, and where a force of
    their land takes part. A force of another land may be the side that nobody names.
    """
    own = next((key for key in (voice.force, voice.key) if key in forces), None)
    if own is not None:
        return Standing.PARTY, own
    if voice.kind is None or voice.kind in _OUTSIDE:
        return Standing.THIRD, None
    lands = {country for country in (land, *(force.country for force in forces.values())) if country}
    if voice.country in lands and voice.kind in _FIGHTS:
        return Standing.PARTY, _state_of(voice.country, forces) if voice.kind in _OF_STATE else None
    sides = {role for force in forces.values() for role in force.roles}
    known = len(sides) > 1 or (land is not None and voice.kind == SourceKind.OFFICIAL)
    if voice.country is not None and known:
        return Standing.THIRD, None
    return Standing.UNKNOWN, None


def _state_of(country: str | None, forces: Mapping[str, Party]) -> str | None:
    """The first of the incident's forces that is a body of a state."""
    return next((key for key, force in forces.items() if force.kind in STATE and force.country == country), None)
