"""The council in the settings: where the work goes, whether all of it is there, and the first time by a code."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.sync.status import Standing
from sbp_desktop.ui import council_words, theme, when_and_where
from sbp_desktop.ui.council_link import CouncilLink
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.settings.sign_in_part import SignInPart
from sbp_desktop.ui.widgets import Body, LinkButton, Problem, QuietButton, Secondary, TextField


class CouncilPart(Part):
    """Two fields and a button until a council knows this laptop; from then on how things stand, and a way to connect it
    again: a copy of another laptop gets a key of its own so.
    """

    def __init__(self, link: CouncilLink, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The council"), parent)
        self._link = link
        self.first = QWidget(self)
        self.address = TextField(self.tr("Address"), self.tr("https://…"))
        self.code = TextField(self.tr("Code"), self.tr("The code you were given"))
        self.connect_button = QuietButton(self.tr("Connect"))
        self.problem = Problem("")
        self.state, self.heard, self.clock, self.held = Body(""), Secondary(""), Problem(""), Body("")
        self.send = QuietButton(self.tr("Send now"))
        self.copied = Problem("")
        self.again = LinkButton(self.tr("Connect again with a code"), quiet=True)
        self.again.setProperty("touch", True)
        self._again_wanted = False
        self.sign_in = SignInPart(link.sign_in)
        self._build()
        self.connect_button.clicked.connect(self._connect)
        self.code.returnPressed.connect(self._connect)
        self.send.clicked.connect(self._send)
        self.again.clicked.connect(self._connect_again)
        link.standing_changed.connect(self.show_standing)
        link.sign_in.changed.connect(self._show_again)  # a method, not a lambda: it ends when this part does
        self._show_again()

    def _show_again(self) -> None:
        self.show_standing(self._link.standing, self._link.problem)

    def show_standing(self, standing: Standing | None, problem: str) -> None:
        """Show how things stand, and in one sentence what went wrong the last times, if anything did."""
        known = standing is not None
        self.first.setVisible(not known or self._again_wanted)
        self.about_first.setVisible(not known)
        self.again.setVisible(known and not self._again_wanted)
        for widget in (self.state, self.heard):
            widget.setVisible(known)
        self.send.setVisible(known and not self._link.sign_in.asked)
        self.send.setEnabled(True)
        if standing is None:
            for line in (self.clock, self.held, self.copied):
                self._say(line, "")
            return
        if not self._again_wanted:
            self._say(self.problem, problem)
        now = wall_ms()
        said = council_words.line(standing, now) or self.tr("All safe on this laptop")
        self.state.set_words(f"{said}.")
        self.heard.setText(self._last_heard(standing))
        self._say(self.clock, council_words.clock(standing))
        self._say(self.held, self._held(standing.held))
        self._say(self.copied, self._copied() if standing.twice else "")

    def _build(self) -> None:
        first = QVBoxLayout(self.first)
        first.setContentsMargins(0, 0, 0, 0)
        first.setSpacing(theme.SPACE_12)
        self.about_first = Body(
            self.tr(
                "When your council has given you an address and a code, put them in here. From then on your work "
                "goes there by itself whenever there is a connection. It is safe even if this laptop is lost."
            )
        )
        first.addWidget(self.about_first)
        for field in (self.address, self.code):
            first.addWidget(field)
        first.addWidget(self.connect_button, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (
            self.sign_in,
            self.state,
            self.heard,
            self.held,
            self.clock,
            self.copied,
            self.first,
            self.problem,
        ):
            self.lines.addWidget(widget)
        for button in (self.send, self.again):
            self.lines.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _copied(self) -> str:
        return self.tr(
            "This laptop was copied from another one, or put back from a copy. Your work goes on and nothing of it is "
            "lost. Ask for a code and connect it again. Then it can be told from the other."
        )

    def _connect_again(self) -> None:
        """Offer the two fields once more, with the address as it is."""
        self._again_wanted = True
        if self._link.standing is not None:
            self.address.setText(self._link.standing.address)
        self._show_again()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _held(self, changes: int) -> str:
        if changes == 1:
            return self.tr("One change waits with the council for a manager to read. Nothing of it is lost.")
        held = self.tr("{0} changes wait with the council for a manager to read. Nothing of them is lost.")
        return held.format(changes) if changes else ""

    def _say(self, line: Body | Problem, words: str) -> None:
        line.set_words(words)
        line.setVisible(bool(words))

    def _last_heard(self, standing: Standing) -> str:
        if not standing.answered:
            return self.tr("{0}. Not heard from yet.").format(standing.council)
        when = when_and_where.moment(standing.answered, when_and_where.today())
        return self.tr("{0}, last heard from {1}.").format(standing.council, when)

    def _connect(self) -> None:
        address, code = self.address.text().strip(), self.code.text().strip()
        if not address or not code:
            self._say(self.problem, self.tr("Both the address and the code are needed."))
            return
        self._say(self.problem, "")
        self.connect_button.setEnabled(False)
        self._link.enrol(address, code, self._connected)

    def _connected(self, error: ExpectedError | None) -> None:
        self.connect_button.setEnabled(True)
        if error is not None:
            self._say(self.problem, str(error))
            return
        self.code.clear()
        self._again_wanted = False
        self._show_again()

    def _send(self) -> None:
        self.send.setEnabled(False)
        self._link.send_now()
