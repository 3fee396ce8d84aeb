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
from tests.kit.clock import Seconds, WallClock, standing_still
from tests.kit.databases import LONG_TIMEOUT_SECONDS, Kind, Templates
from tests.kit.postgres_server import PostgresServer
from tests.kit.production_copies import copies_folder, production_copy
from tests.kit.shapes import HOST_FILE, SHAPES, Shape, make_postgresql, make_sqlite, options_of
from tests.kit.statements import Statements
from tests.migrations.inspection import PostgresqlInspection

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
def _turns_may_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test names no timeout, it is not about timeouts."""
    monkeypatch.setattr("bot.database.database.DEFAULT_RETRY_TIMEOUT_SECONDS", LONG_TIMEOUT_SECONDS)


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
def shape(request: pytest.FixtureRequest) -> Shape:
    """What the database was before us: fresh, unless `--shape` or `every_shape` say otherwise."""
    shape: Shape = getattr(request, "param", None) or request.config.getoption("--shape") or "fresh"
    return shape


@pytest.fixture
async def database_url(
    kind: Kind, shape: Shape, request: pytest.FixtureRequest, tmp_path: Path, templates: Templates
) -> AsyncIterator[str]:
    """Address of a new database at the newest revision, seeded, without members. What a host has beside it is
    the same after the test."""
    if kind == "sqlite":
        folder = await sqlite_template(templates, shape)
        for file in folder.iterdir():
            shutil.copy(file, tmp_path)
        yield f"sqlite+aiosqlite:///{tmp_path / 'besitos.db'}"
        if shape == "apart":
            assert (tmp_path / HOST_FILE).read_bytes() == (folder / HOST_FILE).read_bytes()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    template = await postgresql_template(templates, shape, server)
    url = server.url(f"test_{next(_numbers)}", template=template)
    yield url + options_of(shape)
    if shape == "apart":
        templates.host = templates.host or PostgresqlInspection(server.address(template), server).everything()
        assert PostgresqlInspection(url, server).everything() == templates.host
    server.drop(url)


async def sqlite_template(templates: Templates, shape: Shape) -> Path:
    folder = templates.folder / shape
    if ("sqlite", shape) not in templates.ready:
        fresh = "" if shape == "fresh" else await sqlite_template(templates, "fresh")
        folder.mkdir()
        await make_sqlite(folder, shape, f"sqlite+aiosqlite:///{fresh}/besitos.db")
        templates.ready.add(("sqlite", shape))
    return folder


async def postgresql_template(templates: Templates, shape: Shape, server: PostgresServer) -> str:
    name = f"upgraded_{shape}"
    if ("postgresql", shape) not in templates.ready:
        fresh = "" if shape == "fresh" else await postgresql_template(templates, "fresh", server)
        await make_postgresql(server, name, shape, server.address(fresh))
        templates.ready.add(("postgresql", shape))
    return name


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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shape", choices=SHAPES, help="what every database was before us")


SAMPLED_SHAPES = [
    pytest.param(shape, marks=() if shape in ("fresh", "apart", "drifted") else pytest.mark.exhaustive)
    for shape in SHAPES
]
"""`drifted` has what the other ages have, and more; those run in `make test-slow` and `make test-kinds`."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`every_shape`: such a test runs on each shape of database, each on SQLite and on PostgreSQL."""
    wanted = metafunc.definition.get_closest_marker("every_shape") and not metafunc.config.getoption(
        "--shape"
    )
    if wanted and "shape" in metafunc.fixturenames:
        metafunc.parametrize("shape", SAMPLED_SHAPES, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Start files with slow tests first, so that none of them runs alone at the end. They get a longer
    timeout, for busy machines. With `--shape`, run what uses a database of that shape, and nothing else."""
    if config.getoption("--shape"):
        items[:] = [item for item in items if "shape" in getattr(item, "fixturenames", ())]
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    for item in items:
        if item.path in slow and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW_TIMEOUT_SECONDS))
    items.sort(key=lambda item: item.path not in slow)
