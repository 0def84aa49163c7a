"""What a worker can do with a pen on the web: draw, put words on the page, move and rub them out.

Every stroke and every note belongs to a conversation, of which they are the drawing: to the one named, else to the
one not yet finished, else to today's, else to a new one started with it.
"""

from collections.abc import Collection
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import ink
from sbp_desktop.models.arrangement import Point
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.ink import Stroke
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import conversations
from sbp_desktop.storage import drafts, rows, seeing
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

TEXT = "text"


def draw(
    vault: Vault, person: UUID, stroke: Stroke, spot: Point, *, layout: str, conversation: UUID | None = None
) -> ChangeSet:  # fmt: skip
    """Keep a stroke round (0, 0) with its middle at `spot` of a layout. `created[-1]` is the ink.

    Raises RuleRefused for no points.
    """
    if not stroke:
        raise RuleRefused("There is nothing drawn yet.")
    with vault.unit_of_work("Drew on the page") as work:
        _put_down(work, person, {"strokes": ink.to_text([stroke])}, spot, layout, conversation)
    return work.result


def write_note(
    vault: Vault, person: UUID, text: str, spot: Point, *, layout: str, conversation: UUID | None = None,
    note: UUID | None = None,
) -> ChangeSet:  # fmt: skip
    """Put words on the page with their middle at `spot`. `created[-1]` is the ink, `note` if that was given.

    The note's draft goes in the same change. Raises RuleRefused for no words.
    """
    with vault.unit_of_work("Wrote on the page") as work:
        made = _put_down(work, person, {TEXT: _said(text)}, spot, layout, conversation, note)
        drafts.clear_within(work.conn, person, made, TEXT)
    return work.result


def _put_down(
    work: UnitOfWork, person: UUID, fields: dict[str, str], spot: Point, layout: str, conversation: UUID | None,
    ident: UUID | None = None,
) -> UUID:  # fmt: skip
    talk = conversation or _conversation_at_hand(work, person) or conversations.start_within(work, person)
    held = rows.one(work.conn, "Conversation", talk)
    private = held is not None and held.private
    made = work.new("Ink", person, {"conversation": talk, **fields}, id=ident, private=private)
    work.move(made, layout, spot)
    return made


def _conversation_at_hand(work: UnitOfWork, person: UUID) -> UUID | None:
    """The one whose drawing this is; never one kept apart, or from those who look: their own stroke would vanish."""
    found = rows.select(work.conn, "Conversation", "person = ? ORDER BY opened DESC", (person.bytes,))
    talks = [
        talk for talk in found if not talk.private and seeing.may_see(work.conn, "Conversation", talk, work.audience)
    ]
    today = local_day(work.wall)
    going_on = (talk.id for talk in talks if talk.get("closed") is None)
    of_today = (talk.id for talk in talks if talk.get("opened") and local_day(talk.get("opened")) == today)
    return next(going_on, None) or next(of_today, None)


def set_note(vault: Vault, note: UUID, text: str) -> ChangeSet:
    """Change the words of a note; its draft goes in the same change. Raises RuleRefused for no words, NotFound."""
    with vault.unit_of_work("Changed words on the page") as work:
        row = rows.there(work.conn, "Ink", note)
        work.set(note, TEXT, _said(text))
        drafts.clear_within(work.conn, row.person, note, TEXT)
    return work.result


def move(vault: Vault, drawn: UUID, spot: Point, *, layout: str) -> ChangeSet:
    """Put a note or a stroke elsewhere: where its middle is, in page units of the layout. Raises NotFound."""
    with vault.unit_of_work("Moved words on the page") as work:
        rows.there(work.conn, "Ink", drawn)
        work.move(drawn, layout, spot)
    return work.result


def rub_out(vault: Vault, drawn: Collection[UUID]) -> ChangeSet:
    """Take strokes or notes away, as one change. Raises NotFound."""
    with vault.unit_of_work("Rubbed out") as work:
        for one in drawn:
            rows.there(work.conn, "Ink", one)
            work.delete(one)
    return work.result


def copy_within(work: UnitOfWork, conversation: UUID, person: UUID, to: UUID) -> None:
    """Draw a conversation's drawing again for another person's conversation, as part of a larger change."""
    spots = "SELECT layout, x, y FROM position WHERE node = ? AND x IS NOT NULL ORDER BY layout"
    for row in rows.select(work.conn, "Ink", "conversation = ? ORDER BY born", (conversation.bytes,)):
        fields = {"conversation": to, "strokes": row.get("strokes"), TEXT: row.get(TEXT)}
        made = work.new("Ink", person, fields, private=row.private)
        for layout, x, y in work.conn.execute(spots, (row.id.bytes,)).fetchall():
            work.move(made, layout, (x, y))


def _said(text: str) -> str:
    text = text.strip()
    if not text:
        raise RuleRefused("Type the words first.")
    return text
