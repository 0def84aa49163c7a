"""The command line: opens the app, takes the tour, exports.

Exit codes: 0 done, 1 mismatch, 2 bad usage or a wrong file, 3 vault refused.
Commands are loaded when chosen: opening the app must not wait for what only an export needs.
"""

import argparse
import getpass
import importlib
import os
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sbp_desktop import __version__, config
from sbp_desktop.errors import ExpectedError, VaultRefused

DONE, MISMATCH, BAD_USAGE, REFUSED = 0, 1, 2, 3
DATA_FORMATS = ("graphml", "csv", "json")
PICTURE_FORMATS = ("svg", "png", "pdf")
_AUDIENCE = re.compile(r"worker|team|person|(family|partner):[0-9a-f]{32}")


class _BadUsage(ExpectedError):
    """What was asked for cannot be done as it was written."""


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments ask; return the exit code. Errors are one sentence on standard error."""
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as ended:  # argparse has said why
        return BAD_USAGE if ended.code else DONE
    try:
        code: int = asked.run(asked)
    except VaultRefused as error:
        return _say(error, REFUSED)
    except ExpectedError as error:
        return _say(error, BAD_USAGE)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _say(f"{where}this could not be read or written ({error.strerror}).", BAD_USAGE)
    return code


def _say(words: object, code: int) -> int:
    print(words, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sbp-desktop", description="Conversations and support webs on this laptop.")
    parser.set_defaults(run=_open_app)
    parser.add_argument("--version", action="version", version=f"sbp-desktop {__version__}")
    parser.add_argument("--demo", action="store_true", help="open the app on the demo people")
    _add_vault(parser)
    commands = parser.add_subparsers(metavar="command")

    tour = commands.add_parser("tour", help="drive the app through its main job for every person of a file")
    tour.set_defaults(run=_tour)
    tour.add_argument("--people", type=Path, required=True, metavar="FILE", help="a people file")
    tour.add_argument("--out", type=Path, required=True, metavar="DIR", help="where pictures and report.json go")
    tour.add_argument("--force", action="store_true", help="write into DIR even if something is there")
    _add_vault(tour, "not used: the tour always makes a vault of its own and removes it")
    _add_passphrase(tour)

    export = commands.add_parser("export", help="write one person's web or record to a file")
    export.set_defaults(run=_export)
    _add_vault(export)
    _add_passphrase(export)
    export.add_argument("--person", required=True, metavar="ID", help="the person's id, or their id in a people file")
    export.add_argument("--out", type=Path, required=True, metavar="PATH", help="the file; for csv a folder")
    export.add_argument("--audience", required=True, metavar="A", help="worker, team, person, family:ID or partner:ID")
    export.add_argument("--format", required=True, choices=[*DATA_FORMATS, *PICTURE_FORMATS])
    export.add_argument("--date", type=_day, metavar="D", help="the picture on a date, such as 2018-06-04")
    export.add_argument("--layout", default="onion", metavar="L", help="how it is laid out (onion)")
    return parser


def _add_vault(parser: argparse.ArgumentParser, words: str = "the folder of the vault") -> None:
    parser.add_argument("--vault", type=Path, metavar="DIR", help=words)


def _add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--passphrase-fd", type=int, metavar="N", help="read the passphrase from this file descriptor")


def _day(given: str) -> int:
    try:
        return date.fromisoformat(given).toordinal()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{given}' is not a date such as 2018-06-04") from error


def _load(name: str) -> Any:
    return importlib.import_module(f"sbp_desktop.{name}")


def _open_app(asked: argparse.Namespace) -> int:
    folder = asked.vault or (config.demo_folder() if asked.demo else config.worker_folder())
    code: int = _load("app").run_app(folder, demo=asked.demo)
    return code


def _tour(asked: argparse.Namespace) -> int:
    if asked.out.exists() and not asked.out.is_dir():
        raise _BadUsage(f"{asked.out} is a file; the tour needs a folder.")
    if asked.out.is_dir() and any(asked.out.iterdir()) and not asked.force:
        raise _BadUsage(f"{asked.out} is not empty. Choose another folder, or add --force.")
    agreed: bool = _load("tour.command").take_tour(asked.people, asked.out)
    return DONE if agreed else MISMATCH


def _export(asked: argparse.Namespace) -> int:
    if not _AUDIENCE.fullmatch(asked.audience):
        raise _BadUsage(f"'{asked.audience}' is no audience: worker, team, person, family:ID or partner:ID.")
    if asked.vault is None:
        raise _BadUsage("Say which vault: --vault DIR.")
    unlocking, snapshots = _load("services.unlocking"), _load("models.snapshots")
    person = _person(asked.person)
    vault = unlocking.unlock(asked.vault, _passphrase(asked.passphrase_fd))
    try:
        audience = snapshots.Audience(asked.audience)
        if asked.format in PICTURE_FORMATS:
            _picture(vault, person, audience, asked)
        else:
            _load("services.exporting").export(
                vault, person, asked.out, audience=audience, format=asked.format, day=asked.date, layout=asked.layout
            )
    finally:
        vault.close()
    return DONE


def _picture(vault: Any, person: UUID, audience: Any, asked: argparse.Namespace) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if asked.layout != "onion":
        raise _BadUsage(f"'{asked.layout}' is not a layout of the picture: onion.")
    web = _load("storage.queries").web(vault, person, audience)
    day = asked.date if asked.date is not None else date.today().toordinal()  # noqa: DTZ011 - the worker's own day
    title = next((node.label for node in web.nodes if node.id == web.self_node), "")
    _load("ui.application").make(["sbp-desktop"])
    _load("ui.web.pictures").save_picture(web, day, asked.out, asked.format, title=title)


def _person(given: str) -> UUID:
    """A person's id, or the id a people file's name stands for."""
    try:
        return UUID(given)
    except ValueError:
        ident: UUID = _load("services.people_shapes").person_id(given)
        return ident


def _passphrase(descriptor: int | None) -> str:
    """The passphrase, from a descriptor or typed; never from arguments or the environment, where others can see it."""
    try:
        if descriptor is None:
            return getpass.getpass("Passphrase: ")
        with os.fdopen(descriptor, "rb") as source:
            return source.readline().decode("utf-8").rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise _BadUsage("No passphrase could be read.") from error
