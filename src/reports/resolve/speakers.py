"""Who "I", "we", "our forces" and "the enemy" are: the speaker of a quotation, or who publishes the story."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Set

from reports.annotate import grammar, layers
from reports.annotate.layers import EntityMention
from reports.annotate.participants import ATTACKS, FORCES
from reports.records import ActorKind, ClaimType, SourceKind
from reports.resolve import vocabulary
from reports.resolve.coreference import PLURAL, PLURAL_SPEAKERS, SINGULAR_SPEAKERS, is_one_person
from reports.resolve.drafts import ActorDraft
from reports.resolve.roster import Roster, is_enemy

_REACH_SENTENCES = 6  # how far back "they" in a quotation may look
_LONGEST_QUOTE = 300  # tokens of the same words looked through for whom they name
# What an enemy does as well as a friend.
_HOSTILE = ATTACKS | {
    ClaimType.MOVEMENT,
    ClaimType.ARMS,
    ClaimType.THREAT,
    ClaimType.CASUALTIES,
    ClaimType.SIEGE,
    ClaimType.CAPTURE,
    ClaimType.DESTRUCTION,
}


def resolve_speakers(
    mentions: list[EntityMention], roster: Roster, speaker_of: Mapping[int, int], side_of: Mapping[int, int | None]
) -> None:
    """Give "I", "we", "our forces" and "the enemy" inside quotes the speaker or the speaker's side.

    `speaker_of`: token index -> actor that speaks there. `side_of`: actor -> the force or state it speaks for.
    """
    enemies = vocabulary.coreference().enemies
    attacks = {event["head"] for event in layers.get(roster.doc, "events") if event["type"] in ATTACKS}
    opponents: dict[int | None, int | None] = {}  # side -> enemy, looked up once: books quote by the thousand
    heads_of: dict[int, set[int]] = {}  # speaker -> heads of the mentions in his words
    for head in roster.of_head:
        if head in speaker_of:
            heads_of.setdefault(speaker_of[head], set()).add(head)
    for mention in mentions:
        speaker = speaker_of.get(mention["head"])
        if speaker is None:
            continue
        side = side_of.get(speaker)
        if mention["noun"] in SINGULAR_SPEAKERS:
            roster.of_head[mention["head"]] = speaker
        elif mention["label"] == "Pronoun" and mention["noun"] in PLURAL_SPEAKERS:
            roster.of_head[mention["head"]] = _we(roster, speaker, side)
        elif side is not None and _is_own_force(roster, mention):
            behind = range(mention["head"], mention["head"] + _LONGEST_QUOTE)
            where = {index for index in behind if _is_pronoun_of(roster, index, speaker, speaker_of)}
            _move(roster, mention, side, where)
        elif side is not None and mention["noun"] in PLURAL and roster.quoted[mention["head"]]:
            _resolve_they(roster, mention, side, attacks=roster.doc[mention["head"]].head.i in attacks)
        elif mention["noun"] in enemies:
            if side not in opponents:
                opponents[side] = _opponent(roster, side)
            enemy = opponents[side]
            if enemy is not None:
                _move(roster, mention, enemy, heads_of.get(speaker, set()))


def _is_pronoun_of(roster: Roster, index: int, speaker: int, speaker_of: Mapping[int, int]) -> bool:
    """Whether a token is a pronoun in a speaker's words."""
    mention = roster.mention_at.get(index)
    return mention is not None and mention["label"] == "Pronoun" and speaker_of.get(index) == speaker


def _resolve_they(roster: Roster, mention: EntityMention, side: int, *, attacks: bool) -> None:
    """ "They shell us every night": of whom a speaker says "they", it is not his own side, if his words do not name it.

    `attacks`: it is they who attack.
    """
    head = mention["head"]
    start = head
    while start and roster.quoted[start - 1] and head - start < _LONGEST_QUOTE:
        start -= 1
    known = roster.of_head.get(head)
    if known is None or any(roster.of_head.get(index) == known for index in range(start, head)):
        return
    ours = known == side or _is_friend(roster, side, known) or (attacks and roster.actors[known].kind in FORCES)
    if ours and not may_fight(roster, side, known):
        enemy = _foe_before(roster, side, start, head)
        if enemy is None:
            del roster.of_head[head]
        else:
            roster.of_head[head] = enemy


def _is_friend(roster: Roster, side: int, actor: int) -> bool:
    """Whether an actor is of the land of a side and is no people."""
    ours, theirs = roster.actors[side], roster.actors[actor]
    return ours.country is not None and theirs.country == ours.country and theirs.kind != ActorKind.CIVILIAN


def _foe_before(roster: Roster, side: int, start: int, head: int) -> int | None:
    """Who acts in the same words (from `start`) and is not of the side, else the last force that it can be fighting."""
    here = roster.sentence(head)
    last = bisect_left(roster.recent, head, key=lambda seen: seen.head)
    for index in range(last - 1, -1, -1):
        seen = roster.recent[index]
        draft = roster.actors[seen.actor]
        if here - seen.sentence > _REACH_SENTENCES:
            return None
        acts = seen.head >= start and seen.is_subject and draft.label != "Person"
        if acts and seen.actor != side and not _is_friend(roster, side, seen.actor):
            return seen.actor
        if draft.kind in FORCES and may_fight(roster, side, seen.actor):
            return seen.actor
    return None


def _we(roster: Roster, speaker: int, side: int | None) -> int:
    """ "We" of a minister is his government, of others the side that they speak for, else they themselves."""
    draft = roster.actors[speaker]
    if draft.country and is_one_person(draft) and draft.role_kind == SourceKind.OFFICIAL:
        government = roster.find(("government", draft.country))
        if government is not None:
            return government
    return speaker if side is None else side


def join_spokesmen(
    mentions: list[EntityMention], roster: Roster, speaker_of: Mapping[int, int], voice: int | None = None
) -> None:
    """Give officials without a country that of the state which they speak of as their own.

    "X reiterated the kingdom's commitment" tells it, or the one state that acts or owns in a minister's own words, or
    the story itself, where it is the press release of a state or its ministry (`voice`).
    """
    avowed, spoken_for = _avowed(roster), _spoken_for(mentions, roster, speaker_of)
    for actor in {*speaker_of.values()}:
        draft = roster.actors[actor]
        if draft.country is None and draft.of is None and is_one_person(draft):
            state = avowed.get(actor)
            if state is None and draft.role_kind == SourceKind.OFFICIAL:
                state = spoken_for.get(actor, voice if roster.is_of_state(voice) else None)
            if state is not None:
                draft.of, draft.country = state, roster.actors[state].country
                draft.role_kind = draft.role_kind or str(SourceKind.OFFICIAL)


def _avowed(roster: Roster) -> dict[int, int]:
    """Doer -> the state whose stance he states: "X reiterates the kingdom's commitment to peace"."""
    found: dict[int, int] = {}
    for seen in roster.recent:
        verb = roster.doc[seen.head].head
        verbs = [verb, *(kid for kid in verb.children if kid.dep_ == "conj")] if seen.is_subject else []
        for stated in (grammar.child(one, "dobj") for one in verbs):
            if stated is not None and stated.lemma_ in vocabulary.coreference().stances:
                owner = grammar.child(stated, "poss", "compound")
                body = roster.of_head.get(owner.i) if owner is not None else None
                if body is not None and roster.actors[body].label == "Country":
                    found.setdefault(seen.actor, body)
    return found


def _spoken_for(mentions: list[EntityMention], roster: Roster, speaker_of: Mapping[int, int]) -> dict[int, int]:
    """Speaker -> the only state that avows something in his words ("the UK condemns"), if none there is hostile.

    What else a state does there, another may tell of it: "Russia sends its men in waves".
    """
    hostile = {event["head"] for event in layers.get(roster.doc, "events") if event["type"] in _HOSTILE}
    found: dict[int, set[int | None]] = {}
    for mention in mentions:
        actor, speaker = roster.of_head.get(mention["head"]), speaker_of.get(mention["head"])
        token = roster.doc[mention["head"]]
        if actor is None or speaker is None or token.dep_ != "nsubj":
            continue
        # "The regime" is no state that he is of.
        named = mention["label"] == "Country" or mention["country"] is not None
        if named and roster.find(("government", roster.actors[actor].country or "")) == actor:
            done = {token.head.i, *(kid.i for kid in token.head.children if kid.dep_ in ("dobj", "xcomp", "prep"))}
            if token.head.lemma_ in vocabulary.coreference().avowals:
                found.setdefault(speaker, set()).add(actor)
            elif done & hostile:
                found.setdefault(speaker, set()).add(None)
    return {speaker: state for speaker, (state, *more) in found.items() if state is not None and not more}


def _is_own_force(roster: Roster, mention: EntityMention) -> bool:
    """ "Our troops", "our forces"."""
    owner = grammar.child(roster.doc[mention["head"]], "poss")
    known = vocabulary.coreference()
    ours = owner is not None and owner.lower_ == "our"
    return ours and (mention["noun"] in known.armed_forces or mention["noun"] in known.own_forces)


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
    last = roster.sentence(ours[0]) + 1  # who publishes is named by then, others may act later
    doers = (seen for seen in roster.recent if seen.is_subject and seen.head not in said and seen.sentence <= last)
    voice = next((seen.actor for seen in doers if _may_publish(roster.actors[seen.actor], seen.sentence)), None)
    if voice is not None:
        roster.of_head.update(dict.fromkeys(ours, voice))
    return voice


def _may_publish(draft: ActorDraft, sentence: int) -> bool:
    """Whether a doer can be who publishes: a state or body; forces, of whom all stories tell, in the first sentence."""
    if draft.label not in ("Country", "Organisation") or draft.kind in (ActorKind.ARMED_GROUP, ActorKind.MEDIA):
        return False
    return draft.kind not in FORCES or sentence == 1


def _opponent(roster: Roster, side: int | None) -> int | None:
    """The force most often mentioned that a side can be fighting; mentions of its state count for a state's forces."""
    if side is None:
        return None
    states: Counter[str] = Counter()
    counts: Counter[int] = Counter()
    for actor in roster.of_head.values():
        draft = roster.actors[actor]
        if draft.label == "Country" and draft.country:
            states[draft.country] += 1
        elif draft.kind in FORCES and may_fight(roster, side, actor):
            counts[actor] += 1
    for actor in counts:
        if roster.actors[actor].kind == ActorKind.MILITARY:
            counts[actor] += states[roster.actors[actor].country or ""]
    return counts.most_common(1)[0][0] if counts else None


def may_fight(roster: Roster, side: int, actor: int) -> bool:
    """Whether an armed body can be an enemy of a side: of another land, or a state's against a group of the land."""
    ours, theirs = roster.actors[side], roster.actors[actor]
    if actor == side or is_enemy(theirs) or theirs.label == "Person" or side in (theirs.of, ours.of):
        return False
    above = roster.actors[theirs.of].kind if theirs.of is not None else None
    if ActorKind.IGO in (theirs.kind, above):
        return False
    if ours.country is None or ours.country != theirs.country:
        return True
    return (ours.kind == ActorKind.ARMED_GROUP) != (theirs.kind == ActorKind.ARMED_GROUP)


def _move(roster: Roster, mention: EntityMention, actor: int, where: Set[int]) -> None:
    """Give a mention to another actor, with the pronouns in the same speaker's words that took it up."""
    old = roster.of_head.get(mention["head"])
    entry = (mention["start"], mention["end"], mention["form"])
    if old is not None and entry in roster.actors[old].mentions:
        roster.actors[old].mentions.remove(entry)
    roster.of_head[mention["head"]] = actor
    roster.actors[actor].mentions.append(entry)
    if old is not None and old != actor:
        taken = [head for head in where if roster.of_head.get(head) == old]
        roster.of_head.update(dict.fromkeys(taken, actor))
