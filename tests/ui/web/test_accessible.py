"""The web's list for screen readers goes with its view."""

import gc
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.showing import Showing
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.tokens import LIGHT
from sbp_desktop.ui.web import accessible
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.web_view import WebView
from tests.made_webs import generated
from tests.ui.web.test_picture import TODAY


def test_nothing_of_a_web_is_kept_once_its_view_is_gone(qapp: QApplication) -> None:
    kept = len(accessible._alive), len(accessible._views)
    background = Background(ChangeSignals())
    view = WebView(WebScene(LIGHT), WebEdits(background, UUID(int=1)))
    view.web_scene.setParent(view)
    view.web_scene.show_web(generated(6, 8), Showing(TODAY))
    tree = QAccessible.queryAccessibleInterface(view)
    assert [tree.child(i).text(QAccessible.Text.Name) for i in range(tree.childCount())]
    assert len(accessible._alive) > kept[0]
    del tree
    view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    background.stop()
    gc.collect()
    assert (len(accessible._alive), len(accessible._views)) == kept
