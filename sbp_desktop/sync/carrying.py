"""Carries the files of photos to the council and from it, part by part, once all that is written has gone."""

from collections.abc import Callable
from typing import Any, Final

from sbp_desktop.errors import CouncilRefused, CouncilUnreachable
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import file_places
from sbp_desktop.storage.file_places import Carried, Name, Stands
from sbp_desktop.sync.protocol import (
    LARGEST_FILE,
    LARGEST_PART,
    AskFiles,
    File,
    FileState,
    FileStates,
    GetPart,
    Message,
    Part,
    PutPart,
)

LEAST_PART: Final = 4 * 1024
AT_ONCE: Final = 200
"""Files asked about in one message."""
_NOT_FOUND: Final = 404
_GROWS_AFTER: Final = 5
_ENDS_A_RUN: Final = (0, 401, 403, 426, 429)


class Parts:
    """How much of a file goes at once: halved on a line it does not come through on, doubled after five that did."""

    def __init__(self) -> None:
        self.size, self._well = LARGEST_PART, 0

    def too_much(self) -> bool:
        """Halve; False where it was the least already."""
        self._well = 0
        before, self.size = self.size, max(LEAST_PART, self.size // 2)
        return before > LEAST_PART

    def went_well(self) -> None:
        """Count a part that came through."""
        self._well += 1
        if self._well >= _GROWS_AFTER:
            self._well, self.size = 0, min(LARGEST_PART, self.size * 2)


class Carrying:
    """One run's carrying: each file is tried once, and one that is refused keeps nobody else's.

    `ring` hears what changed on screens; `between` is called after each part, and says whether to go on.
    """

    def __init__(
        self, on_vault: Callable[..., Any], post: Callable[[Message], Any], parts: Parts,
        ring: Callable[[ChangeSet], None], between: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._on_vault, self._post_one, self._parts = on_vault, post, parts
        self._ring, self._between = ring, between
        self._tried: set[Name] = set()
        self.carried = 0
        """Files that came whole to where they were missing."""

    def do(self) -> bool:
        """Carry what there is; False where `between` ended it. Raises CouncilUnreachable, CouncilRefused, DiskFull."""
        self._on_vault(file_places.look)
        while asked := self._on_vault(file_places.open_questions, AT_ONCE, self._tried):
            try:
                answer: FileStates = self._post_one(AskFiles([_file(one) for one in asked]))
            except CouncilRefused as refused:
                if refused.status != _NOT_FOUND:
                    raise
                return True  # a council of the release before knows of no files
            both = list(zip(asked, answer.states, strict=False))
            self._on_vault(file_places.answered, [Stands(one.name, state.whole, state.durable) for one, state in both])
            self._tried |= {one.name for one in asked}
            for one, state in both:
                if state.refused or state.whole == one.here:
                    continue  # not taken, or nothing to carry: there already, or not even there
                if not self._one(one, state):
                    return False
        return True

    def _one(self, one: Carried, state: FileState) -> bool:
        try:
            return self._send(one, state) if one.here else self._fetch(one)
        except CouncilRefused as refused:
            if refused.status in _ENDS_A_RUN or refused.status >= 500:
                raise
            return True  # this one waits for the next run

    def _send(self, one: Carried, state: FileState) -> bool:
        size: int = self._on_vault(file_places.measured, one)
        begun_anew = 0
        while size and not state.refused and begun_anew < 2:
            offset = min(state.there, size - 1)
            data = self._on_vault(file_places.piece, one, offset, self._parts.size)
            state = self._post(PutPart(_file(one), size, offset, data))
            if state.whole:
                self.carried += 1
                self._on_vault(file_places.answered, [Stands(one.name, True, state.durable)])
                return self._between()
            begun_anew += state.there <= offset
            if not self._between():
                return False
        return True

    def _fetch(self, one: Carried) -> bool:
        while True:
            offset: int = self._on_vault(file_places.came, one)
            part: Part = self._post(GetPart(_file(one), min(offset, LARGEST_FILE), self._parts.size))
            if not part.size or (not part.data and offset < part.size):
                return True  # not for this laptop, or not at present
            changes = self._on_vault(file_places.take, one, offset, part.data, part.size)
            if not changes.empty:
                self.carried += 1
                self._ring(changes)
            if not self._between():
                return False
            if not changes.empty or offset + len(part.data) >= part.size:
                return True

    def _post(self, message: PutPart | GetPart) -> Any:
        try:
            answer = self._post_one(message)
        except CouncilUnreachable as away:
            if away.slow:
                self._parts.too_much()
            raise
        self._parts.went_well()
        return answer


def _file(one: Carried) -> File:
    return File(*one.name, bytes.fromhex(one.kept.digest))
