"""Production copies of every age, on both kinds of database. The fixtures are known to all tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.demo.production.copy import State, build_sqlite, postgresql_script
from tests.kit.databases import Kind
from tests.kit.postgres_server import PostgresServer

_numbers = count(1)
_built: set[str] = set()
FEW = 120
"""Members; enough for every kind of duplicate in `drifted`."""

MakeCopy = Callable[[State, int], str]


@pytest.fixture(scope="session")
def copies_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("production")


@pytest.fixture
def production_copy(
    kind: Kind, request: pytest.FixtureRequest, tmp_path: Path, copies_folder: Path
) -> MakeCopy:
    """`production_copy(state, users)` is the address of a fresh copy; each is built once and then copied."""

    def make(state: State, users: int) -> str:
        name = f"production_{state}_{users}"
        if kind == "sqlite":
            template = copies_folder / f"{name}.db"
            if not template.exists():
                build_sqlite(template, state, users)
            target = tmp_path / f"{state}_{next(_numbers)}.db"
            target.write_bytes(template.read_bytes())
            return f"sqlite+aiosqlite:///{target}"
        server: PostgresServer = request.getfixturevalue("postgres")
        if name not in _built:
            server.url(name)
            server.script("".join(postgresql_script(state, users)), name)
            _built.add(name)
        return server.url(f"copy_{next(_numbers)}", template=name)

    return make


@asynccontextmanager
async def upgraded(url: str) -> AsyncIterator[Database]:
    """A copy, brought to the newest revision."""
    await upgrade_database(url, backup=False)
    database = Database(url)
    yield database
    await database.close()
