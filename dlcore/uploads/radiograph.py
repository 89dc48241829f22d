"""X-rays: an ordinary picture, or a DICOM file of which nothing but the pixels is read.

Names, dates and numbers of patients stand in other parts of a DICOM file. They are skipped, so they can't be
shown, kept or logged.
"""

import io
import logging
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dlcore.uploads import image
from dlcore.uploads.refusal import Refusal

LARGEST = 40_000_000  # bytes
ADVICE = "choose a PNG, JPEG or DICOM file with a picture"
EXPORT = "export it without compression (Explicit VR Little Endian), or as PNG"
PREAMBLE = 128  # bytes before the letters that every DICOM file has
DEFLATED = b"1.2.840.10008.1.2.1.99"  # the whole file is packed: its size is known only too late
COMPRESSED = "1.2.840.10008.1.2.4", "1.2.840.10008.1.2.5"  # JPEG and its kin, run lengths
READ = (  # all that is read of a file
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "PlanarConfiguration",
    "NumberOfFrames",
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "PixelData",
)
DARKEST, BRIGHTEST = 0.5, 99.5  # percent of the pixels that lie below black and white


def read(name: str, content: bytes) -> NDArray[np.uint8]:
    """The picture as (height, width, 3), at most 1024 pixels a side. Raises `Refusal`."""
    if content[PREAMBLE : PREAMBLE + 4] != b"DICM":
        if len(content) > image.LARGEST:
            raise Refusal(
                f"“{name}” has {len(content) / 1e6:.1f} MB and the limit for a picture is "
                f"{image.LARGEST / 1e6:.0f} MB: make it smaller."
            )
        return image.read(name, content, ADVICE)
    if DEFLATED in content[:1024]:
        raise Refusal(f"“{name}” is a packed DICOM file, which is not read here: {EXPORT}.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # their texts quote values of the file
        return _smaller(_eight_bit(name, _pixels(name, content)))


def _pixels(name: str, content: bytes) -> tuple[NDArray[Any], str]:
    """The first frame, (height, width) or (height, width, 3), and how its numbers are to be seen."""
    import pydicom
    from pydicom.pixels.utils import pixel_array

    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    try:
        header = pydicom.dcmread(io.BytesIO(content), specific_tags=list(READ))
        has_picture = "PixelData" in header and "Rows" in header and "Columns" in header
        size = int(header.Rows) * int(header.Columns) if has_picture else 0
    except Exception:  # the parser raises nearly anything on broken bytes
        raise Refusal(f"“{name}” is a damaged DICOM file: {ADVICE}.") from None
    if not has_picture or not header.PixelData or not size:
        raise Refusal(f"“{name}” is a DICOM file without a picture (a report, perhaps): {ADVICE}.")
    if size > image.LARGEST_PIXELS:
        raise Refusal(
            f"“{name}” has more than {image.LARGEST_PIXELS // 1_000_000} million pixels: make it smaller."
        )
    try:
        return pixel_array(header, index=0), str(header.get("PhotometricInterpretation", ""))
    except Exception:
        syntax = str(header.file_meta.get("TransferSyntaxUID", ""))
        why = "is compressed in a way" if syntax.startswith(COMPRESSED) else "holds pixels of a kind"
        raise Refusal(f"“{name}” {why} that can't be read here: {EXPORT}.") from None


def _eight_bit(name: str, found: tuple[NDArray[Any], str]) -> NDArray[np.uint8]:
    """From any range of numbers to 0 (black) to 255 (white). Raises `Refusal` for an even grey."""
    pixels, interpretation = found
    if pixels.dtype == np.uint8 and pixels.ndim == 3:
        return np.asarray(pixels, np.uint8)  # in colour already
    values = pixels.astype(np.float32)
    low, high = np.percentile(values[:: max(1, len(values) // 1000)], (DARKEST, BRIGHTEST))
    if not high > low:
        low, high = float(values.min()), float(values.max())
    if not high > low:
        raise Refusal(f"“{name}” is the same grey everywhere, so there is nothing to see: {ADVICE}.")
    levels: NDArray[np.float32] = ((values - low) * (255 / (high - low))).clip(0, 255)
    if interpretation == "MONOCHROME1":  # large numbers are dark
        levels = 255 - levels
    return levels.astype(np.uint8)


def _smaller(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    picture = Image.fromarray(pixels)
    picture.thumbnail((image.LONGEST_SIDE, image.LONGEST_SIDE))
    return np.asarray(picture.convert("RGB"))
