"""The council's own sign-in beside a laptop's key: a proof of who sits there, and which worker that is here."""

from psycopg import Connection, errors
from psycopg.rows import TupleRow

from sbp_desktop.errors import PERSON_TOO, SignInRefused
from sbp_desktop.sync.council_server import audit
from sbp_desktop.sync.council_server.administration import STAFF, NotDone
from sbp_desktop.sync.council_server.database import Pool
from sbp_desktop.sync.council_server.enrolment import NotSignedIn, worker_named
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.id_token import Place, Provider, Web
from sbp_desktop.sync.protocol import SignIn

ASKED = "Sign in to send your work. It is safe on this laptop until then."
NOT_THEIRS = (
    "This sign-in is not the one the council has for the worker of this laptop. Sign in as yourself, or tell your "
    "IT department."
)


class OwnSignIn:
    """Demands a proof of the provider's with every sign-in of a laptop. For any thread."""

    def __init__(self, where: Place, web: Web) -> None:
        self.where = where
        self._provider = Provider(where, web)

    def demand(self, pool: Pool, asked: SignIn, now: int) -> None:
        """Pass where the token is whole and its subject is the worker of this laptop, whose key was checked before.

        Raises NotSignedIn with code "sign_in", CouncilUnreachable where the provider's keys cannot be had. No
        connection is held while they are fetched.
        """
        if not asked.id_token:
            raise self._refusal(ASKED)
        try:
            subject = self._provider.claims(asked.id_token, now)["sub"]
        except SignInRefused as refused:
            raise self._refusal(str(refused)) from None
        with pool.connection() as conn:
            found = conn.execute(
                "SELECT 1 FROM device JOIN worker ON worker.id = device.worker "
                "WHERE device.id = %s AND device.revoked = 0 AND issuer = %s AND subject = %s",
                (asked.device, self.where.issuer, subject),
            ).fetchone()
        if found is None:
            raise self._refusal(NOT_THEIRS)

    def _refusal(self, words: str) -> NotSignedIn:
        return NotSignedIn(PERSON_TOO, words, str(self.where))


def name_subject(conn: Connection[TupleRow], keys: Keys, name: str, issuer: str, subject: str, now: int) -> None:
    """Who this worker is at the provider from now on; "" nobody, so that they are not signed in again.

    Raises NoSuchWorker, NotDone where the subject is another worker.
    """
    worker = worker_named(conn, name)
    try:
        with conn.transaction():
            conn.execute(
                "UPDATE worker SET issuer = %s, subject = %s WHERE id = %s",
                (issuer if subject else None, subject or None, worker),
            )
            what = "sign-in named" if subject else "sign-in taken away"
            audit.record(conn, keys.audit, worker, [audit.Entry(now, *STAFF, what, subject)])
    except errors.UniqueViolation:
        raise NotDone("Another worker signs in as this subject.") from None
