"""What a worker can do about who stays with somebody: one named worker, colleagues beside, no change unsaid."""

from uuid import UUID, uuid4

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.named_workers import TO_BE_SAID, read_worker
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import NamedRole
from sbp_desktop.services import telling
from sbp_desktop.storage import named_workers, rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault


def stay_within(work: UnitOfWork, person: UUID) -> None:
    """Whoever begins to talk with somebody is their named worker, where there is none yet (practice.md R04, I-07)."""
    if not named_workers.links(work.conn, person, NamedRole.NAMED, ended=False):
        _link(work, person, work.vault.worker_id, NamedRole.NAMED)


def change(vault: Vault, person: UUID, who: str, *, told: str = "", feel: str = "") -> ChangeSet:
    """Let somebody else be the named worker from today: a name, with a number if known. It always goes on; what the
    person was told and how they feel can be said later, and until then it says so (practice.md R18, I-08).

    `created[-1]` is the link. Raises RuleRefused without a name, or where they are the named worker already.
    """
    with vault.unit_of_work("Changed the named worker") as work:
        rows.there(work.conn, "Person", person)
        chosen = _worker(work, who)
        before = named_workers.links(work.conn, person, NamedRole.NAMED, ended=False)
        if any(link.get("worker") == chosen for link in before):
            raise RuleRefused("They are the named worker already.")
        for link in (*before, *_links_of(work, person, chosen, NamedRole.NAMED_COLLEAGUE, NamedRole.COVER)):
            work.set(link.id, "to", _today(work))
        made = _link(work, person, chosen, NamedRole.NAMED)
        if before:
            _say(work, made, told=told, feel=feel)
    return work.result


def say_why(vault: Vault, link: UUID, *, told: str | None = None, feel: str | None = None) -> ChangeSet:
    """Say what the person was told of a change of named worker, or how they feel about it."""
    with vault.unit_of_work("Said why the named worker changed") as work:
        rows.there(work.conn, "NamedWorkerLink", link)
        _say(work, link, told=told, feel=feel)
    return work.result


def bring_in(vault: Vault, person: UUID, who: str) -> ChangeSet:
    """Bring in a colleague: a name, with a number if known. The named worker stays the same (practice.md R17)."""
    with vault.unit_of_work("Brought in a colleague") as work:
        rows.there(work.conn, "Person", person)
        chosen = _worker(work, who)
        if _links_of(work, person, chosen, NamedRole.NAMED, NamedRole.NAMED_COLLEAGUE):
            raise RuleRefused("They are with this person already.")
        told = {"what": "Works with them from now on", "with_whom": read_worker(who)[0]}
        telling.note_within(work, person, told)
        _link(work, person, chosen, NamedRole.NAMED_COLLEAGUE)
    return work.result


def choose_cover(vault: Vault, person: UUID, who: str) -> ChangeSet:
    """Say who covers while the named worker is away, in place of whoever did: a name, with a number if known.

    Raises RuleRefused without a name, for the named worker, and for who covers already.
    """
    with vault.unit_of_work("Chose who covers") as work:
        rows.there(work.conn, "Person", person)
        chosen = _worker(work, who)
        if _links_of(work, person, chosen, NamedRole.NAMED):
            raise RuleRefused("They are the named worker. Somebody else covers.")
        if _links_of(work, person, chosen, NamedRole.COVER):
            raise RuleRefused("They cover already.")
        for link in named_workers.links(work.conn, person, NamedRole.COVER, ended=False):
            _end(work, link)
        _link(work, person, chosen, NamedRole.COVER)
    return work.result


def let_go(vault: Vault, link: UUID) -> ChangeSet:
    """A colleague who was brought in is not needed any more, or does not cover any more."""
    with vault.unit_of_work("A colleague is not with them any more") as work:
        _end(work, rows.there(work.conn, "NamedWorkerLink", link))
    return work.result


def _links_of(work: UnitOfWork, person: UUID, worker: UUID, *roles: NamedRole) -> list[Row]:
    """What a worker is to somebody today, as far as it is one of these."""
    held = (link for role in roles for link in named_workers.links(work.conn, person, role, ended=False))
    return [link for link in held if link.get("worker") == worker]


def _end(work: UnitOfWork, link: Row) -> None:
    """Today is the last day; what began only today was never so, or it would be on today's papers still."""
    if link.get("from") == _today(work):
        work.delete(link.id)
    else:
        work.set(link.id, "to", _today(work))


def _say(work: UnitOfWork, link: UUID, *, told: str | None, feel: str | None) -> None:
    if told is not None:
        told = " ".join(told.split())
        work.set(link, "change_reason", told or TO_BE_SAID)
        work.set(link, "told_person", bool(told))
    if feel is not None:
        work.set(link, "how_they_felt", " ".join(feel.split()) or None)


def _link(work: UnitOfWork, person: UUID, worker: UUID, role: NamedRole) -> UUID:
    fields = {"worker": worker, "role": role.value, "from": _today(work)}
    return work.new("NamedWorkerLink", person, fields)


def _worker(work: UnitOfWork, who: str) -> UUID:
    """The worker of this name, made known where there is none; there is no list of them before the council's."""
    name, number = read_worker(who)
    if not name:
        raise RuleRefused("Type a name first.")
    known = rows.select(work.conn, "Worker", "1 ORDER BY born")
    found = next((row.id for row in known if row.get("name", "").casefold() == name.casefold()), None)
    if found is None:
        found = uuid4()
        return work.new("Worker", found, {"name": name, "direct_number": number}, id=found)
    if number and found != work.vault.worker_id:
        work.set(found, "direct_number", number)
    return found


def _today(work: UnitOfWork) -> PartialDate:
    return PartialDate.on(local_day(work.wall))
