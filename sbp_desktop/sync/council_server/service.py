"""The council over HTTP: a thin layer that bounds bodies, knows laptops and refuses in plain sentences."""

import asyncio
import functools
import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import msgspec
from psycopg import DataError, OperationalError
from psycopg_pool import PoolTimeout
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sbp_desktop.errors import CouncilUnreachable, WrongCouncil
from sbp_desktop.sync.council_server import enrolment, openapi, recovering
from sbp_desktop.sync.council_server.council import Council, Lost
from sbp_desktop.sync.council_server.database import Pool
from sbp_desktop.sync.council_server.enrolment import NotEnrolled, NotSignedIn
from sbp_desktop.sync.council_server.limits import Limit
from sbp_desktop.sync.council_server.own_sign_in import OwnSignIn
from sbp_desktop.sync.council_server.reading_api import ReadingApi, no_such_thing
from sbp_desktop.sync.protocol import (
    LARGEST_BODY,
    PATHS,
    TYPE,
    AskFiles,
    AskRecovery,
    AskSeen,
    Enrol,
    FetchRelease,
    GetPart,
    Heal,
    Hello,
    Message,
    NotAMessage,
    Nothing,
    Pull,
    Purged,
    Push,
    PutPart,
    Refusal,
    SignIn,
    pack,
    unpack,
)

READY: Final = "/v1/ready"
_BODY_S: Final = 300
"""A batch of 256 kB takes two minutes over the slowest line a laptop may have."""
_AT_ONCE: Final = 8
_MOST_WAITING: Final = 400
_PATIENCE_S: Final = 1.0
"""Who has waited so long for a turn is told to come again: better than to keep a whole morning in a queue."""
_log = logging.getLogger(__name__)


class Refused(Exception):
    """An answer that is not 200."""

    def __init__(
        self, status: int, code: str, words: str, wait_s: float = 0.0, clock: int = 0, sign_in: str = ""
    ) -> None:
        super().__init__(code)
        self.status, self.refusal = status, Refusal(code, words, wait_s, clock, sign_in)


class Service:
    """Answers requests; all that waits for the database runs in a few threads."""

    def __init__(self, council: Council, pool: Pool, now_ms: Callable[[], int], own: OwnSignIn | None = None) -> None:
        self._council, self._pool, self._now_ms, self._own = council, pool, now_ms, own
        self._laptops = Limit(burst=300, per_second=30, now_s=time.monotonic)
        self._strangers = Limit(burst=30, per_second=0.5, now_s=time.monotonic)
        self._methods: dict[type[Message], Callable[..., Message]] = {
            Hello: council.hello, Push: council.push, Heal: council.heal, Pull: council.pull, Purged: council.purged,
            AskFiles: council.ask_files, PutPart: council.put_part, GetPart: council.get_part,
            AskSeen: council.ask_seen,
        }  # fmt: skip
        self._turns, self._waiting = asyncio.Semaphore(_AT_ONCE), 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reading = ReadingApi(pool, council.keys, now_ms)

    def app(self) -> ASGIApp:
        """The ASGI application: what laptops say is known by its path alone, and looked up nowhere else."""
        paths: dict[Any, str] = PATHS
        shapes = {path: shape for shape, path in paths.items()}
        others = Starlette(
            routes=[Route(READY, self._ready, methods=["GET"]), Mount(openapi.ROOT, self._reading.app())],
            exception_handlers={HTTPException: _no_such_thing},
        )

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            shape = shapes.get(scope["path"]) if scope["type"] == "http" else None
            answer = others if shape is None else await self._answer(shape, Request(scope, receive))
            await answer(scope, receive, send)

        return app

    async def _answer(self, shape: type[Message], request: Request) -> Response:
        try:
            if request.method != "POST":
                raise _nothing_here(405)
            body = await _body(request)
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            host = request.client.host if request.client else ""
            work = functools.partial(self._work, shape, body, token, host)
            return Response(await self._in_turn(work), media_type=TYPE)
        except Refused as refused:
            return _response(refused)

    async def _in_turn(self, work: Callable[[], bytes]) -> bytes:
        """Run in a thread once one is free; neither do more than a few hundred wait for that, nor anybody for long."""
        if self._waiting >= _MOST_WAITING:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(_PATIENCE_S if self._turns.locked() else None):
                await self._turns.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            return await self._threads().run_in_executor(None, work)
        finally:
            self._turns.release()

    def _threads(self) -> asyncio.AbstractEventLoop:
        """The loop we run in, with a thread for each turn: they end when it does."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            loop.set_default_executor(ThreadPoolExecutor(_AT_ONCE))
            self._loop = loop
        return loop

    def _work(self, shape: type[Message], body: bytes, token: str, host: str) -> bytes:
        try:
            return pack(self._message(shape, body, token, host))
        except Refused:
            raise
        except NotAMessage as error:
            raise Refused(422, "message", f"This message cannot be read: {error}.") from None
        except DataError:
            raise Refused(422, "message", "This message cannot be kept: it holds what no text may hold.") from None
        except NotSignedIn as error:
            raise Refused(401, error.code, str(error), clock=self._now_ms(), sign_in=error.sign_in) from None
        except CouncilUnreachable as error:
            raise Refused(503, "away", str(error), 30) from None
        except NotEnrolled as error:
            raise Refused(403, "code", str(error)) from None
        except WrongCouncil as error:
            raise Refused(403, "demo", str(error)) from None
        except Lost:
            words = "This laptop is no longer enrolled with this council."
            raise Refused(401, "lost", words, clock=self._now_ms()) from None
        except (OperationalError, PoolTimeout):
            raise _busy() from None
        except Exception as error:  # noqa: BLE001 - left alone it would be logged whole, with what somebody wrote
            _log.error("an answer failed: %s", type(error).__name__)
            words = "The council could not answer: this laptop will try again by itself."
            raise Refused(500, "trouble", words, 30) from None

    def _message(self, shape: type[Message], body: bytes, token: str, host: str) -> Message:
        now = self._now_ms()
        if shape is Enrol:
            self._slow_down(self._strangers, host)
            with self._pool.connection() as conn:
                known = enrolment.enrol(conn, self._council.keys, unpack(body, Enrol), now)
            sign_in = "" if self._own is None else str(self._own.where)
            return msgspec.structs.replace(known, sign_in=sign_in, recovery=self._council.policy.recovery)
        if shape is SignIn:
            asked = unpack(body, SignIn)
            self._slow_down(self._strangers, asked.device)
            with self._pool.connection() as conn:
                signed_in = enrolment.sign_in(conn, self._council.keys, asked, now)
            if self._own is not None:
                self._own.demand(self._pool, asked, now)
            return signed_in
        if shape in (AskRecovery, FetchRelease):
            # Whoever asks cannot sign in: what a laptop signs with is behind the passphrase.
            self._slow_down(self._strangers, host)
            return self._let_back_in(unpack(body, shape), now)
        who = enrolment.who_holds(self._council.keys, token, now)
        self._slow_down(self._laptops, who.device)
        return self._methods[shape](who, unpack(body, shape))

    def _let_back_in(self, message: Message, now: int) -> Message:
        with self._pool.connection() as conn:
            if isinstance(message, FetchRelease):
                return recovering.fetch(conn, message.request, now)
            if isinstance(message, AskRecovery):
                recovering.ask(conn, self._council.keys, message, now)
        return Nothing()

    @staticmethod
    def _slow_down(limit: Limit, who: str | bytes) -> None:
        wait_s = limit.ask(who)
        if wait_s:
            raise Refused(429, "slower", "This laptop asks too often: it will try again by itself.", wait_s)

    async def _ready(self, _request: Request) -> Response:
        """For a load balancer: whether the database answers."""

        def ask() -> None:
            with self._pool.connection() as conn:
                conn.execute("SELECT 1")

        try:
            await run_in_threadpool(ask)
        except (OperationalError, PoolTimeout):
            return _response(_busy())
        return Response(b"ready\n", media_type="text/plain")


async def _body(request: Request) -> bytes:
    """The whole body, or a refusal as soon as it is known to be too large or of another kind."""
    if request.headers.get("content-type", "").split(";")[0].strip() != TYPE:
        raise Refused(415, "type", "The council takes messages of its own kind only.")
    too_large = Refused(413, "large", "This message is too large: it will be sent in smaller parts.")
    stated = request.headers.get("content-length", "0")
    if not stated.isdecimal() or int(stated[:20]) > LARGEST_BODY:
        raise too_large
    parts, size = [], 0
    try:
        async with asyncio.timeout(_BODY_S):
            async for part in request.stream():
                size += len(part)
                if size > LARGEST_BODY:
                    raise too_large
                parts.append(part)
    except TimeoutError:
        raise Refused(408, "slow", "This message took too long: it will be sent in smaller parts.") from None
    except ClientDisconnect:
        raise Refused(400, "gone", "The connection ended before the message did.") from None
    return b"".join(parts)


def _busy() -> Refused:
    # Not all at the same moment again.
    return Refused(503, "busy", "The council is busy: this laptop will try again by itself.", 1 + 4 * random.random())  # noqa: S311


def _response(refused: Refused) -> Response:
    headers = {"cache-control": "no-store"}
    if refused.refusal.wait_s:
        headers["retry-after"] = str(max(1, round(refused.refusal.wait_s)))
    if refused.status == 401:
        headers["www-authenticate"] = "Bearer"
    return Response(pack(refused.refusal), refused.status, headers, TYPE)


async def _no_such_thing(request: Request, error: Exception) -> Response:
    if request.scope["path"].startswith(openapi.ROOT):
        return await no_such_thing(request, error)  # an address with a line break is under no mount
    status = error.status_code if isinstance(error, HTTPException) else 404
    return _response(_nothing_here(status))


def _nothing_here(status: int) -> Refused:
    return Refused(status, "path", "The council has nothing under this address.")
