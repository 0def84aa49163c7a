"""My name and number in the settings: what the people I am with see beside "Named worker"."""

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot, WorkerSnapshot
from sbp_desktop.services import me
from sbp_desktop.storage import drafts, history, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.plans.step_row import StepText
from sbp_desktop.ui.widgets import Heading, Secondary


class Me(QWidget):
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

    def load(self) -> None:
        """Ask who I am and show it when it comes."""
        self._background.run(queries.worker, then=self._show)

    def leave(self) -> None:
        """Keep what is being typed."""
        for text in self.texts.values():
            text.leave()

    def _show(self, worker: WorkerSnapshot | None) -> None:
        if worker is not None:
            self.texts["name"].show_text(worker.id, worker.name)
            self.texts["direct_number"].show_text(worker.id, worker.direct_number)
            self._background.run(drafts.pending, worker.id, then=self._take_drafts)

    def _take_drafts(self, found: tuple[DraftSnapshot, ...]) -> None:
        """Bring back typing that a crash cut short."""
        for draft in found:
            if draft.field in self.texts:
                self.texts[draft.field].take_draft(draft)


def _keep(vault: Vault, _worker: UUID, **words: str) -> ChangeSet:
    return me.set_me(vault, **words)


def _undo(vault: Vault) -> ChangeSet:
    return history.undo(vault, vault.worker_id)


def _redo(vault: Vault) -> ChangeSet:
    return history.redo(vault, vault.worker_id)
