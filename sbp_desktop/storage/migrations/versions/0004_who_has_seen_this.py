"""Who was opened on this laptop, by whom and why, each entry linked to the one before; and who was erased, by id."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The log begins here: what was opened before is with the council, or waits in `opening` to be."""
    op.create_table(
        "access",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("worker", sa.BLOB, nullable=False),
        sa.Column("person", sa.BLOB, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("id", sa.BLOB, nullable=False),
        sa.Column("why_is", sa.BLOB, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("link", sa.BLOB, nullable=False),
    )
    op.create_index("access_person", "access", ["person", "number"])
    op.create_table(
        "gone",
        sa.Column("person", sa.LargeBinary, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.add_column("opening", sa.Column("what", sa.Text, nullable=False, server_default="opened"))


def downgrade() -> None:
    """A store is never taken back to an earlier release."""
    raise RuntimeError("a store is never taken back to an earlier release")
