"""The panel that slides over the page's edge: five things at most about what is chosen, the rest behind "More"."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from sbp_desktop.models.snapshots import NodeSnapshot, WebSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.web import node_part, tie_part
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.kept_field import KeptField
from sbp_desktop.ui.web.panel_sheet import Part, Sheet, Thing
from sbp_desktop.ui.web.scene import NO_WEB
from sbp_desktop.ui.widgets import Chip, Hairline, Scroll, TextField

_WIDTH = 340  # pixels at the ordinary text size


class SidePanel(QFrame):
    """Shows and changes one node or line. `closed` when it slides away, `choose` to look at something else.

    `layer_wanted` carries a node and its new layer, `end_wanted` a line and the end ("a", "b") to take elsewhere.
    `safety_wanted` when somebody may be harmed.
    `parts` and `rest_parts` write rows of their own for whatever is shown, the second behind "More".
    """

    closed = Signal()
    choose = Signal(object)
    layer_wanted = Signal(object, str)
    end_wanted = Signal(object, str)
    safety_wanted = Signal()

    def __init__(self, edits: WebEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self._edits, self._over = edits, parent
        self._web = NO_WEB
        self.shown: UUID | None = None
        self.parts: list[Part] = []
        self.rest_parts: list[Part] = []
        self._folded: list[tuple[str, Callable[[UUID, QWidget, bool], QWidget]]] = []
        self._offers: list[tuple[Callable[[NodeSnapshot], str], Callable[[UUID], object]]] = []
        self._sheet: Sheet | None = None
        self._written: object = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll = Scroll(self)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(Hairline(self, upright=True))
        across.addWidget(self._scroll, 1)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.hide()

    def offer(self, words_for: Callable[[NodeSnapshot], str], run: Callable[[UUID], object]) -> None:
        """Offer something to do with whoever is shown; "" from `words_for` offers nothing."""
        self._offers.append((words_for, run))

    def fold_in(self, title: str, make: Callable[[UUID, QWidget, bool], QWidget]) -> None:
        """Keep something behind a link with whoever is shown. `make` gets their id, a parent, and whether by key."""
        self._folded.append((title, make))

    # -- showing

    def open_on(self, web: WebSnapshot, id_: UUID) -> None:
        """Show this node or line, sliding in if the panel was away."""
        away = self.isHidden()
        self.shown = id_
        self.refresh(web)
        self.place()
        if away and self.shown is not None:
            self.show()
            self.raise_()
            self._slide_in()

    def refresh(self, web: WebSnapshot) -> None:
        """Take up new values; what is being typed is left alone."""
        self._web = web
        thing = self._thing()
        if thing is None:
            self._put_away()
            return
        written = (thing.id, self._belonging(thing))
        if self._sheet is None or self._written != written:
            inside = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
            self._write(thing)
            self._written = written
            if inside and not self.isHidden():
                self.enter()
        elif self._sheet is not None:
            self._sheet.show_web(web)

    def slide_away(self) -> None:
        """Close the panel; a half-typed name is kept."""
        if not self.isHidden():
            self.keep()
            self._put_away()

    def keep(self) -> None:
        """Make what is half typed part of the record."""
        for field in self.findChildren(KeptField):
            field.leave()
        for text in self.findChildren(KeptText):
            text.leave()

    def enter(self) -> None:
        """Put the keyboard on the first thing to change."""
        for found in self._scroll.findChildren(QWidget):
            if isinstance(found, TextField | Chip) and found.isEnabled() and not found.isHidden():
                found.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def place(self) -> None:
        """Stand at the right edge of the parent, over whatever is there."""
        room = self._over.rect()
        width = min(theme.scaled(_WIDTH), room.width() - theme.SPACE_32)
        self.setGeometry(QRect(room.right() + 1 - width, 0, width, room.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.slide_away()
        else:
            super().keyPressEvent(event)

    # -- inside

    def _thing(self) -> Thing | None:
        nodes = (node for node in self._web.nodes if node.id == self.shown)
        return next(nodes, None) or next((tie for tie in self._web.ties if tie.id == self.shown), None)

    def _belonging(self, thing: Thing) -> object:
        """Return what the rows themselves depend on, beside the values in them."""
        if isinstance(thing, NodeSnapshot):
            return [pair for pair in self._web.members if thing.id in pair]
        return thing.a, thing.b

    def _write(self, thing: Thing) -> None:
        self.keep()
        sheet = self._sheet = Sheet(self._edits, self._web, thing)
        sheet.choose.connect(self.choose)
        sheet.close_wanted.connect(self.slide_away)
        sheet.layer_wanted.connect(self.layer_wanted)
        sheet.end_wanted.connect(self.end_wanted)
        sheet.safety_wanted.connect(self.safety_wanted)
        if isinstance(thing, NodeSnapshot):
            self._write_node(sheet, thing)
        else:
            tie_part.build(sheet, thing)
            self._write_parts(sheet, thing, tie_part.build_rest)
            sheet.link(self.tr("Remove this line"), lambda: self._edits.remove_tie(thing.id))
        sheet.end()
        self._scroll.setWidget(sheet)

    def _write_node(self, sheet: Sheet, node: NodeSnapshot) -> None:
        node_part.build(sheet, node)
        itself = node.id == self._web.self_node
        for words_for, run in () if itself else self._offers:
            if text := words_for(node):
                sheet.link(text, partial(run, node.id))
        for title, make in self._folded:
            sheet.fold(title, partial(self._write_folded, sheet, make))
        if itself:
            return
        self._write_parts(sheet, node, node_part.build_rest)
        sheet.link(self.tr("Remove"), lambda: self._edits.remove_node(node.id, node.label))

    def _write_folded(self, sheet: Sheet, make: Callable[[UUID, QWidget, bool], QWidget], by_key: bool) -> None:
        sheet.row(make(sheet.id, sheet, by_key))

    def _write_parts(self, sheet: Sheet, thing: Thing, rest: Part) -> None:
        for part in self.parts:
            part(sheet, thing)

        def write_rest(_by_key: bool) -> None:
            for part in (rest, *self.rest_parts):
                part(sheet, thing)

        sheet.fold(self.tr("More"), write_rest)

    def _put_away(self) -> None:
        self.shown = None
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _slide_in(self) -> None:
        if not theme.motion_ms():
            return
        place = self.pos()
        self._slide.stop()
        self._slide.setDuration(theme.motion_ms())
        self._slide.setStartValue(place + QPoint(self.width() // 4, 0))
        self._slide.setEndValue(place)
        self._slide.start()
