"""A passphrase of five words nobody chose, for something that leaves: easy to say, and not to be guessed."""

import secrets
from collections.abc import Sequence
from typing import Final

WORDS: Final = 5


def suggest(words: Sequence[str]) -> str:
    """Return five of these words, by chance."""
    return " ".join(secrets.choice(words) for _ in range(WORDS))
