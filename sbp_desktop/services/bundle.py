"""Writes what somebody gets who asked what is kept about them: one zip file with pages to read, data and photos."""

import html
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import disclosure, disclosure_words
from sbp_desktop.models.disclosure import WHOLE, Item
from sbp_desktop.models.disclosure_words import when
from sbp_desktop.storage import queries, subject_access
from sbp_desktop.storage.access_log import Access
from sbp_desktop.storage.vault import Vault

SCHEMA: Final = "sbp-desktop/what-we-hold/1"
_STYLE: Final = (
    "body{font:18px/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}"
    "dt{color:#555;margin-top:.6rem}dd{margin:0;white-space:pre-wrap}section{border-top:1px solid #ccc;padding:1rem 0}"
    ".note{color:#555}"
)


def write(vault: Vault, person: UUID, items: Sequence[Item], seen: Sequence[Access], path: Path) -> None:
    """Write the zip whole or not at all. Raises OSError."""
    given = [item for item in items if item.given]
    names = subject_access.others(vault) | disclosure_words.names(items)
    with _whole(path) as fresh, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("1 Read me first.html", _first_page(given, items))
        out.writestr("2 What we hold.html", _pages(given, names))
        out.writestr("3 What is held back.html", _held_page(items))
        out.writestr("4 Who has seen this.html", _seen_page(seen))
        out.writestr("data.json", json.dumps(_data(person, given, items, seen), ensure_ascii=False, indent=1))
        for item in given:
            if item.kind == "Attachment" and not item.removed:
                with suppress(ExpectedError):  # its file has not come to this laptop: the data say that there is one
                    out.writestr(f"photos/{item.id.hex}.jpg", queries.picture(vault, item.id))


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside `path` to write into, which takes its place once all of it is written."""
    fresh = path.with_name(f"{path.name}.part")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _data(person: UUID, given: Iterable[Item], items: Iterable[Item], seen: Iterable[Access]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "person": str(person),
        "things": [_thing(item) for item in given],
        "held_back": [dict(zip(("thing", "field", "kind", "reason"), one, strict=True)) for one in held_back(items)],
        "who_has_seen": [{"at": when(one.at), "who": one.who, "what": one.what, "why": one.why} for one in seen],
    }


def _thing(item: Item) -> dict[str, Any]:
    return {
        "id": str(item.id), "kind": item.kind, "written": when(item.at_ms), "kept_apart": item.private,
        "removed": item.removed, "fields": _shown(item), "before": [
            {"field": one.field, "value": one.value, "written": when(one.at_ms)} for one in _before(item)
        ],
    }  # fmt: skip


def held_back(items: Iterable[Item]) -> Iterator[tuple[str, str, str, str]]:
    """Every thing or field that is held back: its id, the field ("" all of it), what it is, why."""
    for item in items:
        for name, reason in item.held.items():
            yield str(item.id), name, disclosure_words.kind(item.kind), disclosure.WORDS.get(reason, reason)


def _shown(item: Item) -> dict[str, Any]:
    return {name: value for name, value in item.values.items() if name not in item.held}


def _before(item: Item) -> list[disclosure.Old]:
    return [one for one in item.old if one.field not in item.held]


# ---- pages


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{_text(title)}</title>'
        f"<style>{_STYLE}</style><h1>{_text(title)}</h1>{body}</html>"
    )


def _first_page(given: Sequence[Item], items: Sequence[Item]) -> str:
    held = len(list(held_back(items)))
    counts: dict[str, int] = {}
    for item in given:
        words = disclosure_words.kind(item.kind)
        counts[words] = counts.get(words, 0) + 1
    rows = "".join(f"<li>{_text(words)}: {count}</li>" for words, count in counts.items())
    back = f"<p>{held} parts are held back. Page 3 says of each what it is and why, and what you can do.</p>" * bool(
        held
    )
    return _page(
        "What we hold about you",
        "<p>You asked to see what is kept about you. Here is everything, as it stands and as it stood before.</p>"
        f"<ul>{rows}</ul>{back}<p>If something is wrong, say so: it is put right beside the old words, and you can "
        "have your own view kept with it. If you are not content with this, you can ask the council to look again, "
        "or ask the Information Commissioner (ico.org.uk, 0303 123 1113).</p>",
    )


def _pages(given: Sequence[Item], names: Mapping[str, str]) -> str:
    parts, last, beside = [], "", _beside(given)
    for item in sorted(given, key=lambda one: (disclosure_words.place(one.kind), one.at_ms)):
        words = disclosure_words.kind(item.kind)
        if words != last:
            parts.append(f"<h2>{_text(words)}</h2>")
            last = words
        parts.append(_section(item, names, beside.get(item.id.hex, ())))
    return _page("What we hold", "".join(parts))


def _beside(given: Iterable[Item]) -> dict[str, list[Item]]:
    """What is seen differently, by the thing it stands beside."""
    found: dict[str, list[Item]] = {}
    for item in given:
        if item.kind == "Disagreement" and not item.removed and item.values.get("of"):
            found.setdefault(str(item.values["of"]).replace("-", ""), []).append(item)
    return found


def _section(item: Item, names: Mapping[str, str], otherwise: Sequence[Item]) -> str:
    marks = [when(item.at_ms)[:10]] if item.at_ms else []
    marks += ["kept apart by the worker"] if item.private else []
    marks += ["taken out since"] if item.removed else []
    lines = [
        f"<dt>{_text(disclosure_words.field(item.kind, name))}</dt><dd>{_said(item, name, value, names)}</dd>"
        for name, value in _shown(item).items()
        if value != [] and disclosure_words.reads(item.kind, name)
    ]
    for one in _before(item):
        words = _text(disclosure_words.field(item.kind, one.field))
        day = f", as it was written on {when(one.at_ms)[:10]}" if one.at_ms else ""
        lines.append(f"<dt>{words}, before{day}</dt><dd>{_said(item, one.field, one.value, names)}</dd>")
    for other in otherwise:
        said_by = names.get(str(other.values.get("said_by", "")).replace("-", ""), "")
        who = ", ".join(filter(None, (said_by, disclosure_words.day(str(other.values.get("at") or "")))))
        about = f"Seen differently by {who}" if said_by else "Seen differently"
        lines.append(f"<dt>{_text(about)}</dt><dd>{_text(str(other.values.get('words', '')))}</dd>")
    return f'<section><p class="note">{_text(", ".join(marks))}</p><dl>{"".join(lines)}</dl></section>'


def _held_page(items: Sequence[Item]) -> str:
    rows = "".join(
        f"<li>{_text(', '.join(_called(item, name)))}: {_text(disclosure.WORDS.get(reason, reason))}</li>"
        for item in items
        for name, reason in item.held.items()
    )
    body = (
        f"<p>This is held back, and why. Two people looked at each.</p><ul>{rows}</ul>" if rows else "<p>Nothing.</p>"
    )
    return _page("What is held back", body)


def _called(item: Item, name: str) -> list[str]:
    """What a thing that is held back is called, and which part of it where it is not all."""
    return [disclosure_words.kind(item.kind), *([disclosure_words.field(item.kind, name)] if name != WHOLE else [])]


def _seen_page(seen: Sequence[Access]) -> str:
    said = ((when(one.at)[:16].replace("T", " "), one.who, one.what, one.why) for one in seen)
    rows = "".join(f"<li>{_text(' · '.join(filter(None, parts)))}</li>" for parts in said)
    return _page("Who has seen this", f"<ul>{rows}</ul>" if rows else "<p>Nobody is noted on this laptop.</p>")


def _said(item: Item, name: str, value: Any, names: Mapping[str, str]) -> str:
    return _text(disclosure_words.value(item.kind, name, value, names))


def _text(words: str) -> str:
    return html.escape(words)
