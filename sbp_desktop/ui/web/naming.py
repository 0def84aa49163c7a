"""Names on the web: somebody new, several at once, a group, a new name for somebody, or whom a line is to reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, QPointF, Qt

from sbp_desktop.models.arrangement import BY_HAND_APART, clear_spot
from sbp_desktop.models.finding import Wanted, fold
from sbp_desktop.models.guess import split_relation
from sbp_desktop.models.name_list import Named, read_names
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.name_fields import ListCard, NameBox, NameField

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_canvas import WebCanvas

_APART = 104.0  # page units from one name typed on the page to where the next is asked for


class Naming(QObject):
    """What is typed on one canvas and what becomes of it. While lines are drawn, a name says whom a line reaches."""

    def __init__(self, canvas: WebCanvas) -> None:
        super().__init__(canvas)
        self._canvas, self._scene, self._edits = canvas, canvas.scene, canvas.edits
        self._view, self._hand = canvas.view, canvas.view.hand
        self.field = NameField(canvas)
        self.box = NameBox(canvas)
        self.list_card = ListCard(canvas)
        self._half = self._edits.half_line(self.field, "who_matters")
        self._half_box = self._edits.half_line(self.box, "box")
        self._looked = True
        self._box_at = QPointF()
        self._renaming: UUID | None = None
        self._grouping: frozenset[UUID] = frozenset()
        self._own = ""
        self.field.returnPressed.connect(self._take_field)
        self.field.textChanged.connect(self._field_changed)
        self.field.left.connect(self._back_to_web)
        self.list_card.taken.connect(self._take_field)
        self.list_card.as_one.connect(self._take_as_one)
        self.box.returnPressed.connect(self._take_box)
        self.box.left.connect(self.close_box)
        self._view.typed.connect(self._start_typing)
        self._view.scrolled.connect(self.close_box)
        self._view.rename_wanted.connect(self._rename)
        self._hand.asked_for_name.connect(self._ask_name_at)
        self._hand.several.asked_for_group.connect(self._ask_group_at)
        self._hand.changed.connect(self._ask)
        self._ask()

    # -- the line under the web

    def _ask(self) -> None:
        """Say in the line what a name typed there would do now; one that is only looked for is not kept."""
        if self._looks_for_somebody() != self._looked:
            self._looked = not self._looked
            self._half.belong(None if self._looked else self._edits.person)
        if self._hand.lines.aiming is not None and not self._hand.lines.quick:
            self.field.ask(self.tr("To whom?"), self.tr("To whom? Type a name and press Enter."))
        elif self._hand.doing == "lines":
            self.field.ask(self.tr("Whose line?"), self.tr("Whose line? Type a name and press Enter."))
        else:
            self.field.ask(
                self.tr("Who matters to them?"), self.tr("Who matters to them? Type a name and press Enter.")
            )

    def _start_typing(self, letter: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.setText(letter)

    def _back_to_web(self) -> None:
        self.list_card.hide()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _field_changed(self, typed: str) -> None:
        if self._looks_for_somebody():
            self._point_at(self._somebody(typed))
            return
        new, here = self._read(typed)
        if len(new) + len(here) > 1:
            self.list_card.show_list(new, here)
            self.place()
        else:
            self.list_card.hide()

    def _take_field(self) -> None:
        typed = self.field.text().strip()
        if not typed:
            return
        if self._looks_for_somebody():
            self._reach(typed)
            return
        new, here = self._read(typed)
        self._half.done()
        self.field.clear()
        if len(new) + len(here) == 1:
            self._add(*split_relation(typed))
        elif new:
            self._edits.add_all(new, then=lambda _first: self._tell_several(len(new)))

    def _take_as_one(self) -> None:
        typed = " ".join(self.field.text().split())
        self._half.done()
        self.field.clear()
        self._add(*split_relation(typed))

    def _tell_several(self, count: int) -> None:
        said = self.tr("Put %n people and places on the page", "", count)
        self._canvas.tell_done(said, self.tr("Undo"), self._edits.undo)

    def _read(self, typed: str) -> tuple[Sequence[Named], Sequence[str]]:
        """Return who a text names that is new here, and the names of those in a list who are here already."""
        named = read_names(typed)
        if len(named) < 2:
            return named, ()
        known = {fold(node.label) for node in self._scene.nodes.values()}
        new = tuple(one for one in named if fold(one.label) not in known)
        return new, tuple(one.label for one in named if fold(one.label) in known)

    def _add(self, label: str, relation: str, at: QPointF | None = None) -> None:
        """Add one; a name that is here already is added too, for there may be two, and quietly asked about."""
        same = next((id_ for id_, node in self._scene.nodes.items() if fold(node.label) == fold(label)), None)
        ask = partial(self._ask_whether_same, label, same) if same is not None else None
        layout = self._scene.arrangement.layout
        spot = None if at is None else layout.spot((at.x(), at.y()))
        self._edits.add_all([Named(label, relation)], layout, spot, then=ask)

    def _ask_whether_same(self, label: str, same: UUID, again: UUID) -> None:
        def keep_one() -> None:
            self._edits.keep_one(same, again)
            self._canvas.choose_when_shown(same)

        asked = self.tr("{0} is here already. Is this the same {0}?").format(label)
        self._canvas.tell_done(asked, self.tr("Yes, the same"), keep_one)

    def place(self) -> None:
        """Let the list stand over the web's foot, beside the line it is read from."""
        room = self._canvas.paper().adjusted(theme.SPACE_16, theme.SPACE_16, -theme.SPACE_16, 0)
        left = self.field.mapTo(self._canvas, QPoint()).x()
        wide = min(room.right() - left, self.field.maximumWidth())
        self.list_card.setFixedWidth(wide)
        high = min(room.height(), self.list_card.heightForWidth(wide))
        self.list_card.setGeometry(left, room.bottom() - high, wide, high)

    # -- whom a line is to reach

    def _looks_for_somebody(self) -> bool:
        return self._hand.lines.aiming is not None or self._hand.doing == "lines"

    def _somebody(self, typed: str) -> UUID | None:
        """Return who on the page is called so, the one called just so before those whose name begins so."""
        wanted = Wanted(typed)
        order = [id_ for id_ in self._scene.reading_order() if id_ != self._hand.lines.aiming]
        names = {id_: self._scene.nodes[id_].label for id_ in order}
        exactly = (id_ for id_ in order if fold(names[id_]) == fold(typed.strip()))
        begins = (id_ for id_ in order if wanted.words and wanted.is_in(names[id_]))
        return next(exactly, None) or next(begins, None)

    def _point_at(self, somebody: UUID | None) -> None:
        start = self._hand.lines.aiming
        if start is not None:
            point = self._scene.handle_point(start) if somebody is None else self._scene.point_of(somebody)
            self._hand.lines.aim(point, somebody)
        elif somebody is not None:
            self._scene.choose(somebody)

    def _reach(self, typed: str) -> None:
        somebody = self._somebody(typed)
        if somebody is None:
            self._canvas.tell_done(self.tr("Nobody here is called {0} yet.").format(typed), "", None)
            return
        self.field.blockSignals(True)  # emptied, which points at nobody
        self.field.clear()
        self.field.blockSignals(False)
        if self._hand.lines.aiming is None:
            self._hand.lines.begin(somebody)
        else:
            self._hand.lines.finish(somebody)

    # -- the field on the page

    def _ask_name_at(self, point: QPointF) -> None:
        self._open_box(point, self.tr("Name, and who they are: Jean, daughter"))

    def _ask_group_at(self, point: QPointF) -> None:
        self._open_box(point, self.tr("What are they together? The house next door"), name=".group")
        self._grouping = self._scene.picked

    def ask_own(self, kind: str, asks: str) -> None:
        """Ask for something of the person's own, in the middle of the web (practice.md R01)."""
        self._open_box(self._scene.point_of(self._scene.web.self_node), asks, name=f".{kind}")
        self._own = kind

    def _rename(self, id_: UUID) -> None:
        self._open_box(
            self._scene.point_of(id_), self.tr("Name"), of=id_, name=".name", rest=self._scene.nodes[id_].label
        )
        self._renaming = id_
        self.box.selectAll()

    def _open_box(self, point: QPointF, hint: str, *, of: UUID | None = None, name: str = "", rest: str = "") -> None:
        self._renaming, self._grouping, self._own = None, frozenset(), ""
        self._box_at = point
        self._half_box.belong(self._edits.person, of, name=name, rest=rest)
        self.box.ask(hint, hint)
        at = self._view.mapTo(self._canvas, self._view.mapFromScene(point))
        size = self.box.sizeHint()
        room = self._canvas.paper()
        left = min(max(at.x() - self.box.width() // 2, room.left()), room.right() - self.box.width())
        top = min(max(at.y() - size.height() // 2, room.top()), room.bottom() - size.height())
        self.box.move(QPoint(left, top))
        self.box.show()
        self.box.raise_()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_box(self) -> None:
        typed = self.box.text().strip()
        self._half_box.done()
        if not typed:
            self.close_box()
        elif self._renaming is not None:
            self._edits.set_node(self._renaming, label=typed)
            self.close_box()
        elif self._grouping:
            self._put_together(typed)
        elif self._own:
            self._edits.add_own(typed, self._own)
            self.close_box()
        else:
            self._add_here(typed)

    def _put_together(self, typed: str) -> None:
        """Make a group of those picked, in the layer most of them are in, and amid them where that is in that layer."""
        layout, nodes = self._scene.arrangement.layout, self._scene.nodes
        domain = Counter(nodes[id_].domain for id_ in self._grouping & nodes.keys()).most_common(1)[0][0]
        taken = [(point.x(), point.y()) for point in map(self._scene.point_of, nodes)]
        spot = layout.spot(clear_spot(layout, (self._box_at.x(), self._box_at.y()), taken, BY_HAND_APART))
        amid = layout.says(spot.part).get("domain", domain) == domain
        self._edits.put_together(self._grouping, typed, domain, layout.name, spot if amid else None)
        self._scene.pick(())
        self.close_box()

    def _add_here(self, typed: str) -> None:
        """Add a name where the field stands, and ask for the next beside it."""
        taken = [(point.x(), point.y()) for point in map(self._scene.point_of, self._scene.nodes)]
        layout = self._scene.arrangement.layout
        place = clear_spot(layout, (self._box_at.x(), self._box_at.y()), taken, BY_HAND_APART)
        self._add(*split_relation(typed), QPointF(*place))
        following = clear_spot(layout, place, [*taken, place], _APART)
        self._open_box(QPointF(*following), self.tr("The next name"))

    def close_box(self) -> None:
        """Put the field on the page away; what is half typed there waits for it to be opened again."""
        if self.box.isVisible():
            self._half_box.hold()
            self.box.hide()
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
