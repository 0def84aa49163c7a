"""What a change weighs on the wire."""

from tests.benchmarks.keeping_step import revisions
from tests.benchmarks.words import Language


def test_a_sentence_changed_in_a_long_text_weighs_little() -> None:
    """On a line of 16 kbit/s a message of 300 bytes takes a sixth of a second."""
    weight = revisions(Language(20_000))
    assert weight["alone"] <= 300
    assert weight["together"] <= 200
    assert weight["read"] <= 250
