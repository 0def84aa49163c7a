"""What can be read on the screen, by eyes or by a screen reader."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QTextEdit, QWidget

from sbp_desktop.ui.widgets import DrawnRow

_SAID = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)


def bury_the_dead() -> None:
    """Let widgets that were told to go, go."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def seen(widget: QWidget) -> str:
    """Return every text visible on a widget and its children, a line each."""
    shown = [each for each in (widget, *widget.findChildren(QWidget)) if each.isVisibleTo(widget) or each is widget]
    return "\n".join(text for each in shown for text in _texts(each))


def kept(widget: QWidget) -> str:
    """Return every text a widget and its children hold, hidden ones, tooltips and accessible names included."""
    bury_the_dead()
    every = (widget, *widget.findChildren(QWidget))
    extra = [text for each in every for text in (each.toolTip(), each.accessibleName(), each.accessibleDescription())]
    return "\n".join([text for each in every for text in _texts(each)] + extra + [*_spoken(widget)])


def _texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QTextEdit):
        yield widget.toPlainText()
        yield widget.placeholderText()
    elif isinstance(widget, QLineEdit):
        yield widget.text()
        yield widget.placeholderText()
    elif isinstance(widget, QAbstractItemView):
        model = widget.model()
        yield from (str(model.index(row, 0).data()) for row in range(model.rowCount()))
    elif isinstance(widget, QLabel):
        yield getattr(widget, "plain", "") or widget.text()
    elif isinstance(widget, DrawnRow):
        yield widget.accessibleName()
    elif hasattr(widget, "text"):
        yield str(widget.text())
    yield widget.windowTitle()


def _spoken(widget: QWidget) -> Iterator[str]:
    root = QAccessible.queryAccessibleInterface(widget)
    if root is not None:
        yield from _walk(root)


def _walk(node: QAccessibleInterface) -> Iterator[str]:
    yield from (node.text(kind) for kind in _SAID)
    for number in range(node.childCount()):
        child = node.child(number)
        if child is not None:
            yield from _walk(child)
