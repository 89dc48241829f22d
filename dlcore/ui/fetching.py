"""A data set that is missing: fetched at the press of a button, or taken from the visitor's own copy."""

import re
import tempfile
from pathlib import Path

import streamlit as st

from dlcore.datasets import packages
from dlcore.datasets.files import FetchError

LARGEST_COPY = 60  # megabytes


def offer_fetch(sentence: str, key: str) -> None:
    """Under a sentence that names a missing data set, two ways to get it; otherwise nothing."""
    named = re.search(r"python -m dlcore data fetch (\w+)", sentence)
    missing = {line.name: line for line in packages.status() if not line.available}
    if named is None or named[1] not in missing:
        return
    data = missing[named[1]]
    st.caption(f"{data.what[0].upper()}{data.what[1:]}; {data.licence}. Nothing but this file is asked for.")
    if st.button(f"Fetch it now ({data.size / 1e6:.0f} MB)", key=key, icon=":material/download:"):
        fetch_with_progress(data.name)
        st.rerun()
    ending = packages.ending(data.name)
    if not ending:
        return
    file = st.file_uploader(
        f"Or, without a network, give the same file ({ending}) from another machine",
        type=[ending],
        key=f"{key}.copy",
        max_upload_size=LARGEST_COPY,
    )
    if file is not None:
        take_copy(data.name, file.getvalue(), ending)
        st.toast("It is here now: try again.")
        st.rerun()


def fetch_with_progress(name: str) -> None:
    """Fetch a data set while a bar grows; a failure is one sentence and ends the drawing of the view."""
    bar = st.progress(0.0, "Asking for it")
    try:
        for step in packages.fetch(name):
            bar.progress(step.share, f"{step.text}: {step.done / 1e6:.1f} of {step.total / 1e6:.1f} MB")
    except FetchError as failure:
        st.error(str(failure))
        st.stop()


def take_copy(name: str, content: bytes, ending: str) -> None:
    """Take in a file for everybody here, if it is the published one; otherwise one sentence."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"your copy.{ending}"
        copy.write_bytes(content)
        try:
            packages.add_published(name, copy)
        except FetchError as failure:
            st.error(str(failure))
            st.stop()
