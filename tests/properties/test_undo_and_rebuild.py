"""After anything a worker can do: undo leads back to the start, redo to the end, and the tables are what the log says."""

from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from sbp_desktop.storage import history
from tests.colleague import assert_made_from_the_log
from tests.properties.editing import Editing, picture


class BackAndForth(Editing):
    """At each step the tables are checked against the log; at the end everything is undone and done again."""

    @invariant()
    def made_from_the_log(self) -> None:
        if not self.vault.closed:
            assert_made_from_the_log(self.vault)

    def teardown(self) -> None:
        if hasattr(self, "start"):
            self.there_and_back()
        super().teardown()

    def there_and_back(self) -> None:
        end, steps = picture(self.vault, self.person), self.steps() - self.at_start
        for _ in range(steps):
            assert history.undo(self.vault, self.person).left_alone == ()
        assert picture(self.vault, self.person) == self.start
        for _ in range(steps):
            assert history.redo(self.vault, self.person).left_alone == ()
        assert picture(self.vault, self.person) == end
        assert_made_from_the_log(self.vault)


def test_undo_leads_back_and_redo_forth_and_the_log_is_the_truth(vault_template: Path, long_form: bool) -> None:
    class Here(BackAndForth):
        template = vault_template

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=300 if long_form else 15,
            stateful_step_count=50 if long_form else 25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # Shrinking a failure of this size takes minutes: the long form does it.
            phases=[*Phase] if long_form else [Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )
