"""A person's web as a small picture on their page: the same scene, to look at and to open."""

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.scene import WebScene


class SmallWeb(QGraphicsView):
    """Shows a web whole, however small. `opened` when it is pressed, or Enter on it."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.web_scene = WebScene(theme.tokens(), cosmetic=False)
        super().__init__(self.web_scene, parent)
        self.web_scene.setParent(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setInteractive(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("halo", True)
        self.setAccessibleName(self.tr("The web: people and places. Press to open it."))
        theme.bell.changed.connect(self._restyle)

    def show_web(self, web: WebSnapshot) -> None:
        """Show this web as it is today."""
        self.web_scene.show_web(web, Showing(date.today().toordinal()))  # noqa: DTZ011 - the worker's own calendar day
        self._fit()

    def sizeHint(self) -> QSize:
        """Ask for about a third of a page."""
        return QSize(theme.scaled(420), theme.scaled(320))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole web in sight."""
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that its release comes here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a press anywhere."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            event.ignore()

    def _fit(self) -> None:
        whole = self.web_scene.whole()
        self.setSceneRect(whole)
        self.fitInView(whole, Qt.AspectRatioMode.KeepAspectRatio)

    def _restyle(self) -> None:
        self.web_scene.restyle(theme.tokens())
