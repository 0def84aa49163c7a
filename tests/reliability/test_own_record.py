"""P7: whatever was being typed of whomever, it comes back in its own record and in no other."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtWidgets import QTextEdit

from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, DraftSnapshot
from sbp_desktop.services import conversations, people, unlocking, webs
from sbp_desktop.storage import drafts, queries
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE
from tests.journeys.conftest import StartApp, unlock
from tests.journeys.hand import Hand
from tests.reliability import own_record
from tests.reliability.shared_screen import held

pytestmark = pytest.mark.timeout(3600)
PEOPLE = 3
WORDS = re.compile("zq[0-9]place[0-9]zq")


def test_typing_killed_again_and_again_comes_back_in_its_own_record(ground: Path, long_form: bool) -> None:
    """200 drafts; the long form takes up 10,000."""
    assert own_record.restores(ground, 72, 0, 10_000 if long_form else 200) == []


def left_typed(vault: Vault, number: int) -> tuple[UUID, set[str]]:
    """Somebody new with half a sentence left in every place; the person, and the words that are theirs alone."""
    person = people.add_person(vault, "Jean").created[0]
    node = webs.add_node(vault, person, "Her sister").created[0]
    talk = conversations.start(vault, person).created[0]
    line = uuid4()
    conversations.write_entry(vault, talk, line, "She said the mornings are long.")
    fresh = {"conversation": talk.hex, "order": between(None, None), "kind": "note", "said_by": None}
    places = [(line, "text", fresh), (uuid4(), "text", fresh), (person, "about_me.important", {}), (node, "note", {})]
    words = set()
    for place, (thing, field, context) in enumerate(places):
        text = f"zq{number}place{place}zq"
        drafts.step(vault, person, thing, field, text, context)
        words.add(text)
    return person, words


def shown(hand: Hand, look: Callable[[], object]) -> set[str]:
    """Which of the words any part of the window holds after going there."""
    look()
    hand.settle()
    texts = [each.toPlainText() for each in hand.window.findChildren(QTextEdit)]
    return set(WORDS.findall(" ".join([*held(hand.window), *texts])))


def visited(hand: Hand, told: dict[UUID, set[str]], rng: random.Random) -> tuple[list[str], set[str]]:
    """Go from one person's pages to another's; what was shown of somebody else there, and all that was seen."""
    workspace, wrong, seen = hand.life.workspace, list[str](), set[str]()
    talks = {one: hand.ask(queries.conversations, one)[0].id for one in told}
    looks = [(one, partial(workspace.open_person, one)) for one in told]
    looks += [(one, partial(workspace.open_conversation, one, talk)) for one, talk in talks.items()]
    rng.shuffle(looks)
    for person, look in looks:
        there = shown(hand, look)
        wrong += sorted(there - told[person])
        seen |= there
    return wrong, seen


@pytest.fixture
def told(vault_folder: Path) -> dict[UUID, set[str]]:
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    found = dict(left_typed(vault, number) for number in range(PEOPLE))
    vault.close()
    return found


def test_every_page_takes_up_its_own_typing_alone(
    start_app: StartApp, vault_folder: Path, told: dict[UUID, set[str]]
) -> None:
    hand = start_app(vault_folder)
    unlock(hand)
    wrong, seen = visited(hand, told, random.Random(73))
    assert wrong == []
    for person, words in told.items():
        # A note is taken up by becoming part of the record, where its page was not left before that.
        notes = [node.note for node in hand.ask(queries.web, person).nodes]
        waiting = [draft.text for draft in hand.ask(drafts.pending, person)]
        assert {word for word in words if "place3" not in word} <= seen
        assert {word for word in words if "place3" in word} <= set(WORDS.findall(" ".join([*notes, *waiting])))
        assert set(WORDS.findall(" ".join([*notes, *waiting]))) <= words


def test_typing_known_by_its_field_alone_is_seen(
    start_app: StartApp, vault_folder: Path, told: dict[UUID, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = told
    pending = drafts.pending

    def anybodys(
        vault: Vault, person: UUID | None = None, audience: Audience = FOR_WORKER
    ) -> tuple[DraftSnapshot, ...]:
        found = pending(vault, first, audience)
        who = person or first
        return tuple(replace(one, person=who, entity=who if one.entity == first else one.entity) for one in found)

    monkeypatch.setattr(drafts, "pending", anybodys)
    hand = start_app(vault_folder)
    unlock(hand)
    wrong, _ = visited(hand, told, random.Random(73))
    assert wrong != []
