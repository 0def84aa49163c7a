"""What is worth noticing is said only when it is true, and asked so that nobody is told what they lack."""

import dataclasses

import pytest
import yaml

from sbp_desktop.models import vocabulary
from sbp_desktop.models.findings import SUPPORT_WORDS, Finding, findings
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot
from tests.models.drawn import DAY, PEOPLE, node, straight_from_yaml, tie, web


def keys(*parts: NodeSnapshot | TieSnapshot) -> set[str]:
    return {finding.key for finding in findings(web(*parts), DAY)}


def test_an_empty_web_says_nothing_about_anybody() -> None:
    assert findings(web(), DAY) == ()


def test_each_finding_comes_and_goes() -> None:
    friend = node("Jo", lifeline=True)
    good = [friend, tie("Jo", "me", flow="both", support=["company"]), node("Al"), tie("Al", "me", support=["company"])]
    assert keys(*good) == set()
    assert keys(*good, tie("Al", "me", frequency="not_now", support=["money"])) == {"gone_quiet"}
    assert "only_one_for" in keys(*good[:2])
    assert "no_one_to_ring" in keys(dataclasses.replace(friend, lifeline=False), *good[1:])
    assert keys(friend, tie("Jo", "me", frequency="less_often")) == {"gives_to_nobody", "no_company"}
    assert {"only_paid", "nobody_close"} <= keys(node("gp", paid="paid", tier="extended"), tie("gp", "me"))


def test_findings_of_the_published_people() -> None:
    people = {p["id"]: p for p in yaml.safe_load(PEOPLE.read_text("utf-8"))["people"]}
    mrs_b, zero = straight_from_yaml(people["p-mrs-b"])
    assert "nobody_close" in {f.key for f in findings(mrs_b, zero)}
    eric, zero = straight_from_yaml(people["p-eric"])
    assert "nobody_close" not in {f.key for f in findings(eric, zero + 60)}
    abigail, zero = straight_from_yaml(people["p-abigail"])
    only = next(f for f in findings(abigail, zero) if f.key == "only_one_for")
    assert only.for_me == "Only one for personal care (Elderly friend (he))."
    assert only.invitation == "Who else would you feel at ease with for personal care?"


@pytest.mark.parametrize("kind", list(vocabulary.Support))
def test_every_kind_of_help_has_its_words_and_its_invitation(kind: str) -> None:
    (only,) = (f for f in findings_of(node("Jo"), tie("Jo", "me", support=[kind])) if f.key == "only_one_for")
    assert SUPPORT_WORDS[kind] in only.for_me
    assert only.invitation.endswith("?")
    assert not LACKING & set(only.invitation.lower().strip("?").split())


def findings_of(*parts: NodeSnapshot | TieSnapshot) -> tuple[Finding, ...]:
    return findings(web(*parts), DAY)


LACKING = {
    "no",
    "nobody",
    "none",
    "only",
    "not",
    "never",
    "lost",
    "quiet",
    "lonely",
    "alone",
    "lack",
    "missing",
    "without",
}


def test_an_invitation_asks_and_never_states_a_lack() -> None:
    lonely = [node("gp", paid="paid", tier="extended"), tie("gp", "me", frequency="not_now", support=["health"])]
    cared_for = [node("Jo"), tie("Jo", "me", support=["personal_care", "money"], frequency="less_often")]
    found = [
        *findings(web(*lonely), DAY),
        *findings(web(*cared_for), DAY),
        *findings(web(node("gp", paid="paid"), tie("gp", "me")), DAY),
    ]
    assert len({f.key for f in found}) == 9
    for finding in found:
        assert finding.invitation.endswith("?")
        assert not LACKING & set(finding.invitation.lower().strip("?").split())
        assert finding.for_me.endswith(".")


# ---- questions from the graph, each with the figures it rests on


def said(key: str, *parts: NodeSnapshot | TieSnapshot) -> Finding | None:
    found = next((f for f in findings_of(*parts) if f.key == key), None)
    assert found is None or not LACKING & set(found.invitation.lower().strip("?").split())
    return found


def test_most_help_comes_through_one_person_when_more_than_half_of_three_kinds_has_no_other_source() -> None:
    jean = [node("Jean"), tie("Jean", "me", support=["transport", "practical"])]
    other = [node("GP", paid="paid", tier="extended"), tie("GP", "me", support=["health"])]
    found = said("most_through_one", *jean, *other)
    assert found is not None
    assert found.for_me == "Most help comes through one person, Jean."
    assert found.invitation == "Who else could step in when Jean is away?"
    assert found.about == (jean[0].id,)
    assert said("most_through_one", *jean) is None, "two kinds are too few to speak of most"
    second = [node("Sam"), tie("Sam", "me", support=["practical"])]
    assert said("most_through_one", *jean, *other, *second) is None, "one of three rests on Jean"


def test_weekends_are_spoken_of_only_when_every_day_is_known() -> None:
    carer = [node("Carer", paid="paid", weekday="Sat"), tie("Carer", "me")]
    friend = [node("Jo", weekday="Tue, Wed"), tie("Jo", "me")]
    found = said("weekends_paid", *carer, *friend)
    assert found is not None
    assert found.about == (carer[0].id,)
    assert said("weekends_paid", *carer, node("Al"), tie("Al", "me")) is None, "Al's days are not known"
    assert said("weekends_paid", *carer, node("Al", weekday="Sunday"), tie("Al", "me")) is None
    assert said("weekends_paid", *carer, node("Al", weekday="Mon"), tie("Al", "me", frequency="daily")) is None
    assert said("weekends_paid", *friend) is None, "nobody is known to come at a weekend"


def test_a_carer_nobody_helps_is_asked_after() -> None:
    jean = [node("Jean", is_carer=True), tie("Jean", "me")]
    found = said("carer_helped_by_nobody", *jean)
    assert found is not None
    assert found.for_me == "Nobody here is known to help Jean."
    sam = node("Sam")
    assert said("carer_helped_by_nobody", *jean, sam, tie("Sam", "Jean")) is None
    assert said("carer_helped_by_nobody", *jean, sam, tie("Jean", "Sam", flow="b_to_a")) is None
    assert said("carer_helped_by_nobody", *jean, sam, tie("Sam", "Jean", harm="known")) is not None
    assert said("carer_helped_by_nobody", jean[0], tie("Jean", "me", flow="both")) is None, "the person helps Jean"


def test_somebody_who_knows_what_is_hoped_for_might_come_along() -> None:
    jo, quiz = node("Jo"), node("Quiz night", kind="activity", domain="community", status="possible")
    met = tie("Jo", "me", frequency="weekly")
    found = said("hoped_for_known", jo, quiz, met, tie("Jo", "Quiz night", flow="none"))
    assert found is not None
    assert found.invitation == "Would it be good if Jo came along to Quiz night?"
    assert found.about == (jo.id, quiz.id)
    assert said("hoped_for_known", jo, quiz, met) is None
    assert said("hoped_for_known", jo, quiz, met, tie("Jo", "Quiz night", strength="broken")) is None
    there = dataclasses.replace(quiz, status="active")
    assert said("hoped_for_known", jo, there, met, tie("Jo", "Quiz night")) is None


def test_two_who_have_not_met_and_like_the_same_thing() -> None:
    dogs = node("walking dogs", kind="interest", domain="personal", paid=None)
    two = [node("Jo"), node("Al"), tie("Jo", "me"), tie("Al", "me")]
    likes = [tie("Jo", "walking dogs", flow="none"), tie("walking dogs", "Al", flow="none")]
    found = said("same_liking", *two, dogs, *likes)
    assert found is not None
    assert found.for_me == "Jo and Al are not known to have met, and both like walking dogs."
    assert found.invitation == "Would Jo and Al like to meet over walking dogs?"
    assert said("same_liking", *two, dogs, *likes, tie("Al", "Jo", flow="none")) is None
    assert said("same_liking", *two, dogs, likes[0]) is None
    apart = [node("Jo"), node("Al"), tie("Jo", "me"), tie("Al", "me", frequency="not_now")]
    assert said("same_liking", *apart, dogs, *likes) is None, "the person is out of touch with Al"


def test_questions_about_the_published_people() -> None:
    people = {p["id"]: p for p in yaml.safe_load(PEOPLE.read_text("utf-8"))["people"]}
    abigail, zero = straight_from_yaml(people["p-abigail"])
    asked = {f.key: f.invitation for f in findings(abigail, zero)}
    assert asked["carer_helped_by_nobody"] == "Who looks out for Elderly friend (he)?"
    husband, zero = straight_from_yaml(people["p-annas-husband"])
    told = {f.key: f.for_me for f in findings(husband, zero)}
    assert told["most_through_one"] == "Most help comes through one person, Anna (wife)."
