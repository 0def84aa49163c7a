"""A forgotten passphrase: the laptop asks, staff let it in once and within ten minutes, and nobody else ever is."""

import os
import random
from pathlib import Path

import msgspec
import pytest

from sbp_desktop.errors import NotLetIn
from sbp_desktop.models import recovery
from sbp_desktop.services import people, unlocking
from sbp_desktop.storage import enrolment, key_slots, outbox, queries, recovery_slot
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import recovering as asking_module
from sbp_desktop.sync.council_server import commands, recovering
from sbp_desktop.sync.council_server.administration import NotDone
from sbp_desktop.sync.council_server.council import Council, Policy
from sbp_desktop.sync.council_server.durability import Durability
from sbp_desktop.sync.council_server.enrolment import NotEnrolled
from sbp_desktop.sync.protocol import Hello
from sbp_desktop.sync.recovering import Asking
from tests.fixtures import PASSPHRASE
from tests.sync.council_kit import Kit, new_id
from tests.sync.databases import SECRET
from tests.sync.http_kit import post, unlimited

KEY = bytes(range(32))
PUBLIC = recovery.public_key(KEY)
MINUTE_MS = 60_000


class Forgetful:
    """A laptop of the council's that has agreed to its recovery key, closed, with work nobody else has."""

    def __init__(self, kit: Kit, folder: Path, name: str = "Ann") -> None:
        self.kit, self.folder = kit, folder
        opened = unlocking.unlock(folder, PASSPHRASE)
        self.who = kit.worker(name, opened.worker_id.bytes)
        known = enrolment.Enrolment(
            "https://c.example", self.who.device, bytes(32), "The council", name, recovery=PUBLIC
        )
        from_worker = opened.worker_id
        enrolment.keep(opened, known, from_worker)
        recovery_slot.agree(opened)
        people.add_person(opened, "Eric, never sent")
        self.unsent = outbox.waiting(opened).changes
        opened.close()
        self.app = unlimited(kit)

    def ask(self) -> Asking:
        asking = asking_module.begin(self.folder)
        assert asking is not None
        asking.send(self.post)
        return asking

    def post(self, message):
        return post(self.app, message)

    def release(self, asking: Asking, key: bytes = KEY, numbers: str | None = None) -> bytes:
        with self.kit.pool.connection() as conn:
            (waiting,) = recovering.waiting(conn)
            return recovering.release(
                conn,
                self.kit.council.keys,
                waiting.id,
                key,
                numbers or asking.numbers,
                "Ravi",
                "by video",
                self.kit.now,
            )


def stands(opened: Vault) -> tuple[bool, bool]:
    """(agreed, doubted)."""
    offer = recovery_slot.offer(opened)
    assert offer is not None
    return offer.agreed, offer.doubted


def sealed_to(folder: Path) -> bytes:
    slot = key_slots.council_slot(folder)
    assert slot is not None
    return slot["to"]


@pytest.fixture
def laptop(kit: Kit, vault_folder: Path) -> Forgetful:
    return Forgetful(kit, vault_folder)


def test_let_in_with_everything_that_was_never_sent(laptop: Forgetful) -> None:
    asking = laptop.ask()
    assert asking.fetch(laptop.post) is None
    laptop.release(asking)
    root = asking.fetch(laptop.post)
    assert root is not None
    unlocking.choose_anew(laptop.folder, root, "four quite new words")
    unlocking.make_new_keys(laptop.folder, "four quite new words")
    opened = unlocking.unlock(laptop.folder, "four quite new words")
    assert [row.name for row in queries.people(opened)] == ["Eric, never sent"]
    assert outbox.waiting(opened).changes == laptop.unsent
    assert stands(opened) == (True, False), "the next time is prepared for"
    opened.close()
    again = laptop.ask()
    laptop.release(again)
    assert again.fetch(laptop.post) is not None


def test_once_and_by_nobody_who_only_listened(laptop: Forgetful) -> None:
    asking = laptop.ask()
    laptop.release(asking)
    overheard = asking._asked
    released = laptop.post(asking_module.FetchRelease(overheard.request))
    other = asking_module.begin(laptop.folder)
    assert other is not None
    with pytest.raises(NotLetIn):
        other._opened(released.until, released.sealed)
    assert laptop.post(asking_module.FetchRelease(overheard.request)).ended, "it is given out once"
    assert asking._opened(released.until, released.sealed)
    with pytest.raises(NotLetIn):
        asking._opened(released.until, released.sealed)


def test_after_ten_minutes_there_is_nothing_to_fetch(laptop: Forgetful) -> None:
    asking = laptop.ask()
    laptop.release(asking)
    laptop.kit.now += recovery.RELEASE_MS + 1
    with pytest.raises(NotLetIn, match="Ask once more"):
        asking.fetch(laptop.post)
    assert laptop.kit.rows("SELECT release FROM recovery") == [(b"",)]


@pytest.mark.parametrize("how", ["another key", "other numbers", "no numbers"])
def test_staff_release_nothing_for_whoever_is_not_it(laptop: Forgetful, how: str) -> None:
    asking = laptop.ask()
    key = os.urandom(32) if how == "another key" else KEY
    numbers = {"other numbers": "00000 " * 4, "no numbers": " "}.get(how)
    with pytest.raises(NotDone):
        laptop.release(asking, key, numbers)
    assert asking.fetch(laptop.post) is None
    assert laptop.kit.rows("SELECT until, release FROM recovery") == [(0, b"")]


def test_a_lost_laptop_and_a_stranger_ask_in_vain(laptop: Forgetful) -> None:
    from_nowhere = asking_module.begin(laptop.folder)
    assert from_nowhere is not None
    asking = laptop.ask()
    laptop.release(asking)
    laptop.kit.rows("UPDATE device SET revoked = 5 RETURNING id")
    with pytest.raises(NotLetIn):
        asking.fetch(laptop.post)
    with laptop.kit.pool.connection() as conn, pytest.raises(NotEnrolled):
        recovering.ask(conn, laptop.kit.council.keys, from_nowhere._asked, laptop.kit.now)


def test_everything_that_is_sealed_is_bound_to_its_place(laptop: Forgetful) -> None:
    """A request whose parts were moved to another store, worker, laptop or generation opens nothing."""
    asked = laptop.ask()._asked
    for changed in (
        {"vault": new_id()}, {"device": new_id()}, {"worker": new_id()}, {"generation": asked.generation + 1},
        {"sealed": bytes([asked.sealed[0] ^ 1]) + asked.sealed[1:]}, {"sealed": asked.sealed[:-1] + b"\0"},
    ):  # fmt: skip
        with pytest.raises(NotDone):
            recovering._sealed_anew(msgspec.structs.replace(asked, **changed), KEY, 5)
    assert recovering._sealed_anew(asked, KEY, 5)


def test_hostile_releases_open_nothing(laptop: Forgetful, long_form: bool) -> None:
    asking = laptop.ask()
    laptop.release(asking)
    true = laptop.post(asking_module.FetchRelease(asking._asked.request))
    before = key_slots.generation(laptop.folder)
    draw = random.Random(7)
    fresh = asking._asked.fresh
    for _ in range(20_000 if long_form else 500):
        kind = draw.randrange(4)
        sealed, until = bytearray(true.sealed), true.until
        if kind == 0:
            sealed[draw.randrange(len(sealed))] ^= 1 << draw.randrange(8)
        elif kind == 1:
            sealed = bytearray(draw.randbytes(len(sealed)))
        elif kind == 2:
            until += draw.choice([-1, 1]) * draw.randrange(1, 10**6)
        else:  # somebody who knows the fresh key, as anybody on the way does, and wants another root key taken
            bound = recovery.release_bound(asking._asked.request, asking._asked.vault, asking._asked.device, until)
            sealed = bytearray(recovery.seal(fresh, draw.randbytes(32), bound))
        with pytest.raises(NotLetIn):
            asking._opened(until, bytes(sealed))
    assert key_slots.generation(laptop.folder) == before
    assert asking._opened(true.until, true.sealed)


def test_by_hand_where_there_is_no_connection(
    laptop: Forgetful, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = laptop.kit
    monkeypatch.setattr("sbp_desktop.sync.council_server.actions.wall_ms", lambda: kit.now)
    monkeypatch.setattr(asking_module, "wall_ms", lambda: kit.now)
    (tmp_path / "secret").write_text(SECRET.hex())
    (tmp_path / "council.toml").write_text(
        f'database = "{kit.databases.server.conninfo(kit.name)}"\nsecret_file = "{tmp_path / "secret"}"\n'
    )

    def run(*words: str) -> tuple[int, str]:
        code = commands.main(["--config", str(tmp_path / "council.toml"), "recovery", *words])
        return code, "".join(capsys.readouterr())

    (tmp_path / "offline").write_text(KEY.hex())
    asking = asking_module.begin(laptop.folder)
    assert asking is not None
    (tmp_path / "request").write_text(asking.as_words())
    assert run("take", str(tmp_path / "request"))[0] == 0
    assert "Ann" in run("list")[1]
    request = asking._asked.request.hex()
    options = ["release", request, "--key", str(tmp_path / "offline"), "--by", "Ravi", "--checked", "passport"]
    assert run(*options, "--numbers", "11111 22222 33333 44444", "--out", str(tmp_path / "x"))[0] == 2
    assert not (tmp_path / "x").exists()
    assert run(*options, "--numbers", asking.numbers, "--out", str(tmp_path / "answer"))[0] == 0
    words = (tmp_path / "answer").read_text()
    wrong = words.replace(words[3], "A" if words[3] != "A" else "B", 1)
    with pytest.raises(NotLetIn):
        asking.take(wrong)
    kit.now += recovery.RELEASE_MS + 1
    with pytest.raises(NotLetIn, match="ten minutes"):
        asking.take(words)
    kit.now -= recovery.RELEASE_MS
    root = asking.take(words.lower().replace(" ", "\n"))
    assert key_slots.is_in_force(laptop.folder, root)
    trail = [row[0] for row in kit.rows("SELECT what || ': ' || words FROM audit ORDER BY number")]
    assert trail[-2:] == ["recovery asked: ", "recovery released: by Ravi; knew them by: passport"]
    held = b"".join(bytes(row[0]) + bytes(row[1]) for row in kit.rows("SELECT request, release FROM recovery"))
    assert bytes(root) not in held
    assert run("refuse", request, "--by", "Ravi", "--why", "no need any more")[0] == 0
    assert run("refuse", request, "--by", "Ravi", "--why", "twice")[0] == 2


def test_a_key_is_made_once_and_the_next_is_signed_by_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[int, str]:
        code = commands.main(["recovery", "key", *words])
        return code, "".join(capsys.readouterr())

    code, out = run(str(tmp_path / "one"))
    assert code == 0
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0
    first = recovery.public_key(bytes.fromhex((tmp_path / "one").read_text()))
    assert f'recovery_key = "{first.hex()}"' in out
    assert recovery.numbers(first) in out
    assert run(str(tmp_path / "one"))[0] == 2, "never over another"
    code, out = run(str(tmp_path / "two"), "--after", str(tmp_path / "one"))
    second = recovery.public_key(bytes.fromhex((tmp_path / "two").read_text()))
    signature = bytes.fromhex(out.split('recovery_signature = "')[1].split('"')[0])
    assert recovery.succeeds(second, signature, first)
    assert not recovery.succeeds(first, signature, second)
    assert not recovery.succeeds(second, os.urandom(64), first)


def test_a_key_that_nothing_vouches_for_is_never_sealed_to(laptop: Forgetful) -> None:
    """A stolen council that shows keys of its own gets nothing sealed to them; a rightful successor does."""
    opened = unlocking.unlock(laptop.folder, PASSPHRASE)
    for _ in range(200):
        recovery_slot.heard(opened, recovery.public_key(os.urandom(32)), os.urandom(64))
    assert stands(opened) == (True, True)
    assert sealed_to(laptop.folder) == PUBLIC
    following = os.urandom(32)
    public = recovery.public_key(following)
    recovery_slot.heard(opened, public, recovery.sign_successor(KEY, public))
    assert stands(opened) == (True, False)
    assert sealed_to(laptop.folder) == public
    opened.close()
    asking = laptop.ask()
    with pytest.raises(NotDone):
        laptop.release(asking, KEY)
    laptop.release(asking, following)
    assert asking.fetch(laptop.post) is not None


def test_hello_and_enrolment_say_the_policy(kit: Kit) -> None:
    kit.council = Council(kit.pool, SECRET, lambda: kit.now, Durability("local"), Policy(9, PUBLIC, b""))
    who = kit.worker("Ann")
    answer = kit.council.hello(who, Hello(1, 1, "0.1.0", 5, bytes(16)))
    assert (answer.lease_days, answer.recovery) == (9, PUBLIC)
