"""A fresh store on either database for every test that asks for `store`."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from optimizer.decision.store import Store, open_store
from tests.support.postgres import Server, binaries

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return a running PostgreSQL server."""
    found = binaries()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed", pytrace=False)
        pytest.skip("PostgreSQL is not installed")
    started = Server(found)
    yield started
    started.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the place of a store that does not exist yet, on either database."""
    if request.param == "sqlite":
        return str(tmp_path / "data")
    server: Server = request.getfixturevalue("server")
    return server.database()


@pytest.fixture
def now() -> datetime:
    """Return the moment at which the tests act."""
    return NOW


@pytest.fixture
def store(where: str, now: datetime) -> Iterator[Store]:
    """Return a fresh, empty store."""
    with open_store(where, now=now) as opened:
        yield opened
