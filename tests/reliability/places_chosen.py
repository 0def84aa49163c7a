"""Chooses files as the app does, each in a folder named after somebody: what a home remembers of it is for another to look at.

    python -m tests.reliability.places_chosen SEED COUNT FOLDER [remember]

`remember` leaves out what forgets, for the ablation.
"""

import random
import sys
from contextlib import nullcontext
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from sbp_desktop.ui import application
from sbp_desktop.ui.keep import dialogs
from tests.reliability.canaries import canaries


def main() -> None:
    """Save here, open there."""
    rng, count, folder = random.Random(int(sys.argv[1])), int(sys.argv[2]), Path(sys.argv[3])
    if sys.argv[4:] == ["remember"]:
        dialogs._remembering_nothing = nullcontext
    application.make(["sbp-desktop"])
    window = QWidget()
    window.show()
    for _, words in zip(range(count), canaries(), strict=False):
        theirs = folder / words
        theirs.mkdir()
        (theirs / f"{words}.csv").write_text("name\n")
        saving = rng.random() < 0.5
        QTimer.singleShot(0, lambda place=theirs / (f"{words}.pdf" if saving else f"{words}.csv"): choose(place))
        asked = (
            dialogs.ask_where(window, "Save", ".pdf") if saving else dialogs.ask_which(window, "Open", "Tables (*.csv)")
        )
        assert asked is not None
        assert asked.parent == theirs


def choose(path: Path) -> None:
    """As somebody would in the window that came up."""
    (dialog,) = (top for top in QApplication.topLevelWidgets() if isinstance(top, QFileDialog) and top.isVisible())
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()


if __name__ == "__main__":
    main()
