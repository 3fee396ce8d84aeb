"""/compras and /purchases: what a member owns; it is sent again at any time, free of charge."""

from dataclasses import dataclass

import structlog
from aiogram import Bot, F, Router
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message
from cachetools import TTLCache

from ...services.gamification import ContentFile, Gamification, Member
from ...telegram.delivery import send_content
from ...ui.keyboards import Open, Place
from ...ui.menu import Menu
from ...ui.screens import Screen, show
from ...ui.shop_keyboards import PurchasesPage, SendAgain, purchases_keyboard, try_again_keyboard
from ...ui.shop_texts import purchases_text
from ...ui.texts import Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from .group import show_in_private

log = structlog.get_logger(__name__)

PURCHASES_A_PAGE = 8
SAME_TAP_SECONDS = 10.0
"""A second tap for the same content within this time counts as a double tap."""


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.purchases")
    on_command(router, menu, Place.PURCHASES, purchases_command)
    router.callback_query.register(open_purchases, Open.filter(F.place == Place.PURCHASES))
    router.callback_query.register(turn_page, PurchasesPage.filter())
    router.callback_query.register(_Sending().send_again, SendAgain.filter())
    return router


async def purchases_command(
    message: Message, bot: Bot, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show the first page in a new message; in a group, a link to the private chat."""
    await show_in_private(
        message, bot, texts, Place.PURCHASES, lambda: purchases_screen(gamification, member, texts)
    )


async def open_purchases(
    query: CallbackQuery, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """The first page in place of another screen."""
    await show(query, await purchases_screen(gamification, member, texts))


async def turn_page(
    query: CallbackQuery,
    callback_data: PurchasesPage,
    member: Member,
    texts: Texts,
    gamification: Gamification,
) -> None:
    """Show another page, or the nearest one if it no longer exists."""
    await show(query, await purchases_screen(gamification, member, texts, page=callback_data.page))


async def purchases_screen(
    gamification: Gamification, member: Member, texts: Texts, *, page: int = 0
) -> Screen:
    """A page of what the member owns, newest first."""
    owned = await gamification.shop.owned(member.id)
    pages = max(1, -(-len(owned) // PURCHASES_A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = owned[page * PURCHASES_A_PAGE : (page + 1) * PURCHASES_A_PAGE]
    return Screen(
        purchases_text(shown, texts), purchases_keyboard(shown, page=page, pages=pages, texts=texts)
    )


class _Sending:
    """Sends content again, once for a double tap."""

    def __init__(self) -> None:
        self._under_way: TTLCache[tuple[int, int], bool] = TTLCache(10_000, SAME_TAP_SECONDS)

    async def send_again(
        self,
        query: CallbackQuery,
        callback_data: SendAgain,
        bot: Bot,
        member: Member,
        texts: Texts,
        gamification: Gamification,
    ) -> None:
        """Send it if the member owns it; the id in the button is not trusted."""
        same = (member.id, callback_data.content_set_id)
        if same in self._under_way:
            await query.answer(texts.plain("purchases-on-its-way"))
            return
        self._under_way[same] = True
        arrived = False
        try:
            content = await gamification.shop.files(member.id, callback_data.content_set_id)
            if content is None:
                await query.answer(texts.plain("purchases-not-yours"), show_alert=True)
            elif not content.files:
                await query.answer(texts.plain("purchases-no-files"), show_alert=True)
            else:
                await query.answer(texts.plain("purchases-here-it-comes"))
                arrived = (await deliver(bot, member, content.files, texts)).complete
        finally:
            if not arrived:  # the next tap is a new attempt, not a double tap
                self._under_way.pop(same, None)


@dataclass(frozen=True, slots=True)
class Delivered:
    """`complete`: every file arrived. `told`: every file arrived, or the member knows that some did not."""

    complete: bool
    told: bool


async def deliver(bot: Bot, member: Member, files: tuple[ContentFile, ...], texts: Texts) -> Delivered:
    """Send files to the member in private, and say so if not all of them arrived. Errors of Telegram are not
    raised, because the purchase or claim is already done."""
    delivery = await send_content(bot, member.id, files)
    told = delivery.complete
    if not delivery.complete:
        text = texts.html("purchases-not-all-sent", sent=delivery.sent, total=delivery.total)
        try:
            await bot.send_message(
                member.id, text, parse_mode=ParseMode.HTML, reply_markup=try_again_keyboard(texts)
            )
            told = True
        except TelegramAPIError as error:
            log.info("delivery_not_announced", user_id=member.id, reason=str(error))
    return Delivered(delivery.complete, told)
