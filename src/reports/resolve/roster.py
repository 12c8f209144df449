"""The actors found so far: under which key, at which words, and how lately each was mentioned."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from spacy.tokens import Doc, Span

from reports import lexicons
from reports.annotate.layers import EntityMention
from reports.annotate.quotes import find_quotes, paragraph_bounds
from reports.records import ActorKind
from reports.resolve import vocabulary, wording
from reports.resolve.drafts import ActorDraft

Key = tuple[str, ...]
_ALPHA3 = 3
_BORROWED = frozenset("its their his her our my".split())  # "its troops" is no name: any other is better


class Seen(NamedTuple):
    """One mention that a later description or pronoun can take up. `head` is its head token."""

    head: int
    actor: int
    is_subject: bool
    sentence: int


class Roster:
    """The actors of one Doc as they are found. `of_head`: head token of a mention -> actor."""

    def __init__(self, doc: Doc, mentions: list[EntityMention]) -> None:
        self.doc = doc
        self.actors: list[ActorDraft] = []
        self.of_head: dict[int, int] = {}
        self.mention_at = {mention["head"]: mention for mention in mentions}
        self.recent: list[Seen] = []
        self.spoke: set[int] = set()
        self.nouns: dict[int, set[str]] = {}  # actor -> the common nouns that it was called
        self._by_key: dict[Key, int] = {}
        self._heads: dict[int, list[int]] = {}
        self._sentence_starts = [sentence.start for sentence in doc.sents]
        self.quoted = bytearray(len(doc))  # for each token whether it stands in quotation marks
        for quote in find_quotes(doc, paragraph_bounds(doc)):
            self.quoted[quote.start : quote.end] = b"\x01" * (quote.end - quote.start)

    def find(self, key: Key) -> int | None:
        """The actor under a key, or None."""
        return self._by_key.get(key)

    def alias(self, key: Key, actor: int) -> None:
        """Let a key that is still free mean an actor too."""
        self._by_key.setdefault(key, actor)

    def get(self, key: Key, mention: EntityMention) -> int:
        """The actor under a key, made from the mention if there is none yet."""
        if key[0] == "same":
            return int(key[1])
        actor = self._by_key.get(key)
        return self._add(key, new_actor(self.doc, key, mention)) if actor is None else actor

    def national(self, country: str, called: Span) -> int:
        """The forces of a country that only an adjective names ("Russian shelling"); made if there are none yet."""
        actor = self._by_key.get(("forces", country))
        if actor is None:
            draft = ActorDraft(called.text, str(ActorKind.MILITARY), [], country=country, noun="force", plural=True)
            actor = self._add(("forces", country), draft)
        self.actors[actor].mentions.append((called.start, called.end, "demonym"))
        return actor

    def _add(self, key: Key, draft: ActorDraft) -> int:
        actor = self._by_key[key] = len(self.actors)
        self.actors.append(draft)
        return actor

    def is_of_state(self, actor: int | None) -> bool:
        """Whether an actor is a state or a body of one."""
        return actor is not None and self.actors[actor].kind in (ActorKind.GOVERNMENT, ActorKind.MILITARY)

    def sentence(self, index: int) -> int:
        """The number of the sentence that a token stands in, from 1."""
        return bisect_right(self._sentence_starts, index)

    def note(self, mention: EntityMention, actor: int) -> None:
        """Take down that a mention is of an actor."""
        token = self.doc[mention["head"]]
        self.of_head[token.i] = actor
        self._heads.setdefault(actor, []).append(token.i)
        if wording.speaks(token):
            self.spoke.add(actor)
        if mention["form"] != "pronoun":
            if mention["noun"]:
                self.nouns.setdefault(actor, set()).add(mention["noun"])
            self.actors[actor].mentions.append((mention["start"], mention["end"], mention["form"]))
            enrich(self.doc, self.actors[actor], mention)

    def remember(self, mention: EntityMention, actor: int) -> None:
        """Let later descriptions and pronouns take up a mention; a name inside another's phrase is not taken up."""
        if not mention["nested"]:
            token = self.doc[mention["head"]]
            subject = wording.is_subject(token) or wording.opens_sentence(self.doc, mention)
            self.recent.append(Seen(token.i, actor, subject, self.sentence(token.i)))

    def merge(self, old: int, new: int) -> None:
        """Make two actors one: the mentions of `old` and what it knows go to `new`."""
        absorb(self.actors[new], self.actors[old])
        self._by_key.update({key: new for key, actor in self._by_key.items() if actor == old})
        moved = [head for head in self._heads.pop(old, []) if self.of_head[head] == old]
        self.of_head.update(dict.fromkeys(moved, new))
        self._heads.setdefault(new, []).extend(moved)


def new_actor(doc: Doc, key: Key, mention: EntityMention) -> ActorDraft:
    """An actor as its first mention tells it, with what the lexicons know of it."""
    kind = str(ActorKind.GOVERNMENT) if mention["label"] == "Country" else mention["kind"] or str(ActorKind.OTHER)
    listed = mention["form"] == "name" and (mention["lexicon"] or mention["agency"] or wording.is_called(doc, mention))
    by_name = listed or mention["label"] in ("Person", "Country")
    called = wording.name(doc, mention) if by_name else wording.text(doc, mention)
    draft = ActorDraft(called, kind, [], country=mention["country"], label=mention["label"])
    draft.noun, draft.plural = mention["noun"], mention["plural"]
    draft.counted = key[0] == "one" and mention["counted"] and mention["plural"]
    draft.role_kind, draft.office = mention["role_kind"], mention["office"]
    if key[0] in ("forces", "government") and len(key[1]) == _ALPHA3:
        draft.country = draft.country or key[1]
    if key[0] == "forces":
        draft.kind = str(ActorKind.MILITARY)
    if mention["lexicon"] or key[0] == "lexicon":
        entry = lexicons.actors()[key[1] if key[0] == "lexicon" else mention["lexicon"] or ""]
        draft.canonical, draft.lexicon, draft.kind = entry.name, entry.id, str(entry.kind)
        draft.country, draft.sector, draft.wikidata = entry.country, entry.sector, entry.wikidata
    elif key[0] == "agency":
        agency = lexicons.agencies()[key[1]]
        draft.canonical, draft.agency = agency.name, agency.id
        draft.country, draft.wikidata = agency.country, agency.wikidata
    return draft


def enrich(doc: Doc, draft: ActorDraft, mention: EntityMention) -> None:
    """What a mention, the last in `draft.mentions`, adds to an actor: a fuller name, a role, a country."""
    if mention["form"] == "name":
        _rename(draft, mention, wording.name(doc, mention))
    elif len(draft.mentions) == 1 or draft.name.split(" ")[0].lower() in _BORROWED or _is_body_of(draft, mention):
        draft.name = wording.text(doc, mention)
    if mention["role"] and not draft.role and (mention["label"] == "Person" or not mention["plural"]):
        draft.role = doc[mention["role"][0] : mention["role"][1]].text
        draft.role_kind = mention["role_kind"]
    draft.country = draft.country or mention["country"]


def _is_body_of(draft: ActorDraft, mention: EntityMention) -> bool:
    """ "The army" is a better name than "soldiers"."""
    people = draft.label == "Group" and draft.plural and draft.mentions[0][2] != "name"
    return people and len(draft.name.split()) == 1 and mention["label"] == "Group" and not mention["plural"]


def _rename(draft: ActorDraft, mention: EntityMention, name: str) -> None:
    """A name replaces a description, and a longer name a shorter one."""
    named = ("Organisation", "Person")
    if draft.label not in named and mention["label"] in named:
        draft.label, draft.name = mention["label"], name
    elif len(name) > len(draft.name) or (draft.name != name and draft.mentions[0][2] != "name"):
        draft.name = name


def absorb(target: ActorDraft, source: ActorDraft) -> None:
    """Give `target` the mentions of `source`, and what only `source` knows."""
    target.mentions += source.mentions
    target.role = target.role or source.role or (source.name if target.label == "Person" else None)
    target.role_kind = target.role_kind or source.role_kind
    target.country = target.country or source.country
    target.of = target.of if target.of is not None else source.of
    if target.kind == ActorKind.OTHER:
        target.kind = source.kind
    source.mentions = []


def is_enemy(draft: ActorDraft) -> bool:
    """Whether an actor is only called "the enemy" or the like."""
    return draft.noun in vocabulary.coreference().enemies
