"""The one read of what some help does to everyday friendships: what was thought, and what faded since."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.models import harm_checks
from sbp_desktop.models.clock import day_begins_ms, local_day
from sbp_desktop.models.harm_checks import HarmSnapshot, Touched
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.storage import queries, rows, seeing
from sbp_desktop.storage.rows import Row

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


def of_service(vault: "Vault", service: UUID, audience: Audience = FOR_WORKER) -> HarmSnapshot:
    """Everyday lines beside some help, and from six weeks on those that faded. Raises NotFound."""
    with vault.reading() as conn:
        person = rows.there(conn, "Node", service).person
        found = rows.select(conn, "HarmCheck", "service = ? ORDER BY born", (service.bytes,))
        checks = {row.get("tie"): row for row in seeing.all_shown(conn, "HarmCheck", found, audience)}
    today = local_day(vault.clock.now_ms()).toordinal()
    now = queries.web(vault, person, audience)
    lines = tuple(_touched(tie.id, node.label, checks) for tie, node in harm_checks.everyday_lines(now, today))
    asked = [row.values["at"].lo for row in checks.values() if row.get("at") is not None]
    weeks = harm_checks.weeks_since(min(asked), today) if asked else 0
    if not weeks:
        return HarmSnapshot(service, lines)
    then = queries.web(vault, person, audience, as_written=day_begins_ms(min(asked) + 1) - 1)
    return HarmSnapshot(service, lines, weeks, harm_checks.faded(then, min(asked), now, today))


def _touched(tie: UUID, label: str, checks: Mapping[UUID | None, Row]) -> Touched:
    check = checks.get(tie)
    return Touched(tie, label, check.id, check.get("effect", "")) if check is not None else Touched(tie, label)
