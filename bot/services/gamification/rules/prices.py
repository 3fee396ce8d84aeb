"""Prices of products, who may buy them and until when (docs/rules.md, Shop). No database."""

from datetime import datetime
from enum import StrEnum


class Tier(StrEnum):
    """Who may buy: FREE everybody, VIP and PREMIUM only VIP members, GIFT nobody."""

    FREE = "FREE"
    VIP = "VIP"
    PREMIUM = "PREMIUM"
    GIFT = "GIFT"

    @property
    def vip_only(self) -> bool:
        """True if only VIP members may buy."""
        return self in (Tier.VIP, Tier.PREMIUM)

    @property
    def is_sold(self) -> bool:
        """False for content that only rewards and admins give."""
        return self is not Tier.GIFT


_FROM_OPEN_TO_CLOSED = (Tier.FREE, Tier.VIP, Tier.PREMIUM, Tier.GIFT)


def tier_of(product: str, content_set: str) -> Tier:
    """Return the tier of a product: its own or that of its content, whichever is narrower. A product cannot
    make VIP content or a gift available to everybody."""
    return max(Tier(product), Tier(content_set), key=_FROM_OPEN_TO_CLOSED.index)


def price_for_vip(price: int, discount: int, vip_price: int | None) -> int:
    """Return what a VIP member pays: `vip_price` if set, else the price less `discount` percent. The discount
    is rounded down, in the creator's favour."""
    return max(0, vip_price if vip_price is not None else price - price * discount // 100)


def has_ended(ends_at: datetime | None, now: datetime) -> bool:
    """True if a product is sold no longer: its end date has come."""
    return ends_at is not None and ends_at <= now
