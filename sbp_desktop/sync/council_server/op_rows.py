"""Rows of ops as the bytes PostgreSQL's binary COPY takes: what all rows of a group share is spelt once."""

import struct
from typing import Final

START: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END: Final = b"\xff\xff"

_COLUMNS: Final = 12
_SHARED: Final = struct.Struct(">hi16sihi")
_ORIGIN: Final = struct.Struct(">i16si")
_BROUGHT: Final = struct.Struct(">i16siqi?i")
_ROW: Final = struct.Struct(f">{_SHARED.size}sq{_ORIGIN.size}sq{_BROUGHT.size}sqi16si32si")
"""As `statements.COPY_OPS` orders the columns, each after its length; the op's own bytes follow."""


class OpRows:
    """Rows of ops of one (person, lane, origin) that one worker brought, that came at one time (ms), late or not.

    Every id has 16 bytes.
    """

    def __init__(self, place: tuple[bytes, int, bytes], author: bytes, received: int, late: bool) -> None:
        person, lane, origin = place
        self._shared = _SHARED.pack(_COLUMNS, 16, person, 2, lane, 8)
        self._origin = _ORIGIN.pack(16, origin, 8)
        self._brought = _BROUGHT.pack(16, author, 8, received, 1, late, 8)

    def head(self, pseq: int, oseq: int, eff: int, mac: bytes, chain: bytes, size: int) -> bytes:
        """All of a row but the op itself, which is `size` bytes long and comes next."""
        return _ROW.pack(self._shared, pseq, self._origin, oseq, self._brought, eff, 16, mac, 32, chain, size)
