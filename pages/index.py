"""The main script: page config, navigation built from the applications' own records, projector mode."""

import streamlit as st

from dlcore.ui.home import open_applications, projector_switch

st.set_page_config(
    page_title="Deep learning laboratory",
    page_icon="🧪",
    layout="wide",
    initial_sidebar_state=240,
    menu_items={"About": "A teaching laboratory for deep learning. Everything is computed on this machine."},
)
home = st.Page("home.py", title="Gallery", icon="🧪", default=True)
pages = [
    st.Page(f"{one.name}.py", title=one.title, icon=one.icon, url_path=one.name)
    for one in open_applications()
]
chosen = st.navigation([home, *pages], expanded=True)
with st.sidebar:
    projector_switch()
chosen.run()
