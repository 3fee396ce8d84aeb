"""In a group the bot answers with one line; private data is shown in the private chat."""

from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.types import Message

from ...ui.keyboards import Place, private_chat_keyboard
from ...ui.screens import Screen, is_private, show
from ...ui.texts import Texts


async def show_in_private(
    message: Message, bot: Bot, texts: Texts, place: Place, screen: Callable[[], Awaitable[Screen]]
) -> None:
    """Answer a command: in the private chat with its screen, in a group with a link to `place`. The screen is
    only made where it is shown."""
    if is_private(message):
        await show(message, await screen())
    else:
        await invite_to_private_chat(message, bot, texts, place)


async def invite_to_private_chat(message: Message, bot: Bot, texts: Texts, place: Place) -> None:
    """Answer a command in a group with a button that opens `place` in the private chat."""
    me = await bot.me()  # cached after the first call
    assert me.username is not None  # every bot has one
    await show(
        message, Screen(texts.html("group-in-private"), private_chat_keyboard(texts, me.username, place))
    )
