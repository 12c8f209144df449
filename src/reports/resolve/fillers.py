"""Who or what fills a role of a claim: the actor that the words at a token mean, or the words alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spacy.tokens import Doc, Token

from reports import lexicons, triggers, words
from reports.annotate import grammar, layers
from reports.annotate.layers import EntityMention
from reports.annotate.participants import ATTACKS, FORCES
from reports.records import ActorKind, ClaimType, EntityLabel, PlaceKind, SourceKind
from reports.resolve import vocabulary
from reports.resolve.actors import Cast
from reports.resolve.drafts import ClaimDraft, FillerDraft
from reports.resolve.extents import noun_phrase
from reports.resolve.folding import Folding
from reports.resolve.settings import Settings
from reports.resolve.wording import of_country

# In claims of these types the adjective of a country means its government, not its forces ("Russian talks").
_CIVIL = frozenset(
    {
        ClaimType.NEGOTIATION,
        ClaimType.ACCUSATION,
        ClaimType.THREAT,
        ClaimType.OTHER,
        ClaimType.ASSESSMENT,
        ClaimType.HUMANITARIAN,
        ClaimType.ARMS,
    }
)
# A place is the target of these, and of others only where they happen ("shelled the market", "entered the town").
_STRIKES = ATTACKS - {ClaimType.CLASH} | {ClaimType.DESTRUCTION, ClaimType.OTHER}
# What aircraft, ships and columns do by themselves.
_DRIVEN = frozenset(
    {ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.MOVEMENT, ClaimType.GROUND_ATTACK, ClaimType.WITHDRAWAL}
)
# What armed bodies do, and who is none.
_FOUGHT = (ATTACKS - {ClaimType.CLASH}) | {
    ClaimType.CAPTURE,
    ClaimType.DESTRUCTION,
    ClaimType.TERRITORY_GAINED,
    ClaimType.REPELLED,
    ClaimType.SIEGE,
    ClaimType.CASUALTIES,
}
_UNARMED = frozenset({ActorKind.CIVILIAN, ActorKind.PERSON, ActorKind.COMPANY, ActorKind.MEDIA, ActorKind.NGO})
_PEOPLE = frozenset({EntityLabel.ORGANISATION, EntityLabel.PERSON})
_HARMED = _PEOPLE | {EntityLabel.LOCATION, EntityLabel.MILITARY_PLATFORM, EntityLabel.WEAPON}
_ANYBODY = frozenset({"nobody", "anybody", "anyone", "somebody", "someone", "everybody", "everyone"})
_OF_NOUN = ("amod", "compound", "poss", "nmod")


def _labels(doc: Doc) -> dict[int, str]:
    """Token -> label of the tagged phrase that it stands in."""
    tagged = layers.get_tagged(doc)["entities"]
    return {token: one["label"] for one in tagged for token in range(one["start"], one["end"])}


class Fillers:
    """Makes fillers of tokens."""

    def __init__(self, cast: Cast, folding: Folding, settings: Settings) -> None:
        self.cast = cast
        self.folding = folding
        self.settings = settings
        self._labels = _labels(cast.doc)
        self._called: dict[str, list[int]] = {}
        self._known = 0

    def of(
        self, tokens: list[Token], claim: ClaimDraft, *, agent: bool, sure: Collection[int] = ()
    ) -> list[FillerDraft]:
        """The fillers of a role, in the order of `tokens`; each actor fills it once. A struck base brings its owner.

        `sure`: indexes of tokens that fill it whatever thing they name.
        """
        found: dict[int, FillerDraft] = {}
        actors: set[int] = set()
        for token in tokens:
            if token.i in found or self._is_no_filler(token):
                continue
            if not agent and token.i not in self.cast.of_head:
                for owner in self._owners(token):
                    actor, mention = self.cast.of_head[owner.i], self.cast.mention_at[owner.i]
                    if actor not in actors:
                        actors.add(actor)
                        found[owner.i] = FillerDraft(mention["start"], mention["end"], actor)
            filler = self._filler(token, claim, agent=agent)
            if filler is None and token.i in sure and not self.settings.is_gear(token):
                filler = FillerDraft(*noun_phrase(token), None)
            if filler is None or (filler.actor is not None and filler.actor in actors):
                continue
            if filler.actor is not None:
                actors.add(filler.actor)
            found[token.i] = filler
        return list(found.values())

    def can_act(self, token: Token) -> bool:
        """Whether a noun's modifier names a participant: a known actor, a demonym, a kind of fighter in the story."""
        if token.i in self.cast.of_head or of_country(token) is not None:
            return True
        return token.pos_ in ("NOUN", "PROPN", "ADJ") and self._group_called(token) is not None

    def is_land(self, filler: FillerDraft) -> bool:
        """Whether a country is named by its name."""
        mention = self.cast.mention_at.get(filler.end - 1)
        return mention is not None and mention["label"] == "Country"

    def is_entity(self, token: Token) -> bool:
        """Whether somebody or something is meant that can be harmed, and no event, time or measure."""
        if self._is_no_filler(token):
            return False
        return token.i in self.cast.of_head or self._labels.get(token.i) in _HARMED

    def is_one_or_ground(self, token: Token) -> bool:
        """Whether people, a body or a place are meant, as the tagger sees them, and no mere thing."""
        label = self._labels.get(token.i)
        return label in _PEOPLE or label == EntityLabel.LOCATION

    def _is_no_filler(self, token: Token) -> bool:
        return token.i in self.folding.at or token.pos_ in ("VERB", "AUX") or self.settings.timed(token)

    def _filler(self, token: Token, claim: ClaimDraft, *, agent: bool) -> FillerDraft | None:
        mention = self.cast.mention_at.get(token.i)
        actor = self._actor(token, claim) if agent else self.cast.of_head.get(token.i)
        whole = grammar.whole_of(token) if mention is None else None
        if whole is not None and whole.i < token.i:  # "drones, most of which were shot down"
            return self._filler(whole, claim, agent=agent)
        if whole is not None and whole.i in self.cast.of_head:  # "some of them", "12 of the men"
            return FillerDraft(token.i, whole.i + 1, self.cast.of_head[whole.i])
        if mention is None and (around := self._around(token)) is not None:
            mention, actor = around, self.cast.of_head[around["head"]]
        # "by the paramilitary Support Forces": a whole name may hang by an adjective
        alone = mention is None or mention["end"] - mention["start"] == 1
        if (token.pos_ == "ADJ" and alone) or (token.dep_ in ("amod", "compound") and mention is None):
            actor, found = self._by_adjective(token, claim), of_country(token)
            start, end = (found[1].start, found[1].end) if found else (token.i, token.i + 1)
            if actor is None or (found is None and self._is_in_name(token)):
                return None
            return FillerDraft(start, end, actor)
        if mention is None or actor is None:
            return self._nobody(token, claim, agent=agent)
        if mention["label"] == "Location":
            return None if agent else self._nobody(token, claim, agent=False)
        if token.pos_ == "PRON":
            return FillerDraft(token.i, token.i + 1, actor)
        return FillerDraft(mention["start"], mention["end"], actor)

    def _is_in_name(self, token: Token) -> bool:
        """Whether a word only describes an actor: "the paramilitary Rapid Support Forces"."""
        mention = self.cast.mention_at.get(token.head.i)
        return mention is not None and mention["start"] <= token.i < mention["end"]

    def _actor(self, token: Token, claim: ClaimDraft) -> int | None:
        """The actor at a token; who fights is an armed body ("They burned our houses", a resident said)."""
        actor = self.cast.of_head.get(token.i)
        fought = claim.type in _FOUGHT or triggers.entry(claim.rule).generic
        if token.lower_ not in ("they", "it") or not fought:
            return actor
        if actor is not None and self.cast.actors[actor].kind not in _UNARMED:
            return actor
        force = self.cast.force_before(token)
        return actor if force is None else force

    def _nobody(self, token: Token, claim: ClaimDraft, *, agent: bool) -> FillerDraft | None:
        """A thing, with whose it is where it acts; a bare number or pronoun is no target."""
        if agent:
            operator = self._operator(token, claim)
            if operator is None and not self._may_act(token, claim):
                return None
            return FillerDraft(*noun_phrase(token), operator)
        return FillerDraft(*noun_phrase(token), None) if self._may_suffer(token, claim) else None

    def _may_suffer(self, token: Token, claim: ClaimDraft) -> bool:
        """Whether something that is no actor is a target, and not the ground, the weapon or a mere abstraction."""
        label = self._labels.get(token.i)
        if token.pos_ in ("NUM", "PRON"):
            return label in _HARMED or token.lower_ in _ANYBODY
        if claim.type in ATTACKS and self._is_fired(token):
            return False  # what is fired at something is no target
        if self._is_ground(token):
            if claim.type == ClaimType.SIEGE and token.head.i == claim.head:  # "sealed off the town"
                return token.dep_ in ("dobj", "nsubjpass")
            return claim.type in _STRIKES and (claim.type != ClaimType.GROUND_ATTACK or self._is_building(token))
        if claim.type == ClaimType.ARMS and label == EntityLabel.WEAPON:
            return False
        return not self._labels or label is not None or claim.type in _STRIKES - {ClaimType.GROUND_ATTACK}

    def _is_building(self, token: Token) -> bool:
        """A place without a name that can be stormed ("the police station")."""
        kind = words.place_nouns().get(token.lemma_.lower())
        return token.pos_ == "NOUN" and (kind is None or kind == PlaceKind.FACILITY)

    def _may_act(self, token: Token, claim: ClaimDraft) -> bool:
        """Whether somebody that no mention names may do it: people and platforms, as the trained tagger sees them."""
        if claim.type == ClaimType.ASSESSMENT:
            return False
        if not self._labels:
            return not self.settings.is_gear(token)
        label = self._labels.get(token.i)
        return label in _PEOPLE or (label == EntityLabel.MILITARY_PLATFORM and claim.type in _DRIVEN)

    def _is_fired(self, token: Token) -> bool:
        """Whether a weapon is what an attack is made with, and not what it hits."""
        if not self.settings.is_gear(token):
            return False
        hit = token.dep_ in ("dobj", "nsubjpass", "conj") and self._labels.get(token.i) == EntityLabel.MILITARY_PLATFORM
        return not hit or grammar.clause_head(token).lemma_ in vocabulary.participants().firing

    def _is_ground(self, token: Token) -> bool:
        """Whether a place is meant, which is where it happens and not whom it befalls."""
        mention = self.cast.mention_at.get(token.i)
        if mention is not None and mention["label"] == "Location":
            return True
        return self._labels.get(token.i) == EntityLabel.LOCATION

    def _around(self, token: Token) -> EntityMention | None:
        """The mention of an actor whose phrase a token stands in, where the parser took the wrong word for its head."""
        if token.dep_ not in ("pobj", "nsubj", "nsubjpass", "dobj"):
            return None
        for kid in token.children:
            mention = self.cast.mention_at.get(kid.i) if kid.dep_ == "appos" else None
            if mention is not None and mention["start"] <= token.i and kid.i in self.cast.of_head:
                return mention
        return None

    def _owners(self, token: Token) -> Iterator[Token]:
        """The forces whose position, base or convoy is struck: they are targets with it."""
        kids = [kid for kid in token.children if kid.dep_ in ("poss", "compound", "nmod")]
        for kid in (*kids, *grammar.prepositional(token, "of")):
            if self.is_force(kid):
                yield kid
            elif kid.dep_ == "pobj":
                yield from filter(self.is_force, grammar.prepositional(kid, "of"))

    def is_force(self, token: Token) -> bool:
        """Whether a token is the head of a mention of an armed body."""
        actor = self.cast.of_head.get(token.i)
        return actor is not None and self.cast.actors[actor].kind in FORCES

    def may_fight(self, token: Token) -> bool:
        """Whether a person by name is meant whom no office, press card or aid post keeps from a gunfight."""
        actor = self.cast.of_head.get(token.i)
        if actor is None or self.cast.actors[actor].label != "Person":
            return False
        return self.cast.actors[actor].role_kind in (None, SourceKind.MILITARY, SourceKind.ARMED_GROUP)

    def _operator(self, token: Token, claim: ClaimDraft) -> int | None:
        """Whose weapon or aircraft does it ("Sudanese jets bombed …")."""
        for kid in _premodifiers(token):
            if not self.settings.is_gear(kid) or kid.pos_ == "ADJ":
                actor = self.cast.of_head.get(kid.i)
                actor = self._by_adjective(kid, claim) if actor is None else actor
                if actor is not None:
                    return actor
        owner = next(filter(self.is_force, grammar.prepositional(token, "of")), None)
        return self.cast.of_head[owner.i] if owner is not None else None

    def _by_adjective(self, token: Token, claim: ClaimDraft) -> int | None:
        """ "Russian attacks": the forces of the country; for talks and the like its government."""
        found = of_country(token)
        if found is None:
            return self._group_called(token)
        country, called = found
        if claim.type in _CIVIL and not triggers.entry(claim.rule).generic:
            government = self.cast.government(country)
            if government is not None:
                return government
        return self.cast.national(country, called)

    def _group_called(self, token: Token) -> int | None:
        """ "rebel attacks", "insurgent fire": the group that the story calls so."""
        self._learn()
        called = self._called.get(token.lemma_.lower(), ())
        return next((actor for actor in called if self.cast.actors[actor].mentions), None)

    def _learn(self) -> None:
        """Index the forces that joined the cast since the last call by their noun and the last word of their name."""
        for index in range(self._known, len(self.cast.actors)):
            actor = self.cast.actors[index]
            if actor.kind in FORCES:
                for word in {actor.noun, *lexicons.fold(actor.name).split()[-1:]}:
                    if word:
                        self._called.setdefault(word, []).append(index)
        self._known = len(self.cast.actors)


def _premodifiers(noun: Token) -> Iterator[Token]:
    """What stands before a noun, and before those words: "Sudanese" of "Sudanese fighter jets"."""
    for kid in noun.children:
        if kid.dep_ in _OF_NOUN:
            yield kid
            yield from _premodifiers(kid)
