"""One run's reading: asks the council for what is not here yet, and stores what comes, piece by piece."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from sbp_desktop import logs
from sbp_desktop.errors import CouncilUnreachable, ExpectedError, NotInStep
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import arrivals, caseload, enrolment, healing, notices
from sbp_desktop.storage.arrivals import Came, Piece, Reading
from sbp_desktop.storage.statements import in_parts
from sbp_desktop.sync import protocol
from sbp_desktop.sync.arriving import read_page
from sbp_desktop.sync.batches import Answers
from sbp_desktop.sync.outcome import Outcome
from sbp_desktop.sync.protocol import Cursor, Page, Pull, PullAnswer

AT_ONCE: Final = 1500
"""Ops in one transaction of the store: a tenth of a second, or somewhat more, in which whoever is at the screen waits
for what they asked of it.
"""
OF_NEW: Final = 4000
"""As much where all of it is of people who were not on this laptop at all: nobody has them before them, and each
transaction writes the same pages of the indexes again, so that fewer are sooner done.
"""


class Pulling:
    """What a run has read so far, so that nothing is tried for ever. `ring` hears what changed on screens."""

    def __init__(
        self, on_vault: Callable[..., Any], post: Callable[[protocol.Message], Any], answers: Answers, out: Outcome,
        ring: Callable[[ChangeSet], None],
    ) -> None:  # fmt: skip
        self._on_vault, self._post, self._answers, self._out, self._ring = on_vault, post, answers, out, ring
        self._aside: set[tuple[bytes, int]] = set()
        self._healed: set[tuple[bytes, int]] = set()
        self.caseload_heard = self.read_all = False
        self.quiet = True
        """Whether nothing was sent or read yet, so that all is thought to be here."""

    def pull(self, epoch: bytes) -> bool:
        """Read one answer; whether there is reason to ask again."""
        readings = [one for one in self._on_vault(caseload.readings) if one[:2] not in self._aside]
        said = self._on_vault(enrolment.spoken_here)
        cursors = [Cursor(*one) for one in readings]
        # Where all is thought to be here already a few bytes ask whether it is (`Pull.mark`).
        mark = protocol.mark(cursors) if self.quiet and not self._aside else b""
        self.quiet = False
        asked = Pull(said.number, said.tag, [] if mark else cursors, said.told, self._answers.size, mark)
        answer = self._read(asked)
        self.read_all = False
        if answer.epoch != epoch:
            return False  # put back just now: the next run says hello to it first
        again = self._hear_caseload(answer)
        if answer.colleagues or answer.notices:
            self._on_vault(
                notices.take,
                [notices.Colleague(one.id, one.name, one.role) for one in answer.colleagues],
                [
                    notices.Notice(one.number, one.id, one.kind, one.person, one.who, one.at, one.words)
                    for one in answer.notices
                ],
            )
        stored = self._take(answer.pages)
        for one in answer.diverged:
            again |= self._diverged(one.person, one.lane)
        self.read_all = not answer.more and not self._aside
        moved = stored or bool(mark) or bool(answer.notices)
        return again or (answer.more and moved)

    def _read(self, asked: Pull) -> PullAnswer:
        """Ask for less at once over a line on which so much does not come through."""
        try:
            answer: PullAnswer = self._post(asked)
        except CouncilUnreachable as away:
            if away.slow:
                self._answers.too_much()
            raise
        self._answers.went_well()
        return answer

    def _hear_caseload(self, answer: PullAnswer) -> bool:
        given = answer.caseload
        if given is None or self.caseload_heard:
            return False
        grants = [
            caseload.Grant(grant.person, lane, grant.role, grant.until, grant.touched)
            for grant in given.grants
            for lane in grant.lanes
        ]
        heard = self._on_vault(caseload.take, caseload.Given(answer.epoch, given.number, given.tag, grants))
        self._ring(heard.changes)
        self.caseload_heard = not heard.believed  # what is doubted counts when another run hears it again
        return True

    def _take(self, pages: Sequence[Page]) -> bool:
        """Store pages, some thousands of ops at a time; whether anything of them was."""
        moved, together, ops = False, list[Piece](), 0
        for piece in (piece for page in pages for piece in self._pieces(page)):
            if together and ops + len(piece.arrivals) > min(_at_once(piece), _at_once(together[0])):
                moved |= self._store(together)
                together, ops = [], 0
            together.append(piece)
            ops += len(piece.arrivals)
        return self._store(together) or moved

    def _pieces(self, page: Page) -> Iterator[Piece]:
        """A page in pieces of some thousands; nothing of one that does not lead from its start to its end."""
        start = Reading(page.start.person, page.start.lane, page.start.pseq, page.start.chain)
        try:
            came = read_page(page)
        except NotInStep:
            self._set_aside(start)
            return
        for part in in_parts(came, AT_ONCE if start.pseq else OF_NEW):
            last = part[-1].receipt
            yield Piece(start, part, last.pseq == page.end.pseq and not page.more)
            start = Reading(start.person, start.lane, last.pseq, last.link)

    def _store(self, pieces: Sequence[Piece]) -> bool:
        """Store pieces together; where that cannot be, each by itself, and set aside those that cannot be at all."""
        pieces = [piece for piece in pieces if piece.start[:2] not in self._aside]
        if not pieces:
            return False
        try:
            came: Came = self._on_vault(arrivals.take, pieces)
        except Exception as error:
            if isinstance(error, ExpectedError) and not isinstance(error, NotInStep):
                raise
            if len(pieces) > 1:
                return sum(self._store([piece]) for piece in pieces) > 0
            logs.note(logs.What.PAGE, error)
            self._set_aside(pieces[0].start)
            return False
        self._out.came += came.new
        self._ring(came.changes)
        return True

    def _set_aside(self, start: Reading) -> None:
        self._aside.add(start[:2])
        self._out.set_aside += 1

    def _diverged(self, person: bytes, lane: int) -> bool:
        """The council does not hold what was read here: offer it, and read anew; once a run."""
        if (person, lane) in self._healed:
            return False
        self._healed.add((person, lane))
        self._on_vault(healing.diverged, person, lane)
        return True


def _at_once(piece: Piece) -> int:
    return AT_ONCE if piece.start.pseq else OF_NEW
