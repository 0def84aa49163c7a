"""Turning the screen round and back: the worker's pages go first, the shared one is made anew (decisions.md D3)."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import bell, sharing
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.actions import Actions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.cover import Cover
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together.together_page import LARGER, TogetherPage

Place = dict[str, UUID | str | None]
"""Where the worker is: "page", and the ids of "person" and "conversation"."""

_STILL_WORK = frozenset({"turn", "undo", "redo", "cover", "lock"})


class Turning(QObject):
    """`press` turns the screen, or turns it back. `turned` from the press until the worker's page is wanted again.

    The workspace says `where` the worker is (None while no person is open), can `put_away` the person's pages and go
    `back` to a place.
    """

    where: Callable[[], Place | None]
    put_away: Callable[[], None]
    back: Callable[[Place], None]

    def __init__(
        self, background: Background, signals: ChangeSignals, window: MainWindow, actions: Actions, cover: Cover
    ) -> None:
        super().__init__(window)
        self._background, self._window, self._actions, self._cover = background, window, actions, cover
        self._place: Place | None = None
        self._locked = self._asked_back = self._asking = False
        self._kept_back = ""
        self.page: TogetherPage | None = None
        self.make_speech: Callable[[], Speech] = Speech
        signals.changed.connect(self._refresh)
        cover.covered_changed.connect(self._covered)

    @property
    def turned(self) -> bool:
        """Whether the screen is the person's."""
        return self._place is not None

    def press(self) -> None:
        """The one key: turn the screen, or turn it back."""
        self._asking = False
        if self._place is None:
            self._turn()
        elif self.page is not None:
            self._turn_back()

    def ask_how_it_was(self) -> None:
        """Turn the screen with the two questions of after a goodbye in front."""
        if self._place is None:
            self._asking = True
            self._turn()

    def tell_worker(self, sentence: str) -> None:
        """Say what is for the worker: now, or once they have their own screen again."""
        if self.turned:
            self._kept_back = sentence
        else:
            self._window.notices.tell_problem(sentence)

    def end(self) -> None:
        """Nobody here may see any more whom the screen is shared with: the ordinary page comes at once, and whatever
        the worker's screen shows next lies behind it until they unlock.
        """
        page, self._place, self.page = self.page, None, None
        self._asked_back = False
        self._cover.show()
        if page is not None:
            page.leave()
            self._window.forget(page)
        self._actions.narrow(None)
        theme.enlarge(1)

    def forget(self) -> None:
        """Be as before anything was turned, when the window goes."""
        self._place = self.page = None
        theme.enlarge(1)

    def _refresh(self, changes: ChangeSet) -> None:
        if self.page is not None and self.page.person not in changes.gone:
            self.page.refresh(changes)

    def _turn(self) -> None:
        place = self.where()
        if place is None:
            return
        self._place = place
        self.put_away()
        self._actions.narrow(_STILL_WORK)
        QTimer.singleShot(0, self._ask)  # by then what was put away is destroyed

    def _ask(self) -> None:
        if self._place is not None:
            # Where the worker's text is large already, larger still would leave no room for the web.
            theme.enlarge(1 if theme.narrow(self._window.width()) else LARGER)
            self._background.run(
                queries.turning_back_is_locked, then=self._note_lock, failed=lambda _: self._note_lock(True)
            )
            self._background.run(queries.in_the_room, self._place["person"], then=self._show, failed=self._give_up)

    def _give_up(self, error: ExpectedError) -> None:
        """What cannot be read cannot be shown: the worker is where they were."""
        self._to_the_worker()
        self._window.notices.tell_problem(str(error))

    def _note_lock(self, locked: bool) -> None:
        self._locked = locked

    def _show(self, present: frozenset[UUID]) -> None:
        person = self._place["person"] if self._place is not None else None
        if isinstance(person, UUID):
            self.page = TogetherPage(self._background, person, present, self.make_speech())
            self.page.turned_back.connect(self.press)
            self.page.cover_wanted.connect(self._cover.press)
            self._window.show_alone(self.page)
            if self._asking:
                self.page.ask_how_it_was()

    def _turn_back(self) -> None:
        if self._locked:
            self._asked_back = True
            self._cover.show()
            self._cover.page.ask()
        else:
            self._go_back()

    def _covered(self, covered: bool) -> None:
        if self.page is not None and covered:
            self.page.leave()
        elif self.page is not None and self._asked_back:
            self._go_back()

    def _to_the_worker(self) -> None:
        place, self._place, self.page = self._place, None, None
        self._asked_back = False
        self._actions.narrow(None)
        theme.enlarge(1)
        if place is not None:
            self.back(place)
        if self._kept_back:
            self._window.notices.tell_problem(self._kept_back)
            self._kept_back = ""

    def _go_back(self) -> None:
        page = self.page
        if page is None:
            return
        page.leave()
        if seen := page.looked_at():
            self._background.run(sharing.looked_at_together, page.person, page.web.audience, seen)
        self._window.forget(page)
        self._to_the_worker()
        if page.rung:
            self._background.run(bell.ring, tuple(page.rung))
            said = self.tr("The bell rang for: {0}").format(", ".join(dict.fromkeys(page.rung)))
            self._window.notices.tell_done(said)
