"""What the bot may do in a channel: only Telegram knows, so it is asked each time."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberAdministrator

ANSWER_SECONDS = 5.0


class Lack(StrEnum):
    """What is missing for reaction buttons under posts."""

    ADMIN = "admin"
    """The bot is no administrator there, or not there at all."""
    POST = "post"
    EDIT = "edit"
    UNKNOWN = "unknown"
    """Telegram did not answer."""


@dataclass(frozen=True, slots=True)
class ChannelRights:
    """The title of a channel, None if the bot cannot know it, and what is missing there."""

    title: str | None
    lacks: tuple[Lack, ...]


async def rights_in(bot: Bot, channel_id: int) -> ChannelRights:
    """Ask Telegram. Raises nothing of Telegram's: what it refuses to tell is missing."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            title, lacks = await asyncio.gather(_title(bot, channel_id), _lacks(bot, channel_id))
    except TimeoutError:
        return ChannelRights(None, (Lack.UNKNOWN,))
    return ChannelRights(title, lacks)


async def _title(bot: Bot, channel_id: int) -> str | None:
    try:
        return (await bot.get_chat(channel_id)).title
    except (TelegramAPIError, ClientDecodeError):
        return None


async def _lacks(bot: Bot, channel_id: int) -> tuple[Lack, ...]:
    try:
        member = await bot.get_chat_member(channel_id, bot.id)
    except (TelegramBadRequest, TelegramForbiddenError):
        return (Lack.ADMIN,)
    except (TelegramAPIError, ClientDecodeError):
        return (Lack.UNKNOWN,)
    if not isinstance(member, ChatMemberAdministrator):
        return (Lack.ADMIN,)
    needed = {Lack.POST: member.can_post_messages, Lack.EDIT: member.can_edit_messages}
    return tuple(lack for lack, granted in needed.items() if not granted)
