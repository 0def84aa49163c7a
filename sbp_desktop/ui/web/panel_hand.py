"""How a canvas and its panel go together: what opens the panel, what it follows, what is folded into it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from sbp_desktop.models.arrangement import Spot
from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.models.versions import Versions
from sbp_desktop.models.vocabulary import NodeKind
from sbp_desktop.models.web import is_formal
from sbp_desktop.storage import queries, versions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.connections.place_part import PlacePart, is_around_here
from sbp_desktop.ui.connections.takes_part import TakesPartPart
from sbp_desktop.ui.differently import words as seen_differently
from sbp_desktop.ui.differently.beside_it import BesideIt
from sbp_desktop.ui.versions.several import VersionsPart
from sbp_desktop.ui.web import carer_part, who_sees_part
from sbp_desktop.ui.web.about_sentences import AboutSentences
from sbp_desktop.ui.web.harm_part import HarmPart
from sbp_desktop.ui.web.panel_sheet import Sheet, Thing
from sbp_desktop.ui.web.picture_part import PicturePart
from sbp_desktop.ui.web.where_from import WhereFrom
from sbp_desktop.ui.web.words import describe_node, describe_tie
from sbp_desktop.ui.widgets import Secondary

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_canvas import WebCanvas


class PanelHand(QObject):
    """Opens the panel of one canvas on what is chosen there, and does what is asked for in it."""

    def __init__(self, canvas: WebCanvas, background: Background) -> None:
        super().__init__(canvas)
        self._canvas, self._background = canvas, background
        self._scene, self._view, self._panel = canvas.scene, canvas.view, canvas.panel
        panel = canvas.panel
        self._view.hand.open_panel.connect(self.open)
        self._scene.chosen_changed.connect(self._follow)
        panel.choose.connect(self._choose)
        panel.fold_in(self.tr("What was said"), self._sentences)
        panel.fold_in(self.tr("Picture"), self._picture_of)
        panel.parts += [self._versions, _seen_differently, self._carer, self._place, self._harm]
        panel.rest_parts += [who_sees_part.build, self._differently, self._where_from]
        panel.closed.connect(lambda: self._view.setFocus(Qt.FocusReason.OtherFocusReason))
        panel.layer_wanted.connect(self._move_to_layer)
        panel.end_wanted.connect(self._aim_end)
        panel.safety_wanted.connect(canvas.safety_wanted)

    def open(self, by_key: bool) -> None:
        """Open the panel on what is chosen; by key, go into it."""
        if self._scene.chosen is not None:
            self._panel.open_on(self._scene.web, self._scene.chosen)
            self._view.uncover(self._scene.chosen, self._panel.width())
            if by_key:
                self._panel.enter()

    def _follow(self, id_: UUID | None) -> None:
        if self._panel.isHidden():
            return
        if id_ is None:
            self._panel.slide_away()
        else:
            self._panel.open_on(self._scene.web, id_)

    def _choose(self, id_: UUID) -> None:
        self._scene.choose(id_)
        self.open(by_key=True)

    def _picture_of(self, node: UUID, parent: QWidget, by_key: bool) -> PicturePart:
        part = PicturePart(self._canvas.edits, self._canvas.faces, node, parent)
        if by_key:
            part.enter()
        return part

    def _versions(self, sheet: Sheet, _thing: Thing) -> None:
        """Ask about what was changed in two places, before anything else is said of it."""
        part = VersionsPart(sheet.edits.ask, sheet, named=False)
        part.settled.connect(self._panel.enter)
        part.tab_after = sheet.close_link
        sheet.under_head(part)
        sheet.renews(lambda now: self._read_versions(part, now))

    def _read_versions(self, part: VersionsPart, thing: Thing) -> None:
        if not thing.alternatives:
            part.show_versions(())
            return

        def take(found: tuple[Versions, ...]) -> None:
            if isValid(part):  # the panel went on to something else meanwhile
                part.show_versions(found)

        read = partial(self._background.run, queries.here, versions.of_thing, thing.person, thing.id)
        read(then=take, failed=lambda _gone: None)

    def _carer(self, sheet: Sheet, thing: Thing) -> None:
        if isinstance(thing, NodeSnapshot) and thing.kind in carer_part.PEOPLE:
            part = carer_part.CarerPart(self._background, sheet, thing)
            part.person_opened.connect(self._canvas.person_opened)
            sheet.row(part)

    def _place(self, sheet: Sheet, thing: Thing) -> None:
        if isinstance(thing, NodeSnapshot) and is_around_here(thing):
            sheet.row(TakesPartPart(sheet, thing))
            sheet.row(PlacePart(self._background, sheet, thing))

    def _harm(self, sheet: Sheet, thing: Thing) -> None:
        if isinstance(thing, NodeSnapshot) and is_formal(thing) and thing.kind == NodeKind.SERVICE:
            sheet.row(HarmPart(self._background, sheet, thing))

    def _where_from(self, sheet: Sheet, thing: Thing) -> None:
        sheet.row(WhereFrom(self._background, self._scene.web, thing.id, sheet))

    def _differently(self, sheet: Sheet, _thing: Thing) -> None:
        part = BesideIt(self._background, sheet)
        sheet.row(part)
        sheet.renews(lambda now: part.follow(now.person, now.id, self._said_of(now)))

    def _said_of(self, thing: Thing) -> str:
        """What a thing of the web says, as one would say it."""
        web = self._scene.web
        if isinstance(thing, NodeSnapshot):
            return describe_node(thing, [tie for tie in web.ties if thing.id in (tie.a, tie.b)], web.self_node)
        return describe_tie(thing, web)

    def _sentences(self, node: UUID, parent: QWidget, by_key: bool) -> QWidget:
        part = AboutSentences(self._background, self._scene.web, node, parent, enter=by_key)
        part.opened.connect(self._canvas.sentence_opened)
        return part

    def _move_to_layer(self, id_: UUID, layer: str) -> None:
        """Where layers are drawn the thing is drawn in its new one; elsewhere it stays where it is."""
        arrangement = self._scene.arrangement
        if layer in arrangement.layout.parts and id_ in arrangement.spots:
            spot = Spot(layer, (arrangement.spots[id_].place[0], 0.5))
            says = arrangement.layout.says(layer, self._scene.nodes[id_])
            self._canvas.edits.move(arrangement.layout.name, {id_: spot}, {id_: says})
        else:
            self._canvas.edits.set_node(id_, domain=layer)

    def _aim_end(self, tie: UUID, end: str) -> None:
        self._panel.slide_away()
        self._scene.choose(tie)
        self._view.hand.lines.take_end(tie, "a" if end == "a" else "b")


def _seen_differently(sheet: Sheet, _thing: Thing) -> None:
    """Say at once who sees this differently; where nobody does it takes no room."""
    said = Secondary("", sheet)
    sheet.row(said)

    def show(now: Thing) -> None:
        said.setText("\n".join(seen_differently.said(one) for one in sheet.web.seen_differently.get(now.id, ())))
        said.setVisible(bool(said.text()))

    sheet.renews(show)
