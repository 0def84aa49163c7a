"""Word from the system that there is a network again; what speaks then is the council's link."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation


class NetworkWatch(QObject):
    """Rings `back` when the system says that more may be reached than before. For the UI thread.

    Whether the council can be reached only its answer tells. Where the system has nothing to say nothing rings.
    """

    back = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        told = information()
        if told is not None:
            told.reachabilityChanged.connect(self._heard)

    def _heard(self, reachability: QNetworkInformation.Reachability) -> None:
        nothing = QNetworkInformation.Reachability
        if reachability not in (nothing.Disconnected, nothing.Local):
            self.back.emit()


def information() -> QNetworkInformation | None:
    """What the system tells of its networks; None where it tells nothing."""
    return QNetworkInformation.instance() if QNetworkInformation.loadDefaultBackend() else None
