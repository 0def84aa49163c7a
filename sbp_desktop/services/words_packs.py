"""The words a team has chosen: a shipped pack, or a council's own file, read strictly and kept whole.

A council's pack travels with its team in `Team.words_pack`. Its file is refused with line and field for a field we do
not know, a name without words or too long for a button, and a name with a word the pack itself asks to avoid.
"""

import json
from pathlib import Path

from sbp_desktop.errors import MalformedInput
from sbp_desktop.models.jargon import LONGEST, Avoided, long_sentences
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import ConversationKind, WorkerRole
from sbp_desktop.models.words_pack import PLAIN, SHIPPED, Raw, WordsPack, over_plain, shipped
from sbp_desktop.services import bell, marked_json, teams
from sbp_desktop.services.parts import Part, short
from sbp_desktop.storage import rows, team_rules
from sbp_desktop.storage.vault import Vault

LONGEST_NAME = 32
_FIELDS = ("name", "model", "conversations", "workers", "instead", "questions")
_NAMED = {"conversations": ConversationKind, "workers": WorkerRole}


def in_force(vault: Vault) -> WordsPack:
    """The pack our team has chosen, with what it says since somebody asked for plainer words."""
    chosen = _chosen(vault)
    said = {word.term: word.instead for word in bell.words(vault) if word.instead}
    return chosen._replace(instead={**chosen.instead, **said}) if said else chosen


def _chosen(vault: Vault) -> WordsPack:
    """The plain pack where the team has chosen none, or where a newer app wrote what we cannot read."""
    with vault.reading() as conn:
        team = rows.one(conn, "Team", team_rules.team_of(conn, vault.worker_id))
    kept = (team.get("words_pack") if team is not None else None) or PLAIN
    if kept in SHIPPED:
        return shipped(kept)
    try:
        return _pack(marked_json.parse(kept, "words"))
    except MalformedInput:
        return shipped(PLAIN)


def choose(vault: Vault, key: str) -> ChangeSet:
    """Use a shipped pack, or again a council's own by its whole `key`. Raises MalformedInput for any other."""
    if key not in SHIPPED:
        _pack(marked_json.parse(key, "words"))
    return teams.set_team(vault, "Chose our words", words_pack=key)


def bring_in(vault: Vault, path: Path) -> ChangeSet:
    """Use a council's own pack. Raises MalformedInput naming line and field, and OSError."""
    return choose(vault, _pack(marked_json.read(path)).key)


def _pack(part: Part) -> WordsPack:
    raw = _checked(part)
    pack = over_plain(json.dumps(raw, ensure_ascii=False, sort_keys=True), raw)
    avoided = Avoided(pack.instead)
    for named in [part.need("name"), *_names_in(part), *_questions_in(part)]:
        if offers := avoided.offers_in(named.text()):
            named.refuse(f"'{offers[0].of}' is one of the words to avoid; say '{short(offers[0].instead)}'")
    return pack


def _names_in(part: Part) -> list[Part]:
    groups = [group for field in _NAMED if (group := part.get(field)) is not None]
    model = part.get("model")
    return [*([model] if model else []), *(group.need(key) for group in groups for key in group.names())]


def _checked(part: Part) -> Raw:
    for field in part.names():
        if field not in _FIELDS:
            part.need(field).refuse(f"'{short(field)}' is not part of a words pack: {', '.join(_FIELDS)}")
    part.need("name")
    raw: dict[str, object] = {field: _short(found) for field in ("name", "model") if (found := part.get(field))}
    for field, options in _NAMED.items():
        if (group := part.get(field)) is not None:
            known = [option.value for option in options]
            for key in group.names():
                _known(group, key, known)
            raw[field] = {key: _short(group.need(key)) for key in group.names()}
    if (questions := part.get("questions")) is not None:
        raw["questions"] = {
            _known(questions, kind, [one.value for one in ConversationKind]): _asked(questions.need(kind))
            for kind in questions.names()
        }
    if (instead := part.get("instead")) is not None:
        raw["instead"] = {" ".join(key.casefold().split()): instead.need(key).text() for key in instead.names()}
    return raw


def _known(group: Part, key: str, known: list[str]) -> str:
    if key not in known:
        group.need(key).refuse(f"'{short(key)}' is not one of {', '.join(known)}")
    return key


def _asked(kind: Part) -> dict[str, list[str]]:
    """The questions of one kind of conversation, by what they are about."""
    return {" ".join(about.split()): [_question(one) for one in kind.need(about).parts()] for about in kind.names()}


def _question(part: Part) -> str:
    words = " ".join(part.text().split())
    if not words.endswith("?"):
        part.refuse("a question ends with a question mark")
    if long_sentences(words):
        part.refuse(f"this question is longer than {LONGEST} words and is hard to hear")
    return words


def _questions_in(part: Part) -> list[Part]:
    kinds = part.get("questions")
    if kinds is None:
        return []
    return [one for kind in kinds.names() for about in kinds.need(kind).names() for one in kinds.need(kind).each(about)]


def _short(part: Part) -> str:
    words = " ".join(part.text().split())
    if not words:
        part.refuse("this name has no words")
    if len(words) > LONGEST_NAME:
        part.refuse(f"this name is longer than {LONGEST_NAME} letters and would not fit on a button")
    return words
