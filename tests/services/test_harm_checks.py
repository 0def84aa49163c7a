"""What paid help does to everyday friendships is asked once, and shown against what became of them after six weeks."""

from collections.abc import Callable
from uuid import UUID

import pytest

from sbp_desktop.models.harm_checks import HarmSnapshot
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import harm_checks, people, webs
from sbp_desktop.storage import agreed, history, queries
from sbp_desktop.storage import harm_checks as kept
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log
from tests.days import days_on

Later = Callable[[int], None]


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def ties(vault: Vault, eric: UUID) -> dict[str, UUID]:
    made = {}
    for name in ("Jean", "Tom", "Bowls club"):
        added = webs.add_node(vault, eric, name, tie_fields={"strength": "strong", "frequency": "weekly"})
        made[name] = added.created[1]
    webs.add_node(vault, eric, "Lunch visits", kind="service", paid="paid")
    return made


@pytest.fixture
def later(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Later:
    """Lets so many days pass."""
    began = vault.clock.now_ms()

    def go_on(days: int) -> None:
        now = days_on(began, days)
        monkeypatch.setattr(vault.clock, "now_ms", lambda: now)

    return go_on


def of(vault: Vault, person: UUID) -> HarmSnapshot:
    node = next(one for one in queries.web(vault, person).nodes if one.label == "Lunch visits")
    return kept.of_service(vault, node.id)


def test_everyday_lines_are_listed_and_each_is_asked_once(vault: Vault, eric: UUID, ties: dict[str, UUID]) -> None:
    found = of(vault, eric)
    assert [(line.label, line.effect) for line in found.lines] == [("Jean", ""), ("Tom", ""), ("Bowls club", "")]
    harm_checks.say(vault, found.service, ties["Jean"], "might_weaken")
    harm_checks.say(vault, found.service, ties["Jean"], "takes_over")
    assert of(vault, eric).lines[0].effect == "takes_over"
    assert len(agreed.of_person(vault, eric, "HarmCheck").of("HarmCheck")) == 1
    assert agreed.of_person(vault, eric, "HarmRecheck").of("HarmRecheck") == ()
    history.undo(vault, eric)
    assert of(vault, eric).lines[0].effect == "might_weaken"
    assert_made_from_the_log(vault)


def test_after_six_and_twelve_weeks_those_who_faded_stand_beside_the_help(
    vault: Vault, eric: UUID, ties: dict[str, UUID], later: Later
) -> None:
    harm_checks.say(vault, of(vault, eric).service, ties["Tom"], "none")
    later(41)
    webs.set_tie(vault, ties["Jean"], strength="tenuous")
    webs.delete_tie(vault, ties["Bowls club"])
    assert (of(vault, eric).weeks, of(vault, eric).faded) == (0, ())
    later(42)
    assert (of(vault, eric).weeks, of(vault, eric).faded) == (6, ("Jean", "Bowls club"))
    webs.set_tie(vault, ties["Tom"], frequency="daily")  # oftener is not less
    later(84)
    assert (of(vault, eric).weeks, of(vault, eric).faded) == (12, ("Jean", "Bowls club"))


def test_said_again_on_a_later_day_is_a_second_look(
    vault: Vault, eric: UUID, ties: dict[str, UUID], later: Later
) -> None:
    service = of(vault, eric).service
    harm_checks.say(vault, service, ties["Tom"], "none")
    later(42)
    harm_checks.say(vault, service, ties["Tom"], "might_weaken")
    (again,) = agreed.of_person(vault, eric, "HarmRecheck").of("HarmRecheck")
    assert again.words("effect") == "might_weaken"
    assert of(vault, eric).weeks == 6  # counted from when it was first asked


def test_a_line_kept_apart_is_named_to_nobody_else(vault: Vault, eric: UUID, ties: dict[str, UUID]) -> None:
    tom = next(one for one in queries.web(vault, eric).nodes if one.label == "Tom")
    webs.make_private(vault, tom.id)
    service = of(vault, eric).service
    assert [line.label for line in kept.of_service(vault, service, FOR_PERSON).lines] == ["Jean", "Bowls club"]
    hidden = next(line for line in of(vault, eric).lines if line.label == "Tom")
    harm_checks.say(vault, service, hidden.tie, "takes_over")
    assert agreed.of_person(vault, eric, "HarmCheck", audience=FOR_PERSON).of("HarmCheck") == ()
