"""Mentions of places: gazetteer names in a place's position, "X province", "the town", unknown names after "in"."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from reports import gazetteer, lexicons, words
from reports.annotate.layers import EntityMention
from reports.annotate.names import Hit
from reports.annotate.noun_phrases import NER_PLACE, NounPhrases, mention_words
from reports.records import ClaimType
from reports.triggers import by_word

STRICTLY_LOCATIVE = frozenset("in at near inside outside around into through across throughout within".split())
_LOCATIVE = STRICTLY_LOCATIVE | frozenset(
    "from to toward towards over on onto off along between beyond via for of against".split()
)
_LONGEST_LIST = 25  # names in a list that are looked through for one that is surely a place
_PLACE_ROLES = frozenset("pobj conj appos nsubj nsubjpass dobj poss ROOT npadvmod compound nmod".split())
_TOWN = 50  # importance: a hundred thousand people, or a province's seat
_LOCAL = frozenset(
    {ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.BOMBING, ClaimType.GROUND_ATTACK, ClaimType.CLASH,
     ClaimType.SIEGE, ClaimType.TERRITORY_GAINED, ClaimType.CASUALTIES, ClaimType.CAPTURE, ClaimType.DESTRUCTION,
     ClaimType.NEGOTIATION}
)  # fmt: skip
_BEARING_ARMS = frozenset({"military", "police", "armed_group", "private_military"})


@cache
def capitals() -> dict[str, str]:
    """Folded name of a capital -> alpha-3 of its state."""
    return {
        lexicons.fold(name): country.code
        for country in lexicons.countries().values()
        for name in country.capital
        if country.code and country.status != "former"
    }


def told_kind(token: Token) -> str | None:
    """The kind that "the village of X" tells of X, or None."""
    if token.dep_ == "pobj" and token.head.lower_ == "of":
        return words.telling_kind(token.head.head.lemma_)
    return None


def capital_as_state(token: Token, key: str, *, acts: bool) -> str | None:
    """ "Islamabad protested": a capital that acts stands for its state; the alpha-3, or None.

    `acts`: the tagger is sure that it is a body.
    """
    country = capitals().get(key)
    if country is None:
        return None
    verb = token.head
    if token.dep_ == "pobj" and verb.lower_ in STRICTLY_LOCATIVE | {"on", "over"}:
        return None  # "air strikes on Sanaa"
    acts = (acts and token.dep_ not in ("compound", "nmod")) or (
        token.dep_ == "nsubj" and verb.pos_ == "VERB" and verb.lemma_ not in mention_words()["said_of_places"]
    )
    by = token.dep_ == "pobj" and token.head.dep_ == "agent"
    owns = token.dep_ == "poss" and words.actor_nouns().get(token.head.lemma_.lower()) is not None
    return country if acts or by or owns else None


def _known_town(token: Token, hit: Hit) -> bool:
    """Whether a name that is a word too stands where a place does and is that of a town of some size: "in Tyre"."""
    if token.pos_ != "PROPN" or token.dep_ not in ("pobj", "dobj"):
        return False
    if token.dep_ == "pobj" and token.head.lower_ not in STRICTLY_LOCATIVE | {"of", "from", "to"}:
        return False
    return _importance(hit) >= _TOWN


def _importance(hit: Hit) -> float:
    """That of the first place of a name, if it is its own name; else 0."""
    best = gazetteer.lookup(hit.id)[:1]
    return max((place.importance for place in best if place.match == "name"), default=0.0)


def _is_area(name: str) -> bool:
    """Whether the gazetteer knows a region of a name: "Cauca" of "Cauca Department"."""
    return any((place.feature or "").startswith("ADM") for place in gazetteer.lookup(name))


def _is_any(noun: Token) -> bool:
    """ "A Karachi market": one of many of a town, which has no name of its own."""
    article = any(kid.dep_ == "det" and kid.lower_ in ("a", "an", "another") for kid in noun.children)
    return article and noun.text.islower() and words.place_nouns().get(noun.lemma_.lower()) == "facility"


class PlaceMentions:
    """Finds mentions of places at head tokens."""

    def __init__(self, phrases: NounPhrases) -> None:
        self.phrases = phrases

    def known(self, token: Token, start: int, end: int, hit: Hit) -> EntityMention | None:
        """A gazetteer name, where the grammar lets it be a place."""
        if token.dep_ not in _PLACE_ROLES or token.pos_ not in ("PROPN", "NOUN", "ADJ", "VERB"):
            return None
        labelled = self.phrases.ner[token.i] in NER_PLACE
        if self._is_unit(token, hit.start):
            return None
        if hit.end - hit.start == 1 and token.lower_ in words.place_nouns():
            return None
        if hit.end - hit.start == 1 and not (labelled or self._placed(token) or self._of_event(token, hit)):
            return None
        kind = told_kind(token)
        if kind is None and gazetteer.is_common(hit.id) and not labelled and not _known_town(token, hit):
            return None  # "Police", "Church", "We": places too, but not here
        if token.dep_ == "poss" and gazetteer.is_common(hit.id) and _importance(hit) < _TOWN:
            return None  # "a McDonald's restaurant"
        if kind is None and gazetteer.is_common(hit.id) and self._ends_name(hit):
            return None  # "Victor Hugo", "the Boston Marathon"
        name = (self._first_of_longer(hit), hit.end)
        return self.phrases.make(
            token, min(start, name[0]), end, "Location", "name", kind=kind, name=name, definite=True
        )

    def _first_of_longer(self, hit: Hit) -> int:
        """Where the name begins that the tagger sees end in a known one: "Tungar Dutse" is not the city of Dutse.

        "Greater Idlib" and "rural Homs" are parts of what they end in.
        """
        first = self.phrases.begin_of_place(hit.start)
        before = self.phrases.doc[first : hit.start]
        if len(before) == 0 or any(not self._is_own(word) for word in before):
            return hit.start
        return first

    def _is_own(self, word: Token) -> bool:
        """Whether a word before a known name is of a name of its own, and no part, land, title or kind of place."""
        known = self.phrases.hit_at[word.i]
        other = known is not None or self.phrases.role_at[word.i] is not None or word.dep_ != "compound"
        kind = word.lower_ in words.place_nouns() or word.lower_ in mention_words()["parts_of_places"]
        return word.pos_ == "PROPN" and word.is_title and not (other or kind)

    def _ends_name(self, hit: Hit) -> bool:
        """Whether a name stands right before, that goes on with this one."""
        before = self.phrases.doc[hit.start - 1] if hit.start else None
        return before is not None and before.pos_ == "PROPN" and before.dep_ == "compound" and before.head.i < hit.end

    def _of_event(self, token: Token, hit: Hit) -> bool:
        """Whether a town of some size tells where an event or a site is: "the Goma attack", "a Goma school"."""
        event = token
        while event.dep_ in ("compound", "nmod") and event.head.i > event.i:
            event = event.head
            known = by_word("noun").get(event.lemma_.lower(), ()) or by_word("noun").get(event.lower_, ())
            held = event.lower_ in mention_words()["gatherings"] or any(one.type in _LOCAL for one in known)
            if held or _is_any(event):
                return _importance(hit) >= _TOWN and self.phrases.ner[token.i] != "PERSON"
        return False

    def _placed(self, token: Token) -> bool:
        """Whether the grammar shows a place: "in X", "X and Y" after one, "the town of X"."""
        for _ in range(_LONGEST_LIST):
            if token.dep_ not in ("conj", "appos") or token.head == token or token.head.pos_ not in ("PROPN", "NOUN"):
                break
            token = token.head
            if self.phrases.hit_at[token.i] is not None and self.phrases.ner[token.i] in NER_PLACE:
                return True
        if token.dep_ == "pobj":
            return token.head.lower_ in _LOCATIVE
        return token.dep_ in ("poss", "dobj", "nsubjpass", "nsubj")

    def phrase(self, token: Token, start: int) -> EntityMention | None:
        """ "Donetsk province", "Camp Hurriya", "the town" and other phrases headed by a noun for a place."""
        lemma = token.lemma_.lower()
        kind = words.place_nouns().get(lemma)
        first = self.phrases.name_start(token, start)
        end = token.i + 1
        if kind is None:
            kind = words.place_nouns().get(self.phrases.doc[first].lower_) if first < token.i else None
            if kind is None or token.pos_ != "PROPN":
                return None
            return self.phrases.make(token, start, end, "Location", "name", kind=kind, name=(first, end), definite=True)
        proper = self._proper_start(token, start, first)
        if proper is not None and not _is_any(token):
            name = (proper, end)
            if lemma in mention_words()["offices_of"] and not _is_area(self.phrases.doc[proper : token.i].text):
                return None  # "the Energy Department"
            return self.phrases.make(
                token, start, end, "Location", "name", kind=kind, name=name, noun=lemma, definite=True
            )
        noun = words.actor_nouns().get(lemma)
        if noun is not None and (noun.military or noun.kind in _BEARING_ARMS):
            return None  # "the garrison" fights, "the village" is a place
        return self.phrases.make(token, start, end, "Location", "nominal", kind=kind, noun=lemma)

    def _is_unit(self, token: Token, start: int) -> bool:
        """ "The Third Division": a number names a unit, and no place."""
        noun = words.actor_nouns().get(token.lemma_.lower())
        if noun is None or noun.kind not in _BEARING_ARMS or start == token.i:
            return False
        return all(word.lower_ in mention_words()["ordinals"] for word in self.phrases.doc[start : token.i])

    def _proper_start(self, token: Token, start: int, first: int) -> int | None:
        """Where the name before a noun for a place begins ("Donetsk" of "Donetsk province"), or None."""
        doc = self.phrases.doc
        starts = [first] if first < token.i else []
        for index in range(start, token.i):
            hit = self.phrases.hit_at[index]
            if (
                hit is None
                or hit.source not in ("gazetteer", "people")
                or hit.end > token.i
                or doc[index].tag_ == "POS"
            ):
                continue
            if all(word.pos_ in ("PROPN", "NOUN") or word.text in ("-", "'") for word in doc[hit.end : token.i]):
                starts.append(index)
        return min(starts, default=None)

    def unknown(self, token: Token, start: int) -> EntityMention | None:
        """A name that no list knows, where the label or the preposition shows a place."""
        located = token.dep_ == "pobj" and token.head.lower_ in STRICTLY_LOCATIVE
        label = self.phrases.ner[token.i]
        if token.lower_ in mention_words()["gatherings"]:
            return None  # "the Boston Marathon"
        name = (self.phrases.name_start(token, start), token.i + 1)
        if name[0] == token.i and self._is_word(token) and not told_kind(token):
            return None
        if label not in NER_PLACE and not (located and label != "DATE") and not told_kind(token):
            return None
        return self.phrases.make(
            token, start, token.i + 1, "Location", "name", name=name, kind=told_kind(token), definite=True
        )

    def _is_word(self, token: Token) -> bool:
        """Whether a lone capitalised word is none of a place: "Hospital", "Arabic", "Police"."""
        noun = token.lower_ in words.place_nouns() or token.lemma_.lower() in words.actor_nouns()
        people = lexicons.demonym_index().get(token.text) is not None
        return noun or people or gazetteer.is_common(lexicons.fold(token.text))
