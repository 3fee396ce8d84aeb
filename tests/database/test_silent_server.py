"""A server that answers no more, as behind a network that loses everything, costs no caller for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable, lock_waits, postgresql_connection
from tests.database.counters import increment, make_counter, value
from tests.kit.postgres_server import PostgresServer


class Network:
    """Stands between a database and its server: connections on which `word` was sent get no answer any
    more."""

    def __init__(self, port: int) -> None:
        self._server = port
        self.port = 0
        self.word: bytes | None = None
        self.silenced = asyncio.Event()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to_server = await asyncio.open_connection("127.0.0.1", self._server)
        silent = False

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            nonlocal silent
            while data := await source.read(65536):
                if self.word is not None and self.word in data:
                    silent = True
                    self.silenced.set()
                if not silent:
                    target.write(data)
            target.close()

        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(pass_on(reader, to_server), pass_on(there, writer))
        writer.transport.abort()
        to_server.transport.abort()


@pytest.fixture
async def network(postgres: PostgresServer) -> AsyncIterator[Network]:
    network = Network(postgres.port)
    async with await asyncio.start_server(network.connected, "127.0.0.1", 0) as server:
        network.port = server.sockets[0].getsockname()[1]
        yield network


@pytest.fixture
async def database(
    postgres: PostgresServer, network: Network, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Database]:
    """A counter behind the network, and room for one connection."""
    monkeypatch.setattr(lock_waits, "MAX_SILENT_SECONDS", 0.5)
    monkeypatch.setattr(postgresql_connection, "MAX_CLOSING_SECONDS", 0.2)
    url = postgres.url("silent")
    through = make_url(url).set(port=network.port)
    database = Database(through.render_as_string(), pool_size=1, retry_timeout_seconds=1)
    await database.write(make_counter)
    yield database
    await database.close()
    postgres.drop(url)


@pytest.mark.parametrize("word", [b"BEGIN", b"UPDATE", b"COMMIT"])
async def test_a_call_ends_and_its_connection_is_given_up(
    database: Database, network: Network, word: bytes
) -> None:
    async with asyncio.timeout(20):
        network.word = word
        with pytest.raises(DatabaseUnavailable):
            await database.write(increment)
        network.word = None
        assert await database.write(increment) == 1
    assert await database.read(value) == 1


@pytest.mark.parametrize("word", [b"UPDATE", b"COMMIT"])
async def test_a_cancelled_call_ends_too(database: Database, network: Network, word: bytes) -> None:
    patient = Database(database.url, pool_size=1, retry_timeout_seconds=60)
    await patient.read(value)
    network.word = word
    call = asyncio.create_task(patient.write(increment))  # noqa: TID251 - awaited below
    await network.silenced.wait()
    call.cancel()
    done, _ = await asyncio.wait([call], timeout=20)
    assert done
    network.word = None
    assert await patient.write(increment) == 1
    await patient.close()


async def test_what_takes_long_and_is_answered_is_not_ended(database: Database) -> None:
    short, steps = text("SELECT CAST(pg_sleep(0.1) AS text)"), 12
    hasty = Database(database.url, retry_timeout_seconds=0.5)
    await database.close()

    def long(session: Session) -> int:
        for _ in range(steps):
            session.execute(short)
        return steps

    assert await hasty.read(long) == steps
    await hasty.close()
