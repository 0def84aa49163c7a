"""When the system turns dark while a web is open, all of its paper does, to the edge of the window."""

from PySide6.QtGui import QColor

from sbp_desktop.ui import theme
from tests.ui.web.conftest import Hand


def edges(hand: Hand) -> set[str]:
    """The colours along the four sides of the picture."""
    hand.settle()
    image = hand.view.grab().toImage()
    wide, high = image.width() - 1, image.height() - 1
    places = [(x, y) for x in range(0, wide, 40) for y in (0, high)] + [
        (x, y) for y in range(0, high, 40) for x in (0, wide)
    ]
    return {QColor(image.pixelColor(*place)).name() for place in places}


def test_the_paper_is_of_one_colour_in_either_scheme(hand: Hand) -> None:
    hand.type_name("Jean")
    for scheme in ("light", "dark", "light"):
        theme.choose(scheme)
        assert edges(hand) == {theme.tokens().paper.name()}
