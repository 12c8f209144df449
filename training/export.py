"""From a checkpoint to the model that is installed: ONNX, int8, with its description.

    python -m training.export --checkpoint build/tagger.pt --out src/reports/model

Weights are quantised to eight bits (dynamic quantisation, `reduce_range`: seven bits where a processor without VNNI
would overflow), one scale a column. The description holds the tags in the order of the outputs, the sizes of windows,
and the digests of the files, which the component checks when it loads them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Final

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor

from reports.tagger.model import FORMAT, INPUT, MANIFEST, VOCABULARY, WEIGHTS
from training.model import LABELS, SIZES, Tagger, restore, source_file
from training.windows import MAX_PIECES, WINDOW_PIECES

NAME: Final = "minilm-conflict"
VERSION: Final = "0.7.0"
OPSET: Final = 17
LARGEST: Final = 40_000_000
WRAPPED: Final = "tagger."  # what the names of weights begin with in the graph, by the attribute of `Outputs`


def export(tagger: Tagger, folder: Path, *, name: str = NAME, version: str = VERSION) -> dict[str, object]:
    """Writes `tagger.onnx`, `vocab.txt` and `tagger.json`; returns the description. Raises ValueError above 40 MB."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        plain, ready = Path(temporary) / "plain.onnx", Path(temporary) / "ready.onnx"
        to_onnx(tagger, plain)
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            ready,
            folder / WEIGHTS,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=small_tables(ready),
        )
    shutil.copyfile(source_file("vocab.txt"), folder / VOCABULARY)
    files = (WEIGHTS, VOCABULARY)
    size = sum((folder / file).stat().st_size for file in files)
    if size > LARGEST:
        raise ValueError(f"{folder}: the model has {size} bytes, more than {LARGEST}")
    description: dict[str, object] = {
        "format": FORMAT,
        "name": name,
        "version": version,
        **{head: list(labels) for head, labels in LABELS.items()},
        "max_pieces": MAX_PIECES,
        "window_pieces": WINDOW_PIECES,
        "sha256": {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in files},
    }
    (folder / MANIFEST).write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
    return description


def small_tables(path: Path) -> list[str]:
    """The look-ups of positions and segments: 0.8 MB as floats, and eight bits would cost them a tenth."""
    nodes = onnx.load(str(path)).graph.node
    small = ("position_embeddings.weight", "token_type_embeddings.weight")
    return [node.name for node in nodes if node.op_type == "Gather" and node.input[0].endswith(small)]


class Outputs(torch.nn.Module):
    """The tagger as it is exported: one window at a time, so no mask; outputs in the order of `SIZES`."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, input_ids: Tensor) -> tuple[Tensor, ...]:
        encoder = self.tagger.encoder
        hidden = encoder.embeddings(input_ids=input_ids)
        for layer in encoder.encoder.layer:
            hidden = layer(hidden)
        return tuple(self.tagger.get_submodule(head)(hidden) for head in SIZES)


def to_onnx(tagger: Tagger, path: Path) -> None:
    """The model in float32, batch and length free."""
    tagger = tagger.cpu().float().eval()
    ids = torch.tensor([[101, 2000, 2001, 102], [101, 2000, 102, 0]])
    names = (INPUT, *SIZES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of every shape that transformers checks
        torch.onnx.export(
            Outputs(tagger),
            (ids,),
            str(path),
            input_names=names[:1],
            output_names=names[1:],
            dynamic_axes={name: {0: "batch", 1: "pieces"} for name in names},
            opset_version=OPSET,
            dynamo=False,
        )


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="training.export", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the model, made if need be")
    parser.add_argument("--name", default=NAME)
    parser.add_argument("--version", default=VERSION)
    options = parser.parse_args(argv)
    export(restore(options.checkpoint), options.out, name=options.name, version=options.version)
    for path in sorted(options.out.iterdir()):
        print(f"{path}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
