"""On paper: black on white where asked for, every layout, the list in words after the picture, and for whom it is."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from sbp_desktop.config import resources
from sbp_desktop.models.layouts import LAYOUTS
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import FOR_PERSON, WebSnapshot
from sbp_desktop.services import importing, webs
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.web import told
from sbp_desktop.ui.web.pictures import Paper, Parts, Sheet, save_picture
from tests.made_webs import generated
from tests.ui.web.test_picture import TODAY


@pytest.fixture
def henry(vault: Vault) -> WebSnapshot:
    importing.load_people(vault, resources("demo", "people.yaml"))
    return queries.web(vault, person_id("p-henry"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_plain_picture_has_no_colour_in_any_layout(
    qapp: QApplication, henry: WebSnapshot, tmp_path: Path, layout: str
) -> None:
    for colours in ("plain", "light"):
        path = tmp_path / f"{colours}.png"
        save_picture(Sheet(henry, Showing(TODAY, layout), colours=colours), path, "png")
        image = QImage(str(path)).scaled(300, 200)
        seen = [image.pixelColor(x, y) for x in range(300) for y in range(200)]
        grey = all(
            max(one.red(), one.green(), one.blue()) - min(one.red(), one.green(), one.blue()) < 3 for one in seen
        )
        assert grey == (colours == "plain")


def test_a_plain_picture_tells_layers_by_shape_alone() -> None:
    layers = Sheet(generated(1, 1), Showing(TODAY), colours="plain").tokens().layers.values()
    assert len({layer.shape for layer in layers}) == 5
    assert {(layer.line.name(), layer.tint.name(), layer.text.name()) for layer in layers} == {
        ("#000000", "#ffffff", "#000000")
    }


@pytest.mark.parametrize(("paper", "wide", "high"), [("A4", 842, 595), ("A3", 1191, 842)])
def test_paper_is_of_the_size_asked_for_and_the_list_stands_upright(
    qapp: QApplication, tmp_path: Path, paper: Paper, wide: int, high: int
) -> None:
    path = tmp_path / "web.pdf"
    shapes: dict[Parts, list[tuple[int, int]]] = {
        "picture": [(wide, high)],
        "both": [(wide, high), (high, wide)],
        "list": [(high, wide)],
    }
    for parts, pages in shapes.items():
        save_picture(Sheet(generated(8, 9), Showing(TODAY), parts=parts, paper=paper), path, "pdf")
        found = re.findall(rb"MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", path.read_bytes())
        assert [(round(float(across)), round(float(down))) for across, down in found] == pages


def test_a_long_list_takes_more_pages_and_large_print_more_still(qapp: QApplication, tmp_path: Path) -> None:
    def pages(large: bool) -> int:
        path = tmp_path / "list.pdf"
        save_picture(Sheet(generated(90, 90), Showing(TODAY), parts="list", large=large), path, "pdf")
        return path.read_bytes().count(b"/Type /Page\n")

    assert 1 < pages(False) < pages(True)


def test_whose_view_it_is_comes_from_the_web(qapp: QApplication, vault: Vault, henry: WebSnapshot) -> None:
    assert told.whose_and_when(henry, TODAY) == "As Henry sees it, 20 November 2026"
    with vault.unit_of_work("Drawn by somebody else") as work:
        work.set(queries.web_of(henry.person), "whose_view", "carer")
    again = queries.web(vault, henry.person)
    assert told.whose_and_when(again, TODAY) == "As a carer sees it, 20 November 2026"


def test_the_list_tells_everybody_of_the_day_once_and_who_may_not_know_them_is_not_told(
    qapp: QApplication, vault: Vault, henry: WebSnapshot, tmp_path: Path
) -> None:
    showing = Showing(TODAY)
    words = told.as_text("Henry", told.web_in_words(henry, showing), below="That is all.")
    assert words.startswith("Henry\n\n")
    assert words.endswith("That is all.\n")
    assert "My people\n- Family in Eastbourne, close" in words
    later = replace(henry, nodes=tuple(replace(node, since=None, until=None) for node in henry.nodes))
    for node in later.nodes:
        said = told.as_text("", told.web_in_words(later, showing))
        assert node.id == henry.self_node or re.search(rf"^- {re.escape(node.label)}", said, re.MULTILINE)
    hidden = next(node.id for node in henry.nodes if node.label.startswith("Family"))
    webs.make_private(vault, hidden)
    theirs = queries.web(vault, henry.person, FOR_PERSON)
    path = tmp_path / "web.svg"
    save_picture(Sheet(theirs, showing), path, "svg")
    assert "Family in Eastbourne" not in path.read_text("utf-8")
