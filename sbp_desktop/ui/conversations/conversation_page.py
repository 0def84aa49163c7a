"""The page a conversation is written on: a listening page, with the person's web beside it."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import marked_text, order, outsiders, rules
from sbp_desktop.models.snapshots import ChangeSet, ConversationSnapshot, DraftSnapshot, PersonSnapshot, WebSnapshot
from sbp_desktop.models.versions import Versions
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.services import conversations, sharing
from sbp_desktop.storage import drafts, history, queries, versions
from sbp_desktop.sync import status
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.conversations.aids import Aids
from sbp_desktop.ui.conversations.alongside import Alongside
from sbp_desktop.ui.conversations.at_names import AtNames
from sbp_desktop.ui.conversations.coming_back import ComingBack
from sbp_desktop.ui.conversations.goodbye import Goodbye
from sbp_desktop.ui.conversations.introduce import Introduce
from sbp_desktop.ui.conversations.kinds import KindRow
from sbp_desktop.ui.conversations.line import CORRECTION, DIFFERENTLY, NOTE, STAYS, WORDS, Kept, Line
from sbp_desktop.ui.conversations.line_actions import LineActions
from sbp_desktop.ui.conversations.line_audience import open_menu
from sbp_desktop.ui.conversations.listening_text import ListeningText
from sbp_desktop.ui.conversations.look_again import LookAgain
from sbp_desktop.ui.conversations.naming import Naming
from sbp_desktop.ui.conversations.plainer_offer import PlainerWords
from sbp_desktop.ui.conversations.record import match_record, speakers_in, undo_but_stay
from sbp_desktop.ui.conversations.speaker_row import MOST, Speaker, SpeakerRow
from sbp_desktop.ui.conversations.steadying import Steadying
from sbp_desktop.ui.conversations.where_and_who import WhereAndWho
from sbp_desktop.ui.conversations.why import Why
from sbp_desktop.ui.conversations.writing import FIELD, Pace, Writing
from sbp_desktop.ui.council_whereabouts import WhereItIs
from sbp_desktop.ui.differently.differently_sheet import open_over
from sbp_desktop.ui.only_read import OnlyRead
from sbp_desktop.ui.spelling import Speller, SpellingMenu, caret_in
from sbp_desktop.ui.versions.several import VersionsPart
from sbp_desktop.ui.web.web_canvas import WebCanvas
from sbp_desktop.ui.web.who_sees_part import PEOPLE
from sbp_desktop.ui.widgets import Hairline, LinkButton, PageTitle, Scroll, TurnButton

_TEXT_SHARE, _WEB_SHARE = 41, 59  # of the width, as in the picture
_WIDEST = 640  # pixels at the ordinary text size: some 70 characters of their words
_LEAST = 120  # of the text's height: five lines; where that is not left, the page scrolls
_LOW = 620  # a page lower than this leaves out what can be spared
_BESIDE_FROM = 900  # pixels at the ordinary text size: narrower, words and web take turns
_SIDE_BY_SIDE = 320  # pixels at the ordinary text size: narrower, the way to a goodbye stands under where we are
_WORDS_FIRST_MS = 30  # two pictures of a screen: by then the words are to be seen


class ConversationPage(QWidget):
    """`open` shows a conversation to write in; everything typed is safe within two seconds and there is no Save button.

    `make_beside` makes the person's web, if there is to be one to the right. It is made, as `beside`, once the words
    are painted, for that takes longer than all the rest. Those the line in hand is about are ringed there, a name
    pressed in the text is chosen there, and names of somebody chosen there are shown here. It follows the record with
    the page.
    """

    mention_activated = Signal(UUID)
    web_wanted = Signal(UUID)  # somebody to go to on a page of the web's own
    typing_pending = Signal(bool)
    problem = Signal(str)
    finished = Signal()  # there is nothing more to do on this page
    ended = Signal(object)  # UUID of the conversation that was finished here, where they are glad of paper
    then_wanted = Signal(object)  # an earlier picture to look at beside today's, on a page of the web's own
    turn_wanted = Signal()
    colleagues_wanted = Signal()
    decision_opened = Signal(object)  # UUID of a decision begun here

    def __init__(
        self, background: Background, change_signals: ChangeSignals, make_beside: Callable[[], WebCanvas] | None = None,
        parent: QWidget | None = None, *, pace: Pace | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._background = background
        self._person = self._conversation = UUID(int=0)
        self._talk: ConversationSnapshot | None = None
        self._who: PersonSnapshot | None = None
        self._drafts: list[DraftSnapshot] = []
        self._undone: list[tuple[UUID, str] | None] = []  # typing taken back, None for a change; newest last
        self._behind = False
        self._at: UUID | None = None
        self._make_beside = make_beside
        self.beside: WebCanvas | None = None
        self.text = ListeningText(self)
        self.writing = Writing(background, pace or Pace(), self)
        self.naming = Naming(self.text, self.writing, self)
        self.at_names = AtNames(self.text, self.naming, self)
        self.title = PageTitle("", self)
        self.turn = TurnButton(self)
        self.where_and_who = WhereAndWho(self)
        self.goodbye = Goodbye(background, self)
        self.kinds = KindRow(self)
        self.steadying = Steadying(background, self)
        self.why = Why(background, self)
        self.look_again = LookAgain(background, self)
        self.alongside = Alongside(background, self)
        self.last_words = ComingBack("", self)
        self.introduce = Introduce(background, self)
        self.aids = Aids(self.introduce.link, self)
        self.speakers = SpeakerRow(self)
        self.plainer = PlainerWords(self.text, self.writing, self.speakers.plainer, self)
        self.line_actions = LineActions(self)
        self.whereabouts = WhereItIs(background, self)
        self.only_read = OnlyRead()
        self.versions = VersionsPart(background.run, self, named=False)
        self.versions.tab_after = self.text
        self._doubted: tuple[Versions, ...] = ()
        self._web_next = QTimer(self, singleShot=True, interval=_WORDS_FIRST_MS)
        self.other_side = LinkButton("", self)  # where there is room for one side only
        self._web_in_front = False
        self._lay_out()
        self._connect()
        change_signals.changed.connect(self.refresh)

    def _lay_out(self) -> None:
        self.text.setAccessibleName(self.tr("What we talk about"))
        self.text.setPlaceholderText(self._invitation())
        self.text.before = self._in_front
        self._scroll = Scroll(self)  # on a page too low for everything
        self._sheet = QWidget()
        self._column = QVBoxLayout(self._sheet)
        self._column.setSpacing(0)
        self._head = QHBoxLayout()
        self._column.addLayout(self._head)
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.turn, 0, Qt.AlignmentFlag.AlignTop)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._column.addLayout(self._below)
        self._below.addWidget(self.where_and_who, 1)
        self._below.addWidget(self.goodbye.link, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.last_words)
        self._column.addWidget(self.kinds)
        self._column.addWidget(self.steadying)
        self._column.addWidget(self.why)
        self._column.addWidget(self.look_again)
        self._column.addWidget(self.alongside)
        self._column.addWidget(self.goodbye)
        self._column.addSpacing(theme.SPACE_16)
        self._column.addWidget(self.text, 1)
        self._column.addSpacing(theme.SPACE_12)
        for part in (self.versions, self.aids, self.introduce, self.speakers):
            self._column.addWidget(part)
        self._column.addSpacing(theme.SPACE_12)
        for below_the_text in (self.only_read, self.line_actions, self.whereabouts):
            self._column.addWidget(below_the_text)
        across = QHBoxLayout()
        across.setSpacing(0)
        self._scroll.setWidget(self._sheet)
        self._between = Hairline(self, upright=True)
        self._web_room = QWidget(self)
        self._beside_here = QHBoxLayout(self._web_room)
        self._beside_here.setContentsMargins(0, 0, 0, 0)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # narrower than both need, one is shown
        self._aside = QHBoxLayout()
        self._aside.setSpacing(theme.SPACE_24)
        down.addLayout(self._aside)
        self._aside.addStretch(1)
        self._aside.addWidget(self.other_side)
        down.addLayout(across, 1)
        across.addWidget(self._scroll, _TEXT_SHARE)
        across.addWidget(self._between)
        across.addWidget(self._web_room, _WEB_SHARE)
        self.setFocusProxy(self.text)

    def _invitation(self, kind: str = "") -> str:
        if kind == ConversationKind.REVIEW:
            return self.tr("What helped? What got in the way?")
        return self.tr("Type what you hear. A quotation mark first makes it their own words.")

    def _connect(self) -> None:
        text, writing = self.text, self.writing
        text.typed.connect(self._typed)
        text.said_changed.connect(self._said_changed)
        text.left.connect(self._left)
        text.removed.connect(writing.drop)
        text.current_changed.connect(self._current_changed)
        text.cursorPositionChanged.connect(self._keep_in_view)
        self._speller = Speller.of(self._background)
        text.underliner.use(self._speller, partial(caret_in, text))
        text.spelling = SpellingMenu(text, self._speller, self.plainer.wrong_in, self.plainer.spell)
        text.stays.connect(self.line_actions.offer_correction)
        text.mention_activated.connect(self.mention_activated)
        text.mention_followed.connect(self._follow_mention)
        text.undo_asked.connect(self.undo)
        text.redo_asked.connect(self.redo)
        self.other_side.clicked.connect(self._turn_over)
        writing.pending.connect(self._pending)
        writing.paused.connect(self._paused)
        writing.written_apart.connect(self._written_apart)
        writing.refused.connect(self.problem)
        self.naming.speaker_named.connect(self._said_changed)
        self.speakers.chosen.connect(self.choose_speaker)
        self.where_and_who.setting_chosen.connect(lambda setting: self._set(setting=setting))
        self.where_and_who.day_chosen.connect(partial(self._change, conversations.set_day))
        self.where_and_who.present_chosen.connect(self._set_present)
        self.introduce.left.connect(self.text.setFocus)
        self.aids.basics_chosen.connect(lambda basics: self._set(basics=basics))
        for part in (self.steadying, self.why, self.look_again, self.alongside):
            part.undo_wanted.connect(self._undo_change)
            part.redo_wanted.connect(self._redo_change)
        self.why.refused.connect(self.problem)
        self.steadying.finished.connect(self._ended)
        for part in (self.steadying, self.look_again):
            part.goodbye_wanted.connect(self.goodbye.bring_up)
        self.look_again.large_wanted.connect(self.then_wanted)
        self.goodbye.ending.connect(self.flush)
        self.goodbye.said.connect(self._said_goodbye)
        self.kinds.chosen.connect(partial(self._change, conversations.set_kind))
        self.kinds.colleagues_wanted.connect(self.colleagues_wanted)
        self.turn.clicked.connect(self.turn_wanted)
        self.line_actions.read_back.connect(self._read_back)
        self.line_actions.kept_apart.connect(self._keep_apart)
        self.line_actions.who_sees_wanted.connect(self._choose_who_sees)
        self.line_actions.corrected.connect(self._correct)
        self.line_actions.differently_wanted.connect(self._write_differently)
        self.line_actions.finished.connect(self._finish)
        self.plainer.typed.connect(self._typed)
        self.versions.settled.connect(self.text.setFocus)
        self.mention_activated.connect(self._choose_on_web)
        self._web_next.timeout.connect(self._bring_the_rest)

    @property
    def conversation(self) -> UUID:
        """The conversation this page is open on."""
        return self._conversation

    # Opening, and following the record

    def open(
        self, person: UUID, conversation: UUID, at: UUID | None = None, known: PersonSnapshot | None = None
    ) -> None:
        """Show a conversation with what was being typed when it was last left, the cursor at the end of that.

        `at`: the line to come to, where nothing was being typed. `known`: what is known of the person already, so that
        the words need not wait until they are read anew.
        """
        self.flush()
        self._web_next.stop()
        self._at = at
        self._talk = self._who = None
        self._undone.clear()
        self.text.show_lines([])
        self.title.setText("")
        self.aids.put_away()
        self._doubted = ()
        self.versions.show_versions(())
        self._person, self._conversation = person, conversation
        self.writing.open(person, conversation)
        self.steadying.open(person, conversation)
        self.why.open(person, conversation)
        self.look_again.open(person)
        self.alongside.open(person, conversation)
        self.goodbye.open(person, conversation)
        self.last_words.hide()
        self.naming.forget()
        if self.beside is not None:
            self.beside.pen.conversation = conversation
        self._background.run(queries.here, drafts.pending, person, person, then=self._take_drafts)
        if known is None:
            self._read_person()
        else:
            self._take_person(known)
        self._read()

    def refresh(self, changes: ChangeSet) -> None:
        """Show what changed in the record for this person, leaving alone what is being typed."""
        if not changes.concerns(self._person) or self._person in changes.gone:
            return
        self._read_person()
        self._read()
        self.alongside.refresh(changes)
        if self.beside is not None:
            self.beside.refresh(changes)

    def _read_person(self) -> None:
        self._background.run(queries.here, queries.person, self._person, self._person, then=self._take_person)

    def _read(self) -> None:
        run = self._background.run
        talk, gone = self._conversation, self._gone
        run(queries.here, queries.web, self._person, self._person, then=self._take_web)
        run(queries.here, queries.conversation, self._person, talk, then=self._take_talk, failed=gone)

    def _gone(self, error: ExpectedError) -> None:
        """The conversation was taken back elsewhere: there is nothing to write on any more."""
        self.problem.emit(str(error))
        self.finished.emit()

    def _take_drafts(self, found: tuple[DraftSnapshot, ...]) -> None:
        of_this = self._conversation.hex
        self._drafts = [
            draft for draft in found if draft.field == FIELD and draft.context.get("conversation") == of_this
        ]
        self.alongside.drafts = found
        self.steadying.drafts = self.why.drafts = self.look_again.drafts = found

    def _take_person(self, who: PersonSnapshot) -> None:
        if who.id == self._person and who != self._who:
            self._who = who
            self.title.setText(self.tr("Somebody new") if who.nameless or not who.name else who.name)
            self.look_again.show_person(who)
            self.last_words.follow(self._who, self._talk)
            if self._talk is not None:
                self._show_around()

    def _take_web(self, web: WebSnapshot) -> None:
        if web.person == self._person:
            self.text.person, self.text.person_node = web.person, web.self_node
            self.kinds.asks = rules.TALKED_OVER not in web.rules_off
            self.aids.asks_basics = rules.BASICS not in web.rules_off
            self.text.offer_plainer(rules.PLAIN_WORDS not in web.rules_off)
            self.steadying.show_people(web)
            self.look_again.show_web(web)
            self.goodbye.show_web(web)
            self._speller.set_names(node.label for node in web.nodes)
            if self.naming.take_web(web) and self._talk is not None:
                self.text.redress()

    def _take_talk(self, talk: ConversationSnapshot) -> None:
        if talk.id != self._conversation:
            return
        first, self._talk = self._talk is None, talk
        if first:
            self._show(talk)
            self._web_next.start()
        elif self.writing.busy:
            self._behind = True  # read before what is still on its way: look again when that is done
        else:
            match_record(self.text, self.naming, talk)
        self.steadying.follow(talk)
        self.why.follow(talk)
        self.look_again.follow(talk)
        self.alongside.follow(talk)
        self.goodbye.follow(talk)
        self._read_versions(talk)
        self._show_around()
        self.last_words.follow(self._who, self._talk)

    def _read_versions(self, talk: ConversationSnapshot) -> None:
        """Ask what the lines that stand in two versions say in each."""
        if any(entry.alternatives for entry in talk.entries):
            read = partial(self._take_versions, talk.id)
            self._background.run(queries.here, versions.of_person, self._person, self._person, then=read)
        else:
            self._take_versions(talk.id, ())

    def _take_versions(self, talk: UUID, found: tuple[Versions, ...]) -> None:
        if talk == self._conversation:
            self._doubted = tuple(one for one in found if one.conversation == talk)
            self._show_versions()

    def _show_versions(self) -> None:
        """The versions of the line in hand, or of the first that has some; a line being typed settles its own."""
        line = self.text.line_of(self.text.textCursor().block())
        of_this = [one for one in self._doubted if line is not None and one.thing == line.entry]
        if line is not None and of_this and (line.has_draft or self.writing.unsafe(line)):
            of_this = []
        elif not of_this:
            of_this = [one for one in self._doubted if one.thing == self._doubted[0].thing]
        self.versions.show_versions(of_this)

    def _bring_the_rest(self) -> None:
        """Once the words are to be seen: the web beside them, and what has changed of the person meanwhile."""
        if self.beside is None and self._make_beside is not None:
            self.beside = self._make_beside()
            self.beside.set_margins(theme.SPACE_24, theme.SPACE_24, theme.SPACE_16)
            self.beside.pen.conversation = self._conversation
            self._beside_here.addWidget(self.beside)
            self.beside.scene.chosen_changed.connect(self.choose)
            self._light_on_web(self.text.current())
        if self.beside is not None:
            self.beside.load()
        self._read_person()

    def _show(self, talk: ConversationSnapshot) -> None:
        """Show the record's lines with what was being typed put where it was."""
        finished = talk.closed_ms is not None
        lines = {entry.id: Line.of(entry, finished=finished) for entry in talk.entries}
        last: Line | None = None
        for draft in self._drafts:
            if draft.entity not in lines:
                lines[draft.entity] = Line.of_draft(draft)
            elif not lines[draft.entity].locked:
                lines[draft.entity].take_draft(draft)
            last = lines[draft.entity]
        last = self._keep_early(lines) or last
        self.text.may_write = not finished and not (self._who is not None and self._who.only_read)
        # What is not in the record yet goes below what took the same place in it.
        self.text.show_lines(sorted(lines.values(), key=lambda line: (line.order, line.written_ms or math.inf)))
        last = last or (lines.get(self._at) if self._at is not None else None)
        if last is not None:
            self.text.go_to(last)
        elif not finished and lines:
            self.text.start_new_line()
        self.text.setFocus()

    def _keep_early(self, lines: dict[UUID, Line]) -> Line | None:
        """Keep what was typed before the record had been read, below what it holds; return the last of it."""
        early = [line for _, line in self.text.blocks() if line.text.strip()]
        for line in early:
            recorded = lines.pop(line.entry, None)
            if recorded is not None:
                line.kept, line.order, line.written_ms = recorded.kept, recorded.order, recorded.written_ms
            elif line.kept is None and lines:
                line.order = order.between(max(each.order for each in lines.values()), None)
            lines[line.entry] = line
        return early[-1] if early else None

    def _show_around(self) -> None:
        """Show where and who, whose faces, and what can be done with this line."""
        if self._talk is None:
            return
        only_read = self._who is not None and self._who.only_read
        finished = self._talk.closed_ms is not None or only_read
        self.text.may_write = not finished or (self.text.current().kind == CORRECTION and not only_read)
        self.only_read.setVisible(only_read)
        self.line_actions.setHidden(only_read)
        me = self.naming.person_node
        self.kinds.show_kind(self._talk.kind, finished=finished)
        self.text.setPlaceholderText(self._invitation(self._talk.kind))
        self.aids.show_conversation(self._talk)
        self.introduce.follow(self._talk)
        there = [node for node in self.naming.nodes if node != me and node.hex in self._talk.present]
        first = self._called(me)
        self.where_and_who.show_conversation(
            self._talk, list(self.naming.nodes.values()), [first, *(self.naming.label(node) for node in there)]
        )
        speaking = [node for node in speakers_in(self.text) if node not in there and node != me]
        people = [Speaker(node, self._called(node)) for node in (me, *there, *speaking) if node is not None]
        self.speakers.show_speakers([*people[: MOST - 1], Speaker(None, self.tr("My note"))])
        self.speakers.setVisible(not finished)
        self._show_line_state()

    def _show_line_state(self) -> None:
        line = self.text.current()
        self.speakers.mark(line.said_by)
        self.line_actions.show_line(line, finished=self._talk is not None and self._talk.closed_ms is not None)
        self.plainer.show()
        self._light_on_web(line)
        self._show_versions()
        self._follow_whereabouts(line)

    def _follow_whereabouts(self, line: Line) -> None:
        """Say where the line in hand is, of a finished conversation where all of it is; of what is typed nothing."""
        if self._talk is not None and self._talk.closed_ms is not None:
            self.whereabouts.follow(status.where_is, self._conversation)
        elif line.kept is None or line.has_draft or self.writing.unsafe(line):
            self.whereabouts.follow(None)
        else:
            self.whereabouts.follow(status.where_is, line.entry)

    def _called(self, node: UUID | None) -> str:
        """What somebody is called here; the person by their own name, or as the one we talk with."""
        if node != self.naming.person_node:
            return self.naming.label(node)
        return self._who.name if self._who is not None and self._who.name else self.tr("Them")

    def _in_front(self, line: Line) -> str:
        """What stands before a line's words: a name, when it is not the person's, or what kind of line it is."""
        if line.private:
            return self.tr("Kept apart")
        if line.kind == CORRECTION:
            day = when_and_where.day_of(line.written_ms) if line.written_ms else when_and_where.today()
            return self.tr("Put right {day}").format(day=when_and_where.day_and_month(day, when_and_where.today()))
        if line.kind == DIFFERENTLY:
            return self.tr("{name} sees this differently").format(name=self._called(line.said_by))
        if line.kind == WORDS and line.said_by not in (None, self.naming.person_node):
            return self.naming.label(line.said_by)
        return ""

    # Writing

    def _typed(self, line: Line) -> None:
        self._undone.clear()
        self.writing.typed(line)
        cursor = self.text.textCursor()
        self.naming.look(line, cursor.positionInBlock() if self.text.current() is line else None)
        self._show_line_state()

    def _paused(self) -> None:
        line = self.text.current()
        if not self.at_names.list.isVisible():
            self.naming.look(line, _at_a_word_end(line, self.text.textCursor().positionInBlock()))
            self._light_on_web(line)

    def _left(self, line: Line) -> None:
        self.naming.look(line, None)
        self.writing.flush(line)

    def _said_changed(self, line: Line) -> None:
        self.writing.typed(line)
        self._show_around()

    def _current_changed(self, _line: Line) -> None:
        self._show_line_state()

    def choose_speaker(self, place: int) -> None:
        """Let the person in this place of the row say the current line."""
        line = self.text.current()
        if place < len(self.speakers.speakers) and not line.locked and line.kind not in STAYS:
            node = self.speakers.speakers[place].node
            self.text.say(line, NOTE if node is None else WORDS, node)
            self._said_changed(line)
        self.text.setFocus()

    def flush(self) -> None:
        """Bring everything typed to the record; returns when that is queued on the vault's thread."""
        for _, line in self.text.blocks():
            if line.has_draft or line.dirty:
                self.writing.flush(line)
        self.steadying.leave()
        self.why.leave()
        self.look_again.leave()
        self.alongside.leave()
        if self.beside is not None:
            self.beside.flush()

    def text_of_current_line(self) -> str:
        """Return the words of the line the cursor is in."""
        return self.text.current().text

    def _choose_on_web(self, node: UUID) -> None:
        if self.beside is not None and node in self.beside.scene.nodes:  # who was taken off the web stays in the text
            self.beside.scene.choose(node)

    def _follow_mention(self, node: UUID) -> None:
        """Go to somebody on the web beside, or on its own page where there is no room for it here."""
        if self.beside is None or self.beside.isHidden():
            self.web_wanted.emit(node)
        elif node in self.beside.scene.nodes:
            self.beside.come_to(node, with_keyboard=True)

    def _light_on_web(self, line: Line) -> None:
        """Ring those a line is about, and who says it; a line kept apart gives nobody away."""
        if self.beside is None:
            return
        about = {mark.node for mark in line.marks} | {line.said_by} - {None, self.naming.person_node}
        self.beside.scene.light(set() if line.private else {node for node in about if node is not None})

    def choose(self, node: UUID | None) -> None:
        """Show which sentences are about somebody chosen on the web beside."""
        self.text.point_out(node)

    # Taking back

    def undo(self) -> None:
        """Take back the newest typing of this line, or else the newest change of this person."""
        line = self.text.current()
        if line.has_draft or self.writing.unsafe(line):
            self.writing.step()
            self._undone.append((line.entry, line.stored()))
            stood = line.now()
            self.writing.step_back(line, lambda left: self._typing_taken_back(line, stood, left))
        else:
            self._undo_change()

    def redo(self) -> None:
        """Do again what was last taken back."""
        last = self._undone.pop() if self._undone else None
        line = self.text.line_with(last[0]) if last else None
        if last is None or line is None:
            self._redo_change()
            return
        line.take(*marked_text.read(last[1]))
        self.text.put(line, line.text, line.marks)
        self.text.go_to(line)
        self.writing.typed(line)
        self._show_line_state()

    def _undo_change(self) -> None:
        self._undone.append(None)
        self._background.run(undo_but_stay, self._person, self._conversation, then=self._told)

    def _redo_change(self) -> None:
        self._background.run(history.redo, self._person, then=self._told)

    def _typing_taken_back(self, line: Line, stood: Kept, left: DraftSnapshot | None) -> None:
        if self.text.line_with(line.entry) is not line:
            self.writing.drop(line)  # it went meanwhile, and its draft goes with it
            return
        if line.now() != stood or not line.has_draft:
            return  # typed on or written meanwhile: that stands
        if left is not None:
            line.take_draft(left)
        else:
            line.has_draft = False
            line.take_back()
        self.text.put(line, line.text, line.marks)
        self.text.go_to(line)
        self._show_around()

    def _told(self, changes: ChangeSet) -> None:
        for sentence in changes.left_alone:
            self.problem.emit(sentence)

    # What is done to a line or to the whole

    def _read_back(self) -> None:
        self.writing.read_back(self.text.current())
        self._show_line_state()

    def _choose_who_sees(self) -> None:
        """Open the list of who may see this line; what is being typed of it is kept first."""
        line = self.text.current()
        self.writing.flush(line)
        self._background.run(
            queries.here,
            queries.conversation,
            self._person,
            self._conversation,
            then=partial(self._open_who_sees, line),
        )

    def _open_who_sees(self, line: Line, talk: ConversationSnapshot) -> None:
        entry = next((one for one in talk.entries if one.id == line.entry), None)
        if entry is None:
            return
        nodes = self.naming.nodes.values()
        others = {node.id: node.label for node in nodes if node.kind in PEOPLE and node.id != self.naming.person_node}

        def say(thing: UUID, **said: Any) -> None:
            self._background.run(sharing.set_audience, thing, **said)

        copies = outsiders.to_choose(nodes)
        open_menu(entry, self._called(self.naming.person_node), others, copies, say, self.line_actions.who_sees)

    def _keep_apart(self) -> None:
        line = self.text.current()
        self.writing.keep_apart(line)
        self.text.put(line, line.text, line.marks)
        self._show_line_state()
        self.text.setFocus()

    def _written_apart(self, line: Line, entry: UUID) -> None:
        self.text.renamed(line, entry)
        self._show_line_state()

    def _correct(self) -> None:
        """Open a line beside this one for what is to be put right."""
        line = self.text.current()
        self.text.may_write = True
        made = self.text.new_line(order=line.order, kind=CORRECTION, said_by=line.said_by, corrects=line.entry)
        self.text.insert(made, line)
        self.text.go_to(made)
        self.text.setFocus()

    def _write_differently(self) -> None:
        """Let them say how they see this line; what is being typed of it is kept first."""
        line = self.text.current()
        self.writing.flush(line)
        about = self.text.line_with(line.corrects) if line.kind == DIFFERENTLY and line.corrects else line
        if about is not None:
            open_over(self, self._background, self._person, about.entry, about.text)

    def _finish(self) -> None:
        self.flush()
        if self.steadying.ask_how_it_ends(self.line_actions.finish):
            return
        self._background.run(conversations.finish, self._conversation, then=lambda _changes: self._ended())

    def _said_goodbye(self, decision: UUID | None) -> None:
        self._ended()
        if decision is not None:
            self.decision_opened.emit(decision)

    def _ended(self) -> None:
        self.finished.emit()
        if self._who is None or self._who.paper_ok:
            self.ended.emit(self._conversation)

    def _set_present(self, present: frozenset[str]) -> None:
        """Who is here decides what is on the page; what is being typed is kept before any of it goes."""
        self.flush()
        self._set(present=present)

    def _set(self, **fields: Any) -> None:
        self._change(conversations.set_conversation, **fields)

    def _change(self, service: Callable[..., ChangeSet], *given: Any, **fields: Any) -> None:
        """Do something to the whole conversation; where a rule says no, say so."""
        self._background.run(service, self._conversation, *given, failed=self._unchanged, **fields)

    def _unchanged(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))

    def _pending(self, pending: bool) -> None:
        self.typing_pending.emit(pending)
        if not pending and self._behind:
            self._behind = False
            self._read()

    # The widget

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl and a digit say who is speaking; F4 opens the questions."""
        digit = event.key() - Qt.Key.Key_1
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and 0 <= digit < MOST:
            self.choose_speaker(digit)
        elif event.key() == Qt.Key.Key_F4 and not self.aids.isHidden():
            self.aids.offer()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving the page writes what was typed."""
        super().hideEvent(event)
        self.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margins of the design, and words and web beside each other where there is room."""
        super().resizeEvent(event)
        side = theme.page_margin(self.window().width())
        self._column.setContentsMargins(side + side // 2, side, side, theme.SPACE_16)
        self.text.setMaximumWidth(theme.scaled(_WIDEST))
        self.text.setMinimumHeight(theme.scaled(_LEAST))
        self.speakers.set_compact(self.height() < theme.scaled(_LOW))
        self._aside.setContentsMargins(0, 0, side, 0)
        self._share_room()

    def _share_room(self) -> None:
        """Show words and web, or in a window too narrow for both the one in front and the way to the other."""
        has_web = self._make_beside is not None
        both = has_web and self.width() >= theme.scaled(_BESIDE_FROM)
        web = both or (has_web and self._web_in_front)
        self._web_room.setVisible(web)
        if self.beside is not None:
            self.beside.setVisible(web)
        self.other_side.setVisible(has_web and not both)
        self.other_side.setText(self.tr("Words") if web else self.tr("Web"))
        self._between.setVisible(both)
        self._scroll.setVisible(both or not web)
        if self.width() < theme.scaled(_BESIDE_FROM):
            self._aside.insertWidget(1, self.turn)
        else:
            self._head.addWidget(self.turn, 0, Qt.AlignmentFlag.AlignTop)
        under_it = self.width() < theme.scaled(_SIDE_BY_SIDE)
        self._below.setDirection(QBoxLayout.Direction.TopToBottom if under_it else QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(0 if under_it else theme.SPACE_16)

    def _keep_in_view(self) -> None:
        """Scroll the page, where it is too low for everything, to the line that is being written."""
        caret = self.text.cursorRect().translated(self.text.mapTo(self._sheet, self.text.viewport().pos()))
        self._scroll.ensureVisible(caret.x(), caret.center().y(), 0, theme.scaled(_LEAST) // 2)

    def _turn_over(self) -> None:
        if self._web_next.isActive():
            self._web_next.stop()
            self._bring_the_rest()
        self._web_in_front = not self._web_in_front
        self._share_room()
        front = self.beside.view if self.beside is not None and self._web_in_front else self.text
        front.setFocus(Qt.FocusReason.OtherFocusReason)


def _at_a_word_end(line: Line, caret: int) -> int | None:
    """After a pause what was typed counts as it stands, but not a word somebody may be in the middle of."""
    before = line.text.encode("utf-16-le")[: 2 * caret].decode("utf-16-le", "ignore")
    return caret if before[-1:].isalnum() else None
