"""Bodies told by what they are and then by name: "the aid group Open Hands", "the news agency SANA" are one body each.

The parse takes such a phrase apart at will: it finds the noun, or the name, or half of it. The tagger bounds the whole.
"""

from __future__ import annotations

from spacy.tokens import Token

from reports import words
from reports.annotate.bodies import Bodies
from reports.annotate.layers import EntityMention, TaggedSpan, get_tagged
from reports.annotate.noun_phrases import NounPhrases, mention_words
from reports.records import EntityLabel

_INSIDE = frozenset(("'s", "’s", "'", "’", "&", "-", "of", "for", "the", "and"))
_LINKS = ("nsubj", "nsubjpass", "dobj", "pobj", "poss")


def join_called(found: dict[int, EntityMention], phrases: NounPhrases, bodies: Bodies) -> None:
    """Make one mention, by its name, of each body that is told by a noun and a name. Changes `found`."""
    for one in get_tagged(phrases.doc)["entities"]:  # also the less sure: the shape tells enough
        noun = _noun(one, phrases) if one["label"] == EntityLabel.ORGANISATION else None
        if noun is not None:
            _join(found, one, noun, phrases, bodies)


def _noun(one: TaggedSpan, phrases: NounPhrases) -> Token | None:
    """The noun for a body behind which all of a phrase is a name, or None: "group" of "the aid group Open Hands"."""
    for token in phrases.doc[one["start"] : one["end"] - 1]:
        entry = words.actor_nouns().get(token.lemma_.lower())
        if (
            token.is_lower
            and entry is not None
            and entry.group
            and not entry.metonym
            and token.nbor().shape_[:1] == "X"
        ):
            return token if _is_name(token.i + 1, one["end"], phrases) else None
    return None


def _is_name(first: int, end: int, phrases: NounPhrases) -> bool:
    """Whether words are capitalised, small words of names between them, and no title or land is the first."""
    small = mention_words()["name_particles"] | _INSIDE
    hit = phrases.hit_at[first]
    if phrases.role_at[first] is not None or (hit is not None and hit.source in ("demonym", "country", "people")):
        return False
    inside = phrases.doc[first:end]
    return inside[-1].shape_[:1] == "X" and all(word.shape_[:1] == "X" or word.lower_ in small for word in inside)


def _join(found: dict[int, EntityMention], one: TaggedSpan, noun: Token, phrases: NounPhrases, bodies: Bodies) -> None:
    start, end = max(one["start"], phrases.start(noun)), one["end"]  # "fighters of the group X" are not X
    inside = {head: mention for head, mention in found.items() if start <= mention["start"] and mention["end"] <= end}
    across = any(
        mention["start"] < end and start < mention["end"] and head not in inside for head, mention in found.items()
    )
    if across or not inside:
        return
    named = [mention for mention in inside.values() if mention["name"] and mention["name"][0] > noun.i]
    known = next((mention for mention in named if mention["lexicon"] or mention["agency"]), None)
    if known is not None and len(inside) == 1:
        return
    head = _governing(start, end, noun)
    if known is not None:
        merged = known
        merged["start"], merged["head"], merged["nested"] = start, head.i, False
    else:
        more = {"name": (noun.i + 1, end), "noun": noun.lemma_.lower(), "definite": True}
        merged = phrases.make(head, start, end, "Organisation", "name", kind=bodies.kind(noun, start), **more)
    for index, mention in inside.items():
        if mention["end"] > noun.i:  # what stands before it says of what land or body it is
            del found[index]
    found[head.i] = merged


def _governing(start: int, end: int, noun: Token) -> Token:
    """The token by which the phrase hangs in its sentence; a subject or object before others."""
    outer = [token for token in noun.doc[start:end] if not start <= token.head.i < end or token.head == token]
    nominal = [token for token in outer if token.pos_ in ("NOUN", "PROPN")]
    return next((token for token in nominal if token.dep_ in _LINKS), nominal[0] if nominal else noun)
