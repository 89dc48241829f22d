"""The baseline: a rule that a person wrote, from the same seven distances that the network gets."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dlcore.applications.reinforcement.driving.sensors import ANGLES, REACH

STRAIGHT = 0.06  # rad; less than that is no reason to steer


@dataclass(eq=False)
class Rule(nn.Module):
    """Steer to where there is most room; drive no faster than the room ahead allows for braking."""

    braking: float = 2.5  # m/s², that it counts on
    slowest: float = 2.0  # m/s
    margin: float = 6.0  # metres ahead that it keeps free

    def __post_init__(self) -> None:
        """A module, so that it can sit the exams of the networks."""
        super().__init__()

    def forward(self, seen: Tensor) -> Tensor:
        """What a car with rays sees, (batch, 10), to a score of 1 for one of nine actions."""
        room = seen[:, :7] * REACH  # metres
        weight = room**2 + 0.01
        towards = 1.5 * (weight * torch.from_numpy(ANGLES).float()).sum(dim=1) / weight.sum(dim=1)
        steer = torch.sign(towards) * (towards.abs() > STRAIGHT)
        ahead = room[:, 2:5].amax(dim=1) - self.margin
        allowed = self.slowest + (2 * self.braking * ahead.clamp(min=0)).sqrt()
        speed = seen[:, 7] * 12
        throttle = (speed < allowed).float() - (speed > allowed + 0.5).float()
        action = ((throttle + 1) * 3 + steer + 1).long()
        return nn.functional.one_hot(action, 9).float()


def plain() -> Rule:
    """The rule for the usual world."""
    return Rule()


def careful() -> Rule:
    """The same, by somebody who knows that the road is slippery."""
    return Rule(braking=1.0, slowest=1.5)
