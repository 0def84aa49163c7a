"""How much is sent and asked for at once: less on a line it does not come through on, more again when it went well."""

from typing import Final

from sbp_desktop.sync.protocol import BATCH_BYTES, BATCH_OPS

_GROWS_AFTER: Final = 5
_PAGE: Final = 1 << 20
_LARGEST_PAGE: Final = 4 << 20
_LEAST_PAGE: Final = 8 * 1024


class Batches:
    """How much is sent at once: halved by whoever cannot take it, doubled after five that went well."""

    def __init__(self) -> None:
        self.most, self.ops, self.size, self._well = BATCH_OPS, BATCH_OPS, BATCH_BYTES, 0

    def limit(self, ops: int, size: int) -> None:
        """The council's own limits."""
        self.most, self.size = max(1, min(ops, BATCH_OPS)), size
        self.ops = min(self.ops, self.most)

    def too_much(self) -> bool:
        """Halve; False where it was a single op already."""
        self._well = 0
        self.ops, before = max(1, self.ops // 2), self.ops
        return before > 1

    def went_well(self) -> None:
        """Count a batch that was taken."""
        self._well += 1
        if self._well >= _GROWS_AFTER:
            self._well, self.ops = 0, min(self.most, self.ops * 2)


class Answers:
    """How many bytes of ops one answer may bring: few at first, so that something is soon there, then more."""

    def __init__(self) -> None:
        self.size = _PAGE

    def too_much(self) -> None:
        """Halve."""
        self.size = max(_LEAST_PAGE, self.size // 2)

    def went_well(self) -> None:
        """Double."""
        self.size = min(_LARGEST_PAGE, self.size * 2)
