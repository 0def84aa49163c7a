"""Every entity and field of the record, declared once (practice.md F.2); tables, checks and exports read this.

An entity's lane is fixed at birth (decisions.md D2). `x[]{...}` of practice.md is a child entity with `parent` and a
fractional `order` key; `x[]` of an enum is a SET field, one boolean op per member; `a{b}` is the field `a.b` (D6).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import partial
from uuid import UUID

from sbp_desktop.models import field_values
from sbp_desktop.models import vocabulary as v


class Stream(Enum):
    """Whose stream an entity's ops belong to."""

    PERSON = "person"
    DIRECTORY = "directory"
    TEAM = "team"
    WORKER = "worker"


DIRECTORY = UUID("242e25ff-4be8-53cf-98a6-329612a42c56")
"""The stream of places that belong to nobody in particular."""

PEOPLE_FILES = UUID("6f1d1c0e-5d0f-5e0a-9a52-2d5c0f3a7b11")
"""Where the ids of people from files come from; never changed, or the same file would make new people."""


class Kind(Enum):
    """How a field's value is kept: see `storage/tables.py` for the column it becomes."""

    TEXT = "text"  # long text, changed by REV ops
    WORDS = "words"  # a short line, changed by SET ops
    ENUM = "enum"
    SET = "set"  # several of an enum, or free keys
    FLAG = "flag"
    NUMBER = "number"
    DAY = "day"  # partial date, EDTF text
    INSTANT = "instant"  # int ms UTC
    REF = "ref"  # another entity's id
    ORDER = "order"  # fractional order key


_PROBLEMS = {
    Kind.TEXT: field_values.text, Kind.WORDS: field_values.text, Kind.ORDER: field_values.text, Kind.DAY: field_values.day,
    Kind.FLAG: field_values.flag, Kind.NUMBER: field_values.number, Kind.INSTANT: field_values.instant,
    Kind.REF: field_values.ref, Kind.SET: field_values.any_,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `search`: its words are found by search. `options`: the enum an ENUM or SET takes, if closed.

    `problem` says why a value that is there may not stand in it, or None.
    """

    name: str
    kind: Kind
    options: type[StrEnum] | None = None
    search: bool = False
    problem: Callable[[object], str | None] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        if self.kind is Kind.ENUM:
            problem = partial(field_values.option, self.name, tuple(option.value for option in self.options or ()))
        else:
            problem = partial(_PROBLEMS[self.kind], self.name)
        object.__setattr__(self, "problem", problem)


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity type. `lane`: 0 person and web, 1 conversations, 2 worker-only and protected.

    `sets` and `searched` are the names of its fields of several, and of those whose words are found by search.
    """

    name: str
    lane: int
    fields: tuple[Field, ...]
    stream: Stream = Stream.PERSON
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False, hash=False)
    sets: tuple[str, ...] = field(init=False, repr=False, compare=False, hash=False)
    searched: tuple[str, ...] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {f.name: f for f in self.fields})
        object.__setattr__(self, "sets", tuple(f.name for f in self.fields if f.kind is Kind.SET))
        object.__setattr__(self, "searched", tuple(f.name for f in self.fields if f.search))


def _text(name: str) -> Field:
    return Field(name, Kind.TEXT, search=True)


def _words(*names: str, search: bool = False) -> Iterator[Field]:
    return (Field(name, Kind.WORDS, search=search) for name in names)


def _enum(name: str, options: type[StrEnum]) -> Field:
    return Field(name, Kind.ENUM, options)


def _set(name: str, options: type[StrEnum] | None = None) -> Field:
    return Field(name, Kind.SET, options)


def _flags(*names: str) -> Iterator[Field]:
    return (Field(name, Kind.FLAG) for name in names)


def _numbers(*names: str) -> Iterator[Field]:
    return (Field(name, Kind.NUMBER) for name in names)


def _days(*names: str) -> Iterator[Field]:
    return (Field(name, Kind.DAY) for name in names)


def _instants(*names: str) -> Iterator[Field]:
    return (Field(name, Kind.INSTANT) for name in names)


def _refs(*names: str) -> Iterator[Field]:
    return (Field(name, Kind.REF) for name in names)


_AUDIENCE = Field("audience", Kind.SET)
_CHILD = (Field("parent", Kind.REF), Field("order", Kind.ORDER))


def _entity(name: str, lane: int, *fields: Field | Iterator[Field], stream: Stream = Stream.PERSON) -> Entity:
    flat: list[Field] = []
    for item in fields:
        flat += [item] if isinstance(item, Field) else list(item)
    return Entity(name, lane, (*flat, _AUDIENCE), stream)


PERSON = _entity(
    "Person", 0,
    _words("preferred_name", search=True), _words("pronouns", "age_band", "council_ref", "nhs_number", "neighbourhood"),
    _days("born_on", "look_again_on"), _numbers("age"), _set("communication", v.Communication), _words("language"),
    _text("about_me.appreciate"), _text("about_me.important"), _text("about_me.support"), _text("about_me.what_i_give"),
    _text("about_me.situated_knowledge"), _text("four_areas.mental.losses"), _text("four_areas.mental.adaptations"),
    _text("four_areas.mobility.losses"), _text("four_areas.mobility.adaptations"), _text("four_areas.connection.losses"),
    _text("four_areas.connection.adaptations"), _text("four_areas.self_care.losses"), _text("four_areas.self_care.adaptations"),
    _flags("living_away", "nameless"), _set("cohort_tags"), _set("sensitive_topics"),
    _words("contact.phone", "contact.address", "contact.getting_in", "contact.safe_times"),
    _flags("contact.safe_to_ring", "contact.message_ok", "contact.paper_ok"), _refs("photo"), _instants("last_opened"),
)  # fmt: skip
PROTECTED_ADDRESS = _entity("ProtectedAddress", 2, _words("address", "phone", "why"))
NAMED_WORKER_LINK = _entity(
    "NamedWorkerLink", 0, _refs("worker"), _enum("role", v.NamedRole), _days("from", "to"),
    _words("change_reason", "how_they_felt"), _flags("told_person"),
)  # fmt: skip
PERSON_LINK = _entity("PersonLink", 0, _refs("other"), _enum("kind", v.LinkKind))
STRENGTH = _entity("Strength", 0, _enum("kind", v.NodeKind), _words("text", search=True), _enum("when", v.StrengthWhen), _days("at"))
WEB = _entity("Web", 0, _enum("whose_view", v.WhoseView), _days("seen_together"))
WEB_VIEW = _entity("WebView", 0, _enum("whose", v.WhoseView), _refs("carer"))
MOMENT = _entity(
    "Moment", 0, _words("label", search=True), _refs("view"), _days("valid_on"), _words("version_vector"),
    _enum("reason", v.MomentReason), _flags("seen_with_person"),
)  # fmt: skip
NODE = _entity(
    "Node", 0,
    _enum("kind", v.NodeKind), _words("label", "relation", search=True), _words("reach"), _enum("domain", v.Domain),
    _enum("tier", v.Tier), _enum("circle", v.Circle), _enum("closeness", v.Closeness), _enum("paid", v.Paid),
    _enum("sector", v.Sector), _enum("status", v.NodeStatus), _days("from", "to", "review_on"),
    _enum("distance", v.Distance), _enum("had_has_would", v.HadHasWould), _flags("is_carer"), _enum("strain", v.Strain),
    _flags("lifeline", "dependant", "remembered"), _enum("knows_on_map", v.KnowsOnMap), _enum("show_as", v.ShowAs),
    _refs("linked_person", "resource", "photo"), _words("source", "symbol", "weekday"), _flags("source_unnamed"),
    _enum("basis", v.Basis), _text("note"), _instants("seen_together", "still_so"), _words("seen_as"),
)  # fmt: skip
NODE_IN_VIEW = _entity("NodeInView", 0, _refs("view", "node"), _enum("circle", v.Circle), _enum("closeness", v.Closeness))
MEMBERSHIP = _entity("Membership", 0, _refs("group", "node"))
TIE = _entity(
    "Tie", 0,
    _refs("a", "b", "view"), _words("kind"), _enum("flow", v.Flow), _enum("strength", v.Strength), _enum("stress", v.Stress),
    _enum("harm", v.Harm), _set("support", v.Support), _enum("frequency", v.Frequency), _enum("takes_part", v.TakesPart),
    _enum("helps_me", v.HelpsMe), _flags("potential"), _days("from", "to"), _enum("basis", v.Basis), _text("note"),
    _instants("seen_together", "still_so"), _words("seen_as"),
)  # fmt: skip
CONVERSATION = _entity(
    "Conversation", 1,
    _enum("kind", v.ConversationKind), _words("place"), _enum("setting", v.Setting), _instants("opened", "closed"),
    _days("happened_on"), _refs("led_by"), _set("present"), _set("basics", v.Basics), _enum("outcome", v.ConversationOutcome),
    _enum("c3_opening", v.C3Opening), _refs("copied_from"),
)  # fmt: skip
ENTRY = _entity(
    "Entry", 1, *_CHILD, _enum("kind", v.EntryKind), _refs("said_by"), _text("text"), _flags("verbatim", "read_back"),
    _instants("happened", "read_back_at"), _refs("corrects", "copied_from"),
)  # fmt: skip
CONTACT = _entity("Contact", 0, _refs("conversation"), _instants("at"), _enum("mode", v.ContactMode), _refs("by"), _numbers("minutes"), _words("line", search=True), _days("next_on"), _words("next_words"))
EMERGENCY_PLAN = _entity(
    "EmergencyPlan", 0, _refs("conversation"), _text("what_must_change"), _numbers("rhythm_days"), _days("next_touch", "review_on"),
    _words("next_words"), _enum("control_regained", v.ControlRegained), _text("their_words"),
)  # fmt: skip
PLAN_STEP = _entity("PlanStep", 0, *_CHILD, _words("what", search=True), _words("who"), _refs("who_node"), _days("by"), _enum("done", v.Done))
GOOD_LIFE_PLAN = _entity(
    "GoodLifePlan", 0, _refs("conversation"), _text("good_life_words"), _set("who_is_planning"), _numbers("budget.amount"),
    _enum("budget.held_by", v.BudgetHeldBy), _text("budget.why"),
)  # fmt: skip
BUDGET_SOURCE = _entity("BudgetSource", 0, *_CHILD, _words("what", search=True), _numbers("amount"))
BUDGET_USE = _entity("BudgetUse", 0, *_CHILD, _words("what", search=True), _numbers("amount"))
WEEK_PART = _entity("WeekPart", 0, *_CHILD, _words("day", "part"), _words("what", search=True), _refs("node"))
CONNECTION = _entity(
    "Connection", 0, _refs("node", "resource", "conversation", "made_by"), _enum("method", v.ConnectionMethod),
    _enum("status", v.ConnectionStatus), _days("at", "follow_up_on"), _words("stopped_why"),
)  # fmt: skip
CONNECTION_CHECK = _entity("ConnectionCheck", 0, *_CHILD, _days("at"), _enum("works_for_me", v.HelpsMe), _words("words", search=True))
UNMET = _entity("Unmet", 0, _words("text", search=True), _words("neighbourhood"))
OUTCOME = _entity("Outcome", 0, _text("words"), _enum("wellbeing_area", v.WellbeingArea), _enum("eligibility_outcome", v.EligibilityOutcome))
OUTCOME_STEP = _entity("OutcomeStep", 0, *_CHILD, _words("what", search=True), _enum("done", v.Done), _days("by"))
OUTCOME_REVIEW = _entity("OutcomeReview", 0, *_CHILD, _days("at"), _enum("status", v.OutcomeStatus), _words("said", search=True), _words("worker_view"))
DEVELOPMENT_ITEM = _entity(
    "DevelopmentItem", 0, _words("skill", "how", "first_step", search=True), _refs("with_whom"), _enum("done", v.Done),
)  # fmt: skip
CIRCLE_AGREEMENT = _entity("CircleAgreement", 0, _text("purpose"), _days("until"))
CIRCLE_MEMBER = _entity(
    "CircleMember", 0, *_CHILD, _refs("node", "backup"), _words("will_do", "how_often", "needs_back", search=True), _days("until", "agreed_on"),
)  # fmt: skip
RISK_ENABLEMENT = _entity(
    "RiskEnablement", 0, _text("wish"), _text("why"), _text("could_go_right"), _text("could_go_wrong"), _text("signs"),
    _words("then_who", "public_purse", search=True), _days("look_again_on"),
)  # fmt: skip
RISK_PART = _entity("RiskPart", 0, *_CHILD, _words("who", "what", search=True))
RISK_NOTE = _entity("RiskNote", 0, _words("what", "did", search=True), _days("at"))
DECISION = _entity(
    "Decision", 1, _enum("point", v.DecisionPoint), _text("decided"), _text("because"), _text("persons_view"), _text("carers_view"),
    _enum("capacity", v.Capacity), _words("best_interests_link", "value_tag"), _days("at"), _flags("agreed", "urgent"), _refs("conversation"),
)  # fmt: skip
DECISION_OPTION = _entity("DecisionOption", 1, *_CHILD, _words("what", "why_not", search=True), _enum("domain", v.Domain))
HARM_CHECK = _entity("HarmCheck", 0, _refs("service", "tie"), _enum("effect", v.HarmEffect), _words("did", search=True), _days("at"))
HARM_RECHECK = _entity("HarmRecheck", 0, *_CHILD, _days("at"), _enum("effect", v.HarmEffect))
CARER_VOICE = _entity(
    "CarerVoice", 1, _refs("node"), _days("at"), _flags("asked_directly"), _enum("willing_and_able", v.WillingAndAble),
    _text("words"), _enum("own_conversation", v.OwnConversation), _flags("agreed_to_show"),
    _enum("strain", v.Strain), _enum("stress", v.Stress),
)  # fmt: skip
SAFEGUARDING_NOTE = _entity(
    "SafeguardingNote", 2, _enum("what_they_want", v.WhatTheyWant), _text("words"), _enum("met", v.Met), _enum("risk", v.RiskNow),
    _instants("told_at"), _words("to_whom"),
)  # fmt: skip
HUDDLE = _entity("Huddle", 1, _words("present"), _flags("view_masked"), _enum("choice", v.HuddleChoice), _days("at"))
HUDDLE_IDEA = _entity("HuddleIdea", 1, *_CHILD, _words("text", "from", search=True), _refs("node"))
SHARED_BOARD = _entity("SharedBoard", 1, _text("already_tried"), _text("persons_goal"))
BOARD_ACTION = _entity("BoardAction", 1, *_CHILD, _words("what", "owner", search=True), _days("by"), _enum("done", v.Done))
FAMILY_GROUP_CONFERENCE = _entity("FamilyGroupConference", 1, _words("coordinator"), _set("invited"), _words("stage"), _refs("plan"), _days("meet_again"))
SMALL_SPEND = _entity(
    "SmallSpend", 0, _words("what_for", search=True), _numbers("amount_pence"), _days("at"), _refs("conversation", "step", "receipt"),
    _enum("helped", v.HelpsMe), _words("over_limit_reason", search=True),
)  # fmt: skip
RETURN_LINE = _entity(
    "ReturnLine", 1, _refs("of"), _enum("event", v.ReturnEvent), _enum("outcome", v.ReturnOutcome), _enum("met", v.Met),
)  # fmt: skip
STORY = _entity("Story", 1, _text("before"), _text("after"), _text("text"), _enum("consent", v.StoryConsent))
LIFE_EVENT = _entity("LifeEvent", 0, _enum("kind", v.LifeEventKind), _words("text", search=True), _days("at"))
CHECK_BACK = _entity("CheckBack", 0, _days("at"), _enum("good_experience", v.HelpsMe), _flags("sorted"), _words("words", search=True))
DISAGREEMENT = _entity("Disagreement", 1, _refs("of", "said_by"), _text("words"), _days("at"))
SHARING_RECORD = _entity(
    "SharingRecord", 0, _refs("item", "to"), _words("what", "with_whom", "legal_reason", search=True), _words("decided_by"),
    _enum("basis", v.SharingBasis), _flags("agreed", "not_safe", "withheld"), _days("at", "review_on", "withdrawn_on"),
)  # fmt: skip
ACCESS_REQUEST = _entity("AccessRequest", 2, _days("asked_on", "due_on", "finished_on"), _words("second_look"))
ACCESS_DECISION = _entity("AccessDecision", 2, *_CHILD, _refs("item"), _words("field", "reason"), _enum("verdict", v.Disclosure))
ATTACHMENT = _entity("Attachment", 0, _words("media_type", "digest", "key"), _numbers("size"), _refs("of"))
PAPER_MAP = _entity("PaperMap", 0, _refs("photo"), _numbers("width", "strength"), _flags("fixed", "put_away"))
INK = _entity("Ink", 1, _refs("conversation"), _words("strokes"), _words("text", search=True))

RESOURCE = _entity(
    "Resource", 0, _enum("kind", v.ResourceKind), _words("name", "where", "when", "what_happens", search=True), _words("cost"),
    _set("access_flags"), _words("who_to_say_hello_to"), _enum("capacity", v.ResourceCapacity), _days("last_checked"),
    _words("checked_by", "open_referral_id", "phone", "website", "postcode"), _enum("provenance", v.Provenance),
    stream=Stream.DIRECTORY,
)  # fmt: skip
AWARENESS = _entity("Awareness", 0, *_CHILD, _words("flag", "said_by"), _days("at"), stream=Stream.DIRECTORY)
WALK = _entity("Walk", 0, _words("neighbourhood"), _days("at"), _text("notes"), stream=Stream.DIRECTORY)
TEAM = _entity(
    "Team", 0, _words("name", "place", "words_pack"), _set("neighbourhoods"), _set("rules_off"), _numbers("small_spend_limit", "c2_default_rhythm_days", "review_rhythm_days", "group_full_at"),
    _flags("unlock_to_turn_back", "quick_code"), _enum("line_pack", v.LinePack),
    stream=Stream.TEAM,
)  # fmt: skip
LOCAL_SESSION = _entity("LocalSession", 0, _words("where", "when"), _refs("team"), stream=Stream.TEAM)
ORDINARY_LIFE = _entity("OrdinaryLifeSnapshot", 0, _text("words"), _days("at"), stream=Stream.TEAM)
DAILY_PULSE = _entity("DailyPulse", 0, _words("learned", search=True), _days("at"), stream=Stream.TEAM)
GLOSSARY_TERM = _entity("GlossaryTerm", 0, _words("term", "plain", "avoid", "instead", search=True), stream=Stream.TEAM)
WORKER = _entity(
    "Worker", 0, _words("name", "direct_number"), _enum("role", v.WorkerRole), _refs("team", "photo"), _set("days_off"), _set("kept_words"), stream=Stream.WORKER,
)  # fmt: skip

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        PERSON, PROTECTED_ADDRESS, NAMED_WORKER_LINK, PERSON_LINK, STRENGTH, WEB, WEB_VIEW, MOMENT, NODE, NODE_IN_VIEW,
        MEMBERSHIP, TIE, CONVERSATION, ENTRY, CONTACT, EMERGENCY_PLAN, PLAN_STEP, GOOD_LIFE_PLAN, BUDGET_SOURCE,
        BUDGET_USE, WEEK_PART, CONNECTION, CONNECTION_CHECK, UNMET, OUTCOME, OUTCOME_STEP, OUTCOME_REVIEW,
        DEVELOPMENT_ITEM, CIRCLE_AGREEMENT, CIRCLE_MEMBER, RISK_ENABLEMENT, RISK_PART, RISK_NOTE, DECISION,
        DECISION_OPTION, HARM_CHECK, HARM_RECHECK, CARER_VOICE, SAFEGUARDING_NOTE, HUDDLE, HUDDLE_IDEA, SHARED_BOARD,
        BOARD_ACTION, FAMILY_GROUP_CONFERENCE, SMALL_SPEND, RETURN_LINE, STORY, LIFE_EVENT, CHECK_BACK, DISAGREEMENT, SHARING_RECORD, ACCESS_REQUEST, ACCESS_DECISION, ATTACHMENT,
        PAPER_MAP, INK, RESOURCE, AWARENESS, WALK, TEAM, LOCAL_SESSION, ORDINARY_LIFE, DAILY_PULSE, GLOSSARY_TERM, WORKER,
    )
}  # fmt: skip
"""Entity name -> declaration. Local-only entities (reflections, own assets, counters) live in the second file."""


def value_problem(declared: Field, value: object) -> str | None:
    """Why a value may not stand in a field, as one plain sentence, or None. An absent value (None) always may."""
    return None if value is None else declared.problem(value)
