"""Text revisions: a whole text, or what changed since the one before, squeezed (decisions.md D7)."""

from typing import Any

import zstandard

from sbp_desktop.models.ops import OpId

WHOLE, DELTA = 0, 1
WHOLE_EVERY = 64
LARGEST = 16 << 20
"""Bytes of a text; a frame that says it holds more is none of ours."""


def encode(text: str, base: OpId | None, base_text: str, earlier: int) -> list[Any]:
    """The value of a REV op: [encoding, base or None, zstd bytes].

    `earlier` is how many revisions the field has had: the first and every 64th are whole, as is one whose delta saves
    less than half, so that no text needs a long walk and a lost base never costs more than a little.
    """
    raw = text.encode()
    whole = zstandard.ZstdCompressor(level=3, write_content_size=True).compress(raw)
    if base is None or not base_text or earlier % WHOLE_EVERY == 0:
        return [WHOLE, None, whole]
    delta = zstandard.ZstdCompressor(level=3, dict_data=_as_dictionary(base_text)).compress(raw)
    if len(delta) * 2 > len(whole):
        return [WHOLE, None, whole]
    return [DELTA, [base.origin, base.oseq], delta]


def base_of(value: list[Any]) -> OpId | None:
    """The revision a value builds on, None for a whole text or a form we do not know."""
    try:
        origin, oseq = value[1] if value[0] == DELTA else (None, None)
    except (TypeError, ValueError, IndexError, KeyError):
        return None
    return OpId(origin, oseq) if isinstance(origin, bytes) and isinstance(oseq, int) else None


def decode(value: list[Any], base_text: str | None) -> str:
    """The text of a REV value. Raises ValueError without a delta's base text, and for a form we do not know."""
    try:
        # The size a frame states is what would be made of it.
        if not 0 <= zstandard.frame_content_size(value[2]) <= LARGEST:
            raise ValueError("a text of a size that nobody writes")
        if value[0] == WHOLE:
            return zstandard.ZstdDecompressor().decompress(value[2]).decode()
        if value[0] == DELTA and base_text is not None:
            return zstandard.ZstdDecompressor(dict_data=_as_dictionary(base_text)).decompress(value[2]).decode()
    except (zstandard.ZstdError, TypeError, IndexError, KeyError) as error:
        raise ValueError("not a revision of this text") from error
    raise ValueError("the revision this text builds on is missing, or of a form we do not know")


def _as_dictionary(text: str) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(text.encode(), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
