"""One of the tour's child processes: the real app, with hands at it; run as `python -m sbp_desktop.tour.child`.

Its job comes as JSON on standard input; each person's outcome goes out as one line of JSON. When it locks, the process
ends where the app would begin anew.
"""

import json
import os
import sys
import traceback
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer

from sbp_desktop.app import App
from sbp_desktop.tour import hands, walk
from sbp_desktop.tour.walk import Visit
from sbp_desktop.ui import application
from sbp_desktop.ui.people.people_page import PeoplePage
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.unlock.unlock_page import UnlockPage
from sbp_desktop.ui.web.web_page import WebPage

_faults: list[str] = []


def main() -> int:
    """Do the job on standard input; return the exit code."""
    told = json.load(sys.stdin)
    sys.excepthook = _note_fault
    qt = application.make(["sbp-desktop"])
    life = App(Path(told["folder"]), replace=_locked)
    QTimer.singleShot(0, lambda: _job(life, told))
    life.start()
    code = qt.exec()
    life.end()
    _say({"left": True})
    return code


def _say(answer: Mapping[str, Any]) -> None:
    print(json.dumps(answer), flush=True)  # noqa: T201 - this is how the child answers


def _note_fault(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """A fault inside the app, which Qt would let pass: told as it is, and counted against the person it was with."""
    _faults.append(kind.__name__)
    traceback.print_exception(kind, error, trace)


def _locked() -> None:
    """The vault is closed and the app would now be replaced by a fresh process; this one ends as it would."""
    _say({"left": True})
    os._exit(0)


def _job(life: App, told: Mapping[str, Any]) -> None:
    out, before = Path(told["out"]), told["stage"] == "before"
    try:
        _unlock(told, out)
    except hands.GaveUp as fault:
        _say({"checks": [{"name": "unlocked with the passphrase", "ok": False}], "error": str(fault)})
        os._exit(1)
    if before and told["first"]:
        _say({"checks": _pictures_of_the_start(life, out)})
    for person in told["people"]:
        _be_with(life, person, out, before)
    if before:
        hands.key(next(hands.windows()), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    else:
        next(hands.windows()).close()


def _unlock(told: Mapping[str, Any], out: Path) -> None:
    """Type the passphrase on the real unlock page and press Enter."""
    page = hands.wait_for("the unlock page", lambda: hands.shown(UnlockPage))
    name = "unlocked with the passphrase" if told["stage"] == "before" else "unlocked again after the lock"
    checks = []
    if told["first"] and told["stage"] == "before":
        ok = hands.picture(page.window(), out / "page-unlock.png")
        checks.append({"name": "the unlock page has a picture", "ok": ok})
    walk.unlock(page, told["passphrase"])
    checks.append({"name": name, "ok": True})
    if told["left_at_web"]:
        hands.wait_for("the web that was left at the lock", lambda: hands.shown(WebPage))
        checks.append({"name": "unlocking led back to where the lock was", "ok": True})
    _say({"checks": checks})


def _pictures_of_the_start(life: App, out: Path) -> list[dict[str, Any]]:
    checks = []
    for name, kind in (("Today", TodayPage), ("People", PeoplePage)):
        hands.press_button(name)
        page = hands.wait_for(f"the page {name}", partial(hands.shown, kind))
        walk.settle(life.background)
        ok = hands.picture(page.window(), out / f"page-{name.lower()}.png")
        checks.append({"name": f"the page {name} has a picture", "ok": ok})
    return checks


def _be_with(life: App, person: Mapping[str, Any], out: Path, before: bool) -> None:
    """One person's turn. Whatever goes wrong is told, and the next person has theirs."""
    visit = Visit(life.background, UUID(person["id"]), out / person["folder"], person["expected"])
    answer: dict[str, Any] = {"person": person["name"], "went_through": True}
    _faults.clear()
    try:
        (walk.be_with if before else walk.find_again)(visit)
    except Exception as fault:  # noqa: BLE001 - one person's fault must not take the others' turn
        answer |= {"went_through": False, "error": str(fault) or type(fault).__name__}
        visit.check("went through without a fault", False)
        if not isinstance(fault, hands.GaveUp):
            traceback.print_exc()
    visit.check("nothing went wrong unseen", not _faults)
    when = "before" if before else "after"
    checks = [{**check, "name": f"{check['name']}, {when} the lock"} for check in visit.checks]
    timings = {f"{person['name']}: {name}": ms for name, ms in visit.timings_ms.items()} if before else {}
    _say({**answer, "checks": checks, "made": visit.made, "timings_ms": timings})


if __name__ == "__main__":
    sys.exit(main())
