"""Claims: each event with its participants, place, time, numbers, weapons, and who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from reports import lexicons, triggers
from reports.annotate import grammar, layers
from reports.annotate.layers import EntityMention, EventMention
from reports.records import ActorKind, ClaimType
from reports.resolve.actors import FORCES, Cast
from reports.resolve.arguments import Roles, roles
from reports.resolve.drafts import ClaimDraft, FillerDraft
from reports.resolve.folding import ATTACKS, Folding
from reports.resolve.numbers import Counts
from reports.resolve.places import Atlas
from reports.resolve.settings import Settings
from reports.resolve.sources import Witnesses

_CIVIL = frozenset(
    {
        ClaimType.NEGOTIATION,
        ClaimType.ACCUSATION,
        ClaimType.THREAT,
        ClaimType.OTHER,
        ClaimType.ASSESSMENT,
        ClaimType.HUMANITARIAN,
        ClaimType.ARMS,
    }
)
_SPEECH_ACTS = frozenset({ClaimType.THREAT, ClaimType.ACCUSATION, ClaimType.OTHER, ClaimType.NEGOTIATION})


class Claims:
    """Builds the claims of one Doc from its layers and what is known of actors, places and sources."""

    def __init__(self, doc: Doc, cast: Cast, atlas: Atlas, witnesses: Witnesses, voice: int | None = None) -> None:
        self.doc = doc
        self.cast = cast
        self.atlas = atlas
        self.witnesses = witnesses
        self.voice = voice
        self.events: list[EventMention] = layers.get(doc, "events")
        self.stances = layers.get(doc, "stances")
        self.folding = Folding(doc, self.events)
        self.into = self.folding.fold()
        self.settings = Settings(doc, atlas, self.events, self.into)
        self.counts = Counts(doc, cast)
        self._paragraphs = layers.get(doc, "paragraphs")

    def build(self) -> list[ClaimDraft]:
        """All claims in the order of their triggers."""
        parts: dict[int, list[int]] = {}
        for index in range(len(self.events)):
            parts.setdefault(self.into.get(index, index), []).append(index)
        claims = [self._claim(index, parts[index]) for index in sorted(parts)]
        claims = [claim for claim in claims if not self._bare(claim) and not self._modifier(claim)]
        self._specify(claims)
        claims = self._without_accusers(self._told_in_body(claims))
        self.settings.place(claims)
        self.settings.date(claims, self.witnesses)
        self._attribute(claims)
        return claims

    # -- one claim --------------------------------------------------------------------------------------

    def _claim(self, index: int, parts: list[int]) -> ClaimDraft:
        event, stance = self.events[index], self.stances[index]
        head = self.doc[event["head"]]
        start, end = self._span(head)
        claim = ClaimDraft(
            start, end, (event["start"], event["end"]), event["head"], event["type"], event["rule"], self._section(head)
        )
        claim.modality, claim.polarity = stance["modality"], stance["polarity"]
        claim.heads = [self.events[part]["head"] for part in parts]
        found = [self._roles(self.doc[self.events[part]["head"]], self.events[part]["type"]) for part in parts]
        self._fill(claim, found, parts)
        self.counts.count(claim, [(self.doc[self.events[part]["head"]], self.events[part]["type"]) for part in parts])
        claim.equipment = self.settings.equipment(parts)
        return claim

    def _roles(self, head: Token, kind: str) -> Roles:
        found = roles(head, kind, self._acts)
        agents = [doer for agent in found.agents for doer in self._doers(agent)]
        if not agents and head.pos_ == "NOUN":
            agents = [doer for governor in self._intents(head) for doer in self._doers(governor)]
        return Roles(agents, found.targets)

    def _acts(self, token: Token) -> bool:
        """Whether a noun's modifier names a participant: a known actor, a demonym, a kind of fighter in the story."""
        if token.i in self.cast.of_head or lexicons.demonym_index().get(token.text):
            return True
        return token.pos_ in ("NOUN", "PROPN") and self._member(token) is not None

    def _intents(self, head: Token) -> Iterator[Token]:
        for governor in grammar.governors(head):
            if governor.pos_ in ("VERB", "AUX"):
                return
            if governor.lemma_.lower() in _INTENTS:
                yield governor

    def _doers(self, agent: Token) -> list[Token]:
        """Who has the bid, plan or effort that stands where a doer should ("in their bid to surround the city")."""
        if agent.lemma_.lower() not in _INTENTS:
            return [agent]
        owners = [
            kid
            for kid in agent.children
            if kid.dep_ in ("poss", "compound") or (kid.dep_ == "amod" and kid.ent_type_ == "NORP")
        ]
        owners += list(grammar.prepositional(agent, "by"))
        if owners:
            return owners
        subject = grammar.subject(grammar.clause_head(agent))
        return grammar.with_conjuncts(subject) if subject is not None and subject is not agent else []

    def _fill(self, claim: ClaimDraft, found: list[Roles], parts: list[int]) -> None:
        own = found[parts.index(min(parts, key=lambda part: self.into.get(part, part) != part))]
        heads = set(claim.heads)
        agents = [token for token in own.agents if token.i not in heads]
        targets = [token for token in own.targets if token.i not in heads]
        for role, part in zip(found, parts, strict=True):
            if role is own:
                continue
            if claim.type == ClaimType.REPELLED and self.events[part]["type"] in ATTACKS | {ClaimType.OTHER}:
                targets += [token for token in role.agents if token.i not in heads]
                continue
            targets += [token for token in role.targets if token.i not in heads]
            agents += [token for token in role.agents if token.i not in heads and not agents]
        if claim.type == ClaimType.CLASH:
            agents, targets = [*agents, *targets], []
        claim.agents = self._fillers(agents, claim, agent=True)
        taken = {filler.actor for filler in claim.agents if filler.actor is not None}
        claim.targets = [
            filler
            for filler in self._fillers(targets, claim, agent=False)
            if filler.actor is None or filler.actor not in taken
        ]

    def _fillers(self, tokens: list[Token], claim: ClaimDraft, *, agent: bool) -> list[FillerDraft]:
        found: dict[int, FillerDraft] = {}
        actors: set[int] = set()
        for token in tokens:
            if (
                token.i in found
                or self.folding.at.get(token.i) is not None
                or token.pos_ in ("VERB", "AUX")
                or self.settings.timed(token)
            ):
                continue
            if not agent and token.i not in self.cast.of_head:
                for owner in self._holders(token):
                    if self.cast.of_head[owner.i] not in actors:
                        actors.add(self.cast.of_head[owner.i])
                        mention = self.cast.mention_at[owner.i]
                        found[owner.i] = FillerDraft(mention["start"], mention["end"], self.cast.of_head[owner.i])
            filler = self._filler(token, claim, agent=agent)
            if filler is None or (filler.actor is not None and filler.actor in actors):
                continue
            if filler.actor is not None:
                actors.add(filler.actor)
            found[token.i] = filler
        return list(found.values())

    def _filler(self, token: Token, claim: ClaimDraft, *, agent: bool) -> FillerDraft | None:
        mention = self.cast.mention_at.get(token.i)
        actor = self.cast.of_head.get(token.i)
        part = grammar.whole_of(token) if mention is None else None
        if part is not None and part.i in self.cast.of_head:  # "some of them", "12 of the men"
            return FillerDraft(token.i, part.i + 1, self.cast.of_head[part.i])
        if mention is None and (around := self._around(token)) is not None:
            mention, actor = around, self.cast.of_head[around["head"]]
        if token.pos_ == "ADJ" or (token.dep_ in ("amod", "compound") and mention is None):
            actor = self._by_adjective(token, claim)
            return FillerDraft(token.i, token.i + 1, actor) if actor is not None else None
        if mention is None or actor is None:
            owner = self._operator(token, claim) if agent else None
            start, end = self._noun_phrase(token)
            if owner is None and not agent and token.pos_ in ("NUM", "PRON"):
                return None
            return FillerDraft(start, end, owner)
        if mention["label"] == "Location":
            start, end = self._noun_phrase(token)
            return None if agent else FillerDraft(start, end, None)
        if token.pos_ == "PRON":
            return FillerDraft(token.i, token.i + 1, actor)
        return FillerDraft(mention["start"], mention["end"], actor)

    def _around(self, token: Token) -> EntityMention | None:
        """The mention of an actor whose phrase a token stands in, where the parser took the wrong word for its head."""
        if token.dep_ not in ("pobj", "nsubj", "nsubjpass", "dobj"):
            return None
        for kid in token.children:
            mention = self.cast.mention_at.get(kid.i)
            if (
                kid.dep_ == "appos"
                and mention is not None
                and mention["start"] <= token.i
                and kid.i in self.cast.of_head
            ):
                return mention
        return None

    def _holders(self, token: Token) -> Iterator[Token]:
        """The forces whose position, base or convoy is struck: they are targets with it."""
        kids = [kid for kid in token.children if kid.dep_ in ("poss", "compound", "nmod")]
        kids += list(grammar.prepositional(token, "of"))
        for kid in kids:
            actor = self.cast.of_head.get(kid.i)
            if actor is not None and self.cast.actors[actor].kind in FORCES:
                yield kid
            elif kid.dep_ == "pobj":
                yield from (deep for deep in grammar.prepositional(kid, "of") if self._is_force(deep))

    def _is_force(self, token: Token) -> bool:
        actor = self.cast.of_head.get(token.i)
        return actor is not None and self.cast.actors[actor].kind in FORCES

    def _by_adjective(self, token: Token, claim: ClaimDraft) -> int | None:
        """ "Russian attacks": the forces of the country; for talks and the like its government."""
        found = lexicons.demonym_index().get(token.text) or lexicons.country_index().get(token.text)
        country = lexicons.countries()[found].code if found else None
        if country is None:
            return self._member(token)
        if claim.type in _CIVIL and not triggers.entry(claim.rule).generic:
            government = self.cast.government(country)
            if government is not None:
                return government
        return self.cast.national(country, token)

    def _member(self, token: Token) -> int | None:
        """ "rebel attacks", "insurgent fire": the group that the story calls so."""
        lemma = token.lemma_.lower()
        for index, actor in enumerate(self.cast.actors):
            if (
                actor.kind in FORCES
                and actor.mentions
                and (actor.noun == lemma or lexicons.fold(actor.name).split()[-1:] == [lemma])
            ):
                return index
        return None

    def _operator(self, token: Token, claim: ClaimDraft) -> int | None:
        """Whose weapon or aircraft does it ("Sudanese jets bombed …")."""
        for kid in token.children:
            if kid.dep_ in ("amod", "compound", "poss", "nmod") and not self.settings.is_gear(kid):
                if kid.i in self.cast.of_head:
                    return self.cast.of_head[kid.i]
                actor = self._by_adjective(kid, claim)
                if actor is not None:
                    return actor
        return next(
            (self.cast.of_head[noun.i] for noun in grammar.prepositional(token, "of") if self._is_force(noun)), None
        )

    def _noun_phrase(self, token: Token) -> tuple[int, int]:
        start = token.i
        for kid in token.lefts:
            if kid.dep_ in ("det", "amod", "compound", "nummod", "poss", "nmod"):
                start = min(start, kid.left_edge.i)
        end = token.i + 1
        for kid in token.rights:
            if kid.dep_ == "prep" and kid.lower_ == "of" and kid.right_edge.i - token.i <= 8:
                end = kid.right_edge.i + 1
        return start, end

    def _span(self, head: Token) -> tuple[int, int]:
        """The clause that states the event: the subtree of its verb, clauses of their own cut off."""
        top = head
        if head.pos_ not in ("VERB", "AUX"):
            verb = grammar.clause_head(head)
            top = (
                verb
                if verb.pos_ in ("VERB", "AUX") and head.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "acomp", "pobj")
                else head
            )
        start, end = top.left_edge.i, top.right_edge.i + 1
        for kid in top.children:
            own_subject = any(grandchild.dep_ in ("nsubj", "nsubjpass") for grandchild in kid.children)
            if (
                kid.dep_ in ("ccomp", "parataxis")
                and own_subject
                or (kid.dep_ == "conj" and kid.pos_ in ("VERB", "AUX") and own_subject)
            ):
                if kid.left_edge.i > head.i:
                    end = min(end, kid.left_edge.i)
                elif kid.right_edge.i < head.i:
                    start = max(start, kid.right_edge.i + 1)
        return self._trim(start, max(end, head.i + 1), head.i)

    def _trim(self, start: int, end: int, head: int) -> tuple[int, int]:
        sentence = self.doc[head].sent
        start, end = max(start, sentence.start), min(end, sentence.end)
        while start < head and (
            self.doc[start].is_punct or self.doc[start].is_space or self.doc[start].dep_ in ("cc", "mark")
        ):
            start += 1
        while end - 1 > head and (
            self.doc[end - 1].is_punct or self.doc[end - 1].is_space or self.doc[end - 1].dep_ == "cc"
        ):
            end -= 1
        return start, end

    def _section(self, head: Token) -> str:
        for paragraph in self._paragraphs:
            if paragraph["start"] <= head.i < paragraph["end"]:
                return str(paragraph["kind"])
        return "body"

    # -- all claims together ------------------------------------------------------------------------------

    def _bare(self, claim: ClaimDraft) -> bool:
        """A noun that only takes up an event already told ("after the attack") makes no claim of its own."""
        head = self.doc[claim.head]
        if head.dep_ == "ROOT" and head.pos_ == "NOUN" and len(head.sent) <= 4 and claim.section != "headline":
            return True
        if head.pos_ in ("VERB", "ADJ") or len(claim.heads) > 1 or claim.numbers or claim.agents or claim.targets:
            return False
        informative = any(
            kid.dep_ in ("prep", "relcl", "acl") and kid.lower_ not in ("of", "for") or kid.dep_ == "nummod"
            for kid in head.children
        )
        if head.dep_ in ("nsubj", "nsubjpass") and head.head.pos_ == "VERB" and claim.type != ClaimType.OTHER:
            return False
        definite = any(kid.lower_ in ("the", "this", "that", "these", "such", "any", "all") for kid in head.children)
        if definite and not informative:
            return True
        subordinate = head.dep_ == "pobj" and not informative
        return subordinate and claim.modality == "actual"

    def _modifier(self, claim: ClaimDraft) -> bool:
        """ "The wounded soldiers", "those injured": a participle that only tells which people are meant."""
        head = self.doc[claim.head]
        if claim.type != ClaimType.CASUALTIES or claim.numbers or len(claim.heads) > 1:
            return False
        if head.dep_ in ("acl", "amod") and head.tag_ == "VBN":
            return not any(kid.dep_ in ("agent", "prep", "advmod", "npadvmod") for kid in head.children)
        return head.pos_ != "VERB" and head.lemma_.lower() in ("injured", "wounded", "dead")

    def _told_in_body(self, claims: list[ClaimDraft]) -> list[ClaimDraft]:
        """Without the headline's claims that the body makes too."""
        body = {claim.type for claim in claims if claim.section == "body"}
        attacks = bool(body & ATTACKS)
        kept = []
        for claim in claims:
            unspecific = claim.type in (ClaimType.OTHER, ClaimType.CASUALTIES, *ATTACKS) and attacks
            if claim.section != "headline" or (claim.type not in body and not unspecific):
                kept.append(claim)
        return kept

    def _without_accusers(self, claims: list[ClaimDraft]) -> list[ClaimDraft]:
        """ "X accused Y of shelling Z" is a claim of shelling by Y; only blame without a deed stays an accusation."""
        dropped = set()
        for index, claim in enumerate(claims):
            head = self.doc[claim.head]
            if claim.type != ClaimType.ACCUSATION or head.pos_ != "VERB":
                continue
            accused = self._fillers(
                grammar.with_conjuncts(target) if (target := grammar.object_(head)) is not None else [],
                claim,
                agent=True,
            )
            deeds = [noun for noun in grammar.prepositional(head, "of", "for", "over")]
            reach = {token.i for noun in deeds for token in noun.subtree}
            told = [other for other in claims if other is not claim and other.head in reach]
            for other in told:
                other.agents = accused or other.agents
                other.targets = [
                    filler
                    for filler in other.targets
                    if filler.actor is None or filler.actor not in {a.actor for a in accused}
                ]
            if told:
                dropped.add(index)
            elif any(self.folding.at.get(noun.i) is not None for noun in deeds):
                earlier = [other for other in claims[:index] if other.type in ATTACKS]
                if earlier:  # "blamed the rebels for the attack": that attack, by the rebels
                    claim.type, claim.agents, claim.targets = earlier[-1].type, accused, []
        return [claim for index, claim in enumerate(claims) if index not in dropped]

    def _specify(self, claims: list[ClaimDraft]) -> None:
        """ "The attack" after "a car bomb went off" is that bombing: an attack of unknown means takes the type told before."""
        told: ClaimDraft | None = None
        for claim in claims:
            if claim.type in ATTACKS and claim.type != ClaimType.CLASH and not triggers.entry(claim.rule).generic:
                told = claim
            elif told is not None and triggers.entry(claim.rule).generic and claim.type == ClaimType.OTHER:
                head = self.doc[claim.head]
                if any(kid.lower_ in ("the", "this", "these") for kid in head.children) or self._near(told, claim):
                    claim.type = told.type
        for claim in claims:
            if claim.type == ClaimType.OTHER and triggers.entry(claim.rule).generic:
                claim.type = self._usual(claim, claims)

    def _usual(self, claim: ClaimDraft, claims: list[ClaimDraft]) -> str:
        """The type of the same agent's other attacks in the story; forces of whom nothing is told attack on the ground."""
        agents = {filler.actor for filler in claim.agents if filler.actor is not None}
        struck = self._struck(claim)
        kinds = Counter(
            other.type
            for other in claims
            if other.type in ATTACKS - {ClaimType.CLASH}
            and (agents & {filler.actor for filler in other.agents} or struck & self._struck(other))
        )
        if kinds:
            return kinds.most_common(1)[0][0]
        military = any(self.cast.actors[actor].kind == ActorKind.MILITARY for actor in agents)
        return str(ClaimType.GROUND_ATTACK) if military else claim.type

    def _struck(self, claim: ClaimDraft) -> set[str]:
        """Lemmas of the things that a claim is aimed at."""
        return {self.doc[filler.end - 1].lemma_.lower() for filler in claim.targets if filler.actor is None}

    def _near(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        return second.start - first.end < 60 and self.doc[second.head].pos_ != "VERB" and not second.agents

    def _attribute(self, claims: list[ClaimDraft]) -> None:
        """Each claim takes the innermost statement that holds its trigger; a speech act belongs to its speaker."""
        covering = self._covering()
        for claim in claims:
            inner = covering.get(claim.head)
            if inner is None and claim.type in _SPEECH_ACTS:
                inner = self._speech_act(claim)
            if inner is None:
                continue
            self._say(claim, *inner)

    def _say(self, claim: ClaimDraft, statement: int, outer: int | None) -> None:
        said = self.witnesses.statements[statement]
        if (
            self.voice is not None
            and said.quote == "indirect"
            and self.witnesses.sources[said.source].actor == self.voice
        ):
            return  # who publishes the story speaks in its own voice
        claim.statement, claim.source, claim.quote, claim.cue_class = statement, said.source, said.quote, said.cue_class
        claim.via = said.via
        if claim.via is None and outer is not None and self.witnesses.statements[outer].source != said.source:
            claim.via = self.witnesses.statements[outer].source
            claim.quote = self.witnesses.statements[outer].quote if said.quote == "none" else said.quote
        if said.cue_class == "deny" and claim.polarity == "affirmed" and self._denied_here(claim, said.cue):
            claim.polarity = "negated"

    def _denied_here(self, claim: ClaimDraft, cue: tuple[int, int] | None) -> bool:
        """The denial is of this claim: it stands in the sentence of the cue, under it."""
        return cue is not None and self.doc[cue[0]].sent.start <= claim.head < self.doc[cue[0]].sent.end

    def _covering(self) -> dict[int, tuple[int, int | None]]:
        """Trigger head -> (innermost statement, the next one around it)."""
        heads = sorted({event["head"] for event in self.events})
        found: dict[int, list[tuple[int, int]]] = {}
        for index, statement in enumerate(self.witnesses.statements):
            if statement.attitude and statement.quote == "indirect":
                continue
            size = sum(end - start for start, end in statement.content)
            for start, end in statement.content:
                for head in heads[_first(heads, start) : _first(heads, end)]:
                    found.setdefault(head, []).append((size, index))
        covering: dict[int, tuple[int, int | None]] = {}
        for head, statements in found.items():
            ordered = [index for _, index in sorted(statements)]
            covering[head] = (ordered[0], ordered[1] if len(ordered) > 1 else None)
        return covering

    def _speech_act(self, claim: ClaimDraft) -> tuple[int, int | None] | None:
        for index, statement in enumerate(self.witnesses.statements):
            if statement.cue is not None and statement.cue[0] <= claim.head < statement.cue[1]:
                source = self.doc[statement.source_mention[0]] if statement.source_mention else None
                if source is not None and source.lower_ in ("we", "i"):
                    return None
                return index, None
        return None


def _first(heads: list[int], token: int) -> int:
    from bisect import bisect_left

    return bisect_left(heads, token)


_INTENTS = frozenset(
    "bid quest effort plan attempt intention goal aim desire hope ambition pledge vow promise order decision objective preparation drive push "
    "commitment struggle campaign operation right ability capacity capability move mission task".split()
) - {"operation", "push", "campaign", "drive", "mission"}
