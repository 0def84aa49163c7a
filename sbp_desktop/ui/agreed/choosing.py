"""A short list under what was pressed, to choose one from."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from sbp_desktop.models.agreed import Agreed

T = TypeVar("T")
_WHO = frozenset({"person", "household", "group", "organisation", "worker"})


def offer(
    under: QWidget,
    choices: Iterable[tuple[T, str]],
    chosen: Callable[[T], object],
    *,
    marked: Iterable[T] | None = None,
) -> None:
    """Show the choices; `marked` are those that hold now, where they are to be told apart."""
    menu = QMenu(under)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    on = list(marked) if marked is not None else None
    for value, said in choices:
        action = menu.addAction(said)
        action.triggered.connect(partial(_choose, chosen, value))
        if on is not None:
            action.setCheckable(True)
            action.setChecked(value in on)
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))


def _choose(chosen: Callable[[T], object], value: T, _on: bool = False) -> None:
    chosen(value)


def people(agreed: Agreed) -> list[tuple[UUID, str]]:
    """Return those on the web who can agree to something, as choices."""
    return [(node, found.label) for node, found in agreed.web.items() if found.kind in _WHO]
