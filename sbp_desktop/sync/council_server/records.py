"""One person as a system may read them: folded from their streams, by audience, now or as far as it had read."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.models import folding, schema, showing_to
from sbp_desktop.models.folding import Row
from sbp_desktop.models.ops import CHAIN_START, Op, from_envelope
from sbp_desktop.models.schema import Stream
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.sync.council_server import statements

LANES: Final = (0, 1, 2)
"""What is worker-only is read with the rest, to know what speaks of it; `showing_to` lets none of it out."""

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("Person", "NamedWorkerLink", "LifeEvent"),
    "conversations": ("Conversation", "Entry", "CarerVoice"),
    "web": ("Node", "Tie", "Membership", "Strength"),
    "plan": (
        "EmergencyPlan", "PlanStep", "GoodLifePlan", "BudgetSource", "BudgetUse", "WeekPart", "Connection",
        "ConnectionCheck", "Outcome", "OutcomeStep", "OutcomeReview", "Decision", "DecisionOption", "CircleAgreement",
        "CircleMember", "DevelopmentItem",
    ),
}  # fmt: skip
"""What a system may read of a person, part by part, by entity name. What is not here is read by no system."""

_ORDER: Final = {name: number for number, name in enumerate(name for names in SECTIONS.values() for name in names)}
_TYPES: Final = [name for name, declared in schema.ENTITIES.items() if declared.stream is Stream.PERSON]

Thing = dict[str, Any]
"""`type` (an entity name), `id`, then its fields by their schema names (`showing_to.told`)."""

Things = dict[str, Thing]
"""Things by their id, in the order of `SECTIONS`, each type as first written."""


class Place(NamedTuple):
    """How far a stream is read: number of the op, and the beginning of the chain's link there."""

    pseq: int = 0
    link: bytes = CHAIN_START[:8]


Places = tuple[Place, ...]
"""One for each of `LANES`."""

START: Final[Places] = tuple(Place() for _ in LANES)


class Written(NamedTuple):
    """An op where it stands in its stream, and when (ms) the council had it."""

    place: Place
    received: int
    op: Op


@dataclass(frozen=True)
class Log:
    """All ops of a person that there are, in the order of their streams."""

    person: UUID
    ops: tuple[Written, ...]

    @property
    def end(self) -> Places:
        """Where its streams end."""
        ends = {one.op.lane: one.place for one in self.ops}
        return tuple(ends.get(lane, Place()) for lane in LANES)

    def holds(self, places: Places) -> bool:
        """Whether its streams hold what these places name: else the council was put back to before them."""
        known = {(one.op.lane, one.place) for one in self.ops}
        return all(not place.pseq or (lane, place) in known for lane, place in zip(LANES, places, strict=True))

    def rows(self, until: Places | None = None) -> dict[str, list[Row]]:
        """All that these ops make of the person, as of these places: what a laptop makes that holds this person."""
        most = {lane: place.pseq for lane, place in zip(LANES, until or self.end, strict=True)}
        written = [one for one in self.ops if one.place.pseq <= most[one.op.lane]]
        received = {(one.op.lane, one.op.id): one.received for one in written}
        return folding.folded(
            self.person, [one.op for one in written], _TYPES, lambda op: received.get((op.lane, op.id))
        )

    def things(self, audience: Audience, until: Places | None = None) -> Things:
        """What this audience may have of the person, as of these places; nothing where they may not have the person."""
        return _told(self.person, self.rows(until), audience)


def read(conn: Connection[TupleRow], person: bytes) -> Log:
    """A person's log; one without ops where there is nobody of this id."""
    rows = conn.execute(statements.WHOLE, {"person": person, "lanes": list(LANES)}).fetchall()
    return Log(UUID(bytes=person), tuple(_readable(rows)))


def _readable(rows: Iterable[TupleRow]) -> Iterator[Written]:
    for pseq, chain, packed, eff, received in rows:
        try:
            op = from_envelope(packed)
        except ValueError:
            continue  # a form of a newer release; it is kept, and read once this one can
        yield Written(Place(pseq, chain[:8]), received, replace(op, hlc=eff) if eff else op)


def _told(person: UUID, rows: Mapping[str, list[Row]], audience: Audience) -> Things:
    known = {row.id: (name, row) for name, found in rows.items() for row in found}
    shown = {
        row.id: (name, showing_to.clear(known.get, row, audience))
        for name in _ORDER
        for one in sorted(rows[name], key=lambda row: (row.born, row.id.bytes))
        if one.alive and (row := showing_to.shown(known.get, name, one, audience)) is not None
    }
    if person not in shown:
        return {}
    return {str(id_): _thing(name, row, audience) for id_, (name, row) in shown.items() if _hangs_on(name, row, shown)}


def _hangs_on(name: str, row: Row, shown: Mapping[UUID, object]) -> bool:
    """Whether both ends are there, of what has two ends; how a web looks in another's eyes is for the worker alone."""
    match name:
        case "Tie":
            ends = row.get("a"), row.get("b")
            return row.get("view") is None and ends[0] != ends[1] and all(end in shown for end in ends)
        case "Membership":
            return row.get("group") in shown and row.get("node") in shown
        case "Person":
            return row.id == row.person
        case _:
            return True


def _thing(name: str, row: Row, audience: Audience) -> Thing:
    thing = {"type": name, **showing_to.told(name, row, audience)}
    if name == "Node":
        thing["label"], by_role = showing_to.label_for(row, audience)
        if by_role:
            thing.pop("photo", None)
    return thing


def section(things: Things, name: str) -> Things:
    """Those of one section."""
    return {id_: thing for id_, thing in things.items() if thing["type"] in SECTIONS[name]}


def version(things: Things) -> str:
    """A few letters that stand for what an audience has: others when and only when that is another, so that what is
    kept from it never shows.
    """
    return hashlib.blake2b(msgspec.json.encode(things), digest_size=12).hexdigest()
