"""What was put right, in the worker's words: on the unlock page, and in the settings afterwards."""

from PySide6.QtCore import QCoreApplication

from sbp_desktop.storage.mending import Base, Mended
from sbp_desktop.ui import when_and_where

translate = QCoreApplication.translate


def lines(done: Mended) -> list[str]:
    """Return what was saved, what was not, and that nothing was thrown away."""
    when = when_and_where.moment(done.at, when_and_where.today()) if done.at else ""
    base = {
        Base.ITSELF: translate("Mended", "Everything is there: the file itself turned out to be whole."),
        Base.COPY: translate("Mended", "Everything of the copy made {when} is there.").format(when=when),
        Base.NOTHING: translate("Mended", "There was no copy to go back to."),
    }
    said = [base[done.base]]
    if done.added == 1:
        said.append(translate("Mended", "One change written since was put back."))
    elif done.added:
        said.append(translate("Mended", "{0} changes written since were put back.").format(f"{done.added:,}"))
    if done.left == 1:
        said.append(translate("Mended", "One change could not be put in its place. It is kept aside."))
    elif done.left:
        left = translate("Mended", "{0} changes could not be put in their place. They are kept aside.")
        said.append(left.format(f"{done.left:,}"))
    if not done.own:
        said.append(translate("Mended", "My space is as it was in the copy."))
    said.append(
        translate(
            "Mended", "The damaged files are kept aside for two weeks. What your council has comes again by itself."
        )
    )
    return said
