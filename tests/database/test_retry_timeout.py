"""What waits for the database is answered within `retry_timeout_seconds` of the call, however many wait."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable
from bot.database.engines import DEFAULT_RETRY_TIMEOUT_SECONDS
from bot.settings import Settings
from tests.database.counters import increment, make_counter, value
from tests.kit.databases import Kind
from tests.kit.eventually import gone_as_far_as_they_can
from tests.kit.holding_rows import holding

BOUND = 1.5
MARGIN = 1.4
"""For a slow machine; what was found were multiples of the bound."""


@pytest.fixture
async def counter(empty_url: str) -> AsyncIterator[Database]:
    database = Database(empty_url, retry_timeout_seconds=BOUND)
    await database.write(make_counter)
    yield database
    await database.close()


@pytest.fixture
def lock(counter: Database) -> Iterator[sqlite3.Connection]:
    """Another program that has the write lock of the file."""
    path = make_url(counter.url).database
    assert path is not None
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


async def outcomes(
    calls: list[Callable[[], Awaitable[int]]], after: float = 0
) -> list[tuple[float, int | Exception]]:
    """Of each call, all at once: how long it took and how it ended."""

    async def one(call: Callable[[], Awaitable[int]]) -> tuple[float, int | Exception]:
        started = time.monotonic()
        try:
            result: int | Exception = await call()
        except DatabaseUnavailable as error:
            result = error
        return time.monotonic() - started, result

    return await asyncio.gather(*(one(call) for call in calls))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
class TestOnSqlite:
    @pytest.mark.parametrize("writes", [20, 60])
    async def test_writes_behind_a_lock_all_fail_in_time(
        self, counter: Database, lock: sqlite3.Connection, writes: int
    ) -> None:
        ends = await outcomes([lambda: counter.write(increment)] * writes)
        assert all(isinstance(result, DatabaseUnavailable) for _, result in ends)
        assert max(seconds for seconds, _ in ends) < BOUND + MARGIN
        lock.rollback()
        # None of those that were told so is done afterwards.
        assert await counter.write(increment) == 1

    @pytest.mark.parametrize("writes", [20, 60])
    async def test_where_the_lock_goes_in_time_all_are_done(
        self, counter: Database, lock: sqlite3.Connection, writes: int
    ) -> None:
        patient = Database(counter.url, retry_timeout_seconds=20)
        asyncio.get_running_loop().call_later(BOUND / 2, lock.rollback)
        ends = await outcomes([lambda: patient.write(increment)] * writes)
        assert sorted(result for _, result in ends if isinstance(result, int)) == list(range(1, writes + 1))
        await patient.close()

    async def test_a_write_behind_a_slow_one_fails_in_time_and_is_never_done(self, counter: Database) -> None:
        def slow(session: Session) -> int:
            after = increment(session)
            time.sleep(BOUND + MARGIN)
            return after

        ends = await outcomes([lambda: counter.write(slow), *[lambda: counter.write(increment)] * 5])
        assert ends[0][1] == 1  # it had begun: it ends as it does, and says so
        assert all(isinstance(result, DatabaseUnavailable) for _, result in ends[1:])
        assert all("its turn did not come in time" in str(result) for _, result in ends[1:])
        assert max(seconds for seconds, _ in ends[1:]) < BOUND + MARGIN * 0.8
        assert await counter.read(value) == 1

    async def test_reads_that_wait_for_slow_ones_too(self, counter: Database) -> None:
        def slow(session: Session) -> int:
            time.sleep(BOUND + MARGIN)
            return value(session)

        ends = await outcomes([*[lambda: counter.read(slow)] * 5, *[lambda: counter.read(value)] * 5])
        assert [result for _, result in ends[:5]] == [0] * 5
        assert all(isinstance(result, DatabaseUnavailable) for _, result in ends[5:])
        assert max(seconds for seconds, _ in ends[5:]) < BOUND + MARGIN * 0.8

    async def test_a_cancelled_write_that_waits_is_never_done(
        self, counter: Database, lock: sqlite3.Connection
    ) -> None:
        writes = [asyncio.create_task(counter.write(increment)) for _ in range(5)]  # noqa: TID251
        await gone_as_far_as_they_can()
        for write in writes:
            write.cancel()
        assert {type(end) for end in await asyncio.gather(*writes, return_exceptions=True)} == {
            asyncio.CancelledError
        }
        lock.rollback()
        assert await counter.write(increment) <= 2  # the one that had begun may be done, as always


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
class TestOnPostgresql:
    async def test_updates_of_a_locked_row_all_fail_in_time(self, counter: Database) -> None:
        async with holding(counter.url, "SELECT n FROM counter WHERE id = 1 FOR UPDATE"):
            ends = await outcomes([lambda: counter.write(increment)] * 20)
            print(*ends, sep="\n")
            assert all(isinstance(result, DatabaseUnavailable) for _, result in ends)
            assert max(seconds for seconds, _ in ends) < BOUND + MARGIN
        assert await counter.write(increment) == 1

    async def test_the_wait_for_a_connection_shortens_the_wait_for_a_row(self, counter: Database) -> None:
        small = Database(counter.url, pool_size=1, retry_timeout_seconds=BOUND)

        def slow(session: Session) -> int:
            session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": BOUND * 0.7})
            return 0

        async with holding(counter.url, "SELECT n FROM counter WHERE id = 1 FOR UPDATE"):
            ends = await outcomes([lambda: small.write(slow), lambda: small.write(increment)])
        assert ends[0][1] == 0
        assert isinstance(ends[1][1], DatabaseUnavailable)
        assert ends[1][0] < BOUND + MARGIN * 0.8
        assert await small.write(increment) == 1
        await small.close()

    async def test_calls_without_a_connection_fail_in_time_and_are_never_done(
        self, counter: Database
    ) -> None:
        small = Database(counter.url, pool_size=1, retry_timeout_seconds=BOUND)

        def slow(session: Session) -> int:
            session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": BOUND + MARGIN})
            return increment(session)

        ends = await outcomes(
            [lambda: small.write(slow), lambda: small.write(increment), lambda: small.read(value)]
        )
        assert ends[0][1] == 1
        assert all(isinstance(result, DatabaseUnavailable) for _, result in ends[1:])
        assert max(seconds for seconds, _ in ends[1:]) < BOUND + MARGIN * 0.8
        assert await small.read(value) == 1
        await small.close()


async def test_the_old_name_of_the_bound_holds_until_1_0(empty_url: str, kind: Kind) -> None:
    with pytest.warns(DeprecationWarning, match="use retry_timeout_seconds; Besitos 1.0 drops") as warned:
        old = Database(empty_url, patience_seconds=7)
    assert [warning.filename for warning in warned] == [__file__]
    new = Database(empty_url, retry_timeout_seconds=7)
    assert old.retry_timeout_seconds == new.retry_timeout_seconds == 7
    await old.close()
    await new.close()


def test_a_call_waits_for_five_seconds_unless_told_otherwise() -> None:
    assert DEFAULT_RETRY_TIMEOUT_SECONDS == 5
    assert Settings.model_fields["database_retry_timeout_seconds"].default == 5


def test_a_database_is_made_without_a_file(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'x.db'}")
    assert not (tmp_path / "x.db").exists()
