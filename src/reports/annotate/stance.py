"""Modality and polarity of each trigger, read from the verbs, auxiliaries and nouns above it.

One entry of the layer for each event, in the events' order. Categories after FactBank and the guideline:
actual, future, possible, intended, hypothetical; affirmed, negated. Who doubts or denies a claim is told by
its attribution and by other claims, and is resolved later.
"""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Token

from reports import lexicons
from reports.annotate import grammar, layers
from reports.records import Modality, Polarity

_SURE = 0.6  # score by which the tagger overrules the grammar where that found nothing to note
_SURER = 0.95
_FINITE = frozenset({"VBD", "VBZ"})  # "refused to yield and threatened ...": no infinitive, whatever the parse joins
_DENIED = 0.8  # and by which it negates what the grammar affirms


@cache
def hedges() -> dict[str, frozenset[str]]:
    """Lists of words that shift modality or polarity, by class (see data/hedges.json)."""
    data: dict[str, list[str]] = json.loads(lexicons.data_file("hedges.json").read_text("utf8"))
    return {name: frozenset(items) for name, items in data.items()}


class Stance(NamedTuple):
    modality: Modality
    polarity: Polarity


def stance(head: Token) -> Stance:
    """Modality and polarity of the event named at `head`."""
    chain = _chain(head)
    modality = Modality.ACTUAL
    negated = False
    for lower, token in zip([None, *chain], chain, strict=False):
        found = _own_modality(token) or (_governing_modality(lower, token) if lower is not None else None)
        if modality is Modality.ACTUAL and found is not None:
            modality = found
        if _negated(token, whole=lower is None) != (lower is not None and _negating(lower, token)):
            negated = not negated
    if modality is Modality.ACTUAL and _awaited(chain[-1]):
        modality = Modality.HYPOTHETICAL
    return Stance(modality, Polarity.NEGATED if negated else Polarity.AFFIRMED)


def _awaited(verb: Token) -> bool:
    """ "Will stay until the town is retaken": what is yet to come is told with something else that is."""
    if verb.dep_ != "advcl" or not any(
        kid.dep_ in ("mark", "advmod") and kid.lower_ in hedges()["awaiting_marks"] for kid in verb.children
    ):
        return False
    governor = verb.head
    found = _own_modality(governor)
    if found is None and governor.dep_ in ("xcomp", "ccomp"):
        found = _own_modality(governor.head) or _governing_modality(governor, governor.head)
    return found is not None


def _chain(head: Token) -> list[Token]:
    """The trigger and what governs its truth: light verbs, control verbs, nouns of intent."""
    chain = [head]
    for governor in grammar.governors(head):
        token = chain[-1]
        if not _passes(token, governor):
            break
        chain.append(governor)
    return chain


def _passes(token: Token, governor: Token) -> bool:
    if governor.pos_ in ("ADP", "SCONJ"):
        asked = governor.lower_ == "for" and governor.head.lemma_.lower() in hedges()["asking_for"]
        return token.dep_ == "pcomp" or (token.dep_ == "pobj" and (asked or not _definite(token)))
    if token.dep_ == "dobj" and governor.lemma_.lower() in hedges()["presupposing_verbs"]:
        return False
    if token.dep_ == "prep" and governor.lemma_.lower() in hedges()["answerable"]:
        return False  # who may be responsible for a blast is in doubt, and not the blast
    if token.dep_ in (
        "xcomp",
        "pcomp",
        "dobj",
        "nsubjpass",
        "pobj",
        "ccomp",
        "attr",
        "acomp",
        "prep",
        "nsubj",
        "oprd",
        "agent",
    ):
        return not (token.dep_ == "nsubj" and token.pos_ == "VERB")
    if token.dep_ == "acl":
        return _to_infinitive(token)  # "a plan to attack"; "the road cut off" is not a road's plan
    if token.dep_ == "conj":
        alike = governor.pos_ == token.pos_ or {governor.pos_, token.pos_} == {"NOUN", "PROPN"}
        return alike and not _has_own_frame(token) and not (_to_infinitive(governor) and token.tag_ in _FINITE)
    return token.dep_ == "advcl" and grammar.child(token, "aux") is not None and _to_infinitive(token)


def _definite(noun: Token) -> bool:
    return noun.pos_ == "NOUN" and any(kid.lower_ in ("the", "this", "these", "those") for kid in noun.children)


def _has_own_frame(token: Token) -> bool:
    return any(kid.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for kid in token.children)


def _to_infinitive(token: Token) -> bool:
    return any(kid.dep_ == "aux" and kid.lower_ == "to" for kid in token.children)


def _own_modality(token: Token) -> Modality | None:
    """What a word's own auxiliaries, adverbs and marks tell."""
    words = hedges()
    for kid in token.children:
        word = kid.lower_
        if kid.dep_ in ("aux", "auxpass"):
            if word in words["future_aux"] | words["possible_aux"] and _on_condition(token):
                return Modality.HYPOTHETICAL
            if word in words["hypothetical_aux"] and not (_reported_future(token) or _under_terms(token)):
                return Modality.HYPOTHETICAL
            if word in words["future_aux"] | words["hypothetical_aux"]:
                return Modality.INTENDED if _announced(token) else Modality.FUTURE
            if word in words["possible_aux"]:
                return Modality.POSSIBLE
        elif kid.dep_ == "mark" and word in words["hypothetical_marks"]:
            return Modality.POSSIBLE if word == "whether" else Modality.HYPOTHETICAL
        elif kid.dep_ in ("advmod", "amod", "acomp"):
            if word in words["possible_words"]:
                return Modality.POSSIBLE
            if word in words["future_words"]:
                return Modality.FUTURE
            if word in words["intended_words"]:
                return Modality.INTENDED
    if token.pos_ == "VERB" and any(kid.lower_ == "going" for kid in token.children if kid.dep_ == "aux"):
        return Modality.FUTURE
    return None


def _on_condition(token: Token) -> bool:
    """Whether a clause holds only if another does: "if the gate falls, they will come"."""
    return any(
        kid.dep_ == "advcl" and (_inverted(kid) or any(mark.lower_ in ("if", "unless") for mark in kid.children))
        for kid in token.children
    )


def _inverted(verb: Token) -> bool:
    """ "Should the bridge fall", "were the gate to open": a condition without a mark."""
    subject = grammar.child(verb, "nsubj", "nsubjpass")
    first = verb.doc[verb.left_edge.i]
    return subject is not None and first.lower_ in ("should", "were") and first.i < subject.i


def _reported_future(token: Token) -> bool:
    """ "said it would attack", "said it had left and would be back": the past form of will under a verb of saying,
    with no condition."""
    if _on_condition(token):
        return False
    verb = _first_joined(token)
    return verb.dep_ == "ccomp" and verb.head.tag_ in ("VBD", "VBN", "VBG")


def _first_joined(verb: Token) -> Token:
    """The first of the verbs that "and" and "but" join a verb to."""
    for governor in grammar.governors(verb):
        if verb.dep_ != "conj" or governor.pos_ not in ("VERB", "AUX"):
            break
        verb = governor
    return verb


def _under_terms(token: Token) -> bool:
    """ "Under the accord the rebels would leave": what has been agreed is to come."""
    terms = hedges()["terms"]
    return not _on_condition(token) and any(
        noun.lemma_.lower() in terms for noun in grammar.prepositional(token, "under")
    )


def _announced(token: Token) -> bool:
    """ "Announced that they would attack": what somebody says of his own doings is meant."""
    first = _first_joined(token)
    teller, doer = first.head, grammar.child(token, "nsubj") or grammar.child(first, "nsubj")
    if first.dep_ != "ccomp" or teller.lemma_.lower() not in hedges()["announcing_verbs"] or doer is None:
        return False
    told = grammar.child(teller, "nsubj")
    return doer.pos_ == "PRON" or (told is not None and told.lemma_ == doer.lemma_)


def _governing_modality(lower: Token, token: Token) -> Modality | None:
    """What the governor says of the thing under it."""
    if token.pos_ in ("VERB", "AUX", "ADJ"):
        return _by_verb(lower, token)
    if token.pos_ in ("NOUN", "PROPN"):
        return _by_noun(lower, token.lemma_.lower())
    conditional = token.pos_ in ("ADP", "SCONJ") and token.lower_ in ("if", "unless")
    return Modality.HYPOTHETICAL if conditional else None


def _by_verb(lower: Token, verb: Token) -> Modality | None:
    words, lemma, dep = hedges(), verb.lemma_.lower(), lower.dep_
    if lemma == "be" and dep == "xcomp" and _to_infinitive(lower):
        return Modality.FUTURE  # "the rebels were to leave"
    if lemma == "able" and verb.head.lemma_ == "be" and verb.head.tag_ == "VBD":
        return None  # "was able to land": it did
    if lemma == "go" and verb.tag_ == "VBG" and dep == "xcomp":
        return Modality.FUTURE
    if dep == "advcl":
        return Modality.INTENDED if _to_infinitive(lower) else None
    if dep not in ("xcomp", "ccomp", "dobj", "prep", "nsubjpass", "oprd"):
        return None
    if dep == "prep" and lower.lower_ == "for" and lemma in words["asking_for"]:
        return Modality.INTENDED
    if dep == "dobj" and lemma in words["fearing"] and not _definite(lower):
        return Modality.POSSIBLE
    if lemma in words["future_verbs"] and dep != "prep":
        return Modality.FUTURE
    if lemma in words["intended_verbs"] and _is_aim(lower, lemma):
        return Modality.INTENDED
    if lemma in words["possible_verbs"] and dep in ("xcomp", "ccomp", "oprd"):
        return Modality.POSSIBLE
    if lemma in words["devotion"] and dep == "prep" and lower.lower_ == "to":
        return Modality.INTENDED  # "is committed to retaking the port"
    if lemma in words["likelihood"]:
        return Modality.POSSIBLE
    return Modality.INTENDED if {lemma, verb.lower_} & words["readiness"] else None


def _is_aim(lower: Token, lemma: str) -> bool:
    """ "plans to attack", "orders them to attack", "plans an attack": what a verb of intent aims at."""
    if lower.dep_ == "xcomp" or (lower.dep_ == "ccomp" and (_to_infinitive(lower) or _subjunctive(lower))):
        return True
    return lower.dep_ in ("dobj", "nsubjpass") and lower.pos_ == "NOUN" and lemma in hedges()["planning_verbs"]


def _subjunctive(verb: Token) -> bool:
    """ "Demanded that it withdraw its troops", "that they be freed"."""
    helper = next((kid for kid in verb.children if kid.dep_ in ("aux", "auxpass")), verb)
    marked = any(kid.dep_ == "mark" and kid.lower_ == "that" for kid in verb.children)
    return marked and helper.lower_ == helper.lemma_ and helper.tag_ in ("VB", "VBP") and helper.lower_ != "do"


def _by_noun(lower: Token, lemma: str) -> Modality | None:
    words = hedges()
    if lemma in words["intended_nouns"] and lower.dep_ in ("acl", "prep", "relcl"):
        return Modality.INTENDED
    possible = lemma in words["possibility_nouns"] and lower.dep_ in ("acl", "prep")
    return Modality.POSSIBLE if possible else None


def _negated(token: Token, *, whole: bool = True) -> bool:
    """Whether a word is negated. `whole`: by its arguments too ("no one was hurt")."""
    words = hedges()["negators"]
    for kid in token.children:
        if kid.dep_ == "neg" or (kid.dep_ in ("det", "advmod", "preconj", "cc", "mark") and kid.lower_ in words):
            return True
        if whole and kid.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and token.pos_ in ("VERB", "AUX"):
            if any(det.dep_ in ("det", "neg") and det.lower_ == "no" for det in kid.children) or kid.lower_ in (
                "nobody",
                "none",
            ):
                return True
    return False


def _negating(lower: Token, token: Token) -> bool:
    """Whether the governor denies what is under it ("failed to take", "without capturing", "prevented X from")."""
    lemma = token.lemma_.lower()
    if token.pos_ == "ADP":
        return token.lower_ == "without" or any(kid.lower_ == "instead" for kid in token.children)
    if token.pos_ != "VERB" or lower.dep_ not in ("xcomp", "dobj", "prep", "ccomp", "pcomp"):
        return False
    if lower.dep_ == "prep" and lower.lower_ != "from":
        return False
    if lower.dep_ == "dobj" and lemma not in hedges()["preventing_objects"]:
        return False
    return lemma in hedges()["negating_verbs"] and lemma != "deny"


def is_again(head: Token) -> bool:
    """ "Not the first time that rebels have shelled the town": they did."""
    clause = grammar.clause_head(head)
    time = clause.head
    told = time.lemma_ == "time" and clause.dep_ in ("relcl", "acl", "ccomp")
    return told and any(kid.lower_ in ("first", "only", "last") for kid in time.children)


def is_failure(head: Token) -> bool:
    """ "Failed to take the hill", "refused to leave": the verb itself says that it was not done."""
    return head.dep_ == "xcomp" and _to_infinitive(head) and _negating(head, head.head)


def is_aim(head: Token) -> bool:
    """ "In an attempt to take the hill", "plan to leave": the noun right above says that it was only meant."""
    return head.dep_ == "acl" and _to_infinitive(head) and head.head.lemma_.lower() in hedges()["intended_nouns"]


def joined(
    found: Stance, tagged: layers.TaggedEvent, *, again: bool = False, failure: bool = False, aim: bool = False
) -> Stance:
    """What the grammar tells, overruled by the trained tagger where that is sure; not where it was done `again`, nor
    where the word above tells a `failure` or an `aim`."""
    modality, negated = found
    if not aim and tagged["modality_score"] >= (_SURE if modality is Modality.ACTUAL else _SURER):
        modality = Modality(tagged["modality"])
    if negated is Polarity.AFFIRMED and tagged["negated"] >= _DENIED and not again:
        negated = Polarity.NEGATED
    elif negated is Polarity.NEGATED and 1 - tagged["negated"] >= _SURER and not failure:
        negated = Polarity.AFFIRMED
    return Stance(modality, negated)


class StanceComponent:
    """Writes `doc._.stances`: {modality, polarity} for each event in order."""

    def __call__(self, doc: Doc) -> Doc:
        stances = []
        tagged = layers.get_tagged(doc)["events"]
        for event in layers.get(doc, "events"):
            head = doc[event["head"]]
            found = stance(head)
            if "tagged" in event:
                told = {"again": is_again(head), "failure": is_failure(head), "aim": is_aim(head)}
                found = joined(found, tagged[event["tagged"]], **told)
            stances.append({"modality": str(found.modality), "polarity": str(found.polarity)})
        doc._.stances = stances
        return doc


@Language.factory("reports_stance", assigns=["doc._.stances"], requires=["token.dep", "doc._.events"])
def make_stance(nlp: Language, name: str) -> StanceComponent:
    """The factory of the stance layer."""
    return StanceComponent()
