"""No secret in the checkout: every tracked file is searched; what only looks like one is named here with its reason."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from detect_secrets.core import scan
from detect_secrets.settings import transient_settings

# Tests are full of made-up secrets, locks of random digits: there, only what can be nothing else counts.
_SURE = (
    "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "GitLabTokenDetector",
    "JwtTokenDetector", "PrivateKeyDetector", "PypiTokenDetector", "SlackDetector",
)  # fmt: skip
_LIKELY = (
    {"name": "KeywordDetector"},
    {"name": "Base64HighEntropyString", "limit": 4.5},
    {"name": "HexHighEntropyString", "limit": 3.0},
)
_SEARCHED_FOR_SURE_ONES_ONLY = ("tests/", "resources/", "docs/", "packaging/requirements", "packaging/advisories.json")
_NO_TEXT = frozenset({".png", ".jpg", ".gz", ".zst", ".ttf", ".bin", ".svg"})

_CORES = os.cpu_count() or 1

KNOWN = {
    ("packaging/dictionary.py", "Hex High Entropy String"): "the SHA-256 the dictionary must have",
    ("sbp_desktop/sync/council_server/enrolment.py", "Base64 High Entropy String"): "the letters a code is made of",
}
"""What looks like a secret and is none: (file, kind) and why."""


class Find(NamedTuple):
    """Something that looks like a secret; what it is stays unsaid."""

    file: str
    line: int
    kind: str


def tracked(root: Path) -> list[str]:
    """Return every file git knows in a checkout, relative to it."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if name]


def search(root: Path, names: Iterable[str]) -> list[Find]:
    """Return what looks like a secret in these files and is not known for none."""
    wanted = [name for name in names if Path(name).suffix not in _NO_TEXT and (root / name).is_file()]
    # A core each: the search of some thousand files is all regular expressions.
    shares = [(root, wanted[first::_CORES]) for first in range(_CORES)]
    with ProcessPoolExecutor(_CORES, get_context("spawn")) as pool:
        return sorted(find for share in pool.map(_search, *zip(*shares, strict=True)) for find in share)


def _search(root: Path, names: list[str]) -> list[Find]:
    found = []
    sure = [{"name": name} for name in _SURE]
    for quiet, plugins in ((True, sure), (False, [*sure, *_LIKELY])):
        with transient_settings({"plugins_used": plugins}):
            for name in names:
                if name.startswith(_SEARCHED_FOR_SURE_ONES_ONLY) is quiet:
                    seen = scan.scan_file(str(root / name))
                    found += [Find(name, one.line_number, one.type) for one in seen if (name, one.type) not in KNOWN]
    return found
