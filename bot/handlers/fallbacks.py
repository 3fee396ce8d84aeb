"""Fallbacks for updates without a handler: buttons of older messages, and texts that are not commands."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message

from ..ui.keyboards import is_ours, start_keyboard
from ..ui.screens import Screen, show
from ..ui.texts import Texts
from .feature_router import FeatureRouter


def stale_buttons() -> Router:
    """Answers taps on buttons of ours that no longer have a handler; the last of our routers."""
    router = FeatureRouter(name="besitos.stale", takes=is_ours)
    router.callback_query.register(stale_button)
    return router


def anything_else() -> Router:
    """Answers updates that nothing handled. Only for our own bot: in a host's bot it would answer in the
    host's place."""
    router = Router(name="besitos.anything_else")
    router.callback_query.register(stale_button)
    router.message.register(not_understood, F.chat.type == ChatType.PRIVATE)
    return router


async def stale_button(query: CallbackQuery, texts: Texts) -> None:
    """Answer the tap, so that the button stops spinning."""
    await query.answer(texts.plain("error-stale-button"), show_alert=True)


async def not_understood(message: Message, texts: Texts) -> None:
    """Answer with a hint and buttons, only in private: in groups people talk to each other."""
    await show(message, Screen(texts.html("error-not-understood"), start_keyboard(texts)))
