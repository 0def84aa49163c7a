"""The five questions about a good life, read from the web; nothing is typed here (practice.md A18)."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.five_questions import Answer, Question
from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import Body, Labelled

translate = QCoreApplication.translate
_LABELS, _STACK_UNDER = 232, 480  # pixels at the ordinary text size


def _asked() -> dict[Question, tuple[str, str]]:
    """Each question, and what invites to it while the web says nothing."""
    return {
        Question.OWN: (
            translate("FiveQuestions", "What are they good at, what do they know and like?"),
            translate("FiveQuestions", "What would a friend say?"),
        ),
        Question.GROW: (
            translate("FiveQuestions", "What would make that stronger?"),
            translate("FiveQuestions", "What would they like to do, or do again?"),
        ),
        Question.CIRCLE: (
            translate("FiveQuestions", "Who are their own people?"),
            translate("FiveQuestions", "Who else would they like close by?"),
        ),
        Question.AROUND: (
            translate("FiveQuestions", "What is there around here, and what help is still wanted?"),
            translate("FiveQuestions", "Where would they like to go?"),
        ),
        Question.RISKS: (
            translate("FiveQuestions", "What is worth trying with care?"),
            translate("FiveQuestions", "What would they do if nothing could go wrong?"),
        ),
    }


class FiveQuestions(QWidget):
    """Question beside answer; whoever they are out of touch with, or lean on alone, is marked in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answers: dict[Question, Body] = {}
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_8)
        for question, (asked, _) in _asked().items():
            words = self.answers[question] = Body("", self)
            words.setSizePolicy(words.sizePolicy().Policy.Expanding, words.sizePolicy().verticalPolicy())
            lines.addWidget(Labelled(asked, words, self, labels=_LABELS, stack_under=_STACK_UNDER))

    def show_answers(self, found: dict[Question, tuple[Answer, ...]]) -> None:
        """Show what the web says; where it says nothing, a question that invites."""
        for question, (_, invitation) in _asked().items():
            said = [self._said(answer) for answer in found.get(question, ())]
            self.answers[question].set_words("\n".join(said) if said else invitation)

    def _said(self, answer: Answer) -> str:
        marks = (
            self.tr("out of touch just now") if answer.quiet else "",
            self.tr("the one they have for {things}").format(things=", ".join(answer.only_for))
            if answer.only_for
            else "",
            self.tr("a thin line") if answer.thin and not answer.quiet else "",
        )
        return " · ".join(filter(None, (answer.words, *marks)))
