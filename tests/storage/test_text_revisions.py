"""Long texts as revisions: every one can be read again, small changes stay small, a whole one comes often enough."""

import random
import statistics
from uuid import UUID, uuid4

import pytest

from sbp_desktop.models import revisions
from sbp_desktop.models.ops import Op, OpKind, envelope
from sbp_desktop.services import conversations, people
from sbp_desktop.storage import oplog, queries, texts
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log

WORDS = [
    "she",
    "said",
    "that",
    "her",
    "sister",
    "comes",
    "by",
    "on",
    "Fridays",
    "with",
    "soup",
    "and",
    "they",
    "talk",
    "about",
    "the",
    "garden",
    "and",
    "the",
    "sea",
]
EDITS = 200


def a_text(draw: random.Random, length: int) -> str:
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words.append(draw.choice(WORDS) + str(draw.randrange(1000)))
    return " ".join(words)[:length]


def changed(draw: random.Random, text: str) -> str:
    """A worker's change: a word more, a word less, a word for another, or a sentence added."""
    words = text.split(" ")
    at = draw.randrange(len(words))
    match draw.randrange(4):
        case 0:
            words.insert(at, draw.choice(WORDS))
        case 1:
            del words[at]
        case 2:
            words[at] = draw.choice(WORDS)
        case _:
            words.append("And " + " ".join(draw.sample(WORDS, 8)) + ".")
    return " ".join(words)


@pytest.fixture(scope="module")
def draw() -> random.Random:
    return random.Random(7)


def test_two_hundred_changes_of_four_thousand_characters(vault: Vault, draw: random.Random) -> None:
    person = people.add_person(vault, "Eric").created[0]
    talk, line = conversations.start(vault, person).created[0], uuid4()
    versions = [a_text(draw, 4000)]
    while len(versions) <= EDITS:
        text = changed(draw, versions[-1])
        if text != versions[-1]:
            versions.append(text)
    for text in versions:
        conversations.write_entry(vault, talk, line, text)
    ops = revisions_of(vault, line)
    with vault.reading() as conn:
        assert [texts.text_of(conn, op) for op in ops] == versions
    assert queries.conversation(vault, talk).entries[0].text == versions[-1]
    whole = [number for number, op in enumerate(ops) if op.value[0] == revisions.WHOLE]
    assert whole == [0, 64, 128, 192]
    sizes = sorted(len(envelope(op)) for op in ops if op.value[0] == revisions.DELTA)
    print(
        f"{len(sizes)} deltas: median {statistics.median(sizes):.0f}, p95 {sizes[len(sizes) * 95 // 100]}, largest {sizes[-1]} bytes"
    )
    assert sizes[-1] <= 300
    assert_made_from_the_log(vault)


def test_a_text_written_anew_is_kept_whole(vault: Vault, draw: random.Random) -> None:
    person = people.add_person(vault, "Eric").created[0]
    talk, line = conversations.start(vault, person).created[0], uuid4()
    conversations.write_entry(vault, talk, line, a_text(draw, 2000))
    conversations.write_entry(vault, talk, line, "".join(chr(draw.randrange(0x4E00, 0x9FFF)) for _ in range(2000)))
    assert [op.value[0] for op in revisions_of(vault, line)] == [revisions.WHOLE, revisions.WHOLE]


def test_forty_changes_later_the_next_is_as_quick(vault: Vault, draw: random.Random) -> None:
    """The text a change builds on is at hand; nobody walks back to the last whole one."""
    person = people.add_person(vault, "Eric").created[0]
    talk, line = conversations.start(vault, person).created[0], uuid4()
    text = a_text(draw, 1000)
    for _ in range(40):
        conversations.write_entry(vault, talk, line, text)
        text = changed(draw, text)
    statements: list[str] = []
    vault._driver.set_trace_callback(statements.append)
    conversations.write_entry(vault, talk, line, text)
    vault._driver.set_trace_callback(None)
    looked_up = [one for one in statements if "FROM op WHERE person" in one and "oseq =" in one]
    assert len(looked_up) <= 4


def revisions_of(vault: Vault, ent: UUID) -> list[Op]:
    with vault.reading() as conn:
        return [op for _, op in oplog.read(conn, "WHERE ent = ? AND kind = ?", (ent.bytes, int(OpKind.REV)))]
