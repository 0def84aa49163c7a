"""All the ways by which a person could learn something from us: each says what it gives an audience, to be compared."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.findings import findings
from sbp_desktop.models.layouts import LAYOUTS
from sbp_desktop.models.lenses import LastTime, Lens, look
from sbp_desktop.models.past import days_of_change
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.models.web import web_metrics
from sbp_desktop.services import exporting
from sbp_desktop.storage import leaf, looking_back, queries, search
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.keep import leaf_words
from sbp_desktop.ui.keep.leaf import Leaf
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together.together_page import TogetherPage
from sbp_desktop.ui.web.pictures import Sheet, save_picture
from sbp_desktop.ui.web.told import web_in_words
from sbp_desktop.ui.web.web_table import node_rows, tie_rows
from tests.journeys.hand import spoken

DAY = 739_000
# When and by what a PDF was made says nothing of what is on it.
_MADE = re.compile(rb"\(D:\d+[^)]*\)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d|uuid:[0-9a-f-]+|/ID \[[^]]*\]")

Channel = Callable[[Vault, UUID, Audience, Path], Any]


def drawn(vault: Vault, person: UUID, audience: Audience, folder: Path, format: str, parts: Any = "picture") -> bytes:
    web = queries.web(vault, person, audience)
    written = b""
    for layout in LAYOUTS:
        path = folder / f"web.{format}"
        save_picture(Sheet(web, Showing(DAY, layout), parts), path, format)
        written += _MADE.sub(b"", path.read_bytes())
    return written


def svg(*asked: Any) -> bytes:
    return drawn(*asked, format="svg")


def pdf(*asked: Any) -> bytes:
    return drawn(*asked, format="pdf", parts="both")


def exported(vault: Vault, person: UUID, audience: Audience, folder: Path) -> dict[str, bytes]:
    written = {}
    for kind in exporting.FORMATS:
        target = folder / kind
        exporting.export(vault, person, target, audience=audience, format=kind)
        files = sorted(target.iterdir()) if target.is_dir() else [target]
        written |= {f"{kind}/{file.name}": file.read_bytes() for file in files}
    # The file says for whom it is made: that is no leak, and would hide whether there is one.
    return {name: held.replace(b'"audience": "worker"', b'"audience": "person"') for name, held in written.items()}


def counted(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> object:
    web = queries.web(vault, person, audience)
    page = queries.person(vault, person, audience)
    talks = queries.conversations(vault, person, audience)
    return web_metrics(web, DAY), page.conversation_count, len(web.ties), [len(talk.entries) for talk in talks]


def invited(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> object:
    web = queries.web(vault, person, audience)
    return findings(web, DAY), [look(web, DAY, lens, LastTime(DAY - 100)) for lens in Lens]


def listed(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> object:
    web = queries.web(vault, person, audience)
    told = web_in_words(web, Showing(DAY))
    return told, node_rows(web, web.layout_order), tie_rows(web, {tie.id: tie for tie in web.ties})


def said(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> object:
    nodes = queries.web(vault, person, audience).nodes
    return (
        queries.conversations(vault, person, audience),
        queries.person(vault, person, audience),
        [queries.sentences_about(vault, node.id, audience) for node in nodes],
    )


def found(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> object:
    words = ("zzy", "she", "jean", "fridays", "1987")
    return [
        [
            (hit.entity, hit.kind, hit.words, hit.at_ms)
            for hit in search.find(vault, word, within=within, audience=audience, limit=500)
            if hit.person == person  # a search in all that is kept is none for the room
        ]
        for word in words
        for within in (person, None)
    ]


def dated(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> object:
    web = queries.web(vault, person, audience)
    return days_of_change(web), web.seen_together, looking_back.moments(vault, person, audience)


def of_the_page(vault: Vault, person: UUID, audience: Audience, see: Callable[[TogetherPage], Any]) -> list[Any]:
    """What `see` finds on the shared page: with words, as seven faces on two circles, and on five."""
    signals = ChangeSignals()
    background = Background(signals)
    background.attach(vault)
    page = TogetherPage(background, person, audience.present, Speech(find=lambda _name: None))
    page.resize(1000, 700)
    page.show()
    if audience.who != "person":
        page.web.look(audience, None)
    seen = []
    for press in (lambda: None, page.wordless.click, page.rings.click):
        press()
        for _ in range(3):
            background.drain()
            QApplication.processEvents()
        seen.append(see(page))
    page.hide()
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    background.stop()
    return seen


def pixels(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> list[QImage]:
    return of_the_page(vault, person, audience, lambda page: page.grab().toImage())


def spoken_words(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> list[list[str]]:
    return of_the_page(vault, person, audience, lambda page: list(spoken(page)))


def read_aloud(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> list[str]:
    return of_the_page(vault, person, audience, lambda page: page.words())


def left_on_paper(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> object:
    about = leaf.read(vault, person, audience=audience)
    page = Leaf(about, DAY, plain=True)
    return leaf_words.as_text(about, DAY), leaf_words.for_the_gp(about, DAY), page.pages, page.picture(0, 400)


CHANNELS: dict[str, Channel] = {
    "pixels": pixels, "screen reader": spoken_words, "read aloud": read_aloud, "svg": svg, "pdf": pdf,
    "list": listed, "export": exported, "counts": counted, "invitations and lists": invited, "sentences": said, "search": found,
    "dates": dated, "page to leave": left_on_paper,
}  # fmt: skip
