"""Giving ops out: what is new to a laptop in the streams its worker may read, newest people first, page by page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.sync.council_server import audit, caseloads, judging, notices, one_trip, statements
from sbp_desktop.sync.council_server.caseloads import Worker
from sbp_desktop.sync.council_server.database import Pool
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.protocol import (
    CHAIN_START,
    ROLES,
    Caseload,
    Colleague,
    Cursor,
    Diverged,
    Grant,
    Item,
    Page,
    Pull,
    PullAnswer,
    mark,
)

ROWS_AT_ONCE: Final = 1000
_ABOUT_AN_ITEM: Final = 80
"""Bytes an item adds to its op on the wire."""


class _Head(NamedTuple):
    """Where a stream stands at the council."""

    person: bytes
    lane: int
    pseq: int
    chain: bytes
    touched: int


class Reading:
    """One laptop's pull, on one connection; nothing but the audit is written."""

    def __init__(self, pool: Pool, keys: Keys, worker: Worker, device: bytes, now: int) -> None:
        self._pool, self._keys, self._worker, self._device, self._now = pool, keys, worker, device, now

    def answer(self, conn: Connection[TupleRow], asked: Pull) -> PullAnswer:
        """What is new. The caller has said that the council is open and the caseload's number is past `asked.known`."""
        grants = caseloads.living(conn, self._worker.id)
        heads = self._heads(conn, _readable(self._worker, grants))
        told = notices.untold(conn, self._worker, asked.told)
        caseload = None
        if (asked.known, asked.tag) != (self._worker.number, self._worker.tag):
            caseload = _caseload(self._worker, grants, heads)
        if not asked.cursors and asked.mark:
            pages, diverged, more = list[Page](), list[Diverged](), not self._has_all(heads, asked.mark)
        else:
            pages, diverged, more = self._pages(conn, asked, heads)
        who = {item.author for page in pages for item in page.items} | {notice.who for notice in told}
        return PullAnswer(
            self._worker.epoch, caseload, pages, diverged, _colleagues(conn, who), told,
            more or bool(caseload) or len(told) == notices.MOST,
        )  # fmt: skip

    def _heads(self, conn: Connection[TupleRow], readable: Mapping[bytes, frozenset[int]]) -> list[_Head]:
        asked: list[one_trip.Asked] = [(statements.HEADS, {"person": person}) for person in readable]
        return [
            _Head(person, *row)
            for (person, lanes), rows in zip(readable.items(), one_trip.ask(conn, asked), strict=True)
            for row in rows
            if row[0] in lanes
        ]

    def _has_all(self, heads: Sequence[_Head], said: bytes) -> bool:
        """Whether this mark is of all there is. Of the streams under a worker's other names a laptop reads those it has
        signed with itself, mostly one or none, and the council keeps no list of them.
        """
        others = {head.person for head in heads if head.pseq} & self._worker.ids - {self._worker.id}
        return any(
            said == mark(Cursor(h.person, h.lane, h.pseq, h.chain) for h in heads if h.person not in others - its_own)
            for its_own in (frozenset[bytes](), others, *({one} for one in others))
        )

    def _pages(
        self, conn: Connection[TupleRow], asked: Pull, heads: Iterable[_Head]
    ) -> tuple[list[Page], list[Diverged], bool]:
        """Pages of the streams that have something new, newest-touched people first, as far as the bytes go."""
        named = {(cursor.person, cursor.lane): cursor for cursor in asked.cursors}
        standing = {(head.person, head.lane): head for head in heads}
        newest: dict[bytes, int] = {}
        for head in standing.values():
            newest[head.person] = max(newest.get(head.person, 0), head.touched)
        left, more = asked.max_bytes, False
        pages, diverged = [], []
        for head in sorted(standing.values(), key=lambda h: (-newest[h.person], h.person, h.lane)):
            cursor = named.get((head.person, head.lane))
            if cursor is None or (cursor.pseq, cursor.chain) == (head.pseq, head.chain):
                continue
            if left <= 0:
                more = True
                break
            page = _page(conn, cursor, head, left)
            if page is None:
                diverged.append(Diverged(head.person, head.lane, head.pseq))
            elif page.items:
                pages.append(page)
                left -= sum(len(item.op) + _ABOUT_AN_ITEM for item in page.items)
                more |= page.more
        return pages, diverged, more

    def audit(self, pages: Sequence[Page]) -> None:
        """Note who was read, person by person, before the answer goes out."""
        read: dict[bytes, list[str]] = {}
        for page in pages:
            words = f"lane {page.end.lane}, {page.start.pseq + 1} to {page.end.pseq}"
            read.setdefault(page.end.person, []).append(words)
        for person, lanes in sorted(read.items()):
            entry = audit.Entry(self._now, self._worker.id, self._device, "read", "; ".join(lanes))
            with self._pool.connection() as conn, conn.transaction():
                audit.record(conn, self._keys.audit, person, [entry])


def _readable(worker: Worker, grants: Iterable[caseloads.Held]) -> dict[bytes, frozenset[int]]:
    """Lanes by person: the worker's grants, their own streams and the directory's."""
    lanes = {own: frozenset(judging.own_lanes(worker, own)) for own in (*worker.ids, DIRECTORY.bytes)}
    for grant in grants:
        lanes[grant.person] = lanes.get(grant.person, frozenset()) | frozenset(grant.lanes)
    return lanes


def _page(conn: Connection[TupleRow], cursor: Cursor, head: _Head, most: int) -> Page | None:
    """What follows the cursor, up to about `most` bytes; None where the stream does not hold what the cursor names."""
    if cursor.pseq > head.pseq or (not cursor.pseq and cursor.chain != CHAIN_START):
        return None
    items: list[Item] = []
    at, chain = cursor.pseq, cursor.chain
    while True:
        place = {"person": cursor.person, "lane": cursor.lane, "pseq": at, "many": ROWS_AT_ONCE}
        [rows] = one_trip.ask(conn, [(statements.PAGE, place)])
        if at:
            if not rows or (rows[0][0], rows[0][1]) != (at, chain):
                return None
            full = len(rows) == ROWS_AT_ONCE
            del rows[0]
        else:
            full = len(rows) == ROWS_AT_ONCE
        for row in rows:
            if items and most <= 0:
                return _made(cursor, at, chain, items, more=True)
            items.append(Item(*row[2:]))
            most -= len(row[2]) + _ABOUT_AN_ITEM
            at, chain = row[0], row[1]
        if not full:
            return _made(cursor, at, chain, items, more=False)


def _made(start: Cursor, at: int, chain: bytes, items: list[Item], *, more: bool) -> Page:
    return Page(start, Cursor(start.person, start.lane, at, chain), items, more)


def _caseload(worker: Worker, grants: Iterable[caseloads.Held], heads: Iterable[_Head]) -> Caseload:
    """All of a worker's grants, one a person: lanes together, the strongest role, the longest time."""
    touched: dict[bytes, int] = {}
    for head in heads:
        touched[head.person] = max(touched.get(head.person, 0), head.touched)
    by_person: dict[bytes, list[caseloads.Held]] = {}
    for grant in grants:
        by_person.setdefault(grant.person, []).append(grant)
    return Caseload(worker.number, worker.tag, [
        Grant(
            person,
            sorted({lane for grant in several for lane in grant.lanes}),
            min((grant.role for grant in several), key=ROLES.index),
            0 if any(not grant.ends for grant in several) else max(grant.ends for grant in several),
            touched.get(person, 0),
        )
        for person, several in sorted(by_person.items())
    ])  # fmt: skip


def _colleagues(conn: Connection[TupleRow], who: set[bytes]) -> list[Colleague]:
    """Names of these workers, under every id they sign with."""
    if not who:
        return []
    [rows] = one_trip.ask(conn, [(statements.COLLEAGUES, {"workers": sorted(who)})])
    return [Colleague(*row) for row in rows]
