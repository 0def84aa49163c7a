"""Pairs of stores that hold the same for the person and differ in everything kept from them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sbp_desktop.models import schema
from sbp_desktop.models.marked_text import Mention, mark
from sbp_desktop.models.merge import PRIVATE_LANE
from sbp_desktop.models.order import between
from sbp_desktop.models.schema import Kind, Stream
from sbp_desktop.models.snapshots import FOR_PERSON, Audience
from sbp_desktop.models.vocabulary import Domain, Flow, Frequency, Strength, Stress
from sbp_desktop.services import attachments, conversations, groups, my_space, people, safety, sharing, unlocking, webs
from sbp_desktop.storage import drafts, oplog, queries
from sbp_desktop.storage.vault import Vault
from tests.colleague import Written, arrive_within
from tests.fixtures import PASSPHRASE

NAMES = ("Jean", "Sam", "Bowls club", "Ann", "Corner shop", "Mary", "Church", "Bob", "Rex", "Lunch club")
KINDS = ("person", "person", "group", "person", "place", "worker", "place", "person", "pet", "group")
SECRET = "Zzyxqua"
# Of these there is one a person, or they are what all the rest stands on.
_ONE_EACH = frozenset({"Person", "Web", "Node", "Tie", "Attachment", "PaperMap", "Ink"})
_FOR_US = frozenset({"harm", "source", "still_so", "linked_person", "note"})
"""Fields of a thing the person sees that are for the worker's eyes alone; the note because it names somebody hidden."""


@dataclass
class Telling:
    """Writes one person's story into a store at random; `hidden` are the shared-lane things kept from the person."""

    vault: Vault
    rng: random.Random
    person: UUID = field(init=False)
    tom: UUID = field(init=False)
    talk: UUID = field(init=False)
    seen: list[UUID] = field(default_factory=list)
    hidden: set[UUID] = field(default_factory=set)
    secrets: list[UUID] = field(default_factory=list)

    def begin(self) -> None:
        self.person = UUID(int=self.rng.getrandbits(128), version=4)
        people.add_person(self.vault, "Eric", person=self.person)
        self.tom = webs.add_node(self.vault, self.person, "Tom", node_id=self.id()).created[0]
        self.talk = conversations.start(self.vault, self.person).created[0]
        self.seen.append(self.tom)

    def go_on_from(self, told: "Telling") -> None:
        """Tell more of the same person in another store that holds what was shared."""
        self.person, self.tom, self.talk = told.person, told.tom, told.talk
        self.seen = [node for node in told.seen if node not in told.hidden]

    def id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    @property
    def me(self) -> UUID:
        return queries.self_node_of(self.person)

    # -- what everybody may see

    def share_something(self) -> None:
        self.rng.choice((self.share_node, self.share_node, self.share_tie, self.share_line, self.share_place))()

    def share_node(self) -> UUID:
        i = self.rng.randrange(len(NAMES))
        fields = {"domain": self.rng.choice(list(Domain)).value, "from": self.rng.choice((None, "2019", "2024-03"))}
        lines = {"strength": self.rng.choice(list(Strength)).value, "stress": self.rng.choice(list(Stress)).value}
        made = webs.add_node(self.vault, self.person, NAMES[i], kind=KINDS[i], tie_fields=lines, **fields).created
        self.seen.append(made[0])
        return made[0]

    def share_tie(self) -> None:
        a, b = self.rng.choice(self.seen), self.rng.choice(self.seen)
        if a != b:
            kind = f"kind {self.rng.randrange(1000)}"
            webs.add_tie(self.vault, a, b, kind=kind, flow=self.rng.choice(list(Flow)).value, support={"company"})

    def share_line(self) -> None:
        node = self.rng.choice(self.seen)
        text = mark("She comes on Fridays.", [Mention(0, 3, node)])
        conversations.write_entry(self.vault, self.talk, self.id(), text, kind="words", said_by=self.me)

    def look_together(self) -> None:
        """What stands there has been seen by the person, so that any change of it would show."""
        web = queries.web(self.vault, self.person, FOR_PERSON)
        things = [thing.id for thing in (*web.nodes, *web.ties)]
        sharing.looked_at_together(self.vault, self.person, FOR_PERSON, things)

    def share_place(self) -> None:
        webs.move_node(self.vault, self.rng.choice(self.seen), self.rng.uniform(-3, 3), self.rng.uniform(0.2, 0.8))

    # -- what is kept from the person

    def hide_something(self) -> None:
        ways: list[Callable[[], object]] = [
            self.hide_node, self.hide_line, self.hide_talk, self.hide_any_thing, self.hide_worry, self.hide_own_words,
            self.hide_somebody_else, self.note_for_us,
        ]  # fmt: skip
        if self.secrets:
            ways += [
                self.hide_tie,
                self.name_a_secret,
                self.note_a_secret,
                self.put_in_a_group,
                self.hide_photo,
                self.hide_typing,
            ]
        self.rng.choice(ways)()

    def hide_node(self) -> None:
        """Born apart, or shared first and kept apart later."""
        later = self.rng.random() < 0.5
        fields = {"domain": self.rng.choice(list(Domain)).value, "from": "2021-05-06", "strain": "near_breaking"}
        made = webs.add_node(
            self.vault, self.person, f"{SECRET} {self.rng.randrange(99)}", private=not later,
            tie_fields={"stress": "high", "frequency": Frequency.NOT_NOW.value}, is_carer=True, **fields,
        ).created  # fmt: skip
        if later:
            self.hidden |= set(made)
            made = webs.make_private(self.vault, made[0]).created
        self.secrets.append(made[0])
        webs.move_node(self.vault, made[0], self.rng.uniform(-3, 3), 0.5)

    def keep_from(self, *, in_front_of: UUID | None = None) -> None:
        """In the shared lane, and not for the person; or not in front of somebody."""
        made = webs.add_node(self.vault, self.person, f"{SECRET} {self.rng.randrange(99)}", position=(1.0, 0.5)).created
        self.hidden |= set(made)
        not_with = None if in_front_of is None else [in_front_of]
        sharing.set_audience(self.vault, made[0], person=None if not_with else False, not_with=not_with)

    def hide_tie(self) -> None:
        ends = self.rng.choice(self.secrets), self.rng.choice(self.seen)
        webs.add_tie(self.vault, *ends, kind=f"{SECRET} {self.rng.randrange(1000)}", stress="high")

    def hide_line(self) -> None:
        conversations.write_entry(
            self.vault, self.talk, self.id(), f"{SECRET} in 1987.", kind="words", said_by=self.me, private=True
        )

    def hide_talk(self) -> None:
        with self.vault.unit_of_work("Talked alone") as work:
            fields = {"kind": "C1", "opened": work.wall + 1, "present": [self.me], "happened_on": "2022-02-02"}
            talk = work.new("Conversation", self.person, fields, private=True)
            said = {"parent": talk, "kind": "words", "text": f"{SECRET}.", "happened": work.wall + 1}
            work.new("Entry", self.person, said, private=True)

    def hide_any_thing(self) -> None:
        """Of any kind that is kept about a person, with words in each of its fields that has words."""
        kinds = [one for one in schema.ENTITIES.values() if one.stream is Stream.PERSON and one.name not in _ONE_EACH]
        kind = self.rng.choice(kinds)
        wordy = [each.name for each in kind.fields if each.kind in (Kind.TEXT, Kind.WORDS)]
        with self.vault.unit_of_work("Noted") as work:
            fields = {name: f"{SECRET} {self.rng.randrange(99)}" for name in wordy}
            if any(each.name == "parent" for each in kind.fields):
                fields |= {"parent": self.talk, "order": between(None, None)}
            work.new(kind.name, self.person, fields, private=True)

    def hide_worry(self) -> None:
        safety.worry(self.vault, self.id(), person=self.person, words=f"{SECRET} may hit him.", risk="remains")

    def hide_own_words(self) -> None:
        """What the worker writes for themselves stands in another file."""
        my_space.write(self.vault, self.id(), text=f"{SECRET} is on my mind.")

    def hide_somebody_else(self) -> None:
        """Somebody whom the worker knows besides, with people of their own and of the same names."""
        other = people.add_person(self.vault, f"{SECRET} {self.rng.randrange(99)}").created[0]
        webs.add_node(self.vault, other, self.rng.choice(NAMES), note=SECRET)
        conversations.start(self.vault, other)

    def note_for_us(self) -> None:
        """What we fear and from whom we know it, of somebody the person sees."""
        web = queries.web(self.vault, self.person)
        lines = [line.id for line in web.ties if line.id not in self.hidden and not line.private]
        if lines:
            webs.set_tie(self.vault, self.rng.choice(sorted(lines)), harm=self.rng.choice(("suspected", "known")))
        fields = self.rng.choice(({"source": f"{SECRET} rang"}, {"linked_person": self.id()}))
        webs.set_node(self.vault, self.rng.choice(self.seen), **fields)

    def hide_photo(self) -> None:
        attachments.set_picture(self.vault, self.rng.choice(self.secrets), photo=self.rng.randbytes(500))

    def hide_typing(self) -> None:
        """Half a sentence about somebody hidden."""
        drafts.step(self.vault, self.person, self.rng.choice(self.secrets), "note", f"{SECRET} and", {})

    def name_a_secret(self) -> None:
        """A line in the shared lane that names somebody hidden is hidden with them."""
        entry, text = self.id(), mark("She shouted.", [Mention(0, 3, self.rng.choice(self.secrets))])
        conversations.write_entry(self.vault, self.talk, entry, text, kind="words")
        self.hidden.add(entry)

    def note_a_secret(self) -> None:
        """Somebody stays without the note that names somebody hidden."""
        note = mark("Cousin of hers.", [Mention(10, 14, self.rng.choice(self.secrets))])
        webs.set_node(self.vault, self.rng.choice(self.seen), note=note)

    def put_in_a_group(self) -> None:
        made = groups.take_in(self.vault, self.rng.choice(self.seen), [self.rng.choice(self.secrets)]).created
        self.hidden |= set(made)

    def hear_a_carer(self) -> None:
        self.hidden |= set(
            sharing.carer_says(
                self.vault, self.rng.choice(self.seen), words=f"{SECRET}.", strain="near_breaking", stress="high"
            ).created
        )


@dataclass
class Pair:
    """Two open stores, the same for `audience`."""

    stores: tuple[Vault, Vault]
    person: UUID
    audience: Audience

    def close(self) -> None:
        for vault in self.stores:
            vault.close()


def make_pair(seed: int, folders: tuple[Path, Path]) -> Pair:
    """Make a pair in two copies of an empty store."""
    one, two = (unlocking.unlock(folder, PASSPHRASE) for folder in folders)
    told = tell_pair(seed, (one, two))
    return Pair((one, two), told.person, told.audience)


@dataclass
class Told:
    """Somebody who stands in two stores, the same for `audience`; `tellers` may go on hiding things in each."""

    person: UUID
    audience: Audience
    tellers: tuple[Telling, Telling]


def tell_pair(seed: int, stores: tuple[Vault, Vault]) -> Told:
    """Tell of one more person in two stores: hidden things come before, between and after what is shared."""
    one, two = stores
    told = Telling(one, random.Random(seed))
    told.begin()
    told.hide_node()
    told.hide_line()
    told.hide_talk()
    for _ in range(4):
        told.share_something()
        told.hide_something()
    told.share_node()
    if seed % 4 < 2:
        told.look_together()
        told.note_for_us()
    told.hear_a_carer()
    told.keep_from()
    in_front = seed % 2 == 1
    if in_front:
        told.keep_from(in_front_of=told.tom)
        present = [told.me, told.tom]
        conversations.set_conversation(one, told.talk, present=present)
    told.share_something()
    _share(told, two)
    other = Telling(two, random.Random(~seed))
    other.go_on_from(told)
    for _ in range(seed % 3):
        other.hide_something()
    audience = Audience("person", frozenset({told.tom} if in_front else ()))
    return Told(told.person, audience, (told, other))


def _share(told: Telling, other: Vault) -> None:
    """Let all that is not hidden arrive in another store, as from a colleague."""
    gone = {ident.bytes for ident in told.hidden | set(told.secrets)}
    with told.vault.reading() as conn:
        ops = [op for _, op in oplog.read(conn) if op.lane != PRIVATE_LANE and op.person == told.person.bytes]
        gone |= {
            row[0]
            for node in list(gone)
            for row in conn.execute("SELECT id FROM tie_now WHERE a = ? OR b = ?", (node, node))
        }
    kept = [
        op
        for op in ops
        if op.ent not in gone and op.field not in _FOR_US and not any(op.field.endswith(one.hex()) for one in gone)
    ]
    with other.writing() as conn:
        arrive_within(conn, [Written(op) for op in kept])
