"""Then and now: an earlier picture of the web, small, and what has come to be since, in a few plain lines."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from sbp_desktop.models.findings import listed
from sbp_desktop.models.past import web_on
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import MomentSnapshot, WebSnapshot
from sbp_desktop.models.stronger import Named, Stronger, stronger
from sbp_desktop.models.vocabulary import ConversationKind, MomentReason
from sbp_desktop.services import moments
from sbp_desktop.storage import looking_back, queries
from sbp_desktop.ui import local_words, theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.web.beside_view import BesideView
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.web.looking_back import Then
from sbp_desktop.ui.widgets import Body, LinkButton

translate = QCoreApplication.translate
_HIGH = 150  # pixels at the ordinary text size
_LOOKED = (MomentReason.REVIEW, MomentReason.GOODBYE, MomentReason.BASELINE)


def in_words(found: Stronger) -> list[str]:
    """Return what is different as one would say it; nothing is said of what there is none of (decisions.md D23)."""
    lines = (
        (translate("Then", "Started since then: {who}"), found.started),
        (translate("Then", "There then and now: {who}"), found.still),
        (translate("Then", "There then: {who}"), found.then_only),
        (translate("Then", "Help goes to: {who}"), found.gives),
        (translate("Then", "Help comes from: {who}"), found.receives),
    )
    return [line.format(who=_names(who)) for line, who in lines if who]


def _names(who: Named) -> str:
    return listed([node.label or translate("Then", "somebody") for node in who])


class ThenAndNow(QWidget):
    """The newest picture is the one beside the page; this has the earlier one, by choice from those there are."""

    grown = Signal()
    large_wanted = Signal(object)  # the Then to look at beside today's web, on the web's own page

    def __init__(self, background: Background, person: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background, self._person = background, person
        self._now: WebSnapshot | None = None
        self._choices: list[Then] | None = None
        self._then: Then | None = None
        self._before: tuple[object, WebSnapshot] | None = None
        self.since = LinkButton("", self)
        self.since.setProperty("touch", True)
        self.since.clicked.connect(self._offer)
        self.picture = BesideView(self)
        self.picture.title.hide()
        self.picture.setFixedHeight(theme.scaled(_HIGH))
        self.words = Body("", self)
        self.large = LinkButton(self.tr("See both large"), self)
        self.large.setProperty("touch", True)
        self.large.clicked.connect(self._see_large)
        self.keep = LinkButton(self.tr("Keep a picture of today"), self, icon_name="add")
        self.keep.setProperty("touch", True)
        self.keep.clicked.connect(self._keep)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_4)
        row = QWidget(self)
        across = Wrapped(row, theme.SPACE_16, 0)
        across.addWidget(self.since)
        across.addWidget(self.large)
        lines.addWidget(row)
        lines.addWidget(self.picture)
        lines.addWidget(self.words)
        lines.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.since.hide()
        self.large.hide()
        self.words.hide()
        self.keep.hide()

    def ask(self) -> None:
        """Read which pictures there are; shown once they and the web are known."""
        run, person = self._background.run, self._person
        run(queries.here, looking_back.beginning, person, person, then=self._take_beginning)

    def show_web(self, web: WebSnapshot) -> None:
        """Take up the web as it is now."""
        self._now = web
        self._show()

    def _take_beginning(self, began: tuple[int, int | None] | None) -> None:
        first = [Then(began[0], began[1], self.tr("when we began"))] if began is not None else []
        then = partial(self._take_moments, first)
        self._background.run(queries.here, looking_back.moments, self._person, self._person, then=then)

    def _take_moments(self, first: Sequence[Then], found: tuple[MomentSnapshot, ...]) -> None:
        now = when_and_where.today()
        kept = [moment for moment in found if moment.on is not None]
        earlier = [moment for moment in kept if moment.on is not None and moment.on.lo < now]
        self._choices = [*(_then(moment) for moment in earlier), *first]
        looked = next((_then(moment) for moment in earlier if moment.reason in _LOOKED), None)
        if self._then not in self._choices:
            self._then = looked or (self._choices[-1] if self._choices else None)
        kept_today = any(m.reason == MomentReason.REVIEW and m.on is not None and m.on.lo == now for m in kept)
        self.keep.setEnabled(not kept_today)
        self.keep.setText(self.tr("Today’s picture is kept") if kept_today else self.tr("Keep a picture of today"))
        self.keep.show()
        self._show()

    def _show(self) -> None:
        if self._now is None or self._choices is None:
            return
        if self._then is None:
            self.since.hide()
            self.large.hide()
            self.picture.hide()
            self._say([self.tr("This is where looking back begins. A picture kept today can be looked at next time.")])
        elif self._then.written is None:
            self._compare(self._now, self._then)
        elif self._before is not None and self._before[0] == self._then.key():
            self._compare(self._before[1], self._then)
        else:
            read, person, written = queries.web, self._person, self._then.written
            then = partial(self._take_before, self._then)
            self._background.run(queries.here, read, person, person, as_written=written, then=then)

    def _take_before(self, then: Then, web: WebSnapshot) -> None:
        self._before = then.key(), web
        if then == self._then and self._now is not None:
            self._compare(web, then)

    def _compare(self, before: WebSnapshot, then: Then) -> None:
        assert self._now is not None  # noqa: S101 - asked by both who come here
        title = self._title(then)
        self.since.setText(self.tr("Then: {day}").format(day=title))
        self.since.show()
        self.large.show()
        self.picture.show_picture(web_on(before, then.day), Showing(then.day, fixed=True), title)
        self._say(in_words(stronger(before, then.day, self._now, when_and_where.today())))

    def _say(self, lines: Sequence[str]) -> None:
        self.words.set_words("\n".join(lines))
        self.words.setVisible(bool(lines))
        self.grown.emit()

    def _title(self, then: Then) -> str:
        day = when_and_where.day_and_month(then.day, when_and_where.today())
        return ", ".join(filter(None, (day, then.label)))

    def _offer(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for then in self._choices or ():
            action = menu.addAction(self._title(then))
            action.setCheckable(True)
            action.setChecked(then == self._then)
            action.triggered.connect(partial(self._choose, then))
        menu.popup(self.since.mapToGlobal(self.since.rect().bottomLeft()))

    def _choose(self, then: Then) -> None:
        self._then = then
        self._show()

    def _see_large(self) -> None:
        if self._then is not None:
            self.large_wanted.emit(self._then)

    def _keep(self) -> None:
        today = when_and_where.today()
        label = local_words.conversations()[ConversationKind.REVIEW.value]
        self._background.run(moments.keep_moment, self._person, label, day=today, reason=MomentReason.REVIEW.value)


def _then(moment: MomentSnapshot) -> Then:
    return Then(moment.on.lo if moment.on is not None else 0, moment.written, moment.label, moment.view)
