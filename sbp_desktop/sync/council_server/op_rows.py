"""Rows of ops as the bytes PostgreSQL's binary COPY takes: what all rows of a group share is spelt once."""

import struct
from typing import Final

START: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END: Final = b"\xff\xff"

_COLUMNS: Final = 12
_SHARED: Final = struct.Struct(">hi16sihi")
_BROUGHT: Final = struct.Struct(">i16siqi")
_ROW: Final = struct.Struct(f">{_SHARED.size}sqi16siq{_BROUGHT.size}s?iqi16si32si")
"""As `statements.COPY_OPS` orders the columns, each after its length; the op's own bytes follow."""


class OpRows:
    """Rows of one stream, of ops that one worker brought and that came at one time (ms). Every id has 16 bytes."""

    def __init__(self, person: bytes, lane: int, author: bytes, received: int) -> None:
        self._shared = _SHARED.pack(_COLUMNS, 16, person, 2, lane, 8)
        self._brought = _BROUGHT.pack(16, author, 8, received, 1)

    def head(
        self, pseq: int, origin: bytes, oseq: int, late: bool, eff: int, mac: bytes, chain: bytes, size: int
    ) -> bytes:
        """All of a row but the op itself, which is `size` bytes long and comes next."""
        return _ROW.pack(self._shared, pseq, 16, origin, 8, oseq, self._brought, late, 8, eff, 16, mac, 32, chain, size)
