"""The demo council: two workers who have the demo people, whose ids every laptop makes alike."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import httpx2

from sbp_desktop import config
from sbp_desktop.services import people_file
from sbp_desktop.sync.council_server import demo
from sbp_desktop.sync.protocol import Pull
from tests.sync.council_kit import Kit
from tests.sync.http_kit import enrolled, post, unlimited
from tests.sync.served import ROOT


def test_both_workers_have_the_demo_people(kit: Kit) -> None:
    with kit.pool.connection() as conn:
        first = demo.furnish(conn, kit.council.keys, kit.now)
        again = demo.furnish(conn, kit.council.keys, kit.now)
    assert first.keys() == again.keys() == demo.WORKERS.keys()
    assert not set(first.values()) & set(again.values())
    people = {person.id.bytes for person in people_file.read(config.resources("demo", "people.yaml")).people}
    assert len(people) > 10
    app = unlimited(kit)
    for name, role in demo.WORKERS.items():
        token = post(app, enrolled(kit, app, name, demo=True).signed(kit.now)).token
        grants = post(app, Pull(0, b"", []), token).caseload.grants
        assert {grant.person for grant in grants} == people
        assert {(grant.role, *grant.lanes) for grant in grants} == {(role, 0, 1, 2)}


def answers(address: str) -> bool:
    for _ in range(200):
        try:
            return httpx2.get(f"{address}/v1/ready", timeout=10).status_code == 200
        except httpx2.HTTPError:
            threading.Event().wait(0.05)
    return False


def test_one_command_starts_it_and_leaves_nothing_running() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="sbp-demo-") as kept:
        folder = Path(kept) / "demo"
        Path(kept).chmod(0o755)
        command = [
            sys.executable,
            "-m",
            "sbp_desktop.sync.council_server",
            "demo",
            "--folder",
            str(folder),
            "--port",
            port,
        ]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(4)]
            address = lines[0].split("answers at ")[1].split(". ")[0]
            assert answers(address)
            assert [line.split(":")[0].strip() for line in lines[1:3]] == list(demo.WORKERS)
            assert (folder / "postgres" / "postmaster.pid").exists()
        finally:
            process.terminate()
            process.wait(30)
            process.stdout.close()
        assert not (folder / "postgres" / "postmaster.pid").exists()
        assert (folder / "secret").stat().st_mode & 0o077 == 0 or os.name == "nt"
