"""The laptop's side of keeping in step: one run says hello, sends, offers back what was lost, reads, lets go."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, TypeVar

from sbp_desktop import logs
from sbp_desktop.errors import PERSON_TOO, CouncilRefused, CouncilUnreachable, ExpectedError, NotEnrolled, NotInStep
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import arrivals, caseload, enrolment, healing, lease, notices, outbox, recovery_slot
from sbp_desktop.storage.arrivals import Came, Piece, Reading
from sbp_desktop.storage.enrolment import Enrolment, Spoken
from sbp_desktop.storage.outbox import Ack, Answered, Greeted, Sending, Writer
from sbp_desktop.storage.statements import in_parts
from sbp_desktop.sync import protocol, schedule, signing
from sbp_desktop.sync.arriving import read_page
from sbp_desktop.sync.carrying import Carrying, Parts
from sbp_desktop.sync.protocol import (
    BATCH_BYTES,
    BATCH_OPS,
    OLDEST,
    VERSION,
    Cursor,
    Group,
    Heal,
    Hello,
    HelloAnswer,
    Item,
    Message,
    Opening,
    Page,
    Pull,
    PullAnswer,
    Purge,
    Purged,
    Push,
)

SIGN_IN: Final = 401
CLOCK: Final = "clock"
"""The council's word for a signature at a time that is not now."""
AT_ONCE: Final = 500
"""Ops in one transaction of the store, so that nobody at the screen waits for it."""
CARRYING_S: Final = 60.0
"""After so long of carrying files the council is heard again first; the rest follows at once."""
ENROL_FIRST: Final = "This laptop is not known to a council yet. Enter its address and your code under Settings."
_GROWS_AFTER: Final = 5
_PAGE: Final = 1 << 20
_LEAST_PAGE: Final = 8 * 1024
M = TypeVar("M", bound=Message)


@dataclass
class Outcome:
    """What one run came to. `changes` touched screens, in order; `problem` ended it early; `stopped`: it was told to.

    `sent` and `came` count ops, `carried` files of photos either way; `set_aside` streams that could not be taken in
    this time; `unfinished`: there are files left to carry; `asked_s` is how long the council asks to wait, `wait_s` how
    long to wait all in all.
    """

    sent: int = 0
    came: int = 0
    changes: list[ChangeSet] = field(default_factory=list)
    set_aside: int = 0
    asked_s: float = 0.0
    carried: int = 0
    unfinished: bool = False
    problem: ExpectedError | None = None
    stopped: bool = False
    wait_s: float = schedule.POLL_S


class _Stopped(Exception):
    """The run was told to stop."""


class Batches:
    """How much is sent at once: halved by whoever cannot take it, doubled after five that went well."""

    def __init__(self) -> None:
        self.most, self.ops, self.size, self._well = BATCH_OPS, BATCH_OPS, BATCH_BYTES, 0

    def limit(self, ops: int, size: int) -> None:
        """The council's own limits."""
        self.most, self.size = max(1, min(ops, BATCH_OPS)), size
        self.ops = min(self.ops, self.most)

    def too_much(self) -> bool:
        """Halve; False where it was a single op already."""
        self._well = 0
        self.ops, before = max(1, self.ops // 2), self.ops
        return before > 1

    def went_well(self) -> None:
        """Count a batch that was taken."""
        self._well += 1
        if self._well >= _GROWS_AFTER:
            self._well, self.ops = 0, min(self.most, self.ops * 2)


class Engine:
    """Keeps one store in step with its council. No thread of its own; no transaction is open while it posts.

    `on_vault(function, *args)` calls `function(vault, *args)` where the vault lives; `post` sends one message and
    returns its answer; `stopped` is asked before each post. `proof` says who sits here, where a council asks for that.
    """

    def __init__(
        self, on_vault: signing.OnVault, post: signing.Post, now_ms: Callable[[], int], random: Random, *,
        stopped: Callable[[], bool] = lambda: False, app: str = "", proof: signing.Proof | None = None,
    ) -> None:  # fmt: skip
        self._on_vault, self._post_one, self.now_ms, self._random = on_vault, post, now_ms, random
        self._stopped, self.app, self._proof = stopped, app, proof
        self.batches = Batches()
        self.parts = Parts()
        self.page_bytes = _PAGE
        self.failures = 0

    def run_once(self) -> Outcome:
        """Speak to the council until nothing is left to say. What was stored and sent stays so however the run ends."""
        out = Outcome()
        try:
            _Run(self, out).do()
        except _Stopped:
            out.stopped = True
        except ExpectedError as problem:
            out.problem = problem
        self.failures = self.failures + 1 if out.problem is not None else 0
        out.asked_s = out.problem.wait_s if isinstance(out.problem, CouncilRefused) else 0.0
        out.wait_s = 0.0 if out.unfinished else schedule.pause_s(self.failures, out.asked_s, self._random)
        return out

    def on_vault(self, function: Any, *args: Any) -> Any:
        """Work on the store, as one call."""
        return self._on_vault(function, *args)

    def post(self, message: Message, known: Enrolment, said: Spoken) -> Any:
        """Send one message and return its answer, signing in where that is asked for."""
        if self._stopped():
            raise _Stopped
        try:
            answer = self._post_one(message)
        except CouncilRefused as refused:
            if refused.status != SIGN_IN:
                raise
            self._sign_in(known, self.now_ms() - said.ahead_ms)
            answer = self._post_one(message)
        return answer

    def _sign_in(self, known: Enrolment, at: int) -> None:
        proof = self._proof.token(known.sign_in) if self._proof is not None and known.sign_in else ""
        try:
            self._post_signed(known, at, proof)
        except CouncilRefused as refused:
            if refused.code == PERSON_TOO:
                self._on_vault(enrolment.keep_sign_in, refused.sign_in)
                if self._proof is not None and proof:
                    self._proof.turned_away(known.sign_in)
            raise

    def _post_signed(self, known: Enrolment, at: int, proof: str) -> None:
        try:
            self._post_one(signing.sign_in(known, at, proof))
        except CouncilRefused as refused:
            if refused.code != CLOCK or not refused.clock:
                raise
            self._post_one(signing.sign_in(known, refused.clock, proof))


class _Run:
    """One run: what it has met so far, so that nothing is tried for ever."""

    def __init__(self, engine: Engine, out: Outcome) -> None:
        self._engine, self._out = engine, out
        self._on_vault = engine.on_vault
        known = self._on_vault(enrolment.read)
        if known is None:
            raise NotEnrolled(ENROL_FIRST)
        self._known: Enrolment = known
        self._said: Spoken = self._on_vault(_spoken)
        self._stuck: set[Writer] = set()
        self._aside: set[tuple[bytes, int]] = set()
        self._healed: set[tuple[bytes, int]] = set()
        self._caseload_heard = self._read_all = False
        self._quiet = True

    def do(self) -> None:
        hello = self._hello()
        self._send()
        if not hello.closed:
            while self._pull(hello.epoch):
                self._send()
            if self._read_all:
                if not self._caseload_heard:
                    self._ring(self._on_vault(caseload.hide_who_was_never_given))
                read = [one[:2] for one in self._on_vault(caseload.readings)]
                self._on_vault(healing.lost_again, read)
                self._ring(self._on_vault(enrolment.introduce))
                self._send()
        self._let_go()
        self._carry()

    def _post(self, message: Message) -> Any:
        return self._engine.post(message, self._known, self._said)

    def _ring(self, changes: ChangeSet) -> None:
        if not changes.empty or changes.persons:
            self._out.changes.append(changes)

    # ---- hello -------------------------------------------------------------------------------------------------------

    def _hello(self) -> HelloAnswer:
        answer = self._hello_once()
        if answer.epoch != self._said.epoch and self._said.epoch:
            self._said = self._on_vault(_spoken)
            answer = self._hello_once()  # a council that was put back is asked about everything
        self._said = self._on_vault(_spoken)
        self._engine.batches.limit(answer.batch_ops, answer.batch_bytes)
        return answer

    def _hello_once(self) -> HelloAnswer:
        greeting = self._on_vault(outbox.greeting, protocol.Many)
        told = Hello(
            OLDEST, VERSION, self._engine.app, self._engine.now_ms(), greeting.epoch,
            [protocol.Ack(*ack) for ack in greeting.acks], [Opening(*opened) for opened in greeting.openings],
        )  # fmt: skip
        answer: HelloAnswer = self._post(told)
        missing, durable = ([_ack(one) for one in acks] for acks in (answer.missing, answer.durable))
        opened = [one.id for one in greeting.openings]
        self._on_vault(outbox.greeted, Greeted(answer.epoch, answer.clock, missing, durable, opened))
        self._on_vault(lease.heard, answer.lease_days)
        self._on_vault(recovery_slot.heard, answer.recovery, answer.recovery_signature)
        return answer

    # ---- send --------------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        """Offer back what the council lost, then send what it never had."""
        self._heal()
        while self._push():
            self._heal()

    def _heal(self) -> None:
        while offers := self._on_vault(healing.offers, BATCH_OPS, BATCH_BYTES * 2):
            self._post(Heal([Item(*offer) for offer in offers]))
            self._on_vault(healing.offered, offers)

    def _push(self) -> bool:
        """Send one batch; False when nothing is left that can be sent."""
        batches = self._engine.batches
        sending = self._on_vault(outbox.batch, batches.ops, batches.size * 3, self._stuck)
        if not sending:
            return False
        try:
            answer = self._post(
                Push([Group(one.writer.person, one.writer.lane, one.writer.origin, list(one.ops)) for one in sending])
            )
        except CouncilRefused as refused:
            return self._refused(refused, sending)
        except CouncilUnreachable as away:
            if away.slow:
                batches.too_much()
            raise
        batches.went_well()
        self._quiet = False
        said = {(one.person, one.lane, one.origin): one for one in answer.groups}
        answered = []
        for one in sending:
            taken = said.get(one.writer)
            if taken is None or taken.acked == one.first - 1:
                self._stuck.add(one.writer)  # neither taken nor asked for from elsewhere
            if taken is not None:
                last = min(taken.acked, one.first + len(one.ops) - 1)
                self._out.sent += max(0, last - one.first + 1)
                answered.append(Answered(_ack(taken), one.first, last, taken.verdict, taken.reason))
        self._on_vault(outbox.answered, answered)
        return True

    def _refused(self, refused: CouncilRefused, sending: Sequence[Sending]) -> bool:
        """A batch that is too much is halved; an op that is refused alone waits, and stops nobody else's."""
        if refused.status in (0, 429, 503) or refused.status >= 500 or refused.status in (SIGN_IN, 403, 426):
            raise refused
        if not self._engine.batches.too_much():
            self._stuck.add(sending[0].writer)
        return True

    # ---- read --------------------------------------------------------------------------------------------------------

    def _pull(self, epoch: bytes) -> bool:
        """Read one answer; whether there is reason to ask again."""
        readings = [one for one in self._on_vault(caseload.readings) if one[:2] not in self._aside]
        said = self._on_vault(_spoken)
        cursors = [Cursor(*one) for one in readings]
        # Where all is thought to be here already a few bytes ask whether it is (`Pull.mark`).
        mark = protocol.mark(cursors) if self._quiet and not self._aside else b""
        self._quiet = False
        asked = Pull(said.number, said.tag, [] if mark else cursors, said.told, self._engine.page_bytes, mark)
        answer = self._read(asked)
        self._read_all = False
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
        self._read_all = not answer.more and not self._aside
        moved = stored or bool(mark) or bool(answer.notices)
        return again or (answer.more and moved)

    def _read(self, asked: Pull) -> PullAnswer:
        """Ask for less at once over a line on which so much does not come through."""
        engine = self._engine
        try:
            answer: PullAnswer = self._post(asked)
        except CouncilUnreachable as away:
            if away.slow:
                engine.page_bytes = max(_LEAST_PAGE, engine.page_bytes // 2)
            raise
        engine.page_bytes = min(_PAGE, engine.page_bytes * 2)
        return answer

    def _hear_caseload(self, answer: PullAnswer) -> bool:
        given = answer.caseload
        if given is None or self._caseload_heard:
            return False
        grants = [
            caseload.Grant(grant.person, lane, grant.role, grant.until, grant.touched)
            for grant in given.grants
            for lane in grant.lanes
        ]
        heard = self._on_vault(caseload.take, caseload.Given(answer.epoch, given.number, given.tag, grants))
        self._ring(heard.changes)
        self._caseload_heard = not heard.believed  # what is doubted counts when another run hears it again
        return True

    def _take(self, pages: Sequence[Page]) -> bool:
        """Store pages, some hundreds of ops at a time; whether anything of them was."""
        moved, together, ops = False, list[Piece](), 0
        for piece in (piece for page in pages for piece in self._pieces(page)):
            if together and ops + len(piece.arrivals) > AT_ONCE:
                moved |= self._store(together)
                together, ops = [], 0
            together.append(piece)
            ops += len(piece.arrivals)
        return self._store(together) or moved

    def _pieces(self, page: Page) -> Iterator[Piece]:
        """A page in pieces of some hundreds; nothing of one that does not lead from its start to its end."""
        start = Reading(page.start.person, page.start.lane, page.start.pseq, page.start.chain)
        try:
            came = read_page(page)
        except NotInStep:
            self._set_aside(start)
            return
        for part in in_parts(came, AT_ONCE):
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

    # ---- let go ------------------------------------------------------------------------------------------------------

    def _let_go(self) -> None:
        """Erase what is hidden and safe with the council, and say so."""
        erased: list[caseload.Erased] = self._on_vault(caseload.erase_what_is_safe)
        if erased:
            self._post(Purged([Purge(*one) for one in erased[: protocol.Many]]))
            self._on_vault(caseload.told_erased, erased[: protocol.Many])

    # ---- files of photos ---------------------------------------------------------------------------------------------

    def _carry(self) -> None:
        """Carry files, and let go of what waited for that."""
        began = self._engine.now_ms()

        def between() -> bool:
            self._send()  # what was written meanwhile does not wait for a photo
            return self._engine.now_ms() - began < CARRYING_S * 1000

        carrying = Carrying(self._on_vault, self._post, self._engine.parts, self._ring, between)
        try:
            self._out.unfinished = not carrying.do()
        finally:
            self._out.carried = carrying.carried
        if carrying.carried:
            self._let_go()


def _ack(said: protocol.Ack | protocol.Taken) -> Ack:
    return Ack(said.person, said.lane, said.origin, said.acked)


def _spoken(vault: Any) -> Spoken:
    with vault.reading() as conn:
        return enrolment.spoken(conn)
