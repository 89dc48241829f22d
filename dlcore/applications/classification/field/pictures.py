"""What is seen while a station learns: a map of classes, a map of the soil, or said against true."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dlcore.applications.classification.field import aerial, measures, tables
from dlcore.applications.classification.field.rows import StationData
from dlcore.contract import Images, Plane, Points

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
CLASS_COLOURS = (
    np.array(  # far apart for all kinds of sight: red soil, cotton, grey, damp, stubble, very damp
        [[204, 102, 60], [0, 130, 90], [214, 210, 196], [140, 150, 160], [240, 205, 90], [50, 70, 110]],
        np.uint8,
    )
)
TILE_COLOURS = np.array([[0, 114, 178], [166, 128, 0], [89, 0, 0], [128, 0, 242]], np.uint8)
NOTHING = np.array([20, 20, 24], np.uint8)
DETAIL = 30  # points of a map of the soil in each direction
LARGER = 3


def inputs(name: str, data: StationData) -> Floats:
    """The inputs of everything that the picture shows."""
    if name == "satellite":
        return every_window(data)
    if name == "wheat" and data.signature["inputs"] == 2:
        return grid(data)
    if name == "drone":
        return aerial.tiles(_photo(data))
    return data.validation.inputs


def progress(outputs: Floats, name: str, data: StationData) -> Images | Plane:
    """The picture from the outputs."""
    if name == "satellite":
        said = class_map(outputs.argmax(axis=1))
        true = painted(tables.scene().classes)
        return Images(np.stack([true, said]), columns=2, captions=["True classes", "The network's"], alt=MAPS)
    if name == "wheat" and data.signature["inputs"] == 2:
        return soil_map(outputs, data)
    if name == "drone":
        return Images(coloured(_photo(data), outputs.argmax(axis=1))[None], columns=1, alt="Tiles by kind")
    return said_and_true(outputs, data)


def false_colours(image: Picture) -> Picture:
    """Four bands (..., 4) as a picture: infrared as red, red as green, green as blue; plants glow red."""
    bands = image[..., [3, 1, 0]].astype(np.float32)
    return np.asarray(((bands - 35) * 2.1).clip(0, 255) * image.any(axis=-1, keepdims=True)).astype(np.uint8)


def greenness(image: Picture) -> Floats:
    """Near infrared less red, divided by their sum, from levels that were never calibrated: “NDVI-like”."""
    red, infrared = image[..., 1].astype(np.float32), image[..., 3].astype(np.float32)
    return np.asarray((infrared - red) / np.maximum(infrared + red, 1), dtype=np.float32)


MAPS = "Two maps of the same ground: the true classes, and those that the network names."


def every_window(data: StationData) -> Floats:
    """All windows of Landsat, scaled, row by row."""
    from dlcore.applications.classification.field.stations import satellite

    raw = satellite().inputs
    scaled: Floats = ((raw - data.signature["mean"]) / data.signature["spread"]).astype(np.float32)
    return scaled


def class_map(classes: NDArray[Any]) -> Picture:
    """Classes of all windows, row by row, as a picture (240, 294, 3)."""
    scene = tables.scene()
    laid = np.full(scene.classes.shape, -1)
    laid[scene.classes >= 0] = classes
    return painted(laid)


def painted(classes: NDArray[Any], factor: int = LARGER) -> Picture:
    """A grid of classes, -1 for none, as a picture."""
    colours = np.concatenate([CLASS_COLOURS, NOTHING[None]])
    return larger(colours[classes], factor)


def larger(picture: Picture, factor: int) -> Picture:
    """Every pixel as a square of pixels."""
    return picture.repeat(factor, axis=0).repeat(factor, axis=1)


def coloured(photo: Picture, classes: NDArray[Any], strength: float = 0.5) -> Picture:
    """A photo (512, 512, 3) with each tile tinted by its class."""
    tint = larger(TILE_COLOURS[classes.reshape(aerial.TILES, aerial.TILES)], aerial.TILE)
    return np.asarray(photo * (1 - strength) + tint * strength).astype(np.uint8)


def grid(data: StationData) -> Floats:
    """A grid of places over the plots, scaled, first row at the bottom."""
    columns = data.signature["columns"]
    across, up = (np.linspace(one["low"], one["high"], DETAIL) for one in columns)
    places = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    scaled: Floats = ((places - data.signature["mean"]) / data.signature["spread"]).astype(np.float32)
    return scaled


def soil_map(outputs: Floats, data: StationData) -> Plane:
    """The harvest that the network foresees everywhere, under the plots: learned from and new."""
    surface = measures.in_units(data.signature, outputs).reshape(DETAIL, DETAIL)
    east, north = data.signature["columns"]
    middle, spread = (np.array(data.signature[name]) for name in ("mean", "spread"))
    layers = [
        Points(one.inputs * spread + middle, group, label)
        for group, (one, label) in enumerate(
            ((data.train, "learned from"), (data.validation, "held out"), (data.fresh, "new ground"))
        )
    ]
    return Plane(
        (east["low"] - 1, east["high"] + 1, north["low"] - 3, north["high"] + 3),
        layers,
        surface=surface,
        low=5.0,
        high=40.0,
        alt="A map of the harvest that the network foresees, and the plots.",
    )


def said_and_true(outputs: Floats, data: StationData) -> Plane:
    """Held-out rows: the truth to the right, what the network says upwards, in units of the spread."""
    targets = data.validation.targets
    layers = [
        Points(np.column_stack([targets[:, place], outputs[:, place]]).clip(-3, 4), place, name)
        for place, name in enumerate(data.signature["targets"])
    ]
    honest = Points(np.array([[-3.0, -3.0], [4.0, 4.0]]), 4, "said is true")
    return Plane((-3, 4, -3, 4), layers, lines=[honest], alt="What the network says against the truth.")


def _photo(data: StationData) -> Picture:
    return np.asarray(data.picture if data.picture is not None else aerial.example()[0])


def enlarged(picture: Picture, width: int) -> Picture:
    """A picture scaled to a width with smooth edges."""
    image = Image.fromarray(picture)
    return np.asarray(image.resize((width, round(image.height * width / image.width))))
