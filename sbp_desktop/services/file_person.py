"""Understands one person of a people file and lays out, in order, every entity to be written for them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sbp_desktop.models import order, schema
from sbp_desktop.models import vocabulary as v
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.guess import says_died
from sbp_desktop.models.schema import Entity
from sbp_desktop.services import people_shapes as shapes
from sbp_desktop.services.mentions import mark_known
from sbp_desktop.services.parts import Part, short
from sbp_desktop.services.people_shapes import Shape

_SELF, _WEB = "self", "web"
_HOUR_MS = 3_600_000
_REVIEW_AFTER_DAYS = 42  # practice.md I-06: help for a while is looked at again after six weeks


def item_id(person: UUID, name: str) -> UUID:
    """The id of something of a person's, known in the file by `name`."""
    return uuid5(person, name)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value that became true on a day (EDTF text); `how` it is known, in the file's words."""

    field: str
    value: Any
    at: str
    how: str


@dataclass(frozen=True, slots=True)
class Record:
    """One entity to be written: its first fields (ids as UUID, days as EDTF text), dated values oldest first.

    `spots` says where it is drawn, by the name of the place (`whole_person.Spots`); `locked` closes it to edits;
    `known` is how we know of it, as the log says it; `data` the picture of a photo.
    """

    entity: Entity
    id: UUID
    fields: Mapping[str, Any]
    private: bool = False
    history: tuple[DatedValue, ...] = ()
    locked: bool = False
    spots: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class FilePerson:
    """A person of the file. `zero` is the ordinal of day 0; `days` maps the file's word for a day to its ordinal."""

    name: str
    id: UUID
    zero: int
    days: Mapping[str, int]
    records: tuple[Record, ...]


def read_person(part: Part, name: str) -> FilePerson:
    """Read and check one person, known in the file by `name`. Raises MalformedInput at the first fault."""
    return _PersonReader(part, name).read()


def new_id(part: Part, seen: set[str]) -> str:
    """The id that stands here, unlike any in `seen`, which it joins. Raises MalformedInput."""
    name = part.text().strip()
    if not name:
        part.refuse("an id must not be empty")
    if name in seen:
        part.refuse(f"the id '{short(name)}' is used twice")
    seen.add(name)
    return name


class _PersonReader:
    """Lays out everything a file says about one person, in the order it is written."""

    def __init__(self, part: Part, name: str) -> None:
        self.part, self.name, self.id = part, name, shapes.person_id(name)
        self.zero = self._zero()
        self.records: list[Record] = []
        self.used: set[UUID] = {item_id(self.id, _WEB), item_id(self.id, _SELF)}
        self.nodes: dict[str, UUID] = {}
        self.hidden: set[UUID] = set()
        self.ties: dict[str, UUID] = {}
        self.conversations: dict[str, UUID] = {}

    def _zero(self) -> int:
        anchor = self.part.get("anchor")
        day = anchor.get("date") if anchor and anchor.is_mapping else anchor
        return day.day(shapes.today()).lo if day else shapes.today()

    def read(self) -> FilePerson:
        self._person()
        self._web()
        self._talked()
        self._plans()
        days = self._moments()
        return FilePerson(self.name, self.id, self.zero, days, tuple(self.records))

    # ---- small steps shared by all items

    def _key(self, kind: str, part: Part, index: int, seen: set[str]) -> tuple[str, UUID]:
        """The item's name in the file and its id; an item without a name goes by its place in the list.

        A name used by two kinds of item (a node and a tie both called x) would give one id to two things, so the
        later one is told apart by its kind.
        """
        given = part.mapping().get("id")
        name = new_id(given, seen) if given else f"{kind}[{index}]"
        ident = item_id(self.id, name)
        if ident in self.used:
            ident = item_id(self.id, f"{kind}:{name}")
        self.used.add(ident)
        return name, ident

    def _items(self, kind: str) -> Iterator[tuple[str, UUID, Part]]:
        seen: set[str] = set()
        for index, part in enumerate(self.part.each(kind)):
            yield *self._key(kind, part, index, seen), part

    def _add(
        self, shape: Shape, ident: UUID, part: Part | None, private: bool = False,
        history: tuple[DatedValue, ...] = (), **more: Any,
    ) -> None:  # fmt: skip
        """Lay out one record; `more` are fields that do not stand in the file under their own name."""
        fields = shapes.read_fields(part, shape, self.zero) if part else {}
        own = part.get("private") if part else None
        private = private or bool(own and own.flag())
        if private:
            self.hidden.add(ident)
        given = {name: value for name, value in more.items() if value is not None}
        self.records.append(Record(shape.entity, ident, {**fields, **given}, private, history))

    def _children(self, part: Part, key: str, shape: Shape, parent: UUID) -> None:
        place: str | None = None
        for index, child in enumerate(part.each(key)):
            place = order.between(place, None)
            self._add(shape, uuid5(parent, f"{key}[{index}]"), child, parent in self.hidden, parent=parent, order=place)

    def _ref(self, part: Part, key: str, among: Mapping[str, UUID], thing: str) -> UUID | None:
        given = part.get(key)
        if given is None:
            return None
        if given.text() not in among:
            given.refuse(f"there is no {thing} '{short(given.text())}' for this person")
        return among[given.text()]

    def _is_hidden(self, *idents: UUID | None) -> bool:
        """What speaks of something private is private too, so that no gap betrays it (practice.md I-16)."""
        return any(ident in self.hidden for ident in idents)

    # ---- the parts of a person

    def _person(self) -> None:
        named = self.part.get("preferred_name")
        self._add(shapes.PERSON, self.id, self.part, nameless=None if named and named.text().strip() else True)
        worker = self.part.get("named_worker")
        if worker:
            fields = {
                "worker": shapes.whose("worker")(worker),
                "role": v.NamedRole.NAMED.value,
                "from": date.fromordinal(self.zero).isoformat(),
            }
            self.records.append(Record(schema.NAMED_WORKER_LINK, item_id(self.id, "named_worker"), fields))
        for index, part in enumerate(self.part.each("linked_people")):
            part.mapping().need("person")
            self._add(shapes.LINK, item_id(self.id, f"linked_people[{index}]"), part)

    def _web(self) -> None:
        self.records.append(Record(schema.WEB, item_id(self.id, _WEB), {"whose_view": v.WhoseView.PERSON.value}))
        parts = self._nodes()
        if _SELF not in self.nodes and not any(_is_self(part) for part in parts):
            fields = {"kind": v.NodeKind.SELF.value, "label": self._own_label(), "domain": v.Domain.PERSONAL.value}
            self.nodes[_SELF] = item_id(self.id, _SELF)
            self.records.append(Record(schema.NODE, self.nodes[_SELF], {**fields, "status": v.NodeStatus.ACTIVE.value}))
        self._memberships(parts)
        for name, ident, part in self._items("ties"):
            self.ties[name] = ident
            self._tie(ident, part)
        for _, ident, part in self._items("strengths"):
            self._add(shapes.STRENGTH, ident, part)

    def _own_label(self) -> str:
        named = self.part.get("preferred_name")
        return named.text() if named else ""

    def _nodes(self) -> list[Part]:
        seen: set[str] = set()
        selves = 0
        parts = self.part.each("nodes")
        for part in parts:
            given = part.mapping().need("id")
            name = new_id(given, seen)
            if _is_self(part):
                selves += 1
                if selves > 1:
                    (part.get("kind") or given).refuse("this person already has a node of kind self")
                ident = item_id(self.id, _SELF)
            elif name == _SELF:
                part.need("kind").refuse("the id 'self' is kept for the person")
            else:
                ident = item_id(self.id, name)
                ident = item_id(self.id, f"nodes:{name}") if ident in self.used else ident
            self.used.add(ident)
            self.nodes[name] = ident
            self._node(name, ident, part)
        return parts

    def _node(self, name: str, ident: UUID, part: Part) -> None:
        fields = shapes.read_fields(part, shapes.NODE, self.zero)
        kind = v.NodeKind.SELF.value if _is_self(part) else fields.get("kind", v.NodeKind.PERSON.value)
        label = str(fields.get("label", "")).strip()
        if not label:
            label = self._own_label() if kind == v.NodeKind.SELF else shapes.spoken(name)
        domain = fields.get("domain") or _domain(kind, fields)
        more: dict[str, Any] = {"kind": kind, "label": label, "domain": domain}
        more["status"] = fields.get("status", v.NodeStatus.ACTIVE.value)
        if domain == v.Domain.NETWORK and "tier" not in fields:
            more["tier"] = (v.Tier.EXTENDED if fields.get("paid") == v.Paid.PAID else v.Tier.CLOSE).value
        if more["status"] == v.NodeStatus.LOST and kind == v.NodeKind.PERSON and says_died(label):
            more["remembered"] = fields.get("remembered", True)  # never faded, never counted (decisions.md D13)
        unended = domain == v.Domain.TARGETED and kind == v.NodeKind.SERVICE and not fields.keys() & {"to", "review_on"}
        if unended:
            start = PartialDate.of(fields["from"]).lo if "from" in fields else self.zero
            more["review_on"] = date.fromordinal(start + _REVIEW_AFTER_DAYS).isoformat()
        others = [item.text() for item in part.each("members") if item.text() not in self._names()]
        if others:
            more["note"] = "\n".join([*filter(None, [fields.get("note")]), f"With: {', '.join(others)}"])
        self._add(shapes.NODE, ident, part, **more)

    def _on_web(self) -> list[tuple[UUID, dict[str, Any]]]:
        return [(each.id, dict(each.fields)) for each in self.records if each.entity is schema.NODE]

    def _names(self) -> set[str]:
        return {part.need("id").text() for part in self.part.each("nodes")}

    def _memberships(self, parts: Iterable[Part]) -> None:
        """Members who are on the web themselves; the others are named in the group's note."""
        for part in parts:
            group = self.nodes[part.need("id").text().strip()]
            for member in part.each("members"):
                node = self.nodes.get(member.text())
                if node is not None and node != group:
                    fields = {"group": group, "node": node}
                    private = self._is_hidden(group, node)
                    self.records.append(Record(schema.MEMBERSHIP, uuid5(group, f"member:{node}"), fields, private))

    def _tie(self, ident: UUID, part: Part) -> None:
        ends = {}
        for end in ("a", "b"):
            given = part.need(end)
            if given.text() not in self.nodes:
                given.refuse(f"there is no node '{short(given.text())}' for this person")
            ends[end] = self.nodes[given.text()]
        if ends["a"] == ends["b"]:
            part.need("b").refuse("a tie joins two different nodes")
        history = sorted(self._history(part), key=lambda dated: PartialDate.of(dated.at).lo)
        self._add(shapes.TIE, ident, part, self._is_hidden(*ends.values()), tuple(history), **ends)

    def _history(self, part: Part) -> Iterator[DatedValue]:
        for entry in part.each("history"):
            at = (entry.mapping().get("day") or entry.need("at")).day(self.zero).text
            how = entry.get("how")
            for name in ("flow", "strength", "stress", "harm", "frequency"):
                given = entry.get(name)
                options = schema.TIE.by_name[name].options
                if given and options:
                    yield DatedValue(name, given.option(options), at, how.text() if how else "")

    def _talked(self) -> None:
        for name, ident, part in self._items("conversations"):
            self.conversations[name] = ident
            self._conversation(ident, part)
        for index, part in enumerate(self.part.each("contacts")):
            day = part.mapping().get("day")
            worker = part.get("worker")
            at = shapes.instant(day.day(self.zero).text) if day else None
            conversation = self._ref(part, "conversation", self.conversations, "conversation")
            by = shapes.whose("worker")(worker) if worker else None
            ident = item_id(self.id, f"contacts[{index}]")
            self._add(
                shapes.CONTACT, ident, part, self._is_hidden(conversation), at=at, by=by, conversation=conversation
            )
        for index, part in enumerate(self.part.each("carer_voice")):
            node = self._ref(part.mapping(), "node", self.nodes, "node")
            ident = item_id(self.id, f"carer_voice[{index}]")
            # What a carer says alone starts unseen by the person (decisions.md D24).
            unseen = [v.Audience.WORKER.value, v.Audience.TEAM.value]
            self._add(shapes.CARER_VOICE, ident, part, self._is_hidden(node), node=node, audience=unseen)

    def _conversation(self, ident: UUID, part: Part) -> None:
        day = part.get("day")
        happened = day.day(self.zero).text if day else date.fromordinal(self.zero).isoformat()
        opened = shapes.instant(happened)
        present = [self._present(item.text()) for item in part.each("present")]
        kind = None if part.get("kind") else v.ConversationKind.C1.value
        self._add(
            shapes.CONVERSATION, ident, part,
            present=present, opened=opened, closed=opened + _HOUR_MS, happened_on=happened, kind=kind,
        )  # fmt: skip
        summary = part.get("summary")
        if summary:
            fields = {"parent": ident, "order": order.between(None, None), "kind": v.EntryKind.NOTE.value}
            entry = uuid5(ident, "summary")
            fields |= {"text": mark_known(summary.text(), self._on_web()), "happened": opened}
            self.records.append(Record(schema.ENTRY, entry, fields, ident in self.hidden))

    def _present(self, name: str) -> UUID | str:
        """Somebody in the room: a node of the web, or else as the file says it (a worker's id, or words)."""
        return self.nodes.get(name) or name

    def _plans(self) -> None:
        self._emergency_plan()
        for _, ident, part in self._items("connections"):
            node = self._ref(part, "node", self.nodes, "node")
            conversation = self._ref(part, "conversation", self.conversations, "conversation")
            made_by = part.get("made_by")
            by = (self.nodes.get(made_by.text()) or shapes.whose("worker")(made_by)) if made_by else None
            hidden = self._is_hidden(node, conversation)
            self._add(shapes.CONNECTION, ident, part, hidden, node=node, conversation=conversation, made_by=by)
            self._children(part, "checked" if part.get("checked") else "checks", shapes.CHECK, ident)
        for _, ident, part in self._items("outcomes"):
            self._add(shapes.OUTCOME, ident, part)
            self._children(part, "reviews", shapes.REVIEW, ident)
            self._children(part, "steps", shapes.OUTCOME_STEP, ident)
        for _, ident, part in self._items("decisions"):
            conversation = self._ref(part, "conversation", self.conversations, "conversation")
            self._add(shapes.DECISION, ident, part, self._is_hidden(conversation), conversation=conversation)
            self._children(part, "options", shapes.OPTION, ident)
        for _, ident, part in self._items("risks"):
            self._add(shapes.RISK, ident, part)
        self._safety()
        for index, part in enumerate(self.part.each("personal_development_plan")):
            who = part.mapping().get("who")
            node = self.nodes.get(who.text()) if who else None
            ident = item_id(self.id, f"personal_development_plan[{index}]")
            self._add(shapes.DEVELOPMENT, ident, part, self._is_hidden(node), with_whom=node)

    def _emergency_plan(self) -> None:
        part = self.part.get("emergency_plan")
        if part is None:
            return
        ident = item_id(self.id, "emergency_plan")
        conversation = self._ref(part, "conversation", self.conversations, "conversation")
        self._add(shapes.EMERGENCY_PLAN, ident, part, self._is_hidden(conversation), conversation=conversation)
        self._children(part, "steps", shapes.PLAN_STEP, ident)
        for index, spend in enumerate(part.each("small_spend")):
            self._add(shapes.SPEND, uuid5(ident, f"small_spend[{index}]"), spend.mapping(), ident in self.hidden)

    def _safety(self) -> None:
        note = self.part.get("safeguarding")
        if note:
            self._add(shapes.SAFEGUARDING, item_id(self.id, "safeguarding"), note, private=True)
        for index, part in enumerate(self.part.each("harm_checks")):
            key = "new_or_existing" if part.mapping().get("new_or_existing") else "service"
            service = self._ref(part, key, self.nodes, "node")
            tie = self._ref(part, "on_tie" if part.get("on_tie") else "tie", self.ties, "tie")
            ident = item_id(self.id, f"harm_checks[{index}]")
            self._add(shapes.HARM_CHECK, ident, part, self._is_hidden(service, tie), service=service, tie=tie)

    def _moments(self) -> dict[str, int]:
        """Keep each moment the file looks back to, and give its day: as the file writes it, and as an ordinal."""
        days: dict[str, int] = {}
        for index, part in enumerate(self.part.each("snapshots")):
            given = part.need("day") if part.is_mapping else part
            days[str(given.plain())] = given.day(self.zero).lo
            ident = item_id(self.id, f"snapshots[{index}]")
            at = given.day(self.zero).text
            self._add(
                shapes.MOMENT, ident, part if part.is_mapping else None, valid_on=at, reason=v.MomentReason.OTHER.value
            )
        return days or {"0": self.zero}


def _is_self(part: Part) -> bool:
    """Whether a node is the person: said so, or called `self` without a kind."""
    kind = part.get("kind")
    return kind.text() == v.NodeKind.SELF if kind else part.need("id").text() == _SELF


def _domain(kind: str, fields: Mapping[str, Any]) -> str:
    """The onion layer where a document names none (practice.md F.1): paid help with an end is for a while."""
    if kind == v.NodeKind.SERVICE and fields.keys() & {"to", "review_on"}:
        return v.Domain.TARGETED.value
    return v.DEFAULT_DOMAIN[v.NodeKind(kind)].value
