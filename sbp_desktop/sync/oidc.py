"""Signing in at the council's own sign-in: in the browser (code + PKCE), or with a code on any other device.

Tokens live in memory only; what renews them is kept in the encrypted store and nowhere else (decision 0019).
"""

import base64
import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from sbp_desktop.errors import CouncilUnreachable, SignInRefused
from sbp_desktop.storage import enrolment
from sbp_desktop.sync import id_token
from sbp_desktop.sync.id_token import Place, Provider
from sbp_desktop.sync.json_web import NOT_IT, JsonWeb, is_safe
from sbp_desktop.sync.loopback import Loopback
from sbp_desktop.sync.signing import OnVault

SCOPE: Final = "openid offline_access"
PATIENCE_MS: Final = 10 * 60 * 1000
"""How long somebody may take at the sign-in page."""
SOON_MS: Final = 60 * 1000
_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_INTERVAL_S: Final = 5.0
_LONGEST_INTERVAL_S: Final = 60.0
_OK: Final = 200
_SERVER_TROUBLE: Final = 500

STOPPED: Final = "You were not signed in. Your work is safe on this laptop."
DENIED: Final = "The sign-in page said no, or it was stopped there. Your work is safe on this laptop."
TIMED_OUT: Final = "Signing in took too long, so it was stopped. Please try again."
NOT_ASKED: Final = "What came back does not belong to what was asked here, so it was not used. Please try again."
NOT_SET_UP: Final = "The council’s sign-in does not know this app as it should. Tell your IT department."
NO_CODES: Final = "The council’s sign-in cannot be done on another device."


class DeviceCode(NamedTuple):
    """What is shown for another device: the address to open and the code to type; `whole` is both in one."""

    address: str
    code: str
    whole: str = ""


class Proofs:
    """Who is signed in where; what the engine asks for proof, and what somebody signs in with. From one thread.

    `now_ms` is this laptop's clock; what is known of the council's is taken into account. `web_for(address)` makes the
    way to a provider.
    """

    def __init__(self, on_vault: OnVault, now_ms: Callable[[], int], web_for: Callable[[str], JsonWeb]) -> None:
        self._on_vault, self._now_ms, self._web_for = on_vault, now_ms, web_for
        self._ahead_ms = 0
        self._person: SignedInPerson | None = None

    def person(self, sign_in: str) -> "SignedInPerson":
        """Whoever is signed in at this place, or is to be. Raises CouncilUnreachable where it is none."""
        where = id_token.place(sign_in)
        self._ahead_ms = self._on_vault(enrolment.ahead_ms)
        if self._person is None or self._person.where != where:
            now_ms = self._now_ms
            self._person = SignedInPerson(
                self._on_vault, where, lambda: now_ms() - self._ahead_ms, self._web_for(where.issuer)
            )
        return self._person

    def token(self, sign_in: str) -> str:
        """As `signing.Proof`."""
        return self.person(sign_in).token()

    def turned_away(self, sign_in: str) -> None:
        """As `signing.Proof`."""
        self.person(sign_in).turned_away()


class SignedInPerson:
    """Who is signed in at the provider, for as long as this object lives; used from one thread.

    `now_ms` is the council's clock as well as it is known.
    """

    def __init__(self, on_vault: OnVault, where: Place, now_ms: Callable[[], int], web: JsonWeb) -> None:
        self._on_vault, self.where, self._now_ms, self._web = on_vault, where, now_ms, web
        self._provider = Provider(where, web)
        self._token, self._ends = "", 0
        self._turned_away = False

    def token(self) -> str:
        """An id_token that holds for another minute, renewed where it can be; "" where somebody must sign in.

        Raises CouncilUnreachable where it could be renewed if only the provider could be reached.
        """
        if not self._token or self._ends - SOON_MS <= self._now_ms():
            self._token = ""
            self._renew()
        return self._token

    def by_browser(self, open_page: Callable[[str], object], cancelled: threading.Event) -> None:
        """Sign in on the page `open_page` is given. Raises SignInRefused, CouncilUnreachable."""
        verifier, state, nonce = (secrets.token_urlsafe(48) for _ in range(3))
        ends = self._now_ms() + PATIENCE_MS
        with Loopback() as here:
            asked = {
                "response_type": "code", "client_id": self.where.client, "redirect_uri": here.address, "scope": SCOPE,
                "state": state, "nonce": nonce, "code_challenge": _challenge(verifier), "code_challenge_method": "S256",
            }  # fmt: skip
            if self._turned_away:  # or the page would sign the same person in again without a word
                asked["prompt"] = "login"
            page = self._address("authorization_endpoint")
            open_page(f"{page}{'&' if urlsplit(page).query else '?'}{urlencode(asked)}")
            came = here.answer(lambda: cancelled.is_set() or self._now_ms() > ends)
        if came is None:
            raise SignInRefused(STOPPED if cancelled.is_set() else TIMED_OUT)
        # Another provider's answer, and one that is not to our question, is not looked into any further.
        if not secrets.compare_digest(came.get("state", "").encode(), state.encode()):
            raise SignInRefused(NOT_ASKED)
        if came.get("iss", self.where.issuer) != self.where.issuer:
            raise SignInRefused(id_token.WRONG_ISSUER)
        if "error" in came or not came.get("code"):
            raise SignInRefused(_words(came))
        form = {
            "grant_type": "authorization_code", "code": came["code"], "redirect_uri": asked["redirect_uri"],
            "code_verifier": verifier,
        }  # fmt: skip
        self._take(self._ask_for_tokens(form), nonce)

    def by_code(self, show: Callable[[DeviceCode], object], cancelled: threading.Event) -> None:
        """Sign in by a code that is typed on any device. Raises SignInRefused, CouncilUnreachable."""
        where = self._provider.address("device_authorization_endpoint")
        if not where:
            raise SignInRefused(NO_CODES)
        said = self._web.post(where, {"client_id": self.where.client, "scope": SCOPE})
        if said.status != _OK:
            raise SignInRefused(_words(said.body))
        code, shown = _text(said.body, "device_code"), _shown(said.body)
        ends = self._now_ms() + min(PATIENCE_MS, int(_number(said.body, "expires_in", 600.0) * 1000))
        pause = min(max(1.0, _number(said.body, "interval", _INTERVAL_S)), _LONGEST_INTERVAL_S)
        show(shown)
        while not cancelled.wait(pause):
            if self._now_ms() > ends:
                raise SignInRefused(TIMED_OUT)
            try:
                self._take(self._ask_for_tokens({"grant_type": _DEVICE_GRANT, "device_code": code}), None)
            except _Pending as pending:
                pause += pending.more_s
            except CouncilUnreachable:  # RFC 8628 3.5: ask less often, and go on
                pause = min(pause * 2, _LONGEST_INTERVAL_S)
            else:
                return
        raise SignInRefused(STOPPED)

    def turned_away(self) -> None:
        """The council did not take who is signed in: the page asks who they are the next time."""
        self._turned_away = True
        self._forget()

    def _forget(self) -> None:
        self._token = ""
        self._on_vault(enrolment.keep_renewal, str(self.where), "")

    def _renew(self) -> None:
        renewal = self._on_vault(enrolment.renewal, str(self.where))
        if not renewal:
            return
        try:
            self._take(self._ask_for_tokens({"grant_type": "refresh_token", "refresh_token": renewal}), None)
        except SignInRefused:
            self._forget()

    def _address(self, name: str) -> str:
        found = self._provider.address(name)
        if not found:
            raise CouncilUnreachable(NOT_IT)
        return found

    def _ask_for_tokens(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        said = self._web.post(self._address("token_endpoint"), {**form, "client_id": self.where.client})
        if said.status >= _SERVER_TROUBLE:
            raise CouncilUnreachable(NOT_IT)
        if said.status == _OK:
            return said.body
        if said.body.get("error") == "authorization_pending":
            raise _Pending(0.0)
        if said.body.get("error") == "slow_down":
            raise _Pending(5.0)
        raise SignInRefused(_words(said.body))

    def _take(self, said: Mapping[str, Any], nonce: str | None) -> None:
        """Believe what came only once all of it was checked; then keep what renews it."""
        token = said.get("id_token")
        if not isinstance(token, str):
            raise SignInRefused(id_token.UNREADABLE)
        claims = self._provider.claims(token, self._now_ms(), nonce)
        renewal = said.get("refresh_token")
        if isinstance(renewal, str) and renewal:
            self._on_vault(enrolment.keep_renewal, str(self.where), renewal)
        self._token, self._ends, self._turned_away = token, int(claims["exp"] * 1000), False


class _Pending(Exception):
    """Nobody has typed the code yet."""

    def __init__(self, more_s: float) -> None:
        super().__init__()
        self.more_s = more_s


def _challenge(verifier: str) -> str:
    """RFC 7636, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _words(said: Mapping[str, Any]) -> str:
    """Our sentence for a provider's error; its own words may name somebody, so they go nowhere."""
    return {
        "access_denied": DENIED, "expired_token": TIMED_OUT, "invalid_client": NOT_SET_UP,
        "unauthorized_client": NOT_SET_UP, "invalid_scope": NOT_SET_UP, "unsupported_response_type": NOT_SET_UP,
    }.get(str(said.get("error")), STOPPED)  # fmt: skip


def _shown(said: Mapping[str, Any]) -> DeviceCode:
    address, whole = _text(said, "verification_uri"), said.get("verification_uri_complete", "")
    if not is_safe(address) or not isinstance(whole, str):
        raise CouncilUnreachable(NOT_IT)
    return DeviceCode(address, _text(said, "user_code"), whole if is_safe(whole) else "")


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not found:
        raise CouncilUnreachable(NOT_IT)
    return found


def _number(said: Mapping[str, Any], name: str, usual: float) -> float:
    found = said.get(name, usual)
    return float(found) if isinstance(found, int | float) else usual
