"""The shipping council on a PostgreSQL of the tests' own, with backups that hold every row of it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.sync import protocol
from sbp_desktop.sync.council_server import administration, caseloads
from sbp_desktop.sync.council_server.council import Council, Who
from sbp_desktop.sync.council_server.durability import Durability
from sbp_desktop.sync.protocol import Grant, Item, Message
from tests.sync.databases import SECRET, Databases, OneByOne
from tests.sync.simulation.model_council import KEPT_BACKUPS
from tests.sync.simulation.wire import Name, Stream, name_of, read


class Backup(NamedTuple):
    """Every row of every table, and the transactions its acks are from."""

    rows: Mapping[str, bytes]
    acked_by: frozenset[int]


class OnTheShelf(Durability):
    """Safe is what is in every backup that might be put back; some are of a time that was itself undone since."""

    def __init__(self, shelf: Iterable[Backup]) -> None:
        super().__init__()
        self._shelf = shelf

    def safe(self, _conn: Connection[TupleRow], _now: int) -> Callable[[int], bool]:
        shelf = list(self._shelf)
        return lambda xid: bool(shelf) and all(xid in backup.acked_by for backup in shelf)


class RealCouncil:
    """`Council` with everything over the wire and back, and what operators and managers do with it."""

    def __init__(
        self, databases: Databases, template: str, now_ms: Callable[[], int], fresh: Callable[[], bytes]
    ) -> None:
        self.databases, self.now_ms, self.fresh = databases, now_ms, fresh
        self.name = databases.copy(template)
        self.backups: deque[Backup] = deque(maxlen=KEPT_BACKUPS)
        self._pool = OneByOne(databases, self.name)
        self._council = Council(self._pool, SECRET, now_ms, OnTheShelf(self.backups))
        self.receipt_key = self._council.keys.receipt
        self._own = {row[0] for row in self.rows("SELECT id FROM alias UNION SELECT id FROM worker")} | {
            DIRECTORY.bytes
        }
        self.workers = [row[0] for row in self.rows("SELECT id FROM worker ORDER BY id")]

    # ---- messages -------------------------------------------------------------------------------------------------

    def hello(self, who: Who, message: Message) -> Any:
        return self._answer(self._council.hello, who, message)

    def push(self, who: Who, message: Message) -> Any:
        return self._answer(self._council.push, who, message)

    def heal(self, who: Who, message: Message) -> Any:
        return self._answer(self._council.heal, who, message)

    def pull(self, who: Who, message: Message) -> Any:
        return self._answer(self._council.pull, who, message)

    def purged(self, who: Who, message: Message) -> Any:
        return self._answer(self._council.purged, who, message)

    def _answer(self, method: Callable[..., Message], who: Who, message: Message) -> Message:
        self._enrol(who)
        answer = method(Who(*who), protocol.unpack(protocol.pack(message), type(message)))
        return protocol.unpack(protocol.pack(answer), type(answer))

    def _enrol(self, who: Who) -> None:
        """A backup that was put back may have forgotten a laptop; here it is enrolled anew without a word."""
        with self._conn() as conn:
            conn.execute(
                "INSERT INTO device (id, worker, key, label, enrolled, seen) VALUES (%s, %s, '', '', 0, %s) "
                "ON CONFLICT DO NOTHING",
                (who.device, who.worker, self.now_ms()),
            )

    # ---- what managers and operators do ---------------------------------------------------------------------------

    @contextmanager
    def _conn(self) -> Iterator[Connection[Any]]:
        with self._pool.connection() as conn:
            yield conn

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self._conn() as conn:
            return conn.execute(statement, parameters).fetchall()

    def give(self, worker: bytes, grant: Grant) -> None:
        """One grant a person, as in the model: what they had in another role ends."""
        now = self.now_ms()
        with self._conn() as conn:
            caseloads.settle(conn, worker, now)
            for held in caseloads.living(conn, worker):
                if held.person == grant.person and held.role != grant.role:
                    caseloads.revoke(conn, worker, grant.person, now=now, role=held.role)
            caseloads.grant(conn, worker, grant.person, grant.lanes, grant.role, now=now, ends=grant.until, by="test")

    def take(self, worker: bytes, person: bytes) -> None:
        with self._conn() as conn:
            caseloads.revoke(conn, worker, person, now=self.now_ms())

    def back_up(self) -> None:
        with self._conn() as conn:
            acked_by = frozenset(int(row[0]) for row in conn.execute("SELECT DISTINCT xid::text FROM ack"))
            self.backups.append(Backup({table: _copied(conn, table) for table in self._tables(conn)}, acked_by))

    def put_back(self, which: int, by_the_book: bool) -> None:
        with self._conn() as conn, conn.transaction():
            conn.execute("SET LOCAL session_replication_role = replica")
            for table, rows in self.backups[which].rows.items():
                conn.execute(f'DELETE FROM "{table}"')
                with conn.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(rows)
            if by_the_book:
                administration.close(conn)

    @staticmethod
    def _tables(conn: Connection[Any]) -> list[str]:
        rows = conn.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
            "AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
        return [row[0] for row in rows]

    def import_caseload(self, register: Mapping[bytes, Mapping[bytes, Grant]], listed: Iterable[bytes]) -> None:
        people, now = set(listed), self.register()
        for worker in self.workers:
            wanted = {person: grant for person, grant in register.get(worker, {}).items() if person in people}
            for person in now.get(worker, {}).keys() & people - wanted.keys():
                self.take(worker, person)
            for person, grant in wanted.items():
                if now.get(worker, {}).get(person) != grant and not 0 < grant.until <= self.now_ms():
                    self.give(worker, grant)
        with self._conn() as conn:
            administration.open_again(conn, as_it_stands=True)
            administration.judge_again(conn, self._council.keys, self.now_ms())

    def release(self, name: Name) -> None:
        """With all that is held of that laptop in that stream, as managers see it."""
        with self._conn() as conn:
            administration.release(conn, self._council.keys, *name[:3], self.now_ms())

    def close(self) -> None:
        self._pool.close()
        self.databases.drop(self.name)

    # ---- what the invariants ask ----------------------------------------------------------------------------------

    @property
    def closed(self) -> bool:
        return bool(self.rows("SELECT closed FROM state")[0][0])

    def streams(self) -> dict[Stream, list[Item]]:
        found: dict[Stream, list[Item]] = {}
        for person, lane, pseq, *item in self.rows(
            "SELECT person, lane, pseq, op, author, received, mac, late, eff FROM op ORDER BY person, lane, pseq"
        ):
            if person not in self._own:
                items = found.setdefault((person, lane), [])
                items.append(Item(*item))
                assert pseq == len(items), "I5: a number is missing or given twice"
        return found

    def items(self, stream: Stream) -> list[Item]:
        rows = self.rows(
            "SELECT op, author, received, mac, late, eff FROM op WHERE person = %s AND lane = %s ORDER BY pseq", *stream
        )
        return [Item(*row) for row in rows]

    def link_at(self, stream: Stream, pseq: int) -> bytes | None:
        if not pseq:
            return protocol.CHAIN_START
        rows = self.rows("SELECT chain FROM op WHERE person = %s AND lane = %s AND pseq = %s", *stream, pseq)
        return rows[0][0] if rows else None

    def held_names(self) -> set[Name]:
        rows = self.rows("SELECT person, lane, origin, oseq FROM quarantine")
        return {(*row,) for row in rows if row[0] not in self._own}  # type: ignore[misc]

    def held_at(self, name: Name) -> int:
        return int(
            self.rows(
                "SELECT received FROM quarantine WHERE person = %s AND lane = %s AND origin = %s AND oseq = %s", *name
            )[0][0]
        )

    def left_at(self, worker: bytes, stream: Stream) -> int:
        row = self.rows(
            "SELECT max(ends) FROM caseload WHERE worker = %s AND person = %s AND %s = ANY(lanes) AND role != 'reader' "
            "AND ended_number IS NOT NULL", worker, *stream,
        )  # fmt: skip
        return int(row[0][0] or 0)

    def names(self) -> set[Name]:
        return self.held_names() | {name_of(read(i.op).op) for items in self.streams().values() for i in items}

    def register(self) -> dict[bytes, dict[bytes, Grant]]:
        found: dict[bytes, dict[bytes, Grant]] = {}
        with self._conn() as conn:
            for worker in self.workers:
                caseloads.settle(conn, worker, self.now_ms())
                found[worker] = {
                    held.person: Grant(held.person, list(held.lanes), held.role, held.ends)
                    for held in caseloads.living(conn, worker)
                }
        return found

    def people(self) -> set[bytes]:
        rows = self.rows("SELECT person FROM caseload UNION SELECT person FROM stream")
        return {row[0] for row in rows} - self._own


def _copied(conn: Connection[Any], table: str) -> bytes:
    with conn.cursor().copy(f'COPY (SELECT * FROM "{table}") TO STDOUT') as copy:
        return b"".join(bytes(part) for part in copy)
