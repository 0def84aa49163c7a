"""The panel that slides over the page's edge: five things at most about what is chosen, the rest behind "More"."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from sbp_desktop.models.lenses import may_be_reached
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Flow
from sbp_desktop.ui import theme
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.scene import NO_WEB
from sbp_desktop.ui.web.words import Choices
from sbp_desktop.ui.widgets import Chip, Hairline, Heading, LinkButton, Secondary, TextField

_WIDTH = 340  # pixels at the ordinary text size
_YES: Choices = {"yes": "yes"}


class SidePanel(QFrame):
    """Shows and changes one node or line. `closed` when it slides away, `choose` to look at something else."""

    closed = Signal()
    choose = Signal(object)
    layer_wanted = Signal(object, str)

    def __init__(self, edits: WebEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self._edits, self._over = edits, parent
        self._web = NO_WEB
        self.shown: UUID | None = None
        self._renew: list[Callable[[Any], None]] = []
        self._folded: list[tuple[str, Callable[[UUID, QWidget, bool], QWidget]]] = []
        self._offers: list[tuple[Callable[[NodeSnapshot], str], Callable[[UUID], object]]] = []
        self._rest: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        self._web = web
        if self.shown != id_ or away:
            self.shown = id_
            self._build()
        self.refresh(web)
        self.place()
        if away:
            self.show()
            self.raise_()
            self._slide_in()

    def refresh(self, web: WebSnapshot) -> None:
        """Take up new values; what is being typed is left alone."""
        self._web = web
        thing = self._thing()
        if thing is None:
            self.slide_away()
            return
        for renew in self._renew:
            renew(thing)

    def slide_away(self) -> None:
        """Close the panel."""
        if self.isHidden():
            return
        if (field := self.focusWidget()) is not None:
            field.clearFocus()  # so that a half-typed name is kept
        self.hide()
        self.shown = None
        self.closed.emit()

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

    # -- building

    def _thing(self) -> NodeSnapshot | TieSnapshot | None:
        nodes = (node for node in self._web.nodes if node.id == self.shown)
        ties = (tie for tie in self._web.ties if tie.id == self.shown)
        return next(nodes, None) or next(ties, None)

    def _build(self) -> None:
        self._renew = []
        sheet = QWidget()
        self._lines = QVBoxLayout(sheet)
        self._lines.setContentsMargins(theme.SPACE_24, theme.SPACE_24, theme.SPACE_24, theme.SPACE_24)
        self._lines.setSpacing(theme.SPACE_8)
        thing = self._thing()
        if isinstance(thing, NodeSnapshot):
            self._build_node(thing)
        elif isinstance(thing, TieSnapshot):
            self._build_tie(thing)
        self._lines.addStretch(1)
        self._scroll.setWidget(sheet)
        self._scroll.viewport().setAutoFillBackground(False)
        sheet.setAutoFillBackground(False)

    def _build_node(self, node: NodeSnapshot) -> None:
        self._head(
            lambda thing: thing.label, lambda thing: words.detail(thing) or words.said(words.LAYERS, thing.domain)
        )
        if node.id == self._web.self_node:
            self._text(self.tr("Name"), "label", node.id)
            self._add_folded(node.id)
            return
        self._text(self.tr("Name"), "label", node.id)
        self._text(self.tr("Who they are to {0}").format(self._own_name()), "relation", node.id)
        kinds = self._chips(self.tr("What it is"), words.KINDS, common=words.COMMON_KINDS, needed=True)
        self._bind(kinds, "kind", lambda value: self._edits.set_node(node.id, kind=value))
        layers = self._chips(self.tr("Where it belongs"), words.LAYERS, needed=True)
        self._bind(layers, "domain", lambda value: self.layer_wanted.emit(node.id, value))
        self._flag(self.tr("Looks after {0}").format(self._own_name()), "is_carer", node.id)
        mine = next((tie for tie in self._web.ties if {tie.a, tie.b} == {node.id, self._web.self_node}), None)
        if mine is not None:
            self._link(self.tr("The line to {0}").format(self._own_name()), lambda: self.choose.emit(mine.id))
        for words_for, run in self._offers:
            if text := words_for(node):
                self._link(text, partial(run, node.id))
        self._add_folded(node.id)
        self._fold(self.tr("More"), lambda _by_key: self._build_node_rest(node.id))
        self._link(self.tr("Remove"), lambda: self._edits.remove_node(node.id, node.label))

    def _build_node_rest(self, node: UUID) -> None:
        for title, choices, name in (
            (self.tr("Now"), words.STATUSES, "status"),
            (self.tr("Among my people"), words.TIERS, "tier"),
            (self.tr("Why they come"), words.PAID, "paid"),
            (self.tr("How far"), words.DISTANCES, "distance"),
            (self.tr("Which day"), words.WEEKDAYS, "weekday"),
        ):
            self._bind(self._chips(title, choices, needed=name == "status"), name, self._node_setter(node, name))
        self._flag(self.tr("Somebody to ring first"), "lifeline", node)
        self._flag(self.tr("Has died, and stays on the page"), "remembered", node)
        known = self._chips(self.tr("Knows they are on this page"), words.KNOWN)
        self._bind(known, "knows_on_map", self._node_setter(node, "knows_on_map"))
        reach = self._text(self.tr("How to reach them"), "reach", node)
        reach.setPlaceholderText(self.tr("Ask them first, then say above that they know."))
        self._renew.append(lambda thing: reach.setEnabled(may_be_reached(thing) or bool(thing.reach)))

    def _build_tie(self, tie: TieSnapshot) -> None:
        labels = {node.id: node.label for node in self._web.nodes}
        a, b = labels.get(tie.a, ""), labels.get(tie.b, "")
        self._head(
            lambda _thing: self.tr("{0} and {1}").format(a, b),
            lambda thing: words.said(words.STRENGTHS, thing.strength),
        )
        for title, choices, name in (
            (self.tr("How close"), words.STRENGTHS, "strength"),
            (self.tr("Hard at times"), words.STRESSES, "stress"),
            (self.tr("Help goes"), self._flows(a, b), "flow"),
            (self.tr("How often"), words.FREQUENCIES, "frequency"),
        ):
            self._bind(self._chips(title, choices), name, self._tie_setter(tie.id, name))
        support = self._chips(self.tr("What it gives"), words.SUPPORT, several=True, common=words.COMMON_SUPPORT)
        self._bind(support, "support", lambda values: self._edits.set_tie(tie.id, support=sorted(values)))
        self._fold(self.tr("More"), lambda _by_key: self._build_tie_rest(tie.id))
        for end in (tie.a, tie.b):
            if end != self._web.self_node:
                self._link(self.tr("About {0}").format(labels.get(end, "")), partial(self.choose.emit, end))
        self._link(self.tr("Remove this line"), lambda: self._edits.remove_tie(tie.id))

    def _build_tie_rest(self, tie: UUID) -> None:
        hoped = self._chips(self.tr("Hoped for, not there yet"), _YES)
        self._bind(hoped, "potential", lambda value: self._edits.set_tie(tie, potential=bool(value)))
        self._text(self.tr("What it is about"), "kind", tie)
        helps = self._chips(self.tr("Does it help {0}").format(self._own_name()), words.HELPS)
        self._bind(helps, "helps_me", lambda value: self._edits.set_tie(tie, helps_me=value or None))

    def _flows(self, a: str, b: str) -> Choices:
        return {
            "a_to_b": self.tr("to {0}").format(b),
            "b_to_a": self.tr("to {0}").format(a),
            "both": self.tr("both ways"),
            "none": self.tr("neither way"),
        }

    def _node_setter(self, node: UUID, name: str) -> Callable[[str], None]:
        return lambda value: self._edits.set_node(node, **{name: value or None})

    def _tie_setter(self, tie: UUID, name: str) -> Callable[[str], None]:
        return lambda value: self._edits.set_tie(tie, **{name: value or Flow.UNKNOWN.value})

    def _own_name(self) -> str:
        label = next((node.label for node in self._web.nodes if node.id == self._web.self_node), "")
        return label or self.tr("them")

    # -- parts

    def _head(self, title: Callable[[Any], str], below: Callable[[Any], str]) -> None:
        close = LinkButton(self.tr("Close"), self, icon_name="close")
        close.clicked.connect(self.slide_away)
        heading, line = Heading("", self), Secondary("", self)
        across = QHBoxLayout()
        across.addWidget(heading, 1)
        across.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._lines.addLayout(across)
        self._lines.addWidget(line)
        self._lines.addSpacing(theme.SPACE_8)
        self._renew.append(lambda thing: heading.setText(title(thing) or self._own_name()))
        self._renew.append(lambda thing: line.setText(below(thing)))

    def _text(self, title: str, name: str, id_: UUID) -> TextField:
        self._lines.addWidget(Secondary(title, self))
        field = TextField(title, "", self)
        field.setObjectName(name)
        self._lines.addWidget(field)

        def keep() -> None:
            thing = self._thing()
            text = field.text().strip()
            if thing is None or text == getattr(thing, name) or (name == "label" and not text):
                return
            if isinstance(thing, NodeSnapshot):
                self._edits.set_node(id_, **{name: text})
            else:
                self._edits.set_tie(id_, **{name: text})

        field.editingFinished.connect(keep)
        self._renew.append(lambda thing: None if field.hasFocus() else field.setText(getattr(thing, name)))
        return field

    def _chips(self, title: str, choices: Choices, **options: Any) -> Chips:
        self._lines.addSpacing(theme.SPACE_4)
        self._lines.addWidget(Secondary(title, self))
        chips = Chips(title, choices, self, **options)
        self._lines.addWidget(chips)
        return chips

    def _bind(self, chips: Chips, name: str, keep: Callable[[Any], object]) -> None:
        chips.setObjectName(name)
        chips.chosen.connect(keep)

        def renew(thing: Any) -> None:
            value = getattr(thing, name)
            chips.show_value("yes" if value is True else None if value is False else value)

        self._renew.append(renew)

    def _flag(self, title: str, name: str, node: UUID) -> None:
        chips = self._chips(title, _YES)
        self._bind(chips, name, lambda value: self._edits.set_node(node, **{name: bool(value)}))

    def _link(self, text: str, run: Callable[[], object]) -> None:
        link = LinkButton(text, self)
        link.clicked.connect(run)
        self._lines.addWidget(link)

    def _add_folded(self, node: UUID) -> None:
        for title, make in self._folded:

            def build(by_key: bool, make: Callable[[UUID, QWidget, bool], QWidget] = make) -> None:
                self._lines.addWidget(make(node, self, by_key))

            self._fold(title, build)

    def _fold(self, title: str, build: Callable[[bool], None]) -> None:
        """Put something behind one link; it is built when first asked for, and told whether by key."""
        link = LinkButton(title, self)
        self._lines.addWidget(link)
        rest = QWidget(self)
        rest.hide()
        self._lines.addWidget(rest)

        def unfold() -> None:
            by_key = link.hasFocus()
            link.hide()
            outside, self._lines = self._lines, QVBoxLayout(rest)
            self._lines.setContentsMargins(0, 0, 0, 0)
            self._lines.setSpacing(theme.SPACE_8)
            build(by_key)
            self._lines = outside
            rest.show()
            self.refresh(self._web)

        link.clicked.connect(unfold)

    def _slide_in(self) -> None:
        if not theme.motion_ms():
            return
        place = self.pos()
        self._slide.stop()
        self._slide.setDuration(theme.motion_ms())
        self._slide.setStartValue(place + QPoint(self.width() // 4, 0))
        self._slide.setEndValue(place)
        self._slide.start()
