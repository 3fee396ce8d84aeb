"""The groups in which Telegram's own reactions count and pay: the discussion groups of the configured
channels, and those that an admin switched on. Anybody can add the bot to a group, so nothing is stored for
other groups.

Only Telegram knows which group belongs to a channel. It is rarely asked, independently of the number of
reactions and groups. Until the answer is known, the group does not count (decision 0013).
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import Update

from ..services.gamification import DatabaseUnavailable
from ..services.gamification.reactions.channel_settings import ReactionSettings
from ..services.single_flight import SingleFlight

log = structlog.get_logger(__name__)

ASKED_AGAIN_SECONDS = 300.0
"""A discussion group that was unlinked from its channel stops paying after at most this time."""
ASKED_AGAIN_WITHOUT_GROUP_SECONDS = 60.0
"""For a channel without a group, because the creator may be about to link one."""
ASKED_AGAIN_AFTER_FAILURE_SECONDS = 30.0
MAX_AGE_SECONDS = 3600.0
"""How long the last answer is used while Telegram cannot be asked."""
ANSWER_SECONDS = 10.0
GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


@dataclass(frozen=True, slots=True)
class _Answer:
    group_id: int | None
    known_until: float


class PayingGroups:
    """Checked for every native reaction; one per process."""

    def __init__(self, settings: ReactionSettings, now: Callable[[], float] = time.monotonic) -> None:
        """`now` returns seconds."""
        self._settings = settings
        self._now = now
        self._answers: dict[int, _Answer] = {}
        self._ask_again_at: dict[int, float] = {}
        self._flight: SingleFlight[int, Bot] = SingleFlight(self._ask, max_size=1)

    async def pays(self, bot: Bot, chat_id: int) -> bool:
        """Return True if reactions in this group count. Returns False, and raises nothing, while the database
        or Telegram cannot be asked."""
        try:
            return chat_id in await self._settings.groups() or await self.is_linked(bot, chat_id)
        except DatabaseUnavailable as error:
            log.debug("reaction_left_out", chat_id=chat_id, reason=str(error))
            return False

    async def is_linked(self, bot: Bot, chat_id: int) -> bool:
        """Return True for the discussion group of a configured channel. Raises DatabaseUnavailable."""
        for channel_id in await self._settings.channels():
            if await self._linked_group(bot, channel_id) == chat_id:
                return True
        return False

    async def counts(self, bot: Bot, update: Update) -> bool:
        """Return False for a reaction in a group that does not pay or in a channel, where reactions are
        anonymous. Returns True for every other update."""
        reaction = update.message_reaction
        if reaction is None or reaction.chat.type == ChatType.PRIVATE:
            return True
        return reaction.chat.type in GROUPS and await self.pays(bot, reaction.chat.id)

    async def _linked_group(self, bot: Bot, channel_id: int) -> int | None:
        if self._is_due(channel_id):
            await self._flight.join(channel_id, bot)
        answer = self._answers.get(channel_id)
        return answer.group_id if answer is not None and self._now() < answer.known_until else None

    def _is_due(self, channel_id: int) -> bool:
        return self._now() >= self._ask_again_at.get(channel_id, 0.0)

    async def _ask(self, channels: dict[int, Bot]) -> None:
        for channel_id, bot in channels.items():
            if not self._is_due(channel_id):  # asked while this call waited
                continue
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    channel = await bot.get_chat(channel_id)
            except (TelegramAPIError, ClientDecodeError, TimeoutError) as error:
                self._ask_again_at[channel_id] = self._now() + ASKED_AGAIN_AFTER_FAILURE_SECONDS
                log.warning("discussion_group_not_known", channel_id=channel_id, reason=str(error))
                continue
            group_id = channel.linked_chat_id
            now = self._now()
            self._answers[channel_id] = _Answer(group_id, now + MAX_AGE_SECONDS)
            again = ASKED_AGAIN_SECONDS if group_id is not None else ASKED_AGAIN_WITHOUT_GROUP_SECONDS
            self._ask_again_at[channel_id] = now + again
