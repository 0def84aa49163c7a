"""What a worker writes for themselves: lines under a few headings, on this laptop only (practice.md A86)."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class LineKind(StrEnum):
    """What a line is about; "" is nothing in particular."""

    PLAIN = ""
    PRACTICE = "practice"
    CHALLENGE = "challenge"
    FEEDBACK = "feedback"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One line; `at_ms` is when it was begun."""

    id: UUID
    kind: LineKind
    text: str
    at_ms: int
