"""A store of any release opens in this one with nothing lost; what is read is made anew when its shape has changed."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from sbp_desktop.errors import SaveFailed, VaultUnreadable
from sbp_desktop.services import unlocking
from sbp_desktop.storage import drafts, encryption, history, key_slots, migrate, oplog, queries, search, tables
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log, content, differences
from tests.migrations.keep import KEPT, PASSPHRASE, ident

RELEASES = sorted((Path(__file__).parent / "kept").iterdir())


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a release's store."""
    return Path(shutil.copytree(request.param, tmp_path / "kept"))


def counts(connection: Any) -> dict[str, int]:
    """Rows per table that holds truth or local work; one that a later release brought has none."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    return {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] if name in there else 0
        for name in tables.kept.tables
    }


def test_the_kept_tables_are_what_the_migrations_make(vault: Vault) -> None:
    def ours(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
        return not (kind == "table" and reflected and (name or "").startswith(("search_", "alembic_"))) and not (
            name or ""
        ).endswith("_now")

    with vault.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, tables.kept) == []
        assert context.get_current_revision() == f"{migrate.SCHEMA_VERSION:04d}"
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == migrate.SCHEMA_VERSION


def test_no_row_is_lost_on_the_way_to_this_release(kept: Path) -> None:
    before = Path(shutil.copytree(kept, kept.parent / "before"))
    root = key_slots.open_root_key(before, PASSPHRASE)
    engine = encryption.open_engine(before / "vault", key_slots.subkey(root, "database"), create=False)
    with engine.connect() as connection:
        held = counts(connection.connection.driver_connection)
    encryption.close_engine(engine)
    vault = unlocking.unlock(kept, PASSPHRASE)
    with vault.reading() as conn:
        assert counts(conn) == held
        assert list(oplog.broken_links(conn)) == []
    assert held["op"] > 30
    assert_made_from_the_log(vault)
    vault.close()


def test_a_release_whose_revisions_the_disk_does_not_give_changes_nothing(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(ScriptDirectory, "_load_revisions", lambda _: iter(()))
        with pytest.raises(VaultUnreadable) as told:
            unlocking.unlock(kept, PASSPHRASE)
    assert "0001" not in str(told.value)
    unlocking.unlock(kept, PASSPHRASE).close()


def test_what_a_release_kept_is_read_by_this_one(kept: Path) -> None:
    vault = unlocking.unlock(kept, PASSPHRASE)
    try:
        maud = ident("maud")
        assert sorted(row.name for row in queries.people(vault)) == KEPT["people"]
        person, web = queries.person(vault, maud), queries.web(vault, maud)
        assert (person.name, person.about_me["important"], person.age_band) == ("Maud Example", "Her garden.", "80s")
        assert {node.label for node in web.nodes} == KEPT["web"]
        assert {node.label for node in web.nodes if node.private} == KEPT["private"]
        ida = next(node for node in web.nodes if node.id == ident("ida"))
        assert (ida.relation, ida.positions["onion"]) == ("sister", (1.5, 0.4))
        line = next(tie for tie in web.ties if ident("ida") in (tie.a, tie.b))
        assert [(entry.at.text, entry.field, entry.value) for entry in line.history] == KEPT["line"]
        assert line.support == {"company", "practical"}
        (talk,) = queries.conversations(vault, maud)
        first, correction = talk.entries
        assert [first.text, correction.text] == KEPT["words"]
        assert (first.locked, first.mentions[0].node, correction.corrects) == (True, ident("ida"), first.id)
        assert [draft.text for draft in drafts.pending(vault, maud)] == [KEPT["draft"]]
        assert drafts.depth(vault, maud, ident("draft"), "text") == 2
        assert {hit.entity for hit in search.find(vault, "Thursdays")} == {ident("line")}
        assert queries.worker(vault).name == "Kept worker"
        status = history.status(vault, maud)
        assert (status.undo_label, status.redo_label) == (KEPT["undo"], KEPT["redo"])
        history.redo(vault, maud)
        assert next(n for n in queries.web(vault, maud).nodes if n.id == ident("lunch")).positions["onion"] == (
            2.5,
            0.6,
        )
    finally:
        vault.close()


def test_read_tables_of_another_shape_are_made_anew(kept: Path) -> None:
    vault = unlocking.unlock(kept, PASSPHRASE)
    with vault.writing() as conn:
        before = content(conn)
        conn.execute("UPDATE meta SET value = x'00' WHERE key = 'read_shape'")
        conn.execute("ALTER TABLE node_now DROP COLUMN label")
        conn.execute("CREATE TABLE given_up_now(words TEXT)")
        conn.execute("INSERT INTO given_up_now VALUES('left behind')")
        conn.execute("DELETE FROM tie_now")
    vault.close()
    told: list[tuple[int, int]] = []
    vault = unlocking.unlock(kept, PASSPHRASE, progress=lambda done, total: told.append((done, total)))
    with vault.reading() as conn:
        assert differences(before, content(conn)) == {}
        assert conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'given_up_now'").fetchone() == (0,)
        entities = conn.execute("SELECT count(*) FROM entity").fetchone()[0]
    assert told[-1] == (entities, entities)
    vault.close()
    again: list[tuple[int, int]] = []
    unlocking.unlock(kept, PASSPHRASE, progress=lambda done, total: again.append((done, total))).close()
    assert again == []


def test_a_rebuild_cut_short_leaves_the_store_as_it_was(kept: Path) -> None:
    vault = unlocking.unlock(kept, PASSPHRASE)
    with vault.writing() as conn:
        before = content(conn)
        conn.execute("UPDATE meta SET value = x'00' WHERE key = 'read_shape'")
    vault.close()

    def pulled_out(_done: int, _total: int) -> None:
        raise OSError("pulled out")

    with pytest.raises(SaveFailed):
        unlocking.unlock(kept, PASSPHRASE, progress=pulled_out)
    vault = unlocking.unlock(kept, PASSPHRASE)
    with vault.reading() as conn:
        assert differences(before, content(conn)) == {}
    vault.close()


def test_a_new_store_needs_no_second_migration(
    open_vault: Callable[[], Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate.importlib, "import_module", lambda name: pytest.fail(f"imported {name}"))
    open_vault()
