"""The entries of the lexicons that `reports.lexicons` itself loads."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from reports.records import ActorKind

_ALPHA3 = r"^[A-Z]{3}$"
_ID = r"^[a-z0-9][a-z0-9_-]*$"


class Entry(BaseModel):
    """What every lexicon entry has. `aliases` are other names than `name`; `id` is unique in its lexicon.

    A name that ends in brackets ("Republican Guard (Syria)") is a label for people: it is not looked for in texts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)

    id: str = Field(pattern=_ID)
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def surfaces(self) -> tuple[str, ...]:
        """All names by which the entry is found in a text, the name first."""
        return self.aliases if self.name.endswith(")") else (self.name, *self.aliases)


class ActorEntry(Entry):
    """A body with a name of its own: a force, ministry, group, organisation, party.

    `weak`: short names that other bodies share ("SAF"), good only when the story tells which is meant
    (see `choose_actor`). `nominals`: common nouns for it once it was named ("the junta"), never unique.
    `of`: the parent body, command or allied umbrella. `case`: all aliases match in their own case only.
    """

    kind: ActorKind
    country: str | None = Field(default=None, pattern=_ALPHA3)
    of: str | None = None
    sector: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    weak: tuple[str, ...] = ()
    nominals: tuple[str, ...] = ()
    wikidata: str | None = Field(default=None, pattern=r"^Q[1-9]\d*$")
    case: bool = False


class CountryEntry(Entry):
    """A state, territory, de-facto state or former state; `id` is lower-case alpha-3 or a made-up key.

    `alpha3` and `alpha2` are ISO 3166-1 codes; of former states the withdrawn codes of ISO 3166-3; XKX for Kosovo.
    `iso_state`: alpha-3 of the state under which ISO counts the land of a de-facto state that has no code.
    `adjectives` ("Ukrainian") modify, `nationals` ("Ukrainians", "Afghan") are nouns for its people.
    `capital`: English names, the usual first. `unless`: longer phrases in which a name does not mean the country
    ("Lake Chad").
    """

    alpha3: str | None = Field(default=None, pattern=_ALPHA3)
    alpha2: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    status: str = Field(default="state", pattern=r"^(state|territory|de_facto|former)$")
    iso_state: str | None = Field(default=None, pattern=_ALPHA3)
    adjectives: tuple[str, ...] = ()
    nationals: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        """The alpha-3 to report: its own, else that of the state ISO counts it under."""
        return self.alpha3 or self.iso_state

    @property
    def demonyms(self) -> tuple[str, ...]:
        """Adjectives and nouns together, without repeats."""
        return tuple(dict.fromkeys((*self.adjectives, *self.nationals)))


class PeopleEntry(Entry):
    """An ethnic, religious or other people that is not a state's ("Kurdish", "Kurds").

    `countries`: alpha-3 of the states it chiefly lives in; one only means that the demonym tells the country.
    """

    forms: tuple[str, ...]
    country: str | None = Field(default=None, pattern=_ALPHA3)
    countries: tuple[str, ...] = ()
    kind: ActorKind = ActorKind.CIVILIAN

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The forms; `name` is only a label unless it is a form too."""
        return self.forms


class AgencyKind(StrEnum):
    AGENCY = "agency"
    OUTLET = "outlet"
    BROADCASTER = "broadcaster"
    NEWSPAPER = "newspaper"


class AgencyEntry(Entry):
    """A news agency, broadcaster, newspaper or other outlet.

    `state_owned`: owned or run by a government or a ruling party.
    `weak` names are words that mean much else ("Times", "The Sun"): good in a byline, credit or after a cue only.
    """

    kind: AgencyKind
    country: str | None = Field(default=None, pattern=_ALPHA3)
    state_owned: bool = False
    weak: tuple[str, ...] = ()
    wikidata: str | None = Field(default=None, pattern=r"^Q[1-9]\d*$")
