"""/ayuda and /help: how the game works, and the commands."""

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from ...ui.keyboards import Open, Place, help_keyboard
from ...ui.screens import Screen, show
from ...ui.texts import Texts
from .group import show_in_private


def router() -> Router:
    """A new router; each dispatcher needs its own."""
    router = Router(name="besitos.help")
    router.message.register(help_command, Command("ayuda", "help", "ajuda"))
    router.callback_query.register(open_help, Open.filter(F.place == Place.HELP))
    return router


async def help_command(message: Message, bot: Bot, texts: Texts) -> None:
    """The help as a message."""

    async def asked_for() -> Screen:
        return help_screen(texts)

    await show_in_private(message, bot, texts, Place.HELP, asked_for)


async def open_help(query: CallbackQuery, texts: Texts) -> None:
    """The help in place of another screen."""
    await show(query, help_screen(texts))


def help_screen(texts: Texts) -> Screen:
    """The help."""
    return Screen(texts.html("help-text"), help_keyboard(texts))
