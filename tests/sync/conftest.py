"""What the tests of keeping in step stand on: one PostgreSQL a session, a fresh council database for each test."""

from collections.abc import Iterator

import pytest

from tests.sync.databases import Databases


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """A server from the wheel; with --packaged-postgres the operating system's."""
    made = Databases(packaged=request.config.getoption("--packaged-postgres"))
    made.start()
    yield made
    made.close()


@pytest.fixture
def council_database(databases: Databases) -> Iterator[str]:
    """The name of a council database nobody has used."""
    name = databases.fresh()
    yield name
    databases.drop(name)
