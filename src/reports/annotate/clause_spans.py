"""Where the clause that a cue introduces begins and ends.

Parses hang what follows a clause on the cue as often as on the clause, and the other way round; here the
content is grown to the sentence and cut where the next cue begins. Offsets are token indexes, end-exclusive.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import NamedTuple

from spacy.tokens import Token

from reports.annotate.cues import media
from reports.annotate.drafts import Span, Story, cue_span, is_nominal_clause, own_subject, speaker, trim

_NOT_RESUMED = frozenset(
    ("while", "although", "though", "when", "as", "after", "before", "in", "at", "on", "according")
)
# "he told reporters in Goma", "quoted the mayor as saying"
_BESIDE_CUE = frozenset(("npadvmod", "advmod", "dobj", "dative", "prep"))
_TAILS = frozenset(("advcl", "prep", "npadvmod", "dobj", "acl", "relcl", "punct", "ccomp", "appos", "advmod", "dep"))


class Found(NamedTuple):
    """The content of a cue, tokens that belong to the cue, and the source where the frame decides it."""

    content: list[Span]
    more: tuple[Token, ...] = ()
    source: Token | None = None
    sourceless: bool = False


Frame = Callable[[Story, Token], Found | None]


def is_document(token: Token | None) -> bool:
    """Whether a subject is something that shows or says things without being a speaker (a video, a poll)."""
    return token is not None and (token.lemma_.lower() in media().documents or token.lower_ in media().documents)


def is_account(token: Token | None) -> bool:
    """Whether a subject is what somebody tells or counts: "the army's account", "a count by the rescuers"."""
    return token is not None and (token.lemma_.lower() in media().tellings or token.lower_ in media().tellings)


def clause(story: Story, verb: Token) -> Found | None:
    comps = [
        kid for kid in verb.children if kid.dep_ == "ccomp" or (kid.dep_ == "xcomp" and own_subject(kid) is not None)
    ]
    before = [kid for kid in comps if kid.i < verb.i and not is_nominal_clause(kid)]
    after = [kid for kid in comps if kid.i > verb.i]
    if before and (span := fronted(story, verb, before[0])) is not None:
        return Found([span, *_resumed(story, verb)])
    if after:
        span = _following(story, verb, after[-1] if len(after) == 1 else after[0])
        return Found([*_interrupted(story, verb), span]) if span is not None else None
    return around(story, verb) or _remainder(story, verb)


def _remainder(story: Story, verb: Token) -> Found | None:
    """The sentence after a cue or before it where the parse shows no clause."""
    entries = story.cues[verb.i]
    if entries[0].attitude or not {"quote", "clause"} <= entries[0].takes or story.quote_at(verb.i) is not None:
        return None
    doc, (first, last) = story.doc, story.sentence(verb)
    start = cue_span(verb)[1]
    own = takewhile(lambda token: token.i not in story.cues, doc[start : min(start + 8, last)])  # no other cue's
    that = next((token.i for token in own if token.lower_ == "that" and token.tag_ == "IN"), None)
    if that is not None and _finite(story, that, last):
        span = trim(doc, that, _stop_at_cue(story, verb, that, last))
        return Found([span]) if span is not None else None
    subject = own_subject(verb)
    edge = min(cue_span(verb)[0], subject.left_edge.i if subject is not None and subject.i < verb.i else verb.i)
    if edge - 3 > first and doc[edge - 1].text == "," and verb.dep_ == "ROOT" and _finite(story, first, edge):
        span = trim(doc, first, edge)
        return Found([span]) if span is not None and story.quote_of[edge - 2] < 0 else None
    return None


def _finite(story: Story, start: int, end: int) -> bool:
    """Whether a stretch has a finite verb with a subject."""
    return any(
        token.dep_ in ("nsubj", "nsubjpass", "csubj", "expl") and start <= token.head.i < end
        for token in story.doc[start:end]
    )


def _resumed(story: Story, verb: Token) -> list[Span]:
    """ "Nine died, he said, in the raid": what follows the comma after the cue is content again."""
    doc, (_, limit) = story.doc, story.sentence(verb)
    end = cue_span(verb)[1]
    for kid in verb.children:
        if kid.left_edge.i == end and kid.dep_ in _BESIDE_CUE:
            end = kid.right_edge.i + 1
    if end + 2 >= limit or doc[end].text != "," or story.quote_of[end + 1] >= 0:
        return []
    after = doc[end + 1]
    if after.lower_ not in ("because", "if", "despite") and after.tag_ in ("VBG", "VBN", "WP", "WDT", "WRB", "IN"):
        return []
    if after.i in story.cues or after.lower_ in _NOT_RESUMED:
        return []
    span = trim(doc, end + 1, limit)
    return [span] if span is not None else []


def _interrupted(story: Story, verb: Token) -> list[Span]:
    """ "In the south, he said, nine died": what stands before the comma belongs to the clause after the cue."""
    doc, (first, _) = story.doc, story.sentence(verb)
    edge, end = cue_span(verb)
    subject = own_subject(verb)
    if subject is not None and subject.i < verb.i:
        edge = min(edge, subject.left_edge.i)
    if verb.dep_ != "ROOT" or edge - first < 3 or doc[edge - 1].text != "," or end >= len(doc) or doc[end].text != ",":
        return []
    span = trim(doc, first, edge)
    return [span] if span is not None and story.quote_of[first] < 0 else []


def clause_of_document(story: Story, verb: Token) -> Found | None:
    return clause(story, verb) if is_document(speaker(verb)) else None


def clause_of_account(story: Story, verb: Token) -> Found | None:
    return clause(story, verb) if is_account(speaker(verb)) else None


def _following(story: Story, verb: Token, clause: Token) -> Span | None:
    """The clause after the cue, with what a parse hangs on the cue though it follows the clause."""
    _, limit = story.sentence(verb)
    start = max(clause.left_edge.i, verb.i + 1)
    end = clause.right_edge.i + 1
    for kid in verb.children:
        if kid.i < end:
            continue
        if kid.dep_ not in _TAILS or _begins_cue(story, kid):
            break
        end = kid.right_edge.i + 1
    end = _and_that(story, max(end, clause.i + 1), limit)
    return trim(verb.doc, start, _stop_at_cue(story, verb, start, min(end, limit)))


def _and_that(story: Story, end: int, limit: int) -> int:
    """The end of a clause, moved to that of the sentence where it goes on with "and that …"."""
    doc = story.doc
    for index in range(end, min(end + 3, limit - 1)):
        if doc[index].lower_ in ("and", "but"):
            return limit if doc[index + 1].lower_ == "that" else end
    return end


def _begins_cue(story: Story, token: Token) -> bool:
    return token.lower_ in ("according", "citing", "quoting", "per") or (
        token.i in story.cues
        and token.dep_ in ("advcl", "dep")
        and (token.tag_ == "VBG" or own_subject(token) is not None)
    )


def _stop_at_cue(story: Story, verb: Token, start: int, end: int) -> int:
    """Cut where the sentence goes on with the same speaker's next cue (", adding that", "and urged that")."""
    doc = story.doc
    for index in range(start + 2, end):
        token = doc[index]
        if token.lower_ == "according" and index + 1 < len(doc) and doc[index + 1].lower_ == "to":
            return index
        if token.dep_ == "mark" and token.lower_ in ("while", "though", "although") and token.head.i in story.cues:
            return index
        if token.text == ";" and any(
            other in story.cues and own_subject(doc[other]) is not None for other in range(index, end)
        ):
            return index
        entries = story.cues.get(index)
        if entries is None or entries[0].attitude or story.quote_of[index] >= 0:
            continue
        before = doc[index - 1]
        if token.tag_ == "VBG" and before.lower_ in (",", "while", "and") and _takes_clause(token):
            return index - 1
        if (
            token.dep_ == "conj"
            and token.tag_ == verb.tag_
            and before.lower_ in ("and", "but")
            and _takes_clause(token)
        ):
            return index - 1
    return end


def _takes_clause(verb: Token) -> bool:
    return own_subject(verb) is None and any(
        kid.i > verb.i and kid.dep_ in ("ccomp", "dobj", "xcomp", "prep") for kid in verb.children
    )


def stop_at_attribution(story: Story, start: int, end: int) -> int:
    """Cut before a trailing ", according to" or a semicolon's next speaker that the parse kept inside."""
    for token in story.doc[start:end]:
        if token.lower_ == "according" and token.i > start + 2 and token.i + 1 < end and token.nbor(1).lower_ == "to":
            return token.i
    return end


def fronted(story: Story, verb: Token, clause: Token) -> Span | None:
    """The clause before the cue, from the start of the sentence where the cue is its root."""
    first, _ = story.sentence(verb)
    start = max(clause.left_edge.i, first)
    if verb.dep_ == "ROOT" and story.quote_at(verb.i) is None:
        start = first
    subject = own_subject(verb)
    end = cue_span(verb)[0]
    if subject is not None and clause.i < subject.i < verb.i:
        end = min(end, subject.left_edge.i)
    for kid in verb.children:
        if clause.right_edge.i < kid.i < verb.i and kid.dep_ in ("advmod", "prep", "npadvmod", "nsubj", "mark"):
            end = min(end, kid.left_edge.i)
    if end <= start or story.doc[end - 1].text in (":", ";"):
        return None
    return trim(verb.doc, start, end)


def around(story: Story, verb: Token) -> Found | None:
    """A cue put into or after the sentence it reports ("the raid, he said, killed nine"; "as he said")."""
    as_clause = verb.dep_ == "advcl" and any(kid.lower_ == "as" and kid.i < verb.i for kid in verb.children)
    if not as_clause and verb.dep_ != "parataxis":
        return None
    head = verb.head
    first, last = story.sentence(head)
    start, end = verb.left_edge.i, verb.right_edge.i + 1
    parts = [trim(verb.doc, max(first, head.left_edge.i), start), trim(verb.doc, end, min(last, head.right_edge.i + 1))]
    content = [part for part in parts if part is not None and part[1] - part[0] > 1]
    return Found(content) if content else None
