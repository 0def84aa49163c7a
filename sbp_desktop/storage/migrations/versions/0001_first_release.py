"""The kept tables of the first release: log, bookkeeping, drafts, undo."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Written out, not taken from the models, so that it stays what it was."""
    op.create_table(
        "op",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("person", sa.BLOB, nullable=False),
        sa.Column("lane", sa.Integer, nullable=False),
        sa.Column("origin", sa.BLOB, nullable=False),
        sa.Column("oseq", sa.Integer, nullable=False),
        sa.Column("ent", sa.BLOB, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.Column("parents", sa.BLOB, nullable=False),
        sa.Column("body", sa.BLOB, nullable=False),
        sa.Column("hlc", sa.Integer, nullable=False),
        sa.Column("wall", sa.Integer, nullable=False),
        sa.Column("worker", sa.BLOB, nullable=False),
        sa.Column("wcur", sa.Integer, nullable=False),
        sa.Column("bundle", sa.BLOB, nullable=False),
        sa.Column("tail", sa.BLOB),
        sa.Column("chain", sa.BLOB, nullable=False),
        sa.Column("pseq", sa.Integer),
        sa.UniqueConstraint("person", "lane", "origin", "oseq", name="op_identity"),
    )
    op.create_index("op_ent", "op", ["ent", "field"])
    op.create_table(
        "entity",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("person", sa.BLOB, nullable=False),
        sa.Column("lane", sa.Integer, nullable=False),
        sa.Column("born", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "head",
        sa.Column("ent", sa.LargeBinary, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("op", sa.Integer, sa.ForeignKey("op.seq"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "superseded",
        sa.Column("ent", sa.LargeBinary, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("origin", sa.LargeBinary, primary_key=True),
        sa.Column("oseq", sa.Integer, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dated",
        sa.Column("ent", sa.LargeBinary, primary_key=True),
        sa.Column("op", sa.Integer, sa.ForeignKey("op.seq"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "revision",
        sa.Column("op", sa.Integer, sa.ForeignKey("op.seq"), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "position",
        sa.Column("node", sa.LargeBinary, primary_key=True),
        sa.Column("view", sa.LargeBinary, primary_key=True),
        sa.Column("layout", sa.Text, primary_key=True),
        sa.Column("x", sa.Float),
        sa.Column("y", sa.Float),
        sa.Column("hlc", sa.Integer, nullable=False),
        sa.Column("origin", sa.BLOB, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "undo_step",
        sa.Column("worker", sa.LargeBinary, primary_key=True),
        sa.Column("laptop", sa.LargeBinary, primary_key=True),
        sa.Column("person", sa.LargeBinary, primary_key=True),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("undone", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "draft_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.BLOB, nullable=False),
        sa.Column("ent", sa.BLOB, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("context", sa.BLOB, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
    )
    op.create_index("draft_step_of", "draft_step", ["person", "ent", "field", "id"])
    op.create_table("meta", sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.BLOB, nullable=False))
    op.create_table(
        "opened",
        sa.Column("person", sa.LargeBinary, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """There is nothing before the first release."""
    raise RuntimeError("the first release has no earlier shape")
