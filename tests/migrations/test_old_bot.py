"""The old bot runs on: what its own code sends is accepted, and answers the same, before, during and after
the upgrade. SQLAlchemy makes the statements of that bot's models, native enums and all."""

import asyncio
from subprocess import CalledProcessError
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, func, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.database import Database
from bot.database.engines import upgrade_engine
from bot.database.upgrade import chain as chain_runner
from bot.database.upgrade import upgrade_database
from bot.database.urls import synchronous_sqlite_url
from bot.demo.production.copy import State
from bot.demo.production.schema import GAMIFICATION_ENUMS, HOST_ENUMS
from bot.services.gamification.gamification import assemble
from bot.services.gamification.rules.transaction_types import TransactionType as Earned
from tests.kit.eventually import eventually
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Inspect
from tests.migrations.old_bot_models import (
    Transaction,
    TransactionType,
    User,
    UserGamificationProfile,
    UserRole,
)
from tests.migrations.old_bot_statements import (
    FIRST_MEMBER,
    MOMENT,
    Answer,
    every_statement,
    old_bot_engine,
)

GAMIFIED: tuple[State, ...] = ("halfway", "played", "created", "drifted")
REVISIONS = chain_runner.revisions()
BEFORE_0011 = REVISIONS[REVISIONS.index("0011") - 1]


async def answers_of(engine: AsyncEngine, state: State) -> list[Answer]:
    async with AsyncSession(engine) as session, session.begin():
        return await session.run_sync(every_statement, state)


async def test_what_the_old_bot_sends_answers_the_same_before_during_and_after_the_upgrade(
    production_copy: MakeCopy, state: State
) -> None:
    url = production_copy(state, FEW)
    async with old_bot_engine(url) as engine:
        before = await answers_of(engine, state)
    assert len(before) > 100
    opened, finish = asyncio.Event(), asyncio.Event()
    async with old_bot_engine(url) as engine, asyncio.TaskGroup() as group:
        group.create_task(open_upgrade(url, opened, finish))
        await opened.wait()
        during = group.create_task(answers_of(engine, state))
        await asyncio.wait([during], timeout=0.5)
        finish.set()
    assert during.result() == before
    async with old_bot_engine(url) as engine:
        assert await answers_of(engine, state) == before


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", GAMIFIED)
async def test_a_database_whose_enums_an_earlier_upgrade_dropped_gets_them_back(
    production_copy: MakeCopy, inspect: Inspect, state: State
) -> None:
    at_once, earlier = production_copy(state, FEW), production_copy(state, FEW)
    await upgrade_database(earlier, revision=BEFORE_0011)
    inspect(earlier).sql(f"DROP TYPE {', '.join(GAMIFICATION_ENUMS)}")
    report = await upgrade_database(earlier)
    assert "made the enum transactiontype again, which the old bot's statements name" in report.steps
    await upgrade_database(at_once)
    assert inspect(earlier).schema() == inspect(at_once).schema()
    if state == "played":  # the others have the same enums
        async with old_bot_engine(earlier) as engine:
            assert await answers_of(engine, state)


@pytest.mark.parametrize("state", ["played"], indirect=True)
async def test_while_the_upgrade_is_open_the_old_bot_waits_and_then_goes_on(
    production_copy: MakeCopy, state: State
) -> None:
    url = production_copy(state, FEW)
    opened, finish = asyncio.Event(), asyncio.Event()
    async with old_bot_engine(url, pool_size=20) as engine, asyncio.TaskGroup() as group:
        group.create_task(open_upgrade(url, opened, finish))
        await opened.wait()
        visits = [group.create_task(visit(engine, number)) for number in range(6)]
        await asyncio.wait(visits, timeout=1)
        assert not any(task.done() for task in visits), "nothing was waited for: what was tested?"
        finish.set()


@pytest.mark.parametrize("state", ["played"], indirect=True)
async def test_the_old_bot_works_through_an_upgrade_without_one_error(
    production_copy: MakeCopy, state: State
) -> None:
    """Its transactions hold one table and want the next, as the upgrade does: no deadlock may come of it."""
    url = production_copy(state, FEW)
    # Without its cache of statements: see below for what the cache does.
    options = {} if url.startswith("sqlite") else {"connect_args": {"prepared_statement_cache_size": 0}}
    done = asyncio.Event()
    visits = [0] * 6

    async def keep_on(engine: AsyncEngine, number: int) -> None:
        while not done.is_set():
            await visit(engine, number)
            visits[number] += 1

    async with old_bot_engine(url, pool_size=20, **options) as engine, asyncio.TaskGroup() as group:
        for number in range(len(visits)):
            group.create_task(keep_on(engine, number))
        await eventually(lambda: all(visits), seconds=60)
        before = sum(visits)
        await upgrade_database(url, backup=False)
        done.set()
    assert sum(visits) > before


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["played"], indirect=True)
@pytest.mark.parametrize(
    ("held", "wanted"),
    [(Transaction, UserGamificationProfile), (UserGamificationProfile, Transaction), (User, Transaction)],
)
async def test_the_upgrade_waits_for_a_table_with_no_other_in_hand(
    production_copy: MakeCopy, state: State, held: Any, wanted: Any
) -> None:
    url = production_copy(state, FEW)
    async with (
        old_bot_engine(url) as engine,
        asyncio.TaskGroup() as group,
        AsyncSession(engine) as session,
        session.begin(),
    ):
        await session.execute(update(held).values(created_at=MOMENT))
        upgrade = group.create_task(upgrade_database(url, backup=False))
        await asyncio.wait([upgrade], timeout=1.5)  # longer than PostgreSQL's deadlock_timeout
        assert not upgrade.done()
        await session.execute(update(wanted).values(created_at=MOMENT))
    assert upgrade.result().changed


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["played"], indirect=True)
async def test_statements_that_were_prepared_before_the_upgrade_fail_once_and_never_again(
    production_copy: MakeCopy, state: State
) -> None:
    """Ids and amounts are 64 bits wide now: PostgreSQL refuses a prepared statement whose result changed,
    whole, and SQLAlchemy then drops all that it had prepared. The types keep their OIDs."""
    url = production_copy(state, FEW)
    async with old_bot_engine(url, pool_size=3, max_overflow=0) as engine:
        for _ in range(3):
            await asyncio.gather(*(visit(engine, number) for number in range(3)))
        await upgrade_database(url, backup=False)
        refused = 0
        for number in range(12):
            try:
                await visit(engine, number % 3)
            except DBAPIError as error:
                assert "cached statement plan is invalid" in str(error)
                refused += 1
        assert refused == 1
        await asyncio.gather(*(visit(engine, number) for number in range(3)))
        # And it was refused whole: besitos and ledger agree.
        async with AsyncSession(engine) as session:
            for number in range(3):
                member = FIRST_MEMBER + number
                earned = select(func.sum(Transaction.amount)).where(Transaction.user_id == member)
                balance = select(UserGamificationProfile.balance)
                balance = balance.where(UserGamificationProfile.user_id == member)
                assert await session.scalar(earned) == await session.scalar(balance)


@pytest.mark.parametrize("state", ["played"], indirect=True)
async def test_both_bots_write_to_the_same_rows(production_copy: MakeCopy, state: State) -> None:
    url = production_copy(state, FEW)
    async with old_bot_engine(url, pool_size=10) as engine:
        for number in range(3):
            await visit(engine, number)
    await upgrade_database(url, backup=False)
    database = Database(url)
    gamification = assemble(database)

    async def ours(number: int) -> None:
        member = FIRST_MEMBER + number
        for n in range(5):
            await gamification.wallet.credit(
                member, 7, Earned.EARN_ADMIN, reason="ours", key=f"test:{member}:{n}"
            )

    async with old_bot_engine(url, pool_size=10) as engine:

        async def theirs(number: int) -> None:
            for _ in range(5):
                await visit(engine, number)

        await asyncio.gather(*map(ours, range(3)), *map(theirs, range(3)))
        async with AsyncSession(engine) as session:
            for number in range(3):
                profile = select(UserGamificationProfile.balance, UserGamificationProfile.total_earned)
                profile = profile.where(UserGamificationProfile.user_id == FIRST_MEMBER + number)
                assert (await session.execute(profile)).one() == (6 * EARNED + 35, 6 * EARNED + 35)
                total = func.sum(Transaction.amount).label("total")
                by_type = select(Transaction.type, total).group_by(Transaction.type)
                by_type = by_type.where(Transaction.user_id == FIRST_MEMBER + number)
                totals = {row.type: row.total for row in await session.execute(by_type)}
                assert totals == {
                    TransactionType.EARN_REACTION: 6 * EARNED,
                    TransactionType.EARN_ADMIN: 35,
                }
    await database.close()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["played"], indirect=True)
@pytest.mark.parametrize("earlier", [False, True])
async def test_labels_of_the_hosts_own_may_be_written_on(
    production_copy: MakeCopy, inspect: Inspect, state: State, earlier: bool
) -> None:
    url = production_copy(state, FEW)
    found = inspect(url)
    found.sql("ALTER TYPE transactiontype ADD VALUE 'EARN_O''HARE:x'")
    found.sql("UPDATE transactions SET type = 'EARN_O''HARE:x' WHERE id = 1")
    if earlier:
        await upgrade_database(url, revision=BEFORE_0011)
        found.sql("DROP TYPE transactiontype")
    await upgrade_database(url)
    found.sql("UPDATE transactions SET type = CAST('EARN_O''HARE:x' AS transactiontype) WHERE id = 2")
    counted = "SELECT count(*) FROM transactions WHERE type = CAST('EARN_O''HARE:x' AS transactiontype)"
    assert found.sql(counted) == [("2",)]
    found.sql("UPDATE transactions SET type = 'EARN_SHOP_REFUND' WHERE id = 3")
    with pytest.raises(CalledProcessError) as refused:
        found.sql("UPDATE transactions SET type = 'EARN_NOTHING'")
    assert "ck_transactions_type_known" in refused.value.stderr


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["played"], indirect=True)
async def test_types_of_another_role_and_another_roles_bot(
    production_copy: MakeCopy, inspect: Inspect, state: State
) -> None:
    url = production_copy(state, FEW)
    found = inspect(url)
    found.sql("DO $$ BEGIN CREATE ROLE host_bot LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    found.sql("DO $$ BEGIN CREATE ROLE besitos LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    found.sql("GRANT ALL ON SCHEMA public TO besitos")
    for table in found.columns():
        found.sql(f"ALTER TABLE {table} OWNER TO besitos")
    for name in GAMIFICATION_ENUMS:
        found.sql(f"ALTER TYPE {name} OWNER TO host_bot")
    found.sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO host_bot")
    found.sql("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO host_bot")
    await upgrade_database(url.replace("postgres@", "besitos@"))
    async with old_bot_engine(url.replace("postgres@", "host_bot@")) as engine:
        await visit(engine, 0)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_comparisons_of_words_mean_what_they_meant(production_copy: MakeCopy, inspect: Inspect) -> None:
    url = production_copy("played", FEW)
    found = inspect(url)
    found.sql("CREATE TABLE words (a VARCHAR(10), b TEXT, c CHAR(3), d NAME, e VARCHAR, own contenttier)")
    found.sql("INSERT INTO words VALUES ('x', 'x', 'x', 'x', 'x', 'VIP')")
    conditions = (
        "a = 'x' AND b = 'x' AND c = 'x' AND d = 'x' AND e = 'x' AND 'x' = a AND 'x' = b AND a = b AND a = c",
        "a <> 'y' AND a < 'y' AND a <= 'x' AND a > 'w' AND a >= 'x' AND a IS DISTINCT FROM 'y'",
        "a IN ('x', 'y') AND a IN ('x', b) AND a = ANY('{x,y}') AND a = ANY(ARRAY['x', 'y'])",
        "own = 'VIP' AND own IN ('VIP', 'GIFT') AND own < 'GIFT' AND own = CAST('VIP' AS contenttier)",
        "own = max(own) OVER () AND enum_first(own) < own AND own BETWEEN 'FREE' AND 'GIFT'",
    )
    questions = [f"SELECT {condition} FROM words" for condition in conditions]
    assert [found.sql(question) for question in questions] == [[("True",)]] * len(questions)
    await upgrade_database(url)
    assert [found.sql(question) for question in questions] == [[("True",)]] * len(questions)
    async with old_bot_engine(url) as engine, engine.connect() as connection:
        await connection.execute(text("SET enable_seqscan = off"))
        asked = "SELECT id FROM transactions WHERE transactions.type = CAST('SPEND_SHOP' AS transactiontype)"
        plan = await connection.execute(text(f"EXPLAIN {asked}"))
        assert "Index Cond" in "\n".join(plan.scalars())


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_a_host_with_a_cast_of_its_own_keeps_it_and_is_told(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("played", FEW)
    found = inspect(url)
    found.sql("CREATE CAST (transactiontype AS text) WITH INOUT AS IMPLICIT")
    report = await upgrade_database(url)
    assert (
        "made no operators for the old bot's enums: the host has a cast of transactiontype to text"
        in report.steps
    )
    counted = "SELECT count(*) FROM transactions WHERE type = CAST('SPEND_SHOP' AS transactiontype)"
    assert found.sql(counted) != [("0",)]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["unstamped", "stamped"])
async def test_where_no_bot_had_gamification_there_are_no_enums_for_it(
    production_copy: MakeCopy, inspect: Inspect, state: State
) -> None:
    url = production_copy(state, FEW)
    await upgrade_database(url)
    enums = {row[0] for row in inspect(url).sql("SELECT typname FROM pg_type WHERE typtype = 'e'")}
    assert enums == set(HOST_ENUMS)
    assert inspect(url).sql(
        "SELECT count(*) FROM pg_operator WHERE oprright = 'anyenum'::regtype AND oprleft = 'text'::regtype"
    ) == [("0",)]


EARNED = 5


async def visit(engine: AsyncEngine, number: int) -> None:
    """One member's reaction, as the old bot stores it: several tables in one transaction."""
    member = FIRST_MEMBER + number
    async with AsyncSession(engine) as session, session.begin():
        if await session.get(User, member) is None:
            session.add(
                User(
                    user_id=member, first_name="Ana", role=UserRole.FREE, created_at=MOMENT, updated_at=MOMENT
                )
            )  # fmt: skip
            await session.flush()
        entry = Transaction(
            user_id=member, amount=EARNED, type=TransactionType.EARN_REACTION, reason="Reacción",
            transaction_metadata={"content_id": number}, created_at=MOMENT,
        )  # fmt: skip
        session.add(entry)
        await session.flush()
        mine = UserGamificationProfile.user_id == member
        if await session.scalar(select(UserGamificationProfile.id).where(mine)) is None:
            session.add(
                UserGamificationProfile(
                    user_id=member, balance=0, total_earned=0, total_spent=0, level=1,
                    created_at=MOMENT, updated_at=MOMENT,
                )
            )  # fmt: skip
            await session.flush()
        more = {
            "balance": UserGamificationProfile.balance + EARNED,
            "total_earned": UserGamificationProfile.total_earned + EARNED,
        }
        await session.execute(update(UserGamificationProfile).where(mine).values(more))
        by_type = select(Transaction).where(
            Transaction.user_id == member, Transaction.type.in_([TransactionType.EARN_REACTION])
        )
        assert entry in (await session.scalars(by_type)).all()


async def open_upgrade(url: str, opened: asyncio.Event, finish: asyncio.Event) -> None:
    """Run the chain to its head and hold its transaction open until `finish`."""
    loop = asyncio.get_running_loop()
    if make_url(url).get_backend_name() == "sqlite":

        def work() -> None:
            engine = create_engine(synchronous_sqlite_url(make_url(url)), poolclass=NullPool)
            with engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.isolation_level = None
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                chain_runner.upgrade_to(connection)
                loop.call_soon_threadsafe(opened.set)
                asyncio.run_coroutine_threadsafe(finish.wait(), loop).result()
                connection.exec_driver_sql("COMMIT")

        await asyncio.to_thread(work)
        return
    engine = upgrade_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(chain_runner.upgrade_to)
        opened.set()
        await finish.wait()
    await engine.dispose()
