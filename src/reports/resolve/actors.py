"""Which mentions are one actor: names, acronyms, descriptions and pronouns.

Mentions are taken in the order of the text. Names and described national forces have keys that do not depend on
order (`actor_keys`); definite descriptions ("the group", "the ministry", "its forces") and pronouns look back for the
nearest actor that they can mean (`coreference`). What cannot be told stays an actor of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from spacy.tokens import Doc, Span, Token

from reports.annotate import layers
from reports.annotate.layers import EntityMention
from reports.annotate.participants import FORCES
from reports.records import SourceKind
from reports.resolve import speakers, wording
from reports.resolve.actor_keys import Keys, national_forces
from reports.resolve.affiliations import affiliate, join_appositions, join_body
from reports.resolve.coreference import Antecedents, is_commanded
from reports.resolve.drafts import ActorDraft
from reports.resolve.offices import join_holders
from reports.resolve.predicates import told_of
from reports.resolve.roster import Roster

__all__ = ["FORCES", "Cast", "national_forces"]


class Cast:
    """The actors of a story. `of_head` tells the actor at a mention's head token, `mention_at` the mention there."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.mentions: list[EntityMention] = layers.get(doc, "mentions")
        self._roster = Roster(doc, self.mentions)
        self._keys = Keys(doc, self.mentions, self._roster)
        self._antecedents = Antecedents(doc, self._roster, self._keys)
        self.actors: list[ActorDraft] = self._roster.actors
        self.of_head: dict[int, int] = self._roster.of_head
        self.mention_at: dict[int, EntityMention] = self._roster.mention_at

    def build(self) -> Cast:
        """Resolve all mentions but first-person pronouns, which need the speaker, and places."""
        for mention in self.mentions:
            if mention["label"] == "Location":
                continue
            pronoun = mention["label"] == "Pronoun"
            actor = self._antecedents.of_pronoun(mention) if pronoun else self._noun(mention)
            if actor is not None:
                self._note(mention, actor)
        join_appositions(self.doc, self.mentions, self._roster)
        affiliate(self.doc, self.mentions, self._roster)
        join_holders(self.doc, self.mentions, self._roster)
        self._join_army()
        self._join_commanded()
        for draft in self.actors:
            draft.name = wording.unpossessed(draft.name)
        return self

    def _join_army(self) -> None:
        """ "The army" that nobody was before is the only national army that the story names later."""
        armies = {actor for code in self._countries() if (actor := self.forces(code)) is not None}
        for noun in ("army", "military"):
            bare = self._roster.find(("group", "", noun))
            called = [actor for actor in armies if noun in self.actors[actor].name.lower().split()]
            if bare is not None and len(called) == 1 and bare not in called and self.actors[bare].country is None:
                self._roster.merge(bare, called[0])

    def _join_commanded(self) -> None:
        """ "His troops" of an army chief are the army, of the leader of a group the group."""
        for number, draft in enumerate(self.actors):
            leader = self.actors[draft.of] if draft.of is not None and draft.mentions else None
            if leader is None or leader.label != "Person" or not is_commanded(draft):
                continue
            body = leader.of
            if body is not None and self.actors[body].kind in FORCES:
                self._roster.merge(number, body)
            elif leader.country and leader.role_kind in (SourceKind.OFFICIAL, SourceKind.MILITARY):
                forces = self.forces(leader.country)
                if forces is not None:
                    self._roster.merge(number, forces)

    def _countries(self) -> set[str]:
        return {actor.country for actor in self.actors if actor.country}

    def _noun(self, mention: EntityMention) -> int:
        key = self._keys.of(mention)
        told = told_of(self.doc[mention["head"]], mention, self._roster)
        if told is not None:
            return told
        if key is None:
            antecedent = self._antecedents.of_description(mention)
            if antecedent is not None:
                return antecedent
            key = self._keys.of_description(mention)
        return self._roster.get(key, mention)

    def _note(self, mention: EntityMention, actor: int) -> None:
        self._roster.note(mention, actor)
        body = self._keys.body(mention["of"]) if mention["form"] != "pronoun" else None
        if body is not None and body != actor and self.actors[actor].of is None:
            join_body(self._roster, actor, body)
        self._roster.remember(mention, actor)

    def force_before(self, token: Token) -> int | None:
        """The armed body that a pronoun means where it fights, or None."""
        return self._antecedents.force_before(token)

    def national(self, country: str, called: Span) -> int:
        """The forces of a country that only an adjective names ("Russian shelling"); made if there are none yet."""
        return self._roster.national(country, called)

    def government(self, country: str) -> int | None:
        """The actor that is a state as such, or None where the story names none."""
        return self._roster.find(("government", country))

    def forces(self, country: str) -> int | None:
        """The actor that is a state's armed forces, or None."""
        return self._roster.find(("forces", country))

    def join_spokesmen(self, speaker_of: Mapping[int, int], voice: int | None) -> None:
        """Give officials who speak (`speaker_of`: token index -> actor) the state they speak for, where it shows.

        `voice`: who the story is that says "we".
        """
        speakers.join_spokesmen(self.mentions, self._roster, speaker_of, voice)

    def resolve_speakers(self, speaker_of: Mapping[int, int], side_of: Mapping[int, int | None]) -> None:
        """Give "I", "we", "our forces" and "the enemy" inside quotes the speaker or the speaker's side.

        `speaker_of`: token index -> actor that speaks there. `side_of`: actor -> the force or state it speaks for.
        """
        speakers.resolve_speakers(self.mentions, self._roster, speaker_of, side_of)

    def resolve_voice(self, said: Set[int]) -> int | None:
        """The actor that a story speaks for where it says "we" outside quotes (`said`: tokens in quotes), or None."""
        return speakers.resolve_voice(self.mentions, self._roster, said)
