"""The look: contrast of every pair in both schemes, text size, system contrast, and the Welsh letters."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.ui import fonts, icons, resources, theme
from sbp_desktop.ui.input_watch import InputWatch
from sbp_desktop.ui.tokens import DARK, LIGHT, Tokens, high_contrast
from sbp_desktop.ui.widgets import Chip, Column, LinkButton, ListRow, PageTitle, PrimaryButton, QuietButton, Rows, Words
from sbp_desktop.ui.widgets.face import initial
from sbp_desktop.ui.widgets.halo import Halo


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2 contrast ratio."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _contrast_theme() -> Tokens:
    system = QPalette(Qt.GlobalColor.black)
    system.setColor(QPalette.ColorRole.WindowText, Qt.GlobalColor.yellow)
    system.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.cyan)
    system.setColor(QPalette.ColorRole.HighlightedText, Qt.GlobalColor.black)
    return high_contrast(system)


@pytest.mark.parametrize("colours", [LIGHT, DARK, _contrast_theme()], ids=["light", "dark", "contrast"])
def test_text_reads_and_shapes_show(colours: Tokens) -> None:
    for ground in (colours.paper, colours.surface, colours.selected):
        for text in (colours.ink, colours.secondary, colours.accent):
            assert contrast(text, ground) >= 4.5
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.accent, colours.accent_tint) >= 4.5
    assert contrast(colours.harm, colours.paper) >= 4.5
    assert contrast(colours.thread, colours.paper) >= 3
    for layer in colours.layers.values():
        assert contrast(layer.line, colours.paper) >= 3
        assert contrast(layer.text, colours.paper) >= 4.5
        assert contrast(layer.text, layer.tint) >= 4.5
        assert contrast(colours.ink, layer.tint) >= 4.5


def test_strong_contrast_drops_tints_and_keeps_shapes() -> None:
    colours = _contrast_theme()
    assert {layer.tint.name() for layer in colours.layers.values()} == {colours.paper.name()}
    assert [layer.shape for layer in colours.layers.values()] == [layer.shape for layer in LIGHT.layers.values()]
    assert len({layer.shape for layer in colours.layers.values()}) == 5


def test_a_change_of_scheme_restyles_what_is_shown(qtbot: QtBot) -> None:
    title = PageTitle("Sunday")
    qtbot.addWidget(title)
    with qtbot.waitSignal(theme.bell.changed):
        theme.choose("dark")
    assert title.palette().color(QPalette.ColorRole.Window) == DARK.paper
    assert theme.layer("network").tint == DARK.layers["network"].tint
    assert theme.layer("a layer of next year").shape == "hexagon"


def test_sizes_follow_the_text_size_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = theme.font("title").pointSizeF() / theme.font("body").pointSizeF()
    assert ordinary == pytest.approx(1.8)
    face = QFont(fonts.body())
    face.setPointSizeF(face.pointSizeF() * 2)
    monkeypatch.setattr(fonts, "body", lambda: face)
    before = theme.scaled(20)
    theme.refresh()
    assert theme.font("words").pointSizeF() == pytest.approx(2 * 15)
    assert theme.scaled(20) == 2 * before
    monkeypatch.undo()
    theme.refresh()


def test_letters_the_typeface_lacks_come_from_the_system(qtbot: QtBot) -> None:
    assert QApplication.font().families()[0] == "Atkinson Hyperlegible"
    assert len(QApplication.font().families()) == 2
    words = Words("Siân a Gŵyn, tŷ")
    qtbot.addWidget(words)
    assert words.plain == words.accessibleName() == "Siân a Gŵyn, tŷ"


def test_words_are_never_read_as_mark_up(qtbot: QtBot) -> None:
    words = Words("<b>2 < 3</b>")
    qtbot.addWidget(words)
    assert "&lt;b&gt;" in words.text()


@pytest.mark.parametrize("file", sorted(path.stem for path in resources.path("icons").glob("*.svg")))
def test_icons_take_the_colour_asked_for_and_share_one_weight(file: str, qapp: QApplication) -> None:
    assert 'stroke-width="1.8"' in resources.text("icons", f"{file}.svg")
    drawn = icons.pixmap(file, QColor("#0F6B6B"), 24, 2.0).toImage()
    seen = {drawn.pixelColor(x, y).name() for x in range(48) for y in range(48) if drawn.pixelColor(x, y).alpha() > 250}
    assert "#0f6b6b" in seen


def test_targets_are_large_enough_and_names_are_said(qtbot: QtBot) -> None:
    sheet = Column()
    qtbot.addWidget(sheet)
    row = ListRow("Mrs B", "She expects you.", when="Thursday morning")
    for widget in (PrimaryButton("Start writing"), QuietButton("Later"), Chip("Everyone"), LinkButton("More"), row):
        sheet.lines.addWidget(widget)
    sheet.resize(800, 600)
    sheet.show()
    for touched in sheet.findChildren(QWidget):
        if isinstance(touched, PrimaryButton | QuietButton | Chip):
            assert touched.height() >= theme.TOUCH_TARGET
        elif isinstance(touched, LinkButton):
            assert touched.height() >= theme.TARGET
    assert row.accessibleName() == "Mrs B, She expects you, Thursday morning"
    with qtbot.waitSignal(row.opened):
        qtbot.keyClick(row, Qt.Key.Key_Return)
    with qtbot.waitSignal(row.opened):
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)


def test_a_narrow_row_puts_when_above_the_name_and_cuts_nothing(qtbot: QtBot) -> None:
    rows = Rows()
    qtbot.addWidget(rows)
    row = ListRow("Henry", "Ring before lunch: has the flat said yes?", when="Friday")
    rows.show_rows([row])
    rows.resize(1000, 200)
    rows.show()
    face = theme.tokens().accent_tint
    wide = _where(row, face)
    assert wide.left() > theme.scaled(148)
    high = row.height()
    rows.resize(300, 300)
    qtbot.waitUntil(lambda: row.height() > high + theme.scaled(30))
    assert _where(row, face).top() > wide.top()
    assert _where(row, face).left() <= 1


def _where(row: QWidget, colour: QColor) -> QRect:
    """The room that pixels of this colour take on a row."""
    drawn = row.grab().toImage()
    found = [
        QPoint(x, y) for x in range(drawn.width()) for y in range(drawn.height()) if drawn.pixelColor(x, y) == colour
    ]
    return QRect(
        QPoint(min(at.x() for at in found), min(at.y() for at in found)),
        QPoint(max(at.x() for at in found), max(at.y() for at in found)),
    )


def test_words_are_measured_anew_only_when_they_or_their_letters_changed(qtbot: QtBot) -> None:
    label = Words("one and another")
    qtbot.addWidget(label)
    line = label.heightForWidth(400)
    assert label.heightForWidth(60) > line
    label.set_words("one and another, and more of them than one line has room for at this width")
    several = label.heightForWidth(400)
    assert several > line
    letters = label.font()
    letters.setPixelSize(80)
    label.setFont(letters)
    assert label.heightForWidth(400) > several


@pytest.mark.parametrize(
    "said",
    ["Jean’s mother-in-law 😀 said so", "https://example.org/one-two/three was it", "Llanfairpwllgwyngyll\nis far"],
)
def test_words_across_a_page_never_have_less_room_than_their_longest(said: str, qtbot: QtBot) -> None:
    across, alone = Words(said, across=True), Words(said)
    for label in (across, alone):
        qtbot.addWidget(label)
    assert 0 <= across.minimumSizeHint().width() - alone.minimumSizeHint().width() <= 1
    assert across.sizeHint() == across.minimumSizeHint()
    assert across.heightForWidth(400) == alone.heightForWidth(400)


def test_a_button_on_a_page_is_not_told_later_to_be_polished_which_lays_the_page_out_again(qtbot: QtBot) -> None:
    told: list[QEvent.Type] = []

    class Heard(QObject):
        def eventFilter(self, _link: QObject, event: QEvent) -> bool:
            told.append(event.type())
            return False

    page, heard = QWidget(), Heard()
    qtbot.addWidget(page)
    page.show()
    link = LinkButton("Read it all", page)
    link.installEventFilter(heard)
    link.show()
    QCoreApplication.processEvents()
    assert QEvent.Type.Polish in told
    assert QEvent.Type.PolishRequest not in told


def test_a_page_is_not_asked_how_wide_it_would_like_to_be(qtbot: QtBot) -> None:
    asked: list[int] = []

    class Line(PageTitle):
        def heightForWidth(self, width: int) -> int:
            asked.append(width)
            return super().heightForWidth(width)

    page = Column()
    qtbot.addWidget(page)
    page.resize(700, 500)
    page.lines.addWidget(Line("one line"))
    page.show()
    assert min(asked) > 600, "some width no page has"


def test_initials_skip_titles() -> None:
    assert [initial(name) for name in ("Mrs B", "eric", "Dr. Ng", "", "Ŵyn", "Mr")] == ["B", "E", "N", "", "Ŵ", "M"]


def test_the_halo_follows_the_keyboard_and_goes_with_it(qtbot: QtBot, dressed: QApplication) -> None:
    sheet = Column()
    qtbot.addWidget(sheet)
    start, more = PrimaryButton("Start writing"), Chip("Everyone")
    sheet.lines.addWidget(start)
    sheet.lines.addWidget(more)
    with qtbot.waitActive(sheet):
        sheet.show()
        sheet.activateWindow()
    for button in (start, more):
        button.setFocus(Qt.FocusReason.TabFocusReason)
        (halo,) = sheet.findChildren(Halo)
        assert halo.isVisible()
        around = halo.mapToGlobal(halo.rect().center()) - button.mapToGlobal(button.rect().center())
        assert around.manhattanLength() <= 2
    more.clearFocus()
    assert not any(halo.isVisible() for halo in sheet.findChildren(Halo))


def test_a_hand_that_points_needs_no_halo(qtbot: QtBot, dressed: QApplication) -> None:
    watch = InputWatch(dressed, {Qt.Key.Key_F9: Qt.KeyboardModifier.NoModifier})
    sheet = Column()
    qtbot.addWidget(sheet)
    start, more = PrimaryButton("Start writing"), QuietButton("Later")
    sheet.lines.addWidget(start)
    sheet.lines.addWidget(more)
    with qtbot.waitActive(sheet):
        sheet.show()
        sheet.activateWindow()
    start.setFocus()
    at = more.mapTo(sheet, more.rect().center())
    QTest.mouseClick(sheet.windowHandle(), Qt.MouseButton.LeftButton, pos=at)  # as the system does: to the window
    start.setFocus()
    assert not any(halo.isVisible() for halo in sheet.findChildren(Halo))
    qtbot.keyClick(start, Qt.Key.Key_Tab)
    assert more.hasFocus()
    assert any(halo.isVisible() for halo in sheet.findChildren(Halo))
    watch.stop()
