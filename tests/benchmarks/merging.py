"""How long two versions of a long text take to be read as one: 4,000 characters, ten changes on each side."""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sbp_desktop.models.ops import OpId
from sbp_desktop.models.text_merge import Revision, merged
from tests.benchmarks.measuring import Figure, quantile, spread, timed
from tests.benchmarks.stores import Stores
from tests.benchmarks.words import Language

_LONG = 4_000
_CHANGES = 10
BASE, OURS, THEIRS = (OpId(bytes([n]) * 16, 1) for n in (1, 2, 3))
_HISTORY = {
    BASE: Revision(BASE, 1, ()),
    OURS: Revision(OURS, 2, (BASE,)),
    THEIRS: Revision(THEIRS, 3, (BASE,)),
}


def run(stores: Stores, _scratch: Path) -> list[Figure]:
    """As many texts as there are edits elsewhere, each of its own making."""
    chance, sentences = random.Random(11), Language(stores.sizes.vocabulary).sentences(5, 15)
    took = [timed(partial(_read, _texts(chance, sentences))) for _ in range(stores.sizes.edits)]
    return [
        Figure("two versions of 4,000 characters, p50", quantile(took, 0.5), more={"ours": spread(took)}),
        Figure("two versions of 4,000 characters, p99", quantile(took, 0.99), limit=10.0),
    ]


def _read(texts: dict[OpId, str]) -> object:
    return merged([OURS, THEIRS], _HISTORY, texts.__getitem__)


def _texts(chance: random.Random, sentences: Iterator[str]) -> dict[OpId, str]:
    said: list[str] = []
    while sum(len(sentence) + 1 for sentence in said) < _LONG:
        said.append(next(sentences))
    ours, theirs = (_changed(chance, sentences, said) for _ in range(2))
    return {BASE: " ".join(said), OURS: " ".join(ours), THEIRS: " ".join(theirs)}


def _changed(chance: random.Random, sentences: Iterator[str], said: list[str]) -> list[str]:
    """Half of the changes anew, some put in, the rest taken out."""
    made = list(said)
    for what in chance.choices(("anew", "in", "out"), (5, 3, 2), k=_CHANGES):
        at = chance.randrange(len(made))
        made[at : at + (what != "in")] = [next(sentences)] if what != "out" else []
    return made
