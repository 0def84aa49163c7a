"""The app's life in one process: unlock page first, then the vault and the pages, then locked or closed.

Everything that lives long is made here by hand; this module and `ui.workspace` are the wiring diagram. What is heavy is
imported by name and late (docs/decisions/0001): the unlock page must be on the screen in a third of a second.
"""

import importlib
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt

from sbp_desktop import config, services
from sbp_desktop.errors import ExpectedError
from sbp_desktop.storage import tries
from sbp_desktop.ui import application
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.loading import Loading
from sbp_desktop.ui.unlock.forgotten import Forgotten
from sbp_desktop.ui.unlock.unlock_page import UnlockPage, Ways

_QUICK = "sbp_desktop.services.quick_opening"
_UNLOCKING = "sbp_desktop.services.unlocking"
_RECOVERING = "sbp_desktop.sync.recovering"
_LETTING_IN = "sbp_desktop.ui.unlock.letting_in"
_WAITING = "sbp_desktop.ui.unlock.waiting"


def run_app(folder: Path | None = None, *, demo: bool = False) -> int:
    """Open the app on a folder (the worker's own, or the demo's) and stay until its window closes."""
    app = application.make()
    application.hush()
    life = App(folder or (config.demo_folder() if demo else config.worker_folder()), demo=demo)
    life.start()
    code = app.exec()
    life.end()
    return code


def replace_process() -> None:
    """Begin again as a fresh process, so that neither key nor sentence is left in memory (decisions.md D18)."""
    again = [sys.executable, "-m", "sbp_desktop", *sys.argv[1:]]
    if sys.platform == "win32":
        subprocess.Popen(again)  # noqa: S603 - this very program, with the words it was started with
        os._exit(0)
    os.execv(sys.executable, again)  # noqa: S606 - as above


class App(QObject):
    """Holds what lives as long as the process. `replace` is called once the vault is closed by a lock."""

    def __init__(self, folder: Path, *, demo: bool = False, replace: Callable[[], object] = replace_process) -> None:
        super().__init__()
        self.folder, self.demo = folder, demo
        self.signals = ChangeSignals(self)
        self.background = Background(self.signals, self)
        self.unlock_page: UnlockPage | None = None
        self.workspace: Any = None
        self._ready: Any = None  # the workspace while nothing is unlocked yet
        self._replace = replace
        self._loading = Loading(self)
        self._loading.loaded.connect(self._make_ready)
        self._forgotten: Forgotten | None = None
        self._waiting: Any = None
        self._to_tell = ""  # on the first page, once it is open
        self._by_code = False  # the passphrase was not given this time

    def start(self) -> None:
        """Show the unlock page; load the rest once it is painted."""
        shown = config.DEMO_PASSPHRASE if self.demo else ""
        first_run = not self.demo and not config.holds_a_store(self.folder)
        ways = Ways(
            self._unlock, self._create, self._try_demo, lambda: tries.left_s(self.folder), self._ask_to_be_let_in,
            self._unlock_quickly,
            self._put_right,
        )  # fmt: skip
        page = UnlockPage(ways, first_run=first_run, demo_passphrase=shown)
        page.painted.connect(self._load)
        self.unlock_page = page
        page.show()
        page.activateWindow()
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def lock(self) -> None:
        """Cover, save everything, close the vault, and hand over to a fresh process."""
        if self.workspace is not None:
            self.workspace.lock()

    def end(self) -> None:
        """Save and close everything; the process may go."""
        if self.workspace is not None:
            self.workspace.close()
            self.workspace.put_away()
            self.workspace = None
        if self._ready is not None:
            self._ready.put_away()
            self._ready = None
        self.unlock_page = None  # what is still being loaded is for nobody
        self.background.stop()

    def _load(self) -> None:
        if config.holds_a_store(self.folder):
            self.background.run_alone(
                _late, _QUICK, "standing", self.folder, then=self._offer_code, failed=lambda _: None
            )
        self.background.run_alone(_load_services, then=lambda _: self._loading.begin())
        if self.unlock_page is not None and self.unlock_page.steps is not None:
            self.background.run_alone(importlib.import_module, "zxcvbn", then=self._use_estimate)

    def _make_ready(self, module: Any) -> None:
        """Make the window and its pages, unseen and empty, while the passphrase is being typed."""
        if self._ready is None and self.workspace is None and self.unlock_page is not None:
            self._ready = module.Workspace(self.background, self.signals, self._locked)
            self._ready.draw_unseen(self.unlock_page.size())

    def _use_estimate(self, zxcvbn: Any) -> None:
        """A new passphrase is judged by what guessers know, once that is loaded."""
        if self.unlock_page is not None:
            self.unlock_page.use_estimate(lambda passphrase: int(zxcvbn.zxcvbn(passphrase)["score"]))

    def _offer_code(self, standing: Any) -> None:
        """Let the quick code open, or say why it does not for now."""
        if self.unlock_page is not None and self.workspace is None:
            self.unlock_page.show_code(standing.value)

    def _unlock_quickly(self, code: str) -> None:
        self._by_code = True
        self._open(_late, _UNLOCKING, "unlock_quickly", self.folder, code)

    def _unlock(self, passphrase: str) -> None:
        self._by_code = False
        name = ("sbp_desktop.services.demo", "unlock_demo") if self.demo else (_UNLOCKING, "unlock")
        self._open(_late, *name, self.folder, passphrase)

    def _put_right(self, passphrase: str) -> None:
        run = self.background.run_alone
        put_right = "sbp_desktop.services.mending", "put_right"
        run(_late, *put_right, self.folder, passphrase, then=self._is_put_right, failed=self._refused)

    def _is_put_right(self, done: Any) -> None:
        if self.unlock_page is not None:
            self.unlock_page.show_put_right(_late("sbp_desktop.ui.mended_words", "lines", done))

    def _create(self, passphrase: str, worker: Mapping[str, str]) -> None:
        self._open(_late, _UNLOCKING, "create", self.folder, passphrase, dict(worker))

    def _try_demo(self) -> None:
        self.demo, self.folder, self._by_code = True, config.demo_folder(), False
        self._open(_late, "sbp_desktop.services.demo", "unlock_demo", self.folder, config.DEMO_PASSPHRASE)

    def _ask_to_be_let_in(self) -> None:
        """The passphrase is forgotten: the council may help, where the worker agreed to that."""
        if self.unlock_page is not None:
            self.background.run_alone(
                _late, _RECOVERING, "begin", self.folder, then=self._lead_in, failed=self._refused
            )

    def _lead_in(self, asking: Any) -> None:
        page = self.unlock_page
        if page is None:
            return
        if asking is None:
            page.say_forgotten()
            return
        forgotten = Forgotten(asking.council, asking.numbers)
        leading = importlib.import_module(_LETTING_IN).LettingIn(
            self.folder, asking, forgotten, self.background, self._open_under_new
        )

        def give_up() -> None:
            leading.forget()
            self._forgotten = None
            page.show_passphrase_again(forgotten)

        forgotten.ask.back_wanted.connect(give_up)
        self._forgotten = forgotten
        page.show_instead(forgotten)

    def _open_under_new(self, passphrase: str, said: str) -> None:
        self._to_tell = said
        self._unlock(passphrase)

    def _open(self, opening: Callable[..., Any], *arguments: Any) -> None:
        self.background.run_alone(opening, *arguments, then=self._opened, failed=self._refused)

    def _refused(self, error: ExpectedError) -> None:
        forgotten, self._forgotten = self._forgotten, None
        if self.unlock_page is not None and forgotten is not None:
            self.unlock_page.show_passphrase_again(forgotten)
        if self.unlock_page is not None:
            self.unlock_page.refuse(error)

    def _opened(self, vault: Any) -> None:
        if self._ready is None:
            self._loading.finish()
        self.background.attach(vault)
        self.workspace, self._ready = self._ready, None
        self.background.run(_lease, then=self._begin_or_wait, failed=lambda _: self._begin(None))

    def _begin_or_wait(self, lease: Any) -> None:
        """Show the pages; where the council was not heard for too long, only once it is (docs/decisions/0021)."""
        if lease is None or not lease.over:
            self._begin(lease)
        elif self.unlock_page is not None:
            self._waiting = importlib.import_module(_WAITING).Waiting(lease, self.workspace.council)
            self._waiting.answered.connect(self._look_at_lease)
            self.unlock_page.show_instead(self._waiting)
            self.unlock_page.wipe()  # it may stand there for long
            self.workspace.guard()
            self.workspace.council.start()

    def _look_at_lease(self) -> None:
        if self._waiting is not None:
            self.background.run(_lease, then=self._wait_on, failed=lambda _: None)

    def _wait_on(self, lease: Any) -> None:
        if self._waiting is not None and (lease is None or not lease.over):
            self._begin(lease)

    def _begin(self, lease: Any) -> None:
        self._waiting = None
        if self.unlock_page is not None:
            self.workspace.window.setGeometry(self.unlock_page.geometry())
        self.workspace.start(self.folder, self._put_unlock_page_away, by_code=self._by_code)
        self.workspace.tell(lease, self._to_tell)
        self._to_tell = ""

    def _put_unlock_page_away(self) -> None:
        page, self.unlock_page = self.unlock_page, None
        if self._forgotten is not None:
            self._forgotten.wipe()
            self._forgotten = None
        if page is not None:
            page.wipe()
            page.close()
            page.deleteLater()

    def _locked(self) -> None:
        """The vault is closed; in the real app this does not return."""
        workspace, self.workspace, self._waiting = self.workspace, None, None
        self._replace()
        self._put_unlock_page_away()  # one that waited for a word of the council's
        workspace.put_away()
        self.start()


def _load_services() -> None:
    """Load what knows no Qt: on the vault's thread, beside the screen."""
    for module in pkgutil.iter_modules(services.__path__, f"{services.__name__}."):
        importlib.import_module(module.name)


def _lease(vault: Any) -> Any:
    return _late("sbp_desktop.storage.lease", "standing", vault)


def _late(module: str, function: str, *arguments: Any) -> Any:
    return getattr(importlib.import_module(module), function)(*arguments)
