"""How a difference between two pictures is said: one plain sentence for each change, nothing else."""

from uuid import UUID

from sbp_desktop.models.difference import Change
from sbp_desktop.models.findings import listed
from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.models.vocabulary import NodeKind
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, SUPPORT, Choices, said, say

_WHO = frozenset({NodeKind.PERSON, NodeKind.PET, NodeKind.WORKER})
_OF_ONE: Choices = {
    "joined": QT_TRANSLATE_NOOP("web", "{0} joined"),
    "started": QT_TRANSLATE_NOOP("web", "{0} started"),
    "hoped_for": QT_TRANSLATE_NOOP("web", "{0} is hoped for"),
    "came_true": QT_TRANSLATE_NOOP("web", "{0} came true"),
    "gone": QT_TRANSLATE_NOOP("web", "{0} is not there now"),
    "died": QT_TRANSLATE_NOOP("web", "{0} has died"),
    "stopped": QT_TRANSLATE_NOOP("web", "{0} stopped"),
    "closer": QT_TRANSLATE_NOOP("web", "{0} is closer now"),
    "further": QT_TRANSLATE_NOOP("web", "{0} is further away now"),
    "renamed": QT_TRANSLATE_NOOP("web", "{1} is called {0} now"),
}
_OF_MINE: Choices = {
    "line_new": QT_TRANSLATE_NOOP("web", "A new line to {0}"),
    "line_gone": QT_TRANSLATE_NOOP("web", "The line to {0} is gone"),
    "closer": QT_TRANSLATE_NOOP("web", "Closer with {0}"),
    "further": QT_TRANSLATE_NOOP("web", "Less close with {0}"),
    "easier": QT_TRANSLATE_NOOP("web", "Easier with {0}"),
    "harder": QT_TRANSLATE_NOOP("web", "Harder with {0}"),
    "oftener": QT_TRANSLATE_NOOP("web", "More often with {0}"),
    "less_often": QT_TRANSLATE_NOOP("web", "Less often with {0}"),
    "helps": QT_TRANSLATE_NOOP("web", "With {0} there is now {1}"),
    "helps_no_more": QT_TRANSLATE_NOOP("web", "With {0} there is no more {1}"),
}
_OF_TWO: Choices = {
    "line_new": QT_TRANSLATE_NOOP("web", "A new line between {0} and {1}"),
    "line_gone": QT_TRANSLATE_NOOP("web", "The line between {0} and {1} is gone"),
    "closer": QT_TRANSLATE_NOOP("web", "{0} and {1} are closer"),
    "further": QT_TRANSLATE_NOOP("web", "{0} and {1} are less close"),
    "easier": QT_TRANSLATE_NOOP("web", "Easier between {0} and {1}"),
    "harder": QT_TRANSLATE_NOOP("web", "Harder between {0} and {1}"),
    "oftener": QT_TRANSLATE_NOOP("web", "{0} and {1} meet more often"),
    "less_often": QT_TRANSLATE_NOOP("web", "{0} and {1} meet less often"),
    "helps": QT_TRANSLATE_NOOP("web", "Between {0} and {1} there is now {2}"),
    "helps_no_more": QT_TRANSLATE_NOOP("web", "Between {0} and {1} there is no more {2}"),
}


def sentence(change: Change, person: UUID) -> str:
    """Return one change in words; `person` is the node in the middle, who is not named in their own lines."""
    if len(change.about) == 1:
        return say(_OF_ONE[_of_one(change.what, change.about[0])]).format(change.about[0].label, *change.detail)
    kinds = [said(SUPPORT, kind) or kind for kind in change.detail]
    detail = [listed(kinds)] if kinds else []
    others = [node.label for node in change.about if node.id != person]
    return say((_OF_MINE if len(others) == 1 else _OF_TWO)[change.what]).format(*others, *detail)


def _of_one(what: str, node: NodeSnapshot) -> str:
    if what == "joined" and node.kind not in _WHO:
        return "started"
    if what == "stopped" and node.kind in _WHO:
        return "died" if node.remembered else "gone"
    return what
