"""What the panel says of somebody or something, and lets be changed: five things, the rest behind "More"."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.lenses import may_be_reached
from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.models.vocabulary import NodeKind
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.panel_sheet import Sheet

translate = QCoreApplication.translate


def build(sheet: Sheet, node: NodeSnapshot) -> None:
    """Write the rows one needs most; of the person in the middle only their name is changed here."""
    sheet.head(lambda thing: thing.label, lambda thing: words.detail(thing) or words.said(words.LAYERS, thing.domain))
    sheet.text(translate("Panel", "Name"), "label")
    if node.id == sheet.web.self_node:
        return
    sheet.text(translate("Panel", "Who they are to {0}").format(sheet.own_name()), "relation")
    sheet.choice(translate("Panel", "What it is"), words.KINDS, "kind", common=words.COMMON_KINDS, needed=True)
    layers = sheet.chips(translate("Panel", "Where it belongs"), words.LAYERS, needed=True)
    sheet.bind(layers, "domain", lambda value: sheet.layer_wanted.emit(node.id, value))
    sheet.flag(translate("Panel", "Looks after {0}").format(sheet.own_name()), "is_carer")
    mine = next((tie for tie in sheet.web.ties if {tie.a, tie.b} == {node.id, sheet.web.self_node}), None)
    if mine is not None:
        sheet.link(translate("Panel", "The line to {0}").format(sheet.own_name()), partial(sheet.choose.emit, mine.id))
    _belonging(sheet, node)


def build_rest(sheet: Sheet, node: NodeSnapshot) -> None:
    """Write what is said more seldom."""
    for title, choices, name in (
        (translate("Panel", "Now"), words.STATUSES, "status"),
        (translate("Panel", "Among my people"), words.TIERS, "tier"),
        (translate("Panel", "Why they come"), words.PAID, "paid"),
        (translate("Panel", "How far"), words.DISTANCES, "distance"),
        (translate("Panel", "Which day"), words.WEEKDAYS, "weekday"),
    ):
        sheet.choice(title, choices, name, needed=name == "status")
    sheet.flag(translate("Panel", "Somebody to ring first"), "lifeline")
    if node.kind == NodeKind.PERSON:
        sheet.flag(translate("Panel", "Depends on {0}, as a child does").format(sheet.own_name()), "dependant")
    sheet.flag(translate("Panel", "Has died, and stays on the page"), "remembered")
    sheet.choice(translate("Panel", "Knows they are on this page"), words.KNOWN, "knows_on_map")
    reach = sheet.text(translate("Panel", "How to reach them"), "reach")
    reach.setPlaceholderText(translate("Panel", "Ask them first, then say above that they know."))
    sheet.renews(lambda thing: reach.setEnabled(may_be_reached(thing) or bool(thing.reach)))
    for tie in sheet.web.ties:
        other = tie.b if tie.a == node.id else tie.a if tie.b == node.id else None
        if other not in (None, sheet.web.self_node):
            line = translate("Panel", "The line to {0}").format(sheet.label_of(other))
            sheet.link(f"{line} ({tie.kind})" if tie.kind else line, partial(sheet.choose.emit, tie.id))


def _belonging(sheet: Sheet, node: NodeSnapshot) -> None:
    """Write who belongs to this, and what it belongs to, each with a way out of it."""
    for group, member in sheet.web.members:
        if member == node.id:
            name = sheet.label_of(group)
            sheet.link(translate("Panel", "Part of {0}").format(name), partial(sheet.choose.emit, group))
            sheet.link(
                translate("Panel", "Take out of {0}").format(name), partial(sheet.edits.take_out, group, (member,))
            )
        elif group == node.id:
            sheet.link(
                translate("Panel", "Take {0} out").format(sheet.label_of(member)),
                partial(sheet.edits.take_out, group, (member,)),
            )
