"""Frozen read models: complete copies that are safe on any thread and are all that a screen ever sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.reach import Reach
from sbp_desktop.models.sessions import SessionSnapshot


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a view is built (decisions.md D3). `who` is worker, team, person, family:<hex> or partner:<hex>.

    `present` are the ids of nodes in the room; a thing kept from one of them is left out for everybody who looks.
    """

    who: str = "worker"
    present: frozenset[UUID] = frozenset()


BEFORE = "before"
FOR_WORKER = Audience("worker")
FOR_PERSON = Audience("person")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`of` is the thing it stands beside, `who` what they are called who say it, `said_by` their place on the web."""

    id: UUID
    of: UUID
    words: str
    who: str = ""
    said_by: UUID | None = None
    at: PartialDate | None = None
    mentions: tuple[Mention, ...] = ()
    written_ms: int = 0
    private: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What a field of a thing said `before` it was put right on a day, after it had been given or agreed."""

    thing: UUID
    field: str
    before: str
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands beside one thing: how others see it, and what of it was put right after it had been given."""

    said: tuple[Disagreement, ...] = ()
    put_right: tuple[Correction, ...] = ()


Beside = Mapping[UUID, tuple[Disagreement, ...]]
"""Thing -> what is said beside it, the oldest first."""


@dataclass(frozen=True, slots=True)
class CarerVoiceSnapshot:
    """What a carer said alone, with the strain and stress it sets; the person hears of it once they agree (D24)."""

    id: UUID
    node: UUID
    words: str = ""
    strain: str | None = None
    stress: str | None = None
    at: PartialDate | None = None
    agreed: bool = False
    asked_directly: bool = False
    willing_and_able: str | None = None
    own_conversation: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What a commit touched. `persons` are streams (people, and the directory, team and worker pseudo-people).

    `gone` are people who may not be seen here any more, `only_read` those of whom nothing may be written; `kinds` are
    entity names; `label` is the plain sentence for undo; `left_alone` says what undo did not touch and why.
    """

    bundle: UUID | None = None
    label: str = ""
    persons: frozenset[UUID] = frozenset()
    entities: frozenset[UUID] = frozenset()
    kinds: frozenset[str] = frozenset()
    created: tuple[UUID, ...] = ()
    left_alone: tuple[str, ...] = ()
    committed_ms: int = 0
    gone: frozenset[UUID] = frozenset()
    only_read: frozenset[UUID] = frozenset()

    @property
    def empty(self) -> bool:
        return not self.entities

    def concerns(self, person: UUID | None) -> bool:
        """Whether what is shown of this person may differ now: their record changed, or how the team works."""
        return person in self.persons or "Team" in self.kinds


@dataclass(frozen=True, slots=True)
class UndoStatus:
    """What Ctrl+Z and Ctrl+Y would do now, in words; None where there is nothing."""

    undo_label: str | None = None
    redo_label: str | None = None


@dataclass(frozen=True, slots=True)
class RuleSwitch:
    """Who switched a rule last, and when (ms UTC)."""

    by: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class TeamRulesSnapshot:
    """The rules a team has switched off, and the last switch of each that was ever touched, by rule id; what else the
    team agreed: how often to be in touch in a crisis to begin with, how many pounds need no more than two words,
    how many on their way to one small group are many, and whether turning the screen back asks to unlock.
    """

    team: UUID
    off: frozenset[str] = frozenset()
    switched: Mapping[str, RuleSwitch] = field(default_factory=dict)
    rhythm_days: int | None = None
    small_spend_limit: int = 0
    group_full_at: int = 0
    unlock_to_turn_back: bool = False
    quick_code: bool = False


@dataclass(frozen=True, slots=True)
class WorkerSnapshot:
    id: UUID
    name: str
    role: str | None = None
    direct_number: str = ""
    photo: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line in People and in search. `last_ms` is when we last talked or wrote, ms UTC, 0 if never."""

    id: UUID
    name: str
    nameless: bool = False
    neighbourhood: str = ""
    last_ms: int = 0


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A value that became true at a date (decisions.md D4). `how` is said, seen, assumed, or free words."""

    at: PartialDate
    field: str
    value: object
    how: str = ""


@dataclass(frozen=True, slots=True)
class NodeSnapshot:
    """Somebody or something on the web. Enum fields are their plain values, None when not said.

    `positions` maps a layout to two numbers in its own measure (models/arrangement.py).
    `born` orders nodes by when they were first written. `alternatives`: fields with more than one current value.
    `history` are the values that said since when. `seen_together` is when it last stood on the shared screen, ms UTC;
    `unseen` says that it has become another since, away from a person who looks at their web (docs/decisions/0006).
    """

    id: UUID
    person: UUID
    kind: str
    label: str
    relation: str = ""
    reach: str = ""
    domain: str = "network"
    tier: str | None = None
    circle: str | None = None
    closeness: str | None = None
    paid: str | None = None
    sector: str | None = None
    status: str = "active"
    since: PartialDate | None = None
    until: PartialDate | None = None
    review_on: PartialDate | None = None
    distance: str | None = None
    had_has_would: str | None = None
    is_carer: bool = False
    strain: str | None = None
    lifeline: bool = False
    dependant: bool = False
    remembered: bool = False
    knows_on_map: str | None = None
    show_as: str = "name"
    linked_person: UUID | None = None
    resource: UUID | None = None
    source: str = ""
    symbol: str = ""
    photo: UUID | None = None
    weekday: str = ""
    basis: str = "stated"
    note: str = ""
    private: bool = False
    audience: frozenset[str] = frozenset()
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    history: tuple[HistoryEntry, ...] = ()
    born: int = 0
    alternatives: tuple[str, ...] = ()
    seen_together: int | None = None
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class TieSnapshot:
    """A line between two things on the web; see NodeSnapshot for the shared conventions."""

    id: UUID
    person: UUID
    a: UUID
    b: UUID
    kind: str = ""
    view: UUID | None = None
    flow: str = "unknown"
    strength: str = "unknown"
    stress: str = "unknown"
    harm: str = "none"
    support: frozenset[str] = frozenset()
    frequency: str = "unknown"
    takes_part: str | None = None
    helps_me: str | None = None
    potential: bool = False
    since: PartialDate | None = None
    until: PartialDate | None = None
    basis: str = "stated"
    note: str = ""
    history: tuple[HistoryEntry, ...] = ()
    private: bool = False
    audience: frozenset[str] = frozenset()
    born: int = 0
    alternatives: tuple[str, ...] = ()
    seen_together: int | None = None
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class StrengthSnapshot:
    """Something good about the person, in words; drawn in the inner circle, never counted."""

    id: UUID
    kind: str | None
    text: str
    when: str | None = None
    at: PartialDate | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class FirstStood:
    """Where in life somebody or something belonged when they were first written."""

    domain: str
    tier: str | None = None
    circle: str | None = None
    closeness: str | None = None


@dataclass(frozen=True, slots=True)
class InkSnapshot:
    """A stroke of the pen or a note on the page, part of the drawing of one conversation.

    `strokes` is text as `models.ink` has it, round the middle; `positions` maps the layout it was drawn on to that
    middle, page units. `conversation_ms` is when the conversation began, ms UTC.
    """

    id: UUID
    conversation: UUID
    conversation_ms: int
    strokes: str = ""
    text: str = ""
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    born: int = 0


@dataclass(frozen=True, slots=True)
class PaperMapSnapshot:
    """The photo of a map drawn on paper that lies under a web.

    `width` in page units; `strength`, 0..1, is how plainly it shows; `for_them`: on screens and paper of theirs too.
    """

    id: UUID
    photo: UUID
    width: float
    strength: float
    fixed: bool = False
    put_away: bool = False
    for_them: bool = False
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewSnapshot:
    """Another picture of the same web: `whose` eyes (vocabulary.WhoseView), and of a carer's which node they are."""

    id: UUID
    whose: str
    carer: UUID | None = None


@dataclass(frozen=True, slots=True)
class WebSnapshot:
    """A person's whole web: every node and tie of every date, for one audience.

    `layout_order` are ids in drawing order: things shared with the person first, each group as first written, with
    things since removed keeping their place, so that nothing jumps; `first` has where those belonged that were
    removed or have been moved in life since.
    `members` are (group, member) pairs of node ids, both of them in `nodes`.
    `whose_view` says through whose eyes the web was drawn (vocabulary.WhoseView).
    `views` are the pictures there are beside the web's own, `view` whose this one is (None: the web's own).
    `carer_voices`: the newest of each carer that this audience may hear, laid over `nodes` and `ties` already.
    `rules_off` are the rules our team has switched off (models/rules.py).
    `seen_differently`: thing of the record -> what somebody says beside it.
    """

    person: UUID
    self_node: UUID
    nodes: tuple[NodeSnapshot, ...] = ()
    ties: tuple[TieSnapshot, ...] = ()
    strengths: tuple[StrengthSnapshot, ...] = ()
    members: tuple[tuple[UUID, UUID], ...] = ()
    layout_order: tuple[UUID, ...] = ()
    first: Mapping[UUID, FirstStood] = field(default_factory=dict)
    carer_voices: tuple[CarerVoiceSnapshot, ...] = ()
    whose_view: str = "person"
    seen_together: PartialDate | None = None
    views: tuple[ViewSnapshot, ...] = ()
    view: UUID | None = None
    ink: tuple[InkSnapshot, ...] = ()
    paper: PaperMapSnapshot | None = None
    rules_off: frozenset[str] = frozenset()
    seen_differently: Beside = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MomentSnapshot:
    """A picture kept of a web (decisions.md D13). `written` is how much had been written: lane and writer -> number of
    their last op; None for one that only names a day. `reason` is why it was kept (vocabulary.MomentReason).
    """

    id: UUID
    label: str
    on: PartialDate | None = None
    view: UUID | None = None
    seen_with_person: bool = False
    written: Mapping[tuple[int, bytes], int] | None = None
    reason: str = "other"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a thing on the web comes from. `how` is said, seen, assumed or free words; `source` who said so, in words;
    `said_by` a node; times in ms UTC.
    """

    first_ms: int
    heard_ms: int
    how: str = ""
    conversation: UUID | None = None
    said_by: UUID | None = None
    source: str = ""
    written_by: str = ""


@dataclass(frozen=True, slots=True)
class EntrySnapshot:
    """One line of a conversation. `text` is plain; `said_by` is a node of the web, None for the worker's own note."""

    id: UUID
    conversation: UUID
    kind: str
    text: str
    mentions: tuple[Mention, ...] = ()
    said_by: UUID | None = None
    order: str = ""
    happened_ms: int | None = None
    written_ms: int = 0
    locked: bool = False
    private: bool = False
    audience: frozenset[str] = frozenset()
    corrects: UUID | None = None
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationSnapshot:
    """A conversation with its lines in order. Times in ms UTC."""

    id: UUID
    person: UUID
    kind: str
    setting: str | None = None
    place: str = ""
    opened_ms: int = 0
    closed_ms: int | None = None
    happened_on: PartialDate | None = None
    outcome: str | None = None
    present: tuple[str, ...] = ()
    entries: tuple[EntrySnapshot, ...] = ()
    private: bool = False
    c3_opening: str | None = None
    basics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TalkLine:
    """A conversation where it stands among all that happened: `began` is the line it is told by, if it has words."""

    id: UUID
    setting: str | None = None
    place: str = ""
    opened_ms: int = 0
    happened_on: PartialDate | None = None
    began: EntrySnapshot | None = None


@dataclass(frozen=True, slots=True)
class PersonSnapshot:
    """A person's page: who they are, their words first, the last conversation as it begins, what is next.

    `paper_ok` is False once they said that they would rather have no paper (decisions.md D13). `only_read`: this
    worker may read of them and not write.
    """

    id: UUID
    name: str
    nameless: bool
    self_node: UUID
    photo: UUID | None = None
    pronouns: str = ""
    age: int | None = None
    age_band: str = ""
    neighbourhood: str = ""
    communication: frozenset[str] = frozenset()
    about_me: Mapping[str, str] = field(default_factory=dict)
    named_worker: WorkerSnapshot | None = None
    last_conversation: ConversationSnapshot | None = None
    open_conversation: UUID | None = None
    last_words: tuple[EntrySnapshot, ...] = ()
    conversation_count: int = 0
    next_on: PartialDate | None = None
    next_words: str = ""
    look_again_on: PartialDate | None = None
    goodbye_on: PartialDate | None = None
    paper_ok: bool = True
    reach: Reach = field(default_factory=Reach)
    rules_off: frozenset[str] = frozenset()
    only_read: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedContact:
    """Somebody who expects the worker, or with whom it was agreed to look again. `on` None means no day was agreed."""

    person: UUID
    name: str
    on: PartialDate | None
    words: str = ""
    last_line: str = ""
    every: int | None = None
    looks_again: bool = False


@dataclass(frozen=True, slots=True)
class CheckBackDue:
    """Somebody worth a call, so many days after the goodbye."""

    person: UUID
    name: str
    days: int


@dataclass(frozen=True, slots=True)
class CouncilNotice:
    """What the council told: a colleague who covers `opened` somebody's pages, an earlier word came in `late`, or ours
    is `held` for a manager. So many `times`, the newest at `at_ms`; `number` is that one's.
    """

    kind: str
    person: UUID
    name: str
    by: UUID
    by_name: str
    at_ms: int
    times: int
    number: int


@dataclass(frozen=True, slots=True)
class UnfinishedNote:
    person: UUID
    name: str
    nameless: bool
    conversation: UUID
    opened_ms: int
    setting: str | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """That somebody was talked with, or was in touch: a `conversation` with its setting or place, or a `contact`."""

    person: UUID
    name: str
    at_ms: int
    conversation: UUID | None = None
    setting: str = ""
    place: str = ""
    contact: UUID | None = None
    mode: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class TodaySnapshot:
    """Today's page: who expects me, what is started and not finished, and people I'm with (newest first).

    `not_met` are those somebody wrote down a working day ago or more and nobody has talked with (practice.md R04).

    `touches` are whom this worker was in touch with (practice.md A106); `asks_learned`: whether the team's rules leave
    room for one line learned (practice.md R39).
    """

    day: int
    expects_me: tuple[ExpectedContact, ...] = ()
    unfinished: tuple[UnfinishedNote, ...] = ()
    check_backs: tuple[CheckBackDue, ...] = ()
    not_met: tuple[PersonRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    told: tuple[CouncilNotice, ...] = ()
    touches: tuple[Touch, ...] = ()
    learned: str = ""
    asks_learned: bool = True
    days_off: tuple[int, ...] = ()
    sessions: tuple[SessionSnapshot, ...] = ()


@dataclass(frozen=True, slots=True)
class BellWord:
    """A word somebody wanted plainer: what it means, and what our team says `instead` ("" is nothing yet)."""

    id: UUID
    term: str
    plain: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One found thing. `words` is plain text with the found part between U+E000 and U+E001 marks."""

    person: UUID
    person_name: str
    entity: UUID
    kind: str
    words: str
    at_ms: int = 0
    conversation: UUID | None = None


@dataclass(frozen=True, slots=True)
class DraftSnapshot:
    """Typing not yet made part of the record; `text` is in the stored (marked) form. `context` has what is needed to
    find its place again, and under BEFORE what the record said when it began (`text_merge.reading`).
    """

    person: UUID
    entity: UUID
    field: str
    text: str
    context: Mapping[str, object]
    at_ms: int

    @property
    def readings(self) -> dict[str, str]:
        """What its writer had before them, by field, for `Vault.having_before_them`."""
        return {self.field: str(self.context[BEFORE])} if BEFORE in self.context else {}
