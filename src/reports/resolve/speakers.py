"""Who "I", "we", "our forces" and "the enemy" are: the speaker of a quotation, or who publishes the story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from reports.annotate import grammar
from reports.annotate.layers import EntityMention
from reports.annotate.participants import FORCES
from reports.records import ActorKind
from reports.resolve import vocabulary
from reports.resolve.coreference import PLURAL_SPEAKERS, SINGULAR_SPEAKERS
from reports.resolve.drafts import ActorDraft
from reports.resolve.roster import Roster, is_enemy


def resolve_speakers(
    mentions: list[EntityMention], roster: Roster, speaker_of: Mapping[int, int], side_of: Mapping[int, int | None]
) -> None:
    """Give "I", "we", "our forces" and "the enemy" inside quotes the speaker or the speaker's side.

    `speaker_of`: token index -> actor that speaks there. `side_of`: actor -> the force or state it speaks for.
    """
    enemies = vocabulary.coreference().enemies
    for mention in mentions:
        speaker = speaker_of.get(mention["head"])
        if speaker is None:
            continue
        side = side_of.get(speaker)
        if mention["noun"] in SINGULAR_SPEAKERS:
            roster.of_head[mention["head"]] = speaker
        elif mention["label"] == "Pronoun" and mention["noun"] in PLURAL_SPEAKERS:
            roster.of_head[mention["head"]] = speaker if side is None else side
        elif side is not None and _is_own_force(roster, mention):
            _move(roster, mention, side, set())
        elif mention["noun"] in enemies:
            enemy = _opponent(roster, side)
            if enemy is not None:
                _move(roster, mention, enemy, {token for token, voice in speaker_of.items() if voice == speaker})


def _is_own_force(roster: Roster, mention: EntityMention) -> bool:
    """ "Our troops", "our forces"."""
    owner = grammar.child(roster.doc[mention["head"]], "poss")
    return owner is not None and owner.lower_ == "our" and mention["noun"] in vocabulary.coreference().armed_forces


def resolve_voice(mentions: list[EntityMention], roster: Roster, said: Set[int]) -> int | None:
    """Who a story is that says "we" outside all quotes (`said`: tokens in quotes): a press release speaks for the
    state or body that it names first as a doer. Returns that actor, or None for a story that speaks of others only."""
    ours = [
        mention["head"]
        for mention in mentions
        if mention["noun"] in PLURAL_SPEAKERS and mention["head"] not in said and mention["head"] not in roster.of_head
    ]
    if not ours:
        return None
    doers = (seen.actor for seen in roster.recent if seen.is_subject and seen.head not in said)
    voice = next((actor for actor in doers if _may_publish(roster.actors[actor])), None)
    if voice is not None:
        roster.of_head.update(dict.fromkeys(ours, voice))
    return voice


def _may_publish(draft: ActorDraft) -> bool:
    return draft.label in ("Country", "Organisation") and draft.kind not in (ActorKind.ARMED_GROUP, ActorKind.MEDIA)


def _opponent(roster: Roster, side: int | None) -> int | None:
    """The force most often mentioned that is not of the side's country."""
    if side is None:
        return None
    country = roster.actors[side].country
    counts: Counter[int] = Counter()
    for actor in roster.of_head.values():
        draft = roster.actors[actor]
        if actor != side and draft.kind in FORCES and draft.country != country and not is_enemy(draft):
            counts[actor] += 1
    return counts.most_common(1)[0][0] if counts else None


def _move(roster: Roster, mention: EntityMention, actor: int, where: Set[int]) -> None:
    """Give a mention to another actor, with the pronouns in the same speaker's words that took it up."""
    old = roster.of_head.get(mention["head"])
    entry = (mention["start"], mention["end"], mention["form"])
    if old is not None and entry in roster.actors[old].mentions:
        roster.actors[old].mentions.remove(entry)
    roster.of_head[mention["head"]] = actor
    roster.actors[actor].mentions.append(entry)
    if old is not None and old != actor:
        taken = [head for head, holder in roster.of_head.items() if holder == old and head in where]
        roster.of_head.update(dict.fromkeys(taken, actor))
