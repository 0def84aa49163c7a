"""Every statement over what is kept by person: each names one person, so that each touches one part of each table.

Besides these, what is asked of each laptop's every message.
"""

from typing import Final

LOCK_STREAMS: Final = """
    SELECT lane, head, chain FROM stream WHERE person = %(person)s AND lane = ANY(%(lanes)s) ORDER BY lane FOR UPDATE
"""
"""Lane 0 is always among the lanes: whoever writes of a person holds that row, and so is alone with the person."""

ADD_STREAMS: Final = """
    INSERT INTO stream (person, lane) SELECT %(person)s, unnest(%(lanes)s::smallint[]) ON CONFLICT DO NOTHING
"""
HEADS: Final = "SELECT lane, head, chain, touched FROM stream WHERE person = %(person)s"

ACKS: Final = """
    SELECT lane, origin, acked, top, xid::text::bigint FROM ack
    WHERE person = %(person)s AND origin = ANY(%(origins)s)
"""

MOVE_STREAM: Final = """
    UPDATE stream SET head = %(head)s, chain = %(chain)s, touched = greatest(touched, %(at)s)
    WHERE person = %(person)s AND lane = %(lane)s
"""
MOVE_ACK: Final = """
    INSERT INTO ack (person, lane, origin, acked, top, xid)
    VALUES (%(person)s, %(lane)s, %(origin)s, %(acked)s, %(top)s, pg_current_xact_id())
    ON CONFLICT (person, lane, origin) DO UPDATE SET acked = excluded.acked, top = excluded.top, xid = excluded.xid
"""
"""Where a stream and an ack stand now. A push moves one of each: by itself each takes half of what both took in one."""

NUMBERS_FROM: Final = """
    SELECT oseq FROM op WHERE person = %(person)s AND lane = %(lane)s AND origin = %(origin)s AND oseq > %(acked)s
    UNION ALL
    SELECT oseq FROM quarantine
    WHERE person = %(person)s AND lane = %(lane)s AND origin = %(origin)s AND oseq > %(acked)s
"""
PAGE: Final = """
    SELECT pseq, chain, op, author, received, mac, late, eff FROM op
    WHERE person = %(person)s AND lane = %(lane)s AND pseq >= %(pseq)s ORDER BY pseq LIMIT %(many)s
"""
WHOLE: Final = """
    SELECT pseq, chain, op, eff, received FROM op WHERE person = %(person)s AND lane = ANY(%(lanes)s)
    ORDER BY lane, pseq
"""
HOLD: Final = """
    INSERT INTO quarantine (person, lane, origin, oseq, author, device, received, reason, op)
    VALUES (%(person)s, %(lane)s, %(origin)s, %(oseq)s, %(author)s, %(device)s, %(at)s, %(reason)s, %(op)s)
"""
HELD_NAMES: Final = "SELECT lane, origin, oseq FROM quarantine WHERE person = %(person)s"
LET_IN: Final = """
    DELETE FROM quarantine
    WHERE person = %(person)s AND lane = %(lane)s AND origin = %(origin)s AND oseq = %(oseq)s
"""
HELD_BY: Final = """
    SELECT lanes, role, ends, ended_number FROM caseload
    WHERE worker = %(worker)s AND person = %(person)s AND began_number IS NOT NULL
"""
LOCK_TRAIL: Final = "SELECT number, link FROM trail WHERE person = %(person)s FOR UPDATE"
ADD_TRAIL: Final = """
    INSERT INTO trail (person, number, link) VALUES (%(person)s, 0, %(link)s) ON CONFLICT DO NOTHING
"""
AUDIT: Final = """
    WITH moved AS (UPDATE trail SET number = %(number)s, link = %(link)s WHERE person = %(person)s)
    INSERT INTO audit (person, number, at, worker, device, what, words, event, link)
    VALUES (%(person)s, %(number)s, %(at)s, %(worker)s, %(device)s, %(what)s, %(words)s, %(event)s, %(link)s)
"""
GONE: Final = "SELECT person FROM gone WHERE person = %(person)s"
KNOWN_EVENTS: Final = "SELECT event FROM audit WHERE person = %(person)s AND event = ANY(%(events)s)"

COPY_OPS: Final = """
    COPY op (person, lane, pseq, origin, oseq, author, received, late, eff, mac, chain, op) FROM STDIN (FORMAT BINARY)
"""
FILE_STATE = """
    SELECT said.author, said.held, coalesce(size, 0), coalesce(there, 0), coalesce(whole, false),
        coalesce(xid::text::bigint, 0)
    FROM (
        SELECT author, false AS held FROM op
        WHERE person = %(person)s AND lane = %(lane)s AND origin = %(origin)s AND oseq = %(oseq)s
            AND position(%(said)s IN op) > 0
        UNION ALL
        SELECT author, true FROM quarantine
        WHERE person = %(person)s AND lane = %(lane)s AND origin = %(origin)s AND oseq = %(oseq)s
            AND position(%(said)s IN op) > 0
    ) AS said
    LEFT JOIN file ON file.person = %(person)s AND file.lane = %(lane)s AND file.digest = %(digest)s
"""
"""No row where no op of that name says this digest; `said` is the digest as the op spells it."""

ADD_FILE = """
    INSERT INTO file (person, lane, digest, size) VALUES (%(person)s, %(lane)s, %(digest)s, %(size)s)
    ON CONFLICT DO NOTHING
"""
LOCK_FILE = """
    SELECT size, there, whole FROM file WHERE person = %(person)s AND lane = %(lane)s AND digest = %(digest)s FOR UPDATE
"""
ADD_PART = """
    INSERT INTO file_part (person, lane, digest, starts, data)
    VALUES (%(person)s, %(lane)s, %(digest)s, %(offset)s, %(data)s)
"""
MOVE_FILE = """
    UPDATE file SET size = %(size)s, there = %(there)s, whole = %(whole)s, xid = pg_current_xact_id()
    WHERE person = %(person)s AND lane = %(lane)s AND digest = %(digest)s
"""
FORGET_PARTS = "DELETE FROM file_part WHERE person = %(person)s AND lane = %(lane)s AND digest = %(digest)s"
MEASURE_FILE = """
    SELECT sha256(string_agg(data, ''::bytea ORDER BY starts)) FROM file_part
    WHERE person = %(person)s AND lane = %(lane)s AND digest = %(digest)s
"""
PARTS = """
    SELECT starts, data FROM file_part
    WHERE person = %(person)s AND lane = %(lane)s AND digest = %(digest)s
        AND starts > %(offset)s::bigint - %(largest)s::bigint AND starts < %(offset)s::bigint + %(most)s::bigint
    ORDER BY starts
"""

STANDING: Final = """
    SELECT number, tag, told, due, ARRAY(SELECT id FROM alias WHERE alias.worker = worker.id) || worker.id,
        epoch, closed, demo, seen
    FROM worker JOIN device ON device.worker = worker.id, state
    WHERE worker.id = %(worker)s AND device.id = %(device)s AND revoked = 0
"""
"""No row for a laptop that was lost, or is another's."""
LIVING: Final = """
    SELECT person, lanes, role, ends FROM caseload
    WHERE worker = %(worker)s AND began_number IS NOT NULL AND ended_number IS NULL
"""
COLLEAGUES: Final = """
    SELECT alias.id, name, post FROM alias JOIN worker ON worker.id = alias.worker
    WHERE worker.id = ANY(%(workers)s) ORDER BY name, alias.id
"""
