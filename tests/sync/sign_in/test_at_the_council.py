"""A council that asks for its own sign-in besides the laptop's key, over a real provider, PostgreSQL and store."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sbp_desktop.errors import CouncilRefused, CouncilUnreachable, ExpectedError
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import people
from sbp_desktop.storage import enrolment as kept
from sbp_desktop.storage import outbox
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import protocol, signing
from sbp_desktop.sync.council_server import commands, enrolment, own_sign_in
from sbp_desktop.sync.council_server.own_sign_in import OwnSignIn
from sbp_desktop.sync.engine import Engine
from sbp_desktop.sync.id_token import WRONG_AUDIENCE, Place
from sbp_desktop.sync.json_web import AWAY, JsonWeb
from sbp_desktop.sync.oidc import Proofs
from sbp_desktop.sync.protocol import ANSWERS, PATHS, Pull, SignIn, pack, unpack
from tests.sync.council_kit import Kit, new_kit
from tests.sync.databases import SECRET, Databases
from tests.sync.http_kit import Request, ask, enrolled, unlimited
from tests.sync.sign_in.provider_kit import Browser


@pytest.fixture
def kit(databases: Databases, council_database: str) -> Iterator[Kit]:
    made = new_kit(databases, council_database)
    made.now = wall_ms()
    yield made
    made.pool.close()


class Laptop:
    """A real store with an engine that speaks to the council's application, and a browser beside it."""

    def __init__(self, vault: Vault, app: Any) -> None:
        self.vault, self.app, self.token = vault, app, ""
        self.proofs = Proofs(self.on_vault, wall_ms, lambda _address: JsonWeb())
        self.engine = Engine(self.on_vault, self.post, wall_ms, random.Random(1), proof=self.proofs)

    def on_vault(self, function: Any, *args: Any) -> Any:
        return function(self.vault, *args)

    def post(self, message: protocol.Message) -> Any:
        answer = ask(self.app, Request(PATHS[type(message)], pack(message), self.token))
        if answer.status != 200:
            said = answer.refusal
            raise CouncilRefused(said.words, said.code, answer.status, said.wait_s, said.clock, said.sign_in)
        came = unpack(answer.body, ANSWERS[type(message)])
        if isinstance(came, protocol.SignedIn):
            self.token = came.token
        return came

    def enrol(self, kit: Kit, name: str) -> None:
        with kit.pool.connection() as conn:
            code = enrolment.new_code(conn, kit.council.keys, enrolment.worker_named(conn, name), kit.now)
        signing.enrol(self.on_vault, self.post, "https://council.example", code, "a laptop")

    def problem(self) -> ExpectedError | None:
        return self.engine.run_once().problem

    def sign_in(self, browser: Browser) -> None:
        known = kept.read(self.vault)
        assert known is not None
        threads: list[threading.Thread] = []

        def open_page(address: str) -> None:
            threads.append(threading.Thread(target=browser.open, args=(address,), daemon=True))
            threads[0].start()

        self.proofs.person(known.sign_in).by_browser(open_page, threading.Event())
        threads[0].join(20)


def workers(kit: Kit, issuer: str, **subjects: str) -> None:
    with kit.pool.connection() as conn:
        for name, subject in subjects.items():
            enrolment.add_worker(conn, name)
            own_sign_in.name_subject(conn, kit.council.keys, name, issuer, subject, kit.now)


@pytest.fixture
def own(issuer: str) -> OwnSignIn:
    return OwnSignIn(Place(issuer, "laptop"), JsonWeb())


@pytest.fixture
def laptop(kit: Kit, vault: Vault, own: OwnSignIn) -> Laptop:
    return Laptop(vault, unlimited(kit, own))


def test_a_laptop_alone_gets_nothing_and_with_its_worker_all(kit: Kit, laptop: Laptop, issuer: str) -> None:
    workers(kit, issuer, Ann="ann")
    laptop.enrol(kit, "Ann")
    people.add_person(laptop.vault, "Eric")
    problem = laptop.problem()
    assert isinstance(problem, CouncilRefused)
    assert (problem.status, problem.code, problem.sign_in) == (401, "sign_in", f"{issuer} laptop")
    assert str(problem) == own_sign_in.ASKED
    assert outbox.waiting(laptop.vault).changes > 0, "what was written waits here"
    laptop.sign_in(Browser("ann"))
    assert laptop.problem() is None
    assert outbox.waiting(laptop.vault).changes == 0
    # As after a start of the app a quarter of an hour later: nobody is asked again.
    kit.now += enrolment.TOKEN_MS
    assert Laptop(laptop.vault, laptop.app).problem() is None


def test_a_council_that_asks_from_today_on_tells_laptops_where(kit: Kit, laptop: Laptop, issuer: str) -> None:
    workers(kit, issuer, Ann="ann")
    asks, laptop.app = laptop.app, unlimited(kit)
    laptop.enrol(kit, "Ann")
    assert laptop.problem() is None
    laptop.app, laptop.token = asks, ""
    problem = laptop.problem()
    assert isinstance(problem, CouncilRefused)
    assert problem.code == "sign_in"
    laptop.sign_in(Browser("ann"))
    assert laptop.problem() is None


def test_somebody_else_at_the_laptop_is_refused_and_can_sign_in_as_who_they_are(
    kit: Kit, laptop: Laptop, issuer: str
) -> None:
    workers(kit, issuer, Ann="ann", Bob="bob")
    laptop.enrol(kit, "Ann")
    laptop.problem()
    for name in ("bob", "nobody the council knows"):
        laptop.sign_in(Browser(name))
        assert str(laptop.problem()) == own_sign_in.NOT_THEIRS
        assert str(laptop.problem()) == own_sign_in.ASKED, "what was refused is not sent again"
    browser = Browser("ann")
    laptop.sign_in(browser)
    assert browser.asked["prompt"] == "login"
    assert laptop.problem() is None


def test_a_worker_whose_sign_in_was_taken_away_is_out(kit: Kit, laptop: Laptop, issuer: str) -> None:
    workers(kit, issuer, Ann="ann")
    laptop.enrol(kit, "Ann")
    laptop.problem()
    laptop.sign_in(Browser("ann"))
    assert laptop.problem() is None
    with kit.pool.connection() as conn:
        own_sign_in.name_subject(conn, kit.council.keys, "Ann", issuer, "", kit.now)
    kit.now += enrolment.TOKEN_MS
    assert str(laptop.problem()) == own_sign_in.NOT_THEIRS


def refused(app: Any, message: protocol.Message, token: str = "") -> tuple[int, str, str]:
    answer = ask(app, Request(PATHS[type(message)], pack(message), token))
    assert answer.status != 200
    return answer.status, answer.refusal.code, answer.refusal.words


def proof(vault: Vault, issuer: str, client: str = "laptop") -> str:
    made = Laptop(vault, None)
    known = kept.Enrolment("https://council.example", bytes(16), bytes(32), "", "", sign_in=f"{issuer} {client}")
    kept.keep(vault, known, vault.worker_id)
    made.sign_in(Browser("ann"))
    return made.proofs.token(known.sign_in)


def test_a_proof_is_nothing_without_the_worker_s_own_laptop(
    kit: Kit, own: OwnSignIn, vault: Vault, issuer: str
) -> None:
    workers(kit, issuer, Ann="ann", Bob="bob")
    app = unlimited(kit, own)
    annes, bobs = enrolled(kit, app, "Ann"), enrolled(kit, app, "Bob")
    token = proof(vault, issuer)

    def with_proof(signed: SignIn, said: str = token) -> SignIn:
        return SignIn(signed.device, signed.at, signed.signature, said)

    assert ask(app, Request(PATHS[SignIn], pack(with_proof(annes.signed(kit.now))))).status == 200
    assert refused(app, with_proof(bobs.signed(kit.now)))[1:] == ("sign_in", own_sign_in.NOT_THEIRS)
    forged = SignIn(annes.device, kit.now, bobs.signed(kit.now).signature, token)
    assert refused(app, forged)[:2] == (401, "unknown")
    elsewhere = proof(vault, issuer, "another")
    assert refused(app, with_proof(annes.signed(kit.now), elsewhere))[1:] == ("sign_in", WRONG_AUDIENCE)
    with kit.pool.connection() as conn:
        enrolment.lose(conn, kit.council.keys, annes.device, kit.now)
    assert refused(app, with_proof(annes.signed(kit.now)))[:2] == (401, "lost")
    assert refused(app, Pull(0, b"", []))[:2] == (401, "token")


def test_a_subject_of_another_provider_is_nobody(kit: Kit, laptop: Laptop, issuer: str) -> None:
    workers(kit, "https://before.example", Ann="ann")
    laptop.enrol(kit, "Ann")
    laptop.problem()
    laptop.sign_in(Browser("ann"))
    assert str(laptop.problem()) == own_sign_in.NOT_THEIRS


def test_a_provider_that_is_away_is_waited_for(kit: Kit, vault: Vault, issuer: str) -> None:
    class Cut:
        def get(self, _address: str) -> Any:
            raise CouncilUnreachable(AWAY)

    workers(kit, issuer, Ann="ann")
    app = unlimited(kit, OwnSignIn(Place(issuer, "laptop"), Cut()))
    annes = enrolled(kit, app, "Ann").signed(kit.now)
    asked = SignIn(annes.device, annes.at, annes.signature, proof(vault, issuer))
    assert refused(app, asked) == (503, "away", AWAY)


def test_its_command_and_settings(kit: Kit, issuer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret").write_text(SECRET.hex())
    config = tmp_path / "council.toml"

    def run(
        *arguments: str, place: str = f'sign_in_issuer = "{issuer}"\nsign_in_client = "laptop"\n'
    ) -> tuple[int, str]:
        config.write_text(
            f'database = "{kit.databases.server.conninfo(kit.name)}"\nsecret_file = "{tmp_path / "secret"}"\n{place}'
        )
        code = commands.main(["--config", str(config), "worker", *arguments])
        out, err = capsys.readouterr()
        return code, out + err

    run("add", "Ann")
    run("add", "Bob")
    assert run("sign-in", "Ann", "--subject", "ann") == (0, "Ann signs in as this subject.\n")
    assert "ann" in run("list")[1]
    assert run("sign-in", "Bob", "--subject", "ann") == (2, "Another worker signs in as this subject.\n")
    assert run("sign-in", "Eve", "--subject", "eve") == (2, "There is no worker of the name Eve.\n")
    assert run("sign-in", "Ann", "--none")[0] == 0
    assert run("sign-in", "Bob", "--subject", "ann")[0] == 0
    assert run("sign-in", "Bob", "--subject", " ")[0] == 2
    assert run("sign-in", "Bob")[0] == 2
    assert "sign_in_issuer" in run("sign-in", "Ann", "--subject", "ann", place="")[1]
    assert "go together" in run("list", place=f'sign_in_issuer = "{issuer}"\n')[1]
    assert "https://" in run("list", place='sign_in_issuer = "http://login.example"\nsign_in_client = "a"\n')[1]
    assert [row[0] for row in kit.rows("SELECT what FROM audit ORDER BY what")] == [
        "sign-in named", "sign-in named", "sign-in taken away",
    ]  # fmt: skip
