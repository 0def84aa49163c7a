"""How the web speaks: the plain words for every stored value, for chips, labels and screen readers alike."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.findings import listed
from sbp_desktop.models.merge import ALIVE
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import NodeStatus

_CONTEXT = "web"
Choices = Mapping[str, str]


def QT_TRANSLATE_NOOP(_context: str, words: str) -> str:
    """Mark words for translation and return them; Qt's own says it returns anything."""
    return words


LAYERS: Choices = {
    "personal": QT_TRANSLATE_NOOP("web", "me"),
    "network": QT_TRANSLATE_NOOP("web", "my people"),
    "community": QT_TRANSLATE_NOOP("web", "around here"),
    "targeted": QT_TRANSLATE_NOOP("web", "help for a while"),
    "statutory": QT_TRANSLATE_NOOP("web", "long-term or legal help"),
}
_NOT_PLACED = QT_TRANSLATE_NOOP("web", "not placed yet")
PARTS: Mapping[str, Choices] = {
    "onion": LAYERS,
    "circles": {
        "intimacy": QT_TRANSLATE_NOOP("web", "closest to me"),
        "friendship": QT_TRANSLATE_NOOP("web", "friends"),
        "participation": QT_TRANSLATE_NOOP("web", "where I join in"),
        "exchange": QT_TRANSLATE_NOOP("web", "paid to be there"),
        "": _NOT_PLACED,
    },
    "two": {
        "close": QT_TRANSLATE_NOOP("web", "close"),
        "further": QT_TRANSLATE_NOOP("web", "further away"),
        "": _NOT_PLACED,
    },
}
"""What the parts of each layout are called on the page."""
KINDS: Choices = {
    "person": QT_TRANSLATE_NOOP("web", "a person"),
    "group": QT_TRANSLATE_NOOP("web", "a group or club"),
    "place": QT_TRANSLATE_NOOP("web", "a place"),
    "activity": QT_TRANSLATE_NOOP("web", "something to do"),
    "organisation": QT_TRANSLATE_NOOP("web", "an organisation"),
    "service": QT_TRANSLATE_NOOP("web", "paid help"),
    "worker": QT_TRANSLATE_NOOP("web", "a worker"),
    "household": QT_TRANSLATE_NOOP("web", "a household"),
    "pet": QT_TRANSLATE_NOOP("web", "a pet"),
    "equipment": QT_TRANSLATE_NOOP("web", "equipment"),
    "technology": QT_TRANSLATE_NOOP("web", "a phone or computer"),
    "skill": QT_TRANSLATE_NOOP("web", "a skill"),
    "knowledge": QT_TRANSLATE_NOOP("web", "something known"),
    "interest": QT_TRANSLATE_NOOP("web", "an interest"),
    "experience": QT_TRANSLATE_NOOP("web", "experience"),
    "aspiration": QT_TRANSLATE_NOOP("web", "a hope"),
    "quality": QT_TRANSLATE_NOOP("web", "a good quality"),
    "money": QT_TRANSLATE_NOOP("web", "money"),
    "home": QT_TRANSLATE_NOOP("web", "a home"),
}
COMMON_KINDS = ("person", "group", "place", "activity", "organisation", "service")
STATUSES: Choices = {
    "active": QT_TRANSLATE_NOOP("web", "there now"),
    "possible": QT_TRANSLATE_NOOP("web", "hoped for"),
    "offered": QT_TRANSLATE_NOOP("web", "offered"),
    "planned": QT_TRANSLATE_NOOP("web", "planned"),
    "paused": QT_TRANSLATE_NOOP("web", "on hold"),
    "ended": QT_TRANSLATE_NOOP("web", "ended"),
    "declined": QT_TRANSLATE_NOOP("web", "said no"),
}
STRENGTHS: Choices = {
    "strong": QT_TRANSLATE_NOOP("web", "close"),
    "moderate": QT_TRANSLATE_NOOP("web", "fairly close"),
    "tenuous": QT_TRANSLATE_NOOP("web", "not so close"),
    "broken": QT_TRANSLATE_NOOP("web", "out of touch"),
}
STRESSES: Choices = {
    "none": QT_TRANSLATE_NOOP("web", "easy"),
    "some": QT_TRANSLATE_NOOP("web", "hard at times"),
    "high": QT_TRANSLATE_NOOP("web", "very hard"),
}
HARMS: Choices = {
    "suspected": QT_TRANSLATE_NOOP("web", "maybe"),
    "known": QT_TRANSLATE_NOOP("web", "yes"),
}
MARKS: Choices = {
    "new": QT_TRANSLATE_NOOP("web", "new"),
    "gone": QT_TRANSLATE_NOOP("web", "gone"),
    "closer": QT_TRANSLATE_NOOP("web", "closer"),
    "further": QT_TRANSLATE_NOOP("web", "further"),
    "changed": QT_TRANSLATE_NOOP("web", "changed"),
}
FREQUENCIES: Choices = {
    "daily": QT_TRANSLATE_NOOP("web", "every day"),
    "few_times_week": QT_TRANSLATE_NOOP("web", "a few times a week"),
    "weekly": QT_TRANSLATE_NOOP("web", "every week"),
    "few_times_month": QT_TRANSLATE_NOOP("web", "a few times a month"),
    "monthly": QT_TRANSLATE_NOOP("web", "every month"),
    "less_often": QT_TRANSLATE_NOOP("web", "less often"),
    "not_now": QT_TRANSLATE_NOOP("web", "not now"),
}
SUPPORT: Choices = {
    "company": QT_TRANSLATE_NOOP("web", "company"),
    "emotional": QT_TRANSLATE_NOOP("web", "someone to talk to"),
    "practical": QT_TRANSLATE_NOOP("web", "practical help"),
    "personal_care": QT_TRANSLATE_NOOP("web", "personal care"),
    "transport": QT_TRANSLATE_NOOP("web", "lifts"),
    "belonging": QT_TRANSLATE_NOOP("web", "belonging"),
    "information": QT_TRANSLATE_NOOP("web", "finding things out"),
    "money": QT_TRANSLATE_NOOP("web", "help with money"),
    "health": QT_TRANSLATE_NOOP("web", "health"),
    "advocacy": QT_TRANSLATE_NOOP("web", "speaking up"),
    "safety": QT_TRANSLATE_NOOP("web", "feeling safe"),
    "accommodation": QT_TRANSLATE_NOOP("web", "a place to live"),
    "work": QT_TRANSLATE_NOOP("web", "work"),
    "learning": QT_TRANSLATE_NOOP("web", "learning"),
}
COMMON_SUPPORT = ("company", "emotional", "practical", "personal_care", "transport", "belonging")
TIERS: Choices = {
    "close": QT_TRANSLATE_NOOP("web", "close family and friends"),
    "extended": QT_TRANSLATE_NOOP("web", "known for what they do"),
}
PAID: Choices = {
    "unpaid": QT_TRANSLATE_NOOP("web", "not paid"),
    "volunteer": QT_TRANSLATE_NOOP("web", "a volunteer"),
    "peer": QT_TRANSLATE_NOOP("web", "a peer"),
    "paid": QT_TRANSLATE_NOOP("web", "paid to help"),
}
DISTANCES: Choices = {
    "same_home": QT_TRANSLATE_NOOP("web", "same home"),
    "walking": QT_TRANSLATE_NOOP("web", "a walk away"),
    "local": QT_TRANSLATE_NOOP("web", "local"),
    "elsewhere_uk": QT_TRANSLATE_NOOP("web", "further off"),
    "abroad": QT_TRANSLATE_NOOP("web", "abroad"),
}
WEEKDAYS: Choices = {
    "mon": QT_TRANSLATE_NOOP("web", "Mondays"),
    "tue": QT_TRANSLATE_NOOP("web", "Tuesdays"),
    "wed": QT_TRANSLATE_NOOP("web", "Wednesdays"),
    "thu": QT_TRANSLATE_NOOP("web", "Thursdays"),
    "fri": QT_TRANSLATE_NOOP("web", "Fridays"),
    "sat": QT_TRANSLATE_NOOP("web", "Saturdays"),
    "sun": QT_TRANSLATE_NOOP("web", "Sundays"),
}
KNOWN: Choices = {
    "yes": QT_TRANSLATE_NOOP("web", "yes"),
    "no": QT_TRANSLATE_NOOP("web", "no"),
    "not_asked": QT_TRANSLATE_NOOP("web", "not asked yet"),
}
HELPS: Choices = {
    "yes": QT_TRANSLATE_NOOP("web", "yes"),
    "a_bit": QT_TRANSLATE_NOOP("web", "a bit"),
    "no": QT_TRANSLATE_NOOP("web", "no"),
}
LINE_KINDS = (
    QT_TRANSLATE_NOOP("web", "family"),
    QT_TRANSLATE_NOOP("web", "friends"),
    QT_TRANSLATE_NOOP("web", "neighbours"),
    QT_TRANSLATE_NOOP("web", "live together"),
    QT_TRANSLATE_NOOP("web", "work together"),
    QT_TRANSLATE_NOOP("web", "one looks after the other"),
)
"""What a line between two others may be, in words; a worker may write any other."""
HOPED_FOR = frozenset({NodeStatus.POSSIBLE.value, NodeStatus.OFFERED.value, NodeStatus.PLANNED.value})


def say(words: str) -> str:
    """Return the words in the language of the screen."""
    return QCoreApplication.translate(_CONTEXT, words)


def said(choices: Choices, value: str | None) -> str:
    """Return the words for a stored value, "" where there are none (not said, or from a newer council)."""
    words = choices.get(value or "")
    return say(words) if words else ""


def part(layout: str, name: str) -> str:
    """Return what a part of a layout is called."""
    return say(PARTS[layout][name])


def line_kinds(web: WebSnapshot) -> list[str]:
    """Return the kinds of line to choose from: none said (""), those there are words for, those written on this web."""
    return list(dict.fromkeys(("", *map(say, LINE_KINDS), *sorted(tie.kind for tie in web.ties))))


def weekday(node: NodeSnapshot) -> str:
    """Return "Mondays" for a stored weekday, or the words as they were written."""
    return said(WEEKDAYS, node.weekday[:3].casefold()) or node.weekday


def detail(node: NodeSnapshot) -> str:
    """Return the quieter line under a label: relation, weekday, or that it is hoped for; never what the label says."""
    parts = []
    if node.relation and node.relation.casefold() not in node.label.casefold():
        parts.append(node.relation)
    day = weekday(node)
    if day and day.casefold() not in node.label.casefold():
        parts.append(day)
    if node.status in HOPED_FOR:
        parts.append(say(QT_TRANSLATE_NOOP("web", "hoped for")))
    elif node.status == NodeStatus.PAUSED:
        parts.append(said(STATUSES, node.status))
    return " · ".join(parts)


def flow(tie: TieSnapshot, web: WebSnapshot) -> str:
    """Return which way help goes, naming the two ends."""
    if tie.flow == "both":
        return say(QT_TRANSLATE_NOOP("web", "help goes both ways"))
    if tie.flow not in ("a_to_b", "b_to_a"):
        return ""
    labels = {node.id: node.label for node in web.nodes}
    giver, taker = (tie.a, tie.b) if tie.flow == "a_to_b" else (tie.b, tie.a)
    return say(QT_TRANSLATE_NOOP("web", "{0} helps {1}")).format(labels.get(giver, ""), labels.get(taker, ""))


def describe_node(node: NodeSnapshot, ties: list[TieSnapshot], self_node: object) -> str:
    """Return a node as one would say it: "Jean, daughter, my people, close, gives personal care, company"."""
    day = weekday(node)
    parts = [node.label, node.relation, "" if day in node.label else day, said(LAYERS, node.domain)]
    if node.status != NodeStatus.ACTIVE:
        parts.append(say(QT_TRANSLATE_NOOP("web", "has died")) if node.remembered else said(STATUSES, node.status))
    mine = [tie for tie in ties if self_node in (tie.a, tie.b) and node.id != self_node]
    for tie in mine:
        parts.append(said(STRENGTHS, tie.strength))
        parts.append(said(STRESSES, tie.stress) if tie.stress in ("some", "high") else "")
        gives = ", ".join(said(SUPPORT, kind) for kind in SUPPORT if kind in tie.support)
        helped = tie.flow == ("a_to_b" if tie.b == node.id else "b_to_a")
        way = QT_TRANSLATE_NOOP("web", "is helped with {0}") if helped else QT_TRANSLATE_NOOP("web", "gives {0}")
        parts.append(say(way).format(gives) if gives else "")
    parts.append(doubt(node))
    return ", ".join(part for part in parts if part)


def doubt(thing: NodeSnapshot | TieSnapshot) -> str:
    """Return what the badge says: that it stands in two versions, or one removed it and another changed it."""
    if ALIVE in thing.alternatives:
        return say(QT_TRANSLATE_NOOP("web", "removed by one, changed by another"))
    return say(QT_TRANSLATE_NOOP("web", "two versions")) if thing.alternatives else ""


def only_one(kinds: Iterable[str]) -> str:
    """Return "the only one for lifts and company"."""
    return say(QT_TRANSLATE_NOOP("web", "the only one for {0}")).format(listed(said(SUPPORT, kind) for kind in kinds))


def describe_tie(tie: TieSnapshot, web: WebSnapshot) -> str:
    """Return a line as one would say it: "line between Jean and Eric, close, hard at times, Jean helps Eric"."""
    labels = {node.id: node.label for node in web.nodes}
    between = say(QT_TRANSLATE_NOOP("web", "line between {0} and {1}")).format(
        labels.get(tie.a, ""), labels.get(tie.b, "")
    )
    parts = [between, tie.kind, said(STRENGTHS, tie.strength)]
    parts.append(said(STRESSES, tie.stress) if tie.stress in ("some", "high") else "")
    parts += [flow(tie, web), said(FREQUENCIES, tie.frequency)]
    if tie.potential:
        parts.append(say(QT_TRANSLATE_NOOP("web", "hoped for")))
    parts.append(doubt(tie))
    return ", ".join(part for part in parts if part)
