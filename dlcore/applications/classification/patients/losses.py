"""The loss that fits what is asked: a class, a number, or a life whose end may not be known."""

import torch
import torch.nn.functional as F
from torch import Tensor


def loss_of(outputs: Tensor, targets: Tensor, kind: str, event: Tensor | None = None) -> Tensor:
    """Mean loss of raw outputs (batch, outputs); targets are class numbers, values or intervals (batch,)."""
    if kind == "two classes":
        return F.binary_cross_entropy_with_logits(outputs[:, 0], targets.float())
    if kind == "classes":
        return F.cross_entropy(outputs, targets)
    if kind == "number":
        return F.mse_loss(outputs[:, 0], targets)
    assert event is not None
    return survival_loss(outputs, targets, event)


def survival_loss(outputs: Tensor, interval: Tensor, event: Tensor) -> Tensor:
    """Minus the log of what was seen, a patient (Gensheimer and Narasimhan 2019).

    Outputs (batch, intervals) are logits of dying in an interval. Whoever died in the third interval lived
    through two and died in one: three answers to learn from. Whoever left the study in the third lived
    through two, and of the third nothing is known: nothing is learned there, and nothing is made up.
    """
    places = torch.arange(outputs.shape[1])
    lived = (places < interval[:, None]).float()  # (batch, intervals)
    died = (places == interval[:, None]).float() * event[:, None]
    log_alive, log_dead = F.logsigmoid(-outputs), F.logsigmoid(outputs)
    return -(log_alive * lived + log_dead * died).sum(dim=1).mean()
