"""An application whose bot sends nothing: tests feed it updates and read its answers."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import InlineKeyboardMarkup, Update

from bot.app import Application
from bot.settings import load_settings
from tests.kit.databases import LONG_TIMEOUT_SECONDS
from tests.kit.recording_session import RecordingSession, recording_bot

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # so that no test runs over midnight


@dataclasses.dataclass
class Harness:
    """An application whose bot sends nothing."""

    application: Application
    bot: Bot
    session: RecordingSession

    async def gets(self, update: Update) -> list[str]:
        """Handle an update. Returns the texts of the answers."""
        self.session.sent.clear()
        await self.application.dispatcher.feed_update(self.bot, update)
        return self.session.texts

    @property
    def buttons(self) -> list[str]:
        """The callback data and links of the buttons of the last message."""
        last = self.session.sent[-1]
        assert isinstance(last, SendMessage | EditMessageText)
        assert isinstance(last.reply_markup, InlineKeyboardMarkup)
        return [
            button.callback_data or button.url or ""
            for row in last.reply_markup.inline_keyboard
            for button in row
        ]


@asynccontextmanager
async def open_harness(database_url: str, **options: Any) -> AsyncIterator[Harness]:
    """A bot on an upgraded database, at noon; `options` are settings."""
    settings = load_settings(
        database_url=database_url,
        auto_upgrade=False,
        database_retry_timeout_seconds=LONG_TIMEOUT_SECONDS,
        **options,
    )
    async with Application(settings, clock=lambda: NOON) as application:
        yield Harness(application, *recording_bot())
