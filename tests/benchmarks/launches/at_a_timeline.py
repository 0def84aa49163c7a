"""The real window on people with long stories: pages opened until painted; ends by saying how long each took."""

import json
import sys
from collections import defaultdict
from pathlib import Path

from PySide6.QtCore import QEvent

from sbp_desktop.app import App
from sbp_desktop.storage import queries
from sbp_desktop.ui import application
from sbp_desktop.ui.keep import leaf_words
from sbp_desktop.ui.web import pictures
from tests.benchmarks.launches.at_the_window import Watch, unlocked
from tests.benchmarks.measuring import timed
from tests.benchmarks.stores import person_id


def main() -> None:
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
    app = application.make(["at-a-timeline"])
    life = App(folder, replace=lambda: None)
    watch = Watch(app, life)
    watch.until_drawn(life.start)
    watch.until_drawn(lambda: None)
    unlocked(app, life, watch)
    workspace, many, one = life.workspace, person_id(0), person_id(1)
    found: list[object] = []
    life.background.run(queries.conversations, one, then=found.append)
    life.background.drain()
    talk = found[0][0].id  # type: ignore[index]
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        watch.until_drawn(workspace.open_today)
        words, whole = watch.until_drawn(
            lambda: workspace.open_person(many),
            lambda: bool(workspace.person.talked._shown[0]) and workspace.person.shown,
        )
        took["a person with {lines} lines, their words painted"].append(words)
        took["a person with {lines} lines painted"].append(whole)
    for _ in range(rounds):
        watch.until_drawn(workspace.open_today)
        watch.until_drawn(lambda: workspace.open_person(one))
        words, whole = watch.until_drawn(
            lambda: workspace.open_conversation(one, talk),
            lambda: bool(getattr(workspace.window.page(), "_talk", None)),
        )
        took["a conversation of {lines} lines, its words painted"].append(words)
        took["a conversation of {lines} lines and the web beside it painted"].append(whole)
        keeping = workspace.keeping
        took["a page to leave, seen"].append(watch.until_drawn(keeping.leave_page)[1])
        leaf = keeping._leaf.preview.leaf
        took["a page to leave, as PDF"].append(
            timed(lambda leaf=leaf: pictures.as_pdf(leaf_words.title(), leaf.put_on))
        )
        keeping._leaf.close_sheet()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    print(json.dumps(took), flush=True)
    life.end()


if __name__ == "__main__":
    main()
