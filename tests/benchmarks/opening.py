"""What a worker waits for: unlocking, Today, People as they type, and a person's page among five thousand."""

import random
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from unittest import mock
from uuid import UUID

from sbp_desktop.services import places, unlocking
from sbp_desktop.storage import key_slots, keychain, queries, quick_slot, seal
from sbp_desktop.storage.vault import FILE_NAME, Vault
from tests.benchmarks.measuring import Figure, quantile, spread, timed
from tests.benchmarks.stores import PASSPHRASE, Stores, person_id
from tests.keychains import HandKeychain


def people(stores: Stores, scratch: Path) -> list[Figure]:
    """A person opened (page, web, conversations), the list of people, and Today."""
    sizes, chance = stores.sizes, random.Random(11)
    day = date(2026, 11, 22).toordinal()
    others = [person_id(chance.randrange(1, sizes.people)) for _ in range(sizes.opens)]
    with stores.opened("people", scratch / "ours") as vault:
        names = [row.name for row in queries.people(vault, limit=sizes.opens)]
        parts = [name[:end] for name in names for end in (1, 2, 4)]
        return [
            *_series("open a person", [timed(lambda who=who: _page(vault, who)) for who in others], limit=50.0),
            *_series(
                "open the person with 60 on the web",
                _times(sizes.opens, lambda: _page(vault, person_id(0))),
                limit=50.0,
            ),
            *_series("people list, nothing typed", _times(sizes.opens, lambda: queries.people(vault))),
            *_series("people list, typed", [timed(lambda part=part: queries.people(vault, part)) for part in parts]),
            *_series("today", _times(sizes.opens, lambda: queries.today(vault, day))),
        ]


def _page(vault: Vault, person: object) -> None:
    queries.person(vault, person)
    queries.web(vault, person)
    queries.conversations(vault, person)


def unlock(stores: Stores, scratch: Path) -> list[Figure]:
    """From passphrase to open store with Today read, beside Argon2id alone; each in turn."""
    folder = stores.copy("people", scratch / "ours")
    day = date(2026, 11, 22).toordinal()
    alone, whole, sealing, locking = [], [], [], []
    for _ in range(max(3, stores.sizes.opens // 6)):
        alone.append(timed(lambda: key_slots.wipe(key_slots.open_root_key(folder, PASSPHRASE))))
        sealing.append(timed(lambda: seal.measure(folder)))
        began = time.perf_counter()
        vault = unlocking.unlock(folder, PASSPHRASE)
        queries.today(vault, day)
        whole.append((time.perf_counter() - began) * 1000)
        locking.append(timed(vault.close))
    by_code = _back_by_code(folder, max(3, stores.sizes.opens // 6))
    megabytes = (folder / FILE_NAME).stat().st_size / 1e6
    shutil.rmtree(folder)
    argon = quantile(alone, 0.5)
    return [
        Figure(
            "unlock to Today's words, p50", quantile(whole, 0.5), floor=argon, floor_is="the passphrase alone (Argon2id)",
            limit=100.0, limit_of="over floor", more={"ours": spread(whole), "floor": spread(alone)},
        ),
        Figure(
            "by the quick code back to the page that was left, read, p50", quantile(by_code, 0.5), floor=argon,
            floor_is="the passphrase alone (Argon2id)", limit=3000.0, more={"ours": spread(by_code)},
        ),
        Figure("read the whole file for its seal", quantile(sealing, 0.5), note=f"{megabytes:.0f} MB, {megabytes / quantile(sealing, 0.5) * 1000:.0f} MB/s"),
        Figure("close and seal", quantile(locking, 0.5)),
    ]  # fmt: skip


def _back_by_code(folder: Path, times: int) -> list[float]:
    """Milliseconds from a quick code to the open store with the person's page read at which it was locked."""
    chain, took = HandKeychain(), []
    with mock.patch.object(keychain, "of_this_computer", return_value=chain):
        vault = unlocking.unlock(folder, PASSPHRASE)
        vault.let_code_open(quick_slot.choose(folder, "730519"))
        for _ in range(times):
            places.leave_and_close(vault, {"page": "person", "person": person_id(0)})
            began = time.perf_counter()
            vault = unlocking.unlock_quickly(folder, "730519")
            _page(vault, UUID(hex=places.returned(vault)["person"]))
            took.append((time.perf_counter() - began) * 1000)
        vault.close()
    return took


def _times(count: int, function: Callable[[], object]) -> list[float]:
    return [timed(function) for _ in range(count)]


def _series(name: str, series: list[float], limit: float | None = None) -> Iterator[Figure]:
    yield Figure(f"{name}, p50", quantile(series, 0.5), more={"ours": spread(series)})
    yield Figure(f"{name}, p95", quantile(series, 0.95), limit=limit)
