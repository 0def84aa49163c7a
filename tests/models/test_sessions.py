"""On which days a session is, and what kind of place it is, read from a worker's own words."""

from datetime import date

import pytest

from sbp_desktop.models import sessions
from sbp_desktop.models.vocabulary import Setting

TUESDAY = date(2026, 11, 24).toordinal()


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("Tuesdays, 10 to 12", [1]),
        ("tue and Thurs", [1, 3]),
        ("Wednesday mornings", [2]),
        ("every Saturday and on Sunday", [5, 6]),
        ("once a month", range(7)),
        ("", range(7)),
    ],
)
def test_it_is_on_the_days_it_names_or_may_be_on_any(when: str, days: list[int]) -> None:
    monday = TUESDAY - 1
    assert [step for step in range(7) if sessions.is_on(when, monday + step)] == list(days)


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ("The surgery, Mill Lane", Setting.GP_SURGERY),
        ("Dr Amin's practice", Setting.GP_SURGERY),
        ("Market Street Hub", Setting.COMMUNITY_HUB),
        ("St Mark's hall", Setting.LOCAL_SESSION),
    ],
)
def test_its_name_says_what_kind_of_place_it_is(where: str, kind: Setting) -> None:
    assert sessions.setting(where) is kind
