"""Who may see somebody, something or a line: three plain choices, and in front of whom not."""

from uuid import UUID

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models import outsiders
from sbp_desktop.models.vocabulary import NodeKind
from sbp_desktop.ui.web.panel_sheet import Sheet, Thing
from sbp_desktop.ui.web.words import Choices
from sbp_desktop.ui.widgets import Secondary

translate = QCoreApplication.translate

ALL, TEAM, ME = "all", "team", "me"
NOT_WITH = "not_with:"
PEOPLE = frozenset({NodeKind.PERSON.value, NodeKind.HOUSEHOLD.value, NodeKind.WORKER.value})


def apart_in_words() -> str:
    """What being for the worker alone means, in one calm line."""
    return translate("Panel", "Not on this screen or on paper. They can still ask to see it.")


def who_sees(private: bool, audience: frozenset[str]) -> str:
    """Which of the three choices a thing stands at."""
    return ME if private else ALL if "person" in audience else TEAM


def not_with(audience: frozenset[str]) -> frozenset[UUID]:
    """In front of whom a thing is not to be seen, as nodes of the web."""
    return frozenset(UUID(hex=member.removeprefix(NOT_WITH)) for member in audience if member.startswith(NOT_WITH))


def build(sheet: Sheet, thing: Thing) -> None:
    """Write who may see it; the person in the middle is seen by everybody."""
    if thing.id == sheet.web.self_node:
        return
    choices = {
        ALL: translate("Panel", "everybody with us"),
        TEAM: translate("Panel", "our team, not {0}").format(sheet.own_name()),
        ME: translate("Panel", "only me"),
    }
    chips = sheet.chips(translate("Panel", "Who may see this"), choices, needed=True)
    chips.setObjectName("who_sees")
    chips.chosen.connect(lambda chosen: _choose(sheet, chosen))
    apart = Secondary(apart_in_words(), sheet)
    sheet.row(apart)
    sheet.renews(lambda now: chips.show_value(who_sees(now.private, now.audience)))
    sheet.renews(lambda now: apart.setVisible(now.private))
    others = {
        node.id.hex: node.label
        for node in sheet.web.nodes
        if node.kind in PEOPLE and node.id not in (sheet.web.self_node, thing.id)
    }
    copies = {
        who: label for who, label in outsiders.to_choose(sheet.web.nodes).items() if not who.endswith(thing.id.hex)
    }
    outside = translate("Panel", "On a copy for somebody outside, too")
    if outsiders.named(thing.audience):
        _on_copies(sheet, outside, copies)
    elif copies and not thing.private:
        sheet.fold(outside, lambda _by_key: _on_copies(sheet, outside, copies))
    title = translate("Panel", "Not when somebody is here")
    if not_with(thing.audience):
        _in_front_of(sheet, title, others)
    elif others:
        sheet.fold(title, lambda _by_key: _in_front_of(sheet, title, others))


def _on_copies(sheet: Sheet, title: str, copies: Choices) -> None:
    """Nobody outside has anything that is not named for them here (decisions.md D3)."""
    named = sheet.chips(title, copies, several=True)
    named.setObjectName("named")
    named.chosen.connect(lambda who: sheet.edits.say_who_sees(sheet.id, named=who))
    sheet.renews(lambda now: named.show_value(outsiders.named(now.audience)))


def _in_front_of(sheet: Sheet, title: str, others: Choices) -> None:
    absent = sheet.chips(title, others, several=True)
    absent.setObjectName("not_with")
    absent.chosen.connect(lambda hexes: sheet.edits.say_who_sees(sheet.id, not_with=[UUID(hex=h) for h in hexes]))
    sheet.renews(lambda now: absent.show_value([id_.hex for id_ in not_with(now.audience)]))


def _choose(sheet: Sheet, chosen: str) -> None:
    thing = sheet.thing()
    if thing is None or chosen == who_sees(thing.private, thing.audience):
        return
    if chosen == ME:
        sheet.edits.keep_apart(sheet.id)
    elif thing.private:
        sheet.edits.share_again(sheet.id)
    else:
        sheet.edits.say_who_sees(sheet.id, person=chosen == ALL)
