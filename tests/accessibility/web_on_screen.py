"""Shows a web and its list on the real screen until told to stop, for a screen reader's eyes (test_atspi.py)."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.models.layouts import LIST
from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.ui import application
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.web.web_page import WebPage

FOR_MS = 20_000


def main(folder: Path) -> None:
    """Make a small web, show it drawn and as a list side by side, and say on standard output that it is there."""
    app = application.make(["web"])
    vault = unlocking.create(folder, "five calm words for tests", {"name": "Test worker"}, Kdf.for_tests())
    person = people.add_person(vault, "Eric").created[0]
    care = {"strength": "strong", "flow": "a_to_b", "support": ["personal_care"]}
    webs.add_node(vault, person, "Jean", relation="daughter", paid="unpaid", tie_fields=care)
    webs.add_node(vault, person, "Bowls", kind="activity")
    background = Background(ChangeSignals())
    background.attach(vault)
    window = QWidget()
    across = QHBoxLayout(window)
    pages = [WebPage(background, person, "Eric", lambda *_said: None) for _ in range(2)]
    for page in pages:
        across.addWidget(page)
        page.load()
    window.setWindowTitle("Support web")
    window.resize(1500, 800)
    window.show()

    def shown(_web: object) -> None:
        pages[1].canvas.show_as.chosen.emit(LIST)
        print("shown", flush=True)

    background.run(queries.web, person, then=shown)
    QTimer.singleShot(FOR_MS, app.quit)
    app.exec()
    background.stop()
    vault.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
