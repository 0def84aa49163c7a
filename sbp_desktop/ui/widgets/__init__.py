"""The kit every page is made of: a few calm widgets that are styled, named and reachable by keyboard from the start."""

from sbp_desktop.ui.widgets.buttons import Chip, LinkButton, PrimaryButton, QuietButton, TurnButton
from sbp_desktop.ui.widgets.drawn_row import DrawnRow, DrawnText
from sbp_desktop.ui.widgets.face import Face
from sbp_desktop.ui.widgets.fields import Choice, FindField, PassphraseField, TextField
from sbp_desktop.ui.widgets.inviting_text import InvitingText
from sbp_desktop.ui.widgets.labelled import Labelled, TitleRow
from sbp_desktop.ui.widgets.labels import (
    Body,
    Elided,
    Fitting,
    FittingName,
    Heading,
    Name,
    PageTitle,
    Problem,
    Secondary,
    Words,
)
from sbp_desktop.ui.widgets.page import Column
from sbp_desktop.ui.widgets.pressable import Pressable
from sbp_desktop.ui.widgets.rows import Hairline, ListRow, Rows
from sbp_desktop.ui.widgets.scroll import Scroll

__all__ = [
    "Body",
    "Chip",
    "Choice",
    "Column",
    "DrawnRow",
    "DrawnText",
    "Elided",
    "Face",
    "FindField",
    "Fitting",
    "FittingName",
    "Hairline",
    "Heading",
    "InvitingText",
    "Labelled",
    "LinkButton",
    "ListRow",
    "Name",
    "PageTitle",
    "PassphraseField",
    "Pressable",
    "PrimaryButton",
    "Problem",
    "QuietButton",
    "Rows",
    "Scroll",
    "Secondary",
    "TextField",
    "TitleRow",
    "TurnButton",
    "Words",
]
