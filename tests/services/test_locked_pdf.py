"""A locked PDF opens with its passphrase alone, by AES-256; the passphrase is five words by chance."""

import io
import math

import pypdf
import pytest
from pypdf.errors import DependencyError, FileNotDecryptedError, PdfReadError
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPagedPaintDevice, QPainter
from PySide6.QtWidgets import QApplication

from sbp_desktop.models import five_words
from sbp_desktop.services import locked_pdf
from sbp_desktop.ui.web import pictures

TITLE = "Quetzalcoatl and who matters"
WORDS = "Quetzalclip lives at number nine"


def put(device: QPagedPaintDevice, resolution: int) -> None:
    painter = QPainter(device)
    painter.drawText(QRectF(300, 300, 3000, 300), WORDS)
    painter.end()


@pytest.fixture(scope="module")
def plain(qapp: QApplication) -> bytes:
    """A PDF as the app makes it."""
    return pictures.as_pdf(TITLE, put)


def read(pdf: bytes, passphrase: str | None) -> tuple[str, str]:
    """Title and how many pages, or what was in the way."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    if passphrase is not None:
        reader.decrypt(passphrase)
    try:
        return str(reader.metadata.title if reader.metadata else ""), str(len(reader.pages))
    except (FileNotDecryptedError, PdfReadError, DependencyError) as error:
        return type(error).__name__, ""


def whole(pdf: bytes) -> bytes:
    """Every stream of an open PDF, unpacked, so that words and pictures are seen."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return b"".join(page.get_contents().get_data() for page in reader.pages if page.get_contents() is not None)


def test_it_opens_with_its_passphrase_and_is_the_same_then(plain: bytes) -> None:
    locked = locked_pdf.lock(plain, "five words of our own")
    assert read(locked, "five words of our own") == (TITLE, "1") == read(plain, None)
    reader = pypdf.PdfReader(io.BytesIO(locked))
    reader.decrypt("five words of our own")
    contents = reader.pages[0].get_contents()
    assert contents is not None
    assert contents.get_data() == whole(plain)


@pytest.mark.parametrize("passphrase", [None, "", "five words of our Own", "five words of our own "])
def test_without_it_nothing_is_read(passphrase: str | None, plain: bytes) -> None:
    locked = locked_pdf.lock(plain, "five words of our own")
    assert read(locked, passphrase) == ("FileNotDecryptedError", "")
    for form in (TITLE.encode(), TITLE.encode("utf-16-be"), TITLE.encode("utf-16-le")):
        assert form not in locked


def test_the_search_would_find_the_title_of_one_that_is_not_locked(plain: bytes) -> None:
    """The ablation."""
    assert TITLE.encode() in plain or TITLE.encode("utf-16-be") in plain
    assert read(pictures.as_pdf(TITLE, put, passphrase=""), None) == (TITLE, "1")


def test_it_is_aes_of_256_bits_in_its_newest_form(plain: bytes) -> None:
    said = pypdf.PdfReader(io.BytesIO(locked_pdf.lock(plain, "five words"))).trailer["/Encrypt"].get_object()
    assert (said["/V"], said["/R"], said["/Length"]) == (5, 6, 256)
    assert said["/CF"]["/StdCF"]["/CFM"] == "/AESV3"
    assert (said["/StmF"], said["/StrF"]) == ("/StdCF", "/StdCF")


def test_five_words_by_chance_are_many_enough_and_easy_to_say() -> None:
    words = locked_pdf.words()
    assert five_words.WORDS * math.log2(len(set(words))) >= 53
    assert all(word.isascii() and word.isalpha() and word.islower() and 3 <= len(word) <= 8 for word in words)
    suggested = {locked_pdf.suggest() for _ in range(200)}
    assert len(suggested) == 200
    assert all(len(one.split(" ")) == 5 and set(one.split(" ")) <= set(words) for one in suggested)
