"""Collecting pictures of the visitor's own classes: uploads, camera, drawings, or a zip of folders."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from dlcore.contract.events import mosaic
from dlcore.datasets import own, own_pictures
from dlcore.datasets.own_pictures import Collection, CollectionError, OwnClass
from dlcore.ui.show import picture as show_picture
from dlcore.ui.uploads import camera_allowed, plain, take

if TYPE_CHECKING:
    from dlcore.ui.page import Page

Picture = NDArray[np.uint8]
Folders = Mapping[str, Sequence[Picture]]

WAYS = ("Files", "Camera", "Draw", "Zip or saved session")
IN_A_ROW = 12
THUMBNAIL = 40  # pixels
STAYS = "Pictures stay on this machine and are forgotten after half a day without use."


def collect_pictures(
    page: "Page",
    key: str,
    fingerprint: str,
    examples: Mapping[str, Callable[[], Folders]],
    beside: DeltaGenerator,
) -> str:
    """The visitor's classes behind a fingerprint, with controls to change them; the new fingerprint.

    `examples` are sets to begin with, made when they are chosen; the classes are drawn into `beside`.
    """
    before = _read(fingerprint)
    told = st.container()
    collection = _entrance(page, key, before)
    if not before.classes:
        collection = _example(page, key, examples) or collection
    with beside:
        for one in before.classes:
            collection = _card(page, key, one, collection)
    for sentence in st.session_state.get(page.key(f"{key}.said"), []):
        told.error(plain(sentence))
    if collection == before:  # also where the pictures are gone: the address stays as it is
        return fingerprint
    return own_pictures.keep(collection) if collection.classes else ""


def _read(fingerprint: str) -> Collection:
    """The classes as they are; what is gone is told and left out."""
    if not fingerprint:
        return Collection()
    try:
        collection = own_pictures.read(fingerprint)
        for one in collection.pictures:
            own_pictures.thumbnail(one, THUMBNAIL)
    except (own.MissingFileError, CollectionError):
        st.warning("These pictures are no longer here: open your saved session, or collect anew.")
        return Collection()
    return collection


def _entrance(page: "Page", key: str, before: Collection) -> Collection:
    """A name and a way to give pictures; what is given goes into the class of that name."""
    way = st.segmented_control(
        "How", WAYS, default=WAYS[0], key=page.key(f"{key}.way"), required=True, label_visibility="collapsed"
    )
    if way == WAYS[3]:
        return _unzipped(page, key, before)
    name = st.selectbox(
        "Name of the class (type a new one, or choose)",
        before.names,
        index=None,
        accept_new_options=True,
        placeholder="for instance: my cup",
        key=page.key(f"{key}.name"),
    )
    turn = _turn(page, key)
    if way == WAYS[0]:
        given = st.file_uploader(
            "Pictures of this class: several at once",
            accept_multiple_files=True,
            type=["image/*", ".heic", ".heif"],
            key=page.key(f"{key}.files.{turn}"),
            max_upload_size=20,
            help=STAYS,
        )
        contents = [(one.name, one.getvalue()) for one in given or []]
    elif way == WAYS[1]:
        contents = _photographed(page, key, turn)
    else:
        contents = _drawn(page, key, turn)
    if not contents:
        return before
    return _added(page, key, before, name or "", contents)


def _added(
    page: "Page", key: str, before: Collection, name: str, contents: Sequence[tuple[str, bytes]]
) -> Collection:
    """Every picture that passes the gate, in its class; each refusal is told, and nothing else is lost."""
    taken = [take(file, content, "image") for file, content in contents]
    refusals = [one.refusal for one in taken if one.refusal]
    try:
        kept = [own_pictures.keep_picture(one.value) for one in taken if not one.refusal]
        collection = before.with_pictures(name, kept) if kept else before
    except CollectionError as refusal:
        if not name:  # the files stay in the control until there is a name
            st.warning(str(refusal))
            return before
        collection, refusals = before, [*refusals, str(refusal)]
    _say(page, key, refusals)
    st.session_state[page.key(f"{key}.turn")] = _turn(page, key) + 1  # a fresh control
    if collection == before:
        st.rerun()
    return collection


def _unzipped(page: "Page", key: str, before: Collection) -> Collection:
    """A zip of folders, added to what is there."""
    turn = _turn(page, key)
    given = st.file_uploader(
        "A zip with one folder of pictures for each class, or a saved session",
        type=[".zip"],
        key=page.key(f"{key}.zip.{turn}"),
        max_upload_size=80,
        help=STAYS,
    )
    if given is None:
        return before
    taken = take(given.name, given.getvalue(), "pictures")
    refusal = taken.refusal
    collection = before
    if not refusal:
        try:
            collection = own_pictures.take_in(taken.value, before)
        except CollectionError as problem:
            refusal = str(problem)
    _say(page, key, [refusal] if refusal else [])
    st.session_state[page.key(f"{key}.turn")] = turn + 1
    if collection == before:
        st.rerun()
    return collection


def _photographed(page: "Page", key: str, turn: int) -> list[tuple[str, bytes]]:
    if not camera_allowed():
        st.info(
            "Browsers let a page use the camera only over https or on the same machine. "
            "Choose Files instead: a phone offers its camera there."
        )
        return []
    photo = st.camera_input("Each press adds a picture", key=page.key(f"{key}.camera.{turn}"), help=STAYS)
    return [("photo.png", photo.getvalue())] if photo else []


def _drawn(page: "Page", key: str, turn: int) -> list[tuple[str, bytes]]:
    from dlcore.ui.components import drawing_pad

    drawn = drawing_pad(page.key(f"{key}.pad.{turn}"), size=own_pictures.SIDE, colour=True, height=200)
    pressed = st.button("Add this drawing", key=page.key(f"{key}.add"), disabled=not drawn)
    return [("drawing.png", base64.b64decode(drawn))] if pressed and drawn else []


def _example(page: "Page", key: str, examples: Mapping[str, Callable[[], Folders]]) -> Collection | None:
    """A set to begin with, at the press of a button."""
    for title, make in examples.items():
        if st.button(title, key=page.key(f"{key}.example.{title}"), icon=":material/auto_awesome:"):
            return own_pictures.take_in(make())
    return None


def _card(page: "Page", key: str, one: OwnClass, collection: Collection) -> Collection:
    """A class: its name, its pictures, and buttons to take some away."""
    with st.container(border=True):
        row = st.container(horizontal=True, vertical_alignment="center")
        row.markdown(f"**{plain(one.name)}**: {len(one.pictures)}")
        last = row.button("Take last away", key=page.key(f"{key}.last.{one.name}"), type="tertiary")
        whole = row.button("Take class away", key=page.key(f"{key}.gone.{one.name}"), type="tertiary")
        if one.pictures:
            shown = [own_pictures.thumbnail(fp, THUMBNAIL) for fp in one.pictures[-IN_A_ROW:]]
            tiles = mosaic(np.stack(shown), IN_A_ROW, gap=2)
            show_picture(tiles, f"Pictures of {one.name}", width=tiles.shape[1], pixelated=False)
    if whole:
        return collection.without_class(one.name)
    return collection.without_picture(one.pictures[-1]) if last and one.pictures else collection


def _turn(page: "Page", key: str) -> int:
    turn: int = st.session_state.get(page.key(f"{key}.turn"), 0)
    return turn


def _say(page: "Page", key: str, sentences: Sequence[str]) -> None:
    """What went wrong with the files given last; it stands until others are given."""
    st.session_state[page.key(f"{key}.said")] = list(sentences)
