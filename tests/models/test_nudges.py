"""How seldom a line comes by itself: one on screen, two a day, a fortnight's silence, a month between walks."""

import pytest

from sbp_desktop.models import nudges
from sbp_desktop.models.nudges import Nudge, Told, next_line

DAY = 740_000
ANNA, BO, CY = (Nudge("R06", name, name) for name in ("Anna", "Bo", "Cy"))
WALK, OTHER_WALK = Nudge("R19", "riverside", "Riverside"), Nudge("R19", "hill", "Hill")


def days(due: list[Nudge], told: Told) -> list[str]:
    """Which lines stand on the screen one after another on a day, each put away as soon as it is read."""
    seen = []
    while (line := next_line(due, told, DAY)) is not None and len(seen) < 9:
        seen.append(line.name)
        told = told.showing(line, DAY).putting_away(line, DAY)
    return seen


def test_there_are_two_a_day_at_most_and_the_first_stays_while_nobody_puts_it_away() -> None:
    assert days([ANNA, BO, CY], Told()) == ["Anna", "Bo"]
    told = Told().showing(BO, DAY)
    assert next_line([ANNA, BO], told, DAY) == BO, "it stood there today"
    assert next_line([ANNA, CY], told.showing(ANNA, DAY), DAY) == ANNA
    assert next_line([CY], told.showing(ANNA, DAY), DAY) is None
    assert next_line([CY], told.showing(ANNA, DAY), DAY + 1) == CY


def test_put_away_it_keeps_quiet_for_a_fortnight_about_them_alone() -> None:
    told = Told().showing(ANNA, DAY).putting_away(ANNA, DAY)
    assert [next_line([ANNA], told, DAY + later) for later in (0, 1, 13, 14)] == [None, None, None, ANNA]
    assert next_line([ANNA, BO], told, DAY) == BO
    other = Nudge("R07", "Anna", "Anna")
    assert next_line([ANNA, other], told, DAY) == other


def test_a_walk_is_asked_for_once_a_month_wherever_it_is() -> None:
    told = Told().showing(WALK, DAY)
    assert next_line([WALK], told, DAY) == WALK, "all day long"
    assert [next_line([OTHER_WALK], told, DAY + later) for later in (1, 29, 30)] == [None, None, OTHER_WALK]


def test_what_is_too_old_to_matter_is_let_go() -> None:
    told = Told({"R06:Anna": DAY - 31, "R06:Bo": DAY - 30}, {"R06:Anna": DAY - 31})
    assert told.showing(CY, DAY) == Told({"R06:Bo": DAY - 30, CY.key: DAY}, {})


@pytest.mark.parametrize(("limit", "value"), [("A_DAY", 3), ("QUIET_DAYS", 0), ("_APART", {"R19": 0})])
def test_without_a_limit_more_would_come(monkeypatch: pytest.MonkeyPatch, limit: str, value: object) -> None:
    def outcomes() -> object:
        put_away = Told().showing(ANNA, DAY - 1).putting_away(ANNA, DAY - 1)
        return (
            days([ANNA, BO, CY], Told()),
            next_line([ANNA], put_away, DAY),
            next_line([WALK], Told().showing(WALK, DAY - 1), DAY),
        )

    held = outcomes()
    monkeypatch.setattr(nudges, limit, value)
    assert outcomes() != held
