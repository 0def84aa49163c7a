"""A made-up language with the shape of a real one: short common words, long rare ones, Zipf's law; always the same."""

import itertools
import random
from collections.abc import Iterator, Sequence

_ONSETS = "th s w h t b m c l d f p n r g st wh br sh ch tr k v j cl gr y qu pl".split()  # noqa: SIM905
_VOWELS = "e a o i u ea ou ai oo ee".split()  # noqa: SIM905 - reads as the list it is
_CODAS = ["", "", "", "n", "r", "t", "s", "l", "d", "m", "nd", "ng", "st", "ck", "ll"]


class Language:
    """`size` different words, the commonest first, drawn with probability 1/rank. Same seed, same words."""

    def __init__(self, size: int, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self.words: Sequence[str] = self._made(size)
        self._weights = list(itertools.accumulate(1 / rank for rank in range(1, size + 1)))

    def _made(self, size: int) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < size:
            # As in English: the hundred commonest words have one syllable, rare ones three or four.
            most = 1 if len(made) < 100 else 2 if len(made) < 3000 else 4
            least = 1 if len(made) < 1000 else 2
            made["".join(self._syllable() for _ in range(self._random.randint(least, most)))] = None
        return list(made)

    def _syllable(self) -> str:
        pick = self._random.choice
        return pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS)

    def sentences(self, shortest: int = 5, longest: int = 40) -> Iterator[str]:
        """Endless lines of so many words."""
        while True:
            drawn = self._random.choices(
                self.words, cum_weights=self._weights, k=self._random.randint(shortest, longest)
            )
            yield " ".join(drawn).capitalize() + "."

    def typed(self, how_many: int) -> list[str]:
        """What somebody types who looks for words of the text: every prefix of two letters or more of drawn words."""
        looked_for = self._random.choices(self.words, cum_weights=self._weights, k=how_many)
        return [word[:end] for word in looked_for for end in range(2, len(word) + 1)]
