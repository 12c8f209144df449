"""The words of a mention: its text without the article, its name, and what tells it from others of its kind."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from reports import lexicons
from reports.annotate import grammar
from reports.annotate.layers import EntityMention
from reports.annotate.noun_phrases import mention_words
from reports.lexicons import fold
from reports.resolve import vocabulary

_MODIFIERS = ("compound", "amod", "nmod")
_OWNERS = frozenset("its their his her our my your".split())
_NATIONAL = ("NORP", "GPE")


def text(doc: Doc, mention: EntityMention) -> str:
    """The phrase without the articles and marks that it begins with."""
    start = mention["start"]
    while start < mention["head"] and (doc[start].pos_ == "DET" or doc[start].is_punct):
        start += 1
    return doc[start : mention["end"]].text


def name(doc: Doc, mention: EntityMention) -> str:
    """The proper name in the phrase, or the whole phrase if it holds none."""
    found = mention["name"]
    if not found:
        return text(doc, mention)
    begin, end = found
    start = begin
    if mention["lexicon"]:  # "the paramilitary Rapid Support Forces", where names have capitals
        start = next((index for index in range(start, end) if doc[index].text[:1].isupper()), start)
        while start - 1 > begin and doc[start - 1].text == "-":
            start -= 2  # "al-Qaeda"
        mark = next((index for index in range(start, end) if doc[index].tag_ == "POS"), None)
        entry = lexicons.actors()[mention["lexicon"]]
        if mark is not None and doc[mark + 1 : end].text in (entry.name, *entry.aliases):
            start = mark + 1  # "Sudan's Rapid Support Forces"
    return doc[start:end].text


def is_called(doc: Doc, mention: EntityMention) -> bool:
    """Whether a noun for what a body is stands right before its name: "the aid group Open Hands"."""
    first = mention["name"][0] if mention["name"] else mention["start"]
    return first > mention["start"] and doc[first - 1].is_lower and doc[first - 1].lemma_.lower() == mention["noun"]


def given_names(called: str) -> list[str]:
    """The words of a person's name, folded, without "Mr" and the like."""
    words = fold(called).split()
    first = next((index for index, word in enumerate(words) if word not in mention_words()["honorifics"]), 0)
    return words[first:]


def unpossessed(called: str) -> str:
    """A description without the pronoun of its owner: "troops" of "its troops"."""
    first, _, rest = called.partition(" ")
    return rest if rest and first.lower() in _OWNERS else called


def head_phrase(head: Token) -> str:
    """The head noun with what tells one group from another, folded lemmas: "opposition force", "security force"."""
    words = [modifier(kid) for kid in head.lefts if kid.dep_ in _MODIFIERS and kid.ent_type_ not in _NATIONAL]
    return fold(" ".join([*words, head.lemma_.lower()]))


def modifier(word: Token) -> str:
    """A word before a noun with what a hyphen ties to it ("iran-backed"), lemma in lower case."""
    tied = word.doc[word.left_edge.i : word.i].text if word.i and word.nbor(-1).text == "-" else ""
    return tied.lower() + word.lemma_.lower()


def allegiance(head: Token) -> set[str]:
    """The words before a noun that say of which land or people it is, or who backs it: "Lebanese", "Iran-backed"."""
    backed = vocabulary.coreference().backed
    national = (lexicons.demonym_index(), lexicons.people_index())
    found: set[str] = set()
    for kid in head.lefts:
        tied = kid.lemma_.lower() in backed and modifier(kid) != kid.lemma_.lower()
        if tied or any(index.get(kid.text) is not None for index in national):
            found.update(fold(modifier(kid)).split())
    return found


def whereabouts(head: Token) -> str:
    """What tells one crowd from another behind its noun, folded: the town of "the people of Dilling", or ""."""
    nouns = grammar.prepositional(head, "of", "in", "from", "across", "inside")
    return next((fold(noun.text) for noun in nouns if noun.pos_ == "PROPN"), "")


def serves(head: Token) -> bool:
    """Whether the words right behind a noun tell on whose side forces are: "forces loyal to the general"."""
    side = vocabulary.coreference().serving
    return any(kid.i > head.i and kid.dep_ in ("acl", "amod") and kid.lemma_.lower() in side for kid in head.children)


def is_backer(token: Token) -> bool:
    """Whether somebody is told only as whom others serve: "a group linked to al-Qaeda"."""
    link = token.head
    if token.dep_ != "pobj" or link.lower_ not in ("to", "with"):  # "backed by a coalition" may well be taken up
        return False
    return link.head.dep_ in ("acl", "amod", "relcl") and link.head.lemma_.lower() in vocabulary.coreference().backed


def is_partisan(head: Token) -> bool:
    """Whether a modifier takes forces away from the state: "Sudanese opposition forces" are not Sudan's."""
    partisan = vocabulary.coreference().partisan
    return any(
        kid.dep_ in _MODIFIERS and kid.ent_type_ not in _NATIONAL and kid.lower_ in partisan for kid in head.children
    )


def is_unit(called: str) -> bool:
    """Whether a name is that of a part of an army: "the 5th Brigade"."""
    return not vocabulary.coreference().units.isdisjoint(fold(called).split())


def speaks(token: Token) -> bool:
    """Whether a noun is the subject of a verb of saying."""
    return token.dep_ == "nsubj" and token.head.lemma_ in vocabulary.coreference().speech


def told_before(token: Token) -> range:
    """The tokens of what was said before who said it: "Nine were killed, he said"; none for other tokens."""
    clause = grammar.child(token.head, "ccomp") if speaks(token) else None
    if clause is None or clause.i > token.i:
        return range(0)
    return range(clause.left_edge.i, min(clause.right_edge.i + 1, token.i))


def is_subject(token: Token) -> bool:
    """Whether a noun is the subject of a verb, or the doer in a by-phrase."""
    return token.dep_ in ("nsubj", "nsubjpass") or (token.dep_ == "pobj" and token.head.dep_ == "agent")


def opens_sentence(doc: Doc, mention: EntityMention) -> bool:
    """Whether a person's name opens a sentence: its topic, whatever brackets behind it make of the parse."""
    token = doc[mention["head"]]
    if mention["label"] != "Person" or mention["form"] != "name" or token.dep_ == "poss":
        return False
    start = token.sent.start
    while start < mention["start"] and not doc[start].is_alpha:
        start += 1
    return start == mention["start"]


def spells(name: str, acronym: str) -> bool:
    """Whether an acronym, in lower case, is made of the first letters of a name's words, with or without small ones."""
    words = [word for word in fold(name).split() if word]
    initials = "".join(word[0] for word in words)
    capitals = "".join(word[0] for word in name.split() if word[:1].isupper()).lower()
    return acronym in (initials, capitals)


def of_country(token: Token) -> tuple[str, Span] | None:
    """The country that a word is of, and all its words: "South Sudanese" is not of Sudan."""
    doc, i = token.doc, token.i
    for start, end in ((max(i - 1, 0), i + 1), (i, min(i + 2, len(doc))), (i, i + 1)):
        called = doc[start:end]
        if any(one.is_space for one in called):
            continue
        found = lexicons.demonym_index().get(called.text) or lexicons.country_index().get(called.text)
        code = lexicons.countries()[found].code if found else None
        if code is not None:
            return code, called
    return None
