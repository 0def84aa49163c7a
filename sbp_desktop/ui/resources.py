"""Where screens find the files that travel with the app: icons, help, words."""

from pathlib import Path

from sbp_desktop import config


def path(*parts: str) -> Path:
    """Return the path of a shipped file, such as `path("icons", "find.svg")`."""
    return config.resources(*parts)


def text(*parts: str) -> str:
    """Return the words of a shipped UTF-8 text file."""
    return path(*parts).read_text(encoding="utf-8")
