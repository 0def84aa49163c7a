"""A worker who never rests: adds people, draws, writes and types in the real store, by number.

`work` makes a change and `kept` says whether it is there.
"""

from pathlib import Path
from uuid import UUID, uuid5

from sbp_desktop import config
from sbp_desktop.errors import AttachmentLost, NotFound
from sbp_desktop.services import attachments, conversations, my_space, people, unlocking, webs
from sbp_desktop.storage import drafts, key_slots, queries
from sbp_desktop.storage.vault import Vault

PASSPHRASE = "five calm words for tests"
PHASES = (
    "a person",
    "somebody on the web",
    "a move",
    "a change",
    "a line",
    "typing",
    "a photo",
    "own typing",
    "own line",
)
STEPS = len(PHASES)
"""Each round of numbers goes through the phases."""

_OURS = UUID("5b1c35a2-6d0e-4a55-9a6e-3f0f2f1c1e52")


def ident(number: int) -> UUID:
    """The id of what change `number` made."""
    return uuid5(_OURS, str(number))


def open_or_create(folder: Path) -> Vault:
    """Open the store, made with a cheap key derivation the first time."""
    if config.holds_a_store(folder):
        return unlocking.unlock(folder, PASSPHRASE)
    return unlocking.create(folder, PASSPHRASE, {"name": "Test worker"}, key_slots.Kdf.for_tests())


def work(vault: Vault, number: int) -> None:
    """Make change `number`; durable when this returns."""
    step, first = number % STEPS, number - number % STEPS
    person, node = ident(first), ident(first + 1)
    if step == 0:
        people.add_person(vault, f"Person {number}", person=person)
    elif step == 1:
        webs.add_node(vault, person, f"Neighbour {number}", node_id=node, position=(0.0, 0.5))
    elif step == 2:
        webs.move_node(vault, node, number / 1000, 0.25)
    elif step == 3:
        webs.set_node(vault, node, relation=f"plays draughts {number}")
    elif step == 4:
        conversation = conversations.start(vault, person).created[0]
        conversations.write_entry(vault, conversation, ident(number), f"She said {number}. " + "It was good. " * 40)
    elif step == 5:
        drafts.step(vault, person, ident(number), "text", f"half a sentence {number}", {})
    elif step == 6:
        attachments.set_picture(vault, node, photo=_photo(number))
    elif step == 7:
        my_space.step(vault, person, ident(number), "text", f"half a line {number}", {})
    else:
        my_space.write(vault, ident(number), text=f"my own line {number}")


def _photo(number: int) -> bytes:
    """Bytes of more than two chunks that only this number has."""
    return f"a photo {number} ".encode() * 10_000


def everything(folder: Path) -> object:
    """Open, read all there is of everybody, close."""
    vault = open_or_create(folder)
    try:
        return all_of(vault)
    finally:
        vault.close()


def all_of(vault: Vault) -> object:
    """All there is of everybody in an open store."""
    rows = queries.people(vault, limit=10_000)
    webs_of = [(row.id, queries.web(vault, row.id), queries.conversations(vault, row.id)) for row in rows]
    return rows, webs_of, drafts.pending(vault), my_space.enter(vault)


def kept(vault: Vault, number: int) -> bool:
    """Whether change `number` is there."""
    try:
        return _there(vault, number)
    except (AttachmentLost, NotFound, StopIteration, KeyError):  # not even whom or what it was about
        return False


def _there(vault: Vault, number: int) -> bool:
    step, first = number % STEPS, number - number % STEPS
    person = ident(first)
    if step == 5:
        return f"half a sentence {number}" in {draft.text for draft in drafts.pending(vault, person)}
    if step in (7, 8):
        return {f"half a line {number}", f"my own line {number}"} & {
            line.text for line in my_space.enter(vault)
        } != set()
    if step == 0:
        return queries.person(vault, person).name == f"Person {number}"
    if step == 4:
        lines = [line for talk in queries.conversations(vault, person) for line in talk.entries]
        return any(line.id == ident(number) and line.text.startswith(f"She said {number}.") for line in lines)
    node = next(node for node in queries.web(vault, person).nodes if node.id == ident(first + 1))
    if step == 1:
        return node.label == f"Neighbour {number}"
    if step == 2:
        return node.positions["onion"] == (number / 1000, 0.25)
    if step == 6:
        return node.photo is not None and queries.picture(vault, node.photo) == _photo(number)
    return node.relation == f"plays draughts {number}"
