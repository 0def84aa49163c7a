"""A council with nothing in it, for each test."""

from collections.abc import Iterator

import pytest

from tests.sync.council_kit import Kit, new_kit
from tests.sync.databases import Databases


@pytest.fixture
def kit(databases: Databases, council_database: str) -> Iterator[Kit]:
    made = new_kit(databases, council_database)
    yield made
    made.pool.close()
