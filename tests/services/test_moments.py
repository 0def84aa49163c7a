"""A kept picture never changes, and everything on the web can say where it comes from."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models.snapshots import FOR_PERSON, MomentSnapshot
from sbp_desktop.services import conversations, moments, people, webs
from sbp_desktop.storage import history, looking_back, queries
from sbp_desktop.storage.vault import Vault


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def kept(vault: Vault, person: UUID) -> MomentSnapshot:
    (moment,) = looking_back.moments(vault, person)
    return moment


def test_a_kept_picture_stays_as_it_was(vault: Vault, eric: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean", position=(1.0, 0.5)).created[0]
    moments.keep_moment(vault, eric, "First visit")
    then = queries.web(vault, eric)
    webs.move_node(vault, jean, 2.0, 0.1, domain="community")
    webs.add_node(vault, eric, "Sam")
    webs.delete_node(vault, jean)
    moment = kept(vault, eric)
    assert moment.label == "First visit"
    assert moment.written is not None
    assert queries.web(vault, eric, as_written=moment.written) == then


def test_what_is_kept_apart_later_is_not_in_the_picture_either(vault: Vault, eric: UUID) -> None:
    tom = webs.add_node(vault, eric, "Tom").created[0]
    moments.keep_moment(vault, eric, "First visit")
    webs.make_private(vault, tom)
    moment = kept(vault, eric)
    for audience in (FOR_PERSON,):
        then = queries.web(vault, eric, audience, as_written=moment.written)
        assert "Tom" not in {node.label for node in then.nodes}


def test_a_picture_is_named_renamed_removed_and_all_of_it_undone(vault: Vault, eric: UUID) -> None:
    day = (date(2026, 3, 1) + timedelta(days=3)).toordinal()
    moment = moments.keep_moment(vault, eric, " In March ", day=day).created[0]
    assert (kept(vault, eric).label, kept(vault, eric).on.lo) == ("In March", day)  # type: ignore[union-attr]
    moments.rename_moment(vault, moment, "Spring")
    assert kept(vault, eric).label == "Spring"
    moments.delete_moment(vault, moment)
    assert looking_back.moments(vault, eric) == ()
    for expected in ("Spring", "In March"):
        history.undo(vault, eric)
        assert kept(vault, eric).label == expected
    history.undo(vault, eric)
    assert looking_back.moments(vault, eric) == ()


@pytest.mark.parametrize("label", ["", "  "])
def test_a_picture_without_a_name_is_refused(vault: Vault, eric: UUID, label: str) -> None:
    with pytest.raises(RuleRefused):
        moments.keep_moment(vault, eric, label)
    assert looking_back.moments(vault, eric) == ()


@pytest.mark.parametrize("words", ["", "nonsense", "[1]", '{"0": 1}', '{"x:00": 2}', '{"0:zz": 2}', '{"0:00": null}'])
def test_a_vector_nobody_can_read_is_as_good_as_none(words: str) -> None:
    assert looking_back.read_vector(words) == {}


def test_whose_words_and_which_conversation(vault: Vault, eric: UUID) -> None:
    conversation = conversations.start(vault, eric).created[0]
    jean, entry = UUID(int=7), UUID(int=8)
    me = queries.self_node_of(eric)
    conversations.write_entry_with_node(
        vault, conversation, entry, "Jean comes on Sundays", node={"label": "Jean", "node_id": jean}, said_by=me
    )
    found = looking_back.provenance(vault, jean)
    assert (found.conversation, found.said_by, found.how) == (conversation, me, "said")
    assert found.first_ms == found.heard_ms > 0


def test_still_so_is_heard_and_can_be_taken_back(vault: Vault, eric: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    before = queries.web(vault, eric)
    first = looking_back.provenance(vault, jean)
    moments.say_still_so(vault, jean)
    assert looking_back.provenance(vault, jean).heard_ms >= first.heard_ms
    assert looking_back.heard(vault, eric)[jean] == looking_back.provenance(vault, jean).heard_ms
    history.undo(vault, eric)
    assert queries.web(vault, eric) == before


def test_nothing_is_told_of_what_an_audience_may_not_see(vault: Vault, eric: UUID) -> None:
    tom = webs.add_node(vault, eric, "Tom").created[0]
    tom = webs.make_private(vault, tom).created[0]
    with pytest.raises(NotFound):
        looking_back.provenance(vault, tom, FOR_PERSON)
    with pytest.raises(NotFound):
        looking_back.provenance(vault, UUID(int=99))
