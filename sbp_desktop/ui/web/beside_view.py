"""An earlier picture beside the web, to look from one to the other: the same scene, nothing to change in it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QVBoxLayout, QWidget

from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.web_view import aspect_for
from sbp_desktop.ui.widgets import Secondary


class BesideView(QWidget):
    """Hidden until `show_picture`; read out as a list of who and what is in it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = Secondary("", self)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.scene = WebScene(theme.tokens(), self)
        self._view = QGraphicsView(self.scene, self)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setInteractive(False)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_8)
        down.addWidget(self.title)
        down.addWidget(self._view, 1)
        theme.bell.changed.connect(self._restyle)
        self.hide()

    def show_picture(self, web: WebSnapshot, showing: Showing, title: str) -> None:
        """Show a web so, under the words for when it was."""
        self.title.setText(title)
        self.scene.show_web(web, showing)
        said = [
            words.describe_node(node, [tie for tie in web.ties if node.id in (tie.a, tie.b)], web.self_node)
            for node in self.scene.nodes.values()
        ]
        self._view.setAccessibleName(title)
        self._view.setAccessibleDescription("; ".join(said))
        self.show()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole picture in sight."""
        super().resizeEvent(event)
        self._fit()

    def _restyle(self) -> None:
        self.scene.restyle(theme.tokens())

    def _fit(self) -> None:
        room = self._view.viewport().rect()
        if room.width() < theme.SPACE_48 or room.height() < theme.SPACE_48:
            return
        self.scene.lay_out(aspect_for(room.width(), room.height()))
        whole = self.scene.whole()
        scale = min(room.width() / whole.width(), room.height() / whole.height())
        self.scene.see(scale)
        self._view.resetTransform()
        self._view.setSceneRect(whole)
        self._view.scale(scale, scale)
        self._view.centerOn(whole.center())
