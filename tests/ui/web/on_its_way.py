"""A photo as a laptop has it between its op and its file: kept here first, then taken for one that came."""

from pathlib import Path

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import file_places
from sbp_desktop.storage.vault import ATTACHMENTS, Vault


class OnItsWay:
    """The only photo of a store: its file is away until `arrive`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        [path] = Path(vault.folder / ATTACHMENTS).iterdir()
        self._bytes = path.read_bytes()
        path.unlink()
        with vault.writing() as conn:
            conn.execute("UPDATE op SET pseq = seq, chain = x'' WHERE field = 'Attachment'")
        file_places.look(vault)
        [self._file] = file_places.open_questions(vault, 9)
        assert not self._file.here

    def arrive(self) -> ChangeSet:
        """All of it comes."""
        return file_places.take(self._vault, self._file, 0, self._bytes, len(self._bytes))
