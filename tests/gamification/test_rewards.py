"""Rewards: unlocked by events in the event's transaction, claimed once, repeatable on new progress only."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    AlreadyClaimed,
    ClaimExpired,
    NotAllowed,
    Reward,
    RewardLocked,
    RewardStatus,
    RewardView,
    SubscriptionRequired,
    TransactionType,
    UnknownMember,
)
from bot.services.gamification.events.ledger import Movement
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity
from tests.kit.catalog_rows import add_reward
from tests.kit.clock import WallClock
from tests.kit.statements import Statements

EARN, SPEND = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN
ADMIN = 7


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock, admin_ids=[ADMIN])
    await gamification.profiles.ensure([Identity(1001, "Ana"), Identity(1002, "Bea")])
    return gamification


_keys = iter(range(10**9))


async def earns(gamification: Gamification, amount: int, user_id: int = 1001) -> tuple[str, ...]:
    key = f"k{next(_keys)}"
    receipt = await gamification.wallet.credit(user_id, amount, EARN, reason="x", key=key)
    return tuple(reward.name for reward in receipt.unlocked)


async def view(gamification: Gamification, reward_id: int) -> RewardView:
    return next(view for view in await gamification.rewards.available(1001) if view.id == reward_id)


def entries(session: Session) -> list[tuple[str, int]]:
    rows = session.execute(
        text("SELECT idempotency_key, amount FROM transactions WHERE type = 'EARN_REWARD' ORDER BY id")
    )
    return [(row[0], row[1]) for row in rows]


async def test_the_seeded_rewards_unlock_by_what_they_say(
    gamification: Gamification, clock: WallClock
) -> None:
    reaction = await gamification.reactions.react(1001, -100, 1, "🔥")
    assert [reward.code for reward in reaction.unlocked] == ["first-steps"]
    unlocked = []
    for _ in range(7):
        claim = await gamification.daily_gift.claim(1001)
        unlocked.append([reward.code for reward in claim.unlocked])
        clock.passes(days=1)
    assert unlocked == [[], ["beginner-saver"], [], [], [], [], ["seven-day-streak"]]


async def test_a_claim_pays_once_however_often_it_is_tapped(
    gamification: Gamification, database: Database
) -> None:
    (reward,) = (await gamification.reactions.react(1001, -100, 1, "🔥")).unlocked
    claims = await asyncio.gather(
        *(gamification.rewards.claim(1001, reward.id) for _ in range(50)), return_exceptions=True
    )
    paid = [claim for claim in claims if not isinstance(claim, BaseException)]
    assert [(claim.amount, claim.balance) for claim in paid] == [(10, 15)]
    assert {type(claim) for claim in claims if isinstance(claim, BaseException)} == {AlreadyClaimed}
    assert await database.read(entries) == [(f"reward:{reward.id}:1001:1", 10)]


async def test_a_claim_that_was_paid_at_this_moment_under_another_amount_is_claimed_already(
    gamification: Gamification, database: Database
) -> None:
    (reward,) = (await gamification.reactions.react(1001, -100, 1, "🔥")).unlocked
    key = f"reward:{reward.id}:1001:1"
    await gamification.wallet._post(Movement(1001, 11, TransactionType.EARN_REWARD, "x", key))
    with pytest.raises(AlreadyClaimed):
        await gamification.rewards.claim(1001, reward.id)
    assert await database.read(entries) == [(key, 11)]


async def test_what_a_claim_pays_can_unlock_the_next_reward(gamification: Gamification) -> None:
    (first,) = (await gamification.reactions.react(1001, -100, 1, "🔥")).unlocked
    await earns(gamification, 90)
    claim = await gamification.rewards.claim(1001, first.id)
    assert [reward.code for reward in claim.unlocked] == ["beginner-saver"]


async def test_a_locked_or_unknown_reward_cannot_be_claimed(
    gamification: Gamification, database: Database
) -> None:
    for reward in await gamification.rewards.available(1001):
        with pytest.raises(RewardLocked):
            await gamification.rewards.claim(1001, reward.id)
    with pytest.raises(RewardLocked):
        await gamification.rewards.claim(1001, 999)
    with pytest.raises(UnknownMember):
        await gamification.rewards.claim(404, 1)
    with pytest.raises(UnknownMember):
        await gamification.rewards.available(404)
    assert await database.read(entries) == []


async def test_after_its_window_a_reward_is_gone_and_stays_gone(
    gamification: Gamification, clock: WallClock
) -> None:
    (reward,) = (await gamification.reactions.react(1001, -100, 1, "🔥")).unlocked
    clock.passes(hours=168)
    with pytest.raises(ClaimExpired):
        await gamification.rewards.claim(1001, reward.id)
    assert (await view(gamification, reward.id)).status is RewardStatus.EXPIRED
    assert (await gamification.reactions.react(1001, -100, 2, "🔥")).unlocked == ()
    with pytest.raises(ClaimExpired):
        await gamification.rewards.claim(1001, reward.id)


@pytest.mark.every_shape
async def test_a_repeatable_reward_unlocks_again_on_new_progress_only(
    gamification: Gamification, database: Database
) -> None:
    reward_id = await add_reward(database, "cada cien", ("TOTAL_POINTS", 100), repeatable=True)
    assert "cada cien" in await earns(gamification, 250)
    claim = await gamification.rewards.claim(1001, reward_id)
    assert (claim.amount, claim.unlocked) == (10, ())
    with pytest.raises(AlreadyClaimed):
        await gamification.rewards.claim(1001, reward_id)
    assert await earns(gamification, 99) == ()
    (progress,) = (await view(gamification, reward_id)).progress
    assert (progress.current, progress.target) == (99, 100)
    assert await earns(gamification, 1) == ("cada cien",)
    assert (await gamification.rewards.claim(1001, reward_id)).amount == 10
    assert await database.read(entries) == [(f"reward:{reward_id}:1001:{n}", 10) for n in (1, 2)]


async def test_a_repeatable_reward_that_was_missed_counts_from_its_unlock(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await add_reward(database, "cada cien", ("TOTAL_POINTS", 100), repeatable=True, window=1)
    assert "cada cien" in await earns(gamification, 150)
    clock.passes(hours=2)
    assert await earns(gamification, 99) == ()
    assert await earns(gamification, 1) == ("cada cien",)


async def test_a_repeatable_streak_reward_asks_for_as_many_days_on_top(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    reward_id = await add_reward(database, "tres días", ("STREAK_LENGTH", 3), repeatable=True)
    days = []
    for day in range(1, 10):
        claim = await gamification.daily_gift.claim(1001)
        if reward_id in [reward.id for reward in claim.unlocked]:
            days.append(day)
            await gamification.rewards.claim(1001, reward_id)
        clock.passes(days=1)
    assert days == [3, 6, 9]


async def test_spending_and_vip_and_groups(gamification: Gamification, database: Database) -> None:
    await add_reward(
        database,
        "gasta",
        ("BESITOS_SPENT", 50),
        ("NOT_VIP", None),
        ("LEVEL_REACHED", 9, 1),
        ("TOTAL_POINTS", 60, 1),
    )
    await earns(gamification, 80)
    receipt = await gamification.wallet.debit(1001, 50, SPEND, reason="x", key="spent")
    assert [reward.name for reward in receipt.unlocked] == ["gasta"]
    await database.write(lambda s: s.execute(text("UPDATE users SET role = 'VIP' WHERE user_id = 1002")))
    await earns(gamification, 80, 1002)
    receipt = await gamification.wallet.debit(1002, 50, SPEND, reason="x", key="spent2")
    assert receipt.unlocked == ()


async def test_secret_rewards_are_not_listed_until_unlocked(
    gamification: Gamification, database: Database
) -> None:
    reward_id = await add_reward(database, "sorpresa", ("TOTAL_POINTS", 5), secret=True)
    assert reward_id not in [view.id for view in await gamification.rewards.available(1001)]
    await earns(gamification, 5)
    assert (await view(gamification, reward_id)).status is RewardStatus.UNLOCKED


async def test_a_reward_that_is_inactive_or_without_conditions_never_unlocks_by_itself(
    gamification: Gamification, database: Database
) -> None:
    await add_reward(database, "apagada", ("TOTAL_POINTS", 1), active=False)
    await add_reward(database, "sin condiciones")
    assert await earns(gamification, 50) == ()


async def test_a_badge_and_content(gamification: Gamification, database: Database) -> None:
    badge = await add_reward(
        database, "b", ("TOTAL_POINTS", 1), type_="BADGE", value={"badge_name": "Gran fan", "emoji": "⭐"}
    )
    content = await add_reward(
        database, "c", ("TOTAL_POINTS", 1), type_="CONTENT", value={"content_set_id": 1}
    )
    await earns(gamification, 1)
    assert (await gamification.rewards.claim(1001, badge)).badge == "⭐ Gran fan"
    assert (await gamification.rewards.claim(1001, content)).content_set_id == 1
    access = await database.read(
        lambda s: s.execute(text("SELECT user_id, content_set_id, is_active FROM user_content_access")).all()
    )
    assert [tuple(row) for row in access] == [(1001, 1, True)]
    assert await gamification.wallet.balance(1001) == 1


async def test_vip_days_need_a_subscription_and_the_claim_stays_open(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    reward_id = await add_reward(database, "v", ("TOTAL_POINTS", 1), type_="VIP_EXTENSION", value={"days": 7})
    await earns(gamification, 1)
    with pytest.raises(SubscriptionRequired):
        await gamification.rewards.claim(1001, reward_id)
    assert (await view(gamification, reward_id)).status is RewardStatus.UNLOCKED
    lapsed = clock.now - timedelta(days=3)
    await database.write(subscribe, 1001, lapsed)
    claim = await gamification.rewards.claim(1001, reward_id)
    assert claim.vip_until == clock.now + timedelta(days=7)  # from now, not from when it lapsed
    assert await database.read(subscription, 1001) == ("active", clock.now + timedelta(days=7))


@pytest.mark.every_shape
async def test_vip_days_are_added_to_a_running_subscription(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    reward_id = await add_reward(database, "v", ("TOTAL_POINTS", 1), type_="VIP_EXTENSION", value={"days": 7})
    until = clock.now + timedelta(days=20)
    await database.write(subscribe, 1001, until)
    await earns(gamification, 1)
    assert (await gamification.rewards.claim(1001, reward_id)).vip_until == until + timedelta(days=7)


def subscribe(session: Session, user_id: int, expiry: datetime) -> None:
    session.execute(
        text(
            "INSERT INTO invitation_tokens (id, token, generated_by, created_at, duration_hours, used) "
            "VALUES (1, 't', 7, '2026-01-01', 24, true)"
        )
    )
    status = "expired" if expiry < datetime(2026, 11, 22, 12, tzinfo=UTC) else "active"
    session.execute(
        text(
            "INSERT INTO vip_subscribers (id, user_id, join_date, expiry_date, status, token_id) "
            f"VALUES (1, {user_id}, '2026-01-01', '{expiry.replace(tzinfo=None)}', '{status}', 1)"
        )
    )


def subscription(session: Session, user_id: int) -> tuple[str, datetime]:
    from bot.database.tables.host import VipSubscriber

    row = session.query(VipSubscriber).filter_by(user_id=user_id).one()
    return row.status, row.expiry_date


async def test_an_admin_grants_a_reward_and_the_member_claims_it(
    gamification: Gamification, database: Database
) -> None:
    told: list[tuple[int, tuple[Reward, ...]]] = []
    gamification.unlocks.listen(lambda user_id, rewards: told.append((user_id, rewards)))
    reward_id = await add_reward(database, "sin condiciones", value={"amount": 500})
    granted = await gamification.rewards.grant(ADMIN, 1001, reward_id)
    assert granted.status is RewardStatus.UNLOCKED
    again = await gamification.rewards.grant(ADMIN, 1001, reward_id)
    assert again.expires_at == granted.expires_at
    assert [(user_id, [reward.id for reward in rewards]) for user_id, rewards in told] == [
        (1001, [reward_id])
    ]
    assert (await gamification.rewards.claim(1001, reward_id)).amount == 500
    with pytest.raises(AlreadyClaimed):
        await gamification.rewards.grant(ADMIN, 1001, reward_id)


async def test_only_admins_grant(gamification: Gamification, database: Database) -> None:
    with pytest.raises(NotAllowed):
        await gamification.rewards.grant(1001, 1001, 1)
    with pytest.raises(NotAllowed):
        await gamification.economy.update(1001, besitos_per_reaction=1000)
    await database.write(lambda s: s.execute(text("UPDATE users SET role = 'ADMIN' WHERE user_id = 1002")))
    assert (await gamification.rewards.grant(1002, 1001, 1)).status is RewardStatus.UNLOCKED


async def test_a_reward_that_is_added_later_unlocks_when_the_member_looks(
    gamification: Gamification, database: Database
) -> None:
    await earns(gamification, 50)
    reward_id = await add_reward(database, "nueva", ("TOTAL_POINTS", 10))
    gamification.catalog.invalidate()
    assert (await view(gamification, reward_id)).status is RewardStatus.UNLOCKED


async def test_listeners_hear_of_each_unlock_once_and_cannot_break_it(gamification: Gamification) -> None:
    told: list[str] = []

    def broken(_user_id: int, _rewards: tuple[Reward, ...]) -> None:
        raise RuntimeError("no network")

    gamification.unlocks.listen(broken)
    gamification.unlocks.listen(lambda _, rewards: told.extend(reward.name for reward in rewards))
    await asyncio.gather(*(gamification.reactions.react(1001, -100, n, "🔥") for n in range(10)))
    assert told == ["Primeros Pasos"]


async def test_what_looking_costs(gamification: Gamification, statements: Statements) -> None:
    await gamification.rewards.available(1001)
    statements.sent()
    await gamification.rewards.available(1001)
    assert len(statements.sent()) == 1


async def test_a_member_of_users_without_a_profile_sees_the_rewards(
    gamification: Gamification, database: Database
) -> None:
    await database.write(lambda session: session.execute(text("DELETE FROM user_gamification_profiles")))
    assert len(await gamification.rewards.available(1001)) == 3


async def test_progress_of_what_an_older_bot_gave_counts_from_its_last_claim(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    reward_id = await add_reward(database, "cada cien", ("TOTAL_POINTS", 100), repeatable=True)
    gamification.catalog.invalidate()
    await database.write(
        lambda session: session.execute(
            text(
                "INSERT INTO user_rewards (user_id, reward_id, status, unlocked_at, claimed_at, claim_count, "
                f"created_at, updated_at) VALUES (1001, {reward_id}, 'CLAIMED', '2026-11-22 12:30', "
                "'2026-11-22 13:00', 1, '2026-01-01', '2026-01-01')"
            )
        )
    )
    assert "cada cien" not in await earns(gamification, 500)  # at 12:00, before that claim
    clock.passes(hours=2)
    assert await earns(gamification, 99) == ()
    assert await earns(gamification, 1) == ("cada cien",)
