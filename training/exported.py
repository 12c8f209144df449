"""The exported model as a checkpoint again, so that anyone can train on from the weights that are shipped.

The int8 weights are scaled back to floats. What eight bits lost stays lost, which costs little: the next training
mends it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import NodeProto, numpy_helper

from reports.tagger.model import MANIFEST, WEIGHTS
from training.export import WRAPPED
from training.model import LABELS, Tagger, configuration, restore


def start_from(path: Path, seed: int) -> Tagger:
    """The tagger of a checkpoint, or of a folder with an exported model."""
    return from_exported(path, seed) if path.is_dir() else restore(path, seed)


def from_exported(folder: Path, seed: int = 0) -> Tagger:
    """The tagger of `folder/tagger.onnx`. Raises ValueError if its labels are others or a weight is missing."""
    described = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if any(tuple(described[head]) != labels for head, labels in LABELS.items()):
        raise ValueError(f"{folder}: the model was trained for other labels")
    weights = {name.removeprefix(WRAPPED): one for name, one in read_weights(folder / WEIGHTS)}
    torch.manual_seed(seed)
    tagger = Tagger(configuration())
    missing = sorted(set(dict(tagger.named_parameters())) - set(weights))
    if missing:
        raise ValueError(f"{folder}: {WEIGHTS} has no {', '.join(missing[:3])}")
    state = {name: torch.from_numpy(np.array(weights[name], np.float32)) for name, _ in tagger.named_parameters()}
    tagger.load_state_dict(state, strict=False)  # buffers (positions) stay as they are
    return tagger


def read_weights(path: Path) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yields the name and the floats of each weight. A matrix is found by the bias that is added to its product."""
    graph = onnx.load(str(path)).graph
    arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    makers = {output: node for node in graph.node for output in node.output}
    for name, array in arrays.items():
        if name.endswith(("LayerNorm.weight", ".bias")):
            yield name, array
        elif name.endswith("embeddings.weight_quantized"):
            plain = name.removesuffix("_quantized")
            yield plain, scaled(arrays, plain)
        elif name.endswith("embeddings.weight"):
            yield name, array
    for node in graph.node:
        bias = next((one for one in node.input if one in arrays and one.endswith(".bias")), None)
        if node.op_type == "Add" and bias:
            matrix = matrix_behind(node, makers)
            if matrix:
                yield bias.removesuffix("bias") + "weight", scaled(arrays, matrix).T


def scaled(arrays: dict[str, NDArray[np.float32]], name: str) -> NDArray[np.float32]:
    """The floats of a quantised array: (value - zero) * scale, the scale by column if there are many."""
    values = arrays[f"{name}_quantized"].astype(np.float32)
    return (values - arrays[f"{name}_zero_point"].astype(np.float32)) * arrays[f"{name}_scale"]


def matrix_behind(node: NodeProto, makers: dict[str, NodeProto]) -> str | None:
    """The name of the quantised matrix whose product ends in `node`, without what the quantisation adds to it."""
    waiting, seen = list(node.input), set()
    while waiting:
        maker = makers.get(waiting.pop(0))
        if maker is None or id(maker) in seen:
            continue
        seen.add(id(maker))
        if maker.op_type == "MatMulInteger":
            return str(maker.input[1]).removesuffix("_quantized")
        if maker.op_type in ("Mul", "Cast"):
            waiting += maker.input
    return None
