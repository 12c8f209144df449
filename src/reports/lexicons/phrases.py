"""Finding many phrases in a tokenised text in one pass.

A match begins at a token's start and ends at a token's end, but what is compared is folded text: it does not
matter whether a tokeniser makes one, two or three tokens of "al-Shabaab" or "People's".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

from reports.lexicons.folding import fold, fold_piece

SHORT_ACRONYM = 4
_HIDDEN = ""
_GLUED = 6  # tokens without a space between them that may be one word
# English words that look like an acronym where a headline is set in capitals.
_SHOUTED_WORDS = """
all am an and are as at be but by can do for had has he her him his how i if in is it its let may me my new no not of
off on one or our out own see set she so the they two up was we who why you aim act aid ban bid end map car mad mit
fan far fit hit nap pan pit rap red sad war van"""
_SHOUTED = frozenset(_SHOUTED_WORDS.split())


class Rule(IntEnum):
    """What the letters' case in the text must be for an alias to match."""

    ANY = 0  # the alias has no capital: a common noun
    INITIAL = 1  # the alias begins with a capital: so must the text
    INNER = 2  # the alias has a capital, but not first ("al-Shabaab"): the text must have one
    EXACT = 3  # a short acronym, or an entry marked `case`
    TITLE = 4  # every word that begins with a capital in the alias must in the text ("Foreign Policy")


def case_rule(alias: str, *, exact: bool = False) -> Rule:
    """The case rule of an alias. Short acronyms ("US", "WHO", "M23", "LeT") match in their own case only."""
    if exact or (len(alias) <= 3 * SHORT_ACRONYM and _is_acronym(alias)):
        return Rule.EXACT
    if alias[0].isupper():
        return Rule.INITIAL
    return Rule.ANY if alias == alias.lower() else Rule.INNER


def _is_acronym(alias: str) -> bool:
    letters = [char for char in alias if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    if not capitals or len(letters) > SHORT_ACRONYM:
        return False
    return capitals == len(letters) or (capitals > 1 and alias.isalpha())


def _first_word(alias: str) -> str:
    chunks = alias.split(None, 1)
    return fold_piece(chunks[0]).strip().partition(" ")[0] if chunks else ""


def _case_fits(rule: Rule, alias: str, surface: str) -> bool:
    """Whether the letters' case in the text allows the match; `alias` is folded with its case kept."""
    if rule is Rule.ANY:
        return True
    words = fold(surface, keep_case=True).split(" ")
    if rule is Rule.INNER:
        return any(not word.islower() for word in words)
    if rule is Rule.TITLE:
        return not any(
            want[0].isupper() and word[0].islower() for want, word in zip(alias.split(" "), words, strict=True)
        )
    # After an article the next word tells a name ("The Sun") from what merely begins a sentence ("The sun").
    return words[1 if words[0] == "The" and len(words) > 1 and alias.startswith("The ") else 0][0].isupper()


class FoldedTokens:
    """A text's tokens, folded once for all indexes. `starts` and `ends` are character offsets, end-exclusive."""

    __slots__ = ("ends", "pieces", "starts", "text", "where")

    def __init__(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.text = text
        self.starts = starts
        self.ends = ends
        self.pieces = [fold_piece(text[start:end]) for start, end in zip(starts, ends, strict=True)]
        self.where: dict[str, list[int]] = {}  # the tokens at which a phrase may start that has the word as its first
        for index in range(len(self.pieces)):
            for word in self._first_words(index):
                self.where.setdefault(word, []).append(index)

    def slice(self, first: int, last: int) -> str:
        """The text of tokens `first` to `last` (exclusive)."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def grow(self, first: int) -> Iterator[tuple[int, str]]:
        """Yields (last token exclusive, folded text) for token `first`, then with one more token each time."""
        folded, end = "", self.starts[first]
        for index in range(first, len(self.pieces)):
            piece = self.pieces[index]
            if self.starts[index] > end:
                if "\n\n" in self.text[end : self.starts[index]]:
                    return
                folded += "" if folded.endswith(" ") else " "
            folded += piece.lstrip(" ") if folded[-1:] in ("", " ") else piece
            end = self.ends[index]
            # A closing apostrophe or a hyphen folds to nothing: it never ends a phrase, it only may go on.
            yield index + 1, folded

    def _first_words(self, first: int) -> tuple[str, ...]:
        """First words from a token on: of "Sudan" + "'s" both "sudan" and "sudans", of "al-Nur" "al"."""
        word, space, _ = self.pieces[first].partition(" ")
        if not word:
            return ()
        found = [word]
        for index in range(first + 1, min(first + _GLUED, len(self.pieces))):
            if space or self.starts[index] != self.ends[index - 1]:
                break
            word, space, _ = (word + self.pieces[index]).partition(" ")
            found.append(word)
        return tuple(found)


class PhraseIndex:
    """Phrases with their ids. An alias given twice keeps its first id, unless the case rules differ.

    `pairs` are (alias, id); an alias in `exact` matches only in its own case. `unless` are longer phrases that hide
    what they contain: with "Lake Chad" there, "Chad" is not found in it. With `titles` every capital counts, not
    the first one only: for names made of common words ("Foreign Policy", "Current Time").
    """

    def __init__(
        self,
        pairs: Iterable[tuple[str, str]],
        *,
        exact: Iterable[str] = (),
        unless: Iterable[str] = (),
        titles: bool = False,
    ) -> None:
        self._phrases: dict[str, list[tuple[Rule, str, str]]] = {}
        self._heads: set[str] = {""}
        self._tokens = 0  # no phrase spans more tokens: keeps the search linear in text without spaces
        self._titles = titles
        self._exact = frozenset(exact)
        # By first word, so that only phrases whose first word a text has are ever folded: most never are.
        self._closed: dict[str, list[tuple[str, str]]] = {}
        for alias, entry_id in pairs:
            self._closed.setdefault(_first_word(alias), []).append((alias, entry_id))
        for phrase in unless:
            self._closed.setdefault(_first_word(phrase), []).append((phrase, _HIDDEN))
        self._firsts = frozenset(self._closed)

    def __len__(self) -> int:
        for first in list(self._closed):
            self._open(first)
        return len(self._phrases)

    def __contains__(self, phrase: object) -> bool:
        return isinstance(phrase, str) and self.get(phrase) is not None

    def get(self, phrase: str, *, any_case: bool = False) -> str | None:
        """The id of a whole phrase by the same rules as in a text, or None. `any_case` as in `find_in`."""
        folded = fold(phrase)
        self._open(folded.partition(" ")[0])
        return self._accept(folded, None if any_case else phrase) or None

    def find(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> list[tuple[int, int, str]]:
        """All phrases in a tokenised text: (first token, last token exclusive, id), ordered, not overlapping.

        `starts` and `ends` are the tokens' character offsets in `text`. At each token the longest phrase wins.
        """
        return self.find_in(FoldedTokens(text, starts, ends))

    def find_in(self, tokens: FoldedTokens, *, any_case: bool = False) -> list[tuple[int, int, str]]:
        """`find` over tokens that are already folded; with `any_case` letters may be of any case."""
        found: list[tuple[int, int, str]] = []
        free = 0
        words = self._firsts.intersection(tokens.where)
        for word in words & self._closed.keys():
            self._open(word)
        for first in sorted({first for word in words for first in tokens.where[word]}):
            if first < free:
                continue
            match = self._longest(tokens, first, any_case=any_case)
            if match is not None:
                free = match[0]
                if match[1] is not _HIDDEN:
                    found.append((first, *match))
        return found

    def _open(self, first: str) -> None:
        for alias, entry_id in self._closed.pop(first, ()):
            rule = case_rule(alias, exact=alias in self._exact)
            self._add(alias, entry_id, Rule.TITLE if self._titles and rule is Rule.INITIAL else rule)

    def _add(self, alias: str, entry_id: str, rule: Rule) -> None:
        cased = fold(alias, keep_case=True)
        folded = cased.lower()
        if not folded:
            return
        bucket = self._phrases.setdefault(folded, [])
        if any(known == rule for known, _, _ in bucket) and rule is not Rule.EXACT:
            return
        bucket.append((rule, cased, entry_id))
        if len(bucket) > 1:
            bucket.sort(key=lambda item: -item[0])
        space, words = folded.find(" "), 1
        while space >= 0:
            self._heads.add(folded[:space])
            space, words = folded.find(" ", space + 1), words + 1
        self._tokens = max(self._tokens, 4 * words + 8)

    def _longest(self, tokens: FoldedTokens, first: int, *, any_case: bool) -> tuple[int, str] | None:
        best: tuple[int, str] | None = None
        size = 0
        limit = first + self._tokens
        for last, folded in tokens.grow(first):
            if last > limit or folded.rpartition(" ")[0] not in self._heads:
                break
            if len(folded) > size and folded in self._phrases:
                entry_id = self._accept(folded, None if any_case else tokens.slice(first, last))
                if entry_id is not None and not self._shouted(tokens, first, last, folded):
                    best = (last, entry_id)
            size = len(folded)
        return best

    def _accept(self, folded: str, surface: str | None) -> str | None:
        """The id of a folded phrase that fits the letters of `surface`; with None of any case, by the loosest rule."""
        known = self._phrases.get(folded, ())
        if surface is None:
            return known[-1][2] if known else None
        for rule, cased, entry_id in known:
            if rule is Rule.EXACT:
                if fold(surface, keep_case=True) == cased:
                    return entry_id
            elif _case_fits(rule, cased, surface):
                return entry_id
        return None

    @staticmethod
    def _shouted(tokens: FoldedTokens, first: int, last: int, folded: str) -> bool:
        """Whether a one-word match is an English word in a line set in capitals ("WHO IS NEXT")."""
        if last - first > 1 or folded not in _SHOUTED:
            return False
        beside = [tokens.slice(index, index + 1) for index in (first - 1, last) if 0 <= index < len(tokens.pieces)]
        return any(len(word) >= SHORT_ACRONYM and word.isupper() for word in beside)
