"""Every failure the app expects, each carrying one plain sentence a worker can act on."""

_LONGEST_FIELD = 200  # characters
PERSON_TOO = "sign_in"
"""Code of a CouncilRefused: the laptop is known, and its worker has to sign in at the council's own sign-in besides."""


class ExpectedError(Exception):
    """A failure we know. `str(error)` is one calm sentence: what happened and what to do. Holds no personal data."""


class VaultRefused(ExpectedError):
    """The store cannot be opened. Exit code 3 on the command line."""


class WrongPassphrase(VaultRefused):
    """The passphrase opens no key slot."""


class TryLater(VaultRefused):
    """Too many passphrases in a row were wrong: the next is looked at in `wait_s` seconds, and nothing is lost."""

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__(f"Several passphrases were not right. Try again in {wait_s} seconds; nothing is lost.")


class QuickOpeningOver(VaultRefused):
    """The quick code opens nothing for now; the passphrase does, and has the code work again."""

    def __init__(self) -> None:
        super().__init__("Your quick code cannot be used for now. Your passphrase opens as ever.")


class NotAVault(VaultRefused):
    """The file or folder is not one of ours."""


class VaultDamaged(VaultRefused):
    """The file was cut short or altered; nothing in it was changed by us."""


class VaultUnreadable(VaultRefused):
    """The disk does not give what is in a file. That says nothing of what is in it; nothing was changed."""


class NewerVault(VaultRefused):
    """A newer version of the app wrote this store."""


class VaultInUse(VaultRefused):
    """Another running copy of the app has the store open."""


class FolderReadOnly(VaultRefused):
    """We may not write in the folder."""


class DiskFull(VaultRefused):
    """The disk has no room left; the last change was not saved and nothing was lost."""


class SaveFailed(ExpectedError):
    """A change could not be written. Nothing of it was kept; what was there before is untouched."""


class NotFound(ExpectedError):
    """The person, place or conversation asked for is not in this store (or not for this audience)."""


class AttachmentLost(ExpectedError):
    """The file of a photo or paper map is not there, or is not as it was written."""


class AttachmentOnItsWay(AttachmentLost):
    """The file of a photo or paper map that somebody else kept has not come yet. It is no fault, and passes."""


class MalformedInput(ExpectedError):
    """A file we were asked to read is not in the schema. Nothing of it was kept.

    `line` is 1-based, or None where the file has no lines; `field` is a dotted path such as `people[2].nodes[0].kind`,
    or what the file itself calls it: of that the beginning, in one line.
    """

    def __init__(self, path: str, line: int | None, field: str, sentence: str) -> None:
        field = " ".join(field.split())
        if len(field) > _LONGEST_FIELD:
            field = field[: _LONGEST_FIELD - 1] + "…"
        self.path, self.line, self.field, self.sentence = path, line, field, sentence
        super().__init__(f"{path}:{line if line is not None else '?'}: {field}: {sentence}")


class RuleRefused(ExpectedError):
    """An invariant of the record would be broken by this change."""


class NotInStep(ExpectedError):
    """What came from the council does not follow from what is here; nothing of it was kept."""


class NotEnrolled(ExpectedError):
    """This laptop has not been made known to a council."""


class WrongCouncil(ExpectedError):
    """The demo and a council with real people, or a real record and a demo council: neither goes to the other."""


class CouncilUnreachable(ExpectedError):
    """No answer of the council's came: no network, something in between, or it is down. `slow`: it took too long."""

    def __init__(self, sentence: str, *, slow: bool = False) -> None:
        self.slow = slow
        super().__init__(sentence)


class CouncilRefused(ExpectedError):
    """The council answered no. `code` is its own word, `status` the HTTP status, `wait_s` how long it asks to wait,
    `clock` its time (ms UTC, 0 where it did not say), `sign_in` where workers sign in (with code "sign_in").
    """

    def __init__(
        self, sentence: str, code: str = "", status: int = 0, wait_s: float = 0.0, clock: int = 0, sign_in: str = ""
    ) -> None:
        self.code, self.status, self.wait_s, self.clock, self.sign_in = code, status, wait_s, clock, sign_in
        super().__init__(sentence)


class SignInRefused(ExpectedError):
    """Somebody could not be signed in at the council's own sign-in; the sentence says why, and names nobody."""


class NotLetIn(ExpectedError):
    """The council could not let somebody back in who forgot their passphrase; nothing was changed."""


class MalformedAddress(ExpectedError):
    """What was typed is not the address of a council."""
