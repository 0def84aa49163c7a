"""The screen turned round: large, calm, in plain words, with only what the person may see (decisions.md D3)."""

import time
from collections.abc import Callable, Iterator
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models import jargon
from sbp_desktop.models.layouts import ONION, TWO
from sbp_desktop.models.snapshots import Audience, ChangeSet, PersonSnapshot
from sbp_desktop.services import sharing
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together import faces
from sbp_desktop.ui.together.big_button import BigButton, Smiles
from sbp_desktop.ui.together.how_it_was import HowItWas
from sbp_desktop.ui.together.plain_words import PlainWords
from sbp_desktop.ui.together.shared_web import SharedWeb
from sbp_desktop.ui.together.who_is_here import WhoIsHere
from sbp_desktop.ui.web import told, words
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import PageTitle, TextField, Words

LARGER = 1.4
"""How much larger than the worker's own pages everything is (look.md, Together)."""

LOOKED_S = 20.0
"""So long a thing has stood here before it counts as seen together (docs/decisions/0006)."""

_NO_LIMIT = 16_777_215  # what Qt takes for "as wide as you like"
_ROOMY = 420  # pixels of height at the ordinary text size under which the title makes room for the web


class TogetherPage(QWidget):
    """Made anew for each turn, from nothing but what the person may see with those who are `present`.

    `turned_back` when the worker's screen is wanted, `cover_wanted` for the ordinary page. `rung` are the words the
    bell was rung for.
    """

    turned_back = Signal()
    cover_wanted = Signal()

    def __init__(
        self, background: Background, person: UUID, present: frozenset[UUID], speech: Speech,
        parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.person = person
        self._background, self._clock = background, clock
        self.speech = speech
        speech.setParent(self)
        self._since: float | None = None
        self._seen: set[UUID] = set()
        self.rung: list[str] = []
        self._page = 0
        self.web = SharedWeb(background, person, Audience("person", present), self)
        self.title = PageTitle("", self)
        self.here = WhoIsHere(present, self)
        self.about = Words("", self)
        self.smiles = Smiles(self)
        self.name_field = TextField(self.tr("Who matters to you?"), self.tr("Who matters to you?"), self)
        self._half = HalfLine(background, self.name_field, "who_matters_to_me")
        self._half.belong(person, name=_room(present))
        self.plain_words = PlainWords(self)
        self.how_it_was = HowItWas(background, person, self)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.web)
        self._show_chosen(None)
        self.web.load()
        background.run(queries.person, person, Audience("person", present), then=self._take_person)

    def _make_buttons(self) -> None:
        self.before = BigButton(self.tr("Before"), "back", self)
        self.after = BigButton(self.tr("More people"), "forward", self)
        self.rings = BigButton(self.tr("More circles"), "circles", self, checkable=True)
        self.wordless = BigButton(self.tr("Faces only"), "person", self, checkable=True)
        self.draw = BigButton(self.tr("Draw"), "write", self, checkable=True)
        self.bell = BigButton(self.tr("Plainer words"), "bell", self)
        self.aloud = BigButton(self.tr("Read aloud"), "aloud", self)
        self.aloud.setVisible(self.speech.can)
        self.asked = BigButton(self.tr("How was it?"), "smile", self)
        self.asked.hide()
        self.back_again = BigButton(self.tr("Undo"), "undo", self)
        self.cover = BigButton(self.tr("Cover"), "cover", self)
        self.turn = BigButton(self.tr("Turn back"), "turn", self)
        self._buttons = (
            self.before, self.after, self.rings, self.wordless, self.draw, self.bell, self.aloud, self.asked,
            self.back_again, self.cover, self.turn,
        )  # fmt: skip

    def _lay_out(self) -> None:
        self._top = QHBoxLayout()
        self._top.setSpacing(theme.SPACE_24)
        told = QHBoxLayout()
        told.setSpacing(theme.SPACE_24)
        sheet = QVBoxLayout()
        sheet.setSpacing(theme.SPACE_8)
        self._column = QWidget(self)
        row = Wrapped(self._column)
        for button in self._buttons:
            row.addWidget(button)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setSpacing(theme.SPACE_16)
        self._across.addLayout(sheet, 1)
        sheet.addLayout(self._top)
        self._top.addWidget(self.title, 1)
        self._top.addWidget(self.here, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        sheet.addWidget(self.web, 1)
        sheet.addLayout(told)
        told.addWidget(self.name_field, 1, Qt.AlignmentFlag.AlignVCenter)
        told.addWidget(self.about, 1, Qt.AlignmentFlag.AlignVCenter)
        told.addStretch(0)
        told.addWidget(self.smiles)
        self._across.addWidget(self._column)

    def _connect(self) -> None:
        self.web.shown.connect(self._web_shown)
        self.web.chosen.connect(self._chosen)
        self.web.named.connect(self._start_typing)
        self.name_field.returnPressed.connect(self._add_typed)
        self.here.present_chosen.connect(self._set_present)
        self.smiles.said.connect(self.web.say_helps)
        self.before.clicked.connect(lambda: self._turn_page(-1))
        self.after.clicked.connect(lambda: self._turn_page(1))
        self.rings.clicked.connect(self._look)
        self.wordless.clicked.connect(self._look)
        hand = self.web.view.hand
        self.draw.clicked.connect(lambda: hand.do("drawing"))
        hand.changed.connect(lambda: self.draw.setChecked(hand.doing == "drawing"))
        self.bell.clicked.connect(self._ring)
        self.aloud.clicked.connect(lambda: self.speech.say(self.words()))
        self.asked.clicked.connect(self.ask_how_it_was)
        self.how_it_was.grown.connect(self._place_card)
        self.how_it_was.answered.connect(self._thank)
        self.back_again.clicked.connect(self.undo)
        self.cover.clicked.connect(self.cover_wanted)
        self.turn.clicked.connect(self.turned_back)

    # -- what the workspace asks

    def refresh(self, changes: ChangeSet) -> None:
        """Take up what changed."""
        self.web.refresh(changes)

    def undo(self) -> None:
        """Take back the last change made here; what was done on the worker's screen stays."""
        self.web.edits.undo()

    def redo(self) -> None:
        """Do again what was taken back here."""
        self.web.edits.redo()

    def leave(self) -> None:
        """Be quiet, as before the cover or another page."""
        self.speech.stop()
        self.how_it_was.close_card()

    def ask_how_it_was(self) -> None:
        """Lay the two questions over the web."""
        self.asked.show()
        self._place_buttons()
        self.how_it_was.open(_room(self.web.audience.present))
        self._place_card()

    def _take_person(self, who: PersonSnapshot) -> None:
        """After a goodbye there is something to ask."""
        self.asked.setVisible(who.goodbye_on is not None or not self.asked.isHidden())
        self._place_buttons()

    def _thank(self) -> None:
        self.plain_words.say(self.tr("Thank you."))
        self._place_card()

    def looked_at(self) -> frozenset[UUID]:
        """What has stood here long enough to have been seen."""
        long_enough = self._since is not None and self._clock() - self._since >= LOOKED_S
        return frozenset(self._seen) if long_enough else frozenset()

    # -- what is shown

    def words(self) -> str:
        """What is on the page, as one would say it: the plain words if they are open, what is chosen, or everything."""
        if not self.how_it_was.isHidden():
            return self.how_it_was.words()
        if not self.plain_words.isHidden():
            return self.plain_words.words
        said = list(self._said(self.web.scene.chosen))
        return ". ".join(said) or told.as_text(self.title.text(), self._everything())

    def _everything(self) -> told.Told:
        return told.web_in_words(self.web.scene.web, self.web.scene.showing)

    def _said(self, id_: UUID | None) -> Iterator[str]:
        scene = self.web.scene
        if id_ in scene.nodes:
            yield words.describe_node(scene.nodes[id_], scene.ties_of(id_), scene.web.self_node)
        elif id_ in scene.ties:
            yield words.describe_tie(scene.ties[id_], scene.web)

    def _web_shown(self) -> None:
        scene = self.web.scene
        if self._since is None:
            self._since = self._clock()
        self._seen |= scene.nodes.keys() | scene.ties.keys()
        own = next((node.label for node in scene.web.nodes if node.id == scene.web.self_node), "")
        self.title.setText(self.tr("{0}: my people and places").format(own) if own else self.tr("My people and places"))
        self.here.show_web(self.web.web or scene.web)
        self._show_paging()
        self._show_chosen(scene.chosen)

    def _show_paging(self) -> None:
        several = self.web.web is not None and faces.pages(self.web.web) > 1
        for button in (self.before, self.after):
            button.setVisible(self.wordless.isChecked() and several)
        self.rings.setVisible(self.wordless.isChecked())
        self.title.setVisible(not self.wordless.isChecked())
        self._place_buttons()

    def _look(self) -> None:
        without_words = self.wordless.isChecked()
        self.web.scene.choose(None)
        layout = ONION if self.rings.isChecked() else TWO
        self.web.look(self.web.audience, faces.page_of_faces(self._page, layout) if without_words else None)
        self._show_paging()

    def _turn_page(self, by: int) -> None:
        if self.web.web is not None:
            self._page = (self._page + by) % faces.pages(self.web.web)
            self._look()

    def _set_present(self, present: frozenset[UUID]) -> None:
        self.web.audience = Audience("person", present)
        self._half.belong(self.person, name=_room(present))
        self._look()
        self._background.run(sharing.note_present, self.person, present)

    def _chosen(self, id_: UUID | None) -> None:
        self._show_chosen(id_)
        if self.wordless.isChecked() and id_ in self.web.scene.nodes:
            self.speech.say(self.web.scene.nodes[id_].label)

    def _show_chosen(self, id_: UUID | None) -> None:
        said = next(self._said(id_), "")
        self.about.set_words(said)
        without_words = self.wordless.isChecked()
        self.about.setVisible(bool(said) and not without_words)
        self.name_field.setVisible(not said and not without_words)
        line = self.web.line_to_me()
        self.smiles.setEnabled(line is not None or self.web.chosen_other() is not None)
        self.smiles.show_value(line.helps_me if line is not None else None)

    # -- what is done

    def _start_typing(self, letter: str) -> None:
        if not self.wordless.isChecked():
            self.web.scene.choose(None)
            self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.name_field.setText(letter)

    def _add_typed(self) -> None:
        typed = self.name_field.text().strip()
        self._half.done()
        self.name_field.clear()
        self.web.add(typed)

    def _ring(self) -> None:
        """Say it plainer: what of our words stand here and what they mean, noted for the worker to say otherwise."""
        chosen = list(self._said(self.web.scene.chosen))
        found = jargon.found_in(chosen or [line for _, lines in self._everything() for line in lines])
        self.rung += found or [said.split(",")[0] for said in chosen]
        self.plain_words.show_words(found)
        self._place_card()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the plain words, then turns back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif not self.how_it_was.isHidden():
            self.how_it_was.close_card()
        elif not self.plain_words.isHidden():
            self.plain_words.hide()
        else:
            self.turned_back.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margins, and what floats in its place."""
        super().resizeEvent(event)
        side = theme.page_margin(self.window().width())
        self._across.setContentsMargins(side, theme.SPACE_16, side, theme.SPACE_12)
        self._place_buttons()
        self.title.setVisible(self.height() > theme.scaled(_ROOMY) and not self.wordless.isChecked())
        self._place_card()

    def _place_buttons(self) -> None:
        """One under the other at the side where there is height for them, else in rows at the foot."""
        sizes = [button.sizeHint() for button in self._buttons if not button.isHidden()]
        beside = sum(size.height() + theme.SPACE_8 for size in sizes) < self.height() - 2 * theme.SPACE_16
        widest = max(size.width() for size in sizes) if beside else 0
        for button in self._buttons:
            button.setMinimumWidth(widest)
        self._column.setMinimumWidth(widest)
        self._column.setMaximumWidth(widest or _NO_LIMIT)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._across.setDirection(direction)

    def _place_card(self) -> None:
        if not self.plain_words.isHidden():
            self.plain_words.place(self.web.geometry())
        if not self.how_it_was.isHidden():
            self.how_it_was.place(self.web.geometry())


def _room(present: frozenset[UUID]) -> str:
    """Half a line is for those who saw it being typed."""
    return "".join(sorted(f".{one.hex}" for one in present))
