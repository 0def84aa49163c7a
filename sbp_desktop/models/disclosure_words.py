"""What the things we keep are called on the pages somebody gets who asks to see them: everyday words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from sbp_desktop.models import catalogue, schema
from sbp_desktop.models.catalogue import DataClass
from sbp_desktop.models.disclosure import Item
from sbp_desktop.models.disclosure_values import VALUES
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
    "preferred_name": "Name", "pronouns": "Pronouns", "age_band": "About how old", "born_on": "Born", "age": "Age",
    "nhs_number": "NHS number", "council_ref": "The council’s number", "neighbourhood": "Where you live",
    "look_again_on": "The day to look again", "communication": "What helps you to understand", "language": "Language",
    "about_me.appreciate": "What people appreciate about me", "about_me.important": "What matters to me",
    "about_me.support": "How to support me", "about_me.what_i_give": "What I give",
    "about_me.situated_knowledge": "What I know about my life",
    "four_areas.mental.losses": "Mind: what is harder", "four_areas.mental.adaptations": "Mind: what helps",
    "four_areas.mobility.losses": "Getting about: what is harder",
    "four_areas.mobility.adaptations": "Getting about: what helps",
    "four_areas.connection.losses": "People: what is harder", "four_areas.connection.adaptations": "People: what helps",
    "four_areas.self_care.losses": "Looking after myself: what is harder",
    "four_areas.self_care.adaptations": "Looking after myself: what helps", "living_away": "Lives away from home",
    "nameless": "No name yet", "cohort_tags": "Groups we think of together",
    "sensitive_topics": "To speak of with care",
    "contact.phone": "Telephone", "contact.address": "Address", "contact.getting_in": "How to get in",
    "contact.safe_times": "When ringing is safe", "contact.safe_to_ring": "Ringing is safe",
    "contact.message_ok": "Messages are fine", "contact.paper_ok": "Paper in the house is fine", "photo": "Photo",
    "address": "Address", "phone": "Telephone", "why": "Why", "worker": "Worker", "role": "What they are to you",
    "from": "Since when", "to": "Until when", "change_reason": "Why it changed",
    "how_they_felt": "How you felt about it",
    "told_person": "You were told", "other": "Who", "kind": "What it is", "text": "Words", "when": "When", "at": "On",
    "carer": "Whose", "label": "Name", "valid_on": "As it was on", "reason": "Why", "seen_with_person": "Seen with you",
    "relation": "Who they are", "reach": "How to reach them", "domain": "Where it belongs", "tier": "Among my people",
    "circle": "What they are to you", "closeness": "How close", "paid": "Why they come", "sector": "Who runs it",
    "status": "Now", "review_on": "Look at it again on", "distance": "How far", "had_has_would": "When",
    "is_carer": "Looks after you", "strain": "How they manage", "lifeline": "Somebody to call first",
    "dependant": "You look after them", "remembered": "Has died, and stays on the page",
    "knows_on_map": "Knows they are on this page", "show_as": "Shown", "linked_person": "Somebody we know",
    "source": "Who said so", "symbol": "Sign", "weekday": "Which day", "source_unnamed": "Asked not to be named",
    "note": "Note", "flow": "Help goes", "strength": "How close", "stress": "Hard at times", "harm": "Worries",
    "support": "What it gives", "frequency": "How often", "takes_part": "How you take part",
    "helps_me": "Whether it helps you", "potential": "Hoped for, not there yet", "place": "Where", "setting": "Where",
    "opened": "Begun", "closed": "Finished", "happened_on": "When it was", "led_by": "With", "present": "Who was there",
    "basics": "What else we spoke of", "outcome": "What came of it", "c3_opening": "How it came to a good life",
    "said_by": "Said by", "mode": "How", "by": "By", "minutes": "Minutes", "line": "In a line", "next_on": "Next",
    "next_words": "Next, in words", "what_must_change": "What must change", "rhythm_days": "Every so many days",
    "next_touch": "In touch next", "control_regained": "Back in control", "their_words": "In your words",
    "what": "What",
    "who": "Who", "who_node": "Who", "done": "How far it has come", "good_life_words": "What a good life is",
    "who_is_planning": "Who plans it", "budget.amount": "How much", "budget.held_by": "Who holds the money",
    "budget.why": "Why so", "amount": "How much", "day": "Day", "part": "Part of the day", "made_by": "Introduced by",
    "method": "How", "follow_up_on": "The day to ask again", "stopped_why": "Why it stopped",
    "works_for_me": "Whether it works for you", "words": "Words", "wellbeing_area": "Part of life",
    "eligibility_outcome": "For the council’s return", "said": "What you said", "worker_view": "How the worker sees it",
    "skill": "What you are learning", "how": "How", "first_step": "First small step", "with_whom": "With whom",
    "SharingRecord.with_whom": "To whom", "purpose": "What for", "until": "Until", "node": "Who or what",
    "backup": "If they cannot", "will_do": "What they will do", "how_often": "How often",
    "needs_back": "What they need",
    "agreed_on": "Said yes on", "wish": "What you want to try", "could_go_right": "What could go right",
    "could_go_wrong": "What could go wrong", "signs": "How we notice", "then_who": "Whom to call then",
    "public_purse": "What it means for public money", "did": "What was done", "point": "What it is about",
    "decided": "What was decided", "because": "Because", "persons_view": "How you see it",
    "carers_view": "How those close to you see it", "capacity": "Who decides this",
    "best_interests_link": "Where the council’s form is", "value_tag": "What it serves", "agreed": "We agreed",
    "SharingRecord.agreed": "You said yes", "urgent": "Urgent", "why_not": "Why not", "effect": "What it does",
    "asked_directly": "Asked directly", "willing_and_able": "Willing and able",
    "own_conversation": "A talk of their own",
    "agreed_to_show": "Agreed that you hear it", "what_they_want": "Asked what you want", "met": "Did it come about",
    "risk": "The danger now", "told_at": "Told them", "to_whom": "To whom", "view_masked": "Without names",
    "choice": "What was chosen", "already_tried": "Tried already", "persons_goal": "What you want",
    "owner": "Who does it",
    "coordinator": "Who brings it together", "invited": "Who is invited", "stage": "How far it is",
    "meet_again": "When to meet again", "what_for": "What for", "amount_pence": "Pounds", "helped": "Did it help",
    "over_limit_reason": "Why it was worth it", "event": "What happened", "before": "Before", "after": "After",
    "consent": "Who may read it", "good_experience": "How it was", "sorted": "Sorted", "legal_reason": "What for",
    "decided_by": "Who decided", "basis": "What lets us", "not_safe": "It was not safe to ask",
    "withheld": "Decided not to tell them", "withdrawn_on": "You took your yes back on", "asked_on": "Asked on",
    "due_on": "Due on", "finished_on": "Answered on", "second_look": "Who else looked", "field": "Which part",
    "verdict": "What was decided", "digest": "Digest", "key": "Key", "strokes": "Lines drawn", "tie": "Line",
    "service": "Paid help",
}  # fmt: skip
"""What each field is called, by its name or, where that would mislead, by its kind and name."""


_SAYS_ITSELF: Final = frozenset({"preferred_name", "label", "text", "words", "what", "decided", "line", "note"})


def kind(name: str) -> str:
    """What a kind of thing is called."""
    return KINDS[name]


def place(name: str) -> int:
    """Where a kind stands on the pages."""
    return _PLACES[name]


def field(entity: str, name: str) -> str:
    """What a field of a kind of thing is called."""
    return _FIELDS.get(f"{entity}.{name}") or _FIELDS.get(name) or name.replace("_", " ").capitalize()


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
    return said if name in _SAYS_ITSELF else f"{field(entity, name)}: {said}"


def value(entity: str, name: str, held: Any, called: Mapping[str, str]) -> str:
    """What a field says, for reading: things by what they are `called`, choices in the words of the screen, days and
    times as one would say them.
    """
    declared = schema.ENTITIES.get(entity)
    one = declared.by_name.get(name) if declared is not None else None
    if one is not None and one.kind is Kind.INSTANT:
        return when(int(held)).replace("T", " ")[:16]
    if one is not None and one.kind is Kind.DAY:
        return day(str(held))
    if one is not None and one.options is not None:
        several = held if isinstance(held, list) else [held]
        return ", ".join(VALUES[one.options].get(str(each), str(each)) for each in several)
    if one is not None and one.kind in (Kind.REF, Kind.SET):
        several = held if isinstance(held, list) else [held]
        return ", ".join(called.get(str(each).replace("-", ""), str(each).replace("_", " ")) for each in several)
    if isinstance(held, bool):
        return "yes" if held else "no"
    if name == "amount_pence":
        return f"{float(held) / 100:.2f}"
    if isinstance(held, float):
        return f"{held:g}"
    return str(held)


def day(text: str) -> str:
    """A whole day (EDTF) as "23 November 2026"; one that is less sure as it was written."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{on.day} {on:%B} {on.year}"


def when(ms: int) -> str:
    """An instant (ms UTC) as ISO 8601 in this laptop's time, "" for none."""
    return datetime.fromtimestamp(ms / 1000).astimezone().isoformat(timespec="seconds") if ms else ""
