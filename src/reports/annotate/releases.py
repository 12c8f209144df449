"""Speech without quotation marks: press statements, lists after a colon, headlines with a speaker.

"The minister said:" and paragraphs that follow it; "Statement by X on …" above a text in the first person;
"The ministry reported:" and a list; "X: the bridge has fallen" as a headline.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc, Token

from reports import gazetteer
from reports.annotate import layers
from reports.annotate.cues import media
from reports.annotate.drafts import Draft, Span, Story, cue_span, phrase_span, speaker, trim
from reports.annotate.grammar import child
from reports.annotate.speech import Cues, quoting, trimmed_end
from reports.geometry import COMPASS
from reports.lexicons import countries
from reports.records import CueClass

_FIRST = frozenset(("i", "we", "our", "us", "my", "me"))
_STOPS = frozenset((".", "?", "!", "…"))
_BULLETS = frozenset(("•", "*", "-", "–", "—", "·", "◦", "▪", "●", "‣"))
_TOWN = 50  # importance of a place whose name over a paragraph is no speaker's
_LONGEST_SPEAKER = 8  # tokens before the colon of a headline or a transcript


def release_drafts(story: Story, cues: Cues) -> list[Draft]:
    """Attributions of unquoted speech, in order."""
    drafts: list[Draft] = []
    number = 0
    while number < len(story.paragraphs):
        draft = _introduced(story, number, cues) if number + 1 < len(story.paragraphs) else None
        if draft is None and number == 0:
            draft = _titled(story) or _headline(story)
        if draft is None:
            draft = _inline_list(story, number, cues) or _transcript(story, number)
        if draft is not None:
            drafts.append(draft)
            number = max(number, story.paragraph_of[draft.content[-1][0]])
        number += 1
    return drafts


# --- "X said:" over a paragraph --------------------------------------------------------------------------------


def _introduced(story: Story, number: int, cues: Cues) -> Draft | None:
    start, end = story.paragraphs[number]
    last = trimmed_end(story, start, end)
    herald = _herald(story, start, last)
    if last - start < 2 or (herald is None and story.doc[last - 1].text != ":"):
        return None
    verb = herald or _last_cue(story, start, last, cues)
    if verb is None:
        return None
    items = _list_items(story, number + 1, cues)
    body = items or _spoken(story, number + 1, cues)
    if not body:
        return None
    entry = quoting(cues, verb)
    if entry is not None and entry.continues and verb.dep_ == "ROOT" and child(verb, "dobj") is not None:
        return None  # "continued their attacks:" speaks of no words
    who = speaker(verb)
    source = (
        phrase_span(story, who, limit=(start, verb.i) if who.i < verb.i else (verb.i + 1, last - 1)) if who else None
    )
    if source is None or (entry is None and herald is None):
        return None
    cue_class = entry.cue_class if entry is not None else CueClass.SAY
    return Draft(verb.i, cue_span(verb), source, body, cue_class, "list" if items else "release", entry=entry)


def _herald(story: Story, start: int, end: int) -> Token | None:
    """ "Released the following comments:", "gave the following details.": the verb, at the end of a paragraph."""
    first = max((token.i + 1 for token in story.doc[start : end - 1] if token.text in _STOPS), default=start)
    for token in story.doc[first:end]:
        noun, verb = token.head, token.head.head
        if token.lower_ == "following" and noun.i > token.i and noun.lower_ in media().accounts:
            return verb if noun.dep_ == "dobj" and verb.pos_ == "VERB" and story.quote_of[token.i] < 0 else None
    return None


def _last_cue(story: Story, start: int, end: int, cues: Cues) -> Token | None:
    first = max((token.i + 1 for token in story.doc[start : end - 1] if token.text in _STOPS), default=start)
    for token in reversed(story.doc[first:end]):
        if quoting(cues, token) is not None and story.quote_of[token.i] < 0:
            return token
    return None


def _list_items(story: Story, number: int, cues: Cues) -> list[Span]:
    """The paragraphs of a list that starts here, which begin with a bullet, a number or a dash, and their headings."""
    items = []
    while number < len(story.paragraphs) and (
        _is_item(story.doc, story.paragraphs[number]) or _heads_items(story, number, cues)
    ):
        span = trim(story.doc, *story.paragraphs[number])
        if span is not None:
            items.append(span)
        number += 1
    return items


def _is_item(doc: Doc, paragraph: Span) -> bool:
    first = doc[paragraph[0]]
    if first.text[0] in _BULLETS:
        return True
    following = doc[paragraph[0] + 1].text if paragraph[0] + 1 < paragraph[1] else ""
    return first.like_num and following in (".", ")", ":") or (first.text == "(" and following.isalnum())


def _heads_items(story: Story, number: int, cues: Cues) -> bool:
    """ "In the north, there were nine sorties:" over items, with no speaker of its own."""
    start, end = story.paragraphs[number]
    last = trimmed_end(story, start, end)
    if last - start < 2 or story.doc[last - 1].text != ":" or number + 1 >= len(story.paragraphs):
        return False
    return _is_item(story.doc, story.paragraphs[number + 1]) and _last_cue(story, start, last, cues) is None


def _spoken(story: Story, number: int, cues: Cues) -> list[Span]:
    """The unquoted paragraphs that belong to the speaker: until the story's own voice comes back.

    Where other speakers follow, only up to the last paragraph in the first person (one at least).
    """
    kept: list[int] = []
    returned = False
    for index in range(number, len(story.paragraphs)):
        start, end = story.paragraphs[index]
        if story.quote_of[start] >= 0 and index == number:
            return []
        if _leaves(story, start, end, cues):
            returned = True
            break
        kept.append(index)
    if returned:
        personal = [index for index in kept if _first_person(story, *story.paragraphs[index])]
        kept = [index for index in kept if index <= max(personal, default=number)]
    spans = [trim(story.doc, *story.paragraphs[index]) for index in kept]
    return [_whole(story, span) for span in spans if span is not None]


def _whole(story: Story, span: Span) -> Span:
    """The span with the full stop that ends its last sentence."""
    end = span[1]
    return (span[0], end + 1) if end < len(story.doc) and story.doc[end].text in _STOPS else span


def _leaves(story: Story, start: int, end: int, cues: Cues) -> bool:
    """Whether a paragraph is not the speaker's: a heading, a quotation, or one with a speaker of its own."""
    words = [token for token in story.doc[start:end] if token.is_alpha]
    last = trimmed_end(story, start, end)
    if not words or (len(words) <= 6 and story.doc[last - 1].text not in (".", "?", "!", "”", '"')):
        return True
    if story.doc[last - 1].text == ":":
        return True
    if story.quote_of[start] >= 0:
        return True
    return not _first_person(story, start, end) and any(_says(story, token, cues) for token in story.doc[start:end])


def _says(story: Story, token: Token, cues: Cues) -> bool:
    """A past-tense verb of saying at the head of its sentence, with somebody as its subject."""
    if quoting(cues, token) is None or token.dep_ != "ROOT" or token.tag_ != "VBD":
        return False
    who = speaker(token)
    return who is not None and who.lower_ not in _FIRST


def _first_person(story: Story, start: int, end: int) -> bool:
    return any(token.lower_ in _FIRST and story.quote_of[token.i] < 0 for token in story.doc[start:end])


# --- titles, headlines, transcripts ------------------------------------------------------------------------------


def _titled(story: Story) -> Draft | None:
    """ "Statement by X on …" over paragraphs in the first person."""
    start, end = story.paragraphs[0]
    for token in story.doc[start : min(end, start + 6)]:
        if token.lower_ not in media().titles:
            continue
        bridge = next(
            (kid for kid in token.children if kid.dep_ == "prep" and kid.lower_ in ("by", "from", "of")), None
        )
        noun = next((kid for kid in bridge.children if kid.dep_ == "pobj"), None) if bridge is not None else None
        if noun is None:
            continue
        body = _spoken(story, 1, {}) if len(story.paragraphs) > 1 else []
        if not body or not _first_person(story, *body[0]):
            return None
        source = phrase_span(story, noun, limit=(noun.left_edge.i, _title_end(noun, end)))
        return Draft(token.i, (token.i, token.i + 1), source, body, CueClass.SAY, "release")
    return None


def _title_end(noun: Token, end: int) -> int:
    """Before "on the attack": what the statement is about is not part of its speaker."""
    return next(
        (kid.i for kid in noun.children if kid.dep_ == "prep" and kid.i > noun.i and kid.lower_ in ("on", "about")), end
    )


def _headline(story: Story) -> Draft | None:
    """ "X: the bridge has fallen", "Bridge has fallen: officials"."""
    if not _is_headline(story):
        return None
    start, end = story.paragraphs[0]
    last = trimmed_end(story, start, end)
    colons = [token.i for token in story.doc[start:last] if token.text == ":"]
    if len(colons) != 1:
        return None
    colon = colons[0]
    if colon - start <= _LONGEST_SPEAKER and last - colon > 3 and _names_speaker(story, start, colon):
        content = trim(story.doc, colon + 1, last)
        source = trim(story.doc, start, colon)
    elif last - colon <= 5 and colon - start > 3 and story.doc[last - 1].lower_ in media().speakers:
        content, source = trim(story.doc, start, colon), trim(story.doc, colon + 1, last)
    else:
        return None
    if content is None or source is None:
        return None
    return Draft(colon, (colon, colon + 1), source, [content], CueClass.SAY, "headline")


def _is_headline(story: Story) -> bool:
    paragraphs = layers.get(story.doc, "paragraphs")
    if paragraphs:
        return bool(paragraphs[0]["kind"] == "headline")
    start, end = story.paragraphs[0]
    return len(story.paragraphs) > 1 and end - start <= 30


def _names_speaker(story: Story, start: int, colon: int) -> bool:
    """A person's name (two words and more), or a noun for speakers; a country before a colon is a topic."""
    words = story.doc[start:colon]
    if not len(words) or any(word.lower_ in media().labels for word in words):
        return False
    if words[-1].lower_ in media().speakers:
        return True
    if any(word.pos_ not in ("PROPN", "PUNCT") for word in words) or words.text.lower() in _country_names():
        return False
    names = [word for word in words if word.is_alpha]
    opened = story.quote_of[colon + 1] >= 0 if colon + 1 < len(story.doc) else False
    return len(names) >= 2 or opened


@cache
def _country_names() -> frozenset[str]:
    return frozenset(name.lower() for entry in countries().values() for name in (entry.name, *entry.aliases))


def _names_ground(label: str) -> bool:
    """ "EAST:", "ALEPPO:", "SYRIA:": where a part of a bulletin is about, and no speaker."""
    if label.lower() in COMPASS or label.lower() in _country_names():
        return True
    best = gazetteer.lookup(label)[:1]
    return any(place.importance >= _TOWN and place.match == "name" for place in best)


def _transcript(story: Story, number: int) -> Draft | None:
    """A paragraph of a transcript: "NAME SURNAME: …", the name in capitals."""
    start, end = story.paragraphs[number]
    colon = next(
        (token.i for token in story.doc[start : min(end, start + _LONGEST_SPEAKER)] if token.text == ":"), None
    )
    if colon is None or colon == start or story.quote_of[start] >= 0:
        return None
    words = [token for token in story.doc[start:colon] if token.is_alpha]
    if not words or not all(token.is_upper for token in words) or colon + 2 >= end:
        return None
    if any(token.lower_ in media().labels for token in words):
        return None
    source, content = trim(story.doc, start, colon), trim(story.doc, colon + 1, end)
    if source is None or content is None or _names_ground(story.doc[source[0] : source[1]].text):
        return None
    if not any(token.pos_ in ("VERB", "AUX") for token in story.doc[colon:end]):
        return None
    return Draft(colon, (colon, colon + 1), source, [_whole(story, content)], CueClass.SAY, "transcript")


# --- lists in a paragraph ----------------------------------------------------------------------------------------


def _inline_list(story: Story, number: int, cues: Cues) -> Draft | None:
    """ "The ministry said: • three villages … • two tanks …" in one paragraph."""
    start, end = story.paragraphs[number]
    colon = next((token.i for token in story.doc[start:end] if token.text == ":" and story.quote_of[token.i] < 0), None)
    if colon is None or colon + 3 >= end or story.quote_of[colon + 1] >= 0:
        return None
    verb = _last_cue(story, start, colon + 1, cues)
    entry = quoting(cues, verb) if verb is not None else None
    if verb is None or entry is None or colon - verb.i > 15:
        return None
    who = speaker(verb)
    source = phrase_span(story, who, limit=(start, verb.i)) if who is not None and start <= who.i < verb.i else None
    if source is None:
        return None
    marks = [token.i for token in story.doc[colon + 1 : end] if token.text in ("•", "·", "●", "▪")]
    stops = [*marks, end] if marks else [_speech_end(story, colon, (start, end), cues)]
    begins = marks or [colon + 1]
    spans = [trim(story.doc, begin, stop) for begin, stop in zip(begins, stops[-len(begins) :], strict=True)]
    content = [span for span in spans if span is not None]
    if not marks and stops[0] == end:
        content += _personal(story, number + 1, cues)
    return Draft(verb.i, cue_span(verb), source, content, entry.cue_class, "list", entry=entry) if content else None


def _speech_end(story: Story, colon: int, paragraph: Span, cues: Cues) -> int:
    """The end of what a colon introduces: of the paragraph if that begins with its cue and nobody else speaks in it."""
    start, end = paragraph
    first = not any(token.text in _STOPS for token in story.doc[start:colon])
    alone = all(story.quote_of[token.i] < 0 and not _says(story, token, cues) for token in story.doc[colon:end])
    whole = first and alone and story.doc[colon + 1].is_title
    return end if whole else _sentence_end(story.doc, colon + 1, end)


def _personal(story: Story, number: int, cues: Cues) -> list[Span]:
    """The paragraphs from here on that go on in the first person."""
    spans = []
    while number < len(story.paragraphs):
        start, end = story.paragraphs[number]
        span = trim(story.doc, start, end)
        if span is None or not _first_person(story, start, end) or _leaves(story, start, end, cues):
            break
        spans.append(_whole(story, span))
        number += 1
    return spans


def _sentence_end(doc: Doc, start: int, end: int) -> int:
    return next((token.i + 1 for token in doc[start:end] if token.text in _STOPS), end)
