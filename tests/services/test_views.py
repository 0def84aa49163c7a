"""Whose picture it is: a viewer's own lines and circles lie over the shared web, and never get into another's."""

import shutil
from pathlib import Path
from uuid import UUID

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.difference import difference
from sbp_desktop.services import bringing_in, exporting, people, unlocking, views, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE


@pytest.fixture
def malcolm(vault: Vault) -> UUID:
    return people.add_person(vault, "Malcolm").created[0]


@pytest.fixture
def barbara(vault: Vault, malcolm: UUID) -> tuple[UUID, UUID]:
    """Barbara and the line to her, fairly close as Malcolm sees it."""
    node, line = webs.add_node(vault, malcolm, "Barbara", tie_fields={"strength": "moderate"}).created
    return node, line


def test_a_viewers_line_stands_in_place_of_the_shared_one_in_their_picture_alone(
    vault: Vault, malcolm: UUID, barbara: tuple[UUID, UUID]
) -> None:
    node, line = barbara
    hers = views.add_view(vault, malcolm, "carer", node).created[0]
    views.set_tie(vault, hers, line, stress="high")
    own, other = queries.web(vault, malcolm), queries.web(vault, malcolm, view=hers)
    assert [(tie.id, tie.stress) for tie in own.ties] == [(line, "unknown")]
    assert [(tie.view, tie.stress, tie.strength) for tie in other.ties] == [(hers, "high", "moderate")]
    assert len(queries.web(vault, malcolm, view="every").ties) == 2
    assert [(view.whose, view.carer) for view in own.views] == [("carer", node)]
    views.set_tie(vault, hers, other.ties[0].id, stress="some")
    assert [tie.stress for tie in queries.web(vault, malcolm, view=hers).ties] == ["some"]


def test_circles_and_places_are_the_viewers_own_and_layers_everybodys(
    vault: Vault, malcolm: UUID, barbara: tuple[UUID, UUID]
) -> None:
    node, _ = barbara
    hers = views.add_view(vault, malcolm, "carer", node).created[0]
    webs.move_node(vault, node, 10.0, 0.0, layout="circles", circle="friendship")
    views.move_nodes(vault, hers, [(node, 50.0, 5.0)], layout="circles", parts={node: {"circle": "intimacy"}})
    views.move_nodes(vault, hers, [(node, 1.0, 0.5)], layout="onion", parts={node: {"domain": "community"}})
    own = next(n for n in queries.web(vault, malcolm).nodes if n.id == node)
    seen = next(n for n in queries.web(vault, malcolm, view=hers).nodes if n.id == node)
    assert (own.circle, own.positions["circles"], own.domain) == ("friendship", (10.0, 0.0), "community")
    assert (seen.circle, seen.positions["circles"], seen.domain) == ("intimacy", (50.0, 5.0), "community")
    then = queries.web(vault, malcolm, view=hers, as_written=vault.clock.now_ms())
    assert then.nodes == queries.web(vault, malcolm, view=hers).nodes


def test_two_views_are_compared_like_two_dates(vault: Vault, malcolm: UUID, barbara: tuple[UUID, UUID]) -> None:
    node, line = barbara
    hers = views.add_view(vault, malcolm, "carer", node).created[0]
    webs.set_tie(vault, line, stress="some")
    views.set_tie(vault, hers, line, stress="high")
    day = 730_000
    found = difference(queries.web(vault, malcolm), day, queries.web(vault, malcolm, view=hers), day)
    assert [change.what for change in found.changes] == ["harder"]


def test_a_picture_goes_with_its_lines_and_comes_back_with_them(
    vault: Vault, malcolm: UUID, barbara: tuple[UUID, UUID]
) -> None:
    node, line = barbara
    hers = views.add_view(vault, malcolm, "carer", node).created[0]
    views.set_tie(vault, hers, line, stress="high")
    before = queries.web(vault, malcolm, view="every")
    views.delete_view(vault, hers)
    assert queries.web(vault, malcolm, view="every").views == ()
    assert len(queries.web(vault, malcolm, view="every").ties) == 1
    history.undo(vault, malcolm)
    assert queries.web(vault, malcolm, view="every") == before


@pytest.mark.parametrize("format", ["json", "csv"])
def test_a_complete_copy_has_every_picture_and_brings_it_back(
    vault: Vault, malcolm: UUID, barbara: tuple[UUID, UUID], tmp_path: Path, vault_template: Path, format: str
) -> None:
    node, line = barbara
    hers = views.add_view(vault, malcolm, "carer", node).created[0]
    views.set_tie(vault, hers, line, stress="high")
    views.move_nodes(vault, hers, [(node, 50.0, 5.0)], layout="circles", parts={node: {"circle": "intimacy"}})
    written = exporting.export(vault, malcolm, tmp_path / f"web.{format}", format=format)
    seen = queries.web(vault, malcolm, view=hers)
    there = unlocking.unlock(Path(shutil.copytree(vault_template, tmp_path / "other")), PASSPHRASE)
    someone = None if format == "json" else people.add_person(there, "Malcolm", person=malcolm).created[0]
    bringing_in.bring_in(there, bringing_in.look(there, written, someone).file, someone)
    again = queries.web(there, malcolm, view=hers)
    there.close()
    assert [(tie.id, tie.stress, tie.view) for tie in again.ties] == [
        (tie.id, tie.stress, tie.view) for tie in seen.ties
    ]
    assert [n.positions for n in again.nodes if n.id == node] == [n.positions for n in seen.nodes if n.id == node]
    assert again.views == seen.views


def test_the_same_picture_is_not_begun_twice(vault: Vault, malcolm: UUID, barbara: tuple[UUID, UUID]) -> None:
    views.add_view(vault, malcolm, "carer", barbara[0])
    with pytest.raises(RuleRefused):
        views.add_view(vault, malcolm, "carer", barbara[0])
