"""Files of photos at the council: who may bring and read them, part by part, and that nothing wrong is ever given out."""

import hashlib
import os
from collections.abc import Sequence

import pytest

from sbp_desktop.sync.council_server import administration, statements
from sbp_desktop.sync.council_server.council import Who
from sbp_desktop.sync.protocol import (
    BATCH_OPS,
    LARGEST_FILE,
    LARGEST_PART,
    PATHS,
    AskFiles,
    File,
    FileState,
    GetPart,
    NotAMessage,
    PutPart,
    pack,
    unpack,
)
from tests.sync.council_kit import DAY, Kit, Laptop, new_id
from tests.sync.http_kit import Request, ask, token, unlimited

DATA = os.urandom(10_000)


def photo_op(laptop: Laptop, person: bytes, lane: int = 0, data: bytes = DATA) -> File:
    """Write an op that says a file; it is pushed by whoever wants it there."""
    digest = hashlib.sha256(data)
    laptop.write(person, lane=lane, body=b"\x91\x81\xa6digest\xd9\x40" + digest.hexdigest().encode())
    return File(person, lane, laptop.origin, len(laptop.written[person, lane]), digest.digest())


def put(kit: Kit, who: Who, file: File, data: bytes = DATA, part: int = 4000, start: int = 0) -> FileState:
    """Bring a file from `start` on; the last answer."""
    for offset in range(start, len(data), part):
        state = kit.council.put_part(who, PutPart(file, len(data), offset, data[offset : offset + part]))
        if state.refused:
            break
    return state


def read(kit: Kit, who: Who, file: File, part: int = 3000) -> bytes:
    got = b""
    while piece := kit.council.get_part(who, GetPart(file, len(got), part)).data:
        got += piece
    return got


def state(kit: Kit, who: Who, file: File) -> FileState:
    return kit.council.ask_files(who, AskFiles([file])).states[0]


def brought(kit: Kit) -> tuple[Laptop, bytes, File]:
    ann, person = Laptop(kit.worker("Ann")), new_id()
    file = photo_op(ann, person)
    ann.push(kit.council, person)
    return ann, person, file


@pytest.mark.parametrize("part", [1, 999, 4000, 10_000])
@pytest.mark.parametrize("asked", [1, 3000, 4000, 9_999, LARGEST_PART])
def test_what_was_brought_in_parts_is_read_in_parts_of_any_size(kit: Kit, part: int, asked: int) -> None:
    ann, person = Laptop(kit.worker("Ann")), new_id()
    data = DATA[: 40 if 1 in (part, asked) else None]
    file = photo_op(ann, person, data=data)
    ann.push(kit.council, person)
    assert put(kit, ann.who, file, data, part) == FileState(len(data), True, True)
    assert read(kit, ann.who, file, asked) == data
    for offset in range(0, len(data) + 2, max(1, len(data) // 7)):
        given = kit.council.get_part(ann.who, GetPart(file, offset, asked))
        assert (given.size, given.data) == (len(data), data[offset : offset + asked])


def test_it_goes_on_from_where_it_stands_and_sending_again_is_safe(kit: Kit) -> None:
    ann, _, file = brought(kit)
    assert state(kit, ann.who, file) == FileState()
    for at in range(0, 8000, 1000):
        part = PutPart(file, len(DATA), at, DATA[at : at + 1000])
        for _ in range(2):
            assert kit.council.put_part(ann.who, part) == FileState(at + 1000)
        assert kit.council.put_part(ann.who, PutPart(file, len(DATA), at + 1500, b"far")) == FileState(at + 1000)
        assert read(kit, ann.who, file) == b""
    assert put(kit, ann.who, file, start=8000).whole
    assert put(kit, ann.who, file, start=4000) == FileState(len(DATA), True, True)
    assert kit.rows("SELECT count(*), sum(length(data)) FROM file_part")[0][1] == len(DATA)


def test_what_is_not_the_file_is_begun_anew_and_never_given_out(kit: Kit) -> None:
    ann, _, file = brought(kit)
    wrong = DATA[:-1] + bytes([DATA[-1] ^ 1])
    assert put(kit, ann.who, file, wrong) == FileState(0, refused="digest")
    assert kit.rows("SELECT count(*) FROM file_part") == [(0,)]
    assert read(kit, ann.who, file) == b""
    put(kit, ann.who, file, bytes(9000), part=5000)  # another size
    put(kit, ann.who, file, DATA[:4000], part=4000)  # cut off, as if that were all
    assert put(kit, ann.who, file).whole
    assert read(kit, ann.who, file) == DATA


def test_a_part_beyond_the_end_or_of_a_size_that_is_not_allowed_is_no_message(kit: Kit) -> None:
    ann, _, file = brought(kit)
    with pytest.raises(NotAMessage):
        kit.council.put_part(ann.who, PutPart(file, 10, 5, b"123456"))
    bad = [
        PutPart(file, LARGEST_FILE + 1, 0, b"x"), PutPart(file, 0, 0, b"x"), PutPart(file, 10, -1, b"x"),
        PutPart(file, LARGEST_FILE, 0, bytes(LARGEST_PART + 1)), PutPart(file, 10, 0, b""),
        GetPart(file, 0, LARGEST_PART + 1), GetPart(file, 0, 0), GetPart(file, -1),
        AskFiles([file] * (BATCH_OPS + 1)),
    ]  # fmt: skip
    for message in bad:
        with pytest.raises(NotAMessage):
            unpack(pack(message), type(message))
    assert kit.rows("SELECT count(*) FROM file") == [(0,)]


def test_only_a_digest_that_the_op_says_is_known(kit: Kit) -> None:
    ann, person, file = brought(kit)
    ann.write(person)
    ann.push(kit.council, person)
    others: Sequence[File] = (
        File(person, 0, ann.origin, 2, file.digest), File(person, 0, ann.origin, 9, file.digest),
        File(person, 1, ann.origin, 1, file.digest), File(new_id(), 0, ann.origin, 1, file.digest),
        File(person, 0, ann.origin, 1, bytes(32)),
    )  # fmt: skip
    for other in others:
        assert put(kit, ann.who, other).refused == "unknown"
        assert state(kit, ann.who, other).refused == "unknown"
    assert kit.rows("SELECT count(*) FROM file") == [(0,)]


# role of the grant, since: may the other worker read the file; may they bring one that somebody else's op says;
# what becomes of one that their own op says
WHO_MAY = {
    ("named", "living"): (True, True, "given"),
    ("cover", "living"): (True, True, "given"),
    ("reader", "living"): (True, True, "held"),
    ("named", "begins tomorrow"): (False, False, "held"),
    ("named", "ended, unknown to the writer"): (False, True, "given"),
    ("named", "ended, known to the writer"): (False, True, "held"),
    ("named", "ended long ago"): (False, True, "held"),
    ("none", "living"): (False, False, "held"),
}


@pytest.mark.parametrize(("role", "since"), WHO_MAY, ids=[" ".join(one) for one in WHO_MAY])
def test_who_may_bring_and_read(kit: Kit, role: str, since: str) -> None:
    ann, person, file = brought(kit)
    bob = Laptop(kit.worker("Bob"))
    if role != "none":
        begins = kit.now + DAY if since == "begins tomorrow" else kit.now
        ends = kit.now + DAY if since.startswith("ended") else 0
        kit.grant(bob.who, person, role, (0, 1), begins=begins, ends=ends)
        bob.pull(kit.council)
    if since.startswith("ended"):
        kit.now += DAY
    if since == "ended, known to the writer":
        bob.pull(kit.council)
    if since == "ended long ago":
        kit.now += 40 * DAY
    reads, brings, own = WHO_MAY[role, since]
    assert put(kit, bob.who, file).whole == brings
    assert put(kit, ann.who, file).whole
    assert read(kit, bob.who, file) == (DATA if reads else b"")
    assert (state(kit, bob.who, file).refused == "unknown") == (not reads and not brings)
    theirs = photo_op(bob, person)
    assert bob.push(kit.council, person).acked == 1
    assert put(kit, bob.who, theirs).whole  # their own, be it held: nothing is dropped
    ann.pull(kit.council)
    assert read(kit, ann.who, theirs) == (DATA if own == "given" else b"")
    if own == "held":
        assert read(kit, bob.who, theirs) == b""
        assert put(kit, ann.who, theirs).refused == "unknown"


def test_the_lane_for_worker_s_eyes_is_closed_to_who_covers(kit: Kit) -> None:
    ann, bob, person = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob")), new_id()
    ann.write(person)
    ann.push(kit.council, person)
    file = photo_op(ann, person, lane=2)
    ann.push(kit.council, person, lane=2)
    put(kit, ann.who, file)
    kit.grant(bob.who, person, "cover", (0, 1))
    assert read(kit, bob.who, file) == b""
    assert state(kit, bob.who, file).refused == put(kit, bob.who, file).refused == "unknown"
    assert read(kit, ann.who, file) == DATA


def test_a_held_op_that_is_let_in_takes_its_file_along(kit: Kit) -> None:
    ann, person, _ = brought(kit)
    bob = Laptop(kit.worker("Bob"))
    file = photo_op(bob, person, data=DATA)
    assert bob.push(kit.council, person).verdict == "held"
    assert put(kit, bob.who, file).whole
    assert read(kit, ann.who, file) == b""
    with kit.pool.connection() as conn:
        administration.release(conn, kit.council.keys, person, 0, bob.origin, kit.now)
    assert read(kit, ann.who, file) == DATA


def test_own_stream_without_a_grant(kit: Kit) -> None:
    ann, bob = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob"))
    file = photo_op(ann, ann.who.worker)
    ann.push(kit.council, ann.who.worker)
    assert put(kit, ann.who, file).whole
    assert (read(kit, ann.who, file), read(kit, bob.who, file)) == (DATA, b"")


def test_a_closed_council_takes_in_and_gives_nothing_out(kit: Kit) -> None:
    ann, _, file = brought(kit)
    kit.rows("UPDATE state SET closed = true RETURNING 1")
    assert put(kit, ann.who, file).whole
    assert read(kit, ann.who, file) == b""
    kit.rows("UPDATE state SET closed = false RETURNING 1")
    assert read(kit, ann.who, file) == DATA


def test_every_reading_and_every_file_brought_is_in_the_audit(kit: Kit) -> None:
    ann, person, file = brought(kit)
    put(kit, ann.who, file)
    read(kit, ann.who, file, 5000)
    said = kit.rows("SELECT what FROM audit WHERE person = %s ORDER BY number", person)
    assert [one[0] for one in said[-4:]] == ["sent a photo", "read a photo", "read a photo", "read a photo"]


def test_a_council_killed_in_a_part_keeps_the_parts_before(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, _, file = brought(kit)
    kit.council.put_part(ann.who, PutPart(file, len(DATA), 0, DATA[:4000]))
    with monkeypatch.context() as patch:
        patch.setattr(statements, "MOVE_FILE", "SELECT 1 / 0")
        with pytest.raises(Exception, match="zero"):
            kit.council.put_part(ann.who, PutPart(file, len(DATA), 4000, DATA[4000:8000]))
    assert state(kit, ann.who, file) == FileState(4000)
    assert put(kit, ann.who, file, start=4000).whole


def test_over_http_as_any_other_message(kit: Kit) -> None:
    ann, _, file = brought(kit)
    app, held = unlimited(kit), token(kit, ann.who)
    messages = (AskFiles([file]), PutPart(file, len(DATA), 0, DATA), GetPart(file, 0))
    for message in messages:
        assert ask(app, Request(PATHS[type(message)], pack(message), "")).status == 401
    for message in messages:
        assert ask(app, Request(PATHS[type(message)], pack(message), held)).status == 200
    beyond = PutPart(file, 4, 3, b"12")
    assert ask(app, Request(PATHS[PutPart], pack(beyond), held)).status == 422
