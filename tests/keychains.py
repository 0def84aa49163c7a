"""A keychain in a test's hand: what stands in it can be lost, spoilt, put elsewhere, or not be told."""

from dataclasses import dataclass, field

from sbp_desktop.storage.keychain_kinds import KeychainFault


@dataclass
class HandKeychain:
    """Secrets by name; `silent` answers nothing."""

    kept: dict[str, bytes] = field(default_factory=dict)
    silent: bool = False

    def put(self, name: str, secret: bytes) -> None:
        self._answer()
        self.kept[name] = secret

    def get(self, name: str) -> bytes | None:
        self._answer()
        return self.kept.get(name)

    def forget(self, name: str) -> None:
        self._answer()
        self.kept.pop(name, None)

    def _answer(self) -> None:
        if self.silent:
            raise KeychainFault
