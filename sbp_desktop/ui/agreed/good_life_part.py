"""A good life: the dream in their words, who plans it, five questions the web answers, a week, and a budget (A04)."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models import five_questions
from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import DraftSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.services import good_life
from sbp_desktop.storage import queries
from sbp_desktop.ui import local_words, theme, when_and_where
from sbp_desktop.ui.agreed import choosing
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.agreed.budget import Budget
from sbp_desktop.ui.agreed.five_questions import FiveQuestions
from sbp_desktop.ui.agreed.thing_row import Where
from sbp_desktop.ui.agreed.week import Week
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.widgets import LinkButton, Name

_PLAN, _DREAM, _WORKER = "GoodLifePlan", "good_life_words", "worker"


def _called() -> str:
    """What the team calls a good life."""
    return local_words.conversations()[ConversationKind.C3.value]


class GoodLifePart(AgreedPart):
    """One living plan of a person, wherever it is looked at."""

    kinds, beside = (_PLAN,), ("DevelopmentItem", "RiskEnablement")

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, _called(), parent)
        local_words.bell.changed.connect(self._rename)
        self.dream: KeptText | None = None
        self.week: Week | None = None
        self.budget: Budget | None = None

    def make(self, sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:
        """Build it from the top: the dream first."""
        plan, where = self._plan_id(person), Where(self._background, person, self.where())
        label, invitation = self.tr("In their words"), self.tr("What does a good life look like?")
        keep = partial(good_life.set_plan, person=person)
        self.dream = KeptText(self._background, _DREAM, label, invitation, sheet, keep=keep, context=where.context({}))
        self.dream.setFont(theme.font("words"))
        self.planning = LinkButton("", sheet)
        self.planning.setProperty("touch", True)
        self.planning.clicked.connect(self._ask_who)
        self.questions, self.week, self.budget = (
            FiveQuestions(sheet),
            Week(where, plan, sheet),
            Budget(where, plan, sheet),
        )
        for written in (self.dream, self.week, self.budget):
            self.follow(written)
        lines.addWidget(self.dream)
        lines.addWidget(self.planning, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addSpacing(theme.SPACE_12)
        lines.addWidget(self.questions)
        lines.addSpacing(theme.SPACE_16)
        lines.addWidget(Name(self.tr("A good week"), sheet))
        lines.addWidget(self.week)
        lines.addSpacing(theme.SPACE_16)
        lines.addWidget(self.budget)

    def show_agreed(self, found: Agreed) -> None:
        """Show the plan, and ask the web for what it says."""
        if self.dream is None or self.week is None or self.budget is None:
            return
        plan = self._plan(found)
        self.dream.show_text(found.person, plan.words(_DREAM) if plan else "", self._plan_id(found.person))
        names = [said for key, said in self._everybody(found) if key in self._who(found)]
        self.planning.setText(
            self.tr("Who is planning: {names}").format(names=", ".join(names)) if names else self.tr("Who is planning?")
        )
        self.week.show_week(plan.parts["WeekPart"] if plan else (), found)
        self.budget.show_budget(plan, found)
        show = partial(self._show_web, found)
        self._background.run(queries.here, queries.web, found.person, found.person, then=show)

    def said(self, found: Agreed) -> str:
        """Return the dream, or that there is a week or a budget."""
        plan = self._plan(found)
        if plan is None:
            return ""
        begun = any(plan.parts.values()) or bool(plan.words("budget.held_by"))
        return plan.words(_DREAM) or (self.tr("A week and a budget are begun.") if begun else "")

    def give_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Hand back what was being typed."""
        if self.dream is None or self.week is None or self.budget is None:
            return
        for draft in drafts:
            if draft.field == _DREAM:
                self.dream.take_draft(draft)
        self.week.take_drafts(drafts)
        self.budget.take_drafts(drafts)

    def leave(self) -> None:
        """Keep what is being typed."""
        if self.sheet is not None and self.dream is not None and self.week is not None and self.budget is not None:
            self.dream.leave()
            self.week.leave()
            self.budget.leave()

    def enter(self) -> None:
        """Go to the dream."""
        if self.dream is not None:
            self.dream.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rename(self) -> None:
        self.turn.setText(_called())

    def _plan(self, found: Agreed) -> Thing | None:
        return next(iter(found.of(_PLAN)), None)

    def _plan_id(self, person: UUID) -> UUID:
        """The plan there is, or the one the first word will begin."""
        plan = self._plan(self._agreed) if self._agreed is not None else None
        return plan.id if plan is not None else good_life.plan_of(person)

    def _show_web(self, agreed: Agreed, web: WebSnapshot) -> None:
        if self.sheet is not None and web.person == self._person:
            self.questions.show_answers(five_questions.answers(web, agreed, when_and_where.today()))

    def _who(self, found: Agreed) -> frozenset[str]:
        plan = self._plan(found)
        return frozenset(plan.values.get("who_is_planning", ())) if plan is not None else frozenset()

    def _everybody(self, found: Agreed) -> list[tuple[str, str]]:
        people = [(node.hex, said) for node, said in choosing.people(found)]
        themselves = (queries.self_node_of(found.person).hex, found.name or self.tr("They themselves"))
        return [themselves, *people, (_WORKER, self.tr("Me, the worker"))]

    def _ask_who(self) -> None:
        if self._agreed is not None:
            choosing.offer(
                self.planning, self._everybody(self._agreed), self._plan_with, marked=self._who(self._agreed)
            )

    def _plan_with(self, who: str) -> None:
        if self._agreed is not None and self._person is not None:
            everybody = self._who(self._agreed) ^ {who}
            plan = partial(good_life.plan_with, person=self._person)
            self._background.run(plan, self._plan_id(self._person), everybody)
