"""The data catalogue: what class of data every kept field is, who sees it first, when it goes, who is told of it.

One place for what the law asks of every field (security.md 5.7). A field of `models/schema.py` that is not named here
fails the build, and so does one named here that is there no more; `docs/data-catalogue.md` is made of this.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sbp_desktop.models import schema, showing_to
from sbp_desktop.models.merge import PRIVATE_LANE
from sbp_desktop.models.schema import Entity, Field, Stream


class DataClass(StrEnum):
    """What class of data a field is, in the words of the catalogue."""

    NAME = "who somebody is"
    REACH = "how to reach them"
    LIFE = "their life and plans"
    SENSITIVE = "special category: health, harm, care, belief"
    WORDS = "words said or written about them"
    OTHERS = "about somebody else"
    PROTECTED = "protected: an address or a worry kept apart"
    WORKER = "about a worker"
    PUBLIC = "a public place or a team, nobody's own"
    STRUCTURE = "how things belong together"
    OPENS = "a key that opens a file"


class Access(StrEnum):
    """What happens to a field when the person asks to see what is kept about them."""

    GIVE = "given"
    WEIGH = "weighed: somebody else may be told of"
    HOLD = "held back until decided otherwise"
    ALONG = "given with the thing it is part of"
    NOT_THEIRS = "not about them"
    NEVER = "never: it says nothing and opens a file"


class Kept(StrEnum):
    """How long a thing is kept; the years are the council's to say, by law differing from place to place."""

    RECORD = "the person's record: leaves a laptop with the person, ends when the council decides"
    DIRECTORY = "the list of places: until a place is taken off it"
    TEAM = "the team's: as long as the team"
    WORKER = "the worker's: as long as they work here"


class Logged(StrEnum):
    """What of a field may stand in a log or an error."""

    NEVER = "never"
    ID = "as an id alone"


ACCESS: Final[Mapping[DataClass, Access]] = {
    DataClass.NAME: Access.GIVE,
    DataClass.REACH: Access.GIVE,
    DataClass.LIFE: Access.GIVE,
    DataClass.SENSITIVE: Access.GIVE,
    DataClass.WORDS: Access.WEIGH,
    DataClass.OTHERS: Access.WEIGH,
    DataClass.PROTECTED: Access.HOLD,
    DataClass.WORKER: Access.GIVE,
    DataClass.PUBLIC: Access.NOT_THEIRS,
    DataClass.STRUCTURE: Access.ALONG,
    DataClass.OPENS: Access.NEVER,
}
_KEPT: Final = {
    Stream.PERSON: Kept.RECORD, Stream.DIRECTORY: Kept.DIRECTORY, Stream.TEAM: Kept.TEAM, Stream.WORKER: Kept.WORKER,
}  # fmt: skip

EVERYWHERE: Final = {"audience": DataClass.STRUCTURE, "parent": DataClass.STRUCTURE, "order": DataClass.STRUCTURE}
"""What things of many kinds have, and means the same in all."""

_N, _R, _L, _S, _W = DataClass.NAME, DataClass.REACH, DataClass.LIFE, DataClass.SENSITIVE, DataClass.WORDS
_O, _X, _K, _P, _T, _KEY = (
    DataClass.OTHERS, DataClass.PROTECTED, DataClass.WORKER, DataClass.PUBLIC, DataClass.STRUCTURE, DataClass.OPENS,
)  # fmt: skip

_FOUR_AREAS = " ".join(
    f"four_areas.{area}.{part}"
    for area in ("mental", "mobility", "connection", "self_care")
    for part in ("losses", "adaptations")
)

FIELDS: Final[Mapping[str, Mapping[DataClass, str]]] = {
    "Person": {
        _N: "preferred_name pronouns council_ref nhs_number born_on age age_band nameless photo",
        _R: "neighbourhood contact.phone contact.address contact.getting_in contact.safe_times contact.safe_to_ring "
        "contact.message_ok contact.paper_ok",
        _S: f"communication language cohort_tags sensitive_topics living_away {_FOUR_AREAS}",
        _W: "about_me.appreciate about_me.important about_me.support about_me.what_i_give about_me.situated_knowledge",
        _L: "look_again_on",
        _T: "last_opened",
    },
    "ProtectedAddress": {_X: "address phone why"},
    "NamedWorkerLink": {_K: "worker role from to told_person", _W: "change_reason how_they_felt"},
    "PersonLink": {_O: "other kind"},
    "Strength": {_W: "text", _L: "kind when at"},
    "Web": {_T: "whose_view seen_together"},
    "WebView": {_T: "whose", _O: "carer"},
    "Moment": {_W: "label", _T: "view version_vector", _L: "valid_on reason seen_with_person"},
    "Node": {
        _O: "label relation reach photo is_carer strain dependant knows_on_map show_as linked_person source "
        "source_unnamed remembered distance",
        _W: "note",
        _L: "kind domain tier circle closeness paid sector status from to review_on had_has_would lifeline symbol "
        "weekday",
        _T: "resource basis seen_together still_so seen_as",
    },
    "NodeInView": {_T: "view node", _O: "circle closeness"},
    "Membership": {_T: "group node"},
    "Tie": {
        _O: "stress helps_me",
        _S: "harm",
        _W: "note",
        _L: "kind flow strength support frequency takes_part potential from to",
        _T: "a b view basis seen_together still_so seen_as",
    },
    "Conversation": {
        _L: "kind place setting opened closed happened_on outcome c3_opening",
        _S: "basics",
        _O: "present",
        _K: "led_by",
        _T: "copied_from",
    },
    "Entry": {_W: "text", _O: "said_by", _T: "kind verbatim read_back happened read_back_at corrects copied_from"},
    "Contact": {_L: "at mode minutes next_on next_words", _W: "line", _K: "by", _T: "conversation"},
    "EmergencyPlan": {
        _W: "what_must_change their_words", _L: "rhythm_days next_touch review_on next_words control_regained",
        _T: "conversation",
    },
    "PlanStep": {_W: "what", _O: "who who_node", _L: "by done"},
    "GoodLifePlan": {
        _W: "good_life_words budget.why", _O: "who_is_planning", _L: "budget.amount budget.held_by", _T: "conversation",
    },
    "BudgetSource": {_W: "what", _L: "amount"},
    "BudgetUse": {_W: "what", _L: "amount"},
    "WeekPart": {_W: "what", _L: "day part", _T: "node"},
    "Connection": {
        _L: "method status at follow_up_on", _W: "stopped_why", _T: "node resource conversation", _K: "made_by",
    },
    "ConnectionCheck": {_W: "words", _L: "at works_for_me"},
    "Unmet": {_W: "text", _R: "neighbourhood"},
    "Outcome": {_W: "words", _S: "wellbeing_area eligibility_outcome"},
    "OutcomeStep": {_W: "what", _L: "done by"},
    "OutcomeReview": {_W: "said worker_view", _L: "at status"},
    "DevelopmentItem": {_W: "skill how first_step", _O: "with_whom", _L: "done"},
    "CircleAgreement": {_W: "purpose", _L: "until"},
    "CircleMember": {_O: "node backup will_do how_often needs_back", _L: "until agreed_on"},
    "RiskEnablement": {
        _W: "wish why could_go_right could_go_wrong signs then_who", _S: "public_purse", _L: "look_again_on",
    },
    "RiskPart": {_O: "who", _W: "what"},
    "RiskNote": {_W: "what did", _L: "at"},
    "Decision": {
        _W: "decided because persons_view", _O: "carers_view", _S: "capacity best_interests_link",
        _L: "point value_tag at agreed urgent", _T: "conversation",
    },
    "DecisionOption": {_W: "what why_not", _L: "domain"},
    "HarmCheck": {_T: "service tie", _L: "effect at", _W: "did"},
    "HarmRecheck": {_L: "at effect"},
    "CarerVoice": {
        _O: "node at asked_directly willing_and_able words own_conversation agreed_to_show strain stress",
    },
    "SafeguardingNote": {_X: "what_they_want words met risk told_at to_whom"},
    "Huddle": {_K: "present", _L: "view_masked choice at"},
    "HuddleIdea": {_W: "text", _K: "from", _T: "node"},
    "SharedBoard": {_W: "already_tried persons_goal"},
    "BoardAction": {_W: "what", _K: "owner", _L: "by done"},
    "FamilyGroupConference": {_O: "invited", _K: "coordinator", _L: "stage meet_again", _T: "plan"},
    "SmallSpend": {
        _W: "what_for over_limit_reason", _L: "amount_pence at helped", _T: "conversation step receipt",
    },
    "ReturnLine": {_S: "event outcome met", _T: "of"},
    "Story": {_W: "before after text", _L: "consent"},
    "LifeEvent": {_S: "kind text", _L: "at"},
    "CheckBack": {_L: "at good_experience sorted", _W: "words"},
    "Disagreement": {_W: "words", _O: "said_by", _L: "at", _T: "of"},
    "SharingRecord": {
        _L: "what at agreed not_safe withheld basis review_on withdrawn_on", _O: "with_whom", _W: "legal_reason",
        _K: "decided_by", _T: "item to",
    },
    "AccessRequest": {_L: "asked_on due_on finished_on", _K: "second_look"},
    "AccessDecision": {_L: "field reason verdict", _T: "item"},
    "Attachment": {_KEY: "key digest", _T: "media_type size of"},
    "PaperMap": {_T: "photo width strength fixed put_away"},
    "Ink": {_W: "strokes text", _T: "conversation"},
    "Resource": {
        _P: "kind name where when what_happens cost access_flags capacity last_checked open_referral_id phone website "
        "postcode provenance",
        _O: "who_to_say_hello_to",
        _K: "checked_by",
    },
    "Awareness": {_P: "flag at", _O: "said_by"},
    "Walk": {_P: "neighbourhood at notes"},
    "Team": {
        _P: "name place words_pack neighbourhoods rules_off small_spend_limit c2_default_rhythm_days "
        "review_rhythm_days group_full_at unlock_to_turn_back quick_code line_pack",
    },
    "LocalSession": {_P: "where when", _T: "team"},
    "OrdinaryLifeSnapshot": {_P: "words at"},
    "DailyPulse": {_P: "learned at"},
    "GlossaryTerm": {_P: "term plain avoid instead"},
    "Worker": {_K: "name direct_number role photo days_off kept_words", _T: "team"},
}  # fmt: skip
"""Entity -> class -> its fields, each named once and by hand: a new one is nobody's until somebody has thought."""

BOOKKEEPING: Final[Mapping[str, str]] = {
    "op": "every change, whole: goes with the person",
    "entity": "which things there are: goes with the person",
    "head": "which change counts: goes with the person",
    "superseded": "which changes were replaced: goes with the person",
    "dated": "values with a day of their own: goes with the person",
    "revision": "texts made whole: goes with the person",
    "position": "where things are drawn: goes with the person",
    "undo_step": "what can be taken back here: goes with the person",
    "draft_step": "typing not finished: goes with the person",
    "opened": "when somebody was last opened here: goes with the person",
    "access": "who was opened, by whom and when: stays, by ids alone; why: goes with the person",
    "opening": "who was opened and the council is not told of yet: goes when it is told",
    "ack": "how far the council has a person's changes: goes with the person",
    "cursor": "how far a person was read: goes with the person",
    "reoffer": "changes to offer to the council again: goes with the person",
    "granted": "who may be seen here: goes with the person",
    "held": "changes that wait for a manager: goes with the person",
    "file": "where photos are: goes with the person",
    "erased": "that somebody was erased here, by id: goes when the council is told",
    "gone": "who was erased by decision of the council: stays, an id alone",
    "notice": "what the council told: goes with the person",
    "colleague": "names of colleagues: as long as they work here",
    "meta": "this laptop and its council, and what a quick code opens with: as long as the laptop",
    "search_item": "words to find: goes with the person",
}
"""What the store keeps besides, by table, and when it goes."""


class NotClassed(ValueError):
    """A field is in the schema and not in the catalogue, or the other way round."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the catalogue says of one field. `audience`: who sees it unless somebody decides otherwise."""

    entity: str
    field: str
    kind: str
    data_class: DataClass
    audience: str
    kept: Kept
    access: Access
    logged: Logged


def of_field(entity: Entity, field: Field) -> Said:
    """What is said of a field. Raises NotClassed."""
    data_class = _classes(entity.name).get(field.name)
    if data_class is None:
        raise NotClassed(f"{entity.name}.{field.name} has no class in models/catalogue.py: give it one.")
    return Said(
        entity.name, field.name, field.kind.value, data_class, _audience(entity, field.name), _KEPT[entity.stream],
        ACCESS[data_class], Logged.ID if data_class is DataClass.STRUCTURE else Logged.NEVER,
    )  # fmt: skip


def everything() -> Iterator[Said]:
    """Every field of the schema, in its order. Raises NotClassed where one has no class, or a class has no field."""
    for name in FIELDS:
        known = schema.ENTITIES.get(name)
        gone = _classes(name).keys() - EVERYWHERE.keys() - (known.by_name.keys() if known else set())
        if known is None or gone:
            raise NotClassed(f"{name} {' '.join(sorted(gone))}: no longer in the schema; take it out.")
    for entity in schema.ENTITIES.values():
        yield from (of_field(entity, field) for field in entity.fields)


def _classes(entity: str) -> dict[str, DataClass]:
    found = dict(EVERYWHERE)
    for data_class, names in FIELDS.get(entity, {}).items():
        for name in names.split():
            if name in found:
                raise NotClassed(f"{entity}.{name} has two classes.")
            found[name] = data_class
    return found


def _audience(entity: Entity, field: str) -> str:
    if entity.stream is not Stream.PERSON:
        return "everybody who works here"
    if entity.lane == PRIVATE_LANE:
        return "the worker alone"
    if (entity.name, field) in showing_to.NEVER:
        return "nobody"
    if showing_to.only_for_us(field):
        return "the workers"
    if entity.name == "CarerVoice":
        return "the workers, until the carer agrees"
    return "the person and the workers"
