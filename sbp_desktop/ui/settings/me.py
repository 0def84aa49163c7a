"""My name, number and photo in the settings: what the people I am with see beside "Named worker"."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot, WorkerSnapshot
from sbp_desktop.services import attachments, me
from sbp_desktop.storage import drafts, history, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import kept_pictures, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import HoldsTexts
from sbp_desktop.ui.plans.step_row import StepText
from sbp_desktop.ui.web import photos
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Face, Heading, LinkButton, Secondary

_FACE, _FACE_PIXELS = 56, 224  # at the ordinary text size; sharp at twice that on a doubled screen


class Me(HoldsTexts, QWidget):
    """Kept as it is typed; Ctrl+Z in a line takes back my own last change."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self.texts: dict[str, StepText] = {}
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, theme.SPACE_12, 0, 0)
        lines.setSpacing(theme.SPACE_4)
        lines.addWidget(Heading(self.tr("My name and number")))
        lines.addWidget(Secondary(self.tr("The people you are with see them on their page.")))
        for field, label, invitation in (
            ("name", self.tr("My name"), self.tr("What are you called at work?")),
            ("direct_number", self.tr("My number"), self.tr("On which number can people reach you?")),
        ):
            text = self.texts[field] = StepText(background, field, label, invitation, self, keep=_keep)
            text.undo_wanted.connect(lambda: background.run(_undo))
            text.redo_wanted.connect(lambda: background.run(_redo))
            lines.addWidget(text)
        self._photo: UUID | None = None
        self._id: UUID | None = None
        self.face = Face("", _FACE, self)
        self.choose = LinkButton(self.tr("Choose a photo of me…"), self)
        self.take_away = LinkButton(self.tr("Take it away"), self)
        row = QWidget(self)
        across = Wrapped(row, theme.SPACE_16)
        across.addWidget(self.face)
        for link, act in ((self.choose, self._choose), (self.take_away, self._take_away)):
            link.setProperty("touch", True)
            link.clicked.connect(act)
            across.addWidget(link)
        lines.addWidget(row)
        self.take_away.hide()

    def load(self) -> None:
        """Ask who I am and show it when it comes."""
        self._background.run(queries.worker, then=self._show)

    def _show(self, worker: WorkerSnapshot | None) -> None:
        if worker is not None:
            self.texts["name"].show_text(worker.id, worker.name)
            self.texts["direct_number"].show_text(worker.id, worker.direct_number)
            self._show_face(worker)
            self._background.run(drafts.pending, worker.id, then=self._take_drafts)

    def _show_face(self, worker: WorkerSnapshot) -> None:
        self._id, self._photo = worker.id, worker.photo
        self.take_away.setVisible(worker.photo is not None)
        if worker.photo is None:
            self.face.show_person(worker.name)
        else:
            show = partial(self._take_face, worker)
            self._background.run(kept_pictures.read, (worker.photo,), _FACE_PIXELS, then=show)

    def _take_face(self, worker: WorkerSnapshot, found: Mapping[UUID, QImage]) -> None:
        if worker.photo == self._photo and self._photo is not None:
            self.face.show_person(worker.name, found.get(self._photo))

    def _choose(self) -> None:
        photo = photos.choose_file(self)
        if photo is not None and self._id is not None:
            self._background.run(photos.keep_face, self._id, photo)

    def _take_away(self) -> None:
        self._background.run(attachments.set_picture, self._id)

    def _take_drafts(self, found: tuple[DraftSnapshot, ...]) -> None:
        """Bring back typing that a crash cut short."""
        for draft in found:
            self.take_draft(draft)


def _keep(vault: Vault, _worker: UUID, **words: str) -> ChangeSet:
    return me.set_me(vault, **words)


def _undo(vault: Vault) -> ChangeSet:
    return history.undo(vault, vault.worker_id)


def _redo(vault: Vault) -> ChangeSet:
    return history.redo(vault, vault.worker_id)
