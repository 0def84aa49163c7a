"""The least a Qt program can do: one window with one field. Prints when it was painted, on the system's own clock."""

import os
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget


class BareWindow(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.resize(1280, 800)
        QVBoxLayout(self).addWidget(QLineEdit(self))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QTimer.singleShot(0, self.painted)

    def painted(self) -> None:
        print(time.monotonic_ns(), flush=True)
        if "--stay" not in sys.argv:
            os._exit(0)


app = QApplication([])
window = BareWindow()
window.show()
app.exec()
