"""Classes of the visitor's own, from the zip to the trained head, without the large network."""

import io
import zipfile

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from dlcore.uploads import canonical

from .looking import settled, visit

pytestmark = pytest.mark.browser


def archive(**folders: int) -> dict[str, object]:
    """A zip with so many pictures in each folder: grey squares of two sizes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for side, (name, count) in enumerate(folders.items()):
            for number in range(count):
                picture = np.full((60, 60, 3), 255, np.uint8)
                picture[10 : 20 + 25 * side, 10 + number : 30 + number] = 20
                made.writestr(f"{name}/{number}.png", canonical("image", picture))
    return {"name": "mine.zip", "mimeType": "application/zip", "buffer": buffer.getvalue()}


def pictures(*contents: bytes) -> list[dict[str, object]]:
    return [
        {"name": f"{number}.png", "mimeType": "image/png", "buffer": content}
        for number, content in enumerate(contents)
    ]


def press(tab: Page, name: str) -> None:
    tab.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
    settled(tab)


def test_a_stroke_on_the_pad_is_guessed_at_once(server, tab) -> None:
    visit(tab, f"{server.address}/own_classes")
    expect(tab.get_by_text("I see cat")).to_be_visible()
    paper = tab.locator("canvas.paper").bounding_box()
    tab.mouse.move(paper["x"] + 40, paper["y"] + 60)
    tab.mouse.down()
    tab.mouse.move(paper["x"] + 160, paper["y"] + 60, steps=4)
    tab.mouse.up()
    expect(tab.get_by_text("I see cat, 100%")).to_have_count(0)


def test_own_classes_from_a_zip_are_trained_and_survive_a_reload(server, tab) -> None:
    visit(tab, f"{server.address}/own_classes")
    press(tab, "Your own classes")
    press(tab, "Zip or saved session")
    entrance = tab.locator("input[type=file][accept*=zip]")  # not the one that is just leaving
    entrance.set_input_files(archive(short=6, tall=1))
    expect(tab.get_by_text("The folder “tall” in “mine.zip” has one picture")).to_be_visible()
    entrance.set_input_files(archive(short=6, tall=8))
    expect(tab.get_by_text("2 classes, 14 pictures")).to_be_visible()
    tab.reload()
    settled(tab)
    expect(tab.get_by_text("2 classes, 14 pictures")).to_be_visible()
    tab.get_by_role("button", name="Train on these").click()
    expect(tab.get_by_text("not on this machine yet")).to_be_visible()
    tab.get_by_role("button", name="Test it on new pictures").click()
    settled(tab)
    press(tab, "Who is taken for whom")
    expect(tab.get_by_text("of 4 held-out pictures are right")).to_be_visible()
    tab.reload()
    settled(tab)
    press(tab, "3 Test")
    expect(tab.get_by_text("To look into this network")).to_be_visible()


def test_a_broken_picture_among_good_ones_is_told_and_the_others_are_kept(server, tab) -> None:
    visit(tab, f"{server.address}/own_classes")
    press(tab, "Your own classes")
    name = tab.get_by_role("combobox", name="Name of the class")
    name.fill("my cup")
    name.press("Enter")
    settled(tab)
    good = [canonical("image", np.full((40, 40, 3), level, np.uint8)) for level in (20, 200)]
    tab.locator("input[type=file]").set_input_files(pictures(good[0], good[0][:60], good[1]))
    expect(tab.get_by_text("my cup: 2")).to_be_visible()
    expect(tab.get_by_text("“1.png” is damaged or cut off")).to_be_visible()


def test_an_old_link_to_pictures_that_are_gone_says_so(server, tab) -> None:
    visit(tab, f"{server.address}/own_classes?dataset=own+pictures&own_pictures={'0' * 32}")
    expect(tab.get_by_text("These pictures are no longer here")).to_be_visible()
    expect(tab.get_by_role("button", name="Begin with three handwritten digits")).to_be_visible()
