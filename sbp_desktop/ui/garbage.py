"""Python's garbage is collected on the UI thread alone: a widget freed on the vault's thread ends the process."""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class GarbageCollector(QObject):
    """Does from the event loop what Python would do wherever it happens to be."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        timer = QTimer(self, interval=_EVERY_MS)
        timer.timeout.connect(_collect_due)
        timer.start()


def collect_here(app: QObject) -> None:
    """From now on collect on this app's own thread."""
    gc.disable()
    if app.findChild(GarbageCollector) is None:
        GarbageCollector(app)


def _collect_due() -> None:
    """Collect the oldest generation that is due by Python's own thresholds."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
