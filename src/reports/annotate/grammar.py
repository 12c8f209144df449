"""Grammar on a dependency parse: subjects, objects and governors as an event coder means them.

Pure functions on tokens; labels are those of spaCy's English models (ClearNLP). Where the words leave an
argument out and the grammar tells whose it is (control, coordination, participles, relative clauses), the
token that it is shared with is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from reports.lexicons import data_file

SUBJECTS = ("nsubj", "csubj")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
_SUBJECT_OF = frozenset(SUBJECTS + PASSIVE_SUBJECTS)
_RELATIVES = frozenset({"who", "which", "that", "whom"})
_DEEPEST = 12  # how far a governor chain is followed: parses of broken text can be very deep


def child(token: Token, *deps: str) -> Token | None:
    """The first child with one of the dependency labels, or None."""
    for kid in token.children:
        if kid.dep_ in deps:
            return kid
    return None


def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive voice, a bare participle after its noun included."""
    for _ in range(_DEEPEST):
        if not _shares_auxiliary(verb):
            break
        verb = verb.head  # "three were killed and seven wounded"
    if child(verb, "auxpass", "nsubjpass") is not None:
        return True
    if verb.dep_ == "pcomp" and verb.head.lower_ == "with" and verb.tag_ in ("VBN", "VBD"):
        return child(verb, "nsubj") is not None and child(verb, "dobj") is None  # "with ten people killed"
    if verb.dep_ in ("acl", "relcl", "amod") and verb.tag_ == "VBN":
        return child(verb, "nsubj", "aux", "dobj") is None
    return False


def _shares_auxiliary(verb: Token) -> bool:
    if verb.dep_ != "conj" or verb.head.tag_ not in ("VBN", "VBD"):
        return False
    if verb.tag_ != "VBN" and _over(verb) is None:
        return False
    return child(verb, "aux", "dobj", "auxpass", "nsubjpass") is None


def has_to(verb: Token) -> bool:
    """Whether a verb is an infinitive with "to"."""
    return any(kid.dep_ == "aux" and kid.tag_ == "TO" for kid in verb.children)


def antecedent(token: Token) -> Token:
    """What a relative pronoun stands for; any other token is returned as it is."""
    if token.lower_ in _RELATIVES and token.tag_ in ("WDT", "WP", "IN"):
        verb = token.head
        for _ in range(_DEEPEST):
            if verb.dep_ in ("relcl", "acl") or verb.head == verb:
                break
            verb = verb.head
        if verb.dep_ in ("relcl", "acl"):
            return _people_from(verb.head) if token.lower_ == "who" else verb.head
    return token


def _people_from(noun: Token) -> Token:
    """ "Soldiers from Chad and Guinea who died": the parse hangs the clause on the last land, and the soldiers died."""
    place = noun
    while place.dep_ == "conj" and place.head.pos_ == "PROPN":
        place = place.head
    above = place.head.head
    from_there = noun.pos_ == "PROPN" and place.dep_ == "pobj" and place.head.lower_ == "from"
    return above if from_there and above.pos_ == "NOUN" else noun


def surface_subject(verb: Token) -> Token | None:
    """The subject of a verb, its own or shared, active or passive; relative pronouns are resolved."""
    for _ in range(_DEEPEST):
        own = child(verb, *SUBJECTS, *PASSIVE_SUBJECTS) or _over(verb)
        if own is not None:
            return antecedent(own)
        if _in_series(verb):
            verb = verb.head.head
            continue
        if verb.dep_ in ("acl", "relcl"):
            return verb.head
        if verb.dep_ in ("xcomp", "ccomp") and verb.head.pos_ in ("VERB", "AUX", "ADJ"):
            shared = child(verb.head, "dobj") if verb.dep_ == "xcomp" and child(verb, "aux") is not None else None
            shared = shared or (_addressed(verb) if verb.dep_ == "xcomp" else None)
            if shared is not None:
                return antecedent(shared)
            verb = verb.head
        elif verb.dep_ in ("conj", "advcl", "dep", "parataxis") and verb.head.pos_ in ("VERB", "AUX"):
            verb = _joined_to(verb)
        elif verb.dep_ == "pcomp" and verb.head.head != verb.head:
            accused = _accused(verb.head)
            if accused is not None:
                return antecedent(accused)
            verb = verb.head.head
            if verb.pos_ not in ("VERB", "AUX"):
                return verb if verb.pos_ in ("NOUN", "PROPN") else None
        else:
            return None
    return None


def _over(verb: Token) -> Token | None:
    """ "Four were killed and over a million displaced": the number, which the parser takes for a place."""
    if verb.tag_ not in ("VBN", "VBD") or verb.dep_ != "conj" or not verb.i:
        return None
    number = verb.nbor(-1)
    return number if number.dep_ == "pobj" and number.pos_ == "NUM" and number.head.head == verb else None


def _in_series(verb: Token) -> bool:
    """ "Has flown 90 missions, conducted 26 raids and sent ...": a parse hangs the second verb on the missions."""
    if verb.dep_ != "acl" or verb.tag_ not in ("VBN", "VBD") or child(verb, "dobj") is None or not verb.i:
        return False
    first = verb.head.head
    return verb.nbor(-1).text == "," and verb.head.dep_ == "dobj" and first.tag_ in ("VBN", "VBD")


def _joined_to(verb: Token) -> Token:
    """The verb that another hangs on. "Killing men trapped inside and burning the mill": no trapped men burn it."""
    above = verb.head
    if verb.dep_ == "conj" and verb.tag_ == "VBG" and above.tag_ == "VBN" and above.dep_ == "acl":
        return clause_head(above.head)
    return above


_ADDRESSING = frozenset({"call", "appeal", "prevail"})
_ACCUSING = frozenset({"accuse", "blame", "suspect", "convict", "acquit"})


def _addressed(infinitive: Token) -> Token | None:
    """Who is called on: "called on both sides to open the road"."""
    verb = infinitive.head
    if verb.lemma_ not in _ADDRESSING or not has_to(infinitive):
        return None
    return next(prepositional(verb, "on", "upon", "to", "for"), None)


def _accused(preposition: Token) -> Token | None:
    """Whom a verb says to do what follows: "accused the army of shelling", "blamed for cutting the road", "charged
    the rebels with burning it".

    A parse hangs what follows on the accuser: "accused by the union of shelling".
    """
    verb = preposition.head
    if verb.dep_ == "pobj" and verb.head.dep_ == "agent":
        verb = verb.head.head
    linking = ("with",) if verb.lemma_ == "charge" else ("of", "for", "from")
    if verb.pos_ != "VERB" or preposition.lower_ not in linking:
        return None
    own = child(verb, "dobj", *PASSIVE_SUBJECTS)
    if own is None and verb.tag_ == "VBN" and is_passive(verb):
        return surface_subject(verb)
    if own is None and verb.dep_ == "conj":  # "whom it called a bandit and accused of burning the town"
        shared = child(verb.head, "dobj")
        return shared if shared is not None and shared.i < verb.head.i else None
    return own


def is_accusation(token: Token) -> bool:
    """ "Accused of bombing schools": whether a participle that a parse takes for an adjective is what one has done."""
    link = token.nbor(-1) if token.i else token
    if token.tag_ != "VBG" or link.lower_ not in ("of", "for"):
        return False
    return clause_head(link).lemma_ in _ACCUSING


def by_agent(verb: Token) -> Token | None:
    """The noun of a by-phrase ("was shelled by the army")."""
    for kid in verb.children:
        if kid.dep_ == "agent" or (kid.dep_ == "prep" and kid.lower_ == "by"):
            noun = child(kid, "pobj")
            if noun is not None:
                return noun
    return None


def subject(verb: Token) -> Token | None:
    """Who does it: the active subject, or the by-phrase of a passive."""
    if is_passive(verb):
        return by_agent(verb)
    return surface_subject(verb)


def object_(verb: Token) -> Token | None:
    """To whom or what: the direct object, the subject of a passive, or the noun that a participle modifies."""
    if is_passive(verb):
        own = child(verb, *PASSIVE_SUBJECTS, "nsubj")
        if own is not None:
            return antecedent(own)
        return surface_subject(verb)
    own = child(verb, "dobj")
    if own is not None:
        return antecedent(own)
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and verb.head.i < verb.i and not _has_own_arguments(verb):
        return None
    first = next((kid for kid in verb.conjuncts if kid.i > verb.i and kid.pos_ == "VERB"), None)
    if first is not None and not any(kid.dep_ in ("prep", "ccomp", "xcomp", "prt") for kid in verb.children):
        shared = child(first, "dobj")
        if shared is not None and first.i - verb.i <= 2:
            return antecedent(shared)
    return None


def _has_own_arguments(verb: Token) -> bool:
    return any(kid.dep_ in ("dobj", "prep", "ccomp", "xcomp") for kid in verb.children)


@cache
def _parts() -> frozenset[str]:
    words: list[str] = json.loads(data_file("part_nouns.json").read_bytes())
    return frozenset(words)


def whole_of(token: Token) -> Token | None:
    """The noun that a quantity is of ("territory" in "30 percent of the territory", "people" in "dozens of people").

    "Drones" in "drones, 30 of which were shot down" and in "drones, of which 30 were shot down".
    """
    if token.pos_ != "NUM" and token.lemma_.lower() not in _parts() and token.lower_ not in _parts():
        return None
    noun = next(prepositional(token, "of"), None)
    if noun is None and token.dep_ in (*SUBJECTS, *PASSIVE_SUBJECTS) and token.head.dep_ == "relcl":
        noun = next((one for one in prepositional(token.head, "of") if one.i < token.i), None)
        return None if noun is None else _taken_of(noun)
    return noun if noun is None or noun.tag_ not in ("WDT", "WP") else _taken_of(noun)


def _taken_of(pronoun: Token) -> Token | None:
    """What "which" or "whom" stands for, if the parse knows; people are no name ("attacked Gao, 12 of whom died")."""
    noun = antecedent(pronoun)
    if pronoun.lower_ == "whom" and noun.pos_ == "PROPN":
        doers = child(clause_head(noun), *SUBJECTS)
        return doers if doers is not None and doers.tag_ == "NNS" else None
    return None if noun == pronoun else noun


def prepositional(token: Token, *prepositions: str) -> Iterator[Token]:
    """The nouns of the token's prepositional phrases, with these prepositions if any are given."""
    for kid in token.children:
        if kid.dep_ in ("prep", "agent", "prt") and (not prepositions or kid.lower_ in prepositions):
            for noun in kid.children:
                if noun.dep_ in ("pobj", "pcomp"):
                    yield _whose_clause(noun)
                elif noun.dep_ == "prep":
                    yield from (deep for deep in noun.children if deep.dep_ == "pobj")


def _whose_clause(token: Token) -> Token:
    """ "Fired on students marching home": a parse takes the clause for what is fired on."""
    doer = child(token, "nsubj") if token.tag_ == "VBG" else None
    return token if doer is None else doer


def with_conjuncts(token: Token | None) -> list[Token]:
    """The token and what is joined to it by "and", "or" and commas, in order; nothing for None."""
    if token is None:
        return []
    found = [token]
    for other in (*token.conjuncts, *_listed(token)):
        if other.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ") and other.i > token.i:
            found.append(other)
    return found


def _listed(token: Token) -> tuple[Token, ...]:
    """The rest of a list that the parser took for an apposition: "Mali, the coalition and the council are ready"."""
    second = child(token, "appos")
    if second is None or not second.conjuncts or token.tag_ not in ("NN", "NNP") or token.dep_ not in _SUBJECT_OF:
        return ()
    plural = [token.head, *(kid for kid in token.head.children if kid.dep_ in ("aux", "auxpass"))]
    if not any(verb.tag_ == "VBP" or verb.lower_ == "were" for verb in plural):
        return ()
    return (second, *second.conjuncts)


def governors(token: Token) -> Iterator[Token]:
    """The heads above a token, nearest first."""
    for _ in range(_DEEPEST):
        if token.head == token:
            return
        token = token.head
        yield token


def clause_head(token: Token) -> Token:
    """The verb (or root) of the clause that a token stands in."""
    if token.pos_ in ("VERB", "AUX"):
        return token
    for governor in governors(token):
        if governor.pos_ in ("VERB", "AUX") or governor.head == governor:
            return governor
    return token


def particle(verb: Token) -> str | None:
    """The particle of a phrasal verb ("down" of "shot down")."""
    kid = child(verb, "prt")
    return kid.lower_ if kid is not None else None


def is_of_other_time(head: Token) -> bool:
    """Whether a clause tells what was before or after the one above: "The blast came a day after bombs killed four"."""
    return head.dep_ == "advcl" and any(kid.lower_ in ("after", "before", "since") for kid in head.children)


def is_now(head: Token) -> bool:
    """Whether the clause of a trigger is told in the present or present perfect: "has displaced two million"."""
    verb = head if head.pos_ in ("VERB", "AUX") else clause_head(head)
    if verb.tag_ in ("VBZ", "VBP"):
        return True
    return any(kid.dep_ in ("aux", "auxpass") and kid.tag_ in ("VBZ", "VBP") for kid in verb.children)
