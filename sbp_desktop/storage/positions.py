"""Where things are drawn, as the log says it: the last to be placed there counts, with no word said of it."""

from collections.abc import Iterable

from sbp_desktop.models.ops import Op
from sbp_desktop.storage.statements import Connection

_NO_VIEW = bytes(16)


def note(conn: Connection, moves: Iterable[Op]) -> None:
    """Note POS ops of entities in their own streams, in any order."""
    places = [(op, said) for op in moves if (said := place_said(op)) is not None]
    if not places:
        return
    conn.executemany(
        "INSERT INTO position(node, view, layout, x, y, hlc, origin) VALUES(?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT(node, view, layout) DO UPDATE SET x = excluded.x, y = excluded.y, hlc = excluded.hlc, "
        "origin = excluded.origin "
        "WHERE (excluded.hlc, excluded.origin) > (position.hlc, position.origin)",
        [
            (op.ent, view, layout, *(spot or (None, None)), op.hlc, op.origin)
            for op, (layout, view, spot) in sorted(places, key=lambda place: place[0].ent)
        ],
    )  # fmt: skip


def place_said(op: Op) -> tuple[str, bytes, tuple[float, float] | None] | None:
    """(layout, view, spot) of a POS op; None for a newer version's way of saying where, which stays in the log."""
    try:
        spot = op.value
        return *position_key(op.field), (float(spot[0]), float(spot[1])) if spot else None
    except (ValueError, TypeError, IndexError, KeyError):
        return None


def position_field(layout: str, view: bytes | None = None) -> str:
    """The field of a POS op: `pos:<layout>` or `pos:<layout>:<view hex>` (decisions.md D10)."""
    return f"pos:{layout}:{view.hex()}" if view else f"pos:{layout}"


def position_key(field: str) -> tuple[str, bytes]:
    """(layout, view id) of a POS field; the web's own view is sixteen zero bytes."""
    parts = field.split(":")
    return parts[1], bytes.fromhex(parts[2]) if len(parts) > 2 else _NO_VIEW
