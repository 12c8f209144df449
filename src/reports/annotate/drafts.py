"""Attributions as the rules propose them, and the spans they are made of.

Offsets are token indexes, end-exclusive. Pure functions on a parsed Doc.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from reports.annotate.cues import CueEntry, media, mediums
from reports.annotate.grammar import antecedent, by_agent, child
from reports.annotate.quotes import Quote
from reports.records import CueClass

Span = tuple[int, int]

_EDGE = frozenset((",", ";", ":", ".", "-", "--", "—", "–", "...", "…", "?", "!", "•", "*"))
_WHERE = frozenset(("in", "inside", "on", "at", "near", "under", "beside", "outside", "behind"))
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[.:h][0-5]\d")
_AUXILIARY = frozenset(("aux", "auxpass", "neg"))


@dataclass(slots=True)
class Draft:
    """A proposed attribution. `anchor`: the head token of the cue; `follows`: what it goes on from.

    `marked`: its content is as the tagger marked it, quotation marks included.
    """

    anchor: int
    cue: Span | None
    source: Span | None
    content: list[Span]
    cue_class: CueClass
    rule: str
    attitude: bool = False
    via: Span | None = None
    follows: Draft | None = None
    entry: CueEntry | None = None
    marked: bool = False


@dataclass(slots=True)
class Story:
    """A Doc with its paragraphs and quotations, and what covers each token (-1 for none)."""

    doc: Doc
    paragraphs: list[Span]
    quotes: list[Quote]
    paragraph_of: list[int] = field(default_factory=list)
    quote_of: list[int] = field(default_factory=list)
    cues: dict[int, tuple[CueEntry, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.paragraph_of = _cover(len(self.doc), self.paragraphs)
        self.quote_of = _cover(len(self.doc), [(quote.start, quote.end) for quote in self.quotes])

    def bounds(self, index: int) -> Span:
        """The paragraph of a token; the token itself where it stands in none."""
        number = self.paragraph_of[index]
        return self.paragraphs[number] if number >= 0 else (index, index + 1)

    def quote_at(self, index: int) -> Quote | None:
        """The quotation that a token stands in."""
        number = self.quote_of[index]
        return self.quotes[number] if number >= 0 else None

    def sentence(self, token: Token) -> Span:
        """The sentence of a token, kept within its paragraph."""
        start, end = self.bounds(token.i)
        sent = token.sent
        return max(start, sent.start), min(end, sent.end)


def _cover(length: int, spans: list[Span]) -> list[int]:
    covered = [-1] * length
    for number, (start, end) in enumerate(spans):
        covered[start:end] = [number] * (end - start)
    return covered


def trim(doc: Doc, start: int, end: int) -> Span | None:
    """The span without spaces and stops at its edges; None if nothing is left. Quotation marks stay."""
    while start < end and (doc[start].is_space or doc[start].text in _EDGE):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in _EDGE):
        end -= 1
    return (start, end) if start < end else None


def cue_span(verb: Token, *more: Token) -> Span:
    """The verb with its auxiliaries, the adverbs between them, its particle and what else belongs to it."""
    start, end = verb.i, verb.i + 1
    while start > 0 and verb.doc[start - 1].head == verb and _leads(verb.doc[start - 1]):
        start -= 1
    for kid in verb.children:
        if kid.dep_ == "prt" and kid.i == end:
            end += 1
    for token in more:
        if token.i >= end and token.i - end <= 2:
            end = token.i + 1
    return start, end


def _leads(token: Token) -> bool:
    return token.dep_ in _AUXILIARY or (token.dep_ == "advmod" and token.pos_ == "ADV" and token.tag_ != "WRB")


def phrase_span(story: Story, noun: Token, *, limit: Span | None = None) -> Span | None:
    """The whole noun phrase of a head, kept within its paragraph and `limit`, without edge punctuation."""
    if noun.tag_ in ("PRP", "EX"):
        return noun.i, noun.i + 1
    first, last = story.bounds(noun.i)
    if limit is not None:
        first, last = max(first, limit[0]), min(last, limit[1])
    start, end = max(noun.left_edge.i, first), min(noun.right_edge.i + 1, last)
    if not start <= noun.i < end:
        return noun.i, noun.i + 1
    start = max((token.i + 1 for token in noun.doc[start : noun.i] if _ends_sentence(token)), default=start)
    if start == first and start < noun.i and _TIME.fullmatch(noun.doc[start].text):
        start += 1  # the hour of an entry in a ticker
    end = _before_aside(noun, end)
    return trim(noun.doc, start, _before_quote(story, noun.i, end))


def _ends_sentence(token: Token) -> bool:
    """A full stop, or what the tokenizer leaves of one with a footnote mark ("died.[3][4]")."""
    return token.text in ("?", "!") or (token.text[-1] == "]" and ".[" in token.doc.text[token.idx - 8 : token.idx + 8])


def _before_aside(noun: Token, end: int) -> int:
    """`end`, or before ", in a video address" and ", speaking by telephone": how it was said is not who said it."""
    for kid in noun.children:
        if (
            noun.i < kid.i < end
            and noun.doc[kid.i - 1].text == ","
            and (kid.dep_ == "prep" or (kid.dep_ in ("acl", "advcl") and kid.tag_ == "VBG"))
        ):
            return kid.i
    return end


def _before_quote(story: Story, index: int, end: int) -> int:
    """`end`, or where a quoted sentence begins before it: a parse may hang one on a name."""
    inside = story.quote_at(index)
    for position in range(index, end):
        quote = story.quote_at(position)
        if quote is not None and quote is not inside and quote.speech:
            return position
    return end


def own_subject(verb: Token) -> Token | None:
    """The subject of a verb as written, active or passive.

    A name before the verb that the parse takes for its clause is its subject too ("X, who was there, said").
    """
    found = child(verb, "nsubj", "nsubjpass", "csubj")
    if found is None:
        found = next((kid for kid in verb.children if kid.i < verb.i and is_nominal_clause(kid)), None)
    return found


def is_nominal_clause(token: Token) -> bool:
    """A name or noun that the parse calls a clause."""
    return (
        token.dep_ in ("ccomp", "dep")
        and token.pos_ in ("PROPN", "NOUN", "PRON")
        and not any(kid.dep_ in ("nsubj", "cop", "aux", "nsubjpass") for kid in token.children)
    )


def speaker(verb: Token) -> Token | None:
    """Who speaks: the verb's subject, its antecedent, or one shared with the clause above.

    A participle after a comma takes the subject of the main clause ("..., adding that"); one that follows a
    noun takes the noun, or whoever put that out ("issued a statement saying").
    """
    if verb.tag_ == "VBG" and verb.dep_ in ("advcl", "conj") and verb.i and verb.nbor(-1).text == ",":
        verb = _main(verb)
    for _ in range(8):
        own = own_subject(verb)
        if own is not None:
            who = antecedent(_without_clause(own))
            return who if who is own else _issuer(_written(who))
        above = verb.head
        if verb.dep_ in ("acl", "relcl"):
            doer = by_agent(verb) if verb.dep_ == "acl" and verb.tag_ == "VBN" else None
            return doer or _issuer(_written(above))
        if verb.dep_ in ("conj", "advcl", "xcomp", "dep", "ccomp") and above.pos_ in ("VERB", "AUX") and above != verb:
            verb = above
        elif verb.dep_ == "pcomp" and above.head.pos_ in ("VERB", "AUX"):
            verb = above.head
        else:
            return _set_off(verb)
    return None


def _without_clause(noun: Token) -> Token:
    """ "..., killing nine people, a doctor said": the parse makes the one apposition of the many."""
    plural = noun.tag_ in ("NNS", "NNPS") or noun.lower_ == "people"
    single = (kid for kid in noun.children if kid.dep_ == "appos" and kid.i > noun.i and kid.tag_ in ("NN", "NNP"))
    return next(single, noun) if plural else noun


def _set_off(verb: Token) -> Token | None:
    """ "In the north, the alliance, known as …, said": the name that the parse hangs on the place before it."""
    if verb.dep_ != "ROOT":
        return None
    for kid in verb.children:
        place = child(kid, "pobj") if kid.dep_ == "prep" and kid.i < verb.i else None
        if place is not None:
            return next((other for other in place.children if other.dep_ == "appos"), None)
    return None


def _main(verb: Token) -> Token:
    """The clause that a participle set off by a comma belongs to, above clauses that are said or describe."""
    above = verb.head
    for _ in range(8):
        inner = above.dep_ in ("ccomp", "acl", "relcl", "pcomp", "xcomp") and above.head.i < above.i
        if not inner and (own_subject(above) is not None or above.dep_ == "ROOT"):
            break
        above = above.head
    return above if above.pos_ in ("VERB", "AUX") else verb


def _written(noun: Token) -> Token:
    """ "A note in the car that said": the parse hangs the clause on the car, and the note says it."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in _WHERE or noun.lower_ in mediums():
        return noun
    above = noun.head.head
    thing = child(above, "dobj") if above.pos_ == "VERB" else above
    return thing if thing is not None and thing.i < noun.i and thing.lower_ in mediums() else noun


def _issuer(noun: Token) -> Token:
    """Whoever issued a statement or posted a video, where the sentence says so; else the noun itself."""
    if noun.lower_ not in mediums() or noun.dep_ not in ("dobj", "pobj", "attr"):
        return noun
    verb = noun.head if noun.dep_ != "pobj" else noun.head.head
    if verb.pos_ != "VERB" or verb.lemma_.lower() in media().receiving_verbs:
        return noun
    subject = own_subject(verb)
    return antecedent(subject) if subject is not None else noun
