"""What is left when no handler knew an update: buttons of older messages, and words that are no command."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message

from ..ui.keyboards import PREFIX, start_keyboard
from ..ui.screens import Screen, show
from ..ui.texts import Texts


def stale_buttons() -> Router:
    """Answers taps on buttons of ours that nothing handles any more; the last of our routers."""
    router = Router(name="besitos.stale")
    router.callback_query.register(stale_button, F.data.startswith(PREFIX))
    return router


def anything_else() -> Router:
    """Answers what nobody handled. For a bot of our own only: in a host's bot it would speak for it."""
    router = Router(name="besitos.anything_else")
    router.callback_query.register(stale_button)
    router.message.register(not_understood, F.chat.type == ChatType.PRIVATE)
    return router


async def stale_button(query: CallbackQuery, texts: Texts) -> None:
    """A tap is always answered, or the button keeps spinning."""
    await query.answer(texts.plain("error-stale-button"), show_alert=True)


async def not_understood(message: Message, texts: Texts) -> None:
    """A hint with buttons, in private only: in groups people talk to each other."""
    await show(message, Screen(texts.html("error-not-understood"), start_keyboard(texts)))
