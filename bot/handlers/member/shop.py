"""/tienda and /shop: the list of products, a product, the question, the purchase and the delivery of its
files."""

import structlog
from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message

from ...services.gamification import Gamification, Member, OfferChanged, PriceChanged
from ...services.gamification.outbox.notices import purchase_key
from ...ui.keyboards import Open, Place
from ...ui.menu import Menu
from ...ui.screens import Screen, show
from ...ui.shop_keyboards import (
    AskToBuy,
    Buy,
    BuyAsBefore,
    OpenProduct,
    ShopPage,
    bought_keyboard,
    confirm_keyboard,
    product_keyboard,
    shop_keyboard,
)
from ...ui.shop_texts import News, bought_text, confirm_text, product_text, shop_text
from ...ui.texts import Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from .group import show_in_private
from .purchases import deliver

log = structlog.get_logger(__name__)

PRODUCTS_A_PAGE = 6


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.shop")
    on_command(router, menu, Place.SHOP, shop_command)
    router.callback_query.register(open_shop, Open.filter(F.place == Place.SHOP))
    router.callback_query.register(turn_page, ShopPage.filter())
    router.callback_query.register(open_product, OpenProduct.filter())
    router.callback_query.register(ask_to_buy, AskToBuy.filter())
    router.callback_query.register(buy, Buy.filter())
    router.callback_query.register(ask_anew, BuyAsBefore.filter())
    return router


async def shop_command(
    message: Message, bot: Bot, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show the first page in a new message; in a group, a link to the private chat."""
    await show_in_private(message, bot, texts, Place.SHOP, lambda: shop_screen(gamification, member, texts))


async def open_shop(query: CallbackQuery, member: Member, texts: Texts, gamification: Gamification) -> None:
    """The first page in place of another screen."""
    await show(query, await shop_screen(gamification, member, texts))


async def turn_page(
    query: CallbackQuery, callback_data: ShopPage, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show another page, or the nearest one if it no longer exists."""
    await show(query, await shop_screen(gamification, member, texts, page=callback_data.page))


async def open_product(
    query: CallbackQuery, callback_data: OpenProduct, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show a product. If it is gone, the error handler says so."""
    offer = await gamification.shop.product(member.id, callback_data.product_id)
    balance = await gamification.wallet.balance(member.id)
    keyboard = product_keyboard(
        offer, page=_page(callback_data.page), texts=texts, affordable=balance >= offer.price
    )
    await show(query, Screen(product_text(offer, balance, texts), keyboard))


async def ask_to_buy(
    query: CallbackQuery, callback_data: AskToBuy, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show the question with the present price."""
    screen = await question_screen(
        gamification, member, texts, callback_data.product_id, page=_page(callback_data.page)
    )
    await show(query, screen)


async def buy(
    query: CallbackQuery,
    callback_data: Buy,
    bot: Bot,
    member: Member,
    texts: Texts,
    gamification: Gamification,
) -> None:
    """Buy at the price and in the state that were shown, then deliver. If one of them changed, ask again; the
    error handler explains every other refusal, also that of a second tap."""
    page = _page(callback_data.page)
    product_id = callback_data.product_id
    try:
        purchase = await gamification.shop.buy(
            member.id, product_id, price=callback_data.price, bought=callback_data.bought, deliver=True
        )
    except (PriceChanged, OfferChanged) as error:
        news = News.PRICE if isinstance(error, PriceChanged) else News.BOUGHT_SINCE
        screen = await question_screen(gamification, member, texts, product_id, page=page, news=news)
        await show(query, screen)
        return
    async with gamification.outbox.in_hand(purchase_key(purchase.id)) as hand:
        try:
            await show(query, Screen(bought_text(purchase, texts), bought_keyboard(texts, page=page)))
        except TelegramAPIError as error:  # the message is gone or the tap too old, but it is bought
            log.info("purchase_not_shown", user_id=member.id, purchase_id=purchase.id, reason=str(error))
        hand.told = (await deliver(bot, member, purchase.files, texts)).told


async def ask_anew(
    query: CallbackQuery,
    callback_data: BuyAsBefore,
    member: Member,
    texts: Texts,
    gamification: Gamification,
) -> None:
    """Ask again, for an old button without the state in which it was shown."""
    screen = await question_screen(
        gamification,
        member,
        texts,
        callback_data.product_id,
        page=_page(callback_data.page),
        news=News.BOUGHT_SINCE,
    )
    await show(query, screen)


async def shop_screen(gamification: Gamification, member: Member, texts: Texts, *, page: int = 0) -> Screen:
    """A page of the shop, in the creator's order."""
    offers = await gamification.shop.catalog(member.id)
    balance = await gamification.wallet.balance(member.id)
    pages = max(1, -(-len(offers) // PRODUCTS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = offers[page * PRODUCTS_A_PAGE : (page + 1) * PRODUCTS_A_PAGE]
    return Screen(shop_text(shown, balance, texts), shop_keyboard(shown, page=page, pages=pages, texts=texts))


async def question_screen(
    gamification: Gamification,
    member: Member,
    texts: Texts,
    product_id: int,
    *,
    page: int,
    news: News | None = None,
) -> Screen:
    """The question before a purchase, or the product if it can no longer be bought."""
    offer = await gamification.shop.product(member.id, product_id)
    balance = await gamification.wallet.balance(member.id)
    if offer.buyable and balance >= offer.price:
        return Screen(
            confirm_text(offer, balance, texts, news=news),
            confirm_keyboard(offer, page=page, texts=texts),
        )
    keyboard = product_keyboard(offer, page=page, texts=texts, affordable=balance >= offer.price)
    return Screen(product_text(offer, balance, texts), keyboard)


def _page(page: int) -> int:
    # Only the page to go back to; small, so that the data of the next buttons fits into 64 bytes.
    return min(max(page, 0), 9_999)
