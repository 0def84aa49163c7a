"""Who may see one line of a conversation, as a short list to tick."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget

from sbp_desktop.models import outsiders
from sbp_desktop.models.snapshots import EntrySnapshot
from sbp_desktop.ui.web.who_sees_part import ALL, TEAM, not_with, who_sees

translate = QCoreApplication.translate


def open_menu(
    entry: EntrySnapshot, person: str, others: Mapping[UUID, str], copies: Mapping[str, str],
    set_audience: Callable[..., Any], over: QWidget,
) -> None:  # fmt: skip
    """Show the list above a widget; `others` are those on the web in front of whom it may not be meant, `copies` those
    outside who may have a copy with it, by audience. What is ticked goes to `set_audience(entry, person=...,
    not_with=..., named=...)`. A line kept apart stays so: that is not chosen here.
    """
    menu = QMenu(over)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    now, absent = who_sees(entry.private, entry.audience), not_with(entry.audience)
    for choice, text in (
        (ALL, translate("LineAudience", "Everybody with us")),
        (TEAM, translate("LineAudience", "Our team, not {0}").format(person)),
    ):
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(choice == now)
        action.setEnabled(not entry.private)
        action.triggered.connect(partial(_say, set_audience, entry.id, person=choice == ALL))
    if others:
        menu.addSeparator()
    for id_, name in others.items():
        action = menu.addAction(translate("LineAudience", "Not when {0} is here").format(name))
        action.setCheckable(True)
        action.setChecked(id_ in absent)
        action.triggered.connect(partial(_say, set_audience, entry.id, not_with=absent ^ {id_}))
    if copies and not entry.private:
        outside = menu.addMenu(translate("LineAudience", "On a copy for somebody outside, too"))
        held = outsiders.named(entry.audience)
        for who, name in copies.items():
            action = outside.addAction(name)
            action.setCheckable(True)
            action.setChecked(who in held)
            action.triggered.connect(partial(_say, set_audience, entry.id, named=held ^ {who}))
    menu.popup(over.mapToGlobal(over.rect().topLeft()) - menu.rect().bottomLeft())


def _say(set_audience: Callable[..., Any], entry: UUID, _checked: bool = False, **said: Any) -> None:
    set_audience(entry, **said)
