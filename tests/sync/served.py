"""The council's own command in a process of its own, over a test's database; it may be killed and started again."""

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2

from tests.sync.council_kit import Kit
from tests.sync.databases import SECRET

ROOT = Path(__file__).resolve().parents[2]


class Served:
    """`start` returns once it answers; `kill` is as pulling the plug of that process."""

    def __init__(self, kit: Kit, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._config = folder / "council.toml"
        (folder / "secret").write_text(SECRET.hex(), "ascii")
        self._config.write_text(
            f'database = "{kit.databases.server.conninfo(kit.name)}"\nsecret_file = "{folder / "secret"}"\n'
            f'durability = "local"\nport = {port}\n',
            "utf-8",
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "sbp_desktop.sync.council_server", "--config", str(self._config), "serve"]
        self._process = subprocess.Popen(command, cwd=ROOT)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise RuntimeError(f"the council ended with {self._process.returncode}")
            try:
                if httpx2.get(f"{self.address}/v1/ready", timeout=2).status_code == 200:
                    return
            except httpx2.HTTPError:
                threading.Event().wait(0.05)
        raise TimeoutError("the council did not answer")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)
