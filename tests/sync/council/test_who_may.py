"""Every message by every kind of sender: who is let in, what a role may read and write, and that nothing else happens."""

import base64

import pytest

from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.sync.council_server import enrolment
from sbp_desktop.sync.council_server.council import Who
from sbp_desktop.sync.council_server.keys import keys
from sbp_desktop.sync.council_server.limits import Limit
from sbp_desktop.sync.protocol import (
    PATHS,
    AskFiles,
    Cursor,
    File,
    GetPart,
    Group,
    Heal,
    Hello,
    Item,
    Message,
    Pull,
    Purge,
    Purged,
    Push,
    PutPart,
    pack,
)
from tests.sync.council_kit import DAY, Kit, Laptop, envelope, new_id
from tests.sync.http_kit import Request, ask, token, unlimited

TABLES = (
    "stream",
    "op",
    "ack",
    "quarantine",
    "audit",
    "trail",
    "caseload",
    "notice",
    "device",
    "worker",
    "code",
    "alias",
    "file",
    "file_part",
)


def counts(kit: Kit) -> list[int]:
    return [kit.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]


def messages(kit: Kit, who: Who) -> list[Message]:
    person, origin = new_id(), new_id()
    op = envelope(person, 0, origin, 1, who.worker)
    file = File(person, 0, origin, 1, bytes(32))
    return [
        Hello(1, 1, "", kit.now, b""), Push([Group(person, 0, origin, [op])]), Pull(0, b"", []),
        Heal([Item(op, who.worker, kit.now, bytes(16))]), Purged([Purge(person, 0, 1, 1)]),
        AskFiles([file]), PutPart(file, 9, 0, b"part"), GetPart(file, 0),
    ]  # fmt: skip


SENDERS = (
    "anonymous",
    "not a token",
    "another council's",
    "expired",
    "altered",
    "lost laptop",
    "another's laptop",
    "no worker",
)


def bearer(kit: Kit, who: Who, sender: str) -> str:
    true = token(kit, who)
    match sender:
        case "not a token":
            return "é" * 40
        case "another council's":
            return enrolment._token(keys(bytes(32)), who, kit.now + 1000)
        case "expired":
            return enrolment._token(kit.council.keys, who, kit.now)
        case "altered":
            raw = bytearray(base64.urlsafe_b64decode(true))
            raw[3] ^= 1
            return base64.urlsafe_b64encode(raw).decode()
        case "lost laptop":
            kit.rows("UPDATE device SET revoked = 1 WHERE id = %s RETURNING 1", who.device)
            return true
        case "another's laptop":
            return token(kit, Who(kit.worker("Bob").worker, who.device))
        case "no worker":
            return token(kit, Who(new_id(), who.device))
    return ""


@pytest.mark.parametrize("sender", SENDERS)
def test_who_is_not_signed_in_is_told_so_and_nothing_happens(kit: Kit, sender: str) -> None:
    ann = kit.worker("Ann")
    said = bearer(kit, ann, sender)
    before = counts(kit)
    app = unlimited(kit)
    for message in messages(kit, ann):
        answer = ask(app, Request(PATHS[type(message)], pack(message), said))
        assert answer.status == 401, (sender, message)
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.refusal.words.endswith(".")
    assert counts(kit) == before


# role of the grant, then what happened to it since: (read lane 0, 1, 2), (write lane 0, 1, 2)
MATRIX = {
    ("named", "living"): ("yyy", ("in", "in", "in")),
    ("co_worker", "living"): ("yyy", ("in", "in", "in")),
    ("cover", "living"): ("yyn", ("in", "in", "held:lane")),
    ("team", "living"): ("yyn", ("in", "in", "held:lane")),
    ("reader", "living"): ("yyn", ("held:reader", "held:reader", "held:lane")),
    ("named", "begins tomorrow"): ("nnn", ("held:never", "held:never", "held:never")),
    ("named", "ended, unknown to the writer"): ("nnn", ("late", "late", "late")),
    ("cover", "ended, unknown to the writer"): ("nnn", ("late", "late", "held:lane")),
    ("reader", "ended, unknown to the writer"): ("nnn", ("held:reader", "held:reader", "held:lane")),
    ("named", "ended, known to the writer"): ("nnn", ("held:after", "held:after", "held:after")),
    ("named", "ended long ago"): ("nnn", ("held:too late", "held:too late", "held:too late")),
    ("named", "revoked"): ("nnn", ("late", "late", "late")),
    ("none", "living"): ("nnn", ("held:never", "held:never", "held:never")),
}


@pytest.mark.parametrize(("role", "since"), MATRIX, ids=" ".join)
def test_what_a_role_may_read_and_write(kit: Kit, role: str, since: str) -> None:
    ann, bob, person = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob")), new_id()
    for lane in range(3):
        ann.write(person, lane=lane)
        ann.push(kit.council, person, lane)
    if role != "none":
        lanes = (0, 1, 2) if role in ("named", "co_worker") else (0, 1)
        begins = kit.now + DAY if since == "begins tomorrow" else kit.now
        ends = kit.now + DAY if since.startswith("ended") else 0
        kit.grant(bob.who, person, role, lanes, begins=begins, ends=ends)
        bob.pull(kit.council)
    if since.startswith("ended"):
        kit.now += DAY
    if since == "ended, known to the writer":
        bob.pull(kit.council)
    if since == "ended long ago":
        kit.now += 40 * DAY
    if since == "revoked":
        kit.revoke(bob.who, person)
    reads, writes = MATRIX[role, since]
    cursors = [Cursor(person, lane) for lane in range(3)]
    given = {page.start.lane for page in kit.council.pull(bob.who, Pull(0, b"", cursors)).pages}
    assert "".join("y" if lane in given else "n" for lane in range(3)) == reads
    said = []
    for lane in range(3):
        bob.write(person, lane=lane)
        taken = bob.push(kit.council, person, lane)
        assert taken.acked == 1
        said.append(taken.verdict + (f":{taken.reason}" if taken.reason else ""))
    assert tuple(said) == writes


def test_own_stream_the_directory_and_another_s_stream(kit: Kit) -> None:
    ann, bob = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob"))
    streams = {"own": ann.who.worker, "directory": DIRECTORY.bytes, "another's": bob.who.worker}
    said = {}
    for name, person in streams.items():
        for lane in range(3):
            ann.write(person, lane=lane)
            taken = ann.push(kit.council, person, lane)
            said[name, lane] = taken.verdict
    assert said == {
        ("own", 0): "in", ("own", 1): "in", ("own", 2): "in", ("directory", 0): "in", ("directory", 1): "held",
        ("directory", 2): "held", ("another's", 0): "held", ("another's", 1): "held", ("another's", 2): "held",
    }  # fmt: skip
    everywhere = [Cursor(person, lane) for person in streams.values() for lane in range(3)]
    for laptop, may in ((ann, 4), (bob, 1)):
        assert len(kit.council.pull(laptop.who, Pull(0, b"", everywhere)).pages) == may
    assert kit.rows("SELECT count(*) FROM caseload") == [(0,)]


def test_who_asks_too_often_is_told_to_wait() -> None:
    now = [0.0]
    limit = Limit(burst=3, per_second=2.0, now_s=lambda: now[0])
    assert [limit.ask("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limit.ask("b") == 0
    now[0] = 0.5
    assert [limit.ask("a") for _ in range(2)] == [0, 0.5]
