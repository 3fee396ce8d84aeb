"""Hooks: told after the commit, once, in the background; what goes wrong in one disturbs nobody."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable, RunAgain
from bot.services.gamification import (
    Claimed,
    Credited,
    Debited,
    GamificationEvent,
    Identity,
    InsufficientFunds,
    LevelUp,
    ProfileCreated,
    Purchased,
    Refunded,
    StreakExtended,
    StreakLost,
    TransactionType,
    Unlocked,
)
from bot.services.gamification.events import hooks as hooks_module
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.happened import happened
from bot.services.jobs import RunStatus
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.clock import WallClock
from tests.kit.eventually import eventually
from tests.kit.statements import Statements

EARN, SPEND = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN
ANA, BEA, ADMIN = 1001, 1002, 7


class Told:
    """Hears every event. `of(Type)` has those of one type."""

    def __init__(self, gamification: Gamification) -> None:
        self.events: list[GamificationEvent] = []
        self._hooks = gamification.hooks
        gamification.on(GamificationEvent)(self._hear)

    async def _hear(self, event: GamificationEvent) -> None:
        self.events.append(event)

    async def of(self, *kinds: type[GamificationEvent]) -> list[Any]:
        await self._hooks.finish(10)
        return [event for event in self.events if not kinds or isinstance(event, kinds)]


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> AsyncIterator[Gamification]:
    gamification = assemble(database, clock=clock, admin_ids=[ADMIN])
    await gamification.profiles.ensure([Identity(ANA, "Ana"), Identity(BEA, "Bea")])
    yield gamification
    await gamification.hooks.finish()


@pytest.fixture
def told(gamification: Gamification) -> Told:
    return Told(gamification)


async def test_money_is_told_with_its_entry_and_balance(
    gamification: Gamification, told: Told, clock: WallClock
) -> None:
    earned = await gamification.wallet.credit(ANA, 50, EARN, reason="a prize", key="k1")
    spent = await gamification.wallet.debit(ANA, 20, SPEND, reason="a fee", key="k2")
    assert await told.of(Credited, Debited) == [
        Credited(
            user_id=ANA, at=clock(), entry_id=earned.entry_id, amount=50, balance=50, type=EARN,
            reason="a prize",
        ),
        Debited(
            user_id=ANA, at=clock(), entry_id=spent.entry_id, amount=20, balance=30, type=SPEND,
            reason="a fee",
        ),
    ]  # fmt: skip


async def test_a_level_is_told_once_with_the_one_before(gamification: Gamification, told: Told) -> None:
    await gamification.wallet.credit(ANA, 99, EARN, reason="x", key="k1")
    assert await told.of(LevelUp) == []
    await gamification.wallet.credit(ANA, 900, EARN, reason="x", key="k2")
    (event,) = await told.of(LevelUp)
    assert (event.user_id, event.before, event.level) == (ANA, 1, 4)


async def test_nothing_is_told_of_what_did_not_happen(gamification: Gamification, told: Told) -> None:
    await gamification.wallet.credit(ANA, 50, EARN, reason="x", key="k1")
    before = list(await told.of())
    again = await gamification.wallet.credit(ANA, 50, EARN, reason="x", key="k1")
    assert again.replayed
    with pytest.raises(InsufficientFunds):
        await gamification.wallet.debit(ANA, 51, SPEND, reason="x", key="k2")
    assert await told.of() == before


async def test_a_reward_is_told_when_it_unlocks_and_when_it_is_claimed(
    gamification: Gamification, told: Told
) -> None:
    (reward,) = (await gamification.reactions.react(ANA, -100, 1, "🔥")).unlocked
    await gamification.rewards.claim(ANA, reward.id)
    unlocked, claimed = await told.of(Unlocked, Claimed)
    assert (unlocked.reward, claimed.reward.id, claimed.claim_count) == (reward, reward.id, 1)
    assert [event.type for event in await told.of(Credited)] == [
        TransactionType.EARN_REACTION, TransactionType.EARN_REWARD,
    ]  # fmt: skip


async def test_a_grant_is_told_and_a_second_one_of_the_same_is_not(
    gamification: Gamification, database: Database, told: Told
) -> None:
    reward = await add_reward(database, "Medal")
    for _ in range(2):
        await gamification.rewards.grant(ADMIN, ANA, reward)
    assert [event.reward.id for event in await told.of(Unlocked)] == [reward]


async def test_a_purchase_and_its_refund_are_told_once(
    gamification: Gamification, database: Database, told: Told
) -> None:
    await gamification.wallet.credit(ANA, 500, EARN, reason="x", key="k1")
    product = await add_product(database, "Pack", 300)
    purchase = await gamification.shop.buy(ANA, product, price=300)
    for _ in range(2):
        await gamification.shop.refund(ADMIN, purchase.id)
    bought, refunded = await told.of(Purchased, Refunded)
    assert (bought.purchase_id, bought.product_id, bought.name, bought.price) == (
        purchase.id, product, "Pack", 300,
    )  # fmt: skip
    assert (refunded.user_id, refunded.purchase_id, refunded.amount, refunded.admin_id) == (
        ANA, purchase.id, 300, ADMIN,
    )  # fmt: skip


async def test_streaks_are_told_as_they_grow_and_end(
    gamification: Gamification, told: Told, clock: WallClock
) -> None:
    day = clock().date()
    for _ in range(2):
        await gamification.daily_gift.claim(ANA)
        clock.passes(days=1)
    clock.passes(days=1)
    await gamification.daily_gift.claim(ANA)
    first, second, lost, third = await told.of(StreakExtended, StreakLost)
    assert [(event.kind, event.day, event.longest) for event in (first, second, third)] == [
        ("DAILY_GIFT", 1, 1), ("DAILY_GIFT", 2, 2), ("DAILY_GIFT", 1, 2),
    ]  # fmt: skip
    assert (lost.kind, lost.days, lost.last_day) == ("DAILY_GIFT", 2, day + timedelta(days=1))


async def test_a_day_of_reactions_counts_once(gamification: Gamification, told: Told) -> None:
    for post in (1, 2):
        await gamification.reactions.react(ANA, -100, post, "🔥")
    assert [(event.kind, event.day) for event in await told.of(StreakExtended)] == [("REACTION", 1)]


async def test_a_streak_that_the_job_tidies_is_lost_once(
    gamification: Gamification, told: Told, clock: WallClock
) -> None:
    await gamification.daily_gift.claim(ANA)
    clock.passes(days=2)
    for _ in range(2):
        run = await gamification.jobs.work_one((await gamification.jobs.queue("tidy_streaks")).id)
        assert run.status is RunStatus.SUCCEEDED
    await gamification.daily_gift.claim(ANA)
    (lost,) = await told.of(StreakLost)
    assert (lost.user_id, lost.kind, lost.days) == (ANA, "DAILY_GIFT", 1)


async def test_two_processes_that_count_the_same_day_tell_it_once(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await gamification.economy.update(ADMIN, max_reactions_per_day=0)  # so that no wallet tells them apart
    other = Database(database.url, retry_timeout_seconds=60)
    there = assemble(other, clock=clock, admin_ids=[ADMIN])
    heard = [Told(gamification), Told(there)]
    for post in range(10):
        await asyncio.gather(*(one.reactions.react(ANA, -100, post, "🔥") for one in (gamification, there)))
        clock.passes(days=2)
    events = [event for one in heard for event in await one.of(StreakExtended, StreakLost)]
    assert sum(isinstance(event, StreakExtended) for event in events) == 10
    assert sum(isinstance(event, StreakLost) for event in events) == 9
    await other.close()


async def test_a_new_profile_is_told_by_the_process_that_made_it(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    other = Database(database.url, retry_timeout_seconds=60)
    there = assemble(other, clock=clock)
    heard = [Told(gamification), Told(there)]
    people = [Identity(2000 + n, "New") for n in range(20)]
    await asyncio.gather(
        *(one.profiles.get_or_create(who) for who in people for one in (gamification, there))
    )
    told = [event.user_id for one in heard for event in await one.of(ProfileCreated)]
    assert sorted(told) == [who.user_id for who in people]
    await other.close()


async def test_the_sweep_tells_nothing(gamification: Gamification, database: Database, told: Told) -> None:
    await gamification.profiles.ensure([Identity(3000, "Away")])
    await database.write(_without_profiles)
    told.events.clear()
    run = await gamification.sweep.start(ADMIN)
    assert (await gamification.sweep.wait(run.id)).changed == 3
    await gamification.jobs.close()
    assert await told.of() == []


def _without_profiles(session: Session) -> None:
    session.connection().exec_driver_sql("DELETE FROM user_gamification_profiles")


async def test_a_run_that_is_rolled_back_tells_nothing(
    gamification: Gamification, database: Database, told: Told, clock: WallClock
) -> None:
    runs = 0

    def work(session: Session, ending: Exception | None) -> None:
        nonlocal runs
        runs += 1
        happened(session, ProfileCreated(user_id=runs, at=clock()))
        if ending is not None:
            raise ending
        if runs < 4:
            raise RunAgain("again")

    with pytest.raises(ValueError, match="no"):
        await database.write(work, ValueError("no"))
    await database.write(work, None)
    assert [event.user_id for event in await told.of()] == [4]


async def test_a_commit_that_fails_tells_nothing(
    gamification: Gamification, database: Database, told: Told, clock: WallClock, monkeypatch: Any
) -> None:
    def work(session: Session) -> None:
        happened(session, ProfileCreated(user_id=1, at=clock()))

    def refuse(*_: object, **__: object) -> None:
        raise IntegrityError("COMMIT", {}, Exception("refused"))

    monkeypatch.setattr("bot.database.sqlite_connection.SqliteConnection.commit", refuse)
    monkeypatch.setattr("bot.database.postgresql_connection.PostgresqlConnection._commit", refuse)
    with pytest.raises((IntegrityError, DatabaseUnavailable)):
        await database.write(work)
    assert await told.of() == []


async def test_an_error_in_a_hook_is_one_line_and_disturbs_nobody(gamification: Gamification) -> None:
    heard: list[int] = []

    @gamification.on(Credited)
    async def broken(event: Credited) -> None:
        raise RuntimeError(f"of the host\nwith {event.amount}")

    @gamification.on(Credited)
    async def cancels_itself(_event: Credited) -> None:
        raise asyncio.CancelledError

    @gamification.on(Credited)
    async def sound(event: Credited) -> None:
        heard.append(event.amount)

    with structlog.testing.capture_logs() as lines:
        for amount in (1, 2):
            await gamification.wallet.credit(ANA, amount, EARN, reason="x", key=f"k{amount}")
        await gamification.hooks.finish(10)
    assert heard == [1, 2]
    assert [line["event"] for line in lines] == ["hook_failed"] * 4
    first = next(line for line in lines if "broken" in line["hook"])
    assert first["reason"] == "RuntimeError: of the host"
    assert first["where"].startswith("test_hooks.py:")
    assert (first["happened"], first["user_id"]) == ("Credited", ANA)


async def test_no_call_waits_for_a_hook_and_one_member_is_heard_in_order(gamification: Gamification) -> None:
    gate, heard = asyncio.Event(), []

    @gamification.on(Credited)
    async def slow(event: Credited) -> None:
        if event.user_id == ANA:
            await gate.wait()
        heard.append((event.user_id, event.amount))

    for amount in (1, 2, 3):
        await gamification.wallet.credit(ANA, amount, EARN, reason="x", key=f"a{amount}")
    await gamification.wallet.credit(BEA, 9, EARN, reason="x", key="b")
    await eventually(lambda: heard)
    assert heard == [(BEA, 9)], "who hangs for one member is heard for the others"
    gate.set()
    await gamification.hooks.finish(10)
    assert heard[1:] == [(ANA, 1), (ANA, 2), (ANA, 3)]


async def test_a_hook_has_a_time_of_its_own_and_may_pay(database: Database, clock: WallClock) -> None:
    """It does not inherit the deadline of the call that it hears of."""
    hurried = Database(database.url, retry_timeout_seconds=0.5)
    gamification = assemble(hurried, clock=clock)
    await gamification.profiles.ensure([Identity(ANA, "Ana")])

    @gamification.on(Credited)
    async def again(event: Credited) -> None:
        if event.amount == 1:
            await asyncio.sleep(0.6)
            await gamification.wallet.credit(ANA, 2, EARN, reason="x", key="from the hook")

    await gamification.wallet.credit(ANA, 1, EARN, reason="x", key="k")
    await gamification.hooks.finish(10)
    assert await gamification.wallet.balance(ANA) == 3
    await hurried.close()


async def test_what_is_no_event_or_no_hook_is_refused_at_once(gamification: Gamification) -> None:
    def plain(event: LevelUp) -> None: ...

    on: Any = gamification.on
    for no_event in (int, "LevelUp", LevelUp(user_id=1, at=datetime.now(UTC), level=2, before=1), None):
        with pytest.raises(ValueError, match=r"^on\(\) takes a type of event such as LevelUp, not .*$"):
            on(no_event)
    for no_hook in (plain, None, 3):
        with pytest.raises(ValueError, match=r"^a hook is an async function \(async def\) of one event, not"):
            on(LevelUp)(no_hook)


async def test_a_bound_method_and_an_object_that_is_called_are_hooks(gamification: Gamification) -> None:
    heard: list[str] = []

    class Host:
        async def method(self, _event: Credited) -> None:
            heard.append("method")

        async def __call__(self, _event: Credited) -> None:
            heard.append("object")

    gamification.on(Credited)(Host().method)
    gamification.on(Credited)(Host())
    await gamification.wallet.credit(ANA, 1, EARN, reason="x", key="k")
    await gamification.hooks.finish(10)
    assert sorted(heard) == ["method", "object"]


async def test_a_stop_gives_hooks_a_moment_and_no_more(gamification: Gamification) -> None:
    ended: list[int] = []

    @gamification.on(Credited)
    async def hangs(event: Credited) -> None:
        await asyncio.sleep(0.05 if event.user_id == ANA else 60)
        ended.append(event.user_id)

    for who in (ANA, BEA):
        await gamification.wallet.credit(who, 1, EARN, reason="x", key=f"k{who}")
    async with asyncio.timeout(20):
        await gamification.hooks.finish()
    assert ended == [ANA]


async def test_hooks_that_never_end_do_not_fill_the_memory(
    gamification: Gamification, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks_module, "MAX_WAITING", 4)
    gate, heard = asyncio.Event(), []

    @gamification.on(Credited)
    async def hangs(event: Credited) -> None:
        await gate.wait()
        heard.append(event.amount)

    with structlog.testing.capture_logs() as lines:
        for amount in range(1, 8):
            await gamification.wallet.credit(ANA, amount, EARN, reason="x", key=f"k{amount}")
        gate.set()
        await eventually(lambda: len(heard) == 4)
        await gamification.wallet.credit(ANA, 9, EARN, reason="x", key="k9")
        await gamification.hooks.finish(10)
    assert heard == [1, 2, 3, 4, 9]
    assert [(line["event"], line.get("dropped")) for line in lines] == [
        ("hook_events_dropped", None), ("hook_events_taken_again", 3),
    ]  # fmt: skip


async def test_hooks_cost_no_statement(
    gamification: Gamification, told: Told, statements: Statements
) -> None:
    other = TransactionType.EARN_OTHER  # of which the bot tells nothing
    await gamification.wallet.credit(ANA, 1, other, reason="x", key="k0")
    statements.clear()
    await gamification.wallet.credit(ANA, 1, other, reason="x", key="k1")
    assert len(statements) == 3


def test_events_are_frozen() -> None:
    event = StreakLost(user_id=1, at=datetime.now(UTC), kind="REACTION", days=3, last_day=date(2026, 1, 1))
    with pytest.raises(AttributeError):
        event.days = 4  # type: ignore[misc]
    with pytest.raises(TypeError):
        LevelUp(1, datetime.now(UTC), 2, 1)  # type: ignore[call-arg]
