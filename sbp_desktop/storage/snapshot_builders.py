"""From rows to the frozen snapshots that screens get; pure, so that now and then look alike."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sbp_desktop.models import marked_text, rules, showing_to, versions
from sbp_desktop.models.clock import stamp_ms
from sbp_desktop.models.snapshots import (
    FOR_PERSON,
    Audience,
    CarerVoiceSnapshot,
    ConversationSnapshot,
    EntrySnapshot,
    FirstStood,
    HistoryEntry,
    InkSnapshot,
    NodeSnapshot,
    PaperMapSnapshot,
    StrengthSnapshot,
    TieSnapshot,
    WebSnapshot,
)
from sbp_desktop.models.vocabulary import DEFAULT_DOMAIN, NodeKind, WhoseView
from sbp_desktop.storage import rows
from sbp_desktop.storage.rows import NOT_WITH, Row

_PLAIN_ENOUGH = 0.6  # a paper map nobody has said otherwise of: to be read, and drawn over

Spots = Mapping[UUID, Mapping[str, tuple[float, float]]]


def web(
    person: UUID, self_node: UUID, seen: Mapping[str, Iterable[Row]], spots: Spots, audience: Audience,
    first: Mapping[UUID, Mapping[str, Any]], rules_off: frozenset[str],
) -> WebSnapshot:  # fmt: skip
    """A web for one audience from the rows it may have, by entity name. Lines with an end that is not there (hidden,
    removed, not arrived) are left out, and so is belonging to a group when either is not there. `first` has what was
    said of each node when it was first written.
    """
    own = next(iter(seen["Web"]), None)
    seen_together = own.get("seen_together") if own else None
    dotted = seen_together is not None and rules.SEEN_TOGETHER not in rules_off
    voices = _newest_voices(seen["CarerVoice"])
    placed = [row for row in seen["Node"] if not row.concealed]
    shown = {
        row.id: _as_the_carer_says(node(row, spots.get(row.id, {}), audience, dotted), voices)
        for row in placed
        if row.alive
    }
    lines = [
        _with_stress(tie(row, audience, dotted), self_node, voices)
        for row in seen["Tie"]
        if row.alive and row.get("a") in shown and row.get("b") in shown and row.get("a") != row.get("b")
    ]
    return WebSnapshot(
        person=person,
        self_node=self_node,
        nodes=tuple(sorted(shown.values(), key=lambda n: (n.born, n.id.bytes))),
        ties=tuple(sorted(lines, key=lambda t: (t.born, t.id.bytes))),
        strengths=tuple(
            StrengthSnapshot(row.id, row.get("kind"), row.get("text", ""), row.get("when"), row.get("at"), row.private)
            for row in sorted(seen["Strength"], key=lambda row: (row.born, row.id.bytes))
            if row.alive
        ),
        members=_members(seen["Membership"], shown),
        layout_order=tuple(row.id for row in sorted(placed, key=lambda r: (_kept_from_some(r), r.born, r.id.bytes))),
        first={
            row.id: stood
            for row in placed
            if (stood := _stood(row, first[row.id])) != _stood(row, row.values) or not row.alive
        },
        carer_voices=tuple(voice for voice in voices.values() if voice.node in shown),
        whose_view=own.get("whose_view", WhoseView.PERSON.value) if own else WhoseView.PERSON.value,
        seen_together=seen_together,
        rules_off=rules_off,
    )


def _members(memberships: Iterable[Row], shown: Container[UUID]) -> tuple[tuple[UUID, UUID], ...]:
    both = [row for row in memberships if row.alive and row.get("group") in shown and row.get("node") in shown]
    both.sort(key=lambda row: (row.born, row.id.bytes))
    return tuple(dict.fromkeys((row.values["group"], row.values["node"]) for row in both))


def _stood(row: Row, said: Mapping[str, Any]) -> FirstStood:
    layer = said.get("domain") or _layer(row)
    return FirstStood(layer, said.get("tier"), said.get("circle"), said.get("closeness"))


def _kept_from_some(row: Row) -> bool:
    """Whether there are eyes this is not for: such a thing finds its place after all others, so that it moves none."""
    allowed = row.get("audience", frozenset())
    return row.private or "person" not in allowed or any(member.startswith(NOT_WITH) for member in allowed)


def _newest_voices(voices: Iterable[Row]) -> dict[UUID, CarerVoiceSnapshot]:
    """What each carer said last, by the carer's node."""
    told = sorted((row for row in voices if row.alive and row.get("node")), key=lambda row: (row.born, row.id.bytes))
    return {
        row.values["node"]: CarerVoiceSnapshot(
            row.id, row.values["node"], marked_text.plain(row.get("words", "")), row.get("strain"), row.get("stress"),
            row.get("at"), row.get("agreed_to_show", False), row.get("asked_directly", False),
            row.get("willing_and_able"), row.get("own_conversation"),
        )
        for row in told
    }  # fmt: skip


def _as_the_carer_says(shown: NodeSnapshot, voices: Mapping[UUID, CarerVoiceSnapshot]) -> NodeSnapshot:
    """What a carer said of the strain, for those who may hear it; the others have what was known before (D24)."""
    voice = voices.get(shown.id)
    return replace(shown, strain=voice.strain) if voice is not None and voice.strain else shown


def _with_stress(line: TieSnapshot, self_node: UUID, voices: Mapping[UUID, CarerVoiceSnapshot]) -> TieSnapshot:
    """As above, for the line between a carer and the person; where its values have dates, from the day it was said."""
    voice = voices.get(line.b if line.a == self_node else line.a) if self_node in (line.a, line.b) else None
    if voice is None or not voice.stress:
        return line
    if line.history and voice.at is not None:
        said = HistoryEntry(voice.at, "stress", voice.stress)
        return replace(line, stress=voice.stress, history=(*line.history, said))
    return replace(line, stress=voice.stress)


def _layer(row: Row) -> str:
    return str(row.get("domain") or DEFAULT_DOMAIN[NodeKind(row.get("kind", NodeKind.PERSON.value))].value)


def node(row: Row, spots: Mapping[str, tuple[float, float]], audience: Audience, looked: bool) -> NodeSnapshot:
    """Somebody or something on the web; for others than the worker a role stands where only a role may, and what is
    for the worker's eyes alone is not there.

    `looked`: the person has looked at their web before, so what became another since has not been seen by them.
    """
    kind, ours = row.get("kind", NodeKind.PERSON.value), audience.who == "worker"
    label, by_role = showing_to.label_for(row, audience)
    return NodeSnapshot(
        id=row.id,
        person=row.person,
        kind=kind,
        label=label,
        relation=row.get("relation", ""),
        reach=row.get("reach", "") if ours or showing_to.may_leave("reach", row) else "",
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
        linked_person=row.get("linked_person") if ours else None,
        resource=row.get("resource") if ours else None,
        source=row.get("source", "") if ours else "",
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
        alternatives=_to_settle(row, audience),
        seen_together=row.get("seen_together"),
        unseen=looked and row.seen_by(FOR_PERSON) and row.get("seen_as") != rows.seen_as(row),
    )


def _to_settle(row: Row, audience: Audience) -> tuple[str, ...]:
    """What stands in two versions is for the worker to settle; nobody else is asked."""
    return versions.to_settle(row.alternatives) if audience.who == "worker" else ()


def tie(row: Row, audience: Audience, looked: bool) -> TieSnapshot:
    """A line between two; `looked` as for `node`. That it may do harm is for the worker's eyes alone (E.13)."""
    ours = audience.who == "worker"
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
        harm=row.get("harm", "none") if ours else "none",
        support=row.get("support", frozenset()),
        frequency=row.get("frequency", "unknown"),
        takes_part=row.get("takes_part"),
        helps_me=row.get("helps_me"),
        potential=row.get("potential", False),
        since=row.get("from"),
        until=row.get("to"),
        basis=row.get("basis", "stated"),
        note=marked_text.plain(row.get("note", "")),
        history=tuple(each for each in row.history if ours or each.field != "harm"),
        private=row.private,
        audience=row.get("audience", frozenset()),
        born=row.born,
        alternatives=_to_settle(row, audience),
        seen_together=row.get("seen_together"),
        unseen=looked and row.seen_by(FOR_PERSON) and row.get("seen_as") != rows.seen_as(row),
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
        audience=row.get("audience", frozenset()),
        corrects=row.get("corrects"),
        alternatives=versions.to_settle(row.alternatives),
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
        c3_opening=row.get("c3_opening"),
        basics=row.get("basics", frozenset()),
    )
