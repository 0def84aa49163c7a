"""What is kept from the person changes nothing they see: no pixel, no word, no count, no gap (decisions.md D3, I-16)."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.layouts import LAYOUTS
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER
from sbp_desktop.services import people, sharing, tidying, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import application
from tests.properties.channels import CHANNELS
from tests.properties.hiding import Pair, make_pair

PAIRS = 100 if "CI" in os.environ else 20
AT_ONCE = 10


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return application.make(["tests"])


@pytest.fixture
def pair_of(vault_template: Path, tmp_path: Path) -> Iterator[Callable[[int], Pair]]:
    made: list[Pair] = []

    def make(seed: int) -> Pair:
        one, two = (Path(shutil.copytree(vault_template, tmp_path / f"{seed}-{which}")) for which in "ab")
        made.append(make_pair(seed, (one, two)))
        return made[-1]

    yield make
    for pair in made:
        pair.close()


@pytest.mark.parametrize("first", range(0, PAIRS, AT_ONCE))
def test_pairs_that_differ_only_in_what_is_hidden_are_the_same_in_every_way(
    qapp: QApplication, pair_of: Callable[[int], Pair], tmp_path: Path, first: int
) -> None:
    for seed in range(first, min(first + AT_ONCE, PAIRS)):
        pair = pair_of(seed)
        for name, see in CHANNELS.items():
            one, two = (see(vault, pair.person, pair.audience, tmp_path) for vault in pair.stores)
            assert one == two, f"pair {seed}: {name}"


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_built_for_the_worker_turns_it_red(
    qapp: QApplication, pair_of: Callable[[int], Pair], tmp_path: Path, name: str
) -> None:
    pair = pair_of(0)
    see = CHANNELS[name]
    leaking = see(pair.stores[0], pair.person, FOR_WORKER, tmp_path)
    assert leaking != see(pair.stores[1], pair.person, pair.audience, tmp_path)


def tidied_alike(pair: Pair) -> bool:
    """Tidy both stores on every layout; return whether the person sees the same in both."""
    for vault in pair.stores:
        for layout in LAYOUTS:
            tidying.tidy(vault, pair.person, layout, [node.id for node in queries.web(vault, pair.person).nodes])
    one, two = (queries.web(vault, pair.person, pair.audience) for vault in pair.stores)
    return one == two


def test_tidying_leaves_no_gap_where_something_is_hidden(pair_of: Callable[[int], Pair]) -> None:
    assert all(tidied_alike(pair_of(seed)) for seed in range(6))


def test_tidying_for_the_worker_would_leave_gaps(
    pair_of: Callable[[int], Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "everybody", lambda _vault, _person: FOR_WORKER)
    assert not all(tidied_alike(pair_of(seed)) for seed in range(6))


def test_a_carers_strain_set_to_high_changes_no_pixel_until_the_carer_agrees(
    qapp: QApplication, vault: Vault, tmp_path: Path
) -> None:
    eric = people.add_person(vault, "Eric").created[0]
    jean = webs.add_node(vault, eric, "Jean", is_carer=True, strain="coping", tie_fields={"stress": "some"}).created[0]
    before = {name: see(vault, eric, FOR_PERSON, tmp_path) for name, see in CHANNELS.items()}
    sharing.carer_says(vault, jean, words="I lie awake.", strain="near_breaking", stress="high")
    for name, see in CHANNELS.items():
        assert see(vault, eric, FOR_PERSON, tmp_path) == before[name], name
    sharing.carer_agrees(vault, queries.web(vault, eric).carer_voices[0].id)
    agreed = {name for name, see in CHANNELS.items() if see(vault, eric, FOR_PERSON, tmp_path) != before[name]}
    assert {"pixels", "screen reader", "svg", "pdf", "export", "counts"} <= agreed
