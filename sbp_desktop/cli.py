"""The command line: opens the app, takes the tour, exports, brings in.

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
    export.add_argument(
        "--agreed", action="store_true", help="the person said yes to this copy for family or a partner"
    )
    export.add_argument("--law", default="", metavar="WHY", help="or the law that asks for it, which is noted")
    export.add_argument("--format", required=True, choices=[*DATA_FORMATS, *PICTURE_FORMATS])
    export.add_argument("--date", type=_day, metavar="D", help="the picture on a date, such as 2018-06-04")
    export.add_argument(
        "--layout", default="onion", metavar="L", help="how a picture is laid out, such as onion or free"
    )
    export.add_argument("--paper", choices=["A4", "A3"], default="A4", help="the size of a picture")
    export.add_argument("--plain", action="store_true", help="a picture in black and white, told by line and shape")
    export.add_argument("--list", action="store_true", help="a PDF that tells the web in words after the picture")

    export.add_argument("--lock", action="store_true", help="a PDF that opens with five words, which are printed once")

    bring = commands.add_parser("import", help="bring in a record or a table of names")
    bring.set_defaults(run=_import)
    _add_vault(bring)
    _add_passphrase(bring)
    bring.add_argument(
        "file", type=Path, metavar="FILE", help="our JSON, a folder of our tables, or any table with names"
    )
    bring.add_argument("--person", metavar="ID", help="whose web a table goes to; a record goes to its own person")
    bring.add_argument("--keep-both", action="store_true", help="people of a name that is here already are others")
    bring.add_argument("--take-theirs", action="store_true", help="the file's word counts where it differs from ours")
    bring.add_argument("--dry-run", action="store_true", help="say what would come of it and write nothing")
    _add_council(commands)
    _add_proofs(commands)
    return parser


def _add_council(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    sync = commands.add_parser("sync", help="send what is unsent to the council and fetch what is new, once")
    sync.set_defaults(run=_sync)
    _add_vault(sync)
    _add_passphrase(sync)

    _add_care(commands)

    enrol = commands.add_parser("enrol", help="make this laptop known to a council by a one-time code")
    enrol.set_defaults(run=_enrol)
    _add_vault(enrol)
    _add_passphrase(enrol)
    enrol.add_argument("--council", required=True, metavar="URL", help="the council's address")
    enrol.add_argument("--code-fd", type=int, metavar="N", help="read the code from this file descriptor")


def _add_proofs(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verify = commands.add_parser("verify-log", help="prove the log of who was opened on this laptop")
    verify.set_defaults(run=_verify_log)
    _add_vault(verify)
    _add_passphrase(verify)
    verify.add_argument(
        "--head", action="append", type=_head, default=[], metavar="NUMBER:LINK", help="a head noted earlier, elsewhere"
    )

    listed = commands.add_parser("data-catalogue", help="write what is kept about anybody, field by field")
    listed.set_defaults(run=_data_catalogue)
    listed.add_argument("--out", type=Path, required=True, metavar="FILE", help="a name that ends in .md or .csv")


def _add_care(commands: Any) -> None:
    """Commands that look after what is kept."""
    doctor = commands.add_parser("doctor", help="look whether all that is kept is as it should be, and say so")
    doctor.set_defaults(run=_doctor)
    _add_vault(doctor)
    _add_passphrase(doctor)
    doctor.add_argument("--mend", action="store_true", help="put right a store that cannot be opened")

    drill = commands.add_parser("restore-drill", help="wreck a copy of the store, put it right, and compare")
    drill.set_defaults(run=_drill)
    _add_vault(drill)
    _add_passphrase(drill)


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
    if asked.lock and asked.format != "pdf":
        raise _BadUsage("Only a PDF can be locked: --format pdf --lock.")
    exporting, person = _load("services.exporting"), _person(asked.person)
    vault = _unlock(asked)
    try:
        audience = exporting.audience_for(vault, person, asked.audience, agreed=asked.agreed, law=asked.law)
        if asked.format in PICTURE_FORMATS:
            _picture(vault, person, audience, asked)
        else:
            exporting.export(vault, person, asked.out, audience=audience, format=asked.format, day=asked.date)
        exporting.note_copy(
            vault, person, what=f"{asked.format}, locked with a passphrase" if asked.lock else asked.format,
            for_whom=asked.audience, why=asked.law, agreed=asked.agreed or None,
        )  # fmt: skip
    finally:
        vault.close()
    return DONE


def _import(asked: argparse.Namespace) -> int:
    bringing_in = _load("services.bringing_in")
    file = _load("services.incoming").read(asked.file)
    person = _person(asked.person) if asked.person else None
    choices = bringing_in.Choices(keep_both=asked.keep_both, take_theirs=asked.take_theirs)
    vault = _unlock(asked)
    try:
        print(_preview(bringing_in.preview(vault, file, person, choices)))
        if not asked.dry_run:
            bringing_in.bring_in(vault, file, person, choices)
    finally:
        vault.close()
    return DONE


def _sync(asked: argparse.Namespace) -> int:
    """One run; 1 where not everything got through. Proxies are those of the environment."""
    council = _load("sync.once")
    vault = _unlock(asked)
    try:
        outcome = council.run(vault)
    finally:
        vault.close()
    print(f"{outcome.sent} sent, {outcome.came} came, {outcome.unsent} not sent")
    return DONE if outcome.problem is None and not outcome.unsent else _say(outcome.problem or "", MISMATCH)


def _doctor(asked: argparse.Namespace) -> int:
    """0 where all is well (now), 1 where something is not, 3 where it cannot be opened. Every line is a sentence."""
    if asked.vault is None:
        raise _BadUsage("Say which vault: --vault DIR.")
    mending, passphrase = _load("services.mending"), _passphrase(asked.passphrase_fd)
    if asked.mend:
        print(mending.in_words(mending.put_right(asked.vault, passphrase)))
    vault = _load("services.unlocking").unlock(asked.vault, passphrase)
    try:
        findings = _load("services.doctor").examine(vault)
    finally:
        vault.close()
    for found in findings:
        print(f"{'well' if found.well else 'NOT WELL'}: {found.name}: {found.words}")
    return DONE if all(found.well for found in findings) else MISMATCH


def _drill(asked: argparse.Namespace) -> int:
    if asked.vault is None:
        raise _BadUsage("Say which vault: --vault DIR.")
    drilled = _load("services.drill").drill(asked.vault, _passphrase(asked.passphrase_fd))
    for line in drilled.lines:
        print(line)
    return DONE if drilled.equal else MISMATCH


def _enrol(asked: argparse.Namespace) -> int:
    council = _load("sync.once")
    vault = _unlock(asked)
    try:
        known = council.enrol(vault, asked.council, _secret(asked.code_fd, "Code: "))
    finally:
        vault.close()
    print(f"{known.council} knows this laptop now.")
    return DONE


def _verify_log(asked: argparse.Namespace) -> int:
    """1 where an entry is not as it was written; the head printed is what to note elsewhere."""
    vault = _unlock(asked)
    try:
        walked = _load("storage.access_log").walk(vault, dict(asked.head))
    finally:
        vault.close()
    if walked.fault:
        return _say(f"Entry {walked.fault} is not as it was written, or is missing.", MISMATCH)
    print(f"All {walked.number} entries are whole. Note this elsewhere: {walked.number}:{walked.link.hex()}")
    return DONE


def _head(given: str) -> tuple[int, bytes]:
    try:
        number, link = given.split(":")
        return int(number), bytes.fromhex(link)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{given}' is no head as verify-log prints it") from error


def _data_catalogue(asked: argparse.Namespace) -> int:
    _load("services.data_catalogue").write(asked.out)
    return DONE


def _preview(seen: Any) -> str:
    """What bringing in does, in counts alone: names do not belong on a terminal."""
    lines = [
        f"{seen.person}: a new person" if seen.new_person else f"{seen.person}: here already",
        f"{seen.nodes} new people and places, {seen.ties} new lines, {seen.conversations} new conversations",
        f"{len(seen.same_names)} names are here already, {seen.differ} things differ from what is here",
    ]
    return "\n".join(lines + [f"passed over: {', '.join(seen.passed_over)}"] * bool(seen.passed_over))


def _unlock(asked: argparse.Namespace) -> Any:
    if asked.vault is None:
        raise _BadUsage("Say which vault: --vault DIR.")
    return _load("services.unlocking").unlock(asked.vault, _passphrase(asked.passphrase_fd))


def _picture(vault: Any, person: UUID, audience: Any, asked: argparse.Namespace) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    web = _load("storage.queries").web(vault, person, audience)
    day = asked.date if asked.date is not None else date.today().toordinal()  # noqa: DTZ011 - the worker's own day
    _load("ui.application").make(["sbp-desktop"])
    pictures, showing = _load("ui.web.pictures"), _load("models.showing").Showing(day, asked.layout)
    parts, colours = "both" if asked.list else "picture", "plain" if asked.plain else "light"
    sheet = pictures.Sheet(web, showing, parts=parts, paper=asked.paper, colours=colours)
    if not asked.lock:
        pictures.save_picture(sheet, asked.out, asked.format)
        return
    passphrase = _load("services.locked_pdf").suggest()
    pictures.save_picture(sheet, asked.out, asked.format, passphrase)
    print(f"Opens with: {passphrase}")


def _person(given: str) -> UUID:
    """A person's id, or the id a people file's name stands for."""
    try:
        return UUID(given)
    except ValueError:
        ident: UUID = _load("services.people_shapes").person_id(given)
        return ident


def _passphrase(descriptor: int | None) -> str:
    """The passphrase, from a descriptor or typed."""
    return _secret(descriptor, "Passphrase: ")


def _secret(descriptor: int | None, asked: str) -> str:
    """A secret, from a descriptor or typed; never from arguments or the environment, where others can see it."""
    try:
        if descriptor is None:
            return getpass.getpass(asked)
        with os.fdopen(descriptor, "rb") as source:
            return source.readline().decode("utf-8").rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise _BadUsage(f"No {asked.rstrip(': ').lower()} could be read.") from error
