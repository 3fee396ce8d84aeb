"""/ayuda and /help: how the game works, and the commands."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from ...ui.keyboards import Open, Place, help_keyboard
from ...ui.menu import Menu
from ...ui.screens import Screen, show
from ...ui.texts import Html, Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from .group import show_in_private

LINES = (
    (Place.GIFT, "help-gift"),
    (Place.PROFILE, "help-profile"),
    (Place.SHOP, "help-shop"),
    (Place.PURCHASES, "help-purchases"),
    (Place.REWARDS, "help-rewards"),
    (Place.RANKING, "help-ranking"),
    (Place.HISTORY, "help-history"),
    (Place.HELP, "help-help"),
)


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.help")
    on_command(router, menu, Place.HELP, help_command)
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
    """The help, with the commands that there are."""
    text = texts.html("help-text")
    lines = [texts.html(key) for place, key in LINES if texts.menu.command(place, texts.language)]
    if lines:
        text = Html(f"{text}\n\n{texts.html('help-commands', lines=Html(chr(10).join(lines)))}")
    return Screen(text, help_keyboard(texts))
