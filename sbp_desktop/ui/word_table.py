"""The one form of a table of words: stored values, and what each is called on the screen."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication

Value = TypeVar("Value")


class WordTable(Mapping[Value, str], Generic[Value]):
    """Says each word in the language of the screen when it is asked for, in the order they are offered.

    `words` are marked with QT_TRANSLATE_NOOP in the same context; members of an enum stand for their stored values.
    """

    def __init__(self, context: str, words: Mapping[Value, str]) -> None:
        self._context = context
        self._words = {getattr(value, "value", value): said for value, said in words.items()}

    def __getitem__(self, value: Value) -> str:
        return QCoreApplication.translate(self._context, self._words[value])

    def __iter__(self) -> Iterator[Value]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)
