"""The visitor's own pictures, texts and tables: one compact control each, the same on every page."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image, ImageOps
from streamlit.delta_generator import DeltaGenerator

from dlcore.contract import Setting
from dlcore.datasets import own, own_pictures
from dlcore.ui.uploads import Taken, forget, photograph, plain, take, upload
from dlcore.uploads import Kind, Table, accept, canonical

if TYPE_CHECKING:
    from dlcore.ui.page import Page

Picture = NDArray[np.uint8]
UPLOAD_LABELS = {
    "image": "A picture: choose, drop or paste a PNG, JPEG, WebP or GIF",
    "radiograph": "An X-ray: choose, drop or paste a DICOM, PNG or JPEG file",
}
PAD_HEIGHT = 240  # pixels on the screen
PLANE = (-1.0, 1.0, -1.0, 1.0)  # left, right, bottom, top of the pad for points
LEAST_TEXT = 10_000  # bytes of a text to learn from


def image_input(
    page: "Page",
    key: str,
    size: tuple[int, int] | None = None,
    examples: Mapping[str, Picture] | None = None,
    drawing: bool = True,
    camera: bool = True,
    grey: bool = False,
    kind: Literal["image", "radiograph"] = "image",
) -> Picture | None:
    """A picture of the visitor's choice, uint8 (height, width, 3), or None while there is none.

    `size` is (height, width): what doesn't have it is cropped about its middle and scaled. With `grey` the
    three channels are equal. Drawings are dark ink on white paper. A "radiograph" may be a DICOM file too.
    """
    examples = examples or {}
    ways = ["Example"] * bool(examples) + ["Upload"] + ["Draw"] * drawing + ["Camera"] * camera
    way = choose(page, f"{key}.way", "Where the picture comes from", ways)
    picture: Picture | None
    if way == "Example":
        picture = examples[choose(page, f"{key}.example", "Example", list(examples))]
    elif way == "Draw":
        picture = _drawn(page, key, size, grey)
    else:
        taken = (
            _uploaded_picture(page, key, examples, kind)
            if way == "Upload"
            else photograph(page, f"{key}.photo", "Take a picture")
        )
        picture = taken.value if taken else None
    return None if picture is None else fitted(picture, size, grey)


def draw_picture(page: "Page", key: str, size: int = 224, height: int = 220) -> Picture | None:
    """What the visitor has drawn so far, dark on white, (size, size, 3); None while the paper is empty."""
    from dlcore.ui.components import drawing_pad

    drawn = drawing_pad(page.key(key), size=size, height=height)
    return accept("drawing.png", base64.b64decode(drawn), "image") if drawn else None


def text_input_file(
    page: "Page", key: str, examples: Mapping[str, str] | None = None, least_bytes: int = 10_000
) -> str | None:
    """A text of the visitor's choice, or None while there is none of at least `least_bytes` bytes."""
    examples = examples or {}
    way = choose(
        page, f"{key}.way", "Where the text comes from", ["Example"] * bool(examples) + ["File", "Paste"]
    )
    if way == "Example":
        return examples[choose(page, f"{key}.example", "Example", list(examples))]
    taken = _uploaded_text(page, key, examples) if way == "File" else _pasted_text(page, key)
    if taken is None:
        return None
    text: str = taken.value
    if sentence := too_short(text, least_bytes):
        st.error(sentence)
        return None
    return text


def table_input(page: "Page", key: str, examples: Mapping[str, str] | None = None) -> Table | None:
    """A table of the visitor's choice, or None while there is none. `examples` are CSV by title."""
    examples = examples or {}
    way = choose(page, f"{key}.way", "Where the table comes from", ["Example"] * bool(examples) + ["File"])
    if way == "Example":
        title = choose(page, f"{key}.example", "Example", list(examples))
        return accept(f"{title}.csv", examples[title].encode(), "table")
    taken = upload(page, key, "table", "A table as CSV", "At most 50,000 rows, names in the first line.")
    _download(page, key, {title: text.encode() for title, text in examples.items()}, "csv")
    if taken is None:
        return None
    table: Table = taken.value
    for note in table.notes:
        st.caption(plain(note))
    return table


def too_short(text: str, least_bytes: int) -> str:
    """A sentence if the text is shorter than that, otherwise nothing."""
    length = len(text.encode())
    if length >= least_bytes:
        return ""
    return (
        f"This text has {length / 1000:.1f} KB and learning from it needs {least_bytes / 1000:.0f} KB "
        "or more: take a longer one, a few chapters of a book for instance."
    )


def fitted(picture: Picture, size: tuple[int, int] | None, grey: bool = False) -> Picture:
    """The picture in colour, (height, width, 3), cropped about its middle and scaled to `size`."""
    image = (
        Image.fromarray(np.asarray(picture, dtype=np.uint8)).convert("L" if grey else "RGB").convert("RGB")
    )
    if size is not None and (image.height, image.width) != size:
        image = ImageOps.fit(image, (size[1], size[0]), Image.Resampling.BOX)
    return np.asarray(image)


def choose(
    page: "Page", key: str, label: str, options: Sequence[str], default: str = "", labelled: bool = False
) -> str:
    """One of a few side by side, without a control where there is nothing to choose."""
    if len(options) == 1:
        return options[0]
    name = page.key(key)
    if st.session_state.get(name) not in options:
        st.session_state[name] = default or options[0]
    seen: Literal["visible", "collapsed"] = "visible" if labelled else "collapsed"
    chosen = st.segmented_control(label, options, key=name, required=True, label_visibility=seen)
    return str(chosen or options[0])


def _uploaded_picture(
    page: "Page", key: str, examples: Mapping[str, Picture], kind: Literal["image", "radiograph"]
) -> Taken | None:
    taken = upload(page, key, kind, UPLOAD_LABELS[kind])
    files = {title: canonical("image", fitted(picture, None)) for title, picture in examples.items()}
    _download(page, key, files, "png")
    st.caption("Your picture stays on this machine.")
    return taken


def _drawn(page: "Page", key: str, size: tuple[int, int] | None, grey: bool) -> Picture | None:
    from dlcore.ui.components import drawing_pad

    side = max(size) if size else 256
    drawn = drawing_pad(page.key(f"{key}.pad"), size=side, colour=not grey, height=PAD_HEIGHT)
    return accept("drawing.png", base64.b64decode(drawn), "image") if drawn else None


def _uploaded_text(page: "Page", key: str, examples: Mapping[str, str]) -> Taken | None:
    taken = upload(page, key, "text", "A text file (.txt)")
    _download(page, key, {title: text.encode() for title, text in examples.items()}, "txt")
    st.caption("Your text stays on this machine.")
    return taken


def _pasted_text(page: "Page", key: str) -> Taken | None:
    text = st.text_area("Your text", key=page.key(f"{key}.paste"), height=160, placeholder="Paste it here.")
    if not text:
        return None
    taken = take("your text", text.encode("utf-8", errors="replace"), "text")
    if taken.refusal:
        st.error(plain(taken.refusal))
        return None
    return taken


def _download(page: "Page", key: str, files: Mapping[str, bytes], ending: str) -> None:
    """Example files, so that nobody is stuck without one."""
    if not files:
        return
    with st.container(horizontal=True):
        for title, content in files.items():
            st.download_button(
                f"Example file: {title}",
                content,
                file_name=f"{title.lower().replace(' ', '-')}.{ending}",
                key=page.key(f"{key}.download.{title}"),
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
            )


def own_input(page: "Page", setting: Setting, value: str) -> str | None:
    """The control of a setting marked `Own`: a new fingerprint, "" if taken away, None if unchanged."""
    if setting.own == "points":
        return _own_points(page, setting, value)
    if setting.own == "pictures":
        return _own_pictures(page, setting, value)
    key = f"own.{setting.name}"
    place = st.empty()
    content = _own_content(value)
    if content is not None:
        forget(page, key)
        if not _taken_away(page, setting, content, place):
            return None
    with place.container():
        taken = upload(page, key, cast(Kind, setting.own), setting.label, setting.description)
        if taken is None:
            return None if content is None else ""
        if setting.own == "text" and (sentence := too_short(taken.value, LEAST_TEXT)):
            st.error(sentence)
            return None
    content = canonical(setting.own, taken.value)
    _taken_away(page, setting, content, place)
    return own.keep(content)


def _own_content(fingerprint: str) -> bytes | None:
    """The visitor's file behind a setting, if there is one and it is still here."""
    if not fingerprint:
        return None
    try:
        return own.read(fingerprint)
    except own.MissingFileError as missing:
        st.warning(str(missing))
        return None


def _taken_away(page: "Page", setting: Setting, content: bytes, place: DeltaGenerator) -> bool:
    """Say what is in use, offer to take it away, and whether the visitor just did."""
    with place.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{setting.label}**: {plain(summary(setting.own, content))}", help=setting.description)
        if setting.own == "image":
            st.image(content, width=96, alt=f"{setting.label}: your picture")
        return st.button("Take away", key=page.key(f"own.{setting.name}.gone"))


def _own_points(page: "Page", setting: Setting, value: str) -> str | None:
    """The pad on which points are put; each change is kept under a fingerprint of its own."""
    from dlcore.ui.components import point_pad

    content = _own_content(value)
    points = json.loads(content)["points"] if content else []
    st.markdown(f"**{setting.label}**", help=setting.description)
    drawn = point_pad(page.key(f"own.{setting.name}"), PLANE, setting.own_classes, points)["points"]
    if not drawn:
        return ""
    return own.keep(canonical("points", accept("your points", json.dumps(drawn).encode(), "points")))


def _own_pictures(page: "Page", setting: Setting, value: str) -> str | None:
    """A zip of folders; what is in use is said in a line."""
    key = f"own.{setting.name}"
    place = st.empty()
    if value:
        try:
            classes = own_pictures.read(value).classes
        except ValueError as missing:
            st.warning(str(missing))
        else:
            told = ", ".join(f"{one.name} ({len(one.pictures)})" for one in classes)
            with place.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{setting.label}**: {plain(told)}", help=setting.description)
                return "" if st.button("Take away", key=page.key(f"{key}.gone")) else None
    with place.container():
        taken = upload(page, key, "pictures", setting.label, setting.description)
    if taken is None:
        return None
    forget(page, key)
    return own_pictures.keep(own_pictures.take_in(taken.value))


def summary(kind: str, content: bytes) -> str:
    """What a kept file holds, in a few words."""
    if kind == "text":
        text = content.decode()
        return f"{len(text):,} characters, beginning “{' '.join(text[:80].split())[:40]}…”"
    if kind == "table":
        columns = json.loads(content)["columns"]
        names = ", ".join(list(columns)[:6]) + (", …" if len(columns) > 6 else "")
        return f"{len(next(iter(columns.values()))):,} rows with {names}"
    return "your picture"
