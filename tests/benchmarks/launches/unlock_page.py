"""The app's own start on the store of a worker. Prints when the unlock page was painted, on the system's own clock."""

import os
import sys
import time
from pathlib import Path

from sbp_desktop.app import App
from sbp_desktop.ui import application


def painted() -> None:
    print(time.monotonic_ns(), flush=True)
    os._exit(0)


app = application.make([])
life = App(Path(sys.argv[1]))
life.start()
assert life.unlock_page is not None
life.unlock_page.painted.connect(painted)
app.exec()
