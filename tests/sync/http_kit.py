"""Speaks to the council's ASGI application as a laptop would, without a socket."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sbp_desktop.sync.council_server import enrolment
from sbp_desktop.sync.council_server.council import Who
from sbp_desktop.sync.council_server.limits import Limit
from sbp_desktop.sync.council_server.own_sign_in import OwnSignIn
from sbp_desktop.sync.council_server.service import Service
from sbp_desktop.sync.protocol import (
    ANSWERS,
    PATHS,
    TYPE,
    Enrol,
    Message,
    Refusal,
    SignIn,
    pack,
    signed_words,
    unpack,
)
from tests.sync.council_kit import Kit, new_id


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def refusal(self) -> Refusal:
        assert self.headers["content-type"] == TYPE
        return unpack(self.body, Refusal)


@dataclass(frozen=True)
class Request:
    path: str
    body: bytes
    token: str = ""
    type: str = TYPE
    method: str = "POST"
    length: str | None = None
    query: str = ""


def ask_all(app: Any, requests: Iterable[Request], at_once: int = 1) -> list[Answer]:
    """Send requests, so many at a time; the answers stand in the same order."""

    async def run() -> list[Answer]:
        waiting, answers = list(enumerate(requests)), dict[int, Answer]()
        waiting.reverse()

        async def one_after_another() -> None:
            while waiting:
                number, request = waiting.pop()
                answers[number] = await _ask(app, request)

        await asyncio.gather(*(one_after_another() for _ in range(at_once)))
        return [answers[number] for number in sorted(answers)]

    return asyncio.run(run())


def ask(app: Any, request: Request) -> Answer:
    return ask_all(app, [request])[0]


async def _ask(app: Callable[[Any, Any, Any], Awaitable[None]], request: Request) -> Answer:
    headers = [(b"content-type", request.type.encode())]
    if request.token:
        headers.append((b"authorization", b"Bearer " + request.token.encode("latin-1", "replace")))
    if request.length is not None:
        headers.append((b"content-length", request.length.encode()))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method, "scheme": "http",
        "path": request.path, "raw_path": request.path.encode(), "query_string": request.query.encode(), "root_path": "",
        "headers": headers, "client": ("10.0.0.1", 1), "server": ("council", 80),
    }  # fmt: skip
    parts = [{"type": "http.request", "body": request.body, "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return parts.pop() if parts else {"type": "http.disconnect"}

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    await app(scope, receive, send)
    said = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], b"".join(event.get("body", b"") for event in sent[1:]), said)


def unlimited(kit: Kit, own: OwnSignIn | None = None) -> Any:
    """The application without a limit on how often a laptop asks."""
    service = Service(kit.council, kit.pool, lambda: kit.now, own)
    service._laptops = service._strangers = Limit(burst=10**9, per_second=1.0, now_s=lambda: 0.0)
    return service.app()


def token(kit: Kit, who: Who) -> str:
    return enrolment._token(kit.council.keys, who, kit.now + enrolment.TOKEN_MS)


def post(app: Any, message: Message, bearer: str = "") -> Any:
    """The answer to a message. Raises AssertionError with the refusal where there is none."""
    answer = ask(app, Request(PATHS[type(message)], pack(message), bearer))
    assert answer.status == 200, (answer.status, answer.refusal)
    return unpack(answer.body, ANSWERS[type(message)])


@dataclass
class Enrolled:
    """A laptop with a key of its own."""

    key: Ed25519PrivateKey
    device: bytes
    worker: bytes

    def signed(self, at: int) -> SignIn:
        return SignIn(self.device, at, self.key.sign(signed_words(self.device, at)))


def enrolled(kit: Kit, app: Any, name: str, laptop: bytes | None = None, *, demo: bool = False) -> Enrolled:
    """Enrol another laptop for a worker by a code."""
    with kit.pool.connection() as conn:
        code = enrolment.new_code(conn, kit.council.keys, enrolment.worker_named(conn, name), kit.now)
    key = Ed25519PrivateKey.generate()
    answer = post(app, Enrol(code, laptop or new_id(), key.public_key().public_bytes_raw(), demo=demo))
    return Enrolled(key, answer.device, answer.worker)
