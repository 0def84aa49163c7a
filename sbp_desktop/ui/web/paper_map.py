"""A photo of a map drawn on paper, laid under the web to trace: chosen, moved and stretched to fit, and put away."""

from collections.abc import Callable
from math import hypot
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models import ink
from sbp_desktop.models.arrangement import Point
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, ChangeSet, PaperMapSnapshot
from sbp_desktop.services import attachments
from sbp_desktop.storage.attachments import LOST, ON_ITS_WAY
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import kept_pictures, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.kept_pictures import Looked
from sbp_desktop.ui.web import photos, tools
from sbp_desktop.ui.web.card import TallCard
from sbp_desktop.ui.web.chips import Chips, Wrapped
from sbp_desktop.ui.web.paper_item import PaperItem
from sbp_desktop.ui.web.photo_hand import photo_in
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.tools import Pointer, Tool
from sbp_desktop.ui.web.web_hand import WebHand
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices
from sbp_desktop.ui.widgets import Body, Chip, LinkButton, Problem, Secondary

_WIDTH = 340  # pixels at the ordinary text size
_FIRST = 0.9  # of the page's width
_LEAST = 80.0  # page units a map is wide at least
_STEP, _STRETCH = 12.0, 1.05
_STRENGTHS: Choices = {
    "0.3": QT_TRANSLATE_NOOP("web", "faintly"),
    "0.6": QT_TRANSLATE_NOOP("web", "half"),
    "1.0": QT_TRANSLATE_NOOP("web", "plainly"),
}
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_LARGER, _SMALLER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal), (Qt.Key.Key_Minus,)


def lay(vault: Vault, person: UUID, photo: Path | QImage, width: float, layout: str) -> ChangeSet:
    """Lay this photo under the web, on the vault's thread. Raises RuleRefused, SaveFailed."""
    data = photos.prepared(photos.read_file(photo) if isinstance(photo, Path) else photo, photos.PAPER)
    return attachments.lay_paper_map(vault, person, data, width=width, spot=(0.0, 0.0), layout=layout)


class PaperUnder(QObject):
    """Reads the photo a scene's paper map needs, for whoever looks, and lets it go with the map.

    `audience` is who looks; `changed` rings when the photo is there, or is not the same any more; `lost` says that it
    cannot be read, `coming` that it is on its way from another laptop.
    """

    changed = Signal()

    def __init__(
        self, background: Background, scene: WebScene, parent: QObject | None = None, audience: Audience = FOR_WORKER
    ) -> None:
        super().__init__(parent)
        self._background, self._scene, self.audience = background, scene, audience
        self._asked: UUID | None = None
        self.lost = self.coming = False
        scene.shown.connect(self._follow)

    def _follow(self) -> None:
        paper = self._scene.paper.shown
        photo = None if paper is None else paper.photo
        if photo != self._asked:
            self._asked, self.lost, self.coming = photo, False, False
            self._scene.paper.set_photo(None, QImage())
            self._read()
        elif self.coming:
            self._read()
        self.changed.emit()

    def _read(self) -> None:
        if self._asked is not None:
            look = kept_pictures.look
            self._background.run(look, (self._asked,), photos.PAPER, self.audience, then=self._take)

    def _take(self, looked: Looked) -> None:
        if self._asked is not None:
            self.coming = self._asked in looked.coming
            self.lost = self._asked not in looked.found and not self.coming
            self._scene.paper.set_photo(self._asked, looked.found.get(self._asked, QImage()))
            self.changed.emit()


class PaperHand(QObject):
    """Moves and stretches the paper map by hand and by key, while that is what the hand is doing."""

    def __init__(self, hand: WebHand) -> None:
        super().__init__(hand)
        self._hand, self._scene = hand, hand.scene
        hand.paper_tool = self._tool
        hand.changed.connect(self.show_edge)
        self._scene.shown.connect(self.show_edge)
        hand.view.installEventFilter(self)

    @property
    def _paper(self) -> PaperItem:
        return self._scene.paper

    def show_edge(self) -> None:
        """Show by its edge that it may be moved."""
        self._paper.show_edge(self._hand.doing == "laying")

    def stretch(self, factor: float) -> None:
        """Make the map larger or smaller round its middle, and keep that."""
        room = self._paper.room()
        self._paper.lay(room.center(), max(_LEAST, room.width() * factor))
        self._keep()

    def _tool(self, pressed: Pointer) -> Tool:
        """Return what a press does while the map is laid: drag it, or stretch it by a corner."""
        if not self._paper.seen or self._scene.showing.fixed:
            return tools.pan(self._hand, pressed)
        return self._drag(pressed)

    def _drag(self, pressed: Pointer) -> Tool:
        start, grip = self._paper.room(), pressed.page - self._paper.room().center()
        corner = QPointF(start.width(), start.height()) / 2
        by_corner = hypot(abs(grip.x()) - corner.x(), abs(grip.y()) - corner.y()) <= self._hand.reach()
        while True:
            pointer = yield
            if pointer.kind == "cancel":
                self._paper.lay(start.center(), start.width())
                return
            if by_corner:
                off = pointer.page - start.center()
                share = hypot(off.x(), off.y()) / max(1.0, hypot(grip.x(), grip.y()))
                self._paper.lay(start.center(), max(_LEAST, start.width() * share))
            else:
                self._paper.lay(pointer.page - grip, start.width())
            if pointer.kind == "release":
                self._keep()
                return

    def _keep(self) -> None:
        paper, room = self._paper.shown, self._paper.room()
        if paper is None:
            return
        layout = self._scene.arrangement.layout
        place: Point = ink.place_of(layout, (room.center().x(), room.center().y()))
        width = ink.place_of(layout, (room.width(), 0.0))[0]
        self._hand.edits.ask(attachments.place_paper_map, paper.id, width=width, spot=place, layout=layout.name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the map is laid, arrows move it and plus and minus stretch it."""
        laying = self._hand.doing == "laying" and self._paper.seen
        if laying and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _ARROWS:
                across, down = _ARROWS[key]
                room = self._paper.room()
                self._paper.lay(room.center() + QPointF(across, down) * _STEP, room.width())
                self._keep()
                return True
            if key in (*_LARGER, *_SMALLER):
                self.stretch(_STRETCH if key in _LARGER else 1 / _STRETCH)
                return True
        return super().eventFilter(watched, event)


class PaperCard(TallCard):
    """Chooses the paper map and how it lies."""

    def __init__(self, hand: WebHand, under: PaperUnder, parent: QWidget) -> None:
        super().__init__(parent, wide=_WIDTH)
        self._hand, self._under, self._scene = hand, under, hand.scene
        self.paper_hand = PaperHand(hand)
        self._paper: PaperMapSnapshot | None = None
        self.setAccessibleName(self.tr("Paper map"))
        self._say = Body("", self)
        self._lost, self._coming = Problem("", self), Body("", self)
        self.toggles: dict[str, Chip] = {}
        self._how = QWidget(self)
        self.strength = Chips(self.tr("How it shows"), _STRENGTHS, self._how, needed=True)
        self.larger = self._link(self.tr("Larger"), lambda: self.paper_hand.stretch(_STRETCH**2))
        self.smaller = self._link(self.tr("Smaller"), lambda: self.paper_hand.stretch(_STRETCH**-2))
        self.take_away = self._link(self.tr("Take it away"), self._take_away)
        self.choose = self._link(self.tr("Choose a photo"), self._from_file)
        self.paste = self._link(self.tr("Paste a photo"), self._from_clipboard)
        self._lay_out()
        self.strength.chosen.connect(lambda value: self._keep(strength=float(value)))
        under.changed.connect(self._renew)
        hand.changed.connect(self._renew)

    def _lay_out(self) -> None:
        toggles = QWidget(self._how)
        wrapped = Wrapped(toggles)
        for name, text in (
            ("laying", self.tr("Move and stretch it")),
            ("fixed", self.tr("Keep it where it is")),
            ("put_away", self.tr("Put it away for now")),
            ("for_them", self.tr("On their screen too")),
        ):
            chip = self.toggles[name] = Chip(text, toggles)
            chip.clicked.connect(lambda on, name=name: self._toggle(name, on))
            wrapped.addWidget(chip)
        inside = QVBoxLayout(self._how)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.SPACE_8)
        for widget in (toggles, Secondary(self.tr("How it shows"), self._how), self.strength):
            inside.addWidget(widget)
        _add_side_by_side(inside, self.larger, self.smaller, self.take_away)
        self.lines.setSpacing(theme.SPACE_8)
        for widget in (self._say, self._lost, self._coming, self._how):
            self.lines.addWidget(widget)
        _add_side_by_side(self.lines, self.choose, self.paste)
        self.lines.addStretch(1)

    def _link(self, text: str, run: Callable[[], object]) -> LinkButton:
        link = LinkButton(text, self)
        link.clicked.connect(run)
        return link

    def _renew(self) -> None:
        paper = self._paper = self._scene.web.paper
        self._how.setVisible(paper is not None)
        self._lost.set_words(LOST if self._under.lost else "")
        self._coming.set_words(ON_ITS_WAY)
        self._coming.setVisible(self._under.coming)
        if paper is None:
            self._say.set_words(self.tr("A photo of a map on paper can lie under the page to draw over."))
        else:
            theirs, ours = self.tr("They see the paper map too."), self.tr("Only you see the paper map.")
            self._say.set_words(theirs if paper.for_them else ours)
            self.strength.show_value(min(_STRENGTHS, key=lambda one: abs(float(one) - paper.strength)))
            for name in ("fixed", "put_away", "for_them"):
                self.toggles[name].setChecked(getattr(paper, name))
            self.toggles["laying"].setChecked(self._hand.doing == "laying")
            for widget in (self.toggles["laying"], self.larger, self.smaller):
                widget.setEnabled(not paper.fixed and not paper.put_away)

    def _toggle(self, name: str, on: bool) -> None:
        if name == "laying" or (self._hand.doing == "laying" and name in ("fixed", "put_away")):
            self._hand.do("laying")
        if name != "laying":
            self._keep(**{name: on})

    def _keep(self, **fields: object) -> None:
        if self._paper is not None:
            self._hand.edits.ask(attachments.set_paper_map, self._paper.id, **fields)

    def _from_file(self) -> None:
        chosen = photos.choose_file(self)
        if chosen is not None:
            self._lay(chosen)

    def _from_clipboard(self) -> None:
        photo = photo_in(QGuiApplication.clipboard().mimeData())
        if photo is None:
            self._hand.edits.refused.emit(self.tr("There is no photo to paste. Copy one first."))
        else:
            self._lay(photo)

    def _lay(self, photo: Path | QImage) -> None:
        layout = self._scene.arrangement.layout
        width = ink.place_of(layout, (2 * layout.size()[0] * _FIRST, 0.0))[0]
        self._hand.edits.ask(lay, self._hand.edits.person, photo, width, layout.name)

    def _take_away(self) -> None:
        if self._paper is not None:
            edits, said = self._hand.edits, self.tr("Took the paper map away")
            gone = self._paper.id
            edits.ask(attachments.take_paper_map_away, gone, then=lambda _changes: edits.removed.emit(said))


def _add_side_by_side(lines: QVBoxLayout, *links: LinkButton) -> None:
    across = QHBoxLayout()
    across.setSpacing(theme.SPACE_16)
    lines.addLayout(across)
    for link in links:
        across.addWidget(link)
    across.addStretch(1)
