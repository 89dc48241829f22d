"""Any picture brought into the form that a model knows: its size, its colours, ink white on black.

Works on arrays of bytes that the upload gate has let in, or that a page drew.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Picture = NDArray[np.uint8]

PHOTO = 0.5  # share of the picture that is ink: above it this is a photograph, not a drawing
INK = 64  # from here on a pixel counts as ink
LARGEST = 512  # pixels a side, before anything is computed
STROKE = 2.4  # pixels: thinner lines are drawn thicker, as the models' own pictures have them
MARGINS = {"digits": (4,), "doodles": (1,), "digits and doodles": (4, 1), "emoji": (0,)}


def fitted(picture: Picture, dataset: str, size: int, channels: int) -> list[Picture]:
    """The picture as the model might know it, (size, size[, 3]): one way, or several to choose from.

    Takes grey (height, width) or colour (height, width, 3) of any size. Raises `ValueError` with a sentence
    for anything else.
    """
    picture = _checked(picture)
    if channels == 3:
        return [_in_colour(picture, size)]
    grey = np.asarray(Image.fromarray(picture).convert("L"))
    if grey.shape == (size, size):  # it has the model's form already
        return [_ink_on_black(grey)]
    inked = _ink_on_black(grey, stretched=True)
    if (inked > INK).mean() > PHOTO:
        return [_whole(inked, size)]
    return [_centred(inked, size, margin) for margin in MARGINS[dataset]]


def _checked(picture: Picture) -> Picture:
    """The picture if it is one, made smaller if it is huge."""
    picture = np.asarray(picture)
    colour = picture.ndim == 3 and picture.shape[2] == 3
    if picture.dtype != np.uint8 or not (picture.ndim == 2 or colour) or 0 in picture.shape:
        raise ValueError("A picture is needed here: rows and columns of grey or coloured pixels.")
    image = Image.fromarray(picture)
    image.thumbnail((LARGEST, LARGEST))
    return np.asarray(image)


def _in_colour(picture: Picture, size: int) -> Picture:
    """A square in colour: the whole picture on white, and scaled."""
    image = Image.fromarray(picture).convert("RGB")
    side = max(image.size)
    paper = Image.new("RGB", (side, side), "white")
    paper.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return np.asarray(paper.resize((size, size), Image.Resampling.BOX))


def _ink_on_black(grey: Picture, stretched: bool = False) -> Picture:
    """White on black: turned round where the rim is light; stretched until the ink is full white."""
    rim = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(rim))
    ink = (paper - grey.astype(np.float32)) if paper > 127 else grey.astype(np.float32)
    if stretched:
        ink = ink if paper > 127 else ink - paper
        ink *= 255 / max(float(ink.max()), 32.0)  # faint noise on empty paper stays faint
    return ink.clip(0, 255).astype(np.uint8)


def _whole(grey: Picture, size: int) -> Picture:
    """All of a photograph, in a square cut from its middle."""
    side = min(grey.shape)
    top, left = (grey.shape[0] - side) // 2, (grey.shape[1] - side) // 2
    square = Image.fromarray(grey[top : top + side, left : left + side])
    return np.asarray(square.resize((size, size), Image.Resampling.BOX))


def _centred(ink: Picture, size: int, margin: int) -> Picture:
    """What is drawn, cut out, scaled to leave that margin, and put so that its weight is in the middle."""
    rows, columns = np.flatnonzero((ink > INK).any(axis=1)), np.flatnonzero((ink > INK).any(axis=0))
    canvas = Image.new("L", (size, size))
    if not len(rows):  # empty paper
        return np.asarray(canvas)
    drawn = Image.fromarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = (size - 2 * margin) / max(drawn.size)
    drawn = _thick_enough(drawn, STROKE / scale)
    width, height = (max(1, round(length * scale)) for length in drawn.size)
    drawn = drawn.resize((width, height), Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)
    place = _middle_of_weight(np.asarray(drawn), size)
    canvas.paste(drawn, (place[0], place[1]))
    strong = np.asarray(canvas).astype(np.float32)
    return (strong * (255 / max(float(strong.max()), 1.0))).clip(0, 255).astype(np.uint8)


def _thick_enough(drawn: Image.Image, wanted: float) -> Image.Image:
    """The drawing with strokes of about that many pixels, if they are thinner."""
    ink = np.pad(np.asarray(drawn) > INK, 1)
    inner = ink[1:-1, 1:-1] & ink[:-2, 1:-1] & ink[2:, 1:-1] & ink[1:-1, :-2] & ink[1:-1, 2:]
    rim = ink.sum() - inner.sum()
    thickness = 2 * ink.sum() / max(1, rim)  # a long stroke has a rim on both sides
    missing = int((wanted - thickness) / 2)
    return drawn.filter(ImageFilter.MaxFilter(2 * missing + 1)) if missing > 0 else drawn


def _middle_of_weight(drawn: Picture, size: int) -> tuple[int, int]:
    """Left and top for a piece so that its centre of mass is in the middle, kept on the paper."""
    weight = drawn.astype(np.float64) + 1e-6
    height, width = drawn.shape
    across = float((weight.sum(axis=0) * np.arange(width)).sum() / weight.sum())
    down = float((weight.sum(axis=1) * np.arange(height)).sum() / weight.sum())
    left, top = round(size / 2 - across), round(size / 2 - down)
    return min(max(left, 0), size - width), min(max(top, 0), size - height)
