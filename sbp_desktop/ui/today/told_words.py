"""What the council told, as a sentence on Today."""

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.snapshots import CouncilNotice
from sbp_desktop.ui import when_and_where

translate = QCoreApplication.translate


def sentence(told: CouncilNotice, now: int) -> str:
    """One calm sentence, on ordinal day `now`. Somebody who is not on this laptop any more has no name here."""
    name = told.name or translate("Told", "somebody who is not on this laptop")
    who = told.by_name or translate("Told", "A colleague")
    when = when_and_where.moment(told.at_ms, now)
    if told.kind == "opened" and told.times == 1:
        said = translate("Told", "{who} covered for you and opened the pages about {name}, {when}.")
    elif told.kind == "opened":
        said = translate("Told", "{who} covered for you and opened the pages about {name}, last {when}.")
    elif told.kind == "late":
        said = translate("Told", "What {who} wrote about {name} earlier came only now, {when}.")
    else:
        said = translate("Told", "What you wrote about {name} waits for a manager to read. Nothing is lost.")
    return said.format(who=who, name=name, when=when)
