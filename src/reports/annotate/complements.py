"""What cue verbs take besides clauses: infinitives, objects, prepositions, and all of it in the passive.

Each frame is a function `(story, verb) -> Found | None`. Offsets are token indexes, end-exclusive.
"""

from __future__ import annotations

from spacy.tokens import Token

from reports.annotate.clause_spans import Found, Frame, around, fronted, stop_at_attribution
from reports.annotate.cues import cues, mediums
from reports.annotate.drafts import Span, Story, is_nominal_clause, own_subject, phrase_span, trim
from reports.annotate.grammar import by_agent, child, has_to, is_passive

_REFLEXIVE = frozenset(("himself", "herself", "itself", "themselves"))
_MEANS = frozenset(("in", "on", "via", "at", "through", "during"))
_NOT_SAID = frozenset(("life", "victim", "toll", "anonymity", "comment"))  # a blast claims lives and says nothing
_PLACES = frozenset(("in", "at", "near", "of", "against", "between", "around", "inside", "outside", "along", "by"))


def passive(verb: Token) -> bool:
    """Passive voice, a bare participle ("as reported by X", "batteries believed to be from the device") included."""
    if is_passive(verb) or (verb.tag_ == "VBN" and not any(kid.dep_ in ("aux", "nsubj") for kid in verb.children)):
        return True
    return verb.tag_ == "VBD" and any(kid.dep_ == "xcomp" and has_to(kid) for kid in verb.children) and _is_held(verb)


def _is_held(verb: Token) -> bool:
    """Whether nobody is the subject of this verb with a bare infinitive: one is believed to flee, or claims to."""
    known = cues().verbs.get(verb.lemma_.lower(), ())
    takes = {frame for entry in known for frame in entry.takes}
    return "passive:infinitive" in takes and "infinitive" not in takes


def source_limit(story: Story, verb: Token, who: Token) -> Span:
    """The side of the verb on which the source stands, within its sentence."""
    start, end = story.sentence(verb)
    if who.i < verb.i:
        return (min(start, who.left_edge.i), verb.left_edge.i if verb.head == who else verb.i)
    return (verb.i + 1, max(end, who.i + 1))


def subtrees(story: Story, verb: Token, heads: list[Token], *, start: int | None = None) -> list[Span] | None:
    """One span from the first head's left edge to the last one's right edge, clipped to the sentence."""
    if not heads:
        return None
    first, last = story.sentence(verb)
    begin = max(min(head.left_edge.i for head in heads), verb.i + 1, first) if start is None else start
    end = min(max(head.right_edge.i for head in heads) + 1, last)
    end = min(_with_places(verb, end), last)
    span = trim(verb.doc, begin, _before_medium(verb, begin, stop_at_attribution(story, begin, end)))
    return [span] if span is not None else None


def _before_medium(verb: Token, start: int, end: int) -> int:
    """Cut before "in a statement" at the end: how it was said, though the parse hangs it on what was said."""
    names = mediums()
    for token in verb.doc[start + 1 : end]:
        if token.dep_ == "prep" and token.lower_ in _MEANS and token.right_edge.i + 1 >= end:
            noun = child(token, "pobj")
            if noun is not None and any(word.lower_ in names for word in noun.subtree):
                return token.i
    return end


def _with_places(verb: Token, end: int) -> int:
    """The end moved over the prepositional phrases that follow and that a parse may hang on the verb."""
    for kid in verb.children:
        if kid.i == end and kid.dep_ == "prep" and kid.lower_ in _PLACES:
            end = kid.right_edge.i + 1
    return end


def infinitive(story: Story, verb: Token) -> Found | None:
    heads = [kid for kid in verb.children if kid.dep_ == "xcomp" and kid.i > verb.i and has_to(kid)]
    content = subtrees(story, verb, heads[:1])
    return Found(content) if content else None


def gerund(story: Story, verb: Token) -> Found | None:
    heads = [kid for kid in verb.children if kid.dep_ in ("xcomp", "ccomp") and kid.tag_ == "VBG" and kid.i > verb.i]
    content = subtrees(story, verb, heads[:1])
    return Found(content) if content else None


def object_to(story: Story, verb: Token) -> Found | None:
    """ "urged X to leave": the one addressed is part of what is asked."""
    heads = [kid for kid in verb.children if kid.dep_ in ("ccomp", "xcomp") and kid.i > verb.i and has_to(kid)]
    objects = [kid for kid in verb.children if kid.dep_ in ("dobj", "dative") and kid.i > verb.i]
    inner = heads and (objects or own_subject(heads[0]) is not None)
    content = subtrees(story, verb, objects[:1] + heads[:1]) if inner else None
    return Found(content) if content else None


def preposition_to(preposition: str) -> Frame:
    def frame(story: Story, verb: Token) -> Found | None:
        """ "called on X to leave"."""
        bridge = next((kid for kid in verb.children if kid.dep_ == "prep" and kid.lower_ == preposition), None)
        heads = [
            kid for kid in verb.children if kid.dep_ in ("xcomp", "advcl", "ccomp") and kid.i > verb.i and has_to(kid)
        ]
        if bridge is None:
            return None
        objects = [kid for kid in bridge.children if kid.dep_ == "pobj"]
        content = subtrees(story, verb, objects[:1] + heads[:1]) if objects else None
        return Found(content, (bridge,)) if content else None

    return frame


def object_with(preposition: str) -> Frame:
    def frame(story: Story, verb: Token) -> Found | None:
        """ "accused X of doing Y": object and prepositional phrase together."""
        thing = child(verb, "dobj")
        if thing is None or thing.i < verb.i:
            return None
        bridges = [kid for kid in (*verb.children, *thing.children) if kid.dep_ == "prep" and kid.lower_ == preposition]
        # "hit a camp for displaced people" blames nobody for anything
        bridges = [
            kid
            for kid in bridges
            if kid.i > thing.i and (preposition != "for" or kid.head == verb or child(kid, "pcomp") is not None)
        ]
        content = subtrees(story, verb, [thing, bridges[0]]) if bridges else None
        return Found(content) if content else None

    return frame


def object_(story: Story, verb: Token) -> Found | None:
    things = [kid for kid in verb.children if kid.dep_ == "dobj" and kid.i > verb.i and kid.tag_ not in ("WP", "WDT")]
    if not things or things[0].lower_ in _REFLEXIVE or things[0].lemma_ in _NOT_SAID:
        return None
    content = subtrees(story, verb, things[:1])
    return Found(content) if content else None


def relative(story: Story, verb: Token) -> Found | None:
    """ "the raid, which the army denied", "a claim it rejected": the pronoun, or the noun for what was said."""
    if verb.dep_ != "relcl":
        return None
    thing = child(verb, "dobj")
    if thing is not None and thing.tag_ not in ("WDT", "WP"):
        return None
    word = verb.head if thing is None else thing
    return Found([(word.i, word.i + 1)]) if word.i < verb.i else None


def predicate(story: Story, verb: Token) -> Found | None:
    """ "called the raid a massacre"."""
    heads = [
        kid
        for kid in verb.children
        if kid.dep_ in ("oprd", "ccomp", "xcomp", "acomp") and kid.i > verb.i and not has_to(kid)
    ]
    things = [kid for kid in verb.children if kid.dep_ == "dobj" and kid.i > verb.i]
    if not heads or any(word.lower_ in _REFLEXIVE for word in (*things, *heads[0].children)):
        return None
    content = subtrees(story, verb, things[:1] + heads[:1])
    return Found(content) if content else None


# --- passives ----------------------------------------------------------------------------------------------------


def passive_infinitive(story: Story, verb: Token) -> Found | None:
    """ "the rebels are said to have fled": nobody is named, or the one after "by"."""
    heads = [kid for kid in verb.children if kid.dep_ == "xcomp" and kid.i > verb.i and has_to(kid)]
    tail = subtrees(story, verb, heads[:1])
    subject = own_subject(verb)
    if tail is None:
        return None
    about = phrase_span(story, subject, limit=source_limit(story, verb, subject)) if subject is not None else None
    agent = by_agent(verb)
    return Found(([about] if about else []) + tail, (), agent, agent is None)


def passive_clause(story: Story, verb: Token) -> Found | None:
    """ "it was reported that the town had fallen", "the town had fallen, it was reported"."""
    heads = [kid for kid in verb.children if kid.dep_ == "ccomp" and not is_nominal_clause(kid)]
    if heads and heads[0].i < verb.i:
        span = fronted(story, verb, heads[0])
        content = [span] if span is not None else None
    else:
        content = subtrees(story, verb, heads[:1])
    agent = by_agent(verb)
    return Found(content, (), agent, agent is None) if content else None


def passive_as(story: Story, verb: Token) -> Found | None:
    """ "as reported by the agency": the sentence around it."""
    agent = by_agent(verb)
    found = around(story, verb) if agent is not None else None
    return Found(found.content, (), agent) if found is not None else None


def passive_object(story: Story, verb: Token, takes: frozenset[str]) -> Found | None:
    """ "the rebels were blamed by the army for the raid", "the report was denied by the ministry"."""
    subject, agent = own_subject(verb), by_agent(verb)
    about = phrase_span(story, subject, limit=source_limit(story, verb, subject)) if subject is not None else None
    wanted = {frame.partition(":")[2] for frame in takes if frame.startswith("object:")}
    bridges = [kid for kid in verb.children if kid.dep_ == "prep" and kid.lower_ in wanted and kid.i > verb.i]
    if about is None or not (bridges or ("object" in takes and agent is not None)):
        return None
    tail = subtrees(story, verb, bridges[:1]) or []
    return Found([about, *tail], (), agent, agent is None)
