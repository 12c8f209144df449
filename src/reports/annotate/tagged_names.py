"""Persons as the tagger bounds them: which words of a tagged phrase are the name, and which the title before it.

"Minister for Northern Affairs Yusra Hamdan" is one person: her name is the last run of capitals, the rest is her role.
Where its last word has no capital ("general augusto verra"), the run is of words that no list knows as anything else.
"The governor of Paktika" has no name. Titles may hold names of places and bodies; none of these is the person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from reports import lexicons, words
from reports.annotate.layers import TaggedSpan, get_tagged
from reports.annotate.names import SURE
from reports.annotate.noun_phrases import NounPhrases, mention_words
from reports.records import EntityLabel

_BODIES = ("actor", "agency", "country", "weak")
_BEFORE_A_NAME = (*_BODIES, "people", "demonym")
_NO_NAME = frozenset("named called identified aged old year month former late alleged suspected".split())
_SHORTEST_TITLE = 3  # capitals behind a preposition of which the last two are a name: "of Justice Marek Holub"


class TaggedName(NamedTuple):
    """A person's phrase `start:end`, the name in it, the token that governs it."""

    start: int
    end: int
    first: int
    head: int

    @property
    def name(self) -> tuple[int, int]:
        """The tokens of the name, which end the phrase."""
        return self.first, self.end


class TaggedNames:
    """The named persons among the tagged phrases of one Doc. `titles`: tokens of phrases of persons with no name.

    `lasts`: the last tokens of all phrases of persons.
    """

    def __init__(self, phrases: NounPhrases) -> None:
        self.phrases = phrases
        self.doc = phrases.doc
        self.at: dict[int, TaggedName] = {}
        self.titles: set[int] = set()
        spans = [one for one in get_tagged(self.doc)["entities"] if one["label"] == EntityLabel.PERSON]
        self._single = {self.doc[one["end"] - 1].lower_ for one in spans if one["end"] - one["start"] <= 2}
        self.lasts: set[int] = set()
        for start, end in self._joined(spans):
            self.lasts.add(end - 1)
            found = self._name_in(start, end)
            if found is None:
                if self.phrases.role_at[end - 1] or self._preposition_in(start, end) is not None:
                    self.titles.update(range(start, end))
            elif found.end - found.start > 1:
                self.at.update(dict.fromkeys(range(found.start, found.end), found))

    def _joined(self, spans: list[TaggedSpan]) -> Iterator[tuple[int, int]]:
        """The phrases that are surely a person's; a title without a name and the name right behind it are one."""
        taken = 0
        for one, following in zip(spans, [*spans[1:], None], strict=False):
            start, end, sure = one["start"], one["end"], one["score"] >= SURE
            if start < taken:
                continue
            titled = following is not None and following["start"] == end and self._is_title(start, end)
            if following is not None and titled and self._is_capital(end):
                end, sure = following["end"], sure or following["score"] >= SURE
            if sure:
                yield start, end
            taken = end

    def _is_title(self, start: int, end: int) -> bool:
        titled = any(self.phrases.role_at[token] for token in range(start, end))
        return titled and self._first_of_name(start, end) is None

    def _name_in(self, start: int, end: int) -> TaggedName | None:
        while end > start and (self.doc[end - 1].is_punct or self.doc[end - 1].tag_ == "POS"):
            end -= 1
        first = self._first_of_name(start, end)
        if first is None:  # "Colonel Musa of the 5th Brigade"
            end = next((index for index in range(start + 1, end) if self.doc[index].pos_ == "ADP"), start)
            first = self._first_of_name(start, end)
        if first is None:
            return None
        head = self._head(start, first, end)
        begin = min(start, self.phrases.start(self.doc[head])) if head >= first else start
        return TaggedName(begin, end, first, head)

    def _head(self, start: int, first: int, end: int) -> int:
        """The token by which the phrase hangs in its sentence: of the name where that is not inside the title."""
        roots = [token for token in self.doc[start:end] if not start <= token.head.i < end or token.head == token]
        named = [token.i for token in roots if token.i >= first and not token.is_punct]
        titled = [token.i for token in roots if token.i < first and token.pos_ in ("NOUN", "PROPN")]
        return (named or titled or [end - 1])[0]

    def _first_of_name(self, start: int, end: int) -> int | None:
        """Where the name that ends a phrase begins, or None if it ends in none."""
        if end > start and self.doc[end - 1].is_lower:
            return self._first_of_uncapitalised(start, end)
        if end <= start or not self._is_capital(end - 1) or self.doc[end - 1].pos_ == "PRON":
            return None
        run = end
        while run > start and self._in_run(run - 1):
            run -= 1
        first = self._behind_titles(run, end)
        preposition = self._preposition_in(start, run)
        if preposition is not None:
            titled = self.phrases.role_at[run] is not None  # "a spokesman for President X" is not X
            behind = self._behind_office(run, end, start, preposition) if not titled else None
            first = behind if behind is not None else end
        return first if first < end and self._is_name(first, end) else None

    def _first_of_uncapitalised(self, start: int, end: int) -> int | None:
        """Where a name of several words without capitals begins: behind all titles, nouns for people and known names.

        Of "his companion gilda flores" the first word behind a determiner is a noun, and not of the name.
        """
        run = end
        while run > start and self._may_name(self.doc[run - 1]):
            run -= 1
        while run < end and self.doc[run].lower_ in mention_words()["name_particles"]:
            run += 1
        run += run > start and self.doc[run - 1].pos_ in ("DET", "PRON", "NUM")
        behind = run > start and self.doc[run - 1].pos_ == "ADP" and self.phrases.role_at[run - 1] is None
        return run if end - run > 1 and not behind else None

    def _may_name(self, token: Token) -> bool:
        """Whether a word without a capital may be of a name: none that any list knows as something else."""
        if token.lower_ in mention_words()["name_particles"]:
            return True
        if token.shape_[:1] != "x" or token.is_stop or self.phrases.role_at[token.i] is not None:
            return False
        if token.tag_ == "VBG" or token.lower_ in _NO_NAME:
            return False
        hit = self.phrases.hit_at[token.i]
        lemmas = {token.lower_, token.lemma_.lower()}
        if lemmas & (words.actor_nouns().keys() | words.place_nouns().keys()):
            return False
        national = lexicons.demonym_index().get(token.text, any_case=True) is not None
        return (hit is None or hit.source == "gazetteer") and not national

    def _in_run(self, index: int) -> bool:
        token = self.doc[index]
        if token.pos_ in ("ADP", "DET", "CCONJ", "VERB"):
            return False
        return self._is_capital(index) or token.lower_ in mention_words()["name_particles"]

    def _is_capital(self, index: int) -> bool:
        token = self.doc[index]
        return token.shape_[:1] == "X" and any(char.isalpha() for char in token.text)

    def _behind_titles(self, run: int, end: int) -> int:
        """Past the last title in a run of capitals, and the names of bodies and peoples right behind or before it."""
        first = run
        for index in range(run, end):
            title = self.phrases.role_at[index] is not None or self._is_short_title(self.doc[index])
            if title and (index + 1 < end or index == run):
                first = index + 1
        hit = self.phrases.hit_at[first] if first < end else None
        sources = _BEFORE_A_NAME if first > run else ("demonym", "people", "country")
        while hit is not None and hit.source in sources and hit.end < end and self._is_capital(hit.end):
            if self.doc[hit.end - 1].lower_ in mention_words()["name_particles"]:
                break
            first = hit.end
            hit = self.phrases.hit_at[first]
        while first < end and (self.doc[first].is_punct or self.doc[first].text == "-"):
            first += 1
        return first

    @staticmethod
    def _is_short_title(token: Token) -> bool:
        """ "Cmdr.", "Brig.": a shortened word, and no initial. "Mr." and the like stay with the name."""
        if not token.text.endswith(".") or len(token.text) < 4:
            return False
        return token.lower_ not in mention_words()["honorifics"] and token.text.count(".") == 1

    def _preposition_in(self, start: int, run: int) -> int | None:
        """The last preposition before a run of capitals that is no part of a title ("chief of staff")."""
        for index in range(run - 1, start - 1, -1):
            if self.doc[index].pos_ == "ADP" and self.phrases.role_at[index] is None:
                return index
        return None

    def _behind_office(self, first: int, end: int, start: int, preposition: int) -> int | None:
        """Where a name begins behind what an office is for or of ("for the Middle East X Y"), or None."""
        if not any(self.phrases.role_at[index] for index in range(start, preposition)):
            return None
        before = self.doc[first - 1]
        if end - first > 1 and before.pos_ in ("NOUN", "PROPN") and self.phrases.role_at[before.i] is None:
            return first  # "for the north X Y"
        hit, cut = self.phrases.hit_at[first], first
        if hit is not None and hit.start <= first and hit.end < end:
            cut = hit.end
        for index in range(cut, end - 1):
            if self.doc[end - 1].lower_ in self._single and index == end - 2 and self._is_capital(index):
                return index
        if cut == first and end - first < _SHORTEST_TITLE:
            return None
        whole = max(cut, min(self._linked(end), end - 2))  # "for African Affairs X Y"
        known = self.doc[end - 1].lower_ in self._single
        return whole if self._is_capital(whole) and (end - whole > 1 or (known and cut > first)) else None

    def _linked(self, end: int) -> int:
        """Where the words begin that the parser hangs on the last one before `end`."""
        first = end - 1
        while first > 0 and first < self.doc[first - 1].head.i < end:
            first -= 1
        while first > 0 and self.doc[first - 1].head.i == first:
            first -= 1
        return first

    def _is_name(self, first: int, end: int) -> bool:
        """Whether the words can be a person's name: no known body, no noun for one, no title alone."""
        last = self.doc[end - 1]
        hit = self.phrases.hit_at[last.i]
        if hit is not None and hit.source in (*_BODIES, "demonym", "people") and hit.start <= first:
            return False
        lemmas = {last.lower_, last.lemma_.lower()}
        if lemmas & words.actor_nouns().keys() or lemmas & words.place_nouns().keys():
            return False
        if first + 1 == end and (self.phrases.role_at[last.i] or self.phrases.in_time(last.i)):
            return False
        return any(len(token.text) > 1 and token.is_alpha for token in self.doc[first:end])
