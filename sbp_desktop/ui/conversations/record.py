"""Brings the lines on the page to what the record holds, leaving alone what somebody is typing."""

from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models.snapshots import ChangeSet, ConversationSnapshot, EntrySnapshot
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.conversations.line import Line
from sbp_desktop.ui.conversations.listening_text import ListeningText
from sbp_desktop.ui.conversations.naming import Naming, names_gone


def undo_but_stay(vault: Vault, person: UUID, conversation: UUID) -> ChangeSet:
    """Take back the newest change of this person, unless that is the beginning of the conversation being written."""
    changes = history.undo(vault, person)
    try:
        queries.conversation(vault, conversation)
    except NotFound:
        history.redo(vault, person)
        return ChangeSet()
    return changes


def match_record(text: ListeningText, naming: Naming, talk: ConversationSnapshot) -> None:
    """Add, change and take out lines. Names that undo took away are not looked for again in that text."""
    here = {line.entry: line for _, line in text.blocks()}
    recorded = {entry.id for entry in talk.entries}
    finished = talk.closed_ms is not None
    above: Line | None = None
    for entry in talk.entries:
        line = here.get(entry.id)
        if line is None:
            line = Line.of(entry, finished=finished)
            text.insert(line, above)
        else:
            _match(text, naming, line, entry, finished)
        above = line
    for entry_id, line in here.items():
        if entry_id not in recorded and line.kept is not None:
            _gone(text, line)


def _match(text: ListeningText, naming: Naming, line: Line, entry: EntrySnapshot, finished: bool) -> None:
    if line.matched is not None and line.matched[1] is line.kept and line.matched[::2] == (entry, finished):
        return  # most lines, most of the time
    held = Line.of(entry, finished=finished)
    being_typed = line.has_draft or line.dirty
    line.kept, line.written_ms, line.order = held.kept, held.written_ms, held.order
    line.matched = (entry, held.kept, finished)
    if being_typed and not held.locked:
        return
    line.before = held.before
    if line.doubted != held.doubted:
        line.doubted = held.doubted
        text.put(line, line.text, line.marks)
    same = (line.now(), line.private, line.locked) == (held.now(), held.private, held.locked)
    line.private, line.locked, line.corrects = held.private, held.locked, held.corrects
    if same:
        return
    if line.text == held.text:
        for words in names_gone(line.marks, held.marks, line.text):
            naming.take_back(line, words)
    line.kind, line.said_by = held.kind, held.said_by
    text.put(line, held.text, held.marks)


def _gone(text: ListeningText, line: Line) -> None:
    if line.has_draft or line.dirty:
        line.kept = None  # what is being typed becomes a new line of its own
    else:
        text.take_out(line)


def speakers_in(text: ListeningText) -> list[UUID]:
    """Return everybody who says a line, each once, in order."""
    return list(dict.fromkeys(line.said_by for _, line in text.blocks() if line.said_by is not None))
