"""The circle of support: nobody counts as help before their own yes (practice.md A20, R16, I-11)."""

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pypdf import PasswordType, PdfReader

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.agreed import Thing, has_said_yes
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.findings import MORE_THAN_THE_CIRCLE, findings
from sbp_desktop.services import circle, people, sharing, webs
from sbp_desktop.storage import leaf, queries, rows
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.agreed import member_page
from sbp_desktop.ui.agreed.circle_part import CirclePart, MemberRow
from sbp_desktop.ui.keep import dialogs, leaf_words
from sbp_desktop.ui.keep.told_once import ToldOnce
from tests.ui.agreed.conftest import Table


@pytest.fixture
def part(table: Table) -> CirclePart:
    for name in ("Jean", "Bob"):
        table.ask(webs.add_node, table.person, name)
    made: CirclePart = table.part(table.page(), CirclePart)
    return made


def _members(table: Table) -> tuple[Thing, ...]:
    return tuple(
        member for each in table.found("CircleAgreement").of("CircleAgreement") for member in each.parts["CircleMember"]
    )


def _take_in(table: Table, part: CirclePart, name: str, will_do: str = "") -> MemberRow:
    table.choose(part.ask, name)
    assert part.list is not None
    row = part.list.in_order()[-1]
    assert isinstance(row, MemberRow)
    if will_do:
        table.write(row.first, will_do)
    return row


def test_two_things_are_needed_who_and_what_they_will_do(table: Table, part: CirclePart) -> None:
    row = _take_in(table, part, "Jean")
    assert row.first.hasFocus()
    assert _members(table) == ()
    table.write(row.first, "Shopping")
    (jean,) = _members(table)
    assert (jean.words("will_do"), table.found("CircleAgreement").label(jean.ref("node"))) == ("Shopping", "Jean")


def test_nobody_counts_before_their_own_yes(table: Table, part: CirclePart) -> None:
    row = _take_in(table, part, "Jean", "Shopping")
    assert not has_said_yes(_members(table)[0])
    assert row.asked.isVisible()
    assert row.asked.text() == "To be asked"
    table.click(part.turn)
    assert part.summary.text() == "To be asked: Jean."
    table.click(part.turn)
    table.click(row.yes)
    assert has_said_yes(_members(table)[0])
    assert not row.asked.isVisible()
    assert row.day.link.text() == when_and_where.day_and_month(when_and_where.today(), when_and_where.today())
    table.click(part.turn)
    assert part.summary.text() == "Said yes: Jean."


def test_a_yes_can_be_taken_back_by_tap_and_by_undo(table: Table, part: CirclePart) -> None:
    row = _take_in(table, part, "Jean", "Shopping")
    table.click(row.yes)
    table.click(row.yes)
    assert not has_said_yes(_members(table)[0])
    table.click(row.yes)
    table.undo()
    assert not has_said_yes(_members(table)[0])
    assert row.asked.isVisible()


def test_what_they_need_back_until_when_and_who_stands_in(table: Table, part: CirclePart) -> None:
    row = _take_in(table, part, "Jean", "Shopping")
    table.write(row.texts["how_often"], "Tuesdays")
    table.write(row.texts["needs_back"], "Petrol money")
    table.choose(row.backup, "Bob")
    table.choose(row.until.link, "Today")
    (jean,) = _members(table)
    assert (jean.words("how_often"), jean.words("needs_back")) == ("Tuesdays", "Petrol money")
    assert table.found("CircleAgreement").label(jean.ref("backup")) == "Bob"
    until = jean.day("until")
    assert until is not None
    assert until.lo == when_and_where.today()


def test_what_somebody_will_do_half_typed_comes_back_after_a_crash_with_their_name(
    table: Table, part: CirclePart
) -> None:
    row = _take_in(table, part, "Jean")
    table.qtbot.keyClicks(row.first, "Shop")
    row.first._step()
    table.settle()
    again = next(each for each in table.page().parts if isinstance(each, CirclePart))
    assert again.list is not None
    (back,) = again.list.in_order()
    assert isinstance(back, MemberRow)
    assert (back.name.text(), back.first.toPlainText()) == ("Jean", "Shop")
    assert [member.words("will_do") for member in _members(table)] == ["Shop"]


def test_a_member_kept_apart_on_the_web_is_kept_apart_here(table: Table, part: CirclePart) -> None:
    ann: UUID = table.ask(webs.add_node, table.person, "Ann").created[0]
    apart = table.ask(webs.make_private, ann).created[0]
    table.ask(circle.write_member, uuid4(), person=table.person, node=apart, will_do="Rings")
    web = table.ask(queries.web, table.person)
    assert next(node for node in web.nodes if node.id == apart).private
    with pytest.raises(StopIteration):
        next(iter(_shared_members(table)))


def _shared_members(table: Table) -> list[bytes]:
    found: list[bytes] = table.ask(_in_lane_nought)
    return found


def _in_lane_nought(vault: Vault) -> list[bytes]:
    with vault.reading() as conn:
        return [row[0] for row in conn.execute("SELECT id FROM circle_member_now WHERE lane = 0")]


def test_what_somebody_will_do_is_never_left_out_of_the_record(vault: Vault) -> None:
    person = people.add_person(vault, "Martin").created[0]
    jean = webs.add_node(vault, person, "Jean").created[0]
    with pytest.raises(RuleRefused):
        circle.write_member(vault, uuid4(), person=person, node=jean, how_often="Tuesdays")


def test_where_personal_care_rests_on_one_who_was_not_asked_a_question_invites(table: Table, part: CirclePart) -> None:
    assert not part.more.isVisible()
    care = {"support": ["personal_care"], "flow": "a_to_b"}
    table.ask(webs.add_node, table.person, "Karen", paid="unpaid", tie_fields=care)
    part._ask()
    table.settle()
    assert part.more.isVisible()
    assert part.more.text() == "Who else would you feel at ease with for personal care?"


@pytest.mark.parametrize("dependant", [True, False])
def test_a_child_who_gives_all_the_personal_care_is_noticed(vault: Vault, dependant: bool) -> None:
    person = people.add_person(vault, "Martin").created[0]
    care = {"support": ["personal_care"], "flow": "a_to_b"}
    webs.add_node(vault, person, "Sam", relation="grandson", dependant=dependant, tie_fields=care)
    found = {each.key for each in findings(queries.web(vault, person), when_and_where.today())}
    assert (MORE_THAN_THE_CIRCLE in found) is dependant


def test_a_page_for_one_of_them_has_their_part_alone_and_the_persons_yes_is_kept(
    table: Table, part: CirclePart, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _take_in(table, part, "Bob", "Mows the lawn")
    row = _take_in(table, part, "Jean", "Rings every evening")
    assert row._member is not None
    assert row._agreed is not None
    told = member_page.parts(row._member, row._agreed)
    assert told[0][0] == "What we would like to ask you"
    assert ("Have you said yes?", "To be asked") in told
    table.click(row.yes)
    told = member_page.parts(row._member, row._agreed)
    assert told[:3] == [("What you said you will do", ""), ("", "Rings every evening"), ("With", "Martin")]
    said_yes = dict(told)["You said yes"]
    assert said_yes.endswith(str(date.fromordinal(when_and_where.today()).year))
    assert not any("Bob" in words or "lawn" in words for words in map(str, told))
    out = tmp_path / "jean.pdf"
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: out)
    table.choose(row.paper, "They say yes: save it as PDF…")
    assert out.read_bytes().startswith(b"%PDF")
    assert table.ask(_shared) == [("Jean", True)]
    table.choose(row.paper, "They say yes: save it as a locked PDF…")
    told = row.window().findChild(ToldOnce)
    assert PdfReader(out).decrypt(told.words.text()) != PasswordType.NOT_DECRYPTED
    table.click(told.done)
    assert table.ask(_shared)[1:] == [("Jean", True)]


def _shared(vault: Vault) -> list[tuple[str, bool]]:
    with vault.reading() as conn:
        return [(row.get("with_whom"), row.get("agreed")) for row in rows.select(conn, "SharingRecord", "1")]


def test_on_paper_nobody_has_agreed_before_their_own_yes(vault: Vault) -> None:
    person = people.add_person(vault, "Martin").created[0]
    members = []
    for name in ("Jean", "Bob"):
        members.append(uuid4())
        node = webs.add_node(vault, person, name).created[0]
        circle.write_member(vault, members[-1], person=person, node=node, will_do="Rings every evening")
    circle.set_member(vault, members[0], how_often="every day")
    circle.say_yes(vault, members[0], PartialDate.of("2026-11-12"))
    told = dict(leaf_words.parts(leaf.read(vault, person)))
    assert told["Who helps"] == ["Jean: Rings every evening, every day", "Bob: to be asked"]


def test_a_member_kept_from_somebody_at_home_is_not_on_paper(vault: Vault) -> None:
    person = people.add_person(vault, "Martin").created[0]
    jean, bob = (webs.add_node(vault, person, name).created[0] for name in ("Jean", "Bob"))
    thing = uuid4()
    circle.write_member(vault, thing, person=person, node=jean, will_do="Rings every evening")
    sharing.set_audience(vault, thing, not_with=[bob])
    assert leaf_words.parts(leaf.read(vault, person)) == []
