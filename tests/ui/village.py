"""A store full of invented people, for tests of what must not be seen."""

from uuid import UUID, uuid4

from sbp_desktop.services import people
from sbp_desktop.storage.vault import Vault

_FIRST = ("Winifred", "Ignatius", "Philomena", "Barnaby", "Cordelia", "Thaddeus", "Ottoline", "Cuthbert")


def add_many(vault: Vault, how_many: int) -> dict[UUID, str]:
    """Add people with names like "Winifred Place 17", in one change."""
    made = {uuid4(): f"{_FIRST[number % len(_FIRST)]} Place {number}" for number in range(how_many)}
    with vault.unit_of_work("Added many") as work:
        for person, name in made.items():
            people.create_within(work, person, name, {})
    return made


def names_in(text: str) -> set[str]:
    """Return the invented first names that a text holds."""
    return {name for name in _FIRST if name in text}
