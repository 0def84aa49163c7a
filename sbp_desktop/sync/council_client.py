"""The way to the council: one message out, one answer back, over HTTPS and whatever lies between."""

import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast
from urllib.parse import urlsplit

import httpx2
import truststore

from sbp_desktop import __version__
from sbp_desktop.errors import CouncilRefused, CouncilUnreachable, MalformedAddress
from sbp_desktop.sync import protocol
from sbp_desktop.sync.protocol import (
    ANSWERS,
    LARGEST_BODY,
    PATHS,
    TYPE,
    Enrolled,
    Message,
    NotAMessage,
    Refusal,
    SignedIn,
)

PATIENCE_S: Final = 10.0
SLOWEST: Final = 16_000
"""Bytes a second: a message may take `PATIENCE_S` and its size over this; never a constant for all sizes."""
TOO_LARGE: Final = 413
_OWN_MACHINE: Final = ("127.0.0.1", "::1", "localhost")
NOT_AN_ADDRESS: Final = "This is not the address of a council. It begins with https://, as on your letter."
NO_NETWORK: Final = "The council cannot be reached just now. Everything is safe on this laptop."
TOO_SLOW: Final = "The connection was too slow this time. Everything is safe on this laptop."
NOT_THE_COUNCIL: Final = (
    "Something other than the council answered, such as the sign-in page of this network. "
    "Everything is safe on this laptop."
)
NOT_TRUSTED: Final = (
    "This laptop does not trust the certificate it was shown, so nothing was sent. Tell your IT department."
)


class CouncilClient:
    """Sends messages to one council; call it as `post`. `proxy` is its URL, or "" for none. Use from one thread."""

    def __init__(self, address: str, proxy: str = "", patience_s: float = PATIENCE_S) -> None:
        self.address, self._patience_s = checked(address), patience_s
        self._token = ""
        self._proxy = proxy
        self._client: httpx2.Client | None = None

    def use_proxy(self, proxy: str) -> None:
        """Go by another proxy from now on."""
        if proxy != self._proxy:
            self.close()
            self._proxy = proxy

    def close(self) -> None:
        """Close what is open; the next message opens anew."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def __call__(self, message: Message) -> Any:
        """Send one message and return its answer.

        Raises CouncilUnreachable where no answer of the council's came, CouncilRefused where it said no. Neither
        says more than one sentence of ours or the council's.
        """
        try:
            answer = self._send(message, protocol.pack(message))
        except httpx2.TimeoutException as error:
            self.close()
            slow = not isinstance(error, httpx2.ConnectTimeout | httpx2.PoolTimeout)
            raise CouncilUnreachable(TOO_SLOW if slow else NO_NETWORK, slow=slow) from None
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            self.close()
            raise CouncilUnreachable(NOT_TRUSTED if _is_distrust(error) else NO_NETWORK) from None
        if isinstance(answer, Enrolled):
            self._token = ""  # it was the laptop's as it was known before
        if isinstance(answer, SignedIn):
            self._token = answer.token
        return answer

    def _send(self, message: Message, body: bytes) -> Message:
        headers = {"content-type": TYPE, "accept": TYPE}
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        began, size = time.monotonic(), len(body)
        timeout = httpx2.Timeout(self._patience_s + size / SLOWEST, connect=self._patience_s)
        url = self.address + PATHS[type(message)]
        with self._open().stream("POST", url, content=body, headers=headers, timeout=timeout) as response:
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != TYPE:
                raise CouncilUnreachable(NOT_THE_COUNCIL, slow=response.status_code == TOO_LARGE)
            said = b"".join(self._in_time(response, began, size))
            if response.status_code != httpx2.codes.OK:
                raise _refusal(response, said)
        try:
            return protocol.unpack(said, cast(type[Message], ANSWERS[type(message)]))
        except NotAMessage:
            raise CouncilUnreachable(NOT_THE_COUNCIL) from None

    def _in_time(self, response: httpx2.Response, began: float, sent: int) -> Iterator[bytes]:
        """The body piece by piece, as long as it comes fast enough and stays within what a message may be."""
        stated = response.headers.get("content-length", "")
        whole, came = int(stated) if stated.isdecimal() else 0, 0
        for piece in response.iter_raw():
            came += len(piece)
            if came > LARGEST_BODY:
                raise CouncilUnreachable(NOT_THE_COUNCIL)
            if time.monotonic() - began > self._patience_s + (sent + max(whole, came)) / SLOWEST:
                raise httpx2.ReadTimeout("too slow")
            yield piece

    def _open(self) -> httpx2.Client:
        if self._client is None:
            self._client = httpx2.Client(
                http2=False,
                verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                # What the environment says of proxies is the ui's to find out, and to hand in.
                trust_env=False,
                proxy=(self._proxy or None) if urlsplit(self.address).hostname not in _OWN_MACHINE else None,
                follow_redirects=False,
                headers={"user-agent": f"sbp-desktop/{__version__}"},
                limits=httpx2.Limits(max_connections=1, keepalive_expiry=90.0),
            )
        return self._client


def checked(address: str) -> str:
    """The address without its end slash. Raises MalformedAddress; plain http is for this very machine only."""
    parts = urlsplit(address.strip())
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _OWN_MACHINE)
    if not secure or not parts.hostname or parts.query or parts.fragment or parts.username or parts.password:
        raise MalformedAddress(NOT_AN_ADDRESS)
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")


def _refusal(response: httpx2.Response, said: bytes) -> CouncilRefused:
    try:
        refusal = protocol.unpack(said, Refusal)
    except NotAMessage:
        refusal = Refusal("", "The council could not take this just now. Everything is safe on this laptop.")
    wait = max(refusal.wait_s, _retry_after_s(response.headers.get("retry-after", "")))
    return CouncilRefused(refusal.words, refusal.code, response.status_code, wait, refusal.clock, refusal.sign_in)


def _retry_after_s(said: str) -> float:
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0


def _is_distrust(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
