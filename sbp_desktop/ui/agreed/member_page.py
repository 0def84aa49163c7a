"""A page for one of the circle, in large print: their own part and nothing else of the person's (practice.md A20)."""

from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPagedPaintDevice, QPainter, QTextDocument
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.agreed import Agreed, Thing, has_said_yes
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.services import exporting, locked_pdf
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.keep import choices, dialogs, told_once
from sbp_desktop.ui.keep.leaf import HIGH, WIDE
from sbp_desktop.ui.tokens import LIGHT
from sbp_desktop.ui.web import pictures, style

_MARGIN = 72.0  # in units of 96 to the inch, as the pixels
_TEXT_PX, _TITLE_PX = 24, 36  # 18 points, as large print is

translate = QCoreApplication.translate


def parts(member: Thing, agreed: Agreed) -> list[tuple[str, str]]:
    """Return the page as headings and what stands under each. Before their own yes it is a question (R16)."""
    yes, until = member.day("agreed_on"), member.day("until")
    head = translate("MemberPage", "What you said you will do")
    told = [
        (head if has_said_yes(member) else translate("MemberPage", "What we would like to ask you"), ""),
        ("", member.words("will_do")),
        (translate("MemberPage", "With"), agreed.name),
        (translate("MemberPage", "How often"), member.words("how_often")),
        (translate("MemberPage", "Until"), _day(until) if until else ""),
        (translate("MemberPage", "What you need back"), member.words("needs_back")),
        (translate("MemberPage", "If you cannot"), agreed.label(member.ref("backup"))),
        (
            translate("MemberPage", "You said yes") if yes else translate("MemberPage", "Have you said yes?"),
            _day(yes) if yes else translate("MemberPage", "To be asked"),
        ),
    ]
    return [told[0], *((heading, words) for heading, words in told[1:] if words)]


def _day(on: PartialDate) -> str:
    """Return a day with its year: paper lies about for longer than this one."""
    return when_and_where.partial(on, 1)


def put_on(told: Sequence[tuple[str, str]], device: QPagedPaintDevice, resolution: int) -> None:
    """Put it on the page of a printer or a PDF, `resolution` dots to the inch."""
    device.setPageLayout(pictures.page_layout("A4", upright=True))
    second = f"font-size:{round(_TEXT_PX * 0.85)}px; color:{LIGHT.secondary.name()}"
    (title, _), *rest = told
    html = f'<p style="font-size:{_TITLE_PX}px"><b>{escape(title)}</b></p>' + "".join(
        f'<p><span style="{second}">{escape(heading)}</span><br>{escape(words)}</p>'
        if heading
        else f"<p>{escape(words)}</p>"
        for heading, words in rest
    )
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(style.face(_TEXT_PX))
    document.setHtml(f'<div style="color:{LIGHT.ink.name()}; line-height:130%">{html}</div>')
    document.setTextWidth(WIDE - 2 * _MARGIN)
    painter = QPainter(device)
    painter.scale(resolution / 96, resolution / 96)
    painter.translate(_MARGIN, _MARGIN)
    document.drawContents(painter, QRectF(0, 0, WIDE - 2 * _MARGIN, HIGH - 2 * _MARGIN))
    painter.end()


def hand_over(background: Background, member: Thing, agreed: Agreed, form: str, over: QWidget) -> None:
    """Print it or save it as a PDF, and keep on the record that the person said yes to that (practice.md R31)."""
    told, passphrase = parts(member, agreed), locked_pdf.suggest() if form == "locked" else ""
    if form == "print":
        printer = dialogs.ask_printer(over)
        if printer is None:
            return
        put_on(told, printer, printer.resolution())
        what = translate("MemberPage", "A page for the circle, printed")
    else:
        path: Path | None = dialogs.ask_where(over, translate("MemberPage", "Save as"), ".pdf")
        if path is None:
            return
        try:
            path.write_bytes(pictures.as_pdf(told[0][0], partial(put_on, told), passphrase))
        except OSError:
            background.problem.emit(exporting.NOT_THERE)
            return
        what = translate("MemberPage", "A page for the circle, PDF")
        if passphrase:
            what = f"{what}, {choices.locked()}"
            told_once.tell(passphrase, over)
    whom = agreed.label(member.ref("node"))
    background.run(exporting.note_copy, agreed.person, what=what, for_whom=whom, agreed=True, to=member.ref("node"))
