"""Your own classes: pictures with names, and a network that learns to tell them apart."""

from dlcore.applications.classification.own_classes.record import DIAGRAM, METRICS, SOURCES
from dlcore.contract import Application

APPLICATION = Application(
    package=__name__,
    title="Your own classes",
    icon="🏷️",
    sentence="Teach a network your own classes with a few pictures of each, and watch it guess as you draw.",
    idea="A classifier gets a picture and gives every class a probability. Nobody tells it rules: it gets "
    "examples with names. So what it learns is whatever tells your examples apart, wanted or not.",
    order=60,
    headline="validation_accuracy",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("doodles", "digits", "sketches", "efficientnet", "imagenet_names", "example_photos"),
    concepts=(
        "image classification",
        "transfer learning",
        "features",
        "convolution",
        "softmax",
        "cross-entropy",
        "confusion matrix",
        "few-shot learning",
        "class activation map",
        "shortcut learning",
        "class imbalance",
        "distribution shift",
        "adversarial example",
        "nearest neighbour",
        "data augmentation",
    ),
    intended_use="To learn what a classifier learns from its examples, with pictures of your own.",
    limits="It must choose one of its classes, whatever it is shown: there is no “none of these”, and a high "
    "probability for a picture unlike all its examples means nothing. Changed light, another background or "
    "pixels changed on purpose mislead it. Never use it to judge people, for safety, or for a diagnosis.",
    sources=SOURCES,
)
