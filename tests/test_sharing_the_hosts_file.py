"""A host that opens a writing session around every handler, on the database that Besitos uses too."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from aiogram import BaseMiddleware, Dispatcher, Router
from aiogram.filters import Command
from aiogram.types import Message, TelegramObject
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot import DatabaseFileLocked, Gamification, Identity, Member, TransactionType, setup_gamification
from bot.database.engines import DEFAULT_RETRY_TIMEOUT_SECONDS
from tests.kit.databases import Kind
from tests.kit.recording_session import message, person, recording_bot, tap

ANA = person(1, "Ana", "es")
EVA = person(2, "Eva", "es")
WITHIN_SECONDS = 5.0
AT_ONCE_SECONDS = 4.5
"""On a busy machine a first call takes some of them. Who waits for a lock takes nearly five."""
GUIDE = Path(__file__).parent.parent / "docs" / "developer-guide.md"

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


@pytest.fixture(autouse=True)
def _the_usual_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host names none."""
    monkeypatch.setattr("bot.database.database.DEFAULT_RETRY_TIMEOUT_SECONDS", DEFAULT_RETRY_TIMEOUT_SECONDS)


class SessionPerUpdate(BaseMiddleware):
    """What most bots have: a session around the handler, which notes when the member was last seen."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.sessions = async_sessionmaker(engine, expire_on_commit=False)
        self.rows_found: list[int] = []

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        async with self.sessions() as session:
            found = await session.execute(
                text("UPDATE users SET updated_at = CURRENT_TIMESTAMP WHERE user_id = :id"),
                {"id": data["event_from_user"].id},
            )
            self.rows_found.append(found.rowcount)  # type: ignore[attr-defined]
            data["session"] = session
            result = await handler(event, data)
            await session.commit()
            return result


def paying_router() -> Router:
    """The host's handlers: each pays a besito, one in the wrong order, one in the right one."""
    router = Router()

    async def pay(gamification: Gamification, member: Member, key: str) -> int:
        receipt = await gamification.wallet.credit(
            member.id, 1, TransactionType.EARN_ADMIN, reason="quiz", key=key
        )
        return receipt.balance

    async def inside(message: Message, gamification: Gamification, member: Member) -> None:
        await message.answer(f"{await pay(gamification, member, 'inside')}")

    async def after_commit(
        message: Message, gamification: Gamification, member: Member, session: AsyncSession
    ) -> None:
        await session.commit()
        await message.answer(f"{await pay(gamification, member, 'after')}")

    async def balance(message: Message, gamification: Gamification, member: Member) -> None:
        await message.answer(f"{await gamification.wallet.balance(member.id)}")

    router.message.register(inside, Command("inside"))
    router.message.register(after_commit, Command("after"))
    router.message.register(balance, Command("saldo"))
    return router


@pytest.fixture
async def engine(empty_url: str) -> AsyncIterator[AsyncEngine]:
    """The engine of the host: as the tutorials make it, without a word about transactions."""
    engine = create_async_engine(empty_url)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["around updates", "around messages"])
async def host(
    request: pytest.FixtureRequest, empty_url: str, engine: AsyncEngine
) -> AsyncIterator[SimpleNamespace]:
    """The host's bot, whose middleware was registered before Besitos was set up."""
    dispatcher = Dispatcher()
    sessions = SessionPerUpdate(engine)
    if request.param == "around updates":
        dispatcher.update.outer_middleware(sessions)
    else:
        dispatcher.message.middleware(sessions)
        dispatcher.callback_query.middleware(sessions)
    dispatcher.include_router(paying_router())
    gamification = await setup_gamification(dispatcher, database_url=empty_url)
    bot, session = recording_bot()

    async def feed(update: Any) -> float:
        started = time.monotonic()
        await dispatcher.feed_update(bot, update)
        return time.monotonic() - started

    yield SimpleNamespace(
        feed=feed, session=session, gamification=gamification, dispatcher=dispatcher, sessions=sessions
    )
    await dispatcher.emit_shutdown(bot=bot)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
class TestOnSqlite:
    async def test_a_call_inside_the_hosts_transaction_names_the_cause_in_time(self, host: Any) -> None:
        with pytest.raises(DatabaseFileLocked) as raised:
            await host.feed(message(ANA, "/inside"))
        assert raised.value.seconds < WITHIN_SECONDS
        assert raised.value.by_this_process is True
        said = str(raised.value)
        assert "another connection of this process holds the file's write lock" in said
        assert "commit first, or use gamification.within(session)" in said
        assert "\n" not in said
        # The host's session is closed by now, and nothing was posted meanwhile.
        assert await host.gamification.wallet.balance(ANA.id) == 0

    async def test_the_order_that_works(self, host: Any) -> None:
        assert await host.feed(message(ANA, "/after")) < AT_ONCE_SECONDS
        assert host.session.texts == ["1"]

    async def test_reads_never_wait(self, host: Any) -> None:
        assert await host.feed(message(ANA, "/saldo")) < AT_ONCE_SECONDS
        assert host.session.texts == ["0"]

    async def test_our_own_handlers_say_try_again_and_log_the_cause(self, host: Any) -> None:
        with structlog.testing.capture_logs() as lines:
            assert await host.feed(tap(ANA, "bs.claim")) < WITHIN_SECONDS + 3
        [said] = host.session.texts
        assert said.startswith("Ahora mismo no llego a tus besitos.")
        (reason,) = [line["reason"] for line in lines if line["event"] == "database_unavailable"]
        assert "another connection of this process" in reason
        assert await host.feed(message(ANA, "/perfil")) < AT_ONCE_SECONDS  # a read


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_file_in_another_journal_mode_becomes_wal_with_our_first_write(
    empty_url: str, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode = DELETE"))).scalar_one() == "delete"
        await connection.execute(text("CREATE TABLE notes (words TEXT)"))
    dispatcher = Dispatcher()
    gamification = await setup_gamification(dispatcher, database_url=empty_url)
    async with AsyncSession(engine) as session:
        await session.execute(text("INSERT INTO notes VALUES ('not committed')"))
        assert await gamification.profiles.get(ANA.id) is None
        with pytest.raises(DatabaseFileLocked) as raised:
            await gamification.profiles.ensure([Identity(ANA.id, "Ana")])
        assert raised.value.by_this_process is True
        await session.rollback()
        await gamification.profiles.ensure([Identity(ANA.id, "Ana")])
        await session.execute(text("INSERT INTO notes VALUES ('the pool goes on')"))
        started = time.monotonic()
        assert await gamification.wallet.balance(ANA.id) == 0
        assert time.monotonic() - started < AT_ONCE_SECONDS
        await session.commit()
    async with engine.connect() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
    await dispatcher.emit_shutdown(bot=recording_bot()[0])


async def test_the_profile_is_there_before_the_hosts_session_opens(host: Any) -> None:
    assert await host.feed(message(ANA, "/saldo")) < AT_ONCE_SECONDS
    assert host.sessions.rows_found == [1]


async def test_a_middleware_that_stops_updates_runs_after_us_and_still_stops_them(
    empty_url: str, kind: Kind
) -> None:
    dispatcher = Dispatcher()
    known: list[bool] = []

    async def banned(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        known.append("member" in data)

    dispatcher.update.outer_middleware(banned)
    before = list(dispatcher.update.outer_middleware)
    gamification = await setup_gamification(dispatcher, database_url=empty_url)
    bot, session = recording_bot()
    assert list(dispatcher.update.outer_middleware)[-1] is banned
    await dispatcher.feed_update(bot, message(ANA, "/regalo"))
    await dispatcher.feed_update(bot, tap(ANA, "bs.open:gift"))
    assert session.texts == []
    assert known == [True, True]
    assert await gamification.profiles.get(ANA.id) is not None
    await dispatcher.emit_shutdown(bot=bot)
    assert list(dispatcher.update.outer_middleware) == before


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_on_postgresql_nothing_waits(host: Any) -> None:
    """The host's UPDATE holds the member's row of `users`; ours add rows that refer to it."""
    for text_, said in (("/inside", "1"), ("/after", "2"), ("/saldo", "2")):
        assert await host.feed(message(ANA, text_)) < AT_ONCE_SECONDS
        assert host.session.texts[-1] == said
    assert await host.feed(tap(ANA, "bs.claim")) < AT_ONCE_SECONDS
    async with host.sessions.sessions() as session:  # a member whose profile we make meanwhile
        await session.execute(
            text(
                "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
                "VALUES (2, 'Eva', 'FREE', now(), now())"
            )
        )
        await session.commit()
        await session.execute(text("UPDATE users SET last_name = 'held' WHERE user_id = 2"))
        started = time.monotonic()
        assert await host.gamification.wallet.balance(EVA.id) == 0
        assert time.monotonic() - started < AT_ONCE_SECONDS
        await session.rollback()


def example_with(name: str) -> dict[str, Any]:
    """The names of the guide's example that defines `name`. In a checkout `besitos` is the folder `bot`."""
    examples = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (code,) = [code for code in examples if f"def {name}(" in code]
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(code.replace("from besitos import", "from bot import"), str(GUIDE), "exec"), names)
    return names


async def test_the_order_of_the_guide_works(empty_url: str, engine: AsyncEngine) -> None:
    names = example_with("with_sessions")
    dispatcher = Dispatcher()
    sessions = names["with_sessions"](empty_url)
    dispatcher.include_router(names["quiz"])
    await setup_gamification(dispatcher, database_url=empty_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE answers (user_id BIGINT)"))
    bot, session = recording_bot()
    started = time.monotonic()
    for _ in range(2):
        await dispatcher.feed_update(bot, message(ANA, "/answer"))
    await dispatcher.feed_update(bot, tap(ANA, "bs.claim"))
    assert time.monotonic() - started < AT_ONCE_SECONDS
    assert session.texts[:2] == [f"Right! You have {besitos} besitos." for besitos in (25, 50)]
    assert "100" in session.texts[2]
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM answers"))).scalar_one() == 2
    await sessions.engine.dispose()
    await dispatcher.emit_shutdown(bot=bot)


async def test_a_ticket_and_its_price_are_one_transaction(empty_url: str, engine: AsyncEngine) -> None:
    buy_ticket = example_with("buy_ticket")["buy_ticket"]
    dispatcher = Dispatcher()
    gamification = await setup_gamification(dispatcher, database_url=empty_url)
    await gamification.profiles.ensure([Identity(ANA.id, "Ana"), Identity(EVA.id, "Eva")])
    for who in (ANA, EVA):
        await gamification.wallet.credit(
            who.id, 100, TransactionType.EARN_ADMIN, reason="start", key=f"start:{who.id}"
        )
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE tickets (seat INTEGER PRIMARY KEY, user_id BIGINT)"))
    sessions = async_sessionmaker(engine)
    async with sessions() as session:
        said = await buy_ticket(session, gamification, ANA.id, 7)
        assert said == "Seat 7 is yours. You have 60 besitos left."
    async with sessions() as session:
        with pytest.raises(IntegrityError):  # the seat is taken
            await buy_ticket(session, gamification, EVA.id, 7)
    assert await gamification.wallet.balance(EVA.id) == 100
    async with sessions() as session:
        assert (await buy_ticket(session, gamification, ANA.id, 8)).startswith("Seat 8")
        said = await buy_ticket(session, gamification, ANA.id, 9)
        assert said == "A ticket costs 40 besitos, you have 20."
    bot, _ = recording_bot()
    await dispatcher.emit_shutdown(bot=bot)
