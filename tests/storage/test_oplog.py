"""The log: whole after anything, and an op altered by any hand is found."""

from uuid import UUID

import pytest

from sbp_desktop.services import people, webs
from sbp_desktop.storage import history, oplog
from sbp_desktop.storage.vault import Vault
from tests.colleague import Colleague, arrive


@pytest.fixture
def eric(vault: Vault) -> UUID:
    person = people.add_person(vault, "Eric").created[0]
    node = webs.add_node(vault, person, "Jean").created[0]
    webs.set_node(vault, node, label="Jeanie")
    history.undo(vault, person)
    colleague = Colleague(person)
    arrive(vault, colleague.set(node, "reach", "by post", tail=("newer", 1)), colleague.write(node, "x", 99, None))
    return person


def broken(vault: Vault) -> list[int]:
    with vault.reading() as conn:
        return list(oplog.broken_links(conn))


def test_the_chain_is_whole(vault: Vault, eric: UUID) -> None:
    assert broken(vault) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("body", b"\x91\x01"), ("field", "relation"), ("kind", 2), ("hlc", 5), ("wall", 5), ("worker", bytes(16)),
     ("ent", bytes(16)), ("parents", b"\x91\x92\xc4\x01a\x01"), ("wcur", 3), ("bundle", bytes(16)), ("tail", b"\x91\x01"), ("chain", bytes(32))],
)  # fmt: skip
def test_an_altered_op_is_found(vault: Vault, eric: UUID, column: str, value: object) -> None:
    with vault.writing() as conn:
        seq = conn.execute("SELECT seq FROM op WHERE kind = 1 ORDER BY seq LIMIT 1").fetchone()[0]
        conn.execute(f"UPDATE op SET {column} = ? WHERE seq = ?", (value, seq))
    assert seq in broken(vault)


def test_an_op_taken_out_of_the_middle_is_found(vault: Vault, eric: UUID) -> None:
    with vault.writing() as conn:
        conn.execute("PRAGMA defer_foreign_keys = ON")
        seq = conn.execute("SELECT min(seq) FROM op WHERE kind = 1").fetchone()[0]
        conn.execute("DELETE FROM head WHERE op = ?", (seq,))
        conn.execute("DELETE FROM op WHERE seq = ?", (seq,))
    assert broken(vault) != []


def test_each_writer_has_a_chain_per_stream(vault: Vault, eric: UUID) -> None:
    with vault.reading() as conn:
        streams = "SELECT person, lane, origin, count(*), max(oseq), min(oseq) FROM op GROUP BY person, lane, origin"
        assert all(count == newest and first == 1 for *_, count, newest, first in conn.execute(streams))
        assert conn.execute("SELECT count(DISTINCT origin) FROM op WHERE person = ?", (eric.bytes,)).fetchone() == (2,)
