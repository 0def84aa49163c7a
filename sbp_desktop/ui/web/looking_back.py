"""Looking back at a web: the day one stands on, what is compared with it, and what that makes of the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from sbp_desktop.models.clock import day_begins_ms, wall_ms
from sbp_desktop.models.difference import Difference, difference
from sbp_desktop.models.past import days_of_change, not_heard_of_lately, web_on
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import ChangeSet, MomentSnapshot, ViewSnapshot, WebSnapshot
from sbp_desktop.services import moments, views
from sbp_desktop.storage import looking_back, queries
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.latest_only import LatestOnly
from sbp_desktop.ui.web import told
from sbp_desktop.ui.web.time_strip import GIVEN

if TYPE_CHECKING:
    from sbp_desktop.storage.history import Written
    from sbp_desktop.ui.background import Background
    from sbp_desktop.ui.web.time_strip import TimeStrip
    from sbp_desktop.ui.web.web_canvas import TellDone, WebCanvas


_VIEW, _NEW = "view:", "new:"


@dataclass(frozen=True)
class Then:
    """A day to look at (ordinal), how much had been written by then (None is all we know now), and whose picture."""

    day: int
    written: int | Written | None = None
    label: str = ""
    view: UUID | None = None

    def key(self) -> object:
        """Return what tells two readings of the record apart."""
        written = frozenset(self.written.items()) if isinstance(self.written, Mapping) else self.written
        return self.view, written


class LookingBack(QObject):
    """Turns what the strip says into what the canvas shows; `compared` carries (heading, difference), None for none.

    `beside` carries the (web, showing, title) to stand beside the canvas, or None.
    """

    compared = Signal(object)
    beside = Signal(object)

    def __init__(
        self, background: Background, canvas: WebCanvas, strip: TimeStrip, tell_done: TellDone, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._background, self._canvas, self._strip, self._tell_done = background, canvas, strip, tell_done
        self._then: Then | None = None
        self._compared: Then | None = None
        self._given: Then | None = None
        self._only_written = self._side_by_side = False
        self._moments: tuple[MomentSnapshot, ...] = ()
        self._webs: dict[object, WebSnapshot] = {}
        self._heard: Mapping[UUID, int] = {}
        self._newest: WebSnapshot | None = None
        self._ask = LatestOnly(background, parent=self)
        strip.day_chosen.connect(self._go_to_day)
        strip.written_chosen.connect(self._set_only_written)
        strip.moment_chosen.connect(self._go_to_moment)
        strip.compared.connect(self._compare)
        strip.whose_chosen.connect(self._see_as)
        strip.beside_chosen.connect(self._set_beside)
        strip.keep_wanted.connect(self._keep)
        strip.rename_wanted.connect(partial(background.run, moments.rename_moment))
        strip.remove_wanted.connect(self._remove)
        strip.left.connect(self.leave)

    @property
    def active(self) -> bool:
        """Whether the strip is open."""
        return not self._strip.isHidden()

    def toggle(self) -> None:
        """Open the strip on today, or leave the past."""
        if self.leave():
            return
        self._then = Then(when_and_where.today(), view=self._canvas.edits.view)
        self._strip.show()
        self._strip.show_day(self._then.day)
        self._strip.line.setFocus()
        self._canvas.look_again()

    def put_beside(self, then: Then) -> None:
        """Show an earlier picture beside today's, with what is different between them."""
        if not self.active:
            self.toggle()
        self._given = self._compared = then
        self._strip.offer_day(self._title(then))
        self._strip.show_comparing(GIVEN)
        self._strip.beside.setChecked(True)
        self._look_again()

    def leave(self) -> bool:
        """Come back to today, with everything as it is now; return whether one was away."""
        if not self.active:
            return False
        self._then = self._compared = None
        self._only_written = self._side_by_side = False
        self._strip.written.setChecked(False)
        self._strip.beside.setChecked(False)
        self._strip.choose_picture(None)
        self._strip.show_comparing("")
        self._strip.hide()
        if self._canvas.edits.view is None:
            self._canvas.look_again()
        else:
            self._canvas.draw_on(None)
        self._canvas.view.setFocus()
        return True

    def load(self) -> None:
        """Read the kept pictures, and when each thing was last heard of."""
        person, run = self._canvas.person, self._background.run
        run(queries.here, looking_back.moments, person, person, then=self._moments_read)
        run(looking_back.heard, person, then=self._heard_read, priority="low")

    def refresh(self, changes: ChangeSet) -> None:
        """Forget what was read of the past if this record changed, for something may have been taken out of it."""
        if changes.concerns(self._canvas.person):
            self._webs.clear()
            self.load()

    def look(self, web: WebSnapshot, showing: Showing) -> tuple[WebSnapshot, Showing]:
        """Show the day one stands on, or both pictures in one; what was not heard of for a year steps back a little."""
        self._newest = web
        stale = not_heard_of_lately(web, self._heard, wall_ms())
        showing = replace(showing, stale=showing.stale | stale)
        if self._then is None:
            self.compared.emit(None)
            self.beside.emit(None)
            return web, showing
        self._strip.show_days(days_of_change(web), when_and_where.today())
        self._offer_views(web)
        here = self._read(self._then, web)
        there = self._read(self._compared, web) if self._compared is not None else None
        if here is None or (self._compared is not None and there is None):
            QTimer.singleShot(0, self._look_again)
            return web, replace(showing, fixed=True)  # on its way: `look_again` rings once it is read
        if self._compared is None or there is None:
            self.compared.emit(None)
            self.beside.emit(None)
            past = self._then.day != when_and_where.today() or self._then.written is not None
            return web_on(here, self._then.day), replace(showing, day=self._then.day, fixed=past)
        return self._both((self._then, here), (self._compared, there), showing)

    def _both(
        self, one: tuple[Then, WebSnapshot], other: tuple[Then, WebSnapshot], showing: Showing
    ) -> tuple[WebSnapshot, Showing]:
        (was, before), (now, after) = sorted((one, other), key=lambda pair: _order(pair[0]))
        found: Difference = difference(before, was.day, after, now.day)
        self.compared.emit((self._heading(was, now), found))
        earlier = web_on(before, was.day), replace(showing, day=was.day, fixed=True), self._title(was)
        self.beside.emit(earlier if self._side_by_side else None)
        marks = {**showing.marks, **found.marks}
        return web_on(found.web, now.day), replace(showing, day=now.day, marks=marks, fixed=True)

    # -- what the strip says

    def _go_to_day(self, day: int) -> None:
        self._then = Then(day, _end_of(day) if self._only_written else None, view=self._canvas.edits.view)
        self._look_again()

    def _set_only_written(self, only: bool) -> None:
        self._only_written = only
        if self._then is not None:
            self._go_to_day(self._then.day)

    def _go_to_moment(self, id_: UUID | None) -> None:
        moment = self._moment(id_)
        self._then = moment if moment is not None else Then(when_and_where.today(), view=self._canvas.edits.view)
        self._strip.show_day(self._then.day)
        self._look_again()

    def _compare(self, with_what: str) -> None:
        view = self._canvas.edits.view
        if with_what == "today":
            self._compared = Then(when_and_where.today(), view=view)
        elif with_what == GIVEN:
            self._compared = self._given
        elif with_what.startswith(_VIEW):
            self._compared = Then(when_and_where.today(), view=_id(with_what.removeprefix(_VIEW)))
        else:
            self._compared = self._moment(UUID(hex=with_what)) if with_what else None
        self._strip.show_comparing(with_what)
        self._look_again()

    # -- whose picture

    def _see_as(self, whose: str) -> None:
        if whose.startswith(_VIEW):
            self._draw_on(_id(whose.removeprefix(_VIEW)))
            return
        eyes, _, carer = whose.removeprefix(_NEW).partition(":")
        self._background.run(
            views.add_view,
            self._canvas.person,
            eyes,
            _id(carer),
            then=lambda changes: self._draw_on(changes.created[0]),
        )

    def _draw_on(self, view: UUID | None) -> None:
        if self._then is not None:
            self._then = replace(self._then, view=view)
        self._canvas.draw_on(view)

    def _offer_views(self, web: WebSnapshot) -> None:
        there = [(told.whose(web), _VIEW)]
        there += [(told.whose(web, view), f"{_VIEW}{view.id.hex}") for view in web.views]
        begun = {(view.whose, view.carer) for view in web.views}
        carers = [node.id for node in web.nodes if node.is_carer]
        wanted: list[tuple[str, UUID | None]] = [
            *(("carer", carer) for carer in carers),
            ("family", None),
            ("worker", None),
        ]
        new = [
            (self.tr("Begin: {0}").format(told.whose(web, ViewSnapshot(web.person, *one))), _new(*one))
            for one in wanted
            if one not in begun
        ]
        self._strip.show_whose(there, new, f"{_VIEW}{web.view.hex if web.view else ''}")

    def _set_beside(self, beside: bool) -> None:
        self._side_by_side = beside
        self._canvas.look_again()

    def _keep(self, label: str) -> None:
        day = self._then.day if self._then is not None else None
        self._background.run(moments.keep_moment, self._canvas.person, label, day=day, then=self._kept)

    def _kept(self, _changes: ChangeSet) -> None:
        self._tell_done(self.tr("The picture is kept"), self.tr("Undo"), self._canvas.undo)

    def _remove(self, moment: UUID) -> None:
        self._strip.choose_picture(None)
        self._background.run(moments.delete_moment, moment, then=self._removed)

    def _removed(self, _changes: ChangeSet) -> None:
        self._tell_done(self.tr("The picture is removed"), self.tr("Undo"), self._canvas.undo)

    # -- inside

    def _moment(self, id_: UUID | None) -> Then | None:
        found = next((moment for moment in self._moments if moment.id == id_), None)
        if found is None:
            return None
        view = found.view or self._canvas.edits.view
        return Then(found.on.lo if found.on else when_and_where.today(), found.written, found.label, view)

    def _read(self, then: Then, now: WebSnapshot) -> WebSnapshot | None:
        return now if then.written is None and then.view == now.view else self._webs.get(then.key())

    def _look_again(self) -> None:
        """Show anew, after reading what had been written by then where that is not in hand."""
        missing = next(
            (
                then
                for then in (self._then, self._compared)
                if then is not None and self._newest is not None and self._read(then, self._newest) is None
            ),
            None,
        )
        if missing is None:
            self._ask.forget()
            self._canvas.look_again()
            return
        wanted = missing

        def read(web: WebSnapshot) -> None:
            self._webs[wanted.key()] = web
            self._look_again()

        person = self._canvas.person
        self._ask.ask(queries.here, queries.web, person, person, as_written=wanted.written, view=wanted.view, then=read)

    def _moments_read(self, found: tuple[MomentSnapshot, ...]) -> None:
        self._moments = found
        self._strip.show_moments(found)

    def _heard_read(self, heard: Mapping[UUID, int]) -> None:
        known, self._heard = self._heard, heard
        if known != heard:
            self._canvas.look_again()

    def _heading(self, was: Then, now: Then) -> str:
        if was.view != now.view:
            return self.tr("{0}; {1}").format(self._whose(was), self._whose(now))
        if now.day == when_and_where.today() and now.written is None:
            return self.tr("Since {0}").format(self._title(was))
        return self.tr("From {0} to {1}").format(self._title(was), self._title(now))

    def _whose(self, then: Then) -> str:
        if self._newest is None:
            return ""
        return told.whose(self._newest, next((view for view in self._newest.views if view.id == then.view), None))

    def _title(self, then: Then) -> str:
        day = when_and_where.day_and_month(then.day, when_and_where.today())
        return f"{day} · {then.label}" if then.label else day


def _new(eyes: str, carer: UUID | None) -> str:
    return f"{_NEW}{eyes}:{carer.hex if carer is not None else ''}"


def _id(hex_words: str) -> UUID | None:
    return UUID(hex=hex_words) if hex_words else None


def _order(then: Then) -> tuple[int, bool, bool]:
    """The earlier day first, then what was written by then, then the web's own picture."""
    return then.day, then.written is None, then.view is not None


def _end_of(day: int) -> int:
    """The last moment of a day on this machine's clock, ms UTC."""
    return day_begins_ms(day + 1) - 1
