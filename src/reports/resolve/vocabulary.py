"""The word lists of resolution, read once from `data/coreference.json`, `participants.json` and others.

Words are data, grammar is code: a list here says which words are of a kind; what follows from it on a parse is decided
where the list is used. All words are lemmas in lower case unless a field says otherwise.
"""

from __future__ import annotations

import json
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict

from reports.lexicons import data_file
from reports.records import ActorKind


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Description(_Words):
    """What a definite description can take up: "the ministry", "the group".

    `kinds`: of which kind the actor must be. `named`: folded stems of which its name must hold one, if any are given.
    """

    nouns: tuple[str, ...]
    kinds: frozenset[ActorKind]
    named: tuple[str, ...] = ()


class CoreferenceWords(_Words):
    """Which nouns can mean an actor told before.

    `armed_forces`: nouns that all mean a state's forces as a whole. `government`: that mean a state. `enemies`: whoever
    a side fights. `partisan`: modifiers of forces that are not the state's own ("rebel forces"). `ranks`: those who
    fight for whom they are told to be of ("its men"). `fielding`: verbs whose object is the subject's own forces ("has
    troops"). `labels`: modifiers that tell no new group apart ("this terrorist group"). `backed`: what ends such a
    modifier ("Iran-backed"), `serving` what tells behind a noun whose side forces are on ("loyal to"). `speech`: verbs
    whose subject speaks. `documents`: papers that stand for who issued them.
    `clinics`: places whose word is that of their medics.
    `units`: nouns for a part of an army. `foreign`: words for those who are often met abroad. `own_forces`: nouns that
    with "our" mean the speaker's forces. `stances`: what a spokesman states of his state ("reiterated its commitment").
    `avowals`: what his state itself does in his words ("the UK condemns").
    """

    armed_forces: frozenset[str]
    government: frozenset[str]
    enemies: frozenset[str]
    partisan: frozenset[str]
    ranks: frozenset[str]
    fielding: frozenset[str]
    labels: frozenset[str]
    backed: frozenset[str]
    serving: frozenset[str]
    speech: frozenset[str]
    documents: frozenset[str]
    clinics: frozenset[str]
    units: frozenset[str]
    foreign: frozenset[str]
    own_forces: frozenset[str]
    stances: frozenset[str]
    avowals: frozenset[str]
    descriptions: tuple[Description, ...]

    @cached_property
    def by_noun(self) -> dict[str, Description]:
        """Noun -> what it can take up."""
        return {noun: entry for entry in self.descriptions for noun in entry.nouns}


class ParticipantWords(_Words):
    """Which words tell who takes part in an event.

    `intents`: nouns whose owner is the doer ("their bid to"). `not_light`: verbs whose object is an event that the
    subject does not do ("condemned the raid"). `made`: verbs whose agent is the doer of the noun ("raids carried out
    by"). `results`: verbs by which an event does harm. `undergone`: verbs whose subject is the one harmed. `losing`:
    verbs of loss, whose subject is harmed whatever their object. `transitive`: verbs of harm that are never without an
    object, so that their past form without one is a passive ("five soldiers killed"). `firing`: verbs whose object
    is a weapon used. `accusing`: verbs whose object is said to have done it. `aiming`:
    verbs that only aim an attack named by their subject. `carriers`: verbs that join a cause with its result.
    `series`: nouns that an attack is counted by ("a wave of strikes"). `mediating`: verbs of those who bring the
    parties to talks together and are none of them. `gathering`: whose subject and object come together ("joined him
    for talks"). `cooperating`: verbs that are done "with" others ("works with its allies to"). `lost`: nouns of ground
    that goes "to" others. `yielding`: verbs of those who give in.
    `answerable`: words that say who is behind an act ("involved in"). `passing`: verbs that
    only say that what their subject names goes on ("talks will resume"). `calling`: verbs by which somebody wants
    others to do something; `ending`: words for bringing something to an end.
    """

    intents: frozenset[str]
    not_light: frozenset[str]
    made: frozenset[str]
    results: frozenset[str]
    undergone: frozenset[str]
    losing: frozenset[str]
    transitive: frozenset[str]
    firing: frozenset[str]
    accusing: frozenset[str]
    aiming: frozenset[str]
    carriers: frozenset[str]
    series: frozenset[str]
    gathering: frozenset[str]
    mediating: frozenset[str]
    cooperating: frozenset[str]
    yielding: frozenset[str]
    lost: frozenset[str]
    answerable: frozenset[str]
    passing: frozenset[str]
    calling: frozenset[str]
    ending: frozenset[str]


class TollWords(_Words):
    """Which words tell what a count counts.

    `killing`, `wounding`, `harming` (either), `missing`: triggers of each result. `treating`: what is done to the
    wounded. `undergone`: verbs whose subject is counted. `people` are nouns that always mean some, `parties` those
    that a number only tells apart ("both camps"), `lives` what an attack costs, `losing` nouns of such a cost ("with
    the loss of"), `numbering` those of a count ("the number of"). `own_attacks`, `air_strikes`: triggers that are
    counted themselves. `suffering`: verbs whose subject is hurt. `reaching`: verbs of a count with its figure as the
    object ("the toll has passed 900"). `aircraft_categories` and `vehicle_categories` are
    categories of the lexicon of weapons.
    """

    killing: frozenset[str]
    wounding: frozenset[str]
    harming: frozenset[str]
    missing: frozenset[str]
    treating: frozenset[str]
    parties: frozenset[str]
    undergone: frozenset[str]
    civilians: frozenset[str]
    people: frozenset[str]
    lives: frozenset[str]
    losing: frozenset[str]
    numbering: frozenset[str]
    reaching: frozenset[str]
    suffering: frozenset[str]
    munitions: frozenset[str]
    attacks: frozenset[str]
    own_attacks: frozenset[str]
    strikes: frozenset[str]
    air_strikes: frozenset[str]
    vehicles: frozenset[str]
    aircraft: frozenset[str]
    area: frozenset[str]
    aircraft_categories: frozenset[str]
    vehicle_categories: frozenset[str]


@cache
def coreference() -> CoreferenceWords:
    """The words of `data/coreference.json`. Raises pydantic.ValidationError if the file is broken."""
    return CoreferenceWords.model_validate_json(data_file("coreference.json").read_bytes())


@cache
def participants() -> ParticipantWords:
    """The words of `data/participants.json`. Raises pydantic.ValidationError if the file is broken."""
    return ParticipantWords.model_validate_json(data_file("participants.json").read_bytes())


@cache
def tolls() -> TollWords:
    """The words of `data/tolls.json`. Raises pydantic.ValidationError if the file is broken."""
    return TollWords.model_validate_json(data_file("tolls.json").read_bytes())


def verification(name: str) -> frozenset[str]:
    """A word list of `data/verification.json`. Raises KeyError if there is no such list."""
    return _verification()[name]


@cache
def _verification() -> dict[str, frozenset[str]]:
    data: dict[str, list[str]] = json.loads(data_file("verification.json").read_text("utf8"))
    return {name: frozenset(items) for name, items in data.items()}
