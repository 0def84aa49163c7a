"""Two times: what was true on a day, and what we had written by a moment."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from sbp_desktop.models import web as web_of_a_day
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, WebSnapshot
from sbp_desktop.services import people, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault
from tests.properties.editing import Editing


class Looking(Editing):
    """Looks after every change, with a clock on which every change has a second of its own, and looks again at the end."""

    make_private = set_audience = None
    """Not done here: who may see a thing today decides for every past as well (test_audience.py)."""

    def __init__(self) -> None:
        self.now, self.seen = wall_ms(), []
        super().__init__()

    def now_ms(self) -> int:
        self.now += 1000
        return self.now

    @invariant()
    def look(self) -> None:
        if hasattr(self, "person"):
            self.seen.append(
                (self.now, [queries.web(self.vault, self.person, who) for who in (FOR_WORKER, FOR_PERSON)])
            )

    def teardown(self) -> None:
        for moment, (for_worker, for_person) in self.seen:
            for who, then in ((FOR_WORKER, for_worker), (FOR_PERSON, for_person)):
                again = queries.web(self.vault, self.person, who, as_written=moment)
                assert again == then
        super().teardown()


def test_the_web_as_written_by_a_moment_is_the_web_seen_then(vault_template: Path, long_form: bool) -> None:
    class Here(Looking):
        template = vault_template

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=200 if long_form else 20,
            stateful_step_count=50 if long_form else 30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[*Phase] if long_form else [Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_what_was_true_on_a_day_does_not_ask_when_it_was_written(vault: Vault, eric: UUID) -> None:
    node, tie = webs.add_node(vault, eric, "Jean", **{"from": "2018-06", "to": "2021"}).created
    webs.set_tie(vault, tie, stress="high", at="2019")
    webs.set_tie(vault, tie, stress="none", at="2020-05")
    web: WebSnapshot = queries.web(vault, eric)
    there = {
        text: node in web_of_a_day.nodes_on(web, day(text))
        for text in ("2018-05-31", "2018-06-01", "2020-12-31", "2021-01-01")
    }
    assert list(there.values()) == [False, True, True, False]
    (line,) = web.ties
    stress = [
        web_of_a_day.stress_on(line, day(text)) for text in ("2018-12-31", "2019-01-01", "2020-04-30", "2020-05-01")
    ]
    assert stress == ["unknown", "high", "high", "none"]


def test_what_was_written_later_about_earlier_is_not_in_the_earlier_writing(vault: Vault, eric: UUID) -> None:
    vault.clock.now_ms = iter(range(vault.clock.now_ms() + 1000, 2**62, 1000)).__next__
    _node, tie = webs.add_node(vault, eric, "Jean").created
    before = webs.set_tie(vault, tie, stress="high", at="2019").committed_ms
    webs.set_tie(vault, tie, stress="some", at="2015")
    (then,), (now,) = queries.web(vault, eric, as_written=before).ties, queries.web(vault, eric).ties
    assert [entry.at.text for entry in then.history] == ["2019"]
    assert [entry.at.text for entry in now.history] == ["2015", "2019"]
    undone = history.undo(vault, eric).committed_ms
    for moment in (None, undone):
        assert [entry.at.text for entry in queries.web(vault, eric, as_written=moment).ties[0].history] == ["2019"]
