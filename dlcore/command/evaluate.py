"""`python -m dlcore evaluate NAME`: whether the shipped model keeps the word of its card."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcore.command.parser import Commands
from dlcore.command.train import finite, number
from dlcore.contract import find
from dlcore.datasets.files import FetchError

if TYPE_CHECKING:
    from dlcore.contract import TrainedModel


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "evaluate",
        help="measure a kept model again and compare it with its card",
        description="Measure a kept model on held-out data, beside its card and its baseline.",
    )
    parser.add_argument("name", metavar="NAME", help="an application; see: python -m dlcore list")
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="where train --output wrote the model; default: the shipped one",
    )
    parser.add_argument("--json", action="store_true", help="print the result for machines")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Evaluate. Returns 1 where the model does not keep its card's word."""
    result = measure(arguments.name, arguments.folder)
    print(json.dumps(result, allow_nan=False) if arguments.json else in_words(arguments.name, result))
    return int(not result["kept"])


def measure(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The figures measured now, those of the card, and whether they are the same."""
    from dlcore.contract import saving
    from dlcore.contract.checkpoint import CHECKPOINTS, open_checkpoint

    application = find(name)
    folder = folder or CHECKPOINTS
    if not (folder / f"{name}.json").exists():
        raise ValueError(
            f"There is no model of {name} in {folder}; make one: "
            f"python -m dlcore train {name} --preset shipped --save"
        )
    card = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    trained = open_checkpoint(name, folder)
    data = data_of(trained, card)
    if data is None:
        figures = saving.check(application, trained.model, trained.config)
        if not figures:
            raise ValueError(
                f"The model learned from data that is not on this machine: {', '.join(card['data'])}. "
                "Get it: python -m dlcore data list"
            )
        return result(name, figures, card.get("check", {}), {}, "on the part of the data that is shipped")
    figures = saving.heldout(application, trained.model, data, trained.config)
    base = saving.baseline(application, data, trained.config)
    return result(name, figures, card["heldout"], base, "on the held-out data of the card")


def data_of(trained: "TrainedModel", card: dict[str, Any]) -> Any:
    """The data that the model learned from; None where it, or some of it, is not on this machine."""
    try:
        data = trained.data
    except FetchError:
        return None
    here = json.loads(json.dumps(dict(data.signature)))
    return data if here == card["signature"] else None


def result(
    name: str, figures: dict[str, float], promised: dict[str, float], base: dict[str, float], where: str
) -> dict[str, Any]:
    """Figures beside those of the card, and whether they are the same."""
    from dlcore.contract import saving

    return {
        "application": name,
        "measured": where,
        "heldout": finite(figures),
        "card": promised,
        "baseline": finite(base),
        "kept": saving.agree(figures, promised),
    }


def in_words(name: str, result: dict[str, Any]) -> str:
    """A small table for a person."""
    labels = find(name).metrics
    lines = [f"{'held-out figure':<32}{'now':>10}{'card':>10}{'baseline':>10}"]
    for key, value in result["heldout"].items():
        row = (value, result["card"].get(key), result["baseline"].get(key))
        lines.append(f"{labels[key].label:<32}" + "".join(f"{number(figure):>10}" for figure in row))
    verdict = (
        "The model keeps its card's word." if result["kept"] else "These are not the figures of the card."
    )
    return "\n".join([*lines, f"{verdict} Measured {result['measured']}."])
