"""How long one saved edit takes, beside the least a save can take on this disk: one row, one commit, one checkpoint."""

import gc
import itertools
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sbp_desktop.models import derived
from sbp_desktop.services import conversations, webs
from sbp_desktop.storage import encryption, key_slots, queries
from sbp_desktop.storage.vault import FILE_NAME, Vault
from tests.benchmarks.measuring import Figure, quantile, spread, timed
from tests.benchmarks.stores import PASSPHRASE, Stores, person_id

FLOOR_IS = (
    "BEGIN IMMEDIATE, one 200-byte INSERT, COMMIT, truncating checkpoint; raw driver, same settings and file size"
)


def run(stores: Stores, scratch: Path) -> list[Figure]:
    """Moves, labels and lines of writing, each in turn with a bare save, so that all meet the same disk."""
    with _floor(stores, scratch / "floor") as bare, stores.opened("people", scratch / "ours") as vault:
        kinds: dict[str, Callable[[], object]] = {"bare": bare, **_edits(vault)}
        took: dict[str, list[float]] = {name: [] for name in kinds}
        for edit in kinds.values():
            edit()
        gc.collect()
        for _ in range(stores.sizes.edits):
            for name, edit in kinds.items():
                took[name].append(timed(edit))
                vault.settle()  # as the app does once a save was told
                # As between two edits of a person: the disk is not still busy with the last.
                time.sleep(0.001)
    return list(_figures(took))


def _figures(took: dict[str, list[float]]) -> Iterator[Figure]:
    floor = took.pop("bare")
    for name, series in took.items():
        for point, share, limit in (("p50", 0.5, 2.0), ("p99", 0.99, 3.0)):
            yield Figure(
                f"{name}, {point}", quantile(series, share), floor=quantile(floor, share), floor_is=FLOOR_IS,
                limit=limit if name == "move" else None, limit_of="ratio",
                more={"ours": spread(series), "floor": spread(floor)},
            )  # fmt: skip


def _edits(vault: Vault) -> dict[str, Callable[[], object]]:
    """Edits of people all over the store: nothing of them is in any cache but by luck."""
    chance = random.Random(3)
    webs_of = [queries.web(vault, person_id(chance.randrange(vault_people(vault)))) for _ in range(60)]
    nodes = itertools.cycle([node.id for web in webs_of for node in web.nodes if node.id != web.self_node])
    talks = itertools.cycle([(conversations.start(vault, web.person).created[0], web.person) for web in webs_of[:20]])
    numbers = itertools.count()

    def move() -> None:
        webs.move_node(vault, next(nodes), chance.random() * 6.28, chance.random())

    def label() -> None:
        webs.set_node(vault, next(nodes), label=f"Somebody {next(numbers)}")

    def line() -> None:
        talk, person = next(talks)
        words = f"She rang her sister on Sunday, {next(numbers)} times."
        conversations.write_entry(vault, talk, derived.fresh(person), words)

    return {"move": move, "label": label, "line of writing": line}


def vault_people(vault: Vault) -> int:
    with vault.reading() as conn:
        row = conn.execute("SELECT count(*) FROM person_now").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _floor(stores: Stores, folder: Path) -> Iterator[Callable[[], None]]:
    """A bare save into a copy of the same store, through the very connection settings of the app."""
    stores.copy("people", folder)
    root = key_slots.open_root_key(folder, PASSPHRASE)
    engine = encryption.open_engine(folder / FILE_NAME, key_slots.subkey(root, "database"), create=False)
    pooled: Any = engine.pool.connect()
    driver: Any = pooled.driver_connection
    driver.execute("CREATE TABLE floor(id INTEGER PRIMARY KEY, words BLOB NOT NULL)")

    def save() -> None:
        driver.execute("BEGIN IMMEDIATE")
        driver.execute("INSERT INTO floor(words) VALUES(?)", (os.urandom(200),))
        driver.execute("COMMIT")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    try:
        yield save
    finally:
        pooled.close()
        encryption.close_engine(engine)
        key_slots.wipe(root)
        shutil.rmtree(folder)
