"""What the things we keep are called on the pages somebody gets who asks to see them: everyday words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sbp_desktop.models import catalogue, schema
from sbp_desktop.models.catalogue import DataClass
from sbp_desktop.models.disclosure import Item
from sbp_desktop.models.schema import Kind

KINDS: Final = {
    "Person": "About you", "Entry": "What was said and written", "Conversation": "Conversations", "Ink": "Drawings",
    "Draft": "Not finished yet", "Node": "People and places", "Tie": "Lines between people and places",
    "Membership": "Who belongs to which group", "Strength": "Strengths", "Web": "Your web",
    "WebView": "Other views of it",
    "NodeInView": "Other views of it", "Moment": "Pictures kept from earlier days", "LifeEvent": "Things that happened",
    "Contact": "Being in touch", "NamedWorkerLink": "Your workers", "PersonLink": "Others we know who belong to you",
    "EmergencyPlan": "Getting back in control", "PlanStep": "Steps we agreed", "GoodLifePlan": "A good life",
    "BudgetSource": "Money for it", "BudgetUse": "What the money is for", "WeekPart": "Your week",
    "Connection": "Introductions", "ConnectionCheck": "How introductions went", "Unmet": "What was not there",
    "Outcome": "Hopes", "OutcomeStep": "Small steps", "OutcomeReview": "Looking back on hopes",
    "DevelopmentItem": "Learning", "CircleAgreement": "Your circle", "CircleMember": "Who does what in your circle",
    "RiskEnablement": "Things worth a risk", "RiskPart": "Who does what about it", "RiskNote": "What was tried",
    "Decision": "Decisions", "DecisionOption": "What else there was", "HarmCheck": "What help does to friendships",
    "HarmRecheck": "What help does to friendships", "CarerVoice": "What a carer said", "Huddle": "Colleagues asked",
    "HuddleIdea": "Colleagues’ ideas", "SharedBoard": "Shared with others who help", "BoardAction": "Who does what",
    "FamilyGroupConference": "Meeting of the family", "SmallSpend": "Small money",
    "ReturnLine": "For the council’s return",
    "Story": "Stories", "CheckBack": "How it was for you", "Disagreement": "Seen differently",
    "SharingRecord": "Who was told what",
    "Attachment": "Photos", "PaperMap": "Paper maps", "ProtectedAddress": "A protected address",
    "SafeguardingNote": "A worry about harm", "AccessRequest": "What you asked", "AccessDecision": "What you asked",
}  # fmt: skip
"""In the order of the pages."""
_PLACES: Final = {name: place for place, name in enumerate(KINDS)}
_FIELDS: Final = {
    "preferred_name": "Name", "born_on": "Born", "nhs_number": "NHS number", "council_ref": "The council’s number",
    "about_me.appreciate": "What people appreciate about me", "about_me.important": "What matters to me",
    "about_me.support": "How to support me", "about_me.what_i_give": "What I give", "label": "Name",
    "about_me.situated_knowledge": "What I know about my life", "text": "Words", "said_by": "Said by", "led_by": "With",
    "circle": "What they are to you", "closeness": "How close", "flow": "Help goes", "stress": "Hard at times",
    "domain": "Where it belongs", "eligibility_outcome": "For the council’s return", "with_whom": "For whom",
    "node": "Who or what", "who_node": "Who", "tie": "Line", "tier": "How they know each other", "service": "Paid help",
    "source": "Who said so", "source_unnamed": "Asked not to be named", "linked_person": "Somebody we know",
    "contact.safe_to_ring": "Ringing is safe", "c3_opening": "How it came to a good life",
    "legal_reason": "Why", "amount_pence": "Pence", "knows_on_map": "Knows that they are on this web",
}  # fmt: skip


_SAYS_ITSELF: Final = frozenset({"preferred_name", "label", "text", "words", "what", "decided", "line", "note"})


def kind(name: str) -> str:
    """What a kind of thing is called."""
    return KINDS[name]


def place(name: str) -> int:
    """Where a kind stands on the pages."""
    return _PLACES[name]


def field(name: str) -> str:
    """What a field is called."""
    words = name.rsplit(".", 1)[-1] if name.startswith(("contact.", "budget.")) else name
    return _FIELDS.get(name) or words.replace(".", ": ").replace("_", " ").capitalize()


def reads(entity: str, name: str) -> bool:
    """Whether a field says something to a reader; what only ties things together is in the data alone."""
    declared = schema.ENTITIES.get(entity)
    if declared is None or name not in declared.by_name:
        return True
    return catalogue.of_field(declared, declared.by_name[name]).data_class is not DataClass.STRUCTURE


def names(items: Iterable[Item]) -> dict[str, str]:
    """What the things that are given are called, by id (hex): those held back have no name here."""
    called = ("label", "preferred_name", "what", "name", "text")
    return {
        item.id.hex: next((str(item.values[n])[:60] for n in called if item.values.get(n)), kind(item.kind))
        for item in items
        if item.given
    }


def with_name(entity: str, name: str, held: Any, called: Mapping[str, str]) -> str:
    """The same with what the field is called before it, where the words alone would not tell."""
    said = value(entity, name, held, called)
    return said if name in _SAYS_ITSELF else f"{field(name)}: {said}"


def value(entity: str, name: str, held: Any, called: Mapping[str, str]) -> str:
    """What a field says, for reading: things by what they are `called`, instants as days and times."""
    declared = schema.ENTITIES.get(entity)
    one = declared.by_name.get(name) if declared is not None else None
    if one is not None and one.kind is Kind.INSTANT:
        return when(int(held))
    if one is not None and one.kind in (Kind.REF, Kind.SET):
        several = held if isinstance(held, list) else [held]
        return ", ".join(called.get(str(each).replace("-", ""), str(each).replace("_", " ")) for each in several)
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, float):
        return f"{held:g}"
    return str(held).replace("_", " ") if one is not None and one.kind is Kind.ENUM else str(held)


def when(ms: int) -> str:
    """An instant (ms UTC) as ISO 8601 in this laptop's time, "" for none."""
    return datetime.fromtimestamp(ms / 1000).astimezone().isoformat(timespec="seconds") if ms else ""
