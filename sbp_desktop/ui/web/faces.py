"""The photos of the people and places on one web: read little by little, kept while the web is shown, then let go."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from sbp_desktop.models.snapshots import FOR_WORKER, Audience, NodeSnapshot
from sbp_desktop.ui import kept_pictures
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.kept_pictures import Looked
from sbp_desktop.ui.web.scene import WebScene

PIXELS = 160
_AT_ONCE = 8  # between which the vault's thread does what else is waiting


class Faces(QObject):
    """Gives a scene the faces of whoever is on it. `changed` rings when somebody may be shown by something else."""

    changed = Signal()

    def __init__(
        self, background: Background, scene: WebScene, parent: QObject | None = None, audience: Audience = FOR_WORKER
    ) -> None:
        super().__init__(parent)
        self._background, self._scene, self._audience = background, scene, audience
        self._read: dict[UUID, QPixmap] = {}
        self.lost: frozenset[UUID] = frozenset()
        self.coming: frozenset[UUID] = frozenset()
        self._asked: tuple[UUID, ...] = ()
        scene.shown.connect(self._follow)

    def node(self, id_: UUID) -> NodeSnapshot | None:
        """Return somebody or something on the page."""
        return self._scene.nodes.get(id_)

    def of(self, node: UUID) -> QPixmap | None:
        """Return the face of a node, None where it has none or it is not there yet."""
        return self._scene.faces.get(node)

    def _follow(self) -> None:
        """Ask for what is new on the page, and forget what is no longer."""
        wanted = {node.photo for node in self._scene.web.nodes if node.photo is not None}
        self._read = {photo: face for photo, face in self._read.items() if photo in wanted}
        self.lost &= wanted
        self.coming = frozenset()  # they may have come: each time the web is shown they are asked for again
        if self._worn() != self._scene.faces:
            self._scene.set_faces(self._worn())
        self.changed.emit()
        if not self._asked:
            self._ask_next()

    def _ask_next(self) -> None:
        waiting = [
            node.photo
            for node in self._scene.web.nodes
            if node.photo is not None and node.photo not in self._read and node.photo not in self.lost | self.coming
        ]
        self._asked = tuple(waiting[:_AT_ONCE])
        if self._asked:
            self._background.run(
                kept_pictures.look,
                self._asked,
                PIXELS,
                self._audience,
                then=self._take,
                failed=self._give_up,
                priority="low",
            )

    def _take(self, looked: Looked) -> None:
        self._read |= {photo: QPixmap.fromImage(image) for photo, image in looked.found.items()}
        self.coming |= looked.coming
        self.lost |= frozenset(self._asked) - looked.found.keys() - looked.coming
        self._scene.set_faces(self._worn())
        self.changed.emit()
        self._ask_next()

    def _give_up(self, _error: Exception) -> None:
        """The store was closed in between; whoever shows the web again asks again."""
        self._asked = ()

    def _worn(self) -> dict[UUID, QPixmap]:
        nodes = self._scene.web.nodes
        return {
            node.id: self._read[node.photo] for node in nodes if node.photo is not None and node.photo in self._read
        }
