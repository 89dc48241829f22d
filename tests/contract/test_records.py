"""The record of an application is complete and true to the files."""

import re

import pytest

from dlcore.contract import FAMILIES, ROOT, Application, applications
from dlcore.contract.cards import data_card

DATA_CARD = {
    "title": str,
    "what": str,
    "source": str,
    "address": str,
    "licence": str,
    "size": str,
    "synthetic": bool,
    "faults": list,
    "credit": str,
}


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?…](?=\s|$)", text))


def test_every_folder_is_an_application() -> None:
    folders = {path.parent.name for path in (ROOT / "dlcore" / "applications").glob("*/*/__init__.py")}
    assert folders == {application.name for application in applications()}


def test_names_and_places_differ() -> None:
    names = [application.name for application in applications()]
    places = [(application.family, application.order) for application in applications()]
    assert len(set(names)) == len(names)
    assert len(set(places)) == len(places)


def test_the_words_are_there(application: Application) -> None:
    assert application.family in FAMILIES
    assert application.title
    assert application.icon
    assert sentences(application.sentence) == 1
    assert 1 <= sentences(application.idea) <= 3
    assert len(application.concepts) >= 5
    assert application.intended_use
    assert application.limits
    assert application.sources
    assert all(address.startswith("https://") for _, address in application.sources)


def test_it_has_a_page(application: Application) -> None:
    page = ROOT / "pages" / f"{application.name}.py"
    assert f'"{application.name}"' in page.read_text(encoding="utf-8")


def test_metrics_are_explained(application: Application) -> None:
    assert application.headline in application.metrics
    for name, metric in application.metrics.items():
        assert metric.label, name
        assert len(metric.description) > 20, name
        assert metric.description.endswith("."), name
    labels = [metric.label for metric in application.metrics.values()]
    assert len(set(labels)) == len(labels)


def test_the_diagram_speaks_of_what_exists(application: Application) -> None:
    diagram = application.diagram
    boxes = [box.name for box in diagram.boxes]
    assert len(boxes) >= 3
    assert len(set(boxes)) == len(boxes)
    assert diagram.alt
    for box in diagram.boxes:
        assert box.title
        assert box.text, box.name
        assert not box.metric or box.metric in application.metrics, box.name
    for arrow in diagram.arrows:
        assert {arrow.start, arrow.end} <= set(boxes), arrow
    assert len(diagram.stages) >= 3
    for stage in diagram.stages:
        assert set(stage.boxes) <= set(boxes), stage
        assert sentences(stage.sentence) >= 1, stage


def test_boxes_do_not_lie_on_each_other(application: Application) -> None:
    boxes = application.diagram.boxes
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            beside = abs(one.column - other.column) >= 0.5 * (one.width + other.width) - 1e-9
            above = abs(one.row - other.row) >= 0.5 * (one.height + other.height) - 1e-9
            assert beside or above, f"{one.name} lies on {other.name}"


def test_data_cards_are_complete(application: Application) -> None:
    assert application.datasets
    for name in application.datasets:
        card = data_card(name)
        for key, kind in DATA_CARD.items():
            assert isinstance(card.get(key), kind), f"{name}: {key}"
        assert all(card[key] for key in ("title", "what", "source", "licence", "size")), name
        assert card["faults"], f"{name}: every data set has known faults"
        assert card["synthetic"] or (card["address"] and card["credit"]), name


def test_every_data_card_is_somebodys() -> None:
    cards = {path.stem for path in (ROOT / "assets" / "data").glob("*.json")}
    assert cards == {name for application in applications() for name in application.datasets}


def test_an_unknown_application_is_refused_with_the_known_ones() -> None:
    from dlcore.contract import find

    with pytest.raises(KeyError, match=r"There is no application “nothing”. There are: .*gradient_descent"):
        find("nothing")
