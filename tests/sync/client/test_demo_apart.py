"""The demo goes to a demo council alone, and nothing of a real store ever does (decisions.md D1)."""

import pytest

from sbp_desktop import config
from sbp_desktop.errors import WrongCouncil
from sbp_desktop.services import people
from sbp_desktop.storage import enrolment
from sbp_desktop.sync.protocol import Enrol, Hello


def mark(laptop) -> None:
    (laptop.folder / config.DEMO_MARK).write_text("The demo people.", "utf-8")


@pytest.mark.parametrize("demo", [False, True])
def test_it_is_not_enrolled_there_and_nothing_is_kept(laptop, council, demo: bool) -> None:
    ours = laptop()
    before = enrolment.read(ours.vault)
    if demo:
        mark(ours)
    else:
        council.demo = True
    with pytest.raises(WrongCouncil, match="real people"):
        ours.enrol()
    asked = council.posts[-1]
    assert isinstance(asked, Enrol)
    assert asked.demo is demo
    assert enrolment.read(ours.vault) == before


def test_the_demo_is_with_a_demo_council(laptop, council) -> None:
    ours = laptop()
    mark(ours)
    council.demo = True
    ours.enrol()
    eric = people.add_person(ours.vault, "Eric").created[0]
    ours.run()
    assert council.ops(eric.bytes, 0)


@pytest.mark.parametrize("demo", [False, True])
def test_nothing_is_sent_to_a_council_that_says_at_hello_it_is_the_other_kind(laptop, council, demo: bool) -> None:
    ours = laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    if demo:
        mark(ours)
    else:
        council.demo = True
    council.posts.clear()
    outcome = ours.engine.run_once()
    assert isinstance(outcome.problem, WrongCouncil)
    assert [type(one) for one in council.posts] == [Hello]
    assert council.ops(eric.bytes, 0) == []
    assert ours.unsent() > 0
