"""Units of work that wait at the same time share a transaction on SQLite. Each is done as a whole or not at
all, its error is its caller's alone, and nobody is answered before the commit."""

import asyncio
import math
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bot.database import Database, DatabaseUnavailable, RunAgain, shared_transactions
from bot.database.shared_transactions import MAX_SHARING
from bot.database.sqlite_connection import SqliteConnection
from tests.database.pairs import busy_writer, units_in
from tests.database.sharing_process import write_pair

PROCESS = Path(__file__).with_name("sharing_process.py")


class Mappings(DeclarativeBase):
    """The mappings of these tests."""


class Pair(Mappings):
    __tablename__ = "pairs"
    unit: Mapped[int] = mapped_column(primary_key=True)
    half: Mapped[int] = mapped_column(primary_key=True)


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every commit of a writer in the test."""
    commit, seen = SqliteConnection.commit, list[str]()

    def noted(connection: SqliteConnection) -> None:
        if threading.current_thread().name == "besitos-writer":
            seen.append("commit")
        commit(connection)

    monkeypatch.setattr(SqliteConnection, "commit", noted)
    return seen


async def test_who_waits_together_shares_commits(pairs: Database, commits: list[str]) -> None:
    async with busy_writer(pairs):
        commits.clear()
        waiting = asyncio.gather(*(pairs.write(write_pair, unit) for unit in range(200)))
    await waiting
    assert await pairs.read(units_in) == dict.fromkeys(range(200), 2)
    assert len(commits) == 1 + math.ceil(200 / MAX_SHARING)  # the held one, and theirs


async def test_after_its_time_a_transaction_takes_no_unit_in(
    pairs: Database, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_transactions, "MAX_SHARED_SECONDS", 0.0)
    async with busy_writer(pairs):
        commits.clear()
        waiting = asyncio.gather(*(pairs.write(write_pair, unit) for unit in range(5)))
    await waiting
    assert len(commits) == 1 + 5


async def test_a_unit_that_raises_is_undone_alone(pairs: Database) -> None:
    def failing(session: Session, unit: int) -> None:
        write_pair(session, unit)
        raise LookupError(unit)

    async with busy_writer(pairs):
        writes = [pairs.write(failing if unit % 3 == 0 else write_pair, unit) for unit in range(60)]
        waiting = asyncio.gather(*writes, return_exceptions=True)
    answers = await waiting
    assert [str(answer) for answer in answers[::3]] == [str(unit) for unit in range(0, 60, 3)]
    assert all(isinstance(answer, LookupError) for answer in answers[::3])
    assert [answer for n, answer in enumerate(answers) if n % 3] == [None] * 40
    assert set(await pairs.read(units_in)) == {unit for unit in range(60) if unit % 3}


async def test_an_error_of_sql_undoes_its_unit_alone(pairs: Database) -> None:
    def sql_error(session: Session, unit: int) -> None:
        write_pair(session, unit)
        session.execute(text("INSERT INTO nowhere VALUES (1)"))

    async with busy_writer(pairs):
        writes = [pairs.write(write_pair, 1), pairs.write(sql_error, 2), pairs.write(write_pair, 3)]
        waiting = asyncio.gather(*writes, return_exceptions=True)
    first, second, third = await waiting
    assert (first, third) == (None, None)
    assert isinstance(second, DBAPIError)
    assert await pairs.read(units_in) == {1: 2, 3: 2}


async def test_a_flush_that_fails_undoes_its_unit_alone(pairs: Database) -> None:
    await pairs.write(lambda session: session.execute(text("CREATE UNIQUE INDEX one ON pairs (unit, half)")))

    def flushing(session: Session) -> None:
        write_pair(session, 2)
        session.add(Pair(unit=2, half=1))
        session.flush()

    async with busy_writer(pairs):
        writes = [pairs.write(write_pair, 1), pairs.write(flushing), pairs.write(write_pair, 3)]
        waiting = asyncio.gather(*writes, return_exceptions=True)
    first, second, third = await waiting
    assert (first, third) == (None, None)
    assert isinstance(second, IntegrityError)
    assert await pairs.read(units_in) == {1: 2, 3: 2}


@pytest.mark.parametrize("swallowed", [False, True])
async def test_who_shared_with_a_unit_that_ended_the_transaction_runs_again(
    pairs: Database, swallowed: bool
) -> None:
    await pairs.write(
        lambda session: session.execute(text("CREATE TABLE once (n INTEGER UNIQUE ON CONFLICT ROLLBACK)"))
    )

    def ending(session: Session) -> None:
        write_pair(session, 2)
        try:
            session.execute(text("INSERT INTO once VALUES (1), (1)"))
        except IntegrityError:
            if not swallowed:
                raise
            write_pair(session, 22)

    async with busy_writer(pairs):
        writes = [pairs.write(write_pair, 1), pairs.write(ending), pairs.write(write_pair, 3)]
        waiting = asyncio.gather(*writes, return_exceptions=True)
    first, second, third = await waiting
    assert (first, third) == (None, None)
    assert isinstance(second, RuntimeError if swallowed else IntegrityError)
    assert await pairs.read(units_in) == {1: 2, 3: 2}


@pytest.mark.parametrize("sql", ["RELEASE unit", "ROLLBACK TO unit"])
async def test_a_unit_that_cannot_be_undone_alone_leaves_nothing(
    pairs: Database, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    send, refused = SqliteConnection._send, iter([True])

    def failing(connection: SqliteConnection, sent: str) -> None:
        if sent == sql and next(refused, False):
            raise DBAPIError.instance(sent, None, sqlite3.OperationalError("disk I/O error"), sqlite3.Error)
        send(connection, sent)

    def raising(session: Session) -> None:
        write_pair(session, 2)
        if sql != "RELEASE unit":
            raise LookupError

    async with busy_writer(pairs):
        monkeypatch.setattr(SqliteConnection, "_send", failing)
        writes = [pairs.write(write_pair, 1), pairs.write(raising), pairs.write(write_pair, 3)]
        waiting = asyncio.gather(*writes, return_exceptions=True)
    first, second, third = await waiting
    assert (first, third) == (None, None)
    assert isinstance(second, Exception)
    assert await pairs.read(units_in) == {1: 2, 3: 2}


async def test_after_a_commit_that_sqlite_refuses_the_writer_goes_on(pairs: Database) -> None:
    def create(session: Session) -> None:
        session.execute(text("CREATE TABLE keys (id INTEGER PRIMARY KEY)"))
        session.execute(text("CREATE TABLE late (id REFERENCES keys (id) DEFERRABLE INITIALLY DEFERRED)"))

    await pairs.write(create)
    with pytest.raises(IntegrityError):
        await pairs.write(lambda session: session.execute(text("INSERT INTO late VALUES (1)")))
    another = text("INSERT INTO pairs VALUES (1, 1)")  # not a kept statement: SQLAlchemy takes part
    await pairs.write(lambda session: session.execute(another))
    assert await pairs.read(units_in) == {1: 1}


async def test_a_commit_that_fails_is_told_to_all_its_callers(
    pairs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = SqliteConnection.commit
    refused = iter([False, True])  # that of the busy writer; then theirs

    def failing(connection: SqliteConnection) -> None:
        if threading.current_thread().name == "besitos-writer" and next(refused, False):
            error = sqlite3.OperationalError("disk I/O error")
            raise DBAPIError.instance("COMMIT", None, error, sqlite3.Error)
        commit(connection)

    async with busy_writer(pairs):
        monkeypatch.setattr(SqliteConnection, "commit", failing)
        writes = [pairs.write(write_pair, unit) for unit in range(20)]
        waiting = asyncio.gather(*writes, return_exceptions=True)
    answers = await waiting
    assert all(isinstance(answer, DBAPIError | DatabaseUnavailable) for answer in answers)
    assert await pairs.read(units_in) == {}
    await pairs.write(write_pair, 99)  # and the writer goes on
    assert await pairs.read(units_in) == {99: 2}


async def test_a_refusal_that_rests_on_what_was_never_committed_is_not_told(
    pairs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, refused = SqliteConnection._send, iter([True])

    def failing(connection: SqliteConnection, sent: str) -> None:
        if armed and sent == "COMMIT" and next(refused, False):
            raise DBAPIError.instance(sent, None, sqlite3.OperationalError("disk I/O error"), sqlite3.Error)
        send(connection, sent)

    def only_one(session: Session, unit: int) -> None:
        if units_in(session):
            armed.append("both are in one transaction")
            raise LookupError("sold out")
        write_pair(session, unit)

    armed: list[str] = []
    monkeypatch.setattr(SqliteConnection, "_send", failing)
    async with busy_writer(pairs):
        writes = [pairs.write(only_one, unit) for unit in (1, 2)]
        waiting = asyncio.gather(*writes, return_exceptions=True)
    assert [type(answer) for answer in await waiting] == [OperationalError] * 2
    assert await pairs.read(units_in) == {}


async def test_a_unit_that_must_run_again_runs_alone(pairs: Database, commits: list[str]) -> None:
    runs: list[str] = []

    def once_more(session: Session) -> None:
        write_pair(session, 50)
        runs.append("run")
        if len(runs) == 1:
            raise RunAgain("lost a race")

    async with busy_writer(pairs):
        commits.clear()
        waiting = asyncio.gather(
            pairs.write(write_pair, 1), pairs.write(once_more), pairs.write(write_pair, 2)
        )
    await waiting
    assert runs == ["run", "run"]
    assert await pairs.read(units_in) == {1: 2, 50: 2, 2: 2}
    assert len(commits) == 3  # the held one, the shared one, and the one of the second run


async def test_a_batch_of_a_job_shares_with_nobody(pairs: Database, commits: list[str]) -> None:
    async with busy_writer(pairs):
        commits.clear()
        waiting = asyncio.gather(
            pairs.write(write_pair, 1), pairs.write_alone(write_pair, 2), pairs.write(write_pair, 3)
        )
    await waiting
    assert len(commits) == 4


async def test_a_caller_who_is_cancelled_leaves_the_others_alone(pairs: Database) -> None:
    async with asyncio.TaskGroup() as callers, busy_writer(pairs):
        writes = [callers.create_task(pairs.write(write_pair, unit)) for unit in range(30)]
        await asyncio.sleep(0)
        for write in writes[::2]:
            write.cancel()
    written = await pairs.read(units_in)
    assert set(range(1, 30, 2)) == set(written)  # who left before the turn came: nothing
    assert set(written.values()) == {2}


async def test_a_loop_that_ended_before_its_answer_stops_nobody(pairs: Database) -> None:
    def elsewhere() -> None:
        loop = asyncio.new_event_loop()
        waiting = loop.create_task(pairs.write(write_pair, 1))
        loop.run_until_complete(asyncio.sleep(0))
        waiting.cancel()
        loop.run_until_complete(asyncio.gather(waiting, return_exceptions=True))
        loop.close()

    async with busy_writer(pairs):
        await asyncio.to_thread(elsewhere)
    await pairs.write(write_pair, 2)
    assert (await pairs.read(units_in))[2] == 2


async def test_who_comes_after_the_end_is_told(pairs: Database) -> None:
    await pairs.close()
    with pytest.raises(RuntimeError, match="closed"):
        await pairs.write(write_pair, 1)


@pytest.mark.parametrize("how", ["write", "write_briefly"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [20, 45])
async def test_killed_in_a_shared_commit_what_was_acknowledged_is_there(
    pairs: Database, number: int, moment: str, how: str
) -> None:
    killed = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, str(PROCESS), pairs.url, str(number), moment, how],
        cwd=PROCESS.parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    acknowledged = {int(line) for line in killed.stdout.split()}
    written = await pairs.read(units_in)
    assert acknowledged
    assert acknowledged <= set(written)
    assert set(written.values()) == {2}  # whole, also what nobody was told of
