"""The settings: every rule of the practice with its kind and source, and a switch where the team may choose."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.rules import RULES, Subject
from sbp_desktop.models.snapshots import ChangeSet, TeamRulesSnapshot
from sbp_desktop.services import locking, rules, spelling
from sbp_desktop.storage import fair_shares, history, team_rules
from sbp_desktop.ui import local_words, theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.council_link import CouncilLink
from sbp_desktop.ui.latest_only import LatestOnly
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.settings import rule_words
from sbp_desktop.ui.settings.copies_part import CopiesPart
from sbp_desktop.ui.settings.council_part import CouncilPart
from sbp_desktop.ui.settings.kept_words_part import KeptWordsPart
from sbp_desktop.ui.settings.keys_part import KeysPart
from sbp_desktop.ui.settings.lines_part import LinesPart
from sbp_desktop.ui.settings.me import Me
from sbp_desktop.ui.settings.quick_part import QuickPart
from sbp_desktop.ui.settings.recovery_part import RecoveryPart
from sbp_desktop.ui.settings.rule_row import RuleRow
from sbp_desktop.ui.settings.shares_part import SharesPart
from sbp_desktop.ui.settings.team_part import LockPart, TeamPart
from sbp_desktop.ui.settings.words_part import WordsPart
from sbp_desktop.ui.widgets import Body, Column, FindField, Heading, PageTitle


class SettingsPage(Column):
    """The rows are made when the page is first shown. A switch is one change, which Ctrl+Z takes back here."""

    problem = Signal(str)

    def __init__(self, background: Background, link: CouncilLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Settings"))
        self._background = background
        self._question = LatestOnly(background, parent=self)
        self._standing: TeamRulesSnapshot | None = None
        self.rows: dict[str, RuleRow] = {}
        self._parts: dict[Subject, Part] = {}
        self.field = FindField(self.tr("Find a rule"), self.tr("Find a rule"))
        self._nothing = Body(self.tr("No rule has these words."))
        self.words = WordsPart(background)
        self.words.problem.connect(self.problem)
        self.team, self.lock, self.shares = TeamPart(background), LockPart(background), SharesPart()
        self.key, self.kept = LinesPart(background), KeptWordsPart(background)
        self.me = Me(background)
        self.council, self.recovery = CouncilPart(link), RecoveryPart(background, link)
        self.folder = Path()
        self.passphrase, self.quick = KeysPart(background, lambda: self.folder), QuickPart(background)
        self.copies = CopiesPart(background)
        local_words.bell.changed.connect(self._say_anew)
        self._build()
        self.field.textChanged.connect(self._narrow)
        self.setFocusProxy(self.words)

    def load(self) -> None:
        """Ask how the rules stand and show it when it comes."""
        self._question.ask(team_rules.standing, then=self.show_standing)
        self._background.run(fair_shares.spread, then=self.shares.show_shares)
        self._background.run(locking.minutes, then=self.lock.show_minutes)
        self._background.run(locking.is_shared, then=self.lock.show_shared)
        self.me.load()
        self.recovery.load()
        self.passphrase.load()
        self.quick.load()
        self.copies.load()
        self._background.run(spelling.kept, then=self.kept.show_words)

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again when a rule was switched, here or elsewhere."""
        if self.isVisible() and changes.kinds & {"Team", "Worker", locking.LAPTOP}:
            self.load()

    def undo(self) -> None:
        """Take back the last switch."""
        if self._standing is not None:
            self._background.run(history.undo, self._standing.team)

    def redo(self) -> None:
        """Do it again."""
        if self._standing is not None:
            self._background.run(history.redo, self._standing.team)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the rows the first time, and ask how the rules stand."""
        super().showEvent(event)
        if not event.spontaneous():
            if not self.rows:
                self._make_rows()
            self.load()

    def show_standing(self, standing: TeamRulesSnapshot) -> None:
        """Show each rule as it stands for the team."""
        self._standing = standing
        self.team.show_team(standing)
        for row in self.rows.values():
            on = row.rule.id not in standing.off
            row.show_state(on=on, note=self._note(row.rule.id, on=on))

    def _build(self) -> None:
        self.lines.addWidget(PageTitle(self.tr("Settings")))
        for part in (
            self.me, self.council, self.recovery, self.words, self.team, self.shares, self.lock, self.passphrase,
            self.quick, self.copies, self.kept, self.key,
        ):  # fmt: skip
            self.lines.addWidget(part)
        self.lines.addWidget(Heading(self.tr("The rules of our team")))
        self.lines.addWidget(
            Body(
                self.tr(
                    "These are the rules behind this app. None of them waits for somebody’s yes, and none counts "
                    "anybody’s work. Your team can switch off those that have a switch."
                )
            )
        )
        self.lines.addWidget(self.field)
        self._nothing.hide()
        self.lines.addWidget(self._nothing)
        self._below = QVBoxLayout()
        self._below.setSpacing(theme.SPACE_12)
        self.lines.addLayout(self._below)
        self.lines.addStretch(1)

    def _say_anew(self) -> None:
        """A rule may name what the team now calls otherwise."""
        if self.rows:
            for part in self._parts.values():
                part.hide()
                part.deleteLater()
            self._make_rows()
            self._narrow(self.field.text())
            self.load()

    def _make_rows(self) -> None:
        for subject in Subject:
            part = Part(rule_words.say(rule_words.SUBJECTS[subject]))
            self._below.addWidget(part)  # before it shows itself, or it would for a moment be a window of its own
            rows = [RuleRow(rule) for rule in RULES if rule.subject is subject]
            for row in rows:
                row.switched.connect(self._switch)
                self.rows[row.rule.id] = row
            part.show_rows(rows)
            self._parts[subject] = part

    def _narrow(self, typed: str) -> None:
        """Leave only the rules that have the words typed."""
        wanted = typed.casefold().split()
        shown = set()
        for row in self.rows.values():
            row.setVisible(row.holds(wanted))
            if row.holds(wanted):
                shown.add(row.rule.subject)
        for subject, part in self._parts.items():
            part.setVisible(subject in shown)
        self._nothing.setVisible(not shown)

    def _switch(self, rule: str, on: bool) -> None:
        self._background.run(rules.set_rule, rule, on, failed=self._not_switched)

    def _not_switched(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))
        self.load()

    def _note(self, rule: str, *, on: bool) -> str:
        switch = self._standing.switched.get(rule) if self._standing is not None else None
        if switch is None:
            return ""
        when = when_and_where.moment(switch.at_ms, when_and_where.today())
        if switch.by:
            said = self.tr("Switched on by {0}, {1}") if on else self.tr("Switched off by {0}, {1}")
            return said.format(switch.by, when)
        return (self.tr("Switched on {0}") if on else self.tr("Switched off {0}")).format(when)
