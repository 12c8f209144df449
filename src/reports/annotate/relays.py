"""Who relays whom: "the agency quoted the ministry as saying", "reported, citing the army", "told the agency".

The source of an attribution is whoever is nearest to the event; the one that passes it on is its `via`.
"""

from __future__ import annotations

from spacy.tokens import Token

from reports.annotate.cues import media
from reports.annotate.drafts import Draft, Story, own_subject, phrase_span, speaker
from reports.annotate.grammar import by_agent, child, is_passive

RELAYS = frozenset(("cite", "quote"))
_CARRIES = frozenset(("carry", "cite", "quote", "publish", "broadcast", "air", "relay", "report", "run"))
_THROUGH = frozenset(("through", "via"))
_ADDRESSING = frozenset(("tell", "inform", "brief"))
_TALKS = frozenset(
    ("interview", "comment", "comments", "remark", "remarks", "statement", "message", "email", "briefing")
)


def find_relays(story: Story, drafts: list[Draft]) -> list[Draft]:
    """The drafts with source and `via` put right; a "citing X" that has become a source is no draft of its own."""
    anchors = {draft.anchor for draft in drafts}
    used: set[int] = set()
    for draft in drafts:
        anchor = story.doc[draft.anchor]
        if draft.cue is None:
            continue
        saying, relay = _saying(anchor), anchor.head.head
        if saying is not None and saying.i not in anchors:
            _quoted_as(story, draft, anchor, saying)
        elif _saying(relay) == anchor and _quoted_as(story, draft, relay, anchor):
            used.add(relay.i)
        else:
            used |= _citing(story, draft, anchor)
        if draft.via is None and draft.anchor in story.cues:
            draft.via = _addressee(story, anchor) or _relayed_by(story, anchor)
    return [draft for draft in drafts if draft.anchor not in used]


def _saying(relay: Token) -> Token | None:
    """The "saying" of "quoted as saying", from its "quoted"."""
    marker = next((kid for kid in relay.children if kid.lower_ == "as"), None) if relay.lemma_ in RELAYS else None
    return child(marker, "pcomp") if marker is not None else None


def _quoted_as(story: Story, draft: Draft, relay: Token, saying: Token) -> bool:
    """ "X quoted Y as saying": Y is the source, X relays it."""
    if is_passive(relay):
        source, via = own_subject(relay) or speaker(relay), by_agent(relay) or by_agent(saying)
    else:
        source, via = child(relay, "dobj"), speaker(relay)
    if source is None:
        return False
    draft.source = phrase_span(story, source, limit=_clause(story, relay, source))
    draft.via = phrase_span(story, via) if via is not None else None
    return True


def _clause(story: Story, relay: Token, noun: Token) -> tuple[int, int]:
    first, last = story.sentence(relay)
    marker = next((kid.i for kid in relay.children if kid.lower_ == "as" and kid.i > noun.i), last)
    return (min(first, noun.i), relay.i) if noun.i < relay.i else (relay.i + 1, marker)


def _citing(story: Story, draft: Draft, anchor: Token) -> set[int]:
    """ "the agency said, citing the army": the army is the source. Returns the tokens of "citing"."""
    hosts = [anchor, *((story.doc[slice(*draft.source)].root,) if draft.source is not None else ())]
    for kid in (kid for host in hosts for kid in host.children):
        if kid.lemma_ not in RELAYS or kid.dep_ not in ("advcl", "dep", "conj", "acl") or kid.tag_ != "VBG":
            continue
        cited = child(kid, "dobj")
        if cited is not None and _may_speak(cited):
            draft.via = draft.via or draft.source
            draft.source = phrase_span(story, cited, limit=(kid.i + 1, story.sentence(kid)[1]))
            return {kid.i}
    return set()


def _may_speak(noun: Token) -> bool:
    """Whether what is cited is somebody rather than a reason: a name or a noun for a speaker."""
    words = media()
    return (
        noun.pos_ == "PROPN"
        or noun.lower_ in words.speakers
        or noun.lower_ in words.outlets
        or (noun.lower_ in words.documents)
    )


def _addressee(story: Story, anchor: Token) -> tuple[int, int] | None:
    """The outlet that was told, or a name that may be one; who is an outlet is for the lexicon to say."""
    if anchor.lemma_ in _ADDRESSING:
        for kid in anchor.children:
            if kid.dep_ in ("dobj", "dative") and kid.i > anchor.i and _is_outlet(kid):
                return phrase_span(story, kid)
    for kid in anchor.children:
        if kid.dep_ == "prep" and kid.lower_ in ("in", "to"):
            noun = child(kid, "pobj")
            if noun is not None and kid.lower_ == "to" and _is_outlet(noun):
                return phrase_span(story, noun)
            if noun is not None and noun.lower_ in _TALKS:
                return _with_whom(story, noun) or _carried_by(story, noun)
    return None


def _relayed_by(story: Story, anchor: Token) -> tuple[int, int] | None:
    """ "the ministry, quoted by state radio, said", "claimed the raid through the agency X"."""
    subject = own_subject(anchor) or speaker(anchor)
    carried = _carried_by(story, subject) if subject is not None else None
    if carried is not None:
        return carried
    through = (child(kid, "pobj") for kid in anchor.children if kid.dep_ == "prep" and kid.lower_ in _THROUGH)
    outlet = next((noun for noun in through if noun is not None and _is_outlet(noun)), None)
    return phrase_span(story, outlet) if outlet is not None else None


def _carried_by(story: Story, noun: Token) -> tuple[int, int] | None:
    """ "a statement carried by the agency X": who passes on what a noun stands for."""
    for kid in noun.children:
        if kid.dep_ in ("acl", "relcl") and kid.tag_ == "VBN" and kid.lemma_ in _CARRIES:
            carrier = by_agent(kid)
            if carrier is not None and _is_outlet(carrier):
                return phrase_span(story, carrier)
    return None


def _with_whom(story: Story, noun: Token) -> tuple[int, int] | None:
    for kid in noun.children:
        if kid.dep_ == "prep" and kid.lower_ in ("with", "to"):
            other = child(kid, "pobj")
            if other is not None and _is_outlet(other):
                return phrase_span(story, other)
    return None


def _is_outlet(noun: Token) -> bool:
    return noun.pos_ == "PROPN" or noun.lower_ in media().outlets
