"""Who and what is mentioned: noun phrases that name or describe actors and places.

A mention is decided at its head token from what the phrase holds (known names, titles, common nouns for
actors and places) and from where it stands; the tagger's entity labels are the weakest voice, because they
know little of war. Which mentions are one actor is decided later, in `reports.resolve`.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from reports import gazetteer, lexicons, words
from reports.annotate import layers
from reports.annotate.names import Hit, known_names

_PREMODIFIERS = frozenset({"det", "amod", "compound", "nummod", "poss", "nmod", "predet", "quantmod", "advmod"})
_INNER = frozenset({"compound", "amod", "nmod", "det", "nummod", "quantmod"})
_LOCATIVE = frozenset(
    "in at near inside outside around from to toward towards into through across throughout over on onto off along "
    "between within beyond outside via for of against".split()
)
_STRICTLY_LOCATIVE = frozenset("in at near inside outside around into through across throughout within".split())
_HONORIFICS = frozenset("mr mr. mrs mrs. ms ms. dr dr. sir lord lady prof prof. sheikh imam mullah ayatollah".split())
_BEARING_ARMS = frozenset({"military", "police", "armed_group", "private_military"})
_OFFICES = frozenset(
    "office department headquarters command bureau directorate service source post source unit station administration".split()
)
_LONGEST_PHRASE = 14
_NER_PLACE = frozenset({"GPE", "LOC", "FAC"})


@cache
def place_nouns() -> dict[str, str]:
    """Lemma of a common noun for a place -> records.PlaceKind value."""
    data: dict[str, list[str]] = json.loads(lexicons.data_file("place_nouns.json").read_text("utf8"))
    return {noun: kind for kind, nouns in data.items() for noun in nouns}


# What is said of a city as a place, so that a capital with such a verb is not its government.
_OF_PLACES = frozenset(
    "fall lie come be remain stand face suffer see wake host house shake witness lack grow empty awake become have".split()
)
_NGO_WORDS = frozenset("rights monitoring aid relief charity advocacy humanitarian watchdog monitor".split())
_ARMED_WORDS = frozenset(
    "armed jihadist rebel militant insurgent islamist extremist masked terrorist guerrilla paramilitary militia".split()
)
_CROWD_WORDS = frozenset("man individual people group person member youth attacker band element".split())
_UNCOUNTED = frozenset({"casualty", "fatality", "death", "injury"})


@cache
def capitals() -> dict[str, str]:
    """Folded name of a capital -> alpha-3 of its state."""
    return {
        lexicons.fold(name): country.code
        for country in lexicons.countries().values()
        for name in country.capital
        if country.code and country.status != "former"
    }


class MentionFinder:
    """Finds the mentions of one Doc. Holds what is known of it while it looks; writes nothing."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.hits = known_names(doc)
        self.hit_at: list[Hit | None] = [None] * len(doc)
        for hit in self.hits:
            self.hit_at[hit.start : hit.end] = [hit] * (hit.end - hit.start)
        self.timed = bytearray(len(doc))
        for time in layers.get(doc, "times"):
            self.timed[time["start"] : time["end"]] = b"\x01" * (time["end"] - time["start"])
        for gear in layers.get(doc, "equipment"):
            self.timed[gear["start"] : gear["end"]] = b"\x02" * (gear["end"] - gear["start"])
        starts = [token.idx for token in doc]
        ends = [token.idx + len(token) for token in doc]
        self.role_at: list[str | None] = [None] * len(doc)
        for first, last, role in words.role_index().find(doc.text, starts, ends):
            self.role_at[first:last] = [role] * (last - first)
        self.ner = [token.ent_type_ for token in doc]
        self.surnames: set[str] = set()

    def find(self) -> list[layers.EntityMention]:
        """All mentions, ordered by start; a mention inside another's phrase is marked `nested`."""
        found: dict[int, layers.EntityMention] = {}
        for token in self.doc:
            mention = self._at(token)
            if mention is not None:
                found[token.i] = mention
        for hit in self.hits:
            head = self._root(hit)
            if head not in found:
                nested = self._nested(hit, head)
                if nested is not None:
                    found[head] = nested
        return sorted(found.values(), key=lambda mention: (mention["start"], -mention["end"]))

    # -- one head token ---------------------------------------------------------------------------------

    def _at(self, token: Token) -> layers.EntityMention | None:
        if token.pos_ == "PRON":
            return self._pronoun(token)
        if token.pos_ not in ("NOUN", "PROPN") and not self._nominal_adjective(token):
            return None
        if self.timed[token.i] == 1 or self._is_inner(token):
            return None
        hit = self.hit_at[token.i]
        if hit is not None and self._root(hit) != token.i:
            return None
        start = self._phrase_start(token)
        person = self._person(token, start, hit)
        if person is not None:
            return person
        if hit is not None:
            return self._named(token, start, hit)
        return self._place_phrase(token, start) or self._described(token, start) or self._unknown_name(token, start)

    def _is_inner(self, token: Token) -> bool:
        head = token.head
        if token.dep_ not in _INNER or head.i <= token.i or head.pos_ not in ("NOUN", "PROPN"):
            return False
        return True

    def _nominal_adjective(self, token: Token) -> bool:
        if token.pos_ not in ("ADJ", "VERB") or token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "conj"):
            return False
        hit = self.hit_at[token.i]
        return hit is not None and hit.source in (
            "actor",
            "weak",
            "agency",
            "country",
            "gazetteer",
            "demonym",
            "people",
        )

    def _phrase_start(self, token: Token) -> int:
        start = token.i
        for child in token.lefts:
            if (
                child.dep_ in _PREMODIFIERS
                and child.left_edge.i < start
                and token.i - child.left_edge.i < _LONGEST_PHRASE
            ):
                start = child.left_edge.i
        while start < token.i and (self.doc[start].is_punct or self.doc[start].is_space):
            start += 1
        return start

    def _root(self, hit: Hit) -> int:
        if hit.end - hit.start == 1:
            return hit.start
        for token in self.doc[hit.start : hit.end]:
            if (token.head.i < hit.start or token.head.i >= hit.end or token.head is token) and token.pos_ in (
                "NOUN",
                "PROPN",
            ):
                return token.i
        return self.doc[hit.start : hit.end].root.i

    # -- kinds of mention -------------------------------------------------------------------------------

    def _make(self, token: Token, start: int, end: int, label: str, form: str, **more: Any) -> layers.EntityMention:
        mention: layers.EntityMention = {
            "start": start, "end": end, "head": token.i, "label": label, "form": form, "name": None, "lexicon": None,
            "weak": None, "agency": None, "country": None, "kind": None, "noun": None, "role": None, "role_kind": None,
            "office": False, "of": None, "definite": False, "counted": False, "plural": token.tag_ in ("NNS", "NNPS"), "nested": False,
        }  # fmt: skip
        for child in token.children:
            if child.dep_ == "det" and child.lower_ in ("the", "this", "that", "these", "those"):
                mention["definite"] = True
            elif child.dep_ == "poss":
                mention["definite"] = True
            elif child.dep_ == "nummod" or (
                child.dep_ == "amod" and child.lower_ in ("several", "many", "more", "dozens")
            ):
                mention["counted"] = True
            elif child.dep_ == "det" and child.lower_ in ("a", "an", "one", "another", "some"):
                mention["counted"] = True
        self._modifiers(mention, start, token.i)
        mention.update(more)  # type: ignore[typeddict-item]
        return mention

    def _modifiers(self, mention: layers.EntityMention, start: int, head: int) -> None:
        """What names before the head tell: the country ("Ukrainian troops") and the body ("Hamas fighters")."""
        for index in range(start, head):
            hit = self.hit_at[index]
            if hit is None or hit.start != index or hit.end > head:
                continue
            if hit.source in ("demonym", "country"):
                mention["country"] = lexicons.countries()[hit.id].code
            elif hit.source == "people":
                mention["country"] = mention["country"] or lexicons.peoples()[hit.id].country
                mention["name"] = mention["name"] or (hit.start, hit.end)
            elif hit.source in ("actor", "weak", "agency"):
                mention["of"] = self._root(hit)

    def _pronoun(self, token: Token) -> layers.EntityMention | None:
        if token.lower_ not in (
            "he",
            "she",
            "they",
            "it",
            "we",
            "i",
            "him",
            "them",
            "us",
            "her",
            "his",
            "its",
            "their",
            "our",
            "my",
            "me",
            "who",
        ):
            return None
        return self._make(token, token.i, token.i + 1, "Pronoun", "pronoun", noun=token.lower_, definite=True)

    def _person(self, token: Token, start: int, hit: Hit | None) -> layers.EntityMention | None:
        if token.pos_ != "PROPN" and not (hit is None and self.ner[token.i] == "PERSON" and token.shape_[:1] == "X"):
            return None
        first = self._name_start(token, start)
        if hit is not None and hit.source in ("actor", "agency", "country", "weak") and hit.start <= first:
            return None
        role = self._role_before(start, first)
        title = first < token.i and self.doc[first].lower_ in _HONORIFICS
        by_label = self.ner[token.i] == "PERSON"
        known = token.lower_ in self.surnames
        if (
            hit is not None
            and hit.source == "gazetteer"
            and not (role or title or known or (by_label and hit.start > first))
        ):
            return None
        long_name = token.i - first >= 1
        if hit is None and token.pos_ == "PROPN" and self._apposed_role(token):
            title = True
        if not (title or known or (role and not self._after_place_preposition(token)) or (by_label and long_name)):
            if not (by_label and token.dep_ in ("nsubj", "nsubjpass", "appos") and hit is None):
                return None
        if role is None and self._is_organisation_word(token):
            return None
        self.surnames.add(token.lower_)
        more: dict[str, Any] = {"name": (first, token.i + 1), "kind": "person", "definite": True}
        if role:
            more |= {"role": (role[0], first), "role_kind": role[1]}
        return self._make(token, start, token.i + 1, "Person", "name", **more)

    def _apposed_role(self, token: Token) -> bool:
        """ "X, a local physician", "the group's leader, X": an apposition tells that it is a person."""
        beside = [kid for kid in token.children if kid.dep_ == "appos"] + (
            [token.head] if token.dep_ == "appos" else []
        )
        return any(
            (role := self.role_at[other.i]) is not None
            and words.roles()[role].person
            and not words.roles()[role].collective
            for other in beside
        )

    def _name_start(self, token: Token, start: int) -> int:
        first = token.i
        while first > start:
            before = self.doc[first - 1]
            if before.pos_ != "PROPN" and before.lower_ not in (
                "al",
                "-",
                "bin",
                "ibn",
                "de",
                "van",
                "von",
                "el",
                "abu",
            ):
                break
            if self.role_at[first - 1] or before.tag_ == "POS":
                break
            hit = self.hit_at[first - 1]
            if (
                hit is not None
                and hit.source in ("demonym", "actor", "agency", "country", "people")
                and before.lower_ != "al"
            ):
                break
            first -= 1
        while first < token.i and self.doc[first].is_punct:
            first += 1
        return first

    def _role_before(self, start: int, first: int) -> tuple[int, str] | None:
        """Where the title before a name begins and of what source kind its last word is."""
        for index in range(first - 1, start - 1, -1):
            role = self.role_at[index]
            if role is not None:
                begin = start
                while begin < index and self.doc[begin].pos_ in ("DET", "PUNCT", "SPACE"):
                    begin += 1
                return begin, words.roles()[role].kind
        return None

    def _after_place_preposition(self, token: Token) -> bool:
        return token.dep_ == "pobj" and token.head.lower_ in _STRICTLY_LOCATIVE

    def _named(self, token: Token, start: int, hit: Hit) -> layers.EntityMention | None:
        end = max(hit.end, token.i + 1)
        start = min(start, hit.start)
        name = (hit.start, hit.end)
        if hit.source == "actor":
            return self._organisation(token, start, end, hit)
        if hit.source == "weak":
            return self._make(token, start, end, "Organisation", "name", weak=hit.id, name=name, definite=True)
        if hit.source == "agency":
            return self._make(
                token, start, end, "Organisation", "name", agency=hit.id, kind="media", name=name, definite=True
            )
        if hit.source == "country":
            code = lexicons.countries()[hit.id].code
            return self._make(
                token, start, end, "Country", "name", country=code, kind="country", name=name, definite=True
            )
        if hit.source == "gazetteer":
            state = self._capital_as_state(token, hit)
            if state is not None:
                return self._make(
                    token, start, end, "Country", "name", country=state, kind="country", name=name, definite=True
                )
            return self._gazetteer_place(token, start, end, name)
        return self._people(token, start, end, hit)

    def _organisation(self, token: Token, start: int, end: int, hit: Hit) -> layers.EntityMention:
        entry = lexicons.actors()[hit.id]
        more = {"lexicon": hit.id, "kind": str(entry.kind), "country": entry.country, "name": (hit.start, hit.end)}
        return self._make(token, start, end, "Organisation", "name", definite=True, **more)

    def _gazetteer_place(
        self, token: Token, start: int, end: int, name: tuple[int, int]
    ) -> layers.EntityMention | None:
        locative = token.dep_ in (
            "pobj",
            "conj",
            "appos",
            "nsubj",
            "nsubjpass",
            "dobj",
            "poss",
            "ROOT",
            "npadvmod",
            "compound",
        )
        if not locative or token.pos_ not in ("PROPN", "NOUN", "ADJ", "VERB"):
            return None
        if name[1] - name[0] == 1 and not (self.ner[token.i] in _NER_PLACE or self._placed(token)):
            return None
        noun = self._apposed_place_noun(token)
        if (
            noun is None
            and gazetteer.is_common(self.hit_at[token.i].id if self.hit_at[token.i] else "")
            and self.ner[token.i] not in _NER_PLACE
        ):  # type: ignore[union-attr]
            return None  # "Police", "Church", "We": places too, but not here
        return self._make(token, start, end, "Location", "name", kind=noun, name=name, definite=True)

    def _capital_as_state(self, token: Token, hit: Hit) -> str | None:
        """ "Islamabad protested": a capital that acts stands for its state; the alpha-3, or None."""
        country = capitals().get(hit.id)
        if country is None:
            return None
        acts = token.dep_ == "nsubj" and token.head.pos_ == "VERB" and token.head.lemma_ not in _OF_PLACES
        by = token.dep_ == "pobj" and token.head.dep_ == "agent"
        owns = token.dep_ == "poss" and words.actor_nouns().get(token.head.lemma_.lower()) is not None
        return country if acts or by or owns else None

    def _placed(self, token: Token) -> bool:
        """Whether the grammar shows a place: "in X", "X and Y" after one, "the town of X"."""
        while token.dep_ in ("conj", "appos") and token.head is not token and token.head.pos_ in ("PROPN", "NOUN"):
            token = token.head
            if self.hit_at[token.i] is not None and self.ner[token.i] in _NER_PLACE:
                return True
        if token.dep_ in ("pobj", "poss", "dobj", "nsubjpass", "nsubj"):
            return token.dep_ != "pobj" or token.head.lower_ in _LOCATIVE
        return False

    def _apposed_place_noun(self, token: Token) -> str | None:
        if token.dep_ == "pobj" and token.head.lower_ == "of":
            return place_nouns().get(token.head.head.lemma_)
        return None

    def _people(self, token: Token, start: int, end: int, hit: Hit) -> layers.EntityMention | None:
        if token.tag_ in ("JJ", "NNP") and token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "conj"):
            return None
        if hit.source == "demonym":
            country = lexicons.countries()[hit.id].code
        else:
            country = lexicons.peoples()[hit.id].country
        return self._make(
            token,
            start,
            end,
            "People",
            "demonym",
            country=country,
            kind="civilian",
            noun=token.lemma_.lower(),
            plural=True,
        )

    def _place_phrase(self, token: Token, start: int) -> layers.EntityMention | None:
        """ "Donetsk province", "Camp Hurriya", "the town" and other phrases headed by a noun for a place."""
        lemma = token.lemma_.lower()
        kind = place_nouns().get(lemma)
        first = self._name_start(token, start)
        if kind is None:
            first_kind = place_nouns().get(self.doc[first].lower_) if first < token.i else None
            if first_kind is None or token.pos_ != "PROPN":
                return None
            return self._make(
                token, start, token.i + 1, "Location", "name", kind=first_kind, name=(first, token.i + 1), definite=True
            )
        proper = first if first < token.i else None
        for index in range(start, token.i):
            hit = self.hit_at[index]
            if (
                hit is not None
                and hit.source in ("gazetteer", "people")
                and hit.end <= token.i
                and self.doc[index].tag_ != "POS"
            ):
                between = self.doc[hit.end : token.i]
                if all(word.pos_ in ("PROPN", "NOUN") or word.text in ("-", "'") for word in between):
                    proper = min(proper, index) if proper is not None else index
        if proper is not None:
            return self._make(
                token,
                start,
                token.i + 1,
                "Location",
                "name",
                kind=kind,
                name=(proper, token.i + 1),
                noun=lemma,
                definite=True,
            )
        noun = words.actor_nouns().get(lemma)
        if noun is not None and (noun.military or noun.kind in _BEARING_ARMS):
            return None  # "the garrison" fights, "the village" is a place
        return self._make(token, start, token.i + 1, "Location", "nominal", kind=kind, noun=lemma)

    def _described(self, token: Token, start: int) -> layers.EntityMention | None:
        lemma = token.lemma_.lower()
        compound = f"{self.doc[token.i - 1].lower_} {lemma}" if token.i > start else lemma  # "suicide bomber"
        noun = (
            words.actor_nouns().get(compound) or words.actor_nouns().get(lemma) or words.actor_nouns().get(token.lower_)
        )
        role = self.role_at[token.i]
        if (noun is None and role is None) or lemma in _UNCOUNTED or (noun is not None and noun.metonym):
            return None
        if not any(char.isalpha() for char in token.text) or self._asked_for(token):
            return None
        if token.pos_ == "PROPN" and noun is not None and start < token.i and self._name_start(token, start) < token.i:
            return self._make(token, start, token.i + 1, "Organisation", "name", kind=str(noun.kind),
                              name=(self._name_start(token, start), token.i + 1), noun=lemma, definite=True)  # fmt: skip
        more: dict[str, Any] = {"noun": lemma}
        if role is not None:
            begin = start
            while begin < token.i and self.doc[begin].pos_ in ("DET", "PUNCT", "NUM", "SPACE"):
                begin += 1
            more |= {
                "role": (begin, token.i + 1),
                "role_kind": words.roles()[role].kind,
                "office": words.roles()[role].named_default,
            }
        more["kind"] = str(noun.kind) if noun is not None else "person"
        body = words.actor_nouns().get(self.doc[token.i - 1].lemma_.lower()) if token.i > start else None
        if body is not None and body.group and lemma in _OFFICES and self.doc[token.i - 1].dep_ == "compound":
            more["kind"] = str(body.kind)  # "the police department", "army command"
        more["kind"] = self._told_kind(token, more["kind"])
        return self._make(token, start, token.i + 1, "Group", "nominal", **more)

    def _told_kind(self, token: Token, kind: str) -> str:
        """What the words before a common noun tell of its kind: "armed men", "a rights group", "police officers"."""
        before = {kid.lower_ for kid in token.lefts if kid.dep_ in ("amod", "compound", "nmod")}
        lemma = token.lemma_.lower()
        if before & _NGO_WORDS and lemma in (
            "group",
            "organisation",
            "organization",
            "agency",
            "body",
            "network",
            "monitor",
            "group",
        ):
            return "ngo"
        if before & _ARMED_WORDS and (lemma in _CROWD_WORDS or kind in ("other", "civilian")):
            return "armed_group"
        if "police" in before and kind in ("military", "person", "government"):
            return "police"
        return kind

    @staticmethod
    def _asked_for(token: Token) -> bool:
        """ "No one", "how many people": nobody is mentioned."""
        return any(
            kid.lower_ in ("no", "how", "what", "which") or any(word.lower_ == "how" for word in kid.children)
            for kid in token.lefts
        )

    def _is_organisation_word(self, token: Token) -> bool:
        noun = words.actor_nouns().get(token.lower_)
        return noun is not None and not noun.person

    def _unknown_name(self, token: Token, start: int) -> layers.EntityMention | None:
        if token.pos_ != "PROPN" or not token.shape_[:1] == "X" or self.timed[token.i]:
            return None
        first = self._name_start(token, start)
        label = self.ner[token.i]
        name = (first, token.i + 1)
        located = token.dep_ == "pobj" and token.head.lower_ in _STRICTLY_LOCATIVE and label != "DATE"
        if label in _NER_PLACE or located or self._apposed_place_noun(token):
            return self._make(
                token,
                start,
                token.i + 1,
                "Location",
                "name",
                name=name,
                kind=self._apposed_place_noun(token),
                definite=True,
            )
        if label == "ORG":
            return self._make(token, start, token.i + 1, "Organisation", "name", name=name, kind="other", definite=True)
        return None

    def _nested(self, hit: Hit, head: int) -> layers.EntityMention | None:
        """A known name inside another phrase ("Taliban" of "the Taliban spokesman"). Adjectives are left out."""
        token = self.doc[head]
        if hit.source in ("demonym", "people") or self.timed[head] == 1:
            return None
        if hit.source == "gazetteer" and (self.ner[head] == "PERSON" or token.pos_ != "PROPN"):
            return None
        mention = self._named(token, hit.start, hit)
        if mention is not None:
            mention["nested"] = True
            mention["start"] = hit.start
        return mention


class MentionsComponent:
    """Writes `doc._.mentions`."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.mentions = MentionFinder(doc).find()
        return doc


@Language.factory("reports_mentions", assigns=["doc._.mentions"], requires=["token.dep", "token.pos", "token.lemma"])
def make_mentions(nlp: Language, name: str) -> MentionsComponent:
    """The factory of the mentions layer."""
    return MentionsComponent()
