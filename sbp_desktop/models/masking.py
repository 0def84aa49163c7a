"""A web and sentences without anybody's name: what colleagues may think along with and nobody can be known by.

Rather one word too many is left out than one name left in: every name on the web, every word that looks like a name,
and every long number goes.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from sbp_desktop.models.guess import guess
from sbp_desktop.models.huddles import Asking
from sbp_desktop.models.name_words import NOT_NAMES, is_weekday
from sbp_desktop.models.names import AMBIGUOUS
from sbp_desktop.models.relation_words import relation, word_set
from sbp_desktop.models.snapshots import NodeSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Domain, NodeKind

Ordinary = Callable[[str], bool]
GONE = "…"
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NUMBER = re.compile(r"\b\d[\d ]{3,}\d\b")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.?!:“\"‘(\n]\s*)$")
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_PEOPLE = frozenset({NodeKind.PERSON.value, NodeKind.HOUSEHOLD.value, NodeKind.PET.value, NodeKind.WORKER.value})
_PLAIN = frozenset({"i", "i'm", "i’m", "i'd", "i’d", "i've", "i’ve", "i'll", "i’ll", "gp", "ot", "nhs", "tv", "ok"})
_NEVER_NAMES = NOT_NAMES | _PLAIN | word_set("family household elderly old young new two three some local the")


def masked(asking: Asking, kinds: Mapping[str, str], them: str, ordinary: Ordinary) -> Asking:
    """The same without names. `kinds` says what a kind of thing is called, `them` what the person in the middle is,
    `ordinary` whether a word is one of the language: any other may be a name.
    """
    known = names(asking)
    web = _web(asking.web, known, kinds, them, ordinary)
    shown = {before.label: node.label for before, node in zip(asking.web.nodes, web.nodes, strict=True)}
    return replace(
        asking,
        name="",
        web=web,
        wants=tuple(without_names(one, known, ordinary) for one in asking.wants),
        before=tuple(
            replace(one, ideas=tuple(without_names(idea, known, ordinary) for idea in one.ideas))
            for one in asking.before
        ),
        tried=tuple(shown.get(one) or without_names(one, known, ordinary) for one in asking.tried),
    )


def without_names(text: str, known: Iterable[str], ordinary: Ordinary) -> str:
    """A text with every name, everything that looks like one and every long number left out."""
    known = {name.casefold() for name in known}
    parts, at = [], 0
    for found in _WORD.finditer(text):
        word = re.sub(r"['’]s?$", "", found[0])
        if word.casefold() in known or _looks_like_a_name(word, text[: found.start()], ordinary):
            parts += [text[at : found.start()], GONE]
            at = found.end()
    shown = _NUMBER.sub(GONE, "".join([*parts, text[at:]]))
    return re.sub(f"{GONE}(?:[ -]?{GONE})*[.]?", GONE, shown)


def _looks_like_a_name(word: str, before: str, ordinary: Ordinary) -> bool:
    plain = word.casefold()
    if not word[0].isupper() or plain in _PLAIN or plain in _MONTHS or is_weekday(plain):
        return False
    if _SENTENCE_BEGINS.search(before):
        return plain in AMBIGUOUS or not ordinary(plain)  # any sentence begins so; only some words are names
    return relation(plain) is None


def names(asking: Asking) -> frozenset[str]:
    """Every word of somebody's or something's name; what is only a word for who or what they are is not one."""
    found = set(_WORD.findall(asking.name))
    for node in asking.web.nodes:
        if node.id == asking.web.self_node or node.domain != Domain.PERSONAL or node.kind in _PEOPLE:
            found |= set(_named_by(node))
    return frozenset(word.casefold() for word in found if len(word) > 1 and not _ordinary(word.casefold()))


def _named_by(node: NodeSnapshot) -> list[str]:
    """The words of a label that may be a name: of a place that begins like any sentence only what comes after."""
    words = _WORD.findall(node.label)
    begins = len(words) > 1 and not words[1][0].isupper() and node.kind not in _PEOPLE
    return [word for word in words[begins:] if word[0].isupper()]


def _ordinary(word: str) -> bool:
    return relation(word) is not None or word in _NEVER_NAMES or guess(word).known


def _web(
    web: WebSnapshot, names: frozenset[str], kinds: Mapping[str, str], them: str, ordinary: Ordinary
) -> WebSnapshot:
    counted: Counter[str] = Counter()
    nodes = []
    for node in web.nodes:
        label = them if node.id == web.self_node else _label(node, names, kinds, ordinary)
        counted[label] += 1
        again = f" {counted[label]}" if counted[label] > 1 else ""
        nodes.append(
            replace(
                node, label=label + again, relation="", reach="", source="", note="", photo=None, linked_person=None,
                resource=None, history=(),
            )
        )  # fmt: skip
    return replace(
        web,
        nodes=tuple(nodes),
        ties=tuple(replace(tie, kind="", note="", history=()) for tie in web.ties),
        strengths=tuple(replace(good, text=without_names(good.text, names, ordinary)) for good in web.strengths),
        carer_voices=(),
        ink=(),
        paper=None,
    )


def _label(node: NodeSnapshot, names: frozenset[str], kinds: Mapping[str, str], ordinary: Ordinary) -> str:
    """Who somebody is to the person where that is known, else what kind of thing it is; a hope stays in its words."""
    if node.domain == Domain.PERSONAL and node.kind not in _PEOPLE:
        return without_names(node.label, names, ordinary)
    for said in (node.relation, node.label):
        words = [word.casefold() for word in _WORD.findall(said)]
        for two in (*(" ".join(pair) for pair in pairwise(words)), *words):
            if relation(two) is not None:
                return str(two)
    return kinds.get(node.kind, GONE)
