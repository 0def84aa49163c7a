"""What a found thing looks like in the list, and which commands match what is typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.snapshots import SearchHit
from sbp_desktop.storage import queries
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.actions import Action, keys_in_words
from sbp_desktop.ui.row_delegate import FOUND, FOUND_END, RowParts, without_marks

translate = QCoreApplication.translate
_COMMANDS_SHOWN = 5
_ICONS = {"Node": "people", "Strength": "person", "Entry": "words"}
TERM = "GlossaryTerm"
_FIND = "find"  # the command that brought the worker here


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do, found by its words; `text` carries the marks of the found part."""

    id: str
    text: str
    keys: str


def once(hits: Iterable[SearchHit]) -> tuple[SearchHit, ...]:
    """Return the hits without those found twice: everybody stands in the middle of their own web, which is the same
    person again.
    """
    return tuple(hit for hit in hits if hit.entity != queries.self_node_of(hit.person))


def commands(known: Iterable[Action], typed: str) -> tuple[Command, ...]:
    """Return what can be done now whose words begin with what is typed, or the first few when nothing is."""
    wanted = typed.strip().casefold()
    found = []
    for action in known:
        at = _begins_a_word(action.text, wanted)
        if at is not None and action.id != _FIND and action.enabled():
            text = action.text
            if wanted:
                text = text[:at] + FOUND + text[at : at + len(wanted)] + FOUND_END + text[at + len(wanted) :]
            found.append(Command(action.id, text, keys_in_words(action)))
    return tuple(found[:_COMMANDS_SHOWN])


def parts(row: SearchHit | Command, *, whose: bool) -> RowParts:
    """Return what a row shows. `whose` is False inside one person: then no row repeats a name."""
    if isinstance(row, Command):
        return RowParts(row.text, aside=row.keys, icon="forward", words=True)
    if row.kind == "Person":
        return _person(row)
    if row.kind == TERM:
        return RowParts(_one_line(row.words), translate("Search", "Our words in plain ones"), icon="words")
    said = row.kind == "Entry" and row.at_ms
    when = when_and_where.day_and_month(when_and_where.day_of(row.at_ms), when_and_where.today()) if said else ""
    line = " · ".join(filter(None, (row.person_name if whose else "", when)))
    return RowParts(_one_line(row.words), line, icon=_ICONS.get(row.kind, "words"), words=row.kind != "Node")


def _person(row: SearchHit) -> RowParts:
    """Return the name with its found part, or the name and under it the words about them that were found."""
    first, _, rest = row.words.partition("\n")
    if without_marks(first) == row.person_name:
        return RowParts(first, _one_line(rest) if FOUND in rest else "", face=row.person_name)
    name = row.person_name or translate("Search", "No name yet")
    return RowParts(name, _one_line(row.words), face=row.person_name)


def _one_line(words: str) -> str:
    return " · ".join(part for part in words.split("\n") if part)


def spoken(row: SearchHit | Command, *, whose: bool) -> str:
    """Return what a screen reader says for a row."""
    shown = parts(row, whose=whose)
    said = (without_marks(part).rstrip(".") for part in (shown.name, shown.line, shown.aside))
    return ", ".join(filter(None, said))


def _begins_a_word(text: str, wanted: str) -> int | None:
    folded = text.casefold()
    if len(folded) != len(text):  # a letter that folds to two would shift the marks
        return 0 if folded.startswith(wanted) else None
    starts = (at for at in range(len(folded)) if at == 0 or not folded[at - 1].isalnum())
    return next((at for at in starts if folded.startswith(wanted, at)), None)
