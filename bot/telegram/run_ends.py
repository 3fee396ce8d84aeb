"""Sends the admin who started a run a message when it ends: Telegram sends no notification for an edit."""

from collections.abc import Callable

import structlog
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from ..services.gamification import GamificationProfileService
from ..services.jobs import JobRunner, Run, RunMessages
from ..ui.screens import Screen
from ..ui.texts import LANGUAGES, Texts, texts_in

log = structlog.get_logger(__name__)

ScreenOf = Callable[[Run, Texts], Screen]


class RunEnds:
    """A listener for finished runs of the job runner."""

    def __init__(
        self,
        runner: JobRunner,
        messages: RunMessages,
        profiles: GamificationProfileService,
        screen_of: ScreenOf,
        default_language: str,
    ) -> None:
        self._runner = runner
        self._messages = messages
        self._profiles = profiles
        self._screen_of = screen_of
        self._default_language = default_language

    def start(self, bot: Bot) -> None:
        """Send through this bot from now on; runs that ended in the last hours are announced now."""

        async def tell(run: Run) -> None:
            await self._tell(bot, run)

        self._runner.on_finished(tell)

    async def _tell(self, bot: Bot, run: Run) -> None:
        # Other errors are raised: the runner then tries again later.
        if (admin_id := run.started_by) is None:
            return
        screen = self._screen_of(run, texts_in(await self._language_of(admin_id)))
        try:
            await bot.send_message(
                admin_id, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
            )
        except (TelegramForbiddenError, TelegramBadRequest) as error:
            log.info("end_not_announced", run=run.id, admin_id=admin_id, reason=error.message)

    async def _language_of(self, admin_id: int) -> str:
        known = self._profiles.recall(admin_id)
        code = (known.language_code or "")[:2] if known is not None else None
        if code is None:  # unknown after a restart
            code = await self._messages.language(admin_id)
        return code if code in LANGUAGES else self._default_language
