"""Said on the pages of somebody of whom this worker may read and not write."""

from PySide6.QtCore import QCoreApplication

from sbp_desktop.ui.widgets import Secondary

translate = QCoreApplication.translate


def words() -> str:
    """What is said when it becomes so, and while it is."""
    return translate("OnlyRead", "You can read this now, and not write in it. All you wrote goes to the council.")


class OnlyRead(Secondary):
    """One line that stands there while it is so."""

    def __init__(self) -> None:
        super().__init__(words())
        self.setAccessibleName(words())
        self.hide()
