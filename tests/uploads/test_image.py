"""Pictures that are odd, broken or hostile; all made here."""

import contextlib
import io
import re
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dlcore.uploads import Refusal, accept, canonical, image


def encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format=kind, **options)
    return buffer.getvalue()


def red_and_blue(width: int = 40, height: int = 20) -> Image.Image:
    """Red on the left, blue on the right."""
    array = np.zeros((height, width, 3), np.uint8)
    array[:, : width // 2, 0] = 255
    array[:, width // 2 :, 2] = 255
    return Image.fromarray(array)


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG whose header claims a size, whatever stands behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(data)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        accept(name, content, "image")
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 220
    return sentence


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_usual_formats(kind: str) -> None:
    picture = accept(f"a.{kind.lower()}", encoded(red_and_blue(), kind), "image")
    assert picture.shape == (20, 40, 3)
    assert picture.dtype == np.uint8
    assert picture[10, 5, 0] > 200
    assert picture[10, 35, 2] > 200


def test_a_wrong_ending_does_no_harm() -> None:
    assert accept("a.gif", encoded(red_and_blue()), "image").shape == (20, 40, 3)


def test_canonical_bytes_are_the_same_picture_again() -> None:
    picture = accept("a.png", encoded(red_and_blue()), "image")
    assert np.array_equal(accept("again.png", canonical("image", picture), "image"), picture)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.png", b"", "is empty"),
        ("a.png", b"Only words.", "no picture that can be read"),
        ("a.png", encoded(red_and_blue())[:60], "damaged or cut off"),
        ("a.jpg", encoded(red_and_blue(400, 400), "JPEG")[:900], "damaged or cut off"),
        ("a.webp", encoded(red_and_blue(), "WEBP")[:40], "damaged or cut off"),
        ("a.gif", b"GIF89a" + bytes(7), "0 x 0|damaged"),
        ("a.png", png_of(0, 0), "0 x 0|damaged"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"junk" * 100, "damaged"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        ("a.png", b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg onload='alert(1)'/>", "SVG"),
        ("a.jpg", b"<!DOCTYPE html><html><script>alert(1)</script></html>", "web page"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic" + bytes(100), "HEIC photo.*Most Compatible"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.png", b"PK\x03\x04" + bytes(50), "archive"),
        ("a.tiff", b"II*\x00" + bytes(50), "TIFF"),
        ("a.bmp", encoded(red_and_blue(), "BMP"), "BMP"),
        ("a.png", bytes(40_000_000), "limit is 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refused_in_one_sentence(name: str, content: bytes, says: str) -> None:
    assert re.search(says, refusal(name, content))


@pytest.mark.parametrize("side", [7_000, 20_000, 2**31 - 1])
def test_decompression_bomb_is_not_decoded(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    monkeypatch.setattr(Image.Image, "load", lambda self: decoded.append(self))
    bomb = png_of(side, side, bytes(1_000_000))
    assert re.search("million pixels|damaged", refusal("bomb.png", bomb))
    assert decoded == []


def test_whole_bomb_within_the_byte_limit() -> None:
    bomb = png_of(20_000, 20_000, bytes(20_000 * 2501))
    assert len(bomb) < 1_000_000
    assert "40 million pixels" in refusal("bomb.png", bomb)


def test_one_pixel() -> None:
    assert accept("a.png", encoded(Image.new("RGB", (1, 1), "red")), "image").tolist() == [[[255, 0, 0]]]


def test_large_pictures_are_made_smaller() -> None:
    for kind in ("PNG", "JPEG"):
        picture = accept("a", encoded(red_and_blue(4000, 1000), kind), "image")
        assert picture.shape == (256, 1024, 3)
    assert accept("a.png", encoded(red_and_blue(20_000, 2)), "image").shape == (1, 1024, 3)


def test_animated_gives_the_first_frame() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    for kind in ("GIF", "WEBP", "PNG"):
        content = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        red, _, blue = accept("a", content, "image")[4, 4]
        assert red > 200
        assert blue < 50


def test_cmyk() -> None:
    content = encoded(red_and_blue().convert("CMYK"), "JPEG")
    picture = accept("a.jpg", content, "image")
    assert picture[10, 5, 0] > 200
    assert picture[10, 5, 2] < 60


def test_sixteen_bit_grey_keeps_its_range() -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    picture = accept("a.png", encoded(Image.fromarray(ramp)), "image")
    assert np.array_equal(picture[..., 0].ravel(), np.arange(256))


def test_transparency_is_put_on_white() -> None:
    clear = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    half = Image.new("LA", (10, 10), (0, 128))
    palette = clear.convert("P")
    palette.info["transparency"] = palette.getpixel((0, 0))
    assert (accept("a.png", encoded(clear), "image") == 255).all()
    assert abs(int(accept("a.png", encoded(half), "image")[0, 0, 0]) - 127) <= 1
    for kind in ("PNG", "GIF"):
        content = encoded(palette, kind, transparency=palette.getpixel((0, 0)))
        assert (accept("a", content, "image") == 255).all()


def test_exif_turns_the_picture_and_is_gone() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    exif[0x010E] = "taken at home"
    picture = accept("a.jpg", encoded(red_and_blue(), "JPEG", exif=exif), "image")
    assert picture.shape == (40, 20, 3)
    assert picture[5, 10, 0] > 200  # left has become top
    assert picture[35, 10, 2] > 200
    assert b"home" not in canonical("image", picture)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_exif_is_ignored() -> None:
    content = encoded(red_and_blue(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + b"\xff" * 40)
    assert accept("a.jpg", content, "image").shape == (20, 40, 3)


def test_random_bytes_behind_every_signature() -> None:
    """Whatever follows, it is a picture or one sentence."""
    random = np.random.default_rng(0)
    whole = [encoded(red_and_blue(), kind) for kind in ("PNG", "JPEG", "WEBP", "GIF")]
    for content in whole * 40:
        broken = bytearray(content)
        for place in random.integers(8, len(broken), 6):
            broken[place] = random.integers(256)
        with contextlib.suppress(Refusal):
            picture = accept("a.png", bytes(broken), "image")
            assert picture.ndim == 3
            assert max(picture.shape) <= image.LONGEST_SIDE


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "C:\\secret\\a.png", "<img src=x onerror=alert(1)>", "[a](http://b.c)", "x" * 500],
)
def test_names_from_outside_are_only_shown_and_cleaned(name: str) -> None:
    sentence = refusal(name, b"")
    assert not re.search(r"[<>/\\\[\]=]", sentence)
    assert len(sentence) < 120
