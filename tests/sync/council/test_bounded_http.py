"""A request's head is so long at most, however it is made longer; a body may be longer than that."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from sbp_desktop.sync.council_server.bounded_http import LARGEST_HEAD, BoundedHttp

POST = b"POST /v1/push HTTP/1.1\r\nhost: council\r\n"
CHUNKED = POST + b"transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"
ENDLESS = {
    "an address": (b"GET /", b"a"),
    "a header": (POST + b"x-long: ", b"a"),
    "many headers": (POST, b"x-one-more: of many\r\n"),
    "a name": (POST, b"a"),
    "trailers": (CHUNKED + b"0\r\n", b"x-one-more: of many\r\n"),
    "a trailer": (CHUNKED + b"0\r\nx-long: ", b"a"),
    "what a chunk says of itself": (CHUNKED + b"5;why=", b"a"),
    "tiny chunks": (CHUNKED, b"1\r\na\r\n"),
}
PIECE = 4096


class Wire(asyncio.Transport):
    """What the server writes, and whether it has closed."""

    def __init__(self) -> None:
        super().__init__()
        self.written, self.closed = b"", False

    def write(self, data: Any) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


async def _read_all(_scope: Any, receive: Any, send: Any) -> None:
    size = 0
    while True:
        message = await receive()
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    said = b"%d" % size
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]})
    await send({"type": "http.response.body", "body": said})


def speak(pieces: Iterable[bytes]) -> tuple[Wire, int]:
    """The wire once all was said or the server closed it, and how many bytes were said."""

    async def run() -> tuple[Wire, int]:
        wire, said = Wire(), 0
        server = BoundedHttp(Config(_read_all, ws="none", lifespan="off", access_log=False), ServerState(), {})
        server.connection_made(wire)
        for piece in pieces:
            server.data_received(piece)
            said += len(piece)
            await asyncio.sleep(0)
            if wire.closed:
                break
        for _ in range(10):
            await asyncio.sleep(0)
        server.connection_lost(ConnectionResetError())
        await asyncio.sleep(0)
        return wire, said

    return asyncio.run(run())


@pytest.mark.parametrize("what", ENDLESS)
def test_a_head_without_end_is_refused(what: str) -> None:
    start, more = ENDLESS[what]
    wire, said = speak([start, *[more * (PIECE // len(more))] * 1000])
    assert wire.closed
    assert wire.written.startswith(b"HTTP/1.1 400 ")
    assert said <= 2 * LARGEST_HEAD, "refused before much of it was kept"


@pytest.mark.parametrize("head", [POST + b"content-length: 1000000\r\n\r\n", CHUNKED])
def test_a_body_is_no_head(head: bytes) -> None:
    body = [bytes(PIECE)] * 244 + [bytes(1_000_000 - 244 * PIECE)]
    if head == CHUNKED:
        body = [b"%x\r\n%b\r\n" % (len(part), part) for part in body] + [b"0\r\n\r\n"]
    wire, _ = speak([head, *body])
    assert not wire.closed
    assert wire.written.startswith(b"HTTP/1.1 200 OK")
    assert wire.written.endswith(b"1000000" if head != CHUNKED else b"1000005")


def test_every_request_of_a_connection_may_have_a_head_as_long_as_that() -> None:
    one = POST + b"x-long: " + b"a" * (LARGEST_HEAD // 2) + b"\r\ncontent-length: 5\r\n\r\nhello"
    wire, _ = speak([one[:PIECE], one[PIECE:]] * 4)
    assert not wire.closed
    assert wire.written.count(b"200 OK") == 4
