"""The council's command line: serve, workers, codes, caseload, laptops, held ops, systems, recovery, audit and more.

Exit codes: 0 done, 1 the audit does not hold, 2 bad usage or a wrong file.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import platformdirs
import psycopg

from sbp_desktop import config
from sbp_desktop.errors import ExpectedError
from sbp_desktop.sync.council_server import actions, administration, caseload_file, gone, settings, systems
from sbp_desktop.sync.council_server.actions import BAD_USAGE, DONE
from sbp_desktop.sync.protocol import ROLES


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments ask; return the exit code. Errors are one sentence on standard error."""
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as ended:  # argparse has said why
        return BAD_USAGE if ended.code else DONE
    try:
        code: int = asked.run(asked)
    except ExpectedError as error:
        return _say(str(error))
    except psycopg.OperationalError:
        return _say("The database cannot be reached: look at the setting `database`, and whether PostgreSQL runs.")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _say(f"{where}this could not be read or written ({error.strerror}).")
    return code


def _say(words: str) -> int:
    print(words, file=sys.stderr)
    return BAD_USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sbp-council", description="The council's side of the support-web laptops.")
    parser.add_argument("--config", type=Path, default=settings.WHERE, metavar="FILE", help=f"default {settings.WHERE}")
    commands = parser.add_subparsers(metavar="command", required=True)

    commands.add_parser("serve", help="answer laptops").set_defaults(run=actions.serve)
    demo = commands.add_parser("demo", help="a council on this machine, to try things out")
    demo.set_defaults(run=actions.demo)
    folder = Path(platformdirs.user_data_dir(config.APP_ID, appauthor=False)) / "demo-council"
    demo.add_argument("--folder", type=Path, default=folder, metavar="DIR")
    demo.add_argument("--port", type=int, default=8765)
    demo.add_argument("--packaged-postgres", action="store_true", help="the operating system's, not the one from pip")
    secret = commands.add_parser("secret", help="make the council's secret")
    secret.add_argument("file", type=Path, metavar="FILE")
    secret.set_defaults(run=actions.secret)

    erase = commands.add_parser("erase", help="erase a person, here and on every laptop: for good")
    erase.add_argument("person", type=_person)
    erase.add_argument("--reason", choices=gone.REASONS, required=True)
    erase.add_argument("--decided", required=True, metavar="NAME", help="who of the council decided it")
    erase.add_argument("--agreed", required=True, metavar="NAME", help="the second, who agreed")
    erase.set_defaults(run=actions.erase)

    _add_workers(commands)
    _add_caseload(commands)
    _add_held(commands)
    _add_systems(commands)
    _add_recovery(commands)

    commands.add_parser("close", help="after a restore: take work in, give nothing out").set_defaults(run=actions.close)
    opened = commands.add_parser("open", help="give work out again")
    opened.add_argument("--as-it-stands", action="store_true", help="though the caseload was not brought in anew")
    opened.set_defaults(run=actions.open_again)

    audits = commands.add_parser("audit", help="who read and wrote what").add_subparsers(metavar="what", required=True)
    for add, name in ((audits, "verify"), (commands, "verify-log")):
        verify = add.add_parser(name, help="whether a row was changed, put in, moved or taken out")
        verify.add_argument("--heads", type=Path, metavar="FILE", help="heads noted before; those of now are added")
        verify.set_defaults(run=actions.audit_verify)
    show = audits.add_parser("show", help="everything done with one person's pages")
    show.add_argument("person", type=_person)
    show.set_defaults(run=actions.audit_show)
    return parser


def _add_workers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    workers = commands.add_parser("worker", help="workers").add_subparsers(metavar="what", required=True)
    add = workers.add_parser("add", help="take a worker on")
    add.add_argument("name")
    add.add_argument("--post", default="", help="what they do, as colleagues see it")
    add.set_defaults(run=actions.worker_add)
    workers.add_parser("list", help="all workers").set_defaults(run=actions.worker_list)
    sign_in = workers.add_parser("sign-in", help="who a worker is at the council's own sign-in")
    sign_in.add_argument("name")
    who = sign_in.add_mutually_exclusive_group(required=True)
    who.add_argument("--subject", type=_subject, metavar="SUB", help="as the provider's tokens say it")
    who.add_argument("--none", action="store_const", const="", dest="subject", help="nobody: out within 15 minutes")
    sign_in.set_defaults(run=actions.worker_sign_in)
    code = commands.add_parser("code", help="a one-time code for one laptop of a worker")
    code.add_argument("name")
    code.set_defaults(run=actions.code)
    devices = commands.add_parser("device", help="laptops").add_subparsers(metavar="what", required=True)
    devices.add_parser("list", help="all laptops").set_defaults(run=actions.device_list)
    lost = devices.add_parser("lost", help="sign a laptop out for good")
    lost.add_argument("device", type=_id, metavar="ID")
    lost.set_defaults(run=actions.device_lost)


def _add_caseload(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    caseload = commands.add_parser("caseload", help="who is with whom").add_subparsers(metavar="what", required=True)
    imported = caseload.add_parser("import", help="make it what a CSV file says")
    imported.add_argument("file", type=Path, metavar="FILE", help=f"columns {', '.join(caseload_file.COLUMNS)}")
    imported.add_argument("--yes", action="store_true", help="though it ends more than a fifth of all grants")
    imported.set_defaults(run=actions.caseload_import)
    caseload.add_parser("list", help="all grants").set_defaults(run=actions.caseload_list)
    grant = caseload.add_parser("grant", help="give a worker a person")
    grant.add_argument("name")
    grant.add_argument("person", type=_person)
    grant.add_argument("--role", choices=ROLES, required=True)
    grant.add_argument("--lanes", type=int, nargs="+", default=None, metavar="LANE")
    grant.add_argument("--from", type=_day, default=0, dest="begins", metavar="DAY")
    grant.add_argument("--to", type=_day, default=0, dest="ends", metavar="DAY", help="the first day they are not")
    grant.add_argument("--why", default="")
    grant.set_defaults(run=actions.caseload_grant)
    revoke = caseload.add_parser("revoke", help="take a person off a worker's caseload")
    revoke.add_argument("name")
    revoke.add_argument("person", type=_person)
    revoke.set_defaults(run=actions.caseload_revoke)


def _add_held(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    held = commands.add_parser("quarantine", help="what is held").add_subparsers(metavar="what", required=True)
    held.add_parser("list", help="all that is held").set_defaults(run=actions.held_list)
    for name, help_words, run in (
        ("release", "put it with the person, marked late", administration.release),
        ("refuse", "decide that it stays out; it is kept", administration.refuse),
    ):
        decide = held.add_parser(name, help=help_words)
        decide.add_argument("person", type=_person)
        decide.add_argument("lane", type=int)
        decide.add_argument("origin", type=_id)
        decide.set_defaults(run=actions.held_decide, decide=run)
    commands.add_parser("late", help="what came in after its writer had left").set_defaults(run=actions.late)


def _add_systems(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    known = commands.add_parser("system", help="the council's own systems that may read")
    each = known.add_subparsers(metavar="what", required=True)
    add = each.add_parser("add", help="let one read; prints its key")
    add.add_argument("name")
    add.add_argument("--audience", choices=systems.AUDIENCES, required=True, help="for whom it reads")
    add.set_defaults(run=actions.system_add)
    each.add_parser("list", help="all systems").set_defaults(run=actions.system_list)
    end = each.add_parser("end", help="let one read no more")
    end.add_argument("name")
    end.set_defaults(run=actions.system_end)
    described = commands.add_parser("openapi", help="write the document that says what systems may ask")
    described.add_argument("file", type=Path, metavar="FILE")
    described.set_defaults(run=actions.describe)


def _add_recovery(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    known = commands.add_parser("recovery", help="workers who forgot their passphrase")
    each = known.add_subparsers(metavar="what", required=True)
    key = each.add_parser("key", help="make the council's recovery key; the file is kept offline")
    key.add_argument("file", type=Path, metavar="FILE")
    key.add_argument("--after", type=Path, metavar="OLD", help="the key laptops know now, which signs this one")
    key.set_defaults(run=actions.recovery_key)
    each.add_parser("list", help="laptops that ask").set_defaults(run=actions.recovery_list)
    take = each.add_parser("take", help="take a request that came as a file")
    take.add_argument("file", type=Path, metavar="FILE")
    take.set_defaults(run=actions.recovery_take)
    release = each.add_parser("release", help="let a laptop back in, once, within ten minutes")
    release.add_argument("request", type=_id, metavar="ID")
    release.add_argument("--key", type=Path, required=True, metavar="FILE", help="the offline recovery key")
    release.add_argument("--numbers", required=True, help="as the worker reads them from the laptop's screen")
    release.add_argument("--by", type=_subject, required=True, metavar="NAME", help="who lets them in")
    release.add_argument("--checked", type=_subject, required=True, metavar="HOW", help="how you know who it is")
    release.add_argument("--out", type=Path, metavar="FILE", help="to carry there, where the laptop has no connection")
    release.set_defaults(run=actions.recovery_release)
    refuse = each.add_parser("refuse", help="do not let it in")
    refuse.add_argument("request", type=_id, metavar="ID")
    refuse.add_argument("--by", type=_subject, required=True, metavar="NAME")
    refuse.add_argument("--why", type=_subject, required=True)
    refuse.set_defaults(run=actions.recovery_refuse)


def _person(said: str) -> bytes:
    return UUID(said).bytes


def _subject(said: str) -> str:
    if not 0 < len(said.strip()) <= 255:
        raise ValueError
    return said.strip()


def _id(said: str) -> bytes:
    made = bytes.fromhex(said)
    if len(made) != 16:
        raise ValueError
    return made


def _day(said: str) -> int:
    return caseload_file.midnight_ms(date.fromisoformat(said))
