"""What a worker does to a record, at random, over the values they see: for the model's laptops."""

from random import Random

from sbp_desktop.models.merge import ALIVE, SIGNED
from sbp_desktop.models.ops import OpKind
from tests.sync.simulation.model_laptop import ModelLaptop
from tests.sync.simulation.wire import Stream

WORDS = ("Jean", "the choir", "Bowls", "Zoë", "next door", "Tuesdays", "her sister", "the allotment")
SENTENCES = ("She sings on Fridays.", "He felt safe at home.", "Tea with Jean.", "The lift is out.", "Not now.")


def open_a_person(laptop: ModelLaptop, person: bytes, rng: Random) -> None:
    """Somebody new, made offline like everything else."""
    laptop.write((person, 0), person, "Person", OpKind.NEW, {"preferred_name": rng.choice(WORDS)})


def edit(laptop: ModelLaptop, stream: Stream, rng: Random) -> None:
    """One change in one stream."""
    (_edit_web, _edit_conversations, _edit_notes)[stream[1]](laptop, stream, rng)


def _edit_web(laptop: ModelLaptop, stream: Stream, rng: Random) -> None:
    nodes, ties = _there(laptop, stream, "Node"), _there(laptop, stream, "Tie")
    doing = rng.random()
    if len(nodes) < 2 or doing < 0.12:
        laptop.write(stream, laptop.fresh(), "Node", OpKind.NEW, {"label": rng.choice(WORDS), "kind": "person"})
    elif doing < 0.24:
        a, b = rng.sample(nodes, 2)
        laptop.write(stream, laptop.fresh(), "Tie", OpKind.NEW, {"a": a, "b": b, "strength": "strong"})
    elif doing < 0.34:
        _remove(laptop, stream, rng.choice(nodes + ties), rng)
    elif doing < 0.46:
        ent = rng.choice(nodes)
        laptop.write(stream, ent, "pos:onion", OpKind.POS, [rng.random(), rng.random()])
    elif doing < 0.5 and ties:
        _set(laptop, stream, rng.choice(ties), f"support:{rng.choice(('company', 'emotional'))}", rng.random() < 0.6)
    elif doing < 0.6:
        _write_text(laptop, stream, rng.choice(nodes), "note", rng)
    elif doing < 0.7 and ties:
        _set(laptop, stream, rng.choice(ties), "strength", rng.choice(("strong", "tenuous", "broken")))
    else:
        _set(laptop, stream, rng.choice(nodes), rng.choice(("label", "relation")), rng.choice(WORDS))


def _edit_conversations(laptop: ModelLaptop, stream: Stream, rng: Random) -> None:
    conversations, entries = _there(laptop, stream, "Conversation"), _there(laptop, stream, "Entry")
    doing = rng.random()
    if not conversations or doing < 0.1:
        laptop.write(stream, laptop.fresh(), "Conversation", OpKind.NEW, {"place": rng.choice(WORDS)})
    elif not entries or doing < 0.4:
        parent = rng.choice(conversations)
        kind = "addendum" if _signed(laptop, stream, parent) else "note"
        entry = laptop.write(stream, laptop.fresh(), "Entry", OpKind.NEW, {"parent": parent, "kind": kind}).ent
        _write_text(laptop, stream, entry, "text", rng)
    elif doing < 0.5:
        ent = rng.choice(conversations)
        laptop.write(stream, ent, SIGNED, OpKind.SIGN, True, laptop.heads(stream, ent, SIGNED))
    else:
        _write_text(laptop, stream, rng.choice(entries), "text", rng)


def _edit_notes(laptop: ModelLaptop, stream: Stream, rng: Random) -> None:
    notes = _there(laptop, stream, "SafeguardingNote")
    if not notes or rng.random() < 0.3:
        laptop.write(stream, laptop.fresh(), "SafeguardingNote", OpKind.NEW, {"to_whom": rng.choice(WORDS)})
    else:
        _write_text(laptop, stream, rng.choice(notes), "words", rng)


def _write_text(laptop: ModelLaptop, stream: Stream, ent: bytes, name: str, rng: Random) -> None:
    text = " ".join(rng.choices(SENTENCES, k=rng.randint(1, 4)))
    if rng.random() < 0.2:
        laptop.disk.drafts[stream, ent, name] = text
    else:
        laptop.disk.drafts.pop((stream, ent, name), None)
        laptop.revise(stream, ent, name, text)


def _set(laptop: ModelLaptop, stream: Stream, ent: bytes, name: str, value: object) -> None:
    laptop.write(stream, ent, name, OpKind.SET, value, laptop.heads(stream, ent, name))


def _remove(laptop: ModelLaptop, stream: Stream, ent: bytes, rng: Random) -> None:
    """Take something away, having seen what is there; or bring back what was taken away."""
    held = laptop.heads(stream, ent, ALIVE)
    if held and rng.random() < 0.5:
        laptop.write(stream, ent, ALIVE, OpKind.SET, True, held)
        return
    seen = [[*name] for name in laptop.heads_of_all(stream, ent)]
    for tie in laptop.ties_on(stream, ent):
        seen += [[*name] for name in laptop.heads_of_all(stream, tie)]
    laptop.write(stream, ent, ALIVE, OpKind.DEL, {"seen": seen, "reason": ""}, held)


def _signed(laptop: ModelLaptop, stream: Stream, ent: bytes) -> bool:
    return bool(laptop.heads(stream, ent, SIGNED))


def _there(laptop: ModelLaptop, stream: Stream, kind: str) -> list[bytes]:
    """Those of a kind, taken away or not: a worker who has not read of a removal still changes what was removed."""
    return [ent for ent, name in laptop.shelf(stream).types.items() if name == kind]
