"""The laptop's side of keeping in step: what lasts from run to run, and the way to the council, with signing in."""

from collections.abc import Callable
from random import Random
from typing import Any, Final

from sbp_desktop.errors import PERSON_TOO, CouncilRefused, ExpectedError, NotEnrolled
from sbp_desktop.storage import enrolment
from sbp_desktop.storage.enrolment import Enrolment, Spoken
from sbp_desktop.sync import schedule, signing
from sbp_desktop.sync.batches import Answers, Batches
from sbp_desktop.sync.carrying import Parts
from sbp_desktop.sync.outcome import Outcome
from sbp_desktop.sync.protocol import Message
from sbp_desktop.sync.run import ENROL_FIRST, SIGN_IN, Run, Stopped

CLOCK: Final = "clock"
"""The council's word for a signature at a time that is not now."""


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
        self.answers = Answers()
        self.failures = 0

    def run_once(self) -> Outcome:
        """Speak to the council until nothing is left to say. What was stored and sent stays so however the run ends."""
        out = Outcome()
        try:
            Run(self, out).do()
        except Stopped:
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
            raise Stopped
        try:
            answer = self._post_one(message)
        except CouncilRefused as refused:
            if refused.status != SIGN_IN:
                raise
            self._sign_in(known, self.now_ms() - said.ahead_ms)
            answer = self._post_one(message)
        return answer

    def ask(self, message: Message) -> Any:
        """One message besides the runs, and its answer. Raises ExpectedError."""
        known = self._on_vault(enrolment.read)
        if known is None:
            raise NotEnrolled(ENROL_FIRST)
        return self.post(message, known, self._on_vault(enrolment.spoken_here))

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
