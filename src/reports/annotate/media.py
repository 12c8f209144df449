"""How and when something was said: medium, time and granted anonymity, from the words beside the cue."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from reports.annotate.cues import media, mediums
from reports.annotate.drafts import Draft, Span, Story
from reports.records import Medium

_BRIDGES = frozenset(("in", "on", "at", "via", "by", "through", "during", "to", "over", "after", "from", "using"))
_BREAKS = frozenset((".", "?", "!", ";", ":"))


def beside(story: Story, draft: Draft) -> list[Token]:
    """The words about the saying itself: neither content nor source nor cue, hung on the cue or right after it."""
    doc = story.doc
    anchor = doc[draft.anchor]
    first, last = story.sentence(anchor)
    own = [span for span in (draft.cue, draft.source, *draft.content) if span is not None]
    left = [token for token in anchor.subtree if first <= token.i < anchor.i]
    found = [token for token in left if not _within(token.i, own)]
    for token in doc[anchor.i + 1 : last]:
        if token.text in _BREAKS or (draft.content and any(start == token.i for start, _ in draft.content)):
            break
        if not _within(token.i, own) or draft.source is None:
            found.append(token)
    return found


def _within(index: int, spans: list[Span]) -> bool:
    return any(start <= index < end for start, end in spans)


def find_medium(story: Story, draft: Draft, words: list[Token]) -> Medium | None:
    """Where it was said: the noun after a preposition, the source itself ("the statement said"), or the verb."""
    names = mediums()
    for token in words:
        medium = names.get(token.lower_) or names.get(token.lemma_.lower())
        if medium is not None and _bridged(token):
            return _precise(token, medium)
    anchor = story.doc[draft.anchor]
    issued = _issued(anchor)
    if issued is not None:
        return _precise(issued, names[issued.lower_])
    if anchor.pos_ == "VERB" and anchor.lemma_ in media().verbs:
        return Medium(media().verbs[anchor.lemma_])
    if draft.source is not None:
        head = story.doc[draft.source[0] : draft.source[1]].root
        medium = names.get(head.lower_)
        if medium is not None and head.pos_ == "NOUN" and head.lower_ not in media().outlets:
            return medium
    if anchor.pos_ == "NOUN":
        return names.get(anchor.lower_) if anchor.lower_ in ("statement", "report") else None
    return None


def _issued(anchor: Token) -> Token | None:
    """The statement or video of "issued a statement saying"."""
    if anchor.tag_ != "VBG" or anchor.dep_ not in ("acl", "advcl"):
        return None
    nouns = [anchor.head, *(kid for kid in anchor.head.children if kid.dep_ == "dobj" and kid.i < anchor.i)]
    return next((noun for noun in nouns if noun.pos_ == "NOUN" and noun.lower_ in mediums()), None)


def _bridged(token: Token) -> bool:
    """The noun stands after a preposition ("in a statement", "on Telegram") or is who was told ("reporters")."""
    for _ in range(6):
        if token.dep_ not in ("compound", "nmod", "conj", "appos", "amod"):
            break
        token = token.head
    if token.dep_ == "pobj":
        return token.head.lower_ in _BRIDGES
    return token.dep_ in ("dobj", "dative") and token.head.lemma_ in ("tell", "inform", "brief", "address")


def _precise(token: Token, medium: Medium) -> Medium:
    """ "a video statement", "a televised address", "a phone interview": the modifier says more than the noun."""
    names = mediums()
    for kid in token.children:
        if kid.i < token.i and kid.dep_ in ("compound", "amod", "nmod"):
            better = names.get(kid.lower_)
            if better in (Medium.VIDEO, Medium.TELEPHONE, Medium.TELEVISION, Medium.SOCIAL_MEDIA):
                return better
    return medium


def find_time(doc: Doc, words: list[Token]) -> Span | None:
    """The first run of time words among the words beside the cue, with the words that belong to it."""
    lists = media()
    here = {token.i for token in words}
    for token in words:
        if not _is_core(token):
            continue
        start, end = token.i, token.i + 1
        while start - 1 in here and (doc[start - 1].lower_ in lists.time_before or doc[start - 1].pos_ == "NUM"):
            start -= 1
        while end in here and (
            doc[end].lower_ in lists.time_after or doc[end].lower_ in lists.time_core or doc[end].like_num
        ):
            end += 1
        while end - 1 > token.i and doc[end - 1].lower_ in (",", "that", "before", "after"):
            end -= 1
        start = _without_lone(doc, start, token.i)
        if _is_time(doc, start, end):
            return start, end
    return None


def _is_core(token: Token) -> bool:
    words = media()
    if token.lower_ not in words.time_core:
        return False
    if token.dep_ in ("compound", "amod", "nmod", "poss") and token.head.lower_ not in words.time_core:
        return False
    return token.lower_ not in ("may", "march", "sun") or token.is_title


def _without_lone(doc: Doc, start: int, core: int) -> int:
    """The start without a leading preposition: "Tuesday" of "on Tuesday", but "late on Tuesday"."""
    while start < core and doc[start].lower_ in ("of", "just", "that", "on", "in", "at", "during", "over", "since"):
        start += 1
    return start


def _is_time(doc: Doc, start: int, end: int) -> bool:
    """A bare "day" or "year" is none; a weekday, "last week" or "two days ago" is."""
    words = [token.lower_ for token in doc[start:end]]
    vague = {"week", "weekend", "month", "year", "day", "hours", "weeks", "days", "months", "years"}
    if all(word in vague for word in words):
        return False
    strong = [word for word in words if word in media().time_core and word not in vague]
    return bool(strong) or bool({"last", "this", "ago", "earlier", "later", "previous", "next", "same"} & set(words))


def is_anonymous(story: Story, draft: Draft) -> bool:
    """Whether the sentence of the cue grants its source anonymity."""
    first, last = story.sentence(story.doc[draft.anchor])
    text = story.doc[first:last].text.lower()
    return any(phrase in text for phrase in media().anonymous)
