"""Questions to a model, in a worker: a public function of the application's `use`, called with the model."""

import json
import logging
import secrets
import traceback
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dlcore.contract.application import ROOT, find
from dlcore.contract.checkpoint import CHECKPOINTS, TrainedModel, open_checkpoint, open_weights
from dlcore.contract.config import BaseConfig
from dlcore.contract.seeds import seed_everything

logger = logging.getLogger("dlcore")

_OPEN_RUNS = 4  # models of ended runs kept loaded
_DATA_SETS = 6  # loaded data sets kept


def answer(trained: TrainedModel, question: str, arguments: Mapping[str, Any]) -> Any:
    """What the question's function returns; "evaluate" and "baseline" are the contract's own."""
    application = trained.application
    if question == "evaluate":
        return application.load("training", "evaluate")(trained.model, trained.data)
    if question == "baseline":
        return application.load("data", "baseline")(trained.data)
    try:
        function = application.function("use", question)
    except (KeyError, ModuleNotFoundError):
        raise ValueError(f"“{question[:40]}” is not a question of this page.") from None
    return function(trained, **arguments)


class DataCache:
    """Loaded data sets, a few of each worker's latest."""

    def __init__(self) -> None:
        self._loaded: OrderedDict[str, Any] = OrderedDict()

    def get(self, application: str, config: BaseConfig) -> Any:
        """The data of a config, loaded with fresh seeds where it isn't there yet."""
        key = data_key(application, config)
        if key not in self._loaded:
            seed_everything(config.seed)
            self._loaded[key] = find(application).load("data", "load_data")(config)
        self._loaded.move_to_end(key)
        while len(self._loaded) > _DATA_SETS:
            self._loaded.popitem(last=False)
        return self._loaded[key]

    def known(self, application: str, config: BaseConfig) -> Any:
        """The data where it is loaded already, else None."""
        return self._loaded.get(data_key(application, config))


def data_key(application: str, config: BaseConfig) -> str:
    """The same text for configs that load the same data."""
    return json.dumps([application, config.data_values()], sort_keys=True)


class ModelCache:
    """Models of shipped checkpoints, kept; models of ended runs, a few."""

    def __init__(self, data: DataCache) -> None:
        self._data = data
        self._shipped: dict[str, tuple[int, TrainedModel]] = {}
        self._runs: OrderedDict[tuple[str, int], TrainedModel] = OrderedDict()

    def shipped(self, name: str) -> TrainedModel:
        """The checkpoint of an application. Raises `ValueError` where there is none."""
        try:
            made = (CHECKPOINTS / f"{name}.safetensors").stat().st_mtime_ns
        except FileNotFoundError:
            raise ValueError("This page has no trained model yet.") from None
        if self._shipped.get(name, (0, None))[0] != made:
            self._shipped[name] = made, open_checkpoint(name)
        return self._with_data(self._shipped[name][1])

    def saved(self, application: str, config: dict[str, Any], signature: Any, path: Path) -> TrainedModel:
        """The model of a run from its latest weights."""
        try:
            key = (str(path), path.stat().st_mtime_ns)
        except FileNotFoundError:
            raise ValueError("The weights of this run are no longer there.") from None
        if key not in self._runs:
            record = find(application)
            self._runs[key] = open_weights(record, record.Config.model_validate(config), signature, path)
        self._runs.move_to_end(key)
        while len(self._runs) > _OPEN_RUNS:
            self._runs.popitem(last=False)
        return self._with_data(self._runs[key])

    def _with_data(self, trained: TrainedModel) -> TrainedModel:
        if trained._data is None:
            trained._data = self._data.known(trained.application.name, trained.config)
        return trained


def sentence(error: BaseException, what: str) -> str:
    """One sentence for the visitor; a trace, where it helps, goes to the log under a number.

    A `ValueError` or `RuntimeError` raised by the laboratory's own code speaks for itself.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = Path(frames[-1].filename) if frames else Path()
    own = place.is_relative_to(ROOT) and ".venv" not in place.parts
    if own and isinstance(error, (ValueError, RuntimeError)) and str(error):
        return str(error).splitlines()[0]
    number = secrets.token_hex(3)
    logger.error("%s: error %s", what, number, exc_info=error)
    return f"{what} broke off with an error; the log tells more under number {number}."
