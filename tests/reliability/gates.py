"""How often each promise is tried before a release, beside how often the normal test run tries it (`Promise.usual`)."""

from typing import NamedTuple

from tests.reliability.promise import Promise


class Gate(NamedTuple):
    """So many times, in the promise's own unit; it takes about so many minutes of one processor."""

    times: int
    minutes: int


GATES: dict[str, Gate] = {
    "R1": Gate(20_000, 35),
    "R2": Gate(3_000, 10),
    "R3": Gate(2_000, 30),
    "R4": Gate(15_000, 50),  # of every point there is, drawn from the seed
    "R5": Gate(100_000, 27),  # the eight kinds in turn: far over 2,000 pages and 500 files put back
    "R5-files": Gate(2_000, 30),
    "R6": Gate(5_000, 8),
    "R7": Gate(5_000, 10),
    "R8": Gate(1_000, 12),  # a rehearsal wrecks a store by each of its ways and puts it right each time
    "R9": Gate(500, 5),  # for each earlier release, and there is one
    "R13": Gate(2_000, 4),
    "S1": Gate(50_000, 3),
    "S3": Gate(1, 1),  # the whole script of a day; the locks at any moment are S3-locks
    "S3-locks": Gate(500, 15),
    "S5": Gate(1_000, 12),
    "S6": Gate(100, 4),
    "S7": Gate(1, 1),  # the whole script of a day, call by call
    "S7-walk": Gate(200_000, 90),
    "S8": Gate(500, 5),
    "S9": Gate(500, 8),  # no figure but none found: files are chosen until each dialog has been used often
    "S10": Gate(50_000, 5),
    "S13": Gate(20_000, 1),
    "S-quick": Gate(1_000, 1),
    "P1": Gate(5_000, 29),
    "P2": Gate(2_000, 20),
    "P3": Gate(20_000, 12),
    "P4": Gate(10_000, 7),
    "P5": Gate(30, 7),  # a table has every cell there is, and some 350 records of its own: 10,000 records in all
    "P7": Gate(10_000, 1),
    "D1": Gate(10_000, 30),
    "D3": Gate(10_000, 15),  # erasures alone: nothing goes by itself when its time is over yet
    "D4": Gate(10_000, 15),
    "D7": Gate(10_000, 1),  # changes of the schema; that each field has its class is looked at in every part
    "A6": Gate(100_000, 15),  # spoilt files and bombs; the hour of fuzzing is `tests.reliability.fuzz`
    "A8": Gate(10_000, 3),
}


def gate(promise: Promise) -> Gate:
    """What is to be reached before a release: the usual figure where none is told."""
    return GATES.get(promise.name, Gate(promise.usual, 0))
