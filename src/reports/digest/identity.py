"""Who is who across stories: keys of actors, of the forces behind them, and of those who speak."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from reports.codes import STATE
from reports.digest.bodies import (
    bare,
    body_of,
    branch,
    count_of,
    is_command,
    land_in,
    ministry_of,
    state_kind,
    state_named,
    uncounted,
)
from reports.digest.facts import ActorFact, VoiceFact
from reports.digest.vocabulary import words_of
from reports.lexicons import agencies, agency_index, fold
from reports.records import Actor, ActorKind, Claim, MentionForm, Report, Source, SourceKind

ARMED = frozenset({ActorKind.ARMED_GROUP, ActorKind.PRIVATE_MILITARY})
FORCES = STATE | ARMED
_GROUPS = FORCES | {ActorKind.IGO, ActorKind.NGO, ActorKind.PARTY, ActorKind.COMPANY, ActorKind.MEDIA}
_SPEAKS_FOR_SIDE = frozenset(
    {SourceKind.OFFICIAL, SourceKind.MILITARY, SourceKind.POLICE, SourceKind.ARMED_GROUP, SourceKind.OTHER}
)
_KIND_OF = {
    ActorKind.IGO: SourceKind.IGO, ActorKind.NGO: SourceKind.NGO, ActorKind.MILITARY: SourceKind.MILITARY,
    ActorKind.POLICE: SourceKind.POLICE, ActorKind.ARMED_GROUP: SourceKind.ARMED_GROUP,
    ActorKind.PRIVATE_MILITARY: SourceKind.ARMED_GROUP,
}  # fmt: skip
_HARMED = frozenset(
    {SourceKind.CIVILIAN, SourceKind.MILITARY, SourceKind.ARMED_GROUP, SourceKind.POLICE, SourceKind.OTHER}
)
_OF_STATE = frozenset({SourceKind.OFFICIAL, SourceKind.MILITARY, SourceKind.POLICE})
_OF_HOSPITALS = frozenset({SourceKind.MEDIC, SourceKind.OFFICIAL, SourceKind.OTHER})
_FEW_SPEAK = 3  # people who may speak as one source
_SPOKEN = "spokes"  # spokesman, spokeswoman, spokesperson
_HOSPITAL = re.compile(r"\b(?:[A-Z][\w'’-]+ ){1,4}(?:[Hh]ospital|[Cc]linic|Medical (?:Complex|Centre|Center))\b")
_AT = re.compile(r" (?:at|in|from|of) (?:the )?")
_AT_ONE = re.compile(r" (?:at|in|from|of) (?:the|that|its) (?:hospital|clinic)\b")
_OWNER = re.compile(r" of (?:the )?((?:\w[\w'’-]* ?){1,5})")  # of a press office
_CHAIN = 5  # how often "of" is followed: a person of a unit of a force
_MOST = 0.66  # of a story's places that lie in the land whose "army" needs no other name
CIVILIANS = "civilians"
SAME, CREDITED, AGENCY, OUTLET = "same_originator", "credited", "same_agency", "same_outlet"


class Identities:
    """Keys for the actors and sources of one report."""

    def __init__(self, report: Report) -> None:
        self._actors = {actor.id: actor for actor in report.actors}
        self._sources = {source.id: source for source in report.sources}
        self._home = _home(report)
        self._lands = {place.country for place in report.places}
        self.outlet, self._agency = outlet_of(report)
        self._printed = self._agency or report.article.publisher is not None
        self._text = report.article.text

    def party(self, actor_id: str | None) -> ActorFact | None:
        """Who an actor of a claim is, or None for things and persons who are no side."""
        actor = self._actors.get(actor_id or "")
        if actor is None:
            return None
        force = self._force(actor)
        if force.kind is ActorKind.CIVILIAN:
            return ActorFact(CIVILIANS, CIVILIANS, str(force.kind), None, False)
        if force.kind in _GROUPS:
            key, country = self._key(force), self._country(force)
            known = bool(force.canonical or force.wikidata or (force.kind in STATE and force.country))
            return ActorFact(key, force.canonical or uncounted(force.name), str(force.kind), country, known)
        if actor.kind is ActorKind.PERSON and _named(actor):
            return ActorFact(self._key(actor), actor.canonical or actor.name, str(actor.kind), actor.country, False)
        return None

    def force_key(self, actor_id: str | None) -> str | None:
        """The key of the force that an actor is or belongs to."""
        actor = self._actors.get(actor_id or "")
        force = self._force(actor) if actor else None
        return self._key(force) if force and force.kind in FORCES else None

    def voice(self, claim: Claim) -> VoiceFact:
        """Who says so, at the start of the chain: not who passes it on."""
        return self.told_by(claim.attribution.source, claim.attribution.via)

    def told_by(self, source_id: str | None, via_id: str | None) -> VoiceFact:
        """The originator behind a source and who relays it; the story itself where neither is given."""
        source, via = self._sources.get(source_id or ""), self._sources.get(via_id or "")
        if (source is None and via is None) or (source and via is None and self._is_outlet(source)):
            return self._own()._replace(source=source.name if source else None)
        if source is None:
            source, via = via, None
        assert source is not None
        if _victims(source) or (not source.named and bare(source.name) in words_of("hearsay")):
            return self._own()
        return self._spoken(self._fuller(source), via)

    def _own(self) -> VoiceFact:
        """The story's own voice: its agency or outlet, or the body whose release it is."""
        how = AGENCY if self._agency else OUTLET
        body = body_of(self.outlet, self._home) if self._printed else None  # a folder of that name prints nothing
        if body is None or self._agency:
            key, name = outlet_key(self.outlet), self.outlet if self._printed else self.outlet.rpartition("/")[2]
            return VoiceFact(key, name, None, None, True, None, None, None, None, None, how)
        kind = str(_KIND_OF.get(body.kind, SourceKind.OFFICIAL))
        force = body.key if body.force else None
        return VoiceFact(body.key, self.outlet, None, kind, True, None, None, force, body.country, None, SAME)

    def _is_outlet(self, source: Source) -> bool:
        """Whether a story speaks of whoever prints it: "the register", "the office", "our reporter"."""
        name, outlet = bare(source.name), bare(self.outlet.partition(",")[0])  # "Relief Office, Geneva"
        if (employer := self._employer(source)) is not None:
            return not employer or outlet_key(employer) == outlet_key(self.outlet)
        return name in words_of("institutions") and outlet.endswith(f" {name}")

    def _employer(self, source: Source) -> str | None:
        """Whose reporter a source is: "AFP" for "AFP correspondent", "" for "our reporter"; None if nobody's."""
        words = source.name.split()
        if fold(words[-1]) not in words_of("reporters"):
            return None
        name = " ".join(words[:-1])
        if name and (source.kind is SourceKind.MEDIA or name in agency_index()):
            return name
        ours = any("our " in fold(self._text[max(0, at.start - 4) : at.end]) for at in source.mentions)
        return "" if ours and not name else None

    def _fuller(self, source: Source) -> Source:
        """The one source of the story whose name ends with this common noun: "the ministry", "the hospital"."""
        name = bare(source.name)
        if source.named and " " in name:
            return source
        fuller = [each for each in self._sources.values() if bare(each.name).endswith(f" {name}")]
        return fuller[0] if len(fuller) == 1 and name in words_of("institutions") else source

    def _spoken(self, source: Source, via: Source | None) -> VoiceFact:
        actor = self._actors.get(source.actor or "")
        works_for = source.affiliation if source.kind is SourceKind.MEDIC else None  # before the side that he is on
        owner = works_for or source.side or source.affiliation or (actor.of if actor else None)
        side = self._actors.get(owner or "")
        outlet = via.name if via else self.outlet
        key, alias = self._origin(source, actor, side, outlet)
        force = self.force_key(source.side) or self.force_key(source.affiliation) or self.force_key(source.actor)
        country = self._country(self._force(actor)) if actor else None
        if country is None and source.kind in _OF_STATE and (side is None or side.kind in STATE):
            country = (side.country if side else None) or self._home
        return VoiceFact(
            key, (actor.canonical if actor else None) or source.name, source.name, str(source.kind), source.named,
            via.name if via else None, (side.canonical or side.name) if side else None, force, country, alias,
            CREDITED if source.kind is SourceKind.MEDIA or (via and not source.named) else SAME,
            bool(actor and actor.kind is ActorKind.PERSON and _named(actor)), actor.role if actor else None,
        )  # fmt: skip

    def _origin(self, source: Source, actor: Actor | None, side: Actor | None, outlet: str) -> tuple[str, str | None]:
        """The originator's key, and one that holds within an incident."""
        name = bare(source.name)
        if office := self._press_office_of(source, name, side):
            return office, None
        if employer := self._employer(source):
            return outlet_key(employer), None
        if source.kind is SourceKind.MEDIA and name not in words_of("reporters"):
            return outlet_key(source.name), None
        if land := state_named(name):
            return f"{land}:{ActorKind.MILITARY}", None
        if ministry := ministry_of(name) or ministry_of(fold((actor.role if actor else None) or "")):
            country = land_in(name) or (self._country(actor) if actor else None) or self._home
            return f"{country or ''}:{ministry}", ministry
        role = self._role(source, actor)
        force = self._force(side) if side else None
        listed = body_of(source.name) if force and force.kind is ActorKind.IGO else None
        if listed and listed.kind is ActorKind.IGO:  # "the UN's refugee agency" is not the UN
            return listed.key, None
        if force and not role and self._speaks_for(source, force):
            return self._key(force), None
        if land := _authorities(name):
            return f"{land}:{ActorKind.GOVERNMENT}", None
        if actor and (actor.wikidata or actor.canonical):
            return self._key(actor), role
        if spoken := self._spokesman_of(source, actor):
            return spoken, None
        if hospital := self._hospital_of(source, role):
            return hospital, "hospital"
        if force and _named(force) and force.kind not in FORCES and source.kind is SourceKind.MEDIC:
            return self._key(force), self._role(None, force)  # rescuers of the Red Crescent
        if role and not (actor and _named(actor)) and not _proper(source):
            return f"unnamed:{role}@{outlet_key(outlet)}", role
        if body := body_of(source.name) if source.named else None:
            return body.key, role
        if force and _named(force) and not role and source.kind is SourceKind.OTHER:
            return self._key(force), self._role(None, force)
        if source.named:
            return (self._key(actor) if actor else name), role
        if force and _named(force) and not role:
            return self._key(force), self._role(None, force)
        return f"unnamed:{name}@{outlet_key(outlet)}", None

    def _spokesman_of(self, source: Source, actor: Actor | None) -> str | None:
        """The body of the story's land that "an army spokesman" speaks for, or that "the general staff" is."""
        words = fold(f"{(actor.role if actor else None) or ''} {source.name}")
        kind = state_kind(words) if _SPOKEN in words or is_command(bare(source.name)) else None
        land = land_in(words) or self._home
        return f"{land}:{kind}" if kind and land else None

    def _press_office_of(self, source: Source, name: str, side: Actor | None) -> str | None:
        """The key of the body whose "media office" or "information team" a source is."""
        if not name.endswith(tuple(words_of("press_offices"))):
            return None
        if side:
            return self._key(self._force(side))
        owners = (_OWNER.match(self._text, mention.end) for mention in source.mentions)
        bodies = (body_of(owner[1], self._home) for owner in owners if owner)
        return next((body.key for body in bodies if body), None)

    def _hospital_of(self, source: Source, role: str | None) -> str | None:
        """The hospital that staff speak for: the one named behind them, else the only one that the story names.

        "Doctors" alone may be anybody's, a doctor with a name is of the only one.
        """
        if source.kind not in _OF_HOSPITALS:
            return None
        for mention in source.mentions:
            at = _AT.match(self._text, mention.end)
            if at and (named := _HOSPITAL.match(self._text, at.end())):
                return bare(named[0])
        if source.kind is not SourceKind.MEDIC and role != "hospital":
            return None
        one = any(_AT_ONE.match(self._text, mention.end) for mention in source.mentions)
        return self._hospital if one or source.named or role == "hospital" else None

    @cached_property
    def _hospital(self) -> str | None:
        """The one hospital that the story names."""
        found = (bare(found[0]).split() for found in _HOSPITAL.finditer(self._text))
        named = {" ".join(words) for words in found if len(words) > 1 and words[0] not in words_of("stop")}
        return next(iter(named)) if len(named) == 1 else None

    def _speaks_for(self, source: Source, body: Actor) -> bool:
        """Whether a source's word is its side's: a spokesman, the ministry and the minister are one originator."""
        if body.kind in FORCES:
            return source.kind in _SPEAKS_FOR_SIDE and (source.side is not None or source.named)
        return body.kind in _GROUPS and _named(body)

    def _role(self, source: Source | None, actor: Actor | None) -> str | None:
        """ "governor" for the governor, named or not: there is one where something happens, and he is not the army."""
        words = f"{(actor.role if actor else None) or ''} {source.name if source else actor.name if actor else ''}"
        roles = words_of("local_roles")
        found = next((word for word in fold(words).split() if word in roles), "")
        one = found.removesuffix("s")  # "prosecutors" speak for the prosecutor
        return (one if one in roles else found) or None

    def _force(self, actor: Actor) -> Actor:
        """The force that a person or a unit without a name of its own belongs to, else the actor itself."""
        first = actor
        for _ in range(_CHAIN):
            owner = self._actors.get(actor.of or "")
            if owner is None or actor.canonical or (owner.kind not in _GROUPS and not _named(owner)):
                break
            actor = owner
        return actor if actor.kind in _GROUPS or actor is not first and first.kind is not ActorKind.PERSON else first

    def _key(self, actor: Actor) -> str:
        country = self._country(actor)
        if actor.kind in STATE and country:
            return f"{country}:{branch(actor.kind, actor.name)}"
        return actor.wikidata or fold(actor.canonical or bare(uncounted(actor.name)))

    def _country(self, actor: Actor) -> str | None:
        """A state's country; that of the story's places if it names no other: "the army" is that of the land.

        So is "the Metropolitan Police", whatever city's is known by that name.
        """
        if actor.kind is ActorKind.POLICE and self._home and actor.country not in self._lands:
            return land_in(bare(actor.name)) or self._home
        return actor.country or (self._home if actor.kind in STATE and not actor.canonical else None)


def _authorities(folded: str) -> str | None:
    """The country whose authorities folded words are: "Lebanese authorities", not "Lebanese border authorities"."""
    land, _, noun = folded.rpartition(" ")
    return land_in(land) if noun == "authorities" and " " not in land else None


def _proper(source: Source) -> bool:
    """Whether a source has a name of its own, and not only a role: "South Hospital"."""
    words = [word for word in source.name.split() if word[:1].isupper() and fold(word) not in words_of("stop")]
    return source.named and any(fold(word) not in words_of("local_roles") for word in words)


def _victims(source: Source) -> bool:
    """Whether a source is a count of people ("at least nine people", "40 soldiers"): they were harmed, and say nothing.

    Two or three may speak together.
    """
    phrase = count_of(source.name) if source.kind in _HARMED else None
    return phrase is not None and (phrase.operator is not None or phrase.approximate or phrase.low > _FEW_SPEAK)


def outlet_key(name: str) -> str:
    """The key of an outlet or agency: one for "AFP" and "Agence France-Presse"."""
    known = agency_index().get(name, any_case=True)
    return f"outlet:{fold(agencies()[known].name) if known else bare(name)}"


def _home(report: Report) -> str | None:
    """The country in which most places of a story lie, or that its dateline names; None if none stands out."""
    found = Counter(place.country for place in report.places if place.country for _ in place.mentions)
    if not found:
        filed = report.article.dateline.place if report.article.dateline else None
        return land_in(fold(filed)) if filed else None
    land, times = found.most_common(1)[0]
    return land if times >= _MOST * sum(found.values()) else None


def _named(actor: Actor) -> bool:
    return bool(actor.canonical) or any(mention.form is MentionForm.NAME for mention in actor.mentions)


def outlet_of(report: Report) -> tuple[str, bool]:
    """Whose own voice a story speaks with, and whether that is an agency it credits."""
    article = report.article
    agency = next(iter(article.agencies), None) or (article.dateline.agency if article.dateline else None)
    return (agency, True) if agency else (article.publisher or article.path or report.id, False)
