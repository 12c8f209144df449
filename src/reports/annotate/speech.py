"""Direct speech: who says each quotation.

A quotation has its cue after it ("…," said X), before it (X said: "…"), goes on from an earlier one, or
stands beside a sentence about its speaker. Tokens are scanned beside the marks; the parse, which quotations
often mislead, is asked only for the subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

from reports.annotate.clauses import particle_fits
from reports.annotate.cues import CueEntry
from reports.annotate.drafts import Draft, Span, Story, cue_span, own_subject, phrase_span, speaker, trim
from reports.annotate.quotes import Quote
from reports.records import CueClass

Cues = Mapping[int, tuple[CueEntry, ...]]

_REACH = 45  # tokens: how far from a quotation its cue may stand
_STOPS = frozenset((".", "?", "!", "…", "..."))
_OPEN_ENDS = frozenset((",", "?", "!", "—", "--", "–", "-", "…", "..."))
_LEAD_ENDS = frozenset((",", ":", "—", "--", "–", "that", "as"))
_JOINTS = frozenset((",", ".", "?", "!", "—", "--", "–", "…", "..."))
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))


def speech_drafts(story: Story, cues: Cues) -> list[Draft]:
    """Attributions of the quotations that are sentences or clauses, in order."""
    drafts: list[Draft] = []
    for number, quote in enumerate(story.quotes):
        draft = _after(story, quote, cues) if quote.speech else None
        if draft is None and (_goes_on(story, number, drafts) or not quote.speech):
            continue
        draft = draft or _before(story, quote, cues) or _next_paragraph(story, quote, drafts)
        if draft is None:
            draft = _by_previous_sentence(story, quote, cues)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _span(quote: Quote) -> Span:
    return quote.start, quote.end


def _draft(story: Story, quote: Quote, verb: Token, entry: CueEntry, source: Span | None) -> Draft:
    rule = "quote-then-cue" if verb.i > quote.start else "cue-then-quote"
    return Draft(verb.i, cue_span(verb), source, [_span(quote)], entry.cue_class, rule, entry=entry)


# --- going on ----------------------------------------------------------------------------------------------------


def _goes_on(story: Story, number: int, drafts: list[Draft]) -> bool:
    """Whether the quotation belongs to the last one in its paragraph, with its cue between or before both.

    Adds it to that one's content.
    """
    quote = story.quotes[number]
    if not drafts or number == 0:
        return False
    last = drafts[-1]
    before = story.quotes[number - 1]
    if last.content[-1][1] != before.end or story.paragraph_of[before.start] != story.paragraph_of[quote.start]:
        return False
    between = story.doc[before.end : quote.start]
    if any(token.text in _STOPS for token in between[:-1]) or len(between) > _REACH:
        return False
    cue_between = before.end <= last.anchor < quote.start
    if not cue_between and any(token.is_alpha for token in between):
        return False
    joint = between[-1].text if len(between) else ""
    if cue_between and (joint not in _JOINTS or (not quote.speech and joint != ",")):
        return False
    if (not cue_between and not quote.speech) or _is_title(story, quote):
        return False
    last.content.append(_span(quote))
    return True


def _is_title(story: Story, quote: Quote) -> bool:
    """The name of a book or film rather than something said: short, in capitals, without a verb."""
    words = [token for token in story.doc[quote.start : quote.end] if token.is_alpha]
    return (
        len(words) <= 6
        and not any(word.pos_ in ("VERB", "AUX") for word in words)
        and all(word.is_title for word in words if len(word) > 3)
        and len(words) > 1
    )


def _next_paragraph(story: Story, quote: Quote, drafts: list[Draft]) -> Draft | None:
    """A quotation that opens a paragraph after one that ended in the same speaker's quotation."""
    if not drafts:
        return None
    number = story.paragraph_of[quote.start]
    start, end = story.paragraphs[number]
    last = drafts[-1]
    before = story.paragraph_of[last.content[-1][0]]
    if number - before != 1 or any(token.is_alpha for token in story.doc[start : quote.start]):
        return None
    closing = story.paragraphs[before][1]
    ended = sum(token.text in _STOPS for token in story.doc[last.content[-1][1] : closing]) <= 1
    if not quote.continues and (not ended or any(token.is_alpha for token in story.doc[quote.end : end])):
        return None
    return Draft(
        quote.start, None, None, [_span(quote)], last.cue_class, "quote-continues", follows=last, entry=last.entry
    )


# --- the cue after -----------------------------------------------------------------------------------------------


def _after(story: Story, quote: Quote, cues: Cues) -> Draft | None:
    """ "…," said X. / "…," X said on Monday."""
    start, end = quote.end, _tail_end(story, quote)
    if start >= end or not _tail_may_speak(story, quote):
        return None
    for token in story.doc[start:end]:
        if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("relcl", "acl", "amod", "aux", "auxpass"):
            continue
        entry = quoting(cues, token)
        if entry is None:
            if token.pos_ == "VERB" and token.tag_ != "VBN":
                return None
            continue
        if token.i - start > 1 and (token.tag_ == "VBG" or _says_more(token)):
            return None
        draft = _draft(story, quote, token, entry, _tail_source(story, token, start, end))
        draft.content = [_with_lead(story, quote)]
        return draft
    return None


def _says_more(verb: Token) -> bool:
    """Whether a cue has a clause of its own after it: the quotation before it is only a name or a title."""
    return any(kid.dep_ == "ccomp" and kid.i > verb.i + 1 for kid in verb.children)


def _with_lead(story: Story, quote: Quote) -> Span:
    """The quotation with the words of its sentence before it, which are the speaker's too: X is "mad," said Y."""
    start = _lead_start(story, quote)
    lead = trim(story.doc, start, quote.start)
    if lead is None or story.doc[quote.start - 1].text in (",", ":") or not story.doc[lead[0]].is_alpha:
        return _span(quote)
    return lead[0], quote.end


def _tail_end(story: Story, quote: Quote) -> int:
    _, end = story.bounds(quote.start)
    end = min(end, quote.end + _REACH)
    for index in range(quote.end, end):
        if story.doc[index].text in _STOPS or story.quote_of[index] >= 0:
            return index
    return end


def _tail_may_speak(story: Story, quote: Quote) -> bool:
    """A comma, question mark or dash closes a quotation whose sentence goes on; a full stop does not."""
    doc = story.doc
    inner = doc[quote.end - 2] if len(doc[quote.end - 1]) == 1 else doc[quote.end - 1]
    after = doc[quote.end]
    if after.text == ",":
        return True
    if inner.text == ",":
        return True
    if inner.text in _OPEN_ENDS:
        return True
    return inner.text not in _STOPS and after.pos_ in ("PRON", "PROPN", "VERB", "DET", "NOUN")


def quoting(cues: Cues, token: Token) -> CueEntry | None:
    """The sense of a cue verb that introduces direct speech, or None."""
    for entry in cues.get(token.i, ()):
        if "quote" in entry.takes and particle_fits(token, entry):
            return entry
    return None


def _tail_source(story: Story, verb: Token, start: int, end: int) -> Span | None:
    """The subject of a cue after its quotation: by the parse where it lies in the tail, else by place."""
    subject = own_subject(verb)
    if subject is not None and start <= subject.i < end:
        limit = (start, verb.i) if subject.i < verb.i else (verb.i + 1, end)
        return phrase_span(story, subject, limit=limit)
    ahead = _nominal(story, start, verb.i)
    if ahead is not None:
        return trim(story.doc, start, cue_span(verb)[0])
    behind = _nominal(story, verb.i + 1, end)
    if behind is not None and behind.i - verb.i <= 8:
        return phrase_span(story, _top(behind, verb.i + 1, end), limit=(verb.i + 1, end))
    shared = speaker(verb) if verb.dep_ == "conj" else None
    return phrase_span(story, shared) if shared is not None and story.quote_at(shared.i) is None else None


def _nominal(story: Story, start: int, end: int) -> Token | None:
    return next((token for token in story.doc[start:end] if token.pos_ in _NOMINAL), None)


def _top(token: Token, start: int, end: int) -> Token:
    """The highest nominal above a token within a stretch: the head of its noun phrase."""
    while token.head != token and start <= token.head.i < end and token.head.pos_ in _NOMINAL:
        token = token.head
    return token


# --- the cue before ----------------------------------------------------------------------------------------------


def _before(story: Story, quote: Quote, cues: Cues) -> Draft | None:
    """X said: "…" / X told reporters that "…"."""
    start, end = _lead_start(story, quote), quote.start
    if start >= end:
        return _colon_above(story, quote, cues) if end == story.bounds(end)[0] else None
    last = story.doc[end - 1]
    for token in reversed(story.doc[start:end]):
        entry = quoting(cues, token)
        if entry is None or token.pos_ not in ("VERB", "AUX"):
            continue
        near = end - token.i <= 3
        if (last.text not in _LEAD_ENDS and not near) or _has_clause(token, end):
            return None
        draft = _draft(story, quote, token, entry, _lead_source(story, token, start))
        draft.content = [*_before_lead(story, draft, start), (end - 1 if last.lower_ == "that" else end, quote.end)]
        return draft
    return _colon_source(story, quote, start, end) if last.text == ":" else None


def _has_clause(verb: Token, end: int) -> bool:
    """Whether the cue's own clause begins before the quotation: what is quoted is then a part of it."""
    return any(kid.dep_ == "ccomp" and verb.i < kid.i < end and kid.pos_ in ("VERB", "AUX") for kid in verb.children)


def _before_lead(story: Story, draft: Draft, start: int) -> list[Span]:
    """ "If they had not come" in time, X said, "…": the first part where it has a quotation of its own."""
    quote = story.quote_at(start - 1) if start else None
    edge = min(span[0] for span in (draft.source, draft.cue) if span is not None)
    if quote is None or edge <= start or story.doc[edge - 1].text != "," or story.doc[start].text in _STOPS:
        return []
    if story.paragraph_of[quote.start] != story.paragraph_of[start]:
        return []
    inner = story.doc[quote.end - 2] if quote.end - 2 > quote.start else None
    if inner is None or inner.text in _STOPS:
        return []
    part = trim(story.doc, _lead_start(story, quote), edge)
    if part is not None and (
        story.doc[part[0]].pos_ in ("ADP", "VERB") or story.doc[part[0]].lower_ in ("as", "when", "after")
    ):
        return []
    return [part] if part is not None else []


def _lead_start(story: Story, quote: Quote) -> int:
    start, _ = story.bounds(quote.start)
    start = max(start, quote.start - _REACH)
    for index in range(quote.start - 1, start - 1, -1):
        shortened = story.doc[index].text.endswith(".") and story.doc[index + 1].is_sent_start  # "from 5 a.m. “People"
        stops = story.doc[index].text in _STOPS or story.doc[index].text == ";"
        if stops or shortened or story.quote_of[index] >= 0:
            return index + 1
    return start


def _lead_source(story: Story, verb: Token, start: int) -> Span | None:
    who = speaker(verb)
    if who is None or who.i < start - _REACH:
        nominal = _nominal(story, start, verb.i)
        who = _top(nominal, start, verb.i) if nominal is not None and verb.dep_ in ("ROOT", "dep") else None
    if who is None:
        return None
    return phrase_span(story, who, limit=(min(start, who.i), verb.i) if who.i < verb.i else None)


def _colon_source(story: Story, quote: Quote, start: int, end: int) -> Draft | None:
    """X had a message for them: "…": the subject of the sentence before the colon speaks."""
    first = next((token for token in story.doc[start:end] if not token.is_space), None)
    if first is None:
        return None
    verb = next(
        (token for token in story.doc[start:end] if token.pos_ == "VERB" and token.dep_ in ("ROOT", "ccomp")), None
    )
    who = own_subject(verb) if verb is not None else None
    source = (
        phrase_span(story, who, limit=(start, verb.i))
        if who is not None and verb is not None and who.i < verb.i
        else None
    )
    if source is None and verb is None:
        source = trim(story.doc, start, end)
    if source is None:
        return None
    return Draft(end - 1, (end - 1, end), source, [_span(quote)], CueClass.SAY, "colon")


def _colon_above(story: Story, quote: Quote, cues: Cues) -> Draft | None:
    """A paragraph that ends in a colon introduces the quotation that opens the next one."""
    number = story.paragraph_of[quote.start]
    if number <= 0:
        return None
    start, end = story.paragraphs[number - 1]
    last = trimmed_end(story, start, end)
    if last <= start or story.doc[last - 1].text != ":":
        return None
    lead = max((token.i + 1 for token in story.doc[start : last - 1] if token.text in _STOPS), default=start)
    for token in reversed(story.doc[lead:last]):
        entry = quoting(cues, token)
        if entry is not None:
            return _draft(story, quote, token, entry, _lead_source(story, token, lead))
    return _colon_source(story, quote, lead, last)


def trimmed_end(story: Story, start: int, end: int) -> int:
    """`end` without the spaces before it."""
    while end > start and story.doc[end - 1].is_space:
        end -= 1
    return end


# --- no cue ------------------------------------------------------------------------------------------------------


def _by_previous_sentence(story: Story, quote: Quote, cues: Cues) -> Draft | None:
    """He shook his head. "…": the subject of the sentence before, where it is somebody."""
    start, _ = story.bounds(quote.start)
    stop = quote.start - 1
    while stop > start and (story.doc[stop].is_space):
        stop -= 1
    if stop <= start or story.doc[stop].text not in _STOPS or story.quote_of[stop] >= 0:
        return None
    root = story.doc[stop].sent.root
    verb = root if root.i in cues else next((kid for kid in root.subtree if kid.i in cues and kid.i < stop), None)
    if verb is None or root.i < start:
        return None
    who = speaker(verb)
    if who is None or who.i < start:
        return None
    return Draft(quote.start, None, phrase_span(story, who), [_span(quote)], CueClass.SAY, "quote-beside")
