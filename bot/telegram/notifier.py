"""Tells members in private that rewards were unlocked, once, without delaying the event that unlocked
them."""

import asyncio
from collections import deque
from collections.abc import Callable

import structlog
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError

from ..services.gamification import GamificationProfileService, Reward
from ..services.tasks import TaskSupervisor
from ..ui.screens import Screen
from ..ui.texts import Texts
from ..ui.voice import Voice

log = structlog.get_logger(__name__)

MAX_WAITING = 10_000
"""Announcements in the queue; further ones are dropped, because members find the reward in /rewards."""
PAUSE_SECONDS = 0.1
"""Between two announcements: at most ten a second of the thirty messages that Telegram allows a bot; the rest
is for answers, which members wait for."""

ScreenOf = Callable[[Reward, Texts], Screen]


class UnlockNotifier:
    """A listener for `gamification.unlocks`, which sends announcements in the background."""

    def __init__(
        self,
        profiles: GamificationProfileService,
        tasks: TaskSupervisor,
        screen_of: ScreenOf,
        voice: Voice,
    ) -> None:
        self._profiles = profiles
        self._tasks = tasks
        self._screen_of = screen_of
        self._voice = voice
        self._bot: Bot | None = None
        self._waiting: deque[tuple[int, Reward]] = deque()
        self._speaking = False

    def start(self, bot: Bot) -> None:
        """Announce through this bot from now on; nothing is announced before."""
        self._bot = bot

    def unlocked(self, user_id: int, rewards: tuple[Reward, ...]) -> None:
        """Queue the announcement of rewards to a member."""
        if self._bot is None:
            return
        if len(self._waiting) >= MAX_WAITING:
            log.warning("unlock_not_announced", user_id=user_id, reason="too many are waiting")
            return
        self._waiting.extend((user_id, reward) for reward in rewards)
        if not self._speaking:
            self._speaking = True
            self._tasks.start("announcements", self._announce_all(self._bot))

    async def _announce_all(self, bot: Bot) -> None:
        try:
            while self._waiting:
                await self._announce(bot, *self._waiting.popleft())
                if self._waiting:
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._speaking = False
            if self._waiting:
                log.warning("unlocks_not_announced", rewards=len(self._waiting), reason="the bot stops")

    async def _announce(self, bot: Bot, user_id: int, reward: Reward) -> None:
        texts = self._voice.texts(self._language_of(user_id))
        screen = self._screen_of(reward, texts)
        try:
            await bot.send_message(
                user_id, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
            )
        except (TelegramForbiddenError, TelegramBadRequest) as error:
            # The member blocked us or never opened our chat: the reward is in /rewards anyway.
            log.info("unlock_not_announced", user_id=user_id, reason=error.message)
        except TelegramAPIError as error:
            log.warning("unlock_not_announced", user_id=user_id, reason=str(error))

    def _language_of(self, user_id: int) -> str:
        known = self._profiles.recall(user_id)
        return self._voice.language_of(known.language_code if known is not None else None)
