"""What the trained tagger marks of who says what, joined with what the rules propose.

The tagger knows better where contents begin and end and which words attribute; the rules know the class of a cue, what
a quotation holds, chains, and statements that have no cue of their own.
"""

from __future__ import annotations

from spacy.tokens import Token

from reports.annotate import layers
from reports.annotate.complements import passive
from reports.annotate.cues import CueEntry, cues, mediums
from reports.annotate.drafts import Draft, Span, Story
from reports.annotate.grammar import by_agent
from reports.annotate.linking import Statement, link
from reports.annotate.relays import RELAYS
from reports.records import CueClass

RULE = "tagged"
_SURE = 0.7  # score of a cue that the rules do not know: of the less sure ones three in four attribute nothing
_UNMARKED = frozenset(("release", "list", "transcript", "colon"))  # need no word that attributes


def join(story: Story, drafts: list[Draft]) -> list[Draft]:
    """The rules' drafts with the tagger's spans, and new ones for what only it found. Unchanged if it did not run."""
    said = bytearray(len(story.doc))
    for draft in drafts:
        # What is cited is a source already, and the tagger takes it for content at times.
        for start, end in (*draft.content, *((draft.source,) if draft.source is not None else ())):
            said[start:end] = b"\x01" * (end - start)
    joined = list(drafts)
    by_anchor: dict[int, Draft] = {draft.anchor: draft for draft in drafts if draft.cue is not None}
    marked = layers.get_tagged(story.doc)["attribution"]
    sources = [(one["start"], one["end"]) for one in marked if one["label"] == "source"]
    sure = {(one["start"], one["end"]) for one in marked if one["score"] >= _SURE}
    for statement in _statements(story):
        partner = next((by_anchor[token] for token in range(*statement.cue) if token in by_anchor), None)
        if partner is not None:
            _amend(partner, statement, story, sources)
        elif statement.cue in sure and not _mostly(statement.content, said) and not _cites(story, statement):
            joined.append(_new(story, statement))
    return joined


def _is_sure(draft: Draft) -> bool:
    """Whether the shape of a statement tells its extent: a quotation, or all that follows a colon or a headline."""
    return "quote" in draft.rule or draft.rule in _UNMARKED


def _mostly(spans: list[Span], covered: bytearray) -> bool:
    size = sum(end - start for start, end in spans)
    return 2 * sum(sum(covered[start:end]) for start, end in spans) > size


def _statements(story: Story) -> list[Statement]:
    marked = layers.get_tagged(story.doc)["attribution"]
    spans: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
    for one in marked:
        spans[one["label"]].append((one["start"], one["end"]))
    if not spans["cue"]:
        return []
    sentence, number = [], 0
    for token in story.doc:
        number += bool(token.is_sent_start) and token.i > 0
        sentence.append(number)
    linked = link(spans["source"], spans["cue"], spans["content"], sentence, story.paragraph_of)
    for statement in linked:
        statement.content = [_in_paragraph(piece, story.bounds(statement.cue[0])) for piece in statement.content]
    return linked


def _in_paragraph(piece: Span, paragraph: Span) -> Span:
    """A content that runs on into another paragraph than its cue's: a headline has no full stop to end it."""
    start, end = max(piece[0], paragraph[0]), min(piece[1], paragraph[1])
    return (start, end) if start < end else piece


def _amend(draft: Draft, statement: Statement, story: Story, sources: list[Span]) -> None:
    # A piece behind the cue that the rules left out tells what happened beside: "..., he said, as troops advanced".
    leading = [piece for piece in statement.content if _leads(piece, draft, story)]
    pieces = [piece for piece in statement.content if _meet([piece], draft.content)]
    if pieces and not _is_sure(draft):
        draft.content, draft.marked = leading + pieces, True
    elif leading:
        draft.content = [*leading, *draft.content]
    if draft.source is None and statement.source is not None and _is_unsaid(story.doc[draft.anchor], statement):
        return
    if draft.source is None or _ends_with(draft.source, statement.source, story):
        draft.source = statement.source
    elif _is_document(draft.source, story):
        return
    elif statement.source is not None and not _meet([draft.source], sources) and draft.via is None:
        # "Insisted that 57 lorries had crossed and blamed looters": the parse takes the lorries for who blames.
        draft.source = statement.source


def _is_unsaid(head: Token, statement: Statement) -> bool:
    """ "The gang, which is thought to be making for the border": who is before a passive cue is not who says it."""
    before = statement.source is not None and statement.source[1] <= statement.cue[0]
    return before and passive(head) and by_agent(head) is None


def _cites(story: Story, statement: Statement) -> bool:
    """ ", quoting witnesses": they have become the source of what the outlet reports, or nothing is said of what."""
    head = story.doc[slice(*statement.cue)].root
    return head.tag_ == "VBG" and head.lemma_ in RELAYS


def _leads(piece: Span, draft: Draft, story: Story) -> bool:
    """Whether what was said begins before who said it: "Nine have died, the mayor says: two of them were nurses"."""
    if draft.source is None or draft.cue is None or piece[1] >= draft.source[0] or draft.source[0] > draft.cue[0]:
        return False
    between = story.doc[piece[1] : draft.source[0]]
    return [token.text for token in between] == [","] and draft.content[0][0] >= draft.cue[1]


def _is_document(source: Span, story: Story) -> bool:
    """ "Officials received a letter that said": the letter says it, whoever else stands near."""
    return story.doc[source[0] : source[1]].root.lower_ in mediums()


def _ends_with(source: Span, marked: Span | None, story: Story) -> bool:
    """Whether the rules took in the end of a clause before: "killing 17 people, a spokesman" for "a spokesman"."""
    if marked is None or not source[0] < marked[0] < source[1]:
        return False
    first = story.doc[source[0] : marked[0]]
    return first[-1].text == "," and all(token.pos_ != "PROPN" for token in first)


def _meet(some: list[Span], others: list[Span]) -> bool:
    return any(start < end_ and start_ < end for start, end in some for start_, end_ in others)


def _new(story: Story, statement: Statement) -> Draft:
    head, entry = _cue_head(story, statement.cue)
    return Draft(
        anchor=head.i,
        cue=statement.cue,
        source=None if _is_unsaid(head, statement) else statement.source,
        content=list(statement.content),
        cue_class=entry.cue_class if entry else CueClass.SAY,
        rule=RULE,
        attitude=entry.attitude if entry else head.pos_ != "VERB",
        entry=entry,
        marked=True,
    )


def _cue_head(story: Story, cue: Span) -> tuple[Token, CueEntry | None]:
    """The word of a cue that the lexicon knows, else the head of its words."""
    index = cues()
    tokens = story.doc[cue[0] : cue[1]]
    for token in tokens:
        lemma = token.lemma_.lower()
        if token.pos_ in ("VERB", "AUX") and lemma in index.verbs:
            return token, index.verbs[lemma][0]
        if token.pos_ == "NOUN" and lemma in index.nouns:
            return token, index.nouns[lemma]
        if token.lower_ in index.adverbs:
            return token, index.adverbs[token.lower_]
    words = [token.lower_ for token in tokens]
    for phrase, entry in index.phrases.get(words[0], ()):
        if tuple(words[: len(phrase)]) == phrase:
            return tokens[0], entry
    return tokens.root, None
