"""Which mentions are one place, where it is, and the unnamed places beside them ("north of X").

What the words tell is read in `context` and `relative`, candidates are chosen in `choosing`; here mentions become
places. A place that nothing tells enough of keeps its name and has no coordinates.
"""

from __future__ import annotations

import re
from collections import Counter

from spacy.tokens import Doc

from reports import gazetteer, lexicons
from reports.annotate import grammar, layers
from reports.annotate.layers import EntityMention
from reports.annotate.noun_phrases import NER_PLACE
from reports.gazetteer import GazetteerPlace
from reports.geometry import distance_km
from reports.lexicons import fold
from reports.records import PlaceKind
from reports.resolve import choosing, context, placing, relative
from reports.resolve.candidates import KNOWN
from reports.resolve.choosing import Choice, Evidence
from reports.resolve.context import Toponym
from reports.resolve.drafts import PlaceDraft
from reports.resolve.relative import Relation
from reports.resolve.sites import Site, Sites, inside_name
from reports.resolve.wording import of_country

_GENERIC = re.compile(
    r"\b(?:province|region|oblast|governorate|state|district|county|city|town|village|area|prefecture|department|"
    r"territory)\b",
    re.I,
)
_BEFORE = 90  # characters before a name that may tell how a place lies by it
_AND = re.compile(r"\s+(?:and|to|towards?)\s+(?:the\s+)?(?:[a-z]+\s+of\s+)?")
_TAKEN_UP = frozenset("city town village capital province region district camp airport base enclave".split())
_LEADING = frozenset({"to", "towards", "toward", "from", "between", "with"})
_WAYS = frozenset("border corridor frontier highway line motorway pass railway road route track way".split())
_ROUGHLY = frozenset("about around just located nearly only roughly some".split())
_CAPITAL = "PPLC"  # the feature of GeoNames
_LANDS = frozenset("territory soil airspace land".split())
_NOT_LOCATIVE = frozenset("by with against for between than as like".split())
_ACRONYM = 5  # letters
_BETWEEN_KM = 400.0  # farther apart, "between A and B" is no place
_STATES_FROM = 70  # importance of cities that may stand for their states


class Atlas:
    """The places of a story. `of_head` tells the place at a mention's head, `relative_at` an unnamed one about it.

    `locators` are the heads of names that only tell where another place lies: "Bara, 60 km north of X".
    """

    def __init__(self, doc: Doc, dateline: str | None = None) -> None:
        self.doc = doc
        self.places: list[PlaceDraft] = []
        self.of_head: dict[int, int] = {}
        self.relative_at: dict[int, int] = {}
        self.phrase_of: dict[int, tuple[int, int]] = {}  # head -> the whole words, where the name is only part of them
        self._sites = Sites(doc)
        self._name_heads = {mention["head"] for mention in self._sites.mentions if mention["form"] == "name"}
        self._by_key: dict[tuple[object, ...], int] = {}
        self._draft_of: dict[int, int] = {}  # number of a name -> place
        self._toponyms: list[Toponym] = context.read_toponyms(self._sites.text, self._sites.names)
        self._countries = self._story_countries()
        self._choices: list[Choice] = choosing.choose_all(self._toponyms, Evidence(self._countries, dateline))
        settled = Counter(choice.place.country for choice in self._choices if choice.place and choice.place.country)
        self._all_countries = [*self._countries, *(code for code, _ in settled.most_common())]
        self._holding = {other for toponym in self._toponyms for other in toponym.inside}
        self._located_by = {toponym.locator.base for toponym in self._toponyms if toponym.locator is not None}
        self.locators = {head for head, site in self._sites.at.items() if site.name in self._located_by}

    def build(self) -> Atlas:
        """Cluster all place mentions, countries included; nominal ones ("the town") take up the last of their kind."""
        last: dict[str, int] = {}
        for mention in self._sites.mentions:
            place = self._place(mention, last)
            if place is not None:
                self._stand(mention["head"], place)
                if mention["form"] == "name":
                    self._learn(mention, place, last)
        sites = [site for site in self._sites.at.values() if site.name in self._draft_of]
        for site in sites:
            self._locate(site)
        for site in sites:
            self._relative(site)
        return self

    def _learn(self, mention: EntityMention, place: int, last: dict[str, int]) -> None:
        """Note a place as the last one of its kind, of its noun ("post"), and as the last capital if it is one."""
        kind = self.places[place].kind
        if mention["noun"] and mention["kind"] == "facility":
            last[mention["noun"]] = place
        if kind not in last or not self._is_landmark(mention):
            last[kind] = place
        found = self._choices[self._sites.at[mention["head"]].name].place
        if found is not None and found.feature == _CAPITAL:
            last[_CAPITAL] = place

    def _is_landmark(self, mention: EntityMention) -> bool:
        """Whether a place only tells where another one is or leads: "the road to Homs", "9 km north of Homs"."""
        link = self.doc[mention["head"]].head
        led = self.doc[link.i - 1] if link.i and link.lower_ in _LEADING else None
        return mention["head"] in self.locators or (led is not None and led.lemma_.lower() in _WAYS)

    def _stand(self, head: int, place: int) -> None:
        """Note what stands at a head: for "the Kupiansk direction" the town and the ground."""
        base = self.places[place].near if relative.is_front(self.places[place].name) else None
        self.of_head[head] = place if base is None else base
        if base is not None:
            self.relative_at[head] = place

    def _place(self, mention: EntityMention, last: dict[str, int]) -> int | None:
        if mention["form"] != "name":
            own = self._border(mention)
            own = self._land(mention) if own is None else own
            return self._taken_up(mention, last) if own is None else own
        site = self._sites.at.get(mention["head"])
        if site is None:
            return None
        if mention["label"] != "Country" and inside_name(self.doc[mention["head"]], site):
            return None
        return self._named(site)

    def _story_countries(self) -> dict[str, float]:
        """Countries named or told by adjectives, with weights; the chief one first."""
        counts: Counter[str] = Counter()
        for mention in layers.get(self.doc, "mentions"):
            if mention["country"]:
                counts[mention["country"]] += 2 if mention["label"] in ("Country", "Group", "People") else 1
        for token in self.doc:
            if token.ent_type_ == "NORP" or (token.pos_ == "ADJ" and token.shape_[:1] == "X"):
                found = of_country(token)
                if found is not None and found[1].end == token.i + 1:
                    counts[found[0]] += 2
        return {code: count / 2 for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}

    # -- named places -------------------------------------------------------------------------------------

    def _named(self, site: Site) -> int:
        side = self._side(site)
        name = self.doc[site.start : site.end].text
        start = site.start
        if side is not None:
            start = self._sites.token(self._sites.begin(site.start) - len(side) - 1)
            name = f"{side} {name}"
        key = self._key(site, side)
        place = self._by_key.get(key)
        if place is None:
            place = self._by_key[key] = len(self.places)
            self.places.append(PlaceDraft(name, "", []))
            self.places[place] = self._draft(site, name, side)
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

    def _name_end(self, site: Site, draft: PlaceDraft) -> int:
        """The end of the proper name: "Nyanza" of "Nyanza province"; the noun of a facility or front belongs to it."""
        last = self.doc[site.end - 1]
        belongs = draft.kind in (PlaceKind.FACILITY, PlaceKind.PHYSICAL) or not last.text.islower()
        if site.ends or site.end - site.start < 2 or belongs:
            return site.end
        return site.end - 1 if relative.is_kind_noun(last.lemma_) else site.end

    def _side(self, site: Site) -> str | None:
        """The "eastern" before a name, where that makes it a part of the place."""
        begin = self._sites.begin(site.start)
        side = relative.read_part(self._sites.text[max(0, begin - 30) : begin].rpartition("\n")[2])
        chosen = self._choices[site.name].place
        if side is None or chosen is None:
            return None
        told = chosen.kind is PlaceKind.REGION and self._toponyms[site.name].kind == "region"
        return None if told and relative.in_direction(chosen, side) else side

    def _key(self, site: Site, side: str | None) -> tuple[object, ...]:
        toponym, choice = self._toponyms[site.name], self._choices[site.name]
        if choice.place is None:
            return ("name", _base(toponym.name), side)
        if choice.at_base:
            return ("at", choice.place.pid, fold(toponym.name), side)
        return ("place", choice.place.pid, side)

    def _draft(self, site: Site, name: str, side: str | None) -> PlaceDraft:
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
            self._compose(draft, site)
        elif side is not None:
            placing.put_part(draft, side, found)
        else:
            draft.admin1 = found.admin1
            draft.geonames = None if choice.at_base else found.geonames
            placing.put(draft, relative.place_named(found, choice.precision_km or found.radius_km), choice.by)
        return draft

    def _is_located(self, site: Site, draft: PlaceDraft) -> bool:
        """Whether a mention names where something is: no country that acts, no part of another name, no mere word."""
        token = top = self.doc[site.mention["head"]]
        while top.dep_ in ("conj", "appos") and top.head != top and top.head.pos_ in ("PROPN", "NOUN"):
            top = top.head
        locative = top.dep_ == "pobj" and top.head.lower_ not in _NOT_LOCATIVE
        toponym, found = self._toponyms[site.name], self._choices[site.name].place
        if draft.kind == PlaceKind.COUNTRY:
            beside = top.dep_ in ("appos", "npadvmod", "ROOT", "dep") or bool(toponym.inside)
            return site.name in self._holding or ((locative or beside) and not inside_name(token, site))
        if found is None and draft.lat is None:
            of_unknown = top.head.lower_ == "of" and toponym.kind is None
            return locative and not of_unknown and not (draft.name.isupper() and len(draft.name) <= _ACRONYM)
        if top.dep_ == "pobj" and not locative and found is not None and found.importance >= _STATES_FROM:
            return False  # "talks between Moscow and Kyiv"
        known = found is None or found.importance >= KNOWN or toponym.kind is not None
        return locative or known or token.ent_type_ in NER_PLACE

    def _locate(self, site: Site) -> None:
        """What is told to hold a place, and its locator ("Safina, 45 km south of Mosul")."""
        toponym, draft = self._toponyms[site.name], self.places[self._draft_of[site.name]]
        held = next((self._draft_of[other] for other in toponym.inside if other in self._draft_of), None)
        if held is not None and self.places[held] is not draft and draft.parent is None:
            draft.parent = held
            draft.country = draft.country or self.places[held].country
            placing.put_inside(draft, self.places[held])
        locator = toponym.locator
        place = self._draft_of.get(locator.base) if locator is not None else None
        if locator is not None and place is not None:
            form = "side" if locator.degrees is not None else "near"
            self._lie_by(draft, place, Relation(locator.words, 0, locator.km, locator.degrees, form))

    def _lie_by(self, draft: PlaceDraft, place: int, told: Relation) -> None:
        """Note that a place is told to lie by another, and put it there if it is not known where it is."""
        base = self.places[place]
        if base is draft or base.kind == PlaceKind.COUNTRY or self._leads_to(place, draft):
            return
        draft.near, draft.relation, draft.located = place, told.words, True
        draft.country = draft.country or base.country
        circle = placing.draft_circle(base)
        if draft.lat is None and circle is not None:
            placing.put(draft, relative.place_by(told, circle), "computed from the distance told")

    def _leads_to(self, place: int | None, draft: PlaceDraft) -> bool:
        """Whether a place is itself told to lie by another one, and so on to the draft."""
        while place is not None:
            if self.places[place] is draft:
                return True
            place = self.places[place].near
        return False

    def _taken_up(self, mention: EntityMention, last: dict[str, int]) -> int | None:
        """ "the city", "the town": the last settlement named; a described place of its own is none.

        "The hospital", "the same post": the last place whose name has that noun.
        """
        head = self.doc[mention["head"]]
        named = next((noun for noun in grammar.prepositional(head, "of") if noun.i in self._name_heads), None)
        if named is not None or not mention["noun"]:
            return None
        if not mention["definite"] or not any(kid.lower_ in ("the", "this", "that") for kid in head.children):
            return None
        if mention["noun"] == "capital" and not any(kid.pos_ == "ADJ" for kid in head.children):
            return last.get(_CAPITAL, last.get(mention["kind"] or ""))
        alike = last.get(mention["noun"])
        return last.get(mention["kind"] or "") if alike is None and mention["noun"] in _TAKEN_UP else alike

    # -- names made of names ------------------------------------------------------------------------------

    def _compose(self, draft: PlaceDraft, site: Site) -> None:
        """Coordinates of a name made of others: a road between two, a border, a front, a part with a capital."""
        found = [place for index in site.ends if (place := self._choices[index].place) is not None]
        if len(found) == 2 and not re.search(r"(?:border|frontier)$", draft.name, re.I):
            ends = placing.circle_of(found[0]), placing.circle_of(found[1])
            placing.put(draft, relative.place_between(*ends), "between two places, computed")
            draft.country = found[0].country if found[0].country == found[1].country else None
        elif len(found) == 1 and relative.is_front(draft.name):
            draft.kind, draft.country, draft.admin1 = str(PlaceKind.REGION), found[0].country, found[0].admin1
            circle = relative.place_front(draft.name, placing.circle_of(found[0]))
            placing.put(draft, circle, "about the place it is named after")
            draft.near, draft.relation = self._base_of_front(site, found[0]), relative.front_noun(draft.name)
            draft.unnamed = True
        elif len(found) == 1 and found[0].importance >= relative.PART_FROM:
            side = relative.split_part(draft.name)
            if side is not None:
                placing.put_part(draft, side[0], found[0])
        else:
            placing.put_border(draft, self._all_countries)

    def _base_of_front(self, site: Site, found: GazetteerPlace) -> int:
        """The town that a front sector is named after, as a place."""
        key = ("place", found.pid, None)
        if key not in self._by_key:
            self._by_key[key] = len(self.places)
            name = self.doc[site.start : site.end - 1].text
            base = PlaceDraft(name, str(found.kind), [], found.country, found.admin1, located=True)
            base.geonames = found.geonames
            choice = self._choices[site.ends[0]]
            placing.put(base, relative.place_named(found, choice.precision_km or found.radius_km), choice.by)
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
        placing.put_border(draft, self._all_countries)
        if draft.lat is None:
            return None
        place = self._by_key.setdefault(("border", draft.name), len(self.places))
        if place == len(self.places):
            self.places.append(draft)
        self.places[place].mentions.append((start, mention["end"], "name"))
        return place

    def _land(self, mention: EntityMention) -> int | None:
        """ "Syrian territory", "Lebanese airspace": the country."""
        own = gazetteer.country(mention["country"] or "") if mention["noun"] in _LANDS else None
        before = self.doc[mention["head"] - 1] if mention["head"] > mention["start"] else None
        if own is None or before is None or lexicons.demonym_index().get(before.text) is None:
            return None
        key = ("place", own.pid, None)
        place = self._by_key.get(key)
        if place is None:
            place = self._by_key[key] = len(self.places)
            draft = PlaceDraft(own.name, str(own.kind), [], country=own.country, located=True)
            placing.put(draft, relative.place_named(own, own.radius_km), "country of that land")
            self.places.append(draft)
        self.places[place].mentions.append((mention["start"], mention["end"], "nominal"))
        return place

    # -- unnamed places -----------------------------------------------------------------------------------

    def _relative(self, site: Site) -> None:
        """ "near X", "north of X", "the outskirts of X", "between X and Y": a place of its own that lies by X."""
        place = self._draft_of[site.name]
        begin = self._sites.begin(site.start)
        before = self._sites.text[max(self.doc[site.start].sent.start_char, begin - _BEFORE) : begin]
        between = relative.read_between(before)
        if between is not None:
            self._between(site, between[0], begin - between[1])
            return
        found = relative.read_relation(before)
        if found is None or site.name in self._located_by or not self._may_lie_by(found, self.places[place]):
            return
        taken_up = self._located_so(begin - found.start) if found.km is not None else None
        if taken_up is not None:
            self.locators.add(site.mention["head"])
            if self.places[taken_up].near is None:
                self._lie_by(self.places[taken_up], place, found)
            return
        key = ("relative", found.label, place)
        near = self._by_key.setdefault(key, len(self.places))
        if near == len(self.places):
            self.places.append(self._beside(found, place))
        self.places[near].mentions.append((self._sites.token(begin - found.start), site.end, "name"))
        self.relative_at[site.mention["head"]] = near

    def _located_so(self, char: int) -> int | None:
        """The place of "the town" in "the town, some 50 km south of X": no other place is told of."""
        token = self._sites.token(char) - 1
        while token > 1 and self.doc[token].lower_ in _ROUGHLY:
            token -= 1
        noun = token - 1
        named = noun in self._name_heads or self.doc[token].text != ","
        return None if named else self.of_head.get(noun)

    def _may_lie_by(self, found: Relation, base: PlaceDraft) -> bool:
        if base.kind == PlaceKind.COUNTRY and found.form not in ("part", "coast", "sea", "border"):
            return False
        return not (found.form == "edge" and gazetteer.is_name(gazetteer.fold_place(f"{found.words} {base.name}")))

    def _beside(self, found: Relation, place: int) -> PlaceDraft:
        base = self.places[place]
        draft = PlaceDraft(f"{found.label} {base.name}", str(PlaceKind.REGION), [], base.country, base.admin1)
        draft.near, draft.relation, draft.located, draft.unnamed = place, found.words, True, True
        if found.form == "border":
            draft.country = None
            placing.put_border_of(draft, base.country or "", self._all_countries)
        else:
            placing.put_beside(draft, found, base)
        return draft

    def _between(self, site: Site, words: str, start: int) -> None:
        """The road or ground between two named places; `start` is the character at which the words begin."""
        other = self._sites.of_name.get(max((site.name, *site.ends)) + 1)
        if other is None or other.name not in self._draft_of:
            return
        gap = self._sites.text[self._sites.end(site.end) : self._sites.begin(other.start)]
        first, second = self.places[self._draft_of[site.name]], self.places[self._draft_of[other.name]]
        border = PlaceKind.COUNTRY in (first.kind, second.kind)
        if not _AND.fullmatch(gap) or first is second or (border and "border" not in words):
            return
        draft = PlaceDraft(f"{words} {first.name} and {second.name}", str(PlaceKind.REGION), [])
        draft.country = first.country if first.country == second.country else None
        draft.near, draft.located, draft.unnamed = self._draft_of[site.name], True, True
        draft.relation = "border between" if border else "between"
        if not self._put_between(draft, site, other, border):
            return
        near = len(self.places)
        self.places.append(draft)
        draft.mentions.append((self._sites.token(start), other.end, "name"))
        self.relative_at[site.mention["head"]] = self.relative_at[other.mention["head"]] = near

    def _put_between(self, draft: PlaceDraft, site: Site, other: Site, border: bool) -> bool:
        """Coordinates of the ground between; False where it is no ground ("talks between Moscow and Kyiv")."""
        first, second = (placing.draft_circle(self.places[self._draft_of[one.name]]) for one in (site, other))
        if first is None or second is None:
            return "road" in draft.name or "highway" in draft.name
        chosen = [self._choices[one.name].place for one in (site, other)]
        states = all(place is not None and place.importance >= _STATES_FROM for place in chosen)
        apart = distance_km(first.lat, first.lon, second.lat, second.lon)
        if not border and (apart > _BETWEEN_KM or states):
            return False
        put = relative.place_border if border else relative.place_between
        placing.put(draft, put(first, second), "between two places, computed")
        return True


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
