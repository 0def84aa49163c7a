"""Runs the store's alembic revisions on an open connection; imported only when a migration is due."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from sbp_desktop.errors import VaultUnreadable
from sbp_desktop.storage.files import UNREADABLE


def upgrade(conn: Connection, target: str = "head") -> None:
    """Run every revision up to `target` inside the connection's transaction.

    Foreign keys are on and cannot be switched off inside a transaction, so a batch rebuild of `op` is refused while
    bookkeeping rows point at it: a revision that needs one empties those first; the rebuild fills them again. Raises
    VaultUnreadable where the disk does not give the revisions: alembic takes those for revisions there never were.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = conn
    try:
        command.upgrade(config, target)
    except CommandError as error:
        raise VaultUnreadable(UNREADABLE) from error
