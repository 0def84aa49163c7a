"""A council on this machine for trying things out: its own PostgreSQL, two workers, the demo people, codes to enrol."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid5

import yaml
from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop import config
from sbp_desktop.models.schema import PEOPLE_FILES
from sbp_desktop.sync.council_server import caseloads, enrolment
from sbp_desktop.sync.council_server.keys import Keys

WORKERS: Final = {"Ann Demo": "named", "Ben Demo": "co_worker"}
NAME: Final = "The demo council"
_KEPT_IN: Final = "secret"


@dataclass(frozen=True)
class Places:
    """Where the demo council keeps its things."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    def secret(self) -> bytes:
        """The council's secret, made at the first start."""
        path = self.folder / _KEPT_IN
        if not path.exists():
            path.touch(0o600)
            path.write_text(secrets.token_hex(32), "ascii")
        return bytes.fromhex(path.read_text("ascii"))


def people() -> list[bytes]:
    """Ids of the demo people, as every laptop makes them from the same file."""
    file = yaml.safe_load(config.resources("demo", "people.yaml").read_text("utf-8"))
    return [uuid5(PEOPLE_FILES, person["id"]).bytes for person in file["people"]]


def furnish(conn: Connection[TupleRow], keys: Keys, now: int) -> dict[str, str]:
    """Two workers with the demo people on their caseloads; returns a fresh code for each of them, by name.

    What is known of the people comes from the first demo laptop: ops are written by laptops only.
    """
    conn.execute("UPDATE state SET name = %s, demo = true", (NAME,))
    known = {str(row[0]) for row in conn.execute("SELECT name FROM worker")}
    codes = {}
    for name, role in WORKERS.items():
        if name not in known:
            worker = enrolment.add_worker(conn, name, "Demo")
            for person in people():
                caseloads.grant(conn, worker, person, caseloads.ALL_LANES, role, now=now, by="demo")
        codes[name] = enrolment.new_code(conn, keys, enrolment.worker_named(conn, name), now)
    return codes
