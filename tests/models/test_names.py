"""People found in what a worker types: what is surely somebody, what surely is not, and who is on the web already."""

from itertools import pairwise
from uuid import UUID

import pytest

from sbp_desktop.models.known_people import Known, KnownPeople
from sbp_desktop.models.names import Found, Teller, find_people, settled, speaker_before

ERIC, DAUGHTER, JEAN, CLUB, PATEL, WIFE = (UUID(int=n) for n in range(1, 7))
SELF: Known = (ERIC, "Eric", "self")


def told(text: str, *known: Known, said: Teller = "worker") -> list[tuple[str, str, str]]:
    """Return what is underlined, the label and the relation of everybody new or known."""
    return [(text[f.start : f.end], f.label, f.relation) for f in find_people(text, [SELF, *known], said=said)]


def only(text: str, *known: Known, said: Teller = "worker") -> Found:
    [found] = find_people(text, [SELF, *known], said=said)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My daughter takes me.", [("My daughter", "Daughter", "")]),
        ("Tuesdays are good, my daughter takes me", [("my daughter", "Daughter", "")]),
        ("my daughter Jean takes me", [("my daughter Jean", "Jean", "daughter")]),
        ("my daughter, Jean, takes me", [("my daughter, Jean", "Jean", "daughter")]),
        ("my daughter (Jean) takes me", [("my daughter (Jean", "Jean", "daughter")]),
        ("my daughter is called Jean and she", [("my daughter is called Jean", "Jean", "daughter")]),
        ("my daughter's name is Jean.", [("my daughter's name is Jean", "Jean", "daughter")]),
        ("my daughter Jean Williams rang", [("my daughter Jean Williams", "Jean Williams", "daughter")]),
        ("his neighbour Mr Patel brings a meal", [("his neighbour Mr Patel", "Mr Patel", "neighbour")]),
        ("Her GP, Dr Singh, came out", [("Her GP, Dr Singh", "Dr Singh", "GP")]),
        ("my GP rang", [("my GP", "GP", "")]),
        ("GP Dr Singh rang", [("GP Dr Singh", "Dr Singh", "GP")]),
        ("the GP rang", [("GP", "GP", "")]),
        ("Daughter takes me. Tuesdays are good.", [("Daughter", "Daughter", "")]),
        ("daughter Jean visits", [("daughter Jean", "Jean", "daughter")]),
        ("Phoned daughter Jean today", [("daughter Jean", "Jean", "daughter")]),
        ("Lives with daughter", [("daughter", "Daughter", "")]),
        ("She has a brother in Leeds", [("brother", "Brother", "")]),
        ("has a friend called Bob", [("friend called Bob", "Bob", "friend")]),
        ("A friend called Bob comes", [("friend called Bob", "Bob", "friend")]),
        ("my stepdaughter, my step-dad and my half brother", [
            ("my stepdaughter", "Stepdaughter", ""), ("my step-dad", "Stepdad", ""), ("my half brother", "Half-brother", ""),
        ]),
        ("my mother in law and my son-in-law", [
            ("my mother in law", "Mother-in-law", ""), ("my son-in-law", "Son-in-law", ""),
        ]),
        ("his ex-wife Carol", [("his ex-wife Carol", "Carol", "ex-wife")]),
        ("my great-aunt", [("my great-aunt", "Great-aunt", "")]),
        ("my grand-daughter Siân", [("my grand-daughter Siân", "Siân", "granddaughter")]),
        ("Mam and Dad moved here", [("Mam", "Mam", ""), ("Dad", "Dad", "")]),
        ("my nan and my gran", [("my nan", "Nan", ""), ("my gran", "Gran", "")]),
        ("I miss Mum", [("Mum", "Mum", "")]),
        ("my son and daughter help", [("my son", "Son", ""), ("daughter", "Daughter", "")]),
        ("my fiancé Tom", [("my fiancé Tom", "Tom", "fiancé")]),
        ("Auntie Jean cooks", [("Auntie Jean", "Auntie Jean", "auntie")]),
        ("my sons Tom and Will", [("Tom", "Tom", "son"), ("Will", "Will", "son")]),
        ("my two sisters, Ann, Beti and Carys, ring", [
            ("Ann", "Ann", "sister"), ("Beti", "Beti", "sister"), ("Carys", "Carys", "sister"),
        ]),
        ("my friend Siôn ap Gwilym", [("my friend Siôn ap Gwilym", "Siôn ap Gwilym", "friend")]),
        ("my friend Ŵyn O’Brien-Llŷr", [("my friend Ŵyn O’Brien-Llŷr", "Ŵyn O’Brien-Llŷr", "friend")]),
        ("her neighbour Iain McDonald", [("her neighbour Iain McDonald", "Iain McDonald", "neighbour")]),
        ("my daughter Jean's car", [("my daughter Jean", "Jean", "daughter")]),
        ("my daughter’s car", [("my daughter", "Daughter", "")]),
        ("my daughter's husband Raj", [
            ("my daughter", "Daughter", ""), ("husband Raj", "Raj", "Daughter’s husband"),
        ]),
        ("my next door neighbour", [("my next door neighbour", "Next door neighbour", "")]),
        ("our best friend Pat", [("our best friend Pat", "Pat", "best friend")]),
        ("my sister June called", [("my sister June", "June", "sister")]),
        ("Mr and Mrs Patel brought soup", [("Mr and Mrs Patel", "Mr and Mrs Patel", "")]),
        ("met Mrs Llewellyn-Jones there", [("Mrs Llewellyn-Jones", "Mrs Llewellyn-Jones", "")]),
        ("Saw Mr. Patel", [("Mr. Patel", "Mr Patel", "")]),
        ("She goes to the Tuesday club", [("Tuesday club", "Tuesday club", "")]),
        ("my lunch club is on", [("lunch club", "Lunch club", "")]),
        ("my dog Rex", [("my dog Rex", "Rex", "dog")]),
        ("his lovely neighbour", [("his lovely neighbour", "Neighbour", "")]),
        ("MY DAUGHTER RANG", [("MY DAUGHTER", "Daughter", "")]),
    ],
)  # fmt: skip
def test_somebody_who_is_surely_there_is_found(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "She has no daughter",
        "He has no daughter nearby and no wife",
        "without a wife",
        "hasn't got a brother",
        "does he have a daughter?",
        "if I had a sister",
        "I wish I had a brother",
        "never had a son",
        "her mother tongue is Welsh",
        "Mother tongue: Welsh",
        "a Brother printer",
        "my brother printer",
        "partner agencies met",
        "our partner organisation",
        "Partner Barclays wrote",
        "the sister ward",
        "Nan bread and curry",
        "Father Christmas came",
        "Mother's Day was quiet",
        "Mother of three",
        "He is a father",
        "like a daughter to me",
        "a mother and toddler group",
        "my GP surgery rang",
        "I asked my colleague",
        "community agents, GP Care Advisors",
        "the Named Social Worker Team North",
        "a talk with a friend or relative",
        "child benefit stopped",
        "my daughters",
        "the neighbours",
        "Tuesdays are good.",
        "Jean came on Tuesday",
        "She went to Cardiff with Tesco bags",
        "Miss her so much",
        "my dear",
        "the club",
        "the club on Tuesday",
        "a Tuesday club somewhere",
        "my wireless",
        "He smiled; we tried the loop.",
        "person",
        "in person",
        "friend",
        "Sunday dinner, Monday bus, May bank holiday",
    ],
)
def test_what_is_not_surely_somebody_is_left_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("my daughter Tuesdays", "Daughter"),
        ("my daughter May 3rd came", "Daughter"),
        ("my daughter I think", "Daughter"),
        ("my daughter, I think, came", "Daughter"),
        ("my daughter FaceTimes me", "Daughter"),
        ("my daughter Christmas shopping", "Daughter"),
        ("my daughter is Welsh", "Daughter"),
    ],
)
def test_a_capital_after_a_relationship_is_not_always_a_name(text: str, label: str) -> None:
    assert only(text).label == label


@pytest.mark.parametrize(
    ("text", "known", "node"),
    [
        ("my daughter came again", (DAUGHTER, "Daughter", ""), DAUGHTER),
        ("Daughter came again", (DAUGHTER, "Daughter", ""), DAUGHTER),
        ("my Daughter’s house", (DAUGHTER, "Daughter", ""), DAUGHTER),
        ("my daughter came again", (JEAN, "Jean", "daughter"), JEAN),
        ("Jean came again", (JEAN, "Jean", "daughter"), JEAN),
        ("Jean's house, Jean", (JEAN, "Jean Williams", "daughter"), JEAN),
        ("my daughter Jean again", (JEAN, "Jean", ""), JEAN),
        ("my daughter Jean again", (JEAN, "Jean", "daughter"), JEAN),
        ("my daughter Jean again", (DAUGHTER, "Daughter", ""), DAUGHTER),
        ("my mother is well", (JEAN, "Mum", ""), JEAN),
        ("I miss my wife", (WIFE, "Wife (died)", ""), WIFE),
        ("my wife cooks", (WIFE, "Anna (wife)", ""), WIFE),
        ("Anna cooks", (WIFE, "Anna (wife)", ""), WIFE),
        ("up to the Tuesday club was shut", (CLUB, "Tuesday club", ""), CLUB),
        ("the tuesday club was shut", (CLUB, "Tuesday club", ""), CLUB),
        ("Off to Tuesday Club", (CLUB, "Tuesday club", ""), CLUB),
        ("my church was full", (CLUB, "Church", ""), CLUB),
        ("mr patel came", (PATEL, "Mr Patel", "neighbour"), PATEL),
        ("my sister rang", (JEAN, "Ann", "older sister"), JEAN),
    ],
)
def test_somebody_on_the_web_is_linked_and_never_doubled(text: str, known: Known, node: UUID) -> None:
    found = find_people(text, [SELF, known])
    assert found
    assert {each.node for each in found} == {node}


def test_a_name_for_somebody_known_only_as_daughter_is_told() -> None:
    found = only("my daughter Jean again", (DAUGHTER, "Daughter", ""))
    assert (found.node, found.label, found.relation) == (DAUGHTER, "Jean", "daughter")


def test_another_name_is_another_daughter() -> None:
    assert only("my daughter Ann", (JEAN, "Jean", "daughter")).node is None
    assert only("my daughter Jean", (JEAN, "Jean", "sister")).node is None


def test_which_of_two_daughters_is_not_guessed() -> None:
    assert told("my daughter came", (JEAN, "Jean", "daughter"), (DAUGHTER, "Ann", "daughter")) == []
    assert told("my other daughter came", (JEAN, "Jean", "daughter")) == []


def test_the_first_word_of_a_place_is_no_first_name() -> None:
    assert told("On Tuesday we met", (CLUB, "Tuesday club", "")) == []
    people = KnownPeople([SELF, (CLUB, "Advanced Practitioner", "")], {ERIC})
    assert find_people("An Advanced course", people) == []


def test_a_name_two_people_share_is_not_guessed() -> None:
    assert told("Jean came", (JEAN, "Jean Williams", ""), (DAUGHTER, "Jean Evans", "")) == []


@pytest.mark.parametrize("text", ["Will you come", "in May it rained", "hope so", "Hope so", "the will was read"])
def test_a_name_that_is_also_a_word_is_not_taken_for_it(text: str) -> None:
    known = [(UUID(int=20 + n), name, "friend") for n, name in enumerate(("Will", "May", "Hope"))]
    assert told(text, *known) == []


def test_such_a_name_is_still_found_where_it_can_only_be_the_name() -> None:
    assert only("I rang Will again", (JEAN, "Will", "friend")).node == JEAN


def test_the_person_is_recognised_as_the_one_in_the_middle() -> None:
    assert only("Eric smiled").node == ERIC
    assert only("Eric's daughter rang").label in ("Eric", "Daughter")


def test_in_their_own_words_somebody_elses_daughter_is_left_alone() -> None:
    assert told("Bill is kind and his daughter comes too", said="person") == []
    assert told("She came with her husband Bob", said="person") == [("her husband Bob", "Bob", "")]
    assert told("My neighbour Ann and her husband") == [("My neighbour Ann", "Ann", "neighbour")]


def test_in_somebody_elses_words_my_father_is_not_the_persons_father() -> None:
    assert told("I told my dad, Mum and my daughter", said="other") == []
    assert told("my brother Tom can drive", said="other") == [("my brother Tom", "Tom", "")]


def test_what_a_relationship_says_about_where_somebody_belongs() -> None:
    daughter, doctor, club, dog = only("my daughter "), only("my GP "), only("the lunch club "), only("my cat ")
    assert (daughter.kind, daughter.domain, daughter.tier) == ("person", "network", "close")
    assert (doctor.domain, doctor.tier, doctor.paid) == ("network", "extended", "paid")
    assert (club.kind, club.domain) == ("activity", "community")
    assert (dog.kind, dog.domain) == ("pet", "personal")
    assert only("my late husband ").remembered


def test_nothing_ever_overlaps_and_all_is_in_order() -> None:
    text = "My daughter Jean's friend Sue met Mr Patel, my GP and the Tuesday club with my mum's neighbour Bob."
    found = find_people(text, [SELF, (JEAN, "Jean", "daughter")])
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert [each.label for each in found] == ["Jean", "Sue", "Mr Patel", "GP", "Tuesday club", "Mum", "Bob"]


@pytest.mark.parametrize(
    ("typed", "ready"),
    [
        ("my daughter", False),
        ("my daughter ", False),
        ("my daughter t", True),
        ("my daughter i", False),
        ("my daughter in", False),
        ("my daughter is", False),
        ("my daughter is k", True),
        ("my daughter.", True),
        ("my daughter,", True),
        ("my daughter Jean", False),
        ("my daughter Jean ", False),
        ("my daughter Jean t", True),
        ("my daughter Jean E", False),
        ("my daughter Ŵ", False),
        ("my daughter ŵ", True),
        ("my daughter Jean. S", True),
        ("my daughter I ", True),
        ("my partner a", False),
        ("my partner ar", True),
    ],
)
def test_a_word_is_ready_when_nothing_more_of_it_can_come(typed: str, ready: bool) -> None:
    assert settled(typed, only(typed), len(typed)) is ready


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("me: yes", (4, None)),
        ("Me : yes", (5, None)),
        ("Jean: I drive him", (6, JEAN)),
        ("daughter: I drive him", (10, JEAN)),
        ("Bob: hello", None),
        ("At 10:30 we left", None),
        ("Eric:", (5, ERIC)),
    ],
)
def test_a_name_and_a_colon_say_who_is_speaking(line: str, expected: tuple[int, UUID | None] | None) -> None:
    assert speaker_before(line, [SELF, (JEAN, "Jean Williams", "daughter")]) == expected
