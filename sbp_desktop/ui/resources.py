"""Where the files that travel with the app (icons, help, words) are found."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
# Installed, the folder lies inside the package; in a checkout it lies beside it.
_ROOT = next(folder for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources") if folder.is_dir())


def path(*parts: str) -> Path:
    """Return the path of a shipped file, such as `path("icons", "find.svg")`."""
    return _ROOT.joinpath(*parts)


def text(*parts: str) -> str:
    """Return the words of a shipped UTF-8 text file."""
    return path(*parts).read_text(encoding="utf-8")
