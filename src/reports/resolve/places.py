"""Which mentions are one place, where it is, and the unnamed places beside them ("north of X").

What the words tell is read in `context` and `relative`, candidates are chosen in `choosing`; here mentions become
places. A place that nothing tells enough of keeps its name and has no coordinates.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

from spacy.tokens import Doc, Token

from reports import gazetteer, lexicons
from reports.annotate import grammar, layers
from reports.annotate.layers import EntityMention
from reports.gazetteer import GazetteerPlace
from reports.geometry import Circle, distance_km
from reports.lexicons import fold
from reports.records import PlaceKind
from reports.resolve import choosing, context, relative
from reports.resolve.choosing import Choice, Evidence
from reports.resolve.context import Named, Toponym
from reports.resolve.drafts import PlaceDraft
from reports.resolve.relative import Placing, Relation

_GENERIC = re.compile(
    r"\b(?:province|region|oblast|governorate|state|district|county|city|town|village|area|prefecture|department|territory)\b", re.I
)
_TWO_ENDED = re.compile(r"^(.+?)\s?[-–—/]\s?(.+?)\s+(road|highway|motorway|route|border|frontier|line)$", re.I)
_BORDER = re.compile(r"^(.+?)\s+(?:border|frontier)$", re.I)
_BEFORE = 90  # characters before a name that may tell how a place lies by it
_TAKEN_UP = frozenset("city town village capital province region district camp airport base enclave".split())
_FIRST_WORDS = frozenset("port lake camp fort mount cape saint st. gulf bay point isle mont santa san".split())
_NOT_LOCATIVE = frozenset("by with against for between than as like".split())
_NER_PLACE = frozenset({"GPE", "LOC", "FAC"})
_ACRONYM = 5  # letters
_TITLED = 0.6  # share of capitalised words in a line set in title case
_BETWEEN_KM = 400.0  # farther apart, "between A and B" is no place
_STATES_FROM = 70  # importance of cities that may stand for their states


class _Site(NamedTuple):
    """A named place mention and where its name is in the list of names; `ends` are the names that it is made of."""

    mention: EntityMention
    start: int
    end: int
    name: int
    ends: tuple[int, ...]


_Raw = tuple[EntityMention, int, int, int, list[int]]  # mention, start, end, its name, the names that it is made of


class Atlas:
    """The places of a story. `of_head` tells the place at a mention's head, `relative_at` an unnamed one about it."""

    def __init__(self, doc: Doc, dateline: str | None = None) -> None:
        self.doc = doc
        self.places: list[PlaceDraft] = []
        self.of_head: dict[int, int] = {}
        self.relative_at: dict[int, int] = {}
        self.phrase_of: dict[int, tuple[int, int]] = {}  # head -> the whole words, where the name is only part of them
        self._dateline = dateline
        self._by_key: dict[tuple[object, ...], int] = {}
        self._mentions: list[EntityMention] = [
            mention for mention in layers.get(doc, "mentions") if mention["label"] in ("Location", "Country")
        ]
        self._text = doc.text
        self._starts = [token.idx for token in doc]
        self._toponyms: list[Toponym] = []
        self._choices: list[Choice] = []
        self._draft_of: dict[int, int] = {}  # number of a name -> place
        self._countries: dict[str, float] = {}

    def build(self) -> Atlas:
        """Cluster all place mentions, countries included; nominal ones ("the town") take up the last of their kind."""
        sites = self._choose()
        last: dict[str, int] = {}
        for mention in self._mentions:
            site = sites.get(mention["head"]) if mention["form"] == "name" else None
            if site is None and mention["form"] == "name":
                continue
            if site is not None and mention["label"] != "Country" and _inside_name(self.doc[mention["head"]], site):
                continue
            place = self._named(site) if site is not None else self._border(mention) or self._taken_up(mention, last)
            if place is None:
                continue
            self.of_head[mention["head"]] = place
            if site is not None:
                last[self.places[place].kind] = place
        self._locate(sites)
        for site in sites.values():
            if site.name in self._draft_of:
                self._relative(site, sites)
        return self

    # -- names and choices --------------------------------------------------------------------------------

    def _choose(self) -> dict[int, _Site]:
        """Head of each named mention -> its site; fills the choices for all names."""
        names: list[Named] = []
        raw: list[_Raw] = []
        for mention in self._mentions:
            if mention["form"] != "name":
                continue
            start, end = mention["name"] or (mention["start"], mention["end"])
            start = self._whole(start, mention["head"])
            begin, finish = self._starts[start], self._starts[end - 1] + len(self.doc[end - 1])
            country = mention["country"] if mention["label"] == "Country" else None
            names.append(Named(begin, finish, mention["kind"] if mention["noun"] else None, country))
            own = len(names) - 1
            bases = [Named(first, past) for first, past in self._bases(begin, finish)]
            names += bases
            raw.append((mention, start, end, own, list(range(own + 1, own + 1 + len(bases)))))
        raw = _outermost(raw)
        order = context.order(names)
        rank = {old: new for new, old in enumerate(order)}
        self._toponyms = context.read_toponyms(self._text, [names[index] for index in order])
        self._countries = self._story_countries()
        self._choices = choosing.choose_all(self._toponyms, Evidence(self._countries, self._dateline))
        return {
            mention["head"]: _Site(mention, start, end, rank[own], tuple(rank[base] for base in bases))
            for mention, start, end, own, bases in raw
        }

    def _whole(self, start: int, head: int) -> int:
        """Where a name begins with the words before it: "Elden" of "Port Elden", "Kot district" of "Shah Wali Kot district"."""
        described = self.doc[head].text.islower() and head > start
        while start and (before := self.doc[start - 1]).dep_ in ("compound", "nmod") and before.pos_ == "PROPN":
            if not (start <= before.head.i <= head and before.text.istitle() and before.ent_type_ != "NORP"):
                break
            if before.lower_ not in _FIRST_WORDS and not (described and not gazetteer.lookup(before.text)):
                break
            start -= 1
        return start

    def _bases(self, begin: int, finish: int) -> list[tuple[int, int]]:
        """Spans of the names inside a name made of others: "Beirut-Damascus highway", "Kupiansk direction"."""
        name = self._text[begin:finish]
        match = _TWO_ENDED.match(name)
        if match is not None:
            return [(begin + match.start(part), begin + match.end(part)) for part in (1, 2)]
        if relative.is_front(name) and " " in name:
            return [(begin, begin + name.rindex(" "))]
        side = relative.split_part(name)
        if side is not None and not gazetteer.lookup(name):
            return [(begin + len(name) - len(side[1]), finish)]
        return []

    def _story_countries(self) -> dict[str, float]:
        counts: Counter[str] = Counter()
        for mention in layers.get(self.doc, "mentions"):
            if mention["country"]:
                counts[mention["country"]] += 2 if mention["label"] in ("Country", "Group", "People") else 1
        for token in self.doc:
            if token.ent_type_ == "NORP" or (token.pos_ == "ADJ" and token.shape_[:1] == "X"):
                found = lexicons.demonym_index().get(token.text)
                code = lexicons.countries()[found].code if found else None
                if code:
                    counts[code] += 2
        return {code: count / 2 for code, count in counts.items()}

    # -- clusters -----------------------------------------------------------------------------------------

    def _named(self, site: _Site) -> int:
        toponym, choice = self._toponyms[site.name], self._choices[site.name]
        side = self._side(site)
        key = self._key(site, toponym, choice, side)
        place = self._by_key.get(key)
        name = self.doc[site.start : site.end].text
        start = site.start
        if side is not None:
            start = self._token(self._starts[site.start] - len(side) - 1)
            name = f"{side} {name}"
        if place is None:
            place = self._by_key[key] = len(self.places)
            self.places.append(self._draft(site, name, side))
        elif len(name) > len(self.places[place].name) and site.mention["label"] != "Country":
            self.places[place].name = name
        draft = self.places[place]
        end = self._name_end(site, draft)
        draft.mentions.append((start, end, "name"))
        if end < site.end:
            self.phrase_of[site.mention["head"]] = (start, site.end)
        draft.located = draft.located or self._is_located(site, draft)
        self._draft_of[site.name] = place
        return place

    def _name_end(self, site: _Site, draft: PlaceDraft) -> int:
        """The end of the proper name: "Nyanza" of "Nyanza province"; the noun of a facility or front belongs to it."""
        last = self.doc[site.end - 1]
        if site.ends or site.end - site.start < 2 or draft.kind == PlaceKind.FACILITY or not last.text.islower():
            return site.end
        return site.end - 1 if relative.is_kind_noun(last.lemma_) and draft.kind != PlaceKind.PHYSICAL else site.end

    def _side(self, site: _Site) -> str | None:
        """The "eastern" before a name, where that makes it a part of the place."""
        begin = self._starts[site.start]
        before = self._text[max(0, begin - 30) : begin]
        side = relative.read_part(before.rpartition("\n")[2])
        chosen = self._choices[site.name].place
        if side is None or chosen is None:
            return None
        whole = chosen.kind is PlaceKind.REGION and self._toponyms[site.name].kind == "region" and relative.in_direction(chosen, side)
        return None if whole else side

    def _key(self, site: _Site, toponym: Toponym, choice: Choice, side: str | None) -> tuple[object, ...]:
        if choice.place is None:
            return ("name", _base(toponym.name), side)
        if choice.at_base:
            return ("at", choice.place.pid, fold(toponym.name), side)
        return ("place", choice.place.pid, side)

    def _draft(self, site: _Site, name: str, side: str | None) -> PlaceDraft:
        toponym, choice, mention = self._toponyms[site.name], self._choices[site.name], site.mention
        found = choice.place
        told = None if mention["label"] == "Country" else toponym.kind
        draft = PlaceDraft(name, told or (str(found.kind) if found else str(PlaceKind.SETTLEMENT)), [])
        if mention["label"] == "Country":
            draft.kind, draft.country = str(found.kind if found else PlaceKind.COUNTRY), mention["country"]
        elif found is not None and told is not None and not choice.at_base and told != "facility":
            draft.kind = _told_kind(told, found)
        draft.country = (found.country if found else None) or draft.country or toponym.told_country
        if found is None:
            self._place_composed(draft, site)
        elif side is not None:
            self._place_part(draft, side, found)
        else:
            draft.admin1 = found.admin1
            draft.geonames = None if choice.at_base else found.geonames
            _put(draft, relative.place_named(found, choice.precision_km or found.radius_km), choice.by)
        return draft

    def _place_part(self, draft: PlaceDraft, side: str, base: GazetteerPlace) -> None:
        """Coordinates of "eastern Ukraine"."""
        draft.kind = str(PlaceKind.DISTRICT if base.kind in (PlaceKind.SETTLEMENT, PlaceKind.DISTRICT) else PlaceKind.REGION)
        draft.admin1 = base.admin1 or (base.name if base.feature == "ADM1" else None)
        known = relative.part(side, base)
        if isinstance(known, GazetteerPlace):
            draft.geonames = known.geonames
            _put(draft, relative.place_named(known, known.radius_km), "region of that name")
        else:
            _put(draft, known, f"{side} part, computed")

    def _place_composed(self, draft: PlaceDraft, site: _Site) -> None:
        """Coordinates of a name made of others: a road or border between two, a front, a part with a capital."""
        name = draft.name
        bases = [self._choices[index].place for index in site.ends]
        found = [base for base in bases if base is not None]
        if len(found) == 2 and not re.search(r"(?:border|frontier)$", name, re.I):
            _put(draft, relative.place_between(_circle(found[0]), _circle(found[1])), "between two places, computed")
            draft.country = found[0].country if found[0].country == found[1].country else None
        elif len(found) == 1 and relative.is_front(name):
            draft.kind, draft.country, draft.admin1 = str(PlaceKind.REGION), found[0].country, found[0].admin1
            _put(draft, relative.place_front(name, _circle(found[0])), "about the place it is named after")
            draft.near, draft.relation = self._base_of_front(site, found[0]), relative.front_noun(name)
        elif len(found) == 1 and found[0].importance >= relative.PART_FROM and (side := relative.split_part(name)) is not None:
            draft.country = found[0].country
            self._place_part(draft, side[0], found[0])
        else:
            self._place_border(draft)

    def _base_of_front(self, site: _Site, found: GazetteerPlace) -> int:
        """The town that a front sector is named after, as a place."""
        key = ("place", found.pid, None)
        if key not in self._by_key:
            self._by_key[key] = len(self.places)
            base = PlaceDraft(self.doc[site.start : site.end - 1].text, str(found.kind), [], found.country, found.admin1, located=True)
            base.geonames = found.geonames
            choice = self._choices[site.ends[0]]
            _put(base, relative.place_named(found, choice.precision_km or found.radius_km), choice.by)
            self.places.append(base)
        self.places[self._by_key[key]].mentions.append((site.start, site.end - 1, "name"))
        return self._by_key[key]

    def _border(self, mention: EntityMention) -> int | None:
        """ "The Thai border": a place of its own."""
        if mention["noun"] not in ("border", "frontier"):
            return None
        start = mention["start"]
        while start < mention["head"] and self.doc[start].pos_ in ("DET", "PRON", "PUNCT", "SPACE"):
            start += 1
        draft = PlaceDraft(self.doc[start : mention["end"]].text, str(PlaceKind.REGION), [], located=True)
        self._place_border(draft)
        if draft.lat is None:
            return None
        key = ("border", draft.name)
        if key not in self._by_key:
            self._by_key[key] = len(self.places)
            self.places.append(draft)
        self.places[self._by_key[key]].mentions.append((start, mention["end"], "name"))
        return self._by_key[key]

    def _place_border(self, draft: PlaceDraft) -> None:
        """ "The Syrian border", "Lebanon-Israel border": a region of no country."""
        match = _BORDER.match(draft.name)
        if match is None:
            return
        draft.kind, draft.country = str(PlaceKind.REGION), None
        codes = [code for part in re.split(r"[-–—/]| and ", match[1]) if (code := _country_code(part.strip()))]
        if len(codes) == 1:
            others = [code for code in sorted(self._countries, key=lambda code: -self._countries[code]) if code != codes[0]]
            codes += others[:1]
        countries = [country for code in codes[:2] if (country := gazetteer.country(code)) is not None]
        if len(countries) == 2 and _adjoin(countries[0], countries[1]):
            _put(draft, relative.place_border(_circle(countries[0]), _circle(countries[1])), "between two countries, computed")

    def _locate(self, sites: dict[int, _Site]) -> None:
        """Locators of named places ("Safina, 45 km south of Mosul") and what is told to hold a place."""
        for site in sites.values():
            if site.name not in self._draft_of:
                continue
            toponym = self._toponyms[site.name]
            draft = self.places[self._draft_of[site.name]]
            held = next((self._draft_of[other] for other in toponym.inside if other in self._draft_of), None)
            if held is not None and self.places[held] is not draft and draft.parent is None:
                draft.parent = held
                draft.country = draft.country or self.places[held].country
            locator = toponym.locator
            base = self._draft_of.get(locator.base) if locator is not None else None
            if locator is None or base is None or self.places[base] is draft or self.places[base].kind == PlaceKind.COUNTRY:
                continue
            draft.near, draft.relation = base, locator.words
            at = self.places[base]
            draft.country = draft.country or at.country
            if draft.lat is None and at.lat is not None and at.lon is not None:
                told = Relation(locator.words, 0, locator.km, locator.degrees, "side" if locator.degrees is not None else "near")
                _put(draft, relative.place_by(told, Circle(at.lat, at.lon, at.precision_km or 1.0)), "computed from the distance told")

    def _taken_up(self, mention: EntityMention, last: dict[str, int]) -> int | None:
        """ "the city", "the town": the last settlement named; a described place of its own is none."""
        head = self.doc[mention["head"]]
        named = next((noun for noun in grammar.prepositional(head, "of") if noun.i in self.of_head), None)
        if named is not None:
            return None
        if not mention["definite"] or not any(kid.lower_ in ("the", "this", "that") for kid in head.children):
            return None
        if mention["noun"] not in _TAKEN_UP:
            return None
        return last.get(mention["kind"] or "")

    def _is_located(self, site: _Site, draft: PlaceDraft) -> bool:
        """Whether a mention names where something is: no country that acts, no part of another name, no mere word."""
        token = top = self.doc[site.mention["head"]]
        while top.dep_ in ("conj", "appos") and top.head is not top and top.head.pos_ in ("PROPN", "NOUN"):
            top = top.head
        locative = top.dep_ == "pobj" and top.head.lower_ not in _NOT_LOCATIVE
        if draft.kind == PlaceKind.COUNTRY:
            if _inside_name(token, site):
                return False
            return locative or top.dep_ in ("appos", "npadvmod", "ROOT", "dep") or bool(self._toponyms[site.name].inside)
        found = self._choices[site.name].place
        if found is None and draft.lat is None:
            return locative and not (draft.name.isupper() and len(draft.name) <= _ACRONYM)
        known = found is None or found.importance >= choosing.KNOWN or self._toponyms[site.name].kind is not None
        return locative or known or token.ent_type_ in _NER_PLACE

    # -- unnamed places -----------------------------------------------------------------------------------

    def _token(self, char: int) -> int:
        """The token at a character, or the first after it."""
        index = max(0, bisect_right(self._starts, char) - 1)
        return index if char < self._starts[index] + len(self.doc[index]) else min(index + 1, len(self.doc) - 1)

    def _relative(self, site: _Site, sites: dict[int, _Site]) -> None:
        """ "near X", "north of X", "the outskirts of X", "between X and Y": a place of its own that lies by X."""
        place = self._draft_of[site.name]
        begin = self._starts[site.start]
        sentence = self.doc[site.start].sent.start_char
        before = self._text[max(sentence, begin - _BEFORE) : begin]
        words = relative.read_between(before)
        if words is not None:
            self._between(site, place, words, begin, sites)
            return
        found = relative.read_relation(before)
        if found is None or any(toponym.locator and toponym.locator.base == site.name for toponym in self._toponyms[max(0, site.name - 2) : site.name]):
            return
        base = self.places[place]
        if base.kind == PlaceKind.COUNTRY and found.form not in ("part", "coast", "sea", "border"):
            return
        if found.form == "edge" and gazetteer.is_name(gazetteer.fold_place(f"{found.words} {base.name}")):
            return
        key = ("relative", found.label or found.words, place)
        near = self._by_key.get(key)
        if near is None:
            near = self._by_key[key] = len(self.places)
            self.places.append(self._near_draft(found, place))
        self.places[near].mentions.append((self._token(begin - found.start), site.end, "name"))
        self.relative_at[site.mention["head"]] = near

    def _near_draft(self, found: Relation, place: int) -> PlaceDraft:
        base = self.places[place]
        draft = PlaceDraft(f"{found.label or found.words} {base.name}", str(PlaceKind.REGION), [], base.country, base.admin1, near=place, relation=found.words, located=True)
        if found.form == "border":
            draft.country = None
            self._place_border_with(draft, base)
        elif base.lat is not None and base.lon is not None:
            circle = Circle(base.lat, base.lon, base.precision_km or 1.0)
            if found.form == "part" and base.kind == PlaceKind.COUNTRY and (own := gazetteer.country(base.country or "")) is not None:
                known = relative.part(found.words.removesuffix(" of"), own)
                _put(draft, known if isinstance(known, Placing) else relative.place_named(known, known.radius_km), "part, computed")
            else:
                _put(draft, relative.place_by(found, circle), "computed from the place it lies by")
        return draft

    def _place_border_with(self, draft: PlaceDraft, base: PlaceDraft) -> None:
        one = gazetteer.country(base.country or "")
        for code in sorted(self._countries, key=lambda code: -self._countries[code]):
            other = gazetteer.country(code)
            if one is not None and other is not None and code != base.country and _adjoin(one, other):
                _put(draft, relative.place_border(_circle(one), _circle(other)), "between two countries, computed")
                return

    def _between(self, site: _Site, place: int, words: str, begin: int, sites: dict[int, _Site]) -> None:
        """The road or ground between two named places."""
        other = next((rival for rival in sites.values() if rival.name == self._next(site) and rival.name in self._draft_of), None)
        if other is None:
            return
        gap = self._text[self._starts[site.end - 1] + len(self.doc[site.end - 1]) : self._starts[other.start]]
        if not re.fullmatch(r"\s+(?:and|to|towards?)\s+(?:the\s+)?(?:[a-z]+\s+of\s+)?", gap):
            return
        first, second = self.places[place], self.places[self._draft_of[other.name]]
        border = PlaceKind.COUNTRY in (first.kind, second.kind)
        if border and "border" not in words or first is second:
            return
        draft = PlaceDraft(f"{words} {first.name} and {second.name}".replace("from", "between") if "from" in words else f"{words} {first.name} and {second.name}",
                           str(PlaceKind.REGION), [], first.country if first.country == second.country else None,
                           near=place, relation="border between" if border else "between", located=True)  # fmt: skip
        if first.lat is not None and first.lon is not None and second.lat is not None and second.lon is not None:
            ends = Circle(first.lat, first.lon, first.precision_km or 1.0), Circle(second.lat, second.lon, second.precision_km or 1.0)
            if not border and (distance_km(*ends[0][:2], *ends[1][:2]) > _BETWEEN_KM or self._both_states(site, other)):
                return
            _put(draft, relative.place_border(*ends) if border else relative.place_between(*ends), "between two places, computed")
        elif "road" not in words and "highway" not in words:
            return
        near = len(self.places)
        self.places.append(draft)
        start = self._token(begin - len(self._text[:begin]) + self._text.rindex(words.split()[0], 0, begin)) if words.split()[0] in self._text[:begin] else site.start
        draft.mentions.append((start, other.end, "name"))
        self.relative_at[site.mention["head"]] = self.relative_at[other.mention["head"]] = near

    def _both_states(self, site: _Site, other: _Site) -> bool:
        chosen = [self._choices[one.name].place for one in (site, other)]
        return all(place is not None and place.importance >= _STATES_FROM for place in chosen)

    def _next(self, site: _Site) -> int:
        return max((site.name, *site.ends)) + 1


def _outermost(raw: list[_Raw]) -> list[_Raw]:
    """Without names that stand inside a longer one: "Khartoum" of "Khartoum state"."""
    kept: list[_Raw] = []
    for site in sorted(raw, key=lambda item: (item[1], -item[2])):
        if not kept or site[2] > kept[-1][2]:
            kept.append(site)
    return kept


def _inside_name(token: Token, site: _Site) -> bool:
    """Whether a name stands inside one of something else: "Ohio State University", "University of Georgia"."""
    head = token.head
    if head is token or _is_title(token):
        return False
    if token.dep_ in ("compound", "nmod") and head.i >= site.end:
        return head.pos_ == "PROPN" and head.shape_[:1] == "X" and not relative.is_kind_noun(head.text)
    if token.dep_ == "pobj" and head.lower_ == "of" and head.head.pos_ == "PROPN":
        return head.head.shape_[:1] == "X" and not relative.is_kind_noun(head.head.text)
    return False


def _is_title(token: Token) -> bool:
    """Whether a sentence is set in title case, where capitals tell no names."""
    words = [word.text for word in token.sent[:40] if len(word) > 3 and word.is_alpha]
    return sum(word[0].isupper() for word in words) > _TITLED * len(words)


def _base(name: str) -> str:
    """The name without the noun of its kind: "Donetsk", "Donetsk province" and "Donetsk region" are one."""
    return fold(_GENERIC.sub(" ", name)) or fold(name)


def _told_kind(told: str, found: GazetteerPlace) -> str:
    """The gazetteer's kind where the words' is only another view of it (a district that is a region to GeoNames)."""
    if told in ("region", "district") and found.kind is PlaceKind.REGION:
        return str(PlaceKind.DISTRICT if found.feature in ("ADM2", "ADM3") else PlaceKind.REGION)
    if told == "settlement" and found.kind in (PlaceKind.REGION, PlaceKind.PHYSICAL):
        return str(found.kind)
    return told


def _circle(place: GazetteerPlace) -> Circle:
    return Circle(place.lat, place.lon, place.radius_km)


def _adjoin(first: GazetteerPlace, second: GazetteerPlace) -> bool:
    return distance_km(first.lat, first.lon, second.lat, second.lon) < 2.2 * (first.radius_km + second.radius_km)


def _country_code(name: str) -> str | None:
    """The alpha-3 code of a country's name or adjective."""
    found = lexicons.country_index().get(name) or lexicons.demonym_index().get(name)
    return lexicons.countries()[found].code if found else None


def _put(draft: PlaceDraft, placing: Placing, by: str | None) -> None:
    """Write coordinates with their exactness on a draft."""
    draft.lat, draft.lon = round(placing.circle.lat, 4), round(placing.circle.lon, 4)
    draft.precision_km = round(placing.circle.km, 1)
    draft.geo_precision, draft.where_prec, draft.by = placing.geo_precision, placing.where_prec, by
