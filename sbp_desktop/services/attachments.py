"""What a worker can do with photos: give somebody a picture, a sign or their initial; lay a paper map under the web."""

from io import BytesIO
from typing import Any
from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models.arrangement import Point
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import Audience, NodeKind
from sbp_desktop.storage import queries, rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

JPEG = "image/jpeg"
_FOR_US = frozenset({Audience.WORKER.value, Audience.TEAM.value})
_FOR_THEM_TOO = _FOR_US | {Audience.PERSON.value}


def set_picture(vault: Vault, whose: UUID, *, photo: bytes | None = None, symbol: str = "") -> ChangeSet:
    """Show somebody or something by a photo (JPEG bytes), by a sign, or with neither by their initial.

    `whose` is a person, a node or a worker; the person in the middle of a web has the person's own picture. A photo
    that no longer shows is taken away with its key and comes back with undo. Raises NotFound, RuleRefused, SaveFailed.
    """
    with vault.unit_of_work("") as work:
        row = _shown_by_it(work, whose)
        work.label = f"Changed the picture of {_called(row)}".strip()
        made = keep_within(work, row.id, row, photo) if photo is not None else None
        _take_away(work, row.get("photo"))
        work.set(row.id, "photo", made)
        if row.id != row.person:  # a person or a worker has a face, and no sign
            work.set(row.id, "symbol", symbol or None)
    return work.result


def _shown_by_it(work: UnitOfWork, whose: UUID) -> Row:
    """The row that holds the picture. Raises NotFound."""
    type_name = rows.kind_of(work.conn, whose)
    if type_name not in ("Person", "Node", "Worker"):
        raise NotFound(rows.GONE)
    row = rows.there(work.conn, type_name, whose)
    return rows.there(work.conn, "Person", row.person) if row.get("kind") == NodeKind.SELF else row


def _called(row: Row) -> str:
    return next((row.get(name) for name in ("label", "preferred_name", "name") if row.get(name)), "")


def keep_within(work: UnitOfWork, of: UUID, beside: Row, data: bytes) -> UUID:
    """Keep a file of `of`, as near or as far from other eyes as the row `beside`, as part of a larger change.

    The file is on the disk before the change is; where the change fails, the next opening sweeps it up (D19).
    """
    kept = work.vault.attachments.keep(BytesIO(data))
    fields = {"media_type": JPEG, "of": of, **kept._asdict()}
    return work.new("Attachment", beside.person, fields, private=beside.private)


def _take_away(work: UnitOfWork, attachment: UUID | None) -> None:
    if attachment is not None and rows.one(work.conn, "Attachment", attachment) is not None:
        work.delete(attachment)


def lay_paper_map(vault: Vault, person: UUID, photo: bytes, *, width: float, spot: Point, layout: str) -> ChangeSet:
    """Lay a photo (JPEG bytes) of a map drawn on paper under the web, in place of the one before.

    `width` and `spot`, its middle, are in page units of the layout. Only we see it until it is shown on purpose.
    `created[0]` is the map.
    """
    with vault.unit_of_work("Laid a paper map under the web") as work:
        web = rows.there(work.conn, "Web", queries.web_of(person))
        for earlier in rows.select(work.conn, "PaperMap", "person = ?", (person.bytes,)):
            _take_up(work, earlier)
        fields: dict[str, Any] = {"width": width, "audience": _FOR_US}
        made = work.new("PaperMap", person, fields, private=web.private)
        work.set(made, "photo", keep_within(work, made, web, photo))
        work.move(made, layout, spot)
    return work.result


def place_paper_map(vault: Vault, paper: UUID, *, width: float, spot: Point, layout: str) -> ChangeSet:
    """Move or stretch the paper map. Raises NotFound."""
    with vault.unit_of_work("Moved the paper map") as work:
        rows.there(work.conn, "PaperMap", paper)
        work.set(paper, "width", width)
        work.move(paper, layout, spot)
    return work.result


def set_paper_map(vault: Vault, paper: UUID, *, for_them: bool | None = None, **fields: Any) -> ChangeSet:
    """How strongly it shows (`strength`, 0..1), `fixed`, `put_away`; `for_them`: on screens and paper of theirs too."""
    with vault.unit_of_work("Changed the paper map") as work:
        rows.there(work.conn, "PaperMap", paper)
        for name, value in fields.items():
            work.set(paper, name, value)
        if for_them is not None:
            work.set(paper, "audience", _FOR_THEM_TOO if for_them else _FOR_US)
    return work.result


def take_paper_map_away(vault: Vault, paper: UUID) -> ChangeSet:
    """Take the paper map away with its photo. Raises NotFound."""
    with vault.unit_of_work("Took the paper map away") as work:
        _take_up(work, rows.there(work.conn, "PaperMap", paper))
    return work.result


def _take_up(work: UnitOfWork, paper: Row) -> None:
    _take_away(work, paper.get("photo"))
    work.delete(paper.id)
