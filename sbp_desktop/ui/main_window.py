"""The one window: rail, the page in front, the line at the foot. Pages are widgets to it and nothing more."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.foot_line import FootLine
from sbp_desktop.ui.notices import NoticeLine
from sbp_desktop.ui.rail import Rail, RailEntry
from sbp_desktop.ui.widgets import Hairline

_FIRST_SIZE = QSize(1280, 800)
_SMALLEST = QSize(640, 480)
_SEARCH_WIDTH = 620  # pixels at the ordinary text size


class MainWindow(QWidget):
    """Shows one page at a time and remembers the way back.

    While a person is open the rail is slim and marks nothing. The title never names anybody.
    """

    entry_chosen = Signal(str)
    closing = Signal()

    def __init__(
        self, places: Sequence[RailEntry], tools: Sequence[RailEntry] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Support web"))
        self.setMinimumSize(_SMALLEST)
        self.resize(_FIRST_SIZE)
        self.body = QWidget(self)
        self.rail = Rail(places, tools, self.body)
        self.foot = FootLine(self.body)
        self.pages = QStackedWidget(self.body)
        self.notices = NoticeLine(self.pages)
        self._way: list[tuple[str, QWidget, bool]] = []
        self._alone: QWidget | None = None
        self._search: QWidget | None = None
        self._lay_out()
        self.rail.chosen.connect(self.entry_chosen)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        over, beside = Hairline(self.body), Hairline(self.body, upright=True)
        across = QHBoxLayout(self.body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(beside)
        across.addLayout(right, 1)
        right.addWidget(self.pages, 1)
        right.addWidget(over)
        right.addWidget(self.foot)
        self._around = (self.rail, beside, over, self.foot)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self.body)

    def show_page(self, name: str, page: QWidget, *, person_open: bool = False) -> None:
        """Bring a page to the front; `name` marks its rail entry. A page shown before leads back to where it was."""
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        for place, (_, known, _) in enumerate(self._way):
            if known is page:
                del self._way[place + 1 :]
                self._way.pop()
                break
        self._way.append((name, page, person_open))
        self._bring_forward()

    def start_at(self, name: str, page: QWidget) -> None:
        """Bring a page to the front with no way back behind it."""
        self._way.clear()
        self.show_page(name, page)

    def show_alone(self, page: QWidget) -> None:
        """Bring a page to the front with nothing around it and no way back behind it, until it is forgotten."""
        self._alone = page
        self._way.clear()
        self.notices.forget()
        self.show_page("", page, person_open=True)

    def step_back(self) -> bool:
        """Close the search, or go to the page before; False at the beginning of the way."""
        if self._search is not None and self._search.isVisible():
            self._search.hide()
            self._way[-1][1].setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if len(self._way) < 2:
            return False
        self._way.pop()
        self._bring_forward()
        return True

    def leave(self, page: QWidget) -> None:
        """Take a page off the way; it stays, to be shown again."""
        self._way = [step for step in self._way if step[1] is not page]

    def forget(self, page: QWidget) -> None:
        """Take a page off the way and destroy it with every word on it."""
        self.leave(page)
        self._alone = None if page is self._alone else self._alone
        self.pages.removeWidget(page)
        page.hide()
        page.deleteLater()
        if self._way:
            self._bring_forward()

    def forget_all(self) -> None:
        """Destroy every page, as before a lock."""
        self._way.clear()
        while (page := self.pages.currentWidget()) is not None:
            self.forget(page)

    def page(self) -> QWidget | None:
        """Return the page in front."""
        return self._way[-1][1] if self._way else None

    @property
    def person_open(self) -> bool:
        """Whether a person's page is in front, so that nobody else may be named anywhere."""
        return bool(self._way) and self._way[-1][2]

    def set_search(self, search: QWidget) -> None:
        """Keep this widget hidden over the top of the page until `open_search`."""
        search.setParent(self.body)
        search.hide()
        self._search = search

    def open_search(self) -> None:
        """Show the search over the page with the cursor in it."""
        if self._search is not None:
            self._place_floating()
            self._search.show()
            self._search.raise_()
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_body(self, page: QWidget) -> None:
        """Take everything shown out of the window, so that neither keyboard nor screen reader finds it there.

        `page` lies over it by now and takes its place, unless it is a window of its own.
        """
        self.body.hide()
        self.body.setParent(None)
        if not page.isWindow():
            self._whole.addWidget(page)

    def give_body_back(self, page: QWidget) -> None:
        """Put back what was taken, as it was, in the place of this page."""
        self._whole.removeWidget(page)
        self._whole.addWidget(self.body)
        self.body.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step back on Esc when the page itself had no use for it."""
        if event.key() == Qt.Key.Key_Escape and self.step_back():
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the rail slim where room is short, and what floats in its place."""
        super().resizeEvent(event)
        self._fit_rail()
        self._place_floating()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the system's text size or theme while running."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ThemeChange:
            theme.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the app put everything away before the window goes."""
        self.closing.emit()
        super().closeEvent(event)

    def _bring_forward(self) -> None:
        name, page, person_open = self._way[-1]
        for part in self._around:
            part.setVisible(page is not self._alone)
        if self._search is not None:
            self._search.hide()
        last: QWidget | None = page.focusWidget()  # asked before Qt picks the first field it finds
        self.rail.mark(None if person_open else name)
        self._fit_rail()
        self._make_room(page)
        self.pages.setCurrentWidget(page)
        (last if last is not None else page).setFocus(Qt.FocusReason.OtherFocusReason)
        self.notices.raise_()

    def _make_room(self, page: QWidget) -> None:
        """Give the page the room the rail leaves before it is shown, or it would be laid out twice; the one it comes
        after is gone by then, or it would be laid out once more."""
        layout, last = self.body.layout(), self.pages.currentWidget()
        if last is not None and last is not page:
            last.hide()
        if layout is not None:
            layout.activate()

    def _fit_rail(self) -> None:
        self.rail.set_slim(self.person_open or theme.narrow(self.width()))

    def _place_floating(self) -> None:
        if self._search is not None:
            left = self.rail.width() + theme.SPACE_32
            room = self.width() - left - theme.SPACE_32
            wide = min(theme.scaled(_SEARCH_WIDTH), room)
            high = min(max(self._search.sizeHint().height(), theme.scaled(120)), self.height() - 2 * theme.SPACE_32)
            self._search.setGeometry(QRect(left, theme.SPACE_16, wide, high))
