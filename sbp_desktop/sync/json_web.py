"""Small JSON documents from the council's own sign-in over HTTPS; used by laptop and council."""

import json
import ssl
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httpx2
import truststore

from sbp_desktop.errors import CouncilUnreachable

PATIENCE_S: Final = 8.0
_LARGEST: Final = 256 * 1024
_OWN_MACHINE: Final = ("127.0.0.1", "::1", "localhost")
AWAY: Final = "The council’s sign-in page cannot be reached just now. Everything is safe on this laptop."
NOT_IT: Final = (
    "What answered is not the council’s sign-in. Everything is safe on this laptop; tell your IT department."
)


class Said(NamedTuple):
    """An answer: its HTTP status and its JSON object."""

    status: int
    body: Mapping[str, Any]


class JsonWeb:
    """Asks for JSON objects. `proxy` is its URL, or "" for none. One thread at a time."""

    def __init__(self, proxy: str = "") -> None:
        self._proxy = proxy

    def get(self, address: str) -> Said:
        """What stands at an address. Raises CouncilUnreachable."""
        return self._ask("GET", address, None)

    def post(self, address: str, form: Mapping[str, str]) -> Said:
        """The answer to a form. Raises CouncilUnreachable."""
        return self._ask("POST", address, form)

    def _ask(self, method: str, address: str, form: Mapping[str, str] | None) -> Said:
        if not is_safe(address):
            raise CouncilUnreachable(NOT_IT)
        try:
            # A few requests an hour: nothing is worth keeping open between them.
            with (
                httpx2.Client(
                    http2=False, verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), trust_env=False,
                    proxy=self._proxy or None, follow_redirects=False, timeout=PATIENCE_S,
                ) as client,
                client.stream(method, address, data=form, headers={"accept": "application/json"}) as response,
            ):  # fmt: skip
                said = bytearray()
                for piece in response.iter_bytes():
                    said += piece
                    if len(said) > _LARGEST:
                        raise CouncilUnreachable(NOT_IT)
                body = json.loads(said)
        except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError):
            raise CouncilUnreachable(AWAY) from None
        except (ValueError, RecursionError):
            raise CouncilUnreachable(NOT_IT) from None
        if not isinstance(body, dict):
            raise CouncilUnreachable(NOT_IT)
        return Said(response.status_code, body)


def is_safe(address: str) -> bool:
    """Whether anything may be sent there: https, or this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _OWN_MACHINE))
