"""The whole web as a list: the same people, places and lines, to read and change with the same keys and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sbp_desktop.ui import theme
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.web import told
from sbp_desktop.ui.web.web_table import NODE_COLUMNS, TIE_COLUMNS, WebTable, node_rows, tie_rows
from sbp_desktop.ui.web.words import say
from sbp_desktop.ui.widgets import Body, Heading, LinkButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sbp_desktop.ui.web.scene import WebScene
    from sbp_desktop.ui.web.web_view import WebView

_ROW = 44  # pixels at the ordinary text size
_LEAST_ROWS = 2  # of each table, with the heads of its columns, however little room there is
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Edits a cell in place: words in a field, one of a few in a list to pull down."""

    _half: HalfLine | None = None

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Give words a field, and a choice a list."""
        model = index.model()
        choices = model.choices(index) if isinstance(model, WebTable) else None
        if choices is None:
            field = QLineEdit(parent)
            self._half = model.half_line(field) if isinstance(model, WebTable) else None
            return field
        combo = QComboBox(parent)
        for value, text in choices.items():
            combo.addItem(say(text), value)
        combo.activated.connect(lambda: self._take(combo))
        return combo

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what is kept; a list opens at once."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))
            editor.showPopup()
        elif isinstance(editor, QLineEdit):
            model = index.model()
            if isinstance(model, WebTable) and self._half is not None:
                model.show_half(self._half, index)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Keep what was typed or chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text().strip(), Qt.ItemDataRole.EditRole)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """What was typed is kept, or Esc gave it up."""
        if self._half is not None:
            self._half.done()
            self._half = None
        super().destroyEditor(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Fill the cell."""
        editor.setGeometry(option.rect)

    def _take(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)


class CellView(QTableView):
    """A table one goes through cell by cell; Tab leaves it, Enter or F2 changes a cell or opens the panel."""

    def __init__(self, model: WebTable, name: str, view: WebView, parent: QWidget) -> None:
        super().__init__(parent)
        self._web_view = view
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.verticalHeader().hide()
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setHighlightSections(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.suit()

    def suit(self) -> None:
        """Make rows as high as the text asks, and keep some of them in sight."""
        row = theme.scaled(_ROW)
        self.verticalHeader().setDefaultSectionSize(row)
        self.setMinimumHeight(self.horizontalHeader().sizeHint().height() + _LEAST_ROWS * row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the cell on Enter; the keys of the web mean here what they mean there."""
        index = self.currentIndex()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and index.isValid() and self.state() != QAbstractItemView.State.EditingState:
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)
            else:
                self._web_view.hand.open_panel.emit(True)
        elif self._web_view.take_command(event):
            event.accept()
        else:
            super().keyPressEvent(event)


class WebList(QWidget):
    """Stands in the picture's place. What is chosen here is what is chosen on the picture, one line or several."""

    def __init__(self, view: WebView, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene: WebScene = view.web_scene
        self._following = False
        self.nodes = WebTable(view.hand.edits, NODE_COLUMNS, self)
        self.ties = WebTable(view.hand.edits, TIE_COLUMNS, self)
        self.people = CellView(self.nodes, self.tr("People and places"), view, self)
        self.lines = CellView(self.ties, self.tr("Lines between them"), view, self)
        self._between = Heading(self.tr("Lines between them"), self)
        self._on_page = Heading(told.on_the_page(), self)
        self.notes = Body("", self)
        self.in_words = LinkButton(self.tr("Say it all in words"), self, icon_name="words")
        self.in_words.setCheckable(True)
        self.words = QPlainTextEdit(self)
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(self.tr("The web in words"))
        self.words.hide()
        self._lay_out()
        self.in_words.toggled.connect(self._show_words)
        for table in (self.people, self.lines):
            table.selectionModel().selectionChanged.connect(self._choose)
            theme.bell.changed.connect(table.suit)
        self._scene.shown.connect(self.renew)
        self._scene.chosen_changed.connect(self._follow)
        self.setFocusProxy(self.people)
        self.hide()

    def _lay_out(self) -> None:
        sheet = QWidget(self)
        self._down = QVBoxLayout(sheet)
        self._down.setSpacing(theme.SPACE_8)
        self._down.addWidget(self.people, 3)
        self._down.addWidget(self._between)
        self._down.addWidget(self.lines, 1)
        self._down.addWidget(self._on_page)
        self._down.addWidget(self.notes)
        self._down.addWidget(self.in_words, 0, Qt.AlignmentFlag.AlignLeft)
        self._down.addWidget(self.words, 2)
        whole = QScrollArea(self)
        whole.setFrameShape(QFrame.Shape.NoFrame)
        whole.setWidgetResizable(True)
        whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.setWidget(sheet)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(whole)

    def set_margins(self, left: int, right: int) -> None:
        """Line up with the page around."""
        self._down.setContentsMargins(left, 0, right, 0)

    def renew(self) -> None:
        """Take up the web that is on the picture now; whoever was chosen stays so, and the cell one stood on."""
        if self.isHidden():
            return
        scene, column = self._scene, self.people.currentIndex().column()
        order = sorted(scene.reading_order(), key=lambda id_: id_ in scene.showing.quiet)
        self._following = True
        self.nodes.show(scene.web, node_rows(scene.web, order))
        self.ties.show(scene.web, tie_rows(scene.web, scene.ties))
        self._following = False
        self._show_words(self.in_words.isChecked())
        self._follow(scene.chosen, max(0, column))

    def _show_words(self, shown: bool) -> None:
        """Let the words stand in the tables' place."""
        self.people.setVisible(not shown)
        for part in (self._between, self.lines):
            part.setVisible(not shown and bool(self.ties.rows))
        self.notes.set_words("\n".join(told.notes(self._scene.web, self._scene.showing)))
        for label in (self._on_page, self.notes):
            label.setVisible(not shown and bool(self.notes.plain))
        self.words.setVisible(shown)
        if shown:
            self._tell()

    def _tell(self) -> None:
        scene = self._scene
        title = told.whose_and_when(scene.web, scene.showing.day)
        self.words.setPlainText(told.as_text(title, told.web_in_words(scene.web, scene.showing)))

    def _choose(self) -> None:
        """Let what is selected here be chosen on the picture."""
        if self._following:
            return
        self._following = True
        table = self.lines if self.lines.hasFocus() else self.people
        rows: Sequence[int] = sorted({index.row() for index in table.selectionModel().selectedRows()})
        model = self.ties if table is self.lines else self.nodes
        ids = [model.rows[row].id for row in rows]
        current = table.currentIndex().row()
        self._scene.pick(frozenset(ids) if len(ids) > 1 and table is self.people else frozenset())
        self._scene.choose(model.rows[current].id if ids and 0 <= current < len(model.rows) else None)
        self._following = False

    def _follow(self, id_: UUID | None, column: int = 0) -> None:
        """Stand on what was chosen elsewhere."""
        if self._following or self.isHidden():
            return
        self._following = True
        for table, model in ((self.people, self.nodes), (self.lines, self.ties)):
            row = model.row_of(id_)
            if row < 0 and model is self.nodes:
                row = next((i for i, one in enumerate(model.rows) if one.tie is not None and one.tie.id == id_), -1)
            if row >= 0 and row != table.currentIndex().row():
                index = model.index(row, column if model is self.nodes else 0)
                whole = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                table.selectionModel().setCurrentIndex(index, whole)
                table.scrollTo(index)
        self._following = False
