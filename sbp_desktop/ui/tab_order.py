"""Tab goes through what was made later as it stands on the page: line by line, and along each line."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from sbp_desktop.ui import theme


def lead_through(within: QWidget, after: QWidget) -> None:
    """Let Tab go from `after` through all that is shown in `within`, in reading order; Qt itself would come to what
    was made last only after the rest of the window.
    """
    found = [child for child in within.findChildren(QWidget) if _stops(child) and child.isVisibleTo(within)]
    before = after
    for child in _in_reading_order(found, within):
        QWidget.setTabOrder(before, child)
        before = child


def _stops(child: QWidget) -> bool:
    return bool(child.focusPolicy() & Qt.FocusPolicy.TabFocus) and child.focusProxy() is None


def _in_reading_order(found: list[QWidget], within: QWidget) -> list[QWidget]:
    placed = sorted(((child.mapTo(within, QPoint(0, 0)), child) for child in found), key=lambda each: each[0].y())
    lines: list[list[tuple[QPoint, QWidget]]] = []
    for at, child in placed:
        if lines and at.y() - lines[-1][0][0].y() < theme.SPACE_12:
            lines[-1].append((at, child))
        else:
            lines.append([(at, child)])
    return [child for line in lines for _, child in sorted(line, key=lambda each: each[0].x())]


def before(made: QWidget) -> QWidget | None:
    """Return what Tab stops at before it comes to where a widget was put, None where there is nothing."""
    earlier = made.previousInFocusChain()
    while earlier is not None and earlier is not made and not _stops(earlier):
        earlier = earlier.previousInFocusChain()
    return earlier if earlier is not made else None
