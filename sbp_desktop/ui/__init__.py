"""What the worker sees: the only package that knows Qt."""

import builtins
import linecache

from PySide6 import QtCore  # noqa: F401 - brings what is undone below

# PySide puts an import of its own in the place of Python's. It reads the source of every module, to see whether that
# wants Qt's names spelled otherwise, and Python keeps all those lines: 22 MB, and a tenth of the time to the first
# page. Nobody here wants that.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
linecache.clearcache()
