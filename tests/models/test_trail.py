"""A chain of entries shows every act of tampering; what has the key itself shows against an anchor (A8)."""

import hmac
import random
from collections.abc import Callable

import pytest

from sbp_desktop.models import trail
from sbp_desktop.models.trail import START, Entry

KEY = bytes(range(32))
Log = list[Entry]


def chained(said: list[bytes], key: bytes = KEY) -> Log:
    entries, link = Log(), START
    for number, words in enumerate(said, 1):
        link = trail.link(key, link, words)
        entries.append(Entry(number, link, words))
    return entries


def said_of(log: Log) -> list[bytes]:
    return [entry.said for entry in log]


def edit(log: Log, rng: random.Random) -> Log:
    at = rng.randrange(len(log))
    return [e._replace(said=e.said + b"!") if n == at else e for n, e in enumerate(log)]


def insert(log: Log, rng: random.Random) -> Log:
    at = rng.randrange(len(log) + 1)
    new = Entry(at + 1, rng.randbytes(32), b"never said")
    return [*log[:at], new, *(e._replace(number=e.number + 1) for e in log[at:])]


def delete(log: Log, rng: random.Random) -> Log:
    at = rng.randrange(len(log))
    return [*log[:at], *(e._replace(number=e.number - rng.choice((0, 1))) for e in log[at + 1 :])]


def reorder(log: Log, rng: random.Random) -> Log:
    one, other = rng.sample(range(len(log)), 2)
    moved = list(log)
    moved[one], moved[other] = log[other]._replace(number=one + 1), log[one]._replace(number=other + 1)
    return moved


def make_anew(log: Log, rng: random.Random) -> Log:
    """By somebody who has the key."""
    said, at = said_of(log), rng.randrange(len(log))
    said[at] = said[at] + b"!" if rng.random() < 0.5 else rng.randbytes(8)
    return chained(said)


def cut(log: Log, rng: random.Random) -> Log:
    return log[: rng.randrange(len(log))]


ACTS: tuple[Callable[[Log, random.Random], Log], ...] = (edit, insert, delete, reorder, make_anew, cut)


def test_every_act_of_tampering_is_found_against_the_anchored_head(request: pytest.FixtureRequest) -> None:
    rng = random.Random(20261122)
    for _ in range(10_000 if request.config.getoption("--long") else 1_000):
        log = chained([rng.randbytes(rng.randrange(1, 40)) for _ in range(rng.randrange(2, 40))])
        anchors = {log[-1].number: log[-1].link}
        assert trail.walk(KEY, log, anchors) == (len(log), log[-1].link, 0)
        act = rng.choice(ACTS)
        walked = trail.walk(KEY, act(log, rng), anchors)
        assert walked.fault, act.__name__
        assert walked.fault <= len(log) + 1


def test_it_is_said_which_entry_was_altered() -> None:
    log = chained([b"one", b"two", b"three", b"four"])
    log[2] = log[2]._replace(said=b"thrice")
    assert trail.walk(KEY, log).fault == 3
    assert trail.walk(KEY, log[:2], {4: log[3].link}).fault == 3


@pytest.mark.parametrize("act", [make_anew, cut])
def test_without_an_anchor_who_has_the_key_is_not_found(act: Callable[[Log, random.Random], Log]) -> None:
    """The ablation: these two are what anchors are for."""
    log = chained([b"one", b"two", b"three"])
    assert trail.walk(KEY, act(log, random.Random(1))).fault == 0


def test_a_log_goes_on_from_where_an_earlier_one_ended() -> None:
    log = chained([b"one", b"two", b"three"])
    start = (log[0].number, log[0].link)
    assert trail.walk(KEY, log[1:], {3: log[2].link}, start).fault == 0
    assert trail.walk(KEY, log[2:], start=start).fault == 2


@pytest.mark.parametrize("size", [1, 32, 64, 65, 200])
def test_a_key_taken_in_once_gives_what_the_standard_library_gives(size: int) -> None:
    rng = random.Random(size)
    key = rng.randbytes(size)
    keyed = trail.keyed(key)
    for length in range(150):
        said = rng.randbytes(length)
        assert keyed(said) == hmac.digest(key, said, "sha256")
