"""The OpenAPI 3.1 document of what the council's own systems may ask, made from the same tables the answers are."""

from typing import Any, Final

import msgspec

from sbp_desktop import __version__
from sbp_desktop.models import schema, showing_to
from sbp_desktop.models.schema import Field, Kind
from sbp_desktop.sync.council_server.records import SECTIONS

ROOT: Final = "/api/v1"
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
MOST_PEOPLE: Final = 50
MOST_THINGS: Final = 500
CURSOR: Final = "(?:[0-9a-f]{2}){1,500}"
PARAMETERS: Final = ("after", "limit")
"""What a query may name."""

_Schema = dict[str, Any]
_ID: Final[_Schema] = {"type": "string", "format": "uuid"}
_DAY: Final = "A date as precise as it was told (EDTF): 2018, 2018-06, 2018-06-04, 1987~."
_SECTIONS_SAY: Final = {
    "person": "Who a person is, in their own words first, with their named workers.",
    "conversations": "What was talked about: conversations, and what was said in each, in order.",
    "web": "The people and places in their life, and the lines between them.",
    "plan": "What was agreed and decided, and who does what by when.",
}


def path_of(section: str) -> str:
    """The path of a part of a person, below `ROOT`."""
    return "/people/{person}" if section == "person" else f"/people/{{person}}/{section}"


def document() -> bytes:
    """The document as JSON."""
    return msgspec.json.format(msgspec.json.encode(_document()), indent=1) + b"\n"


def _document() -> _Schema:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The council's record of support webs, to read",
            "version": __version__,
            "license": {"name": "See LICENSE"},
            "description": (
                "For the council's own systems. Each has a key and reads for one audience (the team, or the person); "
                "what is not for that audience is left out without a trace, and what is for the worker alone leaves by "
                "no key. Every read stands in the audit. To keep a copy: walk /people, and for whoever has another "
                "version than the one you hold ask for their changes since your cursor; cursors are per person, "
                "asking again is always safe, and what is gone may be something you never held."
            ),
        },
        "servers": [{"url": ROOT}],
        "security": [{"key": []}],
        "paths": {
            "/people": {"get": _operation("people", "Everybody, in the order of their ids.", MOST_PEOPLE, _ID)},
            **{
                path_of(name): {
                    "get": _operation(name, _SECTIONS_SAY[name], MOST_THINGS, _ID),
                    "parameters": [{"name": "person", "in": "path", "required": True, "schema": _ID}],
                }
                for name in SECTIONS
            },
            "/people/{person}/changes": {
                "get": _operation(
                    "changes", "What is another, or gone, since a cursor; all there is without one.", MOST_THINGS,
                    {"type": "string", "pattern": f"^{CURSOR}$"},
                ),
                "parameters": [{"name": "person", "in": "path", "required": True, "schema": _ID}],
            },
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {"problem": _answer("Why not, as one plain sentence.", "Problem", PROBLEM)},
        },
    }  # fmt: skip


def _operation(name: str, words: str, most: int, after: _Schema) -> _Schema:
    problems = ["400", "401", "404", "429", "500", "503"] + (["409"] if name != "people" else [])
    return {
        "operationId": name,
        "summary": words,
        "parameters": [
            {"name": "after", "in": "query", "description": "`next` of the answer before.", "schema": after},
            {
                "name": "limit", "in": "query", "description": "How many at most.",
                "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": most},
            },
        ],
        "responses": {
            "200": _answer(words, {"people": "People", "changes": "Changes"}.get(name, f"Part_{name}"), JSON),
            **{status: {"$ref": "#/components/responses/problem"} for status in sorted(problems)},
        },
    }  # fmt: skip


def _answer(words: str, shape: str, kind: str) -> _Schema:
    return {"description": words, "content": {kind: {"schema": _named(shape)}}}


def _named(name: str) -> _Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas() -> dict[str, _Schema]:
    version = {"type": "string", "description": "Another one when and only when what you may read is another."}
    following: _Schema = {"type": ["string", "null"], "description": "To be given as `after`; null at the end."}
    every = [name for names in SECTIONS.values() for name in names]
    found: dict[str, _Schema] = {
        "Problem": _closed({"title": {"type": "string"}, "status": {"type": "integer"}, "code": {"type": "string"}}),
        "People": _closed({
            "people": {"type": "array", "maxItems": MOST_PEOPLE, "items": _closed({"id": _ID, "version": version})},
            "next": following,
        }),
        "Changes": _closed({
            "person": _ID,
            "changed": _list(_any_of(every)),
            "gone": _list(_closed({"type": {"enum": every}, "id": _ID})),
            "next": {"type": "string", "description": "The cursor you have read to: kept, and given as `after`."},
            "more": {"type": "boolean", "description": "Whether to ask again at once."},
        }),
        "Dated": _closed({
            "at": {"type": "string", "description": _DAY}, "field": {"type": "string"},
            "value": {"type": ["string", "number", "boolean", "null"]}, "how": {"type": "string"},
        }),
    }  # fmt: skip
    for section, names in SECTIONS.items():
        part = {"person": _ID, "version": version, "things": _list(_any_of(names)), "next": following}
        found[f"Part_{section}"] = _closed(part)
    return found | {name: _thing(name) for name in every}


def _thing(name: str) -> _Schema:
    fields = {item.name: _field(item) for item in schema.ENTITIES[name].fields if _may_stand(name, item)}
    fields["history"] = _list(_named("Dated"))
    always = {"type": {"const": name}, "id": _ID}
    return {**_closed({**always, **fields}), "required": [*always, *(["label"] if name == "Node" else [])]}


def _may_stand(name: str, item: Field) -> bool:
    return (item.name == "reach" or not showing_to.only_for_us(item.name)) and (name, item.name) not in showing_to.NEVER


def _field(item: Field) -> _Schema:
    match item.kind:
        case Kind.ENUM if item.options is not None:
            return {"enum": [option.value for option in item.options]}
        case Kind.SET:
            return {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
        case Kind.FLAG:
            return {"type": "boolean"}
        case Kind.NUMBER:
            return {"type": "number"}
        case Kind.INSTANT:
            return {"type": "number", "description": "Milliseconds since 1970, UTC."}
        case Kind.REF:
            return _ID
        case Kind.DAY:
            return {"type": "string", "description": _DAY}
        case _:
            return {"type": "string"}


def _closed(properties: dict[str, _Schema]) -> _Schema:
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def _list(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _any_of(names: list[str] | tuple[str, ...]) -> _Schema:
    return {"oneOf": [_named(name) for name in names]}
