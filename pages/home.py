"""The gallery."""

from dlcore import ui

ui.home_page()
