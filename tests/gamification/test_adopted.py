"""Every feature, played on upgraded copies of databases that were gamified before: what members had works
on, and the laws of money hold at the end."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.demo.production.copy import State
from bot.services.gamification import (
    AlreadyClaimed,
    AlreadyOwned,
    Gamification,
    Reward,
    RewardStatus,
    TransactionType,
)
from bot.services.gamification.gamification import assemble
from bot.services.gamification.rules.levels import level_formula
from tests.kit.catalog_rows import add_product
from tests.kit.clock import WallClock
from tests.kit.production_copies import FEW, MakeCopy, upgraded

ADMIN = 7


@pytest.fixture
def clock() -> WallClock:
    return WallClock(datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.fixture(params=["halfway", "played", "drifted"])
def age(request: pytest.FixtureRequest) -> State:
    state: State = request.param
    return state


@pytest.fixture
async def database(age: State, production_copy: MakeCopy) -> AsyncIterator[Database]:
    async with upgraded(production_copy(age, FEW)) as database:
        yield database


@pytest.fixture
def gamification(database: Database, clock: WallClock) -> Gamification:
    return assemble(database, clock=clock, admin_ids=[ADMIN])


async def one(database: Database, sql: str) -> tuple[int, ...]:
    return await database.read(lambda session: tuple(session.execute(text(sql)).one()))


def books(session: Session) -> list[tuple[int, ...]]:
    rows = session.execute(
        text(
            "SELECT p.balance, p.total_earned, p.total_spent, p.level, (SELECT COALESCE(SUM(amount), 0) "
            "FROM transactions t WHERE t.user_id = p.user_id) FROM user_gamification_profiles p"
        )
    )
    return [tuple(int(number) for number in row) for row in rows]


async def test_every_feature_is_played(
    age: State, database: Database, gamification: Gamification, clock: WallClock
) -> None:
    # Ana of these copies: has reacted, has besitos, owns nothing, is no VIP.
    member, channel, post = await one(
        database,
        "SELECT p.user_id, r.channel_id, r.content_id FROM user_gamification_profiles p "
        "JOIN user_reactions r ON r.user_id = p.user_id JOIN users u ON u.user_id = p.user_id "
        "WHERE p.balance >= 60 AND CAST(u.role AS VARCHAR) = 'FREE' "
        "AND NOT EXISTS (SELECT 1 FROM user_content_access a WHERE a.user_id = p.user_id) "
        "AND NOT EXISTS (SELECT 1 FROM user_rewards w WHERE w.user_id = p.user_id) "
        "ORDER BY p.user_id, r.id LIMIT 1",
    )
    balance = await gamification.wallet.balance(member)
    unlocked: list[Reward] = []
    gamification.unlocks.listen(lambda _user_id, rewards: unlocked.extend(rewards))
    # What an older bot paid for is not paid again, whatever is done with it.
    again = await gamification.reactions.react(member, channel, post, "🔥")
    assert (again.paid, again.balance) == (0, balance)
    assert (await gamification.reactions.counts(channel, post))["🔥"] >= 1
    paid = (await gamification.economy.settings()).besitos_per_reaction
    outcome = await gamification.reactions.react(member, channel, 10**9, "🔥")
    assert (outcome.paid, outcome.balance) == (paid, balance + paid)
    # The gift, two days in a row.
    first = await gamification.daily_gift.claim(member)
    clock.now += timedelta(days=1)
    second = await gamification.daily_gift.claim(member)
    assert (first.day, second.day) == (1, 2)
    balance += paid + first.gift + first.streak_bonus + second.gift + second.streak_bonus
    assert second.balance == balance
    # Rewards: what the seeds added unlocks from now on.
    codes = {reward.code for reward in unlocked}
    assert "beginner-saver" in codes
    for reward in unlocked:
        claim = await gamification.rewards.claim(member, reward.id)
        balance += claim.amount
        with pytest.raises(AlreadyClaimed):
            await gamification.rewards.claim(member, reward.id)
    # The shop: bought, owned, not bought again, refunded.
    product = await add_product(database, "fotos de hoy", 30)
    purchase = await gamification.shop.buy(member, product, price=30)
    assert purchase.balance == balance - 30
    with pytest.raises(AlreadyOwned):
        await gamification.shop.buy(member, product, price=30)
    assert purchase.id in [owned.id for owned in await gamification.shop.owned(member)]
    assert (await gamification.shop.refund(ADMIN, purchase.id)).balance == balance
    # Ranking, history, card.
    assert await gamification.leaderboard.rank(member) >= 1
    assert len(await gamification.leaderboard.top()) == 10
    assert (await gamification.wallet.history(member))[0].type is TransactionType.EARN_SHOP_REFUND
    assert (await gamification.profile_cards.of(member)).balance == balance
    # The sweep, for those who never came back.
    missing = await gamification.sweep.missing()
    try:
        run = await gamification.sweep.wait((await gamification.sweep.start(ADMIN)).id)
    finally:
        await gamification.jobs.close()
    assert (run.created, await gamification.sweep.missing()) == (missing, 0)
    formula = level_formula((await gamification.economy.settings()).level_formula)
    rows = await database.read(books)
    assert len(rows) == FEW
    for balance_, earned, spent, level, ledger in rows:
        assert balance_ == earned - spent == ledger >= 0
        assert level == formula.level(earned)


@pytest.mark.parametrize("age", ["played", "drifted"])
async def test_what_members_had_stays_theirs(database: Database, gamification: Gamification) -> None:
    # Unlocked by the older bot, and switched off by the admin since: a promise is kept, at today's amount.
    (waiting,) = await one(
        database, "SELECT min(user_id) FROM user_rewards WHERE status = 'UNLOCKED' AND reward_id = 1"
    )
    before = await gamification.wallet.balance(waiting)
    claim = await gamification.rewards.claim(waiting, 1)
    assert (claim.amount, claim.balance) == (25, before + 25)
    (claimed,) = await one(
        database, "SELECT min(user_id) FROM user_rewards WHERE status = 'CLAIMED' AND claim_count = 1 "
        f"AND reward_id = 1 AND user_id <> {waiting}",
    )  # fmt: skip
    with pytest.raises(AlreadyClaimed):
        await gamification.rewards.claim(claimed, 1)
    views = await gamification.rewards.available(claimed)
    assert next(view for view in views if view.id == 1).status is RewardStatus.CLAIMED
    (owner,) = await one(database, "SELECT min(user_id) FROM user_content_access WHERE is_active")
    assert [owned.content_set_id for owned in await gamification.shop.owned(owner)] == [1]
    with pytest.raises(AlreadyOwned):
        await gamification.shop.buy(owner, 1, price=45)
