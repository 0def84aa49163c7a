"""The line under the title: where we talk, when it was, and who is there; each changed where it stands."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ConversationSnapshot, NodeSnapshot
from sbp_desktop.models.vocabulary import Setting
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import LinkButton, Secondary

_OFFERED = [each for each in Setting if each is not Setting.OTHER]
_NAMED = 3  # so many stand there by name, and you; more would need a line of their own
_PEOPLE = {"person", "household", "worker"}


class WhereAndWho(QWidget):
    """Emits what the worker chose; the page writes it down."""

    setting_chosen = Signal(str)
    day_chosen = Signal(object)  # a PartialDate
    present_chosen = Signal(object)  # a frozenset of node ids as written in the record

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._present: frozenset[str] = frozenset()
        self.where = LinkButton("", self, quiet=True)
        self.when = DayButton(self.tr("When it was"), self, quiet=True)
        self.written = Secondary("", self)
        self.written.setWordWrap(False)
        self.who = LinkButton("", self, quiet=True)
        self.where.clicked.connect(self._choose_where)
        self.when.chosen.connect(self.day_chosen)
        self.who.clicked.connect(self._choose_who)
        self._nodes: Sequence[NodeSnapshot] = ()
        across = Wrapped(self, theme.SPACE_16, 0)
        for part in (self.where, self.when, self.written, self.who):
            across.addWidget(part)

    def show_conversation(
        self, talk: ConversationSnapshot, nodes: Sequence[NodeSnapshot], names: Sequence[str]
    ) -> None:
        """Show where, when and with whom; `names` are those of the people present, the person's first."""
        self._nodes, self._present = nodes, frozenset(talk.present)
        now = when_and_where.today()
        day = when_and_where.day_and_month(when_and_where.day_of(talk.opened_ms), now)
        time = QLocale().toString(QDateTime.fromMSecsSinceEpoch(talk.opened_ms).time(), "HH:mm")
        self.where.setText(talk.place or when_and_where.place(talk.setting) or self.tr("Where?"))
        happened = talk.happened_on
        same = happened is None or happened == PartialDate.on(when_and_where.day_of(talk.opened_ms))
        at = self.tr("{day}, {time}").format(day=day, time=time)
        self.when.show_words(at if happened is None or same else when_and_where.partial(happened, now))
        self.written.setText(self.tr("written {when}").format(when=at))
        self.written.setHidden(same)
        everybody = _together([*names, self.tr("you")])
        more = self.tr("{names} and {count} more").format(names=", ".join(names[:2]), count=len(names) - 1)
        self.who.setText(everybody if len(names) <= _NAMED else more)
        self.where.setAccessibleName(self.tr("Where: {place}").format(place=self.where.text()))
        self.who.setAccessibleName(self.tr("Who is there: {people}").format(people=everybody))

    def _choose_where(self) -> None:
        menu = QMenu(self)
        for setting in _OFFERED:
            menu.addAction(when_and_where.place(setting)).triggered.connect(
                lambda _checked=False, chosen=setting: self.setting_chosen.emit(str(chosen))
            )
        self._open(menu, self.where)

    def _choose_who(self) -> None:
        menu = QMenu(self)
        for node in self._nodes:
            if node.kind not in _PEOPLE:
                continue
            action = menu.addAction(node.label)
            action.setCheckable(True)
            action.setChecked(node.id.hex in self._present)
            action.triggered.connect(lambda checked, chosen=node.id: self._set_present(chosen, checked))
        if menu.isEmpty():
            menu.addAction(self.tr("People you write about can be chosen here")).setEnabled(False)
        self._open(menu, self.who)

    def _set_present(self, node: UUID, there: bool) -> None:
        self.present_chosen.emit(self._present | {node.hex} if there else self._present - {node.hex})

    def _open(self, menu: QMenu, under: QWidget) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))


def _together(names: Sequence[str]) -> str:
    """Return "Eric, Jean and you"."""
    if len(names) < 2:
        return "".join(names)
    last = QCoreApplication.translate("Together", "{names} and {last}")
    return last.format(names=", ".join(names[:-1]), last=names[-1])
