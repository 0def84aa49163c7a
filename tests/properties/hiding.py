"""Pairs of stores that hold the same for the person and differ in everything kept from them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sbp_desktop.models.marked_text import Mention, mark
from sbp_desktop.models.merge import PRIVATE_LANE
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.models.vocabulary import Domain, Flow, Frequency, Strength, Stress
from sbp_desktop.services import conversations, groups, people, sharing, unlocking, webs
from sbp_desktop.storage import oplog, queries
from sbp_desktop.storage.vault import Vault
from tests.colleague import Written, arrive_within
from tests.fixtures import PASSPHRASE

NAMES = ("Jean", "Sam", "Bowls club", "Ann", "Corner shop", "Mary", "Church", "Bob", "Rex", "Lunch club")
KINDS = ("person", "person", "group", "person", "place", "worker", "place", "person", "pet", "group")
SECRET = "Zzyxqua"


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

    def share_place(self) -> None:
        webs.move_node(self.vault, self.rng.choice(self.seen), self.rng.uniform(-3, 3), self.rng.uniform(0.2, 0.8))

    # -- what is kept from the person

    def hide_something(self) -> None:
        ways: list[Callable[[], None]] = [self.hide_node, self.hide_line, self.hide_talk, self.hide_strength]
        if self.secrets:
            ways += [self.hide_tie, self.name_a_secret, self.put_in_a_group]
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

    def hide_strength(self) -> None:
        with self.vault.unit_of_work("Noted") as work:
            work.new("Strength", self.person, {"kind": "skill", "text": f"{SECRET} swims"}, private=True)

    def name_a_secret(self) -> None:
        """A line in the shared lane that names somebody hidden is hidden with them."""
        entry, text = self.id(), mark("She shouted.", [Mention(0, 3, self.rng.choice(self.secrets))])
        conversations.write_entry(self.vault, self.talk, entry, text, kind="words")
        self.hidden.add(entry)

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
    """Make a pair in two copies of an empty store: hidden things come before, between and after what is shared."""
    rng = random.Random(seed)
    one, two = (unlocking.unlock(folder, PASSPHRASE) for folder in folders)
    told = Telling(one, rng)
    told.begin()
    told.hide_node()
    told.hide_line()
    told.hide_talk()
    for _ in range(4):
        told.share_something()
        told.hide_something()
    told.share_node()
    told.hear_a_carer()
    told.keep_from()
    in_front = seed % 2 == 1
    if in_front:
        told.keep_from(in_front_of=told.tom)
    told.share_something()
    _share(told, two)
    other = Telling(two, random.Random(~seed))
    other.go_on_from(told)
    for _ in range(seed % 3):
        other.hide_something()
    audience = Audience("person", frozenset({told.tom} if in_front else ()))
    return Pair((one, two), told.person, audience)


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
    kept = [op for op in ops if op.ent not in gone and not any(op.field.endswith(one.hex()) for one in gone)]
    with other.writing() as conn:
        arrive_within(conn, [Written(op) for op in kept])
