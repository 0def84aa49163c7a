"""With masked names nobody can be known: not by a label, not in a sentence, not by what a screen reader says."""

import re
from uuid import uuid4

import pytest

from sbp_desktop.models import masking
from sbp_desktop.models.huddles import Asking
from sbp_desktop.models.snapshots import NodeSnapshot, StrengthSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.services import spelling
from tests.fixtures import needs_dictionary

KINDS = {"person": "a person", "group": "a group or club", "place": "a place", "pet": "a pet", "service": "paid help"}
PERSON = uuid4()
ORDINARY = spelling.ordinary


def node(label: str, kind: str = "person", domain: str = "network", **said: str) -> NodeSnapshot:
    return NodeSnapshot(uuid4(), PERSON, kind, label, domain=domain, **said)  # type: ignore[arg-type]


def asking(*nodes: NodeSnapshot, wants: tuple[str, ...] = (), tried: tuple[str, ...] = ()) -> Asking:
    me = NodeSnapshot(uuid4(), PERSON, "self", "Mrs Khan", domain="personal")
    ties = tuple(TieSnapshot(uuid4(), PERSON, me.id, one.id, kind="Jean’s friend", note="Jean") for one in nodes)
    good = (StrengthSnapshot(uuid4(), "skill", "Taught Jean to sew"),)
    web = WebSnapshot(PERSON, me.id, (me, *nodes), ties, strengths=good)
    return Asking(PERSON, web, "Mrs Khan", wants, tried)


@needs_dictionary
def test_labels_say_who_or_what_and_never_the_name() -> None:
    shown = masking.masked(
        asking(
            node("Jean", relation="daughter"), node("Tom"), node("Ali"), node("St Mary’s", "place", "community"),
            node("Elderly friend (he)"), node("Daisy", "pet", "personal"), node("Singing again with Jean", "interest", "personal"),
        ),
        KINDS, "them", ORDINARY,
    )  # fmt: skip
    assert [one.label for one in shown.web.nodes] == [
        "them", "daughter", "a person", "a person 2", "a place", "friend", "a pet", "Singing again with …",
    ]  # fmt: skip


@needs_dictionary
@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Jean is worn out.", "… is worn out."),
        ("I told jean and Jean's sister.", "I told … and … sister."),
        ("She saw Dr Patel in Southend on Monday.", "She saw … in … on Monday."),
        ("Mrs Khan lives at Fairview.", "… lives at …"),
        ("My daughter and the church help me.", "My daughter and the church help me."),
        ("Ring 01702 555010 today.", "Ring … today."),
        ("Priya takes me dancing. Rose does too.", "… takes me dancing. … does too."),
        ("Fishing again. Tea with friends.", "Fishing again. Tea with friends."),
    ],
)
def test_sentences_lose_every_name(said: str, left: str) -> None:
    shown = masking.masked(
        asking(node("Jean"), node("Fairview House", "place", "community"), wants=(said,)), KINDS, "them", ORDINARY
    )
    assert shown.wants == (left,)


def test_nothing_of_a_masked_asking_holds_a_name_anywhere() -> None:
    everything = asking(
        node("Jean Smith", relation="Tom’s aunt", reach="01702 555010", source="Priya", note="Jean drinks."),
        node("Kursaal Dance", "group", "community"),
        wants=("To dance at the Kursaal with Tom.",),
        tried=("Kursaal Dance", "Jean Smith"),
    )
    shown = masking.masked(everything, KINDS, "them", ORDINARY)
    assert not re.search("jean|smith|tom|khan|kursaal|priya|01702", repr(shown), re.IGNORECASE)
    assert shown.tried == ("a group or club", "aunt")
