"""What a thing in several versions is called, what each of them says, and who wrote it, in plain words."""

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.schema import ENTITIES, Kind
from sbp_desktop.models.versions import Version, Versions
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.ui import local_words, when_and_where
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices
from sbp_desktop.ui.word_table import WordTable

translate = QCoreApplication.translate

_VALUES: dict[str, Choices] = {
    "domain": words.LAYERS, "circle": words.PARTS["circles"], "closeness": words.PARTS["two"], "kind": words.KINDS,
    "status": words.STATUSES, "strength": words.STRENGTHS, "stress": words.STRESSES, "frequency": words.FREQUENCIES,
    "support": words.SUPPORT, "tier": words.TIERS, "paid": words.PAID, "distance": words.DISTANCES,
    "weekday": words.WEEKDAYS, "knows_on_map": words.KNOWN, "helps_me": words.HELPS, "takes_part": words.HELPS,
    "works_for_me": words.HELPS, "helped": words.HELPS, "good_experience": words.HELPS,
}  # fmt: skip

_PLANS = {"EmergencyPlan": ConversationKind.C2.value, "GoodLifePlan": ConversationKind.C3.value}

FIELDS: WordTable[str] = WordTable(
    "Versions",
    {
        "label": QT_TRANSLATE_NOOP("Versions", "Name"),
        "preferred_name": QT_TRANSLATE_NOOP("Versions", "Name"),
        "name": QT_TRANSLATE_NOOP("Versions", "Name"),
        "relation": QT_TRANSLATE_NOOP("Versions", "Who they are"),
        "reach": QT_TRANSLATE_NOOP("Versions", "How to reach them"),
        "domain": QT_TRANSLATE_NOOP("Versions", "Where it belongs"),
        "circle": QT_TRANSLATE_NOOP("Versions", "Where it belongs"),
        "tier": QT_TRANSLATE_NOOP("Versions", "Among my people"),
        "closeness": QT_TRANSLATE_NOOP("Versions", "How close"),
        "strength": QT_TRANSLATE_NOOP("Versions", "How close"),
        "stress": QT_TRANSLATE_NOOP("Versions", "Hard at times"),
        "harm": QT_TRANSLATE_NOOP("Versions", "Worries"),
        "flow": QT_TRANSLATE_NOOP("Versions", "Help goes"),
        "frequency": QT_TRANSLATE_NOOP("Versions", "How often"),
        "support": QT_TRANSLATE_NOOP("Versions", "What it gives"),
        "potential": QT_TRANSLATE_NOOP("Versions", "Hoped for, not there yet"),
        "kind": QT_TRANSLATE_NOOP("Versions", "What it is"),
        "paid": QT_TRANSLATE_NOOP("Versions", "Why they come"),
        "distance": QT_TRANSLATE_NOOP("Versions", "How far"),
        "weekday": QT_TRANSLATE_NOOP("Versions", "Which day"),
        "status": QT_TRANSLATE_NOOP("Versions", "Now"),
        "done": QT_TRANSLATE_NOOP("Versions", "How far it has come"),
        "lifeline": QT_TRANSLATE_NOOP("Versions", "Somebody to ring first"),
        "remembered": QT_TRANSLATE_NOOP("Versions", "Has died, and stays on the page"),
        "is_carer": QT_TRANSLATE_NOOP("Versions", "Looks after them"),
        "knows_on_map": QT_TRANSLATE_NOOP("Versions", "Knows they are on this page"),
        "audience": QT_TRANSLATE_NOOP("Versions", "Who may see it"),
        "said_by": QT_TRANSLATE_NOOP("Versions", "Who said it"),
        "photo": QT_TRANSLATE_NOOP("Versions", "Photo"),
        "from": QT_TRANSLATE_NOOP("Versions", "Since when"),
        "to": QT_TRANSLATE_NOOP("Versions", "Until when"),
        "by": QT_TRANSLATE_NOOP("Versions", "By when"),
        "look_again_on": QT_TRANSLATE_NOOP("Versions", "The day to look again"),
        "next_on": QT_TRANSLATE_NOOP("Versions", "Next"),
        "about_me.appreciate": QT_TRANSLATE_NOOP("Versions", "What people appreciate about them"),
        "about_me.important": QT_TRANSLATE_NOOP("Versions", "What is important to them"),
        "about_me.support": QT_TRANSLATE_NOOP("Versions", "How best to help"),
        "about_me.what_i_give": QT_TRANSLATE_NOOP("Versions", "What they give"),
        "contact.phone": QT_TRANSLATE_NOOP("Versions", "Telephone"),
        "contact.address": QT_TRANSLATE_NOOP("Versions", "Address"),
        "contact.getting_in": QT_TRANSLATE_NOOP("Versions", "How to get in"),
        "contact.safe_times": QT_TRANSLATE_NOOP("Versions", "When ringing is safe"),
        "contact.safe_to_ring": QT_TRANSLATE_NOOP("Versions", "Ringing is safe"),
        "contact.message_ok": QT_TRANSLATE_NOOP("Versions", "Messages are welcome"),
        "neighbourhood": QT_TRANSLATE_NOOP("Versions", "Where they live"),
        "pronouns": QT_TRANSLATE_NOOP("Versions", "Pronouns"),
    },
)
"""What a field is called where its two versions stand; one that needs no name has none."""

THINGS: WordTable[str] = WordTable(
    "Versions",
    {
        "Person": QT_TRANSLATE_NOOP("Versions", "About them"),
        "Tie": QT_TRANSLATE_NOOP("Versions", "The line between {0} and {1}"),
        "Entry": QT_TRANSLATE_NOOP("Versions", "A line of what we talked about"),
        "Conversation": QT_TRANSLATE_NOOP("Versions", "What we talked about"),
        "PlanStep": QT_TRANSLATE_NOOP("Versions", "A step"),
        "WeekPart": QT_TRANSLATE_NOOP("Versions", "Their week"),
        "Outcome": QT_TRANSLATE_NOOP("Versions", "What they hope for"),
        "OutcomeStep": QT_TRANSLATE_NOOP("Versions", "A small step"),
        "Connection": QT_TRANSLATE_NOOP("Versions", "Something to join in with"),
        "Decision": QT_TRANSLATE_NOOP("Versions", "What was decided"),
        "CarerVoice": QT_TRANSLATE_NOOP("Versions", "What a carer said"),
        "CircleAgreement": QT_TRANSLATE_NOOP("Versions", "The circle"),
        "CircleMember": QT_TRANSLATE_NOOP("Versions", "Somebody in the circle"),
        "RiskEnablement": QT_TRANSLATE_NOOP("Versions", "Something to try"),
        "SmallSpend": QT_TRANSLATE_NOOP("Versions", "Small money"),
        "SafeguardingNote": QT_TRANSLATE_NOOP("Versions", "A worry about harm"),
        "Story": QT_TRANSLATE_NOOP("Versions", "A story"),
    },
)


def about(found: Versions) -> str:
    """What is in several versions: "Jean: How close", "The line between Jean and Eric", "A step: ring the GP"."""
    name, thing = found.about[0] if found.about else "", _thing(found.type)
    if found.type == "Person":
        thing = "" if field(found) else thing  # whose page this is
    elif found.type == "Tie":
        thing = thing.format(*(*found.about, "", "")[:2])
    elif name:
        thing = f"{thing}: {name}" if thing else name
    return f"{thing}: {field(found)}" if thing and field(found) else thing or field(found)


def _thing(type_name: str) -> str:
    if type_name in _PLANS:
        return local_words.conversations()[_PLANS[type_name]]
    return THINGS.get(type_name) or ""


def field(found: Versions) -> str:
    """What the field alone is called, "" where its words speak for themselves."""
    base, _, member = found.field.partition(":")
    name = FIELDS.get(base) or ""
    if base == "support" and member:
        return f"{name}: {words.said(words.SUPPORT, member) or member}"
    if base == "audience":
        return translate("Versions", "Whether they may see it") if member == "person" else name
    return "" if found.removed else name


def value(found: Versions, version: Version) -> str:
    """What one version says, short things only."""
    said, (base, _, member) = version.value, found.field.partition(":")
    if said is None or said == "":
        return translate("Versions", "not said")
    if member or isinstance(said, bool):
        return translate("Versions", "yes") if said else translate("Versions", "no")
    if isinstance(said, PartialDate):
        return when_and_where.partial(said, when_and_where.today())
    if isinstance(said, int | float):
        instant = ENTITIES[found.type].by_name[base].kind is Kind.INSTANT
        return when_and_where.moment(int(said), when_and_where.today()) if instant else f"{said:g}"
    if base == "flow" and len(found.about) == 2:
        return _way(str(said), *found.about)
    return words.said(_VALUES.get(base, {}), str(said)) or str(said).replace("_", " ")


def _way(flow: str, a: str, b: str) -> str:
    to = translate("Versions", "to {0}")
    ways = {
        "a_to_b": to.format(b), "b_to_a": to.format(a), "both": translate("Versions", "both ways"),
        "none": translate("Versions", "neither way"),
    }  # fmt: skip
    return ways.get(flow, translate("Versions", "not said"))


def who(version: Version) -> str:
    """Who wrote it: "you", their name, or "a colleague"."""
    return translate("Versions", "you") if version.ours else version.who or translate("Versions", "a colleague")


def who_and_when(version: Version) -> str:
    """Who wrote it and when: "Sam, 16:10 on Tuesday"."""
    said = who(version)
    if not version.at_ms:
        return said
    when = when_and_where.moment(version.at_ms, when_and_where.today())
    return translate("Versions", "{who}, {when}").format(who=said[:1].upper() + said[1:], when=when)
