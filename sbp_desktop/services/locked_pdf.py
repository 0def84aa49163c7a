"""A PDF that opens with a passphrase only: AES-256 by pypdf, and five words that are told once and kept nowhere."""

import importlib
import io
from functools import cache

from sbp_desktop import config
from sbp_desktop.models import five_words

CIPHER = "AES-256"


def suggest() -> str:
    """Return a passphrase for one PDF."""
    return five_words.suggest(words())


@cache
def words() -> tuple[str, ...]:
    """The words a passphrase is made of."""
    return tuple(config.resources("passphrase", "en.txt").read_text("utf-8").split())


def lock(pdf: bytes, passphrase: str) -> bytes:
    """Return the PDF so that nothing of it, its title included, is read without the passphrase."""
    pypdf = importlib.import_module("pypdf")  # some tenths of a second that only this needs
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(passphrase, algorithm=CIPHER)
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()
