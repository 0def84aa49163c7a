"""What each command of the council's command line does once its arguments are read; each returns an exit code."""

import argparse
import secrets
from contextlib import closing
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.models import recovery
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.sync.council_server import (
    administration,
    anchors,
    audit,
    caseload_file,
    caseloads,
    database,
    enrolment,
    gone,
    laptops,
    openapi,
    own_sign_in,
    recovering,
    serving,
    settings,
    systems,
    tables,
)
from sbp_desktop.sync.council_server.keys import Keys, keys

DONE, BROKEN, BAD_USAGE = 0, 1, 2


def _connect(asked: argparse.Namespace) -> tuple[Connection[TupleRow], Keys]:
    """The database, its schema brought up to date, and the keys."""
    said = settings.read(asked.config)
    made = keys(settings.secret(Path(said.secret_file)))
    connection = psycopg.connect(said.owner)
    database.configure(connection)
    database.migrate(connection)
    return connection, made


def serve(asked: argparse.Namespace) -> int:
    """Answer laptops until told to stop."""
    said = settings.read(asked.config)
    return serving.serve(said, settings.secret(Path(said.secret_file)))


def demo(asked: argparse.Namespace) -> int:
    """Run a council on this machine."""
    return serving.run_demo(asked.folder, asked.port, packaged=asked.packaged_postgres)


def secret(asked: argparse.Namespace) -> int:
    """Make a secret, never over another."""
    with asked.file.open("x", encoding="ascii") as file:
        asked.file.chmod(0o600)
        file.write(secrets.token_hex(32) + "\n")
    print(f"{asked.file}: keep a copy apart from every backup of the database. Without it no receipt holds.")
    return DONE


def worker_add(asked: argparse.Namespace) -> int:
    """Take a worker on."""
    conn, _ = _connect(asked)
    with closing(conn):
        enrolment.add_worker(conn, asked.name, asked.post)
    print(f"{asked.name} is a worker now. `sbp-council code` makes a code for their laptop.")
    return DONE


def worker_sign_in(asked: argparse.Namespace) -> int:
    """Name who a worker is at the council's own sign-in."""
    where = settings.read(asked.config).sign_in
    if asked.subject and not where.issuer:
        raise administration.NotDone("The settings name no `sign_in_issuer`, so nobody signs in there.")
    conn, made = _connect(asked)
    with closing(conn):
        own_sign_in.name_subject(conn, made, asked.name, where.issuer, asked.subject, wall_ms())
    print(f"{asked.name} signs in as this subject." if asked.subject else f"{asked.name} cannot sign in any more.")
    return DONE


def worker_list(asked: argparse.Namespace) -> int:
    """Print all workers."""
    conn, _ = _connect(asked)
    with closing(conn):
        rows = conn.execute(
            "SELECT name, post, id, bound, coalesce(subject, '-'), "
            "(SELECT count(*) FROM device WHERE worker = worker.id AND revoked = 0), "
            "(SELECT count(DISTINCT person) FROM caseload WHERE worker = worker.id AND ended_number IS NULL) "
            "FROM worker ORDER BY name"
        ).fetchall()
    tables.show(
        ("name", "post", "id", "signs in as", "laptops", "people"),
        [(row[0], row[1], UUID(bytes=row[2]) if row[3] else "-", *row[4:]) for row in rows],
    )
    return DONE


def code(asked: argparse.Namespace) -> int:
    """Print a one-time code."""
    conn, made = _connect(asked)
    with closing(conn):
        code = enrolment.new_code(conn, made, enrolment.worker_named(conn, asked.name), wall_ms())
    print(f"{code}\nfor one laptop of {asked.name}, good for {enrolment.CODE_HOURS} hours. It is shown only here.")
    return DONE


def device_list(asked: argparse.Namespace) -> int:
    """Print all laptops."""
    conn, _ = _connect(asked)
    with closing(conn):
        rows = conn.execute(
            "SELECT device.id, name, label, enrolled, seen, revoked FROM device "
            "JOIN worker ON worker.id = device.worker ORDER BY name, enrolled"
        ).fetchall()
    tables.show(
        ("laptop", "worker", "label", "enrolled", "last seen", ""),
        [(r[0].hex(), r[1], r[2], tables.when(r[3]), tables.when(r[4]), "lost" if r[5] else "") for r in rows],
    )
    return DONE


def device_lost(asked: argparse.Namespace) -> int:
    """Sign a laptop out for good."""
    conn, made = _connect(asked)
    with closing(conn):
        known = enrolment.lose(conn, made, asked.device, wall_ms())
    if not known:
        raise administration.NotDone("There is no such laptop that is not lost already.")
    print("This laptop is signed out, and stays so. Its work is still on it; another code enrols it anew.")
    return DONE


def system_add(asked: argparse.Namespace) -> int:
    """Let one of the council's own systems read."""
    conn, made = _connect(asked)
    with closing(conn):
        key = systems.add(conn, made, asked.name, asked.audience, wall_ms())
    print(f"{key}\nis the key of {asked.name}, which reads what is for the {asked.audience}. It is shown only here.")
    return DONE


def system_list(asked: argparse.Namespace) -> int:
    """Print all systems."""
    conn, _ = _connect(asked)
    with closing(conn):
        rows = conn.execute("SELECT name, audience, added, ended FROM council_system ORDER BY name").fetchall()
    tables.show(("system", "reads for", "added", "ended"), [(*r[:2], *map(tables.when, r[2:])) for r in rows])
    return DONE


def system_end(asked: argparse.Namespace) -> int:
    """Let a system read no more."""
    conn, made = _connect(asked)
    with closing(conn):
        systems.end(conn, made, asked.name, wall_ms())
    print(f"The key of {asked.name} opens nothing any more.")
    return DONE


def recovery_key(asked: argparse.Namespace) -> int:
    """Make a recovery key, never over another, and say what goes into the settings."""
    before = recovering.secret_of(asked.after) if asked.after is not None else None
    made = secrets.token_bytes(recovery.SECRET_BYTES)
    with asked.file.open("x", encoding="ascii") as file:
        asked.file.chmod(0o600)
        file.write(made.hex() + "\n")
    public = recovery.public_key(made)
    print(f'recovery_key = "{public.hex()}"')
    if before is not None:
        print(f'recovery_signature = "{recovery.sign_successor(before, public).hex()}"')
    print(f"These lines go into the settings. Workers compare: {recovery.numbers(public)}")
    print(f"{asked.file}: keep it offline, with a copy in another safe place; it lets people in who forgot.")
    return DONE


def recovery_list(asked: argparse.Namespace) -> int:
    """Print the laptops that ask."""
    conn, _ = _connect(asked)
    with closing(conn):
        rows = recovering.waiting(conn)
    tables.show(
        ("request", "worker", "laptop", "asked", "released until"),
        [(r.id.hex(), r.worker, r.laptop, tables.when(r.asked), tables.when(r.until)) for r in rows],
    )
    return DONE


def recovery_take(asked: argparse.Namespace) -> int:
    """Take a request that came as a file."""
    request = recovering.read_request(asked.file)
    conn, made = _connect(asked)
    with closing(conn):
        recovering.ask(conn, made, request, wall_ms())
    print(f"{request.request.hex()} is the request; `sbp-council recovery release` lets the laptop in.")
    return DONE


def recovery_release(asked: argparse.Namespace) -> int:
    """Let a laptop back in."""
    secret = recovering.secret_of(asked.key)
    conn, made = _connect(asked)
    with closing(conn):
        released = recovering.release(
            conn, made, asked.request, secret, asked.numbers, asked.by, asked.checked, wall_ms()
        )
    if asked.out is not None:
        asked.out.write_text(recovery.as_words(released) + "\n", "ascii")
        print(f"{asked.out} opens on that laptop alone, once, within ten minutes.")
    else:
        print("The laptop fetches it by itself, within ten minutes.")
    return DONE


def recovery_refuse(asked: argparse.Namespace) -> int:
    """Do not let a laptop in."""
    conn, made = _connect(asked)
    with closing(conn):
        recovering.refuse(conn, made, asked.request, asked.by, asked.why, wall_ms())
    print("This laptop is not let in by that request.")
    return DONE


def describe(asked: argparse.Namespace) -> int:
    """Write the OpenAPI document."""
    asked.file.write_bytes(openapi.document())
    return DONE


def caseload_import(asked: argparse.Namespace) -> int:
    """Make the caseload what a file says."""
    lines = caseload_file.read(asked.file)
    conn, made = _connect(asked)
    with closing(conn):
        granted, ended = caseload_file.bring_in(conn, made, asked.file, lines, wall_ms(), sure=asked.yes)
    print(f"{len(lines)} grants in the file: {granted} new or changed, {ended} ended.")
    return DONE


def caseload_list(asked: argparse.Namespace) -> int:
    """Print all grants."""
    conn, _ = _connect(asked)
    with closing(conn):
        rows = conn.execute(
            "SELECT name, person, role, lanes, begins, ends, why, by FROM caseload "
            "JOIN worker ON worker.id = caseload.worker WHERE ended_number IS NULL ORDER BY name, person"
        ).fetchall()
    tables.show(
        ("worker", "person", "role", "lanes", "from", "to", "why", "by"),
        [
            (r[0], UUID(bytes=r[1]), r[2], " ".join(map(str, r[3])), tables.when(r[4]), tables.when(r[5]), r[6], r[7])
            for r in rows
        ],
    )
    return DONE


def caseload_grant(asked: argparse.Namespace) -> int:
    """Give a worker a person."""
    lanes = caseloads.usual_lanes(asked.role) if asked.lanes is None else asked.lanes
    conn, made = _connect(asked)
    with closing(conn):
        administration.grant(
            conn, made, asked.name, asked.person, asked.role, lanes, now=wall_ms(), begins=asked.begins,
            ends=asked.ends, why=asked.why,
        )  # fmt: skip
    print(f"{asked.name} has this person from their next contact on.")
    return DONE


def caseload_revoke(asked: argparse.Namespace) -> int:
    """Take a person off a worker's caseload."""
    conn, made = _connect(asked)
    with closing(conn):
        administration.revoke(conn, made, asked.name, asked.person, wall_ms())
    print(f"This person goes from {asked.name}'s laptops at their next contact, once all they wrote is here.")
    return DONE


def held_list(asked: argparse.Namespace) -> int:
    """Print what is held."""
    conn, _ = _connect(asked)
    with closing(conn):
        rows = administration.waiting(conn)
    tables.show(
        ("person", "lane", "origin", "worker", "why", "ops", "newest", ""),
        [
            (UUID(bytes=w.person), w.lane, w.origin.hex(), w.worker, w.reason, w.ops, tables.when(w.newest),
             "refused" if w.refused else "")
            for w in rows
        ],
    )  # fmt: skip
    return DONE


def held_decide(asked: argparse.Namespace) -> int:
    """Release or refuse what is held."""
    conn, made = _connect(asked)
    with closing(conn):
        count = asked.decide(conn, made, asked.person, asked.lane, asked.origin, wall_ms())
    print(f"{count} decided.")
    return DONE


def late(asked: argparse.Namespace) -> int:
    """Print what came in late."""
    conn, _ = _connect(asked)
    with closing(conn):
        rows = administration.late(conn)
    tables.show(
        ("person", "lane", "written by", "ops", "newest"),
        [(UUID(bytes=person), lane, who, count, tables.when(at)) for person, lane, who, count, at in rows],
    )
    return DONE


def close(asked: argparse.Namespace) -> int:
    """Close the council after a restore."""
    conn, _ = _connect(asked)
    with closing(conn):
        administration.close(conn)
    print("Closed: laptops can send and heal, and are given nothing. Import the caseload, then `sbp-council open`.")
    return DONE


def open_again(asked: argparse.Namespace) -> int:
    """Open it again."""
    conn, made = _connect(asked)
    with closing(conn):
        administration.open_again(conn, as_it_stands=asked.as_it_stands)
        let_in = administration.judge_again(conn, made, wall_ms())
    print(f"Open. {let_in} of the changes that were held meanwhile are in their records now.")
    return DONE


def audit_verify(asked: argparse.Namespace) -> int:
    """Say whether the audit holds."""
    noted = anchors.read(asked.heads) if asked.heads is not None and asked.heads.exists() else []
    conn, made = _connect(asked)
    with closing(conn):
        found = list(audit.faults(conn, made.audit, noted))
        cut = laptops.that_do_not_follow(conn)
        heads, sum_of_all = audit.heads(conn), audit.sum_of_all(conn)
    for person, number in found:
        print(f"{UUID(bytes=person)}: row {number} is not as it was written, or is missing.")
    for one in cut:
        print(
            f"laptop {one.device.hex()[:8]} of {one.worker}: its own log of who was opened, at {tables.when(one.at)}, "
            f"did not go on from entry {one.before}."
        )
    if not found and asked.heads is not None:
        anchors.add(asked.heads, heads)
        print(f"{len(heads)} heads are noted in {asked.heads}: keep that file where the database's owner cannot write.")
    faults = len(found) + len(cut)
    print(f"{faults} faults." if faults else f"Every trail is whole. Note this apart from the database: {sum_of_all}")
    return BROKEN if faults else DONE


def erase(asked: argparse.Namespace) -> int:
    """Erase a person for good."""
    conn, made = _connect(asked)
    with closing(conn):
        gone.erase(conn, made, asked.person, asked.reason, asked.decided, asked.agreed, wall_ms())
        gone.scrub(conn, asked.person)
    print(
        "Erased here. Every laptop erases them at its next contact; `sbp-council audit show` says which have.\n"
        "Backups and archives of this database still hold them: write down the day the last of those is destroyed."
    )
    return DONE


def audit_show(asked: argparse.Namespace) -> int:
    """Print all that was done with one person's pages."""
    conn, _ = _connect(asked)
    with closing(conn):
        rows = conn.execute(
            "SELECT at, coalesce(worker.name, council_system.name, '-'), device, what, words FROM audit "
            "LEFT JOIN worker ON worker.id = audit.worker LEFT JOIN council_system ON council_system.id = audit.worker "
            "WHERE person = %s ORDER BY audit.number",
            (asked.person,),
        ).fetchall()
    tables.show(
        ("when", "who", "laptop", "what", ""),
        [(tables.when(at), name, bytes(device).hex()[:8], what, words) for at, name, device, what, words in rows],
    )
    return DONE
