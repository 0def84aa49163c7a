"""A web on an earlier day has that day's values, and nothing that has no dates moves."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.past import days_of_change, not_heard_of_lately, web_on
from sbp_desktop.models.snapshots import HistoryEntry, NodeSnapshot, TieSnapshot, WebSnapshot

MARCH, JUNE = date(2026, 3, 1).toordinal(), date(2026, 6, 1).toordinal()
PERSON = uuid5(NAMESPACE_URL, "person")


def key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


def node(name: str, **fields: Any) -> NodeSnapshot:
    return NodeSnapshot(id=key(name), person=PERSON, kind="person", label=name, **fields)


def tie(name: str, **fields: Any) -> TieSnapshot:
    return TieSnapshot(id=key(name), person=PERSON, a=key("me"), b=key("Jean"), **fields)


def dated(name: str, *values: tuple[int, str]) -> tuple[HistoryEntry, ...]:
    return tuple(HistoryEntry(PartialDate.on(day), name, value) for day, value in values)


def test_a_dated_value_is_the_last_by_that_day() -> None:
    line = tie("line", stress="high", history=dated("stress", (MARCH, "some"), (JUNE, "high")))
    web = WebSnapshot(PERSON, key("me"), (node("me"), node("Jean")), (line,))
    assert [web_on(web, day).ties[0].stress for day in (MARCH - 1, MARCH, JUNE - 1, JUNE)] == [
        "unknown",
        "some",
        "some",
        "high",
    ]


def test_a_value_without_dates_is_as_now() -> None:
    web = WebSnapshot(PERSON, key("me"), (node("me"), node("Jean", domain="community")), (tie("line", stress="some"),))
    assert web_on(web, MARCH) == web


def test_where_somebody_stands_is_never_nowhere() -> None:
    jean = node("Jean", domain="network", history=dated("domain", (JUNE, "network")))
    assert web_on(WebSnapshot(PERSON, key("me"), (jean,)), MARCH).nodes[0].domain == "network"


def test_what_has_ended_since_was_there_then() -> None:
    club = node("Club", status="ended", since=PartialDate.on(MARCH), until=PartialDate.on(JUNE))
    web = WebSnapshot(PERSON, key("me"), (club,))
    assert web_on(web, JUNE - 1).nodes[0].status == "active"
    assert web_on(web, JUNE).nodes[0].status == "ended"


def test_days_of_change_are_every_start_end_and_new_value() -> None:
    club = node("Club", since=PartialDate.on(MARCH), until=PartialDate.on(JUNE))
    line = tie("line", history=dated("stress", (MARCH + 3, "some")))
    web = WebSnapshot(PERSON, key("me"), (node("me"), node("Jean"), club), (line,))
    assert days_of_change(web) == (MARCH, MARCH + 3, JUNE)


def test_open_dates_are_no_days_of_change() -> None:
    web = WebSnapshot(PERSON, key("me"), (node("Jean", since=PartialDate.of("../2019")),))
    assert days_of_change(web) == ()


def test_a_year_without_a_word_is_long() -> None:
    year = 365 * 86_400_000
    now = 3 * year
    web = WebSnapshot(PERSON, key("me"), (node("me"), node("Jean"), node("Sam")), (tie("line"),))
    heard = {key("me"): 1, key("Jean"): now - year - 1, key("Sam"): now - year + 1, key("line"): 1}
    assert not_heard_of_lately(web, heard, now) == {key("Jean"), key("line")}
