"""Who an OpenID provider says somebody is: its description and keys, and an id_token checked against them.

Laptop and council check alike (OpenID Connect Core 3.1.3.7), each for itself.
"""

import threading
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Protocol

import jwt

from sbp_desktop.errors import CouncilUnreachable, SignInRefused
from sbp_desktop.sync.json_web import AWAY, NOT_IT, Said, is_safe

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a private key, whatever a token says of itself: never "none", never one both sides could make."""
LEEWAY_MS: Final = 2 * 60 * 1000
_OK: Final = 200
_KEYS_MS: Final = 3600 * 1000
_KEYS_AT_MOST_MS: Final = 24 * 3600 * 1000
_AGAIN_MS: Final = 60 * 1000

UNREADABLE: Final = "The sign-in gave no proof that can be read. Please sign in again."
WRONG_SIGNATURE: Final = "The sign-in is not signed by the council’s own sign-in, so it was not used."
WRONG_ISSUER: Final = "The sign-in comes from somewhere other than the council’s own sign-in, so it was not used."
WRONG_AUDIENCE: Final = "The sign-in was made for another program, so it was not used."
WRONG_NONCE: Final = "The sign-in does not belong to what was asked here, so it was not used. Please sign in again."
RUN_OUT: Final = "The sign-in has run out. Please sign in again."
WRONG_CLOCK: Final = "The clocks of this laptop and of the council’s sign-in differ by more than two minutes."


class Place(NamedTuple):
    """Where workers sign in (the provider's issuer), and as what this program is known there."""

    issuer: str
    client: str

    def __str__(self) -> str:
        return f"{self.issuer} {self.client}" if self.issuer else ""


def place(said: str) -> Place:
    """The place in the council's words, "issuer client"; an issuer has no space in it."""
    issuer, _, client = said.partition(" ")
    return Place(issuer, client)


class Web(Protocol):
    """Brings JSON objects. Raises CouncilUnreachable."""

    def get(self, address: str) -> Said: ...


class Provider:
    """One provider's description and keys: fetched when needed, kept for an hour, and for a day while it is away.

    For any thread: one fetches, the others wait no longer than that takes, and nobody asks again within a minute of
    a fetch that failed or of one that an unknown key brought about.
    """

    def __init__(self, where: Place, web: Web) -> None:
        self.where, self._web = where, web
        self._guard = threading.Lock()
        self._described: Mapping[str, Any] = {}
        self._keys: list[Mapping[str, Any]] = []
        self._fetched = self._tried = -2 * _KEYS_AT_MOST_MS

    def address(self, name: str) -> str:
        """The address the provider gives under this name, "" where it gives none. Raises CouncilUnreachable."""
        with self._guard:
            if not self._described:
                self._describe()
            said = self._described.get(name, "")
        if said and not (isinstance(said, str) and is_safe(said)):
            raise CouncilUnreachable(NOT_IT)
        return str(said)

    def claims(self, token: str, now: int, nonce: str | None = None) -> Mapping[str, Any]:
        """What a token says, once all of it holds at `now` (ms). Raises SignInRefused, CouncilUnreachable.

        `nonce` is asked for where this very token was asked for with one: a council sees tokens of the device code
        and refreshed ones too, which carry none.
        """
        claims = self._signed(token, now)
        if claims.get("iss") != self.where.issuer:
            raise SignInRefused(WRONG_ISSUER)
        audience = claims.get("aud")
        meant = audience if isinstance(audience, list) else [audience]
        if self.where.client not in meant or claims.get("azp", self.where.client) != self.where.client:
            raise SignInRefused(WRONG_AUDIENCE)
        if nonce is not None and claims.get("nonce") != nonce:
            raise SignInRefused(WRONG_NONCE)
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise SignInRefused(UNREADABLE)
        self._in_time(claims, now)
        return claims

    def _in_time(self, claims: Mapping[str, Any], now: int) -> None:
        ends, made = claims.get("exp"), claims.get("iat")
        if not isinstance(ends, int | float) or not isinstance(made, int | float):
            raise SignInRefused(UNREADABLE)
        begins = claims.get("nbf", made)
        if not isinstance(begins, int | float):
            raise SignInRefused(UNREADABLE)
        if max(made, begins) * 1000 > now + LEEWAY_MS:
            raise SignInRefused(WRONG_CLOCK)
        if ends * 1000 <= now - LEEWAY_MS:
            raise SignInRefused(RUN_OUT)

    def _signed(self, token: str, now: int) -> Mapping[str, Any]:
        try:
            head = jwt.get_unverified_header(token)
            algorithm = head.get("alg")
            if algorithm not in ALGORITHMS:
                raise SignInRefused(WRONG_SIGNATURE)
            key = self._key(head.get("kid"), algorithm, now)
            said = jwt.decode_complete(token, key, algorithms=[algorithm], options=_ONLY_SIGNATURE)
        except jwt.InvalidSignatureError:
            raise SignInRefused(WRONG_SIGNATURE) from None
        except jwt.PyJWTError:
            raise SignInRefused(UNREADABLE) from None
        claims: Mapping[str, Any] = said["payload"]
        return claims

    def _key(self, kid: object, algorithm: str, now: int) -> jwt.PyJWK:
        with self._guard:
            if abs(now - self._fetched) > _KEYS_MS:
                self._fetch(now)
            found = _among(self._keys, kid, algorithm)
            if found is None and abs(now - self._tried) > _AGAIN_MS:
                self._fetch(now)
                found = _among(self._keys, kid, algorithm)
        if found is None:
            raise SignInRefused(WRONG_SIGNATURE)
        return jwt.PyJWK(dict(found), algorithm=algorithm)

    def _fetch(self, now: int) -> None:
        """Fetch the keys anew, or go on with those that are held if they are not older than a day."""
        held = abs(now - self._fetched) <= _KEYS_AT_MOST_MS
        if abs(now - self._tried) <= _AGAIN_MS:
            if held:
                return
            raise CouncilUnreachable(AWAY)
        self._tried = now
        try:
            self._describe()
            said = self._web.get(str(self._described.get("jwks_uri", "")))
            keys = said.body.get("keys")
            if said.status != _OK or not isinstance(keys, list):
                raise CouncilUnreachable(NOT_IT)
        except CouncilUnreachable:
            if not held:
                raise
            return
        self._keys = [key for key in keys if isinstance(key, dict)]
        self._fetched = now

    def _describe(self) -> None:
        said = self._web.get(self.where.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if said.status != _OK:
            raise CouncilUnreachable(NOT_IT)
        # Whoever describes another issuer than the one that was asked would have its tokens taken for that one's.
        if said.body.get("issuer") != self.where.issuer:
            raise SignInRefused(WRONG_ISSUER)
        self._described = said.body


_ONLY_SIGNATURE: Final[Any] = {
    "verify_signature": True, "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False,
    "verify_iss": False, "verify_sub": False, "verify_jti": False,
}  # fmt: skip
"""The rest is checked here, by a clock that is handed in and with a sentence for each."""


def _among(keys: list[Mapping[str, Any]], kid: object, algorithm: str) -> Mapping[str, Any] | None:
    """The key of this name for this algorithm; without a name, the only one there is for it."""
    kind = "EC" if algorithm.startswith("ES") else "OKP" if algorithm == "EdDSA" else "RSA"
    fit = [
        key
        for key in keys
        if key.get("kty") == kind and key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm
    ]
    if kid is not None:
        fit = [key for key in fit if key.get("kid") == kid]
    return fit[0] if len(fit) == 1 else None
