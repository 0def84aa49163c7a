"""Stronger than before? What came to be part of everyday life, what stayed, what is not there now (practice.md A23)."""

from dataclasses import dataclass

from sbp_desktop.models.past import web_on
from sbp_desktop.models.snapshots import NodeSnapshot, WebSnapshot
from sbp_desktop.models.web import Day, is_everyday

Named = tuple[NodeSnapshot, ...]


@dataclass(frozen=True, slots=True)
class Stronger:
    """People and places of ordinary life along a live line, each in the web's own order; workers are left out.

    `gives` and `receives` are of the later day. None of it is a score: more is not always better (practice.md M12).
    """

    started: Named = ()
    still: Named = ()
    then_only: Named = ()
    gives: Named = ()
    receives: Named = ()


def stronger(before: WebSnapshot, day_before: int, after: WebSnapshot, day_after: int) -> Stronger:
    """Compare two pictures of one web, each on its day (ordinal)."""
    earlier, later = Day.of(web_on(before, day_before), day_before), Day.of(web_on(after, day_after), day_after)
    was, now = _everyday(earlier), _everyday(later)
    given = later.given_to()
    reached = {node.id for tie, node in later.live if is_everyday(node) and later.reaches(tie)}
    return Stronger(
        started=tuple(node for id_, node in now.items() if id_ not in was),
        still=tuple(node for id_, node in now.items() if id_ in was),
        then_only=tuple(node for id_, node in was.items() if id_ not in now),
        gives=tuple(node for id_, node in now.items() if id_ in given),
        receives=tuple(node for id_, node in now.items() if id_ in reached),
    )


def _everyday(on: Day) -> dict[object, NodeSnapshot]:
    return {node.id: node for _, node in on.live if is_everyday(node)}
