"""What the council's own systems may ask over HTTPS: people, their parts, and what changed since; JSON, read only."""

import asyncio
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock
from typing import Any, Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from msgspec import Struct
from psycopg import Connection, OperationalError
from psycopg.rows import TupleRow
from psycopg_pool import PoolTimeout
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sbp_desktop.sync.council_server import audit, openapi, records, statements, systems
from sbp_desktop.sync.council_server.database import Pool, only
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.council_server.limits import Limit
from sbp_desktop.sync.council_server.records import SECTIONS, START, Places, Thing, Things
from sbp_desktop.sync.council_server.systems import System

_AT_ONCE: Final = 2
"""Systems never take all the threads and connections that laptops wait for."""
_MOST_WAITING: Final = 50
_VERSIONS_KEPT: Final = 50_000
_is_id = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
_log = logging.getLogger(__name__)


class Problem(Exception):
    """An answer that is not 200 (RFC 9457)."""

    def __init__(self, status: int, code: str, words: str, wait_s: float = 0.0) -> None:
        super().__init__(code)
        self.status, self.code, self.words, self.wait_s = status, code, words, wait_s


class _Cursor(Struct, frozen=True, array_like=True):
    """How far a system has read what changed of a person: all up to `base`; and while what changed between there and
    `end` comes in pages, up to and with the thing `after`.
    """

    base: Places
    end: Places | None = None
    after: str = ""


Asked = Mapping[str, str]
_Answer = dict[str, Any]


class ReadingApi:
    """Answers the council's own systems. `now_ms` is ms UTC."""

    def __init__(self, pool: Pool, keys: Keys, now_ms: Callable[[], int]) -> None:
        self._pool, self._keys, self._now_ms = pool, keys, now_ms
        self._systems = Limit(burst=60, per_second=10, now_s=time.monotonic)
        self._strangers = Limit(burst=30, per_second=0.5, now_s=time.monotonic)
        self._threads = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0
        self._sealed = AESSIV(keys.cursor)
        self._versions = _Versions()

    def app(self) -> Starlette:
        """The ASGI application, to be mounted at `openapi.ROOT`."""
        ways: dict[str, Callable[..., _Answer]] = {"/people": self._people, "/people/{person}/changes": self._changes}
        ways |= {openapi.path_of(name): partial(self._section, name) for name in SECTIONS}
        routes = [Route(path, partial(self._answer, path, way), methods=["GET"]) for path, way in ways.items()]
        return Starlette(
            routes=[*routes, Route("/openapi.json", _described, methods=["GET"])],
            exception_handlers={HTTPException: no_such_thing},
        )

    async def _answer(self, path: str, way: Callable[..., _Answer], request: Request) -> Response:
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        host = request.client.host if request.client else ""
        work = partial(self._work, way, request, key, host, path)
        if self._waiting >= _MOST_WAITING:
            return _response(_busy())
        self._waiting += 1
        try:
            async with self._threads:
                body = await run_in_threadpool(work)
        except Problem as problem:
            return _response(problem)
        finally:
            self._waiting -= 1
        return Response(body, headers=_PRIVATE, media_type=openapi.JSON)

    def _work(self, way: Callable[..., _Answer], request: Request, key: str, host: str, path: str) -> bytes:
        try:
            system = self._who_asks(key, host)
            asked = _asked(request, path)
            person = _person(request.path_params["person"]) if "person" in request.path_params else None
            return msgspec.json.encode(way(system, asked) if person is None else way(system, asked, person))
        except (OperationalError, PoolTimeout):
            raise _busy() from None
        except Problem:
            raise
        except Exception as error:  # noqa: BLE001 - left alone it would be logged whole, with what somebody wrote
            _log.error("an answer failed: %s", type(error).__name__)
            raise Problem(500, "trouble", "The council could not answer.") from None

    def _who_asks(self, key: str, host: str) -> System:
        with self._pool.connection() as conn:
            system = systems.who_has(conn, self._keys, key)
            closed = only(conn.execute("SELECT closed FROM state"))[0]
        if system is None:
            _slow_down(self._strangers, host)
            raise Problem(401, "key", "This key opens nothing here.")
        _slow_down(self._systems, system.id)
        if closed:
            raise Problem(503, "closed", "The council was put back from a backup, and gives nothing out yet.", 600)
        return system

    # ---- what may be asked

    def _people(self, system: System, asked: Asked) -> _Answer:
        """Everybody there is, in the order of their ids."""
        many, last = _many(asked, openapi.MOST_PEOPLE), _person(asked["after"]) if "after" in asked else b""
        found: list[_Answer] = []
        with self._pool.connection() as conn:
            met = self._known(conn, last, many)
            for person in met:
                version = self._version(conn, system, person)
                if version:
                    found.append({"id": str(UUID(bytes=person)), "version": version})
            self._note(conn, system, system.id, f"{len(found)} people")
        return {"people": found, "next": str(UUID(bytes=met[-1])) if len(met) == many else None}

    @staticmethod
    def _known(conn: Connection[TupleRow], last: bytes, many: int) -> list[bytes]:
        rows = conn.execute(
            "SELECT DISTINCT person FROM caseload WHERE person > %s ORDER BY person LIMIT %s", (last, many)
        )
        return [row[0] for row in rows]

    def _version(self, conn: Connection[TupleRow], system: System, person: bytes) -> str:
        """What a system holds of somebody, in a few letters; "" for whom it may not have. Kept while nothing is added,
        so that whoever looks at everybody again and again costs little.
        """
        rows = conn.execute(statements.HEADS, {"person": person}).fetchall()
        heads = tuple(sorted((row[0], row[2]) for row in rows))
        kept = self._versions.get(person, system.audience.who, heads)
        if kept is None:
            things = records.read(conn, person).things(system.audience)
            kept = records.version(things) if things else ""
            self._versions.keep(person, system.audience.who, heads, kept)
        return kept

    def _section(self, name: str, system: System, asked: Asked, person: bytes) -> _Answer:
        """One part of a person."""
        many, after = _many(asked, openapi.MOST_THINGS), asked.get("after")
        with self._pool.connection() as conn:
            things = records.read(conn, person).things(system.audience)
            if not things:
                raise _nobody()
            part = list(records.section(things, name).values())
            page, more = _page(part, after, many)
            self._note(conn, system, person, f"{name}: {len(page)}")
        return {
            "person": str(UUID(bytes=person)), "version": records.version(things), "things": page,
            "next": page[-1]["id"] if more else None,
        }  # fmt: skip

    def _changes(self, system: System, asked: Asked, person: bytes) -> _Answer:
        """What is another now than where the system had read to, as things stand where this reading began."""
        many = _many(asked, openapi.MOST_THINGS)
        with self._pool.connection() as conn:
            log = records.read(conn, person)
            now = log.things(system.audience)
            cursor = self._opened(asked["after"], system, person) if "after" in asked else _Cursor(START)
            if not log.holds(cursor.base) or not log.holds(cursor.end or START):
                raise _anew()
            before = log.things(system.audience, cursor.base)
            if not now and not before:
                raise _nobody()
            end = cursor.end or log.end
            until = log.things(system.audience, end)
            changed = _differences(before, until, now)
            left = [one for one in changed if one["id"] > cursor.after]
            page, more = left[:many], len(left) > many
            if page:
                self._note(conn, system, person, f"changes: {len(page)}")
        # Where nothing is new to this system it stays where it was: what was written that it may not have never shows.
        reached = _Cursor(cursor.base, end, page[-1]["id"]) if more else _Cursor(end if changed else cursor.base)
        gone = [one for one in page if one.keys() == {"type", "id"}]
        return {
            "person": str(UUID(bytes=person)), "changed": [one for one in page if one not in gone], "gone": gone,
            "next": self._closed(reached, system, person), "more": more or bool(_differences(until, now, now)),
        }  # fmt: skip

    # ---- cursors and the audit

    def _closed(self, cursor: _Cursor, system: System, person: bytes) -> str:
        """A cursor as a system holds it: sealed, since it counts what is kept apart, too."""
        return self._sealed.encrypt(msgspec.msgpack.encode(cursor), _whose(system, person)).hex()

    def _opened(self, said: str, system: System, person: bytes) -> _Cursor:
        if not re.fullmatch(openapi.CURSOR, said):
            raise _malformed("after", "is no cursor")
        try:
            raw = self._sealed.decrypt(bytes.fromhex(said), _whose(system, person))
            return msgspec.msgpack.decode(raw, type=_Cursor)
        except (ValueError, InvalidTag, msgspec.MsgspecError):
            raise _anew() from None

    def _note(self, conn: Connection[TupleRow], system: System, person: bytes, words: str) -> None:
        entry = audit.Entry(self._now_ms(), system.id, audit.NOBODY, "read by a system", words)
        with conn.transaction():
            audit.record(conn, self._keys.audit, person, [entry])


class _Versions:
    """Versions of people by where their streams stand; the longest unused goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[bytes, str], tuple[object, str]] = OrderedDict()
        self._lock = Lock()

    def get(self, person: bytes, who: str, heads: object) -> str | None:
        with self._lock:
            kept = self._kept.get((person, who))
            if kept is None or kept[0] != heads:
                return None
            self._kept.move_to_end((person, who))
            return kept[1]

    def keep(self, person: bytes, who: str, heads: object, version: str) -> None:
        with self._lock:
            self._kept[person, who] = heads, version
            if len(self._kept) > _VERSIONS_KEPT:
                self._kept.popitem(last=False)


def _differences(before: Things, until: Things, now: Things) -> list[Thing]:
    """What became another, and by type and id alone what is gone, in the order of their ids.

    What is not for this audience any more since `until` is gone already.
    """
    there = {id_: thing for id_, thing in until.items() if id_ in now}
    changed = [thing for id_, thing in there.items() if before.get(id_) != thing]
    gone = [{"type": thing["type"], "id": id_} for id_, thing in before.items() if id_ not in there]
    return sorted([*changed, *gone], key=lambda one: str(one["id"]))


def _page(part: list[Thing], after: str | None, many: int) -> tuple[list[Thing], bool]:
    """The things that follow one, and whether there are more."""
    first = 0
    if after is not None:
        if not _is_id(after):
            raise _malformed("after", "is no id")
        found = [number for number, thing in enumerate(part) if thing["id"] == after]
        if not found:
            raise _anew()
        first = found[0] + 1
    return part[first : first + many], len(part) > first + many


def _whose(system: System, person: bytes) -> list[bytes]:
    return [system.id, system.audience.who.encode(), person]


def _asked(request: Request, path: str) -> Asked:
    """The query, which names each parameter once and no other."""
    said = request.query_params.multi_items()
    names = [name for name, _ in said]
    allowed = openapi.PARAMETERS
    for name in names:
        if name not in allowed or names.count(name) > 1:
            raise Problem(400, "query", f"{path} takes each of {', '.join(allowed)} once, and nothing else.")
    return dict(said)


def _many(asked: Asked, most: int) -> int:
    said = asked.get("limit", str(most))
    if not (said.isascii() and said.isdecimal() and len(said) < 6 and 1 <= int(said) <= most):
        raise _malformed("limit", f"is a number from 1 to {most}")
    return int(said)


def _person(said: str) -> bytes:
    """A person's id. Raises Problem."""
    if not _is_id(said):
        raise _nobody()
    return UUID(said).bytes


def _slow_down(limit: Limit, who: str | bytes) -> None:
    wait_s = limit.ask(who)
    if wait_s:
        raise Problem(429, "slower", "Too many requests: ask again later.", wait_s)


def _malformed(name: str, words: str) -> Problem:
    return Problem(400, "query", f"{name} {words}.")


def _nobody() -> Problem:
    # The same for whom there is not and for whom this system may not have.
    return Problem(404, "person", "There is nobody of this id here.")


def _anew() -> Problem:
    return Problem(409, "anew", "What this follows is not here any more: read anew from the start.")


def _busy() -> Problem:
    return Problem(503, "busy", "The council is busy: ask again later.", 5)


_PRIVATE: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def _response(problem: Problem) -> Response:
    headers = dict(_PRIVATE)
    if problem.wait_s:
        headers["retry-after"] = str(max(1, round(problem.wait_s)))
    if problem.status == 401:
        headers["www-authenticate"] = "Bearer"
    said = {"title": problem.words, "status": problem.status, "code": problem.code}
    return Response(msgspec.json.encode(said), problem.status, headers, openapi.PROBLEM)


async def no_such_thing(_request: Request, error: Exception) -> Response:
    """The answer under an address that is none, or to a method that is none."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    answer = _response(Problem(status, "path", "There is nothing under this address, or not to this method."))
    if isinstance(error, HTTPException):
        answer.headers.update(error.headers or {})
    return answer


async def _described(_request: Request) -> Response:
    return Response(openapi.document(), headers=_PRIVATE, media_type=openapi.JSON)
