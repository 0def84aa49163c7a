"""Who this laptop is to the council: made known once by a code, then by a key that never leaves its store."""

from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sbp_desktop import config
from sbp_desktop.errors import WrongCouncil
from sbp_desktop.storage import enrolment
from sbp_desktop.storage.enrolment import Enrolment
from sbp_desktop.sync.protocol import DEMO_HERE, DEMO_THERE, Enrol, Enrolled, Message, SignIn, signed_words

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


class Proof(Protocol):
    """Shows who sits at this laptop, for a council that asks for more than the laptop."""

    def token(self, sign_in: str) -> str:
        """An id_token of this place, "" where nobody is signed in. Raises CouncilUnreachable."""

    def turned_away(self, sign_in: str) -> None:
        """The council did not take it: somebody has to sign in anew."""


class Post(Protocol):
    """Sends one message and returns its answer. Raises CouncilUnreachable, CouncilRefused."""

    def __call__(self, message: Message, /) -> Any:
        """Send it."""


class OnVault(Protocol):
    """Calls `function(vault, *args)` where the vault lives and returns its result."""

    def __call__(self, function: Any, /, *args: Any) -> Any:
        """Call it."""


def enrol(on_vault: OnVault, post: Post, address: str, code: str, label: str) -> Enrolment:
    """Make this laptop known to the council at `address` by a one-time code. Raises WrongCouncil, and as `post`; then
    nothing is kept.
    """
    key = Ed25519PrivateKey.generate()
    worker, demo = on_vault(_who)
    answer: Enrolled = post(Enrol(code.strip(), worker.bytes, key.public_key().public_bytes_raw(), label, demo))
    must_be_ours(demo, answer.demo)
    known = Enrolment(
        address, answer.device, key.private_bytes_raw(), answer.council, answer.name,
        sign_in=answer.sign_in, recovery=answer.recovery,
    )  # fmt: skip
    on_vault(enrolment.keep, known, UUID(bytes=answer.worker))
    return known


def sign_in(known: Enrolment, at: int, id_token: str = "") -> SignIn:
    """The message that signs this laptop in at `at` (ms UTC by the council's clock), and whoever `id_token` names."""
    key = Ed25519PrivateKey.from_private_bytes(known.key)
    return SignIn(known.device, at, key.sign(signed_words(known.device, at)), id_token)


def is_demo(vault: "Vault") -> bool:
    """Whether this store is the demo's."""
    return config.is_demo(vault.folder)


def must_be_ours(demo: bool, council_is_demo: bool) -> None:
    """The demo goes to demo councils, and nothing else does (decisions.md D1). Raises WrongCouncil."""
    if demo != council_is_demo:
        raise WrongCouncil(DEMO_HERE if demo else DEMO_THERE)


def _who(vault: "Vault") -> tuple[UUID, bool]:
    return vault.worker_id, is_demo(vault)
