"""The council's settings: one small TOML file, and the secret in a file of its own."""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from sbp_desktop.errors import ExpectedError, MalformedInput
from sbp_desktop.models.recovery import PUBLIC_BYTES
from sbp_desktop.sync.council_server.council import Policy
from sbp_desktop.sync.council_server.durability import POLICIES
from sbp_desktop.sync.id_token import Place
from sbp_desktop.sync.json_web import is_safe

WHERE: Final = Path("/etc/sbp-council/council.toml")


class NoSettings(ExpectedError):
    """The settings, or the secret they name, cannot be read."""


@dataclass(frozen=True)
class Settings:
    """`database`: what psycopg connects with. `durability`: see Durability. `listen` and `port`: behind a TLS proxy.

    `owner_database`: what the tables' owner connects with, to bring them up to date and for the council's own staff,
    where the service has a login of its own; "" where it is the same.

    `sign_in_issuer`, `sign_in_client`: the OpenID provider workers sign in at, and the app's id there; both or neither.
    `lease_days`: after how many days without contact laptops are locked until there is some (1 to 30; 0: as the app
    has it). `recovery_key`, `recovery_signature`: what `sbp-council recovery key` printed.
    """

    database: str
    secret_file: str
    name: str = "The council"
    durability: str = "archived"
    listen: str = "127.0.0.1"
    port: int = 8765
    sign_in_issuer: str = ""
    sign_in_client: str = ""
    lease_days: int = 0
    recovery_key: str = ""
    recovery_signature: str = ""
    owner_database: str = ""

    @property
    def policy(self) -> Policy:
        """What the council says of its laptops."""
        return Policy(self.lease_days, bytes.fromhex(self.recovery_key), bytes.fromhex(self.recovery_signature))

    @property
    def owner(self) -> str:
        """What psycopg connects with as the tables' owner."""
        return self.owner_database or self.database

    @property
    def sign_in(self) -> Place:
        """Where workers sign in."""
        return Place(self.sign_in_issuer, self.sign_in_client)


def read(path: Path) -> Settings:
    """The settings in a file. Raises NoSettings, MalformedInput."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise NoSettings(f"{path}: the settings cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedInput(str(path), None, "file", f"this is not TOML: {error}.") from None
    known = {field.name: field for field in fields(Settings)}
    for name, value in said.items():
        if name not in known:
            raise MalformedInput(str(path), None, name, "there is no such setting.")
        if type(value) is not known[name].type:
            raise MalformedInput(str(path), None, name, "this is not the kind of value the setting takes.")
    for name in ("database", "secret_file"):
        if name not in said:
            raise MalformedInput(str(path), None, name, "this setting must be there.")
    settings = Settings(**said)
    if settings.durability not in POLICIES:
        raise MalformedInput(str(path), None, "durability", f"this is one of {', '.join(POLICIES)}.")
    _must_be_a_policy(path, settings)
    if bool(settings.sign_in_issuer) != bool(settings.sign_in_client):
        raise MalformedInput(str(path), None, "sign_in_client", "this and `sign_in_issuer` go together.")
    if settings.sign_in_issuer and not (is_safe(settings.sign_in_issuer) and " " not in settings.sign_in_issuer):
        raise MalformedInput(str(path), None, "sign_in_issuer", "this is an address that begins with https://.")
    return settings


def _must_be_a_policy(path: Path, settings: Settings) -> None:
    if settings.lease_days not in range(31):
        raise MalformedInput(str(path), None, "lease_days", "this is a number of days, 1 to 30, or 0.")
    for name, digits in (("recovery_key", 2 * PUBLIC_BYTES), ("recovery_signature", 128)):
        if not re.fullmatch(rf"([0-9a-f]{{{digits}}})?", getattr(settings, name)):
            raise MalformedInput(str(path), None, name, "this is what `sbp-council recovery key` printed, or empty.")


def secret(path: Path) -> bytes:
    """The secret in a file, as hexadecimal digits. Raises NoSettings."""
    try:
        return bytes.fromhex(path.read_text("ascii").strip())
    except OSError as error:
        raise NoSettings(f"{path}: the secret cannot be read ({error.strerror}).") from None
    except ValueError:
        raise NoSettings(f"{path}: the secret is hexadecimal digits and nothing else.") from None
