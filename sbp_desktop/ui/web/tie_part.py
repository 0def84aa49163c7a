"""What the panel says of a line, and lets be changed: five things, the rest behind "More"."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.snapshots import TieSnapshot
from sbp_desktop.models.vocabulary import Flow, Harm
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.panel_sheet import Sheet
from sbp_desktop.ui.web.words import Choices

translate = QCoreApplication.translate


def build(sheet: Sheet, tie: TieSnapshot) -> None:
    """Write the rows one needs most."""
    sheet.head(
        lambda thing: translate("Panel", "{0} and {1}").format(sheet.label_of(thing.a), sheet.label_of(thing.b)),
        lambda thing: ", ".join(filter(None, (thing.kind, words.said(words.STRENGTHS, thing.strength)))),
    )
    unsaid = Flow.UNKNOWN.value
    sheet.choice(translate("Panel", "How close"), words.STRENGTHS, "strength", unsaid)
    sheet.choice(translate("Panel", "Hard at times"), words.STRESSES, "stress", unsaid)
    sheet.choice(translate("Panel", "Help goes"), _ways(sheet, tie), "flow", unsaid)
    sheet.choice(translate("Panel", "How often"), words.FREQUENCIES, "frequency", unsaid)
    support = sheet.chips(translate("Panel", "What it gives"), words.SUPPORT, several=True, common=words.COMMON_SUPPORT)
    sheet.bind(support, "support", lambda values: sheet.edits.set_tie(tie.id, support=sorted(values)))
    for end in (tie.a, tie.b):
        if end != sheet.web.self_node:
            sheet.link(translate("Panel", "About {0}").format(sheet.label_of(end)), partial(sheet.choose.emit, end))


def build_rest(sheet: Sheet, tie: TieSnapshot) -> None:
    """Write what is said more seldom."""
    kinds = {kind: kind for kind in words.line_kinds(sheet.web) if kind}
    sheet.choice(translate("Panel", "What kind of line"), kinds, "kind", "")
    sheet.text(translate("Panel", "In other words"), "kind")
    sheet.flag(translate("Panel", "Hoped for, not there yet"), "potential")
    sheet.choice(translate("Panel", "Does it help {0}").format(sheet.own_name()), words.HELPS, "helps_me")
    _harm(sheet)
    for end, node in (("a", tie.a), ("b", tie.b)):
        sheet.link(
            translate("Panel", "Not {0}, but somebody else").format(sheet.label_of(node) or sheet.own_name()),
            partial(sheet.end_wanted.emit, tie.id, end),
        )


def _harm(sheet: Sheet) -> None:
    """Let harm be marked; what they would like to happen is then asked before anything else (practice.md A95)."""
    sheet.choice(translate("Panel", "Is somebody harmed here"), words.HARMS, "harm", Harm.NONE.value)
    sheet.quiet(translate("Panel", "Only we see this. It is on no screen and no paper for others."))
    ask = sheet.link(translate("Panel", "What would they like to happen?"), sheet.safety_wanted.emit)
    sheet.renews(lambda now: ask.setVisible(now.harm != Harm.NONE))


def _ways(sheet: Sheet, tie: TieSnapshot) -> Choices:
    return {
        "a_to_b": translate("Panel", "to {0}").format(sheet.label_of(tie.b)),
        "b_to_a": translate("Panel", "to {0}").format(sheet.label_of(tie.a)),
        "both": translate("Panel", "both ways"),
        "none": translate("Panel", "neither way"),
    }
