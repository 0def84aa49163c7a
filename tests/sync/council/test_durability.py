"""When an ack counts as never lost: at once, once the log is archived, or once a standby has it; and no sooner."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sbp_desktop.sync.protocol import Ack, Hello
from tests.sync.council_kit import Kit, Laptop, new_id, new_kit
from tests.sync.databases import Databases


@pytest.fixture
def archiving(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """A server whose archive takes a segment only while the file `open` is there."""
    made = Databases(
        packaged=request.config.getoption("--packaged-postgres"),
        settings=("archive_mode=on", "archive_command='test -f ../open'", "max_connections=30"),
    )
    made.start()
    yield made
    made.close()


def durable(kit: Kit, laptop: Laptop, person: bytes, acked: int) -> list[Ack]:
    kit.now += 11_000
    return kit.council.hello(laptop.who, Hello(1, 1, "", 0, b"", [Ack(person, 0, laptop.origin, acked)])).durable


def switched(kit: Kit, archived: bool) -> None:
    """Begin another segment of the log, and wait until the last one is archived (or could not be)."""
    column = "archived_count" if archived else "failed_count"
    [(before,)] = kit.rows(f"SELECT {column} FROM pg_stat_archiver")
    kit.rows("SELECT pg_switch_wal()")
    for _ in range(600):
        if kit.rows(f"SELECT {column} FROM pg_stat_archiver") > [(before,)]:
            return
        kit.rows("SELECT pg_sleep(0.05)")
    raise TimeoutError(column)


def test_archived_means_that_the_archive_has_the_log_with_the_commit(archiving: Databases) -> None:
    kit = new_kit(archiving, archiving.fresh(), "archived")
    opened: Path = archiving.folder / "open"
    ann, person = Laptop(kit.worker("Ann")), new_id()
    ann.write(person, 2)
    ann.push(kit.council, person)
    assert durable(kit, ann, person, 2) == []
    switched(kit, archived=False)
    assert durable(kit, ann, person, 2) == []
    opened.touch()
    switched(kit, archived=True)
    assert durable(kit, ann, person, 2) == [Ack(person, 0, ann.origin, 2)]
    ann.write(person)
    ann.push(kit.council, person)
    assert durable(kit, ann, person, 3) == []
    switched(kit, archived=True)
    assert durable(kit, ann, person, 3) == [Ack(person, 0, ann.origin, 3)]
    assert durable(kit, ann, person, 4) == []
    kit.pool.close()


def test_a_commit_after_the_mark_is_not_covered_by_it(archiving: Databases) -> None:
    """The mark is set while a push is under way: its commit lies behind the mark, whatever was archived of before."""
    (archiving.folder / "open").touch()
    kit = new_kit(archiving, archiving.fresh(), "archived")
    ann, person = Laptop(kit.worker("Ann")), new_id()
    ann.write(person)
    ann.push(kit.council, person)
    with archiving.connect(kit.name) as slow:
        slow.execute("BEGIN")
        slow.execute("UPDATE ack SET xid = pg_current_xact_id() WHERE person = %s", (person,))
        kit.rows("SELECT pg_current_xact_id()")  # a later one, finished before
        durable(kit, ann, person, 1)
        switched(kit, archived=True)
        slow.execute("COMMIT")
        kit.now -= 11_000
        assert durable(kit, ann, person, 1) == []
    durable(kit, ann, person, 1)
    switched(kit, archived=True)
    assert durable(kit, ann, person, 1) != []
    kit.pool.close()


def test_a_standby_that_is_not_there_has_nothing(kit: Kit) -> None:
    other = new_kit(kit.databases, kit.name, "standby")
    ann, person = Laptop(other.worker("Ann")), new_id()
    ann.write(person)
    ann.push(other.council, person)
    assert durable(other, ann, person, 1) == []
    assert durable(kit, ann, person, 1) != []
    other.pool.close()
