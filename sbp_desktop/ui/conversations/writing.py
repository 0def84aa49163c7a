"""Keeps what is being typed safe: to the draft at every pause, to the record when a line is done (decisions.md D8)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import text_merge
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.services import conversations, versions, webs
from sbp_desktop.storage import drafts
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.conversations.line import CORRECTION, Kept, Line

FIELD = conversations.TEXT


@dataclass(frozen=True, slots=True)
class Pace:
    """When typing is kept, in ms: after a pause, at most so late, and when the line goes to the record by itself."""

    pause: int = 500
    at_most: int = 1500  # leaves half a second of the two for the disk
    idle: int = 60_000


class Writing(QObject):
    """The lines of one conversation on their way to the file. All work is queued in order on the vault's thread."""

    pending = Signal(bool)  # words are on the screen that no file has yet, or no longer
    paused = Signal()
    written_apart = Signal(object, UUID)  # a Line is kept under another id from now on
    refused = Signal(str)

    def __init__(self, background: Background, pace: Pace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person = self._conversation = UUID(int=0)
        self._unsafe: dict[Line, None] = {}
        self._on_the_way = 0
        self._told = False
        self._pause, self._at_most, self._idle = (self._timer(ms) for ms in (pace.pause, pace.at_most, pace.idle))
        self._pause.timeout.connect(self._on_pause)
        self._at_most.timeout.connect(self.step)
        self._idle.timeout.connect(self._on_idle)
        self._last: Line | None = None

    def _timer(self, ms: int) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(ms)
        return made

    def open(self, person: UUID, conversation: UUID) -> None:
        """Work for this conversation from now on; what was on its way for another goes on."""
        self._person, self._conversation = person, conversation

    def typed(self, line: Line) -> None:
        """A line was changed by the worker: it is not safe until its draft is."""
        self._last = line
        self._unsafe[line] = None
        self._pause.start()
        self._idle.start()
        if not self._at_most.isActive():
            self._at_most.start()
        self._tell()

    def _on_pause(self) -> None:
        self.step()
        self.paused.emit()

    def _on_idle(self) -> None:
        if self._last is not None:
            self.flush(self._last)

    def step(self) -> None:
        """Bring what was typed to the draft."""
        self._pause.stop()
        self._at_most.stop()
        lines, self._unsafe = self._unsafe, {}
        for line in lines:
            line.has_draft = True
            context = line.context(self._conversation)
            self._run(drafts.step, self._person, line.entry, FIELD, line.stored(), context, failed=self._retry(line))

    def _retry(self, line: Line) -> Callable[[ExpectedError], None]:
        def failed(error: ExpectedError) -> None:
            self.refused.emit(str(error))
            self._unsafe[line] = None
            self._at_most.start()

        return failed

    def flush(self, line: Line) -> None:
        """Bring a line to the record, if the record has it otherwise."""
        self._unsafe.pop(line, None)
        if line.kind == CORRECTION:
            self._correct(line)
        elif not line.dirty:
            if line.has_draft:
                self._forget_draft(line)
        elif not line.text.strip():
            self.drop(line)
        else:
            self._write(line, conversations.write_entry, self._conversation, line.entry, line.stored())
        self._tell()

    def _write(self, line: Line, service: Callable[..., ChangeSet], *args: Any, **kwargs: Any) -> None:
        before, line.kept, line.has_draft = line.kept, line.now(), False
        about: dict[str, Any] = {
            "kind": line.kind,
            "said_by": line.said_by,
            "order": line.order or None,
            "private": line.private,
        }
        seen = self._before(line)
        self._run(versions.as_seen, seen, service, *args, failed=self._unwritten(line, before), **about, **kwargs)

    def _before(self, line: Line) -> dict[str, str]:
        """What the writer had before them; from now on that is what they write themselves."""
        before, line.before = line.before, text_merge.reading(line.stored())
        return {FIELD: before}

    def _unwritten(self, line: Line, before: Kept | None) -> Callable[[ExpectedError], None]:
        """Nothing is lost when the record refuses: the words go to the draft and the worker is told."""

        def failed(error: ExpectedError) -> None:
            line.kept = before
            self._unsafe[line] = None
            self._at_most.start()
            self.refused.emit(str(error))

        return failed

    def _correct(self, line: Line) -> None:
        """A correction is written once, as its own dated line."""
        if line.locked or line.corrects is None or not line.text.strip():
            return
        line.locked, draft = True, line.entry

        def done(changes: ChangeSet) -> None:
            line.kept = line.now()
            self.written_apart.emit(line, changes.created[0])

        def failed(error: ExpectedError) -> None:
            line.locked = False
            self.refused.emit(str(error))

        self._run(conversations.correct_entry, line.corrects, line.stored(), then=done, failed=failed)
        self._run(drafts.clear, self._person, draft, FIELD)
        line.has_draft = False

    def drop(self, line: Line) -> None:
        """Take a line away, with what was typed of it."""
        self._unsafe.pop(line, None)
        if line.kept is not None:
            line.kept = None
            self._run(conversations.delete_entry, line.entry)
        elif line.has_draft:
            self._forget_draft(line)
        self._tell()

    def _forget_draft(self, line: Line) -> None:
        line.has_draft = False
        self._run(drafts.clear, self._person, line.entry, FIELD)

    def put_on_web(self, line: Line, node: dict[str, Any], unnamed: str, failed: Callable[[], None]) -> None:
        """Write a line and somebody new named in it, as one change.

        `unnamed` is the line's stored form without that name: where the record has not got it yet it goes first, so
        that taking the change back leaves the words. `failed` is called when nothing was written.
        """
        self._unsafe.pop(line, None)
        plain = Kept(unnamed, line.kind, line.said_by)
        if line.kept != plain:
            self._write(line, conversations.write_entry, self._conversation, line.entry, unnamed)
            line.kept = plain
        before, line.kept, line.has_draft = line.kept, line.now(), False
        undo = self._unwritten(line, before)

        def refused(error: ExpectedError) -> None:
            undo(error)
            failed()

        about: dict[str, Any] = {
            "kind": line.kind,
            "said_by": line.said_by,
            "order": line.order or None,
            "private": line.private,
        }
        self._run(
            versions.as_seen, self._before(line), conversations.write_entry_with_node, self._conversation, line.entry,
            line.stored(), node=node, failed=refused, **about,
        )  # fmt: skip

    def name(self, line: Line, node: UUID, label: str, relation: str) -> None:
        """Somebody on the web so far only "Daughter" has been given a name in this line."""
        self.flush(line)
        self._run(webs.set_node, node, label=label, relation=relation)

    def read_back(self, line: Line) -> None:
        """The person has heard this line read back to them."""
        self.flush(line)
        line.locked = True
        self._run(conversations.read_back, line.entry)

    def keep_apart(self, line: Line) -> None:
        """Keep a line off every screen and paper: before it is written by writing it there, afterwards by moving it."""
        self.flush(line)
        line.private = True
        if line.kept is not None:
            line.locked = True  # until it is there under its new id

            def done(changes: ChangeSet) -> None:
                line.locked = False
                self.written_apart.emit(line, changes.created[0])

            def failed(error: ExpectedError) -> None:
                line.private = line.locked = False
                self.refused.emit(str(error))

            self._run(webs.make_private, line.entry, then=done, failed=failed)

    def step_back(self, line: Line, then: Callable[[DraftSnapshot | None], None]) -> None:
        """Take back the newest stretch of typing of a line; `then` gets what is left of it."""
        self._run(drafts.pop, self._person, line.entry, FIELD, then=then)

    def unsafe(self, line: Line) -> bool:
        """Whether the line has typing that is not even in the draft."""
        return line in self._unsafe

    def forget_unsafe(self, line: Line) -> None:
        """Give up typing that was taken back before it came to the draft."""
        self._unsafe.pop(line, None)
        self._tell()

    def _run(
        self, function: Callable[..., Any], *args: Any, then: Callable[[Any], object] | None = None,
        failed: Callable[[ExpectedError], object] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self._on_the_way += 1

        def done(result: Any) -> None:
            if not isValid(self):
                return  # the page was closed meanwhile
            self._on_the_way -= 1
            if then is not None:
                then(result)
            self._tell()

        def not_done(error: ExpectedError) -> None:
            if not isValid(self):
                return
            self._on_the_way -= 1
            (failed or (lambda e: self.refused.emit(str(e))))(error)
            self._tell()

        self._background.run(function, *args, then=done, failed=not_done, **kwargs)
        self._tell()

    @property
    def busy(self) -> bool:
        """Whether anything is on its way to the file."""
        return self._on_the_way > 0

    def _tell(self) -> None:
        told = bool(self._unsafe) or self._on_the_way > 0
        if told != self._told:
            self._told = told
            self.pending.emit(told)
