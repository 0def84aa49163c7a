"""One of the two laptops that keep in step, the real app with hands at it: `python -m sbp_desktop.tour.laptop`.

Its job comes as JSON on standard input, what came of it goes out as JSON.
"""

import json
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer

from sbp_desktop.app import App
from sbp_desktop.tour import hands, walk
from sbp_desktop.tour.walk import Visit
from sbp_desktop.ui import application
from sbp_desktop.ui.foot_line import FootLine
from sbp_desktop.ui.settings.settings_page import SettingsPage
from sbp_desktop.ui.unlock.unlock_page import UnlockPage
from sbp_desktop.ui.web.web_page import WebPage

_faults: list[str] = []


def main() -> int:
    """Do the job on standard input; return the exit code."""
    told = json.load(sys.stdin)
    sys.excepthook = _note_fault
    qt = application.make(["sbp-desktop"])
    life = App(Path(told["folder"]), replace=lambda: None)
    QTimer.singleShot(0, lambda: _job(life, told))
    life.start()
    code = qt.exec()
    life.end()
    return code


def _note_fault(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """A fault inside the app, which Qt would let pass: told as it is, and counted."""
    _faults.append(kind.__name__)
    traceback.print_exception(kind, error, trace)


def _job(life: App, told: Mapping[str, Any]) -> None:
    visit = Visit(life.background, UUID(told["person"]), Path(told["out"]), told.get("expected"))
    answer: dict[str, Any] = {}
    try:
        walk.unlock(hands.wait_for("the unlock page", lambda: hands.shown(UnlockPage)), told["passphrase"])
        if visit.expected is None:
            walk.write_and_draw(visit)
            answer["foot"] = _send(visit)
        else:
            answer["foot"] = _send(visit)
            walk.find_again(visit)
            visit.keep_picture("web", hands.shown(WebPage))
    except hands.GaveUp as fault:
        visit.check(str(fault), False)
        visit.keep_picture("where it stood", next(hands.windows()))
    visit.check("nothing went wrong unseen", not _faults)
    print(json.dumps({**answer, "made": visit.made, "checks": visit.checks}), flush=True)  # noqa: T201 - its answer
    next(hands.windows()).close()


def _send(visit: Visit) -> str:
    """Press "Send now" in the settings and return what the line at the foot says once all is with the council."""
    hands.press_button("Settings")
    page = hands.wait_for("the settings", lambda: hands.shown(SettingsPage))
    foot = hands.wait_for("the line at the foot", lambda: hands.shown(FootLine))
    hands.press_button("Send now", page)
    hands.wait_for("the council's answer", lambda: hands.button("Send now", page), 60)
    hands.wait_for("all to be with the council", lambda: foot.text().startswith("All of today"), 60)
    page.ensureWidgetVisible(page.council)
    visit.keep_picture("settings", page)
    said: str = foot.text()
    return said


if __name__ == "__main__":
    sys.exit(main())
