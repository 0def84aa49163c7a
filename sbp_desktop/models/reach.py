"""How somebody can be reached, and what they would rather we did not do (decisions.md D13)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """`may_ring` and `message_ok` are None while nobody asked; a no takes the offer away."""

    phone: str = ""
    safe_times: str = ""
    address: str = ""
    getting_in: str = ""
    may_ring: bool | None = None
    message_ok: bool | None = None
