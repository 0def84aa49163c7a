"""What the side panel is made of: a column of named rows that keep what is changed and take up what others change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.kept_field import KeptField
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices
from sbp_desktop.ui.widgets import Heading, LinkButton, Secondary

Thing = NodeSnapshot | TieSnapshot
Part = Callable[["Sheet", Any], None]
"""Writes its rows for a node or a line onto a sheet."""

YES: Choices = {"yes": QT_TRANSLATE_NOOP("web", "yes")}

_UNDER_HEAD = 3  # after the name, the line under it and the room below them
_LINK = 260  # pixels at the ordinary text size that a link may take


class Sheet(QWidget):
    """The rows about one node or line. `choose` asks to look at something else, `close_wanted` to be put away.

    `layer_wanted` carries a node and its new layer, `end_wanted` a line and the end ("a", "b") to take elsewhere.
    `safety_wanted` when somebody may be harmed.
    """

    choose = Signal(object)
    close_wanted = Signal()
    layer_wanted = Signal(object, str)
    end_wanted = Signal(object, str)
    safety_wanted = Signal()

    def __init__(self, edits: WebEdits, web: WebSnapshot, thing: Thing) -> None:
        super().__init__()
        self.edits, self.web, self.id = edits, web, thing.id
        self.close_link: QWidget | None = None
        self._renew: list[Callable[[Any], object]] = []
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(theme.SPACE_24, theme.SPACE_24, theme.SPACE_24, theme.SPACE_24)
        self._lines.setSpacing(theme.SPACE_8)

    def thing(self) -> Thing | None:
        """Return what the sheet is about as it is now, None when it is gone."""
        nodes = (node for node in self.web.nodes if node.id == self.id)
        return next(nodes, None) or next((tie for tie in self.web.ties if tie.id == self.id), None)

    def show_web(self, web: WebSnapshot) -> bool:
        """Take up new values; what is being typed is left alone. Returns whether there is still something to show."""
        self.web = web
        thing = self.thing()
        if thing is None:
            return False
        for renew in self._renew:
            renew(thing)
        return True

    def own_name(self) -> str:
        """Return what to call the person."""
        label = self.label_of(self.web.self_node)
        return label or self.tr("them")

    def label_of(self, node: UUID) -> str:
        """Return what a node is called, "" when it is not there."""
        return next((one.label for one in self.web.nodes if one.id == node), "")

    # -- rows

    def head(self, title: Callable[[Any], str], below: Callable[[Any], str]) -> None:
        """Write who or what this is, a quieter line under it, and the way out."""
        self.close_link = close = LinkButton(self.tr("Close"), self, icon_name="close")
        close.clicked.connect(self.close_wanted)
        heading, line = Heading("", self), Secondary("", self)
        across = QHBoxLayout()
        self._lines.addLayout(across)
        across.addWidget(heading, 1)
        across.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._lines.addWidget(line)
        self._lines.addSpacing(theme.SPACE_8)
        self.renews(lambda thing: heading.setText(title(thing) or self.own_name()))
        self.renews(lambda thing: line.setText(below(thing)))

    def text(self, title: str, name: str) -> KeptField:
        """Let a field of words be changed, kept when the cursor leaves it."""
        self._lines.addWidget(Secondary(title, self))
        field = KeptField(self.edits, title, self.id, name, self)
        self._lines.addWidget(field)
        self.renews(lambda thing: field.show_text(getattr(thing, name), self._keep))
        return field

    def chips(self, title: str, choices: Choices, **options: Any) -> Chips:
        """Write a few choices under their name."""
        self._lines.addSpacing(theme.SPACE_4)
        self._lines.addWidget(Secondary(title, self))
        chips = Chips(title, choices, self, **options)
        self._lines.addWidget(chips)
        return chips

    def choice(self, title: str, choices: Choices, name: str, unsaid: str | None = None, **options: Any) -> Chips:
        """Let one of a few be a field's value; `unsaid` is kept when none is."""
        chips = self.chips(title, choices, **options)
        self.bind(chips, name, lambda value: self._keep(name, value or unsaid))
        return chips

    def flag(self, title: str, name: str) -> None:
        """Let something be so or not."""
        self.bind(self.chips(title, YES), name, lambda value: self._keep(name, bool(value)))

    def bind(self, chips: Chips, name: str, keep: Callable[[Any], object]) -> None:
        """Let chips show a field's value; `keep` gets what is chosen."""
        chips.setObjectName(name)
        chips.chosen.connect(keep)

        def renew(thing: Any) -> None:
            value = getattr(thing, name)
            chips.show_value("yes" if value is True else None if value is False else value)

        self.renews(renew)

    def link(self, text: str, run: Callable[[], object]) -> LinkButton:
        """Offer something to do."""
        link = _fitted(LinkButton(text, self))
        link.clicked.connect(run)
        self._lines.addWidget(link)
        return link

    def quiet(self, text: str) -> None:
        """Write a quiet line of words."""
        self._lines.addWidget(Secondary(text, self))

    def row(self, widget: QWidget) -> None:
        """Put a widget of one's own on the sheet."""
        self._lines.addWidget(widget)

    def under_head(self, widget: QWidget) -> None:
        """Put a widget of one's own before all rows."""
        self._lines.insertWidget(_UNDER_HEAD, widget)

    def renews(self, renew: Callable[[Any], object]) -> None:
        """Call this with the thing now, and whenever it has changed."""
        self._renew.append(renew)
        if (thing := self.thing()) is not None:
            renew(thing)

    def fold(self, title: str, build: Callable[[bool], object]) -> None:
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

        link.clicked.connect(unfold)

    def end(self) -> None:
        """Leave the rest of the sheet empty."""
        self._lines.addStretch(1)

    def _keep(self, name: str, value: Any) -> None:
        """Keep a field; a name is never emptied."""
        thing = self.thing()
        if thing is None or value == getattr(thing, name) or (name == "label" and not value):
            return
        if isinstance(thing, NodeSnapshot):
            self.edits.set_node(self.id, **{name: value})
        else:
            self.edits.set_tie(self.id, **{name: value})


def _fitted(link: LinkButton) -> LinkButton:
    """Shorten a link that is wider than the panel: it would push everything else out of sight."""
    link.ensurePolished()
    whole = link.text()
    shown = link.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, theme.scaled(_LINK))
    if shown != whole:
        link.setText(shown)
        link.setAccessibleName(whole)
        link.setToolTip(whole)
    return link
