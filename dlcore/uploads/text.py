"""Text: any usual encoding, normalised, without control characters."""

import codecs
import re
import unicodedata

from dlcore.uploads.refusal import Refusal, recognised

LARGEST = 10_000_000  # bytes
MOST_CONTROLS = 0.001  # share of control characters above which a file is no text
LONGEST_MARKS = 30  # accents on one letter; sorting endless ones would take hours
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")


def read(name: str, content: bytes, advice: str = "save it as plain text (.txt, UTF-8)") -> str:
    """The text. Raises `Refusal`."""
    if what := recognised(content):
        raise Refusal(f"“{name}” is {what} and no text: {advice}.")
    text = _lines(_decode(content))
    clean = CONTROLS.sub("", text)
    if len(text) - len(clean) > MOST_CONTROLS * len(text) + 1:
        raise Refusal(f"“{name}” holds bytes that are no text: {advice}.")
    clean = _normalise(clean)
    if not clean.strip():
        raise Refusal(f"“{name}” holds nothing but blanks: choose another file.")
    return clean


def to_bytes(text: str) -> bytes:
    """The text as UTF-8."""
    return text.encode("utf-8")


def _decode(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\x00" in content and (wide := _utf16_without_mark(content)):
        return wide
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if broken * 10 <= len(content) - len(text):  # UTF-8 with at most a few bytes lost, or plain ASCII
        return text.replace("\ufffd", "")
    # What Windows writes; it differs from Latin-1 only where that has control characters.
    return content.decode("cp1252", errors="replace").replace("\ufffd", "")


def _utf16_without_mark(content: bytes) -> str:
    """UTF-16 told by its blanks and line ends, which have a zero byte in any language; or nothing."""
    readings = [content.decode(encoding, errors="replace") for encoding in ("utf-16-le", "utf-16-be")]
    best = max(readings, key=lambda text: text.count(" ") + text.count("\n"))
    blanks = best.count(" ") + best.count("\n")
    odd = best.count("\ufffd") + best.count("\x00")
    return best if blanks * 100 > len(best) and odd * 100 < len(best) else ""


def _lines(text: str) -> str:
    return re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)


def _normalise(text: str) -> str:
    """Composed Unicode (NFC), with at most `LONGEST_MARKS` accents in a row."""
    marks = "".join(character for character in set(text) if unicodedata.combining(character))
    if marks:
        pattern = f"([{re.escape(marks)}]{{{LONGEST_MARKS}}})[{re.escape(marks)}]+"
        text = re.sub(pattern, r"\1", text)
    return unicodedata.normalize("NFC", text)
