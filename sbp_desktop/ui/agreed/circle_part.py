"""The circle of support: what each has said they will do, and nobody counts before their own yes (practice.md A20)."""

from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed, Thing, has_said_yes, members
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.findings import MORE_THAN_THE_CIRCLE, findings
from sbp_desktop.models.snapshots import DraftSnapshot, WebSnapshot
from sbp_desktop.services import circle
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.agreed import choosing, member_page
from sbp_desktop.ui.agreed.listed_part import ListedPart
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.widgets import Chip, LinkButton, Name, Secondary


class MemberRow(ThingRow):
    """One of the circle: to be asked, until they have said yes on a day."""

    def __init__(self, where: Where, thing: UUID, node: UUID | None, name: str, parent: QWidget) -> None:
        lines = (
            Line("will_do", self.tr("What {name} will do").format(name=name), self.tr("What will they do?")),
            Line("how_often", self.tr("How often"), self.tr("Every Tuesday, now and then…")),
            Line("needs_back", self.tr("What they need back"), self.tr("What would make it easy for them?")),
        )
        keep = partial(circle.write_member, person=where.person, node=node)
        super().__init__(where, thing, lines, keep, parent, context={"node": node.hex if node else ""})
        self._agreed: Agreed | None = None
        self._member: Thing | None = None
        self._node = node
        self.name = Name(name, self)
        self.yes = Chip(self.tr("Has said yes"), self)
        self.yes.clicked.connect(self._say_yes)
        self.asked = Secondary(self.tr("To be asked"), self)
        self.asked.setWordWrap(False)
        self.day = DayButton(self.tr("When they said yes"), self, quiet=True)
        self.day.chosen.connect(partial(where.background.run, circle.say_yes, thing))
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        self.down.insertLayout(0, head)
        head.addWidget(self.name, 1)
        for shown in (self.asked, self.day, self.yes):
            shown.hide()
            head.addWidget(shown, 0, Qt.AlignmentFlag.AlignVCenter)
        self.until = DayButton(self.tr("Until when"), self, ahead=True)
        self.until.chosen.connect(lambda day: where.background.run(circle.set_member, thing, until=day))
        self.add_below(self.tr("Until when"), self.until)
        self.backup = LinkButton("", self)
        self.backup.setProperty("touch", True)
        self.backup.clicked.connect(self._choose_backup)
        self.add_below(self.tr("Who to ring if they cannot"), self.backup)
        self.paper = LinkButton("", self, quiet=True)
        self.paper.setProperty("touch", True)
        self.paper.clicked.connect(self._offer_page)
        self.add_below("", self.paper)
        self.down.addSpacing(theme.SPACE_16)

    def show_more(self, thing: Thing, agreed: Agreed) -> None:
        """Show whether they have said yes, until when, and who stands in."""
        self._agreed, self._member = agreed, thing
        now, yes, until = when_and_where.today(), thing.day("agreed_on"), thing.day("until")
        name = agreed.label(self._node)
        self.name.setText(name)
        self.paper.setText(self.tr("A page for {name}").format(name=name))
        self.yes.setVisible(True)
        self.yes.setChecked(yes is not None)
        self.yes.setAccessibleName(self.tr("{name} has said yes").format(name=name))
        self.asked.setVisible(yes is None)
        self.day.setVisible(yes is not None)
        self.day.show_words(when_and_where.partial(yes, now) if yes else "")
        self.until.show_words(when_and_where.expected(until, now) if until else self.tr("Until further notice"))
        self.backup.setText(agreed.label(thing.ref("backup")) or self.tr("Who?"))
        self.backup.setAccessibleName(
            self.tr("Who to ring if {name} cannot: {who}").format(name=name, who=self.backup.text())
        )  # fmt: skip

    def _say_yes(self, yes: bool) -> None:
        day = PartialDate.on(when_and_where.today()) if yes else None
        self.where.background.run(circle.say_yes, self.thing, day)

    def _offer_page(self) -> None:
        """Their own part on paper, once the person says yes to that."""
        ways = (
            ("print", self.tr("They say yes: print it…")),
            ("pdf", self.tr("They say yes: save it as PDF…")),
            ("locked", self.tr("They say yes: save it as a locked PDF…")),
        )
        choosing.offer(self.paper, ways, self._hand_over)

    def _hand_over(self, form: str) -> None:
        if self._agreed is not None and self._member is not None:
            member_page.hand_over(self.where.background, self._member, self._agreed, form, self)

    def _choose_backup(self) -> None:
        if self._agreed is not None:
            nobody: list[tuple[object, str]] = [(None, self.tr("Nobody yet"))]
            others = [one for one in choosing.people(self._agreed) if one[0] != self._node]
            choosing.offer(self.backup, [*nobody, *others], self._stand_in)

    def _stand_in(self, who: object) -> None:
        self.where.background.run(circle.set_member, self.thing, backup=who)


class CirclePart(ListedPart):
    """Somebody joins by being chosen from the web; what they will do is the one thing more that is needed."""

    kinds = ("CircleAgreement",)
    open_ended = False

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, self.tr("Circle of support"), parent)
        self.ask = LinkButton("")
        self.more = Secondary("")

    def make(self, sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:
        """Build the list, and the way to somebody more."""
        super().make(sheet, lines, person)
        self.more = Secondary("", sheet)
        self.more.hide()
        lines.addWidget(self.more)
        self.ask = LinkButton(self.tr("Add somebody from their web"), sheet)
        self.ask.setProperty("touch", True)
        self.ask.clicked.connect(self._offer_people)
        lines.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)

    def make_row(self, where: Where, thing: UUID, draft: DraftSnapshot | None, sheet: QWidget) -> ThingRow:
        """Return the row of one of the circle."""
        kept = {member.id: member.ref("node") for member in self.things(self._agreed)} if self._agreed else {}
        noted = draft.context.get("node") if draft is not None else None
        node = kept.get(thing) or (UUID(hex=str(noted)) if noted else None)
        return MemberRow(where, thing, node, self._agreed.label(node) if self._agreed else "", sheet)

    def things(self, found: Agreed) -> tuple[Thing, ...]:
        """Return everybody in the circle."""
        return members(found)

    def show_agreed(self, found: Agreed) -> None:
        """Show everybody, and whether personal care needs a thought."""
        super().show_agreed(found)
        person = found.person
        self._background.run(queries.here, queries.web, person, person, then=self._think_of_care)

    def said(self, found: Agreed) -> str:
        """Return who has said yes, and who is to be asked."""
        everybody = [(has_said_yes(member), found.label(member.ref("node"))) for member in self.things(found)]
        yes, asked = [", ".join(name for said, name in everybody if said is wanted) for wanted in (True, False)]
        return "  ".join(
            filter(
                None,
                (
                    self.tr("Said yes: {names}.").format(names=yes) if yes else "",
                    self.tr("To be asked: {names}.").format(names=asked) if asked else "",
                ),
            )
        )

    def enter(self) -> None:
        """Go to where somebody is chosen."""
        self.ask.setFocus(Qt.FocusReason.OtherFocusReason)

    def _think_of_care(self, web: WebSnapshot) -> None:
        if self.sheet is not None and web.person == self._person:
            found = {each.key: each.invitation for each in findings(web, when_and_where.today())}
            self.more.setText(found.get(MORE_THAN_THE_CIRCLE, ""))
            self.more.setVisible(MORE_THAN_THE_CIRCLE in found)

    def _offer_people(self) -> None:
        if self._agreed is not None:
            choosing.offer(self.ask, choosing.people(self._agreed), self._take_in)

    def _take_in(self, node: object) -> None:
        if self.list is not None and self._person is not None and self._agreed is not None and isinstance(node, UUID):
            where = Where(self._background, self._person, self.where())
            self.list.add(MemberRow(where, uuid4(), node, self._agreed.label(node), self.list))
