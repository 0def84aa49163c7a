"""However ops come to two to five laptops, in any order, doubled, in pieces: all who have the same see the same."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sbp_desktop.models.ops import OpId
from sbp_desktop.sync.protocol import Grant
from tests.sync.simulation import editing
from tests.sync.simulation.model_laptop import ModelLaptop, Row
from tests.sync.simulation.wire import Stream

PERSON = bytes(16)
STREAMS: list[Stream] = [(PERSON, 0), (PERSON, 1), (PERSON, 2)]
chances = st.integers(0, 2**32 - 1).map(Random)


class AnyOrder(RuleBasedStateMachine):
    """Laptops that give each other single ops, with no council to put them in order."""

    faults: frozenset[str] = frozenset()

    @initialize(clocks=st.lists(st.integers(-5, 5), min_size=2, max_size=5), rng=chances)
    def laptops_begin(self, clocks: list[int], rng: Random) -> None:
        self.now, self.made = 1_800_000_000_000, 0
        year = 365 * 86_400_000
        self.laptops = [
            ModelLaptop(
                self.fresh(), self.fresh(), lambda ahead=ahead: self.now + ahead * year, self.fresh, self.faults
            )
            for ahead in clocks
        ]
        for laptop in self.laptops:
            laptop.disk.grants = {PERSON: Grant(PERSON, [0, 1, 2], "named")}
        editing.open_a_person(self.laptops[0], PERSON, rng)

    def fresh(self) -> bytes:
        self.made += 1
        return self.made.to_bytes(16)

    @rule(who=st.integers(0, 4), stream=st.sampled_from(STREAMS), rng=chances)
    def somebody_writes(self, who: int, stream: Stream, rng: Random) -> None:
        self.now += 1000
        editing.edit(self.laptops[who % len(self.laptops)], stream, rng)

    @rule(source=st.integers(0, 4), to=st.integers(0, 4), rng=chances)
    def some_ops_come(self, source: int, to: int, rng: Random) -> None:
        """Any of them, in any order, some twice, some long known."""
        self.give(source, to, rng, share=0.5)

    @rule(source=st.integers(0, 4), to=st.integers(0, 4), rng=chances)
    def all_ops_come(self, source: int, to: int, rng: Random) -> None:
        self.give(source, to, rng, share=1.0)

    def give(self, source: int, to: int, rng: Random, share: float) -> None:
        giver, taker = self.laptops[source % len(self.laptops)], self.laptops[to % len(self.laptops)]
        for stream in STREAMS:
            rows = [row for row in giver.shelf(stream).log.values() if rng.random() <= share]
            rng.shuffle(rows)
            for row in rows + rows[: len(rows) // 3]:
                taker._take(stream, Row(row.packed))

    @invariant()
    def heads_are_what_the_log_says(self) -> None:
        for laptop in getattr(self, "laptops", ()):
            for stream in STREAMS:
                assert laptop.head_names(stream) == laptop.head_names_rebuilt(stream)

    @invariant()
    def who_has_the_same_sees_the_same(self) -> None:
        for stream in STREAMS:
            seen: dict[frozenset[OpId], Any] = {}
            for laptop in getattr(self, "laptops", ()):
                view = laptop.view(stream)
                assert seen.setdefault(frozenset(laptop.log(stream)), view) == view

    def teardown(self) -> None:
        laptops = getattr(self, "laptops", [])
        for stream in STREAMS:
            everything = {row.packed: row for laptop in laptops for row in laptop.shelf(stream).log.values()}
            for turn, laptop in enumerate(laptops):
                for row in list(everything.values())[:: 1 if turn % 2 else -1]:
                    laptop._take(stream, Row(row.packed))
        self.heads_are_what_the_log_says()
        self.who_has_the_same_sees_the_same()


def _run(examples: int, faults: frozenset[str] = frozenset()) -> None:
    machine = type("AnyOrderWithFaults", (AnyOrder,), {"faults": faults})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate] if faults else list(Phase),
        ),
    )  # fmt: skip


@pytest.mark.timeout(900)
def test_all_who_have_the_same_see_the_same(long_form: bool) -> None:
    _run(2_000 if long_form else 60)


def test_the_clock_deciding_is_seen() -> None:
    with pytest.raises(AssertionError):
        _run(200, frozenset(["latest_wins"]))
