"""Words to WordPiece ids, each distinct word once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

# What is longer is no word of prose (a web address, a row of dots, a text without spaces): its beginning must do.
MOST_PIECES: Final = 40
_MOST_CHARS: Final = 256
_MOST_REMEMBERED: Final = 100_000


class WordPieces:
    """The cutter of lower-cased BERT models. Raises ValueError if the vocabulary lacks a special piece."""

    def __init__(self, path: Path, *, most: int = MOST_PIECES) -> None:
        from tokenizers import BertWordPieceTokenizer

        self._tokenizer = BertWordPieceTokenizer(str(path), lowercase=True)
        self.first, self.last, self.unknown = (self._special(piece) for piece in ("[CLS]", "[SEP]", "[UNK]"))
        self._most = min(most, MOST_PIECES)
        self._known: dict[str, tuple[int, ...]] = {}

    def _special(self, piece: str) -> int:
        number: int | None = self._tokenizer.token_to_id(piece)
        if number is None:
            raise ValueError(f"no {piece} in it")
        return number

    def __call__(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """The ids of each word's pieces: one at least ([UNK] for a word that has none), `most` at most."""
        shorts = [word[:_MOST_CHARS] for word in words]
        fresh = [word for word in dict.fromkeys(shorts) if word not in self._known]
        if fresh:
            if len(self._known) + len(fresh) > _MOST_REMEMBERED:
                self._known = {}
                fresh = list(dict.fromkeys(shorts))
            self._known.update(zip(fresh, self._cut(fresh), strict=True))
        return [self._known[word] for word in shorts]

    def _cut(self, words: list[str]) -> list[tuple[int, ...]]:
        encoding = self._tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
        pieces: list[list[int]] = [[] for _ in words]
        for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
            if word is not None:  # a special piece, and there is none
                pieces[word].append(piece)
        return [tuple(ids[: self._most]) or (self.unknown,) for ids in pieces]

    def framed(self, ids: Integers) -> Integers:
        """The pieces of a window between [CLS] and [SEP]."""
        return np.concatenate(([self.first], ids, [self.last])).astype(np.int64)
