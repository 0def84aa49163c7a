"""The web as two people look at it together: read for the person alone, drawn on with their pen, finger or keys."""

from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import ink
from sbp_desktop.models.arrangement import BY_HAND_APART, clear_spot
from sbp_desktop.models.name_list import read_names
from sbp_desktop.models.showing import Look, Showing
from sbp_desktop.models.snapshots import Audience, ChangeSet, TieSnapshot, WebSnapshot
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.together.faces import round_faces
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.ink_hand import InkHand
from sbp_desktop.ui.web.paper_map import PaperUnder
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.web_view import WebView


class SharedWeb(QWidget):
    """Shows a person's web to them. `shown` rings when a newer one is on the page, `chosen` when the choice moves, and
    `named` carries the first letter of a name typed onto the page.

    Nothing that `audience` may not have is ever read here, and every change is made together with it.
    """

    shown = Signal()
    chosen = Signal(object)
    named = Signal(str)

    def __init__(self, background: Background, person: UUID, audience: Audience, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person, self.audience = person, audience
        self._background = background
        self.edits = WebEdits(background, person, self)
        self.edits.room = audience
        self.scene = WebScene(theme.tokens(), self)
        self.view = WebView(self.scene, self.edits, self)
        self.view.setAccessibleName(self.tr("My people and places"))
        InkHand(self.view.hand)
        self._paper = PaperUnder(background, self.scene, self, audience)
        self.web: WebSnapshot | None = None
        self._photos: dict[UUID, QPixmap] = {}
        self._asked: set[UUID] = set()
        self._look: Look | None = None
        self._stale = False
        self._put_at: QPointF | None = None
        self._to_choose: UUID | None = None
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.view)
        self.setFocusProxy(self.view)
        self._connect()

    def _connect(self) -> None:
        self.view.typed.connect(self.named)
        self.view.hand.asked_for_name.connect(self._ask_name_at)
        self.view.hand.idle.connect(self._catch_up)
        self.scene.chosen_changed.connect(self.chosen)
        self.edits.added.connect(self._choose_when_shown)
        self.edits.joined.connect(self._choose_when_shown)
        self.edits.refused.connect(self._put_back)
        self.edits.settled.connect(self._catch_up)
        theme.bell.changed.connect(self._restyle)

    def look(self, audience: Audience, way: Look | None) -> None:
        """Show the web to this audience from now on, in this way of looking."""
        self.audience = self.edits.room = self._paper.audience = audience
        self._look = way
        self.load()

    def load(self) -> None:
        """Read the web and show it."""
        self._background.run(queries.web, self.person, self.audience, then=self._take, failed=self._gone)

    def refresh(self, changes: ChangeSet) -> None:
        """Read the web anew if this person's record changed."""
        if changes.concerns(self.person):
            self.load()

    def add(self, typed: str) -> None:
        """Put a typed name on the web, where the page was tapped twice or else where the words suggest."""
        at, self._put_at = self._put_at, None
        named, layout, spot = read_names(typed), self.scene.arrangement.layout, None
        if at is not None:
            taken = [(point.x(), point.y()) for point in map(self.scene.point_of, self.scene.nodes)]
            spot = layout.spot(clear_spot(layout, (at.x(), at.y()), taken, BY_HAND_APART))
        if named:
            self.edits.add_all(named, layout, spot)

    def chosen_other(self) -> UUID | None:
        """Return who or what is chosen, when that is not the person in the middle or a line."""
        chosen = self.scene.chosen
        return chosen if chosen in self.scene.nodes and chosen != self.scene.web.self_node else None

    def line_to_me(self) -> TieSnapshot | None:
        """Return the line between the person and what is chosen, or the chosen line if it is one of theirs."""
        scene, chosen = self.scene, self.scene.chosen
        me = scene.web.self_node
        about = (line for line in scene.ties.values() if chosen in (line.id, line.a, line.b))
        return next((line for line in about if me in (line.a, line.b) and chosen != me), None)

    def say_helps(self, value: str) -> None:
        """Say of who is chosen whether they help the person; "" takes it back. One change, with a line if need be."""
        line, other = self.line_to_me(), self.chosen_other()
        if line is not None:
            self.edits.set_tie(line.id, helps_me=value or None)
        elif other is not None:
            self.edits.join(self.scene.web.self_node, other, helps_me=value)

    def _take(self, web: WebSnapshot) -> None:
        """Show what was read, unless a hand is at work: then read again once it has let go."""
        if self.view.hand.busy or self.edits.pending:
            self._stale = True
            return
        self._stale, self.web = False, web
        self._ask_for_photos(web)
        self._show(web)
        if self._to_choose in self.scene.nodes or self._to_choose in self.scene.ties:
            self.scene.choose(self._to_choose)
            self._to_choose = None
        self.shown.emit()

    def _show(self, web: WebSnapshot) -> None:
        everybody = web
        day = date.today().toordinal()  # noqa: DTZ011 - the calendar day of those who look
        showing = Showing(day, drawings=ink.newest_drawing(web.ink))
        if self._look is not None:
            web, showing = self._look(web, showing)
        self.scene.set_faces(round_faces(everybody, self._photos) if showing.wordless else dict(self._photos))
        self.scene.show_web(web, showing)

    def _ask_for_photos(self, web: WebSnapshot) -> None:
        for node in web.nodes:
            if node.photo is not None and node.photo not in self._asked:
                self._asked.add(node.photo)
                then = partial(self._take_photo, node.id)
                self._background.run(queries.picture, node.photo, self.audience, then=then, failed=_without)

    def _take_photo(self, node: UUID, found: bytes) -> None:
        picture = QPixmap()
        if picture.loadFromData(found) and self.web is not None:
            self._photos[node] = picture
            self._show(self.web)

    def _ask_name_at(self, point: QPointF) -> None:
        self._put_at = point
        self.named.emit("")

    def _choose_when_shown(self, id_: UUID) -> None:
        self._to_choose = id_

    def _put_back(self, sentence: str) -> None:
        self.scene.undo_preview()
        self._background.problem.emit(sentence)
        self.load()

    def _catch_up(self) -> None:
        if self._stale:
            self.load()

    def _gone(self, error: ExpectedError) -> None:
        self._background.problem.emit(str(error))

    def _restyle(self) -> None:
        self.scene.restyle(theme.tokens())


def _without(_error: ExpectedError) -> None:
    """A photo that cannot be read is no news to the two who look: the face stays a letter."""
