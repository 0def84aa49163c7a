"""Makes the kept store of a release: `python -m tests.migrations.keep tests/migrations/kept/VERSION`.

Run once, when a release is made; the folder is never touched again. `KEPT` says what later releases must still read.
"""

import shutil
import sys
from pathlib import Path
from uuid import UUID, uuid5

from sbp_desktop.models.marked_text import Mention, mark
from sbp_desktop.services import conversations, people, unlocking, webs
from sbp_desktop.storage import drafts, history, queries
from sbp_desktop.storage.key_slots import Kdf

PASSPHRASE = "kept for those who come later"
_HOME = UUID("3f6b0a52-8a0c-4a6e-9a55-7d3c2f0f0a10")


def ident(name: str) -> UUID:
    return uuid5(_HOME, name)


KEPT = {
    "people": ["Maud Example", "Tom Example"],
    "web": {"Maud Example", "Ida", "Thursday lunch", "Meals van"},
    "private": {"Meals van"},
    "line": [("2019", "stress", "high"), ("2021-03", "stress", "some")],
    "words": ["Ida comes on Thursdays. İ, ö and 👵🏽 too.", "Ida comes on Fridays."],
    "draft": "She also said that",
    "undo": "Added somebody by mistake",
    "redo": "Moved Thursday lunch",
}


def make(folder: Path) -> None:
    """Write a store with something of each kind in it."""
    vault = unlocking.create(folder, PASSPHRASE, {"name": "Kept worker", "role": "social_worker"}, Kdf.for_tests())
    maud = people.add_person(vault, "Maud Example", person=ident("maud"), born_on="1938", age_band="80s").created[0]
    people.add_person(vault, "Tom Example", person=ident("tom"))
    people.set_person(vault, maud, about_me__important="Her garden.")
    ida, line = webs.add_node(vault, maud, "Ida", node_id=ident("ida"), relation="sister", position=(1.5, 0.4)).created
    lunch = webs.add_node(vault, maud, "Thursday lunch", kind="activity", node_id=ident("lunch")).created[0]
    webs.set_tie(vault, line, support=["company", "practical"])
    webs.set_tie(vault, line, stress="high", at="2019")
    webs.set_tie(vault, line, stress="some", at="2021-03")
    webs.make_private(vault, webs.add_node(vault, maud, "Meals van", kind="service").created[0])
    webs.delete_node(vault, webs.add_node(vault, maud, "A mistake").created[0])
    talk = conversations.start(vault, maud, setting="home_visit").created[0]
    words = mark(KEPT["words"][0], [Mention(0, 3, ida)])
    said = {"kind": "words", "said_by": queries.self_node_of(maud)}
    conversations.write_entry(vault, talk, ident("line"), "Ida comes.", **said)
    conversations.write_entry(vault, talk, ident("line"), words, **said)
    conversations.read_back(vault, ident("line"))
    conversations.correct_entry(vault, ident("line"), KEPT["words"][1])
    drafts.step(vault, maud, ident("draft"), "text", "She also", {"conversation": talk.hex})
    drafts.step(vault, maud, ident("draft"), "text", KEPT["draft"], {"conversation": talk.hex})
    with vault.unit_of_work(KEPT["undo"]) as work:
        webs.add_within(work, maud, "Undone", node_id=ident("undone"))
        work.delete(ident("undone"))
    webs.move_node(vault, lunch, 2.5, 0.6)
    history.undo(vault, maud)
    people.note_opened(vault, maud)
    vault.close()
    for name in ("lock", "attachments", "backups"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
