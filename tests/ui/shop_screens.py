"""The screens of the shop and of the purchases in every state, for the snapshots."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.services.gamification import Offer, OwnedContent, Purchase
from bot.services.gamification.rules.prices import Tier
from bot.ui.screens import Screen
from bot.ui.shop_keyboards import (
    bought_keyboard,
    confirm_keyboard,
    product_keyboard,
    purchases_keyboard,
    shop_keyboard,
    try_again_keyboard,
)
from bot.ui.shop_texts import News, bought_text, confirm_text, product_text, purchases_text, shop_text
from bot.ui.texts import Texts

SINCE = datetime(2026, 11, 22, 12, tzinfo=UTC)
PACK = Offer(
    id=1, code=None, name="Pack <b>&", description="Fotos & <más>", content_set_id=1, tier=Tier.FREE,
    price=1_250, normal_price=1_250, vip_price=1_000, owned=False, coming_soon=False, allowed=True, files=12,
)  # fmt: skip
VIP_PACK = replace(PACK, id=2, name="Pack VIP", tier=Tier.VIP, price=1_000, description=None)
OWNED = OwnedContent(1, 1, "Pack <b>&", None, 1, 50, SINCE, None, 12)


def shop_screens(texts: Texts) -> list[Screen]:
    """A page, products, the question, what was bought, what is owned and what did not arrive."""
    free, one = replace(PACK, price=0, normal_price=0, vip_price=0, files=1), replace(PACK, price=1, files=1)
    locked = replace(VIP_PACK, price=1_250, allowed=False)
    offers = [
        PACK, VIP_PACK, replace(VIP_PACK, price=0), free, one, locked,
        replace(PACK, owned=True), replace(PACK, coming_soon=True, files=0),
        replace(PACK, stock=1), replace(PACK, stock=3, ends_at=SINCE), replace(PACK, stock=0),
        replace(PACK, ends_at=SINCE, ended=True),
    ]  # fmt: skip
    owned = [OWNED, replace(OWNED, files=1, until=SINCE), replace(OWNED, files=0)]
    screens = [
        Screen(shop_text(offers, 1_234, texts), shop_keyboard(offers, page=1, pages=3, texts=texts)),
        Screen(shop_text(offers[:1], 0, texts), shop_keyboard(offers[:1], page=0, pages=1, texts=texts)),
        Screen(shop_text([], 1, texts), shop_keyboard([], page=0, pages=1, texts=texts)),
    ]
    for offer in offers:
        for balance in (0, 5_000) if offer in (PACK, free) else (1,):
            affordable = balance >= offer.price
            keyboard = product_keyboard(offer, page=1, texts=texts, affordable=affordable)
            screens.append(Screen(product_text(offer, balance, texts), keyboard))
    again = replace(PACK, bought=1)
    for offer, left, news in (
        (PACK, 0, None), (VIP_PACK, 1, News.PRICE), (free, 500, None), (one, 2, None),
        (again, 3, News.BOUGHT_SINCE),
    ):  # fmt: skip
        text = confirm_text(offer, offer.price + left, texts, news=news)
        screens.append(Screen(text, confirm_keyboard(offer, page=0, texts=texts)))
    for price, balance in ((50, 0), (50, 1), (50, 1_234), (0, 0)):
        purchase = Purchase(1, 1, 1, "Pack <b>&", price, balance, ())
        screens.append(Screen(bought_text(purchase, texts), bought_keyboard(texts, page=0)))
    screens += [
        Screen(purchases_text(owned, texts), purchases_keyboard(owned, page=1, pages=3, texts=texts)),
        Screen(purchases_text([], texts), purchases_keyboard([], page=0, pages=1, texts=texts)),
    ]
    for sent in (0, 1, 9):
        text = texts.html("purchases-not-all-sent", sent=sent, total=10)
        screens.append(Screen(text, try_again_keyboard(texts)))
    toasts = ("purchases-here-it-comes", "purchases-on-its-way", "purchases-not-yours", "purchases-no-files")
    return [*screens, *(Screen(texts.html(key)) for key in toasts)]
