"""No word on the screen is one of those that name people as cases or the app's own insides (decisions.md D25).

Every sentence the app can show is read from its source: what is given to the translator, errors, names of undo steps,
findings and the shipped pages. Only the glossary explains such words (practice.md A07, I-31).
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import sbp_desktop
from sbp_desktop import errors
from sbp_desktop.models import disclosure_values, disclosure_words, jargon, words_pack
from sbp_desktop.ui import resources

PACKAGE = Path(sbp_desktop.__file__).parent

FORBIDDEN = re.compile(
    # decisions.md D25: the app's own insides
    r"\b(nodes?|lens(es)?|domains?|flows?|snapshots?|vaults?|ops?|sync(ed|ing)?|streams?|c[123]|contact log|hidden"
    r"|ties?|rings?"
    # practice.md A07: what makes somebody a number in a queue
    r"|case(s|load)?|clients?|service users?|services?|assess(ed|ment|ments)?|referrals?|referred|triaged?"
    r"|waiting lists?|allocat(e|ed|ion)|hand[- ]?offs?|front doors?|pathways?|signpost(ed|ing)?|eligib(le|ility)"
    r"|overdue)\b",
    re.IGNORECASE,
)
# Everyday words that only look like ours: you ring somebody, and a telephone rings.
HARMLESS = re.compile(r"\b(ring (him|her|them|before|back|you|up|in)|safe to ring|to ring)\b", re.IGNORECASE)

_FOR_THE_PERSON = (
    "ui/together", "models/findings.py", "prompts", "ui/keep/leaf", "ui/keep/easy", "ui/agreed/member_page.py",
    "ui/differently", "disclosure",
)  # fmt: skip
_LONGEST_ON_SCREEN = 18  # words in a sentence that is for the worker
_TRANSLATED = {"tr": 0, "_tr": 0, "translate": -1, "QT_TRANSLATE_NOOP": -1, "unit_of_work": 0}
_ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}

Said = tuple[str, int, str]
"""File below the package, line, words."""


def said_in(source: str, file: str = "") -> Iterator[Said]:
    """Everything a source can put on the screen; what is filled in later counts as one word."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in _TRANSLATED and len(call.args) > _TRANSLATED[name]:
            yield from ((file, call.lineno, words) for words in _words_of(call.args[_TRANSLATED[name]]))
        if name in _ERRORS or name == "Finding":
            yield from ((file, call.lineno, words) for given in call.args for words in _words_of(given))


def _words_of(given: ast.expr) -> Iterator[str]:
    match given:
        case ast.Constant(value=str(words)):
            yield words
        case ast.JoinedStr(values=parts):
            yield "".join(part.value if isinstance(part, ast.Constant) else "Jean" for part in parts)
        case ast.IfExp(body=first, orelse=second):
            yield from _words_of(first)
            yield from _words_of(second)
        case ast.BinOp(left=first, right=second) | ast.BoolOp(values=[first, second]):
            yield from _words_of(first)
            yield from _words_of(second)


def whole_app() -> list[Said]:
    files = sorted(PACKAGE.rglob("*.py"))
    said = [each for file in files for each in said_in(file.read_text("utf-8"), file.relative_to(PACKAGE).as_posix())]
    cover = json.dumps(json.loads(resources.text("cover", "en.json")), ensure_ascii=False)
    questions = json.loads(resources.text("prompts", "en.json"))
    said += [("prompts", 0, words) for words in _texts(questions)]
    said += [("words", 0, name) for key in words_pack.SHIPPED for name in words_pack.shipped(key).names()]
    for module in (disclosure_words, disclosure_values):  # what somebody gets who asks what we hold
        tables = [table for name, table in vars(module).items() if name.isupper() and isinstance(table, Mapping)]
        said += [("disclosure", 0, words) for table in tables for words in _texts(dict(table))]
    return [*said, ("help", 0, resources.text("help", "en.md")), ("cover", 0, cover)]


def banned(said: list[Said]) -> list[str]:
    return [
        f"{file}:{line}: “{found[0]}” in “{words[:80]}”"
        for file, line, words in said
        if (found := FORBIDDEN.search(HARMLESS.sub("", words)))
    ]


def test_every_sentence_of_the_app_is_plain() -> None:
    said = whole_app()
    assert len(said) > 1000
    assert banned(said) == []


_LEFT_OUT = re.compile(
    r"\b(priorit\w*|waiting|allocat\w*|approv\w*|sign(ed)? off|queues?|caseloads?|targets?)\b", re.IGNORECASE
)


def test_no_screen_speaks_of_what_is_left_out_on_purpose() -> None:
    """Waiting, priority, allocation and approval are in no label either (practice.md R04, R37, I-26); only the rules
    themselves say that there is no such thing.
    """
    names_them = ("help", "cover", "ui/settings/rule_words.py")
    said = [(file, words) for file, _, words in whole_app() if file not in names_them]
    assert [each for each in said if _LEFT_OUT.search(each[1])] == []
    assert _LEFT_OUT.search("High priority, waiting for approval")


@pytest.mark.parametrize(
    "source",
    [
        'self.tr("Your case")',
        'translate("Web", "An assessment")',
        'QT_TRANSLATE_NOOP("web", "The snapshot")',
        'raise RuleRefused(f"{name} is on the waiting list")',
        'vault.unit_of_work("Moved a node" if one else "Moved")',
        'Finding("key", "A referral.", "Who else?")',
    ],
)
def test_a_banned_word_is_found_wherever_words_come_from(source: str) -> None:
    assert len(banned(list(said_in(source)))) == 1


def test_what_a_team_may_rename_is_named_in_its_packs_alone() -> None:
    """A name written anywhere else would stay when the team chooses other words. What somebody gets who asks is read
    years later, without a team: it has the plain names.
    """
    names = set(words_pack.shipped(words_pack.PLAIN).conversations.values())
    names |= {"talk about a good life", "talking about a good life"}
    own = ("words", "disclosure")
    elsewhere = [each for each in whole_app() if each[0] not in own and any(name in each[2] for name in names)]
    assert elsewhere == []


def too_long(said: list[Said], most: int = jargon.LONGEST) -> list[str]:
    return [
        sentence
        for _, _, words in said
        for sentence in re.split(r"(?<=[.?!:])\s+", words)
        if len(sentence.split()) > most
    ]


def test_no_sentence_on_screen_is_long() -> None:
    """The help is read at leisure; it has a length of its own."""
    said = [each for each in whole_app() if each[0] not in ("help", "cover")]
    assert too_long(said, _LONGEST_ON_SCREEN) == []
    assert too_long([("", 0, "word " * (_LONGEST_ON_SCREEN + 1))], _LONGEST_ON_SCREEN)


def test_sentences_for_the_person_are_short() -> None:
    said = [each for each in whole_app() if each[0].startswith(_FOR_THE_PERSON)]
    cover = json.loads(resources.text("cover", "en.json"))
    said += [("cover", 0, words) for words in _texts(cover)]
    said += [("jargon", 0, f"“{term}” is {plain}.") for term, plain in jargon.PLAIN.items()]
    assert len(said) > 100
    assert too_long(said) == []
    assert too_long([("", 0, "Short. " + "word " * (jargon.LONGEST + 1))])


def _texts(part: object) -> Iterator[str]:
    match part:
        case str(words):
            yield words
        case dict():
            for each in part.values():
                yield from _texts(each)
        case list():
            for each in part:
                yield from _texts(each)
