"""Speaks with the council for somebody who forgot their passphrase, and opens their store under a new one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from sbp_desktop.errors import CouncilRefused, CouncilUnreachable, ExpectedError
from sbp_desktop.services import unlocking
from sbp_desktop.storage import files
from sbp_desktop.storage.key_slots import wipe
from sbp_desktop.sync import recovering
from sbp_desktop.sync.council_client import CouncilClient
from sbp_desktop.sync.recovering import Asking
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.system_proxy import proxy_for
from sbp_desktop.ui.unlock.forgotten import Forgotten

ASK_AGAIN_MS = 4000
_PATIENCE_S = 5.0
FILE_NAME = "let me in.txt"


class LettingIn(QObject):
    """Leads one request from `page.ask` to an open store; imported when it is wanted.

    `open_store(passphrase, said)` once a new passphrase is chosen; `said` is what is to be told once it is open.
    """

    def __init__(
        self,
        folder: Path,
        asking: Asking,
        page: Forgotten,
        background: Background,
        open_store: Callable[[str, str], object],
    ) -> None:
        super().__init__(page)
        self._folder, self._asking, self._page = folder, asking, page
        self._background, self._open_store = background, open_store
        self._root: bytearray | None = None
        self._asked = False
        self.timer = QTimer(self)
        self.timer.setInterval(ASK_AGAIN_MS)
        self.timer.timeout.connect(self._look)
        page.ask.send_wanted.connect(self._send)
        page.ask.keep_wanted.connect(self._keep)
        page.ask.answer_given.connect(self._take)
        page.chosen.connect(self._choose)

    def forget(self) -> None:
        """The worker goes another way."""
        self.timer.stop()
        if self._root is not None:
            wipe(self._root)
            self._root = None

    def _send(self) -> None:
        self._page.ask.send.setEnabled(False)
        if self._asked:  # the one before is over, and a key is used once
            self._begin_anew()
        self._asked = True
        self._background.run_alone(_speak, self._asking, self._asking.send, then=self._sent, failed=self._not_sent)

    def _begin_anew(self) -> None:
        asking = recovering.begin(self._folder)
        if asking is not None:
            self._asking = asking
            self._page.ask.show_numbers(asking.numbers)

    def _sent(self, _nothing: Any) -> None:
        self._page.ask.show_sent()
        self.timer.start()

    def _not_sent(self, error: ExpectedError) -> None:
        self._asked = False
        self._page.ask.show_ended(str(error))

    def _look(self) -> None:
        self.timer.stop()
        self._background.run_alone(_speak, self._asking, self._asking.fetch, then=self._came, failed=self._not_yet)

    def _not_yet(self, error: ExpectedError) -> None:
        if isinstance(error, CouncilUnreachable) or (isinstance(error, CouncilRefused) and error.status >= 429):
            self.timer.start()  # it may be back in a moment
        else:
            self._page.ask.show_ended(str(error))

    def _came(self, root: bytearray | None) -> None:
        if root is None:
            self.timer.start()
            return
        self.timer.stop()
        self._root = root
        self._page.go_to_choose()

    def _keep(self) -> None:
        chosen = dialogs.ask_where(self._page, self._page.ask.keep.text(), ".txt", FILE_NAME)
        if chosen is not None:
            try:
                files.write_atomically(chosen, (self._asking.as_words() + "\n").encode())
            except ExpectedError as error:
                self._page.ask.show_problem(str(error))

    def _take(self, words: str) -> None:
        try:
            self._came(self._asking.take(words))
        except ExpectedError as error:
            self._page.ask.show_problem(str(error))

    def _choose(self, passphrase: str) -> None:
        if self._root is None:
            return
        self._page.show_opening()

        def opened(said: str) -> None:
            self._root = None
            self._open_store(passphrase, said)

        self._background.run_alone(_let_in, self._folder, self._root, passphrase, then=opened, failed=self._refuse)

    def _refuse(self, error: ExpectedError) -> None:
        self._page.refuse(str(error))


def _speak(asking: Asking, say: Callable[[Any], Any]) -> Any:
    client = CouncilClient(asking.address, proxy_for(asking.address), _PATIENCE_S)
    try:
        return say(client)
    finally:
        client.close()


def _let_in(folder: Path, root: bytearray, passphrase: str) -> str:
    """Set a new passphrase, then make new keys: whoever let us in has held the old ones for a moment.

    Returns what kept the second from being done: the store opens all the same.
    """
    unlocking.choose_anew(folder, root, passphrase)
    try:
        unlocking.make_new_keys(folder, passphrase)
    except ExpectedError as error:
        return str(error)
    return ""
