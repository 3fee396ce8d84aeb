"""Sends the admin who started a run a message when it ends: Telegram sends no notification for an edit."""

from collections.abc import Callable

import structlog
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from ..services.gamification import GamificationProfileService
from ..services.jobs import JobRunner, Run, RunMessages
from ..ui.screens import Screen
from ..ui.texts import Texts
from ..ui.voice import Voice
from .bots import Bots

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
        voice: Voice,
    ) -> None:
        self._runner = runner
        self._messages = messages
        self._profiles = profiles
        self._screen_of = screen_of
        self._voice = voice

    def start(self, bots: Bots) -> None:
        """Send through these bots from now on, of which there is one at least; runs that ended in the last
        hours are announced now."""

        async def tell(run: Run) -> None:
            await self._tell(bots, run)

        self._runner.on_finished(tell)

    async def _tell(self, bots: Bots, run: Run) -> None:
        # Other errors are raised: the runner then tries again later.
        if (admin_id := run.started_by) is None:
            return
        screen = self._screen_of(run, self._voice.texts(await self._language_of(admin_id)))
        for bot in bots.of(admin_id):
            try:
                await bot.send_message(
                    admin_id, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
                )
            except (TelegramForbiddenError, TelegramBadRequest) as error:
                log.info("end_not_announced", run=run.id, admin_id=admin_id, reason=error.message)
            else:
                return

    async def _language_of(self, admin_id: int) -> str:
        known = self._profiles.recall(admin_id)
        if known is not None:
            return self._voice.language_of(known.language_code)
        return self._voice.language_of(await self._messages.language(admin_id))  # after a restart
