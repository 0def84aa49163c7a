"""Has everything go wrong that can, each time with somebody's words in it; what is printed and reported is for another to read.

    python -m tests.reliability.faults_told FIRST COUNT STORE REPORTS [loud]      the passphrase on standard input

`loud` leaves out what hushes everybody, for the ablation.
"""

import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from unittest import mock
from uuid import UUID, uuid4

from PySide6.QtCore import QCoreApplication, QTimer, qWarning

from sbp_desktop import logs
from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import dates
from sbp_desktop.services import conversations, exporting, incoming, people, people_file, unlocking, webs
from sbp_desktop.storage import search
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import application
from tests.reliability.canaries import canaries


class Faults:
    """An open store with somebody in it. `each` of its ways goes wrong over what it is given."""

    def __init__(self, vault: Vault, folder: Path) -> None:
        self.vault, self.folder = vault, folder
        self.person: UUID = people.add_person(vault, "Eric").created[0]
        self.qt = QCoreApplication([])

    def nobody_there(self, words: str) -> None:
        webs.set_node(self.vault, uuid4(), label=words)

    def nothing_to_correct(self, words: str) -> None:
        conversations.correct_entry(self.vault, uuid4(), words)

    def twice(self, words: str) -> None:
        """What the database itself refuses, with the words among its parameters."""
        with self.vault.writing() as conn:
            for _ in range(2):
                conn.execute("INSERT INTO meta(key, value) VALUES(?, ?)", (words, words.encode()))

    def in_a_statement(self, words: str) -> None:
        with self.vault.reading() as conn:
            conn.execute(f"SELECT {words}")

    def a_disk_that_fails(self, words: str) -> None:
        with mock.patch.object(os, "pwrite", side_effect=OSError(28, words, words)):
            people.set_person(self.vault, self.person, preferred_name=words)
        raise OSError(5, words, words)

    def a_file_of_theirs(self, words: str) -> None:
        path = self.folder / f"{words}.csv"
        path.write_text(f"hat,coat\n{words},{words}\n", "utf-8")
        try:
            incoming.read(path)
        finally:
            path.unlink()

    def people_of_a_file(self, words: str) -> None:
        path = self.folder / f"{words}.yaml"
        path.write_text(f"people: [{{name: {words}, {words}: 1}}]\n", "utf-8")
        try:
            people_file.read(path)
        finally:
            path.unlink()

    def no_such_folder(self, words: str) -> None:
        exporting.export(self.vault, self.person, self.folder / words / "copy.json")

    def a_date(self, words: str) -> None:
        dates.PartialDate.parse(words)

    def looked_for(self, words: str) -> None:
        search.find(self.vault, f'"{words}" OR (', limit=-1)
        raise LookupError(words)

    def from_another(self, words: str) -> None:
        try:
            int(words)
        except ValueError as error:
            raise KeyError(words) from error

    def letters(self, words: str) -> None:
        words.encode().decode("ascii")

    def in_a_thread(self, words: str) -> None:
        thread = threading.Thread(target=int, args=[words])
        thread.start()
        thread.join()

    def where_nobody_can_catch_it(self, words: str) -> None:
        class Gone:
            def __del__(self) -> None:
                raise ValueError(words)

        Gone()

    def others_logging(self, words: str) -> None:
        logging.getLogger("httpx2").error("asked for %s", words)
        logging.getLogger("x").error("%s %s", words)  # noqa: PLE1206 - that is what goes wrong

    def a_warning(self, words: str) -> None:
        warnings.warn(words, stacklevel=1)

    def in_what_qt_calls(self, words: str) -> None:
        QTimer.singleShot(0, lambda: int(words))
        self.qt.processEvents()

    def a_word_of_qts(self, words: str) -> None:
        qWarning(words)


WAYS: tuple[Callable[[Faults, str], None], ...] = tuple(
    way for name, way in vars(Faults).items() if not name.startswith("_")
)


def main() -> None:
    """Go round the ways; each fault is told as the app tells those it did not foresee."""
    first, count, store, reports = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    loud = sys.argv[5:] == ["loud"]
    passphrase = sys.stdin.readline().rstrip("\n")
    if not loud:
        logs.REPORTS = count * 3  # type: ignore[misc]  # all of them are looked at
        logs.begin(reports)
        application.hush()
    vault = unlocking.unlock(store, passphrase)
    faults = Faults(vault, reports.parent)
    words = canaries(first)
    for number in range(first, first + count):
        try:
            WAYS[number % len(WAYS)](faults, next(words))
        except ExpectedError as told:
            logs.note(logs.What.UNFORESEEN, told)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told as the app tells it
            if loud:
                print(error, file=sys.stderr)
            logs.note(logs.What.UNCAUGHT, error)
    vault.close()
    print("all told", flush=True)


if __name__ == "__main__":
    main()
