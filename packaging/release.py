"""The signed manifest of a release: the SHA-256 of every file that ships, under an Ed25519 key kept elsewhere.

release.py new-key PRIVATE PUBLIC        makes a pair of keys; the private one stays off this computer
release.py sign --key PRIVATE            checks the supply chain as for a release, then writes release.json and .sig
release.py verify --key PUBLIC           says in one sentence whether this folder is what was signed
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

import sbom
import secret_scan
import supply_chain

MANIFEST, SIGNATURE = "release.json", "release.json.sig"
SCHEMA = "release/1"
SHIPPED = ("sbp_desktop/", "resources/", "packaging/", "docs/")
SHIPPED_FILES = frozenset({"LICENSE", "README.md", "SECURITY.md", "CHANGELOG.md", "pyproject.toml", "setup.py"})
# What running the app leaves beside its files: compiled modules, and the dictionary fetched by its own digest.
_LEFT = ("__pycache__/", ".pyc", "resources/spelling/")
_SIGNED_AS = b"sbp-desktop/release\x00"


class NotAsSigned(Exception):
    """This folder is not what was signed; the text is one sentence that names the first file that differs."""


def manifest(root: Path) -> dict[str, Any]:
    """Return what is signed: version, bill of materials and the SHA-256 of every tracked file that ships."""
    about = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    names = [name for name in secret_scan.tracked(root) if name.startswith(SHIPPED) or name in SHIPPED_FILES]
    lock = root / "packaging" / "requirements.txt"
    libraries = {part.name: part.version for part in sbom.bill(lock, root / "pyproject.toml").components}
    files = {name: _sha256(root / name) for name in sorted(names)}
    return {"schema": SCHEMA, "version": about["version"], "libraries": dict(sorted(libraries.items())), "files": files}


def sign(root: Path, key: Ed25519PrivateKey) -> None:
    """Write the manifest and its signature into the checkout."""
    written = json.dumps(manifest(root), indent=1, sort_keys=True).encode() + b"\n"
    (root / MANIFEST).write_bytes(written)
    (root / SIGNATURE).write_bytes(key.sign(_SIGNED_AS + written))


def verify(root: Path, key: Ed25519PublicKey) -> int:
    """Return how many files are as they were signed. Raises NotAsSigned; an unsigned manifest is not even read."""
    try:
        written = (root / MANIFEST).read_bytes()
        key.verify((root / SIGNATURE).read_bytes(), _SIGNED_AS + written)
    except OSError as error:
        raise NotAsSigned(f"There is no {Path(error.filename).name} in this folder.") from error
    except InvalidSignature as error:
        raise NotAsSigned("The list of files was not signed with this key, or was altered since.") from error
    told = json.loads(written)
    if told["schema"] != SCHEMA:
        raise NotAsSigned("This release was signed in a newer way. Use the verify command it comes with.")
    there = set(_there(root))
    for name, digest in told["files"].items():
        if name not in there:
            raise NotAsSigned(f"{name} is missing.")
        if _sha256(root / name) != digest:
            raise NotAsSigned(f"{name} was altered.")
    added = sorted(there - told["files"].keys())
    if added:
        raise NotAsSigned(f"{added[0]} was not in the release.")
    return len(told["files"])


def _there(root: Path) -> Iterator[str]:
    """Every file of the shipped folders, and the shipped files beside them; a link counts as what it is, a file."""
    yield from (name for name in SHIPPED_FILES if (root / name).is_file())
    for folder in SHIPPED:
        for above, _, names in os.walk(root / folder):
            for name in names:
                found = (Path(above) / name).relative_to(root).as_posix()
                if not any(left in found for left in _LEFT):
                    yield found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def new_key(private: Path, public: Path) -> None:
    """Write a new pair of keys as PEM; the private one readable by its owner only, and neither over another."""
    key = Ed25519PrivateKey.generate()
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
    with public.open("xb") as file:
        file.write(
            key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )


def private_key(path: Path) -> Ed25519PrivateKey:
    """Read a private key. Raises NotAsSigned for anything else."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise NotAsSigned(f"{path.name} is not a private key of ours.")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """Read a public key. Raises NotAsSigned for anything else."""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise NotAsSigned(f"{path.name} is not a public key of ours.")
    return key


def main(arguments: list[str], root: Path = supply_chain.ROOT) -> int:
    """Make keys, sign or verify; 0 done, 1 not as signed or not fit for release, 2 bad usage."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("new-key", help="make a pair of keys")
    made.add_argument("private", type=Path)
    made.add_argument("public", type=Path)
    for name, words in (("sign", "sign this checkout"), ("verify", "is this folder what was signed?")):
        commands.add_parser(name, help=words).add_argument("--key", type=Path, required=True, metavar="PEM")
    asked = parser.parse_args(arguments)
    try:
        return _do(asked, root)
    except NotAsSigned as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        return 2


def _do(asked: argparse.Namespace, root: Path) -> int:
    if asked.command == "new-key":
        new_key(asked.private, asked.public)
        return 0
    if asked.command == "verify":
        print(f"All {verify(root, public_key(asked.key))} files are as they were signed.")
        return 0
    key = private_key(asked.key)
    if supply_chain.main(["--release"]):
        return 1
    sign(root, key)
    print(f"{MANIFEST} and {SIGNATURE} are written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
