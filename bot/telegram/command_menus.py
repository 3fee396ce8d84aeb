"""The command menus that Telegram shows next to the text field, in each language."""

from collections.abc import Iterable

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeChat, BotCommandScopeDefault

from ..ui.texts import Texts
from ..ui.voice import Voice

log = structlog.get_logger(__name__)


def menu_of(texts: Texts, *, of_admins: bool = False) -> list[BotCommand]:
    """Return the menu in the language of the texts; for admins, their commands come last."""
    names = texts.menu.listed(texts.language, of_admins=False)
    if of_admins:
        names |= texts.menu.listed(texts.language, of_admins=True)
    return [BotCommand(command=command, description=texts.plain(key)) for command, key in names.items()]


async def set_command_menus(bot: Bot, voice: Voice, admin_ids: Iterable[int] = ()) -> None:
    """Set the menus of each language, the default menu, and the menu of each admin's private chat. A refusal
    is only logged, because a bot without a menu still works."""
    try:
        await _set(bot, voice, BotCommandScopeDefault())
        for admin_id in admin_ids:
            await _set_admins(bot, voice, admin_id)
    except TelegramAPIError as error:
        log.warning("command_menus_not_set", reason=str(error))


async def _set_admins(bot: Bot, voice: Voice, admin_id: int) -> None:
    try:
        await _set(bot, voice, BotCommandScopeChat(chat_id=admin_id), of_admins=True)
    except TelegramBadRequest as error:  # the admin has never written to the bot, which deserves no warning
        log.info("admins_menu_not_set", admin_id=admin_id, reason=str(error))


async def _set(
    bot: Bot,
    voice: Voice,
    scope: BotCommandScopeDefault | BotCommandScopeChat,
    *,
    of_admins: bool = False,
) -> None:
    default = menu_of(voice.texts(voice.default_language), of_admins=of_admins)
    await bot.set_my_commands(default, scope=scope)
    for language in voice.languages:
        menu = menu_of(voice.texts(language), of_admins=of_admins)
        await bot.set_my_commands(menu, scope=scope, language_code=language)
