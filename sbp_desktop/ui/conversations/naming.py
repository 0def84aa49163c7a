"""Puts people a worker writes about on the web while they write, without a question and without doubling anybody."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from sbp_desktop.models import derived
from sbp_desktop.models.known_people import Known, KnownPeople
from sbp_desktop.models.names import Found, Teller, find_people, settled, speaker_before
from sbp_desktop.models.relation_words import relation
from sbp_desktop.models.snapshots import NodeSnapshot, WebSnapshot
from sbp_desktop.ui.conversations.line import NOTE, WORDS, Line, Mark, to_python, to_qt
from sbp_desktop.ui.conversations.listening_text import ListeningText
from sbp_desktop.ui.conversations.writing import Writing

SELF = "self"
_WITH_FIRST_NAMES = {"self", "person", "worker"}


class Naming(QObject):
    """Knows who is on this person's web and nobody else. Names taken back by undo are not made again for that text."""

    speaker_named = Signal(object)  # a Line that now says who speaks

    def __init__(self, text: ListeningText, writing: Writing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text, self._writing = text, writing
        self.known: list[Known] = []
        self._people = KnownPeople(self.known)
        self.nodes: dict[UUID, NodeSnapshot] = {}
        self._coming: dict[UUID, Known] = {}  # being written, so not yet in any web we are given
        self._taken_back: set[tuple[UUID, str]] = set()
        self.person: UUID | None = None
        self.person_node: UUID | None = None

    def take_web(self, web: WebSnapshot) -> bool:
        """Know everybody on this web, and those just written who are not there yet. Returns whether anybody changed."""
        self.person, self.person_node = web.person, web.self_node
        self.nodes = {node.id: node for node in web.nodes}
        self._coming = {node: said for node, said in self._coming.items() if node not in self.nodes}
        there = [(n.id, n.label, SELF if n.id == web.self_node else n.relation) for n in web.nodes]
        before, self.known = self.known, [*there, *self._coming.values()]
        return before != self.known

    def forget(self) -> None:
        """Know nobody, as before another person is shown."""
        self.person = self.person_node = None
        self.nodes, self.known = {}, []
        self._coming.clear()
        self._taken_back.clear()

    def label(self, node: UUID | None) -> str:
        """Return what somebody is called."""
        return next((label for each, label, _ in self.known if each == node), "")

    def look(self, line: Line, caret: int | None) -> None:
        """Look for people in what was typed of a line. `caret` is where somebody is typing, None after a pause."""
        self._hear_speaker(line)
        for _ in range(8):  # one at a time, as each may be who the next one is
            if self._people.known is not self.known:
                places = {node.id for node in self.nodes.values() if node.kind not in _WITH_FIRST_NAMES}
                self._people = KnownPeople(self.known, {each[0] for each in self.known} - places)
            found = find_people(line.text, self._people, said=self._said(line))
            fresh = next((each for each in found if self._is_new(line, each, caret)), None)
            if fresh is None or not self._take(line, fresh):
                return

    def _said(self, line: Line) -> Teller:
        if line.kind != WORDS:
            return "worker"
        return "person" if line.said_by in (None, self.person_node) else "other"

    def take_back(self, line: Line, words: str) -> None:
        """A name was undone: leave these words of this line alone from now on."""
        self._taken_back.add((line.entry, words.casefold()))

    def mention(self, line: Line, start: int, end: int, node: UUID | None, label: str) -> None:
        """Name somebody chosen by the worker, who is new to the web when `node` is None. Offsets in UTF-16 units."""
        if node is None:
            self._add(line, start, end, {"label": label, "kind": "person", "domain": "network"})
        else:
            line.add_mark(start, end, node)
            self._shown(line)

    def _hear_speaker(self, line: Line) -> None:
        """A name and a colon at the start of a line say who speaks; "me:" is the worker."""
        heard = speaker_before(line.text, self.known) if line.fresh and line.fresh[0] <= 1 and not line.locked else None
        if heard is None or not line.text[heard[0] - 1].isspace():
            return
        length, who = heard
        self._text.cut_start(line, to_qt(line.text, length))
        self._text.say(line, NOTE if who is None else WORDS, who)
        self.speaker_named.emit(line)

    def _is_new(self, line: Line, found: Found, caret: int | None) -> bool:
        start, end = to_qt(line.text, found.start), to_qt(line.text, found.end)
        if line.fresh is None or start > line.fresh[1] or end < line.fresh[0] or found.node == self.person_node:
            return False
        if (line.entry, line.text[found.start : found.end].casefold()) in self._taken_back:
            return False
        if caret is not None and not settled(line.text, found, to_python(line.text, caret)):
            return False
        over = [mark for mark in line.marks if mark.start < end and mark.end > start]
        if not over:
            return True
        # Only a name that has just been given to somebody marked here already says anything new.
        return over[0].end < end and found.node == over[0].node and self._is_nameless(found)

    def _is_nameless(self, found: Found) -> bool:
        label = self.label(found.node)
        return label != found.label and relation(label) is not None

    def _take(self, line: Line, found: Found) -> bool:
        start, end = to_qt(line.text, found.start), to_qt(line.text, found.end)
        if found.node is None:
            fields = {"label": found.label, "kind": found.kind, "domain": found.domain}
            rest = {"relation": found.relation, "tier": found.tier, "paid": found.paid, "remembered": found.remembered}
            return self._add(line, start, end, fields | {name: value for name, value in rest.items() if value})
        line.add_mark(start, end, found.node)
        if self._is_nameless(found):
            named = (found.node, found.label, found.relation)
            self.known = [named if each[0] == found.node else each for each in self.known]
            if found.node in self._coming:
                self._coming[found.node] = named
            self._shown(line)
            self._writing.name(line, found.node, found.label, found.relation)
        else:
            self._shown(line)
        return True

    def _add(self, line: Line, start: int, end: int, fields: dict[str, Any]) -> bool:
        node = derived.fresh(self.person)
        unnamed = line.stored()
        line.add_mark(start, end, node)
        self._coming[node] = (node, fields["label"], fields.get("relation", ""))
        self.known = [*self.known, self._coming[node]]
        self._text.put(line, line.text, line.marks)
        self._writing.put_on_web(line, {"node_id": node} | fields, unnamed, self._not_added(line, node))
        return True

    def _not_added(self, line: Line, node: UUID) -> Callable[[], None]:
        def failed() -> None:
            self._coming.pop(node, None)
            for words in names_gone(line.marks, [mark for mark in line.marks if mark.node != node], line.text):
                self.take_back(line, words)  # told once, not at every key
            self.known = [each for each in self.known if each[0] != node]
            self._text.put(line, line.text, [mark for mark in line.marks if mark.node != node])

        return failed

    def _shown(self, line: Line) -> None:
        self._text.put(line, line.text, line.marks)
        self._writing.typed(line)


def names_gone(before: list[Mark], after: list[Mark], text: str) -> list[str]:
    """Return the words whose name was taken away between two states of a line."""
    left = {mark.node for mark in after}
    return [text[to_python(text, m.start) : to_python(text, m.end)] for m in before if m.node not in left]
