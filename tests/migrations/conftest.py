"""What the chain made of production copies of every age, and a look into a database from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.database.upgrade import UpgradeReport, upgrade_database
from bot.demo.production.copy import State
from tests.kit.ages import AGES
from tests.kit.databases import Kind
from tests.kit.postgres_server import PostgresServer
from tests.kit.production_copies import MakeCopy
from tests.migrations.inspection import Inspection, PostgresqlInspection, Row, SqliteInspection

_adopted: dict[tuple[Kind, State], "Adopted"] = {}
Inspect = Callable[[str], Inspection]


@pytest.fixture(params=AGES)
def state(request: pytest.FixtureRequest) -> State:
    """Runs the test once on each age of the production database."""
    state: State = request.param
    return state


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
