"""Which mentions are one actor: names, acronyms, descriptions and pronouns.

Mentions are taken in the order of the text. Names and described national forces have keys that do not depend on
order; definite descriptions ("the group", "the ministry", "its forces") and pronouns look back for the nearest
actor that they can mean. What cannot be told stays an actor of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import cache

from spacy.tokens import Doc, Token

from reports import lexicons
from reports.annotate import grammar, layers
from reports.annotate.layers import EntityMention
from reports.lexicons import fold
from reports.records import ActorKind
from reports.resolve.drafts import ActorDraft

Key = tuple[str, ...]

FORCES = frozenset({ActorKind.MILITARY, ActorKind.ARMED_GROUP, ActorKind.POLICE, ActorKind.PRIVATE_MILITARY})
# Nouns that all mean a state's armed forces as a whole.
_ARMED_FORCES = frozenset("force forces troop troops army military soldier serviceman unit".split())
_GOVERNMENT = frozenset({"government", "regime", "dictatorship", "junta", "leadership"})
_ENEMIES = frozenset({"enemy", "adversary", "occupier", "invader", "aggressor"})  # whoever a side fights
_HUMAN = frozenset({"he", "she", "him", "her", "his", "i", "me", "my"})
_SPEAKERS = frozenset({"i", "me", "my", "we", "us", "our"})
_PLURAL = frozenset({"they", "them", "their"})
_REACH = 60  # how many mentions back a description looks
_REACH_SENTENCES = 4


@cache
def national_forces() -> dict[str, str]:
    """Id in the actor lexicon of a state's armed forces as a whole -> alpha-3 ("Israeli military", "IDF")."""
    found = {}
    for country in lexicons.countries().values():
        names = [
            f"{adjective} {noun}"
            for adjective in country.adjectives
            for noun in ("military", "armed forces", "army", "forces")
        ]
        for name in names:
            entry = lexicons.actor_index().get(name)
            if entry is not None and country.code and lexicons.actors()[entry].country == country.code:
                found[entry] = country.code
                break
    return found


class Cast:
    """The actors of a story. `of_head` tells the actor at a mention's head token."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.mentions: list[EntityMention] = layers.get(doc, "mentions")
        self.actors: list[ActorDraft] = []
        self.of_head: dict[int, int] = {}
        self.mention_at: dict[int, EntityMention] = {mention["head"]: mention for mention in self.mentions}
        self._by_key: dict[Key, int] = {}
        self._recent: list[tuple[int, int, bool, int]] = []  # head, actor, is subject, sentence
        self._sentence_starts = [sentence.start for sentence in doc.sents]
        self._contents: list[tuple[int, int, int]] = []
        self._named_ids = {mention["lexicon"] for mention in self.mentions if mention["lexicon"]}
        countries = Counter(mention["country"] for mention in self.mentions if mention["country"])
        self._countries = [code for code, _ in countries.most_common(6)]
        self._spoke: set[int] = set()

    def build(self) -> Cast:
        """Resolve all mentions but first- and third-person pronouns inside quotes, which need the speaker."""
        for mention in self.mentions:
            if mention["label"] == "Location":
                continue
            actor = self._pronoun(mention) if mention["label"] == "Pronoun" else self._noun(mention)
            if actor is not None:
                self._note(mention, actor)
        self._appositions()
        self._affiliations()
        return self

    # -- nouns ------------------------------------------------------------------------------------------

    def _noun(self, mention: EntityMention) -> int | None:
        keyed = self._key(mention)
        if keyed is not None:
            return self._get(keyed, mention)
        antecedent = self._described_before(mention)
        if antecedent is not None:
            return antecedent
        return self._get(self._description_key(mention), mention)

    def _key(self, mention: EntityMention) -> Key | None:
        """A key that does not depend on what came before, or None for a description."""
        label = mention["label"]
        if label == "Organisation":
            return self._organisation_key(mention)
        if label == "Country":
            return ("government", mention["country"] or fold(self._text(mention)))
        if label == "Person":
            return self._person_key(mention)
        if label == "People":
            return ("people", fold(mention["noun"] or ""), str(mention["start"]) if mention["counted"] else "")
        return self._group_key(mention)

    def _organisation_key(self, mention: EntityMention) -> Key:
        if mention["lexicon"]:
            country = national_forces().get(mention["lexicon"])
            return ("forces", country) if country else ("lexicon", mention["lexicon"])
        if mention["agency"]:
            return ("agency", mention["agency"])
        if mention["weak"]:
            chosen = lexicons.choose_actor(mention["weak"], named=self._named_ids, countries=self._countries)
            return ("lexicon", chosen) if chosen else ("name", mention["weak"])
        name = fold(self._name(mention))
        introduced = self._introduced_by_acronym(mention)
        if introduced is not None:
            self._by_key.setdefault(("name", name), introduced)
        return ("name", name)

    def _introduced_by_acronym(self, mention: EntityMention) -> int | None:
        """ "Free Aceh Movement (GAM)": the actor whose name stands before the parenthesis."""
        start = mention["start"]
        if start < 2 or self.doc[start - 1].text != "(" or not self._name(mention).isupper():
            return None
        return next((actor for head, actor, _, _ in reversed(self._recent[-3:]) if start - 4 <= head < start), None)

    def _person_key(self, mention: EntityMention) -> Key:
        words = fold(self._name(mention)).split()
        surname = words[-1] if words else ""
        known = self._by_key.get(("person", surname))
        if known is not None and len(words) > 1:
            others = [fold(self.actors[known].name).split()]
            if len(others[0]) > 1 and others[0][-1] == surname and others[0][0] != words[0]:
                return ("person", surname, words[0])
        return ("person", surname)

    def _group_key(self, mention: EntityMention) -> Key | None:
        noun, country = mention["noun"] or "", mention["country"]
        body = self._actor_of_name(mention["of"])
        if body is None and mention["name"] is not None and mention["kind"] in FORCES:
            known = self._group_of_people(self.doc[mention["name"][0] : mention["name"][1]].text)
            if known is not None:
                return ("lexicon", known)
        if body is not None and mention["kind"] in FORCES and (mention["plural"] or noun in _ARMED_FORCES):
            return None if self.actors[body].kind not in FORCES else ("same", str(body))
        if mention["counted"]:
            return ("one", str(mention["start"]))
        if country and noun in _ARMED_FORCES and self._plain(mention):
            return ("forces", country)
        if country and noun in _GOVERNMENT:
            return ("government", country)
        if country:
            return ("group", country, self._head_phrase(mention))
        return None

    @staticmethod
    def _group_of_people(adjective: str) -> str | None:
        """The armed group that a people's adjective is short for ("Houthi fighters"), when the lexicon knows one so called."""
        found = lexicons.actor_index().get(f"{adjective}s") or lexicons.actor_index().get(f"the {adjective}s")
        return found if found is not None and lexicons.actors()[found].kind in FORCES else None

    def _plain(self, mention: EntityMention) -> bool:
        """No modifier but the country: "Sudanese opposition forces" are not Sudan's forces."""
        return not any(
            kid.dep_ in ("amod", "compound", "nmod")
            and kid.ent_type_ not in ("NORP", "GPE")
            and kid.lower_ in _PARTISAN
            for kid in self.doc[mention["head"]].children
        )

    def _description_key(self, mention: EntityMention) -> Key:
        if mention["noun"] in _ENEMIES and not mention["counted"]:
            return ("enemy",)
        if mention["counted"] or (not mention["plural"] and not mention["definite"]):
            return ("one", str(mention["start"]))
        return ("group", "", self._head_phrase(mention))

    def _head_phrase(self, mention: EntityMention) -> str:
        """The head noun with what tells one group from another: "opposition force", "security force"."""
        head = self.doc[mention["head"]]
        words = [
            kid.lemma_.lower()
            for kid in head.lefts
            if kid.dep_ in ("compound", "amod", "nmod") and kid.ent_type_ not in ("NORP", "GPE")
        ]
        return fold(" ".join([*words, head.lemma_.lower()]))

    def _described_before(self, mention: EntityMention) -> int | None:
        """The actor that a description takes up: "its forces", "the group", "the ministry"."""
        owner = self._owner(mention)
        if owner is not None:
            return self._owned(mention, owner)
        noun = mention["noun"] or ""
        bare = set(self._head_phrase(mention).split()) - (_LABELS if mention["definite"] else frozenset()) == {
            fold(noun)
        }
        if not bare or mention["counted"] or not (mention["definite"] or mention["plural"]):
            return None
        if noun in _ENEMIES:
            return self._by_key.get(("enemy",))
        fitting = [
            actor
            for _, actor, _, _ in reversed(self._recent[-_REACH:])
            if self._may_be(noun, mention, self.actors[actor])
        ]
        if self._speaks(mention):  # who speaks again is rather one who spoke before
            fitting.sort(key=lambda actor: actor not in self._spoke)
        return fitting[0] if fitting else None

    def _speaks(self, mention: EntityMention) -> bool:
        token = self.doc[mention["head"]]
        return token.dep_ == "nsubj" and token.head.lemma_ in _SAYING

    def _owner(self, mention: EntityMention) -> int | None:
        owner = grammar.child(self.doc[mention["head"]], "poss")
        if owner is None:
            return None
        if owner.i in self.of_head:
            return self.of_head[owner.i]
        if owner.pos_ == "PRON" and owner.lower_ not in _SPEAKERS:
            pronoun = self.mention_at.get(owner.i)
            return self._pronoun(pronoun) if pronoun is not None else None
        return None

    def _owned(self, mention: EntityMention, owner: int) -> int | None:
        """The forces of a state or body: "its forces" of "the Sudanese army" are the army."""
        holder = self.actors[owner]
        noun = mention["noun"] or ""
        if noun in _ARMED_FORCES or mention["kind"] in FORCES:
            if holder.kind in FORCES:
                return owner
            if holder.country and holder.kind in (ActorKind.GOVERNMENT, "country"):
                return self._get(("forces", holder.country), mention)
        if noun in _GOVERNMENT and holder.country:
            return self._get(("government", holder.country), mention)
        actor = self._get(("one", str(mention["start"])), mention)
        self.actors[actor].of = owner
        self.actors[actor].country = self.actors[actor].country or holder.country
        return actor

    def _may_be(self, noun: str, mention: EntityMention, actor: ActorDraft) -> bool:
        if mention["role"] and not mention["plural"]:
            return actor.label == "Person" and actor.role is not None and noun in fold(actor.role).split()
        wanted = _MEANS.get(noun)
        if wanted is not None:
            words, kinds = wanted
            in_name = not words or any(word in fold(actor.name) for word in words)
            return actor.kind in kinds and in_name and actor.label in ("Organisation", "Group", "Country")
        if noun in _ARMED_FORCES:
            return actor.kind == ActorKind.MILITARY and actor.label != "Person" and not actor.noun == "coalition"
        if mention["kind"] == ActorKind.ARMED_GROUP and mention["definite"]:
            return actor.kind == ActorKind.ARMED_GROUP and actor.label in ("Organisation", "Group")
        if mention["kind"] == ActorKind.POLICE:
            return actor.kind == ActorKind.POLICE
        return (
            noun in _GOVERNMENT
            and actor.kind in (ActorKind.GOVERNMENT, "country")
            and actor.label in ("Country", "Group")
        )

    # -- pronouns ---------------------------------------------------------------------------------------

    def _pronoun(self, mention: EntityMention) -> int | None:
        word = mention["noun"] or ""
        token = self.doc[mention["head"]]
        if word in _SPEAKERS:
            return None
        if word == "who":
            noun = grammar.antecedent(token)
            return self.of_head.get(noun.i) if noun is not token else None
        return self._nearest(token, word)

    def _nearest(self, token: Token, word: str) -> int | None:
        """The nearest fitting actor, subjects of this and the last sentences first."""
        here = self._sentence(token.i)
        best: tuple[int, int] | None = None
        chosen = None
        for head, actor, is_subject, sentence in reversed(self._recent[-_REACH:]):
            if here - sentence > _REACH_SENTENCES:
                break
            if head >= token.i or not self._agrees(word, self.actors[actor]):
                continue
            score = (-min(here - sentence, 2) + (1 if is_subject else 0), head)
            if best is None or score > best:
                best, chosen = score, actor
        return chosen

    def _agrees(self, word: str, actor: ActorDraft) -> bool:
        human = actor.label == "Person" or (actor.label == "Group" and not actor.plural and actor.role_kind is not None)
        if word in _HUMAN:
            return (
                actor.noun in _ENEMIES
                or human
                or (actor.label == "Group" and not actor.plural and actor.kind == ActorKind.PERSON)
            )
        if word in _PLURAL:
            return not human and (actor.plural or actor.kind in FORCES)
        return not human and (actor.label in ("Organisation", "Country") or not actor.plural)

    def resolve_speakers(self, speaker_of: dict[int, int], side_of: dict[int, int | None]) -> None:
        """Give "I", "we", "our forces" and "the enemy" inside quotes the speaker or the speaker's side.

        `speaker_of`: token index -> actor that speaks there. `side_of`: actor -> the force or state it speaks for.
        """
        for mention in self.mentions:
            speaker = speaker_of.get(mention["head"])
            if speaker is None:
                continue
            word = mention["noun"] or ""
            if word in ("i", "me", "my"):
                self.of_head[mention["head"]] = speaker
            elif mention["label"] == "Pronoun" and word in ("we", "us", "our"):
                side = side_of.get(speaker)
                self.of_head[mention["head"]] = speaker if side is None else side
            elif word in _ENEMIES:
                enemy = self._opponent(side_of.get(speaker))
                if enemy is not None:
                    self._move(mention, enemy, {token for token, voice in speaker_of.items() if voice == speaker})

    def resolve_voice(self, said: set[int]) -> int | None:
        """Who a story is that says "we" outside all quotes (`said`: tokens in quotes): a press release speaks for the
        state or body that it names first as a doer. Returns that actor, or None for a story that speaks of others only."""
        ours = [
            m
            for m in self.mentions
            if m["noun"] in ("we", "us", "our") and m["head"] not in said and m["head"] not in self.of_head
        ]
        if not ours:
            return None
        voice = next(
            (
                actor
                for head, actor, is_subject, _ in self._recent
                if is_subject and head not in said and self._may_publish(actor)
            ),
            None,
        )
        if voice is not None:
            self.of_head.update((mention["head"], voice) for mention in ours)
        return voice

    def _may_publish(self, actor: int) -> bool:
        draft = self.actors[actor]
        return draft.label in ("Country", "Organisation") and draft.kind not in (ActorKind.ARMED_GROUP, ActorKind.MEDIA)

    def _opponent(self, side: int | None) -> int | None:
        """The force most often mentioned that is not of the side's country."""
        if side is None:
            return None
        country = self.actors[side].country
        counts = Counter(
            actor
            for actor in self.of_head.values()
            if actor != side
            and self.actors[actor].kind in FORCES
            and self.actors[actor].country != country
            and self.actors[actor].noun not in _ENEMIES
        )
        return counts.most_common(1)[0][0] if counts else None

    def _move(self, mention: EntityMention, actor: int, where: set[int]) -> None:
        """Give a mention to another actor, with the pronouns in the same speaker's words that took it up."""
        old = self.of_head.get(mention["head"])
        entry = (mention["start"], mention["end"], mention["form"])
        if old is not None and entry in self.actors[old].mentions:
            self.actors[old].mentions.remove(entry)
        self.of_head[mention["head"]] = actor
        self.actors[actor].mentions.append(entry)
        if old is not None and old != actor:
            self.of_head.update(
                {head: actor for head, holder in self.of_head.items() if holder == old and head in where}
            )

    # -- bookkeeping ------------------------------------------------------------------------------------

    def _get(self, key: Key, mention: EntityMention) -> int:
        if key[0] == "same":
            return int(key[1])
        actor = self._by_key.get(key)
        if actor is None:
            actor = len(self.actors)
            self._by_key[key] = actor
            self.actors.append(self._draft(key, mention))
        return actor

    def national(self, country: str, token: Token) -> int:
        """The forces of a country that only an adjective names ("Russian shelling"); made if there are none yet."""
        actor = self._by_key.get(("forces", country))
        if actor is None:
            draft = ActorDraft(token.text, str(ActorKind.MILITARY), [], country=country, noun="force", plural=True)
            actor = self._by_key[("forces", country)] = len(self.actors)
            self.actors.append(draft)
        self.actors[actor].mentions.append((token.i, token.i + 1, "demonym"))
        return actor

    def government(self, country: str) -> int | None:
        """The actor that is a state as such, or None where the story names none."""
        return self._by_key.get(("government", country))

    def forces(self, country: str) -> int | None:
        """The actor that is a state's armed forces, or None."""
        return self._by_key.get(("forces", country))

    def _draft(self, key: Key, mention: EntityMention) -> ActorDraft:
        kind = mention["kind"] or str(ActorKind.OTHER)
        if mention["label"] == "Country":
            kind = str(ActorKind.GOVERNMENT)
        draft = ActorDraft(self._text(mention), kind, [], country=mention["country"], label=mention["label"])
        draft.noun, draft.plural, draft.role_kind = mention["noun"], mention["plural"], mention["role_kind"]
        draft.office = mention["office"]
        if key[0] == "forces":
            draft.kind = str(ActorKind.MILITARY)
        if mention["lexicon"] or key[0] == "lexicon":
            entry = lexicons.actors()[mention["lexicon"] or key[1]]
            draft.canonical, draft.lexicon, draft.kind, draft.country = (
                entry.name,
                entry.id,
                str(entry.kind),
                entry.country,
            )
            draft.sector, draft.wikidata = entry.sector, entry.wikidata
        elif key[0] == "agency":
            agency = lexicons.agencies()[key[1]]
            draft.canonical, draft.agency, draft.country, draft.wikidata = (
                agency.name,
                agency.id,
                agency.country,
                agency.wikidata,
            )
        return draft

    def _note(self, mention: EntityMention, actor: int) -> None:
        draft = self.actors[actor]
        token = self.doc[mention["head"]]
        self.of_head[mention["head"]] = actor
        if self._speaks(mention):
            self._spoke.add(actor)
        if mention["form"] != "pronoun":
            draft.mentions.append((mention["start"], mention["end"], mention["form"]))
            self._enrich(draft, mention)
        is_subject = token.dep_ in ("nsubj", "nsubjpass") or (token.dep_ == "pobj" and token.head.dep_ == "agent")
        if not mention["nested"]:
            self._recent.append((mention["head"], actor, is_subject, self._sentence(token.i)))

    def _enrich(self, draft: ActorDraft, mention: EntityMention) -> None:
        name = self._text(mention)
        if mention["form"] == "name":
            full = self._name(mention)
            if (
                draft.label != "Organisation"
                and draft.label != "Person"
                and mention["label"] in ("Organisation", "Person")
            ):
                draft.label, draft.name = mention["label"], full
            elif len(full) > len(draft.name) or draft.name != full and draft.mentions[0][2] != "name":
                draft.name = full
        elif not draft.mentions[:-1]:
            draft.name = name
        if mention["role"] and not draft.role and (mention["label"] == "Person" or not mention["plural"]):
            draft.role = self.doc[mention["role"][0] : mention["role"][1]].text
            draft.role_kind = mention["role_kind"]
        draft.country = draft.country or mention["country"]
        body = self._actor_of_name(mention["of"])
        if body is not None and draft.of is None and self.actors[body] is not draft:
            draft.of = body
            draft.country = draft.country or self.actors[body].country

    def _actor_of_name(self, head: int | None) -> int | None:
        """The actor of a name inside a phrase; made on the spot, since the phrase comes before its nested name."""
        if head is None:
            return None
        if head in self.of_head:
            return self.of_head[head]
        nested = self.mention_at.get(head)
        if nested is None or nested["label"] not in ("Organisation",):
            return None
        actor = self._get(self._organisation_key(nested), nested)
        return actor

    def _appositions(self) -> None:
        """ "Zahid Rawi, a local physician": one actor, with the role and body that the apposition tells."""
        for mention in self.mentions:
            token = self.doc[mention["head"]]
            if token.dep_ != "appos" or mention["head"] not in self.of_head:
                continue
            first = self.of_head.get(token.head.i)
            second = self.of_head[mention["head"]]
            if first is None or first == second:
                continue
            if self._describes(self.actors[first], self.actors[second]):
                self._merge(second, first)
            elif self._describes(self.actors[second], self.actors[first]):
                self._merge(first, second)

    @staticmethod
    def _describes(name: ActorDraft, description: ActorDraft) -> bool:
        """Whether a description in apposition can be of the name: a person by a role, a body by a body."""
        if name.label == "Person":
            return description.label == "Group" and not description.plural
        return (
            name.label == "Organisation"
            and description.label == "Group"
            and not description.plural
            and description.role_kind is None
        )

    def _merge(self, old: int, new: int) -> None:
        source, target = self.actors[old], self.actors[new]
        target.mentions += source.mentions
        target.role = target.role or source.role or (source.name if target.label == "Person" else None)
        target.role_kind = target.role_kind or source.role_kind
        target.country = target.country or source.country
        target.of = target.of if target.of is not None else source.of
        if target.kind == ActorKind.OTHER:
            target.kind = source.kind
        source.mentions = []
        for head, actor in self.of_head.items():
            if actor == old:
                self.of_head[head] = new

    def _affiliations(self) -> None:
        """ "spokesman for the Taliban", "head of the police": the body after for, of, with, from."""
        for mention in self.mentions:
            actor = self.of_head.get(mention["head"])
            if (
                actor is None
                or self.actors[actor].of is not None
                or not (mention["role"] or mention["label"] == "Person")
            ):
                continue
            for noun in grammar.prepositional(self.doc[mention["head"]], "for", "of", "with", "from", "at"):
                body = self.of_head.get(noun.i)
                if (
                    body is not None
                    and body != actor
                    and self.actors[body].label in ("Organisation", "Group", "Country")
                ):
                    self.actors[actor].of = body
                    self.actors[actor].country = self.actors[actor].country or self.actors[body].country
                    break

    def _sentence(self, index: int) -> int:
        return bisect_right(self._sentence_starts, index)

    def _text(self, mention: EntityMention) -> str:
        start = mention["start"]
        while start < mention["head"] and (self.doc[start].pos_ == "DET" or self.doc[start].is_punct):
            start += 1
        return self.doc[start : mention["end"]].text

    def _name(self, mention: EntityMention) -> str:
        name = mention["name"]
        return self.doc[name[0] : name[1]].text if name else self._text(mention)


_PARTISAN = frozenset(
    "opposition rebel pro anti insurgent separatist paramilitary allied proxy backed dissident government".split()
)
_LABELS = frozenset(
    "terrorist armed militant rebel extremist jihadist same insurgent barbaric".split()
)  # "this terrorist group"
_SAYING = frozenset("say tell add report claim announce state note warn confirm deny write call".split())
_BODIES = frozenset(
    {ActorKind.ARMED_GROUP, ActorKind.PRIVATE_MILITARY, ActorKind.PARTY, ActorKind.NGO, ActorKind.OTHER}
)
# Description -> (words of which the name must hold one, kinds that it can mean)
_MEANS: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "group": ((), _BODIES),
    "organisation": ((), _BODIES),
    "organization": ((), _BODIES),
    "movement": ((), _BODIES),
    "faction": ((), _BODIES),
    "militia": ((), frozenset({ActorKind.ARMED_GROUP})),
    "ministry": (("ministr",), frozenset({ActorKind.GOVERNMENT, ActorKind.MILITARY, ActorKind.OTHER})),
    "department": (("department", "ministr"), frozenset({ActorKind.GOVERNMENT})),
    "agency": (("agenc",), frozenset({ActorKind.MEDIA, ActorKind.IGO, ActorKind.OTHER, ActorKind.GOVERNMENT})),
    "newspaper": ((), frozenset({ActorKind.MEDIA})),
    "broadcaster": ((), frozenset({ActorKind.MEDIA})),
    "channel": ((), frozenset({ActorKind.MEDIA})),
    "observatory": (("observator",), frozenset({ActorKind.NGO, ActorKind.OTHER})),
    "coalition": (("coalition",), frozenset({ActorKind.MILITARY, ActorKind.OTHER, ActorKind.ARMED_GROUP})),
}
