"""How far it has come with a place, how they were brought together, and whether it works, in plain words."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.vocabulary import ConnectionMethod, ConnectionStatus, HelpsMe

translate = QCoreApplication.translate


def statuses() -> Mapping[str, str]:
    """Return the steps from an idea to still going, in their order, and the two ways it ends."""
    return {
        ConnectionStatus.IDEA.value: translate("Connection", "an idea"),
        ConnectionStatus.OFFERED.value: translate("Connection", "offered"),
        ConnectionStatus.AGREED.value: translate("Connection", "they want to"),
        ConnectionStatus.INTRODUCED.value: translate("Connection", "introduced"),
        ConnectionStatus.STARTED.value: translate("Connection", "started"),
        ConnectionStatus.STILL_GOING.value: translate("Connection", "still going"),
        ConnectionStatus.STOPPED.value: translate("Connection", "stopped"),
        ConnectionStatus.DECLINED.value: translate("Connection", "said no"),
    }


def methods() -> Mapping[str, str]:
    """Return how they may be brought together; giving details alone comes last (practice.md R22)."""
    return {
        ConnectionMethod.INTRODUCED_IN_PERSON.value: translate("Connection", "introduce them"),
        ConnectionMethod.WENT_TOGETHER.value: translate("Connection", "go with them"),
        ConnectionMethod.WARM_CALL.value: translate("Connection", "call together"),
        ConnectionMethod.GAVE_DETAILS.value: translate("Connection", "gave details"),
    }


def works() -> Mapping[str, tuple[str, str]]:
    """Return (word, icon) for whether it works for the person."""
    return {
        HelpsMe.YES.value: (translate("Connection", "yes"), "smile"),
        HelpsMe.A_BIT.value: (translate("Connection", "a bit"), "so-so"),
        HelpsMe.NO.value: (translate("Connection", "no"), "frown"),
    }
