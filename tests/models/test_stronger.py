"""Stronger than before? told in names, with the very figures the practice counts by (practice.md A23, M12)."""

from itertools import pairwise

from sbp_desktop.config import resources
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.past import web_on
from sbp_desktop.models.stronger import stronger
from sbp_desktop.models.web import web_metrics
from sbp_desktop.services import importing
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from tests.models.test_difference import JUNE, MARCH, node, tie, web


def labels(found: tuple[object, ...]) -> list[str]:
    return [getattr(one, "label", "") for one in found]


def test_who_came_who_stayed_and_who_is_not_there_now() -> None:
    club = node("Bowls", domain="community", until=PartialDate.on(JUNE - 1))
    sam = node("Sam", since=PartialDate.on(MARCH + 10))
    worker = node("Ms Okafor", kind="worker", since=PartialDate.on(MARCH + 10))
    one = web(
        club, sam, worker, node("Jean"), tie("me", "Bowls"), tie("me", "Ms Okafor"),
        tie("me", "Sam", flow="a_to_b"), tie("me", "Jean", flow="both"),
    )  # fmt: skip
    found = stronger(one, MARCH, one, JUNE)
    assert labels(found.started) == ["Sam"]
    assert labels(found.still) == ["Jean"]
    assert labels(found.then_only) == ["Bowls"]
    assert (labels(found.gives), labels(found.receives)) == (["Sam", "Jean"], ["Jean"])


def test_a_line_that_harms_or_rests_is_no_strength() -> None:
    one = web(node("Kay"), node("Lee"), tie("me", "Kay", harm="known"), tie("me", "Lee", frequency="not_now"))
    found = stronger(one, MARCH, one, JUNE)
    assert (found.started, found.still, found.then_only) == ((), (), ())


def test_the_names_are_those_the_golden_figures_count(vault: Vault) -> None:
    loaded = importing.load_people(vault, resources("demo", "people.yaml"))
    compared = 0
    for person in loaded.file.people:
        shown = queries.web(vault, person.id)
        days = sorted(person.days.values())
        for before, after in pairwise(days):
            found = stronger(shown, before, shown, after)
            was, now = web_metrics(web_on(shown, before), before), web_metrics(web_on(shown, after), after)
            assert len(found.still) + len(found.then_only) == was["everyday_ties"], person.name
            assert len(found.still) + len(found.started) == now["everyday_ties"], person.name
            assert len(found.gives) == now["gives_to"], person.name
            compared += 1
    assert compared >= 10
