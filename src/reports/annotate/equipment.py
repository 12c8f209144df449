"""Weapons and platforms: which words name equipment, what it is, and how many.

`find_equipment` finds and touches nothing; the component `reports_equipment` writes the layer. Names come
from the lexicon (`reports.words`), designations that it lacks ("Xy-99 missiles") from their shape and the
military noun beside them. A word for an attack ("shelling", "air strike") is no equipment; the means in
its name is ("rocket" of "rocket attack"). Works without tags and parse, then with fewer refusals.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from reports.annotate.folded import folded_tokens
from reports.annotate.layers import EquipmentMention
from reports.numerals import parse_number
from reports.words import (
    Need,
    WeaponCategory,
    WeaponEntry,
    WeaponUse,
    actor_nouns,
    designations,
    plural,
    squeeze,
    weapon_index,
    weapons,
)

WINDOW = 12  # tokens on each side in which a military word gives context
_FIRED = frozenset({WeaponCategory.ROCKET, WeaponCategory.MISSILE, WeaponCategory.AMMUNITION})
_LIST_GAP = 3  # tokens between two members of a list
_SEPARATORS = frozenset(
    {",", "and", "or", "/", "&", "(", "plus", "including", "like", "such", "as", "with", ";", "the", "a"}
)
_NOUN_TAGS = frozenset({"", "NOUN", "PROPN", "NUM", "X", "SYM"})
_FINITE_TAGS = frozenset({"VB", "VBP", "VBZ"})
_WORDS_BEFORE_A_NUMBER = frozenset(
    "a am an as at be by he i in is it me my no of on or so to up us we".split()
)  # "An 26-year-old" is no aircraft
_ACTS = frozenset(
    "armed attack attacked attacking attacks ambush battle battlefield blast blasts blew bomb bombard bombarded "
    "bombardment bombed bombing bombings casualties clash clashed clashes combat convoy crashed defused detonate "
    "detonated detonating downed exploded explodes explosion explosions exploding fighting fire fired fires firing "
    "frontline hit intercept intercepted invasion jihadist killed launched launches launching military "
    "offensive pounded raid rained shelled shelling shoot shooting shot shots slammed smuggled stormed strike strikes "
    "striking struck target targeted targeting targets war warfare wounded".split()
)

_NAME_TAIL = r"(?:[A-Za-z]{1,4}\d{0,2}[A-Za-z]?)?(?:[-/]\d{1,3}[A-Za-z]?)?"
_DESIGNATION = re.compile(
    rf"(?<![\w-])(?:[A-Z][A-Za-z]{{0,5}}[-‐‑‒–]?\d{{1,4}}{_NAME_TAIL}|\d{{1,2}}[A-Z]{{1,2}}\d{{1,4}}{_NAME_TAIL})(?![\w-])"
)
_VARIANT = re.compile(r"[a-z]{1,4}\d{0,2}[a-z]?")
_SHORT = re.compile(r"[A-Za-z](?P<hyphen>[-‐‑‒–]?)(?P<digits>\d{1,2})[A-Za-z]*\.?")
_UNIT = r"(?:mm|cm|kg|lb|pound|kilo|kilogram|kilogramme|ton|tonne|inch|calib(?:re|er)|cal|millimet(?:re|er))"
_CALIBRE = re.compile(rf"\d[\d.,x]*[-‐‑]?{_UNIT}", re.IGNORECASE)
_CALIBRE_UNIT = re.compile(_UNIT, re.IGNORECASE)
_NUMERAL = re.compile(r"\.?\d[\d.,x]*")


@dataclass(slots=True)
class _Match:
    """Words of the lexicon, or a designation of unknown make (`entry` None). Token offsets, end-exclusive."""

    start: int
    end: int
    entry: WeaponEntry | None
    accepted: bool = False

    @property
    def use(self) -> WeaponUse:
        return WeaponUse.NAME if self.entry is None else self.entry.use

    @property
    def specific(self) -> bool:
        return self.entry is None or not self.entry.generic


def find_equipment(doc: Doc) -> list[EquipmentMention]:
    """Mentions of weapons and platforms, ordered by start, not overlapping, without determiner and number."""
    matches = _matches(doc)
    _accept(doc, matches)
    return [_mention(doc, group) for group in _groups(doc, matches)]


def _matches(doc: Doc) -> list[_Match]:
    """Everything that may count, stop phrases too, ordered by start, not overlapping."""
    tokens = folded_tokens(doc)
    known = weapons()
    found = [
        _Match(first, last, known[weapon])
        for first, last, weapon in weapon_index().find_in(tokens)
        if not _is_number_after_word(tokens.slice(first, last))
    ]
    taken = {index for match in found for index in range(match.start, match.end)}
    shaped = [match for match in _designated(tokens.text, tokens.starts, tokens.ends) if match.start not in taken]
    return sorted(found + shaped, key=lambda match: match.start) if shaped else found


def _is_number_after_word(surface: str) -> bool:
    """Whether a designation written with a space is a plain word and a number ("An 26", "A 10")."""
    words = surface.split(None, 1)
    if len(words) < 2 or not words[1][0].isdigit():
        return False
    return len(words[0]) == 1 or words[0].lower() in _WORDS_BEFORE_A_NUMBER


def _designated(text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[_Match]:
    """Yields designations by shape that fill whole tokens, known ones with their entry."""
    for shape in _DESIGNATION.finditer(text):
        first = bisect_left(starts, shape.start())
        last = bisect_left(ends, shape.end())
        if first == len(starts) or last == len(ends) or starts[first] != shape.start():
            continue
        # A tokeniser may leave the full stop on ("T-90M.").
        if ends[last] == shape.end() or text[shape.end() : ends[last]] == ".":
            yield _Match(first, last + 1, _known(shape.group()))


def _known(designation: str) -> WeaponEntry | None:
    """The entry of a designation or of the model that it is a variant of ("T-72B3" of "T-72")."""
    lookup = designations()
    for part in (designation, designation.partition("/")[0]):
        key = squeeze(part)
        for cut in range(len(key), 1, -1):
            base = key[:cut]
            if base in lookup and _is_variant(base, key[cut:]):
                return weapons()[lookup[base]]
    return None


def _is_variant(base: str, rest: str) -> bool:
    return not rest or (base[-1].isdigit() and _VARIANT.fullmatch(rest) is not None)


def _accept(doc: Doc, matches: list[_Match]) -> None:
    """Mark the matches that count: first those that stand by themselves, then by context, then by neighbours."""
    names = [match for match in matches if match.use is WeaponUse.NAME]
    waiting: list[tuple[_Match, frozenset[Need]]] = []
    for match in names:
        needs = _needs(doc, match)
        if (Need.NOUN in needs and not _is_noun(doc, match)) or (Need.PLURAL in needs and not _is_plural(doc, match)):
            continue
        match.accepted = not needs & {Need.CONTEXT, Need.ADJACENT}
        if not match.accepted:
            waiting.append((match, needs))
    if not waiting:
        return
    places = [match.start for match in names if match.accepted]
    for match, needs in waiting:
        match.accepted = Need.ADJACENT not in needs and _in_context(doc, match, places)
    _accept_beside(doc, matches, [match for match, _ in waiting if not match.accepted])


def _accept_beside(doc: Doc, matches: list[_Match], waiting: list[_Match]) -> None:
    """Accept those beside accepted equipment, in both directions of a list."""
    order = {match.start: index for index, match in enumerate(matches)}
    for match in (*waiting, *reversed(waiting)):
        if not match.accepted:
            index = order[match.start]
            before = matches[index - 1] if index else None
            after = matches[index + 1] if index + 1 < len(matches) else None
            match.accepted = _is_beside(doc, match, before, after)


def _needs(doc: Doc, match: _Match) -> frozenset[Need]:
    if match.entry is None:
        return _ADJACENT
    if match.end - match.start > 1 and any(doc[i].whitespace_ for i in range(match.start, match.end - 1)):
        return _NOTHING
    surface = doc[match.start : match.end].text
    if not any(char.isdigit() for char in surface):
        return frozenset(match.entry.needs)
    short = _SHORT.fullmatch(surface)
    if short is None or (short["hyphen"] and len(short["digits"]) > 1):
        return _NOTHING
    # "M4" is a road as well, "F-4" a page: the shorter, the more company it needs.
    return _ADJACENT if not short["hyphen"] and len(short["digits"]) == 1 else _CONTEXT


_NOTHING: frozenset[Need] = frozenset()
_ADJACENT = frozenset({Need.ADJACENT})
_CONTEXT = frozenset({Need.CONTEXT})


def _is_noun(doc: Doc, match: _Match) -> bool:
    return doc[match.end - 1].pos_ in _NOUN_TAGS


def _is_plural(doc: Doc, match: _Match) -> bool:
    return doc[match.end - 1].lower_.endswith("s")


def _in_context(doc: Doc, match: _Match, places: Sequence[int]) -> bool:
    """Whether a military word or accepted equipment (`places`, sorted token indexes) is in the window."""
    first, last = max(0, match.start - WINDOW), min(len(doc), match.end + WINDOW)
    nearest = bisect_left(places, first)
    if nearest < len(places) and places[nearest] < last:
        return True
    words = _context_words()
    return any(doc[i].lower_ in words for i in range(first, last) if not match.start <= i < match.end)


@cache
def _context_words() -> frozenset[str]:
    """Words of war in lower case: those who bear arms, in both numbers, and what is done with arms."""
    lemmas = [lemma for lemma, noun in actor_nouns().items() if noun.military and not noun.metonym]
    return _ACTS.union(lemmas, map(plural, lemmas))


def _is_beside(doc: Doc, match: _Match, before: _Match | None, after: _Match | None) -> bool:
    if _calibre_start(doc, match.start) < match.start:
        return True
    if after is not None and after.start == match.end:
        if after.use is WeaponUse.HEAD or (after.accepted and (match.entry is not None or not after.specific)):
            return True
    neighbours = [(before, before.end, match.start)] if before is not None else []
    neighbours += [(after, match.end, after.start)] if after is not None else []
    return any(
        other.accepted and (other.specific or match.entry is not None) and _is_list_gap(doc, first, last)
        for other, first, last in neighbours
    )


def _is_list_gap(doc: Doc, first: int, last: int) -> bool:
    return last - first <= _LIST_GAP and all(doc[i].lower_ in _SEPARATORS for i in range(first, last))


def _groups(doc: Doc, matches: list[_Match]) -> Iterator[list[_Match]]:
    """Yields runs of touching matches that make one mention, each with at least one accepted name."""
    group: list[_Match] = []
    for match in matches:
        if match.use is WeaponUse.STOP or (match.use is WeaponUse.NAME and not match.accepted):
            continue
        if group and not _goes_on(doc, group[-1], match):
            yield from _trimmed(group)
            group = []
        if match.use is not WeaponUse.MODIFIER or doc[match.start].tag_ not in _FINITE_TAGS:
            group.append(match)
    yield from _trimmed(group)


def _goes_on(doc: Doc, last: _Match, match: _Match) -> bool:
    """Whether `match` belongs to the mention that `last` is part of ("Su-25" + "fighter jets")."""
    if last.end != match.start:
        return False
    if match.use is WeaponUse.HEAD:
        return last.use is not WeaponUse.MODIFIER
    closed = last.use is WeaponUse.HEAD or (last.use is WeaponUse.NAME and not last.specific)
    return not (closed and _is_plural(doc, last))


def _trimmed(group: list[_Match]) -> Iterator[list[_Match]]:
    """Yields the group from its first modifier or name to its last name or head, if it has a name."""
    while group and group[-1].use is WeaponUse.MODIFIER:
        group.pop()
    first = next((i for i, match in enumerate(group) if match.use is not WeaponUse.HEAD), len(group))
    group = group[first:]
    if any(match.use is WeaponUse.NAME for match in group):
        yield group


def _mention(doc: Doc, group: list[_Match]) -> EquipmentMention:
    start, end = _calibre_start(doc, group[0].start), group[-1].end
    names = [match for match in group if match.use is WeaponUse.NAME]
    main = next((match for match in names if match.specific), names[-1])
    head = names[-1].entry
    described = main.entry or head
    category = described.category if described is not None else None
    platform = described.platform if described is not None else False
    fired = _fired(doc, end)
    if platform and fired is not None:
        # "Grad rockets" are what the launcher fires, not the launcher.
        platform = False
        if category is WeaponCategory.MULTIPLE_ROCKET_LAUNCHER:
            category = fired.category
    return EquipmentMention(
        start=start,
        end=end,
        name=main.entry.name if main.entry is not None else _singular(doc[main.start : main.end].text),
        category=(category or WeaponCategory.OTHER).value,
        platform=platform,
        count=_count(doc, start, end),
    )


def _fired(doc: Doc, end: int) -> WeaponEntry | None:
    """The entry of a mention's last word, if that is a common noun for what is fired."""
    word = weapon_index().get(doc[end - 1].lower_)
    entry = weapons()[word] if word is not None else None
    return entry if entry is not None and entry.generic and entry.category in _FIRED else None


def _singular(designation: str) -> str:
    return designation[:-1] if designation[-1] == "s" and designation[-2:-1].isdigit() else designation


def _calibre_start(doc: Doc, start: int) -> int:
    """Where a mention begins if a calibre or weight goes before it ("155mm", "500-kg"), else `start`."""
    if start and _CALIBRE.fullmatch(doc[start - 1].text):
        return start - 1
    at = start - 1
    if at < 1 or not _CALIBRE_UNIT.fullmatch(doc[at].text):
        return start
    at -= 1
    if doc[at].text in "-‐‑" and at:
        at -= 1
    return at if _NUMERAL.fullmatch(doc[at].text) else start


def _count(doc: Doc, start: int, end: int) -> int | None:
    """The exact whole number that modifies the mention, None when there is none."""
    words = _numerals(doc, start, end)
    if not words:
        return None
    value = parse_number(" ".join(token.lower_ for token in words))
    return value if isinstance(value, int) else None


def _numerals(doc: Doc, start: int, end: int) -> list[Token]:
    """The number words that modify the mention: by the parse, else those right before it."""
    at = _number_by_parse(doc, start, end)
    if at is None:
        at = start - 1
    first = last = at
    while first >= 0 and _is_number(doc[first]):
        first -= 1
    while last < start and _is_number(doc[last]):
        last += 1
    return [doc[i] for i in range(first + 1, last)]


def _number_by_parse(doc: Doc, start: int, end: int) -> int | None:
    """The token before the mention that the parse says is its number, not that of another member of its list."""
    for index in range(end - 1, start - 1, -1):
        for child in doc[index].lefts:
            if child.i < start and child.dep_ in ("nummod", "compound") and _is_number(child):
                if not any(doc[i].dep_ == "cc" for i in range(child.i, start)):
                    return child.i
    return None


def _is_number(token: Token) -> bool:
    return token.like_num or token.lower_ == "dozen"


class EquipmentComponent:
    """Writes `doc._.equipment`."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.equipment = find_equipment(doc)
        return doc


@Language.factory("reports_equipment", assigns=["doc._.equipment"])
def make_equipment(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component `reports_equipment`. Put it after the parser: tags and parse make it stricter."""
    return EquipmentComponent()
