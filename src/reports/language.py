"""Which language a story is in. English is told by its small words, at once; the rest by py3langid.

py3langid takes about 0.5 s to load, most of a short run, so it is asked only where the small words do not settle it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_SAMPLE = 3000
_MIN_LETTERS = 20
_SURE = 0.5
_WORD = re.compile(r"[^\W\d_]+")
# words that no other language written in Latin letters has in number
_ENGLISH = frozenset(
    "the of and that with from were was been has have had which their they his its this after said by is are".split()
)
_MIN_WORDS = 12
_MIN_SHARE = 0.15
_MIN_KINDS = 3


def detect(text: str) -> str | None:
    """ISO 639-1 code, or None when there are too few letters or the language is not clear."""
    sample = _sample(text)
    words = _WORD.findall(sample.lower())
    if sum(map(len, words)) < _MIN_LETTERS:
        return None
    if _is_english(words):
        return "en"
    identifier = _identifier()
    if identifier is None:
        return None
    language, probability = identifier.classify(" ".join(words))
    return str(language) if probability >= _SURE and len(language) == 2 else None


def _sample(text: str) -> str:
    """The beginning, and a piece from the middle of a long text, where a foreign headline or menu matters less."""
    if len(text) <= 2 * _SAMPLE:
        return text
    middle = len(text) // 2
    return text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE]


def _is_english(words: list[str]) -> bool:
    hits = [word for word in words if word in _ENGLISH]
    return len(words) >= _MIN_WORDS and len(hits) >= _MIN_SHARE * len(words) and len(set(hits)) >= _MIN_KINDS


@cache
def _identifier() -> Any:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError:
        return None
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
