"""Where keeping, leaving a page and bringing in are asked for: their keys, their words in the search, their sheets."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.ui.actions import Action, Actions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.clipboard import Clipboard
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.keep.bring_in_sheet import BringInSheet
from sbp_desktop.ui.keep.leaf_sheet import LeafSheet
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.web.web_page import WebPage


class Keeping(QObject):
    """`person` tells who is open, `undo` takes back what was last done in their record."""

    def __init__(
        self,
        background: Background,
        window: MainWindow,
        actions: Actions,
        person: Callable[[], UUID | None],
        undo: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._background, self._window = background, window
        self._person, self._undo = person, undo
        self._sheet: BringInSheet | None = None
        self._leaf: LeafSheet | None = None
        self.clipboard = Clipboard(self)
        leave = self.tr("A page to leave with them")
        keep, bring = self.tr("Keep or print the web"), self.tr("Bring in a record or a table of names")
        actions.add(Action("keep", keep, ("Ctrl+P",), self._keep, lambda: isinstance(window.page(), WebPage)))
        actions.add(Action("leave_page", leave, ("Ctrl+Shift+P",), self.leave_page, lambda: person() is not None))
        actions.add(Action("bring_in", bring, ("Ctrl+O",), self.bring_in))

    def bring_in(self) -> None:
        """Ask for a file to bring in: a table goes to the person who is open, a record to its own."""
        if self._sheet is None:
            self._sheet = BringInSheet(self._background, self._window.body)
            self._sheet.brought_in.connect(self._tell)
        self._sheet.choose_file(self._person())

    def leave_page(self, conversation: UUID | None = None) -> None:
        """Show the page to leave with the person who is open: of this conversation, the one in front, or the newest."""
        page, person = self._window.page(), self._person()
        if isinstance(page, ConversationPage):
            page.flush()  # what is being typed is part of it
            conversation = conversation or page.conversation
        if person is None:
            return
        if self._leaf is None:
            # Over the pages alone: the corner that covers the screen stays free (decisions.md D22).
            self._leaf = LeafSheet(self._background, self.clipboard, self._window.pages)
            self._leaf.kept.connect(self._window.notices.tell_done)
            self._window.pages.currentChanged.connect(self._leaf.hide)
        self._leaf.open(person, conversation)

    def put_away(self) -> None:
        """Leave nothing of a file, or of a page to leave, on the screen."""
        for sheet in (self._sheet, self._leaf):
            if sheet is not None:
                sheet.hide()

    def _keep(self) -> None:
        page = self._window.page()
        if isinstance(page, WebPage):
            page.open_keep()

    def _tell(self, changes: ChangeSet) -> None:
        if self._person() in changes.persons:
            self._window.notices.tell_done(self.tr("It is brought in."), self.tr("Undo"), self._undo)
        else:
            self._window.notices.tell_done(self.tr("It is brought in. You will find them under People."), "", None)
