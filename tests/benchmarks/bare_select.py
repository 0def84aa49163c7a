"""The least a service can do that gives ops out: one SELECT a person, into the message that laptops read, over HTTP."""

import asyncio
import sys
from collections.abc import Iterable

import uvicorn
from psycopg import Connection
from psycopg.rows import TupleRow
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sbp_desktop.sync.council_server import database
from sbp_desktop.sync.council_server.bounded_http import BoundedHttp
from sbp_desktop.sync.protocol import PATHS, TYPE, Cursor, Item, Page, Pull, PullAnswer, pack, unpack
from tests.sync.served import Process

_SELECT = "SELECT op, author, received, mac, late, eff FROM op WHERE person = %s AND lane = %s ORDER BY pseq"


def select(conn: Connection[TupleRow], cursors: Iterable[Cursor]) -> bytes:
    """All ops of these streams, as the body of an answer."""
    pages = [Page(at, at, [Item(*row) for row in conn.execute(_SELECT, (at.person, at.lane))]) for at in cursors]
    return pack(PullAnswer(bytes(16), None, pages))


def app(conninfo: str) -> Starlette:
    """The service; as many answers at once as the council's."""
    pool, threads = database.open_pool(conninfo), asyncio.Semaphore(8)

    def work(body: bytes) -> bytes:
        with pool.connection() as conn:
            return select(conn, unpack(body, Pull).cursors)

    async def answer(request: Request) -> Response:
        body = await request.body()
        async with threads:
            return Response(await run_in_threadpool(work, body), media_type=TYPE)

    async def ready(_request: Request) -> Response:
        return Response()

    return Starlette(routes=[Route(PATHS[Pull], answer, methods=["POST"]), Route("/v1/ready", ready)])


class Bare(Process):
    """The service in a process of its own."""

    def __init__(self, conninfo: str) -> None:
        super().__init__()
        self.command = ["tests.benchmarks.bare_select", conninfo, str(self.port)]


if __name__ == "__main__":
    uvicorn.run(
        app(sys.argv[1]),
        port=int(sys.argv[2]),
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=100,  # as the council's: while ours has its turn nobody asks here
        http=BoundedHttp,
        loop="auto",
    )
