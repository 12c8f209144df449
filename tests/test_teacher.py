"""How a model learns from another where gold is missing. Needs torch, which only training has."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing is trained")

from training import train  # noqa: E402
from training.model import SIZES  # noqa: E402
from training.train import IGNORED, Marks, Piece  # noqa: E402

HEADS = ("entities", "attribution", "claims")


class Stub(torch.nn.Module):  # type: ignore[misc,name-defined]
    """Says the same of each piece in a place, whatever the piece."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.says = torch.nn.ParameterDict({head: torch.randn(6, size) for head, size in SIZES.items()})
        with torch.no_grad():
            self.says["claims"][2, train.BEGINS] = 9.0  # a trigger, for the teacher too

    def forward(self, ids: torch.Tensor, _mask: torch.Tensor) -> dict[str, torch.Tensor]:
        return {head: one.expand(ids.shape[0], -1, -1)[:, : ids.shape[1]] for head, one in self.says.items()}


def window(gold: str = "") -> Piece:
    """Four words; with gold of one head, or of none."""
    tags = {head: [IGNORED] * 6 for head in HEADS}
    if gold:
        tags[gold][1:5] = [0, 1, 0, 0]
    triggers = [Marks(2, 3, 0, negated=False, parts=[[1], [3], []], doubtful=[])] if gold == "claims" else []
    return Piece([101, 7, 8, 9, 10, 102], tags, triggers, [1, 2, 3, 4])


def slopes(batch: list[Piece], teacher: Stub | None) -> dict[str, float]:
    """How far each head of a model would move."""
    pupil = Stub(0)
    torch.stack(list(train.losses_of(pupil, batch, teacher).values())).sum().backward()
    return {head: 0.0 if one.grad is None else one.grad.abs().max().item() for head, one in pupil.says.items()}


def test_without_gold_and_teacher_nothing_is_learned() -> None:
    assert max(slopes([window()], None).values()) == 0


def test_a_model_that_says_what_its_teacher_says_has_nothing_to_learn() -> None:
    assert max(slopes([window()], Stub(0)).values()) < 1e-6


def test_every_head_learns_from_another_teacher() -> None:
    assert min(slopes([window()], Stub(1)).values()) > 0


@pytest.mark.parametrize("head", HEADS)
def test_gold_goes_before_the_teacher(head: str) -> None:
    losses = [train.losses_of(Stub(0), [window(head)], Stub(seed))[head].item() for seed in (1, 2)]
    assert losses[0] == pytest.approx(losses[1])
    assert losses[0] == pytest.approx(train.losses_of(Stub(0), [window(head)])[head].item())
