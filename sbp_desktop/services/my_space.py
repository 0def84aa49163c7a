"""What a worker can do in their own space: write lines for themselves, say what each is about, take it back.

None of it is part of anybody's record; it stays in the second file (`storage/local_file.py`). `step`, `pop` and `clear`
are those of `storage/drafts.py` for a text that is kept there.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.my_space import LineKind, OwnLine
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.storage import local_file
from sbp_desktop.storage.vault import Vault

OWN_LINE = "OwnLine"
"""What a ChangeSet of ours has for its kind."""


def enter(vault: Vault) -> tuple[OwnLine, ...]:
    """Every line, newest first; typing that a crash cut short is made part of its line."""
    local_file.finish_steps(vault)
    return local_file.lines(vault)


def lines(vault: Vault) -> tuple[OwnLine, ...]:
    """Every line, newest first."""
    return local_file.lines(vault)


def write(vault: Vault, line: UUID, *, text: str) -> ChangeSet:
    """Keep a line's words; an empty line is gone for good once the page is left."""
    local_file.set_field(vault, line, "text", text.strip())
    return _safe(vault)


def set_kind(vault: Vault, line: UUID, kind: str) -> ChangeSet:
    """Say what a line is about. Raises RuleRefused for what we do not know."""
    if kind not in set(LineKind):
        raise RuleRefused("That is not one of the headings.")
    local_file.set_field(vault, line, "kind", kind)
    return _safe(vault)


def undo(vault: Vault) -> ChangeSet:
    """Take back the newest thing done here."""
    local_file.undo(vault)
    return _safe(vault)


def redo(vault: Vault) -> ChangeSet:
    """Do again what was last taken back here."""
    local_file.redo(vault)
    return _safe(vault)


def leave(vault: Vault) -> None:
    """Let go of what was emptied."""
    local_file.forget_emptied(vault)


def step(vault: Vault, _person: UUID, line: UUID, _field: str, text: str, _context: Mapping[str, Any]) -> None:
    """Keep the line as typed so far; durable when this returns."""
    local_file.step(vault, line, text)


def pop(vault: Vault, person: UUID, line: UUID, field: str) -> DraftSnapshot | None:
    """Undo the newest step of typing. Returns the one now newest, None when no typing is left."""
    text = local_file.take_back_step(vault, line)
    return None if text is None else DraftSnapshot(person, line, field, text, {}, vault.clock.now_ms())


def clear(vault: Vault, _person: UUID, line: UUID, _field: str) -> None:
    """Forget typing that came to nothing."""
    local_file.forget_steps(vault, line)


def _safe(vault: Vault) -> ChangeSet:
    """Nothing of anybody's record changed; the foot of the window says when all was safe."""
    return ChangeSet(kinds=frozenset({OWN_LINE}), committed_ms=vault.clock.now_ms())
