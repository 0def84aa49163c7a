"""Runs the store's alembic revisions on an open connection; imported only when a migration is due."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(conn: Connection, target: str = "head") -> None:
    """Run every revision up to `target` inside the connection's transaction.

    Foreign keys are on and cannot be switched off inside a transaction, so a batch rebuild of `op` is refused while
    bookkeeping rows point at it: a revision that needs one empties those first; the rebuild fills them again.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, target)
