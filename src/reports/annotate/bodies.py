"""Mentions of bodies and crowds: known organisations, peoples, and common nouns such as "troops" or "the ministry"."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Token

from reports import lexicons, words
from reports.annotate import grammar
from reports.annotate.layers import EntityMention, TaggedSpan
from reports.annotate.names import Hit
from reports.annotate.noun_phrases import NounPhrases, is_former, mention_words
from reports.records import EntityLabel

_NO_ROLE = ("DET", "PUNCT", "NUM", "SPACE")
_TELLING = ("compound", "amod", "nmod", "poss")
_LONGEST_OF = 8  # tokens
_BEHIND = frozenset({"by", "in", "law", "on", "chief", "camp"})
_NONE = frozenset({"no", "how", "what", "which", "nobody", "none"})
_NOMINAL = ("NOUN", "PROPN", "ADJ", "VERB")
_ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "pobj", "conj")


class Bodies:
    """Finds mentions of bodies and crowds at head tokens."""

    def __init__(self, phrases: NounPhrases) -> None:
        self.phrases = phrases

    def known(self, token: Token, start: int, end: int, hit: Hit) -> EntityMention | None:
        """A name of the lexicons of actors, outlets, countries and peoples."""
        more: dict[str, Any] = {"name": (hit.start, hit.end), "definite": True}
        if hit.source == "actor":
            entry = lexicons.actors()[hit.id]
            more |= {"lexicon": hit.id, "kind": str(entry.kind), "country": entry.country}
        elif hit.source == "weak":
            more["weak"] = hit.id
            kinds = {lexicons.actors()[actor].kind for actor in lexicons.weak_actors()[hit.id]}
            if len(kinds) == 1:  # "the Red Cross" is a charity, whichever of them is meant
                more["kind"] = str(kinds.pop())
        elif hit.source == "agency":
            more |= {"agency": hit.id, "kind": "media"}
        elif hit.source == "country":
            return self.country(token, start, end, hit, lexicons.countries()[hit.id].code)
        else:
            return self._people(token, start, end, hit)
        return self.phrases.make(token, start, end, "Organisation", "name", **more)

    def country(self, token: Token, start: int, end: int, hit: Hit, code: str | None) -> EntityMention:
        """A country by its name or by a capital that stands for it."""
        name = (hit.start, hit.end)
        return self.phrases.make(
            token, start, end, "Country", "name", country=code, kind="country", name=name, definite=True
        )

    def _people(self, token: Token, start: int, end: int, hit: Hit) -> EntityMention | None:
        if token.tag_ in ("JJ", "NNP") and token.dep_ not in _ARGUMENTS:
            return None
        of_country = hit.source == "demonym"
        country = lexicons.countries()[hit.id].code if of_country else lexicons.peoples()[hit.id].country
        more = {"country": country, "kind": "civilian", "noun": token.lemma_.lower(), "plural": True}
        return self.phrases.make(token, start, end, "People", "demonym", **more)

    def described(self, token: Token, start: int) -> EntityMention | None:
        """A common noun for an actor: "rebel fighters", "the ministry", "a police spokesman"."""
        doc = self.phrases.doc
        lemma = token.lemma_.lower()
        compound = f"{doc[token.i - 1].lower_} {lemma}" if token.i > start else lemma  # "suicide bomber"
        nouns = words.actor_nouns()
        noun = nouns.get(compound) or nouns.get(lemma) or nouns.get(token.lower_)
        role = None if self.phrases.ends_role(token) else self.phrases.role_at[token.i]
        if lemma in mention_words()["sorties"] and any(kid.dep_ == "nummod" for kid in token.lefts):
            return None
        if (noun is None and role is None) or (noun is not None and noun.metonym) or _is_nobody(token, lemma):
            return None
        end = _end(token, lemma)
        if lemma == "member" and end == token.i + 1 and not any(kid.dep_ in _TELLING for kid in token.lefts):
            return None
        first = self.phrases.name_start(token, start)
        behind = _end_of_name(token) if noun is not None and noun.group else None
        if behind is not None and noun is not None:
            name = {"kind": self._kind(token, start, str(noun.kind)), "noun": lemma, "definite": True}
            return self.phrases.make(token, start, behind, "Organisation", "name", name=(first, behind), **name)
        if token.pos_ == "PROPN" and noun is not None and first < token.i:
            kind = self._kind(token, start, str(noun.kind))
            more: dict[str, Any] = {"kind": "other" if kind == "civilian" else kind, "noun": lemma, "definite": True}
            more["name"] = (first, end)
            return self.phrases.make(token, start, end, "Organisation", "name", **more)
        kind = self._kind(token, start, str(noun.kind) if noun is not None else "person")
        return self.phrases.make(
            token, start, end, "Group", "nominal", noun=lemma, kind=kind, **self._role(token, start, role)
        )

    def kind(self, token: Token, start: int) -> str:
        """What a common noun for a body and the words before it tell of its kind."""
        lemma = token.lemma_.lower()
        compound = f"{self.phrases.doc[token.i - 1].lower_} {lemma}" if token.i > start else lemma
        noun = words.actor_nouns().get(compound) or words.actor_nouns()[lemma]
        kind = self._kind(token, start, str(noun.kind))
        return "other" if kind == "civilian" else kind

    def _role(self, token: Token, start: int, role: str | None) -> dict[str, Any]:
        if role is None:
            return {}
        begin = start
        while begin < token.i and (self.phrases.doc[begin].pos_ in _NO_ROLE or self._is_age(begin)):
            begin += 1
        entry = words.roles()[role]
        former = is_former(self.phrases.doc[begin])
        kind = None if former else entry.kind  # a former officer does not speak for the police
        return {"role": (begin, token.i + 1), "role_kind": kind, "office": entry.named_default}

    def _is_age(self, index: int) -> bool:
        """ "year" and "old" of "a 34-year-old teacher"."""
        word = self.phrases.doc[index]
        return (
            word.lower_ in ("year", "years", "old", "month", "months")
            and word.i > 0
            and word.nbor(-1).text in ("-", "old")
        )

    def _kind(self, token: Token, start: int, kind: str) -> str:
        """What the words before a common noun tell of its kind: "armed men", "a rights group", "police officers"."""
        lists = mention_words()
        lemma = token.lemma_.lower()
        last = self.phrases.doc[token.i - 1] if token.i > start else None
        body = words.actor_nouns().get(last.lemma_.lower()) if last is not None and last.dep_ == "compound" else None
        if body is not None and body.group and lemma in lists["offices"]:
            kind = str(body.kind)  # "the police department", "army command"
        before = {kid.lower_ for kid in token.lefts if kid.dep_ in ("amod", "compound", "nmod")}
        if before & lists["ngo"] and lemma in lists["ngo_heads"]:
            return "ngo"
        if before & lists["armed"] and (lemma in lists["crowds"] or kind in ("other", "civilian")):
            return "armed_group"
        if "police" in before and kind in ("military", "person", "government"):
            return "police"
        return kind

    def head_of_tagged(self, one: TaggedSpan) -> Token | None:
        """The token that governs a phrase which the tagger holds for people; None if it says that there are none."""
        words = self.phrases.doc[one["start"] : one["end"]]
        if words[0].lower_ in _NONE or words[-1].pos_ == "PRON":
            return None
        root = words.root
        if root.pos_ == "VERB" and root.tag_ != "VBN":
            return None
        return root if root.pos_ in _NOMINAL else next((t for t in reversed(words) if t.pos_ in _NOMINAL), None)

    def tagged(self, token: Token, one: TaggedSpan) -> EntityMention:
        """People or a body that only the tagger knows: "a schoolmaster", "two others", "the dead"."""
        start, end = min(one["start"], token.i), one["end"]
        described = self.described(token, min(start, self.phrases.start(token)))
        if described is not None:
            return described
        if token.shape_[:1] == "X" and (token.pos_ == "PROPN" or token.shape_.startswith("XX")):
            return self.named(token, self.phrases.start(token), one["label"] == EntityLabel.PERSON)
        several = token.tag_ in ("NNS", "NNPS") or token.pos_ in ("ADJ", "VERB")
        kind = ("civilian" if token.pos_ == "NOUN" else "other") if several else "person"
        if one["label"] == EntityLabel.ORGANISATION and not several:
            kind = "other"
        kind = self._kind(token, start, kind)
        more: dict[str, Any] = {"noun": token.lemma_.lower(), "kind": kind, "plural": several}
        last = end if end - token.i <= _LONGEST_OF else token.i + 1
        return self.phrases.make(token, start, last, "Group", "nominal", **more)

    def unknown(self, token: Token, start: int) -> EntityMention | None:
        """A name that no list knows and the tagger calls an organisation."""
        return self.named(token, start) if self.phrases.ner[token.i] == "ORG" else None

    def named(self, token: Token, start: int, person: bool = False) -> EntityMention:
        """A body by its name, or somebody of whom only the tagger knows that he is a person."""
        name = (self.phrases.name_start(token, start), token.i + 1)
        label, kind = ("Person", "person") if person else ("Organisation", "other")
        return self.phrases.make(token, start, token.i + 1, label, "name", name=name, kind=kind, definite=True)


def _end(token: Token, lemma: str) -> int:
    """Where a phrase ends: "members" tells nobody without whose they are, nor "ministry" without what it is of."""
    whose = next(grammar.prepositional(token, "of"), None) if lemma in ("member", "ministry") else None
    if whose is None or whose.i - token.i > _LONGEST_OF:
        return _end_of_word(token)
    return whose.i + 1


def _end_of_word(token: Token) -> int:
    """Where a word ends that hyphens tear apart behind its noun: "passers-by", "brother-in-law"."""
    end = token.i + 1
    while end + 1 < len(token.doc) and token.doc[end].text == "-" and not token.doc[end - 1].whitespace_:
        if token.doc[end + 1].text not in _BEHIND:
            break
        end += 2
    return end


def _end_of_name(token: Token) -> int | None:
    """Where a name such as "Department of National Defense" ends, or None if a noun is no such name's first word."""
    of = token.nbor() if token.i + 1 < len(token.doc) else token
    field = next(grammar.prepositional(token, "of"), None)
    named = token.is_title and of.lower_ == "of" and token.lemma_.lower() in mention_words()["offices_of"]
    if not named or field is None or field.head != of:
        return None
    inside = token.doc[of.i + 1 : field.i + 1]
    return field.i + 1 if 0 < len(inside) <= _LONGEST_OF and all(map(_is_of_name, inside)) else None


def _is_of_name(word: Token) -> bool:
    fitting = word.is_title or word.lower_ in ("and", "of", "the", ",")
    return fitting and word.ent_type_ not in ("GPE", "NORP", "PERSON")


def _is_nobody(token: Token, lemma: str) -> bool:
    """ "No one", "how many people", "casualties": nobody is mentioned."""
    if lemma in mention_words()["uncounted"] or not any(char.isalpha() for char in token.text):
        return True
    asked = ("no", "how", "what", "which")
    return any(kid.lower_ in asked or any(word.lower_ == "how" for word in kid.children) for kid in token.lefts)
