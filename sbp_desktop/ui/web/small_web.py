"""A person's web as a small picture on their page: the same scene, to look at and to open."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.web import line_packs
from sbp_desktop.ui.web.scene import NO_WEB, WebScene
from sbp_desktop.ui.widgets import Pressable


class SmallWeb(Pressable):
    """Shows a web whole, however small; drawn once and kept as a picture, since nothing in it moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(self.tr("The web: people and places. Press to open it."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.web_scene = WebScene(theme.tokens(), self, cosmetic=False)
        self._picture = QPixmap()
        self.web_scene.arranged.connect(self._fit)
        theme.bell.changed.connect(self._restyle)
        line_packs.bell.changed.connect(self._restyle)

    def show_web(self, web: WebSnapshot) -> None:
        """Show this web as it is today."""
        self.web_scene.show_web(web, Showing(date.today().toordinal()))  # noqa: DTZ011 - the worker's own calendar day
        self._draw_anew()

    def clear(self) -> None:
        """Show nothing, and keep nobody's name."""
        self.web_scene.show_web(NO_WEB, Showing(0))
        self._draw_anew()

    def sizeHint(self) -> QSize:
        """Ask for about a third of a page."""
        return QSize(theme.scaled(420), theme.scaled(320))

    def minimumSizeHint(self) -> QSize:
        """Stay large enough to be seen and pressed."""
        return QSize(theme.scaled(120), theme.scaled(90))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole web in sight."""
        super().resizeEvent(event)
        self._draw_anew()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the picture, drawn now if it is out of date."""
        if self.web_scene.web is NO_WEB:
            return
        if self._picture.isNull():
            self._picture = self._drawn()
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _drawn(self) -> QPixmap:
        picture = QPixmap(self.size() * self.devicePixelRatioF())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._fit()
        self.web_scene.render(painter, self._place(), self.web_scene.whole())
        painter.end()
        return picture

    def _place(self) -> QRectF:
        """Return where in this widget the whole web is drawn."""
        room = QRectF(self.rect())
        place = QRectF(QPointF(), self.web_scene.whole().size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio))
        place.moveCenter(room.center())
        return place

    def _fit(self) -> None:
        """Let words be as large as can be read here: known before anything is drawn, and so drawn once."""
        self.web_scene.see(self._place().width() / self.web_scene.whole().width())

    def _draw_anew(self) -> None:
        self._picture = QPixmap()
        self.update()

    def _restyle(self) -> None:
        self.web_scene.restyle(theme.tokens())
        self._draw_anew()
