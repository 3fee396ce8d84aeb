"""Fixtures that every suite shares: real databases of both kinds, empty or upgraded."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import Engine, event

from bot.database import Database
from bot.database.upgrade import upgrade_database
from tests.clock import WallClock
from tests.postgres_server import PostgresServer

# The checkout is not installed: processes that tests start from elsewhere must find it all the same.
os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])

Kind = Literal["sqlite", "postgresql"]
_numbers = count(1)


@pytest.fixture(autouse=True)
def _no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets that one test taught the process are ordinary words to the next."""
    monkeypatch.setattr("bot.redaction._known", {})


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The session's PostgreSQL server; only started when a test asks for it."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Runs the test once on each kind of database."""
    kind: Kind = request.param
    return kind


@pytest.fixture
def empty_url(kind: Kind, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without a table."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.url(f"empty_{next(_numbers)}")
    yield url
    server.drop(url)


@dataclass
class _Templates:
    """One upgraded database of each kind, copied for each test: an upgrade is not made 500 times."""

    folder: Path
    ready: set[Kind] = field(default_factory=set)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> _Templates:
    return _Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture
async def database_url(
    kind: Kind, request: pytest.FixtureRequest, tmp_path: Path, templates: _Templates
) -> AsyncIterator[str]:
    """Address of a new database at the newest revision, seeded, without members."""
    if kind == "sqlite":
        template = templates.folder / "template.db"
        if kind not in templates.ready:
            await upgrade_database(f"sqlite+aiosqlite:///{template}", backup=False)
            templates.ready.add(kind)
        copy = tmp_path / "besitos.db"
        shutil.copy(template, copy)
        yield f"sqlite+aiosqlite:///{copy}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    if kind not in templates.ready:
        await upgrade_database(server.url("upgraded"), backup=False)
        templates.ready.add(kind)
    url = server.url(f"test_{next(_numbers)}", template="upgraded")
    yield url
    server.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A Database on a new, upgraded database."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def clock() -> WallClock:
    """A clock that stands still, for services that are given one."""
    return WallClock()


class Statements(list[str]):
    """SQL that was sent to any database in the test, in order, without BEGIN, COMMIT and PRAGMA."""

    def sent(self) -> list[str]:
        """What was sent since the last call."""
        taken, self[:] = list(self), []
        return taken


@pytest.fixture
def statements() -> Iterator[Statements]:
    """Counts SQL: `statements.sent()`."""
    seen = Statements()

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests begin first: none of them is still running alone when all others are done."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
