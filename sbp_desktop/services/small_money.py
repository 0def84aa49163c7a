"""What a worker can do with small money: say what for and how much, and above the limit why (practice.md A103, R36)."""

from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import marked_text, money, rules
from sbp_desktop.models.agreed import STEPS
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import DecisionPoint
from sbp_desktop.services import attachments, decisions, listed
from sbp_desktop.storage import queries, rows, safety, team_rules
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_SPEND = "SmallSpend"
_NO_STEP = "Only a step of their own can have it."
_WHY = "That is over the limit. Say in a sentence why, or that it is urgent."


def write_spend(vault: Vault, thing: UUID, *, person: UUID, amount: str | None = None, **fields: str) -> ChangeSet:
    """Write what small money was for (`what_for`) and the sum (`amount`, pounds), both of them needed; it is of today
    and of the conversation that is open. What takes the person's sum over the team's limit needs `over_limit_reason`,
    one sentence and nobody's yes (I-28). Raises RuleRefused without those, and for a sum that cannot be read.
    """
    with vault.unit_of_work("Wrote small money") as work:
        there = rows.there(work.conn, "Person", person)
        said: dict[str, object] = dict(fields)
        if amount is not None:
            said["amount_pence"] = _read(amount)
        talk = queries.open_conversation(work.conn, person)
        first = {"at": PartialDate.on(local_day(work.wall)), "conversation": talk.id if talk else None}
        needs = ("what_for", "amount_pence")
        if listed.write(work, _SPEND, thing, said, within=there, needs=needs, first=first):
            _ask_why(work, thing, person)
    return work.result


def _read(amount: str) -> int | None:
    read = money.pence(amount)
    if amount.strip() and read is None:
        raise RuleRefused(money.NO_SUM)
    return read


def _ask_why(work: UnitOfWork, thing: UUID, person: UUID) -> None:
    """Over the limit there is a sentence, if the team's rules ask for one; any will do. It begins a decision."""
    work.flush()
    spend = rows.there(work.conn, _SPEND, thing)
    before = [row for row in rows.select(work.conn, _SPEND, "person = ?", (person.bytes,)) if row.born < spend.born]
    spent = sum(row.get("amount_pence", 0) for row in (*before, spend))
    if spent <= team_rules.small_limit(work.conn, work.vault.worker_id) * 100:
        return
    why = spend.get("over_limit_reason")
    if why:
        _begin_decision(work, spend, why)
    elif rules.OVER_LIMIT not in safety.rules_off(work.conn, work.vault.worker_id, person):
        raise RuleRefused(_WHY)


def _begin_decision(work: UnitOfWork, spend: Row, why: str) -> None:
    """One of the six points (practice.md B.3): what else was thought about may be said with it, once for each spend."""
    point = DecisionPoint.OVER_LIMIT.value
    decided = f"£{money.pounds(spend.get('amount_pence', 0))}: {spend.get('what_for', '')}"
    begun = rows.select(work.conn, "Decision", "person = ? AND point = ?", (spend.person.bytes, point))
    if not any(marked_text.plain(one.get("decided", "")) == decided for one in begun):
        decisions.begin_within(work, spend.person, point, decided=decided, because=why, private=spend.private)


def say_helped(vault: Vault, thing: UUID, helped: str | None) -> ChangeSet:
    """Keep whether it helped: yes, a_bit or no; None is not said."""
    with vault.unit_of_work("Said whether it helped") as work:
        listed.set_field(work, _SPEND, thing, "helped", helped)
    return work.result


def give_to_step(vault: Vault, thing: UUID, step: UUID | None) -> ChangeSet:
    """Say which step of a plan, a hope or a week it went to; None is none of them. Raises RuleRefused for anything
    else, NotFound.
    """
    with vault.unit_of_work("Said which step it is for") as work:
        spend = rows.there(work.conn, _SPEND, thing)
        if step is not None:
            kind = rows.kind_of(work.conn, step)
            if kind not in STEPS or rows.there(work.conn, kind, step).person != spend.person:
                raise RuleRefused(_NO_STEP)
        work.set(thing, "step", step)
    return work.result


def keep_receipt(vault: Vault, thing: UUID, photo: bytes | None = None) -> ChangeSet:
    """Keep the photo (JPEG bytes) of a receipt in place of the one before; without one there is none any more.

    Raises NotFound, SaveFailed.
    """
    with vault.unit_of_work("Kept a receipt" if photo else "Took a receipt away") as work:
        spend = rows.there(work.conn, _SPEND, thing)
        before = spend.get("receipt")
        if before is not None and rows.one(work.conn, "Attachment", before) is not None:
            work.delete(before)
        work.set(thing, "receipt", attachments.keep_within(work, thing, spend, photo) if photo else None)
    return work.result
