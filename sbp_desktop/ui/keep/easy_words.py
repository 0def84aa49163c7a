"""A page to leave in easy words: one idea a line, and beside each line the picture that goes with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.agreed import Thing
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.plan_snapshots import LeafSnapshot
from sbp_desktop.models.snapshots import NodeSnapshot, WorkerSnapshot
from sbp_desktop.models.vocabulary import EntryKind
from sbp_desktop.ui import local_words, when_and_where
from sbp_desktop.ui.differently import words as seen_differently
from sbp_desktop.ui.keep import leaf_words
from sbp_desktop.ui.web import glyphs

translate = QCoreApplication.translate
_END = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands beside a line: the face of `who` (a node or a worker; `name` gives the letter where there is no
    photo), else a `sign`, else a `day`, else nothing.
    """

    who: UUID | None = None
    name: str = ""
    sign: str = ""
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One idea, and its picture."""

    words: str
    picture: Picture = Picture()


def parts(about: LeafSnapshot) -> list[tuple[str, list[Line]]]:
    """Return the page as headings with the lines under each; nothing that was agreed is left out."""
    nodes = {node.id: node for node in about.web.nodes}
    me = Picture(about.web.self_node, about.name)
    told: list[tuple[str, list[Line]]] = [
        (translate("Leaf", "What was said"), list(_said(about, nodes))),
        (local_words.conversations()["C3"], _lines(leaf_words.a_good_life(about), Picture(sign="heart"))),
        (translate("Leaf", "What must change"), _lines(leaf_words.to_change(about), me)),
        (translate("Leaf", "Who does what"), list(_steps(about, nodes))),
        (translate("Leaf", "To try"), list(_to_try(about))),
        (translate("Leaf", "What you are learning"), list(_learning(about))),
        (translate("Leaf", "Who helps"), list(_helping(about, nodes))),
        (seen_differently.heading(), list(_on_the_web(about))),
        (translate("Leaf", "When we see each other next"), _next(about)),
        (translate("Leaf", "Your worker"), _worker(about.worker)),
        (translate("Leaf", "With you this time"), _worker(about.visited)),
        (translate("Leaf", "When your worker is away"), _worker(about.cover)),
    ]
    return [(heading, lines) for heading, lines in told if lines]


def as_text(about: LeafSnapshot, now: int) -> str:
    """Return it all in words, for a screen reader."""
    blocks = ["\n".join((heading, *(line.words for line in lines))) for heading, lines in parts(about)]
    return "\n\n".join([leaf_words.title(), leaf_words.whose_and_when(about, now), *blocks])


def of(node: NodeSnapshot) -> Picture:
    """Return how somebody or something is shown: by their photo, their sign, or their letter."""
    sign = glyphs.symbol_name(node)
    return Picture(sign=sign) if sign and node.photo is None else Picture(node.id, node.label)


def _sentences(text: str) -> list[str]:
    """One idea a line: a sentence each, and a line that was broken by hand as it was."""
    return [found.strip() for found in _END.split(text) if found.strip()]


def _lines(text: str, picture: Picture) -> list[Line]:
    return [Line(words, picture) for words in _sentences(text)]


def _said(about: LeafSnapshot, nodes: dict[UUID, NodeSnapshot]) -> Iterator[Line]:
    for entry, right in leaf_words.kept_lines(about):
        by = nodes.get(entry.said_by) if entry.said_by is not None else None
        other = by is not None and by.id != about.web.self_node
        picture = of(by) if by is not None and other else Picture(about.web.self_node, about.name)
        for sentence in _sentences(entry.text):
            words = f"“{sentence}”" if entry.kind == EntryKind.WORDS else sentence
            yield Line(f"{by.label}: {words}" if by is not None and other else words, picture)
        if right:
            yield Line(translate("Leaf", "Put right: {words}").format(words=right), picture)
        yield from _beside(about, picture, entry.id)


def _beside(about: LeafSnapshot, picture: Picture, thing: UUID) -> Iterator[Line]:
    """What stands beside a thing, each a line of its own."""
    yield from (Line(words.strip("()"), picture) for words in leaf_words.stands_beside(about, thing))


def _to_try(about: LeafSnapshot) -> Iterator[Line]:
    for node in leaf_words.places(about):
        yield Line(node.label, of(node))
        yield from _beside(about, of(node), node.id)


def _on_the_web(about: LeafSnapshot) -> Iterator[Line]:
    tried = [node.id for node in leaf_words.places(about)]
    yield from (Line(words, Picture(sign="quality")) for words in seen_differently.on_the_web(about.web, but=tried))


def _steps(about: LeafSnapshot, nodes: dict[UUID, NodeSnapshot]) -> Iterator[Line]:
    for step in leaf_words.to_do(about):
        node = nodes.get(step.who_node) if step.who_node is not None else None
        if node is not None:
            who, picture = node.label, of(node)
        elif about.worker is not None and step.who == about.worker.name:
            who, picture = step.who, Picture(about.worker.id, step.who)
        else:
            who, picture = step.who, Picture(name=step.who, sign="" if step.who else "aspiration")
        if node is not None and node.id == about.web.self_node:
            who, picture = translate("Leaf", "You"), Picture(node.id, about.name)
        yield Line(f"{who}: {step.what}" if who else step.what, picture)
        if step.by is not None:
            yield _on(translate("Leaf", "By {day}"), step.by)
        yield from _beside(about, picture, step.id)


def _learning(about: LeafSnapshot) -> Iterator[Line]:
    for skill, first in leaf_words.skills(about):
        yield Line(skill, Picture(sign="book"))
        if first:
            yield Line(translate("Leaf", "First: {step}").format(step=first), Picture(sign="book"))


def _helping(about: LeafSnapshot, nodes: dict[UUID, NodeSnapshot]) -> Iterator[Line]:
    for member in leaf_words.helpers(about):
        node = nodes.get(_node(member))
        picture = of(node) if node is not None else Picture(sign="heart")
        yield Line(leaf_words.helps(member, about), picture)
        yield from _beside(about, picture, member.id)


def _node(member: Thing) -> UUID:
    return member.ref("node") or UUID(int=0)


def _next(about: LeafSnapshot) -> list[Line]:
    day = [_on("{day}", about.next_on)] if about.next_on is not None else []
    return [*day, *_lines(about.next_words, Picture())]


def _on(words: str, day: PartialDate) -> Line:
    exact = day.lo == day.hi
    said = leaf_words.whole_day(day.lo) if exact else when_and_where.partial(day, day.lo)
    return Line(words.format(day=said), Picture(day=day.lo) if exact else Picture())


def _worker(worker: WorkerSnapshot | None) -> list[Line]:
    if worker is None or not worker.name:
        return []
    number = [Line(worker.direct_number, Picture(sign="phone"))] if worker.direct_number else []
    return [Line(worker.name, Picture(worker.id, worker.name)), *number]
