"""The way between laptops and council: loses, doubles, answers too late, and brings old messages again."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from sbp_desktop.sync import protocol
from tests.sync.simulation.model_council import Who

LOST, DOUBLED = 0.15, 0.10
METHODS = {
    protocol.Hello: "hello", protocol.Push: "push", protocol.Heal: "heal", protocol.Pull: "pull",
    protocol.Purged: "purged",
}  # fmt: skip
KEPT = 5


class Unreachable(Exception):
    """No answer came; whether the message arrived is not known."""


class Network:
    """`council` gives whoever answers now. `rng` is set anew for each step of the world."""

    def __init__(self, council: Callable[[], Any]) -> None:
        self.council = council
        self.rng = Random(0)
        self.calm = False
        self.counts: Counter[str] = Counter()
        self._old: list[tuple[Who, protocol.Message]] = []

    def post(self, who: Who, message: protocol.Message) -> Any:
        """The council's answer. Raises Unreachable."""
        if self.calm:
            return self.deliver(who, message)
        chance = self.rng.random()
        if chance < LOST * 0.6:
            self.counts["request lost"] += 1
            raise Unreachable
        answer = self.deliver(who, message)
        if self.rng.random() < DOUBLED:
            self.counts["doubled"] += 1
            again = self.deliver(who, message)
            answer = self.rng.choice((answer, again))
        if isinstance(message, protocol.Push | protocol.Heal | protocol.Purged) and self.rng.random() < 0.2:
            self._old = [*self._old[1 - KEPT :], (who, message)]
        if chance > 1 - LOST * 0.4:
            self.counts["answer lost"] += 1
            raise Unreachable
        return answer

    def deliver(self, who: Who, message: protocol.Message) -> Any:
        return getattr(self.council(), METHODS[type(message)])(who, message)

    def bring_again(self) -> None:
        """A message sent long ago comes once more; nobody waits for the answer."""
        if self._old:
            self.counts["came again later"] += 1
            self.deliver(*self.rng.choice(self._old))
