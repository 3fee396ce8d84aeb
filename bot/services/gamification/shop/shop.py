"""The shop: content for besitos (docs/rules.md, Shop). What is on sale is in `offers.py`, how a purchase
and a refund commit in `purchases.py` and `refunds.py`."""

import structlog

from ..errors import InvalidAmount, NotForSale
from ..events.context import Context
from ..events.ledger import MAX_AMOUNT, Receipt
from ..rules.ids import MAX_ID, check_member_id, is_catalog_id
from .offers import (
    Content,
    Offer,
    OwnedContent,
    read_content,
    read_offers,
    read_owned,
    read_preview,
    settle_owned,
)
from .purchases import Purchase, buy
from .refunds import buyer_of, refund

log = structlog.get_logger(__name__)


class Shop:
    """The shop's service. Every call also works for a member of `users` without a profile.

    `NotForSale.reason` is "unknown", "inactive", "gift" (only rewards and admins give it), "coming_soon"
    (there are no files yet), "ended" (its end date has come), "sold_out" or, for a refund,
    "unknown_purchase".
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    async def catalog(self, user_id: int) -> list[Offer]:
        """Return what the shop offers to this member, in the creator's order, also what is sold out, but
        nothing whose end date has come. Raises UnknownMember."""
        return [offer for offer in await self._offers(user_id, None) if not offer.ended]

    async def product(self, user_id: int, product_id: int) -> Offer:
        """Return one product as this member sees it, also after its end date. Raises NotForSale,
        UnknownMember."""
        _check_product_id(product_id)
        offers = await self._offers(user_id, product_id)
        if not offers:
            raise NotForSale("unknown")
        return offers[0]

    async def buy(
        self,
        user_id: int,
        product_id: int,
        *,
        price: int,
        bought: int | None = None,
        deliver: bool = False,
    ) -> Purchase:
        """Buy a product at `price`, the price in besitos that the member was shown. `bought`, if given, is
        the `Offer.bought` that was shown: a repeated order, after a refund for instance, then buys nothing.
        With `deliver`, the outbox sends the files if the caller does not do it in its hand
        (`Outbox.in_hand`), for instance because its process was killed.

        Raises NotForSale, AlreadyOwned, VipOnly, OfferChanged (it was bought since it was shown),
        PriceChanged (it has another price now), InsufficientFunds, InvalidAmount for an invalid price, and
        UnknownMember. Nothing is charged then.
        """
        check_member_id(user_id)
        if type(price) is not int or not 0 <= price <= MAX_AMOUNT:
            raise InvalidAmount(price)
        _check_product_id(product_id)
        return await self._context.event(buy, user_id, product_id, price, bought, deliver)

    async def owned(self, user_id: int) -> list[OwnedContent]:
        """Return what the member has access to, bought or given, newest first. Raises UnknownMember."""
        owned, of_older_bots = await self._context.read_member(read_owned, user_id)
        if of_older_bots:
            async with self._context.turn(user_id):
                owned = await self._context.change(settle_owned, user_id, of_older_bots)
        return owned

    async def files(self, user_id: int, content_set_id: int) -> Content | None:
        """Return the files of a content set for a member who has access to it now, or None."""
        check_member_id(user_id)
        if not is_catalog_id(content_set_id):
            return None
        context = self._context
        return await context.database.read(read_content, user_id, content_set_id, context.clock())

    async def refund(self, admin_id: int, purchase_id: int) -> Receipt:
        """Return the besitos of a purchase and end its right; `purchase_id` is the id of a Purchase or an
        OwnedContent. Other rights to the same content stay. A second refund returns the first receipt. If
        nothing was charged, the receipt is over 0 and its entry is 0. Raises NotAllowed, and NotForSale for
        an unknown purchase.
        """
        context = self._context
        await context.admins.require(admin_id)
        if type(purchase_id) is not int or not 1 <= purchase_id <= MAX_ID:
            raise NotForSale("unknown_purchase")
        buyer = await context.database.read(buyer_of, purchase_id)
        if buyer is None:
            raise NotForSale("unknown_purchase")
        async with context.turn(buyer):
            receipt = await context.change(refund, purchase_id, admin_id)
        log.info(
            "purchase_refunded",
            admin_id=admin_id,
            purchase_id=purchase_id,
            amount=receipt.amount,
            again=receipt.replayed,
        )
        return receipt

    async def preview(self, admin_id: int, product_id: int, *, vip: bool) -> Offer:
        """Return a product as a member sees it who is VIP or not and has never owned its content, also if it
        is off. Raises NotAllowed, and NotForSale if there is none or its tier is never sold."""
        await self._context.admins.require(admin_id)
        _check_product_id(product_id)
        return await self._context.read(read_preview, product_id, vip)

    async def _offers(self, user_id: int, product_id: int | None) -> list[Offer]:
        return await self._context.read_member_and_vip(read_offers, user_id, product_id)


def _check_product_id(product_id: object) -> None:
    if not is_catalog_id(product_id):
        raise NotForSale("unknown")
