"""Sends members what the outbox holds for them: news, and files that were bought or claimed and whose
delivery did not end (docs/decisions/0068)."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import structlog
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)

from ..backoff import Backoff, Pauses
from ..services.gamification import ContentFile, DatabaseUnavailable, Gamification
from ..services.gamification.outbox.notices import FOR_MEMBERS, NoticeKind, Row
from ..services.gamification.outbox.teller import Teller, Telling
from ..services.tasks import stop_if_cancelled
from ..ui.menu import NEWS, Place
from ..ui.news import Gift, News, UnlockedReward, news_screen
from ..ui.screens import Screen
from ..ui.shop_keyboards import try_again_keyboard
from ..ui.texts import Texts
from ..ui.voice import Voice
from .bots import Bots
from .delivery import parcels, send_parcel
from .send_pace import SendPace, Traffic
from .transport.outgoing import not_waiting

log = structlog.get_logger(__name__)

AT_ONCE = 20
"""Rows in hand at the same time: enough for 30 a second where Telegram takes half a second to answer."""
ANSWER_SECONDS = 10
"""How long a message may take; a row in hand is renewed meanwhile."""
MAX_REWARDS = 5
"""In one message, which has 4,096 characters."""
ENDED = (TelegramForbiddenError, TelegramBadRequest, TelegramMigrateToChat)
"""The member blocked us, never opened our chat or is gone: trying again changes nothing."""
MAX_FAILURES = 10
"""After as many errors of our own the row is given up."""
RETRIES = Pauses(1.0, 60.0)


class Announcements:
    """Tells members through the bot, from `open` to `close`."""

    def __init__(
        self, gamification: Gamification, voice: Voice, traffic: Traffic, *, pace: SendPace | None = None
    ) -> None:
        """`pace`: that of everything which this process sends on its own."""
        self._gamification = gamification
        self._outbox = gamification.outbox
        self._voice = voice
        self._pace = pace or SendPace(traffic)
        self._bots = Bots()
        self._in_line: set[asyncio.Task[Any]] = set()
        self._closing = False
        self._with_buttons = True
        self._teller = Teller(
            self._outbox,
            Telling("announcements", lambda: FOR_MEMBERS, self._tell, AT_ONCE, in_order=True),
        )

    def __len__(self) -> int:
        """How many rows are being told."""
        return len(self._teller)

    def open(self, bots: Bots) -> None:
        """Tell members through these bots, of which there is one at least, from now on; first what waited."""
        self._bots, self._closing = bots, False
        self._teller.open()

    def without_buttons(self) -> None:
        """Send texts alone, because nobody answers our buttons."""
        self._with_buttons = False

    async def finish(self, seconds: float) -> None:
        """Wait at most `seconds` until members know everything that they can be told now."""
        await self._teller.finish(seconds)

    async def close(self, seconds: float) -> None:
        """End: what is being sent has `seconds` to arrive, all other rows wait in the outbox. Safe to call
        again."""
        self._closing = True
        for task in self._in_line:
            task.cancel()
        await self._teller.close(seconds)

    async def _tell(self, rows: list[Row]) -> None:
        left = list(rows)
        for part in _parts(rows):
            if not await self._tell_part(part, left):
                return
            left = left[len(part) :]

    async def _tell_part(self, part: list[Row], left: list[Row]) -> bool:
        """Tell rows with one message, or with the files of one. Returns False if they and the rows after
        them have to wait."""
        row = part[0]
        try:
            with not_waiting():
                told = await self._through_a_bot(row, part)
        except TelegramRetryAfter as error:
            self._pace.retry_after(error.retry_after)
            await self._later(left, error.retry_after, untried=True)
        except ENDED as error:
            self._pace.works()
            log.info("not_told", user_id=row.user_id, rows=len(part), reason=error.message)
            await self._outbox.told(part)
            return True
        except (TelegramAPIError, ClientDecodeError, DatabaseUnavailable) as error:
            stop_if_cancelled(error)
            if not isinstance(error, DatabaseUnavailable):
                self._pace.failed()
            log.info("told_later", user_id=row.user_id, tries=row.tries, reason=str(error))
            await self._later(left, _pause(row))
        except Exception as error:
            stop_if_cancelled(error)
            log.exception("telling_failed", user_id=row.user_id, kind=row.kind, tries=row.tries)
            await self._after_our_error(part, left, error)
        else:
            self._pace.works()
            if told:
                await self._outbox.told(part)
                return True
        return False

    async def _after_our_error(self, part: list[Row], left: list[Row], error: Exception) -> None:
        try:
            if part[0].tries >= MAX_FAILURES:
                for row in part:
                    await self._outbox.give_up(row, repr(error))
                left = left[len(part) :]
            await self._later(left, _pause(part[0]))
        except DatabaseUnavailable as away:
            log.info("told_later", user_id=part[0].user_id, reason=str(away))

    async def _later(self, rows: Sequence[Row], seconds: float, *, untried: bool = False) -> None:
        if not rows:
            return
        try:
            await self._outbox.give_back(rows, after_seconds=seconds, untried=untried)
        except DatabaseUnavailable as error:  # the lease ends by itself
            stop_if_cancelled(error)
            log.info("told_later", user_id=rows[0].user_id, reason=str(error))

    async def _through_a_bot(self, row: Row, part: list[Row]) -> bool:
        """Tell through the bot that the member knows. Raises what the last one that was tried raises."""
        *others, last = self._bots.of(row.user_id)
        for bot in others:
            try:
                return await self._tell_through(bot, row, part)
            except ENDED as error:
                log.debug("another_bot_tried", user_id=row.user_id, bot=bot.id, reason=error.message)
        return await self._tell_through(last, row, part)

    async def _tell_through(self, bot: Bot, row: Row, part: list[Row]) -> bool:
        if row.kind == NoticeKind.DELIVERY:
            return await self._deliver(bot, row)
        return await self._tell_news(bot, part)

    async def _tell_news(self, bot: Bot, rows: list[Row]) -> bool:
        news = await self._news(rows)
        if news != News():
            screen = news_screen(news, self._gamification.clock(), self._texts(rows[-1]))
            await self._send(bot, rows[0].user_id, screen)
        return True

    async def _news(self, rows: list[Row]) -> News:
        menu = self._voice.menu
        if not menu.has(NEWS):
            return News()
        levels = [int(row.payload["level"]) for row in rows if row.kind == NoticeKind.LEVEL_UP]
        gifts = [row.payload for row in rows if row.kind == NoticeKind.GIFT]
        unlocked = {
            int(row.payload["reward_id"]): row.created_at
            for row in rows
            if row.kind == NoticeKind.UNLOCKED and menu.has(Place.REWARDS)
        }
        return News(
            level=max(levels, default=None),
            gift=Gift(sum(int(gift["amount"]) for gift in gifts), int(gifts[-1]["balance"]))
            if gifts
            else None,
            rewards=tuple(
                UnlockedReward(reward, unlocked[reward.id] + timedelta(hours=reward.claim_window_hours))
                for reward in (
                    await self._gamification.rewards.claimable(rows[0].user_id, unlocked) if unlocked else ()
                )
            ),
        )

    async def _deliver(self, bot: Bot, row: Row) -> bool:
        """Send the files that have not arrived. Returns False if another process does it by now."""
        content = await self._gamification.shop.files(row.user_id, int(row.payload["content_set_id"]))
        files: tuple[ContentFile, ...] = () if content is None else content.files
        arrived, total = int(row.payload.get("arrived", 0)), len(files)
        payload = dict(row.payload)
        for number, parcel in enumerate(parcels(files)):
            if number < int(row.payload.get("sent", 0)):
                continue
            await self._turn()
            arrived += await send_parcel(bot, row.user_id, parcel)
            payload |= {"sent": number + 1, "arrived": arrived}
            if not await self._outbox.note_progress(row, payload):
                return False
        if arrived < total:
            texts = self._texts(row)
            text = texts.html("purchases-not-all-sent", sent=arrived, total=total)
            await self._send(bot, row.user_id, Screen(text, try_again_keyboard(texts)))
        return True

    async def _send(self, bot: Bot, user_id: int, screen: Screen) -> None:
        await self._turn()
        await bot.send_message(
            user_id,
            screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup=screen.keyboard if self._with_buttons else None,
            request_timeout=ANSWER_SECONDS,
        )

    async def _turn(self) -> None:
        """Wait for the next place in line, unless we are closing: then nothing more is sent."""
        task = asyncio.current_task()
        assert task is not None
        if self._closing:
            raise asyncio.CancelledError
        self._in_line.add(task)
        try:
            await self._pace.turn()
        finally:
            self._in_line.discard(task)

    def _texts(self, row: Row) -> Texts:
        known = self._gamification.profiles.recall(row.user_id)
        code = row.language if known is None else known.language_code
        return self._voice.texts(self._voice.language_of(code))


def _parts(rows: Iterable[Row]) -> list[list[Row]]:
    """Put together what one message tells."""
    parts: list[list[Row]] = []
    rewards = 0
    for row in rows:
        rewards += row.kind == NoticeKind.UNLOCKED
        joins = parts and NoticeKind.DELIVERY not in (row.kind, parts[-1][-1].kind) and rewards <= MAX_REWARDS
        if joins:
            parts[-1].append(row)
        else:
            parts.append([row])
            rewards = int(row.kind == NoticeKind.UNLOCKED)
    return parts


def _pause(row: Row) -> float:
    backoff = Backoff(RETRIES)
    backoff.tries = row.tries - 1
    return backoff.failed()
