"""Credits, debits, streaks, grants and VIP by an admin: once for each confirmation, audited with the change,
and the laws of money hold."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import (
    AlreadyClaimed,
    AlreadyOwned,
    ChangedMeanwhile,
    Gamification,
    IdempotencyConflict,
    InsufficientFunds,
    InvalidAmount,
    InvalidSetting,
    NotAllowed,
    NotForSale,
    RewardStatus,
    TransactionType,
    UnknownMember,
)
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.rules.ids import FIRST_PSEUDONYM
from tests.gamification.member_admin.conftest import ADMIN, ANA, BEA, OTHER_ADMIN, STRANGER
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.clock import WallClock

DAY = timedelta(days=1)


async def audit(database: Database) -> list[tuple[str, str, str, Any, Any]]:
    found = await database.read(latest_changes, 20)
    return [
        (one.who, one.change.what, one.change.subject, one.change.before, one.change.after)
        for one in reversed(found)
    ]


async def is_well(database: Database, clock: WallClock) -> None:
    assert [str(one) async for one in Doctor(database, clock).examine() if one.wrong] == []


async def set_of(database: Database, product_id: int) -> int:
    sql = text("SELECT content_set_id FROM shop_products WHERE id = :id")
    return await database.read(lambda s: int(s.execute(sql, {"id": product_id}).scalar_one()))


async def test_a_credit_and_a_debit(gamification: Gamification, database: Database, clock: WallClock) -> None:
    given = await gamification.member_admin.credit(ADMIN, ANA, 250, reason=" a prize ", once="a")
    assert (given.before, given.balance, given.receipt.replayed) == (0, 250, False)
    taken = await gamification.member_admin.debit(OTHER_ADMIN, ANA, 50, reason="sorry", once="a")
    assert (taken.before, taken.balance) == (250, 200)
    debit, credit = await gamification.member_admin.ledger(ADMIN, ANA)
    assert (credit.amount, credit.type, credit.reason) == (250, TransactionType.EARN_ADMIN, "a prize")
    assert (debit.amount, debit.type, debit.metadata) == (-50, TransactionType.SPEND_ADMIN, {"admin_id": 8})
    after_credit = {"balance": 250, "amount": 250, "reason": "a prize"}
    after_debit = {"balance": 200, "amount": 50, "reason": "sorry"}
    assert await audit(database) == [
        ("admin 7", "credit", "member 1001", {"balance": 0}, after_credit),
        ("admin 8", "debit", "member 1001", {"balance": 250}, after_debit),
    ]
    await is_well(database, clock)


async def test_one_confirmation_tapped_often_pays_once(
    gamification: Gamification, database: Database
) -> None:
    answers = await asyncio.gather(
        *(gamification.member_admin.credit(ADMIN, ANA, 5, reason="x", once="a") for _ in range(10))
    )
    assert {(one.before, one.balance) for one in answers} == {(0, 5)}
    assert sum(not one.receipt.replayed for one in answers) == 1
    assert len(await audit(database)) == 1
    with pytest.raises(IdempotencyConflict):
        await gamification.member_admin.credit(ADMIN, ANA, 6, reason="x", once="a")
    assert len(await audit(database)) == 1


async def test_a_debit_of_more_than_there_is(gamification: Gamification, database: Database) -> None:
    with pytest.raises(InsufficientFunds) as refused:
        await gamification.member_admin.debit(ADMIN, ANA, 1, reason="x", once="a")
    assert (refused.value.balance, refused.value.needed) == (0, 1)
    assert await audit(database) == []


async def test_a_credit_unlocks_what_it_makes_due(gamification: Gamification, database: Database) -> None:
    await add_reward(database, "cien", ("TOTAL_POINTS", 100))
    given = await gamification.member_admin.credit(ADMIN, ANA, 100, reason="x", once="a")
    assert "cien" in [reward.name for reward in given.receipt.unlocked]


Call = Callable[[Gamification, int, int], Awaitable[Any]]
CALLS: dict[str, Call] = {
    "file": lambda g, admin, who: g.member_admin.file(admin, who),
    "ledger": lambda g, admin, who: g.member_admin.ledger(admin, who),
    "credit": lambda g, admin, who: g.member_admin.credit(admin, who, 1, reason="x", once="a"),
    "debit": lambda g, admin, who: g.member_admin.debit(admin, who, 1, reason="x", once="a"),
    "repair_streak": lambda g, admin, who: g.member_admin.repair_streak(admin, who, 3),
    "grant_content": lambda g, admin, who: g.member_admin.grant_content(admin, who, 1),
    "set_vip": lambda g, admin, who: g.member_admin.set_vip(admin, who, until=None),
    "export": lambda g, admin, who: g.member_admin.export(admin, who),
    "erase": lambda g, admin, who: g.member_admin.erase(admin, who),
}


@pytest.mark.parametrize("name", CALLS)
async def test_who_may_and_whom(gamification: Gamification, database: Database, name: str) -> None:
    with pytest.raises(NotAllowed):
        await CALLS[name](gamification, ANA, BEA)
    for nobody in (STRANGER, "x", True, None, 2**63):
        with pytest.raises(UnknownMember):
            await CALLS[name](gamification, ADMIN, nobody)  # type: ignore[arg-type]
    if name not in ("file", "ledger"):
        with pytest.raises(UnknownMember):
            await CALLS[name](gamification, ADMIN, FIRST_PSEUDONYM + 1)
    assert await audit(database) == []


@pytest.mark.parametrize("amount", [0, -1, 10**12, 1.5, True, "5", None])
async def test_an_amount_that_is_none(gamification: Gamification, amount: Any) -> None:
    with pytest.raises(InvalidAmount):
        await gamification.member_admin.credit(ADMIN, ANA, amount, reason="x", once="a")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 256, "a\0", None, 5])
async def test_a_reason_that_is_none(gamification: Gamification, reason: Any) -> None:
    with pytest.raises(InvalidSetting, match="1 to 255"):
        await gamification.member_admin.credit(ADMIN, ANA, 5, reason=reason, once="a")


@pytest.mark.parametrize("once", ["", "x" * 101, None, 5])
async def test_a_confirmation_without_a_name(gamification: Gamification, once: Any) -> None:
    with pytest.raises(ValueError, match="once is a text"):
        await gamification.member_admin.credit(ADMIN, ANA, 5, reason="x", once=once)


async def test_a_lost_streak_goes_on(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    for _ in range(5):
        await gamification.daily_gift.claim(ANA)
        clock.now += DAY
    clock.now += DAY  # a day without a claim
    assert (await gamification.daily_gift.status(ANA)).streak == 0
    repaired = await gamification.member_admin.repair_streak(ADMIN, ANA, 5, shown=0)
    assert (repaired.before, repaired.days, repaired.longest) == (0, 5, 5)
    status = await gamification.daily_gift.status(ANA)
    assert (status.claimable, status.streak) == (True, 5)
    await is_well(database, clock)
    assert (await gamification.daily_gift.claim(ANA)).day == 6
    today = clock.now.date()
    (change,) = await audit(database)
    assert change == (
        "admin 7", "streak", "member 1001",
        {"days": 5, "longest": 5, "last_day": (today - 2 * DAY).isoformat()},
        {"days": 5, "longest": 5, "last_day": (today - DAY).isoformat()},
    )  # fmt: skip
    with pytest.raises(AlreadyClaimed):
        await gamification.daily_gift.claim(ANA)


async def test_a_streak_that_was_claimed_today_keeps_its_day(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await gamification.daily_gift.claim(ANA)
    repaired = await gamification.member_admin.repair_streak(ADMIN, ANA, 30)
    assert (repaired.before, repaired.longest) == (1, 30)
    with pytest.raises(AlreadyClaimed):
        await gamification.daily_gift.claim(ANA)
    await is_well(database, clock)
    clock.now += DAY
    assert (await gamification.daily_gift.claim(ANA)).day == 31


async def test_a_shorter_streak_keeps_the_longest(gamification: Gamification, clock: WallClock) -> None:
    await gamification.daily_gift.claim(ANA)
    await gamification.member_admin.repair_streak(ADMIN, ANA, 30)
    assert (await gamification.member_admin.repair_streak(ADMIN, ANA, 2, shown=30)).longest == 30
    assert (await gamification.member_admin.file(ADMIN, ANA)).gift_streak.days == 2


async def test_a_repaired_streak_in_another_zone(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await gamification.economy.update(ADMIN, day_timezone="Pacific/Kiritimati")  # 14 hours ahead: tomorrow
    await gamification.daily_gift.claim(ANA)
    clock.now += 3 * DAY
    await gamification.economy.update(ADMIN, day_timezone="America/Bogota")
    await gamification.member_admin.repair_streak(ADMIN, ANA, 9)
    assert (await gamification.daily_gift.claim(ANA)).day == 10
    await is_well(database, clock)


async def test_a_repair_unlocks_rewards_of_streaks(gamification: Gamification, database: Database) -> None:
    await gamification.daily_gift.claim(ANA)
    await gamification.member_admin.repair_streak(ADMIN, ANA, 7)
    states = {one.code: one.status for one in await gamification.rewards.available(ANA)}
    assert states["seven-day-streak"] is RewardStatus.UNLOCKED


async def test_repairs_that_are_refused(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    with pytest.raises(InvalidSetting, match="never claimed"):
        await gamification.member_admin.repair_streak(ADMIN, ANA, 5)
    await gamification.daily_gift.claim(ANA)
    for days in (0, -1, 3651, 10**12, "5", 1.5, True, None):
        with pytest.raises(InvalidSetting, match="1 to 3,650"):
            await gamification.member_admin.repair_streak(ADMIN, ANA, days)  # type: ignore[arg-type]
    with pytest.raises(ChangedMeanwhile) as other:
        await gamification.member_admin.repair_streak(ADMIN, ANA, 5, shown=4)
    assert other.value.value == 1
    assert await audit(database) == []
    await gamification.member_admin.repair_streak(ADMIN, ANA, 1, shown=1)  # as it is
    assert await audit(database) == []


async def test_granted_content_outlives_a_refund(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    product = await add_product(database, "Pack", 30)
    content = await set_of(database, product)
    await gamification.member_admin.credit(ADMIN, ANA, 100, reason="x", once="a")
    purchase = await gamification.shop.buy(ANA, product, price=30)
    granted = await gamification.member_admin.grant_content(ADMIN, ANA, content)
    assert (granted.content_set_id, granted.name, granted.files) == (content, "Pack", 2)
    await gamification.shop.refund(ADMIN, purchase.id)
    assert await gamification.shop.files(ANA, content) is not None
    (owned,) = await gamification.shop.owned(ANA)
    assert (owned.id, owned.paid) == (granted.id, None)
    assert [(what, after) for _, what, _, _, after in await audit(database)][1:] == [
        ("content granted", {"content_set_id": content, "name": "Pack", "right_id": granted.id}),
        ("refund", {"balance": 100, "purchase_id": purchase.id, "content_set_id": content, "amount": 30}),
    ]
    await is_well(database, clock)
    with pytest.raises(AlreadyOwned):
        await gamification.member_admin.grant_content(ADMIN, ANA, content)


async def test_granted_before_it_is_bought(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "Pack", 30, tier="GIFT")
    content = await set_of(database, product)
    await gamification.member_admin.grant_content(ADMIN, ANA, content)
    assert await gamification.shop.files(ANA, content) is not None
    rows = await database.read(
        lambda s: s.execute(text("SELECT kind, once_key FROM gamification_outbox")).all()
    )
    assert [(row.kind, row.once_key[:15]) for row in rows] == [("delivery", "delivery:grant:")]
    for unknown in (10**6, 0, "1", None, 2**40):
        with pytest.raises(NotForSale):
            await gamification.member_admin.grant_content(ADMIN, ANA, unknown)  # type: ignore[arg-type]


async def test_content_without_files_is_given_and_not_sent(
    gamification: Gamification, database: Database
) -> None:
    granted = await gamification.member_admin.grant_content(ADMIN, ANA, 1)
    assert granted.files == 0
    rows = await database.read(lambda s: s.execute(text("SELECT count(*) FROM gamification_outbox")).scalar())
    assert rows == 0


async def test_what_can_be_granted_in_pages(gamification: Gamification, database: Database) -> None:
    await add_product(database, "Pack", 30, content_active=False)
    first = await gamification.member_admin.grantable(ADMIN, limit=2)
    rest = await gamification.member_admin.grantable(ADMIN, limit=2, after=first[-1].content_set_id)
    assert [(one.name, one.files, one.is_active) for one in first + rest] == [
        ("Welcome Pack", 0, True), ("VIP Special", 0, True), ("Pack", 2, False),
    ]  # fmt: skip
    for wrong in ("x", True, -1, 2**40):
        with pytest.raises(ValueError, match="after is the id"):
            await gamification.member_admin.grantable(ADMIN, after=wrong)  # type: ignore[arg-type]


async def test_granted_rewards_and_refunds_are_audited_once(
    gamification: Gamification, database: Database
) -> None:
    reward = await add_reward(database, "only given")
    for _ in range(2):
        await gamification.rewards.grant(ADMIN, ANA, reward)
    given = {"reward_id": reward, "name": "only given"}
    assert await audit(database) == [
        ("admin 7", "reward granted", "member 1001", {**given, "status": "LOCKED"}, given)
    ]
    product = await add_product(database, "free", 0)
    purchase = await gamification.shop.buy(ANA, product, price=0)
    for _ in range(3):
        await gamification.shop.refund(OTHER_ADMIN, purchase.id)
    assert [(who, what) for who, what, *_ in await audit(database)][1:] == [("admin 8", "refund")]


async def test_vip_by_an_admin(gamification: Gamification, database: Database, clock: WallClock) -> None:
    until = clock.now + 7 * DAY
    status = await gamification.member_admin.set_vip(ADMIN, ANA, until=until, shown=None)
    assert (status.vip, status.vip_until) == (True, until)
    with pytest.raises(ChangedMeanwhile) as other:
        await gamification.member_admin.set_vip(OTHER_ADMIN, ANA, until=until + DAY, shown=None)
    assert other.value.value == until
    await gamification.member_admin.set_vip(OTHER_ADMIN, ANA, until=None, shown=until)
    assert not (await gamification.members.status(ANA)).vip
    assert [(who, what, before, after) for who, what, _, before, after in await audit(database)] == [
        ("admin 7", "vip", None, until.isoformat()),
        ("admin 8", "vip", until.isoformat(), None),
    ]
    with pytest.raises(ValueError, match="time zone"):
        await gamification.member_admin.set_vip(ADMIN, ANA, until=until.replace(tzinfo=None))
