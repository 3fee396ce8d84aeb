"""The card shows everything about a member, and makes no profile by the way."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import Gamification, Identity, RewardStatus
from tests.gamification.member_admin.club import live
from tests.gamification.member_admin.conftest import ADMIN, ANA
from tests.kit.clock import WallClock
from tests.kit.statements import Statements


async def test_a_member_with_everything(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await live(gamification, database, clock, ADMIN, ANA)
    until = clock.now + timedelta(days=3)
    await gamification.member_admin.set_vip(ADMIN, ANA, until=until)
    file = await gamification.member_admin.file(ADMIN, ANA)
    card = await gamification.profile_cards.of(ANA)
    assert (file.name, file.username, file.role, file.vip, file.vip_until) == (
        "Ana García", "ana_g", "FREE", True, until,
    )  # fmt: skip
    assert (file.has_profile, file.erased) == (True, False)
    assert (file.balance, file.total_earned, file.total_spent, file.level, file.next_level_at) == (
        card.balance, card.total_earned, card.total_spent, card.level, card.next_level_at,
    )  # fmt: skip
    assert (file.gift_streak.days, file.gift_streak.longest, file.gift_streak.last_day) == (
        4, 4, clock.now.date(),
    )  # fmt: skip
    assert (file.reaction_streak.days, file.reaction_streak.longest) == (1, 1)
    assert [(one.name, one.source, one.price, one.refundable, one.in_force) for one in file.rights] == [
        ("VIP Special", "grant", None, False, True),
        ("videos 1", "shop_purchase", 40, False, False),
        ("fotos 1", "shop_purchase", 30, True, True),
        ("Welcome Pack", "reward", None, False, True),
    ]
    assert [one.name for one in file.purchases] == ["videos 1", "fotos 1"]
    states = {one.reward.name: (one.status, one.claim_count) for one in file.rewards}
    assert states["badge 1"] == (RewardStatus.CLAIMED, 1)
    assert states["Primeros Pasos"] == (RewardStatus.UNLOCKED, 0)
    assert file.badges == ("⭐ Estrella",)


async def test_a_member_who_never_came(gamification: Gamification, database: Database) -> None:
    await database.write(
        lambda s: s.execute(text(f"DELETE FROM user_gamification_profiles WHERE user_id = {ANA}"))
    )
    file = await gamification.member_admin.file(ADMIN, ANA)
    assert (file.has_profile, file.balance, file.level, file.rights, file.rewards) == (False, 0, 1, (), ())
    assert await gamification.member_admin.ledger(ADMIN, ANA) == []
    assert await gamification.profiles.get(ANA) is None


async def test_what_an_older_bot_sold_is_refundable(gamification: Gamification, database: Database) -> None:
    await database.write(
        lambda s: s.execute(
            text(
                "INSERT INTO user_content_access (user_id, content_set_id, shop_product_id, access_type, "
                f"besitos_paid, is_active, accessed_at) VALUES ({ANA}, 1, 1, 'shop_purchase', 50, true, "
                "'2026-01-01 00:00:00')"
            )
        )
    )
    (right,) = (await gamification.member_admin.file(ADMIN, ANA)).rights
    assert (right.name, right.price, right.refundable) == ("Pack de Bienvenida", 50, True)
    await gamification.shop.refund(ADMIN, right.id)
    (right,) = (await gamification.member_admin.file(ADMIN, ANA)).rights
    assert (right.refundable, right.in_force) == (False, False)


async def test_a_card_is_one_read_of_few_statements(
    gamification: Gamification, statements: Statements
) -> None:
    await gamification.member_admin.file(ADMIN, ANA)
    statements.clear()
    await gamification.member_admin.file(ADMIN, ANA)
    assert len(statements) == 4


@pytest.mark.every_shape
async def test_search_and_card_on_every_shape(gamification: Gamification) -> None:
    (found,) = (await gamification.member_admin.search(ADMIN, "garc")).members
    assert (await gamification.member_admin.file(ADMIN, found.user_id)).role == "FREE"
    await gamification.profiles.ensure([Identity(1003, "Ana")])
    assert (await gamification.member_admin.export(ADMIN, 1003)).rows >= 2
