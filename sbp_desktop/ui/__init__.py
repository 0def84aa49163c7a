"""What the worker sees: the only package that knows Qt."""

import sys
from typing import Any

from PySide6 import QtCore  # noqa: F401 - brings what is looked for below

# After its own, PySide reads the source of every module imported, to see whether it wants Qt's names spelled otherwise,
# and Python keeps all those lines: 19 MB, and a tenth of the time to the first page. Nobody here wants that.
_features: Any = sys.modules.get("shibokensupport.feature")
if hasattr(_features, "_mod_uses_pyside"):
    _features._mod_uses_pyside = lambda _module: False  # noqa: SLF001
