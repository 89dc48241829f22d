"""Season: animals that leave their curve, rain to come, and a sensor watched live."""

from dlcore import ui


def use(page: ui.Page) -> None:
    ui.baseline_table(page)


def inside(page: ui.Page) -> None:
    ui.diagram(page, key="diagram")


ui.page("season", use=use, inside=inside)
