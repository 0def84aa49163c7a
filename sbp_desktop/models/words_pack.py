"""What a team calls things: its way of working, the kinds of conversation, its workers, words to avoid (A05).

A pack says only what differs from the plain one. Nothing stored changes with it: the record keeps `C1` and
`social_worker` whatever they are called.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from sbp_desktop import config

PLAIN = "plain"
SHIPPED = (PLAIN, "living-well", "good-lives", "what-matters")
Raw = Mapping[str, object]


class WordsPack(NamedTuple):
    """`key` is what the team's record holds: the name of a shipped pack, or the whole of a council's own as JSON.

    `conversations` and `workers` are by stored value; `instead` is what to write instead of a word, in small letters.
    `questions` are the open questions of a kind of conversation, by what they are about, in place of ours.
    """

    key: str
    name: str
    model: str
    conversations: Mapping[str, str]
    workers: Mapping[str, str]
    instead: Mapping[str, str]
    questions: Mapping[str, Mapping[str, Sequence[str]]] = MappingProxyType({})

    def names(self) -> Iterable[str]:
        """Every name the pack puts on the screen."""
        return (self.name, self.model, *self.conversations.values(), *self.workers.values())


@cache
def shipped(key: str) -> WordsPack:
    """One of `SHIPPED`."""
    return over_plain(key, json.loads(config.resources("words", f"{key}.json").read_text("utf-8")))


def over_plain(key: str, raw: Raw) -> WordsPack:
    """A pack whose file says this much; the rest is as in the plain one."""
    said = {field: raw[field] for field in WordsPack._fields if field in raw}
    if key == PLAIN:
        return WordsPack(**{"key": key, **said})  # type: ignore[arg-type]
    plain = shipped(PLAIN)._asdict()
    for field, value in said.items():
        plain[field] = {**plain[field], **value} if isinstance(value, dict) else value
    return WordsPack(**{**plain, "key": key})
