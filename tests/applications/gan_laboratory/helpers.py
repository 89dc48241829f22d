"""Runs and records that the tests of this application share."""

from dlcore.contract import Metrics, TrainedModel, Training, find

APPLICATION = find("gan_laboratory")


TINY = {"dataset": "digits", "latent_size": 8, "width": 32, "batch_size": 16, "steps": 2}


def last_values(training: Training) -> dict[str, float]:
    values: dict[str, float] = {}
    for event in training:
        if isinstance(event, Metrics):
            values |= event.values
    return values


def ask(trained: TrainedModel, question: str, **arguments: object) -> dict:
    return APPLICATION.function("use", question)(trained, **arguments)


def trained(values: dict) -> TrainedModel:
    training = Training(APPLICATION, values)
    for _ in training:
        pass
    model = training.trained()
    model.model.eval()
    return model
