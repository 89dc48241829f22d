"""The questions that page and gallery put to a trained network."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dlcore.applications.classification.patients import cox, encoding, explain, measures, pictures, whatif
from dlcore.applications.classification.patients.data import (
    Data,
    Split,
    baseline_outputs,
    design,
    figures_of,
    fit_linear,
)
from dlcore.applications.classification.patients.linear import sigmoid
from dlcore.applications.classification.patients.model import PatientNetwork
from dlcore.applications.classification.patients.tables import Cell
from dlcore.applications.classification.patients.training import outputs_of
from dlcore.contract import Images, Plane, TrainedModel
from dlcore.contract.seeds import seed_everything

Array = NDArray[Any]


def gallery(trained: TrainedModel) -> Images | Plane:
    """What the home page shows: eight cells of risk, or a curve."""
    model, data = _parts(trained)
    return pictures.progress(model, data, baseline_outputs(data)["fresh"])


def form(trained: TrainedModel) -> dict[str, Any]:
    """What can be asked of a patient: the columns with their bounds, and what is foreseen."""
    signature = trained.signature
    return {name: signature[name] for name in ("kind", "question", "columns", "classes", "cuts", "products")}


def patient(trained: TrainedModel, values: Mapping[str, float | str | None]) -> dict[str, Any]:
    """The answer for one patient beside the simple model's, how such answers came true, and what moves it."""
    model, data = _parts(trained)
    signature, split = trained.signature, _one(trained, values)
    outputs, simple = outputs_of(model, split), _simple(data)(split)
    if signature["kind"] == "survival":
        return {"alive": cox.surviving(outputs)[0].tolist(), "simple": cox.surviving(simple)[0].tolist()}
    if signature["kind"] == "number":
        network, straight = (
            float(one[0, 0]) * signature["spread"] + signature["mean"] for one in (outputs, simple)
        )
        return {"value": network, "simple": straight}
    if signature["kind"] == "classes":
        chances = _chances(outputs)[0].tolist()
        return {
            "chances": dict(zip(signature["classes"], chances, strict=True)),
            "simple": dict(zip(signature["classes"], _chances(simple)[0].tolist(), strict=True)),
        }
    risk = float(sigmoid(outputs[0, 0]))
    held_out, ill = _held_out_risks(model, data)
    return {
        "risk": risk,
        "simple": float(sigmoid(simple[0, 0])),
        "near": measures.nearest(held_out, ill, risk),
        "usual": float(np.mean(data.train.targets)),
        "ranges": whatif.ranges(_risk(trained), signature["columns"], dict(values)),
    }


def change(trained: TrainedModel, values: Mapping[str, float | str | None], goal: float) -> dict[str, Any]:
    """The smallest change of what a person could change that brings the risk to the goal's other side."""
    found = whatif.smallest_change(_risk(trained), trained.signature["columns"], dict(values), goal)
    return {"found": found, "goal": goal}


def quality(trained: TrainedModel) -> dict[str, Any]:
    """Do the risks come true? Held-out and new patients in groups by predicted risk, for both models."""
    model, data = _parts(trained)
    risk, ill = _held_out_risks(model, data)
    simple = baseline_outputs(data)
    plain = sigmoid(np.concatenate([simple["validation"][:, 0], simple["fresh"][:, 0]]))
    return {
        "network": measures.calibration(risk, ill),
        "logistic regression": measures.calibration(plain, ill),
        "losses": {"network": measures.log_loss(risk, ill), "logistic": measures.log_loss(plain, ill)},
    }


def cells(trained: TrainedModel) -> dict[str, Any]:
    """Eight groups by age, smoking and cough (or what the table has): mean risks, and what happened."""
    model, data = _parts(trained)
    split = joined(data.validation, data.fresh)
    group = pictures.members(trained.signature, split)
    simple, products = (_simple(data, products=made)(split)[:, 0] for made in (False, True))
    columns = {
        "Network": sigmoid(outputs_of(model, split)[:, 0]),
        "Logistic regression": sigmoid(simple),
        "With products by hand": sigmoid(products),
        "Happened": split.targets.astype(float),
    }
    if split.risk is not None:
        columns["The true risk"] = split.risk
    return {
        "names": [pictures.cell_name(trained.signature["cuts"], cell) for cell in range(8)],
        "patients": [int((group == cell).sum()) for cell in range(8)],
        "risks": {name: pictures.by_cell(group, values) for name, values in columns.items()},
    }


def importance(trained: TrainedModel) -> dict[str, Any]:
    """How much worse the network foresees new patients when one column is shuffled."""
    model, data = _parts(trained)
    seed_everything(trained.config.seed)
    split = data.fresh.head(1500)
    kind, columns = trained.signature["kind"], trained.signature["columns"]
    score = explain.scorer(model, kind)
    name, figure = _figure(kind, split, trained.signature)
    found = explain.importance(score, split, columns, figure, times=4 if len(columns) < 30 else 1)
    return {"columns": found[:20], "figure": name}


def shares(trained: TrainedModel, values: Mapping[str, float | str | None]) -> dict[str, Any]:
    """One patient's score taken apart by column with integrated gradients, and whether it adds up."""
    model, _ = _parts(trained)
    signature = trained.signature
    answer = explain.integrated_gradients(
        model, _one(trained, values), signature["columns"], signature["kind"]
    )
    labels = {column["name"]: column["label"] for column in signature["columns"]}
    answer["shares"] = [
        {"label": labels[name], "value": whatif.shown(values.get(name)), "share": share}
        for name, share in answer["shares"].items()
    ]
    return answer


def interaction(trained: TrainedModel, names: Sequence[str]) -> dict[str, Any]:
    """How much of what three columns do they do only together: network beside logistic regression."""
    model, data = _parts(trained)
    columns, kind = trained.signature["columns"], trained.signature["kind"]
    network = explain.interaction(explain.scorer(model, kind), data.fresh, columns, names)
    if kind in ("classes", "survival"):
        return {"network": network, "logistic": []}
    straight = _simple(data)

    def score(numbers: Array, codes: Array) -> Array:
        return np.asarray(straight(Split(numbers, codes, np.zeros(len(numbers))))[:, 0])

    return {"network": network, "logistic": explain.interaction(score, data.fresh, columns, names)}


def compare(trained: TrainedModel, trees: bool = True) -> dict[str, Any]:
    """All models on the same held-out and new patients: figures by name. Trees take up to a few seconds."""
    from dlcore.applications.classification.patients.trees import tree_outputs

    model, data = _parts(trained)
    signature = trained.signature
    both = joined(data.validation, data.fresh)
    found = {"Network": figures_of(signature, both, outputs_of(model, both))}
    names = ("Cox", "Cox, with products by hand") if signature["kind"] == "survival" else SIMPLE
    for name, products in zip(names, (False, True), strict=True):
        outputs = baseline_outputs(data, products)
        found[name] = figures_of(signature, both, np.concatenate([outputs["validation"], outputs["fresh"]]))
    if trees and signature["kind"] != "survival":
        found["Gradient-boosted trees"] = figures_of(signature, both, tree_outputs(data, both))
    if both.risk is not None:
        truth = np.log(both.risk / (1 - both.risk))[:, None]
        found["The truth itself"] = figures_of(signature, both, truth)
    return {"models": found, "patients": len(both), "kind": signature["kind"]}


SIMPLE = ("Logistic regression", "Logistic, with products by hand")


def flow(trained: TrainedModel, values: Mapping[str, float | str | None]) -> dict[str, Any]:
    """One patient's way through the network, for the diagram: features, neurons that speak, answer."""
    model, data = _parts(trained)
    split = _one(trained, values)
    with torch.no_grad():
        features = model.features(torch.from_numpy(split.numbers), torch.from_numpy(split.codes))
        activity, speaking = features, []
        for layer in model.hidden:
            activity = torch.relu(layer(activity))
            speaking.append((int((activity > 0).sum()), activity.shape[1]))
        score = float(explain.one_score(model.output(activity), trained.signature["kind"])[0])
    simple = float(explain.one_score(torch.from_numpy(_simple(data)(split)), trained.signature["kind"])[0])
    return {"features": features[0].tolist(), "speaking": speaking, "score": score, "simple": simple}


def joined(one: Split, other: Split) -> Split:
    """Two groups of patients as one."""
    return Split(
        np.concatenate([one.numbers, other.numbers]),
        np.concatenate([one.codes, other.codes]),
        np.concatenate([one.targets, other.targets]),
        None if one.event is None or other.event is None else np.concatenate([one.event, other.event]),
        None if one.risk is None or other.risk is None else np.concatenate([one.risk, other.risk]),
    )


def _parts(trained: TrainedModel) -> tuple[PatientNetwork, Data]:
    assert isinstance(trained.model, PatientNetwork)
    return trained.model, trained.data


def _one(trained: TrainedModel, values: Mapping[str, Cell]) -> Split:
    columns = trained.signature["columns"]
    cells = {column["name"]: [values.get(column["name"])] for column in columns}
    return Split(*encoding.encode(columns, cells), np.zeros(1))


def _simple(data: Data, products: bool = False) -> Callable[[Split], Array]:
    """The simple model as a function from patients to raw outputs."""
    if data.signature["kind"] == "survival":
        assert data.train.event is not None
        features = design(data.signature, data.train, products)
        fitted = cox.fit(features, data.train.targets, data.train.event, data.signature["edges"])
        return lambda split: cox.logits(fitted, design(data.signature, split, products))
    linear = fit_linear(data, products)
    return lambda split: linear.outputs(design(data.signature, split, products))


def _risk(trained: TrainedModel) -> whatif.Risk:
    """Patients to risks, many at once."""
    model, _ = _parts(trained)
    columns = trained.signature["columns"]

    def risk(patients: Sequence[Mapping[str, Cell]]) -> Array:
        cells = {column["name"]: [one.get(column["name"]) for one in patients] for column in columns}
        split = Split(*encoding.encode(columns, cells), np.zeros(len(patients)))
        return sigmoid(outputs_of(model, split)[:, 0])

    return risk


def _held_out_risks(model: PatientNetwork, data: Data) -> tuple[Array, Array]:
    """Risk and outcome of everybody the network has never learned from."""
    split = joined(data.validation, data.fresh)
    return sigmoid(outputs_of(model, split)[:, 0]), split.targets


def _figure(kind: str, split: Split, signature: Mapping[str, Any]) -> tuple[str, Callable[[Array], float]]:
    """The figure by which importance is measured, from one score a patient."""
    if kind == "survival":
        event = split.event
        assert event is not None
        return "concordance", lambda scores: measures.concordance(scores, split.targets, event, 150)
    if kind == "number":
        return "R²", lambda scores: measures.explained(scores, split.targets)
    last = len(signature["classes"]) - 1
    return "AUROC", lambda scores: measures.auroc(scores, split.targets == last)


def _chances(outputs: Array) -> Array:
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
