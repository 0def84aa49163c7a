"""One person's page: face and words first, the last conversation, their web small, one button to start writing."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, cast
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.plan_snapshots import CheckBackSnapshot, ContactSnapshot
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot, PersonSnapshot, WebSnapshot
from sbp_desktop.models.versions import Versions
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.services import conversations
from sbp_desktop.storage import drafts, plans, queries, versions
from sbp_desktop.ui import local_words, theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.only_read import OnlyRead
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.people import described
from sbp_desktop.ui.people.about_me import AboutMe
from sbp_desktop.ui.people.cover_reason import CoverReason
from sbp_desktop.ui.people.person_head import PersonHead
from sbp_desktop.ui.people.record_links import RecordLinks
from sbp_desktop.ui.people.their_words import WORDS_SHOWN, TheirWords
from sbp_desktop.ui.people.timeline import Timeline
from sbp_desktop.ui.plans.in_touch import InTouch
from sbp_desktop.ui.spelling import Speller
from sbp_desktop.ui.versions.several import VersionsPart
from sbp_desktop.ui.widgets import Body, Column, LinkButton, PrimaryButton, Secondary, TurnButton

_WIDEST = 1160  # pixels at the ordinary text size: words and web side by side
_SIDE_BY_SIDE = 860
_WORDS, _WEB = 3, 2  # how the width is shared
_LINES_OF_LAST = 3
_CONTACTS_SHOWN = 4


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
        self._person: PersonSnapshot | None = None
        self._opened: UUID | None = None
        self._pressed = False  # before it was known what there is to go on with
        self._labels: dict[UUID, str] = {}
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
        self._next = Part(self.tr("What’s next"))
        self._contacts = Part(self.tr("In touch lately"))
        self._how_it_was = Part(self.tr("How it was for them"))
        self._last = Part(self.tr("Last time"))
        self._small_web = small_web() if small_web is not None else None
        self._web: WebSnapshot | None = None
        self._web_link = LinkButton(self.tr("Web"))
        self._turn = TurnButton()
        self.leaf = LinkButton(self.tr("A page to leave with them"), icon_name="print")
        self._about_me = AboutMe(background)
        self.talked = Timeline(background)
        self.record = RecordLinks()
        # Laying out a web takes longer than all the rest, so the person's words are painted before it.
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
        self.talked.conversation_opened.connect(self._open_conversation)
        self.talked.decision_opened.connect(self._open_decision)
        for part in (self._about_me, self.head.who_stays):
            part.undo_wanted.connect(self.undo_wanted)
            part.redo_wanted.connect(self.redo_wanted)
        self.clear_names()

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
        return self._person

    def open(self, person: UUID) -> None:
        """Show this person; who is shown already is followed through every change and not asked for again."""
        if person == self._opened and self._person is not None:
            return
        if person != self._opened:
            self.clear_names()
        self._opened = person
        self._ask()
        self._background.run(queries.here, drafts.pending, person, person, then=self._take_drafts)

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again when this person's record changed, or what their worker is called."""
        if changes.concerns(self._opened) or (self._opened is not None and "Worker" in changes.kinds):
            self._ask()

    def leave(self) -> None:
        """Keep what is being typed, as before a lock or another page."""
        self.head.leave()
        self._about_me.leave()

    def clear_names(self) -> None:
        """Keep what is being typed, then forget the person."""
        self.leave()
        self._opened = self._person = None
        self._pressed = False
        self._labels = {}
        self.head.clear_names()
        self._speller.set_names(())
        self._words.clear_names()
        self._about_me.clear_names()
        self.in_touch.set_person(None)
        self.cover_reason.set_person(None)
        self.versions.show_versions(())
        self.talked.show_person(None)
        for part in (self._next, self._how_it_was, self._last, self._contacts):
            part.show_lines(())
            part.show_rows(())
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

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_24)
        words.addWidget(self._words)
        words.addWidget(self.only_read)
        words.addWidget(self._start, 0, Qt.AlignmentFlag.AlignLeft)
        links = QHBoxLayout()
        links.setSpacing(theme.SPACE_32)
        links.addWidget(self.in_touch.link)
        links.addWidget(self.agreed_link)
        links.addWidget(self.colleagues_link)
        links.addStretch(1)
        words.addLayout(links)
        words.addWidget(self.in_touch)
        words.addWidget(self._next)
        words.addWidget(self._how_it_was)
        words.addWidget(self._last)
        words.addWidget(self._contacts)
        words.addStretch(1)
        self._web_side = QVBoxLayout()
        self._web_side.setSpacing(theme.SPACE_8)
        if self._small_web is not None:  # there from the start: a page that must not move when the picture comes
            self._small_web.opened.connect(self._show_web)
            self._web_side.addWidget(cast(QWidget, self._small_web))
        self._web_side.addWidget(self._web_link, 0, Qt.AlignmentFlag.AlignHCenter)
        self._web_side.addWidget(self._turn, 0, Qt.AlignmentFlag.AlignHCenter)
        self._web_side.addWidget(self.leaf, 0, Qt.AlignmentFlag.AlignHCenter)
        self._web_side.addStretch(1)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(theme.SPACE_48)
        self._beside.addLayout(words, _WORDS)
        self._beside.addLayout(self._web_side, _WEB)
        self.lines.addWidget(self.cover_reason)
        self.lines.addWidget(self.head)
        self.lines.addWidget(self.versions)
        self.lines.addSpacing(theme.SPACE_12)
        self.lines.addLayout(self._beside)
        self.lines.addWidget(self._about_me)
        self.lines.addWidget(self.talked)
        self.lines.addWidget(self.record)
        self.lines.addStretch(1)

    def _ask(self) -> None:
        person = self._opened
        self.cover_reason.set_person(person)
        self.head.who_stays.set_person(person)
        self._background.run(queries.here, queries.person, person, person, then=self._show_person)
        self._background.run(queries.here, queries.web, person, person, then=self._take_web)  # takes longest to draw
        self.talked.show_person(person)
        doubted = partial(self._show_versions, person)
        self._background.run(queries.here, versions.of_person, person, person, then=doubted)
        lately = partial(plans.contacts, limit=_CONTACTS_SHOWN)
        self._background.run(queries.here, lately, person, person, then=partial(self._show_contacts, person))
        said = partial(self._show_how_it_was, person)
        self._background.run(queries.here, plans.check_backs_of, person, person, then=said)

    def _show_person(self, person: PersonSnapshot) -> None:
        if person.id != self._opened:
            return
        self._web_next.start()
        if person == self._person:
            return
        self._person = person
        now = when_and_where.today()
        self.head.show_person(person)
        self.in_touch.set_person(person.id, person.name)
        self._words.show_words(person, self._labels, now)
        self.only_read.setVisible(person.only_read)
        self._start.setHidden(person.only_read)
        self._start.setText(self.tr("Carry on writing") if person.open_conversation else self.tr("Start writing"))
        self.leaf.setText(self.tr("A page to leave with them") if person.paper_ok else self.tr("No paper, please"))
        self._about_me.show_texts(person.id, person.about_me, person.rules_off)
        self._next.show_lines(self._next_lines(person, now))
        self._last.show_lines(self._last_lines(person, now))
        if self._pressed:
            self._start_writing()

    def _next_lines(self, person: PersonSnapshot, now: int) -> list[QWidget]:
        when = when_and_where.expected(person.next_on, now) if person.next_on is not None else ""
        words = ": ".join(filter(None, (when, person.next_words)))
        return [*([Body(words)] if words else []), *self._look_again_lines(person, now)]

    def _look_again_lines(self, person: PersonSnapshot, now: int) -> list[QWidget]:
        """The day agreed to look again, which a press begins; after a goodbye that coming back is all right."""
        if person.goodbye_on is not None and person.open_conversation is None:
            day = when_and_where.partial(person.goodbye_on, now)
            return [Body(self.tr("We said goodbye: {day}. Coming back is always all right.").format(day=day))]
        if person.look_again_on is None:
            return []
        look_again = local_words.conversations()[ConversationKind.REVIEW.value]
        link = LinkButton(f"{when_and_where.expected(person.look_again_on, now)}: {look_again}")
        link.setProperty("touch", True)
        link.clicked.connect(self._look_again)
        return [link]

    def _look_again(self) -> None:
        """Go on with the conversation there is as one that looks again, or begin one."""
        person, kind = self._person, ConversationKind.REVIEW.value
        if person is None:
            return
        talk = person.open_conversation
        if talk is None:
            self._background.run(conversations.start, person.id, kind=kind, then=self._started)
        else:
            opened = partial(self.conversation_opened.emit, person.id, talk)
            self._background.run(conversations.set_kind, talk, kind, then=lambda _changes: opened())

    def _last_lines(self, person: PersonSnapshot, now: int) -> list[QWidget]:
        talk = person.last_conversation
        if talk is None or not any(entry.text.strip() for entry in talk.entries):
            return []
        above = {entry.id for entry in person.last_words[:WORDS_SHOWN]}
        said = [entry for entry in talk.entries if entry.text.strip() and entry.id not in above]
        link = LinkButton(self.tr("Read it all"))
        link.clicked.connect(partial(self._open_conversation, talk.id))
        shown = [Body(described.in_quotes(entry)) for entry in said[:_LINES_OF_LAST]]
        return [Secondary(described.conversation(talk, now)), *shown, link]

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
        self._labels = {node.id: node.label for node in web.nodes}
        self._speller.set_names(self._labels.values())
        if self._small_web is not None:
            self._small_web.show_web(web)
        if self._person is not None:
            self._words.show_words(self._person, self._labels, when_and_where.today())

    def _show_how_it_was(self, person: UUID | None, found: tuple[CheckBackSnapshot, ...]) -> None:
        if person == self._opened:
            self._how_it_was.show_lines([Body(described.how_it_was(each, when_and_where.today())) for each in found])

    def _show_versions(self, person: UUID | None, found: tuple[Versions, ...]) -> None:
        if person == self._opened:
            self.versions.show_versions(found)

    def _start_focus(self) -> None:
        self._start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_contacts(self, person: UUID | None, found: tuple[ContactSnapshot, ...]) -> None:
        if person == self._opened:
            self._contacts.show_lines([Body(described.contact(each, when_and_where.today())) for each in found])

    def _take_drafts(self, waiting: tuple[DraftSnapshot, ...]) -> None:
        self._about_me.take_drafts(waiting)
        self.head.who_stays.take_drafts(waiting)

    def _start_writing(self) -> None:
        person = self._person
        self._pressed = person is None and self._opened is not None
        if person is None or person.only_read:
            return
        if person.open_conversation is not None:
            self.conversation_opened.emit(person.id, person.open_conversation)
            return
        self._start.setEnabled(False)  # a second press would begin a second conversation
        self._background.run(conversations.start, person.id, then=self._started, failed=self._not_started)

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
