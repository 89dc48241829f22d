"""An application for tests: a tiny regression with noise, dropout and samples; it can be made to fail."""

from dlcore.contract import Application, Box, Diagram, Metric

APPLICATION = Application(
    package=__name__,
    title="Toy",
    icon="🧪",
    sentence="A line through points.",
    idea="A tiny network for tests.",
    order=999,
    headline="loss",
    metrics={
        "loss": Metric("Loss", "Mean squared error."),
        "draw": Metric("Draw", "A number from Python's generator.", better="neither"),
    },
    diagram=Diagram(boxes=(Box("net", "Network", 0, 0),), arrows=(), stages=(), alt="A box."),
    datasets=(),
)
