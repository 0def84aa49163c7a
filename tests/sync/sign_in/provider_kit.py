"""A real OpenID provider (npm's oidc-provider) on loopback, and a browser that somebody signs in with."""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

import httpx2
import pytest

SOURCE = Path(__file__).parent / "provider"


def installed(folder: Path) -> Path:
    """The provider with all it needs in a folder of its own, each package checked by the lock's hash; skips without."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("node and npm are not on this computer, so no real OpenID provider can be started")
    for file in SOURCE.iterdir():
        shutil.copy(file, folder)
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=folder, capture_output=True, check=False, timeout=240)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace")
        assert "EINTEGRITY" not in said, "a package is not the one the lock names"
        pytest.skip("npm could not bring oidc-provider (is there a network connection?)")
    return folder


@contextmanager
def running(folder: Path, **asked: object) -> Iterator[str]:
    """The issuer of a provider that runs meanwhile; `asked` as provider.js takes it."""
    command = [shutil.which("node") or "node", "provider.js", json.dumps(asked)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


class Browser:
    """Somebody's browser: opens the page, types a name, agrees, and follows wherever it is led.

    `meddle` changes the address before it is opened; `refuse` says no at the first question.
    """

    def __init__(
        self, name: str = "ann", *, refuse: bool = False, meddle: Callable[[dict[str, str]], dict[str, str]] = dict
    ) -> None:
        self.name, self.refuse, self._meddle = name, refuse, meddle
        self.asked: dict[str, str] = {}
        self.brought = ""
        self.last = ""

    def open(self, address: str) -> None:
        """Sign in on this page, to the end."""
        parts = urlsplit(address)
        self.asked = dict(parse_qsl(parts.query))
        meddled = parts._replace(query=urlencode(self._meddle(self.asked)))
        with httpx2.Client(trust_env=False) as web:
            self._go(web, web.get(meddled.geturl()))

    def type_code(self, address: str, code: str) -> None:
        """Sign in on another device: type the code at the address."""
        with httpx2.Client(trust_env=False) as web:
            page = web.get(address)
            page = web.post(address, data={**_hidden(page.text), "user_code": code})
            form = _hidden(page.text)
            self._go(web, web.post(address, data={**form, "abort": "yes"} if self.refuse else form))

    def _go(self, web: httpx2.Client, page: httpx2.Response) -> None:
        for _ in range(20):
            if page.is_redirect:
                to = urljoin(str(page.url), page.headers["location"])
                if urlsplit(to).path == "/signed-in":
                    self.brought = to
                page = web.get(to)
            elif "/interaction/" in str(page.url) and self.refuse:
                page = web.get(f"{page.url}/abort")
            elif "/interaction/" in str(page.url):
                page = web.post(_action(page), data={**_hidden(page.text), "login": self.name, "password": "any"})
            else:
                self.last = page.text
                return
        raise AssertionError("the provider leads in a circle")

    def code(self) -> str:
        """The code that was brought back."""
        return parse_qs(urlsplit(self.brought).query)["code"][0]


def _action(page: httpx2.Response) -> str:
    found = re.search(r'action="([^"]+)"', page.text)
    assert found, page.text[:200]
    return urljoin(str(page.url), html.unescape(found.group(1)))


def _hidden(page: str) -> dict[str, str]:
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in inputs}
