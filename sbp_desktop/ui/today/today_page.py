"""Today's page: who expects me, whom to call, what I did not finish, the people I'm with, and my own day."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.snapshots import (
    ChangeSet,
    CheckBackDue,
    CouncilNotice,
    ExpectedContact,
    PersonRow,
    TodaySnapshot,
    UnfinishedNote,
)
from sbp_desktop.storage import erasing, mass_removal, notices, queries
from sbp_desktop.storage.mass_removal import Question, Way
from sbp_desktop.sync.status import Standing
from sbp_desktop.ui import council_words, theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.latest_only import LatestOnly
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.today import told_words
from sbp_desktop.ui.today.check_back_row import CheckBackRow
from sbp_desktop.ui.today.day_so_far import DaySoFar
from sbp_desktop.ui.today.expected_row import ExpectedRow
from sbp_desktop.ui.today.my_day import MyDay
from sbp_desktop.ui.today.nudge_line import NudgeLine
from sbp_desktop.ui.today.sentence_line import SentenceLine
from sbp_desktop.ui.today.sessions_part import AddSession, SessionsPart
from sbp_desktop.ui.widgets import Body, Column, LinkButton, ListRow, PageTitle, PrimaryButton, Secondary

_PEOPLE_SHOWN = 12
_EXPECTED_SHOWN = 8  # about a page; the rest is one press away
_STARTED_SHOWN = 6
_CARES_ABOUT = frozenset(
    {
        "Person",
        "Conversation",
        "Entry",
        "Contact",
        "EmergencyPlan",
        "CheckBack",
        "DailyPulse",
        "Team",
        "Worker",
        "Walk",
        "LocalSession",
    }
    | {notices.NOTICE, erasing.ERASED, mass_removal.ASKED}
)


class TodayPage(Column):
    """Asks for today when shown and when something on it changed, and forgets it when hidden. It counts nobody."""

    person_opened = Signal(object)  # UUID of the person
    conversation_opened = Signal(object, object)  # UUIDs of the person and of the conversation
    asked_together = Signal(object)  # UUID of the person
    start_wanted = Signal()
    everybody_wanted = Signal()
    noted = Signal(object)  # the ChangeSet of a time we were in touch, of a walk, or of a session
    taken_out = Signal(object)  # the ChangeSet that took out a time in touch
    send_wanted = Signal()

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._shown: TodaySnapshot | None = None
        self._waiting_words = ""
        self.setAccessibleName(self.tr("Today"))
        self._question = LatestOnly(background, parent=self)
        self._build()

    def load(self) -> None:
        """Ask the vault for today and show it when it comes."""
        self._question.ask(queries.today, when_and_where.today(), then=self._take_day)
        self._background.run(mass_removal.questions, then=self._show_asked)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for today, unless it came before the page was shown."""
        super().showEvent(event)
        if not event.spontaneous() and not self._question.asking and self._shown is None:
            self.load()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep nobody's name behind another page."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.clear_names()

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again when the page is on screen and people or conversations changed."""
        if self.isVisible() and changes.kinds & _CARES_ABOUT:
            self.load()

    def clear_names(self) -> None:
        """Forget everybody (decisions.md D21); `load` brings them back."""
        self._question.forget()
        if self._shown is None:
            return
        self.nudge.clear_names()
        self.show_day(TodaySnapshot(when_and_where.today()))
        self._welcome.hide()
        self._shown = None

    def show_standing(self, standing: Standing | None, _problem: str) -> None:
        """Say what has not been sent to the council for days, if anything."""
        words = council_words.waits_long(standing, wall_ms())
        if words == self._waiting_words:
            return
        self._waiting_words = words
        self._waiting.show_lines([SentenceLine(words, {self.tr("Send now"): self.send_wanted.emit})] if words else [])

    def _take_day(self, today: TodaySnapshot) -> None:
        self.show_day(today)
        self.nudge.load()  # nobody waits for a line that comes by itself

    def _show_asked(self, asked: Sequence[Question]) -> None:
        """So many people at once go only when somebody here says that it is right (security.md R13)."""
        self._asked.show_lines([self._asked_line(each) for each in asked])

    def _asked_line(self, asked: Question) -> SentenceLine:
        if asked.way is Way.ERASED:
            words = self.tr("The council asks for {people} of {all} people to be erased here.")
            way = self.tr("It is right: erase them")
        else:
            words = self.tr("The council says that {people} of {all} people here are no longer yours.")
            way = self.tr("It is right: let them go")
        said = f"{words} {self.tr('Ask the council first whether that is right.')}".format(
            people=asked.people, all=asked.of
        )
        return SentenceLine(said, {way: partial(self._agree, asked)})

    def _agree(self, asked: Question) -> None:
        self._background.run(mass_removal.agree, asked, then=lambda _changes: self.send_wanted.emit())

    def show_day(self, today: TodaySnapshot) -> None:
        """Show this day, unless it is what is shown: a row somebody is busy with stays."""
        self.my_day.show_day(today)
        self.day_so_far.show_touches(today.touches)
        if today == self._shown:
            return
        self._shown = today
        self._title.setText(when_and_where.day_title(today.day))
        self._told.show_lines([self._told_line(each, today.day) for each in today.told])
        self.sessions.show_sessions(today.sessions, today.day)
        self._show_expected(today, _EXPECTED_SHOWN)
        self._not_met.show_rows([self._person_row(each, today.day) for each in today.not_met])
        self._calls.show_rows([self._check_back_row(each) for each in today.check_backs])
        self._show_started(today, _STARTED_SHOWN)
        self._with.show_rows([self._person_row(each, today.day) for each in today.people[:_PEOPLE_SHOWN]])
        self._everybody.setVisible(len(today.people) > _PEOPLE_SHOWN)
        self._welcome.setVisible(not (today.expects_me or today.unfinished or today.people))

    def _show_expected(self, today: TodaySnapshot, most: int | None = None) -> None:
        self._expects.show_rows([self._expected_row(each, today.day) for each in today.expects_me[:most]])
        self._later.setVisible(most is not None and len(today.expects_me) > most)

    def _show_later(self) -> None:
        if self._shown is not None:
            self._show_expected(self._shown)

    def _show_started(self, today: TodaySnapshot, most: int | None = None) -> None:
        self._started.show_lines([self._unfinished_line(each, today.day) for each in today.unfinished[:most]])
        self._earlier.setVisible(most is not None and len(today.unfinished) > most)

    def _show_earlier(self) -> None:
        if self._shown is not None:
            self._show_started(self._shown)

    def _build(self) -> None:
        self._title = PageTitle()
        self.lines.addWidget(self._title)
        self._welcome = Body(
            self.tr("Who are you meeting first? Start writing: a name is enough, and so is no name yet.")
        )
        self._welcome.hide()
        self.lines.addWidget(self._welcome)
        self.nudge = NudgeLine(self._background)
        self.nudge.person_opened.connect(self.person_opened)
        self.nudge.conversation_opened.connect(self.conversation_opened)
        self.nudge.noted.connect(self.noted)
        self.lines.addWidget(self.nudge)
        self._waiting = self._part(self.tr("Not sent yet"))
        self._told = self._part(self.tr("From the council"))
        self._asked = self._part(self.tr("Before anybody goes"))
        self.sessions = SessionsPart(self._background)
        self.sessions.talk_opened.connect(self.conversation_opened)
        self.sessions.changed.connect(self.noted)
        self.sessions.moved.connect(self.load)
        self.lines.addWidget(self.sessions)
        self._expects = self._part(self.tr("Who expects me"))
        self._later = LinkButton(self.tr("And later"))
        self._later.clicked.connect(self._show_later)
        self._later.hide()
        self.lines.addWidget(self._later)
        self._not_met = self._part(self.tr("Nobody has said hello yet"))
        self._calls = self._part(self.tr("Worth a call"))
        self._started = self._part(self.tr("Started and not finished"))
        self._earlier = LinkButton(self.tr("And earlier"))
        self._earlier.clicked.connect(self._show_earlier)
        self._earlier.hide()
        self.lines.addWidget(self._earlier)
        self.lines.addSpacing(theme.SPACE_12)
        self._add_start_line()
        self._with = self._part(self.tr("People I’m with"))
        self._everybody = LinkButton(self.tr("Everybody"))
        self._everybody.clicked.connect(self.everybody_wanted)
        self._everybody.hide()
        self.lines.addWidget(self._everybody)
        self.day_so_far = DaySoFar(self._background)
        self.day_so_far.person_opened.connect(self.person_opened)
        self.day_so_far.conversation_opened.connect(self.conversation_opened)
        self.day_so_far.taken_out.connect(self.taken_out)
        self.lines.addWidget(self.day_so_far)
        self.my_day = MyDay(self._background)
        self.lines.addWidget(self.my_day)
        self.add_session = AddSession(self._background)
        self.add_session.changed.connect(self.noted)
        self.lines.addWidget(self.add_session)
        self.lines.addStretch(1)

    def _part(self, heading: str) -> Part:
        part = Part(heading)
        part.hide()
        self.lines.addWidget(part)
        return part

    def _add_start_line(self) -> None:
        start = PrimaryButton(self.tr("Start writing"))
        start.clicked.connect(self.start_wanted)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_16)
        self.lines.addLayout(line)
        line.addWidget(start)
        line.addWidget(Secondary(self.tr("Ctrl+N. A name, or nothing yet.")), 1)

    def _expected_row(self, each: ExpectedContact, now: int) -> ExpectedRow:
        row = ExpectedRow(self._background, each, now)
        row.opened.connect(partial(self._open_person, each.person))
        row.noted.connect(self.noted)
        return row

    def _check_back_row(self, due: CheckBackDue) -> CheckBackRow:
        row = CheckBackRow(self._background, due)
        row.opened.connect(partial(self._open_person, due.person))
        row.asked_together.connect(partial(self._ask_together, due.person))
        return row

    def _unfinished_line(self, each: UnfinishedNote, now: int) -> SentenceLine:
        carry_on = partial(self._open_conversation, each.person, each.conversation)
        return SentenceLine(self._unfinished_words(each, now), {self.tr("Carry on"): carry_on})

    def _told_line(self, each: CouncilNotice, now: int) -> SentenceLine:
        ways: dict[str, Callable[[], object]] = {}
        if each.name:
            ways[self.tr("Open")] = partial(self._open_person, each.person)
        ways[self.tr("Put away")] = partial(self._put_away, each)
        return SentenceLine(told_words.sentence(each, now), ways)

    def _person_row(self, each: PersonRow, now: int) -> ListRow:
        name = self.tr("No name yet") if each.nameless else each.name
        talked = when_and_where.last_talked(each.last_ms, now)
        line = " · ".join(filter(None, (each.neighbourhood, talked)))
        row = ListRow(name, line, face="" if each.nameless else None)
        row.opened.connect(partial(self._open_person, each.id))
        return row

    def _unfinished_words(self, each: UnfinishedNote, now: int) -> str:
        where = when_and_where.place(each.setting)
        when = when_and_where.moment(each.opened_ms, now)
        if each.nameless:
            who, ending = self.tr("A conversation"), self.tr(", no name yet.")
        else:
            who, ending = self.tr("A conversation with {name}").format(name=each.name), "."
        return f"{who} {where}, {when}{ending}" if where else f"{who}, {when}{ending}"

    def _put_away(self, told: CouncilNotice) -> None:
        self._background.run(notices.put_away, told, then=lambda _: self.load())

    def _ask_together(self, person: UUID) -> None:
        self.asked_together.emit(person)

    def _open_person(self, person: UUID) -> None:
        self.person_opened.emit(person)

    def _open_conversation(self, person: UUID, conversation: UUID) -> None:
        self.conversation_opened.emit(person, conversation)
