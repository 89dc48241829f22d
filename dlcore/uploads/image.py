"""Pictures: PNG, JPEG, WebP and the first frame of a GIF, decoded once, upright, in 8-bit colour."""

import io
import re
import threading

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from dlcore.uploads.refusal import Refusal, recognised

LARGEST = 20_000_000  # bytes
LARGEST_PIXELS = 40_000_000
LONGEST_SIDE = 1024  # pixels of what is handed on
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
ADVICE = "choose a PNG, JPEG, WebP or GIF picture"
PHONE_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")

_one_at_a_time = threading.Lock()  # a large picture needs several hundred MB for a moment


def read(name: str, content: bytes, advice: str = ADVICE) -> NDArray[np.uint8]:
    """The picture as (height, width, 3). Raises `Refusal`."""
    _refuse_other_formats(name, content, advice)
    try:
        with _one_at_a_time, Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check_pixels(name, image.width, image.height)
            return np.asarray(_upright(_eight_bit(image)))
    except Refusal:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refusal(_too_many_pixels(name)) from None
    except Exception:  # decoders raise nearly anything on broken bytes
        raise Refusal(f"“{name}” is damaged or cut off: save it again, or {ADVICE}.") from None


def to_bytes(picture: NDArray[np.uint8]) -> bytes:
    """The picture as PNG, without any metadata."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format="PNG")
    return buffer.getvalue()


def _refuse_other_formats(name: str, content: bytes, advice: str) -> None:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content[4:8] == b"ftyp" and content[8:12] in PHONE_BRANDS:
        raise Refusal(
            f"“{name}” is an HEIC photo, which browsers can't show: on an iPhone choose Settings, Camera, "
            "Formats, Most Compatible, or share the photo as JPEG."
        )
    if re.match(rb"<(\?xml|svg|!--|!doctype svg)", start) and b"<svg" in start:
        raise Refusal(f"“{name}” is an SVG drawing, which may hold a program: export it as PNG.")
    if start.startswith(b"<"):
        raise Refusal(f"“{name}” is a web page and no picture: {advice}.")
    known = content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"))
    if known or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return
    what = recognised(content)
    raise Refusal(f"“{name}” is {what or 'no picture that can be read here'}: {advice}.")


def _check_pixels(name: str, width: int, height: int) -> None:
    """The header alone is read so far; nothing has been decoded."""
    if width < 1 or height < 1:
        raise Refusal(f"“{name}” is {width} x {height} pixels large, so there is nothing to see: {ADVICE}.")
    if width * height > LARGEST_PIXELS:
        raise Refusal(_too_many_pixels(name))


def _too_many_pixels(name: str) -> str:
    limit = LARGEST_PIXELS // 1_000_000
    return f"“{name}” has more than {limit} million pixels: make it smaller, 2000 pixels a side are plenty."


def _eight_bit(image: Image.Image) -> Image.Image:
    """The first frame in 8 bits a channel, already made smaller where the format allows it."""
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # JPEG only: decodes at 1/2, 1/4 or 1/8
    if image.mode.startswith(("I", "F")):  # 16 bits of grey; Pillow would cut them off at 255
        levels = np.asarray(image, dtype=np.float32)
        highest = 65535.0 if levels.max() > 255 else 255.0
        return Image.fromarray((levels * (255.0 / highest)).clip(0, 255).astype(np.uint8))
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Turned by its EXIF note, on white, in RGB, no side longer than `LONGEST_SIDE`; no metadata left."""
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    turned = _turned(image)
    if "A" in turned.getbands() or "transparency" in turned.info:
        seen_through = turned.convert("RGBA")
        white = Image.new("RGBA", turned.size, "white")
        return Image.alpha_composite(white, seen_through).convert("RGB")
    return turned.convert("RGB")


def _turned(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a broken note is no reason to refuse the picture
        return image
