"""The council, or a laptop, is put back from a backup: everything that anybody still has is where it was again."""

import shutil
from pathlib import Path

import pytest

from sbp_desktop.services import people, webs
from tests.colleague import differences


@pytest.mark.parametrize("known", [True, False], ids=["by the runbook", "without a word"])
@pytest.mark.parametrize("read_back", [True, False])
def test_the_council_is_put_back_and_healed(laptop, council, known, read_back) -> None:
    ours, theirs = laptop(), laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    backup = council.backup()
    jean = webs.add_node(ours.vault, eric, "Jean").created[0]
    council.durable = False
    ours.run()
    if read_back:
        theirs.run()
        webs.set_node(theirs.vault, jean, label="Jeanie")
        theirs.run()
    before = set(council.ops(eric.bytes, 0))
    council.restore(backup, known=known)
    for one in (ours, theirs, ours, theirs, ours):
        one.run()
    assert set(council.ops(eric.bytes, 0)) == before
    assert len(council.ops(eric.bytes, 0)) == len(before)
    assert differences(ours.content(eric), theirs.content(eric)) == {}
    assert ours.unsent() == theirs.unsent() == 0
    for one in (ours, theirs):
        with one.vault.reading() as conn:
            assert conn.execute("SELECT count(*) FROM reoffer").fetchone() == (0,)


def test_only_a_colleague_has_what_was_lost(laptop, council) -> None:
    """The writer's laptop is gone; another that had read it gives it back, with the council's own receipts."""
    ours, theirs = laptop(), laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    backup = council.backup()
    webs.add_node(ours.vault, eric, "Jean")
    ours.run()
    theirs.run()
    receipts = {item.op: (item.mac, item.received) for item, _ in council.kept.streams[eric.bytes, 0]}
    council.restore(backup, known=False)
    theirs.run()
    assert {item.op: (item.mac, item.received) for item, _ in council.kept.streams[eric.bytes, 0]} == receipts


def test_two_restores_in_a_row(laptop, council) -> None:
    ours, theirs = laptop(), laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    empty = council.backup()
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    before = set(council.ops(eric.bytes, 0))
    council.restore(empty, known=False)

    def lost(post):
        def send(message):
            answer = post(message)
            if type(message).__name__ == "Heal":
                council.restore(empty, known=False)
            return answer

        return send

    ours.meddle = lost
    ours.engine.run_once()
    ours.meddle = lambda post: post
    for one in (ours, theirs, ours):
        one.run()
    assert set(council.ops(eric.bytes, 0)) == before


def test_a_closed_council_takes_in_and_gives_nothing_out(laptop, council) -> None:
    ours = laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    council.closed = True
    ours.run()
    assert ours.unsent() == 0
    assert council.ops(eric.bytes, 0)
    with ours.vault.reading() as conn:
        assert conn.execute("SELECT count(*) FROM cursor").fetchone() == (0,)


def test_a_laptop_is_put_back_and_reads_what_it_forgot(laptop, council, tmp_path: Path) -> None:
    ours = laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    ours.run()
    ours.vault.close()
    image = Path(shutil.copytree(ours.folder, tmp_path / "image"))
    ours.open()
    webs.add_node(ours.vault, eric, "Jean")
    ours.run()
    wanted = ours.content(eric)
    ours.vault.close()
    ours.folder = image
    ours.open()
    webs.add_node(ours.vault, eric, "Sal")
    ours.run()
    ours.run()
    assert {row[-1] for row in differences(wanted, ours.content(eric))["node_now"][0]} == set()
    labels = [row for row in ours.content(eric)["node_now"] if row[3] == 1]
    assert len(labels) == len([row for row in wanted["node_now"] if row[3] == 1]) + 1


def test_a_council_that_is_another_one_gets_everything(laptop, council) -> None:
    ours = laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    empty = council.backup()
    ours.run()
    ours.run()
    before = set(council.ops(eric.bytes, 0))
    council.restore(empty)
    ours.run()
    ours.run()
    assert set(council.ops(eric.bytes, 0)) == before
