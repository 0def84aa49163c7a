"""What somebody sees differently: their own words, said by whom and when, which stand beside what the record says."""

from collections.abc import Iterable

from sbp_desktop.models.snapshots import Beside, Disagreement, EntrySnapshot

SEEN_DIFFERENTLY = "seen_differently"
"""What kind of line it is where it stands under a sentence."""


def among_lines(lines: Iterable[EntrySnapshot], beside: Beside) -> tuple[EntrySnapshot, ...]:
    """The lines of a conversation with what is seen differently under each; those lines stay as they are there."""
    found: list[EntrySnapshot] = []
    for line in lines:
        found.append(line)
        found += [_line(line, one) for one in beside.get(line.id, ())]
    return tuple(found)


def _line(line: EntrySnapshot, one: Disagreement) -> EntrySnapshot:
    return EntrySnapshot(
        id=one.id,
        conversation=line.conversation,
        kind=SEEN_DIFFERENTLY,
        text=one.words,
        mentions=one.mentions,
        said_by=one.said_by,
        order=line.order,
        happened_ms=line.happened_ms,
        written_ms=one.written_ms,
        locked=True,
        private=one.private,
        audience=line.audience,
        corrects=line.id,
    )
