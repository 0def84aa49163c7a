"""Killed at any moment, between a council's answer and its own file too, a laptop loses and doubles nothing."""

import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.ops import envelope, from_envelope
from sbp_desktop.services import unlocking
from sbp_desktop.storage import oplog, outbox
from sbp_desktop.sync.engine import Engine
from sbp_desktop.sync.protocol import Group, Push
from tests.colleague import Colleague, assert_made_from_the_log
from tests.fixtures import PASSPHRASE
from tests.sync.client.on_the_line import served
from tests.sync.client.small_council import SmallCouncil

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.timeout(1800)
def test_killed_at_any_moment(vault_folder: Path, long_form: bool) -> None:
    kills, draw, worker = 100 if long_form else 6, random.Random(5), uuid4()
    council = SmallCouncil(wall_ms)
    council.page_ops = 40
    safe: list[UUID] = []
    during: Counter[str] = Counter()
    shared = Colleague(uuid4())
    council.grant(worker.bytes, shared.person.bytes)
    with served(council, worker.bytes) as port:
        for number in range(kills):
            _colleague_writes(council, shared)
            # On a busy machine the soonest kills all fall into the first answer.
            heard = _run_and_kill(vault_folder, port, draw.uniform(0.0, 0.6 if number % 2 else 2.0))
            safe += [UUID(hex=said[1]) for said in heard if said[0] == "safe"]
            last = heard[-1] if heard else ["starting"]
            during["writing" if last[0] == "safe" else " ".join(last)] += 1
        vault = unlocking.unlock(vault_folder, PASSPHRASE)
        try:
            post = council.laptop(worker.bytes)
            for _ in range(3):
                outcome = Engine(lambda f, *a: f(vault, *a), post, wall_ms, draw).run_once()
                assert (outcome.problem, outcome.set_aside) == (None, 0)
            print(dict(during))
            assert_made_from_the_log(vault)
            assert outbox.waiting(vault).changes == 0
            _is_once_and_all_there(vault, council, safe)
        finally:
            vault.close()
    assert len(during) > 1, during
    assert len(safe) > kills


def _colleague_writes(council: SmallCouncil, shared: Colleague) -> None:
    """Another laptop's ops, straight to the council."""
    other = uuid4().bytes
    council.kept.grants.setdefault(other, {})[shared.person.bytes] = (0, 1, 2)
    ops = [shared.new("Node", {"kind": "person", "label": f"Theirs {n}"}).op for n in range(60)]
    group = Group(ops[0].person, 0, ops[0].origin, [envelope(op) for op in ops])
    assert council.answer(other, Push([group])).groups[0].verdict == "in"


def _run_and_kill(folder: Path, port: int, after_s: float) -> list[list[str]]:
    """What a laptop said that was killed so long after it was ready."""
    command = [sys.executable, "-m", "tests.sync.client.restless_laptop", str(folder), str(port)]
    heard: list[list[str]] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        timer = threading.Timer(after_s, child.send_signal, (signal.SIGKILL,))
        for line in child.stdout:
            said = line.split()
            if said == ["ready"]:
                timer.start()
            elif line.endswith("\n"):
                heard.append(said)
        timer.join()
    return heard


def _is_once_and_all_there(vault, council: SmallCouncil, safe: list[UUID]) -> None:
    names = [
        (op.person, op.lane, op.origin, op.oseq)
        for stream in council.kept.streams.values()
        for op in (from_envelope(item.op) for item, _ in stream)
    ]
    assert len(names) == len(set(names))
    with vault.reading() as conn:
        here = {(op.person, op.lane, op.origin, op.oseq) for _, op in oplog.read(conn)}
        ents = {row[0] for row in conn.execute("SELECT id FROM entity")}
    assert here == set(names)
    assert [one for one in safe if one.bytes not in ents] == []
