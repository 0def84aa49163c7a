"""Who may see somebody, something or a line: three plain choices, in front of whom not, and what a carer says alone."""

from uuid import UUID

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.snapshots import CarerVoiceSnapshot, NodeSnapshot
from sbp_desktop.models.vocabulary import NodeKind
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.panel_sheet import YES, Sheet, Thing
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices
from sbp_desktop.ui.widgets import Secondary, TextField

translate = QCoreApplication.translate

ALL, TEAM, ME = "all", "team", "me"
NOT_WITH = "not_with:"
PEOPLE = frozenset({NodeKind.PERSON.value, NodeKind.HOUSEHOLD.value, NodeKind.WORKER.value})
_HOW_IT_IS: Choices = {
    "coping": QT_TRANSLATE_NOOP("web", "managing"),
    "struggling": QT_TRANSLATE_NOOP("web", "finding it hard"),
    "near_breaking": QT_TRANSLATE_NOOP("web", "close to breaking"),
}


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
    title = translate("Panel", "Not when somebody is here")
    if not_with(thing.audience):
        _in_front_of(sheet, title, others)
    elif others:
        sheet.fold(title, lambda _by_key: _in_front_of(sheet, title, others))
    if isinstance(thing, NodeSnapshot) and thing.is_carer:
        _carer(sheet, thing)


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


def _carer(sheet: Sheet, carer: NodeSnapshot) -> None:
    """What a carer says alone, unseen by the person until the carer agrees (decisions.md D24)."""

    def voice() -> CarerVoiceSnapshot | None:
        return next((one for one in sheet.web.carer_voices if one.node == carer.id), None)

    said = TextField(translate("Panel", "What {0} says alone").format(carer.label), "", sheet)
    said.setObjectName("carer_words")
    sheet.quiet(translate("Panel", "What {0} says alone").format(carer.label))
    sheet.row(said)
    strain = sheet.chips(translate("Panel", "How it is for {0}").format(carer.label), _HOW_IT_IS)
    stress = sheet.chips(translate("Panel", "With {0}").format(sheet.own_name()), words.STRESSES)
    agrees = sheet.chips(translate("Panel", "Agrees that {0} sees this").format(sheet.own_name()), YES)
    for chips, name in ((strain, "carer_strain"), (stress, "carer_stress"), (agrees, "carer_agrees")):
        chips.setObjectName(name)
    said.editingFinished.connect(lambda: _keep_words(sheet, carer.id, said.text().strip(), voice()))
    strain.chosen.connect(lambda value: sheet.edits.carer_says(carer.id, strain=value or None))
    stress.chosen.connect(lambda value: sheet.edits.carer_says(carer.id, stress=value or None))
    agrees.chosen.connect(lambda value: _agree(sheet, voice(), bool(value)))

    def show(_now: object) -> None:
        told = voice()
        if not said.hasFocus():
            said.setText(told.words if told is not None else "")
        strain.show_value(told.strain if told is not None else None)
        stress.show_value(told.stress if told is not None else None)
        agrees.setEnabled(told is not None)
        agrees.show_value("yes" if told is not None and told.agreed else None)

    sheet.renews(show)


def _agree(sheet: Sheet, told: CarerVoiceSnapshot | None, agreed: bool) -> None:
    if told is not None:
        sheet.edits.carer_agrees(told.id, agreed)


def _keep_words(sheet: Sheet, carer: UUID, typed: str, told: CarerVoiceSnapshot | None) -> None:
    if typed != (told.words if told is not None else ""):
        sheet.edits.carer_says(carer, words=typed)
