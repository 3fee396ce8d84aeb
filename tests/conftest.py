"""Fixtures that every suite shares: real databases of both kinds, empty or upgraded."""

import gc
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sqlalchemy import Engine, event

from bot.database import Database
from bot.database.upgrade import upgrade_database
from tests.kit.clock import Seconds, WallClock, standing_still
from tests.kit.databases import LONG_TIMEOUT_SECONDS, Kind, Templates
from tests.kit.postgres_server import PostgresServer
from tests.kit.production_copies import copies_folder, production_copy
from tests.kit.statements import Statements

if TYPE_CHECKING:
    from tests.kit.harness import Harness

__all__ = ["copies_folder", "production_copy"]  # fixtures

SLOW_TIMEOUT_SECONDS = 600
# A machine with other work is slow now and then: no example fails for that. The blob repeats a failure.
settings.register_profile("besitos", deadline=None, print_blob=True)
settings.load_profile("besitos")

_numbers = count(1)


@pytest.fixture(autouse=True)
def _garbage_is_collected() -> Iterator[None]:
    """`besitos run` freezes what it has loaded. Hypothesis then takes its own random generator for one that
    nobody refers to."""
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the secrets that a test registered."""
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


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture
async def database_url(
    kind: Kind, request: pytest.FixtureRequest, tmp_path: Path, templates: Templates
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
    database = Database(database_url, retry_timeout_seconds=LONG_TIMEOUT_SECONDS)
    yield database
    await database.close()


@pytest.fixture
async def harness(database_url: str) -> AsyncIterator["Harness"]:
    """An application whose bot sends nothing, at noon."""
    from tests.kit.harness import open_harness  # aiogram takes seconds, and most tests need none of it

    async with open_harness(database_url) as harness:
        yield harness


@pytest.fixture
def clock() -> WallClock:
    """A clock that stands still, to be injected into services."""
    return WallClock()


@pytest.fixture
def seconds() -> Iterator[Seconds]:
    """The monotonic clock of caches, pauses and throttling: `seconds.now += 1`."""
    with standing_still(
        "bot.services.cached_read",
        "bot.middlewares.throttling",
        "bot.services.gamification.members.profiles",
        "bot.services.gamification.members.host_vip",
    ) as seconds:
        yield seconds


@pytest.fixture
def statements() -> Iterator[Statements]:
    """Records SQL: `statements.sent()`. No cached read expires meanwhile."""
    seen = Statements()

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    with standing_still("bot.services.cached_read"):
        yield seen
    event.remove(Engine, "before_cursor_execute", note)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start files with slow tests first, so that none of them runs alone at the end. They get a longer
    timeout, for busy machines."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    for item in items:
        if item.path in slow and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW_TIMEOUT_SECONDS))
    items.sort(key=lambda item: item.path not in slow)
