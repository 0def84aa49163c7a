"""How it is said that somebody sees a thing differently, or that it was put right, on every page and every paper."""

from collections.abc import Collection
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.snapshots import Correction, Disagreement, Standing, WebSnapshot
from sbp_desktop.ui import when_and_where

translate = QCoreApplication.translate


def said(one: Disagreement) -> str:
    """Return "Eric sees this differently, 22 November: “I was never asked.”"."""
    return f"{who(one)}: “{one.words}”"


def who(one: Disagreement) -> str:
    """Return "Eric sees this differently, 22 November"."""
    name = one.who or translate("Differently", "The person")
    words = translate("Differently", "{name} sees this differently").format(name=name)
    day = when_and_where.partial(one.at, when_and_where.today()) if one.at is not None else ""
    return ", ".join(filter(None, (words, day)))


def heading() -> str:
    """Return what stands over what is seen differently."""
    return translate("Differently", "Seen differently")


def in_the_list() -> str:
    """Return what stands over a picture that has no room for all of it."""
    return translate("Differently", "Some of this is seen differently: the list says what, and how.")


def on_the_web(web: WebSnapshot, *, but: Collection[UUID] = ()) -> list[str]:
    """Return a line for each thing of a web that is seen differently: "Jean: Eric sees this differently: “…”"."""
    called = {node.id: node.label for node in web.nodes} | {strength.id: strength.text for strength in web.strengths}
    called |= {tie.id: " – ".join(filter(None, (called.get(tie.a), called.get(tie.b)))) for tie in web.ties}
    called |= {one.id: one.text for one in web.ink}
    return [
        f"{called[thing]}: {said(one)}" if called[thing] else said(one)
        for thing, several in web.seen_differently.items()
        if thing in called and thing not in but
        for one in several
    ]


def put_right(one: Correction) -> str:
    """Return "Put right on 22 November, before: “He never rings.”"."""
    day = when_and_where.day_and_month(one.on.toordinal(), when_and_where.today())
    return translate("Differently", "Put right on {day}, before: “{words}”").format(day=day, words=one.before)


def standing(found: Standing) -> list[str]:
    """Return a line for everything that stands beside a thing."""
    return [*map(put_right, found.put_right), *map(said, found.said)]
