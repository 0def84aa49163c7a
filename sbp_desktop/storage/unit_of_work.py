"""The only door for writes: one change is one transaction of ops, shown to readers whole or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import derived, revisions, schema, text_merge
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.merge import ALIVE, PRIVATE_LANE, SIGNED
from sbp_desktop.models.ops import Op, OpId, OpKind, encode_body, envelope
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import FOR_WORKER, ChangeSet
from sbp_desktop.models.vocabulary import DEFAULT_AUDIENCE
from sbp_desktop.storage import enrolment, granted, materialise, noting, oplog, positions, rows, texts
from sbp_desktop.storage.outbox_log import Written
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

ERASED = "This person was erased by decision of the council, so nothing more is written of them."

Streams = dict[tuple[bytes, int], tuple[int, bytes]]
"""(person, lane) -> number and chain link of our newest op there."""


class UnitOfWork:
    """Gathers the ops of one change. Made by `Vault.unit_of_work`; readers see nothing until it has ended well."""

    def __init__(self, vault: "Vault", conn: Connection, label: str, streams: Streams) -> None:
        self.vault, self.conn, self.label = vault, conn, label
        self.bundle = uuid4()
        self.wall = vault.clock.now_ms()
        self.audience = vault.room or FOR_WORKER
        """Who makes the change; what they may not see does not exist for its rules."""
        self.streams = streams
        self.touched: dict[bytes, bool] = {}
        """Entity -> whether its read row has to be made anew (a new place alone does not)."""
        self.persons: dict[bytes, None] = {}
        self.span = (0, -1)
        """Local numbers of the first and last op written; nobody else writes in between."""
        self.written: list[Written] = []
        self.created: list[UUID] = []
        self.left_alone: list[str] = []
        self._found: dict[bytes, tuple[str, bytes, int, schema.Entity]] = {}

    def new(
        self, type_name: str, person: UUID, fields: Mapping[str, Any] | None = None, *, id: UUID | None = None,
        private: bool = False, meta: Mapping[str, Any] | None = None,
    ) -> UUID:  # fmt: skip
        """Write a new entity with its first fields. Text fields become revisions. Raises RuleRefused on a bad value."""
        declared = schema.ENTITIES[type_name]
        ent = id or derived.fresh(person)
        first: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for name, given in (fields or {}).items():
            field = declared.by_name[name]
            if given is None or given == "":
                continue
            if field.kind is Kind.SET:
                first |= {f"{name}:{member}": there for member, there in self._members(name, given).items()}
            elif field.kind is Kind.TEXT:
                texts[name] = given
            else:
                first[name] = self._checked(field, given)
        lane = PRIVATE_LANE if private else declared.lane
        self._write(person.bytes, lane, ent.bytes, declared.name, OpKind.NEW, (), first, meta)
        self.created.append(ent)
        for name, text in texts.items():
            self.revise(ent, name, text)
        return ent

    def set(self, ent: UUID, name: str, value: Any, **meta: Any) -> None:
        """Give one field a value; None means not said. Writes nothing when that is already so (unless dated)."""
        _type, person, lane, declared = self._known(ent.bytes)
        field = declared.by_name[name]
        if field.kind is Kind.TEXT:
            self.revise(ent, name, value or "")
        elif field.kind is Kind.SET:
            for member, there in self._members(name, value or ()).items():
                self._assign(person, lane, ent.bytes, f"{name}:{member}", there, meta)
            for member, said in self._said_members(ent.bytes, name).items():
                wanted = member in self._named(value or ())
                if said != wanted:
                    self._assign(person, lane, ent.bytes, f"{name}:{member}", wanted, meta)
        else:
            self._assign(person, lane, ent.bytes, name, self._checked(field, value), meta)

    def assign(self, ent: UUID, field: str, value: Any, **meta: Any) -> None:
        """Give a field as the log names it (one member of a set: `support:company`) a value known to be good."""
        _type, person, lane, _declared = self._known(ent.bytes)
        self._assign(person, lane, ent.bytes, field, value, meta)

    def revise(self, ent: UUID, name: str, text: str, **meta: Any) -> None:
        """A new revision of a long text, in stored (marked) form, in place of what its writer had before them.

        Writes nothing when that is the same text; several versions then stay as they are.
        """
        heads = materialise.heads_named(self.conn, ent.bytes, name)
        shown = self._read_together(ent, name, heads)
        before = self.vault.before_writer.get(name)
        if before is not None and text_merge.reading(shown) != before:
            us = enrolment.own_names(self.conn, self.vault.worker_id)
            heads = texts.seen_by_writer(self.conn, ent.bytes, name, before, us)
            shown = self._read_together(ent, name, heads)
        if text != shown:
            self.revise_over(ent, name, text, heads, meta)

    def revise_over(
        self, ent: UUID, name: str, text: str, heads: Sequence[tuple[int, OpId]], meta: Mapping[str, Any]
    ) -> None:
        """A new revision in place of these (seq, name) alone: to keep one of several versions, or bring two back."""
        _type, person, lane, _declared = self._known(ent.bytes)
        before = self._text_shown(heads)
        base = heads[0][1] if heads else None
        count = f"SELECT count(*) FROM op WHERE ent = ? AND field = ? AND kind = ? AND {oplog.AT_HOME}"
        earlier = scalar(self.conn.execute(count, (ent.bytes, name, int(OpKind.REV))))
        value = revisions.encode(text, base, before, earlier)
        self._write(person, lane, ent.bytes, name, OpKind.REV, tuple(n for _, n in heads), value, meta)

    def move(
        self, node: UUID, layout: str, spot: tuple[float, float] | None, view: UUID | None = None, **meta: Any
    ) -> None:
        """Where something is drawn, in the layout's own units; None = back to the computed place (decisions.md D10)."""
        _type, person, lane, _declared = self._known(node.bytes)
        field = positions.position_field(layout, view.bytes if view else None)
        held = "SELECT hlc FROM position WHERE node = ? AND layout = ? AND view = ?"
        # A place has no parents, so its stamp alone says that it came later, even where clocks were wrong before.
        after = scalar(self.conn.execute(held, (node.bytes, *positions.position_key(field)))) or 0
        where = list(spot) if spot else None
        self._write(person, lane, node.bytes, field, OpKind.POS, (), where, meta, after)

    def delete(self, ent: UUID, reason: str = "", *, conceal: bool = False, **meta: Any) -> None:
        """Take something away. `conceal` also leaves it out of every past date (made private: decisions.md D2)."""
        type_name, person, lane, _declared = self._known(ent.bytes)
        seen = [[head.id.origin, head.id.oseq] for head in materialise.entity_heads(self.conn, ent.bytes)]
        if type_name == "Node":
            self.flush()  # lines of this very change count too
            for tie in materialise.live_ties(self.conn, ent.bytes):
                seen += [[head.id.origin, head.id.oseq] for head in materialise.entity_heads(self.conn, tie)]
        value: dict[str, Any] = {"seen": seen, "reason": reason}
        if conceal:
            value["conceal"] = True
        parents = tuple(name for _, name in materialise.heads_named(self.conn, ent.bytes, ALIVE))
        self._write(person, lane, ent.bytes, ALIVE, OpKind.DEL, parents, value, meta)

    def remove_again(self, removal: Op, replaced: tuple[OpId, ...], meta: Mapping[str, Any]) -> None:
        """Write a removal once more as it was, with what its writer had seen then."""
        self._write(removal.person, removal.lane, removal.ent, ALIVE, OpKind.DEL, replaced, removal.value, meta)

    def revive(self, ent: UUID, **meta: Any) -> None:
        """Bring back what was taken away."""
        _type, person, lane, _declared = self._known(ent.bytes)
        self._assign(person, lane, ent.bytes, ALIVE, True, meta)

    def sign(self, ent: UUID, signed: bool = True, **meta: Any) -> None:
        """Close words against further edits (read back, or the conversation finished)."""
        _type, person, lane, _declared = self._known(ent.bytes)
        parents = tuple(name for _, name in materialise.heads_named(self.conn, ent.bytes, SIGNED))
        self._write(person, lane, ent.bytes, SIGNED, OpKind.SIGN, parents, signed, meta)

    def settle(self, ent: UUID, field: str, value: Any, replaced: tuple[OpId, ...]) -> None:
        """Give a field as the log names it one of its current values, in place of these versions of it."""
        _type, person, lane, _declared = self._known(ent.bytes)
        self._write(person, lane, ent.bytes, field, OpKind.SET, replaced, value, {})

    def restore(self, source: Op, replaced: tuple[OpId, ...], value: Any, meta: Mapping[str, Any]) -> None:
        """Undo's writer: `source`'s field gets an earlier value back, replacing the ops `replaced`."""
        self._write(source.person, source.lane, source.ent, source.field, OpKind.SET, replaced, value, meta)

    def changes(self) -> ChangeSet:
        """Make the read rows and say what the change touched. Called once, by the vault, before the commit."""
        self.flush()
        if self.vault.room is not None:
            self.note_seen(UUID(bytes=ent) for ent in list(self.touched))
            self.flush()
        return ChangeSet(
            bundle=self.bundle,
            label=self.label,
            persons=frozenset(UUID(bytes=person) for person in self.persons),
            entities=frozenset(UUID(bytes=ent) for ent in self.touched),
            kinds=frozenset(self._known(ent)[0] for ent in self.touched),
            created=tuple(self.created),
            left_alone=tuple(self.left_alone),
            committed_ms=self.wall,
        )

    def note_seen(self, things: Iterable[UUID]) -> None:
        """Note of people, places and lines that the person has seen them as they are now. Raises RuleRefused away
        from the shared screen (practice.md I-24).
        """
        if self.vault.room is None:
            raise RuleRefused("Only what stood on the screen you looked at together has been seen together.")
        for ent in things:
            type_name = self._known(ent.bytes)[0]
            row = rows.one(self.conn, type_name, ent) if type_name in ("Node", "Tie") else None
            if row is not None and row.seen_by(self.audience) and row.get("seen_as") != rows.seen_as(row):
                self.set(ent, "seen_as", rows.seen_as(row))
                self.set(ent, "seen_together", self.wall)

    def flush(self) -> None:
        """Make the read rows now, for a service that must read its own writes inside the change."""
        stale = [ent for ent, anew in self.touched.items() if anew]
        if stale:  # a new place alone makes none
            materialise.project(self.conn, stale)
            self.touched |= dict.fromkeys(stale, False)

    def _known(self, ent: bytes) -> tuple[str, bytes, int, schema.Entity]:
        if ent not in self._found:  # what it is, whose and in which lane never changes
            row = self.conn.execute("SELECT type, person, lane FROM entity WHERE id = ?", (ent,)).fetchone()
            if row is None:
                raise NotFound(rows.GONE)
            self._found[ent] = row[0], row[1], row[2], schema.ENTITIES[row[0]]
        return self._found[ent]

    def _text_shown(self, heads: Sequence[tuple[int, OpId]]) -> str:
        if not heads:
            return ""
        row = self.conn.execute("SELECT text FROM revision WHERE op = ?", (heads[0][0],)).fetchone()
        return row[0] if row else ""

    def _read_together(self, ent: UUID, name: str, heads: Sequence[tuple[int, OpId]]) -> str:
        """How the text reads with these heads, now or once."""
        if len(heads) == 1 and (text := self._text_shown(heads)):
            return text
        return text_merge.whole(texts.merged(self.conn, ent.bytes, name, [one for _, one in heads])) if heads else ""

    def _members(self, name: str, given: Iterable[Any]) -> dict[str, bool]:
        members = dict.fromkeys(sorted(self._named(given)), True)
        if name == "audience":
            members = {
                m: m in members
                for m in DEFAULT_AUDIENCE | members.keys()
                if m not in DEFAULT_AUDIENCE or m not in members
            }
        return members

    def _named(self, given: Iterable[Any]) -> frozenset[str]:
        return frozenset(member.hex if isinstance(member, UUID) else str(member) for member in given)

    def _said_members(self, ent: bytes, name: str) -> dict[str, bool]:
        """Members somebody has spoken of, and whether they are in it (where opinions differ: the shown one)."""
        heads = [h for h in materialise.entity_heads(self.conn, ent) if h.field.startswith(f"{name}:")]
        heads.sort(key=lambda head: (head.hlc, head.id.origin))
        return {head.field.split(":", 1)[1]: bool(head.value) for head in heads if head.value is not None}

    def _checked(self, field: schema.Field, given: Any) -> Any:
        value = given.bytes if isinstance(given, UUID) else given.text if isinstance(given, PartialDate) else given
        problem = schema.value_problem(field, value)
        if problem is not None:
            raise RuleRefused(problem)
        return value

    def _assign(self, person: bytes, lane: int, ent: bytes, field: str, value: Any, meta: Mapping[str, Any]) -> None:
        heads = self._seen_heads(ent, field)
        if "at" not in meta and len(heads) <= 1 and self._value_shown(heads, field) == value:
            return
        self._write(person, lane, ent, field, OpKind.SET, tuple(name for _, name in heads), value, meta)

    def _seen_heads(self, ent: bytes, field: str) -> list[tuple[int, OpId]]:
        """The versions of a field that this change replaces: those that whoever pressed had before them."""
        until = self.vault.shown_until
        if until is None or field == ALIVE:
            return materialise.heads_named(self.conn, ent, field)
        return materialise.heads_shown(self.conn, ent, field, until, self.vault.origin)

    def _value_shown(self, heads: list[tuple[int, OpId]], field: str) -> Any:
        """The value of the one head, None when there is none (so setting None on nothing writes nothing)."""
        if not heads:
            return None
        _, op = next(oplog.read(self.conn, "WHERE seq = ?", (heads[0][0],)))
        return op.value.get(field) if op.kind is OpKind.NEW else op.value

    def _write(
        self, person: bytes, lane: int, ent: bytes, field: str, kind: OpKind, parents: tuple[OpId, ...], value: Any,
        meta: Mapping[str, Any] | None, after: int = 0,
    ) -> None:  # fmt: skip
        body = encode_body(value, {**(meta or {}), "together": True} if self.vault.room else meta)
        if person not in self.persons and granted.only_read(self.conn, person):
            raise RuleRefused(granted.ONLY_READ)
        key = (person, lane)
        if key not in self.streams:
            if self.conn.execute("SELECT 1 FROM gone WHERE person = ?", (person,)).fetchone():
                raise RuleRefused(ERASED)
            self.streams[key] = oplog.last_link(self.conn, person, lane, self.vault.origin)
        oseq, link = self.streams[key]
        op = Op(
            person, lane, self.vault.origin, oseq + 1, ent, field, kind, parents, body,
            max(self.vault.clock.tick(), after + 1), self.wall, self.vault.worker_id.bytes, self.vault.caseload,
            self.bundle.bytes,
        )  # fmt: skip
        seq, link = oplog.append(self.conn, op, link)
        self.written.append(Written(envelope(op), link))
        self.streams[key] = (oseq + 1, link)
        self.span = (self.span[0] or seq, seq)
        found = self._found.get(ent)
        noting.take(self.conn, seq, op, found[1:3] if found else None)
        self.touched[ent] = kind is not OpKind.POS or self.touched.get(ent, False)
        self.persons[person] = None
