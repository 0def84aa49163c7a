"""The fifty rules: all there, of the kinds and sources practice.md gives, and each acting where it says it acts."""

import re

from sbp_desktop.models.rules import BY_ID, RULES, SOURCES, Acts, RuleKind
from sbp_desktop.models.schema import ENTITIES
from sbp_desktop.ui.settings import rule_words

_NEVER_SWITCHED = {RuleKind.STOP, RuleKind.ABSENT}
_MAY_BE_SWITCHED = {RuleKind.PROMPT, RuleKind.INDICATOR, RuleKind.NUDGE, RuleKind.REASON}
# I-26, R04, R37, R40: what no field, value or entity may be about (practice.md F.3).
_ABSENT = re.compile(
    r"wait|priorit|urgency_score|allocat|approv|triage|handoff|hand_off|(?<![a-z])referr|overdue|per_worker"
)
# Published names that only look like one: the national directory's own id of an entry.
_PUBLISHED = {"open_referral_id"}


def test_all_fifty_are_there_once_and_in_order() -> None:
    assert [rule.id for rule in RULES] == [f"R{number:02}" for number in range(1, 51)]


def test_kinds_are_those_of_the_practice() -> None:
    """Those with a limit are counted (practice.md B.1); R18 asks in two taps."""
    asking = {rule.id for rule in RULES if RuleKind.REASON in rule.kinds}
    assert asking == {"R02", "R03", "R09", "R11", "R18", "R36"}  # R09 asks by way of R11
    assert {rule.id for rule in RULES if RuleKind.STOP in rule.kinds} == {"R05", "R16", "R31", "R41"}
    assert {rule.id for rule in RULES if RuleKind.ABSENT in rule.kinds} == {"R04", "R08", "R26", "R37", "R40"}


def test_every_rule_has_a_source_and_words_of_our_own() -> None:
    assert all(rule.sources and set(rule.sources) <= SOURCES.keys() for rule in RULES)
    assert rule_words.RULES.keys() == BY_ID.keys()
    assert len({words.title for words in rule_words.RULES.values()}) == len(RULES)


def test_what_refuses_or_is_left_out_cannot_be_switched_off() -> None:
    for rule in RULES:
        if rule.acts is Acts.UNLESS_OFF:
            assert _MAY_BE_SWITCHED & set(rule.kinds), rule.id
            assert not _NEVER_SWITCHED & set(rule.kinds), rule.id
        if rule.kinds == (RuleKind.ABSENT,):
            assert rule.acts is Acts.ALWAYS, rule.id


def test_what_is_left_out_on_purpose_is_nowhere_in_the_schema() -> None:
    """I-26: no entity, field or value is about waiting, priority, allocation or approval."""
    said = {name for entity in ENTITIES.values() for name in (entity.name, *entity.by_name)} - _PUBLISHED
    said |= {
        option.value
        for entity in ENTITIES.values()
        for field in entity.fields
        if field.options is not None
        for option in field.options
    }
    assert len(said) > 400
    assert not {name for name in said if _ABSENT.search(name.casefold())}


def test_a_person_has_no_capacity_score_or_status() -> None:
    """I-27, and R08: a decision may note capacity for that decision, a person never."""
    names = set(ENTITIES["Person"].by_name)
    assert not {name for name in names if re.search(r"capacity|risk|eligib|status|score|level", name)}
    assert "capacity" in ENTITIES["Decision"].by_name
