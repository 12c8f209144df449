"""Loads the model folder (`tagger.onnx`, `vocab.txt`, `tagger.json`) and runs the encoder on one window.

Whatever is wrong with the folder is a ModelError of one line that names the file and the mend.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from reports.errors import ModelError
from reports.tagger.pieces import WordPieces
from reports.tagger.viterbi import Scheme

FOLDER: Final = Path(__file__).parent.parent / "model"
FORMAT: Final = 2
WEIGHTS: Final = "tagger.onnx"
VOCABULARY: Final = "vocab.txt"
MANIFEST: Final = "tagger.json"
INPUT: Final = "input_ids"
TAGGING: Final = ("entities", "attribution", "claims")  # heads whose outputs are BIO labels
HEADS: Final = (*TAGGING, "types", "stances", "triggers", "parts")
NEGATED: Final = "negated"
# ONNX Runtime's fused kernel is scalar: the two operators that it stands for take a third of its time.
_SLOW_FUSIONS: Final = ["SkipLayerNormFusion"]
_ERRORS_ONLY: Final = 3

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Answer = dict[str, Floats]  # head -> an array of pieces (or words) by outputs


class Manifest(BaseModel):
    """What `tagger.json` says of the two other files. Lengths count word pieces, [CLS] and [SEP] among them.

    `types` and `stances` are the classes of a trigger: the latter the modalities and "negated". `parts` is what a word
    may be to a trigger.
    """

    format: int
    name: str
    version: str
    entities: list[str] = Field(min_length=1)
    attribution: list[str] = Field(min_length=1)
    claims: list[str] = Field(min_length=1)
    types: list[str] = Field(min_length=1)
    stances: list[str] = Field(min_length=2)
    parts: list[str] = Field(min_length=1)
    max_pieces: int = Field(ge=16)
    window_pieces: int = Field(ge=16)
    sha256: dict[str, str]


class Model:
    """The encoder, its word pieces and its labels. Raises ModelError if the folder does not hold a sound model."""

    def __init__(self, folder: Path) -> None:
        # A package that lacks its model, and a folder of the user's own, are mended differently.
        self._mend = (
            "reinstall with: pip install --force-reinstall battlefield-reports"
            if folder == FOLDER
            else "copy the folder anew, or train again"
        )
        self.folder = folder
        self.manifest = self._read_manifest(folder / MANIFEST)
        for name in (VOCABULARY, WEIGHTS):
            self._check(folder / name)
        self.schemes = self._schemes(folder / MANIFEST)
        with self._guard(folder / VOCABULARY, "the vocabulary cannot be read"):
            # so that several words always fit into a window
            self.pieces = WordPieces(folder / VOCABULARY, most=self.manifest.window_pieces // 4 - 1)
        with self._guard(folder / WEIGHTS, "ONNX Runtime cannot read the weights"):
            self._session = _open(folder / WEIGHTS)
        with self._guard(folder / WEIGHTS, "ONNX Runtime cannot run it"):
            self._check_session(folder / WEIGHTS)

    def run(self, ids: Integers) -> Answer:
        """The outputs of all heads for the pieces of one window."""
        # One window at a time. The weights are int8 and activations are scaled by the largest of the whole batch, so
        # that windows read together would change each other's answers; and it costs nothing: at full windows a batch
        # is slower (it leaves the cache). With no batch there is no padding, and so no mask.
        outputs = self._session.run(HEADS, {INPUT: ids[None]})
        return {head: output[0] for head, output in zip(HEADS, outputs, strict=True)}

    def _error(self, path: Path, problem: str) -> ModelError:
        return ModelError(f"{path}: {problem}; {self._mend}")

    def _read_manifest(self, path: Path) -> Manifest:
        try:
            manifest = Manifest.model_validate_json(path.read_bytes())
        except OSError as error:
            raise self._error(path, error.strerror or "cannot be read") from None
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise self._error(path, f"[{where}] {first['msg']}" if where else first["msg"]) from None
        if manifest.format != FORMAT:
            raise self._error(path, f"format {manifest.format}, and this version reads format {FORMAT}")
        if manifest.window_pieces > manifest.max_pieces:
            raise self._error(path, "window_pieces is above max_pieces")
        if manifest.stances[-1] != NEGATED:
            raise self._error(path, f"the last of the stances is not {NEGATED}")
        return manifest

    def _check(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise self._error(path, error.strerror or "cannot be read") from None
        if digest != self.manifest.sha256.get(path.name):
            raise self._error(path, f"its sha256 is not the one in {MANIFEST}")

    def _schemes(self, path: Path) -> dict[str, Scheme]:
        try:
            return {head: Scheme(getattr(self.manifest, head)) for head in TAGGING}
        except ValueError as error:
            raise self._error(path, str(error)) from None

    @contextmanager
    def _guard(self, path: Path, problem: str) -> Iterator[None]:
        try:
            yield
        except ModelError:
            raise
        except ImportError as error:
            raise ModelError(f"{error.name} cannot be imported; install it with: pip install {error.name}") from None
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise self._error(path, f"{problem} ({' '.join(str(error).split())[:120]})") from None

    def _check_session(self, path: Path) -> None:
        inputs = {one.name for one in self._session.get_inputs()}
        outputs = {one.name: one.shape for one in self._session.get_outputs()}
        if inputs != {INPUT} or not set(HEADS) <= set(outputs):
            raise self._error(path, f"the graph must have the input {INPUT} and the outputs {', '.join(HEADS)}")
        answer = self.run(self.pieces.framed(np.zeros(1, np.int64)))
        for head in (*TAGGING, "types", "stances"):
            if answer[head].shape[-1] != len(getattr(self.manifest, head)):
                raise self._error(path, f"{head} has {answer[head].shape[-1]} labels, {MANIFEST} names another number")
        widths = {answer[head].shape[-1] for head in ("triggers", "parts")}
        if len(widths) != 1 or min(widths) % len(self.manifest.parts):
            raise self._error(path, f"triggers and parts do not fit the parts that {MANIFEST} names")


def _open(path: Path) -> Any:
    """A session on one thread. Importing ONNX Runtime takes a tenth of a second: only who tags pays for it."""
    runtime: Any = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    return runtime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW_FUSIONS
    )
