"""What a worker can do about what somebody is learning: how, with whom, and how far it has come (practice.md A19)."""

from typing import Any
from uuid import UUID

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import Done, HadHasWould, NodeKind
from sbp_desktop.services import listed, webs
from sbp_desktop.storage import rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_SKILL = "DevelopmentItem"


def write_skill(vault: Vault, thing: UUID, *, person: UUID, **fields: str) -> ChangeSet:
    """Write a skill to learn (`skill`), how, or its first small step; no skill takes it all away."""
    with vault.unit_of_work("Wrote what they are learning") as work:
        there = rows.there(work.conn, "Person", person)
        listed.write(work, _SKILL, thing, fields, within=there, needs=("skill",), first={"done": Done.NO.value})
    return work.result


def learn_with(vault: Vault, thing: UUID, node: UUID | None) -> ChangeSet:
    """Say with whom on the web a skill is learned, or with nobody in particular."""
    with vault.unit_of_work("Said with whom") as work:
        if node is not None:
            rows.there(work.conn, "Node", node)
        listed.set_field(work, _SKILL, thing, "with_whom", node)
    return work.result


def set_learned(vault: Vault, thing: UUID, done: str) -> ChangeSet:
    """Say how far a skill has come: no, some or yes. What is learned stands on the web from that day (A19)."""
    with vault.unit_of_work("Said how far it has come") as work:
        row = listed.set_field(work, _SKILL, thing, "done", done)
        if done == Done.YES and not _stands_on_web(work, row):
            since: dict[str, Any] = {
                "from": PartialDate.on(local_day(work.wall)),
                "had_has_would": HadHasWould.HAS_NOW.value,
            }
            name, kind = row.get("skill", ""), NodeKind.SKILL.value
            webs.add_within(work, row.person, name, kind=kind, private=row.private, **since)
    return work.result


def _stands_on_web(work: UnitOfWork, skill: Row) -> bool:
    name = skill.get("skill", "").casefold()
    own = rows.select(work.conn, "Node", "person = ? AND kind = 'skill'", (skill.person.bytes,))
    return any(node.get("label", "").casefold() == name for node in own)
