"""Keep or print, and bring something in: through the real sheets, with only the system's own windows faked."""

import json
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from sbp_desktop.services import bringing_in, exporting, sharing, webs
from sbp_desktop.storage import queries
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.keep.bring_in_sheet import BringInSheet
from sbp_desktop.ui.keep.keep_sheet import KeepSheet
from tests.ui.web.conftest import Hand


@pytest.fixture
def sheet(hand: Hand) -> KeepSheet:
    """The sheet over Eric's web: Jean is for everybody, what is whispered is not."""
    hand.type_name("Jean, daughter")
    hand.type_name("Whispered")
    hand.background.run(webs.make_private, hand.node("Whispered").id)
    hand.settle()
    hand.page.keep.click()
    assert hand.page.keep_sheet is not None
    return hand.page.keep_sheet


@pytest.fixture
def bring_in(hand: Hand) -> BringInSheet:
    hand.type_name("Jean, daughter")
    return BringInSheet(hand.background, hand.page)


def choose(sheet: KeepSheet, **wanted: str) -> None:
    for name, value in wanted.items():
        part = sheet.forms[sheet.chosen["what"]] if name == "form" else getattr(sheet, name)
        chip = part.chips.chips[value]
        assert chip.isVisible()
        chip.click()


def saved(hand: Hand, sheet: KeepSheet, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(dialogs, "ask_where", lambda _parent, _heading, suffix: path.with_name(path.name + suffix))
    sheet.save.click()
    hand.settle()
    assert not sheet.isVisible(), sheet.problem.plain
    made = next(path.parent.glob(f"{path.name}*"))
    files = sorted(made.iterdir()) if made.is_dir() else [made]
    return "".join(file.read_text("utf-8", "replace") for file in files)


@pytest.mark.parametrize(("what", "form"), [("picture", "svg"), ("list", "txt"), ("data", "json"), ("data", "csv")])
@pytest.mark.parametrize("whom", ["person", "team", "worker"])
def test_a_copy_holds_what_its_reader_may_have(
    hand: Hand, sheet: KeepSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, form: str, whom: str
) -> None:
    choose(sheet, what=what, whom=whom, form=form)
    text = saved(hand, sheet, tmp_path / "copy", monkeypatch)
    assert "Jean" in text
    assert ("Whispered" in text) == (whom == "worker")
    assert hand.told[-1].startswith("Your copy is made")


def test_their_own_copy_is_offered_first_and_everything_only_with_a_warning(hand: Hand, sheet: KeepSheet) -> None:
    assert sheet.chosen["whom"] == "person"
    assert "private" not in sheet.meaning.plain
    choose(sheet, whom="worker")
    assert "private things too" in sheet.meaning.plain
    sheet.close_sheet()
    hand.page.keep.click()
    assert sheet.whom.chips.chips["person"].isChecked()


def test_each_copy_is_on_the_record_and_undo_leaves_it_there(
    hand: Hand, sheet: KeepSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(sheet, what="list", form="txt")
    QTest.keyClicks(sheet.why, "for the tea club")
    saved(hand, sheet, tmp_path / "copy", monkeypatch)
    hand.page.undo()
    hand.settle()
    (record,) = everything(hand, tmp_path)["SharingRecord"]
    assert (record["what"], record["with_whom"]) == ("The list, text", "Their own copy")
    assert record["legal_reason"] == "for the tea club"


def everything(hand: Hand, tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "all.json"
    hand.background.run(exporting.export, hand.page.person, path)
    hand.settle()
    entities: dict[str, Any] = json.loads(path.read_text("utf-8"))["entities"]
    return entities


def test_what_is_not_for_somebody_in_the_room_is_on_no_copy_but_the_workers(
    hand: Hand, sheet: KeepSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jean = hand.node("Jean").id
    sam = hand.node("Eric").id
    hand.background.run(webs.set_node, jean, audience={"worker", "team", "person", f"not_with:{sam.hex}"})
    monkeypatch.setattr(queries, "in_the_room", lambda _vault, _person: frozenset({sam}))
    choose(sheet, what="list", form="txt")
    assert "Jean" not in saved(hand, sheet, tmp_path / "copy", monkeypatch)


def test_only_what_matters_is_asked(sheet: KeepSheet) -> None:
    def asked() -> set[str]:
        parts = {"paper": sheet.paper, "colours": sheet.colours, "print": sheet.print, "printer": sheet.to_printer}
        return {name for name, part in parts.items() if part.isVisible()}

    assert asked() == {"paper", "colours", "printer"}
    choose(sheet, what="both")
    assert asked() == {"paper", "colours", "print", "printer"}
    choose(sheet, what="list")
    choose(sheet, form="txt")
    assert asked() == {"printer"}
    choose(sheet, what="data")
    assert asked() == set()
    assert sheet.chosen["form"] == "json"


def test_printing_puts_the_pages_on_a_printer_whose_queue_says_nothing(
    hand: Hand, sheet: KeepSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[QPrinter] = []

    def accept(self: Any) -> int:
        seen.append(printers[-1])
        return 1

    printers: list[QPrinter] = []

    class Dialog(QObject):
        def __init__(self, printer: QPrinter, _parent: QWidget) -> None:
            super().__init__()
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(tmp_path / "out.pdf"))
            printers.append(printer)

        exec = accept

    monkeypatch.setattr(dialogs, "QPrintDialog", Dialog)
    choose(sheet, what="both")
    sheet.to_printer.click()
    hand.settle()
    assert seen[0].docName() == "Print"
    raw = (tmp_path / "out.pdf").read_bytes()
    assert raw.count(b"/Type /Page\n") == 2
    assert not sheet.isVisible()


def test_a_question_for_a_printer_is_gone_with_its_printer(qtbot: QtBot) -> None:
    """A key that came late pressed its button, and the process ended: Qt asked the printer that was gone."""
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    asked: list[QDialog] = []

    def leave() -> None:
        asked.extend(parent.findChildren(QDialog))
        for each in asked:
            each.reject()

    QTimer.singleShot(0, parent, leave)
    assert dialogs.ask_printer(parent) is None
    assert asked
    assert not any(isValid(each) for each in asked)
    assert parent.findChildren(QDialog) == []


def test_a_place_that_cannot_be_written_is_said_in_one_sentence(
    hand: Hand, sheet: KeepSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: tmp_path / "nowhere" / "x.svg")
    for what, form in (("picture", "svg"), ("data", "json")):
        choose(sheet, what=what, form=form)
        sheet.save.click()
        hand.settle()
        assert sheet.isVisible()
        assert sheet.problem.plain == exporting.NOT_THERE
        assert sheet.save.isEnabled()
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: None)
    sheet.save.click()
    hand.settle()
    assert "SharingRecord" not in everything(hand, tmp_path)


def test_the_name_offered_says_nothing_and_nothing_remembers_where(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def ask(_parent: QWidget, _heading: str, path: str) -> tuple[str, str]:
        asked.append(Path(path).name)
        dialogs.QSettings(dialogs.QSettings.Scope.UserScope, "QtProject").setValue("FileDialog/history", [path])
        return str(tmp_path / "x.pdf"), ""

    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", ask)
    window = QWidget()
    qtbot.addWidget(window)
    assert dialogs.ask_where(window, "Save as", ".pdf") == tmp_path / "x.pdf"
    assert asked[0].startswith("copy-")
    assert asked[0].endswith(".pdf")
    kept = dialogs.QSettings(dialogs.QSettings.Scope.UserScope, "QtProject")
    assert not [key for key in kept.allKeys() if key.startswith("FileDialog")]


def offer(sheet: BringInSheet, hand: Hand, path: Path, monkeypatch: pytest.MonkeyPatch, person: UUID | None) -> None:
    monkeypatch.setattr(dialogs, "ask_which", lambda *_asked: path)
    sheet.choose_file(person)
    hand.settle()


def test_a_table_is_shown_first_then_brought_in_and_taken_back(
    hand: Hand, bring_in: BringInSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,relation,hat\nJean,,\nTom,friend,7\n", "utf-8")
    offer(bring_in, hand, path, monkeypatch, hand.page.person)
    assert "New people and places: 1" in bring_in.what.plain
    assert bring_in.names_told.text() == "Here already: Jean"
    assert bring_in.passed_over.text() == "Passed over: hat"
    assert hand.labels() == ["Eric", "Jean"]
    bring_in.names.chips.chips["both"].click()
    hand.settle()
    assert "New people and places: 2" in bring_in.what.plain
    with qtbot.waitSignal(bring_in.brought_in):
        bring_in.do.click()
        hand.settle()
    assert hand.labels() == ["Eric", "Jean", "Jean", "Tom"]
    assert not bring_in.isVisible()
    assert bring_in.names_told.text() == "", "names leave with the sheet"
    hand.page.undo()
    assert hand.labels() == ["Eric", "Jean"]


def test_what_differs_is_asked_about(
    hand: Hand, bring_in: BringInSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tables"
    hand.background.run(exporting.export, hand.page.person, folder, format="csv")
    hand.settle()
    nodes = folder / "nodes.csv"
    nodes.write_text(nodes.read_text("utf-8").replace("Jean", "Jeanette"), "utf-8")
    offer(bring_in, hand, nodes, monkeypatch, hand.page.person)
    assert bring_in.differing.isVisible()
    assert not bring_in.names.isVisible()
    bring_in.differing.chips.chips["theirs"].click()
    hand.settle()
    bring_in.do.click()
    assert hand.labels() == ["Eric", "Jeanette"]
    offer(bring_in, hand, nodes, monkeypatch, hand.page.person)
    assert bring_in.what.plain == "Everything in this file is here already."
    assert not bring_in.do.isEnabled()


@pytest.mark.parametrize("text", ["name,kind\nTom,ghost\n", '{"schema": 1}', ""])
def test_a_broken_file_is_refused_on_the_sheet(
    hand: Hand, bring_in: BringInSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = tmp_path / ("x.json" if text.startswith("{") else "x.csv")
    path.write_text(text, "utf-8")
    offer(bring_in, hand, path, monkeypatch, hand.page.person)
    assert bring_in.problem.plain.startswith(f"{path.name}, line ")
    assert str(tmp_path) not in bring_in.problem.plain
    assert not bring_in.do.isEnabled()
    assert hand.labels() == ["Eric", "Jean"]


def test_bringing_in_can_be_left_half_way_and_nothing_is_kept(
    hand: Hand, bring_in: BringInSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name\n" + "".join(f"Friend {number}\n" for number in range(40)), "utf-8")
    offer(bring_in, hand, path, monkeypatch, hand.page.person)
    half_way, go_on = Event(), Event()
    real, written = bringing_in._write, count()

    def write(*args: Any) -> None:
        if next(written) == 20:
            half_way.set()
            assert go_on.wait(30)
        real(*args)

    monkeypatch.setattr(bringing_in, "_write", write)
    bring_in.do.click()
    qtbot.waitUntil(lambda: half_way.is_set() and bring_in.stop.isVisible())
    QTest.keyClick(bring_in.stop, Qt.Key.Key_Space)
    go_on.set()
    hand.settle()
    assert hand.labels() == ["Eric", "Jean"]
    assert not bring_in.isVisible()


@pytest.mark.parametrize(("what", "form"), [("picture", "svg"), ("list", "txt"), ("data", "json")])
def test_somebody_outside_has_only_what_is_named_for_them_and_only_with_a_yes(
    hand: Hand, sheet: KeepSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, form: str
) -> None:
    hand.type_name("Tom")
    assert sheet.outside is None, "nothing is named for anybody"
    node = hand.node("Jean").id
    jean = f"family:{node.hex}"
    hand.ask(partial(sharing.set_audience, named={jean}), node)
    sheet.open()
    hand.settle()
    assert sheet.outside is not None
    assert not sheet.agreed.isVisible()
    QTest.mouseClick(sheet.outside.chips.chips[jean], Qt.MouseButton.LeftButton)
    assert sheet.meaning.plain == "Only what is named for Jean."
    choose(sheet, what=what, form=form)
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: tmp_path / f"copy.{form}")
    sheet.save.click()
    hand.settle()
    assert sheet.isVisible()
    assert sheet.problem.plain.startswith("Ask the person first")
    assert not (tmp_path / f"copy.{form}").exists()
    QTest.mouseClick(sheet.agreed, Qt.MouseButton.LeftButton)
    text = saved(hand, sheet, tmp_path / "copy", monkeypatch)
    assert "Jean" in text
    assert "Tom" not in text
    record = exporting_text(hand, tmp_path)
    assert [(each["with_whom"], each["agreed"]) for each in record["entities"]["SharingRecord"]] == [("Jean", True)]


def exporting_text(hand: Hand, tmp_path: Path) -> Any:
    path = hand.ask(exporting.export, hand.page.person, tmp_path / "all.json")
    assert isinstance(path, Path)
    return json.loads(path.read_text("utf-8"))
