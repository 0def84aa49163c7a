"""The one place that says what went wrong: kinds of failures and places in the code, never what anybody said.

A note is a fixed word, the class of an error and the places in our code it came through. The text of an error is left
out, because it may quote a name; so is every argument, value and path. Notes go to standard error, and where `begin`
has been told a folder also to a report there that may be sent to whoever mends the app.
"""

import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from sbp_desktop import __version__

REPORTS: Final = 10
"""So many reports are kept; an older one makes room."""
FIELDS: Final = frozenset({"schema", "app", "python", "qt", "system", "when", "what", "kinds", "places"})
"""All a report may say."""

_PACKAGE: Final = Path(__file__).resolve().parent
_log = logging.getLogger("sbp_desktop")
_folder: Path | None = None


class What(Enum):
    """What a note may be about."""

    UNFORESEEN = "unforeseen"
    UNCAUGHT = "uncaught"
    PAGE = "a page could not be taken in"
    QT = "a word of Qt's"


def begin(folder: Path | None = None) -> None:
    """Let nothing but notes be said by this process: other people's logging, warnings and uncaught errors are hushed.

    `folder` is where reports go; it is made when there is one to keep.
    """
    global _folder  # noqa: PLW0603 - one process, one place for its reports
    _folder = folder
    told = logging.StreamHandler()
    told.setFormatter(logging.Formatter("sbp_desktop: %(message)s"))
    _log.handlers, _log.propagate = [told], False
    logging.getLogger().handlers = [logging.NullHandler()]
    logging.raiseExceptions = False  # a handler's own trouble is told with the message that made it
    warnings.simplefilter("ignore")
    sys.excepthook = lambda _kind, error, _trace: note(What.UNCAUGHT, error)
    sys.unraisablehook = lambda unraisable: note(What.UNCAUGHT, unraisable.exc_value)
    threading.excepthook = lambda uncaught: note(What.UNCAUGHT, uncaught.exc_value)


def note(what: What, error: BaseException | None = None, *, report: bool = True) -> None:
    """Say that something went wrong, by class and place."""
    kinds = [_name(type(one)) for one in _chain(error)]
    places = [place for one in _chain(error) for place in _places(one.__traceback__)]
    _log.error("%s %s at %s", what.value, " from ".join(kinds) or "-", ", ".join(places[-1:]) or "?")
    if report and _folder is not None:
        _keep(_folder, _told(what, kinds, places))


def _told(what: What, kinds: list[str], places: list[str]) -> dict[str, Any]:
    qt = sys.modules.get("PySide6")
    return {
        "schema": "crash/1",
        "app": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "qt": getattr(qt, "__version__", ""),
        "system": sys.platform,
        "when": datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        "what": what.value,
        "kinds": kinds,
        "places": places,
    }


def _keep(folder: Path, told: dict[str, Any]) -> None:
    """Write a report under a number of its own; a disk that will not have it must not be one more failure."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = sorted(folder.glob("report-*.json"))
        for old in kept[: max(0, len(kept) - REPORTS + 1)]:
            old.unlink(missing_ok=True)
        number = int(kept[-1].stem.partition("-")[2]) + 1 if kept else 1
        (folder / f"report-{number:06}.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    except (OSError, ValueError):
        pass


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what each came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _name(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _places(trace: TracebackType | None) -> Iterator[str]:
    """Module, line and function of each frame; of other people's code the name of the library alone."""
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        if path.is_relative_to(_PACKAGE):
            yield f"{path.relative_to(_PACKAGE).as_posix()}:{trace.tb_lineno} {code.co_name}"
        else:
            yield str(trace.tb_frame.f_globals.get("__name__", "?")).partition(".")[0]
        trace = trace.tb_next
