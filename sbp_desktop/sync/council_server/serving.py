"""Running the service: over the council's own database, or over a demo council's."""

import gc
import signal
import sys
from pathlib import Path
from typing import Final

import psycopg
import uvicorn

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.sync.council_server import database, demo
from sbp_desktop.sync.council_server.bounded_http import BoundedHttp
from sbp_desktop.sync.council_server.council import Council
from sbp_desktop.sync.council_server.durability import Durability
from sbp_desktop.sync.council_server.keys import keys
from sbp_desktop.sync.council_server.local_postgres import LocalPostgres, packaged_programs, wheel_programs
from sbp_desktop.sync.council_server.own_sign_in import OwnSignIn
from sbp_desktop.sync.council_server.service import Service
from sbp_desktop.sync.council_server.settings import Settings
from sbp_desktop.sync.json_web import JsonWeb

_KEPT_S: Final = 100
"""An idle connection is kept for longer than a laptop keeps it: one that is closed as it speaks loses that message."""


def serve(settings: Settings, secret: bytes) -> int:
    """Answer laptops until told to stop."""
    with psycopg.connect(settings.owner) as connection:
        database.configure(connection)
        database.migrate(connection)
        connection.execute("UPDATE state SET name = %s WHERE name <> %s", (settings.name, settings.name))
    _end_well()
    gc.freeze()  # what is here now stays: no collection need look at it while laptops wait
    with database.open_pool(settings.database) as pool:
        council = Council(pool, secret, wall_ms, Durability(settings.durability), settings.policy)
        own = OwnSignIn(settings.sign_in, JsonWeb()) if settings.sign_in.issuer else None
        # No access log: who asked for what stands in the audit, and nowhere else. uvloop runs it where there is one.
        uvicorn.run(
            Service(council, pool, wall_ms, own).app(), host=settings.listen, port=settings.port, access_log=False,
            log_level="warning", server_header=False, timeout_keep_alive=_KEPT_S, http=BoundedHttp, loop="auto",
        )  # fmt: skip
    return 0


def _end_well() -> None:
    """Being told to stop runs what stands under `finally`: uvicorn sends itself the signal again when it has ended."""
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))


def demo_settings(conninfo: str, port: int) -> Settings:
    """Settings of a demo council; its secret is handed over as it is."""
    return Settings(database=conninfo, secret_file="", name=demo.NAME, durability="local", port=port)


def run_demo(folder: Path, port: int, *, packaged: bool = False) -> int:
    """Start a demo council and say how to enrol; runs until told to stop."""
    folder.mkdir(parents=True, exist_ok=True)
    places = demo.Places(folder)
    server = LocalPostgres(places.data, packaged_programs() if packaged else wheel_programs())
    _end_well()
    try:
        server.start()
        secret = places.secret()
        with psycopg.connect(server.conninfo()) as connection:
            database.configure(connection)
            database.migrate(connection)
            codes = demo.furnish(connection, keys(secret), wall_ms())
        print(
            f"The demo council answers at http://127.0.0.1:{port}. In the app's settings give this address and a code:"
        )
        for name, code in codes.items():
            print(f"  {name}: {code}")
        print("What is known of the demo people comes from the first demo laptop that is enrolled.", flush=True)
        return serve(demo_settings(server.conninfo(), port), secret)
    finally:
        server.close()
