"""From rows to the frozen snapshots that screens get; pure, so that now and then look alike."""

from collections.abc import Container, Iterable, Mapping
from uuid import UUID

from sbp_desktop.models import marked_text
from sbp_desktop.models.clock import stamp_ms
from sbp_desktop.models.snapshots import (
    Audience,
    ConversationSnapshot,
    EntrySnapshot,
    InkSnapshot,
    NodeSnapshot,
    PaperMapSnapshot,
    RemovedNode,
    StrengthSnapshot,
    TieSnapshot,
    WebSnapshot,
)
from sbp_desktop.models.vocabulary import DEFAULT_DOMAIN, NodeKind
from sbp_desktop.storage.rows import Row

_PLAIN_ENOUGH = 0.6  # a paper map nobody has said otherwise of: to be read, and drawn over

Spots = Mapping[UUID, Mapping[str, tuple[float, float]]]


def web(
    person: UUID, self_node: UUID, nodes: Iterable[Row], ties: Iterable[Row], strengths: Iterable[Row],
    memberships: Iterable[Row], spots: Spots, audience: Audience,
) -> WebSnapshot:  # fmt: skip
    """A web for one audience. Lines with an end that is not there (hidden, removed, not arrived) are left out, and so
    is belonging to a group when either is not there.
    """
    placed = [row for row in nodes if row.seen_by(audience) and not row.concealed]
    shown = {row.id: node(row, spots.get(row.id, {}), audience) for row in placed if row.alive}
    order = sorted(
        placed, key=lambda row: (row.private or "person" not in row.get("audience", ()), row.born, row.id.bytes)
    )
    lines = [
        tie(row) for row in ties
        if row.alive and row.seen_by(audience)
        and row.get("a") in shown and row.get("b") in shown and row.get("a") != row.get("b")
    ]  # fmt: skip
    return WebSnapshot(
        person=person,
        self_node=self_node,
        nodes=tuple(sorted(shown.values(), key=lambda n: (n.born, n.id.bytes))),
        ties=tuple(sorted(lines, key=lambda t: (t.born, t.id.bytes))),
        strengths=tuple(
            StrengthSnapshot(row.id, row.get("kind"), row.get("text", ""), row.get("when"), row.get("at"), row.private)
            for row in sorted(strengths, key=lambda row: (row.born, row.id.bytes))
            if row.alive and row.seen_by(audience)
        ),
        members=_members(memberships, shown, audience),
        layout_order=tuple(row.id for row in order),
        removed={row.id: _removed(row) for row in placed if not row.alive},
    )


def _members(memberships: Iterable[Row], shown: Container[UUID], audience: Audience) -> tuple[tuple[UUID, UUID], ...]:
    both = [
        row for row in memberships
        if row.alive and row.seen_by(audience) and row.get("group") in shown and row.get("node") in shown
    ]  # fmt: skip
    both.sort(key=lambda row: (row.born, row.id.bytes))
    return tuple(dict.fromkeys((row.values["group"], row.values["node"]) for row in both))


def _removed(row: Row) -> RemovedNode:
    return RemovedNode(_layer(row), row.get("tier"), row.get("circle"), row.get("closeness"))


def _layer(row: Row) -> str:
    return str(row.get("domain") or DEFAULT_DOMAIN[NodeKind(row.get("kind", NodeKind.PERSON.value))].value)


def node(row: Row, spots: Mapping[str, tuple[float, float]], audience: Audience) -> NodeSnapshot:
    """Somebody or something on the web; for others than the worker a role stands where only a role may."""
    kind = row.get("kind", NodeKind.PERSON.value)
    label = row.get("label", "")
    by_role = audience.who != "worker" and row.get("show_as") == "role"
    if by_role:
        label = row.get("relation") or kind
    return NodeSnapshot(
        id=row.id,
        person=row.person,
        kind=kind,
        label=label,
        relation=row.get("relation", ""),
        reach=row.get("reach", ""),
        domain=_layer(row),
        tier=row.get("tier"),
        circle=row.get("circle"),
        closeness=row.get("closeness"),
        paid=row.get("paid"),
        sector=row.get("sector"),
        status=row.get("status", "active"),
        since=row.get("from"),
        until=row.get("to"),
        review_on=row.get("review_on"),
        distance=row.get("distance"),
        had_has_would=row.get("had_has_would"),
        is_carer=row.get("is_carer", False),
        strain=row.get("strain"),
        lifeline=row.get("lifeline", False),
        dependant=row.get("dependant", False),
        remembered=row.get("remembered", False),
        knows_on_map=row.get("knows_on_map"),
        show_as=row.get("show_as", "name"),
        linked_person=row.get("linked_person"),
        resource=row.get("resource"),
        source=row.get("source", ""),
        symbol=row.get("symbol", ""),
        photo=None if by_role else row.get("photo"),
        weekday=row.get("weekday", ""),
        basis=row.get("basis", "stated"),
        note=marked_text.plain(row.get("note", "")),
        private=row.private,
        audience=row.get("audience", frozenset()),
        positions=dict(spots),
        history=row.history,
        born=row.born,
        alternatives=row.alternatives,
    )


def tie(row: Row) -> TieSnapshot:
    """A line between two."""
    return TieSnapshot(
        id=row.id,
        person=row.person,
        a=row.values["a"],
        b=row.values["b"],
        kind=row.get("kind", ""),
        view=row.get("view"),
        flow=row.get("flow", "unknown"),
        strength=row.get("strength", "unknown"),
        stress=row.get("stress", "unknown"),
        harm=row.get("harm", "none"),
        support=row.get("support", frozenset()),
        frequency=row.get("frequency", "unknown"),
        takes_part=row.get("takes_part"),
        helps_me=row.get("helps_me"),
        potential=row.get("potential", False),
        since=row.get("from"),
        until=row.get("to"),
        basis=row.get("basis", "stated"),
        note=marked_text.plain(row.get("note", "")),
        history=row.history,
        private=row.private,
        audience=row.get("audience", frozenset()),
        born=row.born,
        alternatives=row.alternatives,
    )


def ink(row: Row, talk: Row | None, spots: Mapping[str, tuple[float, float]]) -> InkSnapshot:
    """A stroke or a note of a conversation's drawing."""
    began = (talk.get("opened") if talk is not None else None) or stamp_ms(row.born)
    return InkSnapshot(
        row.id, row.values["conversation"], began, row.get("strokes", ""), row.get("text", ""), dict(spots), row.born
    )


def paper_map(row: Row, spots: Mapping[str, tuple[float, float]]) -> PaperMapSnapshot:
    """The paper map under a web."""
    return PaperMapSnapshot(
        id=row.id,
        photo=row.values["photo"],
        width=row.get("width", 0.0),
        strength=row.get("strength", _PLAIN_ENOUGH),
        fixed=row.get("fixed", False),
        put_away=row.get("put_away", False),
        for_them="person" in row.get("audience", ()),
        positions=dict(spots),
    )


def entry(row: Row) -> EntrySnapshot:
    """A line of a conversation, its mentions apart from its words."""
    text, mentions = marked_text.read(row.get("text", ""))
    return EntrySnapshot(
        id=row.id,
        conversation=row.values["parent"],
        kind=row.get("kind", "note"),
        text=text,
        mentions=mentions,
        said_by=row.get("said_by"),
        order=row.get("order", ""),
        happened_ms=row.get("happened"),
        written_ms=stamp_ms(row.born),
        locked=row.locked,
        private=row.private,
        corrects=row.get("corrects"),
    )


def conversation(row: Row, entries: Iterable[Row]) -> ConversationSnapshot:
    """A conversation with its lines in order."""
    lines = sorted((entry(e) for e in entries), key=lambda e: (e.order, e.written_ms, e.id.bytes))
    return ConversationSnapshot(
        id=row.id,
        person=row.person,
        kind=row.get("kind", "C1"),
        setting=row.get("setting"),
        place=row.get("place", ""),
        opened_ms=row.get("opened") or stamp_ms(row.born),
        closed_ms=row.get("closed"),
        happened_on=row.get("happened_on"),
        outcome=row.get("outcome"),
        present=tuple(sorted(row.get("present", ()))),
        entries=tuple(lines),
        private=row.private,
    )
