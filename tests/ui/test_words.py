"""No word on the screen is one of those that name people as cases or the app's own insides (decisions.md D25)."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sbp_desktop.ui
from sbp_desktop.ui import resources

UI = Path(sbp_desktop.ui.__file__).parent

FORBIDDEN = re.compile(
    r"\b(nodes?|lens(es)?|domains?|flows?|snapshots?|vaults?|ops?|sync(ed|ing)?|streams?|c[123]|contact log"
    r"|case(s|load)?|clients?|service users?|assessments?|assess(ed)?|referrals?|referred|triage|waiting lists?"
    r"|hidden|ties?|rings?)\b",
    re.IGNORECASE,
)
# Everyday words that only look like ours: you ring somebody, and a telephone rings.
HARMLESS = re.compile(r"\b(ring (him|her|them|before|back|you|up|in)|safe to ring|to ring)\b", re.IGNORECASE)


def _said(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in {"tr", "_tr", "translate"}:
            given = call.args[-1:] if name == "translate" else call.args[:1]
            for argument in given:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield call.lineno, argument.value


@pytest.mark.parametrize("file", sorted(UI.rglob("*.py")), ids=lambda file: str(file.relative_to(UI)))
def test_words_given_to_the_translator_are_plain(file: Path) -> None:
    for line, words in _said(ast.parse(file.read_text(encoding="utf-8"))):
        found = FORBIDDEN.search(HARMLESS.sub("", words))
        assert found is None, f"{file.name}:{line}: “{found and found[0]}” in “{words}”"


def test_shipped_pages_are_plain() -> None:
    cover = json.dumps(json.loads(resources.text("cover", "en.json")), ensure_ascii=False)
    for words in (resources.text("help", "en.md"), cover):
        assert FORBIDDEN.search(HARMLESS.sub("", words)) is None
