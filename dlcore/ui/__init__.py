"""The part of the laboratory that the visitor sees; the only one that imports Streamlit."""

from dlcore.ui.boards import Played, board, played, search_tree
from dlcore.ui.collecting import collect_pictures
from dlcore.ui.components import arena, code_bars, sample
from dlcore.ui.driving import drive
from dlcore.ui.home import home_page
from dlcore.ui.inputs import choose, draw_picture, image_input, table_input, text_input_file
from dlcore.ui.own_track import draw_own_track, own_track
from dlcore.ui.page import Page, diagram, draw_points, page
from dlcore.ui.playing import linked_game, linked_moves, play_against
from dlcore.ui.show import baseline_table, clickable, figure, picture, pictures
from dlcore.ui.sliders import slider_set

__all__ = [
    "Page",
    "Played",
    "arena",
    "baseline_table",
    "board",
    "choose",
    "clickable",
    "code_bars",
    "collect_pictures",
    "diagram",
    "draw_own_track",
    "draw_picture",
    "draw_points",
    "drive",
    "figure",
    "home_page",
    "image_input",
    "linked_game",
    "linked_moves",
    "own_track",
    "page",
    "picture",
    "pictures",
    "play_against",
    "played",
    "sample",
    "search_tree",
    "slider_set",
    "table_input",
    "text_input_file",
]
