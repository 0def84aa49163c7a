"""Bring a store to this release's shape: kept tables by alembic, read tables by rebuilding them (decisions.md D15)."""

import hashlib
import importlib
from collections.abc import Callable

from sqlalchemy import Connection, Engine

from sbp_desktop.models import schema
from sbp_desktop.storage import rebuilding, tables

SCHEMA_VERSION = 4
"""The store's `user_version`; one more for every alembic revision."""

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """For callers that show none."""


def read_shape() -> bytes:
    """A digest of what the read tables must look like; when it differs they are rebuilt."""
    said = ";".join(
        f"{e.name}:{','.join(f'{f.name}/{f.kind.value}/{f.search}' for f in e.fields)}"
        for e in schema.ENTITIES.values()
    )
    indexes = sorted(str(index.name) for table in tables.read.tables.values() for index in table.indexes)
    said += ";".join((*indexes, tables.SEARCH_INDEX_SQL))
    return hashlib.blake2b(said.encode(), digest_size=16).digest()


def is_behind(engine: Engine) -> bool:
    """Whether an earlier release wrote this store."""
    with engine.connect() as conn:
        return bool(conn.exec_driver_sql("PRAGMA user_version").scalar_one() < SCHEMA_VERSION)


def bring_up_to_date(engine: Engine, *, progress: Progress = no_progress) -> None:
    """Migrate if needed. alembic is imported only then, for it costs half a second."""
    with engine.connect().execution_options(write=True) as conn, conn.begin():
        version = conn.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version < SCHEMA_VERSION:
            importlib.import_module("sbp_desktop.storage.migrations").upgrade(conn)
            conn.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        _read_tables(conn, progress)


def _read_tables(conn: Connection, progress: Progress) -> None:
    held = conn.exec_driver_sql("SELECT value FROM meta WHERE key = 'read_shape'").first()
    if held is not None and bytes(held[0]) == read_shape():
        return
    rebuilding.rebuild(conn, progress)
    conn.exec_driver_sql("INSERT OR REPLACE INTO meta(key, value) VALUES('read_shape', ?)", (read_shape(),))
