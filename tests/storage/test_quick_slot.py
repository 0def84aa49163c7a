"""A quick code opens with its half in the keychain, for some hours; whatever becomes of either, the passphrase opens."""

import functools
import random
from pathlib import Path

import pytest

from sbp_desktop.errors import QuickOpeningOver, WrongPassphrase
from sbp_desktop.models import quick_code
from sbp_desktop.models.clock import Now
from sbp_desktop.storage import key_slots, quick_slot, slot_file
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.quick_slot import Chosen, Standing
from tests.fixtures import PASSPHRASE
from tests.keychains import HandKeychain

CODE = "730519"
MORNING = Now(1_800_000_000_000, 5000.0, "one start of the machine")
HOUR_MS = 3600 * 1000


def later(hours: float, *, clock_ms: int | None = None) -> Now:
    moved = round(hours * HOUR_MS) if clock_ms is None else clock_ms
    return Now(MORNING.wall_ms + moved, MORNING.up_s + hours * 3600, MORNING.start)


def set_up(folder: Path, at: Now = MORNING) -> None:
    root = key_slots.open_root_key(folder, PASSPHRASE)
    quick_slot.set_up(folder, root, quick_slot.choose(folder, CODE), at)


def opens(folder: Path, code: str = CODE, wrong_before: int = 0, at: Now = MORNING) -> bool:
    """Whether the code gives the very key that the passphrase gives."""
    try:
        found = quick_slot.open_root_key(folder, code, wrong_before, at)
    except (QuickOpeningOver, WrongPassphrase):
        return False
    return found == key_slots.open_root_key(folder, PASSPHRASE)


def test_the_code_opens_what_the_passphrase_opens_and_another_code_does_not(
    vault_folder: Path, chain: HandKeychain
) -> None:
    assert quick_slot.standing(vault_folder) is Standing.OFF
    set_up(vault_folder)
    assert quick_slot.standing(vault_folder, MORNING) is Standing.READY
    assert opens(vault_folder)
    with pytest.raises(WrongPassphrase, match="not your quick code"):
        quick_slot.open_root_key(vault_folder, "730518", 0, MORNING)
    with pytest.raises(WrongPassphrase):
        key_slots.open_root_key(vault_folder, CODE)


def test_the_files_alone_are_not_enough(vault_folder: Path, chain: HandKeychain) -> None:
    set_up(vault_folder)
    (half,) = chain.kept.values()
    everything = b"".join(path.read_bytes() for path in vault_folder.rglob("*") if path.is_file())
    assert half not in everything
    assert CODE.encode() not in everything
    chain.kept.clear()  # another computer, or this one after it was switched off
    assert quick_slot.standing(vault_folder, MORNING) is Standing.GONE
    with pytest.raises(QuickOpeningOver):
        quick_slot.open_root_key(vault_folder, CODE, 0, MORNING)


@pytest.mark.parametrize(
    ("at", "still"),
    [
        (later(11.9), True),
        (later(12), False),
        (later(1, clock_ms=13 * HOUR_MS), False),  # the clock was set forward, or the machine does not count its sleep
        (later(13, clock_ms=-90 * HOUR_MS), False),  # set back: the machine's own running time goes on
        (later(1)._replace(start="another"), False),  # switched off meanwhile
        (later(1)._replace(up_s=12.0), False),  # the same where a machine has no name for its starts
    ],
)
def test_it_is_over_after_its_hours_and_with_a_new_start_of_the_machine(
    at: Now, still: bool, vault_folder: Path, chain: HandKeychain
) -> None:
    set_up(vault_folder)
    assert opens(vault_folder, at=at) is still
    assert quick_slot.standing(vault_folder, at) is (Standing.READY if still else Standing.OVER)
    assert bool(chain.kept) is still, "what is over is forgotten at once"
    assert opens(vault_folder) is still, "and nothing brings it back"


def test_its_hours_cannot_be_written_longer(vault_folder: Path, chain: HandKeychain) -> None:
    set_up(vault_folder)
    root = key_slots.open_root_key(vault_folder, PASSPHRASE)
    slot = next(
        slot for slot in quick_slot.key_files.readable(vault_folder)[0].slots if slot["type"] == slot_file.QUICK
    )
    key_slots.put_slot(vault_folder, root, {**slot, "since": list(later(5))})
    with pytest.raises(WrongPassphrase):
        quick_slot.open_root_key(vault_folder, CODE, 0, later(6))


def test_after_so_many_wrong_tries_the_right_code_is_not_looked_at(vault_folder: Path, chain: HandKeychain) -> None:
    set_up(vault_folder)
    assert opens(vault_folder, wrong_before=quick_slot.TRIES - 1)
    assert not opens(vault_folder, wrong_before=quick_slot.TRIES)
    assert chain.kept == {}


def test_a_new_half_each_time_ends_the_code_of_an_older_copy(
    vault_folder: Path, chain: HandKeychain, tmp_path: Path
) -> None:
    set_up(vault_folder)
    older = {name: (vault_folder / name).read_bytes() for name in key_slots.NAMES}
    set_up(vault_folder, later(1))
    for name, data in older.items():
        (vault_folder / name).write_bytes(data)
    assert not opens(vault_folder, at=later(1))


def test_a_passphrase_set_by_the_councils_help_and_new_keys_end_it(vault_folder: Path, chain: HandKeychain) -> None:
    set_up(vault_folder)
    root = key_slots.open_root_key(vault_folder, PASSPHRASE)
    key_slots.set_passphrase(vault_folder, root, PASSPHRASE)
    assert quick_slot.standing(vault_folder, MORNING) is Standing.OFF
    set_up(vault_folder)
    key_slots.replace_root(vault_folder, root, bytearray(range(32)), PASSPHRASE)
    assert quick_slot.standing(vault_folder, MORNING) is Standing.OFF


def test_a_changed_passphrase_leaves_it(vault_folder: Path, chain: HandKeychain) -> None:
    set_up(vault_folder)
    key_slots.change_passphrase(vault_folder, PASSPHRASE, "another four words here", Kdf.for_tests())
    assert quick_slot.open_root_key(vault_folder, CODE, 0, MORNING)


def test_taken_away_nothing_of_it_stays(vault_folder: Path, chain: HandKeychain) -> None:
    set_up(vault_folder)
    quick_slot.take_away(vault_folder, key_slots.open_root_key(vault_folder, PASSPHRASE))
    assert quick_slot.standing(vault_folder, MORNING) is Standing.OFF
    assert chain.kept == {}


def test_the_code_costs_a_guess_what_the_passphrase_costs(vault_folder: Path, chain: HandKeychain) -> None:
    set_up(vault_folder)
    costs = {slot["type"]: slot["kdf"] for slot in quick_slot.key_files.readable(vault_folder)[0].slots}
    quick, passphrase = ({**costs[kind], "salt": b""} for kind in ("quick", "passphrase"))
    assert quick == passphrase
    assert costs["quick"]["salt"] != costs["passphrase"]["salt"]


@pytest.mark.parametrize("code", ["111111", "121212", "123456", "987654", "000000", "2345678"])
def test_what_anybody_would_try_first_is_too_easy(code: str) -> None:
    assert quick_code.is_too_easy(code)


def test_other_codes_are_not() -> None:
    assert not any(map(quick_code.is_too_easy, (CODE, "123459", "246802")))
    assert [quick_code.is_one(typed) for typed in (CODE, "12345", "1" * 13, "12a456", "１２３４５６")] == [
        True, False, False, False, False,
    ]  # fmt: skip


class Keychains:
    """What may become of a keychain between a lock and the way back."""

    def __init__(self, chance: random.Random, chain: HandKeychain, patch: pytest.MonkeyPatch) -> None:
        self.chance, self.chain, self.patch = chance, chain, patch
        self.there: HandKeychain | None = chain

    def befall(self) -> bool:
        """Let something happen; returns whether the half is still there and right."""
        happens = self.chance.choice(
            [self.nothing, self.removed, self.renamed, self.spoilt, self.cut, self.longer, self.emptied, self.replaced,
             self.cleared, self.other_user, self.silent, self.no_keychain]
        )  # fmt: skip
        return bool(happens())

    def nothing(self) -> bool:
        return True

    def removed(self) -> None:
        self.chain.kept.pop(next(iter(self.chain.kept)))

    def renamed(self) -> None:
        self.chain.kept = {name[::-1]: half for name, half in self.chain.kept.items()}

    def spoilt(self) -> None:
        def spoil(half: bytes) -> bytes:
            at = self.chance.randrange(len(half))
            return half[:at] + bytes([half[at] ^ (1 << self.chance.randrange(8))]) + half[at + 1 :]

        self._each(spoil)

    def cut(self) -> None:
        self._each(lambda half: half[: self.chance.randrange(len(half))])

    def longer(self) -> None:
        self._each(lambda half: half + self.chance.randbytes(self.chance.randrange(1, 9)))

    def emptied(self) -> None:
        self._each(lambda _: b"")

    def replaced(self) -> None:
        self._each(lambda half: self.chance.randbytes(len(half)))

    def cleared(self) -> None:
        self.chain.kept.clear()

    def other_user(self) -> None:
        self.there = HandKeychain()

    def silent(self) -> None:
        self.chain.silent = True

    def no_keychain(self) -> None:
        self.there = None

    def _each(self, change: object) -> None:
        assert callable(change)
        self.chain.kept = {name: change(half) for name, half in self.chain.kept.items()}


def losses(
    folder: Path, chain: HandKeychain, chosen: Chosen, patch: pytest.MonkeyPatch, count: int, seed: int
) -> list[str]:
    """What went wrong in so many random states of the keychain: nothing should."""
    patch.setattr(slot_file, "stretched", _once(slot_file.stretched))
    chance, found = random.Random(seed), []
    root = key_slots.open_root_key(folder, PASSPHRASE)
    for number in range(count):
        states = Keychains(chance, chain, patch)
        patch.setattr(quick_slot.keychain, "of_this_computer", lambda states=states: states.there)
        chain.kept, chain.silent = {}, False
        if number % 50 == 0:  # as the passphrase does, after whatever was
            quick_slot.set_up(folder, root, chosen, MORNING)
            as_set_up, names = dict(chain.kept), {path.name for path in folder.rglob("*")}
        chain.kept = dict(as_set_up)
        right = states.befall()
        if opens(folder) is not right:
            found.append(f"{number}: the code {'does not open' if right else 'opens all the same'}")
        if key_slots.open_root_key(folder, PASSPHRASE) != root:
            found.append(f"{number}: the passphrase does not open")
        if not right and quick_slot.standing(folder, MORNING) is Standing.OFF:
            found.append(f"{number}: nothing says why")
        if {path.name for path in folder.rglob("*")} != names:
            found.append(f"{number}: something was kept elsewhere")
    return found


def _once(stretched: object) -> object:
    """The same words at the same cost give the same key: no need to pay for it a thousand times."""
    assert callable(stretched)
    kept = functools.cache(lambda passphrase, *cost: bytes(stretched(passphrase, dict(cost))))
    return lambda passphrase, described: bytearray(kept(passphrase, *described.items()))


@pytest.fixture
def chosen(vault_folder: Path) -> Chosen:
    """The worker's code, as it is kept."""
    return quick_slot.choose(vault_folder, CODE)


def test_whatever_becomes_of_the_keychain_nothing_is_lost(
    vault_folder: Path, chain: HandKeychain, chosen: Chosen, monkeypatch: pytest.MonkeyPatch, long_form: bool
) -> None:
    """Its ablation is that of S-quick in `tests/reliability/promises.py`."""
    assert losses(vault_folder, chain, chosen, monkeypatch, 20_000 if long_form else 1000, 11) == []
