"""A worker who does anything at all, in any order, to one person's record: the rules behind the property tests."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import marked_text, schema
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.schema import Field, Kind
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, ChangeSet
from sbp_desktop.services import conversations, groups, people, unlocking, webs
from sbp_desktop.storage import drafts, history, queries, search
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE

WORDS = st.sampled_from(["Jean", "Uncle Bob", "the choir", "Zoë", "O'Neill", "Ann-Marie", "Bowls", "日本", "x" * 60])
SENTENCES = st.lists(
    st.sampled_from(["She sings on Fridays.", "“It hurts,” he said.", "Naïve? No.", "\n", "Tea.", "İstanbul", "👵🏽"]),
    min_size=1, max_size=12,
).map(" ".join)  # fmt: skip
DAYS = st.sampled_from(["2001", "2018-06", "2020-02-29", "2024-05-01", "1987~"])
# Set by the services' own rules, or by what reads them.
_LEFT_OUT = {"parent", "order", "audience", "a", "b", "closed", "opened", "nameless", "preferred_name", "linked_person"}


def values(field: Field) -> st.SearchStrategy[Any]:
    """Anything a field may be given, "not said" included."""
    match field.kind:
        case Kind.ENUM | Kind.SET if field.options is not None:
            options = [option.value for option in field.options if option.value != "self"]
            one = st.sampled_from(options)
            return st.none() | one if field.kind is Kind.ENUM else st.sets(one, max_size=3)
        case Kind.SET:
            return st.sets(st.sampled_from(["red", "green"]))
        case Kind.FLAG:
            return st.none() | st.booleans()
        case Kind.NUMBER | Kind.INSTANT:
            return st.none() | st.integers(0, 10**12)
        case Kind.DAY:
            return st.none() | DAYS
        case Kind.REF:
            return st.none() | st.uuids()
        case Kind.TEXT:
            return st.just("") | SENTENCES
        case _:
            return st.none() | WORDS


def assignments(entity: str) -> st.SearchStrategy[dict[str, Any]]:
    """One to three fields of an entity with values."""
    fields = [field for field in schema.ENTITIES[entity].fields if field.name not in _LEFT_OUT]
    pair = st.sampled_from(fields).flatmap(lambda field: st.tuples(st.just(field.name), values(field)))
    return st.lists(pair, min_size=1, max_size=3).map(dict)


def picture(vault: Vault, person: UUID) -> dict[str, Any]:
    """Every read model there is of a person, for the worker and for the person.

    Things that were undone keep their place in the drawing order, so that nothing jumps: only who is there counts.
    """
    seen: dict[str, Any] = {}
    for audience in (FOR_WORKER, FOR_PERSON):
        web = queries.web(vault, person, audience)
        there = [node.id for node in web.nodes]
        seen[f"web {audience.who}"] = (
            web.nodes,
            web.ties,
            web.strengths,
            set(web.members),
            [i for i in web.layout_order if i in there],
        )
        seen[f"person {audience.who}"] = queries.person(vault, person, audience)
        seen[f"talks {audience.who}"] = queries.conversations(vault, person, audience)
        seen[f"found {audience.who}"] = search.find(vault, "s", within=person, audience=audience, limit=100)
        seen[f"about {audience.who}"] = [queries.sentences_about(vault, node, audience) for node in there]
    return seen


class Editing(RuleBasedStateMachine):
    """One store, one person, and whatever a worker can do; a refusal by the rules changes nothing."""

    template: Path
    now_ms: Callable[[], int] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="editing-"))
        self.folder = Path(shutil.copytree(self.template, self.home / "store"))
        self.vault = self.opened()

    def opened(self) -> Vault:
        vault = unlocking.unlock(self.folder, PASSPHRASE)
        if self.now_ms is not None:
            vault.clock.now_ms = self.now_ms
        return vault

    @initialize()
    def meet(self) -> None:
        self.person = people.add_person(self.vault, "Eric").created[0]
        self.me = queries.self_node_of(self.person)
        # Something of everything, so that every rule has something to do from the first step on.
        jean, bowls = (webs.add_node(self.vault, self.person, label).created[0] for label in ("Jean", "Bowls"))
        webs.add_tie(self.vault, jean, bowls)
        talk = conversations.start(self.vault, self.person).created[0]
        for text in ("She sings on Fridays.", "Tea at six."):
            conversations.write_entry(self.vault, talk, uuid4(), text, kind="words", said_by=jean)
        self.start, self.at_start = picture(self.vault, self.person), self.steps()

    def teardown(self) -> None:
        if not self.vault.closed:
            self.vault.close()
        shutil.rmtree(self.home)

    def do(self, function: Callable[..., ChangeSet], *args: Any, **kwargs: Any) -> ChangeSet | None:
        try:
            return function(self.vault, *args, **kwargs)
        except (RuleRefused, NotFound):
            return None

    def ids(self, table: str) -> list[UUID]:
        with self.vault.reading() as conn:
            alive = f"SELECT id FROM {table} WHERE alive = 1 AND person = ? ORDER BY born"
            return [UUID(bytes=row[0]) for row in conn.execute(alive, (self.person.bytes,))]

    def steps(self) -> int:
        """How many changes of this person could be undone."""
        with self.vault.reading() as conn:
            count = "SELECT count(*) FROM undo_step WHERE person = ? AND NOT undone"
            return int(scalar(conn.execute(count, (self.person.bytes,))))

    @rule(
        label=WORDS,
        kind=st.sampled_from(["person", "place", "group", "worker", "skill", "pet"]),
        at=st.none() | st.tuples(st.floats(0, 6), st.floats(0, 1)),
        how=st.sampled_from(["said", "seen"]),
    )
    def add_node(self, label: str, kind: str, at: tuple[float, float] | None, how: str) -> None:
        self.do(webs.add_node, self.person, label, kind=kind, position=at, how=how)

    @rule(data=st.data(), fields=assignments("Node"))
    def set_node(self, data: st.DataObject, fields: dict[str, Any]) -> None:
        self.do(webs.set_node, data.draw(st.sampled_from(self.ids("node_now"))), **fields)

    @rule(data=st.data(), members=st.sets(st.sampled_from(["worker", "team", "person"])))
    def set_audience(self, data: st.DataObject, members: set[str]) -> None:
        ident = data.draw(st.sampled_from(self.ids("node_now")))
        unless = (
            {f"not_with:{data.draw(st.sampled_from(self.ids('node_now'))).hex}"} if data.draw(st.booleans()) else set()
        )
        if ident != self.me:
            self.do(webs.set_node, ident, audience=members | unless)

    @rule(data=st.data(), x=st.floats(0, 6), y=st.floats(0, 1), domain=st.sampled_from([None, "community", "network"]))
    def move_node(self, data: st.DataObject, x: float, y: float, domain: str | None) -> None:
        self.do(webs.move_node, data.draw(st.sampled_from(self.ids("node_now"))), x, y, domain=domain)

    @rule(x=st.floats(0, 6), layout=st.sampled_from(["onion", "tree"]))
    def move_all(self, x: float, layout: str) -> None:
        self.do(webs.move_nodes, [(node, x, 0.5) for node in self.ids("node_now")], layout=layout)

    @rule(data=st.data(), several=st.integers(0, 3), layout=st.sampled_from(["onion", "circles"]))
    def several_at_once(self, data: st.DataObject, several: int, layout: str) -> None:
        """Moved, some of them into another part, put together, taken into and out of a group, or removed."""
        chosen = data.draw(st.permutations(self.ids("node_now")))[:several]
        group = data.draw(st.sampled_from(self.ids("node_now")))
        parts = {node: {"domain": "community"} for node in chosen[:1]}
        moves = [(node, 1.0, 0.5) for node in chosen]
        deed: Callable[..., ChangeSet] = data.draw(
            st.sampled_from(
                [
                    webs.move_nodes,
                    webs.delete_nodes,
                    groups.put_together,
                    groups.take_in,
                    groups.take_out,
                    groups.move_into,
                ]
            )
        )
        if deed is webs.move_nodes:
            self.do(deed, moves, layout=layout, parts=parts)
        elif deed is groups.move_into:
            self.do(deed, group, moves, layout=layout, parts=parts)
        elif deed is groups.put_together:
            self.do(deed, chosen, "Next door", kind="household", position=(1.0, 0.5))
        elif deed is webs.delete_nodes:
            self.do(deed, chosen)
        else:
            self.do(deed, group, chosen)

    @rule(labels=st.lists(WORDS, max_size=3))
    def add_several(self, labels: list[str]) -> None:
        self.do(webs.add_nodes, self.person, [{"label": label, "relation": "friend"} for label in labels])

    @rule(data=st.data(), end=st.sampled_from(["a", "b"]))
    def join_again(self, data: st.DataObject, end: str) -> None:
        if ties := self.ids("tie_now"):
            node = data.draw(st.sampled_from(self.ids("node_now")))
            self.do(webs.join_again, data.draw(st.sampled_from(ties)), end, node)

    @rule(data=st.data())
    def keep_one(self, data: st.DataObject) -> None:
        nodes = self.ids("node_now")
        if len(nodes) > 1:
            kept, again = data.draw(st.permutations(nodes))[:2]
            self.do(webs.keep_one, kept, again)

    @rule(data=st.data())
    def delete_node(self, data: st.DataObject) -> None:
        if others := [node for node in self.ids("node_now") if node != self.me]:
            self.do(webs.delete_node, data.draw(st.sampled_from(others)))

    @rule(data=st.data(), at=st.none() | DAYS, kind=st.sampled_from([None, "money"]))
    def add_tie(self, data: st.DataObject, at: str | None, kind: str | None) -> None:
        nodes = self.ids("node_now")
        if len(nodes) > 1:
            a, b = data.draw(st.permutations(nodes))[:2]
            self.do(webs.add_tie, a, b, at=at, kind=kind)

    @rule(data=st.data(), fields=assignments("Tie"), at=st.none() | DAYS)
    def set_tie(self, data: st.DataObject, fields: dict[str, Any], at: str | None) -> None:
        if ties := self.ids("tie_now"):
            self.do(webs.set_tie, data.draw(st.sampled_from(ties)), at=at, **fields)

    @rule(data=st.data())
    def delete_tie(self, data: st.DataObject) -> None:
        if ties := self.ids("tie_now"):
            self.do(webs.delete_tie, data.draw(st.sampled_from(ties)))

    @rule(data=st.data(), table=st.sampled_from(["node_now", "tie_now", "entry_now", "conversation_now"]))
    def make_private(self, data: st.DataObject, table: str) -> None:
        if held := self.ids(table):
            self.do(webs.make_private, data.draw(st.sampled_from(held)))

    @rule(name=WORDS)
    def name_person(self, name: str) -> None:
        self.do(people.name_person, self.person, name)

    @rule(fields=assignments("Person"))
    def set_person(self, fields: dict[str, Any]) -> None:
        self.do(people.set_person, self.person, **{name.replace(".", "__"): value for name, value in fields.items()})

    @rule(setting=st.sampled_from([None, "home_visit", "phone"]))
    def start_writing(self, setting: str | None) -> None:
        self.do(conversations.start, self.person, setting=setting)

    @rule(data=st.data(), fields=assignments("Conversation"))
    def set_conversation(self, data: st.DataObject, fields: dict[str, Any]) -> None:
        if talks := self.ids("conversation_now"):
            self.do(conversations.set_conversation, data.draw(st.sampled_from(talks)), **fields)

    @rule(data=st.data(), text=SENTENCES, kind=st.sampled_from(["note", "words"]), private=st.booleans())
    def write(self, data: st.DataObject, text: str, kind: str, private: bool) -> None:
        if talks := self.ids("conversation_now"):
            entry = data.draw(st.sampled_from([uuid4(), *self.ids("entry_now")]))
            about = data.draw(st.sampled_from(self.ids("node_now")))
            marked = marked_text.mark(text, [Mention(0, 1, about)]) if data.draw(st.booleans()) else text
            drafts.step(self.vault, self.person, entry, "text", text, {})
            said_by = data.draw(st.sampled_from([None, *self.ids("node_now")]))
            talk = data.draw(st.sampled_from(talks))
            self.do(conversations.write_entry, talk, entry, marked, kind=kind, said_by=said_by, private=private)

    @rule(data=st.data(), label=WORDS)
    def write_a_name(self, data: st.DataObject, label: str) -> None:
        if talks := self.ids("conversation_now"):
            node, talk = uuid4(), data.draw(st.sampled_from(talks))
            text = marked_text.mark(f"{label} came.", [Mention(0, len(label), node)])
            named = {"label": label, "node_id": node}
            self.do(conversations.write_entry_with_node, talk, uuid4(), text, kind="words", said_by=self.me, node=named)

    @rule(data=st.data(), text=SENTENCES, deed=st.sampled_from(["correct", "read back", "delete"]))
    def on_a_line(self, data: st.DataObject, text: str, deed: str) -> None:
        if lines := self.ids("entry_now"):
            line = data.draw(st.sampled_from(lines))
            if deed == "correct":
                self.do(conversations.correct_entry, line, text)
            else:
                self.do(conversations.read_back if deed == "read back" else conversations.delete_entry, line)

    @rule(data=st.data(), outcome=st.sampled_from([None, "connected"]))
    def finish(self, data: st.DataObject, outcome: str | None) -> None:
        if talks := self.ids("conversation_now"):
            self.do(conversations.finish, data.draw(st.sampled_from(talks)), outcome)

    @rule(text=SENTENCES)
    def join_somebody_nameless(self, text: str) -> None:
        other = people.add_person(self.vault).created[0]
        talk = conversations.start(self.vault, other).created[0]
        line = uuid4()
        conversations.write_entry(self.vault, talk, line, text, said_by=queries.self_node_of(other), kind="words")
        conversations.read_back(self.vault, line)
        self.do(people.join_people, other, self.person)

    @precondition(lambda self: self.steps() > self.at_start)
    @rule()
    def undo(self) -> None:
        assert history.undo(self.vault, self.person).left_alone == ()

    @rule()
    def redo(self) -> None:
        assert history.redo(self.vault, self.person).left_alone == ()

    @rule()
    def close_and_open(self) -> None:
        before = picture(self.vault, self.person)
        self.vault.close()
        self.vault = self.opened()
        assert picture(self.vault, self.person) == before
