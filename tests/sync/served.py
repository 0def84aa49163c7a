"""A service in a process of its own, the council's own command over a test's database above all; it may be killed."""

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


class Process:
    """A Python module that answers at /v1/ready on `port`. `kill` is as pulling the plug; it may be started again."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.command: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers."""
        self._process = subprocess.Popen([sys.executable, "-m", *self.command], cwd=ROOT)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise RuntimeError(f"the service ended with {self._process.returncode}")
            try:
                if httpx2.get(f"{self.address}/v1/ready", timeout=2).status_code == 200:
                    return
            except httpx2.HTTPError:
                threading.Event().wait(0.05)
        raise TimeoutError("the service did not answer")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)


class Served(Process):
    """`sbp-council serve` over a kit's database."""

    def __init__(self, kit: Kit, folder: Path) -> None:
        super().__init__()
        config = folder / "council.toml"
        (folder / "secret").write_text(SECRET.hex(), "ascii")
        config.write_text(
            f'database = "{kit.databases.server.conninfo(kit.name)}"\nsecret_file = "{folder / "secret"}"\n'
            f'durability = "local"\nport = {self.port}\n',
            "utf-8",
        )
        self.command = ["sbp_desktop.sync.council_server", "--config", str(config), "serve"]
