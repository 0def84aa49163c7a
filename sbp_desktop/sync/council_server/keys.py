"""The council's keys, each for one use, all from one secret that is kept outside the database."""

import hmac
from typing import NamedTuple

from sbp_desktop.errors import ExpectedError

LEAST_BYTES = 32


class WeakSecret(ExpectedError):
    """The council's secret is too short."""


class Keys(NamedTuple):
    """`receipt`: its word on ops; `audit`: the trails; `token`: who is signed in; `code`: one-time codes; `system`: the
    keys of the council's own systems; `cursor`: how far those have read.
    """

    receipt: bytes
    audit: bytes
    token: bytes
    code: bytes
    system: bytes
    cursor: bytes


def keys(secret: bytes) -> Keys:
    """The keys of a secret of at least 32 random bytes. Raises WeakSecret."""
    if len(secret) < LEAST_BYTES:
        raise WeakSecret(f"The council's secret must have at least {LEAST_BYTES} bytes.")
    return Keys(*(hmac.digest(secret, b"sbp council " + name.encode(), "sha256") for name in Keys._fields))
