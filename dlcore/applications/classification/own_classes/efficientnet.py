"""EfficientNet-Lite0, after Tan and Le (2019): a large network, already trained on 1.3 million photos.

We only read it: its published weights come from a data package, and nothing of that package is executed.
Left out: all that training needs (dropout, stochastic depth). Lite means plain ReLU6 instead of swish and
no squeeze-and-excitation, so that it runs on small machines.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

# repeats, kernel, stride, widening inside, channels in, channels out
STAGES = (
    (1, 3, 1, 1, 32, 16),
    (2, 3, 2, 6, 16, 24),
    (2, 5, 2, 6, 24, 40),
    (3, 3, 2, 6, 40, 80),
    (3, 5, 1, 6, 80, 112),
    (4, 5, 2, 6, 112, 192),
    (1, 3, 1, 6, 192, 320),
)
FEATURES = 1280
CLASSES = 1000
SIDE = 224  # pixels


class SameConv(nn.Conv2d):
    """A convolution that pads as TensorFlow does: the odd pixel at the right and at the bottom."""

    def forward(self, values: Tensor) -> Tensor:
        """(batch, channel, height, width) to (batch, channel, height / stride, width / stride)."""
        stride, kernel = self.stride[0], self.kernel_size[0]
        pads = []
        for size in (values.shape[3], values.shape[2]):  # width first, as `pad` wants it
            missing = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            pads += [missing // 2, missing - missing // 2]
        return functional.conv2d(
            functional.pad(values, pads), self.weight, self.bias, self.stride, 0, 1, self.groups
        )


def convolution(entering: int, leaving: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """A convolution and the normalisation that belongs to it."""
    return nn.Sequential(
        SameConv(entering, leaving, kernel, stride, groups=groups, bias=False),
        nn.BatchNorm2d(leaving, eps=1e-3),
    )


class Block(nn.Module):
    """Widen, look at each channel by itself, narrow again; and add what came in, where the shape allows."""

    def __init__(self, kernel: int, stride: int, widening: int, entering: int, leaving: int) -> None:
        super().__init__()
        inner = widening * entering
        self.expand = convolution(entering, inner, 1) if widening != 1 else None
        self.depthwise = convolution(inner, inner, kernel, stride, groups=inner)
        self.project = convolution(inner, leaving, 1)
        self.adds = stride == 1 and entering == leaving

    def forward(self, values: Tensor) -> Tensor:
        """(batch, entering, height, width) to (batch, leaving, height / stride, width / stride)."""
        inner = values if self.expand is None else functional.relu6(self.expand(values))
        inner = functional.relu6(self.depthwise(inner))
        inner = self.project(inner)  # no bend here: it would destroy too much of so few channels
        added: Tensor = values + inner if self.adds else inner
        return added


class EfficientNetLite0(nn.Module):
    """Photos (batch, 3, 224, 224), scaled by `to_input`, to scores for 1,000 kinds of things."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = convolution(3, 32, 3, 2)
        self.blocks = nn.ModuleList()
        for repeats, kernel, stride, widening, entering, leaving in STAGES:
            for number in range(repeats):
                first = number == 0
                self.blocks.append(
                    Block(kernel, stride if first else 1, widening, entering if first else leaving, leaving)
                )
        self.top = convolution(320, FEATURES, 1)
        self.classify = nn.Linear(FEATURES, CLASSES)

    def maps(self, photos: Tensor) -> Tensor:
        """What was seen in each of 7 x 7 places, (batch, 1280, 7, 7)."""
        values = functional.relu6(self.stem(photos))
        for block in self.blocks:
            values = block(values)
        return functional.relu6(self.top(values))

    def features(self, photos: Tensor) -> Tensor:
        """What was seen, no matter where, (batch, 1280)."""
        return self.maps(photos).mean(dim=(2, 3))

    def forward(self, photos: Tensor) -> Tensor:
        """Scores (batch, 1000)."""
        scores: Tensor = self.classify(self.features(photos))
        return scores


def to_input(pictures: Tensor) -> Tensor:
    """Bytes (batch, height, width, 3) to numbers (batch, 3, height, width) about from -1 to 1."""
    return (pictures.permute(0, 3, 1, 2).float() - 127) / 128


def renamed(published: dict[str, Tensor]) -> dict[str, Tensor]:
    """The published weights under the names that the layers have here."""
    names = {
        "_conv_stem": "stem.0",
        "_bn0": "stem.1",
        "_conv_head": "top.0",
        "_bn1": "top.1",
        "_fc": "classify",
    }
    inside = {
        "_expand_conv": "expand.0",
        "_bn0": "expand.1",
        "_depthwise_conv": "depthwise.0",
        "_bn1": "depthwise.1",
        "_project_conv": "project.0",
        "_bn2": "project.1",
    }
    found = {}
    for name, tensor in published.items():
        parts = name.split(".")
        if parts[0] == "_blocks":
            name = ".".join(["blocks", parts[1], inside[parts[2]], *parts[3:]])
        else:
            name = ".".join([names[parts[0]], *parts[1:]])
        found[name] = tensor
    return found


def load(content: bytes) -> EfficientNetLite0:
    """The network with its published weights, ready for questions. Raises `ValueError` for other bytes."""
    import io

    try:
        published = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        network = EfficientNetLite0()
        network.load_state_dict(renamed(published))
    except Exception as error:
        raise ValueError(
            "The weights of EfficientNet-Lite0 on this machine can't be read: fetch them again."
        ) from error
    return network.eval().requires_grad_(False)
