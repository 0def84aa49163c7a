"""Makes the window and every page, and says how they lead to each other: the wiring diagram of an open vault."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.lenses import Lens
from sbp_desktop.models.snapshots import ChangeSet, PersonSnapshot
from sbp_desktop.services import locking, mending, people, places, quick_opening, teams, unlocking, words_packs
from sbp_desktop.storage import backups, caseload, erasing, history, queries, tries
from sbp_desktop.storage.lease import Lease
from sbp_desktop.sync.status import Standing
from sbp_desktop.ui import council_words, local_words, memory, only_read, session_watch
from sbp_desktop.ui.actions import Action, Actions
from sbp_desktop.ui.agreed.agreed_page import AgreedPage
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.council_link import CouncilLink
from sbp_desktop.ui.councils_return.return_page import ReturnPage
from sbp_desktop.ui.cover import Cover
from sbp_desktop.ui.decisions.decision_page import DecisionPage
from sbp_desktop.ui.help.glossary_page import GlossaryPage
from sbp_desktop.ui.help.help_page import HelpPage
from sbp_desktop.ui.huddle.huddle_page import HuddlePage
from sbp_desktop.ui.idle_lock import IdleLock, Lock
from sbp_desktop.ui.input_watch import InputWatch
from sbp_desktop.ui.keep.keeping import Keeping
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.my_space.my_space_page import MySpacePage
from sbp_desktop.ui.new_person import NewPersonSheet
from sbp_desktop.ui.people.known_already import KnownAlreadySheet
from sbp_desktop.ui.people.people_page import PeoplePage
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.people.what_we_hold import WhatWeHoldSheet
from sbp_desktop.ui.people.who_has_seen import WhoHasSeenSheet
from sbp_desktop.ui.people.who_we_told import WhoWeToldSheet
from sbp_desktop.ui.rail import RailEntry
from sbp_desktop.ui.safety.safety_sheet import SafetySheet
from sbp_desktop.ui.search.search_popup import SearchPopup
from sbp_desktop.ui.settings.settings_page import SettingsPage
from sbp_desktop.ui.spelling import Speller
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.together.turning import Place, Turning
from sbp_desktop.ui.web import command_actions, line_packs, show_me_actions
from sbp_desktop.ui.web.looking_back import Then
from sbp_desktop.ui.web.small_web import SmallWeb
from sbp_desktop.ui.web.web_canvas import WebCanvas
from sbp_desktop.ui.web.web_page import WebPage

TODAY, PEOPLE, PERSON, CONVERSATION, WEB, AGREED, DECISION, RETURN, HUDDLE, MY_SPACE, SAFETY, SETTINGS, HELP, FIND = (
    "today",
    "people",
    "person",
    "conversation",
    "web",
    "agreed",
    "decision",
    "return",
    "huddle",
    "my_space",
    "safety",
    "settings",
    "help",
    "find",
)

_ALWAYS = {Qt.Key.Key_F9: Qt.KeyboardModifier.NoModifier, Qt.Key.Key_L: Qt.KeyboardModifier.ControlModifier}
"""Keys that work under a menu and a dialog too: the cover's, and with Ctrl held the lock's."""

_COUNCIL_S = 1.0  # what the network still waits for is given up; the thread ends by itself
_FIRST_COPY_MS = 120_000
_ONCE_COPIED_MS = 60_000  # trying a copy takes 7 MB, in some seconds
_ONCE_GONE_MS = 1500  # pages are destroyed, and their memory free, a moment after they are left


class Workspace(QObject):
    """Everything on the screen while a vault is open; made before that, so that `start` has only to show it.

    `locked` is called once a lock has closed the vault.
    At most one person is open. When they are left their own page is emptied and their conversation and web are
    destroyed; while they are open the pages that name others hold no name (decisions.md D21).
    """

    def __init__(self, background: Background, signals: ChangeSignals, locked: Callable[[], object]) -> None:
        super().__init__()
        self._background, self._signals, self._locked = background, signals, locked
        self._folder = Path()
        self._person: UUID | None = None
        self._of_person: dict[str, QWidget] = {}
        self._here: Place = {"page": TODAY}
        self._session: session_watch.LogindWatch | session_watch.WindowsWatch | None = None
        self.window = MainWindow(
            (
                RailEntry(FIND, self.tr("Find"), "find", "Ctrl+K"),
                RailEntry(TODAY, self.tr("Today"), "today"),
                RailEntry(PEOPLE, self.tr("People"), "people"),
                RailEntry(MY_SPACE, self.tr("My space"), "space"),
            ),
            (
                RailEntry(SAFETY, self.tr("Keep safe"), "phone"),
                RailEntry(SETTINGS, self.tr("Settings"), "settings"),
                RailEntry(HELP, self.tr("Help"), "help", "F1"),
            ),
        )
        self.actions = Actions(self.window)
        self.today, self.people = TodayPage(background), PeoplePage(background)
        self.person = PersonPage(background, SmallWeb)
        self.my_space = MySpacePage(background)
        self.council = CouncilLink(background, self)
        self.settings = SettingsPage(background, self.council)
        self.help, self.glossary = HelpPage(self.actions), GlossaryPage(background)
        self.search = SearchPopup(background, self.actions)
        self.new_person = NewPersonSheet(background, self.window.page, self.window.body, lambda: self._person)
        self.known_already = KnownAlreadySheet(background, self.window.page, self.window.body)
        self.safety = SafetySheet(background, self.window.page, self.window.body, lambda: self._person)
        self.seen = WhoHasSeenSheet(background, self.council.ask_seen, self.window.pages)
        self.hold = WhatWeHoldSheet(background, self.window.pages)
        self.told = WhoWeToldSheet(background, self.window.pages)
        for sheet in (self.seen, self.hold, self.told):
            self.window.pages.currentChanged.connect(sheet.hide)
        self.cover = Cover(self.window, self._flush, self._verify, lambda: tries.left_s(self._folder))
        self._copying = QTimer(self, interval=backups.EVERY_S * 1000)
        self._copying.timeout.connect(self._copy)
        self.idle = IdleLock(self.window, self.lock, lambda: self.listening)
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - there is no workspace without one
        self.watch = InputWatch(application, _ALWAYS)
        self.turning = Turning(background, self._signals, self.window, self.actions, self.cover)
        self.turning.where, self.turning.put_away, self.turning.back = self._where, self._put_pages_away, self._go_back
        self._connect()
        self._add_actions()

    # -- wiring

    def _connect(self) -> None:
        background, window = self._background, self.window
        window.foot.follow(background)
        self.council.standing_changed.connect(self._say_council)
        self.council.sign_in.changed.connect(lambda _: self._say_council(self.council.standing, ""))
        self.council.standing_changed.connect(self.today.show_standing)
        self.today.send_wanted.connect(self.council.send_now)
        self.council.typing_wanted.connect(self._flush)
        window.foot.corner_pressed.connect(self.cover.press)
        window.entry_chosen.connect(self._go)
        window.closing.connect(self.close)
        window.set_search(self.search)
        background.problem.connect(window.notices.tell_problem)
        self._signals.changed.connect(self._refresh)
        self.today.person_opened.connect(self.open_person)
        self.today.conversation_opened.connect(self.open_conversation)
        self.today.asked_together.connect(self._ask_how_it_was)
        self.today.start_wanted.connect(self.new_person.open)
        self.today.everybody_wanted.connect(self.open_people)
        self.today.noted.connect(self._noted)
        self.today.taken_out.connect(self._taken_out)
        self.today.nudge.place_opened.connect(self.open_web)
        self.today.nudge.colleagues_wanted.connect(self._ask_colleagues_about)
        self.people.person_opened.connect(self.open_person)
        self.person.conversation_opened.connect(self.open_conversation)
        self.person.decision_opened.connect(self.open_decision)
        self.person.web_wanted.connect(self.open_web)
        self.person.agreed_wanted.connect(self.open_agreed)
        self.person.colleagues_wanted.connect(self.open_huddle)
        self.person.turn_wanted.connect(self.turning.press)
        self.person.undo_wanted.connect(self._undo_in_record)
        self.person.redo_wanted.connect(self._redo_in_record)
        self.person.seen_wanted.connect(self.seen.open)
        self.person.hold_wanted.connect(self.hold.open)
        self.person.told_wanted.connect(self.told.open)
        self.hold.made.connect(self.window.notices.tell_done)
        self.person.known_already.connect(self.known_already.open)
        self.known_already.joined.connect(self._joined)
        self.safety.undo_wanted.connect(self._undo_in_record)
        self.safety.redo_wanted.connect(self._redo_in_record)
        self.new_person.started.connect(self.open_conversation)
        self.help.glossary_wanted.connect(self.open_glossary)
        self.settings.problem.connect(window.notices.tell_problem)
        self.settings.passphrase.new_keys_wanted.connect(self._make_new_keys)
        self.settings.copies.back_wanted.connect(self.go_back_to_copy)
        self.search.person_opened.connect(self.open_person)
        self.search.place_opened.connect(self.open_web)
        self.search.agreed_opened.connect(self.open_agreed)
        self.search.glossary_opened.connect(self.open_glossary)
        self.search.sentence_opened.connect(self.open_conversation)
        self.cover.covered_changed.connect(self.actions.suspend)

    def _add_actions(self) -> None:
        def add(name: str, text: str, keys: tuple[str, ...], run: Callable[[], object], watched: bool = False) -> None:
            self.actions.add(Action(name, text, keys, run, watched=watched))

        add("find", self.tr("Find people, places, words"), ("Ctrl+K",), self.window.open_search)
        add("new", self.tr("Start writing with somebody new"), ("Ctrl+N",), self.new_person.open)
        add("today", self.tr("Go to Today"), ("Alt+1",), self.open_today)
        add("people", self.tr("Go to People"), ("Alt+2",), self.open_people)
        self.actions.add(
            Action("web", self.tr("Go to their people and places"), ("Alt+3",), self._open_their_web, self._has_person)
        )
        add("my_space", self.tr("Go to my space"), ("Alt+0",), self.open_my_space)
        agreed = self.tr("Go to what we agreed")
        ask = self.tr("Ask my colleagues")
        self.actions.add(Action("colleagues", ask, ("Alt+5",), self._ask_their_colleagues, self._has_person))
        self.actions.add(Action("agreed", agreed, ("Alt+4",), self._open_their_agreed, self._has_person))
        seen = self.tr("Who has seen this")
        self.actions.add(Action("seen", seen, (), self._show_who_has_seen, self._has_person))
        told = self.tr("Who we told what")
        self.actions.add(Action("told", told, (), self._show_who_we_told, self._has_person))
        hold = self.tr("What we hold about them: they ask to see it")
        self.actions.add(Action("hold", hold, (), self._show_what_we_hold, self._has_person))
        for_return = self.tr("For the council’s return")
        self.actions.add(Action("return", for_return, ("Alt+6",), self._open_their_return, self._has_person))
        add("undo", self.tr("Undo"), ("Ctrl+Z",), self.undo)
        add("redo", self.tr("Redo"), ("Ctrl+Y", "Ctrl+Shift+Z"), self.redo)
        add("cover", self.tr("Put an ordinary page on the screen"), ("F9",), self.cover.press, watched=True)
        add("turn", self.tr("Turn the screen round"), ("F8",), self.turning.press)
        add("lock", self.tr("Lock"), ("Ctrl+L",), self.lock)
        add("safety", self.tr("Worried about harm: call now"), ("F7",), self.safety.open)
        add("settings", self.tr("Settings"), ("Ctrl+,",), self.open_settings)
        add("help", self.tr("Help"), ("F1",), self.open_help)
        add("glossary", self.tr("Our words in plain ones"), (), self.open_glossary)
        command_actions.add_actions(self.actions, self.window.page)
        self.keeping = Keeping(self._background, self.window, self.actions, lambda: self._person, self._undo_in_record)
        self.person.leaf_wanted.connect(self.keeping.leave_page)
        show_me_actions.add_actions(self.actions, self.window.page, self._has_person, self._show_lens)

    def draw_unseen(self, size: QSize) -> None:
        """Lay out and draw what is shown first, empty, onto nothing: styles and letters are then at hand."""
        self.window.resize(size)
        self.window.start_at(TODAY, self.today)
        self.window.grab()
        memory.set_aside()  # or the collector goes through all of it while Today is drawn

    def start(self, folder: Path, shown: Callable[[], object], *, by_code: bool = False) -> None:
        """Show the vault of this folder: the place a lock was left at, or Today. `shown` once the window is there.

        `by_code`: the worker gave their quick code, not the passphrase.
        """
        self._folder = self.settings.folder = folder
        self.guard()
        self.watch.on_key = {**self.watch.on_key, Qt.Key.Key_F9: self.cover.press}
        memory.set_aside()
        self._read_what_is_chosen()
        come = partial(self._come, partial(self._appear, shown, by_code))
        self._background.run(caseload.keep_to_time)  # before anything of anybody is read
        self._background.run(places.returned, then=come, failed=lambda _: come({}))

    def guard(self) -> None:
        """Lock from now on when nobody touches it, when the system says so, and by the key; also before pages show."""
        self.watch.on_key = {Qt.Key.Key_L: partial(self.actions.run, "lock")}
        self.watch.on_touch = self.idle.touched
        self.idle.start()
        if self._session is None:
            self._session = session_watch.watch(self.lock, self.window)
        self._ask_when_to_lock()

    def tell(self, lease: Lease | None, said: str) -> None:
        """Say what is to be known on opening: what somebody was promised to be told, or that a word is due soon."""
        soon = council_words.soon_locked(lease)
        if said or soon:
            self.window.notices.tell_problem(said or soon)

    def _come(self, appear: Callable[[], object], place: Mapping[str, str]) -> None:
        """Open the place before the window shows: nobody's name may stand there on the way (decisions.md D21)."""
        if "person" in place:
            self._return(place)
        else:
            self.open_today()
        # After what the page has asked for by now: it is laid out and drawn once, with its words.
        self._background.run_alone(lambda: None, then=lambda _: appear())

    def _appear(self, shown: Callable[[], object], by_code: bool) -> None:
        self.window.show()
        self.window.activateWindow()  # the unlock page goes, and nothing else would get the keyboard
        shown()
        if not by_code:
            self._background.run(quick_opening.after_passphrase, priority="low")
        self.council.start()
        self._copying.start()
        QTimer.singleShot(_FIRST_COPY_MS, self, self._copy)

    def _copy(self) -> None:
        """Begin a copy of what is new; it goes on beside the work."""
        if self._background.attached:
            self._background.run(backups.begin, priority="low")
            QTimer.singleShot(_ONCE_COPIED_MS, memory.give_back)

    def _return(self, place: Mapping[str, str]) -> None:
        person = UUID(hex=place["person"])
        if place.get("page") == CONVERSATION and "conversation" in place:
            line = UUID(hex=place["line"]) if "line" in place else None
            self.open_conversation(person, UUID(hex=place["conversation"]), line)
        elif place.get("page") == WEB:
            self.open_web(person)
        elif place.get("page") == AGREED:
            self.open_agreed(person)
        else:
            self.open_person(person)

    # -- going places

    def _go(self, name: str) -> None:
        going = {
            TODAY: self.open_today,
            PEOPLE: self.open_people,
            MY_SPACE: self.open_my_space,
            SAFETY: self.safety.open,
            SETTINGS: self.open_settings,
            HELP: self.open_help,
            FIND: self.window.open_search,
        }
        going[name]()

    def open_today(self) -> None:
        """Show Today; the open person is left."""
        self._leave_person()
        self.today.load()
        self.window.start_at(TODAY, self.today)
        self._here = {"page": TODAY}

    def open_people(self) -> None:
        """Show everybody; the open person is left."""
        self._leave_person()
        self.people.load()
        self.window.start_at(TODAY, self.today)
        self.window.show_page(PEOPLE, self.people)
        self._here = {"page": PEOPLE}

    def open_my_space(self) -> None:
        """Show what the worker writes for themselves, which may name anybody; the open person is left."""
        self._leave_person()
        self.window.start_at(TODAY, self.today)
        self.window.show_page(MY_SPACE, self.my_space)
        self._here = {"page": MY_SPACE}

    def open_settings(self) -> None:
        """Show the rules and their switches; Esc leads back."""
        self.window.show_page(SETTINGS, self.settings, person_open=self._person is not None)

    def open_help(self) -> None:
        """Show how to do each thing; Esc leads back."""
        self.window.show_page(HELP, self.help, person_open=self._person is not None)

    def open_glossary(self) -> None:
        """Show our words in plain ones; Esc leads back."""
        self.window.show_page(HELP, self.glossary, person_open=self._person is not None)

    def open_person(self, person: UUID) -> None:
        """Show a person; nobody else's name stays anywhere."""
        if self.turning.turned:
            return  # asked for before the screen was turned; it would put the worker's page over the shared one
        self._enter_person(person)
        self._of_person[PERSON] = self.person
        self.person.open(person)
        self._show_person_page(PERSON, self.person)
        for page in (self.today, self.people):
            page.clear_names()  # behind by now, where nothing is laid out for it any more

    def _ask_how_it_was(self, person: UUID) -> None:
        self.open_person(person)
        self.turning.ask_how_it_was()

    def _joined(self, person: UUID) -> None:
        self.open_person(person)
        self.window.notices.tell_done(
            self.tr("What was written stands on this page now."), self.tr("Undo"), self._undo_in_record
        )

    def open_conversation(self, person: UUID, conversation: UUID, line: UUID | None = None) -> None:
        """Show a conversation to write in, the person's page behind it; `line` is the one to come to."""
        self.open_person(person)
        if self.turning.turned:
            return
        page = self._of_person.get(CONVERSATION)
        if not isinstance(page, ConversationPage):
            page = ConversationPage(self._background, self._signals, partial(self._web_beside, person))
            page.problem.connect(self.window.notices.tell_problem)
            page.typing_pending.connect(partial(self.window.foot.typing, CONVERSATION))
            page.finished.connect(self.window.step_back)
            page.ended.connect(self._offer_page)
            page.web_wanted.connect(partial(self.open_web, person))
            page.decision_opened.connect(partial(self.open_decision, person))
            page.then_wanted.connect(partial(self._open_then_and_now, person))
            page.colleagues_wanted.connect(partial(self.open_huddle, person))
            page.turn_wanted.connect(self.turning.press)
            self._of_person[CONVERSATION] = page
        page.open(person, conversation, line, known=self.person.shown)
        self._show_person_page(CONVERSATION, page, conversation)

    def _web_beside(self, person: UUID) -> WebCanvas:
        web = WebCanvas(self._background, person, self.window.notices.tell_done)
        web.sentence_opened.connect(partial(self.open_conversation, person))
        web.decision_opened.connect(partial(self.open_decision, person))
        web.person_opened.connect(self.open_person)
        return web

    def open_decision(self, person: UUID, decision: UUID) -> None:
        """Show one decision of a person's over the page it was opened from."""
        if person != self._person or self.turning.turned:
            return
        page = self._of_person.get(DECISION)
        if not isinstance(page, DecisionPage):
            page = DecisionPage(self._background)
            page.problem.connect(self.window.notices.tell_problem)
            page.undo_wanted.connect(self._undo_in_record)
            page.redo_wanted.connect(self._redo_in_record)
            page.finished.connect(partial(self._leave_page, page))
            self._of_person[DECISION] = page
        page.open(person, decision)
        self.window.show_page(DECISION, page, person_open=True)

    def open_return(self, person: UUID) -> None:
        """Show what the council must report of a person, over the page it was asked from."""
        if person != self._person or self.turning.turned:
            return
        page = self._of_person.get(RETURN)
        if not isinstance(page, ReturnPage):
            page = ReturnPage(self._background)
            page.problem.connect(self.window.notices.tell_problem)
            page.told.connect(lambda said: self.window.notices.tell_done(said, "", None))
            self._of_person[RETURN] = page
        page.open(person)
        self.window.show_page(RETURN, page, person_open=True)

    def _open_their_return(self) -> None:
        if self._person is not None:
            self.open_return(self._person)

    def _show_who_has_seen(self) -> None:
        if self._person is not None:
            self.seen.open(self._person)

    def _show_who_we_told(self) -> None:
        if self._person is not None:
            self.told.open(self._person)

    def _show_what_we_hold(self) -> None:
        if self._person is not None:
            self._flush()  # what is being typed is part of it
            self.hold.open(self._person)

    def open_huddle(self, person: UUID) -> None:
        """Show what colleagues may think along with, over the page it was asked from."""
        if person != self._person or self.turning.turned:
            return
        page = self._of_person.get(HUDDLE)
        if not isinstance(page, HuddlePage):
            page = HuddlePage(self._background)
            page.undo_wanted.connect(self._undo_in_record)
            page.redo_wanted.connect(self._redo_in_record)
            page.went_ahead.connect(self._went_ahead)
            self._of_person[HUDDLE] = page
        page.open(person)
        self.window.show_page(HUDDLE, page, person_open=True)

    def _ask_colleagues_about(self, person: UUID) -> None:
        self.open_person(person)
        self.open_huddle(person)

    def _ask_their_colleagues(self) -> None:
        if self._person is not None:
            self.open_huddle(self._person)

    def _went_ahead(self, person: UUID) -> None:
        """Go on to the conversation about a good life, which is open by now."""

        def show(who: PersonSnapshot) -> None:
            if who.id == self._person and who.open_conversation is not None:
                self.open_conversation(who.id, who.open_conversation)

        self._background.run(queries.person, person, then=show)

    def _leave_page(self, page: QWidget) -> None:
        """Go back from a page that has nothing left to show."""
        if self.window.page() is page:
            self.window.step_back()

    def _offer_page(self, conversation: UUID) -> None:
        """A conversation has ended: what was agreed in it can be left on paper."""
        self.window.notices.tell_done(
            self.tr("Finished."), self.tr("A page to leave with them"), partial(self.keeping.leave_page, conversation)
        )

    def open_web(self, person: UUID, found: UUID | None = None, lens: Lens | None = None) -> None:
        """Show a person's web, their page behind it; `found` is who or what to come to, `lens` a way of looking."""
        self.open_person(person)
        self._background.run(queries.person, person, then=partial(self._show_web, found, lens))

    def open_agreed(self, person: UUID, kind: str = "") -> None:
        """Show what was agreed with a person, their page behind it; `kind` is what was looked for, if anything."""
        self.open_person(person)
        if self.turning.turned:
            return
        page = self._of_person.get(AGREED)
        if not isinstance(page, AgreedPage):
            page = AgreedPage(self._background)
            page.undo_wanted.connect(self._undo_in_record)
            page.redo_wanted.connect(self._redo_in_record)
            page.turn_wanted.connect(self.turning.press)
            page.decision_opened.connect(self.open_decision)
            page.place_opened.connect(self.open_web)
            page.return_wanted.connect(self._open_their_return)
            self._of_person[AGREED] = page
        page.open(person, kind)
        self._show_person_page(AGREED, page)

    def _open_their_agreed(self) -> None:
        if self._person is not None:
            self.open_agreed(self._person)

    def _has_person(self) -> bool:
        return self._person is not None

    def _open_their_web(self) -> None:
        if self._person is not None:
            self.open_web(self._person)

    def _show_web(self, found: UUID | None, lens: Lens | None, who: PersonSnapshot) -> None:
        if who.id != self._person or self.turning.turned:
            return
        page = self._of_person.get(WEB)
        if not isinstance(page, WebPage):
            name = who.name or self.tr("Somebody new")
            page = WebPage(self._background, who.id, name, self.window.notices.tell_done)
            page.canvas.sentence_opened.connect(partial(self.open_conversation, who.id))
            page.canvas.decision_opened.connect(partial(self.open_decision, who.id))
            page.canvas.person_opened.connect(self.open_person)
            page.canvas.safety_wanted.connect(self.safety.open)
            page.turn_wanted.connect(self.turning.press)
            page.bring_in_wanted.connect(self.keeping.bring_in)
            page.leaf_wanted.connect(self.keeping.leave_page)
            page.colleagues_wanted.connect(partial(self.open_huddle, who.id))
            page.show_me.backup_wanted.connect(partial(self.open_agreed, who.id, "CircleMember"))
            self._of_person[WEB] = page
        if found is not None:
            page.canvas.choose_when_shown(found)
        page.load()
        self._show_person_page(WEB, page)
        if lens is not None:
            page.show_me.show_lens(lens, by_key=True)

    def _open_then_and_now(self, person: UUID, then: Then) -> None:
        """Show an earlier picture of a person's web beside today's, over the page they were looked at from."""

        def put_beside(who: PersonSnapshot) -> None:
            self._show_web(None, None, who)
            page = self.window.page()
            if isinstance(page, WebPage):
                page.past.put_beside(then)

        self._background.run(queries.person, person, then=put_beside)

    def _show_lens(self, lens: Lens) -> None:
        if self._person is not None:
            self.open_web(self._person, lens=lens)

    def _show_person_page(self, name: str, page: QWidget, conversation: UUID | None = None) -> None:
        self._here = {"page": name, "person": self._person, "conversation": conversation}
        self.window.show_page(name, page, person_open=True)

    def _enter_person(self, person: UUID) -> None:
        if person == self._person:
            return
        self._leave_person()
        self._person = person
        self.search.set_person(person)
        self._background.run(people.note_opened, person, priority="low")

    def _leave_person(self) -> None:
        if self._person is None:
            return
        self._put_pages_away()
        self._person = None
        QTimer.singleShot(_ONCE_GONE_MS, memory.give_back)

    def _put_pages_away(self) -> None:
        """Keep what is being typed, then leave nothing of the open person on any page."""
        self._flush()
        self.keeping.put_away()
        self.safety.put_away()
        self.seen.hide()
        self.hold.hide()
        self.told.hide()
        self.person.clear_names()
        self.window.leave(self.person)
        self._of_person.pop(PERSON, None)  # it went already where the screen was turned round
        for page in self._of_person.values():
            self.window.forget(page)
        self._of_person.clear()
        self.search.set_person(None)

    # -- the screen turned round

    def _where(self) -> Place | None:
        return self._here if self._person is not None else None

    def _go_back(self, place: Place) -> None:
        """Open the worker's page the screen was turned from, with Today behind it as before."""
        person, talk = place["person"], place.get("conversation")
        self.window.start_at(TODAY, self.today)
        self.search.set_person(self._person)
        if isinstance(person, UUID) and isinstance(talk, UUID):
            self.open_conversation(person, talk)
        elif isinstance(person, UUID) and place["page"] == WEB:
            self.open_web(person)
        elif isinstance(person, UUID) and place["page"] == AGREED:
            self.open_agreed(person)
        elif isinstance(person, UUID):
            self.open_person(person)

    # -- what happens to the record

    def _read_what_is_chosen(self) -> None:
        """Our team's words, and how it has lines drawn."""
        self._background.run(words_packs.in_force, then=local_words.use)
        self._background.run(teams.line_pack, then=line_packs.use)

    def _refresh(self, changes: ChangeSet) -> None:
        if self._person in changes.gone:
            self._lose_person(erased=erasing.ERASED in changes.kinds)
        elif self._person in changes.only_read:
            self.turning.tell_worker(only_read.words())
        if changes.kinds & {"Team", "Worker", "GlossaryTerm"}:
            self._read_what_is_chosen()
        if locking.LAPTOP in changes.kinds:
            self._ask_when_to_lock()
        if changes.kinds & {"Team", locking.LAPTOP}:
            self._background.run(quick_opening.keep_to_what_is_allowed, priority="low")
        always = (self.today, self.people, self.my_space, self.settings, self.safety, self.glossary)
        for page in (*always, *self._of_person.values()):
            if not isinstance(page, ConversationPage):
                page.refresh(changes)  # type: ignore[attr-defined]

    def _lose_person(self, *, erased: bool) -> None:
        """Leave whoever was open for Today, which names others: on a screen that is shared, behind the cover."""
        words = self.tr("Your time with whoever you had open has ended. All you wrote goes to the council first.")
        if erased:
            words = self.tr("The council decided to erase whoever you had open. Nothing of them is kept here now.")
        shared = self.turning.turned
        if shared:
            self.turning.end()
        self.open_today()
        tell = self.window.notices.tell_problem if shared else self.window.notices.tell_done
        tell(words)

    def undo(self) -> None:
        """Take back the newest thing done: on the page in front if it knows better, else in the person's record."""
        undo = getattr(self.window.page(), "undo", self._undo_in_record)
        undo()

    def redo(self) -> None:
        """Do again what was last taken back."""
        redo = getattr(self.window.page(), "redo", self._redo_in_record)
        redo()

    def _undo_in_record(self) -> None:
        if self._person is not None:
            self._background.run(history.undo, self._person, then=self._told)

    def _noted(self, changes: ChangeSet) -> None:
        """What was noted on Today can be taken back there, where nobody's record is open."""
        said = self.tr("Noted that you were in touch.")
        if "Walk" in changes.kinds:
            said = self.tr("Noted that you walked it.")
        elif "LocalSession" in changes.kinds:
            said = self.tr("Your team sees it on that day, too.")
        self._tell_with_undo(said, changes)

    def _taken_out(self, changes: ChangeSet) -> None:
        self._tell_with_undo(self.tr("Taken out."), changes)

    def _tell_with_undo(self, said: str, changes: ChangeSet) -> None:
        def undo() -> None:
            for person in changes.persons:
                self._background.run(history.undo, person)

        self.window.notices.tell_done(said, self.tr("Undo"), undo)

    def _redo_in_record(self) -> None:
        if self._person is not None:
            self._background.run(history.redo, self._person, then=self._told)

    def _told(self, changes: ChangeSet) -> None:
        if changes.left_alone:
            said = self.tr("Somebody else has changed part of this since. That part was left as it is.")
            self.window.notices.tell_problem(said)

    # -- covering, locking, closing

    @property
    def listening(self) -> bool:
        """Whether a conversation is in front, or the screen turned round (decisions.md D28)."""
        talk = self._of_person.get(CONVERSATION)
        return self.turning.turned or (talk is not None and self.window.page() is talk)

    def _flush(self) -> None:
        self._background.typing_due.emit()
        self.my_space.leave()
        self.safety.leave()
        for page in self._of_person.values():
            flush = getattr(page, "flush", None) or getattr(page, "leave", None)
            if flush is not None:
                flush()

    def _verify(self, passphrase: str, answer: Callable[[bool], None]) -> None:
        def not_now(_error: Exception) -> None:
            answer(False)

        self._background.run_alone(unlocking.verify, self._folder, passphrase, then=answer, failed=not_now)

    def _ask_when_to_lock(self) -> None:
        def lock_after(minutes: int) -> None:
            self.idle.resting_s = minutes * 60

        def at_the_latest(minutes: int) -> None:
            self.idle.listening_s = minutes * 60

        self._background.run(locking.minutes, then=lock_after)
        self._background.run(locking.ceiling, then=at_the_latest)

    def _say_council(self, standing: Standing | None, _problem: str) -> None:
        asked = self.council.sign_in.asked
        self.window.foot.show_council(
            council_words.until_signed_in() if asked else council_words.line(standing, wall_ms())
        )

    def lock(self) -> None:
        """Note where we are while the pages still know, then cover, save, close and hand over."""
        self._lock_by(places.leave_and_close)

    def _make_new_keys(self, passphrase: str) -> None:
        """Lock, and make new keys once the store is closed."""
        self._lock_by(partial(unlocking.close_and_make_new_keys, passphrase=passphrase))

    def _lock_by(self, close: Callable[..., object]) -> None:
        if not self._background.attached:
            return  # the screen was locked, and then the lid closed
        self.council.stop()
        self.keeping.clipboard.forget()
        page = self._of_person.get(CONVERSATION)
        if self._here["page"] == CONVERSATION and isinstance(page, ConversationPage):
            self._here["line"] = page.text.current().entry
        place = self._here if self._person is not None else None
        Lock(self.cover, self._background, partial(close, place=place), self._locked)()

    def go_back_to_copy(self, at: int) -> None:
        """As a lock; what is kept is made anew from the copy made at this time before it can be opened again."""
        self.council.stop()
        self.keeping.clipboard.forget()
        Lock(self.cover, self._background, partial(mending.go_back, at=at), self._locked)()

    def close(self) -> None:
        """Save and close everything, as when the window closes."""
        if not self._background.attached:
            return
        self.council.stop()
        self.keeping.clipboard.forget()  # Windows would keep it for those who come after
        self._flush()
        self._background.drain()
        self._background.run(quick_opening.end, failed=lambda _: None)
        self._background.run(places.leave_and_close, None)
        self._background.drain()
        self._background.detach()

    def put_away(self) -> None:
        """Destroy the window and every page, after a lock that did not replace the process."""
        self.watch.stop()
        if self._session is not None:
            self._session.stop()
        self._copying.stop()
        self.council.stop()
        self.council.join(_COUNCIL_S)
        local_words.use(None)
        line_packs.use(None)
        Speller.of(self._background).forget()
        self.turning.forget()
        self.window.forget_all()
        for page in (
            self.today, self.people, self.person, self.my_space, self.settings, self.help, self.glossary,
        ):  # fmt: skip
            page.deleteLater()  # those never shown belong to no window yet
        self.window.close()
        self.window.deleteLater()
        self.deleteLater()
