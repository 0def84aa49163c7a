"""Saying goodbye: one change that ends the talk, keeps the web as it is, and leaves nobody expecting us."""

from uuid import UUID

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import ConversationOutcome, DecisionPoint, MomentReason
from sbp_desktop.services import conversations, decisions, moments
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault

_DECIDED = "To say goodbye for now."


def say_goodbye(vault: Vault, conversation: UUID, label: str = "Goodbye", *, with_risk: bool = False) -> ChangeSet:
    """End a conversation with a goodbye and keep a picture of the web under `label`. It can always be begun again.

    `with_risk`: a risk remains or they asked for more, so why is begun to be written (practice.md B.3, point 6);
    `created[-2]` is then that decision. It never waits for it.
    """
    with vault.unit_of_work("Said goodbye") as work:
        talk = rows.there(work.conn, "Conversation", conversation)
        conversations.finish_within(work, conversation, ConversationOutcome.GOODBYE)
        moments.keep_within(work, talk.person, label, reason=MomentReason.GOODBYE.value)
        if with_risk:
            point = DecisionPoint.GOODBYE_WITH_RISK.value
            decisions.begin_within(work, talk.person, point, decided=_DECIDED, conversation=conversation)
    return work.result
