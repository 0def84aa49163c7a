"""The one bell: rings on the UI thread after every commit, local or the council's."""

from PySide6.QtCore import QObject, Signal


class ChangeSignals(QObject):
    """`changed` carries the ChangeSet of the commit; each page decides whether it cares."""

    changed = Signal(object)
