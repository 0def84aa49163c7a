"""Marks in a text that was written elsewhere those it names who are on the person's web."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sbp_desktop.models import marked_text
from sbp_desktop.models.known_people import KnownPeople
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.names import find_people
from sbp_desktop.models.vocabulary import NodeKind

_WITH_FIRST_NAMES = frozenset({NodeKind.PERSON, NodeKind.WORKER, NodeKind.SELF})


def mark_known(text: str, nodes: Iterable[tuple[UUID, dict[str, Any]]]) -> str:
    """Return the stored form of a worker's note. `nodes` are ids and fields of everybody on the web; nobody is added,
    and the person in the middle, whom every line is about, is not marked.
    """
    told = [(id_, str(fields["label"]), str(fields.get("relation", "")), fields["kind"]) for id_, fields in nodes]
    known = [(id_, label, "self" if kind == NodeKind.SELF else relation) for id_, label, relation, kind in told]
    people = {id_ for id_, _label, _relation, kind in told if kind in _WITH_FIRST_NAMES}
    plain, there = marked_text.clean(text), KnownPeople(known, people)
    found = find_people(plain, there, said="worker")
    others = [each for each in found if each.node is not None and each.node not in there.self_nodes]
    return marked_text.mark(plain, [Mention(each.start, each.end, each.node) for each in others if each.node])
