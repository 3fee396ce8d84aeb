"""The command menus that Telegram shows beside the text field, in each language."""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand

from bot.telegram.texts import LANGUAGES, Texts, texts_in

log = structlog.get_logger(__name__)

# Both names of a command always work; the menu shows the one of the language.
NAMES = {
    "es": {
        "start": "command-start",
        "perfil": "command-profile",
        "regalo": "command-gift",
        "tienda": "command-shop",
        "compras": "command-purchases",
        "recompensas": "command-rewards",
        "ranking": "command-ranking",
        "historial": "command-history",
        "ayuda": "command-help",
    },
    "en": {
        "start": "command-start",
        "profile": "command-profile",
        "daily": "command-gift",
        "shop": "command-shop",
        "purchases": "command-purchases",
        "rewards": "command-rewards",
        "leaderboard": "command-ranking",
        "history": "command-history",
        "help": "command-help",
    },
}


def menu_in(language: str) -> list[BotCommand]:
    """The menu in `es` or `en`."""
    texts: Texts = texts_in(language)
    return [
        BotCommand(command=command, description=texts.plain(key)) for command, key in NAMES[language].items()
    ]


async def set_command_menus(bot: Bot, default_language: str) -> None:
    """Set the menu of each language, and the one for everybody else. A refusal is logged, no more:
    a bot without a menu still answers."""
    try:
        await bot.set_my_commands(menu_in(default_language))
        for language in LANGUAGES:
            await bot.set_my_commands(menu_in(language), language_code=language)
    except TelegramAPIError as error:
        log.warning("command_menus_not_set", reason=str(error))
