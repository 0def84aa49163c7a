"""What laptop and council tell each other of the log: receipts, places in the streams, who may be seen here."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STREAM = ("person", "lane")
_WRITER = (*_STREAM, "origin")


def upgrade() -> None:
    """Columns are added and nothing is written anew: a store of thousands of people opens as fast as before."""
    for name, kind in (
        ("mac", sa.BLOB), ("author", sa.BLOB), ("received", sa.Integer), ("late", sa.Integer),
        ("link", sa.BLOB), ("digest", sa.BLOB), ("packed", sa.BLOB),
    ):  # fmt: skip
        op.add_column("op", sa.Column(name, kind))
    op.create_index("op_unread", "op", [*_WRITER, "oseq"], sqlite_where=sa.text("pseq IS NULL"))
    _table("ack", _WRITER, ("acked", sa.Integer), ("durable", sa.Integer))
    _table("cursor", _STREAM, ("pseq", sa.Integer), ("chain", sa.BLOB), ("complete", sa.Integer))
    _table("reoffer", (*_WRITER, "oseq"), ("offered", sa.Integer))
    _table(
        "granted", _STREAM, ("role", sa.Text), ("until", sa.Integer), ("touched", sa.Integer), ("hidden", sa.Integer)
    )
    _table("held", (*_WRITER, "first"), ("last", sa.Integer), ("reason", sa.Text), ("at", sa.Integer))
    _table("erased", _STREAM, ("pseq", sa.Integer), ("count", sa.Integer))
    _table("colleague", ("id",), ("name", sa.Text), ("role", sa.Text))
    _table("opening", ("id",), ("person", sa.BLOB), ("at", sa.Integer), ("why", sa.Text))
    op.create_table(
        "notice",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.BLOB, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("person", sa.BLOB, nullable=False),
        sa.Column("who", sa.BLOB, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
    )


def _table(name: str, key: tuple[str, ...], *rest: tuple[str, Any]) -> None:
    numbers = ("lane", "oseq", "first")
    keys = [sa.Column(one, sa.Integer if one in numbers else sa.LargeBinary, primary_key=True) for one in key]
    others = [sa.Column(one, kind, nullable=False) for one, kind in rest]
    op.create_table(name, *keys, *others, sqlite_with_rowid=False)


def downgrade() -> None:
    """A store is never taken back to an earlier release."""
    raise RuntimeError("a store is never taken back to an earlier release")
