"""Where the file of each photo is: here, with the council, there for good."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The ops that say a file are found without reading the log; what is here is looked for at the next run."""
    name = ("person", "lane", "origin", "oseq")
    kinds = (sa.LargeBinary, sa.Integer, sa.LargeBinary, sa.Integer)
    keys = [sa.Column[Any](one, kind, primary_key=True) for one, kind in zip(name, kinds, strict=True)]
    others = [sa.Column[Any](one, sa.Integer, nullable=False) for one in ("here", "sent", "durable", "asked")]
    op.create_table("file", *keys, *others, sqlite_with_rowid=False)
    op.create_index("op_file", "op", name, sqlite_where=sa.text("kind = 0 AND field = 'Attachment'"))


def downgrade() -> None:
    """A store is never taken back to an earlier release."""
    raise RuntimeError("a store is never taken back to an earlier release")
