"""Production copies of every age, on both kinds of database, and a look into a database from outside."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.database import Database
from bot.database.upgrade import UpgradeReport, upgrade_database
from bot.demo.production.copy import STATES, State, build_sqlite, postgresql_script
from tests.kit.databases import Kind
from tests.kit.postgres_server import PostgresServer
from tests.migrations.inspection import Inspection, PostgresqlInspection, Row, SqliteInspection

_numbers = count(1)
_built: set[str] = set()
_adopted: dict[tuple[Kind, State], "Adopted"] = {}
FEW = 120  # members; enough for every kind of duplicate in `drifted`

MakeCopy = Callable[[State, int], str]
Inspect = Callable[[str], Inspection]


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> State:
    """Runs the test once on each age of the production database."""
    state: State = request.param
    return state


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


@dataclass(frozen=True)
class Adopted:
    """A production copy that was upgraded, what it was before, and what was reported. Only to be read."""

    url: str
    report: UpgradeReport
    columns_before: dict[str, list[str]]
    data_before: dict[str, list[Row]]
    now: Inspection


@pytest.fixture
async def adopted(
    kind: Kind, state: State, production_copy: MakeCopy, inspect: Inspect, copies_folder: Path
) -> Adopted:
    """5,000 members, upgraded once for all tests that only look."""
    if (kind, state) not in _adopted:
        url = production_copy(state, 5_000)
        if kind == "sqlite":  # to a folder that outlives the test
            kept = copies_folder / f"adopted_{state}.db"
            Path(make_url(url).database or "").rename(kept)
            url = f"sqlite+aiosqlite:///{kept}"
        found = inspect(url)
        columns, data = found.columns(), found.data()
        report = await upgrade_database(url, backup=False)
        _adopted[kind, state] = Adopted(url, report, columns, data, found)
    return _adopted[kind, state]


@pytest.fixture
def legacy_url(state: State, production_copy: MakeCopy) -> str:
    """A production copy with 5,000 members."""
    return production_copy(state, 5_000)


@pytest.fixture
def inspect(kind: Kind, request: pytest.FixtureRequest) -> Inspect:
    """`inspect(url)` looks into a database without any of our own code."""
    if kind == "sqlite":
        return SqliteInspection
    server: PostgresServer = request.getfixturevalue("postgres")
    return lambda url: PostgresqlInspection(url, server)
