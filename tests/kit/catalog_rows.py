"""Writes rewards and products to the catalog without the services, as a host's own tools would."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import ContentSet, Reward, RewardCondition, ShopProduct

MADE = datetime(2026, 1, 1, tzinfo=UTC)


async def add_reward(
    database: Database,
    name: str,
    *conditions: tuple[str, int | None] | tuple[str, int | None, int],
    type_: str = "BESITOS",
    value: Any = None,
    repeatable: bool = False,
    secret: bool = False,
    window: int = 168,
    active: bool = True,
) -> int:
    """Add a reward; conditions are (type, value) or (type, value, group). Returns its id."""

    def work(session: Session) -> int:
        reward = Reward(
            name=name,
            description=None,
            reward_type=type_,
            reward_value={"amount": 10} if value is None else value,
            is_repeatable=repeatable,
            is_secret=secret,
            claim_window_hours=window,
            is_active=active,
            sort_order=50,
            created_at=MADE,
            updated_at=MADE,
        )
        session.add(reward)
        session.flush()
        for n, condition in enumerate(conditions):
            session.add(
                RewardCondition(
                    reward_id=reward.id,
                    condition_type=condition[0],
                    condition_value=condition[1],
                    condition_group=condition[2] if len(condition) > 2 else 0,
                    sort_order=n,
                    created_at=MADE,
                )
            )
        return reward.id

    return await database.write(work)


PHOTOS = ("AgACAgQAAxkBAAEA", "AgACAgQAAxkBAAEB")


async def add_product(
    database: Database,
    name: str,
    price: int,
    *,
    discount: int = 0,
    vip_price: int | None = None,
    tier: str = "FREE",
    content_tier: str = "FREE",
    files: Any = PHOTOS,
    content_type: str = "PHOTO_SET",
    active: bool = True,
    content_active: bool = True,
    sort_order: int = 50,
    description: str | None = None,
    stock: int | None = None,
    ends_at: datetime | None = None,
) -> int:
    """Add a product with a content set of its own, of the same name. Returns the product's id."""

    def work(session: Session) -> int:
        content = ContentSet(
            name=name,
            file_ids=list(files) if isinstance(files, tuple) else files,
            content_type=content_type,
            tier=content_tier,
            is_active=content_active,
            created_at=MADE,
            updated_at=MADE,
        )
        session.add(content)
        session.flush()
        product = ShopProduct(
            name=name,
            description=description,
            content_set_id=content.id,
            besitos_price=price,
            vip_discount_percentage=discount,
            vip_besitos_price=vip_price,
            tier=tier,
            is_active=active,
            sort_order=sort_order,
            purchase_count=0,
            created_at=MADE,
            updated_at=MADE,
            stock=stock,
            ends_at=ends_at,
        )
        session.add(product)
        session.flush()
        return product.id

    return await database.write(work)
