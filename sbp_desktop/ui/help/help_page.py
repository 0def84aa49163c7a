"""The help page (F1): how to do each thing, and the keys there are, taken from the one registry of actions."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from sbp_desktop.ui import local_words, resources, theme
from sbp_desktop.ui.actions import Action, Actions, keys_in_words
from sbp_desktop.ui.widgets import LinkButton, TextField

_WIDEST = 680  # pixels at the ordinary text size: 55 to 75 characters a line
_LINE_HEIGHT_PERCENT = 117  # of the face's own line, which is 1.24 of its size


class HelpPage(QWidget):
    """One long calm page with a field to find a word in it; `glossary_wanted` leads on to our words in plain ones."""

    glossary_wanted = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._find = TextField(self.tr("Find on this page"), self.tr("What would you like to do?"), self)
        self._find.setMaximumWidth(theme.scaled(_WIDEST))
        self._find.textEdited.connect(self._find_from_top)
        self._find.returnPressed.connect(self._find_next)
        self._text = QTextBrowser(self)
        self._text.setOpenLinks(False)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setAccessibleName(self.tr("Help"))
        self._lines = QVBoxLayout(self)
        self._lines.setSpacing(theme.SPACE_16)
        self.glossary = LinkButton(self.tr("Our words in plain ones"), self, icon_name="words")
        self.glossary.setProperty("touch", True)
        self.glossary.clicked.connect(self.glossary_wanted)
        self._lines.addWidget(self._find)
        self._lines.addWidget(self.glossary)
        self._lines.addWidget(self._text, 1)
        self.setFocusProxy(self._find)
        self._written = False
        theme.bell.changed.connect(self._write_anew)
        local_words.bell.changed.connect(self._write_anew)

    def refresh(self, _changes: object) -> None:
        """Nothing a worker writes changes the help."""

    def text(self) -> str:
        """Return the words of the page."""
        self._write()
        return self._text.toPlainText()

    def showEvent(self, event: QShowEvent) -> None:
        """Be written by now: an unlock does not wait for help."""
        super().showEvent(event)
        self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin of the window and a line that reads well."""
        super().resizeEvent(event)
        side = theme.SPACE_16 if theme.narrow(self.window().width()) else theme.SPACE_32 * 2
        self._lines.setContentsMargins(side, theme.SPACE_32, theme.SPACE_16, 0)
        room = self.width() - side - theme.SPACE_16
        self._text.setViewportMargins(0, 0, max(0, room - theme.scaled(_WIDEST)), 0)

    def _write_anew(self) -> None:
        self._written = False
        if self.isVisible():
            self._write()

    def _write(self) -> None:
        if self._written:
            return
        self._written = True
        colours = theme.tokens()
        document = self._text.document()
        document.setDefaultFont(theme.font("body"))
        document.setDocumentMargin(0)
        made = QTextDocument()
        made.setDefaultFont(theme.font("body"))
        made.setMarkdown(
            local_words.filled(resources.text("help", "en.md")), QTextDocument.MarkdownFeature.MarkdownNoHTML
        )
        self._text.setHtml(made.toHtml() + self._keys(colours.secondary.name()))
        self._set_type()

    def _keys(self, second_ink: str) -> str:
        rows = "".join(
            f'<tr><td style="padding:4px 24px 4px 0">{escape(action.text)}</td>'
            f'<td style="padding:4px 0; color:{second_ink}">{escape(keys_in_words(action))}</td></tr>'
            for action in self._with_keys()
        )
        return f"<h2>{escape(self.tr('Keys'))}</h2><table>{rows}</table>"

    def _with_keys(self) -> list[Action]:
        return [action for action in self._actions.known() if action.keys]

    def _set_type(self) -> None:
        """Give headings and lines the sizes of the theme, which no mark-up knows."""
        block = self._text.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            shape = block.blockFormat()
            level = shape.headingLevel()
            shape.setLineHeight(_LINE_HEIGHT_PERCENT, 1)  # 1: proportional
            if level:
                # Without the paragraph mark before it, whose size would push the lines above apart.
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                letters = cursor.blockCharFormat()
                letters.setFont(theme.font("title" if level == 1 else "heading"))
                cursor.setCharFormat(letters)
                shape.setTopMargin(theme.SPACE_8 if level == 1 else theme.SPACE_32)
                shape.setBottomMargin(theme.SPACE_8)
            elif cursor.currentTable() is None:
                shape.setTopMargin(0)
                shape.setBottomMargin(theme.SPACE_4 if block.next().textList() is not None else theme.SPACE_12)
            cursor.setBlockFormat(shape)
            block = block.next()

    def _find_from_top(self, words: str) -> None:
        self._text.moveCursor(QTextCursor.MoveOperation.Start)
        if words:
            self._text.find(words)
        self._find.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find_next(self) -> None:
        words = self._find.text()
        if words and not self._text.find(words):
            self._find_from_top(words)
