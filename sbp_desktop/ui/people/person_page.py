"""One person's page: face and words first, the last conversation, their web small, one button to start writing."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, cast
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.snapshots import ChangeSet, PersonSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.services import conversations
from sbp_desktop.storage import person_page, queries
from sbp_desktop.storage.person_page import PersonPageSnapshot
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.only_read import OnlyRead
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.people import described
from sbp_desktop.ui.people.about_me import AboutMe
from sbp_desktop.ui.people.cover_reason import CoverReason
from sbp_desktop.ui.people.last_time import LastTime
from sbp_desktop.ui.people.person_head import PersonHead
from sbp_desktop.ui.people.reach_part import ReachPart
from sbp_desktop.ui.people.record_links import RecordLinks
from sbp_desktop.ui.people.their_words import TheirWords
from sbp_desktop.ui.people.timeline import Timeline
from sbp_desktop.ui.people.whats_next import WhatsNext
from sbp_desktop.ui.plans.in_touch import InTouch
from sbp_desktop.ui.spelling import Speller
from sbp_desktop.ui.versions.several import VersionsPart
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Body, Column, LinkButton, PrimaryButton, TurnButton

_WIDEST = 1160  # pixels at the ordinary text size: words and web side by side
_SIDE_BY_SIDE = 860
_WORDS, _WEB = 3, 2  # how the width is shared
_UNREAD_MS = 100  # what takes no longer to be read is not preceded by the picture of an empty page


class SmallWeb(Protocol):
    """The picture of a web beside the words: a widget that rings `opened` when it is pressed."""

    opened: SignalInstance

    def show_web(self, web: WebSnapshot) -> None:
        """Show this web as it is today."""

    def clear(self) -> None:
        """Show nothing, and keep nobody's name."""


class PersonPage(Column):
    """`open` shows a person; nothing of the one before is left. `small_web` makes the picture of their web, if any."""

    conversation_opened = Signal(object, object)  # UUIDs of the person and of the conversation
    decision_opened = Signal(object, object)  # UUIDs of the person and of the decision
    web_wanted = Signal(object)  # UUID of the person
    agreed_wanted = Signal(object)  # UUID of the person
    colleagues_wanted = Signal(object)  # UUID of the person
    known_already = Signal(object)  # UUID of the person, who has no name yet
    undo_wanted = Signal()
    redo_wanted = Signal()
    turn_wanted = Signal()
    leaf_wanted = Signal()  # a page to leave with them
    seen_wanted = Signal(object)  # UUID of the person
    told_wanted = Signal(object)  # UUID of the person
    hold_wanted = Signal(object)  # UUID of the person, who asks what is kept about them

    def __init__(
        self, background: Background, small_web: Callable[[], SmallWeb] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, widest=_WIDEST)
        self._background, self._speller = background, Speller.of(background)
        self._opened: UUID | None = None
        self._pressed = False  # before it was known what there is to go on with
        self._page: PersonPageSnapshot | None = None
        self.cover_reason = CoverReason(background)
        self.head = PersonHead(background)
        self.versions = VersionsPart(background.run)
        self.versions.settled.connect(self._start_focus)
        self._words = TheirWords()
        self.only_read = OnlyRead()
        self._start = PrimaryButton(self.tr("Start writing"))
        self.in_touch = InTouch(background)
        self.agreed_link = LinkButton(self.tr("What we agreed"))
        self.agreed_link.setProperty("touch", True)
        self.colleagues_link = LinkButton(self.tr("Ask my colleagues"))
        self.colleagues_link.setProperty("touch", True)
        self._next = WhatsNext()
        self._contacts = Part(self.tr("In touch lately"))
        self._how_it_was = Part(self.tr("How it was for them"))
        self._last = LastTime()
        self._small_web = small_web() if small_web is not None else None
        self._web: WebSnapshot | None = None
        self._web_link = LinkButton(self.tr("Web"))
        self._turn = TurnButton()
        self.leaf = LinkButton(self.tr("A page to leave with them"), icon_name="print")
        self.reach = ReachPart(background)
        self._about_me = AboutMe(background)
        self.talked = Timeline(background)
        self.record = RecordLinks()
        # Laying out a web takes longer than all the rest, so the person's words are painted before it.
        self._unread = QTimer(self, singleShot=True, interval=_UNREAD_MS)
        self._unread.timeout.connect(partial(self.setUpdatesEnabled, True))
        self._web_next = QTimer(self, singleShot=True, interval=0)
        self._web_next.timeout.connect(self._draw_web)
        self._lay_out()
        self._lead_to_the_record()
        self.setFocusProxy(self._start)
        self.head.known_already.connect(self._ask_who)
        self._start.clicked.connect(self._start_writing)
        self._web_link.clicked.connect(self._show_web)
        self.agreed_link.clicked.connect(self._show_agreed)
        self.colleagues_link.clicked.connect(self._ask_colleagues)
        self._turn.clicked.connect(self.turn_wanted)
        self.leaf.setProperty("touch", True)
        self.leaf.clicked.connect(self.leaf_wanted)
        self._lead_to_conversations()
        for part in (self.reach, self._about_me, self.head.who_stays):
            part.undo_wanted.connect(self.undo_wanted)
            part.redo_wanted.connect(self.redo_wanted)
        self.clear_names()

    def _lead_to_conversations(self) -> None:
        self._next.look_again_wanted.connect(self._look_again)
        self._last.opened.connect(self._open_conversation)
        self._last.left.connect(self._leave_it)
        self.talked.conversation_opened.connect(self._open_conversation)
        self.talked.decision_opened.connect(self._open_decision)

    def _lead_to_the_record(self) -> None:
        self.cover_reason.answered.connect(self._start_focus)
        self.record.seen_wanted.connect(self._show_seen)
        self.record.told_wanted.connect(self._show_told)
        self.record.hold_wanted.connect(self._show_hold)

    @property
    def person(self) -> UUID | None:
        """The person this page is open on."""
        return self._opened

    @property
    def shown(self) -> PersonSnapshot | None:
        """What is shown of them, None until it has been read."""
        return self._page.person if self._page is not None else None

    def open(self, person: UUID) -> None:
        """Show this person; who is shown already is followed through every change and not asked for again."""
        if person == self._opened and self.shown is not None:
            return
        if self._opened not in (None, person):
            self.clear_names()
        self._set_person(person)
        self.setUpdatesEnabled(False)
        self._unread.start()
        self._ask()

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again when this person's record changed, or what their worker is called."""
        if changes.concerns(self._opened) or (self._opened is not None and "Worker" in changes.kinds):
            self._ask()

    def leave(self) -> None:
        """Keep what is being typed, as before a lock or another page."""
        self.head.leave()
        self.reach.leave()
        self._about_me.leave()

    def clear_names(self) -> None:
        """Keep what is being typed, then forget the person."""
        self.leave()
        self._opened = self._page = None
        self._pressed = False
        self.head.clear_names()
        self._speller.set_names(())
        self._words.clear_names()
        self.reach.clear_names()
        self._about_me.clear_names()
        self.in_touch.set_person(None)
        self._set_person(None)
        self.versions.show_versions(())
        for part in (self._next, self._how_it_was, self._last, self._contacts):
            part.show_lines(())
        self._start.setText(self.tr("Start writing"))
        self._start.show()
        self.only_read.hide()
        self._web = None
        if self._small_web is not None:
            self._small_web.clear()
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the web under the words where there is no room beside them."""
        super().resizeEvent(event)
        wide = event.size().width() >= theme.scaled(_SIDE_BY_SIDE)
        self._beside.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _set_person(self, person: UUID | None) -> None:
        self._opened = person
        self.cover_reason.set_person(person)
        self.head.who_stays.set_person(person)
        self.talked.set_person(person)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_24)
        links = QWidget()
        across = Wrapped(links, theme.SPACE_32, 0)
        for link in (self.in_touch.link, self.agreed_link, self.colleagues_link, self.reach.link):
            across.addWidget(link)
        self._web_side = QVBoxLayout()
        self._web_side.setSpacing(theme.SPACE_8)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(theme.SPACE_48)
        self.lines.addWidget(self.cover_reason)
        self.lines.addWidget(self.head)
        self.lines.addWidget(self.versions)
        self.lines.addSpacing(theme.SPACE_12)
        self.lines.addLayout(self._beside)
        self._beside.addLayout(words, _WORDS)
        words.addWidget(self._words)
        words.addWidget(self.only_read)
        words.addWidget(self._start, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(links)
        words.addWidget(self.in_touch)
        words.addWidget(self.reach)
        words.addWidget(self._next)
        words.addWidget(self._how_it_was)
        words.addWidget(self._last)
        words.addWidget(self._contacts)
        words.addStretch(1)
        self._beside.addLayout(self._web_side, _WEB)
        if self._small_web is not None:  # there from the start: a page that must not move when the picture comes
            self._small_web.opened.connect(self._show_web)
            self._web_side.addWidget(cast(QWidget, self._small_web))
        self._web_side.addWidget(self._web_link, 0, Qt.AlignmentFlag.AlignHCenter)
        self._web_side.addWidget(self._turn, 0, Qt.AlignmentFlag.AlignHCenter)
        self._web_side.addWidget(self.leaf, 0, Qt.AlignmentFlag.AlignHCenter)
        self._web_side.addStretch(1)
        self.lines.addWidget(self._about_me)
        self.lines.addWidget(self.talked)
        self.lines.addWidget(self.record)
        self.lines.addStretch(1)

    def _ask(self) -> None:
        run, person = self._background.run, self._opened
        run(queries.here, person_page.read, person, person, talks=self.talked.asks_for, then=self._take_page)
        run(queries.here, queries.web, person, person, then=self._take_web)  # takes longest, to read and to draw

    def _take_page(self, page: PersonPageSnapshot) -> None:
        if page.person.id != self._opened:
            return
        self._web_next.start()
        was, self._page = self._page, page
        with self.laid_out_once():
            if was is None or (page.person, page.said_by) != (was.person, was.said_by):
                self._show_person(page)
            self._show_beside(page, was)
        self.setUpdatesEnabled(True)
        if was is None:
            self.reach.take_drafts(page.drafts)
            self._about_me.take_drafts(page.drafts)
            self.head.who_stays.take_drafts(page.drafts)
        if self._pressed:
            self._start_writing()

    def _show_person(self, page: PersonPageSnapshot) -> None:
        person, now = page.person, when_and_where.today()
        self.head.show_person(person)
        self.in_touch.set_person(person.id, person.name, person.reach)
        self.reach.show_reach(person.id, person.reach)
        self._words.show_words(person, page.said_by, now)
        self.only_read.setVisible(person.only_read)
        self._start.setHidden(person.only_read)
        self._start.setText(self.tr("Carry on writing") if person.open_conversation else self.tr("Start writing"))
        self.leaf.setText(self.tr("A page to leave with them") if person.paper_ok else self.tr("No paper, please"))
        self._about_me.show_texts(person.id, person.about_me, person.rules_off)
        self._next.show_person(person, now)
        self._last.show_person(person, now)

    def _show_beside(self, page: PersonPageSnapshot, was: PersonPageSnapshot | None) -> None:
        """Show what is not about who they are; what is the same as before stays as it is, with the keyboard."""
        now = when_and_where.today()
        self.cover_reason.show_asked(page.asks_why)
        self.head.who_stays.show_stays(page.stays)
        self.versions.show_versions(page.doubted)
        self.talked.show_talked(page.talked)
        if page.contacts != (was.contacts if was is not None else ()):
            self._contacts.show_lines([Body(described.contact(each, now)) for each in page.contacts])
        if page.check_backs != (was.check_backs if was is not None else ()):
            self._how_it_was.show_lines([Body(described.how_it_was(each, now)) for each in page.check_backs])

    def _look_again(self) -> None:
        """Go on with the conversation there is as one that looks again, or begin one."""
        person, kind = self.shown, ConversationKind.REVIEW.value
        if person is None:
            return
        talk = person.open_conversation
        if talk is None:
            self._background.run(conversations.start, person.id, kind=kind, then=self._started)
        else:
            opened = partial(self.conversation_opened.emit, person.id, talk)
            self._background.run(conversations.set_kind, talk, kind, then=lambda _changes: opened())

    def _take_web(self, web: WebSnapshot) -> None:
        """Keep the web until the words have been drawn; the name and the words come first."""
        if web.person == self._opened:
            self._web = web
            if not self._web_next.isActive():
                self._draw_web()

    def _draw_web(self) -> None:
        web = self._web
        if web is None or web.person != self._opened:
            return
        self._web = None
        self._speller.set_names(node.label for node in web.nodes)
        if self._small_web is not None:
            self._small_web.show_web(web)

    def _start_focus(self) -> None:
        self._start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start_writing(self) -> None:
        person = self.shown
        self._pressed = person is None and self._opened is not None
        if person is None or person.only_read:
            return
        if person.open_conversation is not None:
            self.conversation_opened.emit(person.id, person.open_conversation)
            return
        self._start.setEnabled(False)  # a second press would begin a second conversation
        self._background.run(conversations.start, person.id, then=self._started, failed=self._not_started)

    def _leave_it(self, talk: UUID, outcome: str) -> None:
        self._background.run(conversations.leave_it, talk, outcome, then=self._left)

    def _left(self, changes: ChangeSet) -> None:
        """Where something is more urgent, that is what is written on now."""
        if changes.created and self._opened in changes.persons:
            self.conversation_opened.emit(self._opened, changes.created[0])

    def _started(self, changes: ChangeSet) -> None:
        self._start.setEnabled(True)
        if self._opened in changes.persons:
            self.conversation_opened.emit(self._opened, changes.created[0])

    def _not_started(self, error: ExpectedError) -> None:
        self._start.setEnabled(True)
        self._background.problem.emit(str(error))

    def _open_conversation(self, conversation: UUID) -> None:
        self.conversation_opened.emit(self._opened, conversation)

    def _open_decision(self, decision: UUID) -> None:
        self.decision_opened.emit(self._opened, decision)

    def _ask_who(self) -> None:
        if self._opened is not None:
            self.leave()  # what is typed goes along
            self.known_already.emit(self._opened)

    def _show_web(self) -> None:
        if self._opened is not None:
            self.web_wanted.emit(self._opened)

    def _show_agreed(self) -> None:
        if self._opened is not None:
            self.agreed_wanted.emit(self._opened)

    def _show_seen(self) -> None:
        if self._opened is not None:
            self.seen_wanted.emit(self._opened)

    def _show_told(self) -> None:
        if self._opened is not None:
            self.told_wanted.emit(self._opened)

    def _show_hold(self) -> None:
        if self._opened is not None:
            self.leave()  # what is being typed is part of it
            self.hold_wanted.emit(self._opened)

    def _ask_colleagues(self) -> None:
        if self._opened is not None:
            self.colleagues_wanted.emit(self._opened)
