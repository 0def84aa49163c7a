"""A list under the field that fills it: arrows walk between them, Enter opens, letters typed go to the field."""

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QWidget

from sbp_desktop.ui.row_delegate import RowDelegate
from sbp_desktop.ui.snapshot_list_model import SNAPSHOT, SnapshotListModel
from sbp_desktop.ui.widgets import TextField

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WALK_IN = (Qt.Key.Key_Down, Qt.Key.Key_PageDown)


class FindField(TextField):
    """The field above a list: Down goes into the list, Enter opens."""

    walked_down = Signal()
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every other key types."""
        if event.key() in _WALK_IN:
            self.walked_down.emit()
        elif event.key() in _ENTER:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class RowList(QListView):
    """Rows of equal height. `chosen` carries the snapshot that was opened; `end_neared` asks for more rows."""

    chosen = Signal(object)
    end_neared = Signal()

    def __init__(
        self, field: FindField, model: SnapshotListModel, delegate: RowDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._field = field
        self.setModel(model)
        self.setItemDelegate(delegate)
        delegate.setParent(self)
        self._awaiting = self._enter_pressed = False
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        field.walked_down.connect(self._walk_in)
        field.entered.connect(self.choose_current)
        self.clicked.connect(self._choose)
        self.verticalScrollBar().valueChanged.connect(self._look_ahead)

    def await_answer(self) -> None:
        """What is shown is out of date: Enter now opens the first row of the answer, never a row of an older one."""
        self._awaiting, self._enter_pressed = True, False

    def take_answer(self, *, point: bool) -> None:
        """The model holds the answer. With `point` its first row is the one Enter opens."""
        self._awaiting = False
        if not self.hasFocus():
            self.setCurrentIndex(self.model().index(0, 0) if point else QModelIndex())
        if self._enter_pressed:
            self._enter_pressed = False
            self.choose_current()

    def choose_current(self) -> None:
        """Open the current row, or the first when there is none; wait for the answer under way."""
        if self._awaiting:
            self._enter_pressed = True
            return
        index = self.currentIndex()
        self._choose(index if index.isValid() else self.model().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Up from the first row and any letter go back to the field."""
        if event.key() in _ENTER:
            self.choose_current()
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Backspace or (event.text().isprintable() and event.text()):
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)
            self._field.setCursorPosition(len(self._field.text()))
            QApplication.sendEvent(self._field, event)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reached with Tab, the list has a row to stand on."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 0))

    def _walk_in(self) -> None:
        """From the row that Enter would open to the next; to the first where none is marked."""
        if self.model().rowCount():
            marked = self.currentIndex().row()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.setCurrentIndex(self.model().index(min(marked + 1, self.model().rowCount() - 1), 0))

    def _choose(self, index: QModelIndex) -> None:
        row: Any = index.data(SNAPSHOT) if index.isValid() else None
        if row is not None:
            self.chosen.emit(row)

    def _look_ahead(self, at: int) -> None:
        bar = self.verticalScrollBar()
        if at > bar.maximum() - 2 * bar.pageStep():
            self.end_neared.emit()
