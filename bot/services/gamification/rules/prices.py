"""What a product costs whom, and who may buy it (docs/rules.md, Shop). No database."""

from enum import StrEnum


class Tier(StrEnum):
    """Who may buy: FREE everyone, VIP and PREMIUM members who are VIP, GIFT nobody."""

    FREE = "FREE"
    VIP = "VIP"
    PREMIUM = "PREMIUM"
    GIFT = "GIFT"

    @property
    def vip_only(self) -> bool:
        """True where only VIP members may buy."""
        return self in (Tier.VIP, Tier.PREMIUM)

    @property
    def is_sold(self) -> bool:
        """False for what only rewards and admins give."""
        return self is not Tier.GIFT


_FROM_OPEN_TO_CLOSED = (Tier.FREE, Tier.VIP, Tier.PREMIUM, Tier.GIFT)


def tier_of(product: str, content_set: str) -> Tier:
    """The tier of a product on sale: its own or that of the content, whichever is narrower. What is VIP's or
    a gift does not become everybody's because a product that sells it says so."""
    return max(Tier(product), Tier(content_set), key=_FROM_OPEN_TO_CLOSED.index)


def price_for_vip(price: int, discount: int, vip_price: int | None) -> int:
    """Besitos that a VIP member pays: `vip_price` if set, else the price less `discount` percent, rounded
    down in the creator's favour."""
    return max(0, vip_price if vip_price is not None else price - price * discount // 100)
