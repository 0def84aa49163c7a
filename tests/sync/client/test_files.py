"""Photos travel: two laptops with real stores, the council's own code and PostgreSQL between them."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import AttachmentLost, AttachmentOnItsWay, CouncilRefused, CouncilUnreachable
from sbp_desktop.services import attachments, people, unlocking, webs
from sbp_desktop.storage import outbox, queries, rows
from sbp_desktop.storage.attachments import Kept
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.outbox import Whereabouts
from sbp_desktop.sync import carrying, run
from sbp_desktop.sync.protocol import AskFiles, FileState, GetPart, Message, Part, PutPart
from tests.fixtures import PASSPHRASE
from tests.sync.client.filing_council import FilingCouncil
from tests.sync.client.laptops import Laptop
from tests.sync.council_kit import new_kit
from tests.sync.databases import Databases

FOLDER = "attachments"
PHOTO = os.urandom(30_000)


@pytest.fixture
def council(databases: Databases) -> Iterator[FilingCouncil]:
    name = databases.fresh()
    made = FilingCouncil(new_kit(databases, name))
    yield made
    made.kit.pool.close()
    databases.drop(name)


@pytest.fixture
def laptop(tmp_path: Path, council: FilingCouncil) -> Iterator[Callable[[], Laptop]]:
    """Makes laptops of a worker each, enrolled, with a root key of their own."""
    made: list[Laptop] = []

    def make() -> Laptop:
        folder = tmp_path / f"laptop{len(made)}"
        unlocking.create(folder, PASSPHRASE, {"name": "Worker"}, Kdf.for_tests()).close()
        made.append(Laptop(folder, council, uuid4()))
        made[-1].enrol()
        return made[-1]

    yield make
    for one in made:
        if not one.vault.closed:
            one.vault.close()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A photo of 30 kB goes in eight parts."""
    monkeypatch.setattr(carrying, "LARGEST_PART", 4096)


def photo_of(laptop: Any, person: UUID, data: bytes = PHOTO) -> UUID:
    attachments.set_picture(laptop.vault, person, photo=data)
    shown = queries.person(laptop.vault, person).photo
    assert shown is not None
    return shown


def shows(laptop: Any, photo: UUID) -> bytes:
    return queries.picture(laptop.vault, photo)


def files_of(laptop: Any) -> list[Path]:
    return sorted((laptop.folder / FOLDER).iterdir())


def begin(laptop: Callable, council: FilingCouncil) -> tuple[Any, Any, UUID, UUID]:
    """Eric with a photo, written on the first of two laptops; both workers are with him."""
    ours, theirs = laptop(), laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    photo = photo_of(ours, eric)
    return ours, theirs, eric, photo


def test_two_laptops_see_the_same_photo_and_its_file_is_the_same_bytes(laptop, council) -> None:
    ours, theirs, eric, photo = begin(laptop, council)
    jean = webs.add_node(ours.vault, eric, "Jean").created[0]
    webs.make_private(ours.vault, jean)
    [node] = [n for n in queries.web(ours.vault, eric).nodes if n.label == "Jean"]
    attachments.set_picture(ours.vault, node.id, photo=b"Jean" * 9000)
    paper = attachments.lay_paper_map(
        ours.vault, eric, b"paper" * 60_000, width=3.0, spot=(0.0, 0.0), layout="onion"
    ).created[0]
    out = ours.run()
    assert (out.carried, out.unfinished, ours.unsent()) == (3, False, 0)
    assert len(council.whole_files()) == 3
    council.grant(theirs.worker.bytes, eric.bytes)
    told = theirs.run()
    assert told.carried == 3
    assert shows(theirs, photo) == PHOTO
    [node] = [n for n in queries.web(theirs.vault, eric).nodes if n.label == "Jean"]
    assert shows(theirs, node.photo) == b"Jean" * 9000
    assert shows(theirs, queries.web(theirs.vault, eric).paper.photo) == b"paper" * 60_000
    assert {one.read_bytes() for one in files_of(ours)} == {one.read_bytes() for one in files_of(theirs)}
    assert {one.name for one in files_of(ours)}.isdisjoint(one.name for one in files_of(theirs))
    assert any(photo in change.entities and eric in change.persons for change in told.changes)
    council.posts.clear()
    for one in (ours, theirs):
        one.run()
    assert {type(one).__name__ for one in council.posts} == {"Hello", "Pull"}
    assert paper


def where(ours: Laptop, thing: UUID) -> Whereabouts:
    with ours.vault.reading() as conn:
        return outbox.placed(conn, [thing]).where


def test_what_it_shows_is_with_the_council_only_with_its_photo(laptop, council) -> None:
    ours, _, eric, photo = begin(laptop, council)
    maud = people.add_person(ours.vault, "Maud").created[0]
    ours.meddle = lambda post: lambda message: _cut(post, message, PutPart, before=0)
    ours.engine.run_once()
    assert [where(ours, one) for one in (eric, photo, maud)] == [*[Whereabouts.HERE] * 2, Whereabouts.SENT]
    ours.meddle = lambda post: post
    ours.run()
    ours.run()
    assert [where(ours, one) for one in (eric, photo, maud)] == [Whereabouts.CONFIRMED] * 3


def test_an_op_before_its_file_is_on_its_way_and_no_fault(laptop, council) -> None:
    ours, theirs, eric, photo = begin(laptop, council)
    ours.meddle = lambda post: lambda message: _cut(post, message, PutPart, before=0)
    assert isinstance(ours.engine.run_once().problem, CouncilUnreachable)
    assert ours.unsent() == 1
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    with pytest.raises(AttachmentOnItsWay):
        shows(theirs, photo)
    ours.meddle = lambda post: post
    ours.run()
    assert ours.unsent() == 0
    theirs.run()
    assert shows(theirs, photo) == PHOTO
    files_of(theirs)[0].unlink()
    with pytest.raises(AttachmentLost) as told:
        shows(theirs, photo)
    assert not isinstance(told.value, AttachmentOnItsWay)


class Line:
    """A line that is cut at the n-th message of a kind, before it goes out or before its answer comes in."""

    def __init__(self, kind: type[Message], at: int, *, lost: str) -> None:
        self.kind, self.at, self.lost, self.seen = kind, at, lost, 0

    def __call__(self, post: Callable) -> Callable:
        def through(message: Message) -> Message:
            if isinstance(message, self.kind):
                self.seen += 1
                if self.seen == self.at and self.lost == "question":
                    raise CouncilUnreachable("cut")
                answer = post(message)
                if self.seen == self.at:
                    raise CouncilUnreachable("cut")
                return answer
            return post(message)

        return through


def _cut(post: Callable, message: Message, kind: type[Message], before: int) -> Message:
    if isinstance(message, kind):
        raise CouncilUnreachable("cut")
    return post(message)


@pytest.mark.parametrize("lost", ["question", "answer"])
def test_cut_at_every_part_both_ways_it_goes_on_where_it_was(laptop, council, lost: str) -> None:
    """Eight parts up and eight down; each time only the one cut is carried again."""
    ours, theirs, eric, _ = begin(laptop, council)
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    for at in range(1, 9):
        data = os.urandom(30_000)
        photo = photo_of(ours, eric, data)
        for one, kind in ((ours, PutPart), (theirs, GetPart)):
            line = Line(kind, at, lost=lost)
            one.meddle = line
            assert isinstance(one.engine.run_once().problem, CouncilUnreachable)
            assert outbox.waiting(ours.vault).changes == (kind is PutPart)
            one.run()
            assert line.seen == (8 if kind is PutPart and lost == "answer" else 9), (at, kind)
        assert shows(theirs, photo) == data
        assert ours.unsent() == 0


@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize("kind", [PutPart, GetPart])
def test_killed_at_any_part_it_goes_on_from_what_the_disk_holds(laptop, council, kind, at: int) -> None:
    """The store as a kill would leave it is copied between the council's answer and the laptop's hearing it."""
    ours, theirs, eric, photo = begin(laptop, council)
    dying = ours
    if kind is GetPart:
        ours.run()
        council.grant(theirs.worker.bytes, eric.bytes)
        dying = theirs
    image = dying.folder.with_name("image")

    def killed(post: Callable) -> Callable:
        def through(message: Message) -> Message:
            answer = post(message)
            killed.seen += isinstance(message, kind)
            if isinstance(message, kind) and killed.seen == at:
                shutil.copytree(dying.folder, image)
                raise CouncilUnreachable("killed")
            return answer

        return through

    killed.seen = 0
    dying.meddle = killed
    dying.engine.run_once()
    dying.vault.close()
    dying.folder = image
    dying.open()
    line = dying.meddle = Line(kind, 0, lost="")
    dying.run()
    assert line.seen == (8 - at if kind is PutPart else 9 - at)
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    assert shows(theirs, photo) == PHOTO
    assert (ours.unsent(), len(files_of(theirs))) == (0, 1)


def test_over_a_line_too_slow_for_whole_parts_it_comes_in_small_ones(laptop, council, monkeypatch) -> None:
    monkeypatch.setattr(carrying, "LEAST_PART", 512)
    ours, theirs, eric, photo = begin(laptop, council)

    def slow(post: Callable) -> Callable:
        def through(message: Message) -> Message:
            size = len(message.data) if isinstance(message, PutPart) else getattr(message, "most", 0)
            if size > 1024:
                raise CouncilUnreachable("too slow", slow=True)
            return post(message)

        return through

    for one in (ours, theirs):
        one.meddle = slow
        runs = 0
        while one.engine.run_once().problem is not None:
            runs += 1
        assert runs <= 12
        council.grant(theirs.worker.bytes, eric.bytes)
    assert shows(theirs, photo) == PHOTO


def test_killed_in_between_it_goes_on_after_the_next_opening(laptop, council) -> None:
    ours, theirs, eric, photo = begin(laptop, council)
    ours.meddle = Line(PutPart, 4, lost="answer")
    ours.engine.run_once()
    ours.vault.close()
    ours.open()
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.meddle = Line(GetPart, 5, lost="question")
    theirs.engine.run_once()
    assert [one.suffix for one in files_of(theirs)] == [".part"]
    theirs.vault.close()
    theirs.open()  # what has come is no orphan
    line = Line(GetPart, 0, lost="")
    theirs.meddle = line
    theirs.run()
    assert line.seen == 4
    assert shows(theirs, photo) == PHOTO
    assert len(files_of(theirs)) == 1


@pytest.mark.parametrize("how", ["longer", "altered", "whole but not named"])
def test_what_came_before_the_power_went_is_proved_or_begun_anew(laptop, council, how: str) -> None:
    ours, theirs, eric, photo = begin(laptop, council)
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.meddle = Line(GetPart, 4, lost="question")
    theirs.engine.run_once()
    [part] = files_of(theirs)
    match how:
        case "longer":
            part.write_bytes(bytes(50_000))
        case "altered":
            part.write_bytes(bytes(part.stat().st_size))
        case "whole but not named":
            part.write_bytes(files_of(ours)[0].read_bytes())
    theirs.meddle = lambda post: post
    theirs.run()
    if how != "whole but not named":
        with pytest.raises(AttachmentOnItsWay):
            shows(theirs, photo)
        theirs.run()
    assert shows(theirs, photo) == PHOTO


def test_a_file_refused_or_damaged_keeps_nobody_else_s(laptop, council) -> None:
    ours, _, eric, _ = begin(laptop, council)
    [first] = files_of(ours)
    good = os.urandom(9000)
    second = photo_of(ours, people.add_person(ours.vault, "Maud").created[0], good)
    damaged = bytearray(first.read_bytes())
    damaged[99] ^= 1
    first.write_bytes(damaged)

    def refused(post: Callable) -> Callable:
        def through(message: Message) -> Message:
            if isinstance(message, PutPart) and message.size > 20_000:
                raise CouncilRefused("no", "large", 413)
            return post(message)

        return through

    third = photo_of(ours, eric)
    ours.meddle = refused
    ours.run()
    assert len(council.whole_files()) == 1
    assert ours.unsent() == 1
    ours.meddle = lambda post: post
    ours.run()
    assert len(council.whole_files()) == 2
    assert (shows(ours, third), shows(ours, second)) == (PHOTO, good)
    assert first.exists()


def test_ops_written_while_a_file_goes_do_not_wait_for_it(laptop, council) -> None:
    ours, _, eric, _ = begin(laptop, council)
    order: list[str] = []

    def between(post: Callable) -> Callable:
        def through(message: Message) -> Message:
            order.append(type(message).__name__)
            if order.count("PutPart") == 2 and order[-1] == "PutPart":
                webs.add_node(ours.vault, eric, "Jean")
            return post(message)

        return through

    ours.meddle = between
    ours.run()
    assert order.count("PutPart") == 8
    assert order[order.index("PutPart") + 2] == "Push"


def test_after_a_while_the_council_is_heard_before_the_rest_goes(laptop, council, monkeypatch) -> None:
    monkeypatch.setattr(run, "CARRYING_S", 0.0)
    ours, _, _, _ = begin(laptop, council)
    outs = [ours.run() for _ in range(9)]
    assert [out.unfinished for out in outs[:7]] == [True] * 7
    assert outs[0].wait_s == 0.0
    assert not outs[8].unfinished
    assert len(council.whole_files()) == 1


def test_parts_become_small_on_a_slow_line_and_large_again() -> None:
    parts = carrying.Parts()
    parts.size = 256 * 1024
    sizes = [parts.size for _ in range(9) if parts.too_much() or True]
    assert sizes[-1] == carrying.LEAST_PART
    assert not parts.too_much()
    for _ in range(5):
        parts.went_well()
    assert parts.size == min(carrying.LARGEST_PART, 2 * carrying.LEAST_PART)


def test_erasing_a_person_erases_their_files_once_they_are_with_the_council(laptop, council) -> None:
    ours, theirs, eric, photo = begin(laptop, council)
    maud = people.add_person(ours.vault, "Maud").created[0]
    hers = photo_of(ours, maud, b"hers")
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    data = os.urandom(20_000)
    photo_of(theirs, eric, data)
    council.revoke(theirs.worker.bytes, eric.bytes)
    theirs.meddle = lambda post: lambda message: _cut(post, message, PutPart, before=0)
    theirs.engine.run_once()
    assert len(files_of(theirs)) == 2  # his, hidden: one is not with the council yet
    theirs.vault.close()
    theirs.open()
    assert len(files_of(theirs)) == 2
    theirs.meddle = lambda post: post
    theirs.run()
    assert files_of(theirs) == []
    with theirs.vault.reading() as conn:
        assert conn.execute("SELECT count(*) FROM file").fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM op WHERE person = ?", (eric.bytes,)).fetchone() == (0,)
    ours.run()
    late = queries.person(ours.vault, eric).photo
    assert shows(ours, late) == data
    assert shows(ours, hers) == b"hers"
    assert photo


def test_a_file_of_two_streams_stays_with_the_other(laptop, council) -> None:
    """Kept apart, a photo stands in two lanes; who loses one of them keeps it for the other."""
    ours, _, eric, _ = begin(laptop, council)
    jean = webs.add_node(ours.vault, eric, "Jean").created[0]
    attachments.set_picture(ours.vault, jean, photo=b"Jean")
    ours.run()
    webs.make_private(ours.vault, jean)
    ours.run()
    [node] = [n for n in queries.web(ours.vault, eric).nodes if n.label == "Jean"]
    kit, worker = council.kit, ours.worker.bytes
    council.revoke(worker, eric.bytes)
    council.grant(worker, eric.bytes, (2,))
    ours.run()
    with ours.vault.reading() as conn:
        assert conn.execute("SELECT DISTINCT lane FROM op WHERE person = ?", (eric.bytes,)).fetchall() == [(2,)]
    assert b"".join(ours.vault.attachments.read(_kept(ours, node.photo))) == b"Jean"
    assert len(files_of(ours)) == 1
    assert kit


def _kept(laptop: Any, photo: UUID) -> Any:
    with laptop.vault.reading() as conn:
        return Kept.said_in(rows.there(conn, "Attachment", photo))


def test_what_was_kept_apart_before_it_went_is_sent_for_its_new_lane_alone(laptop, council) -> None:
    ours, _, eric, _ = begin(laptop, council)
    jean = webs.add_node(ours.vault, eric, "Jean").created[0]
    attachments.set_picture(ours.vault, jean, photo=b"Jean")
    webs.make_private(ours.vault, jean)
    ours.run()
    assert sorted(council.kit.rows("SELECT lane, whole FROM file")) == [(0, True), (2, True)]
    assert ours.unsent() == 0
    [node] = [n for n in queries.web(ours.vault, eric).nodes if n.label == "Jean"]
    webs.share_again(ours.vault, node.id)
    ours.run()
    assert sorted(council.kit.rows("SELECT lane, whole FROM file")) == [(0, True), (0, True), (2, True)]


@pytest.mark.parametrize("told", [True, False])
def test_a_council_put_back_gets_its_files_again_from_whoever_has_them(laptop, council, databases, told) -> None:
    ours, theirs, eric, photo = begin(laptop, council)
    ours.meddle = lambda post: lambda message: _cut(post, message, PutPart, before=0)
    ours.engine.run_once()
    ours.meddle = lambda post: post
    kit = council.kit
    kit.pool.close()
    backup = databases.copy(kit.name)
    council.kit = new_kit(databases, kit.name)
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    council.kit.pool.close()
    council.kit = new_kit(databases, backup)
    if told:
        council.kit.rows("UPDATE state SET epoch = uuid_send(gen_random_uuid()) RETURNING 1")
    else:
        with theirs.vault.writing() as conn:
            conn.execute("UPDATE file SET asked = 1")  # a day went by
    assert council.whole_files() == []
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()  # the one who only read it
    assert len(council.whole_files()) == 1
    assert shows(theirs, photo) == PHOTO
    assert theirs.unsent() == 0


def test_a_council_of_the_release_before_takes_everything_but_files(laptop, council) -> None:
    ours, _, _, _ = begin(laptop, council)

    def before(post: Callable) -> Callable:
        def through(message: Message) -> Message:
            if isinstance(message, AskFiles | PutPart | GetPart):
                raise CouncilRefused("nothing here", "path", 404)
            return post(message)

        return through

    ours.meddle = before
    assert ours.run().problem is None
    assert ours.unsent() == 1


def test_a_council_that_gives_another_file_is_not_believed(laptop, council) -> None:
    ours, theirs, eric, photo = begin(laptop, council)
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.meddle = lambda post: lambda m: Part(5000, bytes(4096)) if isinstance(m, GetPart) else post(m)
    theirs.run()
    with pytest.raises(AttachmentOnItsWay):
        shows(theirs, photo)
    assert files_of(theirs) == []
    assert FileState().there == 0
