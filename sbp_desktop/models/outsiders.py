"""Who outside us may be given a copy of what is named for them: family, and partners around here (decisions.md D3)."""

from collections.abc import Iterable
from uuid import UUID

from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.models.vocabulary import NodeKind

FAMILY, PARTNER = "family:", "partner:"
_WHICH = {
    NodeKind.PERSON: FAMILY,
    NodeKind.HOUSEHOLD: FAMILY,
    NodeKind.GROUP: PARTNER,
    NodeKind.ORGANISATION: PARTNER,
    NodeKind.PLACE: PARTNER,
    NodeKind.SERVICE: PARTNER,
    NodeKind.WORKER: PARTNER,
}


_KINDS: dict[str, str] = {kind.value: which for kind, which in _WHICH.items()}


def audience_of(node: UUID, kind: str) -> str:
    """Return the audience that a copy for somebody on the web is made for, "" for what cannot have one."""
    return f"{_KINDS[kind]}{node.hex}" if kind in _KINDS else ""


def named(audience: Iterable[str]) -> frozenset[str]:
    """Return those outside us whom something is named for."""
    return frozenset(member for member in audience if member.startswith((FAMILY, PARTNER)))


def to_choose(nodes: Iterable[NodeSnapshot]) -> dict[str, str]:
    """Return everybody who can have a copy, by audience: what they are called."""
    return {who: node.label for node in nodes if node.label and (who := audience_of(node.id, node.kind))}
