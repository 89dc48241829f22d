"""A field from above: a synthetic photo with true classes, tiles of any photo, the excess-green index.

The example is painted by a program and called synthetic: rows of a crop, patches of weeds, bare soil, a path.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
SIDE = 512  # pixels of the square that is used
TILE = 16  # pixels
TILES = SIDE // TILE  # in a row and in a column
CROP, WEEDS, SOIL, OTHER = range(4)
COLOURS = np.array([[62, 118, 48], [128, 148, 52], [132, 104, 78], [176, 172, 166]])  # of the four classes
EXAMPLE_MARKS = 12  # of each class


def square(photo: Picture) -> Picture:
    """The square about the middle of a photo, (512, 512, 3)."""
    if photo.ndim != 3 or photo.shape[2] != 3 or min(photo.shape[:2]) < 2 * TILE:
        raise ValueError(
            f"The photo must be in colour and at least {2 * TILE} pixels a side: choose another."
        )
    return np.asarray(ImageOps.fit(Image.fromarray(photo), (SIDE, SIDE), Image.Resampling.BOX))


def tiles(photo: Picture) -> Floats:
    """The square cut into tiles, row by row from the top, (tiles, 3 * 16 * 16), about zero."""
    cut = photo.reshape(TILES, TILE, TILES, TILE, 3).transpose(0, 2, 4, 1, 3)
    return scaled(cut.reshape(TILES * TILES, -1))


def scaled(levels: NDArray[np.uint8]) -> Floats:
    """Levels of 0 to 255 as numbers about zero."""
    return ((levels.astype(np.float32) - 110) / 50).astype(np.float32)


def crops(photo: Picture, row: int, column: int) -> Floats:
    """A marked tile and four more about it, moved by a quarter of a tile: (5, 3 * 16 * 16)."""
    found = []
    for up, across in ((0, 0), (-4, 0), (4, 0), (0, -4), (0, 4)):
        top = min(max(row * TILE + up, 0), SIDE - TILE)
        left = min(max(column * TILE + across, 0), SIDE - TILE)
        found.append(photo[top : top + TILE, left : left + TILE].transpose(2, 0, 1).reshape(-1))
    return scaled(np.stack(found))


def excess_green(photo: Picture) -> Floats:
    """2g - r - b of the shares of red, green and blue in each pixel, (height, width); plants are high."""
    levels = photo.astype(np.float32) + 1e-3
    red, green, blue = np.moveaxis(levels / levels.sum(axis=2, keepdims=True), 2, 0)
    return np.asarray(2 * green - red - blue, dtype=np.float32)


def by_tile(values: Floats) -> Floats:
    """The mean of a picture (512, 512) in each tile, (32, 32)."""
    return np.asarray(values.reshape(TILES, TILE, TILES, TILE).mean(axis=(1, 3)))


def threshold(values: Floats) -> float:
    """Otsu's threshold: the place that parts the values into two groups as unlike as possible."""
    counts, edges = np.histogram(values, bins=128)
    middles = (edges[:-1] + edges[1:]) / 2
    below, total = np.cumsum(counts), counts.sum()
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = (sums[-1] * below / total - sums) ** 2 / (below * (total - below))
    return float(middles[int(np.nan_to_num(apart, posinf=0.0).argmax())])


@lru_cache(maxsize=2)
def example(seed: int = 5) -> tuple[Picture, NDArray[np.int64]]:
    """A synthetic field from above, (512, 512, 3), and what each pixel is, (512, 512)."""
    random = np.random.default_rng(seed)
    down, across = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    along = across * 0.94 + down * 0.34 + 3 * np.sin(down / 60)
    plants = np.cos(along * 2 * np.pi / 34) + 0.9 * _cloud(random, 7) + 0.35 * _cloud(random, 3)
    truth = np.where(plants > 0.35, CROP, SOIL)
    truth[(_cloud(random, 26) > 0.75) & (_cloud(random, 5) > -0.5)] = WEEDS
    truth[_cloud(random, 40) < -1.35] = SOIL
    path = np.abs(down - 0.28 * across - 330 - 18 * np.sin(across / 90)) < 15
    truth[path] = OTHER
    light = 1 + 0.10 * _cloud(random, 60) + 0.08 * _cloud(random, 4)
    colours = COLOURS[truth] * light[..., None] + random.normal(0, 9, (SIDE, SIDE, 3))
    leaves = np.isin(truth, (CROP, WEEDS)) * _cloud(random, 2) * 16
    picture = Image.fromarray((colours + leaves[..., None]).clip(0, 255).astype(np.uint8))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(0.8))), truth


def true_tiles(truth: NDArray[np.int64]) -> NDArray[np.int64]:
    """The class that covers most of each tile, (32 * 32,)."""
    cut = truth.reshape(TILES, TILE, TILES, TILE).transpose(0, 2, 1, 3).reshape(TILES * TILES, -1)
    found: NDArray[np.int64] = np.stack([(cut == kind).mean(axis=1) for kind in range(4)]).argmax(axis=0)
    return found


def example_marks() -> list[tuple[float, float, int]]:
    """Marks on the example, a few of each class, as somebody would put them: [x, y, class] from -1 to 1."""
    truth = true_tiles(example()[1])
    random = np.random.default_rng(1)
    marks = []
    for kind in range(4):
        for place in random.permutation(np.flatnonzero(truth == kind))[:EXAMPLE_MARKS]:
            marks.append((*centre(int(place)), kind))
    return marks


def centre(place: int) -> tuple[float, float]:
    """The middle of a tile, x and y from -1 to 1, y upwards."""
    row, column = divmod(place, TILES)
    return round((column + 0.5) * 2 / TILES - 1, 4), round(1 - (row + 0.5) * 2 / TILES, 4)


def tile_of(x: float, y: float) -> tuple[int, int]:
    """Row and column of the tile at a point of the plane from -1 to 1."""
    row, column = int((1 - y) / 2 * TILES), int((x + 1) / 2 * TILES)
    return min(max(row, 0), TILES - 1), min(max(column, 0), TILES - 1)


def _cloud(random: np.random.Generator, size: int) -> Floats:
    """Smooth noise of mean 0 and spread 1; `size` is about that of a blot in pixels."""
    small = random.normal(size=(SIDE // size + 3, SIDE // size + 3)).astype(np.float32)
    grown = Image.fromarray(small).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    cloud = np.asarray(grown)
    return np.asarray((cloud - cloud.mean()) / cloud.std(), dtype=np.float32)
