"""What a worker does with a store, one thing at a time: the operations that every fault is tried on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from sbp_desktop.models.rules import ASKING
from sbp_desktop.services import (
    attachments,
    connections,
    conversations,
    doctor,
    exporting,
    groups,
    huddles,
    ink,
    learning,
    locking,
    me,
    mending,
    moments,
    my_days,
    my_space,
    outcomes,
    people,
    places,
    plans,
    rules,
    safety,
    sharing,
    small_money,
    spelling,
    teams,
    unlocking,
    webs,
)
from sbp_desktop.storage import backups, drafts, history, key_slots, queries
from sbp_desktop.storage.vault import Vault
from tests.migrations.keep import PASSPHRASE as EARLIER_PASSPHRASE

PASSPHRASE = "five calm words for tests"
OTHER_PASSPHRASE = "four other words here"
EARLIER = max((Path(__file__).parents[1] / "migrations" / "kept").iterdir())
_OURS = UUID("9d0a4a3e-2f0e-4b0c-8a52-0b9f5d0a7c11")


def ident(name: str) -> UUID:
    """The id of something in the store that `prepare` makes."""
    return uuid5(_OURS, name)


JEAN, SISTER, CLUB, LINE, SECOND, OWN, WISH, SPEND = map(
    ident, ("jean", "sister", "club", "line", "second", "own", "wish", "spend")
)
PHOTO = b"a photo of a garden gate " * 6_000


@dataclass
class Stage:
    """Where an operation is done: the store's folder, the open store if there is one, and a folder for copies."""

    folder: Path
    out: Path
    vault: Vault | None = None

    def opened(self) -> Vault:
        assert self.vault is not None
        return self.vault

    def talk(self) -> UUID:
        return queries.conversations(self.opened(), JEAN)[0].id


@dataclass(frozen=True)
class Operation:
    """`do` does it; `begins_open`: it needs the store open; `base`: on this store, not the one `prepare` makes;
    `changes`: so many changes, of which each is there whole or not at all; `opens`: one of these does, before and after.
    """

    name: str
    do: Callable[[Stage], object]
    begins_open: bool = True
    base: Path | None = None
    changes: int = 1
    opens: tuple[str, ...] = (PASSPHRASE,)


def prepare(folder: Path) -> None:
    """Make a closed store that every operation below has something to do in."""
    vault = unlocking.create(folder, PASSPHRASE, {"name": "Test worker"}, key_slots.Kdf.for_tests())
    people.add_person(vault, "Jean", person=JEAN)
    webs.add_node(vault, JEAN, "Her sister", node_id=SISTER, position=(0.0, 0.5))
    webs.add_node(vault, JEAN, "Bowls club", kind="place", node_id=CLUB, position=(1.0, 0.5))
    talk = conversations.start(vault, JEAN).created[0]
    conversations.write_entry(vault, talk, LINE, "She said the mornings are long.")
    conversations.write_entry(vault, talk, SECOND, "Her sister rings on Sundays.")
    drafts.step(vault, JEAN, ident("draft"), "text", "half a sentence", {})
    attachments.set_picture(vault, SISTER, photo=PHOTO)
    my_space.write(vault, OWN, text="my own line")
    outcomes.write_outcome(vault, WISH, "to go out more", person=JEAN)
    small_money.write_spend(vault, SPEND, person=JEAN, amount="12", what_for="a bus pass")
    moments.keep_moment(vault, JEAN, "The first day")
    teams.have_one(vault)
    backups.at_once(vault)
    webs.set_node(vault, SISTER, relation="older sister")  # what no copy has
    vault.close()


def _unlock(stage: Stage) -> None:
    stage.vault = unlocking.unlock(stage.folder, PASSPHRASE)


def _lock(stage: Stage) -> None:
    vault, stage.vault = stage.opened(), None
    places.leave_and_close(vault, {"page": "person", "person": JEAN})


def _create(stage: Stage) -> None:
    stage.folder = stage.folder.parent / "new"
    stage.vault = unlocking.create(stage.folder, PASSPHRASE, {"name": "Somebody"}, key_slots.Kdf.for_tests())


def _unlock_earlier(stage: Stage) -> None:
    stage.vault = unlocking.unlock(stage.folder, EARLIER_PASSPHRASE)


def _go_back(stage: Stage) -> None:
    newest = max(mending.kept(stage.opened()).copies, default=0)
    vault, stage.vault = stage.opened(), None
    mending.go_back(vault, newest)


def _export(form: str) -> Callable[[Stage], object]:
    def do(stage: Stage) -> None:
        exporting.write_for(stage.opened(), JEAN, "worker", stage.out / f"copy.{form}", form)

    return do


def _undone_and_done_again(stage: Stage) -> None:
    history.undo(stage.opened(), JEAN)
    history.redo(stage.opened(), JEAN)


OPERATIONS = (
    Operation("make a store", _create, begins_open=False),
    Operation("unlock", _unlock, begins_open=False),
    Operation("lock", _lock),
    Operation(
        "change the passphrase",
        lambda s: key_slots.change_passphrase(s.folder, PASSPHRASE, OTHER_PASSPHRASE, key_slots.Kdf.for_tests()),
        begins_open=False,
        opens=(PASSPHRASE, OTHER_PASSPHRASE),
    ),
    Operation("a new release", _unlock_earlier, begins_open=False, base=EARLIER, opens=(EARLIER_PASSPHRASE,)),
    Operation("a copy of everything", lambda s: backups.at_once(s.opened())),
    Operation("back to a copy", _go_back),
    Operation("checked", lambda s: doctor.examine(s.opened())),
    Operation("a person", lambda s: people.add_person(s.opened(), "Marjorie")),
    Operation("what matters to them", lambda s: people.set_person(s.opened(), JEAN, preferred_name="Jeannie")),
    Operation("who was opened", lambda s: people.note_opened(s.opened(), JEAN)),
    Operation("somebody on the web", lambda s: webs.add_node(s.opened(), JEAN, "The milkman")),
    Operation("a move", lambda s: webs.move_node(s.opened(), SISTER, 0.25, 0.75)),
    Operation("a change on the web", lambda s: webs.set_node(s.opened(), SISTER, relation="sister")),
    Operation("a line between two", lambda s: webs.add_tie(s.opened(), SISTER, CLUB)),
    Operation("somebody taken away", lambda s: webs.delete_node(s.opened(), CLUB)),
    Operation("kept apart", lambda s: webs.make_private(s.opened(), SISTER)),
    Operation("a group", lambda s: groups.put_together(s.opened(), [SISTER, CLUB], "Sundays")),
    Operation("undo", lambda s: history.undo(s.opened(), JEAN)),
    Operation("undo and redo", _undone_and_done_again, changes=2),
    Operation("a conversation", lambda s: conversations.start(s.opened(), JEAN)),
    Operation(
        "a sentence",
        lambda s: conversations.write_entry(s.opened(), s.talk(), ident("new line"), "She has a new neighbour."),
    ),
    Operation(
        "a long page",
        lambda s: conversations.write_entry(s.opened(), s.talk(), ident("long"), "It was a long story. " * 3000),
    ),
    Operation(
        "a sentence changed",
        lambda s: conversations.write_entry(s.opened(), s.talk(), LINE, "She said the mornings are short."),
    ),
    Operation("a correction", lambda s: conversations.correct_entry(s.opened(), LINE, "Not all mornings.")),
    Operation("read back", lambda s: conversations.read_back(s.opened(), LINE)),
    Operation("a sentence removed", lambda s: conversations.delete_entry(s.opened(), SECOND)),
    Operation("finished", lambda s: conversations.finish(s.opened(), s.talk())),
    Operation("typing", lambda s: drafts.step(s.opened(), JEAN, ident("typed"), "text", "and then she", {})),
    Operation("typing taken back", lambda s: drafts.pop(s.opened(), JEAN, ident("draft"), "text")),
    Operation("a photo", lambda s: attachments.set_picture(s.opened(), CLUB, photo=PHOTO + b"again")),
    Operation(
        "a paper map",
        lambda s: attachments.lay_paper_map(s.opened(), JEAN, PHOTO, width=1.0, spot=(0.0, 0.0), layout="free"),
    ),
    Operation("ink", lambda s: ink.draw(s.opened(), JEAN, [(0.0, 0.0), (0.1, 0.1)], (0.0, 0.0), layout="free")),
    Operation("a moment", lambda s: moments.keep_moment(s.opened(), JEAN, "Today")),
    Operation("in touch", lambda s: plans.log_contact(s.opened(), JEAN, "call", line="She is well.")),
    Operation("how a place is joined", lambda s: connections.set_status(s.opened(), CLUB, "introduced")),
    Operation("what they hope for", lambda s: outcomes.write_outcome(s.opened(), WISH, "to see the sea", person=JEAN)),
    Operation("small money", lambda s: small_money.say_helped(s.opened(), SPEND, "yes")),
    Operation("a skill", lambda s: learning.write_skill(s.opened(), ident("skill"), person=JEAN, skill="to text")),
    Operation("an idea of a colleague", lambda s: huddles.add_idea(s.opened(), JEAN, "Ask the club")),
    Operation("a worry", lambda s: safety.worry(s.opened(), ident("worry"), person=JEAN, words="to be left alone")),
    Operation("who may see it", lambda s: sharing.set_audience(s.opened(), SISTER, person=False)),
    Operation("a rule of the team", lambda s: rules.set_rule(s.opened(), min(ASKING), False)),
    Operation("who I am", lambda s: me.set_me(s.opened(), name="Another name")),
    Operation("a day off", lambda s: my_days.set_day_off(s.opened(), 740_000, off=True)),
    Operation("when it locks", lambda s: locking.set_minutes(s.opened(), 10)),
    Operation("a word kept", lambda s: spelling.keep(s.opened(), "Marjoriesque")),
    Operation("my own line", lambda s: my_space.write(s.opened(), ident("own too"), text="tired today")),
    Operation("my own typing", lambda s: my_space.step(s.opened(), JEAN, OWN, "text", "my own line, longer", {})),
    Operation("a copy as JSON", _export("json")),
    Operation("a copy as tables", _export("csv")),
    Operation("a copy as GraphML", _export("graphml")),
)
