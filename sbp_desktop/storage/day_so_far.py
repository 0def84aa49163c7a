"""Whom this worker was in touch with on a day, from what was written anyway; one after another, and never added up."""

from uuid import UUID

from sbp_desktop.models.clock import day_begins_ms
from sbp_desktop.models.snapshots import Touch
from sbp_desktop.storage import enrolment
from sbp_desktop.storage.statements import Connection, marks

_TALKS = (
    "SELECT c.person, p.preferred_name, c.opened, c.id, c.setting, c.place FROM conversation_now c "
    "JOIN person_now p ON p.id = c.person WHERE c.alive = 1 AND p.alive = 1 AND c.opened >= ? AND c.opened < ? "
)
_CONTACTS = (
    "SELECT c.person, p.preferred_name, c.at, c.id, c.mode, c.line FROM contact_now c "
    "JOIN person_now p ON p.id = c.person WHERE c.alive = 1 AND p.alive = 1 AND c.at >= ? AND c.at < ? "
)


def of_day(conn: Connection, worker: UUID, day: int) -> tuple[Touch, ...]:
    """Conversations and times in touch of an ordinal day, in their order."""
    own = tuple(enrolment.own_names(conn, worker))
    within = (day_begins_ms(day), day_begins_ms(day + 1), *own)
    talks = conn.execute(f"{_TALKS}AND c.led_by IN ({marks(own)})", within).fetchall()
    contacts = conn.execute(f"{_CONTACTS}AND c.by_ IN ({marks(own)})", within).fetchall()
    found = [
        Touch(
            UUID(bytes=person), name or "", at, conversation=UUID(bytes=talk), setting=setting or "", place=place or ""
        )
        for person, name, at, talk, setting, place in talks
    ]
    found += [
        Touch(UUID(bytes=person), name or "", at, contact=UUID(bytes=contact), mode=mode or "", line=line or "")
        for person, name, at, contact, mode, line in contacts
    ]
    return tuple(sorted(found, key=lambda touch: (touch.at_ms, touch.person.bytes)))
