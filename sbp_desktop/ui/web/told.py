"""A web told in words, part by part: for paper beside the picture, for Braille, and for reading aloud."""

from dataclasses import replace
from datetime import date

from sbp_desktop.models.dates import present_on
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import ViewSnapshot, WebSnapshot
from sbp_desktop.ui.differently import words as seen_differently
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, say

Told = list[tuple[str, list[str]]]
"""Headings with the lines under each."""

_VIEWS: words.Choices = {
    "person": QT_TRANSLATE_NOOP("web", "As {0} sees it"),
    "carer": QT_TRANSLATE_NOOP("web", "As {1} sees it"),
    "family": QT_TRANSLATE_NOOP("web", "As the family sees it"),
    "worker": QT_TRANSLATE_NOOP("web", "As the worker sees it"),
    "joint": QT_TRANSLATE_NOOP("web", "As {0} and the worker see it"),
}


def name(web: WebSnapshot) -> str:
    """Return what the person is called on their own web, "" for somebody without a name yet."""
    return next((node.label for node in web.nodes if node.id == web.self_node), "")


def whose(web: WebSnapshot, view: ViewSnapshot | None = None) -> str:
    """Return "As Eric sees it": whose picture a view is, or without one the web's own."""
    whose_eyes, carer = (view.whose, view.carer) if view is not None else (web.whose_view, None)
    person = name(web) or say(QT_TRANSLATE_NOOP("web", "the person"))
    labels = {node.id: node.label for node in web.nodes}
    seen_by = labels.get(carer, "") if carer is not None else ""
    return words.said(_VIEWS, whose_eyes).format(person, seen_by or say(QT_TRANSLATE_NOOP("web", "a carer")))


def whose_and_when(web: WebSnapshot, day: int) -> str:
    """Return "As Eric sees it, 22 November 2026"."""
    on = date.fromordinal(day)
    shown = next((view for view in web.views if view.id == web.view), None)
    return f"{whose(web, shown)}, {on.day} {on:%B %Y}"


def web_in_words(web: WebSnapshot, showing: Showing, *, only_otherwise: bool = False) -> Told:
    """Return everybody and everything of a day, each as one would say it, the lines between others, the notes of the
    drawings that are shown, and what is seen differently (or, beside a picture, that alone).
    """
    otherwise = seen_differently_in(web, showing)
    beside: Told = [(seen_differently.heading(), otherwise)] if otherwise else []
    return beside if only_otherwise else [*_everything(web, showing), *beside]


def seen_differently_in(web: WebSnapshot, showing: Showing) -> list[str]:
    """Return what somebody sees differently of what is there that day."""
    day = showing.day
    nodes = tuple(node for node in web.nodes if present_on(day, node.since, node.until))
    ties = tuple(tie for tie in web.ties if present_on(day, tie.since, tie.until))
    shown = tuple(one for one in web.ink if one.conversation in showing.drawings)
    return seen_differently.on_the_web(replace(web, nodes=nodes, ties=ties, ink=shown))


def _everything(web: WebSnapshot, showing: Showing) -> Told:
    day, me = showing.day, web.self_node
    nodes = [node for node in web.nodes if node.id != me and present_on(day, node.since, node.until)]
    there = {node.id for node in nodes} | {me}
    ties = [tie for tie in web.ties if {tie.a, tie.b} <= there and present_on(day, tie.since, tie.until)]
    told: Told = []
    good = [strength.text for strength in web.strengths]
    if good:
        told.append((say(QT_TRANSLATE_NOOP("web", "What is good")), good))
    for layer, heading in words.LAYERS.items():
        lines = [
            words.describe_node(replace(node, domain=""), [tie for tie in ties if node.id in (tie.a, tie.b)], me)
            for node in nodes
            if node.domain == layer
        ]
        if lines:
            told.append((_capital(say(heading)), lines))
    between = [words.describe_tie(tie, web) for tie in ties if me not in (tie.a, tie.b)]
    if between:
        told.append((say(QT_TRANSLATE_NOOP("web", "Between them")), [_capital(line) for line in between]))
    if written := notes(web, showing):
        told.append((on_the_page(), written))
    return told


def on_the_page() -> str:
    """Return the heading over the notes."""
    return say(QT_TRANSLATE_NOOP("web", "Written on the page"))


def notes(web: WebSnapshot, showing: Showing) -> list[str]:
    """Return the notes of the drawings that are shown, the first written first."""
    shown = (one for one in web.ink if one.conversation in showing.drawings)
    return [text for one in shown if (text := " ".join(one.text.split()))]


def as_text(title: str, told: Told, *, below: str = "") -> str:
    """Return it as plain text, for Braille and for reading aloud."""
    parts = [title, *("\n".join((heading, *(f"- {line}" for line in lines))) for heading, lines in told), below]
    return "\n\n".join(part for part in parts if part) + "\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
