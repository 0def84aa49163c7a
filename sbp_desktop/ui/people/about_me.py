"""About me: five texts in the person's own view, written straight onto the page, each behind one calm question."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models import rules
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.people.writing_part import WritingPart
from sbp_desktop.ui.widgets import Heading, Labelled

_ASKED_BY = {"situated_knowledge": rules.SITUATED_KNOWLEDGE, "what_i_give": rules.GIVES}


class AboutMe(WritingPart):
    """What they know about getting by here comes first (practice.md A14)."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self.texts: dict[str, KeptText] = {}
        self._rules_off: frozenset[str] = frozenset()
        self._lines: list[Labelled] = []
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, theme.SPACE_24, 0, 0)
        lines.setSpacing(theme.SPACE_12)
        lines.addWidget(Heading(self.tr("About me")))
        for key, label, invitation in self._questions():
            text = KeptText(background, f"about_me.{key}", label, invitation)
            self.follow(text)
            self.texts[key] = text
            self._lines.append(Labelled(label, text, self))
            lines.addWidget(self._lines[-1])

    def show_texts(self, person: UUID, texts: Mapping[str, str], rules_off: frozenset[str]) -> None:
        """Show what is kept of this person; a question the team has switched off is asked of nobody."""
        self._rules_off = rules_off
        for key, text in self.texts.items():
            text.show_text(person, texts.get(key, ""))
        self._show_asked()

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short."""
        for draft in drafts:
            text = self.texts.get(draft.field.removeprefix("about_me."))
            if text is not None and draft.entity == draft.person:
                text.take_draft(draft)
        self._show_asked()

    def leave(self) -> None:
        """Keep what is being typed."""
        for text in self.texts.values():
            text.leave()

    def clear_names(self) -> None:
        """Keep what is being typed, then forget it all."""
        for text in self.texts.values():
            text.clear_text()

    def _show_asked(self) -> None:
        for (key, text), line in zip(self.texts.items(), self._lines, strict=True):
            asked = _ASKED_BY.get(key) not in self._rules_off or text.hasFocus() or bool(text.toPlainText())
            line.setVisible(asked)

    def _questions(self) -> tuple[tuple[str, str, str], ...]:
        return (
            (
                "situated_knowledge",
                self.tr("What I know about getting by here"),
                self.tr("What do you know about how to get by here that we don’t?"),
            ),
            ("appreciate", self.tr("What people like about me"), self.tr("What would a friend say?")),
            ("important", self.tr("What matters to me"), self.tr("What makes a day a good one?")),
            ("support", self.tr("What helps"), self.tr("How would you like people to be with you?")),
            ("what_i_give", self.tr("What I give"), self.tr("Who do you help, and what are you asked for?")),
        )
