"""`gamification.within(session)`: credit, debit and grant in one transaction with the host's own work."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bot import (
    Condition,
    Credited,
    DatabaseFileLocked,
    DatabaseUnavailable,
    Gamification,
    GamificationEvent,
    HostCondition,
    HostTransaction,
    IdempotencyConflict,
    Identity,
    InsufficientFunds,
    InvalidAmount,
    NotAllowed,
    ProfileCreated,
    RewardStatus,
    TransactionType,
    UnknownMember,
    Unlocked,
)
from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.services.gamification.gamification import assemble
from tests.kit.databases import Kind
from tests.kit.host_engines import ENGINES
from tests.kit.shapes import Shape

ANA, EVA, ADMIN = 1, 2, 9
EARN, SPEND = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN


class Base(DeclarativeBase):
    """The host's own models."""


class Order(Base):
    __tablename__ = "host_orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    unique: Mapped[int | None] = mapped_column(unique=True)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


@pytest.fixture
def shape(shape: Shape) -> Shape:
    """A host's session beside tables that live apart is another thing, with a test of its own below."""
    return "fresh" if shape == "apart" else shape


@pytest.fixture
def engine_kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
async def engine(database_url: str, engine_kind: str, kind: Kind) -> AsyncIterator[AsyncEngine]:
    engine = ENGINES[engine_kind](database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Order.metadata.tables["host_orders"].create)
    yield engine
    await engine.dispose()


@pytest.fixture
def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, expire_on_commit=False)


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database)
    await gamification.profiles.ensure([Identity(ANA, "Ana"), Identity(EVA, "Eva")])
    return gamification


@pytest.fixture
def told(gamification: Gamification) -> list[GamificationEvent]:
    """The events that hooks heard, in order."""
    told: list[GamificationEvent] = []

    @gamification.on(GamificationEvent)
    async def hear(happened: GamificationEvent) -> None:
        told.append(happened)

    return told


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On PostgreSQL there is one way to make an engine."""
    marked = any("engine_kind" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if not marked:
        metafunc.parametrize(
            ("kind", "engine_kind"),
            [("sqlite", "plain"), ("sqlite", "recipe"), ("postgresql", "plain")],
            indirect=True,
        )


async def credit(shared: HostTransaction | Gamification, amount: int, key: str, user_id: int = ANA) -> int:
    receipt = await shared.wallet.credit(user_id, amount, EARN, reason="quiz", key=key)
    return receipt.balance


async def orders(sessions: async_sessionmaker[AsyncSession]) -> int:
    async with sessions() as session:
        return int((await session.execute(text("SELECT count(*) FROM host_orders"))).scalar_one())


async def settle() -> None:
    """Let hooks, which run in the background, run."""
    for _ in range(5):
        await asyncio.sleep(0)


class TestTogether:
    async def test_both_are_committed(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        async with sessions() as session:
            session.add(Order(user_id=ANA))
            shared = await gamification.within(session)
            assert await credit(shared, 25, "order:1") == 25
            assert await shared.wallet.balance(ANA) == 25
            assert await gamification.wallet.balance(ANA) == 0  # not committed yet
            await settle()
            assert told == []
            await session.commit()
        await settle()
        assert [type(one) for one in told] == [Credited]
        assert await gamification.wallet.balance(ANA) == 25
        assert await orders(sessions) == 1

    @pytest.mark.parametrize("ours_first", [True, False])
    async def test_nothing_of_ours_happened_where_the_host_rolls_back(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent], ours_first: bool
    ) -> None:
        async with sessions() as session:
            shared = await gamification.within(session)
            if ours_first:
                await credit(shared, 25, "order:1")
            session.add(Order(user_id=ANA))
            if not ours_first:
                await credit(shared, 25, "order:1")
            await session.rollback()
        await settle()
        assert told == []
        assert await gamification.wallet.balance(ANA) == 0
        assert await gamification.wallet.history(ANA) == []
        assert await orders(sessions) == 0
        assert await credit(gamification, 5, "order:1") == 5  # the key was never used

    async def test_a_session_that_is_closed_without_a_commit(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        async with sessions() as session:
            await credit(await gamification.within(session), 25, "order:1")
        await settle()
        assert (await gamification.wallet.balance(ANA), told) == (0, [])

    async def test_a_grant_takes_part_and_is_told_after_the_commit(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        reward = next(view.reward for view in await gamification.rewards.available(ANA))
        heard: list[tuple[int, tuple[str, ...]]] = []
        gamification.unlocks.listen(lambda who, rewards: heard.append((who, tuple(r.name for r in rewards))))
        for commit in (False, True):
            async with sessions() as session:
                shared = await gamification.within(session)
                view = await shared.rewards.grant(ADMIN, ANA, reward.id)
                assert view.status is RewardStatus.UNLOCKED
                await settle()
                assert (told, heard) == ([], [])
                await (session.commit() if commit else session.rollback())
            # What the member is told is a row of the same transaction.
            assert (await gamification.outbox.backlog()).members == int(commit)
        await settle()
        assert [type(one) for one in told] == [Unlocked]
        assert heard == [(ANA, (reward.name,))]

    async def test_a_session_can_go_on_after_its_commit(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        async with sessions() as session:
            shared = await gamification.within(session)
            for number in range(3):
                await credit(shared, 10, f"order:{number}")
                await session.commit()
            await credit(shared, 10, "order:3")
            await session.rollback()
            await credit(shared, 10, "order:4")
            await session.commit()
        await settle()
        assert [one.balance for one in told if isinstance(one, Credited)] == [10, 20, 30, 40]

    async def test_session_begin_and_scoped_sessions(self, sessions: Any, gamification: Gamification) -> None:
        async with sessions() as session, session.begin():
            await credit(await gamification.within(session), 10, "order:1")
        scoped = async_scoped_session(sessions, asyncio.current_task)
        await credit(await gamification.within(scoped), 10, "order:2")
        await scoped.commit()
        await scoped.remove()
        assert await gamification.wallet.balance(ANA) == 20

    async def test_a_user_whom_the_host_has_just_added(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        insert = text(
            "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
            "VALUES (3, 'Leo', 'FREE', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
        )
        for commit in (False, True):
            async with sessions() as session:
                await session.execute(insert)
                shared = await gamification.within(session)
                assert await credit(shared, 7, "welcome:3", user_id=3) == 7
                await (session.commit() if commit else session.rollback())
            if not commit:
                assert await gamification.profiles.get(3) is None
                assert gamification.profiles.recall(3) is None
        await settle()
        assert [type(one) for one in told] == [ProfileCreated, Credited]
        assert await gamification.wallet.balance(3) == 7


class TestErrors:
    async def test_a_refusal_leaves_the_hosts_transaction_as_it_was(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        async with sessions() as session:
            session.add(Order(user_id=ANA))
            shared = await gamification.within(session)
            await credit(shared, 10, "order:1")
            with pytest.raises(InsufficientFunds) as raised:
                await shared.wallet.debit(ANA, 11, SPEND, reason="x", key="order:2")
            assert (raised.value.balance, raised.value.needed) == (10, 11)
            with pytest.raises(IdempotencyConflict):
                await credit(shared, 11, "order:1")
            with pytest.raises(UnknownMember):
                await credit(shared, 11, "order:3", user_id=404)
            with pytest.raises(InvalidAmount):
                await credit(shared, 0, "order:4")
            assert (await shared.wallet.debit(ANA, 4, SPEND, reason="x", key="order:5")).balance == 6
            await session.commit()
        await settle()
        assert [one.balance for one in told if not isinstance(one, Unlocked)] == [10, 6]  # type: ignore[attr-defined]
        assert await gamification.wallet.balance(ANA) == 6
        assert await orders(sessions) == 1

    async def test_an_admin_is_checked(self, sessions: Any, database: Database) -> None:
        gamification = assemble(database, admin_ids=[ADMIN])
        async with sessions() as session:
            with pytest.raises(NotAllowed):
                await (await gamification.within(session)).rewards.grant(ANA, ANA, 1)

    async def test_the_hosts_own_error_is_not_ours(self, sessions: Any, gamification: Gamification) -> None:
        async with sessions() as session:
            session.add_all([Order(user_id=ANA, unique=1), Order(user_id=ANA, unique=1)])
            with pytest.raises(IntegrityError):
                await credit(await gamification.within(session), 10, "order:1")
            await session.rollback()
        assert await gamification.wallet.balance(ANA) == 0

    async def test_a_swallowed_error_of_the_host_tells_nothing(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent], kind: Kind
    ) -> None:
        """On PostgreSQL the transaction is over with the first error: COMMIT rolls back in silence."""
        async with sessions() as session:
            await credit(await gamification.within(session), 10, "order:1")
            with pytest.raises(DBAPIError):
                await session.execute(text("SELECT * FROM no_such_table"))
            await session.commit()
        await settle()
        balance = await gamification.wallet.balance(ANA)
        assert (balance, len(told)) == ((10, 1) if kind == "sqlite" else (0, 0))

    async def test_a_commit_that_fails_tells_nothing(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent], engine: AsyncEngine
    ) -> None:
        def fail(_connection: object) -> None:
            raise RuntimeError("the cable is cut")

        async with sessions() as session:
            await credit(await gamification.within(session), 10, "order:1")
            event.listen(engine.sync_engine, "commit", fail)
            with pytest.raises(RuntimeError):
                await session.commit()
            await session.rollback()
            event.remove(engine.sync_engine, "commit", fail)
            session.add(Order(user_id=ANA))
            await session.commit()
        await settle()
        assert (await gamification.wallet.balance(ANA), told) == (0, [])


class TestSavepointsOfTheHost:
    async def test_what_a_savepoint_takes_back_is_not_told(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        async with sessions() as session:
            shared = await gamification.within(session)
            await credit(shared, 1, "before")
            kept = await session.begin_nested()
            await credit(shared, 10, "kept")
            inner = await session.begin_nested()
            await credit(shared, 100, "taken back")
            await inner.rollback()
            await credit(shared, 1000, "kept too")
            await kept.commit()
            outer = await session.begin_nested()
            released = await session.begin_nested()
            await credit(shared, 5, "taken back with the outer one")
            await released.commit()
            await outer.rollback()
            await session.commit()
        await settle()
        assert [one.amount for one in told if isinstance(one, Credited)] == [1, 10, 1000]
        assert await gamification.wallet.balance(ANA) == 1011

    async def test_a_savepoint_of_the_connection(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        async with sessions() as session:
            shared = await gamification.within(session)
            await credit(shared, 1, "before")
            nested = await (await session.connection()).begin_nested()
            await credit(shared, 10, "taken back")
            await nested.rollback()
            await session.commit()
        await settle()
        assert [one.amount for one in told if isinstance(one, Credited)] == [1]

    async def test_a_release_is_no_commit(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        async with sessions() as session:
            shared = await gamification.within(session)
            async with session.begin_nested():
                await credit(shared, 1, "released")
            await settle()
            assert told == []
            await session.rollback()
        await settle()
        assert (told, await gamification.wallet.balance(ANA)) == ([], 0)

    async def test_a_savepoint_with_which_the_transaction_begins(
        self, sessions: Any, gamification: Gamification, kind: Kind, engine_kind: str
    ) -> None:
        """SQLite's driver, left as it is, lets the end of such a savepoint commit."""
        async with sessions() as session:
            async with session.begin_nested():
                if (kind, engine_kind) == ("sqlite", "plain"):
                    with pytest.raises(ValueError, match=r"await within\(session\) before begin_nested\(\)"):
                        await gamification.within(session)
                else:
                    await credit(await gamification.within(session), 1, "released")
            await session.rollback()
        assert await gamification.wallet.balance(ANA) == 0

    async def test_the_same_in_a_later_transaction(
        self, sessions: Any, gamification: Gamification, kind: Kind, engine_kind: str
    ) -> None:
        async with sessions() as session:
            shared = await gamification.within(session)
            await session.commit()
            async with session.begin_nested():
                if (kind, engine_kind) == ("sqlite", "plain"):
                    with pytest.raises(ValueError, match="before begin_nested"):
                        await credit(shared, 1, "released")
                else:
                    await credit(shared, 1, "released")
            await session.rollback()
        assert await gamification.wallet.balance(ANA) == 0


class TestOthersMeanwhile:
    async def test_settings_that_the_host_changes_in_the_same_transaction(
        self, sessions: Any, gamification: Gamification
    ) -> None:
        await credit(gamification, 1, "first")  # the settings are cached
        async with sessions() as session:
            await session.execute(text("UPDATE bot_config SET besitos_daily_gift = 77"))
            shared = await gamification.within(session)
            assert await credit(shared, 10, "order:1") == 11
            await session.rollback()
        assert await credit(gamification, 1, "last") == 2
        assert (await gamification.economy.settings()).besitos_daily_gift != 77

    @pytest.mark.parametrize("settings_change", [False, True])
    async def test_conditions_of_the_host_count_what_it_has_not_committed(
        self, sessions: Any, gamification: Gamification, settings_change: bool
    ) -> None:
        def count(session: Session, user_id: int) -> int:
            counted = text("SELECT count(*) FROM host_orders WHERE user_id = :id")
            return int(session.execute(counted, {"id": user_id}).scalar_one())

        gamification.conditions.register("ORDERS", count=count)
        reward = await gamification.catalog.create_reward(
            ADMIN,
            name="Buyer",
            reward_type="BADGE",
            reward_value={"badge_name": "Buyer", "emoji": "🛒"},
            conditions=[Condition(HostCondition("ORDERS"), 1)],
        )
        for commit in (False, True):
            async with sessions() as session:
                if settings_change:
                    await session.execute(text("UPDATE bot_config SET besitos_daily_gift = 77"))
                session.add(Order(user_id=ANA))
                shared = await gamification.within(session)
                assert await shared.rewards.check(ANA) == (reward,)
                await (session.commit() if commit else session.rollback())
            views = {view.id: view.status for view in await gamification.rewards.available(ANA)}
            assert views[reward.id] is (RewardStatus.UNLOCKED if commit else RewardStatus.LOCKED)

    async def test_the_same_key_from_both_sides_is_paid_once(
        self, sessions: Any, gamification: Gamification, kind: Kind
    ) -> None:
        async with sessions() as session:
            shared = await gamification.within(session)
            await credit(shared, 10, "order:1")
            async with asyncio.TaskGroup() as tasks:
                other = tasks.create_task(
                    gamification.wallet.credit(ANA, 10, EARN, reason="quiz", key="order:1")
                )
                await asyncio.sleep(0.2)
                assert not other.done()  # it waits for the host
                await session.commit()
            assert other.result().replayed
        assert await gamification.wallet.balance(ANA) == 10

    async def test_ordinary_calls_between_two_of_ours(
        self, sessions: Any, gamification: Gamification
    ) -> None:
        async with sessions() as session:
            shared = await gamification.within(session)
            await credit(shared, 10, "order:1")
            await session.commit()
            await credit(gamification, 5, "plain")
            assert await credit(shared, 10, "order:2") == 25
            await session.commit()


async def test_a_condition_of_the_hosts_counts_its_own_rows_that_are_not_committed_yet(
    sessions: Any, gamification: Gamification
) -> None:
    def orders_of(session: Session, user_id: int) -> int:
        counted = text("SELECT count(*) FROM host_orders WHERE user_id = :user_id")
        return int(session.execute(counted, {"user_id": user_id}).scalar_one())

    gamification.conditions.register("ORDERS_MADE", count=orders_of)
    reward = await gamification.catalog.create_reward(
        ADMIN,
        name="Two orders",
        reward_type="BESITOS",
        reward_value={"amount": 5},
        conditions=[Condition(HostCondition("ORDERS_MADE"), 2)],
    )
    async with sessions() as session:
        session.add(Order(user_id=ANA))
        await session.commit()
        assert await gamification.rewards.check(ANA) == ()
        session.add(Order(user_id=ANA))
        await session.flush()
        shared = await gamification.within(session)
        assert await shared.rewards.check(ANA) == (reward,)
        await session.rollback()
    assert await gamification.rewards.check(ANA) == ()


@pytest.mark.parametrize(("kind", "engine_kind"), [("sqlite", "plain"), ("sqlite", "recipe")], indirect=True)
class TestOnSqlite:
    async def test_the_first_unit_takes_the_write_lock_at_once(
        self, sessions: Any, gamification: Gamification, database_url: str
    ) -> None:
        path = make_url(database_url).database
        assert path is not None
        async with sessions() as session:
            shared = await gamification.within(session)
            await credit(shared, 10, "order:1")
            other = sqlite3.connect(path, timeout=0)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            await session.rollback()
            other.execute("BEGIN IMMEDIATE")
            other.close()

    async def test_a_locked_file_is_named(
        self, gamification: Gamification, database_url: str, engine_kind: str
    ) -> None:
        path = make_url(database_url).database
        assert path is not None
        other = sqlite3.connect(path, isolation_level=None)
        engine = ENGINES[engine_kind](f"{database_url}?timeout=0.2")
        async with AsyncSession(engine) as session:
            shared = await gamification.within(session)
            await session.rollback()
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseFileLocked) as raised:
                await credit(shared, 10, "order:1")
            assert raised.value.by_this_process is True
            other.rollback()
            assert await credit(shared, 10, "order:1") == 10
            await session.commit()
        other.close()
        await engine.dispose()

    async def test_a_snapshot_that_is_too_old_is_named(
        self, sessions: Any, gamification: Gamification, engine_kind: str
    ) -> None:
        async with sessions() as session:
            shared = await gamification.within(session)
            await session.rollback()
            if engine_kind == "plain":  # the driver begins no transaction for a SELECT, but hosts may
                await session.execute(text("BEGIN"))
            await session.execute(text("SELECT count(*) FROM host_orders"))
            await credit(gamification, 1, "somebody else")
            with pytest.raises(DatabaseUnavailable, match="your session read before another"):
                await credit(shared, 10, "order:1")
            await session.rollback()
            assert await credit(shared, 10, "order:1") == 11
            await session.commit()

    async def test_a_member_whose_row_is_gone_is_unknown_without_foreign_keys(
        self, sessions: Any, gamification: Gamification
    ) -> None:
        async with sessions() as session:
            await session.execute(text("DELETE FROM users WHERE user_id = 1"))
            with pytest.raises(UnknownMember):
                await credit(await gamification.within(session), 10, "order:1")


class TestRefusals:
    async def test_another_database(
        self, gamification: Gamification, engine_kind: str, kind: Kind, tmp_path: Any, request: Any
    ) -> None:
        if kind == "sqlite":
            engine = ENGINES[engine_kind](f"sqlite+aiosqlite:///{tmp_path / 'another.db'}")
        else:
            engine = create_async_engine(request.getfixturevalue("postgres").url("somebody_elses"))
        async with AsyncSession(engine) as session:
            with pytest.raises(ValueError, match="the database that Besitos uses") as raised:
                await gamification.within(session)
        assert "\n" not in str(raised.value)
        await engine.dispose()

    async def test_the_other_kind_of_database(
        self, gamification: Gamification, kind: Kind, tmp_path: Any, request: Any, engine_kind: str
    ) -> None:
        if kind == "postgresql":
            engine = ENGINES[engine_kind](f"sqlite+aiosqlite:///{tmp_path / 'another.db'}")
            async with AsyncSession(engine) as session:
                with pytest.raises(ValueError, match="needs a session on the database"):
                    await gamification.within(session)
            await engine.dispose()

    @pytest.mark.parametrize(
        ("kind", "engine_kind"), [("sqlite", "plain"), ("postgresql", "plain")], indirect=True
    )
    async def test_autocommit(self, gamification: Gamification, engine: AsyncEngine) -> None:
        async with AsyncSession(engine.execution_options(isolation_level="AUTOCOMMIT")) as session:
            with pytest.raises(ValueError, match="autocommit"):
                await gamification.within(session)
        assert await gamification.wallet.balance(ANA) == 0

    async def test_a_map_that_renames_tables(self, gamification: Gamification, engine: AsyncEngine) -> None:
        renames = engine.execution_options(schema_translate_map={None: "tenant_1"})
        async with AsyncSession(renames) as session:
            with pytest.raises(ValueError, match="without schema_translate_map"):
                await gamification.within(session)

    async def test_what_is_no_session(self, gamification: Gamification, engine: AsyncEngine) -> None:
        for given in (engine, None, "session"):
            with pytest.raises(ValueError, match=r"within\(\) takes the AsyncSession"):
                await gamification.within(given)  # type: ignore[arg-type]
        async with AsyncSession(binds={Order: engine}) as session:
            with pytest.raises(ValueError, match="bound to one engine"):
                await gamification.within(session)


@pytest.mark.parametrize(("kind", "engine_kind"), [("postgresql", "plain")], indirect=True)
class TestOnPostgresql:
    async def test_tables_of_ours_in_a_schema_of_their_own(
        self, database_url: str, engine: AsyncEngine, sessions: Any
    ) -> None:
        """The host's session goes on with its own search path, and never sees ours."""
        apart = f"{database_url}?schema=besitos_apart"
        await upgrade_database(apart, backup=False)
        database = Database(apart)
        gamification = assemble(database)
        await gamification.profiles.ensure([Identity(ANA, "Ana")])
        async with sessions() as session:
            await session.execute(text("SET LOCAL search_path TO public, pg_temp"))
            shared = await gamification.within(session)
            session.add(Order(user_id=ANA))
            assert await credit(shared, 10, "order:1") == 10
            with pytest.raises(InsufficientFunds):
                await shared.wallet.debit(ANA, 11, SPEND, reason="x", key="order:2")
            assert await shared.wallet.balance(ANA) == 10
            assert (await session.execute(text("SHOW search_path"))).scalar_one() == "public, pg_temp"
            assert (await session.execute(text("SELECT count(*) FROM transactions"))).scalar_one() == 0
            await session.commit()
        assert await gamification.wallet.balance(ANA) == 10
        assert await orders(sessions) == 1
        await database.close()

    async def test_a_host_whose_names_lead_to_other_tables_is_refused(
        self, database_url: str, engine: AsyncEngine, gamification: Gamification
    ) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("CREATE SCHEMA other"))
            await connection.execute(text("CREATE TABLE other.transactions (id BIGINT)"))
        elsewhere = create_async_engine(
            database_url, connect_args={"server_settings": {"search_path": "other, public"}}
        )
        async with AsyncSession(elsewhere) as session:
            with pytest.raises(ValueError, match="the database that Besitos uses"):
                await gamification.within(session)
        await elsewhere.dispose()

    async def test_two_transactions_of_hosts_that_pay_one_member(
        self, sessions: Any, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        async def pay(number: int) -> None:
            async with sessions() as session:
                shared = await gamification.within(session)
                await credit(shared, 1, "the same")
                await credit(shared, 10, f"order:{number}")
                await session.commit()

        await asyncio.gather(*(pay(number) for number in range(5)))
        await settle()
        assert await gamification.wallet.balance(ANA) == 51
        assert sorted(one.amount for one in told if isinstance(one, Credited)) == [1, 10, 10, 10, 10, 10]

    async def test_a_serialization_failure_is_the_hosts_to_retry(
        self, engine: AsyncEngine, gamification: Gamification, told: list[GamificationEvent]
    ) -> None:
        strict = engine.execution_options(isolation_level="REPEATABLE READ")
        async with AsyncSession(strict) as session:
            shared = await gamification.within(session)
            assert await shared.wallet.balance(ANA) == 0  # the snapshot
            await credit(gamification, 5, "somebody else")
            with pytest.raises(DBAPIError) as raised:
                await credit(shared, 10, "order:1")
            assert getattr(raised.value.orig, "sqlstate", None) == "40001"
            await session.rollback()
            assert await credit(shared, 10, "order:1") == 15
            await session.commit()
        await settle()
        assert [one.amount for one in told if isinstance(one, Credited)] == [5, 10]
