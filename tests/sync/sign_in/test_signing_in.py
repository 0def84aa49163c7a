"""Signing in against a real OpenID provider: in the browser, by a code elsewhere, renewed, and every way it is refused."""

import base64
import hmac
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from sbp_desktop.errors import CouncilUnreachable, SignInRefused
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.storage import enrolment
from sbp_desktop.sync import id_token, json_web, oidc
from sbp_desktop.sync.id_token import Place, Provider
from sbp_desktop.sync.json_web import JsonWeb
from sbp_desktop.sync.oidc import DeviceCode
from tests.sync.sign_in import provider_kit
from tests.sync.sign_in.conftest import Person
from tests.sync.sign_in.provider_kit import Browser

HOUR = 3600 * 1000


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(SignInRefused) as caught:
        act()
    return str(caught.value)


def said(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


# ---- in the browser


def test_a_browser_signs_somebody_in(person: Person, issuer: str) -> None:
    browser = Browser("ann")
    person.at_browser(browser)
    claims = said(person.signed_in.token())
    assert (claims["sub"], claims["iss"], claims["aud"]) == ("ann", issuer, "laptop")
    assert claims["nonce"] == browser.asked["nonce"]
    assert browser.asked["code_challenge_method"] == "S256"
    assert "You can close this page" in browser.last
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(browser.brought, trust_env=False)


def test_every_sign_in_asks_anew(person: Person) -> None:
    first, second = Browser(), Browser()
    person.at_browser(first)
    person.at_browser(second)
    for name in ("state", "nonce", "code_challenge", "redirect_uri"):
        assert first.asked[name] != second.asked[name]


def test_a_code_alone_is_worth_nothing(person: Person, issuer: str) -> None:
    """Whoever sees the code on its way cannot use it: the provider asks for what its hash was sent before."""
    browser = Browser(meddle=lambda asked: {**asked, "code_challenge": oidc._challenge("somebody else's verifier")})
    assert refused(lambda: person.at_browser(browser)) == oidc.STOPPED
    form = {
        "grant_type": "authorization_code", "client_id": "laptop", "redirect_uri": browser.asked["redirect_uri"],
        "code": browser.code(),
    }  # fmt: skip
    answer = httpx2.post(f"{issuer}/token", data=form, trust_env=False)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_provider_that_asks_for_pkce_is_given_it(person: Person) -> None:
    """The ablation: without the challenge the provider turns us away."""
    browser = Browser(meddle=lambda asked: {k: v for k, v in asked.items() if not k.startswith("code_challenge")})
    assert refused(lambda: person.at_browser(browser)) == oidc.STOPPED
    assert "error=invalid_request" in browser.brought


def test_another_nonce_is_refused(person: Person) -> None:
    assert refused(lambda: person.at_browser(Browser(meddle=lambda asked: {**asked, "nonce": "another"}))) == (
        id_token.WRONG_NONCE
    )
    assert person.signed_in.token() == ""
    assert enrolment.renewal(person.vault, str(person.signed_in.where)) == ""


def test_another_state_is_refused(person: Person) -> None:
    assert refused(lambda: person.at_browser(Browser(meddle=lambda asked: {**asked, "state": "another"}))) == (
        oidc.NOT_ASKED
    )


def test_saying_no_at_the_page_is_one_sentence(person: Person) -> None:
    assert refused(lambda: person.at_browser(Browser(refuse=True))) == oidc.DENIED


def test_waiting_for_the_browser_can_be_stopped(person: Person) -> None:
    opened: list[str] = []

    def stop(address: str) -> None:
        opened.append(address)
        threading.Timer(0.3, person.cancelled.set).start()

    assert refused(lambda: person.signed_in.by_browser(stop, person.cancelled)) == oidc.STOPPED
    assert len(opened) == 1


def test_nobody_waits_for_ever(person: Person) -> None:
    def leave(_address: str) -> None:
        person.ahead_ms = oidc.PATIENCE_MS + 1000

    assert refused(lambda: person.signed_in.by_browser(leave, person.cancelled)) == oidc.TIMED_OUT


def test_other_things_asked_of_the_listener_change_nothing(person: Person) -> None:
    """A browser asks for an icon, opens lines it does not use; only the answer ends the waiting."""

    class Chatty(Browser):
        def open(self, address: str) -> None:
            here = dict(httpx2.URL(address).params)["redirect_uri"]
            assert httpx2.get(here.replace("/signed-in", "/favicon.ico"), trust_env=False).status_code == 404
            super().open(address)

    person.at_browser(Chatty("ann"))
    assert said(person.signed_in.token())["sub"] == "ann"


# ---- a code on another device


def by_code(person: Person, browser: Browser) -> DeviceCode:
    shown: list[DeviceCode] = []

    def show(code: DeviceCode) -> None:
        shown.append(code)
        browser.type_code(code.address, code.code)

    person.signed_in.by_code(show, person.cancelled)
    return shown[0]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "_INTERVAL_S", 1.0)


@pytest.mark.usefixtures("impatient")
def test_a_code_on_another_device_signs_somebody_in(person: Person, issuer: str) -> None:
    shown = by_code(person, Browser("bob"))
    assert shown.address == f"{issuer}/device"
    assert shown.code in shown.whole
    assert said(person.signed_in.token())["sub"] == "bob"


@pytest.mark.usefixtures("impatient")
def test_saying_no_on_the_other_device_is_one_sentence(person: Person) -> None:
    assert refused(lambda: by_code(person, Browser(refuse=True))) == oidc.DENIED


@pytest.mark.usefixtures("impatient")
def test_a_code_nobody_types_runs_out(provider_folder: Path, person_at: Callable[[Place], Person]) -> None:
    with provider_kit.running(provider_folder, ttl={"DeviceCode": 2}) as issuer:
        person = person_at(Place(issuer, "laptop"))
        assert refused(lambda: person.signed_in.by_code(lambda _code: None, person.cancelled)) == oidc.TIMED_OUT


def test_waiting_for_the_code_can_be_stopped(person: Person) -> None:
    assert refused(lambda: person.signed_in.by_code(lambda _: person.cancelled.set(), person.cancelled)) == oidc.STOPPED


# ---- renewed


def test_it_is_renewed_without_anybody_doing_anything(person: Person) -> None:
    person.at_browser(Browser("ann"))
    first = person.signed_in.token()
    assert person.signed_in.token() == first
    renewal = enrolment.renewal(person.vault, str(person.signed_in.where))
    after_a_start = person.anew(person.signed_in.where)
    second = after_a_start.token()
    assert said(second)["sub"] == "ann"
    assert enrolment.renewal(person.vault, str(person.signed_in.where)) not in ("", renewal), "each is used once"


def test_what_renews_it_is_in_the_encrypted_store_only(person: Person, tmp_path: Path) -> None:
    person.at_browser(Browser("ann"))
    secrets = [person.signed_in.token(), enrolment.renewal(person.vault, str(person.signed_in.where))]
    assert all(secrets)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            held = file.read_bytes()
            assert not any(secret.encode() in held for secret in secrets), file.name


def test_one_that_was_used_already_asks_for_signing_in_again(person: Person) -> None:
    person.at_browser(Browser("ann"))
    where = person.signed_in.where
    used = enrolment.renewal(person.vault, str(where))
    person.anew(where).token()
    enrolment.keep_renewal(person.vault, str(where), used)
    assert person.anew(where).token() == ""
    assert enrolment.renewal(person.vault, str(where)) == ""


def test_one_of_another_place_is_not_sent_anywhere(person: Person, issuer: str) -> None:
    person.at_browser(Browser("ann"))
    assert enrolment.renewal(person.vault, str(Place(issuer, "another"))) == ""


def test_a_provider_that_is_away_is_not_a_refusal(provider_folder: Path, person_at: Callable[[Place], Person]) -> None:
    with provider_kit.running(provider_folder) as issuer:
        person = person_at(Place(issuer, "laptop"))
        person.at_browser(Browser("ann"))
    renewal = enrolment.renewal(person.vault, str(person.signed_in.where))
    with pytest.raises(CouncilUnreachable) as caught:
        person.anew(person.signed_in.where).token()
    assert str(caught.value) == json_web.AWAY
    assert enrolment.renewal(person.vault, str(person.signed_in.where)) == renewal, "and is tried again later"


# ---- what a token has to hold


@pytest.fixture
def token(person: Person) -> str:
    person.at_browser(Browser("ann"))
    return person.signed_in.token()


def checked(issuer: str, token: str, client: str = "laptop", ahead_ms: int = 0, nonce: str | None = None) -> Any:
    return Provider(Place(issuer, client), JsonWeb()).claims(token, wall_ms() + ahead_ms, nonce)


def test_each_thing_that_does_not_hold_is_one_sentence(token: str, issuer: str) -> None:
    assert checked(issuer, token)["sub"] == "ann"
    assert refused(lambda: checked(issuer, token, "another")) == id_token.WRONG_AUDIENCE
    assert refused(lambda: checked(issuer.replace("127.0.0.1", "localhost"), token)) == id_token.WRONG_ISSUER
    assert refused(lambda: checked(issuer, token, nonce="another")) == id_token.WRONG_NONCE
    assert refused(lambda: checked(issuer, token, ahead_ms=HOUR + id_token.LEEWAY_MS)) == id_token.RUN_OUT
    assert refused(lambda: checked(issuer, token, ahead_ms=-id_token.LEEWAY_MS - 5000)) == id_token.WRONG_CLOCK
    assert checked(issuer, token, ahead_ms=id_token.LEEWAY_MS - 5000)
    assert checked(issuer, token, ahead_ms=5000 - id_token.LEEWAY_MS)
    assert refused(lambda: checked(issuer, "not.a.token")) == id_token.UNREADABLE
    assert refused(lambda: checked(issuer, "")) == id_token.UNREADABLE


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_what_is_not_signed_by_the_provider_is_nothing(token: str, issuer: str) -> None:
    head, body, signature = token.split(".")
    claims = said(token)
    other = _part({**claims, "sub": "somebody else"})
    assert refused(lambda: checked(issuer, f"{head}.{other}.{signature}")) == id_token.WRONG_SIGNATURE
    assert refused(lambda: checked(issuer, f"{_part({'alg': 'none'})}.{body}.")) == id_token.WRONG_SIGNATURE
    kid = jwt.get_unverified_header(token)["kid"]
    own = generate_private_key(65537, 2048)
    for named in ({"kid": kid}, {"kid": "unknown"}, {}):
        made = jwt.encode(claims, own, "RS256", headers=named)
        assert refused(lambda made=made: checked(issuer, made)) == id_token.WRONG_SIGNATURE
    # The oldest trick: the provider's public key taken for a secret both share.
    public = httpx2.get(f"{issuer}/jwks", trust_env=False).content
    signed = f"{_part({'alg': 'HS256', 'kid': kid})}.{body}"
    mac = base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), "sha256")).rstrip(b"=").decode()
    assert refused(lambda: checked(issuer, f"{signed}.{mac}")) == id_token.WRONG_SIGNATURE


class OwnKeys:
    """A provider whose key is ours, for tokens no provider makes."""

    issuer = "https://login.example"

    def __init__(self, **of_key: str) -> None:
        self.key = generate_private_key(65537, 2048)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        self.keys = {"keys": [{**public, "kid": "one", **of_key}]}

    def get(self, address: str) -> json_web.Said:
        described = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        return json_web.Said(200, described if "well-known" in address else self.keys)

    def claims(self, **other: object) -> Any:
        now = wall_ms() // 1000
        usual = {"iss": self.issuer, "aud": "laptop", "sub": "ann", "iat": now, "exp": now + 60}
        claims = {name: value for name, value in {**usual, **other}.items() if value is not None}
        token = jwt.encode(claims, self.key, "RS256", headers={"kid": "one"})
        return Provider(Place(self.issuer, "laptop"), self).claims(token, wall_ms())


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"iss": "https://elsewhere.example"}, id_token.WRONG_ISSUER),
        ({"iss": "https://login.example/"}, id_token.WRONG_ISSUER),
        ({"iss": None}, id_token.WRONG_ISSUER),
        ({"aud": ["another"]}, id_token.WRONG_AUDIENCE),
        ({"aud": None}, id_token.WRONG_AUDIENCE),
        ({"aud": ["laptop", "another"], "azp": "another"}, id_token.WRONG_AUDIENCE),
        ({"sub": None}, id_token.UNREADABLE),
        ({"sub": ""}, id_token.UNREADABLE),
        ({"exp": None}, id_token.UNREADABLE),
        ({"iat": None}, id_token.UNREADABLE),
        ({"nbf": 4_102_444_800}, id_token.WRONG_CLOCK),  # the year 2100, however long the tests take to come here
    ],
)
def test_what_no_honest_provider_says_is_refused(other: dict[str, object], words: str) -> None:
    keys = OwnKeys()
    assert keys.claims()["sub"] == "ann"
    assert keys.claims(aud=["laptop", "another"], azp="laptop")["sub"] == "ann"
    assert refused(lambda: keys.claims(**other)) == words


@pytest.mark.parametrize("of_key", [{"use": "enc"}, {"alg": "PS256"}, {"kid": "two"}])
def test_a_key_for_something_else_proves_nothing(of_key: dict[str, str]) -> None:
    assert refused(OwnKeys(**of_key).claims) == id_token.WRONG_SIGNATURE


class Counting:
    """A way to a provider that counts, and that can be cut."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cut = False

    def get(self, address: str) -> json_web.Said:
        self.asked.append(address.rpartition("/")[2])
        if self.cut:
            raise CouncilUnreachable(json_web.AWAY)
        return JsonWeb().get(address)


def test_keys_are_fetched_once_an_hour_and_a_short_absence_stops_nobody(token: str, issuer: str) -> None:
    way, now = Counting(), wall_ms()
    provider = Provider(Place(issuer, "laptop"), way)
    for _ in range(50):
        provider.claims(token, now)
    assert way.asked == ["openid-configuration", "jwks"]
    made_up = jwt.encode(said(token), generate_private_key(65537, 2048), "RS256", headers={"kid": "made up"})
    for _ in range(50):
        refused(lambda: provider.claims(made_up, now + 61_000))
    assert len(way.asked) == 4, "keys nobody knows bring about one fetch a minute"
    way.cut = True
    assert refused(lambda: provider.claims(token, now + 2 * HOUR)) == id_token.RUN_OUT, "it is known whose it is"
    with pytest.raises(CouncilUnreachable):
        provider.claims(token, now + 26 * HOUR)
    before = len(way.asked)
    with pytest.raises(CouncilUnreachable):
        provider.claims(token, now + 26 * HOUR)
    assert len(way.asked) == before, "nobody waits for a provider that did not answer a moment ago"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://login.example", True), ("http://127.0.0.1:80", True), ("http://login.example", False),
        ("ftp://login.example", False), ("", False), ("https://", False), ("http://[", False),
        ("http://127.0.0.1.example", False),
    ],
)  # fmt: skip
def test_nothing_is_asked_in_the_clear(address: str, safe: bool) -> None:
    assert json_web.is_safe(address) is safe
    if not safe:
        with pytest.raises(CouncilUnreachable):
            JsonWeb().get(address)


def test_a_description_of_another_issuer_is_not_believed(issuer: str) -> None:
    other = Place(issuer.replace("127.0.0.1", "localhost"), "laptop")
    assert refused(lambda: Provider(other, JsonWeb()).address("token_endpoint")) == id_token.WRONG_ISSUER
