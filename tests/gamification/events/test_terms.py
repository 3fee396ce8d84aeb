"""Settings and catalog are cached; money is decided by those in the database, whoever changed them where."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable
from bot.services.gamification import (
    Gamification,
    Identity,
    RewardLocked,
    TransactionType,
    daily_gift,
    wallet,
)
from bot.services.gamification.gamification import assemble
from tests.kit.catalog_rows import add_reward
from tests.kit.databases import Kind
from tests.kit.statements import Statements

ADMIN, ANA = 7, 1001
STEEP = "min(floor(total_earned / 10), 500) + 1"
FLAT = "min(floor(total_earned / 1000), 500) + 1"


class Watch:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def here(database: Database, watch: Watch) -> Gamification:
    """The process in which the admin works."""
    here = assemble(database, clock=watch)
    await here.profiles.ensure([Identity(ANA, "Ana")])
    await here.economy.update(ADMIN, reaction_cooldown_seconds=0)
    return here


@pytest.fixture
async def there(database: Database, here: Gamification, watch: Watch) -> AsyncIterator[Gamification]:
    """Another one, whose caches are warm and stay fresh for three seconds."""
    other = Database(database.url)
    there = assemble(other, clock=watch)
    await there.economy.settings()
    await there.catalog.snapshot()
    yield there
    await other.close()


async def sql(database: Database, statement: str, **values: Any) -> None:
    def run(session: Session) -> None:
        session.execute(text(statement), values)

    await database.write(run)


async def level_stored(database: Database) -> int:
    level = text("SELECT level FROM user_gamification_profiles")
    return await database.read(lambda session: int(session.execute(level).scalar_one()))


async def credit(service: Gamification, amount: int, key: str) -> Any:
    return await service.wallet.credit(ANA, amount, TransactionType.EARN_ADMIN, reason="x", key=key)


async def test_after_an_edit_another_process_pays_by_it_at_once(
    here: Gamification, there: Gamification
) -> None:
    for n in range(8):
        assert (await there.reactions.react(ANA, -100, n, "🔥")).paid == 5
    await here.economy.update(ADMIN, besitos_per_reaction=1, max_reactions_per_day=20)
    paid = [(await there.reactions.react(ANA, -100, 100 + n, "🔥")).paid for n in range(20)]
    assert paid == [1] * 12 + [0] * 8


async def test_a_limit_that_was_lowered_holds_in_another_process(
    here: Gamification, there: Gamification
) -> None:
    await there.reactions.react(ANA, -100, 1, "🔥")
    await here.economy.update(ADMIN, max_reactions_per_day=1)
    assert (await there.reactions.react(ANA, -100, 2, "🔥")).paid == 0


async def test_a_gift_is_what_it_is_worth_now(here: Gamification, there: Gamification) -> None:
    await here.economy.update(ADMIN, besitos_daily_gift=70)
    assert (await there.daily_gift.claim(ANA)).gift == 70


async def test_a_day_is_that_of_the_zone_in_force(
    here: Gamification, there: Gamification, watch: Watch
) -> None:
    await there.daily_gift.claim(ANA)
    await here.economy.update(ADMIN, max_reactions_per_day=1)
    await there.reactions.react(ANA, -100, 1, "🔥")
    watch.now += timedelta(hours=13)
    await here.economy.update(ADMIN, day_timezone="Etc/GMT+12")  # where it is still yesterday
    assert (await there.reactions.react(ANA, -100, 2, "🔥")).paid == 0


async def test_a_reward_that_was_switched_off_neither_unlocks_nor_pays(
    here: Gamification, there: Gamification, database: Database
) -> None:
    reward = await add_reward(database, "diez", ("TOTAL_POINTS", 10))
    here.catalog.invalidate()
    there.catalog.invalidate()
    await there.catalog.snapshot()
    await here.catalog.update_reward(ADMIN, reward, is_active=False)
    assert [unlocked.id for unlocked in (await credit(there, 50, "a")).unlocked] == []
    with pytest.raises(RewardLocked):
        await there.rewards.claim(ANA, reward)
    assert reward not in [view.id for view in await there.rewards.available(ANA)]


@pytest.mark.every_shape
async def test_a_reward_that_was_just_made_unlocks(here: Gamification, there: Gamification) -> None:
    before = [view.id for view in await there.rewards.available(ANA)]
    made = await here.catalog.create_reward(
        ADMIN, name="Nuevo", reward_type="BADGE", reward_value={"badge_name": "x", "emoji": "🔥"}
    )
    assert [view.id for view in await there.rewards.available(ANA)] == [made.id, *before]
    granted = await there.rewards.grant(ADMIN, ANA, made.id)
    assert granted.status == "UNLOCKED"


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE rewards SET is_active = false WHERE id = :id",
        "UPDATE reward_conditions SET condition_value = 1000 WHERE reward_id = :id",
        "INSERT INTO reward_conditions (reward_id, condition_type, condition_value, condition_group, "
        "sort_order, created_at) VALUES (:id, 'LEVEL_REACHED', 1000, 0, 9, '2026-01-01')",
        "DELETE FROM rewards WHERE id = :id",
    ],
)
async def test_an_edit_of_the_catalog_past_us_counts_at_once(
    here: Gamification, there: Gamification, database: Database, edit: str
) -> None:
    reward = await add_reward(database, "diez", ("TOTAL_POINTS", 10))
    there.catalog.invalidate()
    assert reward in [reward.id for reward in (await there.catalog.snapshot()).rewards]
    await sql(database, edit, id=reward)
    assert (await credit(there, 50, "a")).unlocked == ()


async def test_an_edit_of_the_settings_past_us_counts_at_once(
    here: Gamification, there: Gamification, database: Database, watch: Watch
) -> None:
    await sql(database, "UPDATE bot_config SET besitos_per_reaction = 2 WHERE id = 1")
    assert (await there.reactions.react(ANA, -100, 1, "🔥")).paid == 2
    await sql(database, "UPDATE bot_config SET besitos_per_reaction = NULL WHERE id = 1")
    assert (await there.reactions.react(ANA, -100, 2, "🔥")).paid == 5
    await sql(database, "DELETE FROM bot_config")
    watch.now += timedelta(minutes=1)  # the default cooldown
    assert (await there.reactions.react(ANA, -100, 3, "🔥")).paid == 5


async def test_levels_agree_wherever_they_are_shown(here: Gamification, there: Gamification) -> None:
    await credit(there, 95, "a")
    await here.economy.update(ADMIN, level_formula=STEEP)
    receipt = await credit(there, 5, "b")
    assert (receipt.level, receipt.levelled_up) == (11, True)
    await here.economy.update(ADMIN, level_formula=FLAT)
    assert (await credit(there, 5, "b")).level == 1
    profile = await there.profiles.get(ANA)
    assert profile is not None
    assert profile.level == 1
    await here.economy.update(ADMIN, level_formula=STEEP)
    assert (await there.profile_cards.of(ANA)).level == 11
    await here.economy.update(ADMIN, level_formula=FLAT)
    assert (await there.leaderboard.ranking(ANA)).own.level == 1
    await here.economy.update(ADMIN, level_formula=STEEP)
    debit = await there.wallet.debit(ANA, 1, TransactionType.SPEND_ADMIN, reason="x", key="c")
    assert (debit.level, debit.levelled_up) == (11, False)


async def test_levels_by_a_formula_that_no_pass_has_applied_yet(
    here: Gamification, there: Gamification, database: Database
) -> None:
    await credit(there, 100, "a")
    await sql(database, "UPDATE bot_config SET level_formula = :formula", formula=STEEP)
    assert await level_stored(database) == 2
    profile = await there.profiles.get(ANA)
    assert profile is not None
    assert profile.level == 11
    debit = await there.wallet.debit(ANA, 1, TransactionType.SPEND_ADMIN, reason="x", key="b")
    assert (debit.level, debit.levelled_up) == (11, False)
    receipt = await credit(there, 5, "c")
    assert (receipt.level, receipt.levelled_up) == (11, False)


async def test_where_nothing_was_edited_no_statement_more_is_sent(
    here: Gamification, there: Gamification, statements: Statements
) -> None:
    await there.reactions.react(ANA, -100, 1, "🔥")
    statements.sent()
    await there.reactions.react(ANA, -100, 2, "🔥")
    assert len(statements.sent()) == 4  # facts, reaction, wallet, ledger
    await credit(there, 1, "a")
    assert len(statements.sent()) == 4  # wallet, ledger, facts, and the news of an admin's gift
    await there.profile_cards.of(ANA)
    await there.profiles.get(ANA)
    assert len(statements.sent()) == 2


async def test_an_edit_costs_each_process_one_run_more_and_not_each_member(
    here: Gamification, there: Gamification, statements: Statements
) -> None:
    people = range(2001, 2041)
    await here.profiles.ensure(Identity(user, "x") for user in people)
    await here.economy.update(ADMIN, besitos_per_reaction=1)
    statements.sent()
    paid = await asyncio.gather(*(there.reactions.react(user, -100, 1, "🔥") for user in people))
    assert [outcome.paid for outcome in paid] == [1] * 40
    reads = [sent for sent in statements.sent() if sent.startswith("SELECT bot_config")]
    assert 1 <= len(reads) <= 3
    statements.sent()
    await there.reactions.react(ANA, -100, 5, "🔥")
    assert len([sent for sent in statements.sent() if "user_reactions" in sent]) == 2


async def test_settings_that_change_at_every_look_end_in_an_error(
    here: Gamification, there: Gamification, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = there.economy.current

    async def always_older() -> Any:
        given = await current()
        await here.economy.update(ADMIN, besitos_per_reaction=given.settings.besitos_per_reaction + 1)
        return given

    await here.economy.update(ADMIN, besitos_per_reaction=1)
    monkeypatch.setattr(type(there.economy), "current", lambda _: always_older())
    with pytest.raises(DatabaseUnavailable):
        await there.reactions.react(ANA, -100, 1, "🔥")
    monkeypatch.undo()
    assert (await there.reactions.react(ANA, -100, 1, "🔥")).paid > 1


class TestInterleaved:
    """PostgreSQL, where several write at once: an admin's edit comes in the middle of a unit of work."""

    @pytest.fixture
    def kind(self) -> Kind:
        return "postgresql"

    async def test_an_edit_before_the_wallet_moves_is_seen(
        self, here: Gamification, there: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with (
            asyncio.TaskGroup() as group,
            stopped_before(monkeypatch, database, daily_gift, "post_all") as gate,
        ):
            claim = group.create_task(there.daily_gift.claim(ANA))
            await gate.reached()
            await here.economy.update(ADMIN, besitos_daily_gift=70, level_formula=STEEP)
        assert claim.result().gift == 70
        assert await level_stored(database) == 8

    async def test_a_formula_that_is_saved_waits_for_who_is_earning_by_the_old_one(
        self, here: Gamification, there: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with (
            asyncio.TaskGroup() as group,
            stopped_before(monkeypatch, database, wallet, "unlock_due") as gate,
        ):
            group.create_task(credit(there, 100, "a"))  # has moved, has looked, has not committed
            await gate.reached()
            edit = group.create_task(here.economy.update(ADMIN, level_formula=STEEP))
            await gate.somebody_waits_for_a_row_or(edit)
        assert await level_stored(database) == 11

    async def test_a_formula_that_is_saved_between_move_and_look_is_seen(
        self, here: Gamification, there: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with (
            asyncio.TaskGroup() as group,
            stopped_before(monkeypatch, database, wallet, "facts_for_change") as gate,
        ):
            earning = group.create_task(credit(there, 100, "a"))
            await gate.reached()
            edit = group.create_task(here.economy.update(ADMIN, level_formula=STEEP))
            await gate.somebody_waits_for_a_row_or(edit)
        assert earning.result().level == 11
        assert await level_stored(database) == 11


class Gate:
    """An advisory lock that the test holds and a unit of work waits for."""

    NUMBER = 77

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def reached(self) -> None:
        """Until the unit of work stands there."""
        await self._until("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")

    async def somebody_waits_for_a_row_or(self, done: asyncio.Task[Any]) -> None:
        """Until another transaction waits for the one that stands there, or `done` did not have to."""
        await self._until(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted", done
        )

    async def _until(self, count: str, done: asyncio.Task[Any] | None = None) -> None:
        async with asyncio.timeout(60):
            while not (await self._connection.execute(text(count))).scalar_one():
                if done is not None and done.done():
                    return
                await asyncio.sleep(0.01)


@asynccontextmanager
async def stopped_before(
    monkeypatch: pytest.MonkeyPatch, database: Database, module: ModuleType, name: str
) -> AsyncIterator[Gate]:
    """In the block, whoever calls `module.name` in a unit of work waits until the block is left."""
    original = getattr(module, name)

    def stop(session: Session, *args: Any, **kwargs: Any) -> Any:
        session.execute(text(f"SELECT pg_advisory_xact_lock_shared({Gate.NUMBER})"))
        return original(session, *args, **kwargs)

    engine = create_async_engine(database.url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"SELECT pg_advisory_lock({Gate.NUMBER})"))
        monkeypatch.setattr(module, name, stop)
        yield Gate(connection)
        await connection.execute(text(f"SELECT pg_advisory_unlock({Gate.NUMBER})"))
    await engine.dispose()
