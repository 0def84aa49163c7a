"""Writes the corpus of this release, once: `python -m tests.sync.corpus FOLDER`, which must not be there."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import zstandard

from sbp_desktop.models.ops import OpKind
from sbp_desktop.services import conversations, importing, sharing, unlocking, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import protocol as p
from tests.sync.corpus.reading import MESSAGES, OPS, READS, content_of, files, heads_of_all
from tests.sync.council_kit import envelope
from tests.sync.record_kit import ops_of

HERE = Path(__file__).resolve().parent
PEOPLE = HERE.parents[1] / "fixtures_data/one_of_each.yaml"
FIRST = "Jean came on Tuesday. She brought the post. Tea at four, as always, and the radio on until late."


def write_everything(vault: Vault) -> UUID:
    """Do once, with one person of the fixtures, what makes an op of each kind."""
    importing.load_people(vault, PEOPLE)
    person = queries.people(vault)[0].id
    with vault.unit_of_work("Numbers") as work:
        work.set(person, "nhs_number", "9990000018")
    jean = webs.add_node(vault, person, "Jean", relation="neighbour", position=(0.3, 0.5)).created[0]
    webs.set_node(vault, jean, at="2020-06", how="seen", closeness="inner")
    webs.move_node(vault, jean, 0.1, 0.7)
    apart = webs.add_node(vault, person, "Somebody kept apart").created[0]
    webs.make_private(vault, apart)
    sharing.set_audience(vault, jean, not_with=[UUID(int=7)])
    talk, line = conversations.start(vault, person).created[0], uuid4()
    conversations.write_entry(vault, talk, line, FIRST, kind="words")
    conversations.write_entry(vault, talk, line, FIRST + " And then a walk.", kind="words")
    conversations.read_back(vault, line)
    gone = webs.add_node(vault, person, "Written by mistake").created[0]
    webs.delete_node(vault, gone)
    webs.set_node(vault, jean, note="Has the key")
    history.undo(vault, person)
    return person


def messages() -> list[p.Message]:
    """One of each message and answer, with something in every field."""
    person, origin, worker, device = (bytes([n]) * 16 for n in (1, 2, 3, 4))
    op = envelope(person, 0, origin, 1, worker, ent=bytes([5]) * 16)
    op = p._pack(msgspec.structs.replace(p.plain(op, p.Envelope), bundle=bytes([6]) * 16))
    ack, item = p.Ack(person, 0, origin, 9), p.Item(op, worker, 1_800_000_000_000, bytes(16), True, 5, bytes(16))
    cursor = p.Cursor(person, 0, 1, bytes([7]) * 32)
    notice = p.Notice(1, bytes([8]) * 16, "opened", person, worker, 5, "words")
    caseload = p.Caseload(3, bytes([9]) * 16, [p.Grant(person, [0, 1], "named", 5, 6)])
    epoch, file = bytes([10]) * 16, p.File(person, 0, origin, 1, bytes([12]) * 32)
    return [
        p.Enrol("ABCDE-ABCDE", worker, bytes(32), "label"),
        p.Enrolled(device, worker, "Ann", "The council", "https://sign.in", bytes(32)),
        p.SignIn(device, 5, bytes(64), "token"), p.SignedIn("token", 5),
        p.Hello(1, 1, "0.1.0", 5, epoch, [ack], [p.Opening(bytes([11]) * 16, person, 5, "why", "made a copy")],
            p.LogHead(9, bytes([13]) * 32, 5, bytes([14]) * 32), 3,
        ),
        p.HelloAnswer(1, epoch, 5, True, [ack], [ack], 400, 4000, 9, bytes(64), bytes(64), 9, [p.Gone(person, 4)]), p.Push([p.Group(person, 0, origin, [op])]),
        p.PushAnswer([p.Taken(person, 0, origin, 1, "held", "never")]), p.Heal([item]), p.HealAnswer(1),
        p.Pull(3, bytes([9]) * 16, [cursor], 1, 4096, bytes(16)),
        p.PullAnswer(
            epoch, caseload, [p.Page(p.Cursor(person, 0), cursor, [item], True)], [p.Diverged(person, 1, 5)],
            [p.Colleague(worker, "Ann", "Social worker")], [notice], True,
        ),
        p.Purged([p.Purge(person, 0, 1, 1)]), p.Nothing(), p.Refusal("clock", "A sentence.", 1.5, 5, "issuer client"),
        p.AskFiles([file]), p.FileStates([p.FileState(5, True, True, "digest")]), p.PutPart(file, 9, 4, b"words"),
        p.FileState(5, True, True, "digest"), p.GetPart(file, 4, 5), p.Part(9, b"words"),
        p.AskRecovery(origin, person, worker, device, 3, bytes(92), bytes(32)), p.FetchRelease(origin),
        p.Release(5, bytes(92), True),
        p.AskSeen(person), p.SeenBy([p.Seen(5, worker, "Ann", "opened", "why")], True),
    ]  # fmt: skip


def said(message: p.Message) -> dict[str, Any]:
    """A message as its bytes, and as it was read by the release that wrote it."""
    read = json.loads(msgspec.json.encode(message))
    return {"message": type(message).__name__, "bytes": p.pack(message).hex(), "read": read}


def main(folder: Path) -> None:
    """Write the corpus of this release."""
    folder.mkdir()
    with tempfile.TemporaryDirectory() as place:
        worker = {"name": "Test worker", "role": "social_worker"}
        vault = unlocking.create(Path(place) / "store", "five calm words for tests", worker, Kdf.for_tests())
        person = write_everything(vault)
        ops = [op for _, op in ops_of(vault, person)]
        assert {op.kind for op in ops} == set(OpKind) - {OpKind.ERASE}, "an op of each kind that the app writes"
        reads = {"content": content_of(vault, person), "heads": heads_of_all(ops), "person": str(person)}
        vault.close()
    from_store = zstandard.ZstdCompressor(level=19).compress(msgspec.msgpack.encode(files(ops)))
    (folder / OPS).write_bytes(from_store)
    (folder / READS).write_text(json.dumps(reads, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    (folder / MESSAGES).write_text(json.dumps([said(one) for one in messages()], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
