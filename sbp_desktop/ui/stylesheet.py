"""The app's one small stylesheet, built from the tokens; widgets of the kit are styled by their class name."""

import re
from collections.abc import Mapping

from sbp_desktop.ui.tokens import Tokens


def stylesheet(colours: Tokens, points: Mapping[str, float], scale: float) -> str:
    """Return the sheet for these colours; `points` gives each text role's size, `scale` turns every `sp` to pixels."""
    names = {name: value.name() for name, value in colours._asdict().items() if hasattr(value, "lightness")}
    sizes = {f"{role}_pt": f"{points_:.2f}pt" for role, points_ in points.items()}
    sheet = _SHEET
    for name, value in {**names, **sizes}.items():
        sheet = sheet.replace(f"@{name};", f"{value};")
    return re.sub(r"(\d+)sp", lambda found: f"{round(int(found[1]) * scale)}px", sheet)


_SHEET = """
PageTitle { font-size: @title_pt; font-weight: 700; color: @ink; }
Heading { font-size: @heading_pt; font-weight: 700; color: @ink; }
Name { font-size: @name_pt; font-weight: 700; color: @ink; }
Words { font-size: @words_pt; color: @ink; }
Secondary { font-size: @secondary_pt; color: @secondary; }
Secondary[over_lines="true"] { background: @paper; }
Problem { color: @accent; }
Hairline { background: @hairline; border: none; }

QPushButton { outline: none; }

LinkButton {
    color: @accent; background: transparent; border: none;
    padding: 0px; min-height: 32sp; text-align: left;
}
LinkButton[quiet="true"] { color: @secondary; font-size: @secondary_pt; }
LinkButton[touch="true"] { min-height: 44sp; }
LinkButton[heading="true"] { color: @ink; font-size: @heading_pt; font-weight: 700; }
LinkButton[quiet="true"]:checked { color: @ink; border-bottom: 2px solid @accent; min-height: 30sp; }
LinkButton[quiet="true"][touch="true"]:checked { min-height: 42sp; }
LinkButton:hover { text-decoration: underline; }
LinkButton:disabled { color: @secondary; }

PrimaryButton {
    color: @on_accent; background: @accent; font-weight: 700;
    border: 1px solid @accent; border-radius: 8px; padding: 9sp 19sp; min-height: 28sp;
}
PrimaryButton:hover, PrimaryButton:pressed { border-color: @ink; }
PrimaryButton:disabled { color: @secondary; background: @selected; border-color: @selected; }

QuietButton {
    color: @ink; background: @surface;
    border: 1px solid @hairline; border-radius: 8px; padding: 9sp 19sp; min-height: 28sp;
}
QuietButton:hover, QuietButton:pressed { border-color: @accent; }
QuietButton:disabled { color: @secondary; }

Chip {
    color: @secondary; background: @surface;
    border: 1px solid @hairline; border-radius: 21sp; padding: 7sp 15sp; min-height: 28sp;
}
Chip:hover { color: @ink; }
Chip:checked { color: @accent; border-color: @accent; }

QLineEdit {
    color: @ink; placeholder-text-color: @secondary; background: @surface;
    selection-background-color: @accent; selection-color: @on_accent;
    border: 1px solid @hairline; border-radius: 8px; padding: 8sp 12sp; min-height: 26sp;
}
QLineEdit:focus { border: 3px solid @accent; padding: 6sp 10sp; }
QLineEdit:disabled, QLineEdit:disabled:focus {
    color: @secondary; background: @paper; border: 1px solid @hairline; padding: 8sp 12sp;
}

QComboBox {
    color: @ink; background: @surface; border: 1px solid @hairline; border-radius: 8px;
    padding: 8sp 12sp; min-height: 26sp;
}
QComboBox:focus { border: 3px solid @accent; padding: 6sp 10sp; }
QComboBox::drop-down { border: none; width: 32sp; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
    color: @ink; background: @surface; border: 1px solid @hairline; padding: 4px; outline: none;
    selection-background-color: @selected; selection-color: @ink;
}
QComboBox QAbstractItemView::item { min-height: 36sp; padding: 0px 8sp; }

QTextEdit, QPlainTextEdit, QTextBrowser {
    color: @ink; placeholder-text-color: @secondary; background: transparent; border: none;
    selection-background-color: @accent; selection-color: @on_accent;
}
KeptText[theirs="true"] { font-size: @words_pt; }

QListView { background: transparent; border: none; outline: none; }
QTableView {
    background: transparent; border: none; outline: none;
    selection-background-color: @selected; selection-color: @ink;
}
QTableView::corner, QAbstractScrollArea::corner { background: transparent; border: none; }
QTableView::item { padding: 0px 12sp; border-bottom: 1px solid @hairline; }
QTableView::item:selected { color: @ink; background: @selected; }
QTableView::item:focus { border: 3px solid @accent; padding: 0px 9sp; }
QHeaderView { background: transparent; }
QHeaderView::section {
    color: @secondary; background: transparent; border: none; border-bottom: 1px solid @hairline;
    padding: 8sp 12sp 8sp 15sp; font-size: @secondary_pt;
}
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0px; }
QScrollBar::handle { background: @hairline; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32sp; }
QScrollBar::handle:hover { background: @thread; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: @surface; border: 1px solid @hairline; padding: 8px 0px; }
QMenu::item { padding: 8px 24px; color: @ink; }
QMenu::item:selected { background: @selected; color: @ink; }
QMenu::item:disabled { color: @secondary; }
QMenu::separator { height: 1px; background: @hairline; margin: 8px 0px; }
QToolTip { color: @ink; background: @surface; border: 1px solid @hairline; padding: 4px 8px; }

Rail, FootLine { background: @paper; }
NoticeLine { background: @surface; border: 1px solid @hairline; border-radius: 8px; }
NameList { background: @surface; border: 1px solid @hairline; border-radius: 8px; }
NameList QListView::item { color: @ink; padding: 8px 12px; }
NameList QListView::item:selected { color: @ink; background: @selected; }
SidePanel { background: @surface; }
"""
