"""Webs of any size for tests and benchmarks, the same each time."""

import random
from uuid import UUID, uuid5

from sbp_desktop.models.snapshots import NodeSnapshot, StrengthSnapshot, TieSnapshot, WebSnapshot

PERSON = UUID(int=3)
SELF = uuid5(PERSON, "self")
LABELS = (
    "Jean", "Elderly friend (he)", "GP", "Advanced Practitioner", "Church tea club", "Tuesday club, a few miles off",
    "Befriender (Wednesdays)", "Care at home", "Local carer forum and carers' groups", "Council in the new area (told)",
)  # fmt: skip


def generated(count: int, lines: int, seed: int = 1) -> WebSnapshot:
    """A web of this many people and places, with words of ordinary and of awkward length."""
    chance = random.Random(seed)
    domains = ("network", "network", "community", "community", "targeted", "statutory", "personal")
    nodes = [NodeSnapshot(SELF, PERSON, "self", "Eric", domain="personal")]
    for i in range(count):
        kind = chance.choice(("person", "group", "service", "worker", "place"))
        nodes.append(
            NodeSnapshot(
                uuid5(PERSON, str(i)), PERSON, kind, chance.choice(LABELS), relation=chance.choice(("", "neighbour")),
                domain=chance.choice(domains), status=chance.choice(("active", "active", "possible", "ended")), born=i + 1,
            )
        )  # fmt: skip
    pairs = [(node.id, SELF) for node in nodes[1:]]
    while len(pairs) < lines:
        a, b = chance.sample(nodes[1:], 2)
        pairs.append((a.id, b.id))
    ties = [
        TieSnapshot(
            uuid5(PERSON, f"t{i}"), PERSON, a, b, flow=chance.choice(("a_to_b", "both", "unknown")),
            strength=chance.choice(("strong", "moderate", "tenuous", "broken", "unknown")), stress=chance.choice(("none", "high")),
        )
        for i, (a, b) in enumerate(pairs[:lines])
    ]  # fmt: skip
    strengths = (StrengthSnapshot(uuid5(PERSON, "s"), "aspiration", "Something on every day", "would_like"),)
    return WebSnapshot(
        PERSON, SELF, tuple(nodes), tuple(ties), strengths, layout_order=tuple(node.id for node in nodes)
    )
