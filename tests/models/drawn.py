"""Small webs for tests: drawn by hand, and straight from the demo file without the loader."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
import yaml

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import HistoryEntry, NodeSnapshot, TieSnapshot, WebSnapshot

PEOPLE = Path(__file__).resolve().parents[2] / "resources" / "demo" / "people.yaml"
DAY = date(2020, 6, 1).toordinal()
PERSON = uuid5(NAMESPACE_URL, "person")
ME = uuid5(NAMESPACE_URL, "me")


def key(item: str) -> UUID:
    return uuid5(NAMESPACE_URL, item)


def straight_from_yaml(person: dict[str, Any]) -> tuple[WebSnapshot, int]:
    """Return a person's web and the ordinal of their day 0, reading the file by hand."""
    zero = date.fromisoformat(person["anchor"]["date"]).toordinal()

    def day(n: int | None) -> PartialDate | None:
        return None if n is None else PartialDate.on(date.fromordinal(zero) + timedelta(days=n))

    def item(name: str) -> UUID:
        return key(f"{person['id']}/{name}")

    nodes = tuple(
        NodeSnapshot(
            id=item(n["id"]), person=PERSON, kind=n["kind"], label=n["label"], domain=n["domain"], tier=n.get("tier"),
            paid=n.get("paid"), status=n["status"], since=day(n["from"]), until=day(n["to"]),
            basis=n.get("basis", "stated"), dependant=n.get("dependant", False),
            is_carer=n.get("is_carer", False),
        )
        for n in person["nodes"]
    )  # fmt: skip
    ties = tuple(
        TieSnapshot(
            id=item(t["id"]), person=PERSON, a=item(t["a"]), b=item(t["b"]), flow=t["flow"], strength=t["strength"],
            stress=t["stress"], harm=t["harm"], support=frozenset(t["support"]), frequency=t["frequency"],
            since=day(t["from"]), until=day(t["to"]), basis=t.get("basis", "stated"),
            history=tuple(HistoryEntry(day(h["day"]), "stress", h["stress"]) for h in t.get("history", ())),
        )
        for t in person["ties"]
    )  # fmt: skip
    return WebSnapshot(PERSON, item("self"), nodes, ties), zero


def golden() -> list[Any]:
    """Return one case for each golden day of each person."""
    document = yaml.safe_load(PEOPLE.read_text("utf-8"))
    return [
        pytest.param(person, int(number), figures, id=f"{person['id']} day {number}")
        for person in document["people"]
        for number, figures in document["expected"]["web_metrics"][person["id"]].items()
    ]


def node(name: str, **fields: Any) -> NodeSnapshot:
    given = {"kind": "person", "label": name, "domain": "network", "paid": "unpaid", **fields}
    return NodeSnapshot(id=key(name), person=PERSON, **given)


def tie(a: str, b: str, **fields: Any) -> TieSnapshot:
    given = {"flow": "a_to_b", "strength": "moderate", "stress": "none", "frequency": "weekly", **fields}
    given["support"] = frozenset(given.get("support", ()))
    return TieSnapshot(id=key(f"{a}-{b}-{len(fields)}-{given}"), person=PERSON, a=key(a), b=key(b), **given)


def web(*parts: NodeSnapshot | TieSnapshot) -> WebSnapshot:
    me = NodeSnapshot(id=ME, person=PERSON, kind="self", label="Me", domain="personal")
    nodes = tuple(p for p in parts if isinstance(p, NodeSnapshot))
    return WebSnapshot(PERSON, ME, (me, *nodes), tuple(p for p in parts if isinstance(p, TieSnapshot)))


def on(day: int) -> PartialDate:
    return PartialDate.on(day)
