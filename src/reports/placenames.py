"""Keys of place names: folded spelling, and the consonants that romanised spellings share.

The keys of `data/gazetteer.sqlite` are made with these functions: change one of them and the file must be built again.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from reports.lexicons.folding import fold

_SIGNS = re.compile(r"[^\w\s]+|_")
ARTICLES = frozenset("al el ad ed ar er as es at et az ez an en ash esh adh ul ud us uz il l".split())


@functools.lru_cache(maxsize=16384)
def fold_place(name: str) -> str:
    """The key of a name: folded as in the lexicons, other signs as spaces, no leading "the".

    >>> fold_place("The Ain al-Hilweh")
    'ain al hilweh'
    """
    key = fold(name)
    if not (key.isascii() and key.replace(" ", "").isalnum()):
        key = " ".join(_SIGNS.sub(" ", key).split())
    return key[4:] if key.startswith("the ") else key


def without_article(key: str) -> str:
    """A key without its leading Arabic article ("al hasakah" gives "hasakah")."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in ARTICLES else key


def written_out(key: str) -> str:
    """A key whose first word is no abbreviation ("st marc" gives "saint marc")."""
    first, _, rest = key.partition(" ")
    return f"{_ABBREVIATED[first]} {rest}" if rest and first in _ABBREVIATED else key


_ABBREVIATED = {"st": "saint", "ste": "sainte", "sta": "santa", "mt": "mount", "ft": "fort", "pt": "point"}
_DOUBLED = re.compile(r"(.)\1+")
_ARABIC_SOUNDS = (("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("kh", "k"), ("gh", "g"), ("dh", "d"),
                  ("th", "t"), ("dj", "j"), ("q", "k"), ("c", "k"), ("x", "ks"))  # fmt: skip
_SLAVIC_SOUNDS = (("kh", "x"), ("zh", "1"), ("shch", "2"), ("sh", "3"), ("ch", "4"), ("ts", "c"),
                  ("tz", "c"), ("w", "v"), ("h", "g"), ("ph", "f"))  # fmt: skip
_VOWELS = str.maketrans("", "", "aeiouyjw")
_ARABIC_VOWELS = str.maketrans("", "", "aeiouyw")
LIKE_VOWELS = str.maketrans("ouyei", "aaiii")  # written for one another in romanised names
MIN_SKELETON = 3


def skeletons(key: str) -> tuple[str, str]:
    """The consonants of a key, as (Arabic, Slavic) spellings vary: equal for two romanisations of one name.

    A skeleton is "" when fewer than `MIN_SKELETON` consonants are left. The first letter of the two kinds differs
    ("a", "s"), so that one table holds both.
    """
    words = [word for word in key.split() if word not in ARTICLES] or key.split()
    return _skeleton("a", "".join(words), _ARABIC_SOUNDS, _ARABIC_VOWELS), _skeleton(
        "s", key.replace(" ", ""), _SLAVIC_SOUNDS, _VOWELS
    )


def _skeleton(mark: str, letters: str, sounds: Iterable[tuple[str, str]], vowels: dict[int, int | None]) -> str:
    for sound, one in sounds:
        letters = letters.replace(sound, one)
    if mark == "a" and letters.endswith("h"):
        letters = letters[:-1]
    bare = _DOUBLED.sub(r"\1", letters.translate(vowels))
    return mark + bare if len(bare) >= MIN_SKELETON else ""
