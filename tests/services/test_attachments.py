"""Photos of people and places, and the paper map: whose they are, who may see them, and the way back."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from sbp_desktop.errors import AttachmentLost, MalformedInput, NotFound
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, Audience, NodeSnapshot
from sbp_desktop.services import attachments, bringing_in, exporting, people, unlocking, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE

PHOTO, OTHER = b"\xff\xd8\xff a photo of Jean", b"\xff\xd8\xff another"


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def jean(vault: Vault, eric: UUID) -> UUID:
    return webs.add_node(vault, eric, "Jean", relation="daughter").created[0]


def node(vault: Vault, eric: UUID, label: str, audience: Audience = FOR_WORKER) -> NodeSnapshot:
    return next(n for n in queries.web(vault, eric, audience).nodes if n.label == label)


def photo(vault: Vault, eric: UUID, label: str) -> bytes:
    found = node(vault, eric, label).photo
    assert found is not None
    return queries.picture(vault, found)


def test_a_photo_a_sign_and_the_initial_take_turns(vault: Vault, eric: UUID, jean: UUID) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    assert photo(vault, eric, "Jean") == PHOTO
    attachments.set_picture(vault, jean, symbol="music")
    assert (node(vault, eric, "Jean").photo, node(vault, eric, "Jean").symbol) == (None, "music")
    attachments.set_picture(vault, jean, photo=OTHER)
    assert (photo(vault, eric, "Jean"), node(vault, eric, "Jean").symbol) == (OTHER, "")
    attachments.set_picture(vault, jean)
    assert (node(vault, eric, "Jean").photo, node(vault, eric, "Jean").symbol) == (None, "")


def test_a_worker_has_a_face_too_and_it_is_taken_back_by_them(vault: Vault) -> None:
    attachments.set_picture(vault, vault.worker_id, photo=PHOTO)
    mine = queries.worker(vault)
    assert mine is not None
    assert mine.photo is not None
    assert queries.picture(vault, mine.photo) == PHOTO
    history.undo(vault, vault.worker_id)
    assert queries.worker(vault).photo is None  # type: ignore[union-attr]


def test_undo_brings_each_picture_back_and_redo_takes_it_again(vault: Vault, eric: UUID, jean: UUID) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    attachments.set_picture(vault, jean, photo=OTHER)
    history.undo(vault, eric)
    assert photo(vault, eric, "Jean") == PHOTO
    history.undo(vault, eric)
    assert node(vault, eric, "Jean").photo is None
    history.redo(vault, eric)
    history.redo(vault, eric)
    assert photo(vault, eric, "Jean") == OTHER


def test_a_photo_taken_away_cannot_be_asked_for(vault: Vault, eric: UUID, jean: UUID) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    held = node(vault, eric, "Jean").photo
    assert held is not None
    attachments.set_picture(vault, jean)
    with pytest.raises(NotFound):
        queries.picture(vault, held)


def test_the_face_in_the_middle_is_the_persons_own(vault: Vault, eric: UUID) -> None:
    attachments.set_picture(vault, queries.self_node_of(eric), photo=PHOTO)
    face = queries.person(vault, eric).photo
    assert face is not None
    assert node(vault, eric, "Eric").photo == face
    attachments.set_picture(vault, eric, photo=OTHER)
    assert photo(vault, eric, "Eric") == OTHER


def test_a_photo_is_there_after_closing_and_opening(open_vault: Callable[[], Vault]) -> None:
    vault = open_vault()
    eric = people.add_person(vault, "Eric").created[0]
    attachments.set_picture(vault, webs.add_node(vault, eric, "Jean").created[0], photo=PHOTO)
    vault.close()
    assert photo(open_vault(), eric, "Jean") == PHOTO


def test_a_lost_file_hurts_nothing_else(vault: Vault, eric: UUID, jean: UUID, vault_folder: Path) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    for path in (vault_folder / "attachments").iterdir():
        path.unlink()
    held = node(vault, eric, "Jean").photo
    assert held is not None
    with pytest.raises(AttachmentLost):
        queries.picture(vault, held)
    attachments.set_picture(vault, jean, photo=OTHER)
    assert photo(vault, eric, "Jean") == OTHER


# ---- who may see it


def test_a_photo_goes_with_who_may_see_whom_it_shows(vault: Vault, eric: UUID, jean: UUID) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    held = node(vault, eric, "Jean").photo
    assert held is not None
    assert queries.picture(vault, held, FOR_PERSON) == PHOTO
    webs.set_node(vault, jean, audience={"worker", "team"})
    with pytest.raises(NotFound):
        queries.picture(vault, held, FOR_PERSON)


def test_somebody_shown_by_their_role_has_no_face_for_others(vault: Vault, eric: UUID, jean: UUID) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    webs.set_node(vault, jean, show_as="role")
    assert node(vault, eric, "daughter", FOR_PERSON).photo is None
    assert node(vault, eric, "Jean").photo is not None


def test_kept_apart_the_photo_goes_along_and_leaves_nothing_behind(vault: Vault, eric: UUID, jean: UUID) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    before = node(vault, eric, "Jean").photo
    apart = webs.make_private(vault, jean).created[0]
    after = node(vault, eric, "Jean")
    assert after.id == apart
    assert after.photo not in (None, before)
    assert photo(vault, eric, "Jean") == PHOTO
    with vault.reading() as conn:
        shared = conn.execute("SELECT count(*) FROM attachment_now WHERE alive = 1 AND lane < 2").fetchone()
        ours = conn.execute("SELECT of_ FROM attachment_now WHERE alive = 1 AND lane = 2").fetchall()
    assert shared == (0,)
    assert ours == [(apart.bytes,)]
    history.undo(vault, eric)
    assert node(vault, eric, "Jean").photo == before
    assert photo(vault, eric, "Jean") == PHOTO


def test_what_opens_a_file_is_in_no_export(vault: Vault, eric: UUID, jean: UUID, tmp_path: Path) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    with vault.reading() as conn:
        key, digest = conn.execute("SELECT key, digest FROM attachment_now").fetchone()
    written = exporting.export(vault, eric, tmp_path / "eric.json").read_text("utf-8")
    assert "Attachment" in json.loads(written)["entities"]
    assert key not in written
    assert digest not in written


# ---- the paper map


def lay(vault: Vault, eric: UUID, data: bytes = PHOTO) -> UUID:
    done = attachments.lay_paper_map(vault, eric, data, width=900.0, spot=(10.0, -4.0), layout="onion")
    return done.created[0]


def test_a_paper_map_lies_where_it_was_put_and_is_ours_alone(vault: Vault, eric: UUID) -> None:
    lay(vault, eric)
    paper = queries.web(vault, eric).paper
    assert paper is not None
    assert (paper.width, paper.positions["onion"], paper.for_them) == (900.0, (10.0, -4.0), False)
    assert queries.picture(vault, paper.photo) == PHOTO
    assert queries.web(vault, eric, FOR_PERSON).paper is None
    with pytest.raises(NotFound):
        queries.picture(vault, paper.photo, FOR_PERSON)


def test_a_paper_map_shown_on_purpose_is_theirs_too(vault: Vault, eric: UUID) -> None:
    paper = lay(vault, eric)
    attachments.set_paper_map(vault, paper, for_them=True, strength=0.3, fixed=True)
    theirs = queries.web(vault, eric, FOR_PERSON).paper
    assert theirs is not None
    assert (theirs.strength, theirs.fixed) == (0.3, True)
    assert queries.picture(vault, theirs.photo, FOR_PERSON) == PHOTO
    attachments.set_paper_map(vault, paper, for_them=False)
    assert queries.web(vault, eric, FOR_PERSON).paper is None


def test_a_new_paper_map_takes_the_place_of_the_old_and_undo_gives_it_back(vault: Vault, eric: UUID) -> None:
    first = lay(vault, eric)
    lay(vault, eric, OTHER)
    paper = queries.web(vault, eric).paper
    assert paper is not None
    assert queries.picture(vault, paper.photo) == OTHER
    history.undo(vault, eric)
    paper = queries.web(vault, eric).paper
    assert paper is not None
    assert (paper.id, queries.picture(vault, paper.photo)) == (first, PHOTO)


def test_moving_and_taking_away_a_paper_map_are_one_step_each(vault: Vault, eric: UUID) -> None:
    paper = lay(vault, eric)
    attachments.place_paper_map(vault, paper, width=400.0, spot=(0.0, 50.0), layout="onion")
    attachments.take_paper_map_away(vault, paper)
    assert queries.web(vault, eric).paper is None
    history.undo(vault, eric)
    moved = queries.web(vault, eric).paper
    assert moved is not None
    assert (moved.width, moved.positions["onion"]) == (400.0, (0.0, 50.0))
    history.undo(vault, eric)
    back = queries.web(vault, eric).paper
    assert back is not None
    assert (back.width, back.positions["onion"]) == (900.0, (10.0, -4.0))


def test_a_record_takes_its_photos_along_and_brings_them_into_another_store(
    vault: Vault, eric: UUID, jean: UUID, tmp_path: Path
) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    path = exporting.export(vault, eric, tmp_path / "eric.json")
    people_before = {row.id for row in queries.people(vault)}
    text = path.read_text("utf-8")
    assert base64.b64encode(PHOTO).decode() in text
    other = unlocking.create(tmp_path / "other", PASSPHRASE, {"name": "Bea"}, Kdf.for_tests())
    try:
        bringing_in.bring_in(other, bringing_in.look(other, path, None).file, None, bringing_in.Choices())
        assert {row.id for row in queries.people(other)} == people_before
        assert photo(other, eric, "Jean") == PHOTO
    finally:
        other.close()


def test_a_picture_that_is_none_is_refused_with_its_line(vault: Vault, eric: UUID, jean: UUID, tmp_path: Path) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    path = exporting.export(vault, eric, tmp_path / "eric.json")
    path.write_text(path.read_text("utf-8").replace(base64.b64encode(PHOTO).decode(), "~~~"), "utf-8")
    with pytest.raises(MalformedInput, match="not a picture"):
        bringing_in.look(vault, path, None)


def test_whoever_is_shown_by_their_role_has_no_face_in_anybody_elses_copy(
    vault: Vault, eric: UUID, jean: UUID, tmp_path: Path
) -> None:
    attachments.set_picture(vault, jean, photo=PHOTO)
    secret = base64.b64encode(PHOTO).decode()
    theirs = exporting.export(vault, eric, tmp_path / "theirs.json", audience=FOR_PERSON)
    assert secret in theirs.read_text("utf-8")
    webs.set_node(vault, jean, show_as="role")
    for who, seen in ((FOR_PERSON, False), (FOR_WORKER, True)):
        copy = exporting.export(vault, eric, tmp_path / "copy.json", audience=who)
        assert (secret in copy.read_text("utf-8")) == seen
