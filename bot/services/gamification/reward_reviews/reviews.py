"""Reviews of rewards for admins: what there is to say before one is saved, and who has it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import ContentSet, ShopProduct
from ..errors import InvalidSetting, SettingTrouble
from ..events.context import Context
from ..rules.catalog import check_condition
from ..rules.content_files import files_of
from ..rules.ids import is_catalog_id
from ..rules.prices import has_ended, tier_of
from ..rules.reward_logic import Drafted, Surroundings, Verdict, verdict
from ..rules.rewards import Condition, RewardType
from ..rules.terms import ReadTerms
from .reach import Due, RewardHolders, count_due, read_holders

GIFT, REACTIONS, SHOP = "gift", "reactions", "shop"
"""What a bot may leave out, by the names of its features."""


@dataclass(frozen=True, slots=True)
class RewardReview:
    """What there is to say about a reward, and how many members would get it at once."""

    verdict: Verdict
    due: Due


class RewardReviews:
    """What an admin is told of a reward. Every call raises NotAllowed if the caller is not an admin."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def review(
        self, admin_id: int, drafted: Drafted, *, reward_id: int | None = None, off: Collection[str] = ()
    ) -> RewardReview:
        """Review a reward as it would be saved. `reward_id`: the stored one that it becomes, whose holders
        are not counted again. `off`: features that this bot leaves out. Raises InvalidSetting for a
        condition or another part that is not legal."""
        await self._context.admins.require(admin_id)
        _check(drafted, off)
        if reward_id is not None and not is_catalog_id(reward_id):
            raise InvalidSetting("id", f"there is no reward {reward_id!r:.40}", SettingTrouble.GONE)
        around = Surroundings(
            gift=GIFT not in off, reactions=REACTIONS not in off, registered=self._context.conditions
        )
        return await self._context.read(_review, drafted, reward_id, around, SHOP in off)

    async def holders(self, admin_id: int, reward_id: int) -> RewardHolders:
        """Count the members who have a reward, by what they did with it."""
        await self._context.admins.require(admin_id)
        if not is_catalog_id(reward_id):
            raise InvalidSetting("id", f"there is no reward {reward_id!r:.40}", SettingTrouble.GONE)
        return await self._context.read(read_holders, reward_id)


def _check(drafted: object, off: object) -> None:
    if not isinstance(drafted, Drafted):
        raise InvalidSetting("drafted", f"must be a Drafted, not {drafted!r:.40}", SettingTrouble.WRONG_KIND)
    fields: tuple[tuple[str, object, Any], ...] = (
        ("conditions", drafted.conditions, list | tuple),
        ("reward_type", drafted.type, RewardType),
        ("reward_value", drafted.value, Mapping),
        ("is_repeatable", drafted.is_repeatable, bool),
        ("off", off, list | tuple | set | frozenset),
    )
    for name, value, kind in fields:
        if not isinstance(value, kind):
            raise InvalidSetting(name, f"cannot be {value!r:.40}", SettingTrouble.WRONG_KIND)
    for condition in drafted.conditions:
        given: object = condition
        check_condition(condition, (condition.type,) if isinstance(given, Condition) else ())


def _review(
    session: Session,
    terms: ReadTerms,
    drafted: Drafted,
    reward_id: int | None,
    around: Surroundings,
    no_shop: bool,
) -> RewardReview:
    """A unit of work; at most three statements."""
    for_all, for_vips = (False, False) if no_shop else _on_sale(session, terms.now)
    around = replace(around, for_sale=for_all, for_sale_to_vips=for_vips, files=_files(session, drafted))
    return RewardReview(
        verdict(drafted, terms.settings, around), count_due(session, terms, drafted, reward_id)
    )


def _on_sale(session: Session, now: datetime) -> tuple[bool, bool]:
    """Return whether everybody, and whether VIPs, can buy something."""
    tiers = [
        tier_of(product_tier, set_tier)
        for product_tier, set_tier, files, content_type, ends_at in session.execute(
            select(
                ShopProduct.tier,
                ContentSet.tier,
                ContentSet.file_ids,
                ContentSet.content_type,
                ShopProduct.ends_at,
            )
            .join(ContentSet, ContentSet.id == ShopProduct.content_set_id)
            .where(
                ShopProduct.is_active,
                ContentSet.is_active,
                or_(ShopProduct.stock.is_(None), ShopProduct.stock > 0),
            )
        )
        if files_of(files, content_type) and not has_ended(ends_at, now)
    ]
    sold = [tier for tier in tiers if tier.is_sold]
    return any(not tier.vip_only for tier in sold), bool(sold)


def _files(session: Session, drafted: Drafted) -> int | None:
    if drafted.type is not RewardType.CONTENT:
        return None
    content_set_id = drafted.value.get("content_set_id")
    if not is_catalog_id(content_set_id):
        return 0
    row = session.execute(
        select(ContentSet.file_ids, ContentSet.content_type).where(ContentSet.id == content_set_id)
    ).one_or_none()
    return 0 if row is None else len(files_of(row.file_ids, row.content_type))
