"""The field's own terms: every enumerated value the record may hold (practice.md F.2), in one place."""

from enum import StrEnum


class Domain(StrEnum):
    """Onion layer, from the inside out (practice.md F.1)."""

    PERSONAL = "personal"
    NETWORK = "network"
    COMMUNITY = "community"
    TARGETED = "targeted"
    STATUTORY = "statutory"


class Tier(StrEnum):
    CLOSE = "close"
    EXTENDED = "extended"


class NodeKind(StrEnum):
    SELF = "self"
    PERSON = "person"
    HOUSEHOLD = "household"
    GROUP = "group"
    PLACE = "place"
    ACTIVITY = "activity"
    ORGANISATION = "organisation"
    SERVICE = "service"
    WORKER = "worker"
    PET = "pet"
    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    INTEREST = "interest"
    EXPERIENCE = "experience"
    ASPIRATION = "aspiration"
    QUALITY = "quality"
    EQUIPMENT = "equipment"
    TECHNOLOGY = "technology"
    MONEY = "money"
    HOME = "home"


class Circle(StrEnum):
    """Circles of support (Snow, Forest, Pearpoint): how close, whatever the layer."""

    INTIMACY = "intimacy"
    FRIENDSHIP = "friendship"
    PARTICIPATION = "participation"
    EXCHANGE = "exchange"


class Closeness(StrEnum):
    INNER = "inner"
    MIDDLE = "middle"
    OUTER = "outer"


class Paid(StrEnum):
    UNPAID = "unpaid"
    VOLUNTEER = "volunteer"
    PEER = "peer"
    PAID = "paid"
    NA = "na"


class Sector(StrEnum):
    INFORMAL = "informal"
    VCSE = "vcse"
    FAITH = "faith"
    COUNCIL = "council"
    NHS = "nhs"
    HOUSING = "housing"
    POLICE_JUSTICE = "police_justice"
    EDUCATION = "education"
    EMPLOYER = "employer"
    PRIVATE = "private"
    NA = "na"


class NodeStatus(StrEnum):
    POSSIBLE = "possible"
    OFFERED = "offered"
    DECLINED = "declined"
    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"
    LOST = "lost"


class Distance(StrEnum):
    SAME_HOME = "same_home"
    WALKING = "walking"
    LOCAL = "local"
    ELSEWHERE_UK = "elsewhere_uk"
    ABROAD = "abroad"


class HadHasWould(StrEnum):
    HAD_BEFORE = "had_before"
    HAS_NOW = "has_now"
    WOULD_LIKE = "would_like"


class Strain(StrEnum):
    COPING = "coping"
    STRUGGLING = "struggling"
    NEAR_BREAKING = "near_breaking"
    NOT_ASKED = "not_asked"


class KnowsOnMap(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class ShowAs(StrEnum):
    ROLE = "role"
    NAME = "name"


class Flow(StrEnum):
    """Direction of help along a tie (Hartman's energy)."""

    A_TO_B = "a_to_b"
    B_TO_A = "b_to_a"
    BOTH = "both"
    NONE = "none"
    UNKNOWN = "unknown"


class Strength(StrEnum):
    STRONG = "strong"
    MODERATE = "moderate"
    TENUOUS = "tenuous"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Stress(StrEnum):
    NONE = "none"
    SOME = "some"
    HIGH = "high"
    UNKNOWN = "unknown"


class Harm(StrEnum):
    NONE = "none"
    SUSPECTED = "suspected"
    KNOWN = "known"


class Support(StrEnum):
    EMOTIONAL = "emotional"
    PRACTICAL = "practical"
    PERSONAL_CARE = "personal_care"
    INFORMATION = "information"
    COMPANY = "company"
    TRANSPORT = "transport"
    MONEY = "money"
    ADVOCACY = "advocacy"
    HEALTH = "health"
    ACCOMMODATION = "accommodation"
    WORK = "work"
    LEARNING = "learning"
    BELONGING = "belonging"
    SAFETY = "safety"


class Frequency(StrEnum):
    """Lubben's steps, with not_now and unknown (practice.md E.7)."""

    DAILY = "daily"
    FEW_TIMES_WEEK = "few_times_week"
    WEEKLY = "weekly"
    FEW_TIMES_MONTH = "few_times_month"
    MONTHLY = "monthly"
    LESS_OFTEN = "less_often"
    NOT_NOW = "not_now"
    UNKNOWN = "unknown"


class TakesPart(StrEnum):
    ATTENDS = "attends"
    TAKES_PART = "takes_part"


class HelpsMe(StrEnum):
    YES = "yes"
    A_BIT = "a_bit"
    NO = "no"


class Basis(StrEnum):
    """How sure we are that a thing is so at all; a hypothetical thing never counts (decisions.md D14)."""

    STATED = "stated"
    INFERRED = "inferred"
    HYPOTHETICAL = "hypothetical"


class How(StrEnum):
    """How a value came to be known; travels as op meta `how` (decisions.md D5)."""

    SAID = "said"
    SEEN = "seen"
    ASSUMED = "assumed"


class ConversationKind(StrEnum):
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    REVIEW = "REVIEW"


class Setting(StrEnum):
    HOME_VISIT = "home_visit"
    GP_SURGERY = "gp_surgery"
    COMMUNITY_HUB = "community_hub"
    LOCAL_SESSION = "local_session"
    PHONE = "phone"
    VIDEO = "video"
    HOSPITAL = "hospital"
    PRISON = "prison"
    RESIDENTIAL = "residential"
    OUTDOORS = "outdoors"
    OFFICE = "office"
    OTHER = "other"


class ConversationOutcome(StrEnum):
    CONNECTED = "connected"
    CONTINUE = "continue"
    MOVE_TO_C2 = "move_to_c2"
    MOVE_TO_C3 = "move_to_c3"
    CONTROL_REGAINED = "control_regained"
    GOOD_LIFE_AGREED = "good_life_agreed"
    NOT_WANTED_NOW = "not_wanted_now"
    ONGOING = "ongoing"
    GOODBYE = "goodbye"


class EntryKind(StrEnum):
    """A line of a conversation (decisions.md D7)."""

    NOTE = "note"
    WORDS = "words"
    ADDENDUM = "addendum"
    CORRECTION = "correction"


class Basics(StrEnum):
    MONEY = "money"
    HOME = "home"
    FOOD = "food"
    HEAT = "heat"
    PHONE = "phone"


class C3Opening(StrEnum):
    HUDDLE = "huddle"
    URGENT = "urgent"
    PERSON_ASKED = "person_asked"
    ALREADY_LONG_TERM = "already_long_term"


class ContactMode(StrEnum):
    VISIT = "visit"
    CALL = "call"
    MESSAGE = "message"
    TOGETHER_OUT = "together_out"
    NOT_TODAY = "not_today"


class Done(StrEnum):
    NO = "no"
    SOME = "some"
    YES = "yes"


class ControlRegained(StrEnum):
    YES = "yes"
    MOSTLY = "mostly"
    NOT_YET = "not_yet"


class BudgetHeldBy(StrEnum):
    SELF = "self"
    CIRCLE = "circle"
    NETWORK_ORG = "network_org"
    ISF = "isf"
    COUNCIL = "council"
    MIXED = "mixed"


class ConnectionMethod(StrEnum):
    INTRODUCED_IN_PERSON = "introduced_in_person"
    WENT_TOGETHER = "went_together"
    WARM_CALL = "warm_call"
    GAVE_DETAILS = "gave_details"
    UNKNOWN = "unknown"


class ConnectionStatus(StrEnum):
    IDEA = "idea"
    OFFERED = "offered"
    AGREED = "agreed"
    INTRODUCED = "introduced"
    STARTED = "started"
    STILL_GOING = "still_going"
    STOPPED = "stopped"
    DECLINED = "declined"


class WellbeingArea(StrEnum):
    """The nine areas of Care Act 2014 s1(2)."""

    DIGNITY = "dignity"
    HEALTH = "health"
    PROTECTION = "protection"
    CONTROL = "control"
    PARTICIPATION = "participation"
    ECONOMIC = "economic"
    RELATIONSHIPS = "relationships"
    ACCOMMODATION = "accommodation"
    CONTRIBUTION = "contribution"


class LinePack(StrEnum):
    """How a team has the lines of a web drawn."""

    OURS = "ours"
    HARTMAN = "hartman"


class ReturnEvent(StrEnum):
    """The events of the national data set; council's return only."""

    REQUEST = "request"
    ASSESSMENT = "assessment"
    SERVICE = "service"
    REVIEW = "review"
    LEFT_OUT = "left_out"


class ReturnOutcome(StrEnum):
    """What came of an event, in the national data set; council's return only."""

    TO_ASSESSMENT = "to_assessment"
    TO_SUPPORT = "to_support"
    PROVISION = "provision"
    NO_CHANGE = "no_change"
    ENDED_AS_PLANNED = "ended_as_planned"
    NFA_SIGNPOSTED = "nfa_signposted"
    NFA_DECLINED = "nfa_declined"
    NFA_ENDED = "nfa_ended"
    NFA_OTHER = "nfa_other"


class EligibilityOutcome(StrEnum):
    """The ten outcomes of the Care and Support (Eligibility Criteria) Regulations 2015; council's return only."""

    NUTRITION = "nutrition"
    HYGIENE = "hygiene"
    TOILET = "toilet"
    CLOTHED = "clothed"
    HOME_SAFE = "home_safe"
    HABITABLE_HOME = "habitable_home"
    RELATIONSHIPS = "relationships"
    WORK_LEARNING = "work_learning"
    COMMUNITY = "community"
    CARING_FOR_CHILD = "caring_for_child"


class OutcomeStatus(StrEnum):
    NOT_YET = "not_yet"
    SOME = "some"
    YES = "yes"


class DecisionPoint(StrEnum):
    TO_C3 = "to_c3"
    STATUTORY_SERVICE = "statutory_service"
    RESTRICTION_OR_BEST_INTEREST = "restriction_or_best_interest"
    OVER_LIMIT = "over_limit"
    RESIDENTIAL = "residential"
    GOODBYE_WITH_RISK = "goodbye_with_risk"
    OTHER = "other"


class Capacity(StrEnum):
    """Always about one decision, never about a person (practice.md A99, I-27)."""

    CAN_DECIDE = "can_decide"
    WITH_SUPPORT = "with_support"
    BEST_INTERESTS = "best_interests"


class HarmEffect(StrEnum):
    HELPS = "helps"
    NONE = "none"
    MIGHT_WEAKEN = "might_weaken"
    TAKES_OVER = "takes_over"


class WillingAndAble(StrEnum):
    YES = "yes"
    SOME = "some"
    NO = "no"


class OwnConversation(StrEnum):
    NOT_OFFERED = "not_offered"
    OFFERED = "offered"
    HAD = "had"
    DECLINED = "declined"


class WhatTheyWant(StrEnum):
    ASKED_EXPRESSED = "asked_expressed"
    ASKED_NONE = "asked_none"
    NOT_ASKED = "not_asked"


class Met(StrEnum):
    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"


class RiskNow(StrEnum):
    REMAINS = "remains"
    REDUCED = "reduced"
    REMOVED = "removed"


class HuddleChoice(StrEnum):
    GO_AHEAD = "go_ahead"
    TRY_MORE = "try_more"


class ResourceKind(StrEnum):
    """Asset-based community development categories (practice.md E.15)."""

    ASSOCIATION = "association"
    INSTITUTION = "institution"
    PLACE = "place"
    BUSINESS = "business"
    PERSON = "person"
    ONLINE = "online"


class ResourceCapacity(StrEnum):
    OPEN = "open"
    FULL = "full"
    PAUSED = "paused"


class Provenance(StrEnum):
    WALK = "walk"
    PERSON = "person"
    EVENT = "event"
    IMPORT = "import"


class StoryConsent(StrEnum):
    TEAM = "team"
    COUNCIL = "council"
    PUBLIC = "public"


class LifeEventKind(StrEnum):
    BEREAVEMENT = "bereavement"
    HOSPITAL_IN = "hospital_in"
    HOSPITAL_OUT = "hospital_out"
    MOVE = "move"
    JOB = "job"
    OTHER = "other"


class MomentReason(StrEnum):
    BASELINE = "baseline"
    BEFORE_SERVICE = "before_service"
    CRISIS_END = "crisis_end"
    REVIEW = "review"
    FGC = "fgc"
    GOODBYE = "goodbye"
    OTHER = "other"


class WhoseView(StrEnum):
    PERSON = "person"
    CARER = "carer"
    FAMILY = "family"
    WORKER = "worker"
    JOINT = "joint"


class LinkKind(StrEnum):
    CARES_FOR = "cares_for"
    CARED_FOR_BY = "cared_for_by"
    FAMILY = "family"
    HOUSEHOLD = "household"
    OTHER = "other"


class NamedRole(StrEnum):
    NAMED = "named"
    NAMED_COLLEAGUE = "named_colleague"
    COVER = "cover"


class WorkerRole(StrEnum):
    SOCIAL_WORKER = "social_worker"
    OCCUPATIONAL_THERAPIST = "occupational_therapist"
    NURSE = "nurse"
    SOCIAL_CARE_WORKER = "social_care_worker"
    CONNECTOR = "connector"
    LOCAL_AREA_COORDINATOR = "local_area_coordinator"
    PEER = "peer"
    ADVOCATE = "advocate"
    STUDENT = "student"
    SUPERVISOR = "supervisor"
    OTHER = "other"


class Communication(StrEnum):
    EASY_READ = "easy_read"
    LARGE_PRINT = "large_print"
    READ_ALOUD = "read_aloud"
    HEARING_SUPPORT = "hearing_support"
    BSL = "bsl"
    OTHER_LANGUAGE = "other_language"
    OTHER = "other"


class StrengthWhen(StrEnum):
    HAD_BEFORE = "had_before"
    NOW = "now"
    WOULD_LIKE = "would_like"


class Audience(StrEnum):
    """Who may see a thing (decisions.md D3); families, partners and 'not with' carry an id after a colon."""

    WORKER = "worker"
    TEAM = "team"
    PERSON = "person"


class SharingBasis(StrEnum):
    """What lets us tell somebody outside, in the few ways that social care has (security.md 5.5)."""

    CARE = "care"  # a public task: UK GDPR Art 6(1)(e), 9(2)(h)
    LAW = "law"  # a legal duty: Art 6(1)(c), 9(2)(g)
    SAFETY = "safety"  # safeguarding: Art 6(1)(e), 9(2)(g), DPA 2018 Sch 1 para 18


class Asked(StrEnum):
    """What came of asking somebody whether another may be told; kept as two fields, `agreed` and `not_safe`."""

    YES = "yes"
    NO = "no"
    NOT_SAFE = "not_safe"


class Disclosure(StrEnum):
    GIVE = "give"
    HOLD = "hold"


DEFAULT_AUDIENCE = frozenset({Audience.WORKER.value, Audience.TEAM.value, Audience.PERSON.value})

DEFAULT_DOMAIN: dict[NodeKind, Domain] = {
    NodeKind.SELF: Domain.PERSONAL,
    NodeKind.SKILL: Domain.PERSONAL,
    NodeKind.KNOWLEDGE: Domain.PERSONAL,
    NodeKind.INTEREST: Domain.PERSONAL,
    NodeKind.EXPERIENCE: Domain.PERSONAL,
    NodeKind.ASPIRATION: Domain.PERSONAL,
    NodeKind.QUALITY: Domain.PERSONAL,
    NodeKind.HOME: Domain.PERSONAL,
    NodeKind.MONEY: Domain.PERSONAL,
    NodeKind.PET: Domain.PERSONAL,
    NodeKind.TECHNOLOGY: Domain.PERSONAL,
    NodeKind.PERSON: Domain.NETWORK,
    NodeKind.HOUSEHOLD: Domain.NETWORK,
    NodeKind.GROUP: Domain.NETWORK,
    NodeKind.PLACE: Domain.COMMUNITY,
    NodeKind.ACTIVITY: Domain.COMMUNITY,
    NodeKind.ORGANISATION: Domain.COMMUNITY,
    NodeKind.EQUIPMENT: Domain.TARGETED,
    NodeKind.SERVICE: Domain.STATUTORY,
    NodeKind.WORKER: Domain.STATUTORY,
}
