"""What can leave, for whom and in which form, in the words of the sheet."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices

WHAT: Choices = {
    "picture": QT_TRANSLATE_NOOP("web", "The picture"),
    "both": QT_TRANSLATE_NOOP("web", "The picture, then the list"),
    "list": QT_TRANSLATE_NOOP("web", "The list"),
    "data": QT_TRANSLATE_NOOP("web", "The data"),
}
WHOM: Choices = {
    "person": QT_TRANSLATE_NOOP("web", "Their own copy"),
    "team": QT_TRANSLATE_NOOP("web", "The team"),
    "worker": QT_TRANSLATE_NOOP("web", "Everything, for me"),
}
MEANING: Choices = {
    "person": QT_TRANSLATE_NOOP("web", "Only what they may see themselves."),
    "team": QT_TRANSLATE_NOOP("web", "Only what the team may see."),
    "worker": QT_TRANSLATE_NOOP(
        "web", "This copy holds everything, private things too: keep it where nobody else can open it."
    ),
}
BELOW: Choices = {
    "person": QT_TRANSLATE_NOOP("web", "You can ask your worker to see everything that is kept about you."),
    "team": QT_TRANSLATE_NOOP("web", "For the team."),
    "worker": QT_TRANSLATE_NOOP("web", "The worker’s own copy: it holds private things."),
}
"""What stands on the paper: the same whatever was left out, so that it betrays nothing (practice.md I-16, I-18)."""
_PDF = QT_TRANSLATE_NOOP("web", "PDF, for paper")
FORMS: Mapping[str, Choices] = {
    "picture": {
        "pdf": _PDF,
        "png": QT_TRANSLATE_NOOP("web", "PNG, a picture"),
        "svg": QT_TRANSLATE_NOOP("web", "SVG, to draw on"),
    },
    "both": {"pdf": _PDF},
    "list": {"pdf": _PDF, "txt": QT_TRANSLATE_NOOP("web", "Plain text, for Braille and reading aloud")},
    "data": {
        "json": QT_TRANSLATE_NOOP("web", "The whole record, to bring back in"),
        "csv": QT_TRANSLATE_NOOP("web", "Tables, for a spreadsheet"),
        "graphml": QT_TRANSLATE_NOOP("web", "GraphML, for network programs"),
    },
}


def locked() -> str:
    """What is added to the name of a copy that opens with a passphrase."""
    return QCoreApplication.translate("web", "locked with a passphrase")


PAPERS: Choices = {"A4": "A4", "A3": "A3"}
COLOURS: Choices = {
    "light": QT_TRANSLATE_NOOP("web", "In colour"),
    "plain": QT_TRANSLATE_NOOP("web", "Black and white"),
}
PRINT: Choices = {
    "ordinary": QT_TRANSLATE_NOOP("web", "Ordinary print"),
    "large": QT_TRANSLATE_NOOP("web", "Large print"),
}
LEAF_PRINT: Choices = {**PRINT, "easy": QT_TRANSLATE_NOOP("web", "Easy words and pictures")}
PAPER: Choices = {
    "yes": QT_TRANSLATE_NOOP("web", "They are glad of it"),
    "no": QT_TRANSLATE_NOOP("web", "No paper, please"),
}
