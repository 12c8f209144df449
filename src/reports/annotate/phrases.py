"""Attribution without a verb of saying: "according to", "the army's claim that", "reportedly"."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from reports.annotate.cues import CueEntry, CueIndex
from reports.annotate.drafts import Draft, Span, Story, own_subject, phrase_span, trim
from reports.annotate.grammar import child, governors, has_to

_CLAUSE = frozenset(("acl", "ccomp", "relcl"))
_SOURCES = frozenset(("by", "from"))


def phrase_drafts(story: Story, starts: Iterable[Token], index: CueIndex) -> list[Draft]:
    """ "according to X", "by X's count": the rest of the sentence is X's. `starts`: tokens that may begin a phrase."""
    drafts = []
    for token in starts:
        for words, entry in index.phrases.get(token.lower_, ()):
            draft = None
            if _matches(token, words):
                draft = _phrase(story, token, len(words), entry)
            elif words[-1] == "of":
                draft = _owned(story, token, words[-2], entry)
            if draft is not None:
                drafts.append(draft)
                break
    return drafts


def _owned(story: Story, token: Token, word: str, entry: CueEntry) -> Draft | None:
    """ "By the army's count", said for "by the count of the army"."""
    noun = child(token, "pobj")
    owner = child(noun, "poss") if noun is not None and noun.lower_ == word else None
    if noun is None or owner is None:
        return None
    source = (owner.left_edge.i, owner.i + 1)
    content = _rest(story, token, (token.i, noun.right_edge.i + 1))
    if not content:
        return None
    return Draft(token.i, (noun.i, noun.i + 1), source, content, entry.cue_class, "phrase", entry=entry)


def _matches(token: Token, words: tuple[str, ...]) -> bool:
    doc, start = token.doc, token.i
    return start + len(words) <= len(doc) and all(
        doc[start + offset].lower_ == word for offset, word in enumerate(words)
    )


def _phrase(story: Story, token: Token, length: int, entry: CueEntry) -> Draft | None:
    doc, last = story.doc, token.i + length - 1
    noun = next((kid for kid in doc[last].children if kid.dep_ in ("pobj", "pcomp")), None)
    if noun is None:
        noun = next((after for after in doc[last + 1 : last + 8] if after.pos_ in ("NOUN", "PROPN", "PRON")), None)
    _, end = story.sentence(token)
    if noun is None or noun.i >= end or (doc[last].lower_ == "per" and noun.pos_ != "PROPN"):
        return None
    source = phrase_span(story, noun, limit=(last + 1, end))
    if source is None:
        return None
    source = _without_clause(story, noun, source)
    content = _rest(story, token, (token.i, source[1]))
    if not content:
        return None
    return Draft(token.i, (token.i, last + 1), source, content, entry.cue_class, "phrase", entry=entry)


def _without_clause(story: Story, noun: Token, source: Span) -> Span:
    """The source before a clause that a comma sets off: the sentence going on, as often as not."""
    for token in story.doc[noun.i + 1 : source[1]]:
        if token.text == "," and any(after.pos_ in ("VERB", "AUX") for after in story.doc[token.i : source[1]]):
            cut = trim(story.doc, source[0], token.i)
            return cut or source
    return source


def _rest(story: Story, token: Token, phrase: Span) -> list[Span]:
    """What the phrase attributes: the sentence, or the clause whose verb it hangs on.

    What follows a phrase at the end of a full clause ("…, according to X, who …") is not part of it.
    """
    first, last = _reach(story, token)
    verb = next((above for above in governors(token) if above.pos_ in ("VERB", "AUX")), None)
    if verb is not None and verb.i < token.i and verb.dep_ == "relcl" and verb.left_edge.i > first:
        first = verb.left_edge.i
    before, after = trim(story.doc, first, phrase[0]), trim(story.doc, phrase[1], last)
    if before is not None and before[1] - before[0] == 1 and story.doc[before[0]].pos_ in ("CCONJ", "SCONJ", "ADV"):
        before = None
    if before is not None and after is not None and verb is not None and before[0] <= verb.i < before[1]:
        after = None
    return [
        part
        for part in (before, after)
        if part is not None and any(word.is_alpha for word in story.doc[part[0] : part[1]])
    ]


def _reach(story: Story, token: Token) -> Span:
    """The sentence, or the quotation with its sentence, or the brackets that the phrase stands in or after."""
    doc, (first, last) = story.doc, story.sentence(token)
    quote = story.quote_at(token.i - 1) if token.i else None
    if quote is None and token.i >= 2 and doc[token.i - 1].text == ",":
        quote = story.quote_at(token.i - 2)
    if quote is not None and quote.speech:
        first = min(first, quote.start)
    opened = max((other.i + 1 for other in doc[first : token.i] if other.text in ("(", ";")), default=first)
    inside = opened > first and not any(other.text == ")" for other in doc[opened : token.i])
    first = opened if inside else first
    ends = (";", ")") if inside else (";",)
    last = next((other.i for other in doc[token.i : last] if other.text in ends), last)
    around = story.quote_at(token.i)
    return (max(first, around.start), min(last, around.end)) if around is not None else (first, last)


# --- nouns -------------------------------------------------------------------------------------------------------


def noun_drafts(story: Story, nouns: Iterable[tuple[Token, CueEntry]], verbs: set[int]) -> list[Draft]:
    """ "X's claim that …", "reports of …". `verbs`: cue verbs; their objects are their content already."""
    drafts = []
    for noun, entry in nouns:
        if noun.dep_ in ("dobj", "pobj") and _governor(noun).i in verbs:
            continue
        draft = _noun(story, noun, entry)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _governor(noun: Token) -> Token:
    return noun.head.head if noun.dep_ == "pobj" else noun.head


def _noun(story: Story, noun: Token, entry: CueEntry) -> Draft | None:
    _, last = story.sentence(noun)
    body, bridge = _noun_content(noun, entry)
    if body is None:
        return None
    begin = body.left_edge.i if bridge is None else bridge.i + 1
    content = trim(story.doc, max(begin, noun.i + 1), min(body.right_edge.i + 1, last))
    if content is None:
        return None
    source = _noun_source(story, noun)
    if source is None and noun.tag_ != "NNS":
        return None  # "a claim that" nobody made is a thought; "claims that" are somebody's
    end = noun.i + 1 if bridge is None else bridge.i + 1
    return Draft(noun.i, (noun.i, end), source, [content], entry.cue_class, "noun", entry=entry)


def _noun_content(noun: Token, entry: CueEntry) -> tuple[Token | None, Token | None]:
    for kid in noun.children:
        if kid.i < noun.i:
            continue
        if kid.dep_ in _CLAUSE and "clause" in entry.takes and _is_that_clause(kid):
            return kid, None
        if kid.dep_ in ("acl", "relcl", "xcomp") and "infinitive" in entry.takes and has_to(kid):
            return kid, None
        if kid.dep_ == "prep" and kid.lower_ in entry.takes:
            inner = next((deep for deep in kid.children if deep.dep_ in ("pobj", "pcomp")), None)
            if inner is not None:
                return inner, kid
    return None, None


def _is_that_clause(clause: Token) -> bool:
    """ "that" as a conjunction, not as the subject or object of a relative clause."""
    mark = child(clause, "mark")
    return mark is not None and mark.lower_ in ("that", "whether", "if") and own_subject(clause) is not None


def _noun_source(story: Story, noun: Token) -> Span | None:
    for kid in noun.children:
        if kid.dep_ == "poss":
            return phrase_span(story, kid)
        if kid.dep_ == "prep" and kid.lower_ in _SOURCES:
            deep = child(kid, "pobj")
            if deep is not None:
                return phrase_span(story, deep)
        if kid.dep_ == "compound" and kid.pos_ == "PROPN" and noun.dep_ == "ROOT" and kid.i < noun.i:
            return phrase_span(story, kid)  # "X reports that": a verb that the tagger takes for a noun
        if kid.dep_ == "amod" and kid.text[0].isupper() and kid.i > story.sentence(noun)[0]:
            return kid.i, kid.i + 1
    return None


# --- adverbs -----------------------------------------------------------------------------------------------------


def adverb_drafts(story: Story, adverbs: Iterable[tuple[Token, CueEntry]]) -> list[Draft]:
    """ "reportedly": nobody is named; the clause or the words that the adverb stands with are the content."""
    drafts = []
    for token, entry in adverbs:
        first, last = story.sentence(token)
        head = token.head
        start = max(first, head.left_edge.i)
        end = min(last, head.right_edge.i + 1)
        if head.pos_ not in ("VERB", "AUX"):
            start = token.i
        parts = [trim(story.doc, start, token.i), trim(story.doc, token.i + 1, end)]
        content = [part for part in parts if part is not None]
        if content:
            drafts.append(Draft(token.i, (token.i, token.i + 1), None, content, entry.cue_class, "adverb", entry=entry))
    return drafts
