"""What is chosen once: when the laptop locks, how often to be in touch, turning the screen back with unlock."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import TeamRulesSnapshot
from sbp_desktop.services import locking, teams
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.plans import words
from sbp_desktop.ui.settings.switch import Switch
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import Body

translate = QCoreApplication.translate
_SUMS = (50, 100, 200, 500)  # pounds
_OFTEN = (1, 2, 3, 7)  # days suggested (practice.md R06)
_MANY = (5, 10, 20)  # people on their way to one small group (practice.md R49)


class LockPart(Part):
    """After how many minutes this laptop locks when nobody touches it, and whether several use it."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(translate("TeamSettings", "When this laptop locks"), parent)
        self._said = Body("")
        self.lines.addWidget(self._said)
        choices = {str(each): translate("TeamSettings", "{0} min").format(each) for each in locking.CHOICES}
        self.minutes = Chips(translate("TeamSettings", "Minutes until it locks"), choices, self, needed=True)
        self.minutes.chosen.connect(lambda chosen: background.run(locking.set_minutes, int(chosen)))
        self.lines.addWidget(self.minutes)
        self.shared = Switch(translate("TeamSettings", "Several of us use this computer, as at a hub"), self)
        self.shared.clicked.connect(lambda on: background.run(locking.set_shared, on))
        _add_switch(self.lines, self.shared)
        self.show_shared(False)

    def show_minutes(self, minutes: int) -> None:
        """Show what is chosen."""
        self.minutes.show_value(str(minutes))

    def show_shared(self, shared: bool) -> None:
        """Show whether several use it; then it locks soon, and there is nothing to choose."""
        alone = translate("TeamSettings", "After so many minutes without a touch. While you listen it is always {0}.")
        said = translate("TeamSettings", "After {0} minutes without a touch, because others use it too.")
        self._said.set_words(said.format(locking.SHARED_MINUTES) if shared else alone.format(locking.CEILING))
        self.minutes.setVisible(not shared)
        self.shared.setChecked(shared)


def _add_switch(lines: QVBoxLayout, switch: Switch) -> None:
    """Add a switch with what it switches before it."""
    across = QHBoxLayout()
    lines.addLayout(across)
    across.addWidget(Body(switch.accessibleName()), 1, Qt.AlignmentFlag.AlignVCenter)
    across.addWidget(switch)


class TeamPart(Part):
    """What the team agreed on for itself; each is one change, which Ctrl+Z takes back on this page."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What our team agreed"), parent)
        self._background = background
        often = {"": self.tr("Agreed each time"), **{str(days): words.rhythm(days) for days in _OFTEN}}
        label = self.tr("How often we are in touch in a crisis, to begin with")
        self.often = Chips(label, often, self, needed=True)
        self.lines.addWidget(Body(label))
        self.lines.addWidget(self.often)
        label = self.tr("Small money for one person before we ask for a sentence")
        self.money = Chips(label, {str(sum_): f"£{sum_}" for sum_ in _SUMS}, self, needed=True)
        self.lines.addWidget(Body(label))
        self.lines.addWidget(self.money)
        label = self.tr("How many on their way to one small group are many at once")
        self.many = Chips(label, {str(each): str(each) for each in _MANY}, self, needed=True)
        self.lines.addWidget(Body(label))
        self.lines.addWidget(self.many)
        self.unlock = Switch(self.tr("Turning the screen back asks for the passphrase"), self)
        self.code = Switch(self.tr("After a lock, a quick code may open the app for some hours"), self)
        for switch in (self.unlock, self.code):
            _add_switch(self.lines, switch)
        self.often.chosen.connect(self._choose_rhythm)
        self.money.chosen.connect(self._choose_money)
        self.many.chosen.connect(self._choose_many)
        self.unlock.clicked.connect(self._choose_unlock)
        self.code.clicked.connect(self._choose_code)

    def show_team(self, standing: TeamRulesSnapshot) -> None:
        """Show what is agreed."""
        self.often.show_value(str(standing.rhythm_days or ""))
        self.money.show_value(str(standing.small_spend_limit))
        self.many.show_value(str(standing.group_full_at))
        self.unlock.setChecked(standing.unlock_to_turn_back)
        self.code.setChecked(standing.quick_code)

    def _choose_rhythm(self, days: str) -> None:
        label = "Agreed how often we are in touch"
        self._background.run(teams.set_team, label, c2_default_rhythm_days=int(days) if days else None)

    def _choose_money(self, pounds: str) -> None:
        self._background.run(teams.set_team, "Agreed on small money", small_spend_limit=int(pounds))

    def _choose_many(self, people: str) -> None:
        self._background.run(teams.set_team, "Agreed how many are many at once", group_full_at=int(people))

    def _choose_unlock(self, on: bool) -> None:
        self._background.run(teams.set_team, "Changed how the screen is turned back", unlock_to_turn_back=on)

    def _choose_code(self, on: bool) -> None:
        self._background.run(teams.set_team, "Agreed on quick codes", quick_code=on)
