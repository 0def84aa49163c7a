"""Ink by hand and by key: draws, rubs out, writes notes and moves them, each one change of the open conversation."""

from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QPlainTextEdit, QWidget

from sbp_desktop.models import ink
from sbp_desktop.models.arrangement import Point
from sbp_desktop.services import ink as services
from sbp_desktop.ui import theme
from sbp_desktop.ui.typing_steps import TypingSteps
from sbp_desktop.ui.web import ink_item, ink_tools, tools
from sbp_desktop.ui.web.ink_item import InkItems
from sbp_desktop.ui.web.tools import Pointer, Tool
from sbp_desktop.ui.web.web_hand import PEN, WebHand

_BOX = (240, 96)  # pixels at the ordinary text size
_STEP = 12.0  # page units an arrow moves a note
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NoteBox(QPlainTextEdit):
    """Where the words of a note are typed, on the page itself. Enter or leaving it keeps them, Esc does not.

    `typed` carries what is typed so far, at each pause (decisions.md D8).
    """

    kept = Signal(str)
    typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAccessibleName(self.tr("Words on the page"))
        self.setPlaceholderText(self.tr("Words on the page"))
        self.setTabChangesFocus(True)
        self._steps = TypingSteps(self)
        self._steps.due.connect(lambda: self.typed.emit(self.toPlainText()))
        self.textChanged.connect(self._typing)
        self.hide()

    def ask(self, at: QPoint, text: str) -> None:
        """Ask for words with the middle of the box at a pixel."""
        self.setPlainText(text)
        self.selectAll()
        self.resize(theme.scaled(_BOX[0]), theme.scaled(_BOX[1]))
        room = self._over.rect()
        left = min(max(at.x() - self.width() // 2, 0), room.width() - self.width())
        top = min(max(at.y() - self.height() // 2, 0), room.height() - self.height())
        self.move(left, top)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Say what was typed, once, and go."""
        if not self.isHidden():
            self._steps.stop()
            self.hide()
            self.kept.emit(self.toPlainText().strip())

    def _typing(self) -> None:
        if self.isVisible():
            self._steps.typed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep on Enter, leave on Esc; Shift and Enter begin a new line."""
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.keep()
        elif event.key() in _ENTER and not shifted:
            self.keep()
        else:
            super().keyPressEvent(event)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep what is typed when the cursor leaves."""
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.keep()
        return super().event(event)


class InkHand(QObject):
    """The pen of one view. `conversation` is whose drawing it is; None leaves that to the service."""

    def __init__(self, hand: WebHand) -> None:
        super().__init__(hand)
        self._hand, self._view, self._scene = hand, hand.view, hand.scene
        self.conversation: UUID | None = None
        self._stroke: list[Point] = []
        self._path = QPainterPath()
        self._drying: list[QGraphicsPathItem] = []
        self._box = NoteBox(self._view)
        self._note = uuid4()
        self._new: dict[str, Any] = {}
        hand.pen_tool = self.tool_for
        hand.asked_for_words.connect(self.ask_for_words)
        self._box.kept.connect(self._take_words)
        self._box.typed.connect(self._keep_typing)
        self._view.installEventFilter(self)
        self._view.scrolled.connect(self._box.keep)
        self._scene.shown.connect(self._dry)
        self._scene.chosen_changed.connect(lambda _id: self.choose(None))

    @property
    def ink(self) -> InkItems:
        """The ink on the page."""
        return self._scene.ink

    def tool_for(self, pressed: Pointer) -> Tool | None:
        """Return what a press does with ink; None where it is not about ink."""
        doing = self._hand.doing
        if self._scene.showing.fixed:
            return tools.pan(self._hand, pressed) if doing in PEN else None
        if doing == "drawing":
            return ink_tools.draw(self, pressed)
        if doing == "rubbing":
            return ink_tools.rub(self, pressed)
        if doing == "noting":
            return ink_tools.put_note(self, pressed)
        note = self.ink.note_at(pressed.page)
        if note is not None and not doing and self._scene.node_at(pressed.page, 0) is None:
            return ink_tools.move_note(self, note, pressed)
        self.choose(None)
        return None

    def rubber(self) -> float:
        """Return how far the rubber reaches, page units."""
        return self._hand.reach() / 2

    def choose(self, id_: UUID | None) -> None:
        """Choose a note or a stroke, or nothing."""
        if self.ink.chosen != id_:
            if id_ is not None:
                self._scene.choose(None)
            self.ink.choose(id_)
            if id_ is not None and QAccessible.isActive():
                text = self.ink.shown(id_).text
                said = self.tr("Note: {0}").format(text) if text else self.tr("Stroke")
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, said))

    # -- strokes

    def begin_stroke(self, point: QPointF) -> None:
        """Put the pen down."""
        self._stroke = [(point.x(), point.y())]
        self._path = QPainterPath(point)
        self._path.lineTo(point + QPointF(0.01, 0))
        self._scene.preview_ink(self._path)

    def lead_stroke(self, point: QPointF) -> None:
        """Draw on to here."""
        before = QPointF(*self._stroke[-1])
        self._path.quadTo(before, (before + point) / 2)
        self._scene.preview_ink(self._path)
        self._stroke.append((point.x(), point.y()))

    def drop_stroke(self) -> None:
        """Give the stroke up."""
        self._scene.hide_preview()

    def keep_stroke(self) -> None:
        """Lift the pen; the stroke stays to be seen, drying, until the kept one is."""
        self._scene.hide_preview()
        drying = QGraphicsPathItem(self._path)
        drying.setZValue(ink_item.PEN_Z)
        drying.setPen(ink_item.pen(self._scene.drawn_with))
        self._scene.addItem(drying)
        self._drying.append(drying)
        drawn = ink.thinned(self._stroke)
        x, y = ink.middle(drawn)
        layout = self._scene.arrangement.layout
        self._hand.edits.ask(
            services.draw,
            self._hand.edits.person,
            ink.shifted(drawn, (-x, -y)),
            ink.place_of(layout, (x, y)),
            layout=layout.name,
            conversation=self.conversation,
        )

    def _dry(self) -> None:
        for dry in self._drying:
            self._scene.removeItem(dry)
        self._drying = []

    # -- notes

    def ask_for_words(self, point: QPointF) -> None:
        """Ask what to write at a page point."""
        layout = self._scene.arrangement.layout
        place = ink.place_of(layout, (point.x(), point.y()))
        self._note, self._new = uuid4(), {"spot": place, "layout": layout.name, "conversation": self.conversation}
        self._box.ask(self._view.mapFromScene(point), "")

    def change_words(self, note: UUID) -> None:
        """Ask for other words for a note."""
        self._note, self._new = note, {}
        self._box.ask(self._view.mapFromScene(self.ink.point_of(note)), self.ink.shown(note).text)

    def _keep_typing(self, text: str) -> None:
        context: dict[str, object] = {}
        if self._new:
            (x, y), talk = self._new["spot"], self._new["conversation"]
            context = {"x": x, "y": y, "layout": self._new["layout"], "conversation": talk.hex if talk else ""}
        self._hand.edits.keep_typing(self._note, services.TEXT, text, context)

    def _take_words(self, text: str) -> None:
        edits, note = self._hand.edits, self._note
        if text and self._new:
            edits.ask(services.write_note, edits.person, text, note=note, **self._new)
        elif text and note in self.ink.ids() and text != self.ink.shown(note).text:
            edits.ask(services.set_note, note, text)
        else:
            edits.forget_typing(note, services.TEXT)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_place(self, note: UUID) -> None:
        """Keep where a note is drawn now."""
        layout, point = self._scene.arrangement.layout, self.ink.point_of(note)
        place = ink.place_of(layout, (point.x(), point.y()))
        self._hand.edits.ask(services.move, note, place, layout=layout.name)

    def rub_out(self, ids: set[UUID]) -> None:
        """Take this ink away, as one change."""
        if ids:
            self._hand.edits.ask(services.rub_out, tuple(ids))

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a piece of ink is chosen, the keys that move, change and remove are about it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.ink.chosen is not None:
            return self._key(self.ink.chosen, event.key())
        return super().eventFilter(watched, event)

    def _key(self, chosen: UUID, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            self.choose(None)
        elif self._scene.showing.fixed:
            return False
        elif key in _ARROWS:
            across, down = _ARROWS[Qt.Key(key)]
            self.ink.move(chosen, self.ink.point_of(chosen) + QPointF(across, down) * _STEP)
            self.keep_place(chosen)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.rub_out({chosen})
        elif (key in _ENTER or key == Qt.Key.Key_F2) and self.ink.shown(chosen).text:
            self.change_words(chosen)
        else:
            return False
        return True
