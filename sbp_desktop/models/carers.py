"""Who looks after a person, whether they were asked themselves, and where care rests on them alone."""

from sbp_desktop.models.snapshots import CarerVoiceSnapshot, NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Flow, Frequency, NodeKind, Strain, Support
from sbp_desktop.models.web import is_live, is_unpaid

_DAILY_HELP = frozenset({Support.PRACTICAL, Support.PERSONAL_CARE})
_PEOPLE = frozenset({NodeKind.PERSON, NodeKind.HOUSEHOLD})
_WORN = frozenset({Strain.STRUGGLING, Strain.NEAR_BREAKING})


def looks_after(web: WebSnapshot, node: NodeSnapshot) -> bool:
    """Whether somebody is named as looking after the person, or gives personal care or daily help unpaid (R07)."""
    if node.kind not in _PEOPLE or node.id == web.self_node:
        return False
    return node.is_carer or (is_unpaid(node) and any(_cares(web, tie, node) for tie in web.ties))


def _cares(web: WebSnapshot, tie: TieSnapshot, node: NodeSnapshot) -> bool:
    """Whether daily help, or personal care however often, comes along a line to the person."""
    if {tie.a, tie.b} != {node.id, web.self_node} or not is_live(tie):
        return False
    outward = Flow.A_TO_B if tie.a == web.self_node else Flow.B_TO_A
    daily = tie.frequency == Frequency.DAILY and tie.support & _DAILY_HELP
    return tie.flow != outward and bool(Support.PERSONAL_CARE in tie.support or daily)


def voice(web: WebSnapshot, node: NodeSnapshot) -> CarerVoiceSnapshot | None:
    """What a carer said last, None where nothing was or it may not be heard."""
    return next((one for one in web.carer_voices if one.node == node.id), None)


def was_asked(web: WebSnapshot, node: NodeSnapshot) -> bool:
    """Whether they were asked themselves."""
    told = voice(web, node)
    return told is not None and told.asked_directly


def is_worn(node: NodeSnapshot) -> bool:
    """Whether it is hard for them, as they say or as is known."""
    return node.strain in _WORN
