"""What stands for each choice on the pages somebody gets who asks what we hold: the words of the screen, in English."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sbp_desktop.models import vocabulary as v

_HOW_FAR: Final = {"no": "not yet", "some": "some of it", "yes": "done"}
_NOT_KNOWN: Final = "not known"
_OTHER: Final = "something else"

VALUES: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    v.Communication: {
        "easy_read": "easy words", "large_print": "large print", "read_aloud": "reading aloud",
        "hearing_support": "help with hearing", "bsl": "British Sign Language", "other_language": "another language",
        "other": _OTHER,
    },
    v.NamedRole: {"named": "your worker", "named_colleague": "a colleague who knows you", "cover": "covers"},
    v.LinkKind: {
        "cares_for": "looks after them", "cared_for_by": "is looked after by them", "family": "family",
        "household": "same household", "other": _OTHER,
    },
    v.NodeKind: {
        "self": "you", "person": "a person", "household": "a household", "group": "a group or club", "place": "a place",
        "activity": "something to do", "organisation": "an organisation", "service": "paid help", "worker": "a worker",
        "pet": "a pet", "skill": "a skill", "knowledge": "something known", "interest": "an interest",
        "experience": "experience", "aspiration": "a hope", "quality": "a good quality", "equipment": "equipment",
        "technology": "a phone or computer", "money": "money", "home": "a home",
    },
    v.StrengthWhen: {"had_before": "before", "now": "now", "would_like": "hoped for"},
    v.WhoseView: {
        "person": "as you see it", "carer": "as a carer sees it", "family": "as the family sees it",
        "worker": "as the worker sees it", "joint": "as you and the worker see it",
    },
    v.MomentReason: {
        "baseline": "how it was at first", "before_service": "before help began", "crisis_end": "back in control",
        "review": "looking again", "fgc": "the meeting of the family", "goodbye": "goodbye", "other": _OTHER,
    },
    v.Domain: {
        "personal": "me", "network": "my people", "community": "around here", "targeted": "help for a while",
        "statutory": "long-term or legal help",
    },
    v.Tier: {"close": "close family and friends", "extended": "known for what they do"},
    v.Circle: {
        "intimacy": "closest to me", "friendship": "friends", "participation": "where I join in",
        "exchange": "paid to be there",
    },
    v.Closeness: {"inner": "very close", "middle": "close", "outer": "further away"},
    v.Paid: {
        "unpaid": "not paid", "volunteer": "a volunteer", "peer": "a peer", "paid": "paid to help", "na": "nobody",
    },
    v.Sector: {
        "informal": "family, friends or neighbours", "vcse": "a charity or community group", "faith": "a faith group",
        "council": "the council", "nhs": "the NHS", "housing": "housing", "police_justice": "police or courts",
        "education": "a school or college", "employer": "an employer", "private": "a business", "na": "nobody",
    },
    v.NodeStatus: {
        "possible": "hoped for", "offered": "offered", "declined": "said no", "planned": "planned",
        "active": "there now",
        "paused": "on hold", "ended": "ended", "lost": "gone",
    },
    v.Distance: {
        "same_home": "same home", "walking": "a walk away", "local": "local", "elsewhere_uk": "further off",
        "abroad": "abroad",
    },
    v.HadHasWould: {"had_before": "before", "has_now": "now", "would_like": "hoped for"},
    v.Strain: {
        "coping": "managing", "struggling": "finding it hard", "near_breaking": "close to breaking",
        "not_asked": "not asked yet",
    },
    v.KnowsOnMap: {"yes": "yes", "no": "no", "not_asked": "not asked yet"},
    v.ShowAs: {"role": "by what they are", "name": "by name"},
    v.Basis: {"stated": "said", "inferred": "assumed", "hypothetical": "only thought of"},
    v.Flow: {
        "a_to_b": "from the first to the second", "b_to_a": "from the second to the first", "both": "both ways",
        "none": "neither way", "unknown": _NOT_KNOWN,
    },
    v.Strength: {
        "strong": "close", "moderate": "fairly close", "tenuous": "not so close", "broken": "out of touch",
        "unknown": _NOT_KNOWN,
    },
    v.Stress: {"none": "easy", "some": "hard at times", "high": "very hard", "unknown": _NOT_KNOWN},
    v.Harm: {"none": "no", "suspected": "maybe", "known": "yes"},
    v.Support: {
        "emotional": "someone to talk to", "practical": "practical help", "personal_care": "personal care",
        "information": "finding things out", "company": "company", "transport": "lifts", "money": "help with money",
        "advocacy": "speaking up", "health": "health", "accommodation": "a place to live", "work": "work",
        "learning": "learning", "belonging": "belonging", "safety": "feeling safe",
    },
    v.Frequency: {
        "daily": "every day", "few_times_week": "a few times a week", "weekly": "every week",
        "few_times_month": "a few times a month", "monthly": "every month", "less_often": "less often",
        "not_now": "not now", "unknown": _NOT_KNOWN,
    },
    v.TakesPart: {"attends": "goes there", "takes_part": "takes part"},
    v.HelpsMe: {"yes": "yes", "a_bit": "a bit", "no": "no"},
    v.ConversationKind: {
        "C1": "Connecting", "C2": "Getting back in control", "C3": "A good life", "REVIEW": "Look again",
    },
    v.Setting: {
        "home_visit": "at home", "gp_surgery": "at the surgery", "community_hub": "at the hub",
        "local_session": "at a session nearby", "phone": "by phone", "video": "by video", "hospital": "in hospital",
        "prison": "in prison", "residential": "in a home", "outdoors": "outdoors", "office": "at the office",
        "other": "somewhere else",
    },
    v.Basics: {"money": "Money", "home": "Home", "food": "Food", "heat": "Heat", "phone": "Phone"},
    v.ConversationOutcome: {
        "connected": "brought together", "continue": "we go on", "move_to_c2": "on to getting back in control",
        "move_to_c3": "on to a good life", "control_regained": "back in control",
        "good_life_agreed": "a good life agreed",
        "not_wanted_now": "not wanted now", "ongoing": "it goes on", "goodbye": "goodbye",
    },
    v.C3Opening: {
        "person_asked": "They ask for it", "huddle": "We thought about it with colleagues",
        "urgent": "Urgent: do it now", "already_long_term": "They have long-term help already",
    },
    v.EntryKind: {
        "note": "a note", "words": "what somebody said", "addendum": "added later", "correction": "put right later",
    },
    v.ContactMode: {
        "visit": "Visit", "call": "Call", "message": "Message", "together_out": "Out together",
        "not_today": "Not today",
    },
    v.ControlRegained: {"yes": "Yes", "mostly": "Mostly", "not_yet": "Not yet"},
    v.Done: _HOW_FAR,
    v.BudgetHeldBy: {
        "self": "you", "circle": "your circle", "network_org": "an organisation of your network",
        "isf": "a fund of your own with a provider", "council": "the council", "mixed": "several of them",
    },
    v.ConnectionMethod: {
        "introduced_in_person": "introduce them", "went_together": "go with them", "warm_call": "call together",
        "gave_details": "gave details", "unknown": _NOT_KNOWN,
    },
    v.ConnectionStatus: {
        "idea": "an idea", "offered": "offered", "agreed": "they want to", "introduced": "introduced",
        "started": "started", "still_going": "still going", "stopped": "stopped", "declined": "said no",
    },
    v.WellbeingArea: {
        "dignity": "Respect", "health": "Health and feelings", "protection": "Being safe",
        "control": "My say over my day", "participation": "Work, learning, free time",
        "economic": "Money and getting by",
        "relationships": "Family and people", "accommodation": "Home", "contribution": "What I give",
    },
    v.EligibilityOutcome: {
        "nutrition": "eating and drinking", "hygiene": "washing", "toilet": "using the toilet", "clothed": "dressing",
        "home_safe": "using the home safely", "habitable_home": "keeping the home",
        "relationships": "family and friends",
        "work_learning": "work and learning", "community": "getting about and joining in",
        "caring_for_child": "looking after a child",
    },
    v.OutcomeStatus: {"not_yet": "not yet", "some": "some of it", "yes": "yes"},
    v.DecisionPoint: {
        "to_c3": "To talk about “A good life”", "statutory_service": "Long-term help that starts",
        "restriction_or_best_interest": "A limit on somebody’s freedom", "over_limit": "More than small money",
        "residential": "Moving to a care home or nursing home", "goodbye_with_risk": "Goodbye while a risk remains",
        "other": "Something we decided",
    },
    v.Capacity: {
        "can_decide": "They decide", "with_support": "They decide, with support",
        "best_interests": "Decided in their best interests",
    },
    v.HarmEffect: {
        "helps": "helps", "none": "no difference", "might_weaken": "might get in the way", "takes_over": "takes over",
    },
    v.WillingAndAble: {"yes": "yes", "some": "some of it", "no": "no"},
    v.OwnConversation: {
        "not_offered": "not offered yet", "offered": "offered", "had": "had it", "declined": "not wanted",
    },
    v.WhatTheyWant: {
        "asked_expressed": "Yes, and they said", "asked_none": "Yes, and they did not say", "not_asked": "Not yet",
    },
    v.Met: {"fully": "Yes", "partly": "Partly", "not": "No"},
    v.RiskNow: {"remains": "As it was", "reduced": "Less", "removed": "Gone"},
    v.HuddleChoice: {"go_ahead": "go ahead", "try_more": "try something more first"},
    v.ReturnEvent: {
        "request": "somebody asked for help", "assessment": "what somebody needs was looked at",
        "service": "help began",
        "review": "help was looked at again", "left_out": "left out",
    },
    v.ReturnOutcome: {
        "to_assessment": "on to looking at what is needed", "to_support": "on to help", "provision": "help was given",
        "no_change": "nothing changed", "ended_as_planned": "ended as planned",
        "nfa_signposted": "told where else to go", "nfa_declined": "not wanted", "nfa_ended": "ended",
        "nfa_other": "nothing more, for another reason",
    },
    v.StoryConsent: {"team": "for the team", "council": "for the council", "public": "for everybody"},
    v.LifeEventKind: {
        "bereavement": "somebody died", "hospital_in": "into hospital", "hospital_out": "home from hospital",
        "move": "a move", "job": "work", "other": _OTHER,
    },
    v.SharingBasis: {"care": "To care for them", "law": "The law asks for it", "safety": "To keep somebody safe"},
    v.Disclosure: {"give": "given", "hold": "held back"},
}  # fmt: skip
