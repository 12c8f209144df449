"""Indirect speech: what a cue verb takes as its content on a dependency parse.

Each frame of the cue lexicon is a function `(story, verb) -> Found | None`; `clause_drafts` tries the frames
that a verb takes in a fixed order and keeps the first that fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from spacy.tokens import Token

from reports.annotate.cues import CueEntry, media
from reports.annotate.drafts import Draft, Span, Story, cue_span, is_nominal_clause, own_subject, phrase_span, speaker, trim
from reports.annotate.grammar import by_agent, child, is_passive
from reports.records import CueClass

_FIRST_SECOND = frozenset(("i", "we", "you", "me", "us"))
_BLOCKERS = frozenset(("decline", "refuse", "fail", "avoid", "forget", "neglect", "hesitate", "unable", "unwilling", "yet"))
_CONDITIONS = frozenset(("if", "unless", "whether", "lest"))
_NOT_RESUMED = frozenset(("while", "although", "though", "when", "as", "after", "before", "in", "at", "on", "according"))
_REFLEXIVE = frozenset(("himself", "herself", "itself", "themselves"))
_TOLLS = frozenset(("life", "victim", "toll"))  # a blast claims lives and says nothing
_UNREAL = frozenset(("could", "might", "should", "may", "must", "can"))
_PLACES = frozenset(("in", "at", "near", "of", "against", "between", "around", "inside", "outside", "along", "by"))
_NOBODY = frozenset(("nobody", "none", "neither", "nothing"))
_TAILS = frozenset(("advcl", "prep", "npadvmod", "dobj", "acl", "relcl", "punct", "ccomp", "appos", "advmod", "dep"))


class Found(NamedTuple):
    """The content of a cue, tokens that belong to the cue, and the source where the frame decides it."""

    content: list[Span]
    more: tuple[Token, ...] = ()
    source: Token | None = None
    sourceless: bool = False


Frame = Callable[[Story, Token], Found | None]


def clause_drafts(story: Story, cues: Iterable[tuple[Token, tuple[CueEntry, ...]]], taken: set[int]) -> list[Draft]:
    """Attributions of the cue verbs in order, leaving out the verbs in `taken` (they have a quotation)."""
    drafts = []
    for verb, entries in cues:
        if verb.i in taken or blocked(verb):
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
        if who is not None and (who.lower_ in _FIRST_SECOND or (who.lower_ == "it" and verb.dep_ == "ROOT" and is_passive(verb))):
            if who.lower_ in _FIRST_SECOND:
                return None
            who = None
        source = phrase_span(story, who, limit=_source_limit(story, verb, who)) if who is not None else None
        negated = any(kid.dep_ == "neg" for kid in verb.children)
        return Draft(
            verb.i,
            cue_span(verb, *found.more),
            source,
            found.content,
            CueClass.DENY if negated else entry.cue_class,
            name,
            attitude=entry.attitude,
            entry=entry,
        )
    return None


def particle_fits(verb: Token, entry: CueEntry) -> bool:
    """Whether the verb has the particle that the entry names ("rule out") and no other one."""
    particle = entry.word.partition(" ")[2]
    if not particle:
        return True
    return any(kid.dep_ in ("prt", "advmod", "prep") and kid.lower_ == particle for kid in verb.children)


def blocked(verb: Token) -> bool:
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
    if negated and (modal or not _attitude_lemma(verb)):
        return True
    if subject is not None and (subject.lower_ in _NOBODY or any(kid.lower_ == "no" for kid in subject.children)):
        return True
    if verb.dep_ not in ("xcomp", "acl", "advcl", "ccomp") or verb.tag_ != "VB":
        return False
    return verb.head.lemma_ in _BLOCKERS or verb.head.pos_ == "ADJ"


def _attitude_lemma(verb: Token) -> bool:
    return verb.lemma_ in ("believe", "think", "expect", "want", "see", "consider")


def _source_limit(story: Story, verb: Token, who: Token) -> Span:
    """The side of the verb on which the source stands, within its sentence."""
    start, end = story.sentence(verb)
    if who.i < verb.i:
        return (min(start, who.left_edge.i), verb.left_edge.i if verb.head == who else verb.i)
    return (verb.i + 1, max(end, who.i + 1))


def _frames(story: Story, verb: Token, entry: CueEntry) -> Iterable[tuple[str, Found]]:
    takes = entry.takes
    if passive(verb):
        for name in ("passive:infinitive", "passive:clause"):
            if name in takes and (found := _PASSIVE[name](story, verb)) is not None:
                yield name, found
        found = _passive_object(story, verb, takes) or _passive_as(story, verb)
        if found is not None:
            yield "passive:object", found
        return
    for name, frame in _ACTIVE.items():
        if name in takes and (found := frame(story, verb)) is not None:
            yield name, found
    for kid in verb.children:
        if kid.dep_ == "prep" and kid.lower_ in takes and kid.i > verb.i:
            inner = _subtrees(story, verb, [deep for deep in kid.children if deep.dep_ in ("pobj", "pcomp")])
            if inner is not None:
                yield kid.lower_, Found(inner, (kid,))
    if "object:predicate" in takes and (found := _predicate(story, verb)) is not None:
        yield "object:predicate", found
    if ("object" in takes or ("object:document" in takes and is_document(speaker(verb)))) and (
        found := _object(story, verb)
    ) is not None:
        yield "object", found


def passive(verb: Token) -> bool:
    """Passive voice, a bare participle ("as reported by X") included."""
    return is_passive(verb) or (verb.tag_ == "VBN" and not any(kid.dep_ in ("aux", "nsubj") for kid in verb.children))


def is_document(token: Token | None) -> bool:
    """Whether a subject is something that shows or says things without being a speaker (a video, a poll)."""
    return token is not None and (token.lemma_.lower() in media().documents or token.lower_ in media().documents)


# --- clauses ---------------------------------------------------------------------------------------------------


def _clause(story: Story, verb: Token) -> Found | None:
    comps = [kid for kid in verb.children if kid.dep_ == "ccomp" or (kid.dep_ == "xcomp" and own_subject(kid) is not None)]
    before = [kid for kid in comps if kid.i < verb.i and not is_nominal_clause(kid)]
    after = [kid for kid in comps if kid.i > verb.i]
    if before and (span := _fronted(story, verb, before[0])) is not None:
        return Found([span, *_resumed(story, verb)])
    if after:
        span = _following(story, verb, after[-1] if len(after) == 1 else after[0])
        return Found([*_interrupted(story, verb), span]) if span is not None else None
    return _around(story, verb) or _remainder(story, verb)


def _remainder(story: Story, verb: Token) -> Found | None:
    """The sentence after a cue or before it where the parse shows no clause."""
    entries = story.cues[verb.i]
    if entries[0].attitude or not {"quote", "clause"} <= entries[0].takes or story.quote_at(verb.i) is not None:
        return None
    doc, (first, last) = story.doc, story.sentence(verb)
    start = cue_span(verb)[1]
    that = next((token.i for token in doc[start : min(start + 8, last)] if token.lower_ == "that" and token.tag_ == "IN"), None)
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
    """"Nine died, he said, in the raid": what follows the comma after the cue is content again."""
    doc, (_, limit) = story.doc, story.sentence(verb)
    end = cue_span(verb)[1]
    while end < limit and doc[end].head == verb and doc[end].dep_ in ("npadvmod", "advmod"):
        end += 1
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
    """"In the south, he said, nine died": what stands before the comma belongs to the clause after the cue."""
    doc, (first, _) = story.doc, story.sentence(verb)
    edge, end = cue_span(verb)
    subject = own_subject(verb)
    if subject is not None and subject.i < verb.i:
        edge = min(edge, subject.left_edge.i)
    if verb.dep_ != "ROOT" or edge - first < 3 or doc[edge - 1].text != "," or end >= len(doc) or doc[end].text != ",":
        return []
    span = trim(doc, first, edge)
    return [span] if span is not None and story.quote_of[first] < 0 else []


def _clause_of_document(story: Story, verb: Token) -> Found | None:
    return _clause(story, verb) if is_document(speaker(verb)) else None


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
        token.i in story.cues and token.dep_ in ("advcl", "dep") and (token.tag_ == "VBG" or own_subject(token) is not None)
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
        entries = story.cues.get(index)
        if entries is None or entries[0].attitude or story.quote_of[index] >= 0:
            continue
        before = doc[index - 1]
        if token.tag_ == "VBG" and before.lower_ in (",", "while", "and") and _takes_clause(token):
            return index - 1
        if token.dep_ == "conj" and token.tag_ == verb.tag_ and before.lower_ in ("and", "but") and _takes_clause(token):
            return index - 1
    return end


def _takes_clause(verb: Token) -> bool:
    return own_subject(verb) is None and any(
        kid.i > verb.i and kid.dep_ in ("ccomp", "dobj", "xcomp", "prep") for kid in verb.children
    )


def _stop_at_attribution(story: Story, start: int, end: int) -> int:
    """Cut before a trailing ", according to" or a semicolon's next speaker that the parse kept inside."""
    for token in story.doc[start:end]:
        if token.lower_ == "according" and token.i > start + 2 and token.i + 1 < end and token.nbor(1).lower_ == "to":
            return token.i
    return end


def _fronted(story: Story, verb: Token, clause: Token) -> Span | None:
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


def _around(story: Story, verb: Token) -> Found | None:
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


# --- infinitives and objects ------------------------------------------------------------------------------------


def _subtrees(story: Story, verb: Token, heads: list[Token], *, start: int | None = None) -> list[Span] | None:
    """One span from the first head's left edge to the last one's right edge, clipped to the sentence."""
    if not heads:
        return None
    first, last = story.sentence(verb)
    begin = max(min(head.left_edge.i for head in heads), verb.i + 1, first) if start is None else start
    end = min(max(head.right_edge.i for head in heads) + 1, last)
    end = min(_with_places(verb, end), last)
    span = trim(verb.doc, begin, _stop_at_attribution(story, begin, end))
    return [span] if span is not None else None


def _with_places(verb: Token, end: int) -> int:
    """The end moved over the prepositional phrases that follow and that a parse may hang on the verb."""
    for kid in verb.children:
        if kid.i == end and kid.dep_ == "prep" and kid.lower_ in _PLACES:
            end = kid.right_edge.i + 1
    return end


def _has_to(token: Token) -> bool:
    return any(kid.dep_ == "aux" and kid.tag_ == "TO" for kid in token.children)


def _infinitive(story: Story, verb: Token) -> Found | None:
    heads = [kid for kid in verb.children if kid.dep_ == "xcomp" and kid.i > verb.i and _has_to(kid)]
    content = _subtrees(story, verb, heads[:1])
    return Found(content) if content else None


def _gerund(story: Story, verb: Token) -> Found | None:
    heads = [kid for kid in verb.children if kid.dep_ in ("xcomp", "ccomp") and kid.tag_ == "VBG" and kid.i > verb.i]
    content = _subtrees(story, verb, heads[:1])
    return Found(content) if content else None


def _object_to(story: Story, verb: Token) -> Found | None:
    """"urged X to leave": the one addressed is part of what is asked."""
    heads = [kid for kid in verb.children if kid.dep_ in ("ccomp", "xcomp") and kid.i > verb.i and _has_to(kid)]
    objects = [kid for kid in verb.children if kid.dep_ in ("dobj", "dative") and kid.i > verb.i]
    inner = heads and (objects or own_subject(heads[0]) is not None)
    content = _subtrees(story, verb, objects[:1] + heads[:1]) if inner else None
    return Found(content) if content else None


def _preposition_to(preposition: str) -> Frame:
    def frame(story: Story, verb: Token) -> Found | None:
        """"called on X to leave"."""
        bridge = next((kid for kid in verb.children if kid.dep_ == "prep" and kid.lower_ == preposition), None)
        heads = [kid for kid in verb.children if kid.dep_ in ("xcomp", "advcl", "ccomp") and kid.i > verb.i and _has_to(kid)]
        if bridge is None:
            return None
        objects = [kid for kid in bridge.children if kid.dep_ == "pobj"]
        content = _subtrees(story, verb, objects[:1] + heads[:1]) if objects else None
        return Found(content, (bridge,)) if content else None

    return frame


def _object_with(preposition: str) -> Frame:
    def frame(story: Story, verb: Token) -> Found | None:
        """"accused X of doing Y": object and prepositional phrase together."""
        thing = child(verb, "dobj")
        if thing is None or thing.i < verb.i:
            return None
        bridges = [kid for kid in (*verb.children, *thing.children) if kid.dep_ == "prep" and kid.lower_ == preposition]
        bridges = [kid for kid in bridges if kid.i > thing.i]
        content = _subtrees(story, verb, [thing, bridges[0]]) if bridges else None
        return Found(content) if content else None

    return frame


def _object(story: Story, verb: Token) -> Found | None:
    things = [kid for kid in verb.children if kid.dep_ == "dobj" and kid.i > verb.i and kid.tag_ not in ("WP", "WDT")]
    if not things or things[0].lower_ in _REFLEXIVE or things[0].lemma_ in _TOLLS:
        return None
    content = _subtrees(story, verb, things[:1])
    return Found(content) if content else None


def _predicate(story: Story, verb: Token) -> Found | None:
    """"called the raid a massacre"."""
    heads = [kid for kid in verb.children if kid.dep_ in ("oprd", "ccomp", "xcomp", "acomp") and kid.i > verb.i and not _has_to(kid)]
    things = [kid for kid in verb.children if kid.dep_ == "dobj" and kid.i > verb.i]
    if not heads:
        return None
    content = _subtrees(story, verb, things[:1] + heads[:1])
    return Found(content) if content else None


# --- passives ----------------------------------------------------------------------------------------------------


def _passive_infinitive(story: Story, verb: Token) -> Found | None:
    """"the rebels are said to have fled": nobody is named, or the one after "by"."""
    heads = [kid for kid in verb.children if kid.dep_ == "xcomp" and kid.i > verb.i and _has_to(kid)]
    tail = _subtrees(story, verb, heads[:1])
    subject = own_subject(verb)
    if tail is None:
        return None
    about = phrase_span(story, subject, limit=_source_limit(story, verb, subject)) if subject is not None else None
    agent = by_agent(verb)
    return Found(([about] if about else []) + tail, (), agent, agent is None)


def _passive_clause(story: Story, verb: Token) -> Found | None:
    """"it was reported that the town had fallen"."""
    heads = [kid for kid in verb.children if kid.dep_ == "ccomp" and kid.i > verb.i]
    content = _subtrees(story, verb, heads[:1])
    agent = by_agent(verb)
    return Found(content, (), agent, agent is None) if content else None


def _passive_as(story: Story, verb: Token) -> Found | None:
    """"as reported by the agency": the sentence around it."""
    agent = by_agent(verb)
    around = _around(story, verb) if agent is not None else None
    return Found(around.content, (), agent) if around is not None else None


def _passive_object(story: Story, verb: Token, takes: frozenset[str]) -> Found | None:
    """"the rebels were blamed by the army for the raid", "the report was denied by the ministry"."""
    subject, agent = own_subject(verb), by_agent(verb)
    about = phrase_span(story, subject, limit=_source_limit(story, verb, subject)) if subject is not None else None
    wanted = {frame.partition(":")[2] for frame in takes if frame.startswith("object:")}
    bridges = [kid for kid in verb.children if kid.dep_ == "prep" and kid.lower_ in wanted and kid.i > verb.i]
    if about is None or not (bridges or ("object" in takes and agent is not None)):
        return None
    tail = _subtrees(story, verb, bridges[:1]) or []
    return Found([about, *tail], (), agent, agent is None)


_PASSIVE: dict[str, Frame] = {"passive:infinitive": _passive_infinitive, "passive:clause": _passive_clause}
_ACTIVE: dict[str, Frame] = {
    "on:to": _preposition_to("on"),
    "to:to": _preposition_to("to"),
    "object:to": _object_to,
    "clause": _clause,
    "clause:document": _clause_of_document,
    "infinitive": _infinitive,
    "gerund": _gerund,
    **{
        f"object:{preposition}": _object_with(preposition)
        for preposition in ("of", "for", "on", "as", "with", "against", "about", "from", "to")
        if preposition != "to"
    },
}
