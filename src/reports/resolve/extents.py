"""Which words evidence shows: the clause of an event, the phrase of a noun. Offsets are tokens, end-exclusive."""

from __future__ import annotations

from spacy.tokens import Token

from reports.annotate import grammar

_IN_CLAUSE = ("dobj", "nsubj", "nsubjpass", "attr", "acomp", "pobj")
_BEFORE_NOUN = ("det", "amod", "compound", "nummod", "poss", "nmod")
_LONGEST_OF = 8  # tokens of an of-phrase that a noun phrase still takes in


def clause_span(head: Token) -> tuple[int, int]:
    """The clause that states the event of a trigger: the subtree of its verb, clauses of their own cut off."""
    top = head
    if head.pos_ not in ("VERB", "AUX") and head.dep_ in _IN_CLAUSE:
        verb = grammar.clause_head(head)
        top = verb if verb.pos_ in ("VERB", "AUX") else head
    start, end = top.left_edge.i, top.right_edge.i + 1
    for kid in top.children:
        if not _is_own_clause(kid):
            continue
        if kid.left_edge.i > head.i:
            end = min(end, kid.left_edge.i)
        elif kid.right_edge.i < head.i:
            start = max(start, kid.right_edge.i + 1)
    return _trimmed(start, max(end, head.i + 1), head)


def noun_phrase(noun: Token) -> tuple[int, int]:
    """A noun with what stands before it and a short of-phrase."""
    start, end = noun.i, noun.i + 1
    for kid in noun.lefts:
        if kid.dep_ in _BEFORE_NOUN and not grammar.is_accusation(kid):
            start = min(start, kid.left_edge.i)
    for kid in noun.rights:
        if kid.dep_ == "prep" and kid.lower_ == "of" and kid.right_edge.i - noun.i <= _LONGEST_OF:
            end = kid.right_edge.i + 1
    return start, end


def _is_own_clause(kid: Token) -> bool:
    joined = kid.dep_ in ("ccomp", "parataxis") or (kid.dep_ == "conj" and kid.pos_ in ("VERB", "AUX"))
    return joined and any(grandchild.dep_ in ("nsubj", "nsubjpass") for grandchild in kid.children)


def _trimmed(start: int, end: int, head: Token) -> tuple[int, int]:
    """Within the sentence, without marks and conjunctions at the edges."""
    doc, sentence = head.doc, head.sent
    start, end = max(start, sentence.start), min(end, sentence.end)
    while start < head.i and (doc[start].is_punct or doc[start].is_space or doc[start].dep_ in ("cc", "mark")):
        start += 1
    while end - 1 > head.i and (doc[end - 1].is_punct or doc[end - 1].is_space or doc[end - 1].dep_ == "cc"):
        end -= 1
    return start, end
