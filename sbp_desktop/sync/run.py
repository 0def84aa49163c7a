"""One run of keeping in step: says hello, sends, offers back what was lost, reads, lets go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sbp_desktop.errors import CouncilRefused, CouncilUnreachable, NotEnrolled
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import caseload, enrolment, erasing, healing, lease, outbox, recovery_slot
from sbp_desktop.storage.enrolment import Enrolment, Spoken
from sbp_desktop.storage.erasing import Order
from sbp_desktop.storage.outbox import Ack, Answered, Greeted, Sending, Writer
from sbp_desktop.sync import protocol, signing
from sbp_desktop.sync.carrying import Carrying
from sbp_desktop.sync.outcome import Outcome
from sbp_desktop.sync.protocol import (
    BATCH_BYTES,
    BATCH_OPS,
    OLDEST,
    VERSION,
    Group,
    Heal,
    Hello,
    HelloAnswer,
    Item,
    LogHead,
    Message,
    Opening,
    Purge,
    Purged,
    Push,
)
from sbp_desktop.sync.pulling import Pulling

if TYPE_CHECKING:
    from sbp_desktop.sync.engine import Engine

SIGN_IN: Final = 401
CARRYING_S: Final = 60.0
"""After so long of carrying files the council is heard again first; the rest follows at once."""
ENROL_FIRST: Final = "This laptop is not known to a council yet. Enter its address and your code under Settings."


class Stopped(Exception):
    """The run was told to stop."""


class Run:
    """One run: what it has met so far, so that nothing is tried for ever."""

    def __init__(self, engine: "Engine", out: Outcome) -> None:
        self._engine, self._out = engine, out
        self._on_vault = engine.on_vault
        known = self._on_vault(enrolment.read)
        if known is None:
            raise NotEnrolled(ENROL_FIRST)
        self._known: Enrolment = known
        self._said: Spoken = self._on_vault(enrolment.spoken_here)
        self._stuck: set[Writer] = set()
        self._pulling = Pulling(self._on_vault, self._post, engine.answers, out, self._ring)

    def do(self) -> None:
        hello = self._hello()
        self._send()
        if not hello.closed:
            while self._pulling.pull(hello.epoch):
                self._send()
            if self._pulling.read_all:
                if not self._pulling.caseload_heard:
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
        if not changes.empty or changes.persons or changes.kinds:
            self._out.changes.append(changes)

    # ---- hello -------------------------------------------------------------------------------------------------------

    def _hello(self) -> HelloAnswer:
        answer = self._hello_once()
        if answer.epoch != self._said.epoch and self._said.epoch:
            self._said = self._on_vault(enrolment.spoken_here)
            answer = self._hello_once()  # a council that was put back is asked about everything
        self._said = self._on_vault(enrolment.spoken_here)
        self._engine.batches.limit(answer.batch_ops, answer.batch_bytes)
        if self._on_vault(caseload.time_is_up):  # asked first: nobody's typing is to be kept where nobody goes
            self._ring(self._on_vault(caseload.keep_to_time))
        return answer

    def _hello_once(self) -> HelloAnswer:
        greeting = self._on_vault(outbox.greeting, protocol.Many)
        told = Hello(
            OLDEST, VERSION, self._engine.app, self._engine.now_ms(), greeting.epoch,
            [protocol.Ack(*ack) for ack in greeting.acks], [Opening(*opened) for opened in greeting.openings],
            LogHead(*greeting.log), greeting.gone, greeting.step,
        )  # fmt: skip
        answer: HelloAnswer = self._post(told)
        signing.must_be_ours(self._on_vault(signing.is_demo), answer.demo)
        missing, durable = ([_ack(one) for one in acks] for acks in (answer.missing, answer.durable))
        opened = [one.id for one in greeting.openings]
        greeted = Greeted(
            answer.epoch, answer.clock, missing, durable, opened, answer.logged, answer.step, answer.twice
        )
        self._on_vault(outbox.greeted, greeted)
        if answer.gone or self._on_vault(erasing.asks):  # before anything is sent: nothing of them leaves any more
            self._ring(self._on_vault(erasing.obey, [Order(one.person, one.number) for one in answer.gone]))
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
        self._pulling.quiet = False
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
