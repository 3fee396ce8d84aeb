"""Sends posts to channels when they are due, and tells the admin how it ended.

A post is claimed before it is sent. If this process is killed in between, nobody sends it again: the admin is
asked to look into the channel.
"""

from collections.abc import Callable

import structlog
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import InlineKeyboardMarkup
from aiohttp import ClientConnectorError

from ..services.gamification import Gamification
from ..services.gamification.posts import ChannelPost
from ..services.rounds import Rounds
from ..services.tasks import TaskSupervisor, stop_if_cancelled
from ..ui.reaction_keyboard import reaction_keyboard
from ..ui.screens import Screen
from ..ui.texts import Texts
from ..ui.voice import Voice
from .bots import Bots
from .publishing import send_content
from .send_pace import SendPace
from .transport.outgoing import not_waiting

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 1.0
REFUSED = (TelegramBadRequest, TelegramForbiddenError, TelegramNotFound, TelegramUnauthorizedError)
"""Telegram did not publish it, and would not do so later."""

ScreenOf = Callable[[ChannelPost, Texts], Screen]


class PostSender:
    """Sends posts from `open` to `close`."""

    def __init__(
        self,
        gamification: Gamification,
        voice: Voice,
        pace: SendPace,
        screen_of: ScreenOf,
        *,
        look_every_seconds: float = LOOK_EVERY_SECONDS,
    ) -> None:
        """`screen_of` says how a post ended."""
        self._gamification = gamification
        self._posts = gamification.posts
        self._voice = voice
        self._pace = pace
        self._screen_of = screen_of
        self._look_every = look_every_seconds
        self._bots = Bots()
        self._tasks = TaskSupervisor()
        self._rounds = self._new_rounds()

    def open(self, bots: Bots) -> None:
        """Send through these bots, of which there is one at least; what is due first. A second call has no
        effect."""
        self._bots = bots
        if not len(self._tasks):
            self._rounds = self._new_rounds()
            self._posts.on_created(self._look)
            self._tasks.start("posts", self._rounds.go_on())

    async def close(self) -> None:
        """Begin no more posts; the one that is being sent has a moment to be answered."""
        self._posts.forget(self._look)
        await self._tasks.close()

    def _new_rounds(self) -> Rounds:
        return Rounds(log, "posts_not_sent", self._send_and_tell, self._look_every, quiet=True)

    def _look(self) -> None:
        self._rounds.wake()

    async def _send_and_tell(self) -> bool:
        await self.send_due()
        await self.tell_ended()
        return False  # both go on until nothing is left

    async def send_due(self) -> None:
        """Send every post that is due. Raises DatabaseUnavailable."""
        while (post := await self._posts.claim_due()) is not None:
            if not await self._send(post):
                return

    async def tell_ended(self) -> None:
        """Tell admins of posts that are over. Raises DatabaseUnavailable."""
        while (post := await self._posts.claim_ended()) is not None:
            if not post.at_once or post.error is not None or not post.message_ids:
                await self._tell(post)

    async def _send(self, post: ChannelPost) -> bool:
        """Return False if Telegram cannot be asked now; the post is then due again."""
        try:
            await self._pace.turn()
            with not_waiting():
                ids = await self._publish(post)
        except TelegramRetryAfter as error:
            self._pace.retry_after(error.retry_after)
            await self._posts.put_back(post)
            return False
        except REFUSED as error:
            log.warning("post_refused", post=post.id, channel_id=post.channel_id, reason=error.message)
            await self._posts.failed(post, error.message)
        except (TelegramAPIError, ClientDecodeError) as error:
            stop_if_cancelled(error)
            self._pace.failed()
            if isinstance(error.__cause__, ClientConnectorError):  # Telegram never saw it
                await self._posts.put_back(post)
                return False
            log.warning("post_unknown", post=post.id, channel_id=post.channel_id, reason=str(error))
            await self._posts.failed(post, str(error), unknown=True)
        else:
            self._pace.works()
            log.info("post_sent", post=post.id, channel_id=post.channel_id, message_ids=ids)
            await self._posts.sent(post, ids)
        return True

    async def _publish(self, post: ChannelPost) -> list[int]:
        keyboard = await self._keyboard(post)
        *others, last = self._able(post)
        for bot in others:
            try:
                return await send_content(
                    bot, post.channel_id, post.content, keyboard=keyboard, protected=post.protected
                )
            except (TelegramForbiddenError, TelegramBadRequest) as error:
                log.debug("another_bot_tried", channel_id=post.channel_id, bot=bot.id, reason=error.message)
        return await send_content(
            last, post.channel_id, post.content, keyboard=keyboard, protected=post.protected
        )

    async def _keyboard(self, post: ChannelPost) -> InlineKeyboardMarkup | None:
        if not post.buttons:
            return None
        emojis = await self._gamification.reaction_settings.emojis_of(post.channel_id)
        return reaction_keyboard(emojis, {}) if emojis else None

    def _able(self, post: ChannelPost) -> list[Bot]:
        """Return the bots that may be able to publish it: its files belong to one."""
        bots = self._bots.of(post.created_by)
        if post.content.files and post.content.bot_id is not None:
            return [bot for bot in bots if bot.id == post.content.bot_id] or bots
        return bots

    async def _tell(self, post: ChannelPost) -> None:
        screen = self._screen_of(post, self._voice.texts(self._voice.language_of(post.language)))
        for bot in self._bots.of(post.created_by):
            try:
                await bot.send_message(
                    post.created_by, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
                )
            except (TelegramAPIError, ClientDecodeError) as error:
                log.info("end_of_post_not_told", post=post.id, admin_id=post.created_by, reason=str(error))
            else:
                return
