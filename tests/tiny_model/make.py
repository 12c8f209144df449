"""Makes the tiny model of the tests anew: python tests/tiny_model/make.py (needs `onnx`, which nothing else here does).

A look-up table instead of an encoder: the logits of a piece depend on the piece alone, so that a test knows what a text
must give. `LABELS` says what a word wants; pieces that it does not name are outside, a little random, and sure of it.
"""

from __future__ import annotations

import hashlib
import json
import string
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
NAMES = [
    "Person", "Organisation", "Location", "Nationality", "Temporal",
    "Quantity", "Money", "Weapon", "MilitaryPlatform", "DocumentReference",
]  # fmt: skip
ENTITIES = ["O", *(f"{prefix}-{name}" for name in NAMES for prefix in "BI")]
ATTRIBUTION = ["O", *(f"{prefix}-{name}" for name in ("source", "cue", "content") for prefix in "BI")]
CLAIMS = ["O", "B-trigger", "I-trigger"]
TYPES = ["shelling", "air_strike"]
STANCES = ["actual", "future", "negated"]
PARTS = ["agent", "target", "place"]
WIDTH = 2  # of the vectors that are multiplied, a part
TRIGGERS = {"hit": "B-trigger", "gun": "B-trigger", "today": "I-trigger"}
TAKES_PART = {"army": "agent", "kyiv": "place", "kivu": "place"}
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
LABELS: dict[str, tuple[str, str]] = {
    "the": ("B-Organisation", "B-source"),
    "army": ("I-Organisation", "I-source"),
    "said": ("O", "B-cue"),
    "that": ("O", "B-content"),
    "shells": ("B-Weapon", "I-content"),
    "hit": ("O", "I-content"),
    "kyiv": ("B-Location", "I-content"),
    "south": ("B-Location", "I-content"),
    "kivu": ("I-Location", "I-content"),
    "gun": ("I-Weapon", "I-content"),
    "today": ("B-Temporal", "I-content"),
}


def main() -> None:
    chars = string.ascii_lowercase + string.digits + string.punctuation
    vocabulary = [*SPECIALS, *LABELS, *chars, *(f"##{char}" for char in string.ascii_lowercase + string.digits)]
    rng = np.random.default_rng(0)
    tables = {
        "entities": rng.normal(0, 0.1, (len(vocabulary), len(ENTITIES))),
        "attribution": rng.normal(0, 0.1, (len(vocabulary), len(ATTRIBUTION))),
        "claims": rng.normal(0, 0.1, (len(vocabulary), len(CLAIMS))),
        "types": np.tile([4.0, 0], (len(vocabulary), 1)),
        "stances": np.tile([4.0, 0, -4], (len(vocabulary), 1)),
        "triggers": np.full((len(vocabulary), len(PARTS) * WIDTH), 3.0),
        "parts": np.full((len(vocabulary), len(PARTS) * WIDTH), -2.0),
    }
    for row, piece in enumerate(vocabulary):
        entity, role = LABELS.get(piece, ("O", "O"))
        tables["entities"][row, ENTITIES.index(entity)] += 6
        tables["attribution"][row, ATTRIBUTION.index(role)] += 6
        tables["claims"][row, CLAIMS.index(TRIGGERS.get(piece, "O"))] += 6
        if piece in TAKES_PART:
            first = PARTS.index(TAKES_PART[piece]) * WIDTH
            tables["parts"][row, first : first + WIDTH] = 2
    tables["types"][vocabulary.index("gun")] = [0, 4]
    tables["stances"][vocabulary.index("gun")] = [0, 4, 4]
    (HERE / "vocab.txt").write_text("".join(f"{piece}\n" for piece in vocabulary), encoding="utf-8")
    onnx.save(graph(tables), HERE / "tagger.onnx")
    digests = {name: hashlib.sha256((HERE / name).read_bytes()).hexdigest() for name in ("tagger.onnx", "vocab.txt")}
    manifest = {
        "format": 2, "name": "tiny", "version": "0.0.0", "entities": ENTITIES, "attribution": ATTRIBUTION,
        "claims": CLAIMS, "types": TYPES, "stances": STANCES, "parts": PARTS,
        "max_pieces": 64, "window_pieces": 48, "sha256": digests,
    }  # fmt: skip
    (HERE / "tagger.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def graph(tables: dict[str, np.ndarray]) -> onnx.ModelProto:
    """Each head a look-up of its table."""
    nodes, outputs = [], []
    for head, table in tables.items():
        nodes.append(helper.make_node("Gather", [f"{head}_table", "input_ids"], [head], axis=0))
        shape = ["batch", "pieces", table.shape[1]]
        outputs.append(helper.make_tensor_value_info(head, TensorProto.FLOAT, shape))
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "pieces"])]
    constants = [numpy_helper.from_array(table.astype(np.float32), f"{head}_table") for head, table in tables.items()]
    model = helper.make_model(
        helper.make_graph(nodes, "tiny", inputs, outputs, constants), opset_imports=[helper.make_opsetid("", 17)]
    )
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


if __name__ == "__main__":
    main()
