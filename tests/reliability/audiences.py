"""P5 as a table: for every audience, way out, kind of thing, field and way of keeping it, what may be there.

    assert audiences.tables(home, first=0, count=1) == []

A table is a store in which each kind of thing stands once for each way of keeping it, with words of its own in every
field that has words. What an audience gets by any way out holds no words that are not for it; and the whole record as
JSON lacks none that are.
"""

import random
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock
from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models import schema
from sbp_desktop.models.folding import NOT_WITH, Row
from sbp_desktop.models.order import between
from sbp_desktop.models.schema import Entity, Kind, Stream
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.models.vocabulary import DEFAULT_AUDIENCE
from sbp_desktop.services import conversations, people, unlocking, webs
from sbp_desktop.storage import key_slots, queries, search
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE
from tests.properties import channels

_WORDS = re.compile("zq[0-9]{6}x")
WAYS = ("near", "private", "apart", "not with Tom", "for Jean", "for the surgery")
_SURGERY, _NOBODY = "partner:5c", "partner:0d"
_NEAR = frozenset({"worker", "team", "person"})
# How we keep a thing and from whom we know it stays with us, and how to reach somebody who does not know that they are
# on this web (practice.md I-17, I-19).
_OURS = frozenset({"source", "seen_as", "version_vector", "reach", "key", "digest"})
_OUR_KINDS = frozenset({"WebView", "NodeInView"})
# Each is the web's own, one a person, or the bytes of a picture: pairs of stores are compared for them (P1).
_ELSEWHERE = frozenset({"Person", "Web", "Attachment", "PaperMap", "Ink"})


def may(way: str, audience: Audience, jean: UUID) -> bool:
    """The table itself, by hand (decisions.md D3): whether a thing kept so is for this audience."""
    named = {"for Jean": f"family:{jean.hex}", "for the surgery": _SURGERY}
    match way:
        case "private":
            return audience.who == "worker"
        case "apart":
            return audience.who in ("worker", "team")
        case "not with Tom":
            return audience.who in _NEAR and not audience.present
        case _:
            return audience.who in _NEAR or audience.who == named.get(way)


@dataclass
class Table:
    """A store with each kind of thing in each way of keeping; `kept` says of each canary what it is of."""

    vault: Vault
    rng: random.Random
    person: UUID = field(init=False)
    tom: UUID = field(init=False)
    jean: UUID = field(init=False)
    talk: UUID = field(init=False)
    kept: dict[str, tuple[Entity, str, str]] = field(default_factory=dict)

    def fill(self) -> None:
        self.person = people.add_person(self.vault, "Eric").created[0]
        self.tom, self.jean = (webs.add_node(self.vault, self.person, name).created[0] for name in ("Tom", "Jean"))
        self.talk = conversations.start(self.vault, self.person).created[0]
        named = {f"family:{self.jean.hex}", _SURGERY}
        kinds = [one for one in schema.ENTITIES.values() if one.stream is Stream.PERSON and one.name not in _ELSEWHERE]
        things = [(kind, way) for kind in kinds for way in WAYS]
        self.rng.shuffle(things)
        with self.vault.unit_of_work("All there is") as work:
            for each in (self.talk, queries.self_node_of(self.person), self.tom, self.jean):
                work.set(each, "audience", DEFAULT_AUDIENCE | named)
            for kind, way in things:
                made = work.new(kind.name, self.person, self._fields(kind, way), private=way == "private")
                if way != "private" and kind.lane != 2:
                    work.set(made, "audience", self._members(way))

    def audiences(self) -> list[Audience]:
        here = frozenset({self.tom})
        whos = ("worker", "team", "person", f"family:{self.jean.hex}", _SURGERY)
        return [
            *(Audience(who, present) for who in whos for present in (frozenset(), here)),
            Audience(f"family:{self.tom.hex}"), Audience(_NOBODY), Audience("somebody"),
        ]  # fmt: skip

    def is_for(self, canary: str, audience: Audience) -> bool:
        kind, name, way = self.kept[canary]
        if (name in _OURS or kind.name in _OUR_KINDS) and audience.who != "worker":
            return False
        return may("private" if kind.lane == 2 else way, audience, self.jean)

    def _members(self, way: str) -> frozenset[str]:
        match way:
            case "apart":
                return DEFAULT_AUDIENCE - {"person"}
            case "not with Tom":
                return DEFAULT_AUDIENCE | {f"{NOT_WITH}{self.tom.hex}"}
            case "for Jean":
                return DEFAULT_AUDIENCE | {f"family:{self.jean.hex}"}
            case "for the surgery":
                return DEFAULT_AUDIENCE | {_SURGERY}
            case _:
                return DEFAULT_AUDIENCE

    def _fields(self, kind: Entity, way: str) -> dict[str, object]:
        fields: dict[str, object] = {}
        for each in kind.fields:
            if each.kind in (Kind.TEXT, Kind.WORDS) and each.name != "order":
                canary = f"zq{len(self.kept):06d}x"
                self.kept[canary] = kind, each.name, way
                fields[each.name] = canary
        if "parent" in kind.by_name:
            fields |= {"parent": self.talk, "order": between(None, None)}
        if kind.name == "Tie":
            fields |= {"a": queries.self_node_of(self.person), "b": self.rng.choice((self.tom, self.jean))}
        if kind.name == "Node":
            fields["kind"] = self.rng.choice(("person", "place", "group"))
        return fields


# ---- the ways out


def _written(vault: Vault, person: UUID, audience: Audience, folder: Path, form: str) -> str:
    target = folder / form
    target.mkdir(parents=True, exist_ok=True)
    channels.exporting.export(vault, person, target / "copy", audience=audience, format=form)
    files = [target / "copy"] if (target / "copy").is_file() else sorted((target / "copy").iterdir())
    return "\n".join(file.read_text("utf-8") for file in files)


def _found(vault: Vault, person: UUID, audience: Audience, _folder: Path) -> object:
    return [
        (hit.entity, hit.words)
        for within in (person, None)
        for hit in search.find(vault, "zq", within=within, audience=audience, limit=5000)
    ]


def _form(form: str) -> channels.Channel:
    return lambda *asked: _written(*asked, form)


WAYS_OUT: dict[str, channels.Channel] = {
    "json": _form("json"), "tables": _form("csv"), "graph": _form("graphml"), "list": channels.listed,
    "sentences": channels.said, "search": _found, "dates": channels.dated, "picture": channels.svg,
    "page to leave": lambda *asked: channels.left_on_paper(*asked)[:2],
}  # fmt: skip


def looked_at(table: Table, folder: Path) -> Iterator[str]:
    """Every cell of one table that is wrong."""
    for audience in table.audiences():
        theirs = {canary for canary in table.kept if table.is_for(canary, audience)}
        for name, see in WAYS_OUT.items():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            there = set(_WORDS.findall(_seen(see, table, audience, folder)))
            yield from (_told(table, canary, audience, name, "leaks") for canary in sorted(there - theirs))
            if name == "json":
                yield from (_told(table, canary, audience, name, "lacks") for canary in sorted(theirs - there))


def _seen(see: channels.Channel, table: Table, audience: Audience, folder: Path) -> str:
    try:
        return str(see(table.vault, table.person, audience, folder))
    except NotFound:  # whoever is named for nothing has no page of theirs
        return ""


def _told(table: Table, canary: str, audience: Audience, way_out: str, what: str) -> str:
    kind, name, way = table.kept[canary]
    return f"{audience.who}{' with Tom' if audience.present else ''}, {way_out}: {what} {kind.name}.{name} ({way})"


# ---- the promise


@contextmanager
def _table(home: Path, seed: int) -> Iterator[Table]:
    folder = home / "store"
    shutil.rmtree(folder, ignore_errors=True)
    vault = unlocking.create(folder, PASSPHRASE, {"name": "Test worker"}, key_slots.Kdf.for_tests())
    try:
        table = Table(vault, random.Random(seed))
        table.fill()
        yield table
    finally:
        vault.close()


def tables(home: Path, first: int, count: int) -> Sequence[str]:
    """Look at every cell of so many tables, in which things were written in another order; what is wrong."""
    wrong = list[str]()
    for number in range(first, first + count):
        with _table(home, number) as table:
            wrong += looked_at(table, home / "out")
    return wrong


def everybody_is_named(home: Path) -> str:
    """The planted fault: what is named for somebody outside us is there for anybody outside."""

    def careless(self: Row, audience: Audience) -> bool:
        allowed = self.values.get("audience", frozenset())
        outside = any(member.startswith(("family:", "partner:")) for member in allowed)
        return audience.who == "worker" or audience.who in allowed or (":" in audience.who and outside)

    with mock.patch.object(Row, "seen_by", careless):
        return "named for one, there for all" if tables(home, 0, 1) else ""
