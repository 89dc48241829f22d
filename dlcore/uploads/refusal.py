"""The refusal of a file, and what all kinds of file have in common."""

import re


class Refusal(ValueError):  # noqa: N818 - it is an answer, not a fault
    """A file can't be taken; the message is one sentence that says what to do."""


def shown(name: str) -> str:
    """A file's name as far as it is fit to be shown in a sentence; it is used for nothing else."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^\w .()+-]|_{2,}", "", last).strip()
    return plain if len(plain) <= 40 else f"{plain[:24]}…{plain[-12:]}"


def check_size(name: str, content: bytes, largest: int) -> None:
    """Refuse what is empty or has more than `largest` bytes. Raises `Refusal`."""
    if not content:
        raise Refusal(f"“{name}” is empty: choose another file.")
    if len(content) > largest:
        raise Refusal(
            f"“{name}” has {len(content) / 1e6:.1f} MB and the limit is {largest / 1e6:.0f} MB: "
            "choose a smaller file or a part of it."
        )


SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a Rich Text document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x7fELF", "a program"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
)
WORDLIKE_SIGNATURES = (  # a text may begin with these letters too
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"MZ", "a program"),
    (b"ID3", "a sound file"),
    (b"RIFF", "a picture, sound or film"),
)


def recognised(content: bytes) -> str:
    """What the first bytes say a file is, in words; empty where they say nothing."""
    is_binary = b"\x00" in content[:64]
    signatures = SIGNATURES + WORDLIKE_SIGNATURES if is_binary else SIGNATURES
    return next((words for start, words in signatures if content.startswith(start)), "")
