"""Who is on a person's web already, asked by name or by who they are to the person."""

import re
from collections.abc import Container, Iterable, Sequence
from uuid import UUID

from sbp_desktop.models.name_words import TITLES, is_weekday, words_of
from sbp_desktop.models.relation_words import Relation, relation

Known = tuple[UUID, str, str]  # id, label, relation; the person's own node has the relation "self"


class KnownPeople:
    """Looks people up. Where two would fit, neither is given."""

    def __init__(self, known: Sequence[Known], people: Container[UUID] | None = None) -> None:
        """`people` are those who have a first name; None when that is to be told from how a label is written."""
        self.known = known
        self.names = _known_names(known, people)
        self.self_nodes = {node for node, _, said in known if said == "self"}

    def one(self, node: UUID | None) -> Known | None:
        """Return what is known of somebody on the web."""
        return next((each for each in self.known if each[0] == node), None)

    def label_of(self, node: UUID) -> str:
        return next(label for each, label, _ in self.known if each == node)

    def labelled(self, label: str) -> list[UUID]:
        return [node for node, each, _ in self.known if bare(each).casefold() == label.casefold()]

    def by_name(self, name: str, kin: Relation | None) -> UUID | None:
        """Who on the web has this name, unless they are known as something else to the person."""
        low = name.casefold()
        same = [
            each
            for each in self.known
            if low in (bare(each[1]).casefold(), first(each[1])) or low.split()[0] == bare(each[1]).casefold()
        ]
        fitting = [node for node, _, said in same if kin is None or not (was := relation(said)) or was.base == kin.base]
        return fitting[0] if len(fitting) == 1 else None

    def one_nameless(self, kin: Relation) -> UUID | None:
        """The one on the web who is so far only "Daughter"."""
        nodes = [node for node, label, _ in self.known if (is_now := relation(label)) and is_now.key == kin.key]
        return nodes[0] if len(nodes) == 1 else None

    def with_relation(self, kin: Relation, *, loosely: bool = False) -> list[UUID]:
        """Everybody on the web who is this to the person; "my sister" also means the one known as "older sister"."""
        said = [
            (node, relation(words) or relation(bare(label)) or _in_brackets(label)) for node, label, words in self.known
        ]
        exact = [node for node, was in said if was and was.key == kin.key]
        if exact or (kin.key != kin.base and not loosely):
            return exact
        return [node for node, was in said if was and was.base == kin.base]


def bare(label: str) -> str:
    """The label without what stands in brackets after it: "Wife (died)" is "Wife"."""
    return re.sub(r"\s*\(.*", "", label) or label


def first(label: str) -> str:
    """The first name in a person's full name, in lower case; empty where there is none to tell."""
    words = bare(label).split()
    if len(words) < 2 or words[0].casefold() in TITLES or any(relation(word) for word in words):
        return ""
    return words[0].casefold() if all(word[:1].isupper() and not is_weekday(word.casefold()) for word in words) else ""


def _in_brackets(label: str) -> Relation | None:
    inside = re.search(r"\(([^)]*)\)", label)
    return relation(inside.group(1)) if inside else None


def _known_names(known: Iterable[Known], people: Container[UUID] | None) -> dict[tuple[str, ...], UUID]:
    """Every way of writing a name on the web, as words in lower case; a first name two people share is left out."""
    full: dict[tuple[str, ...], UUID] = {}
    firsts: dict[str, set[UUID]] = {}
    for node, label, _ in known:
        words = words_of(bare(label))
        if words and not (len(words) == 1 and (relation(words[0]) or len(words[0]) < 2)):
            full.setdefault(words, node)
        if people is None or node in people:
            firsts.setdefault(first(label), set()).add(node)
    for name, nodes in firsts.items():
        if name and len(nodes) == 1:
            full.setdefault((name,), next(iter(nodes)))
    return full
