"""One line of a conversation being written: its words, who is named in it, and what of it is safe already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID, uuid4

from sbp_desktop.models import marked_text, text_merge
from sbp_desktop.models.disagreements import SEEN_DIFFERENTLY
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.snapshots import BEFORE, DraftSnapshot, EntrySnapshot

NOTE, WORDS, CORRECTION, DIFFERENTLY = "note", "words", "correction", SEEN_DIFFERENTLY
STAYS = frozenset({CORRECTION, DIFFERENTLY})
"""Lines that stand beside another, and are written where that is said."""
NOTHING = text_merge.reading("")


class Mark(NamedTuple):
    """A name in the line. Offsets count as Qt does, in UTF-16 units."""

    start: int
    end: int
    node: UUID


class Kept(NamedTuple):
    """A line as the record has it, in stored form."""

    text: str
    kind: str
    said_by: UUID | None


@dataclass(eq=False, slots=True)
class Line:
    """`kept` is what the record holds or is being given, None while it holds nothing; `before` which of its words what
    is typed here replaces (`text_merge.reading`); `doubted`: it stands there in two versions. `has_draft` says that
    typing beyond it is in the draft. `fresh` is the stretch typed since the page was opened: only there are names
    looked for.
    """

    entry: UUID = field(default_factory=uuid4)
    order: str = ""
    kind: str = NOTE
    said_by: UUID | None = None
    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    private: bool = False
    locked: bool = False
    corrects: UUID | None = None
    written_ms: int = 0
    kept: Kept | None = None
    before: str = NOTHING
    doubted: bool = False
    has_draft: bool = False
    fresh: tuple[int, int] | None = None
    matched: tuple[EntrySnapshot, Kept | None, bool] | None = None  # what it was last brought to

    @classmethod
    def of(cls, entry: EntrySnapshot, *, finished: bool = False) -> "Line":
        """Return the line for an entry of the record; in a finished conversation every line stays as it is."""
        line = cls(
            entry=entry.id, order=entry.order, kind=entry.kind, said_by=entry.said_by, private=entry.private,
            corrects=entry.corrects, written_ms=entry.written_ms,
            locked=entry.locked or finished or entry.kind == CORRECTION,
        )  # fmt: skip
        line.take(entry.text, entry.mentions)
        line.kept = line.now()
        line.before, line.doubted = text_merge.reading(line.kept.text), bool(entry.alternatives)
        return line

    @classmethod
    def of_draft(cls, draft: DraftSnapshot) -> "Line":
        """Return the line for typing that never became part of the record."""
        line = cls(entry=draft.entity)
        line.take_draft(draft)
        return line

    @property
    def dirty(self) -> bool:
        """Whether it differs from what the record has or is being given."""
        return self.now() != self.kept if self.kept or self.text.strip() else False

    def now(self) -> Kept:
        """Return it as it stands, in stored form."""
        return Kept(self.stored(), self.kind, self.said_by)

    def stored(self) -> str:
        """Return text and names in stored form."""
        mentions = [Mention(to_python(self.text, m.start), to_python(self.text, m.end), m.node) for m in self.marks]
        return marked_text.mark(self.text, mentions)

    def take(self, plain: str, mentions: Iterable[Mention]) -> None:
        """Become this text with these names."""
        self.text = plain
        self.marks = [Mark(to_qt(plain, m.start), to_qt(plain, m.end), m.node) for m in mentions]

    def take_draft(self, draft: DraftSnapshot) -> None:
        """Become what was being typed, with who says it and where it stands."""
        self.take(*marked_text.read(draft.text))
        about = draft.context
        self.kind, self.order = str(about.get("kind", NOTE)), str(about.get("order", self.order))
        self.said_by, self.corrects = _id(about.get("said_by")), _id(about.get("corrects"))
        self.private = bool(about.get("private", self.private))
        self.before = draft.readings.get(draft.field, self.before)
        self.has_draft = True

    def take_back(self) -> None:
        """Become what the record has; what is typed from then on begins from that."""
        kept = self.kept or Kept("", NOTE, None)
        self.take(*marked_text.read(kept.text))
        self.kind, self.said_by, self.before = kept.kind, kept.said_by, text_merge.reading(kept.text)

    def context(self, conversation: UUID) -> dict[str, object]:
        """Return what a draft needs besides its text to become this line again."""
        said_by, corrects = (each.hex if each else None for each in (self.said_by, self.corrects))
        return {
            "conversation": conversation.hex, "order": self.order, "kind": self.kind, "private": self.private,
            "said_by": said_by, "corrects": corrects, BEFORE: self.before,
        }  # fmt: skip

    def retype(self, text: str) -> None:
        """Take a text as the worker has just edited it: names move along, and one that was cut into is none."""
        at, removed, added = difference(self.text, text)
        self.marks = [moved for mark in self.marks if (moved := _moved(mark, at, removed, added)) is not None]
        low, high = self.fresh or (at, at)
        self.fresh = (min(low, at), max(high + added - removed, at + added))
        self.text = text

    def add_mark(self, start: int, end: int, node: UUID) -> None:
        """Name somebody here, in place of any name it reaches over."""
        self.marks = sorted([*(m for m in self.marks if m.end <= start or m.start >= end), Mark(start, end, node)])

    def mark_at(self, position: int) -> Mark | None:
        """Return the name at this place in the line."""
        return next((mark for mark in self.marks if mark.start <= position <= mark.end), None)


def difference(before: str, after: str) -> tuple[int, int, int]:
    """Return (place, removed, added) that turns one text into the other, all in UTF-16 units."""
    same = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        same += 1
    behind, most = 0, min(len(before), len(after)) - same
    while behind < most and before[-1 - behind] == after[-1 - behind]:
        behind += 1
    removed, added = before[same : len(before) - behind], after[same : len(after) - behind]
    return to_qt(before, same), to_qt(removed, len(removed)), to_qt(added, len(added))


def to_qt(text: str, index: int) -> int:
    """Turn a place counted in characters into UTF-16 units."""
    return index if text.isascii() else len(text[:index].encode("utf-16-le")) // 2


def to_python(text: str, index: int) -> int:
    """Turn a place counted in UTF-16 units into characters."""
    return index if text.isascii() else len(text.encode("utf-16-le")[: 2 * index].decode("utf-16-le", "ignore"))


def _moved(mark: Mark, at: int, removed: int, added: int) -> Mark | None:
    if at >= mark.end:
        return mark
    if at + removed <= mark.start:
        return Mark(mark.start + added - removed, mark.end + added - removed, mark.node)
    return None


def _id(value: object) -> UUID | None:
    return UUID(hex=value) if isinstance(value, str) else None
