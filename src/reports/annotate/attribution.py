"""Attribution by rules: who says what, on a parsed Doc.

The component `reports_attribution` writes `doc._.attributions`, a list of `layers.AttributionMention` ordered
by where they start. Rules propose drafts (`speech`, `clauses`, `phrases`, `releases`); here they are gathered,
overlaps are resolved and the layer is written. It needs tagger, parser and lemmatizer, no entities.
"""

from __future__ import annotations

from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Token

from reports.annotate import layers
from reports.annotate.clauses import clause_drafts
from reports.annotate.cues import CueEntry, cues
from reports.annotate.drafts import Draft, Span, Story
from reports.annotate.media import beside, find_medium, find_time, is_anonymous
from reports.annotate.phrases import adverb_drafts, noun_drafts, phrase_drafts
from reports.annotate.quotes import find_quotes, paragraph_bounds
from reports.annotate.relays import find_relays
from reports.annotate.releases import release_drafts
from reports.annotate.speech import speech_drafts
from reports.annotate.tagged_drafts import join

FACTORY = "reports_attribution"

_RELEASES = frozenset(("release", "list"))
_RELAYED = 80  # tokens of what one passes on; longer ones are mostly read wrong
_COLLECTIVE = ("side", "party", "camp")  # "both sides claim victory: A says ..., B says ...": they relay nothing


def find_attributions(doc: Doc) -> list[layers.AttributionMention]:
    """All attributions of a parsed Doc, ordered by their first token. Writes nothing."""
    paragraphs = paragraph_bounds(doc)
    story = Story(doc, paragraphs, find_quotes(doc, paragraphs))
    return _mentions(story, resolve(story, join(story, _drafts(story))))


def _drafts(story: Story) -> list[Draft]:
    index = cues()
    verbs: dict[int, tuple[CueEntry, ...]] = {}
    nouns: list[tuple[Token, CueEntry]] = []
    adverbs: list[tuple[Token, CueEntry]] = []
    starts: list[Token] = []
    for token in story.doc:
        lemma = token.lemma_.lower()
        if token.pos_ in ("VERB", "AUX"):
            if lemma in index.verbs:
                verbs[token.i] = index.verbs[lemma]
        elif token.pos_ == "NOUN" and lemma in index.nouns:
            nouns.append((token, index.nouns[lemma]))
        elif token.lower_ in index.adverbs:
            adverbs.append((token, index.adverbs[token.lower_]))
        if token.lower_ in index.phrases:
            starts.append(token)
    story.cues = verbs
    spoken = speech_drafts(story, verbs)
    spoken += _without_quotes(story, spoken)
    taken = {draft.anchor for draft in spoken}
    found = spoken + clause_drafts(story, [(story.doc[i], entries) for i, entries in verbs.items()], taken)
    found += phrase_drafts(story, starts, index) + noun_drafts(story, nouns, set(verbs))
    return find_relays(story, found + adverb_drafts(story, adverbs))


def _without_quotes(story: Story, spoken: list[Draft]) -> list[Draft]:
    """Unquoted speech of paragraphs that no quotation has claimed."""
    taken = {draft.anchor for draft in spoken}
    return [draft for draft in release_drafts(story, story.cues) if draft.anchor not in taken]


def resolve(story: Story, drafts: list[Draft]) -> list[Draft]:
    """The drafts that stand, in order of their first token.

    Attributions may nest ("X said Y had denied it"): the inner one then has the outer source as `via`. Beliefs
    and nouns inside what somebody says, and all that a speaker says of himself in his own quotation, are dropped.
    """
    for draft in drafts:
        if not draft.marked:
            draft.content = [stretch(story, draft, span) for span in draft.content]
    cover: list[Draft | None] = [None] * len(story.doc)
    for draft in sorted(drafts, key=_length, reverse=True):
        for start, end in draft.content:
            cover[start:end] = [draft] * (end - start)
    kept = [draft for draft in drafts if _stands(story, draft, cover)]
    kept.sort(key=lambda draft: (_start(draft), draft.anchor))
    _link(story, kept)
    return kept


def _link(story: Story, drafts: list[Draft]) -> None:
    """Link a cue that goes on ("he added", ", adding") to the statement before it, in the paragraph or the last one."""
    for before, draft in pairwise(drafts):
        if draft.rule == "quote-beside" and draft.source == before.source:
            draft.follows = before
        if draft.follows is not None or draft.entry is None or not draft.entry.continues or draft.cue is None:
            continue
        near = story.paragraph_of[draft.anchor] - story.paragraph_of[_start(before)] <= 1
        same = draft.source is None or draft.source == before.source
        if near and (same or (draft.source is not None and story.doc[draft.source[0]].tag_ == "PRP")):
            draft.follows = before


def stretch(story: Story, draft: Draft, span: Span) -> Span:
    """The span grown to the marks of a quotation that it cuts through, unless the cue stands inside that one."""
    start, end = span
    first, last = story.quote_at(start), story.quote_at(end - 1)
    if last is not None and last.end > end and not last.start <= draft.anchor < last.end:
        end = last.end
    if first is not None and first.start < start and not first.start <= draft.anchor < first.end:
        start = first.start
    return start, end


def _length(draft: Draft) -> int:
    return sum(end - start for start, end in draft.content)


def _stands(story: Story, draft: Draft, cover: list[Draft | None]) -> bool:
    outer = cover[draft.anchor]
    if outer is None or outer is draft:
        return True
    if outer.rule in _RELEASES:
        _relay(story, draft, outer)
        return not draft.attitude
    if draft.attitude or draft.rule in ("noun", "adverb") or draft.source is None:
        return False
    if "quote" in outer.rule or outer.rule == "colon":
        return False
    _relay(story, draft, outer)
    return True


def _relay(story: Story, draft: Draft, outer: Draft) -> None:
    if draft.via is not None or outer.source is None or outer.source == draft.source:
        return
    near = any(start <= draft.anchor < end and end - start <= _RELAYED for start, end in outer.content)
    if (near or outer.rule in _RELEASES) and story.doc[outer.source[1] - 1].lemma_ not in _COLLECTIVE:
        draft.via = outer.source


def _start(draft: Draft) -> int:
    spans = [span for span in (draft.source, draft.cue, *draft.content) if span is not None]
    return min(start for start, _ in spans)


def _mentions(story: Story, drafts: list[Draft]) -> list[layers.AttributionMention]:
    places = {id(draft): number for number, draft in enumerate(drafts)}
    return [_mention(story, draft, places) for draft in drafts]


def _mention(story: Story, draft: Draft, places: dict[int, int]) -> layers.AttributionMention:
    words = beside(story, draft) if draft.cue is not None else []
    medium = find_medium(story, draft, words)
    return {
        "source": draft.source,
        "cue": draft.cue,
        "content": draft.content,
        "cue_class": draft.cue_class.value,
        "quote": quote_kind(story, draft),
        "medium": medium.value if medium is not None else None,
        "time": find_time(story.doc, words),
        "via": draft.via,
        "previous": places.get(id(draft.follows)) if draft.follows is not None else None,
        "anonymous": is_anonymous(story, draft),
        "attitude": draft.attitude,
    }


def quote_kind(story: Story, draft: Draft) -> str:
    """direct: all words stand in quotation marks; mixed: some do; indirect: none."""
    inside = outside = False
    if draft.rule in ("release", "transcript"):
        return "direct"
    for start, end in draft.content:
        for token in story.doc[start:end]:
            if token.is_punct or token.is_space:
                continue
            quote = story.quote_at(token.i)
            inside |= quote is not None
            outside |= quote is None or not (quote.speech or "quote" in draft.rule)
    return "direct" if inside and not outside else "mixed" if inside else "indirect"


class AttributionFinder:
    """The spaCy component: writes `doc._.attributions` and nothing else."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.attributions = find_attributions(doc)
        return doc


@Language.factory(
    FACTORY,
    assigns=["doc._.attributions"],
    requires=["token.dep", "token.tag", "token.lemma"],
)
def make_attribution(nlp: Language, name: str) -> AttributionFinder:
    """The factory that spaCy calls."""
    return AttributionFinder()
