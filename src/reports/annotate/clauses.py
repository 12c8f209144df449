"""Indirect speech: what a cue verb takes as its content on a dependency parse.

Each frame of the cue lexicon is a function `(story, verb) -> Found | None`; `clause_drafts` tries the frames
that a verb takes in a fixed order and keeps the first that fits.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from reports.annotate.clause_spans import (
    Found,
    Frame,
    clause,
    clause_of_account,
    clause_of_document,
    is_account,
    is_document,
)
from reports.annotate.complements import (
    gerund,
    infinitive,
    object_,
    object_to,
    object_with,
    passive,
    passive_as,
    passive_clause,
    passive_infinitive,
    passive_object,
    predicate,
    preposition_to,
    relative,
    source_limit,
    subtrees,
)
from reports.annotate.cues import CueEntry
from reports.annotate.drafts import Draft, Span, Story, cue_span, own_subject, phrase_span, speaker
from reports.annotate.grammar import is_passive
from reports.records import CueClass

_FIRST_SECOND = frozenset(("i", "we", "you", "me", "us"))
_BLOCKERS = frozenset(
    (
        "decline",
        "refuse",
        "fail",
        "avoid",
        "forget",
        "neglect",
        "hesitate",
        "unable",
        "unwilling",
        "yet",
        "authorise",
        "authorize",
        "allow",
        "permit",
        "able",
        "try",
        "ask",
        "want",
    )
)
_CONDITIONS = frozenset(("if", "unless", "whether", "lest"))
_UNREAL = frozenset(("could", "might", "should", "may", "must", "can"))
_LONGEST_SOURCE = 12  # tokens
_NOBODY = frozenset(("nobody", "none", "neither", "nothing"))
_NO = frozenset(("no", "neither"))


def clause_drafts(story: Story, cues: Iterable[tuple[Token, tuple[CueEntry, ...]]], taken: set[int]) -> list[Draft]:
    """Attributions of the cue verbs in order, leaving out the verbs in `taken` (they have a quotation)."""
    drafts = []
    for verb, entries in cues:
        if verb.i in taken or blocked(verb, attitude=entries[0].attitude):
            continue
        for entry in entries:
            draft = _draft(story, verb, entry)
            if draft is not None:
                drafts.append(draft)
                break
    return drafts


def _draft(story: Story, verb: Token, entry: CueEntry) -> Draft | None:
    if not particle_fits(verb, entry):
        return None
    for name, found in _frames(story, verb, entry):
        who = None if found.sourceless else found.source or speaker(verb)
        if who is not None and (
            who.lower_ in _FIRST_SECOND or (who.lower_ == "it" and verb.dep_ == "ROOT" and is_passive(verb))
        ):
            if who.lower_ in _FIRST_SECOND:
                return None
            who = None
        source = phrase_span(story, who, limit=source_limit(story, verb, who)) if who is not None else None
        content = found.content
        if source is None and name == "clause" and not found.sourceless:
            source, content = _mistaken_apposition(story, verb, content)
        negated = any(kid.dep_ == "neg" for kid in verb.children)
        return Draft(
            verb.i,
            cue_span(verb, *found.more),
            source,
            content,
            CueClass.DENY if negated else entry.cue_class,
            name,
            attitude=entry.attitude,
            entry=entry,
        )
    return None


def _mistaken_apposition(story: Story, verb: Token, content: list[Span]) -> tuple[Span | None, list[Span]]:
    """The source that the parser took for an apposition of the content's last word ("… in X, the army said")."""
    if not content or content[-1][1] < verb.i - 1 or content[-1][0] > verb.i:
        return None, content
    start, end = content[-1][0], min(content[-1][1], verb.i)
    comma = next((index for index in range(end - 1, start, -1) if story.doc[index].text == ","), None)
    if comma is None or comma + 1 >= verb.i or verb.i - comma > _LONGEST_SOURCE:
        return None, content
    words = story.doc[comma + 1 : verb.i]
    if words[-1].pos_ not in ("NOUN", "PROPN") or any(word.pos_ in ("VERB", "AUX", "CCONJ") for word in words):
        return None, content
    return (comma + 1, verb.i), [*content[:-1], (start, comma)]


def particle_fits(verb: Token, entry: CueEntry) -> bool:
    """Whether the verb has the particle that the entry names ("rule out") and no other one."""
    particle = entry.word.partition(" ")[2]
    if not particle:
        return True
    return any(kid.dep_ in ("prt", "advmod", "prep") and kid.lower_ == particle for kid in verb.children)


def blocked(verb: Token, *, attitude: bool = False) -> bool:
    """Whether a cue verb says that nothing was said: denied, refused, asked, supposed."""
    subject = own_subject(verb)
    negated = modal = False
    for kid in verb.children:
        negated |= kid.dep_ == "neg"
        modal |= kid.dep_ == "aux" and kid.tag_ == "MD"
        if kid.dep_ == "mark" and kid.lower_ in _CONDITIONS:
            return True
        if kid.dep_ == "aux" and kid.tag_ == "MD" and kid.lower_ in _UNREAL and not negated:
            return True
        if kid.dep_ in ("aux", "auxpass") and subject is not None and kid.i < subject.i < verb.i:
            return True
    if negated and (modal or not attitude):
        return True
    if subject is not None and (subject.lower_ in _NOBODY or any(kid.lower_ in _NO for kid in subject.children)):
        return True
    if verb.dep_ not in ("xcomp", "acl", "advcl", "ccomp") or verb.tag_ != "VB":
        return False
    return verb.head.lemma_ in _BLOCKERS or verb.head.pos_ == "ADJ" or verb.dep_ == "acl"


def _frames(story: Story, verb: Token, entry: CueEntry) -> Iterable[tuple[str, Found]]:
    takes = entry.takes
    if passive(verb):
        for name in ("passive:infinitive", "passive:clause"):
            if name in takes and (found := _PASSIVE[name](story, verb)) is not None:
                yield name, found
        found = passive_object(story, verb, takes) or passive_as(story, verb)
        if found is not None:
            yield "passive:object", found
        return
    for name, frame in _ACTIVE.items():
        if name in takes and (found := frame(story, verb)) is not None:
            yield name, found
    for kid in verb.children:
        if kid.dep_ == "prep" and kid.lower_ in takes and kid.i > verb.i:
            inner = subtrees(story, verb, [deep for deep in kid.children if deep.dep_ in ("pobj", "pcomp")])
            if inner is not None:
                yield kid.lower_, Found(inner, (kid,))
    if "object:predicate" in takes and (found := predicate(story, verb)) is not None:
        yield "object:predicate", found
    if _takes_object(verb, takes) and (found := object_(story, verb)) is not None:
        yield "object", found
    if "relative" in takes and (found := relative(story, verb)) is not None:
        yield "relative", found


def _takes_object(verb: Token, takes: frozenset[str]) -> bool:
    return (
        "object" in takes
        or ("object:document" in takes and is_document(speaker(verb)))
        or ("object:account" in takes and is_account(speaker(verb)))
    )


_PASSIVE: dict[str, Frame] = {"passive:infinitive": passive_infinitive, "passive:clause": passive_clause}
_ACTIVE: dict[str, Frame] = {
    "on:to": preposition_to("on"),
    "to:to": preposition_to("to"),
    "object:to": object_to,
    "clause": clause,
    "clause:account": clause_of_account,
    "clause:document": clause_of_document,
    "infinitive": infinitive,
    "gerund": gerund,
    **{
        f"object:{preposition}": object_with(preposition)
        for preposition in ("of", "for", "on", "as", "with", "against", "about", "from", "to")
        if preposition != "to"
    },
}
