"""Keys of actors: what makes two mentions one actor wherever they stand in the story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache

from spacy.tokens import Doc

from reports import lexicons, words
from reports.annotate import grammar, layers
from reports.annotate.layers import EntityMention
from reports.annotate.participants import FORCES
from reports.lexicons import fold
from reports.records import ActorKind, EntityLabel
from reports.resolve import vocabulary, wording
from reports.resolve.drafts import ActorDraft
from reports.resolve.roster import Key, Roster

_FORCE_NAMES = ("military", "armed forces", "army", "forces", "defence forces", "defense forces")
_CROWDS = (ActorKind.CIVILIAN, ActorKind.PERSON)
_REACH = 200  # how many mentions back a short name looks
_LONGEST_NAME = 14  # tokens from the head of a name to its acronym
_COUNTRIES = 6  # how many of the story's countries a shared short name may belong to


@cache
def national_forces() -> dict[str, str]:
    """Id in the actor lexicon of a state's armed forces as a whole -> alpha-3 ("Israeli military", "IDF").

    One for each state: breakaway states and the armies of one side in a civil war keep actors of their own.
    """
    found = {}
    index, actors = lexicons.actor_index(), lexicons.actors()
    for country in lexicons.countries().values():
        names = (f"{name} {noun}" for name in (*country.adjectives, country.name) for noun in _FORCE_NAMES)
        for entry in map(index.get, names) if country.status == "state" else ():
            if entry is not None and country.code and actors[entry].country == country.code:
                found[entry] = country.code
                break
    return found


def group_of_people(adjective: str) -> str | None:
    """Id of the armed group that a people's adjective is short for ("Houthi fighters"), if the lexicon knows one."""
    index = lexicons.actor_index()
    found = index.get(f"{adjective}s") or index.get(f"the {adjective}s")
    return found if found is not None and lexicons.actors()[found].kind in FORCES else None


def _is_of_forces(mention: EntityMention) -> bool:
    """Whether a noun names those who fight, or the members of a body, who do if it does."""
    return mention["kind"] in FORCES or mention["noun"] == "member"


def _is_its_noun(mention: EntityMention, body: ActorDraft) -> bool:
    """ "The M23 rebel movement" is M23."""
    return body.kind in FORCES and body.kind in _kinds_taken_up(mention)


def _is_description(mention: EntityMention) -> bool:
    """Whether a phrase with a country in it may take up a body told before: "the Lebanese group"."""
    return ActorKind.ARMED_GROUP in _kinds_taken_up(mention)


def _kinds_taken_up(mention: EntityMention) -> Collection[ActorKind]:
    """Of which kinds a body can be that "the group", "the movement" or the like takes up; none for other phrases."""
    known = vocabulary.coreference().by_noun.get(mention["noun"] or "")
    bare = mention["definite"] and not mention["plural"]
    return known.kinds if bare and known is not None else ()


class Keys:
    """The keys of mentions, given the actors found before them."""

    def __init__(self, doc: Doc, mentions: list[EntityMention], roster: Roster) -> None:
        self.doc = doc
        self.roster = roster
        self._named_ids = {mention["lexicon"] for mention in mentions if mention["lexicon"]}
        countries = Counter(mention["country"] for mention in mentions if mention["country"])
        self._end_of_body: dict[int, int] = {}  # token of a body's tagged phrase -> its end
        for one in layers.get_tagged(doc)["entities"]:
            if one["label"] == EntityLabel.ORGANISATION:
                self._end_of_body.update(dict.fromkeys(range(one["start"], one["end"]), one["end"]))
        self._defined = self._definitions(mentions)
        self._countries = [code for code, _ in countries.most_common(_COUNTRIES)]

    def of(self, mention: EntityMention) -> Key | None:
        """A key that does not depend on what came before, or None for a description."""
        label = mention["label"]
        if label == "Organisation":
            return self._organisation(mention)
        if label == "Country":
            return ("government", mention["country"] or fold(wording.text(self.doc, mention)))
        if label == "Person":
            return self._person(mention)
        if label == "People":
            return ("people", fold(mention["noun"] or ""), str(mention["start"]) if mention["counted"] else "")
        return self._group(mention)

    def of_description(self, mention: EntityMention) -> Key:
        """The key of a description that takes up nobody told before."""
        if mention["noun"] in vocabulary.coreference().enemies and not mention["counted"]:
            return ("enemy",)
        if mention["counted"] or (not mention["plural"] and not mention["definite"]):
            return ("one", str(mention["start"]))
        head = self.doc[mention["head"]]
        behind = fold(self.doc[head.i + 1 : mention["end"]].text)  # "of Justice", which is no other ministry
        phrase = f"{wording.head_phrase(head)} {behind}".strip()
        where = wording.whereabouts(head) if mention["kind"] in _CROWDS else ""
        return ("group", mention["country"] or where, phrase)

    def body(self, head: int | None) -> int | None:
        """The actor of a name inside a phrase; made on the spot, since the phrase comes before its nested name."""
        if head is None:
            return None
        if head in self.roster.of_head:
            return self.roster.of_head[head]
        nested = self.roster.mention_at.get(head)
        if nested is None or nested["label"] != "Organisation":
            return None
        return self.roster.get(self._organisation(nested), nested)

    def _organisation(self, mention: EntityMention) -> Key:
        told = self._defined.get(self.doc[mention["head"]].text)
        if told is not None and told is not mention:
            return self._organisation(told)
        if mention["lexicon"]:
            country = national_forces().get(mention["lexicon"])
            return ("forces", country) if country else ("lexicon", mention["lexicon"])
        if mention["agency"]:
            return ("agency", mention["agency"])
        if mention["weak"]:
            chosen = lexicons.choose_actor(mention["weak"], named=self._named_ids, countries=self._countries)
            return ("lexicon", chosen) if chosen else ("name", mention["weak"])
        name = wording.name(self.doc, mention)
        key = self._national(("name", fold(name)), mention["country"])
        introduced = self._introduced(mention["start"]) if name.isupper() else None
        if introduced is not None:
            self.roster.alias(key, introduced)
        return key

    def _national(self, key: Key, country: str | None) -> Key:
        """ "The Armenian Defence Ministry" is not the "Defence Ministry" of Azerbaijan that the story names before."""
        known = self.roster.find(key) if country else None
        other = known is not None and self.roster.actors[known].country not in (None, country)
        return (*key, str(country)) if other else key

    def _definitions(self, mentions: list[EntityMention]) -> dict[str, EntityMention]:
        """Acronym -> the name that the story gives it for: "Sahrawi People's Liberation Army (SPLA)"."""
        found: dict[str, EntityMention] = {}
        ending = {mention["end"]: mention for mention in mentions if mention["label"] == "Organisation"}
        for mention in mentions:
            acronym, start = self.doc[mention["head"]].text, mention["start"]
            if not acronym.isupper() or start < 2 or self.doc[start - 1].text != "(":
                continue
            name = ending.get(start - 1)
            if name is not None and wording.spells(wording.name(self.doc, name), acronym.lower()):
                found.setdefault(acronym, name)
        return found

    def _introduced(self, start: int) -> int | None:
        """ "Free Aceh Movement (GAM)": the actor whose name stands before the parenthesis."""
        if start < 2 or self.doc[start - 1].text != "(":
            return None
        acronym = self.doc[start].text.lower()
        for seen in reversed(self.roster.recent[-3:]):
            close = start - 4 <= seen.head < start
            if close or (
                seen.head >= start - _LONGEST_NAME and wording.spells(self.roster.actors[seen.actor].name, acronym)
            ):
                return seen.actor
        return None

    def _person(self, mention: EntityMention) -> Key:
        """The surname; with the first name where the surname is another person's already."""
        named = wording.given_names(wording.name(self.doc, mention))
        surname = named[-1] if named else ""
        known = self.roster.find(("person", surname))
        if known is not None and len(named) > 1:
            other = wording.given_names(self.roster.actors[known].name)
            if len(other) > 1 and other[-1] == surname and other[0] != named[0]:
                return ("person", surname, named[0])
        return ("person", surname)

    def _group(self, mention: EntityMention) -> Key | None:
        armed = mention["noun"] in vocabulary.coreference().armed_forces
        body = self.body(mention["of"] if mention["of"] is not None else self._body_behind(mention))
        if body is None and mention["name"] is not None and mention["kind"] in FORCES:
            known = group_of_people(wording.name(self.doc, mention))
            if known is not None:
                return ("lexicon", known)
        if body is not None and _is_of_forces(mention) and (mention["plural"] or armed):
            return ("same", str(body)) if self.roster.actors[body].kind in FORCES else None
        if body is not None and mention["of"] is not None and _is_its_noun(mention, self.roster.actors[body]):
            return ("same", str(body))
        if mention["counted"]:
            return ("one", str(mention["start"]))
        short = self._short_name(mention)
        short = self._called(mention) if short is None else short
        if short is not None:
            return ("same", str(short))
        if mention["country"]:
            return None if _is_description(mention) else self._of_country(mention, armed=armed)
        return self._government_of(mention) if mention["noun"] in vocabulary.coreference().government else None

    def _short_name(self, mention: EntityMention) -> int | None:
        """ "Tigers" of "the Liberation Tigers of Tamil Eelam": the one body in whose name a capitalised word stands."""
        word = self.doc[mention["head"]].text
        alone = mention["head"] == mention["start"] and mention["end"] == mention["head"] + 1
        if not word[0].isupper():
            return None
        if mention["definite"] and not mention["plural"] and mention["head"] == mention["start"] + 1:
            return self._part_of_name(word)
        if not alone or not mention["plural"] or mention["noun"] in words.actor_nouns():
            return None
        bodies = {
            seen.actor
            for seen in self.roster.recent[-_REACH:]
            if self.roster.actors[seen.actor].label == "Organisation"
            and word in self.roster.actors[seen.actor].name.split()[:-1]
        }
        return bodies.pop() if len(bodies) == 1 else None

    def _called(self, mention: EntityMention) -> int | None:
        """ "The militia known as Wazalendo", "the force, called UNIFIL": the body whose name follows."""
        behind = mention["end"]
        subject = (
            self.doc[mention["head"]].dep_ in grammar.SUBJECTS
        )  # "rebels who back the army, known as X": the rebels are X
        behind += subject and behind < len(self.doc) and self.doc[behind].text == ","
        if behind + 2 >= len(self.doc) or self.doc[behind].lower_ not in ("known", "called", "named", "dubbed"):
            return None
        first = behind + 1 + (self.doc[behind + 1].lower_ == "as")
        first += self.doc[first].lower_ == "the"
        heads = range(first, min(first + _LONGEST_NAME, len(self.doc)))
        name = next((self.roster.mention_at[head] for head in heads if head in self.roster.mention_at), None)
        starts = name is not None and name["start"] in (first - 1, first) and name["label"] == "Organisation"
        return self.body(name["head"]) if name is not None and starts else None

    def _part_of_name(self, word: str) -> int | None:
        """ "The Force", "the Department": the body told last in whose name the word stands with its capital."""
        for seen in reversed(self.roster.recent[-_REACH:]):
            draft = self.roster.actors[seen.actor]
            if draft.label == "Organisation" and word in draft.name.split()[:-1]:
                return seen.actor
        return None

    def _government_of(self, mention: EntityMention) -> Key | None:
        """ "The Government of Iraq" is Iraq's."""
        nouns = [noun.i for noun in grammar.prepositional(self.doc[mention["head"]], "of")]
        behind = [*nouns, *range(mention["head"] + 1, self._end_of_body.get(mention["head"], 0))]
        named = (self.roster.mention_at.get(index) for index in behind)
        country = next((one["country"] for one in named if one is not None and one["label"] == "Country"), None)
        return ("government", country) if country else None

    def _body_behind(self, mention: EntityMention) -> int | None:
        """Head token of the body in "fighters of the Wagner Group"."""
        if not _is_of_forces(mention) or not mention["plural"] or mention["country"]:
            return None  # of "Malian troops and fighters from the Wagner Group" the troops are Mali's
        head = self.doc[mention["head"]]
        shared = head.head if head.dep_ == "conj" else head  # "troops and fighters from Wagner"
        named = (noun.i for one in (head, shared) for noun in grammar.prepositional(one, "of", "from"))
        return next((noun for noun in named if noun > head.i and noun in self.roster.mention_at), None)

    def _of_country(self, mention: EntityMention, *, armed: bool) -> Key:
        """ "Sudanese troops", "the Syrian regime", "Kenyan peacekeepers"."""
        country = mention["country"] or ""
        head = self.doc[mention["head"]]
        if armed and not wording.is_partisan(head):
            return ("forces", country)
        if mention["noun"] in vocabulary.coreference().government or mention["noun"] == "side":
            return ("government", country)  # "the Armenian side"
        return ("group", country, wording.head_phrase(head))
