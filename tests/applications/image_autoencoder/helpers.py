"""Runs and records that the tests of this application share."""

from typing import Any

from dlcore.contract import Training, find

APPLICATION = find("image_autoencoder")


def run(values: dict[str, Any]) -> Training:
    training = Training(APPLICATION, values)
    list(training)
    training.model.eval()
    return training
