"""Keep or print: what leaves, for whom, in which form and on which paper; each copy is noted on the record."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import PersonSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Asked
from sbp_desktop.services import exporting, locked_pdf
from sbp_desktop.storage import queries, telling
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.keep import choices, dialogs, told_once
from sbp_desktop.ui.keep.page_sheet import Choosing, PageSheet
from sbp_desktop.ui.keep.told_once import LockChip
from sbp_desktop.ui.keep.without_yes import WithoutYes
from sbp_desktop.ui.web import pictures, told
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.words import Choices, said
from sbp_desktop.ui.widgets import Body, Chip, LinkButton, PrimaryButton, Problem, QuietButton, Secondary, TextField

_FORM = {"graphml": "GraphML", "txt": "text", "csv": "tables"} | {
    form: form.upper() for form in ("pdf", "png", "svg", "json")
}
"""What a form is called on the record."""


class KeepSheet(PageSheet):
    """Lies over a web page. `kept` carries one sentence of what was done; `bring_in_wanted` asks for the other way,
    `leaf_wanted` for a page to leave with the person.
    """

    kept = Signal(str)
    bring_in_wanted = Signal()
    leaf_wanted = Signal()

    def __init__(self, background: Background, person: UUID, scene: WebScene, parent: QWidget) -> None:
        super().__init__(parent.tr("Keep or print"), parent)
        self._background, self._person, self._scene = background, person, scene
        self.chosen = {
            "what": "picture", "whom": "person", "form": "pdf", "paper": "A4", "colours": "light", "print": "ordinary",
        }  # fmt: skip
        self.what = self._choosing("what", self.tr("What"), choices.WHAT)
        self.whom = self._choosing("whom", self.tr("For whom"), choices.WHOM)
        self.outside: Choosing | None = None
        self.outsiders: Mapping[str, str] = {}
        self.agreed = Chip(self.tr("They say yes to this copy"), self)
        self.lines.addWidget(self.agreed, 0, Qt.AlignmentFlag.AlignLeft)
        self.without = WithoutYes(self)
        self.lines.addWidget(self.without)
        self.taken_back = Secondary("", self)
        self.lines.addWidget(self.taken_back)
        self.meaning = Body("", self)
        self.lines.addWidget(self.meaning)
        several = {what: forms for what, forms in choices.FORMS.items() if len(forms) > 1}
        self.forms = {what: self._choosing("form", self.tr("As"), forms) for what, forms in several.items()}
        self.paper = self._choosing("paper", self.tr("Paper"), choices.PAPERS)
        self.colours = self._choosing("colours", self.tr("Colours"), choices.COLOURS)
        self.print = self._choosing("print", self.tr("Size of print"), choices.PRINT)
        self.lock = LockChip(self)
        self.why = TextField(self.tr("What is it for?"), self.tr("What is it for? You can leave this empty."), self)
        self.half = HalfLine(background, self.why, "keep_why")
        self.problem = Problem("", self)
        self.save = PrimaryButton(self.tr("Save as…"), self)
        self.to_printer = QuietButton(self.tr("Print…"), self)
        self.leaf = LinkButton(self.tr("A page to leave with them"), self, icon_name="print")
        self.leaf.setProperty("touch", True)
        self._paper_ok = True
        self.bring_in = LinkButton(self.tr("Bring something in instead"), self, icon_name="add")
        self._lay_out()
        self.agreed.toggled.connect(self._take_yes)
        self.without.changed.connect(self._take_no)
        self.without.not_told.connect(self._note_not_told)
        self.save.clicked.connect(self._save)
        self.to_printer.clicked.connect(self._print)
        self.leaf.clicked.connect(partial(self._ask_instead, self.leaf_wanted))
        self.bring_in.clicked.connect(partial(self._ask_instead, self.bring_in_wanted))

    def _choosing(self, name: str, label: str, offered: Choices) -> Choosing:
        part = Choosing(label, offered, self)
        part.chips.chosen.connect(partial(self._choose, name))
        self.lines.addWidget(part)
        return part

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_12)
        self.lines.addSpacing(theme.SPACE_8)
        self.lines.addWidget(self.lock, 0, Qt.AlignmentFlag.AlignLeft)
        self.lines.addWidget(self.why)
        self.lines.addWidget(self.problem)
        self.lines.addSpacing(theme.SPACE_8)
        self.lines.addLayout(foot)
        foot.addWidget(self.save)
        foot.addWidget(self.to_printer)
        foot.addStretch(1)
        self.lines.addWidget(self.leaf)
        self.lines.addWidget(self.bring_in)

    # -- choosing

    def open(self) -> None:
        """Lay the sheet over the page, the person's own copy chosen, with the keyboard on it."""
        self.chosen["whom"] = "person"
        self.agreed.setChecked(False)
        self.lock.setChecked(False)
        self.without.fold()
        self._show_outsiders({})
        self.half.belong(self._person)
        self.show()
        self._say("")
        self._show_choices()
        self.raise_()
        self.what.chips.chips[self.chosen["what"]].setFocus(Qt.FocusReason.OtherFocusReason)
        self._background.run(queries.person, self._person, then=self._take_person)
        self._background.run(queries.copies_for, self._person, then=self._show_outsiders)

    def _show_outsiders(self, found: Mapping[str, str]) -> None:
        """Offer a copy to everybody outside whom something is named for, and to nobody else."""
        self.outsiders = found
        if self.outside is not None:
            self.outside.hide()
            self.outside.deleteLater()
            self.outside = None
        if found:
            self.outside = Choosing(self.tr("Or for somebody outside"), found, self)
            self.outside.chips.chosen.connect(partial(self._choose, "whom"))
            self.lines.insertWidget(self.lines.indexOf(self.whom) + 1, self.outside)
        self._show_choices()

    def _called(self) -> str:
        """What the one is called that the copy is for."""
        whom = self.chosen["whom"]
        return self.outsiders[whom] if whom in self.outsiders else said(choices.WHOM, whom)

    def _in_words(self, words: Choices, outside: str) -> str:
        whom = self.chosen["whom"]
        return outside.format(name=self.outsiders[whom]) if whom in self.outsiders else said(words, whom)

    def _take_person(self, person: PersonSnapshot) -> None:
        """Offer no paper to somebody who would rather have none (decisions.md D13)."""
        self._paper_ok = person.paper_ok
        self._show_choices()

    def _choose(self, name: str, value: str) -> None:
        if name == "whom":  # a yes is to this copy, for them
            self.agreed.setChecked(False)
            self.without.fold()
            self._ask_taken_back()
        self.chosen[name] = value
        self._show_choices()

    def _ask_taken_back(self) -> None:
        """Say where they took an earlier yes back."""
        self.taken_back.setText("")
        if self.chosen["whom"] in self.outsiders:
            who = self._called()
            self._background.run(telling.taken_back, self._person, who, then=partial(self._say_taken_back, who))

    def _say_taken_back(self, who: str, on: PartialDate | None) -> None:
        if on is not None and who == self._called():
            day = when_and_where.partial(on, when_and_where.today())
            self.taken_back.setText(self.tr("They took their yes back on {day}. Ask them anew.").format(day=day))
        self._show_choices()

    def _take_yes(self, yes: bool) -> None:
        if yes:
            self.without.fold()
        self.place()

    def _take_no(self) -> None:
        if self.without.asked:
            self.agreed.setChecked(False)
        self.place()

    def _show_choices(self) -> None:
        """Show what is chosen, and only what still matters then."""
        what = self.chosen["what"]
        if self.chosen["form"] not in choices.FORMS[what]:
            self.chosen["form"] = next(iter(choices.FORMS[what]))
        form = self.chosen["form"]
        for name in ("what", "whom", "paper", "colours", "print"):
            part: Choosing = getattr(self, name)
            part.chips.show_value(self.chosen[name])
        for kind, part in self.forms.items():
            part.chips.show_value(form)
            part.setVisible(kind == what)
        self.paper.setVisible(what != "data" and form != "txt")
        self.colours.setVisible(what in ("picture", "both"))
        self.lock.setVisible(what != "data" and form == "pdf")
        self.print.setVisible(what in ("list", "both") and form == "pdf")
        self.to_printer.setVisible(what != "data" and (self._paper_ok or self.chosen["whom"] != "person"))
        self.leaf.setVisible(self._paper_ok)
        if self.outside is not None:
            self.outside.chips.show_value(self.chosen["whom"])
        outside = self.chosen["whom"] in self.outsiders
        self.agreed.setVisible(outside)
        self.without.setVisible(outside)
        self.taken_back.setVisible(outside and bool(self.taken_back.text()))
        self.meaning.set_words(self._in_words(choices.MEANING, self.tr("Only what is named for {name}.")))
        self.place()

    # -- doing

    def _save(self) -> None:
        form, whom = self.chosen["form"], self.chosen["whom"]
        path = dialogs.ask_where(self, self.tr("Save as"), "" if form == "csv" else f".{form}")
        if path is None:
            return
        if self.chosen["what"] == "data":
            self._run(exporting.write_for, whom, path, form, then=lambda _path: self._note())
        else:
            self._run(exporting.web_for, whom, self._scene.web.view, then=partial(self._draw, path))

    def _print(self) -> None:
        printer = dialogs.ask_printer(self)
        if printer is not None:

            def put_on_paper(web: WebSnapshot) -> None:
                pictures.print_sheet(self._paper_sheet(web), printer, printer.resolution())
                self._note()

            self._run(exporting.web_for, self.chosen["whom"], self._scene.web.view, then=put_on_paper)

    def _run(self, function: Callable[..., Any], *arguments: Any, then: Callable[[Any], object]) -> None:
        self._say("", busy=True)
        agreed = self.agreed.isChecked() and self.chosen["whom"] in self.outsiders
        run = partial(function, agreed=agreed, law=self.without.basis)
        self._background.run(run, self._person, *arguments, then=then, failed=self._failed)

    def _draw(self, path: Path, web: WebSnapshot) -> None:
        sheet = self._paper_sheet(web)
        passphrase = locked_pdf.suggest() if self._locks() else ""
        try:
            if self.chosen["form"] == "txt":
                title = f"{sheet.title}\n{sheet.when}"
                path.write_text(told.as_text(title, told.web_in_words(web, sheet.showing), below=sheet.below), "utf-8")
            else:
                pictures.save_picture(sheet, path, self.chosen["form"], passphrase)
        except OSError:
            self._say(exporting.NOT_THERE)
        else:
            self._note(passphrase)

    def _locks(self) -> bool:
        return self.lock.isChecked() and self.chosen["form"] == "pdf" and self.chosen["what"] != "data"

    def _paper_sheet(self, web: WebSnapshot) -> pictures.Sheet:
        """The page in front as it is shown, built anew from what the other may see."""
        chosen, shown, faces = self.chosen, self._scene.showing, self._scene.faces
        return pictures.Sheet(
            web,
            Showing(shown.day, shown.layout, drawings=shown.drawings),
            parts=chosen["what"],  # type: ignore[arg-type]  # these three are keys of the choices
            paper=chosen["paper"],  # type: ignore[arg-type]
            colours=chosen["colours"],  # type: ignore[arg-type]
            large=chosen["print"] == "large",
            below=self._in_words(choices.BELOW, self.tr("For {name}.")),
            paper_map=self._scene.paper.photo_as_read,
            faces={node.id: faces[node.id] for node in web.nodes if node.photo and node.id in faces},
        )

    def _note(self, passphrase: str = "") -> None:
        """Keep on the record that a copy left, and whether it was locked; then tell what opens it."""
        chosen = self.chosen
        what = f"{said(choices.WHAT, chosen['what'])}, {_FORM[chosen['form']]}"
        self._background.run(
            exporting.note_copy,
            self._person,
            what=f"{what}, {choices.locked()}" if passphrase else what,
            for_whom=self._called(),
            why=self.why.text().strip(),
            **self._asked(),
            then=partial(self._done, passphrase),
            failed=self._failed,
        )

    def _asked(self) -> dict[str, Any]:
        """What came of asking, of a copy for somebody outside."""
        whom = self.chosen["whom"]
        if whom not in self.outsiders:
            return {}
        agreed = {Asked.NO.value: False, Asked.NOT_SAFE.value: None}.get(self.without.asked, True)
        not_safe = self.without.asked == Asked.NOT_SAFE
        to = UUID(hex=whom.partition(":")[2])
        return {"agreed": agreed, "not_safe": not_safe, "basis": self.without.basis, "to": to}

    def _note_not_told(self) -> None:
        """Keep on the record that nothing went, and why."""
        what = said(choices.WHAT, self.chosen["what"])
        note = partial(exporting.note_not_told, what=what, for_whom=self._called(), why=self.why.text().strip())
        self._background.run(note, self._person, then=self._not_told, failed=self._failed, **self._asked())

    def _not_told(self, _changes: object) -> None:
        self._say("")
        self.half.done()
        self.close_sheet()
        self.kept.emit(self.tr("Nothing went. That it did not, and why, is on the record."))

    def _done(self, passphrase: str, _changes: object) -> None:
        self._say("")
        self.half.done()
        self.close_sheet()
        self.kept.emit(self.tr("Your copy is made. That it was, and for whom, is on the record."))
        if passphrase:
            told_once.tell(passphrase, self)

    def _failed(self, error: ExpectedError) -> None:
        self._say(str(error))

    def _say(self, problem: str, *, busy: bool = False) -> None:
        self.problem.set_words(problem)
        for button in (self.save, self.to_printer):
            button.setEnabled(not busy)
        self.place()

    def _ask_instead(self, wanted: SignalInstance) -> None:
        self.close_sheet()
        wanted.emit()
