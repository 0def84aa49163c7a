"""The tables of the store: log, bookkeeping and drafts (alembic's), and one read table per entity (ours to rebuild)."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BLOB,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)  # fmt: skip
from sqlalchemy.types import TypeEngine

from sbp_desktop.models import schema
from sbp_desktop.models.schema import Entity, Kind

kept = MetaData()
"""Tables that hold truth or local work; changed only by migrations."""

op = Table(
    "op", kept,
    Column("seq", Integer, primary_key=True),
    Column("person", BLOB, nullable=False), Column("lane", Integer, nullable=False),
    Column("origin", BLOB, nullable=False), Column("oseq", Integer, nullable=False),
    Column("ent", BLOB, nullable=False), Column("field", Text, nullable=False), Column("kind", Integer, nullable=False),
    Column("parents", BLOB, nullable=False), Column("body", BLOB, nullable=False),
    Column("hlc", Integer, nullable=False), Column("wall", Integer, nullable=False),
    Column("worker", BLOB, nullable=False), Column("wcur", Integer, nullable=False), Column("bundle", BLOB, nullable=False),
    Column("tail", BLOB), Column("chain", BLOB, nullable=False), Column("pseq", Integer),
    Column("mac", BLOB), Column("author", BLOB), Column("received", Integer), Column("late", Integer),
    Column("link", BLOB), Column("digest", BLOB), Column("packed", BLOB),
    UniqueConstraint("person", "lane", "origin", "oseq", name="op_identity"),
)  # fmt: skip
Index("op_ent", op.c.ent, op.c.field)
Index(
    "op_file", op.c.person, op.c.lane, op.c.origin, op.c.oseq,
    sqlite_where=text("kind = 0 AND field = 'Attachment'"),
)  # fmt: skip
Index("op_unread", op.c.person, op.c.lane, op.c.origin, op.c.oseq, sqlite_where=op.c.pseq.is_(None))

entity = Table(
    "entity", kept,
    Column("id", LargeBinary, primary_key=True), Column("type", Text, nullable=False), Column("person", BLOB, nullable=False),
    Column("lane", Integer, nullable=False), Column("born", Integer, nullable=False), sqlite_with_rowid=False,
)  # fmt: skip
head = Table(
    "head", kept,
    Column("ent", LargeBinary, primary_key=True), Column("field", Text, primary_key=True),
    Column("op", Integer, ForeignKey("op.seq"), primary_key=True), sqlite_with_rowid=False,
)  # fmt: skip
superseded = Table(
    "superseded", kept,
    Column("ent", LargeBinary, primary_key=True), Column("field", Text, primary_key=True),
    Column("origin", LargeBinary, primary_key=True), Column("oseq", Integer, primary_key=True), sqlite_with_rowid=False,
)  # fmt: skip
dated = Table(
    "dated", kept,
    Column("ent", LargeBinary, primary_key=True), Column("op", Integer, ForeignKey("op.seq"), primary_key=True),
    sqlite_with_rowid=False,
)  # fmt: skip
revision = Table(
    "revision",
    kept,
    Column("op", Integer, ForeignKey("op.seq"), primary_key=True),
    Column("text", Text, nullable=False),
)
position = Table(
    "position", kept,
    Column("node", LargeBinary, primary_key=True), Column("view", LargeBinary, primary_key=True), Column("layout", Text, primary_key=True),
    Column("x", Float), Column("y", Float), Column("hlc", Integer, nullable=False), Column("origin", BLOB, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip
undo_step = Table(
    "undo_step", kept,
    Column("worker", LargeBinary, primary_key=True), Column("laptop", LargeBinary, primary_key=True), Column("person", LargeBinary, primary_key=True),
    Column("id", Integer, primary_key=True), Column("label", Text, nullable=False),
    Column("first", Integer, nullable=False), Column("last", Integer, nullable=False), Column("undone", Integer, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip
draft_step = Table(
    "draft_step", kept,
    Column("id", Integer, primary_key=True), Column("person", BLOB, nullable=False), Column("ent", BLOB, nullable=False),
    Column("field", Text, nullable=False), Column("text", Text, nullable=False), Column("context", BLOB, nullable=False),
    Column("at", Integer, nullable=False),
)  # fmt: skip
Index("draft_step_of", draft_step.c.person, draft_step.c.ent, draft_step.c.field, draft_step.c.id)
meta = Table("meta", kept, Column("key", Text, primary_key=True), Column("value", BLOB, nullable=False))
opened = Table("opened", kept, Column("person", LargeBinary, primary_key=True), Column("at", Integer, nullable=False))


def _in_step(table: str, key: Iterable[str], /, **rest: type[TypeEngine[Any]]) -> Table:
    """A table of what laptop and council told each other, keyed by ids and numbers."""
    numbers = ("lane", "oseq", "first")
    keys = [Column(one, Integer if one in numbers else LargeBinary, primary_key=True) for one in key]
    others = [Column(one, kind, nullable=False) for one, kind in rest.items()]
    return Table(table, kept, *keys, *others, sqlite_with_rowid=False)


_STREAM = ("person", "lane")
_WRITER = (*_STREAM, "origin")
ack = _in_step("ack", _WRITER, acked=Integer, durable=Integer)
cursor = _in_step("cursor", _STREAM, pseq=Integer, chain=BLOB, complete=Integer)
reoffer = _in_step("reoffer", (*_WRITER, "oseq"), offered=Integer)
granted = _in_step("granted", _STREAM, role=Text, until=Integer, touched=Integer, hidden=Integer)
held = _in_step("held", (*_WRITER, "first"), last=Integer, reason=Text, at=Integer)
file = _in_step("file", (*_WRITER, "oseq"), here=Integer, sent=Integer, durable=Integer, asked=Integer)
erased = _in_step("erased", _STREAM, pseq=Integer, count=Integer)
colleague = _in_step("colleague", ("id",), name=Text, role=Text)
opening = _in_step("opening", ("id",), person=BLOB, at=Integer, why=Text)
opening.append_column(Column("what", Text, nullable=False, server_default="opened"))
access = Table(
    "access", kept,
    Column("number", Integer, primary_key=True), Column("at", Integer, nullable=False), Column("worker", BLOB, nullable=False),
    Column("person", BLOB, nullable=False), Column("what", Text, nullable=False), Column("id", BLOB, nullable=False),
    Column("why_is", BLOB, nullable=False), Column("why", Text, nullable=False), Column("link", BLOB, nullable=False),
)  # fmt: skip
gone = _in_step("gone", ("person",), number=Integer)
Index("access_person", access.c.person, access.c.number)
notice = Table(
    "notice", kept,
    Column("number", Integer, primary_key=True), Column("id", BLOB, nullable=False), Column("kind", Text, nullable=False),
    Column("person", BLOB, nullable=False), Column("who", BLOB, nullable=False), Column("at", Integer, nullable=False),
    Column("words", Text, nullable=False), Column("seen", Integer, nullable=False),
)  # fmt: skip

read = MetaData()
"""Read tables, rebuilt from the log at any time; migrations never touch them."""

_COLUMN_TYPES = {
    Kind.TEXT: Text, Kind.WORDS: Text, Kind.ENUM: Text, Kind.SET: Text, Kind.FLAG: Integer, Kind.NUMBER: Float,
    Kind.DAY: Text, Kind.INSTANT: Integer, Kind.REF: BLOB, Kind.ORDER: Text,
}  # fmt: skip


def column_name(field: str) -> str:
    """`about_me.important` -> `about_me__important`; words SQL keeps for itself get a trailing underscore."""
    name = field.replace(".", "__")
    return f"{name}_" if name in {"from", "to", "order", "when", "where", "by", "text", "of"} else name


def table_name(entity_name: str) -> str:
    """`EmergencyPlan` -> `emergency_plan_now`: the state as it is now."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", entity_name).lower() + "_now"


def _read_table(declared: Entity) -> Table:
    columns: list[Column[object]] = [
        Column("id", LargeBinary), Column("person", LargeBinary), Column("lane", Integer, nullable=False),
        Column("alive", Integer, nullable=False), Column("born", Integer, nullable=False), Column("written", Integer, nullable=False),
        Column("author", BLOB, nullable=False), Column("alternatives", Text, nullable=False), Column("history", Text, nullable=False),
        Column("locked", Integer, nullable=False),
    ]  # fmt: skip
    columns += [Column(column_name(f.name), _COLUMN_TYPES[f.kind]) for f in declared.fields]
    # A person's rows lie together: their web is read from a few pages, and a first sync writes as few.
    key = PrimaryKeyConstraint("person", "id")
    return Table(table_name(declared.name), read, *columns, key, sqlite_with_rowid=False)


now: dict[str, Table] = {name: _read_table(declared) for name, declared in schema.ENTITIES.items()}
for _table in now.values():
    Index(f"{_table.name}_id", _table.c.id, unique=True)
Index("tie_a", now["Tie"].c.a)
Index("tie_b", now["Tie"].c.b)
Index("entry_parent", now["Entry"].c.parent)
Index("entry_said_by", now["Entry"].c.said_by)
Index("conversation_opened", now["Conversation"].c.person, now["Conversation"].c.opened)
Index(
    "conversation_newest",
    now["Conversation"].c.opened,
    now["Conversation"].c.person,
    sqlite_where=now["Conversation"].c.alive == 1,
)
Index(
    "conversation_ended",
    now["Conversation"].c.closed,
    sqlite_where=text("outcome IN ('goodbye', 'control_regained')"),
)
Index("contact_at", now["Contact"].c.at)
Index("conversation_unfinished", now["Conversation"].c.opened, sqlite_where=now["Conversation"].c.closed.is_(None))

search_item = Table(
    "search_item", read,
    Column("id", Integer, primary_key=True), Column("ent", BLOB, nullable=False, unique=True), Column("person", BLOB, nullable=False),
    Column("kind", Text, nullable=False), Column("words", Text, nullable=False),
)  # fmt: skip
Index("search_item_person", search_item.c.person)

# External-content FTS5: the words are kept once, in search_item. The index keeps nothing that is not asked for: no places
# of words, no lengths, no lists of half words (see search.find). Words of an earlier text lie in it until it writes its
# parts together, as they lie in the log; where somebody is erased it is made anew (docs/decisions/0048).
SEARCH_INDEX_SQL = """CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_item', content_rowid='id',
    tokenize="unicode61 remove_diacritics 2", detail=none, columnsize=0)"""
