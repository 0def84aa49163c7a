"""How far it has come with a place, how they were brought together, and whether it works, in plain words."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.vocabulary import ConnectionMethod, ConnectionStatus, HelpsMe
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP
from sbp_desktop.ui.word_table import WordTable

translate = QCoreApplication.translate


STATUSES: WordTable[str] = WordTable(
    "Connection",
    {
        ConnectionStatus.IDEA: QT_TRANSLATE_NOOP("Connection", "an idea"),
        ConnectionStatus.OFFERED: QT_TRANSLATE_NOOP("Connection", "offered"),
        ConnectionStatus.AGREED: QT_TRANSLATE_NOOP("Connection", "they want to"),
        ConnectionStatus.INTRODUCED: QT_TRANSLATE_NOOP("Connection", "introduced"),
        ConnectionStatus.STARTED: QT_TRANSLATE_NOOP("Connection", "started"),
        ConnectionStatus.STILL_GOING: QT_TRANSLATE_NOOP("Connection", "still going"),
        ConnectionStatus.STOPPED: QT_TRANSLATE_NOOP("Connection", "stopped"),
        ConnectionStatus.DECLINED: QT_TRANSLATE_NOOP("Connection", "said no"),
    },
)
"""The steps from an idea to still going, in their order, and the two ways it ends."""


METHODS: WordTable[str] = WordTable(
    "Connection",
    {
        ConnectionMethod.INTRODUCED_IN_PERSON: QT_TRANSLATE_NOOP("Connection", "introduce them"),
        ConnectionMethod.WENT_TOGETHER: QT_TRANSLATE_NOOP("Connection", "go with them"),
        ConnectionMethod.WARM_CALL: QT_TRANSLATE_NOOP("Connection", "call together"),
        ConnectionMethod.GAVE_DETAILS: QT_TRANSLATE_NOOP("Connection", "gave details"),
    },
)
"""How they may be brought together; giving details alone comes last (practice.md R22)."""


def works() -> Mapping[str, tuple[str, str]]:
    """Return (word, icon) for whether it works for the person."""
    return {
        HelpsMe.YES.value: (translate("Connection", "yes"), "smile"),
        HelpsMe.A_BIT.value: (translate("Connection", "a bit"), "so-so"),
        HelpsMe.NO.value: (translate("Connection", "no"), "frown"),
    }
